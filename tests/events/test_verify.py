"""Whoever owns the database may change anything in it; the verification names the first thing that was."""

from __future__ import annotations

import pytest

from lantau import events
from lantau.dates import SimulatedClock
from lantau.db import Connection, Database
from lantau.events import queries
from tests.events.shop import build, done, history, thing, unfetter, work

LAST = "(SELECT id FROM events.commit WHERE key = 'k4')"
MIDDLE = "(SELECT id FROM events.commit WHERE key = 'k2')"
WHOLE = (
    "DELETE FROM events.record WHERE commit_id = {0}; DELETE FROM events.outbox_message WHERE commit_id = {0};"
    "DELETE FROM shop.thing WHERE commit_id = {0}; DELETE FROM events.link WHERE commit_id = {0};"
    "DELETE FROM events.commit WHERE id = {0}"
)
RECORD = "UPDATE events.record SET {} WHERE subject_id = 'b'"
COMMIT = "UPDATE events.commit SET {} WHERE key = 'k2'"

TAMPERED: dict[str, tuple[str, tuple[str, int, str, str, str]]] = {
    "row altered": ("UPDATE shop.thing SET size = 9 WHERE id = 'b'", ("world", 1, "altered", "shop.thing", "b")),
    "empty column filled": (
        "UPDATE shop.thing SET price = 1 WHERE id = 'c'",
        ("issuer:1", 1, "altered", "shop.thing", "c"),
    ),
    "column emptied": ("UPDATE shop.thing SET note = NULL WHERE id = 'b'", ("world", 1, "altered", "shop.thing", "b")),
    "derived column altered": (
        "UPDATE shop.thing SET state = 'gone' WHERE id = 'a'",
        ("world", 1, "altered", "shop.thing", "a"),
    ),
    "row deleted": ("DELETE FROM shop.thing WHERE id = 'd'", ("world", 3, "missing", "shop.thing", "d")),
    "row added to a commit": (
        f"INSERT INTO shop.thing (id, commit_id) VALUES ('x', {MIDDLE})",
        ("world", 2, "added", "shop.thing", "x"),
    ),
    "row added without a commit": (
        "INSERT INTO shop.thing (id, commit_id) VALUES ('x', 'cmt_none')",
        ("", 0, "added", "shop.thing", "x"),
    ),
    "row moved to another commit": (
        f"UPDATE shop.thing SET commit_id = {LAST} WHERE id = 'c'",
        ("issuer:1", 1, "missing", "shop.thing", "c"),
    ),
    "rows exchanged": (
        "UPDATE shop.thing SET id = 'x' WHERE id = 'a'; UPDATE shop.thing SET id = 'a' WHERE id = 'b';"
        "UPDATE shop.thing SET id = 'b' WHERE id = 'x'",
        ("world", 1, "altered", "shop.thing", "b"),
    ),
    "record altered": (RECORD.format("body = '{}'"), ("world", 2, "altered", "events.record", "1")),
    "record deleted": (
        "DELETE FROM events.record WHERE subject_id = 'b'",
        ("world", 2, "missing", "events.record", "1"),
    ),
    "record added": (
        f"INSERT INTO events.record VALUES ({MIDDLE}, 2, 'seen', 'z', '{{}}')",
        ("world", 2, "added", "events.record", "2"),
    ),
    "records in another order": (
        f"UPDATE events.record SET position = position + 5 WHERE commit_id = {MIDDLE};"
        f"UPDATE events.record SET position = 6 - position WHERE commit_id = {MIDDLE}",
        ("world", 2, "altered", "events.record", "0"),
    ),
    "message altered": (
        'UPDATE events.outbox_message SET body = \'{"to": "me"}\'',
        ("world", 2, "altered", "events.outbox_message", "0"),
    ),
    "message deleted": ("DELETE FROM events.outbox_message", ("world", 2, "missing", "events.outbox_message", "0")),
    "answer altered": (COMMIT.format("result = '{}'"), ("world", 2, "altered", "events.commit", "k2")),
    "request altered": (
        COMMIT.format("request_digest = repeat('0', 64)"),
        ("world", 2, "altered", "events.commit", "k2"),
    ),
    "actor altered": (COMMIT.format("actor_id = 'per-eve'"), ("world", 2, "altered", "events.commit", "k2")),
    "checker invented": (COMMIT.format("checker_id = 'per-eve'"), ("world", 2, "altered", "events.commit", "k2")),
    "time altered": (
        COMMIT.format("occurred_at = occurred_at - interval '1 second'"),
        ("world", 2, "altered", "events.commit", "k2"),
    ),
    "key altered": (COMMIT.format("key = 'k9'"), ("world", 2, "altered", "events.commit", "k9")),
    "guard altered": (
        "UPDATE events.commit SET guards = '[]' WHERE key = 'k3'",
        ("world", 3, "altered", "events.commit", "k3"),
    ),
    "changes altered": (
        "UPDATE events.link SET changes = '[]' WHERE stream = 'world' AND height = 4",
        ("world", 4, "altered", "events.link", "world/4"),
    ),
    "commit in the middle deleted": (WHOLE.format(MIDDLE), ("world", 2, "missing", "events.link", "world/2")),
    "commit with a change deleted": (
        WHOLE.format("(SELECT id FROM events.commit WHERE key = 'i1')"),
        ("issuer:1", 1, "missing", "events.link", "issuer:1/1"),
    ),
    "last commit deleted": (WHOLE.format(LAST), ("world", 3, "missing", "events.stream", "world")),
    "commit without its rows": (
        "DELETE FROM events.commit WHERE key = 'k3'",
        ("world", 3, "missing", "events.commit", "cmt"),
    ),
    "commit added": (
        "INSERT INTO events.commit VALUES ('cmt_x', 'kx', repeat('0', 64), 'per-eve', '', 'world', now(), now(),"
        " '[]', '[]', '{}')",
        ("world", 4, "added", "events.commit", "kx"),
    ),
    "links exchanged": (
        "UPDATE events.link SET height = height + 10 WHERE stream = 'world' AND height IN (2, 3);"
        "UPDATE events.link SET height = 15 - height WHERE stream = 'world' AND height > 10",
        ("world", 2, "altered", "events.link", "world/2"),
    ),
    "digest altered": (
        "UPDATE events.link SET digest = repeat('0', 64) WHERE stream = 'issuer:1' AND height = 1",
        ("issuer:1", 1, "altered", "events.link", "issuer:1/1"),
    ),
    "end of the chain altered": (
        "UPDATE events.stream SET height = 9 WHERE stream = 'world'",
        ("world", 4, "missing", "events.stream", "world"),
    ),
    "end of the chain deleted": (
        "DELETE FROM events.stream WHERE stream = 'world'",
        ("world", 4, "altered", "events.stream", "world"),
    ),
    "version lowered": (
        "UPDATE events.subject_version SET version = 1",
        ("", 0, "altered", "events.subject_version", "s:1"),
    ),
}


