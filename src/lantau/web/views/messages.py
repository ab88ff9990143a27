"""What leaves for a coin's contract, as a page sets it: what was asked, how far it got, and why it waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lantau.chain import addresses, approvals, contract_reasons, message_queries, readying
from lantau.money import Amount
from lantau.web.views.chain import coins

REASONS = {
    readying.NO_CODE: "no_code",
    readying.TOO_LATE: "too_late",
    readying.BEHIND: "behind",
    approvals.AWAITS_ANNOUNCEMENT: "not_scheduled",
    approvals.AWAITS_DELAY: "delay",
}
"""Reasons that the catalogues word, by what the sender or the contract says; any other stands as it was said."""


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message. ``state`` is waiting, held, under_way, done or abandoned; ``address`` is the page of its subject.

    ``reason_code`` is a key ``held.<code>``, blank where ``reason`` and ``reason_zh`` tell the contract's;
    ``passes_from`` is when a delay that it waits for is over. ``signed`` counts what was signed for it.
    """

    id: str
    topic: str
    function: str
    subject: str
    address: str
    amount: Amount | None
    state: str
    asked_at: datetime
    reason: str = ""
    reason_zh: str = ""
    reason_code: str = ""
    passes_from: datetime | None = None
    sender: str = ""
    nonce: int | None = None
    hash: str = ""
    signed: int = 0
    block: int | None = None
    gas: int | None = None
    asked_again: bool = False


def open_line(
    coin_id: str,
    found: message_queries.MessageStanding,
    issuer_id: str,
    objection: message_queries.Objection | None = None,
) -> MessageLine:
    """One message that has not been done. ``objection`` is what the contract says to it now, None if unasked."""
    reason = found.reason if objection is None else objection.reason
    passes_from = None if objection is None else objection.passes_from
    return MessageLine(
        id=found.id,
        topic=found.topic,
        function=str(found.body.get("function", "")),
        subject=_subject(found.subject_id),
        address=_address(found.topic, found.subject_id, issuer_id),
        amount=_amount(coin_id, found.body),
        state=found.progress.value.replace(" ", "_"),
        asked_at=found.asked_at,
        reason=contract_reasons.in_words(reason),
        reason_zh=contract_reasons.in_words(reason, zh=True),
        reason_code=REASONS.get(reason, ""),
        passes_from=None if passes_from is None else datetime.fromtimestamp(passes_from, UTC),
        sender=addresses.checksummed(found.sender) if found.sender else "",
        nonce=found.nonce,
        hash=found.hashes[-1] if found.hashes else "",
        signed=len(found.hashes),
        asked_again=bool(found.retried_by),
    )


def done_line(coin_id: str, found: message_queries.DoneMessage, issuer_id: str) -> MessageLine:
    """One message that was carried out."""
    return MessageLine(
        id=found.id,
        topic=found.topic,
        function=str(found.body.get("function", "")),
        subject=_subject(found.subject_id),
        address=_address(found.topic, found.subject_id, issuer_id),
        amount=_amount(coin_id, found.body),
        state="done",
        asked_at=found.asked_at,
        sender=addresses.checksummed(found.sender) if found.sender else "",
        nonce=found.nonce,
        hash=str(found.detail.get("hash", "")),
        block=found.detail.get("block"),
        gas=found.detail.get("gas_used"),
    )


def in_state(lines: Iterable[MessageLine], *states: str) -> tuple[MessageLine, ...]:
    """Those in one of these states."""
    return tuple(line for line in lines if line.state in states)


def _subject(subject_id: str) -> str:
    return addresses.checksummed(subject_id) if subject_id.startswith("0x") else subject_id


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
