"""Commit what was read: what one of ours caused under its own key, the rest in one unit with logs and place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lantau import ids, ledger
from lantau.chain import Cause
from lantau.dates import Clock
from lantau.db import Connection, Database
from lantau.events import Guard, Record, Work
from lantau.ledger import Post, Transfer, Unit, UnitResult
from lantau.refusal import Json, Refusal
from lantau.register import store
from lantau.register.batch_rows import Reached, State, batch_row, segment_rows, snapshot_rows
from lantau.register.logs import ZERO
from lantau.register.own_queries import (
    Causes,
    Own,
    Tried,
    discrepancy_record,
    ended_since,
    final_row,
    gone_records,
    owns,
)
from lantau.register.posting import (
    BURN,
    MINT,
    Journal,
    Move,
    Names,
    Standing,
    ahead_code,
)
from lantau.register.reading import Reading
from lantau.register.store import Final, Mirror

SYSTEM = "system"
ATTEMPTS = 6
STALE = frozenset({"events.stale", "events.key_reused", "events.taken"})
TOLD_ONE_BY_ONE = 50
"""So many mints and burns that nobody asked for stand in a batch's record; all of them stand in the log."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What a batch came to. ``finals`` are the keys of what became final with it."""

    number: int
    commit_id: str
    finals: tuple[str, ...]
    discrepancies: tuple[str, ...]
    unexplained: int
    has_snapshot: bool


@dataclass(slots=True)
class _Prepared:
    owns: list[Own]
    late: list[Own]
    rest: list[Move]
    names: Names | None
    standing: dict[str, Standing]
    strays: list[Transfer]
    left: list[Final]
    carried: list[str]
    lent: list[Standing]


def post(
    database: Database, clock: Clock, mirror: Mirror, state: State, reading: Reading, causes: Causes
) -> Posted | Refusal:
    """Commit a reading. Refused events.stale when another follower went on meanwhile: read the state again."""
    tried = Tried()
    finals: list[str] = []
    told: list[str] = []
    answer: Refusal | None = None
    attempts = 0
    while attempts < ATTEMPTS:
        with database.read() as connection:
            prepared = _prepare(connection, mirror, reading, causes, tried)
        due = _due(prepared)
        if due:
            # In db_transactions before the batch's: whoever is killed between them finds them booked and goes on.
            units = [_final_unit(mirror, state, reading, own, prepared) for own in due]
            answers = ledger.commit(database, clock, units)
            stale = [each for own, each in zip(due, answers, strict=True) if not _takes(own, each, tried, finals, told)]
            answer = next((each for each in stale if isinstance(each, Refusal)), answer)
            attempts += len(stale) == len(due)
            continue
        attempts += 1
        unit = _batch_unit(clock, mirror, state, reading, prepared)
        done: UnitResult | Refusal = ledger.commit_one(database, clock, unit)
        if not isinstance(done, Refusal):
            told += [own.cause.key for own in prepared.owns if own.becomes == "discrepancy"]
            unexplained = sum(move.kind in (MINT, BURN) for move in prepared.rest)
            snapshot = any(row.table == "register.snapshot" for row in unit.work.rows)
            return Posted(state.number + 1, done.committed.commit_id, tuple(finals), tuple(told), unexplained, snapshot)
        answer = done
        if done.code.name in STALE:
            return done
    assert answer is not None, "something was tried"
    return answer


def _due(prepared: _Prepared) -> list[Own]:
    """What is to be posted before the batch. Of those booked move by move one at a time: it changes what stands."""
    journaled = [own for own in (*prepared.owns, *prepared.late) if own.is_journaled]
    return [*(own for own in prepared.owns if own.becomes == "final" and not own.is_journaled), *journaled[:1]]


def _takes(own: Own, done: UnitResult | Refusal, tried: Tried, finals: list[str], told: list[str]) -> bool:
    """Note what the ledger said of one of ours; False when another follower was first: look at it again."""
    if not isinstance(done, Refusal):
        if own.becomes == "final":
            finals.append(own.cause.key)
        elif not own.late:
            told.append(own.cause.key)
        return True
    if done.code.name in STALE:
        return False
    if own.becomes == "as_made":
        tried.left_out.add(own.hash)
    else:
        tried.refused[own.hash] = str(done)
    return True


def needs_carrying(connection: Connection, mirror: Mirror, causes: Causes) -> bool:
    """Whether an address with units became a registered wallet, or what kept one of ours out of the books has ended."""
    if not mirror.coin_id:
        return False
    names = Names(mirror.coin_id, store.own_wallets(connection, mirror.issuer_id))
    return bool(_carried(connection, names)[0] or ended_since(connection, mirror, names, causes, Tried()))


