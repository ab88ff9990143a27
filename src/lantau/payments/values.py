"""Payments as they were made or refused, and what a payment is worth in Hong Kong dollars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from lantau.money import Amount
from lantau.refusal import Json

LINKED_WINDOW = timedelta(hours=24)
"""Payments of one payer to one payee, or for one invoice, in this time count as linked. A firm's own limit: A 6.16
speaks of transactions that appear to be linked and names no time."""

MICROS_PER_CENT = 10_000
MICROS = 1_000_000

FINAL, FAILED = "final", "failed"
"""What the chain made of a payment, once it is known."""

Tier = Literal["full", "reduced"]
"""Which set of A 6.5 or A 6.6 must travel."""


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment from one party's wallet to another's.

    ``chain_status`` is unknown for coins on no chain, else pending, final or failed. ``transfer_id`` is the ledger's
    transfer, or the hold that becomes one when the chain has carried the payment out.
    """

    id: str
    issuer_id: str
    coin_id: str
    payer_id: str
    payer_wallet_id: str
    payee_id: str
    payee_wallet_id: str
    coins: Amount
    value_hkd: Amount
    linked_hkd: Amount
    tier: Tier
    purpose: str
    invoice_reference: str
    transfer_id: str
    chain_status: str
    occurred_at: datetime

    @property
    def is_failed(self) -> bool:
        """Whether the chain refused it for good, so that its coins went back."""
        return self.chain_status == FAILED

    @property
    def is_received(self) -> bool:
        """Whether its coins are the payee's: final on the chain, or of coins that are on none."""
        return self.chain_status in (FINAL, "unknown")


@dataclass(frozen=True, slots=True)
class RefusedPayment:
    """A payment that a gate refused, with the refusal's code, words and citation. ``value_hkd`` None is unknown."""

    id: str
    issuer_id: str
    coin_id: str
    payer_id: str
    payee_id: str
    coins: Amount
    value_hkd: Amount | None
    code: str
    message: str
    citation: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Paid:
    """What ``pay`` answers. ``chain_status`` is unknown for coins on no chain, else pending."""

    payment_id: str
    tier: Tier
    value_hkd_cents: int
    linked_hkd_cents: int
    chain_status: str


def hkd_cents(coins: Amount, hkd_micros_per_unit: int) -> int:
    """The value of coins in cents at a rate in millionths of a dollar, rounded down.

    Rounding down keeps every comparison with a threshold in whole cents: a value below it stays below.
    """
    return coins.micros() * hkd_micros_per_unit // (MICROS * MICROS_PER_CENT)


def as_json(paid: Paid) -> dict[str, Json]:
    """The answer as it is stored for a retry."""
    return {
        "payment_id": paid.payment_id,
        "tier": paid.tier,
        "value_hkd_cents": paid.value_hkd_cents,
        "linked_hkd_cents": paid.linked_hkd_cents,
        "chain_status": paid.chain_status,
    }