@pytest.fixture
def told(database: Database, owner: Connection, clock: SimulatedClock) -> Database:
    build(owner)
    history(database, clock)
    unfetter(owner)
    assert events.verify(database) == ()
    return database


def test_each_kind_of_tampering_is_named(told: Database, owner: Connection) -> None:
    """One world; everything is put back after each kind was seen."""
    for name, (statements, expected) in TAMPERED.items():
        tampered = _seen(told, owner, statements)
        assert tampered, f"{name}: not seen"
        first = next((found for found in tampered if found.stream == expected[0]), tampered[0])
        shown = (first.stream, first.height, first.kind, first.table)
        assert shown == expected[:4], f"{name}: {tampered}"
        assert expected[4] in first.key, f"{name}: {first}"
        assert len({found.stream for found in tampered if found.stream}) == len([f for f in tampered if f.stream]), name
    assert events.verify(told) == ()


def _seen(database: Database, owner: Connection, statements: str) -> tuple[events.Discrepancy, ...]:
    """Tamper, verify and put everything back from copies."""
    tables = ("events.commit", "events.link", "events.record", "events.outbox_message", "events.stream")
    tables += ("events.subject_version", "shop.thing")
    for table in tables:
        owner.execute(f"DROP TABLE IF EXISTS copy_{table.replace('.', '_')}".encode())
        owner.execute(f"CREATE TEMP TABLE copy_{table.replace('.', '_')} AS SELECT * FROM {table}".encode())
    for statement in statements.split(";"):
        owner.execute(statement.encode())
    found = events.verify(database)
    for table in tables:
        owner.execute(f"DELETE FROM {table}".encode())
        owner.execute(f"INSERT INTO {table} SELECT * FROM copy_{table.replace('.', '_')}".encode())
    return found


def test_a_chain_cut_and_tidied_by_its_owner_is_seen_by_who_kept_its_end(told: Database, owner: Connection) -> None:
    kept = queries.heads(told)
    for statement in WHOLE.format(LAST).split(";"):
        owner.execute(statement.encode())
    owner.execute(b"UPDATE shop.thing SET state = 'back' WHERE id = 'a'")
    owner.execute(
        b"UPDATE events.stream s SET height = l.height, digest = l.digest FROM events.link l "
        b"WHERE s.stream = 'world' AND l.stream = 'world' AND l.height = 3"
    )
    assert events.verify(told) == ()
    (cut,) = events.verify(told, kept)
    assert (cut.stream, cut.height, cut.kind, cut.key) == ("world", 4, "missing", "world/4")


def test_a_chain_rewritten_by_its_owner_is_seen_by_who_kept_its_end(
    database: Database, owner: Connection, clock: SimulatedClock
) -> None:
    build(owner)
    done(database, clock, work("k1"))
    kept = queries.heads(database)
    unfetter(owner)
    for table in ("commit", "link", "stream"):
        owner.execute(f"DELETE FROM events.{table}".encode())
    done(database, clock, work("k1", result={"other": 1}))
    assert events.verify(database) == ()
    (rewritten,) = events.verify(database, kept)
    assert (rewritten.kind, rewritten.key) == ("altered", "world/1")


def test_an_honest_chain_that_has_grown_since_is_no_discrepancy(told: Database, clock: SimulatedClock) -> None:
    kept = queries.heads(told)
    done(told, clock, work("k5"))
    assert events.verify(told, kept) == ()


def test_a_column_added_later_does_not_break_the_chain(
    told: Database, owner: Connection, clock: SimulatedClock
) -> None:
    owner.execute(b"ALTER TABLE shop.thing ADD COLUMN colour text")
    done(told, clock, work("k5", rows=(thing("e", colour="red"),)))
    assert events.verify(told) == ()
    owner.execute(b"UPDATE shop.thing SET colour = 'blue' WHERE id = 'a'")
    assert [found.key for found in events.verify(told)] == ["a"]
