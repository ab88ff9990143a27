"""How far each message for a contract has got, for people: it waits, is held, is under way, or was given up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from lantau.chain import coin_contract, permission_matrix
from lantau.chain.approvals import AWAITS_DELAY
from lantau.chain.calls import CONSTRUCTOR, Call, abi, attested_in, call_of
from lantau.chain.deployment import Deployment
from lantau.chain.node import Node, Reverted
from lantau.chain.readying import NO_CODE
from lantau.chain.sending import ABANDONED, DONE, HELD
from lantau.chain.typed_data import keccak
from lantau.db import Connection
from lantau.events import values
from lantau.refusal import Json

NEWEST_MAX = 1_000


class Progress(StrEnum):
    """Where a message stands. What was done is no longer told of."""

    WAITING = "waiting"
    HELD = "held"
    UNDER_WAY = "under way"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class MessageStanding:
    """A message that has not been done.

    ``reason`` is why it was first held, or was abandoned; ``sender``, ``nonce``, ``since`` and ``hashes`` (of all that
    was signed for it, the last one last) are there once it is under way; ``retried_by`` is the message that asks again.
    """

    id: str
    coin_id: str
    topic: str
    subject_id: str
    body: Mapping[str, Json]
    asked_at: datetime
    progress: Progress
    reason: str
    sender: str
    nonce: int | None
    since: datetime | None
    hashes: tuple[str, ...]
    retried_by: str

    def as_body(self) -> dict[str, Json]:
        """The message and how far it got as plain data."""
        return {
            "id": self.id,
            "coin_id": self.coin_id,
            "topic": self.topic,
            "subject_id": self.subject_id,
            "body": dict(self.body),
            "asked_at": self.asked_at.isoformat(),
            "progress": self.progress.value,
            "reason": self.reason,
            "sender": self.sender,
            "nonce": self.nonce,
            "since": None if self.since is None else self.since.isoformat(),
            "hashes": list(self.hashes),
            "retried_by": self.retried_by,
        }


def not_done(connection: Connection, coin_id: str | None = None) -> tuple[MessageStanding, ...]:
    """The messages of a coin's contract, or of all, that have not been done, in the order in which they were asked.

    At most ``NEWEST_MAX``, the newest ones.
    """
    rows = connection.execute(
        """
        SELECT m.id, d.coin_id, m.topic, m.subject_id, m.body, c.occurred_at, p.point, p.detail ->> 'reason' AS reason,
               n.sender, n.nonce, n.recorded_at AS since, COALESCE(a.id, '') AS retried_by,
               ARRAY(
                   SELECT t.hash FROM chain.transaction t
                   WHERE (t.chain_id, t.sender, t.nonce) = (n.chain_id, n.sender, n.nonce) ORDER BY t.attempt
               ) AS hashes
        FROM events.outbox_message m JOIN events.commit c ON c.id = m.commit_id
        JOIN events.link l ON l.commit_id = c.id
        JOIN chain.deployment d ON d.address = m.body ->> 'contract'
        LEFT JOIN chain.nonce n ON n.message_id = m.id
        LEFT JOIN events.outbox_message a ON a.topic = m.topic AND a.body ->> 'retries' = m.id
        LEFT JOIN LATERAL (
            SELECT point, detail FROM events.outbox_point WHERE message_id = m.id ORDER BY attempt DESC LIMIT 1
        ) p ON true
        WHERE m.topic LIKE 'chain.%%' AND (%(coin)s::text IS NULL OR d.coin_id = %(coin)s)
          AND (p.point IS NULL OR p.point <> %(done)s)
        ORDER BY c.recorded_at DESC, l.stream DESC, l.height DESC, m.position DESC LIMIT %(limit)s
        """,
        {"coin": coin_id, "done": DONE, "limit": NEWEST_MAX},
    ).fetchall()
    return tuple(_standing(row) for row in reversed(rows))


@dataclass(frozen=True, slots=True)
class DoneMessage:
    """A message that was carried out, with the place of its transaction."""

    id: str
    topic: str
    subject_id: str
    body: Mapping[str, Json]
    asked_at: datetime
    detail: Mapping[str, Any]
    sender: str
    nonce: int | None


def last_done(connection: Connection, contract: str, *, limit: int) -> tuple[DoneMessage, ...]:
    """The messages for a contract that were carried out, the last one first."""
    rows = connection.execute(
        """
        SELECT m.id, m.topic, m.subject_id, m.body, c.occurred_at AS asked_at, p.detail, n.sender, n.nonce
        FROM events.outbox_message m JOIN events.outbox_point p ON p.message_id = m.id AND p.point = 'done'
        JOIN events.commit c ON c.id = m.commit_id JOIN events.link l ON l.commit_id = c.id
        LEFT JOIN chain.nonce n ON n.message_id = m.id
        WHERE m.topic LIKE 'chain.%%' AND m.body ->> 'contract' = %s
        ORDER BY (p.detail ->> 'block')::bigint DESC, c.recorded_at DESC, l.stream, l.height DESC, m.position DESC
        LIMIT %s
        """,
        (contract, limit),
    )
    return tuple(DoneMessage(**{**row, "detail": row["detail"] or {}, "sender": row["sender"] or ""}) for row in rows)


def _standing(row: Mapping[str, Any]) -> MessageStanding:
    progress = _progress(row["point"] or "", has_nonce=row["nonce"] is not None)
    return MessageStanding(
        id=row["id"],
        coin_id=row["coin_id"],
        topic=row["topic"],
        subject_id=row["subject_id"],
        body=row["body"],
        asked_at=row["occurred_at"],
        progress=progress,
        reason=(row["reason"] or "") if progress in (Progress.HELD, Progress.ABANDONED) else "",
        sender=row["sender"] or "",
        nonce=row["nonce"],
        since=row["since"],
        hashes=tuple(row["hashes"]),
        retried_by=row["retried_by"],
    )


def _progress(point: str, *, has_nonce: bool) -> Progress:
    if point == ABANDONED:
        return Progress.ABANDONED
    if has_nonce:
        return Progress.UNDER_WAY
    return Progress.HELD if point == HELD else Progress.WAITING


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a message's call would not pass now, blank when it would; ``passes_from`` is when a delay of it is over, in
    seconds since 1970, where it waits for one."""

    reason: str = ""
    passes_from: int | None = None


def objection(node: Node, deployment: Deployment, standing: MessageStanding) -> Objection:
    """Why a held message is held as things stand on the chain. Raises what the node raises."""
    message = values.PendingMessage(standing.id, "", standing.topic, standing.subject_id, standing.body, "", 0)
    call = call_of(message, deployment, attested_in(message) if standing.topic == "chain.mint" else None)
    if call.function == CONSTRUCTOR:
        return Objection()
    if not node.code(call.contract):
        return Objection(NO_CODE)
    interface = coin_contract.coin()
    data = interface.encode(call.function, *abi(call.arguments))
    try:
        node.call(call.contract, data, sender=_holder(node, deployment, call))
    except Reverted as reverted:
        reason = interface.revert_words(reverted)
        ready = interface.read(node, call.contract, "readyAt", keccak(data)) if reason == AWAITS_DELAY else None
        return Objection(reason, ready)
    return Objection()


def _holder(node: Node, deployment: Deployment, call: Call) -> str:
    """Who holds the hand now; the terms say it for hands of which the contract does not."""
    view = permission_matrix.VIEWS.get(call.role)
    if view is None:
        return deployment.terms.roles[call.role]
    return str(coin_contract.coin().read(node, call.contract, view))
