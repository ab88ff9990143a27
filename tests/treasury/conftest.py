"""The issuer's world, a miner and a platform that buys its bitcoin."""

from __future__ import annotations

import pytest

from lantau.dates import SimulatedClock
from lantau.db import Database
from tests.issuance.world import ADDRESSES, Customer, World, start


@pytest.fixture
def world(database: Database, clock: SimulatedClock) -> World:
    return start(database, clock)


@pytest.fixture
def miner(world: World) -> Customer:
    return world.customer("Tai Mo Mining Limited", "024123456789001", ADDRESSES[0])


@pytest.fixture
def buyer(world: World) -> Customer:
    return world.customer("Victoria Digital Exchange Limited", "024123456789002", ADDRESSES[1])
