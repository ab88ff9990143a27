"""Commit a work, or the refusal of one: asked twice with one key, it is done once and answered twice."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from psycopg import errors

from lantau.dates import Clock
from lantau.db import Connection, Database
from lantau.events import store
from lantau.events.canonical import digest, plain
from lantau.events.refusals import TAKEN
from lantau.events.values import Committed, Work
from lantau.events.writer import Batch, answer
from lantau.refusal import Json, Refusal, Refused, refuses

ATTEMPTS_MAX = 5

Answer = TypeVar("Answer")


def commit(database: Database, clock: Clock, work: Work) -> Committed | Refusal:
    """Write all of a work in one db_transaction, or none of it.

    A retry gets the stored answer. Refused ``events.key_reused`` (the key stands for another request),
    ``events.stale`` (a guard or a change does not hold any more), ``events.taken``, ``events.not_storable``.
    """
    return in_transaction(database, lambda connection: apply(connection, clock, [work])[0])


def apply(connection: Connection, clock: Clock, works: Sequence[Work]) -> list[Committed | Refusal]:
    """Commit works, in order, inside the caller's db_transaction, which must roll back if this raises."""
    batch = Batch(connection, clock, works)
    answers: list[Committed | Refusal] = []
    for work in works:
        standing = batch.admit(work)
        answers.append(batch.accept(work) if standing is None else standing)
    batch.write()
    return answers


def commit_refusal(database: Database, clock: Clock, work: Work, refusal: Refusal) -> Committed | Refusal:
    """Commit that a gate refused an act, with the records of why; a retry with the same key gets the same refusal.

    ``work`` has records (``refused``, findings) and no effects. If another attempt with the key was accepted
    meanwhile, that one's answer is returned.
    """
    assert not (work.rows or work.changes or work.bumps or work.outbox), f"{work.key}: a refused act has no effects"
    body = dict(work.result) | {"refusal": refusal.as_json()}
    committed = commit(database, clock, dataclasses.replace(work, result=body))
    if isinstance(committed, Committed) and not committed.replayed:
        return refusal
    return committed


@refuses
def replay(database: Database, key: str, request: Mapping[str, Json]) -> Committed | Refusal | None:
    """What stands under a key: call it first in an operation, to answer a retry without deciding again.

    None if the key is new; the stored answer or refusal for the same request; ``events.key_reused`` for another.
    """
    asked = digest(plain(request, "request"))
    plain(key, "key")
    with database.read() as connection:
        stored = store.read_answers(connection, [key])
    return answer(stored[key], asked) if key in stored else None


def in_transaction(database: Database, act: Callable[[Connection], Answer]) -> Answer | Refusal:
    """Run an act in one db_transaction; what it refuses is rolled back and returned.

    Tried again when PostgreSQL broke a deadlock, and once when a row was there already: another caller was first with
    the same key or identity, and the act now sees it.
    """
    for attempt in range(1, ATTEMPTS_MAX + 1):
        try:
            with database.transaction() as connection:
                return act(connection)
        except Refused as refused:
            return refused.refusal
        except errors.DeadlockDetected:
            if attempt == ATTEMPTS_MAX:
                raise
        except errors.UniqueViolation as error:
            if attempt > 1:
                return _taken(error)
    raise AssertionError("the loop returns or raises")


def _taken(error: errors.UniqueViolation) -> Refusal:
    """A row that is there already, as a refusal that names the table and the constraint."""
    table = f"{error.diag.schema_name}.{error.diag.table_name}"
    details: dict[str, Json] = {"table": table, "constraint": error.diag.constraint_name or ""}
    return Refusal(TAKEN, f"{table} has such a row already", "rows", details=details)
