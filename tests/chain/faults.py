"""A node that misbehaves on purpose: it lies, repeats, leaves out, is away, and reorganises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from lantau.chain.local_blocks import MemoryBlocks
from lantau.chain.local_node import LocalNode
from lantau.chain.node import Fees, Header, Log, NodeAway, NodeRefused, Receipt, Reverted, Trial


@dataclass
class Faults:
    """What goes wrong. Each is off until set and may be set again at any time.

    ``away_at``: calls (counted over all methods, from 1) that raise NodeAway before the node was asked;
    ``away_after_sending``: as many sends reach the node and then raise NodeAway; ``silent``: as many asks for a
    hash's receipt answer None; ``lies``: hashes whose receipt tells the opposite; ``phantom``: hashes that get a
    receipt in a block that never was; ``repeated_logs`` and ``missing_logs``: every n-th log comes twice or not at all;
    ``cut_batches``: only the first n of a batch of sends reach the node before it is away.
    """

    away_at: set[int] = field(default_factory=set)
    away_after_sending: int = 0
    cut_batches: int | None = None
    silent: dict[str, int] = field(default_factory=dict)
    silent_all: int = 0
    lies: set[str] = field(default_factory=set)
    phantom: dict[str, Receipt] = field(default_factory=dict)
    repeated_logs: int = 0
    missing_logs: int = 0
    calls: int = 0
    asked: Counter[str] = field(default_factory=Counter)


class FaultyNode:
    """A Node, and Paced, around another."""

    def __init__(self, inner: Any, faults: Faults | None = None) -> None:
        self.inner = inner
        self.faults = faults or Faults()

    def _count(self) -> None:
        self.faults.calls += 1
        if self.faults.calls in self.faults.away_at:
            raise NodeAway(f"away at call {self.faults.calls}, as told")

    @property
    def chain_id(self) -> int:
        return int(self.inner.chain_id)

    def head(self) -> Header:
        self._count()
        return self.inner.head()

    def header(self, number: int) -> Header | None:
        self._count()
        return self.inner.header(number)

    def code(self, address: str) -> bytes:
        self._count()
        return self.inner.code(address)

    def call(self, to: str, data: bytes, *, sender: str = "", block: int | None = None) -> bytes:
        self._count()
        return self.inner.call(to, data, sender=sender, block=block)

    def tries(self, calls: Sequence[Trial]) -> list[Reverted | None]:
        self._count()
        return self.inner.tries(calls)

    def estimate_gas(self, to: str, data: bytes, *, sender: str) -> int:
        self._count()
        return int(self.inner.estimate_gas(to, data, sender=sender))

    def nonce(self, address: str) -> int:
        self._count()
        return int(self.inner.nonce(address))

    def fees(self) -> Fees:
        self._count()
        return self.inner.fees()

    def send(self, raws: Sequence[bytes]) -> list[NodeRefused | None]:
        self._count()
        faults = self.faults
        if faults.cut_batches is not None:
            self.inner.send(raws[: faults.cut_batches])
            faults.cut_batches = None
            raise NodeAway("away in the middle of a batch, as told")
        answers = self.inner.send(raws)
        if faults.away_after_sending > 0:
            faults.away_after_sending -= 1
            raise NodeAway("away after it took them in, as told")
        return answers

    def receipts(self, hashes: Sequence[str]) -> list[Receipt | None]:
        self._count()
        if self.faults.silent_all > 0:
            self.faults.silent_all -= 1
            return [None] * len(hashes)
        found = self.inner.receipts(hashes)
        return [self._told(each, receipt) for each, receipt in zip(hashes, found, strict=True)]

    def _told(self, transaction_hash: str, receipt: Receipt | None) -> Receipt | None:
        faults = self.faults
        faults.asked[transaction_hash] += 1
        if faults.silent.get(transaction_hash, 0) > 0:
            faults.silent[transaction_hash] -= 1
            return None
        if transaction_hash in faults.phantom:
            return faults.phantom[transaction_hash]
        if receipt is not None and transaction_hash in faults.lies:
            return replace(receipt, succeeded=not receipt.succeeded, logs=())
        return receipt

    def logs(self, addresses: Sequence[str], first: int, last: int, topics: Sequence[str] = ()) -> list[Log]:
        self._count()
        found: list[Log] = []
        for place, log in enumerate(self.inner.logs(addresses, first, last, topics), 1):
            if not (self.faults.missing_logs and place % self.faults.missing_logs == 0):
                found.append(log)
            if self.faults.repeated_logs and place % self.faults.repeated_logs == 0:
                found.append(log)
        return found

    def produce(self, at: datetime, *, blocks: int = 1) -> Header:
        return self.inner.produce(at, blocks=blocks)


def phantom_of(transaction_hash: str, head: Header, *, succeeded: bool = True) -> Receipt:
    """A receipt in a block that never was, above the head."""
    return Receipt(transaction_hash, head.number, f"0x{'ee' * 32}", succeeded, 21_000, "", ())


def reorganise(
    node: LocalNode, blocks: MemoryBlocks, depth: int, *, longer_by: int = 1, keep_transactions: bool = True
) -> Header:
    """Replace the newest ``depth`` blocks by another, longer branch; the new head.

    With ``keep_transactions`` what was in the lost blocks is in the branch's first block again, as a node does it;
    without, it is lost and has to be sent again.
    """
    head = node.head()
    assert depth < head.number, "a reorganisation keeps the first block"
    blocks.cut(head.number - depth)
    fork = node.head()  # the node notices here that its newest block is gone
    if not keep_transactions:
        node.forget_waiting()
    first = node.header(head.number - depth)
    assert first == fork
    at = fork.block.produced_at + timedelta(seconds=2)  # blocks of other instants have other hashes
    return node.produce(at, blocks=depth + longer_by)
