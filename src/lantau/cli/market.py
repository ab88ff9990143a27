"""`lantau market`: the laboratory's models played at a point, shown again, and played again bit for bit."""

from __future__ import annotations

import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lantau.cli.market_options import (
    ALL,
    Asked,
    Players,
    World,
    asked_options,
    folder_option,
    player_options,
    plots_option,
    world_options,
)
from lantau.cli.market_stress import backtest, reverse
from lantau.cli.market_sweep import outcome_option, statistic_option, sweep
from lantau.cli.output import json_option, print_json, table, wanted, zh_option
from lantau.refusal import refuses

if TYPE_CHECKING:
    from lantau.market import queries as laboratory

TAMPERED = 5
BOUNDS = ("default", "low", "high")
NUMBERS = ("name", "unit", *BOUNDS, "whole", "source")
HEADINGS = (
    ("parameter", "default", "lowest", "highest", "unit", "what it is", "source"),
    ("參數", "預設", "最低", "最高", "單位", "說明", "來源"),
)
MEASURES = (("outcome", "course"), ("結果", "走勢"))


@click.group()
def market() -> None:
    """The laboratory: redemption runs, licensing rounds and corridors, played on thousands of seeded paths. Simulated.

    Ctrl-C keeps what is finished, and the same command goes on from there. Every result is the same bits on one core,
    on many and on a cluster.
    """


@market.command("run")
@asked_options
@world_options
@player_options
@outcome_option
@folder_option
@plots_option
@json_option
def run(
    asked: Asked,
    world: World,
    players: Players,
    outcomes: tuple[str, ...],
    folder: Path | None,
    plots: Path | None,
    as_json: bool,
) -> None:
    """A redemption run: holders who may run, an issuer that pays by the rule in force, a market that trades hourly.

    From settings, or with --world from the actual pool, ladder and holders of a coin. A rule breached on a path is a
    result, not an exit code.

    Example: lantau market run --set shock_bank_share=0.08 --paths 2000 --plots figures
    """
    play_point("run", asked, world, players, outcomes, folder, plots, as_json)


def play_point(
    model: str,
    asked: Asked,
    world: World,
    players: Players,
    outcomes: Sequence[str],
    folder: Path | None,
    plots: Path | None,
    as_json: bool,
) -> None:
    """Play one point of a model under each rule set and print it."""
    from lantau.cli.market_playing import experiment_asked, played
    from lantau.cli.market_results import chosen

    names = wanted(refuses(chosen)(model, outcomes or (ALL,)), as_json)
    results = played(experiment_asked(model, asked, world, as_json), folder, players, as_json)
    answer_points(results, names, plots, as_json)


def answer_points(results: laboratory.Results, outcomes: Sequence[str], plots: Path | None, as_json: bool) -> None:
    """Print the points of an experiment in full, with the differences between its rule sets."""
    from lantau.cli import market_plots, market_results, market_text

    body = market_results.told(results)
    body["points"] = wanted(refuses(market_results.points)(results, outcomes), as_json)
    alone = len(results.manifest["design"]["points"]) == 1
    body["differences"] = market_results.differences(results, outcomes) if alone else []
    drawn = [] if plots is None else market_plots.draw_points(results, outcomes, plots)
    body["plots"] = drawn
    if as_json:
        print_json(body)
    else:
        click.echo(market_text.points_text(body))


def _model_command(model: str, words: str) -> click.Command:
    """The command of a model that begins from settings alone."""

    @asked_options
    @player_options
    @outcome_option
    @folder_option
    @plots_option
    @json_option
    def play(
        asked: Asked,
        players: Players,
        outcomes: tuple[str, ...],
        folder: Path | None,
        plots: Path | None,
        as_json: bool,
    ) -> None:
        play_point(model, asked, World(), players, outcomes, folder, plots, as_json)

    return click.command(model, help=words)(play)


ROUND = """A licensing round: who is interested, applies, is licensed, earns and leaves; then a second round.

Calibrated to the first one: 77 expressions of interest, 36 applications, 2 licences.

Example: lantau market round --rules HK --rules HK+floor50 --paths 2000
"""
CORRIDOR = """The yuan corridors: business payments by coin against correspondent banking, under the approval gate.

Played under CN and CN+approved-cnh unless --rules says otherwise.

Example: lantau market corridor --paths 2000
"""
market.add_command(_model_command("round", ROUND))
market.add_command(_model_command("corridor", CORRIDOR))
for command in (sweep, reverse, backtest):
    market.add_command(command)


