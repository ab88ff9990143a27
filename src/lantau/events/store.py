"""The record's SQL: locks, answers under keys, bulk inserts and guarded changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from psycopg import sql

from lantau.db import Connection
from lantau.events.values import Change, Head
from lantau.refusal import Json

_KEY_COLUMNS: dict[tuple[str, str, str], tuple[str, ...]] = {}
"""Primary key columns by server, database and table. Migrations run before anything is committed, so they stand."""


def lock_streams(connection: Connection, streams: Iterable[str]) -> dict[str, Head]:
    """Lock the ends of these hash chains, sorted so that two commits never wait for each other, and read them."""
    names = sorted(set(streams))
    _ensure(connection, names, "events.stream", "stream", "height, digest", "0, ''")
    rows = connection.execute(
        "SELECT stream, height, digest FROM events.stream WHERE stream = ANY(%s) ORDER BY stream FOR UPDATE", (names,)
    )
    return {row["stream"]: Head(row["stream"], row["height"], row["digest"]) for row in rows}


def lock_subjects(connection: Connection, subjects: Iterable[str], *, exclusive: bool) -> dict[str, int]:
    """Lock the versions of these subjects, sorted, and read them: shared if nobody bumps, exclusive otherwise."""
    names = sorted(set(subjects))
    if not names:
        return {}
    _ensure(connection, names, "events.subject_version", "subject", "version", "0")
    strength = sql.SQL("UPDATE" if exclusive else "SHARE")
    query = sql.SQL(
        "SELECT subject, version FROM events.subject_version WHERE subject = ANY(%s) ORDER BY subject FOR {}"
    ).format(strength)
    return {row["subject"]: row["version"] for row in connection.execute(query, (names,))}


def _ensure(connection: Connection, names: list[str], table: str, key: str, columns: str, defaults: str) -> None:
    """Insert the rows that are not there yet, so that they can be locked."""
    query = f"""
        INSERT INTO {table} ({key}, {columns})
        SELECT name, {defaults} FROM unnest(%s::text[]) AS name
        WHERE NOT EXISTS (SELECT FROM {table} AS known WHERE known.{key} = name)
        ORDER BY name ON CONFLICT DO NOTHING
    """
    connection.execute(query.encode(), (names,))


def read_versions(connection: Connection, subjects: Iterable[str]) -> dict[str, int]:
    """The current versions of these subjects, unlocked; 0 for one that was never bumped."""
    names = sorted(set(subjects))
    rows = connection.execute("SELECT subject, version FROM events.subject_version WHERE subject = ANY(%s)", (names,))
    known = {row["subject"]: row["version"] for row in rows}
    return {name: known.get(name, 0) for name in names}


def read_answers(connection: Connection, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What stands under these keys: commit id, digest of the request and result."""
    rows = connection.execute(
        "SELECT id, key, request_digest, result FROM events.commit WHERE key = ANY(%s)", (sorted(set(keys)),)
    )
    return {row["key"]: row for row in rows}


def insert(connection: Connection, table: str, rows: Sequence[Mapping[str, Json]]) -> list[dict[str, Any]]:
    """Insert rows that name the same columns with one statement; returns them as the database stored them, in order."""
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in rows[0])
    query = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) "
        "RETURNING *"
    ).format(table=_table(table), columns=columns)
    stored = connection.execute(query, (json.dumps(list(rows), ensure_ascii=False),)).fetchall()
    assert len(stored) == len(rows), f"{table}: {len(rows)} rows went in and {len(stored)} are there"
    return stored


