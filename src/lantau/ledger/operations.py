"""Commit units of work: lock accounts, decide unit by unit in memory, write what was accepted in one db_transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from psycopg import errors

from lantau.dates import Clock
from lantau.db import Connection, Database
from lantau.events import Committed, Record, Work, in_transaction, writer
from lantau.ledger import store
from lantau.ledger.booking import Books, decide
from lantau.ledger.values import Expire, ItemResult, OpenAccount, Post, Transfer, Unit, UnitResult, Void
from lantau.refusal import Refusal, Refused

EXPIRIES_AT_ONCE = 500


def commit_one(database: Database, clock: Clock, unit: Unit) -> UnitResult | Refusal:
    """Commit one unit: its work and all of its steps, or nothing.

    A retry gets the stored answer with the items as they were. Refused by the first step that cannot be taken
    (``ledger.*``, ``where`` is ``steps[n]``) and by whatever refuses a work (``events.*``).
    """
    return in_transaction(database, lambda connection: _commit(connection, clock, [unit])[0])


def commit(database: Database, clock: Clock, units: Sequence[Unit]) -> tuple[UnitResult | Refusal, ...]:
    """Commit units in order, in one db_transaction: each whole or not at all, a refused one leaving nothing of itself.

    Each is answered as ``commit_one`` would answer it at its place. Should the database turn down what was decided (a
    row that is taken, a derived row that changed), the units are committed one by one instead.
    """
    if not units:
        return ()
    try:
        with database.transaction() as connection:
            return tuple(_commit(connection, clock, units))
    except (Refused, errors.UniqueViolation, errors.DeadlockDetected):
        return tuple(commit_one(database, clock, unit) for unit in units)


def expire_holds(database: Database, clock: Clock, as_of: datetime) -> tuple[UnitResult | Refusal, ...]:
    """Release the open holds whose expiry is at or before ``as_of``, each under its own key in its own hash chain.

    A hold that was posted or voided meanwhile is refused ``ledger.hold_not_open``, which is as it should be.
    """
    with database.read() as connection:
        rows = connection.execute(
            """
            SELECT h.id, c.stream FROM ledger.hold h
            JOIN events.commit c ON c.id = h.commit_id LEFT JOIN ledger.hold_end e ON e.hold_id = h.id
            WHERE h.expires_at <= %s AND e.hold_id IS NULL ORDER BY h.expires_at, h.id
            """,
            (as_of,),
        ).fetchall()
    units = [_expiry(row["id"], row["stream"], as_of) for row in rows]
    results: list[UnitResult | Refusal] = []
    for start in range(0, len(units), EXPIRIES_AT_ONCE):
        results += commit(database, clock, units[start : start + EXPIRIES_AT_ONCE])
    return tuple(results)


def _expiry(hold_id: str, stream: str, as_of: datetime) -> Unit:
    work = Work(
        key=f"ledger.expire/{hold_id}",
        request={"hold_id": hold_id},
        actor_id="system",
        stream=stream,
        occurred_at=as_of,
        records=(Record("hold.expired", hold_id, {"hold_id": hold_id}),),
    )
    return Unit(work, (Expire(hold_id),))


def _commit(connection: Connection, clock: Clock, units: Sequence[Unit]) -> list[UnitResult | Refusal]:
    batch = writer.Batch(connection, clock, [unit.work for unit in units])
    standing = {position: answer for position, unit in enumerate(units) if (answer := batch.admit(unit.work))}
    fresh = [unit for position, unit in enumerate(units) if position not in standing]
    books = _read_books(connection, fresh)
    replayed = store.read_items(connection, _commit_ids(standing.values()))
    touched: set[str] = set()
    results: list[UnitResult | Refusal] = []
    for unit in units:
        # Asked again in turn: a unit earlier in the batch may have bumped what this one is guarded by, or be the same.
        answer = batch.admit(unit.work)
        if isinstance(answer, Committed):
            results.append(UnitResult(answer, replayed[answer.commit_id]))
        elif isinstance(answer, Refusal):
            results.append(answer)
        else:
            result = _decide(batch, books, unit, touched)
            results.append(result)
            if isinstance(result, UnitResult):
                replayed[result.committed.commit_id] = result.items
    batch.write()
    store.write_balances(connection, (books.accounts[account_id] for account_id in touched))
    return results


def _decide(batch: writer.Batch, books: Books, unit: Unit, touched: set[str]) -> UnitResult | Refusal:
    draft = books.draft()
    try:
        decided = decide(draft, unit.steps, unit.work.occurred_at)
        committed = batch.accept(unit.work, before=decided.rows)
    except Refused as refused:
        return refused.refusal
    books.take(draft)
    touched |= decided.touched
    items: tuple[ItemResult, ...] = tuple(decided.items)
    return UnitResult(committed, items)


def _commit_ids(answers: object) -> list[str]:
    return [answer.commit_id for answer in answers if isinstance(answer, Committed)]  # type: ignore[attr-defined]


def _read_books(connection: Connection, units: Sequence[Unit]) -> Books:
    """Lock every account that the steps can touch, then read what else they refer to."""
    steps = [step for unit in units for step in unit.steps]
    transfers = [step for step in steps if isinstance(step, Transfer)]
    opened = [step.account for step in steps if isinstance(step, OpenAccount)]
    hold_ids = {step.hold_id for step in steps if isinstance(step, Post | Void | Expire)}
    held = [hold.transfer for hold in store.read_holds(connection, hold_ids).values()]
    account_ids = {account.id for account in opened} | {
        account_id for step in (*transfers, *held) for account_id in (step.debit_account_id, step.credit_account_id)
    }
    named = {step.id for step in transfers}
    corrected = {step.corrects for step in transfers if step.corrects}
    return Books(
        accounts=store.lock_accounts(connection, account_ids),
        codes=store.codes_open(connection, (), (account.code for account in opened)),
        # How a hold ended is read after the locks: whoever ended it held them.
        holds=store.read_holds(connection, hold_ids | named),
        transfers=store.read_transfers(connection, named | corrected),
    )
