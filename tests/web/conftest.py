"""One real world for all tests of the console: the shipped example, played once to its end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lantau import market, worlds
from lantau.chain import NoChain
from lantau.chain.backing import chain_of
from lantau.dates import SimulatedClock
from lantau.db import Database, Server, drop_world, world_database
from lantau.refusal import Refusal
from lantau.rulebook import load
from lantau.web import Console, create_app
from lantau.web.fleet_shelf import FleetShelf
from lantau.web.laboratory import Laboratory
from tests.web.lab_samples import SMALL

EXAMPLE = Path(__file__).parents[2] / "examples" / "worlds" / "first-coin"
FLEETS = EXAMPLE.parents[1] / "fleets"
ADDRESS = "http://127.0.0.1:8656"


@pytest.fixture(scope="session")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    """A laboratory with one small experiment that was played to its end."""
    home = tmp_path_factory.mktemp("experiments")
    market.play_on(home / market.begin(SMALL, home), executor=market.local(1))
    made = Laboratory(home)
    yield made
    made.close()


@pytest.fixture(scope="session")
def console(server: Server, laboratory: Laboratory) -> Iterator[Console]:
    """The console of the example world at its last instant."""
    scenario = worlds.read_scenario(EXAMPLE)
    assert not isinstance(scenario, Refusal), str(scenario)
    database = world_database(server, "web-example")
    clock = SimulatedClock(scenario.starts_at)
    books = {name.partition("+")[0]: load(name) for name in scenario.rulebooks}
    played = worlds.play(database, clock, books, chain_of(database), scenario, lambda *_: None)
    assert not isinstance(played, Refusal), str(played)
    yield Console(
        database, clock, books["HK"], scenario.name, chain_of(database), tuple(books.values()), laboratory=laboratory,
        fleets=FleetShelf(laboratory.home.parent / "no-fleets", FLEETS),
    )  # fmt: skip
    database.close()
    drop_world(server, "web-example")


@pytest.fixture
def reader(console: Console) -> TestClient:
    """A reader with no cookie yet, who sees a broken page as an answer and not as an exception."""
    return TestClient(create_app(console), base_url=ADDRESS, raise_server_exceptions=False)


@pytest.fixture
def blank(database: Database, clock: SimulatedClock) -> Console:
    """The console of a world in which nothing has happened."""
    return Console(database, clock, load("HK"), "blank", NoChain())