def change(connection: Connection, change: Change, plain: Mapping[str, Mapping[str, Json]]) -> dict[str, Any] | None:
    """Update the one derived row that is as expected; its key, old and new values, or None if it is not as expected."""
    both = sql.SQL("t.{name} = k.{name}")
    same = sql.SQL("t.{name} IS NOT DISTINCT FROM e.{name}")
    conditions = [both.format(name=sql.Identifier(name)) for name in change.key]
    conditions += [same.format(name=sql.Identifier(name)) for name in change.expect]
    shown = [
        sql.SQL("{source}.{name} AS {alias}").format(
            source=sql.Identifier(source), name=sql.Identifier(name), alias=sql.Identifier(f"{source}.{name}")
        )
        for source, names in (("k", change.key), ("e", change.expect), ("v", change.values))
        for name in names
    ]
    query = sql.SQL(
        "UPDATE {table} AS t SET {sets} FROM jsonb_populate_record(NULL::{table}, %s::jsonb) AS k, "
        "jsonb_populate_record(NULL::{table}, %s::jsonb) AS e, jsonb_populate_record(NULL::{table}, %s::jsonb) AS v "
        "WHERE {conditions} RETURNING {shown}"
    ).format(
        table=_table(change.table),
        sets=sql.SQL(", ").join(sql.SQL("{0} = v.{0}").format(sql.Identifier(name)) for name in change.values),
        conditions=sql.SQL(" AND ").join(conditions),
        shown=sql.SQL(", ").join(shown),
    )
    spelled = tuple(json.dumps(plain[part], ensure_ascii=False) for part in ("key", "expect", "values"))
    updated = connection.execute(query, spelled).fetchall()
    assert len(updated) <= 1, f"the key of a change names one row of {change.table}, not {len(updated)}"
    return updated[0] if updated else None


def move_streams(connection: Connection, heads: Iterable[Head]) -> None:
    """Set the ends of the chains that were locked."""
    ends = sorted(heads, key=lambda head: head.stream)
    connection.execute(
        "UPDATE events.stream AS s SET height = n.height, digest = n.digest "
        "FROM unnest(%s::text[], %s::bigint[], %s::text[]) AS n (stream, height, digest) WHERE s.stream = n.stream",
        ([end.stream for end in ends], [end.height for end in ends], [end.digest for end in ends]),
    )


def bump_subjects(connection: Connection, versions: Mapping[str, int]) -> None:
    """Set the versions of subjects that were locked."""
    if versions:
        connection.execute(
            "UPDATE events.subject_version AS s SET version = n.version "
            "FROM unnest(%s::text[], %s::bigint[]) AS n (subject, version) WHERE s.subject = n.subject",
            (list(versions), list(versions.values())),
        )


def references(connection: Connection, tables: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Which of these tables refers to which by a foreign key that is checked at once, as pairs."""
    query = """
        SELECT DISTINCT c.conrelid::regclass::text AS refers, c.confrelid::regclass::text AS referred
        FROM pg_constraint c JOIN unnest(%s::text[]) AS one ON c.conrelid = one::regclass
        JOIN unnest(%s::text[]) AS other ON c.confrelid = other::regclass
        WHERE c.contype = 'f' AND NOT c.condeferred AND c.conrelid <> c.confrelid
        """
    names = sorted(set(tables))
    return tuple((row["refers"], row["referred"]) for row in connection.execute(query, (names, names)))


def key_columns(connection: Connection, table: str) -> tuple[str, ...]:
    """The primary key of a table; rows are named by it."""
    place = (f"{connection.info.host}:{connection.info.port}", connection.info.dbname, table)
    if place not in _KEY_COLUMNS:
        rows = connection.execute(
            "SELECT a.attname FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place) "
            "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum "
            "WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY k.place",
            (table,),
        ).fetchall()
        assert rows, f"{table} has no primary key"
        _KEY_COLUMNS[place] = tuple(row["attname"] for row in rows)
    return _KEY_COLUMNS[place]


def key_of(columns: Sequence[str], row: Mapping[str, object]) -> str:
    """The primary key of a row as text, for naming it."""
    return "/".join(str(row[name]) for name in columns)


def _table(name: str) -> sql.Identifier:
    schema, _, table = name.partition(".")
    assert schema and table, f"a table is schema.name, not {name!r}"
    return sql.Identifier(schema, table)
