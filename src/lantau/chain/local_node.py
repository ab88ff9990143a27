"""A chain inside this process: an EVM under a thin layer of blocks, whose state is worked out from the blocks kept.

What ``produce`` returned for is kept; what ``send`` took in and no block holds yet is in memory only and lost with the
process, as with any node that is killed: who sent it sends it again. Two processes over the same store see one chain.
"""

from __future__ import annotations

import bisect
import functools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from lantau.chain.local_blocks import GENESIS, BlockStore, KeptBlock, check, made
from lantau.chain.local_evm import TRANSACTION_GAS_MAX, Emitted, LocalEvm, refused
from lantau.chain.local_pool import Pool
from lantau.chain.local_transactions import Transaction, decode
from lantau.chain.node import Fees, Header, Log, NodeRefused, Receipt, Reverted, Trial

LOCAL_CHAIN_ID = 656_0001
FEES = Fees(maximum=2 * 10**9, priority=10**9)
"""What real development chains ask. Nothing is taken here: the base fee is 0 and gas is free."""

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Executed:
    """A block with what became of its transactions: hash, outcome in brief, and where its events begin."""

    kept: KeptBlock
    hashes: tuple[bytes, ...]
    outcomes: tuple[tuple[bool, int, str, int], ...]
    events: tuple[tuple[int, Emitted], ...]


