"""Whatever is asked in whatever order, coins in wallets are par owed, and asking twice is asking once."""

from __future__ import annotations

import random

import pytest

from lantau import issuance
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.money import Amount
from lantau.refusal import Refusal
from tests.issuance.messages import credit_notice, entry
from tests.issuance.world import ADDRESSES, COIN, Customer, World, done, start
from tests.payments.paying import pay

ACTS = ("issue", "issue", "issue", "pay", "redeem", "cancel", "return", "stray")


@pytest.mark.parametrize("seed", [1, 2])
def test_coins_in_wallets_are_par_owed_whatever_happens(database: Database, clock: SimulatedClock, seed: int) -> None:
    """Random acts of two customers from a fixed seed: a shrinking search would need a database for each attempt."""
    chance = random.Random(seed)
    world = start(database, clock)
    customers = [
        world.customer("Pearl River Trading Limited", "024123456789001", ADDRESSES[0]),
        world.customer("Wan Hoi Electronics Limited", "024123456789002", ADDRESSES[1]),
    ]
    for customer in customers:
        world.issued(customer, "20000")
    for number in range(20):
        act, who, twice = chance.choice(ACTS), chance.randrange(2), chance.random() < 1 / 3
        cents = chance.choice((1, 799_999, 800_000, chance.randrange(1, 3_000_000)))
        first = _act(world, act, customers[who], customers[1 - who], cents, f"try-{number}")
        if twice:
            again = _act(world, act, customers[who], customers[1 - who], cents, f"try-{number}")
            assert _answer(again) == _answer(first)
        wallets = sum(world.coins(customer).units for customer in customers)
        assert Amount(COIN, wallets).micros() == world.par().micros()
        assert world.cash().units == world.par().units + world.unmatched().units
    world.in_balance()
    assert world.rows("payments.payment") and world.rows("issuance.pay_out"), "the acts hardly did anything"


def _act(world: World, act: str, one: Customer, other: Customer, cents: int, key: str) -> object:
    coins = Amount(COIN, cents * 10_000)
    text = coins.decimal_text()
    if act == "issue":
        order = world.order(one, text, key, key=f"{key}-order")
        hkd = f"{cents // 100}.{cents % 100:02d}"
        told = entry(amount=hkd, reference=key, remittance=key, debtor=one.name, debtor_account=one.number)
        world.receive(credit_notice(told, message_id=key), key=f"{key}-funds")
        return world.issue(done(order), key=f"{key}-issue")
    if act == "pay":
        return pay(world, one, other, text, key=key)
    if act == "redeem":
        order = world.redeem(one, text, key=f"{key}-order")
        if isinstance(order, Refusal):
            return order
        done(world.validate(order, key=f"{key}-valid"))
        return world.settle(order, key=f"{key}-settle")
    if act == "cancel":
        order = world.redeem(one, text, key=f"{key}-order")
        if isinstance(order, Refusal):
            return order
        cancel = world.by(key=f"{key}-cancel", order_id=order.order_id, reason="changed its mind")
        return world.run(issuance.cancel_order, **cancel)
    told = entry(amount=f"{cents // 100 + 1}.00", reference=key, remittance="stray", debtor_account=one.number)
    (receipt_id,) = done(world.receive(credit_notice(told, message_id=key), key=f"{key}-funds")).receipt_ids
    return world.give_back(receipt_id, key=f"{key}-back") if act == "return" else receipt_id


def _answer(answer: object) -> object:
    return answer.as_json() if isinstance(answer, Refusal) else answer
