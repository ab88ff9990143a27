"""A miner's two treasurers, and each act of theirs with one thing changed at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from lantau import ledger, observations, treasury
from lantau.access import Actor
from lantau.money import BTC, HKD, Amount
from lantau.refusal import Refusal
from tests.issuance.world import Customer, World, done

ADVICE = hashlib.sha256(b"advice").hexdigest()
DAY = timedelta(days=1)


def treasurers(miner: Customer) -> tuple[Actor, Actor]:
    roles = frozenset({"treasury"})
    return Actor("per_nora", "Nora", roles, miner.party_id), Actor("per_felix", "Felix", roles, miner.party_id)


def bitcoin(text: str) -> Amount:
    return Amount.parse(text, BTC)


def told(world: World, bid: str = "688200.00", currency: str = "HKD", **value: Any) -> None:
    """The market's bid of one bitcoin, now."""
    done(
        observations.observe(
            world.database, world.clock, key=world.key("price"), kind="price", subject=f"BTC/{currency}",
            value={"currency": currency, "bid": bid, **value}, occurred_at=world.at, source="Simulated market maker",
            actor_id="per_treasury",
        )
    )  # fmt: skip


def produce(world: World, miner: Customer, amount: str, first: date, until: date | None = None, **more: Any) -> Any:
    nora, _ = treasurers(miner)
    call = {
        "actor": nora, "owner_id": miner.party_id, "source": "fleet", "first_day": first,
        "until_day": until or first + DAY, "bitcoin": bitcoin(amount),
    }  # fmt: skip
    return world.run(treasury.book_production, **world.by(**{**call, **more}))


def sell(world: World, miner: Customer, buyer: Customer, amount: str, **more: Any) -> Any:
    nora, felix = treasurers(miner)
    call = {
        "actor": nora, "owner_id": miner.party_id, "buyer_id": buyer.party_id, "bitcoin": bitcoin(amount),
        "proceeds_in": HKD, "settle_by": world.at + DAY,
    }  # fmt: skip
    more = {"checker": felix, **call, **more}
    return treasury.agree_sale(world.database, world.clock, **{**world.by(), **more})


def end(world: World, miner: Customer, operation: Any, sale_id: str, **more: Any) -> Any:
    """Settle or lapse a sale, by both treasurers."""
    nora, felix = treasurers(miner)
    return operation(
        world.database, world.clock, **{**world.by(), "actor": nora, "checker": felix, "sale_id": sale_id, **more}
    )


def by_bank(world: World, miner: Customer, sale_id: str, received: Amount, reference: str = "", **more: Any) -> Any:
    call = {"received": received, "bank_reference": reference or world.key("BK"), "advice_digest": ADVICE, **more}
    return end(world, miner, treasury.settle_by_bank, sale_id, **call)


def statement(world: World, miner: Customer) -> treasury.Statement:
    with world.database.read() as connection:
        return treasury.queries.statement(connection, miner.party_id)


def in_order(world: World, miner: Customer) -> Mapping[str, int]:
    """What must always hold of a party's bitcoin: mined = held + sold, nothing below zero, double entry."""
    found = statement(world, miner)
    assert found.mined == found.held + found.sold
    assert found.held.units >= found.set_aside.units >= 0
    assert all(each.difference.units == 0 for each in ledger.trial_balance(world.database))
    assert not isinstance(found, Refusal)
    return {"mined": found.mined.units, "held": found.held.units, "sold": found.sold.units}
