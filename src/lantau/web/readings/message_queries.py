"""Reads what leaves for a coin's contract: what has not ended or was given up, and what was done last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lantau.db import Connection
from lantau.web.views.messages import StoredMessage

OPEN_MOST, RECENT_MOST = 200, 25

_MESSAGE = """
    SELECT m.id, m.topic, m.subject_id, m.body, c.occurred_at AS asked_at, COALESCE(p.point, '') AS point,
           p.recorded_at AS since, p.detail, n.sender, n.nonce, t.hash, COALESCE(t.attempt, 0) AS attempts,
           EXISTS (SELECT FROM events.outbox_message again
                   WHERE again.topic = m.topic AND again.body ->> 'retries' = m.id) AS asked_again
    FROM events.outbox_message m
    JOIN events.commit c ON c.id = m.commit_id JOIN events.link l ON l.commit_id = c.id
    LEFT JOIN LATERAL (
        SELECT point, detail, recorded_at FROM events.outbox_point
        WHERE message_id = m.id ORDER BY attempt DESC LIMIT 1
    ) p ON true
    LEFT JOIN chain.nonce n ON n.message_id = m.id
    LEFT JOIN LATERAL (
        SELECT hash, attempt FROM chain.transaction
        WHERE chain_id = n.chain_id AND sender = n.sender AND nonce = n.nonce ORDER BY attempt DESC LIMIT 1
    ) t ON true
    WHERE m.topic LIKE 'chain.%%' AND m.body ->> 'contract' = %s
"""


def open_messages(connection: Connection, contract: str) -> tuple[StoredMessage, ...]:
    """The messages that have not been done, oldest first: those that wait, are under way, or were given up."""
    rows = connection.execute(
        f"{_MESSAGE} AND p.point IS DISTINCT FROM 'done' "
        "ORDER BY c.recorded_at, l.stream, l.height, m.position LIMIT %s".encode(),
        (contract, OPEN_MOST),
    )
    return tuple(_message(row) for row in rows)


def done_messages(connection: Connection, contract: str) -> tuple[StoredMessage, ...]:
    """The messages that were done, the last one first."""
    rows = connection.execute(
        f"{_MESSAGE} AND p.point = 'done' "
        "ORDER BY (p.detail ->> 'block')::bigint DESC, c.recorded_at DESC, l.stream, l.height DESC, m.position DESC "
        "LIMIT %s".encode(),
        (contract, RECENT_MOST),
    )
    return tuple(_message(row) for row in rows)


def _message(row: Mapping[str, Any]) -> StoredMessage:
    return StoredMessage(
        **{name: row[name] for name in ("id", "topic", "subject_id", "body", "asked_at", "point", "since", "nonce")},
        detail=row["detail"] or {},
        sender=row["sender"] or "",
        hash=row["hash"] or "",
        attempts=row["attempts"],
        asked_again=row["asked_again"],
    )