def _caught_up(
    method: Callable[Concatenate[LocalNode, Parameters], Answer],
) -> Callable[Concatenate[LocalNode, Parameters], Answer]:
    """One caller at a time, after executing the blocks that others have made meanwhile."""

    @functools.wraps(method)
    def answered(node: LocalNode, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
        with node._guard:
            node._catch_up()
            return method(node, *args, **kwargs)

    return answered


class LocalNode:
    """A Node, and Paced, over blocks kept in a store. Safe to share between threads."""

    def __init__(self, blocks: BlockStore, chain_id: int = LOCAL_CHAIN_ID) -> None:
        self._store = blocks
        self._chain_id = chain_id
        self._guard = threading.RLock()
        self._pool = Pool()
        self._reset()

    def _reset(self) -> None:
        self._evm = LocalEvm(self._chain_id)
        self._blocks: list[_Executed] = []
        self._places: dict[bytes, tuple[int, int]] = {}
        self._eventful: list[int] = []
        self._words: dict[str, str] = {}
        self._enter(GENESIS)

    @property
    def chain_id(self) -> int:
        """The chain's number (EIP-155)."""
        return self._chain_id

    @_caught_up
    def head(self) -> Header:
        """The newest block."""
        return self._head()

    @_caught_up
    def header(self, number: int) -> Header | None:
        """The block of this height; None when there is none yet."""
        if number == 0:
            return GENESIS
        return self._blocks[number - 1].kept.header if 0 < number <= len(self._blocks) else None

    @_caught_up
    def code(self, address: str) -> bytes:
        """The code at an address now."""
        return self._evm.code(address.lower())

    @_caught_up
    def call(self, to: str, data: bytes, *, sender: str = "", block: int | None = None) -> bytes:
        """What a call would answer now, changing nothing. Raises Reverted; NodeRefused for any but the newest block."""
        if block is not None and block != self._head().number:
            raise NodeRefused(f"state of block {block} is not kept: the local node answers for the newest block only")
        outcome = self._evm.call(_caller(sender), to.lower(), data)
        if not outcome.succeeded:
            raise refused(outcome)
        return outcome.output

    @_caught_up
    def tries(self, calls: Sequence[Trial]) -> list[Reverted | None]:
        """What the contract would say now to each of these calls; None for yes."""
        outcomes = [self._evm.call(_caller(each.sender), each.to.lower(), each.data) for each in calls]
        return [None if each.succeeded else refused(each) for each in outcomes]

    @_caught_up
    def estimate_gas(self, to: str, data: bytes, *, sender: str) -> int:
        """The least gas with which a transaction would succeed now; ``to`` blank creates. Raises Reverted."""
        run = functools.partial(self._evm.call, _caller(sender), to.lower(), data)
        outcome = run()
        if not outcome.succeeded:
            raise refused(outcome)
        low, high = outcome.gas_used - 1, outcome.gas_used + outcome.gas_refunded
        if run(high).succeeded:
            if not outcome.gas_refunded:
                return high
        else:  # an inner call is given 63 parts in 64 of what is left (EIP-150)
            low, high = high, TRANSACTION_GAS_MAX
        while high - low > 1:
            middle = min((low + high) // 2, low * 2)
            low, high = (low, middle) if run(middle).succeeded else (middle, high)
        return high

    @_caught_up
    def nonce(self, address: str) -> int:
        """How many transactions of the address are in blocks."""
        return self._evm.nonce(address.lower())

    def fees(self) -> Fees:
        """What to offer; nothing of it is taken."""
        return FEES

    @_caught_up
    def send(self, raws: Sequence[bytes]) -> list[NodeRefused | None]:
        """Hand in signed transactions; for each None or the no. They are in memory only until a block holds them."""
        return [self._taken(raw) for raw in raws]

    @_caught_up
    def receipts(self, hashes: Sequence[str]) -> list[Receipt | None]:
        """What became of each; None when it is in no block."""
        return [self._receipt(bytes.fromhex(each[2:])) for each in hashes]

    @_caught_up
    def logs(self, addresses: Sequence[str], first: int, last: int, topics: Sequence[str] = ()) -> list[Log]:
        """Events of these contracts in blocks ``first`` to ``last``, in order; ``topics`` are alternatives of the first
        topic, none for all."""
        wanted, firsts = {address.lower() for address in addresses}, {topic.lower() for topic in topics}
        found: list[Log] = []
        at = bisect.bisect_left(self._eventful, first)
        for number in self._eventful[at : bisect.bisect_right(self._eventful, last)]:
            block = self._blocks[number - 1]
            found += [
                _log(block, index)
                for index, (_, event) in enumerate(block.events)
                if event.address in wanted and (not firsts or (event.topics and event.topics[0] in firsts))
            ]
        return found

    def produce(self, at: datetime, *, blocks: int = 1) -> Header:
        """Make blocks, the first at ``at`` or a second after the newest, holding everything that waits without a gap.

        A block holds any number of transactions. When this returns they are kept.
        """
        assert blocks >= 1 and at.utcoffset() is not None, "at least one block, at an instant with a time zone"
        with self._guard:
            for _ in range(blocks):
                self._produce_one(int(at.timestamp()))
            return self._head()

    def forget_waiting(self) -> None:
        """Lose what was handed in and is in no block, as a killed node does: for tests of who sends again."""
        with self._guard:
            self._pool = Pool()

    def _produce_one(self, timestamp: int) -> None:
        """Keep the block first and execute it then: a block that was kept is executed by whoever reads it."""
        while True:
            self._catch_up()
            parent = self._head()
            ready = self._pool.ready(self._evm.nonce)
            block = made(parent, max(timestamp, parent.timestamp + 1), [(each.hash, each.raw) for each in ready])
            if self._store.append(block):
                self._execute(block, ready)
                return

    def _catch_up(self) -> None:
        while True:
            head = self._head()
            blocks = self._store.after(head.number, head.hash)
            if blocks is None:
                self._rebuild()
            elif not blocks:
                return
            else:
                for block in blocks:
                    check(block, self._head())
                    self._execute(block, [decode(raw, self._chain_id) for raw in block.transactions])

    def _rebuild(self) -> None:
        """The newest block is gone from the store: start over, and let what was in the lost blocks wait again."""
        lost = [raw for block in self._blocks for raw in block.kept.transactions]
        waiting = [each.raw for each in self._pool]
        self._pool = Pool()
        self._reset()
        self._catch_up()
        for raw in (*lost, *waiting):
            self._taken(raw)

    def _execute(self, block: KeptBlock, transactions: Sequence[Transaction]) -> None:
        self._enter(block.header)
        outcomes: list[tuple[bool, int, str, int]] = []
        events: list[tuple[int, Emitted]] = []
        for place, transaction in enumerate(transactions):
            outcome = self._evm.execute(transaction)
            outcomes.append((outcome.succeeded, outcome.gas_used, outcome.contract, len(events)))
            events += [(place, self._shared(event)) for event in outcome.events]
            self._places[transaction.hash] = (block.header.number, place)
        hashes = tuple(each.hash for each in transactions)
        self._blocks.append(_Executed(block, hashes, tuple(outcomes), tuple(events)))
        if events:
            self._eventful.append(block.header.number)
        for sender in {each.sender for each in transactions}:
            self._pool.drop_used(sender, self._evm.nonce(sender))

    def _shared(self, event: Emitted) -> Emitted:
        """The event with its address and topics kept once, however often they occur."""
        keep = self._words.setdefault
        return Emitted(keep(event.address, event.address), tuple(keep(each, each) for each in event.topics), event.data)

    def _enter(self, header: Header) -> None:
        self._evm.enter(header.number, header.timestamp, bytes.fromhex(header.parent_hash[2:]))

    def _head(self) -> Header:
        return self._blocks[-1].kept.header if self._blocks else GENESIS

    def _taken(self, raw: bytes) -> NodeRefused | None:
        try:
            transaction = decode(raw, self._chain_id)
            if transaction.gas > TRANSACTION_GAS_MAX:
                raise NodeRefused("exceeds block gas limit")
            if transaction.value > self._evm.balance(transaction.sender):
                raise NodeRefused("insufficient funds for gas * price + value")
            self._pool.add(transaction, self._evm.nonce(transaction.sender))
        except NodeRefused as no:
            return no
        return None

    def _receipt(self, transaction_hash: bytes) -> Receipt | None:
        if transaction_hash not in self._places:
            return None
        number, place = self._places[transaction_hash]
        block = self._blocks[number - 1]
        succeeded, gas_used, contract, first = block.outcomes[place]
        last = block.outcomes[place + 1][3] if place + 1 < len(block.outcomes) else len(block.events)
        logs = tuple(_log(block, index) for index in range(first, last))
        return Receipt(
            f"0x{transaction_hash.hex()}", number, block.kept.header.hash, succeeded, gas_used, contract, logs
        )


def _log(block: _Executed, index: int) -> Log:
    place, event = block.events[index]
    header = block.kept.header
    return Log(
        header.number, header.hash, f"0x{block.hashes[place].hex()}", index, event.address, event.topics, event.data
    )


def _caller(sender: str) -> str:
    return sender.lower() or f"0x{'00' * 20}"
