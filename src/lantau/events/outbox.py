"""The outbox: what must leave PostgreSQL after a commit, and how far each message got.

The outside call happens between db_transactions, with the message's id passed on as its key; each recovery point is a
further row, so that whoever takes over knows where to go on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from psycopg import errors

from lantau.dates import Clock
from lantau.db import Connection, Database
from lantau.events import store
from lantau.events.canonical import plain
from lantau.events.refusals import STALE, UNKNOWN_MESSAGE
from lantau.events.values import PendingMessage
from lantau.refusal import Json, Refusal, refuses

Point = tuple[PendingMessage, str, Mapping[str, Json]]
"""A message, its next recovery point, and what is told of it."""

ENDS = frozenset({"done", "abandoned"})
"""The recovery points that end a message."""


def pending(database: Database, topic: str, *, limit: int = 100) -> tuple[PendingMessage, ...]:
    """The messages of a topic that have not ended, oldest first, with the last recovery point ('' for none)."""
    with database.read() as connection:
        rows = connection.execute(
            """
            SELECT m.id, m.commit_id, m.topic, m.subject_id, m.body,
                   COALESCE(p.point, '') AS point, COALESCE(p.attempt, 0) AS attempts
            FROM events.outbox_message m
            JOIN events.commit c ON c.id = m.commit_id JOIN events.link l ON l.commit_id = c.id
            LEFT JOIN LATERAL (
                SELECT point, attempt FROM events.outbox_point WHERE message_id = m.id ORDER BY attempt DESC LIMIT 1
            ) p ON true
            WHERE m.topic = %s AND (p.point IS NULL OR p.point <> ALL(%s))
            ORDER BY c.recorded_at, l.stream, l.height, m.position LIMIT %s
            """,
            (topic, sorted(ENDS), limit),
        ).fetchall()
    return tuple(PendingMessage(**row) for row in rows)


@refuses
def mark(
    database: Database, clock: Clock, message: PendingMessage, point: str, detail: Mapping[str, Json] | None = None
) -> PendingMessage | Refusal:
    """Write the next recovery point of a message as it was read; ``done`` and ``abandoned`` end it.

    Refused ``events.stale`` if another worker wrote a point meanwhile, ``events.unknown_message`` if there is none.
    """
    row: dict[str, Json] = {
        "message_id": message.id,
        "attempt": message.attempts + 1,
        "point": plain(point, "point"),
        "detail": plain(detail or {}, "detail"),
        "recorded_at": plain(clock.now()),
    }
    try:
        with database.transaction() as connection:
            store.insert(connection, "events.outbox_point", [row])
    except errors.UniqueViolation:
        return Refusal(STALE, f"another worker took {message.id} further", "message")
    except errors.ForeignKeyViolation:
        return Refusal(UNKNOWN_MESSAGE, f"there is no message {message.id}", "message")
    return PendingMessage(
        message.id, message.commit_id, message.topic, message.subject_id, message.body, point, message.attempts + 1
    )


def mark_many(database: Database, clock: Clock, points: Sequence[Point]) -> frozenset[str]:
    """Write the next recovery points of many messages with one statement; the ids of those it was written for.

    A message that another worker took further meanwhile is left out: what that worker wrote stands.
    """
    if not points:
        return frozenset()
    with database.transaction() as connection:
        return write_points(connection, clock.now(), points)


def write_points(connection: Connection, at: datetime, points: Sequence[Point]) -> frozenset[str]:
    """As ``mark_many``, inside the caller's db_transaction."""
    if not points:
        return frozenset()
    rows = connection.execute(
        """
        INSERT INTO events.outbox_point (message_id, attempt, point, detail, recorded_at)
        SELECT message_id, attempt, point, detail, %s
        FROM unnest(%s::text[], %s::int[], %s::text[], %s::jsonb[]) AS p (message_id, attempt, point, detail)
        ON CONFLICT DO NOTHING RETURNING message_id
        """,
        (
            at,
            [message.id for message, _, _ in points],
            [message.attempts + 1 for message, _, _ in points],
            [str(plain(point, "point")) for _, point, _ in points],
            [json.dumps(plain(detail, "detail"), ensure_ascii=False) for _, _, detail in points],
        ),
    ).fetchall()
    return frozenset(row["message_id"] for row in rows)
