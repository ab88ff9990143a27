"""A coin of a live world is where a redemption run begins: its pool, its ladder and its holders, to the base unit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lantau import worlds
from lantau.chain.backing import chain_of
from lantau.dates import SimulatedClock, hk_date
from lantau.db import Database
from lantau.market.parameters import parameter_table
from lantau.market.rule_sets import rule_set
from lantau.market.run import RUN
from lantau.refusal import Refusal
from lantau.register import queries as register
from lantau.rulebook import load
from lantau.worlds import queries

EXAMPLE = Path(__file__).parents[2] / "examples" / "worlds" / "first-coin"
MICROS = 1_000_000


def played(database: Database, until: str = "") -> SimulatedClock:
    """The example world played to its end, or to the end of a day; its clock."""
    scenario = worlds.read_scenario(EXAMPLE)
    assert not isinstance(scenario, Refusal)
    if until:
        kept = tuple(act for act in scenario.acts if hk_date(act.at).isoformat() <= until)
        scenario = type(scenario)(**{**{n: getattr(scenario, n) for n in scenario.__slots__}, "acts": kept})
    clock = SimulatedClock(scenario.starts_at)
    books = {name.partition("+")[0]: load(name) for name in scenario.rulebooks}
    done = worlds.play(database, clock, books, chain_of(database), scenario, lambda *_: None)
    assert isinstance(done, worlds.Played), done
    return clock


def test_a_run_begins_with_the_pool_and_the_holders_of_the_world(database: Database) -> None:
    clock = played(database)
    state = queries.opening_state(database, load("HK"), as_of=clock.now())
    assert not isinstance(state, Refusal), state
    (issuer,) = state["issuers"]
    holders = register.holders_of(database, "lqd")
    assert not isinstance(holders, Refusal)
    assert sorted(issuer["holders"]) == sorted(each.holding.units / MICROS for each in holders)
    assert sum(issuer["holders"]) == issuer["par"] == 19_000_000
    assert issuer["cash"] + sum(value for value, _ in issuer["bills"]) >= issuer["par"]
    assert state["first_day"] == "2026-10-24"
    prepared = RUN.prepared(
        parameter_table("run").settled({"shock_bank_share": 0.2}), rule_set("HK", date(2026, 9, 1)), state
    )
    assert prepared.opening["supply"].tolist() == [19_000_000.0]
    shaken = prepared.played(seed=1, chunk=0, paths=20)
    assert (shaken.outcomes["low"] < 1.0).all()


def test_what_matures_is_a_rung_of_the_ladder_and_the_rest_is_cash(database: Database) -> None:
    clock = played(database, until="2026-10-05")
    state = queries.opening_state(database, load("HK"), as_of=clock.now(), coin_id="lqd")
    assert not isinstance(state, Refusal), state
    (issuer,) = state["issuers"]
    assert sorted(issuer["bills"]) == [[5_000_000.0, 123.0], [7_872_000.0, 170.0]], "a deposit, a bill at its bid"
    assert issuer["cash"] > 0


@pytest.mark.parametrize("named", [None, "lqd"])
def test_a_world_without_a_coin_has_nothing_to_begin_with(
    database: Database, clock: SimulatedClock, named: str | None
) -> None:
    found = queries.opening_state(database, load("HK"), as_of=clock.now(), coin_id=named)
    assert isinstance(found, Refusal)
    assert found.code.name == "worlds.no_coin"


def test_a_coin_that_nobody_holds_has_nothing_to_redeem(database: Database) -> None:
    clock = played(database, until="2026-09-16")
    found = queries.opening_state(database, load("HK"), as_of=clock.now())
    assert isinstance(found, Refusal)
    assert found.code.name == "worlds.nothing_to_run"