@market.command("parameters")
@click.argument("model")
@zh_option
@json_option
def parameters(model: str, zh: bool, as_json: bool) -> None:
    """Every parameter of MODEL (run, round, corridor or module:attribute) with bounds and source, and what it measures.

    Example: lantau market parameters run
    """
    from lantau.market import model_named

    found = wanted(refuses(model_named)(model), as_json)
    listed = [
        {**{name: getattr(each, name) for name in NUMBERS}, "en": each.words.en, "zh": each.words.zh}
        for each in found.table.parameters.values()
    ]
    outcomes, courses = (
        [{"name": each.name, "unit": each.unit, "en": each.words.en, "zh": each.words.zh} for each in those]
        for those in (found.outcomes, found.courses)
    )
    if as_json:
        print_json({"model": model, "parameters": listed, "outcomes": outcomes, "courses": courses})
        return
    columns = ("name", "default", "low", "high", "unit", "zh" if zh else "en", "source")
    rows = [[f"{each[name]:g}" if name in BOUNDS else each[name] for name in columns] for each in listed]
    click.echo(table(HEADINGS[zh], rows, right=(1, 2, 3)))
    for kind, measured in zip(MEASURES[zh], (outcomes, courses), strict=True):
        told = [[each[name] for name in ("name", "unit", "zh" if zh else "en")] for each in measured]
        click.echo(f"\n{table((kind, HEADINGS[zh][4], HEADINGS[zh][5]), told)}")


@market.command("show")
@click.argument("folder", type=click.Path(path_type=Path))
@outcome_option
@statistic_option
@plots_option
@json_option
def show(folder: Path, outcomes: tuple[str, ...], statistic: str | float, plots: Path | None, as_json: bool) -> None:
    """The results in FOLDER again: of one point, or of a sweep. Nothing is played; a changed file is refused.

    Example: lantau market show .lantau/experiments/run-0123456789
    """
    from lantau.cli.market_results import chosen
    from lantau.cli.market_sweep import answer_sweep
    from lantau.market import queries

    results = wanted(refuses(queries.opened)(folder), as_json)
    alone = results.manifest["design"]["points"] == [{}]
    names = wanted(refuses(chosen)(results.manifest["model"], outcomes or ((ALL,) if alone else ())), as_json)
    if alone:
        answer_points(results, names, plots, as_json)
    else:
        answer_sweep(results, names, statistic, plots, as_json)


@market.command("reproduce")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--into", type=click.Path(path_type=Path), help="Keep what is played here; default: it is thrown away at the end."
)
@player_options
@json_option
def reproduce(folder: Path, into: Path | None, players: Players, as_json: bool) -> None:
    """Play the experiment in FOLDER again from its manifest alone, and compare every file bit for bit.

    Exit code 5 when a part comes out otherwise, or a file of FOLDER is not as it was written.

    Example: lantau market reproduce .lantau/experiments/run-0123456789
    """
    from lantau.cli.market_playing import Told, executor, kept
    from lantau.market import queries

    results = wanted(refuses(queries.Results)(folder), as_json)
    tampered, told = results.tampered(), Told(quiet=as_json)
    chunks = len(results.points) * results.chunks
    with (
        _place(into) as place,
        kept(told, into, f"--into {shlex.quote(str(into))}", as_json),
        executor(players, chunks, as_json) as pool,
    ):
        found = wanted(refuses(queries.reproduced)(folder, place, executor=pool, progress=told), as_json)
    if as_json:
        print_json(
            {
                "folder": str(folder),
                "into": None if into is None else str(into),
                "parts": found.parts,
                "same_bits": found.same_bits,
                "differing_parts": [{"point": point, "chunk": chunk} for point, chunk in found.differing_parts],
                "changed": list(found.changed),
                "tampered": [str(path) for path in tampered],
            }
        )
    else:
        for path in tampered:
            click.echo(f"not as it was written: {path}")
        for point, chunk in found.differing_parts:
            click.echo(f"other bits: point {point}, chunk {chunk}")
        click.echo(f"{found.title()}.")
    if tampered or not found.same_bits:
        sys.exit(TAMPERED)


@contextmanager
def _place(into: Path | None) -> Iterator[Path]:
    """The folder to play into: the one given, or one that is gone afterwards."""
    if into is not None:
        yield into
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "again"
