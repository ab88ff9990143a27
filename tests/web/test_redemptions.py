"""The queue of a world in which the Monetary Authority let an issuer take longer."""

from __future__ import annotations

from datetime import timedelta

from fastapi.testclient import TestClient

from lantau import observations
from lantau.chain import NoChain
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.refusal import Refusal
from lantau.web import Console, create_app
from lantau.web.catalogue import catalogue
from tests.issuance.world import ADDRESSES, COMPLIANCE, World, done, start
from tests.web.conftest import ADDRESS


def test_a_consented_delay_is_neither_late_nor_breached_until_its_own_deadline(
    database: Database, clock: SimulatedClock
) -> None:
    """Five business days in the letter; without it the second day after the request would be late."""
    world = start(database, clock)
    pearl = world.customer("Pearl River Trading Limited", "024123456789001", ADDRESSES[0])
    world.issued(pearl, "1000")
    consent(world)
    valid = done(world.validate(done(world.redeem(pearl, "400"))))
    reader = TestClient(create_app(Console(database, clock, world.book, "letter", NoChain())), base_url=ADDRESS)

    clock.advance_to(valid.due_at - timedelta(seconds=1))
    assert valid.due_at - valid.valid_at > timedelta(days=5)
    (line,) = reader.get("/api/overview").json()["data"]["redemptions"]
    assert line["clock"] == "consented"
    found = reader.get(f"/api/redemptions/{line['id']}").json()["data"]["findings"]
    assert "breached" not in {each["outcome"] for each in found}
    assert catalogue("zh")["clock.consented"] in reader.get("/redemptions", params={"lang": "zh"}).text

    clock.advance_to(valid.due_at)
    (line,) = reader.get("/api/redemptions").json()["data"]["open"]
    assert line["clock"] == "late"
    found = reader.get(f"/api/redemptions/{line['id']}").json()["data"]["findings"]
    assert {each["outcome"] for each in found} == {"breached"}


def consent(world: World) -> None:
    """The letter, given before the request."""
    told = observations.observe(
        world.database, world.clock, key="consent", kind="consent", subject=world.issuer_id,
        value={
            "matter": "redemption.deadline", "reference": "SIM-C-1", "citation": "G 3.3.3",
            "in_force_from": "2026-09-01", "terms": {"business_days": 5},
        },
        occurred_at=world.at, source="letter", actor_id=COMPLIANCE.id,
    )  # fmt: skip
    assert not isinstance(told, Refusal), str(told)
