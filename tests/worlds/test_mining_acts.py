"""The acts that join a fleet to the books refuse what cannot be asked for, each at its place, and nothing is booked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lantau import treasury, worlds
from lantau.chain.backing import chain_of
from lantau.dates import SimulatedClock, parse_instant
from lantau.db import Database
from lantau.refusal import Refusal, Refused
from lantau.rulebook import load
from lantau.worlds.arguments import Arguments
from lantau.worlds.scenario import Act, Expectation

MINER = Path(__file__).parents[2] / "examples" / "worlds" / "miner"
SCENARIO = worlds.read_scenario(MINER)
assert not isinstance(SCENARIO, Refusal)
ACTS = {act.name: act for act in SCENARIO.acts}


def play(database: Database, *acts: Act) -> worlds.Played | Refusal:
    """Only these acts of the miner's world, in time order."""
    assert not isinstance(SCENARIO, Refusal)
    scenario = replace(SCENARIO, acts=tuple(sorted(acts, key=lambda act: act.at)))
    books = {name: load(name) for name in scenario.rulebooks}
    return worlds.play(
        database, SimulatedClock(scenario.starts_at), books, chain_of(database), scenario, lambda *_: None
    )


def booking(**arguments: Any) -> Act:
    act = ACTS["september"]
    kept = {name: value for name, value in act.arguments.items() if name != "month"}
    return replace(act, arguments={**kept, **arguments})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "worlds.bad_argument"),
        ({"month": "2026-09", "day": "2026-10-01"}, "worlds.bad_argument"),
        ({"month": "2026-08"}, "worlds.bad_argument"),
        ({"day": "2026-09-01"}, "worlds.bad_argument"),
        ({"month": "2026-09", "fleet": "world.toml"}, "worlds.unexpected"),
        ({"month": "September"}, "worlds.unexpected"),
        ({"month": "2026-10"}, "worlds.unexpected"),
    ],
)
def test_production_is_booked_for_a_month_or_a_day_of_the_fleets_own(
    database: Database, arguments: dict[str, Any], said: str
) -> None:
    answer = play(database, booking(**arguments))
    assert isinstance(answer, Refusal), answer
    assert (answer.code.name, "acts.toml" in answer.where) == (said, True), answer
    with database.read() as connection:
        assert treasury.queries.productions(connection) == ()


def test_a_month_and_then_a_day_are_booked(database: Database) -> None:
    day = replace(booking(day="2026-10-02"), name="first-of-october", at=parse_instant("2026-10-02T08:30:00+08:00"))
    played = play(database, ACTS["september"], day)
    assert isinstance(played, worlds.Played), played
    with database.read() as connection:
        booked = treasury.queries.productions(connection)
    assert [str(each.first_day) for each in booked] == ["2026-09-01", "2026-10-01"]
    assert [each.made["bitcoin"] for each in played.outcomes] == [each.bitcoin.decimal_text() for each in booked]


def test_power_is_not_paid_at_a_rate_that_nobody_told(database: Database) -> None:
    needed = [act for act in SCENARIO.acts if act.at < ACTS["september"].at and not act.do.startswith("disclosure.")]
    told = [*needed, ACTS["power"]]
    answer = play(database, *told)
    assert isinstance(answer, Refusal) and "worlds.no_rate" in answer.message, answer
    refused = replace(ACTS["power"], expect=Expectation("refused", "worlds.no_rate", ""))
    assert isinstance(play(database, *needed, refused), worlds.Played)


def test_a_list_of_tables_is_read_each_at_its_place() -> None:
    def arguments(value: Any) -> Arguments:
        return Arguments({"milestones": value}, {"maker": "pty_1"}, MINER, "acts.toml act 1")

    first, second = arguments([{"document": "a", "to": "$maker"}, {"document": "b"}]).tables("milestones")
    assert (first.text("document"), first.text("to"), second.text("document")) == ("a", "pty_1", "b")
    with pytest.raises(Refused) as refused:
        second.text("to")
    assert refused.value.refusal.where == "acts.toml act 1 milestones[2]"
    for wrong in ("a", ["a"], [{"document": "a"}, 1], {"document": "a"}):
        with pytest.raises(Refused) as refused:
            arguments(wrong).tables("milestones")
        assert refused.value.refusal.code.name == "worlds.bad_argument"
