"""A room of the tests' own: a table whose rows are chained, and one derived column that may change."""

from __future__ import annotations

from datetime import datetime, timedelta

from lantau import events
from lantau.dates import SimulatedClock, parse_instant
from lantau.db import Connection, Database
from lantau.events import Change, Committed, Guard, Message, Record, Row, Work

NOW = parse_instant("2026-09-01T01:00:00Z")

SHOP = """
    CREATE SCHEMA shop;
    CREATE TABLE shop.thing (
        id text PRIMARY KEY, size integer, price numeric(38, 2), sold_at timestamptz, note jsonb, raw bytea,
        tags text[], made_on date, state text NOT NULL DEFAULT 'new',
        commit_id text NOT NULL REFERENCES events.commit (id)
    );
    GRANT USAGE ON SCHEMA shop TO lantau_app;
    GRANT SELECT, INSERT ON shop.thing TO lantau_app;
    GRANT UPDATE (state, size) ON shop.thing TO lantau_app;
"""


def build(owner: Connection) -> None:
    owner.execute(SHOP.encode())


def unfetter(owner: Connection) -> None:
    """Take every foreign key away, as an owner who tampers would."""
    rows = owner.execute(
        "SELECT conrelid::regclass::text AS name, conname FROM pg_constraint WHERE contype = 'f'"
    ).fetchall()
    for row in rows:
        owner.execute(f'ALTER TABLE {row["name"]} DROP CONSTRAINT IF EXISTS "{row["conname"]}"'.encode())


def work(key: str, *, at: datetime = NOW, **fields: object) -> Work:
    asked = {"request": {"asked": key}, "actor_id": "per-ann", "stream": "world", "occurred_at": at}
    return Work(key, **(asked | fields))  # type: ignore[arg-type]


def thing(name: str, **values: object) -> Row:
    return Row("shop.thing", {"id": name} | values)


def state(name: str, before: str, after: str) -> Change:
    return Change("shop.thing", {"id": name}, {"state": before}, {"state": after})


def done(database: Database, clock: SimulatedClock, asked: Work) -> Committed:
    committed = events.commit(database, clock, asked)
    assert isinstance(committed, Committed), committed
    return committed


def history(database: Database, clock: SimulatedClock) -> None:
    """Six commits in two streams, with records, rows, changes, bumps and messages."""
    done(database, clock, work("k1", rows=(thing("a", size=1), thing("b", size=2, note={"n": [1]})), bumps=("s:1",)))
    done(
        database,
        clock,
        work(
            "k2",
            records=(Record("seen", "a", {"n": 1}), Record("seen", "b", {"n": 2})),
            changes=(state("a", "new", "sold"),),
            outbox=(Message("mail.send", "a", {"to": "x"}),),
            result={"answer": 42},
        ),
    )
    clock.advance_to(clock.now() + timedelta(minutes=1))
    done(
        database,
        clock,
        work("i1", stream="issuer:1", rows=(thing("c", size=3),), changes=(state("a", "sold", "back"),)),
    )
    done(database, clock, work("k3", rows=(thing("d"),), guards=(Guard("s:1", 1),), bumps=("s:1",)))
    done(database, clock, work("i2", stream="issuer:1", records=(Record("seen", "c", {"n": 3}),)))
    done(database, clock, work("k4", records=(Record("last", "d", {}),), changes=(state("a", "back", "new"),)))
