"""Redemptions with their clocks, and business payments with their travel-rule tier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lantau.money import Amount
from lantau.web.views.findings import FindingLine
from lantau.web.views.words import Said


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day of a clock: whether it counted, and why or why not in the words of ``dates``."""

    day: date
    reason: str
    counted: bool


@dataclass(frozen=True, slots=True)
class RedemptionLine:
    """One request to redeem; ``due_at`` is None until the request is valid.

    ``clock`` is open, provisional, consented (a written consent covers the delay), on_time, late or not_started.
    """

    id: str
    coin_id: str
    issuer_id: str
    issuer_name: str
    holder_id: str
    holder_name: str
    amount: Amount
    state: str
    clock: str
    requested_at: datetime
    valid_at: datetime | None
    due_at: datetime | None
    due_day: date | None
    provisional: bool
    settled_at: datetime | None
    days: tuple[CountedDay, ...]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One transition of an order's history. ``reason`` is a person's where the order was cancelled, else fixed."""

    state: str
    reason: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class RedemptionsView:
    """The queue: open requests by deadline, then the settled ones."""

    open: tuple[RedemptionLine, ...]
    closed: tuple[RedemptionLine, ...]


@dataclass(frozen=True, slots=True)
class RedemptionView:
    """One redemption: its clock day by day, its history, its findings."""

    line: RedemptionLine
    steps: tuple[StepLine, ...]
    findings: tuple[FindingLine, ...]


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One business payment, made or refused.

    ``code`` is that of the refusal, empty where none; ``tier`` is full or reduced, empty where a gate refused;
    ``linked_hkd`` sums the payments that appear linked to it; ``chain`` is what the chain says of it.
    """

    id: str
    coin_id: str
    payer_id: str
    payer_name: str
    payee_id: str
    payee_name: str
    amount: Amount
    value_hkd: Amount | None
    linked_hkd: Amount | None
    tier: str
    state: str
    code: str
    chain: str
    purpose: str
    invoice: str
    citation: str
    message: Said
    occurred_at: datetime
    rule_id: str = ""


@dataclass(frozen=True, slots=True)
class PaymentsView:
    """Every business payment, made or refused, the newest first."""

    lines: tuple[PaymentLine, ...]
