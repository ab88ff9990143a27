"""A payment as a business asks for it, with one thing changed at a time."""

from __future__ import annotations

import dataclasses
from typing import Any

from lantau import payments
from lantau.money import Amount
from lantau.payments import TravelData
from tests.issuance.world import COIN, COIN_ID, Customer, World


def data(world: World, payer: Customer, payee: Customer, **change: str) -> TravelData:
    """The registered data of both ends, with some of it changed."""
    with world.database.read() as connection:
        whole = payments.queries.registered_travel_data(
            connection, world.issuer_id, payer_id=payer.party_id, payer_wallet_id=payer.wallet_id,
            payee_id=payee.party_id, payee_wallet_id=payee.wallet_id, at=world.at,
        )  # fmt: skip
    return dataclasses.replace(whole, **change)


def pay(world: World, payer: Customer, payee: Customer, coins: str, **more: Any) -> Any:
    call: dict[str, Any] = {
        "coin_id": COIN_ID, "amount": Amount.parse(coins, COIN), "payer_id": payer.party_id,
        "payer_wallet_id": payer.wallet_id, "payee_id": payee.party_id, "payee_wallet_id": payee.wallet_id,
        "purpose": "components", "invoice_reference": "INV-7", "travel_data": data(world, payer, payee),
    }  # fmt: skip
    return world.run(payments.pay, world.book, **world.by(**{**call, **more}))
