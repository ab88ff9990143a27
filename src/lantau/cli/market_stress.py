"""`lantau market reverse` and `backtest`: the smallest shock that breaks, and the model held against what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lantau.cli.market_options import Asked, Players, World, asked_options, player_options, world_options
from lantau.cli.output import json_option, print_json, table, wanted, zh_option
from lantau.refusal import refuses

if TYPE_CHECKING:
    from lantau.market import backtest as backtests


@click.command("reverse")
@click.argument("model")
@click.option("--parameter", required=True, metavar="NAME", help="The shock: the parameter that is searched.")
@click.option("--outcome", required=True, metavar="NAME", help="What breaks.")
@click.option("--level", required=True, type=float, help="It breaks below this.")
@click.option("--above", is_flag=True, help="It breaks above the level instead.")
@click.option("--probability", type=float, default="0.5", show_default=True, help="In at least this share of paths.")
@click.option("--low", type=float, default=None, help="Search from here; default: the parameter's bound.")
@click.option("--high", type=float, default=None, help="Search to here; default: the parameter's bound.")
@asked_options
@world_options
@player_options
@json_option
def reverse(
    model: str,
    parameter: str,
    outcome: str,
    level: float,
    above: bool,
    probability: float,
    low: float | None,
    high: float | None,
    asked: Asked,
    world: World,
    players: Players,
    as_json: bool,
) -> None:
    """Reverse stress of MODEL under one rule set: the smallest shock at which an outcome passes a level often enough.

    Nothing is kept on disk: after Ctrl-C it begins again. Never and always are answers too.

    Example: lantau market reverse run --parameter shock_bank_share --outcome low --level 0.99 --paths 500
    """
    from lantau import market
    from lantau.cli import market_results, market_text
    from lantau.cli.market_playing import Told, executor, experiment_asked, kept
    from lantau.market import queries

    experiment = experiment_asked(model, asked, world, as_json)
    plan = wanted(refuses(market.planned)(experiment), as_json)
    broken = queries.Break(outcome, level, not above, probability)
    told = Told(as_json, "values at most", resumed=False)
    with kept(told, None, "", as_json), executor(players, plan.chunks, as_json) as pool:
        sought = refuses(queries.reverse_stress)(
            experiment, parameter, broken, low=low, high=high, executor=pool, progress=told
        )
        found = wanted(sought, as_json)
    body = market_results.stress(found)
    if as_json:
        print_json(body)
    else:
        click.echo(market_text.stress_text(body, found.title()))


@click.command("backtest")
@click.argument("name", required=False)
@click.option("--paths", type=click.IntRange(1, 1_000_000), default=2_000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@zh_option
@json_option
def backtest(name: str | None, paths: int, seed: int, zh: bool, as_json: bool) -> None:
    """The run held against what happened in NAME, or in every shipped event, by bounds stated beforehand.

    A miss is reported with its number and is no exit code of its own: nothing is tuned to it.

    Example: lantau market backtest usdc_2023 --paths 500
    """
    from lantau.market import backtest as backtests

    names = (name,) if name else backtests.events()
    found = [wanted(refuses(backtests.held)(each, paths=paths, seed=seed), as_json) for each in names]
    if as_json:
        print_json([_body(each) for each in found])
    else:
        click.echo("\n\n".join(_text(each, zh=zh) for each in found))


def _body(found: backtests.Backtest) -> dict[str, Any]:
    event = found.event
    return {
        "simulated": True,
        "event": event.name,
        "title_en": event.title.en,
        "title_zh": event.title.zh,
        "notes_en": event.notes.en,
        "notes_zh": event.notes.zh,
        "rule_set": event.rule_set,
        "law_as_of": event.law_as_of.isoformat(),
        "before_the_law": event.stamped,
        "paths": found.paths,
        "seed": found.seed,
        "rows": [
            {
                "metric": each.target.metric,
                "at_hour": each.target.at_hour,
                "published": each.target.published,
                "bound_low": each.target.bound[0],
                "bound_high": each.target.bound[1],
                "median": each.median,
                "low": each.low,
                "high": each.high,
                "held": each.held,
                "source": each.target.source,
            }
            for each in found.rows
        ],
        "misses": len(found.misses),
    }


def _text(found: backtests.Backtest, *, zh: bool) -> str:
    from lantau.cli.market_text import spelled

    event = found.event
    rows = [
        (
            each.target.metric + ("" if each.target.at_hour is None else f" by hour {each.target.at_hour}"),
            spelled(each.target.published),
            f"{spelled(each.target.bound[0])} to {spelled(each.target.bound[1])}",
            spelled(each.median),
            spelled(each.low),
            spelled(each.high),
            "held" if each.held else "MISSED",
            each.target.source,
        )
        for each in found.rows
    ]
    before = "; the event lies before that law" if event.stamped else ""
    lines = [
        f"{event.name}: {event.title.zh if zh else event.title.en} (simulated)",
        f"{found.paths} paths, seed {found.seed}, {event.rule_set} as of {event.law_as_of}{before}",
        table(("metric", "published", "bound", "median", "5 %", "95 %", "", "source"), rows, right=(1, 3, 4, 5)),
        event.notes.zh if zh else event.notes.en,
        f"{len(found.rows) - len(found.misses)} of {len(found.rows)} bounds held",
    ]
    return "\n".join(lines)
