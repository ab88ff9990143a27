"""A redemption that misses its business day is a finding of the close before anybody asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from lantau import disclosure, observations
from lantau.chain import NoChain
from lantau.dates import HONG_KONG, SimulatedClock, hk_date
from lantau.db import Database
from lantau.disclosure import Standing
from lantau.refusal import Refusal
from tests.issuance.world import ADDRESSES, COMPLIANCE, World, done, start


@pytest.fixture
def world(database: Database, clock: SimulatedClock) -> World:
    return start(database, clock)


def close(world: World, days: int) -> dict[str, Standing]:
    """Close so many days on; what is open of redemptions, by rule."""
    day = hk_date(world.at) + timedelta(days=days)
    world.clock.advance_to(max(world.at, datetime(day.year, day.month, day.day, 18, tzinfo=HONG_KONG)))
    call: dict[str, Any] = world.by(COMPLIANCE, issuer_id=world.issuer_id, day=day, chain=NoChain())
    done(world.run(disclosure.close_day, world.book, **call))
    found = disclosure.findings(world.database, issuer_id=world.issuer_id, with_acts=False)
    return {one.rule_id: one for one in found if one.subject_kind == "redemption"}


def reports(world: World) -> list[str]:
    owed = disclosure.obligations(world.database, world.book, issuer_id=world.issuer_id, as_of=world.at)
    assert not isinstance(owed, Refusal)
    return [one.citation for one in owed if one.kind == "issuance_breach_report"]


def test_a_redemption_is_open_within_its_day_and_a_finding_after_it_until_it_is_settled(world: World) -> None:
    pearl = world.customer("Pearl River Trading Limited", "024123456789001", ADDRESSES[0])
    world.issued(pearl, "1000")
    order = done(world.redeem(pearl, "400"))
    done(world.validate(order))
    assert close(world, 0) == {}
    assert close(world, 1) == {}, "valid on Tuesday, due by the end of Wednesday"
    assert reports(world) == []
    late = close(world, 1)
    assert all("3.3.3" in one.citation for one in late.values())
    assert {one.subject_id for one in late.values()} == {order.order_id}
    assert {one.open_since for one in late.values()} == {world.at}
    assert reports(world) == ["G 3.6.3"]
    done(world.settle(order))
    settled_late = close(world, 1)
    assert set(settled_late) == set(late), "the close after the late settlement still states it"
    assert reports(world) == ["G 3.6.3"], "one breach, one report"
    assert close(world, 1) == {}


def test_a_redemption_settled_in_time_leaves_no_finding(world: World) -> None:
    pearl = world.customer("Pearl River Trading Limited", "024123456789001", ADDRESSES[0])
    world.issued(pearl, "1000")
    order = done(world.redeem(pearl, "400"))
    done(world.validate(order))
    world.wait(hours=20)
    done(world.settle(order))
    assert close(world, 1) == {}
    assert reports(world) == []
    stated = disclosure.statement(world.database, "hkdx")
    assert not isinstance(stated, Refusal)
    assert (stated.body["par_micros"], stated.body["coverage_bps"]) == (600_000_000, 10_000)


def test_a_consented_delay_is_no_finding_until_the_consented_deadline(world: World) -> None:
    """Three business days in the letter: valid on Tuesday, due by the end of Friday instead of Wednesday."""
    pearl = world.customer("Pearl River Trading Limited", "024123456789001", ADDRESSES[0])
    world.issued(pearl, "1000")
    consent(world, {"business_days": 3})
    order = done(world.redeem(pearl, "400"))
    assert str(done(world.validate(order)).due_at) == "2026-09-04 16:00:00+00:00"
    for _ in range(3):
        assert close(world, 1) == {}
        assert reports(world) == []
    late = close(world, 1)
    assert {one.subject_id for one in late.values()} == {order.order_id}
    assert reports(world) == ["G 3.6.3"]


def test_a_consent_without_a_deadline_leaves_nothing_to_be_late_for(world: World) -> None:
    pearl = world.customer("Pearl River Trading Limited", "024123456789001", ADDRESSES[0])
    world.issued(pearl, "1000")
    consent(world, {})
    done(world.validate(done(world.redeem(pearl, "400"))))
    assert close(world, 5) == {}
    assert reports(world) == []


def consent(world: World, terms: dict[str, int]) -> None:
    """The Monetary Authority's letter, given before the request."""
    told = observations.observe(
        world.database, world.clock, key="consent", kind="consent", subject=world.issuer_id,
        value={
            "matter": "redemption.deadline", "reference": "SIM-C-1", "citation": "G 3.3.3",
            "in_force_from": "2026-09-01", "terms": {**terms},
        },
        occurred_at=world.at, source="letter", actor_id=COMPLIANCE.id,
    )  # fmt: skip
    assert not isinstance(told, Refusal), str(told)