def _prepare(
    connection: Connection,
    mirror: Mirror,
    reading: Reading,
    causes: Causes,
    tried: Tried,
) -> _Prepared:
    """Everything a batch rests on, at one moment."""
    if not mirror.coin_id:
        return _Prepared([], [], [], None, {}, [], [], [], [])
    caused = causes(connection, list(reading.own)) if reading.own else {}
    names = Names(mirror.coin_id, store.own_wallets(connection, mirror.issuer_id))
    strays = _strays(connection, mirror, reading, caused)
    ours = owns(connection, mirror, names, caused, reading.own, {each.transaction_hash for each in strays}, tried)
    late = ended_since(connection, mirror, names, causes, tried)
    again = [move for own in ours if own.becomes == "again" for move in own.moves]
    rest = [*again, *reading.flow.booked()]
    reversals = store.booked(connection, mirror.coin_id, [each.commit_id for each in strays]) if strays else []
    carried, standing, lent = _carried(connection, names)
    journaled = [move for own in (*ours, *late) if own.is_journaled for move in own.moves]
    codes = names.codes(
        {address for move in (*rest, *journaled) for address in (move.sender, move.receiver)} | set(carried)
    )
    account_ids = {name for each in reversals for name in (each.debit_account_id, each.credit_account_id)}
    standing |= store.standing(connection, codes=codes, ids=account_ids)
    ahead = [ahead_code(code) for code in standing]
    standing |= store.standing(connection, codes=ahead) if reversals else {}
    purposes = {(cause.key, cause.hold_ids) for cause in caused.values()}
    left = [each for each in strays if each.purpose not in purposes]
    return _Prepared(ours, late, rest, names, standing, reversals, left, carried, lent)


def _strays(connection: Connection, mirror: Mirror, reading: Reading, caused: Mapping[str, Cause]) -> list[Final]:
    """What was posted from blocks of this reading, or from later ones, before their batch was: and is not there now.

    Of blocks that this reading does not reach, only what another transaction of it replaces, and what is in another
    block now: that is booked anew with its block, or a later reading would miss it where it was.
    """
    purposes = {(cause.key, cause.hold_ids) for cause in caused.values() if cause.hold_ids}
    return [
        final
        for final in store.finals(connection, mirror.id, after=reading.first - 1)
        if final.stands
        and _block_of(reading, final.transaction_hash) != final.block_number
        and (
            final.transaction_hash in reading.own
            or final.block_number <= reading.last.number
            or final.purpose in purposes
        )
    ]


def _block_of(reading: Reading, transaction_hash: str) -> int | None:
    """The block of this reading in which one of ours is; None when it is in none."""
    entries = reading.own.get(transaction_hash)
    return entries[0].block_number if entries else None


def _carried(connection: Connection, names: Names) -> tuple[list[str], dict[str, Standing], list[Standing]]:
    """Wallets whose address has an account with something on it, those accounts, and accounts that were lent to."""
    old = [names.holder_code(address) for address in names.wallets]
    standing = store.standing(connection, codes=[*old, *map(ahead_code, old)])
    suffix = f":{names.coin_id}:ahead"
    lenders = store.standing(connection, suffix=suffix)
    lenders |= store.standing(connection, codes=[ahead_code(names.code(ZERO))])
    owing = [each for each in lenders.values() if each.posted < 0]
    mains = store.standing(connection, codes=[each.account.code.removesuffix(":ahead") for each in owing])
    standing |= {each.account.code: each for each in owing} | mains
    carried = [
        address
        for address in sorted(names.wallets)
        if any(
            code in standing and standing[code].posted
            for code in (names.holder_code(address), ahead_code(names.holder_code(address)))
        )
    ]
    return carried, standing, list(mains.values())


