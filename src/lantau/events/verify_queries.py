"""Read everything that the hash chains cover, found by the catalog, and name the first discrepancy of each stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from psycopg import sql

from lantau.db import Connection, Database
from lantau.events import store
from lantau.events.canonical import plain_row
from lantau.events.values import Discrepancy, Head
from lantau.events.verification import Chain, StoredCommit, Undo, plain_rows

COMMITS_AT_ONCE = 2000
NO_STREAM = ""
"""The stream under which rows are named that belong to no commit at all."""


def verify(database: Database, known: Iterable[Head] = ()) -> tuple[Discrepancy, ...]:
    """The first altered, missing or added row of each stream, recomputed from the live tables; empty when all is well.

    ``known`` are ends of chains that were kept outside (``heads``): without one, a chain whose owner rewrote or cut
    it consistently to its very end cannot be told from an honest one.
    """
    kept = {head.stream: head for head in known}
    with database.read() as connection:
        tables = chained_tables(connection)
        ends = _heads(connection)
        undo = Undo(
            connection.execute(
                "SELECT l.stream, l.changes FROM events.link l JOIN events.commit c ON c.id = l.commit_id "
                "WHERE l.changes <> '[]' ORDER BY c.recorded_at, l.stream, l.height"
            )
        )
        found: list[Discrepancy] = []
        bumps: dict[str, int] = {}
        for stream in _streams(connection, ends, kept):
            chain = Chain(stream, undo)
            for stored in _commits(connection, stream, tables):
                chain.add(stored)
            chain.end(ends.get(stream, Head(stream, 0, "")), kept.get(stream))
            found += [chain.first] if chain.first else []
            for subject, count in chain.bumps.items():
                bumps[subject] = bumps.get(subject, 0) + count
        found += _without_commit(connection, (*tables, "events.record", "events.outbox_message", "events.link"))
        found += _versions(connection, bumps)
    return tuple(found)


def chained_tables(connection: Connection) -> tuple[str, ...]:
    """Every table outside this room with a commit_id column: the catalog is the list, so none can be forgotten."""
    rows = connection.execute(
        """
        SELECT n.nspname || '.' || c.relname AS name FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind IN ('r', 'p') AND a.attname = 'commit_id' AND NOT a.attisdropped
          AND n.nspname NOT IN ('events', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1
        """
    )
    return tuple(row["name"] for row in rows)


def _heads(connection: Connection) -> dict[str, Head]:
    rows = connection.execute("SELECT stream, height, digest FROM events.stream")
    return {row["stream"]: Head(row["stream"], row["height"], row["digest"]) for row in rows}


def _streams(connection: Connection, ends: dict[str, Head], kept: dict[str, Head]) -> list[str]:
    rows = connection.execute("SELECT stream FROM events.commit UNION SELECT stream FROM events.link")
    return sorted({row["stream"] for row in rows} | ends.keys() | kept.keys())


def _commits(connection: Connection, stream: str, tables: tuple[str, ...]) -> Iterator[StoredCommit]:
    """The commits of a stream by link, each with all rows that carry its id; those without a link come last."""
    links = connection.execute("SELECT * FROM events.link WHERE stream = %s ORDER BY height", (stream,)).fetchall()
    strays = connection.execute(
        "SELECT id FROM events.commit c WHERE stream = %s AND NOT EXISTS "
        "(SELECT FROM events.link l WHERE l.commit_id = c.id) ORDER BY recorded_at, id",
        (stream,),
    ).fetchall()
    by_commit: dict[str, dict[str, Any]] = {link["commit_id"]: link for link in links}
    order = [link["commit_id"] for link in links] + [stray["id"] for stray in strays]
    for start in range(0, len(order), COMMITS_AT_ONCE):
        chunk = order[start : start + COMMITS_AT_ONCE]
        stored = {
            row["id"]: StoredCommit(row, by_commit.get(row["id"]))
            for row in connection.execute("SELECT * FROM events.commit WHERE id = ANY(%s)", (chunk,))
        }
        _fill(connection, chunk, stored, tables)
        for commit_id in chunk:
            yield stored.get(commit_id) or StoredCommit(None, by_commit[commit_id])


def _fill(connection: Connection, chunk: list[str], stored: dict[str, StoredCommit], tables: tuple[str, ...]) -> None:
    for table, kept in (("record", "records"), ("outbox_message", "messages")):
        of_chunk = f"SELECT * FROM events.{table} WHERE commit_id = ANY(%s) ORDER BY commit_id, position".encode()
        for row in plain_rows(connection.execute(of_chunk, (chunk,))):
            if found := stored.get(str(row["commit_id"])):
                getattr(found, kept).append(row)
    for table in tables:
        columns = store.key_columns(connection, table)
        query = sql.SQL("SELECT * FROM {} WHERE commit_id = ANY(%s)").format(sql.Identifier(*table.split(".")))
        for raw in connection.execute(query, (chunk,)):
            if found := stored.get(raw["commit_id"]):
                found.rows.append((table, store.key_of(columns, raw), plain_row(raw)))


def _without_commit(connection: Connection, tables: Iterable[str]) -> list[Discrepancy]:
    """The first row of each table that no commit stands behind."""
    found = []
    for table in tables:
        query = sql.SQL(
            "SELECT * FROM {} AS t WHERE NOT EXISTS (SELECT FROM events.commit c WHERE c.id = t.commit_id) LIMIT 1"
        ).format(sql.Identifier(*table.split(".")))
        for row in connection.execute(query):
            key = store.key_of(store.key_columns(connection, table), row)
            found.append(Discrepancy(NO_STREAM, 0, "added", table, key, "no commit stands behind the row"))
    return found


def _versions(connection: Connection, bumps: dict[str, int]) -> list[Discrepancy]:
    """The first subject whose version is not the number of commits that bumped it."""
    rows = connection.execute("SELECT subject, version FROM events.subject_version WHERE version > 0 ORDER BY subject")
    stored = {row["subject"]: row["version"] for row in rows}
    for subject in sorted(stored.keys() | bumps.keys()):
        version, count = stored.get(subject, 0), bumps.get(subject, 0)
        if version != count:
            text = f"the version is {version}, but {count} commits bumped it"
            return [Discrepancy(NO_STREAM, 0, "altered", "events.subject_version", subject, text)]
    return []
