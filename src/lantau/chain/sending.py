"""How a message becomes one transaction: the values of sending, and the decisions that need no database.

A message waits, is given a nonce for good, is signed, and is handed to the node again and again until one of what was
signed for it stands deep enough in the chain. A replacement with higher fees has the same nonce, so of all that was
signed for a message at most one can ever happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lantau.chain.node import Fees
from lantau.events import values
from lantau.refusal import Json

BUMP_PERCENT = 15
"""How much a replacement offers more; nodes ask for at least 10."""

DONE, HELD, ABANDONED = "done", "held", "abandoned"
"""Recovery points of a message: it happened; it would be refused now; it was refused, or given up, for good."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that has no nonce yet. ``reason`` is what it was held for last, blank for nothing."""

    message: values.PendingMessage
    occurred_at: datetime
    reason: str = ""

    @staticmethod
    def of(row: Mapping[str, Any]) -> Waiting:
        """The message as it is read."""
        names = ("id", "commit_id", "topic", "subject_id", "body", "point", "attempts")
        message = values.PendingMessage(**{name: row[name] for name in names})
        return Waiting(message, row["occurred_at"], (row.get("detail") or {}).get("reason", ""))

    @property
    def contract(self) -> str:
        """The contract it is for."""
        return str(self.message.body["contract"])

    @property
    def queue(self) -> tuple[str, str]:
        """Messages of one subject leave in their order; those of another need not wait for them."""
        return self.contract, self.message.subject_id


@dataclass(frozen=True, slots=True)
class Signed:
    """One of what was signed for a message."""

    hash: str
    attempt: int
    raw: bytes
    fees: Fees
    signed_at: datetime

    @staticmethod
    def of(row: Mapping[str, Any]) -> Signed:
        """What was signed, as it is read."""
        fees = Fees(row["maximum_fee"], row["priority_fee"])
        return Signed(row["hash"], row["attempt"], bytes(row["raw"]), fees, row["signed_at"])


@dataclass(frozen=True, slots=True)
class Reserved:
    """A message with its nonce and what was signed for it, oldest first. ``call`` is what every one of them does."""

    waiting: Waiting
    sender: str
    nonce: int
    call: Mapping[str, Json]
    signed: tuple[Signed, ...] = ()
    detail: Mapping[str, Json] = field(default_factory=dict)
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where what was signed for a message stood in the chain when it ended or was found again; ``raw`` is the bytes."""

    message_id: str
    number: int
    hash: str
    block_number: int
    block_hash: str
    sender: str
    nonce: int
    raw: bytes
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Sending:
    """How messages are sent: at most so many at once, replaced after so long, up to so much for a unit of gas.

    With ``simulate`` each call is tried on the node before it is signed: what would be refused waits.
    """

    at_once: int = 500
    bump_after: timedelta = timedelta(minutes=3)
    fee_maximum: int = 500 * 10**9
    simulate: bool = True


@dataclass(slots=True)
class Pumped:
    """What one round did: so many messages sent, handed in again, replaced, ended well or badly, or in a block that is
    not deep enough yet; ``held`` says why others wait. ``troubles`` are for people: a nonce that somebody else used, a
    receipt that nothing bears out."""

    sent: int = 0
    again: int = 0
    replaced: int = 0
    final: int = 0
    refused: int = 0
    held: dict[str, str] = field(default_factory=dict)
    newly_held: int = 0
    mined: int = 0
    troubles: list[str] = field(default_factory=list)

    @property
    def wants_blocks(self) -> bool:
        """Whether the next thing that can happen needs another block."""
        return bool(self.sent or self.again or self.replaced or self.mined)

    @property
    def moved(self) -> bool:
        """Whether anything happened that another round could build on."""
        return bool(self.sent or self.replaced or self.final or self.refused or self.newly_held)


def replacement_due(last: Signed, at: datetime, sending: Sending) -> bool:
    """Whether what was signed last has waited long enough to be replaced, and may still be offered more for."""
    return at - last.signed_at >= sending.bump_after and last.fees.maximum < sending.fee_maximum


def replacement_fees(last: Fees, offered: Fees, sending: Sending) -> Fees:
    """The fees of a replacement: enough more than before, what the node asks now if that is higher, never too much."""
    bumped = last.bumped(BUMP_PERCENT)
    maximum = min(max(bumped.maximum, offered.maximum, 1), sending.fee_maximum)
    return Fees(maximum, min(max(bumped.priority, offered.priority), maximum))
