"""Reverse what was posted from blocks that left the chain, and say on record when nothing can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from lantau import ledger
from lantau.chain import node as evm
from lantau.dates import Clock
from lantau.db import Connection, Database
from lantau.events import Committed, Guard, Record, Work
from lantau.ledger import Transfer, Unit, UnitResult
from lantau.refusal import Json, Refusal
from lantau.register import store
from lantau.register.batch_rows import Reached, State, batch_row
from lantau.register.own_queries import gone_records
from lantau.register.post_operations import SYSTEM, naming
from lantau.register.posting import Journal, Names, Standing
from lantau.register.reading import Place
from lantau.register.store import Batch, Final, Mirror

ATTEMPTS = 4


def place_after(mirror: Mirror, batch: Batch | None) -> Place:
    """Where a mirror stands after a batch; None is before the contract's first block."""
    return Place(mirror.first_block - 1) if batch is None else Place(batch.last_block, batch.last_hash)


def undo(
    database: Database, clock: Clock, mirror: Mirror, state: State, target: Batch | None, head: evm.Header, reason: str
) -> Committed | Refusal:
    """Go back to ``target``: every transfer booked from the batches after it, and by what became final in their blocks,
    is corrected by another one between the same accounts. Coins only: what was paid because of them stays paid, and is
    told. Refused events.stale when another follower was first.
    """
    answer: UnitResult | Refusal | None = None
    for _ in range(ATTEMPTS):
        with database.read() as connection:
            undone, finals, transfers, standing = _booked(connection, mirror, state, target)
            names = Names(mirror.coin_id, store.own_wallets(connection, mirror.issuer_id)) if mirror.coin_id else None
        unit = _unit(clock, mirror, state, target, head, reason, undone, finals, transfers, standing, names)
        answer = ledger.commit_one(database, clock, unit)
        if isinstance(answer, UnitResult):
            return answer.committed
        if answer.code.name.startswith("events."):
            return answer
    assert isinstance(answer, Refusal), "the loop ends with a refusal"
    return answer


def _booked(
    connection: Connection, mirror: Mirror, state: State, target: Batch | None
) -> tuple[list[Batch], list[Final], list[Transfer], Mapping[str, Standing]]:
    """The batches after ``target``, and what they and the finals of their blocks booked that is not reversed yet."""
    undone = store.lineage(connection, mirror.id, state.base, until=target.number if target else 0)
    after = place_after(mirror, target).number
    finals = [each for each in store.finals(connection, mirror.id, after=after) if each.stands]
    commits = sorted({*(each.commit_id for each in undone), *(each.commit_id for each in finals)})
    transfers = store.booked(connection, mirror.coin_id, commits)
    account_ids = {name for each in transfers for name in (each.debit_account_id, each.credit_account_id)}
    standing = store.standing(connection, ids=account_ids)
    ahead = [f"{code}:ahead" for code in standing]
    return undone, finals, transfers, {**standing, **store.standing(connection, codes=ahead)}


def _unit(
    clock: Clock,
    mirror: Mirror,
    state: State,
    target: Batch | None,
    head: evm.Header,
    reason: str,
    undone: Sequence[Batch],
    finals: Sequence[Final],
    transfers: Sequence[Transfer],
    standing: Mapping[str, Standing],
    names: Names | None,
) -> Unit:
    at = datetime.fromtimestamp(head.timestamp, UTC)
    place = place_after(mirror, target)
    number = state.number + 1
    key = f"register.batch/{mirror.id}/{number}"
    reached = Reached(place, at, target.supply_units if target else 0)
    steps: list[Json] = [each.number for each in undone]
    blocks: list[Json] = [f"{each.last_block} {each.last_hash}" for each in undone]
    body: dict[str, Json] = {
        "mirror_id": mirror.id,
        "number": number,
        "back_to_block": place.number,
        "undone": steps,
        "left_the_chain": blocks,
        "transfers": len(transfers),
        "reason": reason,
    }
    by_id = {each.account.id: each for each in standing.values()}
    ordered: list[ledger.OpenAccount | Transfer] = []
    if names is not None:
        journal = Journal(names, standing, naming(at, key))
        for each in transfers:
            journal.correct(each, by_id[each.debit_account_id], by_id[each.credit_account_id])
        ordered = journal.steps
    base = target.number if target else 0
    work = Work(
        key=key,
        request={"mirror_id": mirror.id, "number": number, "back_to": base, "reason": reason},
        actor_id=SYSTEM,
        stream=mirror.stream,
        occurred_at=at,
        records=(Record("register.reorganised", mirror.coin_id or mirror.id, body), *gone_records(mirror, finals)),
        rows=(batch_row(mirror.id, number, base, "undone", place.number + 1, reached, clock.now(), reason=reason),),
        guards=(Guard(f"register:{mirror.id}", state.number),),
        bumps=(f"register:{mirror.id}",),
        result=body,
    )
    return Unit(work, tuple(ordered))


def mark_unreadable(
    database: Database, clock: Clock, mirror: Mirror, state: State, stands: Batch | None, head: evm.Header, reason: str
) -> Committed | Refusal:
    """Put on record that the node's answers do not add up, at the place where the mirror stands."""
    at = datetime.fromtimestamp(head.timestamp, UTC)
    number = state.number + 1
    place = place_after(mirror, stands)
    reached = Reached(place, at, state.holdings.supply_units)
    body: dict[str, Json] = {
        "mirror_id": mirror.id,
        "number": number,
        "after_block": place.number,
        "reason": reason,
    }
    work = Work(
        key=f"register.batch/{mirror.id}/{number}",
        request={"mirror_id": mirror.id, "number": number, "reason": reason},
        actor_id=SYSTEM,
        stream=mirror.stream,
        occurred_at=at,
        records=(Record("register.unreadable", mirror.coin_id or mirror.id, body),),
        rows=(
            batch_row(
                mirror.id, number, state.base, "unreadable", place.number + 1, reached, clock.now(), reason=reason
            ),
        ),
        guards=(Guard(f"register:{mirror.id}", state.number),),
        bumps=(f"register:{mirror.id}",),
        result=body,
    )
    done = ledger.commit_one(database, clock, Unit(work))
    return done if isinstance(done, Refusal) else done.committed
