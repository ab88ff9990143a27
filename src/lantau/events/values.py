"""The nouns of the record: what one commit holds, what it answers, and what a verification names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from lantau.refusal import Json


@dataclass(frozen=True, slots=True)
class Record:
    """One append-only fact about a subject. ``body`` holds no personal data, only digests of it."""

    kind: str
    subject_id: str
    body: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Row:
    """An insert of the same commit. ``table`` is ``schema.name`` and has a ``commit_id`` column, which is set here."""

    table: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """A guarded update of a derived row that may change (``migrations/README.md`` lists those tables).

    ``expect`` holds the old value of every column in ``values``, so that a verification can undo the change;
    a row that is not as expected makes the commit answer ``events.stale``.
    """

    table: str
    key: Mapping[str, object]
    expect: Mapping[str, object]
    values: Mapping[str, object]

    def __post_init__(self) -> None:
        assert self.key and self.values, f"a change of {self.table} names its row and its new values"
        assert set(self.values) <= set(self.expect), f"a change of {self.table} states the old value of what it sets"


@dataclass(frozen=True, slots=True)
class Guard:
    """The decision rested on this version of the subject; 0 is a subject that was never bumped."""

    subject: str
    version: int


@dataclass(frozen=True, slots=True)
class Message:
    """What must leave PostgreSQL after the commit; ``topic`` is such as ``chain.mint`` or ``bank.pay``."""

    topic: str
    subject_id: str
    body: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Work:
    """What one commit holds, as data: all of it is written, or none.

    ``key`` is unique in the world and ``request`` is what the caller asked under it; ``stream`` is the hash chain
    the link joins; ``bumps`` are the subjects whose version rises by one; ``result`` is what a retry is answered.
    """

    key: str
    request: Mapping[str, Json]
    actor_id: str
    stream: str
    occurred_at: datetime
    records: tuple[Record, ...] = ()
    rows: tuple[Row, ...] = ()
    changes: tuple[Change, ...] = ()
    guards: tuple[Guard, ...] = ()
    bumps: tuple[str, ...] = ()
    outbox: tuple[Message, ...] = ()
    result: Mapping[str, Json] = field(default_factory=dict)
    checker_id: str = ""

    def __post_init__(self) -> None:
        assert self.key and self.actor_id and self.stream, "a work has a key, an actor and a stream"
        assert self.occurred_at.tzinfo is not None, f"{self.key}: occurred_at has no time zone"
        assert len(set(self.bumps)) == len(self.bumps), f"{self.key}: a subject is bumped once in a commit"


@dataclass(frozen=True, slots=True)
class Committed:
    """What stands under a key. ``replayed`` says that it was committed by an earlier attempt."""

    commit_id: str
    key: str
    result: Mapping[str, Json]
    replayed: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a hash chain: how many links it has and the digest of the last one."""

    stream: str
    height: int
    digest: str


@dataclass(frozen=True, slots=True)
class Link:
    """A commit's place in its hash chain: its digest covers everything committed and ``previous``, the one before."""

    commit_id: str
    stream: str
    height: int
    digest: str
    previous: str
    key: str
    actor_id: str
    checker_id: str
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """The first thing of a stream that is not as its hash chain says. ``height`` is the link, from 1; 0 is none."""

    stream: str
    height: int
    kind: Literal["altered", "missing", "added"]
    table: str
    key: str
    message: str

    def as_json(self) -> dict[str, Json]:
        """The discrepancy as plain data, for ``verify --json``."""
        return {
            "stream": self.stream,
            "height": self.height,
            "kind": self.kind,
            "table": self.table,
            "key": self.key,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it is read back, with its place in its stream and the two times of its commit."""

    stream: str
    height: int
    position: int
    commit_id: str
    kind: str
    subject_id: str
    body: Mapping[str, Json]
    actor_id: str
    checker_id: str
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a reader has read, per stream. Heights have no gaps, so a late commit is never skipped."""

    heights: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Json]:
        """The cursor as plain data, for the reader to keep."""
        return dict(self.heights)


@dataclass(frozen=True, slots=True)
class PendingMessage:
    """An outbox message that has not ended, with its last recovery point and how many points it has."""

    id: str
    commit_id: str
    topic: str
    subject_id: str
    body: Mapping[str, Json]
    point: str
    attempts: int
