"""What a treasury's books hold, the rounding of a sale, and which accounts they stand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from lantau.ledger import Account
from lantau.money import BTC, Amount, Asset
from lantau.refusal import Json

PRICE_LIFE = timedelta(hours=4)
"""How old an observed price may be when bitcoin is sold at it. A firm's own limit: no text of the law names one."""

MICROS = 1_000_000

SaleState = Literal["agreed", "settled", "lapsed"]
TRANSITIONS: Mapping[SaleState, frozenset[SaleState]] = {
    "agreed": frozenset({"settled", "lapsed"}),
    "settled": frozenset(),
    "lapsed": frozenset(),
}
"""What may follow what: a sale is settled once, or lapses."""


@dataclass(frozen=True, slots=True)
class Production:
    """Bitcoin that a source, such as a fleet, produced from ``first_day`` to before ``until_day``, days of UTC."""

    id: str
    owner_id: str
    source: str
    first_day: date
    until_day: date
    bitcoin: Amount
    transfer_id: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Sale:
    """Bitcoin sold at an observed bid. ``price_micros`` are millionths of ``price_currency`` for one bitcoin.

    Its satoshi are set aside under ``hold_id`` from the agreement on, and leave when the proceeds are there.
    """

    id: str
    owner_id: str
    buyer_id: str
    bitcoin: Amount
    proceeds: Amount
    price_micros: int
    price_currency: str
    priced_at: datetime
    observation_id: str
    settle_by: datetime
    hold_id: str
    occurred_at: datetime
    state: SaleState = "agreed"
    payment_id: str = ""
    bank_reference: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A party's bitcoin and what it came to: ``mined`` less ``sold`` is ``held``; ``set_aside`` is part of it.

    ``proceeds`` and ``cash`` are by currency: what bank sales brought, and what of it was not put into coins.
    """

    owner_id: str
    mined: Amount
    held: Amount
    set_aside: Amount
    sold: Amount
    proceeds: tuple[Amount, ...]
    cash: tuple[Amount, ...]

    def as_body(self) -> dict[str, Json]:
        """The statement as plain data, amounts as decimal text."""
        return {
            "owner_id": self.owner_id,
            "mined_btc": self.mined.decimal_text(),
            "held_btc": self.held.decimal_text(),
            "set_aside_btc": self.set_aside.decimal_text(),
            "sold_btc": self.sold.decimal_text(),
            "proceeds": {each.asset.code: each.decimal_text() for each in self.proceeds},
            "cash": {each.asset.code: each.decimal_text() for each in self.cash},
        }


@dataclass(frozen=True, slots=True)
class Booked:
    """What was booked: a production's id or an order's, with the amount."""

    id: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class Agreed:
    """A sale as it was agreed."""

    sale_id: str
    bitcoin: Amount
    proceeds: Amount
    price_micros: int


@dataclass(frozen=True, slots=True)
class Settled:
    """How a sale ended."""

    sale_id: str
    state: SaleState


def sale_value(bitcoin: Amount, price_micros: int, currency: Asset) -> Amount:
    """What bitcoin fetches at a bid in millionths of the currency for one whole, rounded down to the currency's unit.

    Down, so that a seller's books never show a cent that the bid does not give.
    """
    assert bitcoin.asset == BTC and currency.is_currency, "bitcoin is sold at a price in a currency"
    return Amount(currency, bitcoin.units * price_micros * currency.whole // (BTC.whole * MICROS))


def bitcoin_code(owner_id: str, purpose: str) -> str:
    """The code of an owner's bitcoin account: ``mined``, ``held`` or ``sold``."""
    return f"bitcoin:{owner_id}:{purpose}"


def money_code(owner_id: str, purpose: str, currency: Asset) -> str:
    """The code of an owner's money account: ``cash``, ``proceeds`` or ``funding``."""
    return f"treasury:{owner_id}:{purpose}:{currency.code}"


NORMAL: Mapping[str, Literal["debit", "credit"]] = {
    "mined": "credit",
    "held": "debit",
    "sold": "debit",
    "cash": "debit",
    "proceeds": "credit",
    "funding": "debit",
}
"""The side on which each account grows. None may go below zero: nothing is sold that is not held."""


def account(account_id: str, code: str, of: Asset, owner_id: str) -> Account:
    """An account as it is opened: of no pool and no coin, so that it backs nothing."""
    purpose = code.split(":")[2]
    return Account(id=account_id, code=code, asset=of, normal=NORMAL[purpose], owner_id=owner_id)
