"""Run again, in another home, or asked for a second time: the same world, the same digest, nothing twice."""

from __future__ import annotations

import time

import pytest

from lantau import events, observations, worlds
from lantau.chain.backing import chain_of
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.refusal import Refusal, Refused
from lantau.rulebook import load
from lantau.worlds.acts import ACTS
from lantau.worlds.play import Cue, Doing, Made, Stage, perform
from tests.journeys.command import FIRST_COIN, answered, lantau
from tests.journeys.conftest import PlayedWorld

pytestmark = pytest.mark.xdist_group("first-coin")


def test_the_story_is_told_to_its_end(first_coin: PlayedWorld) -> None:
    assert f"digest {first_coin.digest}" in first_coin.told
    refused = sum(act.refusal is not None for act in first_coin.acts.values())
    assert refused >= 9
    assert f"{len(first_coin.acts)} acts played, {refused} of them refused as the scenario says." in first_coin.told
    assert first_coin.told.count("refused: ") == refused


def test_played_again_it_is_read_back_within_seconds(first_coin: PlayedWorld) -> None:
    began = time.monotonic()
    again = answered(first_coin.home, "run", str(FIRST_COIN))
    assert again == {"world": "first-coin", "acts": len(first_coin.acts), "digest": first_coin.digest}
    assert time.monotonic() - began < 10


def test_two_fresh_plays_share_the_digest(first_coin: PlayedWorld, database: Database) -> None:
    scenario = worlds.read_scenario(FIRST_COIN)
    assert not isinstance(scenario, Refusal)
    books = {name: load(name) for name in scenario.rulebooks}
    clock = SimulatedClock(scenario.starts_at)
    played = worlds.play(database, clock, books, chain_of(database), scenario, lambda *_: None)
    assert isinstance(played, worlds.Played), played
    assert played.digest == first_coin.digest


def test_a_play_cut_off_after_any_act_and_before_its_outcome_asks_again_and_is_answered_the_same(
    first_coin: PlayedWorld, database: Database
) -> None:
    scenario = worlds.read_scenario(FIRST_COIN)
    assert not isinstance(scenario, Refusal)
    differing: list[str] = []

    def cut_off(doing: Doing) -> Doing:
        def twice(cue: Cue) -> Made | Refusal:
            first, again = answer(doing, cue), answer(doing, cue)
            if told(first) != told(again):
                differing.append(f"{cue.key}: {told(first)} and then {told(again)}")
            return again

        return Doing(twice, doing.takes)

    books = {name: load(name) for name in scenario.rulebooks}
    stage = Stage(database, SimulatedClock(scenario.starts_at), books, chain_of(database), scenario)
    played = perform(stage, {name: cut_off(doing) for name, doing in ACTS.items()}, lambda *_: None)
    assert not differing
    assert isinstance(played, worlds.Played), played
    assert played.digest == first_coin.digest


def answer(doing: Doing, cue: Cue) -> Made | Refusal:
    try:
        return doing.handler(cue)
    except Refused as refused:
        return refused.refusal


def told(made: Made | Refusal) -> Made:
    return made.as_json() if isinstance(made, Refusal) else made


def test_every_record_is_as_it_was_recorded(first_coin: PlayedWorld) -> None:
    assert events.verify(first_coin.live.database) == ()
    assert observations.verify(first_coin.live.database) == ()
    told = lantau(first_coin.home, "verify", "--world", "first-coin").stdout
    assert "every record is as it was recorded" in told
    assert first_coin.digest in told
