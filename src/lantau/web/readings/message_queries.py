"""Reads what was last carried out on a coin's contract."""

from __future__ import annotations

from lantau.db import Connection
from lantau.web.views.messages import DoneMessage

RECENT_MOST = 25


def done_messages(connection: Connection, contract: str) -> tuple[DoneMessage, ...]:
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
        (contract, RECENT_MOST),
    )
    return tuple(DoneMessage(**{**row, "detail": row["detail"] or {}, "sender": row["sender"] or ""}) for row in rows)
