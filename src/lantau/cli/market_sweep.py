"""`lantau market sweep`: a model played over a grid, a Sobol sequence or one parameter at a time, under rule sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lantau.cli.market_options import (
    ALL,
    RANGE,
    TORNADO,
    VALUES,
    Asked,
    Players,
    World,
    asked_options,
    folder_option,
    once,
    player_options,
    plots_option,
    world_options,
)
from lantau.cli.output import json_option, print_json, wanted
from lantau.refusal import refuses

if TYPE_CHECKING:
    from lantau import market
    from lantau.market import queries as laboratory

MEAN = "mean"
Ranges = Sequence[tuple[str, tuple[float, float]]]


def _statistic(text: str) -> str | float:
    """``mean``, or the probability of a quantile."""
    if text == MEAN:
        return text
    try:
        probability = float(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is neither mean nor a number") from None
    if not 0 < probability < 1:
        raise click.BadParameter(f"{text} is not between 0 and 1")
    return probability


outcome_option = click.option(
    "--outcome", "outcomes", multiple=True, metavar="NAME", help="Only this outcome; repeat, or all."
)
statistic_option = click.option(
    "--statistic",
    type=_statistic,
    default=MEAN,
    show_default=True,
    metavar="mean|0.05",
    help="What heat maps and tornadoes show: the mean, or a quantile.",
)


@click.command("sweep")
@click.argument("model")
@click.option("--grid", multiple=True, type=VALUES, metavar="NAME=A,B,C", help="An axis of a grid; repeat to cross.")
@click.option("--sobol", "ranges", multiple=True, type=RANGE, metavar="NAME=LOW:HIGH", help="A side of a Sobol box.")
@click.option("--points", default=64, show_default=True, help="With --sobol: how many; powers of two keep balance.")
@click.option(
    "--tornado",
    "bars",
    multiple=True,
    type=TORNADO,
    metavar="NAME[=LOW:HIGH]|all",
    help="One at a time: between two ends, or --share around its setting.",
)
@click.option("--share", type=float, default="0.2", show_default=True, help="With --tornado: how far up and down.")
@asked_options
@world_options
@player_options
@outcome_option
@statistic_option
@folder_option
@plots_option
@json_option
def sweep(
    model: str,
    grid: tuple[tuple[str, tuple[float, ...]], ...],
    ranges: tuple[tuple[str, tuple[float, float]], ...],
    points: int,
    bars: tuple[tuple[str, tuple[float, float] | None], ...],
    share: float,
    asked: Asked,
    world: World,
    players: Players,
    outcomes: tuple[str, ...],
    statistic: str | float,
    folder: Path | None,
    plots: Path | None,
    as_json: bool,
) -> None:
    """Play MODEL (run, round, corridor) over a design, crossed with every rule set, on common random numbers.

    A design is --grid, --sobol or --tornado. Two axes of a grid make a heat map.

    Example: lantau market sweep run --grid cash_share=0.1,0.5 --grid fear=0.2,0.6 --set shock_bank_share=0.08
    """
    from lantau.cli.market_playing import experiment_asked, played
    from lantau.cli.market_results import chosen

    if sum(map(bool, (grid, ranges, bars))) != 1:
        raise click.UsageError("give one kind of design: --grid, --sobol or --tornado")
    design = wanted(_design(model, grid, ranges, points, bars, share, asked), as_json)
    names = wanted(refuses(chosen)(model, outcomes), as_json)
    results = played(experiment_asked(model, asked, world, as_json, design), folder, players, as_json)
    answer_sweep(results, names, statistic, plots, as_json)


@refuses
def _design(
    model: str,
    grid: Sequence[tuple[str, tuple[float, ...]]],
    ranges: Ranges,
    points: int,
    bars: Sequence[tuple[str, tuple[float, float] | None]],
    share: float,
    asked: Asked,
) -> market.Design:
    """The design that the options describe; Refused market.unknown_parameter and what ``ParameterTable`` refuses."""
    from lantau import market

    if grid:
        return market.grid(once(grid, "--grid"))
    if ranges:
        return market.sobol(once(ranges, "--sobol"), points, asked.seed)
    return market.one_at_a_time(_ends(model, once(bars, "--tornado"), share, dict(asked.settings)))


def _ends(
    model: str, bars: Mapping[str, tuple[float, float] | None], share: float, settings: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    """The two ends of each bar: those given, or a share around the setting."""
    from lantau import market
    from lantau.market import queries

    parameters = market.model_named(model).table
    around = queries.ranges_around(parameters, settings, share)
    named = [name for name in bars if name != ALL]
    for name in named:
        parameters.named(name)
    return {name: bars.get(name) or around[name] for name in (around if ALL in bars else named)}


def answer_sweep(
    results: laboratory.Results, outcomes: Sequence[str], statistic: str | float, plots: Path | None, as_json: bool
) -> None:
    """Print a sweep: a row a point, and its heat maps or tornadoes."""
    from lantau.cli import market_plots, market_results, market_text

    body = market_results.told(results)
    body |= market_results.swept(results, outcomes, statistic)
    drawn = [] if plots is None else market_plots.draw_sweep(results, outcomes, statistic, plots)
    body["plots"] = drawn
    if as_json:
        print_json(body)
    else:
        click.echo(market_text.swept_text(body))
