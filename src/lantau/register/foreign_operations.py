"""Mirror somebody else's coin: into a database, where it goes on the next time, or in memory only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from lantau.chain import Node
from lantau.chain import node as evm
from lantau.dates import Clock
from lantau.db import Database
from lantau.refusal import Refusal, Refused, refuses
from lantau.register import store
from lantau.register.foreign import Contract, Picture, checked_address, read_balances, read_contract
from lantau.register.holdings import Holding, Holdings
from lantau.register.operations import LOGS_PER_BATCH, Follower, begin_foreign
from lantau.register.reading import Moved, Place, Reader, Unreadable
from lantau.register.refusals import NOT_FOLLOWED, UNREADABLE

DEPTH = 12
"""How many blocks on top make a block final on a public chain unless told otherwise."""
ASKED_MOST = 25
ROUNDS = 5

Progress = Callable[[int, int], None]
"""Told the block reached and the logs read so far."""


@refuses
def follow_foreign(
    database: Database | None,
    clock: Clock,
    node: Node,
    address: str,
    *,
    first_block: int = 0,
    depth: int = DEPTH,
    asked_most: int = ASKED_MOST,
    progress: Progress = lambda _block, _logs: None,
) -> Picture | Refusal:
    """Read a contract up to its newest final block and hold its word against its logs. Nothing is booked.

    Without a database everything is read from ``first_block`` each time. Refused register.bad_address, no_coin,
    not_followed (no block is final yet), unreadable; raises NodeAway.
    """
    contract = checked_address(address)
    final = node.header(node.head().number - depth) if node.head().number >= depth else None
    if final is None or final.number < first_block:
        raise Refused(Refusal(NOT_FOLLOWED, "no block is final yet", "--from-block"))
    told = read_contract(node, contract, final)
    if database is None:
        place, holdings = _in_memory(node, contract, first_block, final.number, progress)
    else:
        place, holdings = _kept(database, clock, node, told, first_block, depth, progress)
    return _picture(node, told, place, holdings, asked_most)


def _kept(
    database: Database, clock: Clock, node: Node, told: Contract, first_block: int, depth: int, progress: Progress
) -> tuple[Place, Holdings]:
    mirror = begin_foreign(database, clock, told.chain_id, told.address, first_block, depth)
    if isinstance(mirror, Refusal):
        raise Refused(mirror)
    follower = Follower(database, clock, node, mirror)
    logs = 0
    while True:
        step = follower.once()
        if isinstance(step, Refusal):
            raise Refused(step)
        if step.outcome == "unreadable":
            raise Refused(Refusal(UNREADABLE, step.reason, "--rpc"))
        logs += step.logs
        progress(step.place.number, logs)
        if not step.more:
            break
    with database.read() as connection:
        last = store.last_batch(connection, mirror.id)
        base = last.base if last else 0
        holdings, _, _ = store.holdings(connection, mirror.id, base)
    return step.place, holdings


def _in_memory(node: Node, address: str, first_block: int, final: int, progress: Progress) -> tuple[Place, Holdings]:
    for _ in range(ROUNDS):
        reader = Reader(node, address, strict=False)
        place, holdings, logs = Place(first_block - 1), Holdings(), 0
        try:
            while place.number < final:
                reading = reader.read(place, final, holdings, logs_max=LOGS_PER_BATCH)
                holdings.take(reading.step)
                place, logs = reading.place, logs + reading.log_count
                progress(place.number, logs)
        except Unreadable as broken:
            raise Refused(Refusal(UNREADABLE, str(broken), "--rpc")) from broken
        except Moved:
            continue
        return place, holdings
    raise Refused(Refusal(UNREADABLE, "the chain moved each time it was read", "--rpc"))


def _picture(node: Node, told: Contract, place: Place, holdings: Holdings, asked_most: int) -> Picture:
    """The contract's word at the block up to which its logs were read."""
    unknown: list[str] = []
    header = node.header(place.number)
    if header is None or header.hash != place.hash:
        unknown.append(f"block {place.number} is gone from the node's chain: read again")
        header = told.block
    elif header.number != told.block.number:
        told = read_contract(node, told.address, header)
    greatest = sorted(holdings.holders(), key=lambda each: (-each.units, each.address))[:asked_most]
    asked: tuple[Holding, ...] = ()
    try:
        asked = read_balances(node, told.address, header.number, greatest)
    except (evm.NodeRefused, evm.Reverted) as no:
        unknown.append(f"the node does not tell balances at block {header.number}: {no}")
    produced_at = datetime.fromtimestamp(header.timestamp, UTC)
    return Picture(told, place.number, place.hash, produced_at, holdings, asked, tuple(unknown))
