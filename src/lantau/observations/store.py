"""The SQL of observations: rows in and out, and the end of their chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from psycopg.types.json import Jsonb

from lantau.db import Connection
from lantau.observations.values import Observation

_COLUMNS = "height, id, key, request_digest, kind, subject, value, occurred_at, recorded_at, source, actor_id, previous"


def lock_head(connection: Connection) -> tuple[int, str]:
    """Height and digest of the chain's end, locked until the db_transaction ends: observations are added one by one."""
    row = connection.execute("SELECT height, digest FROM observations.head FOR UPDATE").fetchone()
    assert row is not None, "the migration puts one row into observations.head"
    return row["height"], row["digest"]


def head(connection: Connection) -> tuple[int, str]:
    """Height and digest of the chain's end."""
    row = connection.execute("SELECT height, digest FROM observations.head").fetchone()
    assert row is not None, "the migration puts one row into observations.head"
    return row["height"], row["digest"]


def by_key(connection: Connection, key: str) -> Observation | None:
    """The observation under a key."""
    query = f"SELECT {_COLUMNS} FROM observations.observation WHERE key = %s"
    row = connection.execute(query, (key,)).fetchone()
    return None if row is None else _read(row)


def add(connection: Connection, observation: Observation) -> None:
    """Add an observation at the locked end of the chain."""
    connection.execute(
        f"""INSERT INTO observations.observation ({_COLUMNS}, digest)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (
            observation.height,
            observation.id,
            observation.key,
            observation.request_digest,
            observation.kind,
            observation.subject,
            Jsonb(dict(observation.value)),
            observation.occurred_at,
            observation.recorded_at,
            observation.source,
            observation.actor_id,
            observation.previous,
            observation.digest,
        ),
    )
    connection.execute(
        "UPDATE observations.head SET height = %s, digest = %s", (observation.height, observation.digest)
    )


def recorded(
    connection: Connection,
    *,
    kinds: tuple[str, ...],
    subject: str | None,
    known_at: datetime | None,
) -> list[Observation]:
    """Observations of some kinds recorded by an instant, in the order they were recorded."""
    rows = connection.execute(
        f"""SELECT {_COLUMNS} FROM observations.observation
            WHERE kind = ANY(%(kinds)s)
              AND (%(subject)s::text IS NULL OR subject = %(subject)s)
              AND (%(known_at)s::timestamptz IS NULL OR recorded_at <= %(known_at)s)
            ORDER BY height""",
        {"kinds": list(kinds), "subject": subject, "known_at": known_at},
    )
    return [_read(row) for row in rows]


def latest_quote(
    connection: Connection, kind: str, subject: str, *, as_of: datetime, known_at: datetime
) -> Observation | None:
    """The last quote that had occurred by ``as_of``, among those recorded by ``known_at``; a later row corrects."""
    row = connection.execute(
        f"""SELECT {_COLUMNS} FROM observations.observation
            WHERE kind = %s AND subject = %s AND occurred_at <= %s AND recorded_at <= %s
            ORDER BY occurred_at DESC, height DESC LIMIT 1""",
        (kind, subject, as_of, known_at),
    ).fetchone()
    return None if row is None else _read(row)


def chain(connection: Connection) -> list[tuple[Observation, str]]:
    """Every observation in order, each with the digest stored beside it."""
    rows = connection.execute(f"SELECT {_COLUMNS}, digest FROM observations.observation ORDER BY height")
    return [(_read(row), row["digest"]) for row in rows]


def _read(row: Mapping[str, Any]) -> Observation:
    fields = {name: value for name, value in row.items() if name != "digest"}
    fields["occurred_at"] = row["occurred_at"].astimezone(UTC)
    fields["recorded_at"] = row["recorded_at"].astimezone(UTC)
    return Observation(**fields)