def _final_unit(mirror: Mirror, state: State, reading: Reading, own: Own, prepared: _Prepared) -> Unit:
    occurred_at = reading.produced_at(own.block_number)
    cause, as_made = own.cause, own.becomes == "as_made"
    body: dict[str, Json] = {
        "transaction_hash": own.hash,
        "block_number": own.block_number,
        "cause": cause.key,
        "message_id": cause.message_id,
    }
    work = Work(
        key=own.key,
        request={"transaction_hash": own.hash, "hold_ids": list(cause.hold_ids)},
        actor_id=SYSTEM,
        stream=mirror.stream,
        occurred_at=occurred_at,
        records=(discrepancy_record(own) if as_made else Record("register.final", cause.subject_id, body),),
        rows=(final_row(mirror, state.number + 1, own, "discrepancy" if as_made else "posted"),),
        result=body,
    )
    if not own.is_journaled:
        return Unit(work, tuple(Post(hold_id) for hold_id in cause.hold_ids))
    assert prepared.names is not None, "only our own coins have causes"
    journal = Journal(prepared.names, prepared.standing, naming(occurred_at, own.key))
    for move in own.moves:
        journal.move(move)
    return Unit(work, tuple(journal.steps))


def _batch_unit(clock: Clock, mirror: Mirror, state: State, reading: Reading, prepared: _Prepared) -> Unit:
    number = state.number + 1
    key = f"register.batch/{mirror.id}/{number}"
    occurred_at = reading.produced_at(reading.last.number)
    journal = _steps(prepared, reading, key)
    place: dict[str, Json] = {"mirror_id": mirror.id, "number": number}
    request: dict[str, Json] = {
        **place,
        "first_block": reading.first,
        "last_block": reading.last.number,
        "last_hash": reading.last.hash,
        "logs_sha256": reading.logs_sha256,
    }
    body: dict[str, Json] = {
        **request,
        "logs": reading.log_count,
        "supply_units": str(reading.supply_units),
        "transfers": len(journal.steps) if journal else 0,
    }
    work = Work(
        key=key,
        request=request,
        actor_id=SYSTEM,
        stream=mirror.stream,
        occurred_at=occurred_at,
        records=(Record("register.batch", mirror.coin_id or mirror.id, body), *_told(mirror, reading, prepared)),
        rows=(
            batch_row(
                mirror.id,
                number,
                state.base,
                "posted",
                reading.first,
                Reached(reading.place, occurred_at, reading.supply_units),
                clock.now(),
                log_count=reading.log_count,
                logs_sha256=reading.logs_sha256,
            ),
            *segment_rows(mirror.id, number, reading),
            *snapshot_rows(mirror.id, number, state, reading),
            *(
                final_row(mirror, number, own, own.becomes)
                for own in prepared.owns
                if own.becomes in ("again", "discrepancy")
            ),
        ),
        guards=(Guard(f"register:{mirror.id}", state.number),),
        bumps=(f"register:{mirror.id}",),
        result=body,
    )
    return Unit(work, tuple(journal.steps) if journal else ())


def _steps(prepared: _Prepared, reading: Reading, key: str) -> Journal | None:
    if prepared.names is None:
        return None
    journal = Journal(prepared.names, prepared.standing, naming(reading.produced_at(reading.last.number), key))
    by_id = {each.account.id: each for each in prepared.standing.values()}
    for each in prepared.lent:
        journal.look_at(each.account)
    for transfer in prepared.strays:
        journal.correct(transfer, by_id[transfer.debit_account_id], by_id[transfer.credit_account_id])
    for address in prepared.carried:
        journal.carry_over(address)
    for move in prepared.rest:
        journal.move(move)
    journal.settle()
    return journal


def _told(mirror: Mirror, reading: Reading, prepared: _Prepared) -> list[Record]:
    """Records of what a person must look at: mints and burns nobody asked for, and transactions that differ."""
    told = [discrepancy_record(own) for own in prepared.owns if own.becomes == "discrepancy"]
    told += gone_records(mirror, prepared.left)
    unexplained = [move for move in prepared.rest if move.kind in (MINT, BURN)]
    if unexplained:
        minted = sum(move.units for move in unexplained if move.kind == MINT)
        burned = sum(move.units for move in unexplained if move.kind == BURN)
        listed: list[Json] = [
            {
                "kind": move.kind,
                "address": move.receiver if move.kind == MINT else move.sender,
                "units": str(move.units),
            }
            for move in unexplained[:TOLD_ONE_BY_ONE]
        ]
        body: dict[str, Json] = {
            "mirror_id": mirror.id,
            "last_block": reading.last.number,
            "minted_units": str(minted),
            "burned_units": str(burned),
            "count": len(unexplained),
            "first": listed,
        }
        told.append(Record("register.unexplained", mirror.coin_id, body))
    return told


def naming(at: datetime, key: str) -> Callable[[str, str], str]:
    """Makes identifiers of a unit: the same unit makes the same ones."""
    return lambda prefix, purpose: ids.make(prefix, at, f"{key}/{purpose}")
