"""Frozen coins stay in par and stay backed; only the draft of May 2025 would have let them go."""

from __future__ import annotations

from datetime import date

import pytest

from lantau import disclosure, identity, reserves
from lantau.chain import NoChain
from lantau.dates import SimulatedClock, hk_date
from lantau.db import Database
from lantau.money import HKD, Amount
from lantau.refusal import Refusal
from lantau.rulebook import load
from tests.issuance.world import (
    ADDRESSES,
    CHECKER,
    COMPLIANCE,
    CUSTODY,
    SECOND_COMPLIANCE,
    TREASURY,
    World,
    done,
    start,
)


@pytest.mark.parametrize(("rulebook", "breached"), [("HK", True), ("HK+draft-may-2025", False)])
def test_a_shortfall_as_large_as_the_frozen_coins_is_a_breach_under_the_law_and_was_none_in_the_draft(
    database: Database, clock: SimulatedClock, rulebook: str, breached: bool
) -> None:
    world: World = start(database, clock)
    pearl = world.customer("Pearl River Trading Limited", "024123456789001", ADDRESSES[0])
    other = world.customer("Wan Hoi Electronics Limited", "024123456789002", ADDRESSES[1])
    world.issued(pearl, "400")
    world.issued(other, "600")
    order = {"authority": "Court", "reference": "HCMP 1", "reason": "order of the court"}
    done(
        world.run(
            identity.operations.freeze,
            **world.by(COMPLIANCE, SECOND_COMPLIANCE, party_id=pearl.party_id, issuer_id=world.issuer_id, **order),
        )
    )
    world.book = load(rulebook)
    placed = done(
        world.run(
            reserves.place_deposit, world.book,
            **world.by(
                TREASURY, CHECKER, pool_id=world.pool_id, bank="Kestrel Bank", matures_on=date(2027, 1, 1),
                principal=Amount.parse("400.00", HKD), traits=CUSTODY,
            ),
        )
    )  # fmt: skip
    assert ("HK.pool.eligible_backing" in placed.breached) is breached
    call = world.by(COMPLIANCE, issuer_id=world.issuer_id, day=hk_date(world.at), chain=NoChain())
    done(world.run(disclosure.close_day, world.book, **call))
    stated = disclosure.statement(world.database, "hkdx")
    assert not isinstance(stated, Refusal)
    assert (stated.body["par_micros"], stated.body["frozen_par_micros"]) == (1_000_000_000, 400_000_000)
    found = {one.rule_id for one in disclosure.findings(world.database, issuer_id=world.issuer_id, with_acts=False)}
    assert ("HK.pool.eligible_backing" in found) is breached
