"""Reading the record: versions for guards, ends of chains, and what was committed after a cursor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from lantau.db import Connection, Database
from lantau.events import store
from lantau.events.values import Cursor, Head, Link, StoredRecord

__all__ = [
    "START",
    "Cursor",
    "Head",
    "Link",
    "StoredRecord",
    "head_at",
    "heads",
    "link_of",
    "read_after",
    "records_of",
    "records_of_kind",
    "versions",
]

START = Cursor()
"""The cursor of a reader that has read nothing."""


def versions(connection: Connection, subjects: Iterable[str]) -> dict[str, int]:
    """The current version of each subject, 0 when never bumped; read in the same db_transaction as what it guards."""
    return store.read_versions(connection, subjects)


def heads(database: Database) -> tuple[Head, ...]:
    """The end of every chain. Kept outside the database, they let a verification notice a chain rewritten whole."""
    with database.read() as connection:
        rows = connection.execute("SELECT stream, height, digest FROM events.stream WHERE height > 0 ORDER BY stream")
        return tuple(Head(row["stream"], row["height"], row["digest"]) for row in rows)


def head_at(database: Database, stream: str, before: datetime) -> Head | None:
    """The end of a chain as it stood just before an instant of our clock; None when it had not begun."""
    with database.read() as connection:
        row = connection.execute(
            """
            SELECT l.stream, l.height, l.digest FROM events.link l JOIN events.commit c ON c.id = l.commit_id
            WHERE l.stream = %s AND c.recorded_at < %s ORDER BY l.height DESC LIMIT 1
            """,
            (stream, before),
        ).fetchone()
    return None if row is None else Head(row["stream"], row["height"], row["digest"])


def link_of(database: Database, commit_id: str) -> Link | None:
    """Where a commit stands in its chain, for whoever shows the evidence of a decision; None when there is none."""
    with database.read() as connection:
        row = connection.execute(
            """
            SELECT c.id AS commit_id, l.stream, l.height, l.digest, l.previous, c.key, c.actor_id, c.checker_id,
                   c.occurred_at, c.recorded_at
            FROM events.link l JOIN events.commit c ON c.id = l.commit_id WHERE c.id = %s
            """,
            (commit_id,),
        ).fetchone()
    return None if row is None else Link(**row)


def read_after(
    database: Database, cursor: Cursor, kinds: Iterable[str] | None = None, *, commits: int = 1000
) -> tuple[tuple[StoredRecord, ...], Cursor]:
    """Records committed after the cursor, of these kinds (None: all), and the cursor after them.

    Reads at most ``commits`` commits, in order of recording; within a stream nothing is skipped or read twice.
    """
    wanted = None if kinds is None else sorted(set(kinds))
    with database.read() as connection:
        links = connection.execute(
            """
            SELECT l.stream, l.height, l.commit_id FROM events.link l
            JOIN events.commit c ON c.id = l.commit_id
            LEFT JOIN unnest(%s::text[], %s::bigint[]) AS seen (stream, height) ON seen.stream = l.stream
            WHERE l.height > COALESCE(seen.height, 0)
            ORDER BY max(c.recorded_at) OVER (PARTITION BY l.stream ORDER BY l.height), l.stream, l.height LIMIT %s
            """,
            (list(cursor.heights), list(cursor.heights.values()), commits),
        ).fetchall()
        records = connection.execute(
            """
            SELECT l.stream, l.height, r.position, r.commit_id, r.kind, r.subject_id, r.body,
                   c.actor_id, c.checker_id, c.occurred_at, c.recorded_at
            FROM events.record r JOIN events.commit c ON c.id = r.commit_id JOIN events.link l ON l.commit_id = c.id
            WHERE r.commit_id = ANY(%s) AND (%s::text[] IS NULL OR r.kind = ANY(%s))
            ORDER BY c.recorded_at, l.stream, l.height, r.position
            """,
            ([link["commit_id"] for link in links], wanted, wanted),
        ).fetchall()
    heights = dict(cursor.heights)
    for link in links:
        heights[link["stream"]] = max(heights.get(link["stream"], 0), link["height"])
    return tuple(StoredRecord(**record) for record in records), Cursor(heights)


def records_of_kind(
    database: Database,
    kind: str,
    *,
    stream: str | None = None,
    subject_id: str | None = None,
    commit_id: str | None = None,
    since: datetime | None = None,
) -> tuple[StoredRecord, ...]:
    """The records of one kind, oldest first; of one stream, subject or commit, or from an instant on, where given."""
    with database.read() as connection:
        rows = connection.execute(
            """
            SELECT l.stream, l.height, r.position, r.commit_id, r.kind, r.subject_id, r.body,
                   c.actor_id, c.checker_id, c.occurred_at, c.recorded_at
            FROM events.record r JOIN events.commit c ON c.id = r.commit_id JOIN events.link l ON l.commit_id = c.id
            WHERE r.kind = %(kind)s
              AND (%(stream)s::text IS NULL OR l.stream = %(stream)s)
              AND (%(subject_id)s::text IS NULL OR r.subject_id = %(subject_id)s)
              AND (%(commit_id)s::text IS NULL OR r.commit_id = %(commit_id)s)
              AND (%(since)s::timestamptz IS NULL OR c.occurred_at >= %(since)s)
            ORDER BY c.recorded_at, l.stream, l.height, r.position
            """,
            {"kind": kind, "stream": stream, "subject_id": subject_id, "commit_id": commit_id, "since": since},
        ).fetchall()
    return tuple(StoredRecord(**row) for row in rows)


def records_of(
    connection: Connection, subject_id: str, kinds: Iterable[str] | None = None
) -> tuple[Mapping[str, object], ...]:
    """The records of one subject, oldest first: kind, body, who, and both times."""
    wanted = None if kinds is None else sorted(set(kinds))
    rows = connection.execute(
        """
        SELECT r.kind, r.subject_id, r.body, c.actor_id, c.checker_id, c.occurred_at, c.recorded_at, r.commit_id
        FROM events.record r JOIN events.commit c ON c.id = r.commit_id JOIN events.link l ON l.commit_id = c.id
        WHERE r.subject_id = %s AND (%s::text[] IS NULL OR r.kind = ANY(%s))
        ORDER BY c.recorded_at, l.stream, l.height, r.position
        """,
        (subject_id, wanted, wanted),
    )
    return tuple(rows)
