"""A world to issue and redeem in, fresh for each test."""

from __future__ import annotations

import pytest

from lantau.dates import SimulatedClock
from lantau.db import Database
from tests.issuance.world import ADDRESSES, Customer, World, start


@pytest.fixture
def world(database: Database, clock: SimulatedClock) -> World:
    return start(database, clock)


@pytest.fixture
def pearl(world: World) -> Customer:
    return world.customer("Pearl River Trading Limited", "024123456789001", ADDRESSES[0])


@pytest.fixture
def wanhoi(world: World) -> Customer:
    return world.customer("Wan Hoi Electronics Limited", "024123456789002", ADDRESSES[1])
