"""A console whose database nobody may touch: the stress lab neither reads nor writes a record of a world."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from fastapi.testclient import TestClient

from lantau.chain import NoChain
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.rulebook import load
from lantau.web import Console, create_app
from lantau.web.laboratory import Laboratory

ADDRESS = "http://127.0.0.1:8656"
NOON = datetime(2026, 10, 20, 4, tzinfo=UTC)


class Untouched:
    """Stands where the database would, and fails the test of whoever asks it anything."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"the stress lab asked the world's database for {name}")


def console_of(laboratory: Laboratory | None) -> Console:
    """A console that has nothing but a laboratory, at noon of the example's last day."""
    database = cast(Database, Untouched())
    return Console(database, SimulatedClock(NOON), load("HK"), "untouched", NoChain(), laboratory=laboratory)


def reader_of(laboratory: Laboratory | None, address: str = ADDRESS) -> TestClient:
    """Somebody who reads its pages, and sees a broken one as an answer and not as an exception."""
    return TestClient(create_app(console_of(laboratory)), base_url=address, raise_server_exceptions=False)
