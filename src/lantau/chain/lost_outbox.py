"""Hand in again what was final and left the chain all the same: a reorganisation deeper than anybody thought, or a
development node that was killed before it kept its newest blocks.

What was signed is still there, under its own nonce, so it can only happen once more where it happened before. It is
handed in block by block in the order of old, because one may rest on the other; the register reverses what it had
posted and posts it anew. What the new branch refuses is told to people: nothing can be signed for that nonce any more.

Nonces say where to look: while the last transaction of a sender is on the chain, so is every one before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from lantau.chain import store
from lantau.chain.node import Node, Receipt
from lantau.chain.sending import Placed, Pumped
from lantau.dates import Clock
from lantau.db import Database

LOOKED_BACK = 5_000
"""So many messages of a sender are looked at at most: a chain that lost more is another chain."""


def hand_in_lost(database: Database, clock: Clock, node: Node, done: Pumped) -> Sequence[Placed]:
    """One round: see whether the last of each sender that was final still is; else hand in the oldest lost block.

    What was handed in again, all of one block. Raises NodeAway: ask again.
    """
    places = _Places(node)
    with database.read() as connection:
        gone = [each for each in store.last_placements(connection, node.chain_id) if not places.stands(each)]
        lost = [
            each
            for last in gone
            for each in takewhile(
                lambda placed: not places.stands(placed),
                store.placements_of(connection, node.chain_id, last.sender, limit=LOOKED_BACK),
            )
        ]
    if not lost:
        return ()
    found = _found(database, node, places, lost)
    _keep(database, clock, found, done)
    missing = sorted(
        (each for each in lost if each not in found), key=lambda each: (each.block_number, each.sender, each.nonce)
    )
    oldest = [each for each in missing if each.block_number == missing[0].block_number]
    answers = node.send([each.raw for each in oldest]) if oldest else []
    done.again += len(oldest)
    done.troubles += [
        f"{each.message_id}: it was final, left the chain, and the node does not take {each.hash} again: {answer}"
        for each, answer in zip(oldest, answers, strict=True)
        if answer is not None and not answer.known
    ]
    return oldest


@dataclass(slots=True)
class _Places:
    """Which blocks are on the chain, each asked for once in a round."""

    node: Node
    _hashes: dict[int, str] = field(default_factory=dict)

    def stands(self, placed: Placed) -> bool:
        """Whether the block is on the chain in which it was found."""
        return self._hash(placed.block_number) == placed.block_hash

    def holds(self, receipt: Receipt) -> bool:
        """Whether the receipt's block is on the chain."""
        return self._hash(receipt.block_number) == receipt.block_hash

    def _hash(self, number: int) -> str:
        if number not in self._hashes:
            header = self.node.header(number)
            self._hashes[number] = "" if header is None else header.hash
        return self._hashes[number]


def _found(database: Database, node: Node, places: _Places, lost: Sequence[Placed]) -> dict[Placed, Receipt]:
    """Where they stand on the new branch, under whichever hash of their nonce: a miner may have kept an earlier one."""
    with database.read() as connection:
        signed = store.signed_for(connection, node.chain_id, [each.message_id for each in lost])
    hashes = [(each, one.hash) for each in lost for one in signed.get(each.message_id, ())]
    receipts = node.receipts([hash_ for _, hash_ in hashes])
    return {
        each: receipt
        for (each, _), receipt in zip(hashes, receipts, strict=True)
        if receipt is not None and places.holds(receipt)
    }


def _keep(database: Database, clock: Clock, found: Mapping[Placed, Receipt], done: Pumped) -> None:
    """Remember where what was lost stands now, and tell what the new branch refused."""
    if not found:
        return
    told = [(each.message_id, each.number + 1, receipt) for each, receipt in found.items()]
    with database.transaction() as connection:
        store.write_placements(connection, told, clock.now())
    done.final += sum(receipt.succeeded for receipt in found.values())
    done.troubles += [
        f"{each.message_id}: it was final, left the chain, and the new branch refused it in {receipt.transaction_hash}"
        for each, receipt in found.items()
        if not receipt.succeeded
    ]
