"""The issuer's world with two customers who hold coins."""

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
    customer = world.customer("Pearl River Trading Limited", "024123456789001", ADDRESSES[0])
    world.issued(customer, "50000")
    return customer


@pytest.fixture
def wanhoi(world: World) -> Customer:
    return world.customer("Wan Hoi Electronics Limited", "024123456789002", ADDRESSES[1])
