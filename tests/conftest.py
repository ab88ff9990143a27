"""A real PostgreSQL for every test that asks: one throw-away server for each worker, one fresh world for each test."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from lantau.dates import SimulatedClock, parse_instant
from lantau.db import (
    OWNER,
    Connection,
    Database,
    EmbeddedServer,
    Outage,
    Server,
    drop_world,
    open_server,
    world_database,
)
from lantau.db.locks import FileLock
from lantau.db.places import POINTER

START = "2026-09-01T01:00:00Z"
"""Tuesday 09:00 in Hong Kong, inside the law's coverage."""

HOME_PREFIX = "lantau-test-"
FRESH = itertools.count(1)

hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("steady")
"""The same examples on every machine, and no timing of single examples: new ones are looked for by the long tests."""


def _clear_away_killed_runs() -> None:
    """End the servers of earlier runs that were killed: homes that were used once and that nobody uses now."""
    for home in Path(tempfile.gettempdir()).glob(f"{HOME_PREFIX}*"):
        starting, using = FileLock(home / "start.lock"), FileLock(home / "users.lock")
        try:
            if not (home / POINTER).exists() or not starting.take():
                continue
            abandoned = using.take()
            using.release()
            starting.release()
            if abandoned:
                EmbeddedServer(home, durable=False).destroy()
                shutil.rmtree(home, ignore_errors=True)
        except (OSError, Outage):
            continue  # another worker is clearing it away, or it belongs to another account


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server of this test worker: embedded in a temporary home, or the one LANTAU_DATABASE_URL names.

    It does not wait for the disk: tests of durability make their own.
    """
    _clear_away_killed_runs()
    with tempfile.TemporaryDirectory(prefix=HOME_PREFIX) as home:
        opened = open_server(Path(home), durable=False)
        opened.start()
        yield opened
        opened.destroy()


def _fresh(server: Server) -> tuple[str, Database]:
    world = f"test-{os.getpid()}-{next(FRESH)}"
    return world, world_database(server, world)


@pytest.fixture
def fresh_database(server: Server) -> Iterator[Callable[[], Database]]:
    """Makes further fresh worlds inside one test, such as one for each Hypothesis example."""
    made: list[tuple[str, Database]] = []

    def make() -> Database:
        made.append(_fresh(server))
        return made[-1][1]

    yield make
    for world, database in made:
        database.close()
        drop_world(server, world)


@pytest.fixture
def database(fresh_database: Callable[[], Database]) -> Database:
    """A fresh world with every migration applied, as the application role sees it."""
    return fresh_database()


@pytest.fixture
def owner_dsn(server: Server, database: Database) -> str:
    """How to reach this test's world as its owner."""
    return server.dsn(OWNER, database.name)


@pytest.fixture
def owner(server: Server, database: Database) -> Iterator[Connection]:
    """This test's world as its owner, committing each statement by itself: for tests that tamper with records."""
    with server.connect(OWNER, database.name) as connection:
        yield connection


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(parse_instant(START))
