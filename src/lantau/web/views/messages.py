"""What leaves for a coin's contract, as a page sets it: what was asked, how far it got, and why it waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lantau.chain import outbox
from lantau.chain.addresses import checksummed
from lantau.chain.approvals import AWAITS_ANNOUNCEMENT, AWAITS_DELAY
from lantau.chain.sending import ABANDONED, DONE, HELD
from lantau.money import Amount
from lantau.web.views.chain import coins

REASONS = {
    outbox.NO_CODE: "no_code",
    outbox.TOO_LATE: "too_late",
    outbox.BEHIND: "behind",
    AWAITS_ANNOUNCEMENT: "not_scheduled",
    AWAITS_DELAY: "delay",
}
"""Reasons that the catalogues word, by what the sender or the contract says; any other stands as it was said."""


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message for a contract as it is read, with its last recovery point and what was signed for it last."""

    id: str
    topic: str
    subject_id: str
    body: Mapping[str, Any]
    asked_at: datetime
    point: str
    since: datetime | None
    detail: Mapping[str, Any] = field(default_factory=dict)
    sender: str = ""
    nonce: int | None = None
    hash: str = ""
    attempts: int = 0
    asked_again: bool = False


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message. ``state`` is waiting, held, under_way, done or abandoned; ``address`` is the page of its subject.

    ``since`` is when it came into that state; ``reason_code`` is a key ``held.<code>``, blank where ``reason`` stands
    as the contract said it.
    """

    id: str
    topic: str
    function: str
    subject: str
    address: str
    amount: Amount | None
    state: str
    reason: str
    reason_code: str
    asked_at: datetime
    since: datetime | None
    sender: str
    nonce: int | None
    hash: str
    attempts: int
    block: int | None
    gas: int | None
    asked_again: bool


def message_line(coin_id: str, found: StoredMessage, issuer_id: str) -> MessageLine:
    """One message as it stands."""
    reason = str(found.detail.get("reason", ""))
    subject = found.subject_id
    is_address = subject.startswith("0x")
    return MessageLine(
        id=found.id,
        topic=found.topic,
        function=str(found.body.get("function", "")),
        subject=checksummed(subject) if is_address else subject,
        address=_address(found.topic, subject, issuer_id),
        amount=_amount(coin_id, found.body),
        state=_state(found),
        reason=reason,
        reason_code=REASONS.get(reason, ""),
        asked_at=found.asked_at,
        since=found.since,
        sender=checksummed(found.sender) if found.sender else "",
        nonce=found.nonce,
        hash=str(found.detail.get("hash", "")) or found.hash,
        attempts=found.attempts,
        block=found.detail.get("block"),
        gas=found.detail.get("gas_used"),
        asked_again=found.asked_again,
    )


def in_state(lines: Iterable[MessageLine], *states: str) -> tuple[MessageLine, ...]:
    """Those in one of these states."""
    return tuple(line for line in lines if line.state in states)


def _state(found: StoredMessage) -> str:
    if found.point in (DONE, ABANDONED):
        return found.point
    if found.nonce is not None:
        return "under_way"
    return "held" if found.point == HELD else "waiting"


def _address(topic: str, subject: str, issuer_id: str) -> str:
    """The page of what a message is about; blank where nothing of it has one."""
    if subject.startswith("0x"):
        return f"/holders?address={subject}"
    if topic == "chain.burn" and subject.startswith("ord_"):
        return f"/redemptions/{subject}"
    if subject.startswith("pay_"):
        return f"/payments#{subject}"
    return f"/issuers/{issuer_id}" if subject.startswith("pol_") else ""


def _amount(coin_id: str, body: Mapping[str, Any]) -> Amount | None:
    attested = body.get("attestation")
    units = body.get("units")
    if units is None and isinstance(attested, Mapping):
        units = attested.get("amount_units")
    return coins(coin_id, units) if isinstance(units, int) else None
