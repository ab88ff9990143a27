"""Read what became final since a place in the chain: in ranges as wide as the node bears, and only if it adds up.

Nothing a node says is taken by itself. The chain must lead from where we stood to where we go; logs must follow each
other, each once, in blocks of that chain; no address may come out below zero; and the supply that the logs leave must
be the one that the contract states at that block. An answer that does not add up is asked for again, in smaller pieces,
and if it never does it is ``Unreadable``. A node that is away raises ``NodeAway``: nothing was decided, ask again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lantau.chain import Node
from lantau.chain import node as evm
from lantau.register.holdings import Holdings, Step
from lantau.register.logs import LOGS_PER_SEGMENT, TOPICS, TRANSFER, Entry, Malformed, decoded, packed
from lantau.register.posting import Flow

TOTAL_SUPPLY = bytes.fromhex("18160ddd")
WIDTH_FIRST, WIDTH_MAX = 64, 2_000
"""Blocks asked for at once: at first, and at most."""
LOGS_COMFORTABLE = 4_000
"""A range that answers more logs than this is followed by a narrower one, so that memory stays flat."""
HEADERS_HELD = 128
"""Of a range no longer than this every header is held against the one before it; of a longer one, a sample."""
SAMPLED_BLOCKS = 16
TRIES = 3


class Unreadable(Exception):  # noqa: N818 - a state of the mirror, not of this program
    """The node's answers do not add up; the message says which."""


class Moved(Exception):  # noqa: N818 - the chain was reorganised while it was read
    """The chain is not the one that reading began on: look where the register stands and begin again."""


@dataclass(frozen=True, slots=True)
class Place:
    """A block up to which everything was read, by height and hash; a blank hash is the block before the contract's."""

    number: int
    hash: str = ""


def _nobodys(_: Sequence[str]) -> Collection[str]:
    return ()


@dataclass(slots=True)
class Reader:
    """Reads one contract. ``width`` is how many blocks it asks for at once, as the node's answers taught it."""

    node: Node
    address: str
    width: int = WIDTH_FIRST
    topics: tuple[str, ...] = field(default=tuple(TOPICS))
    ours: Callable[[Sequence[str]], Collection[str]] = _nobodys
    """Which of these chain_transactions are ours."""
    strict: bool = True
    """Whether what the logs leave must add up. Coins of others may rebase or take fees: there it is told, not held."""

    def final(self, depth: int) -> int:
        """The newest block with ``depth`` blocks on top of it."""
        return self.node.head().number - depth

    def stands_on(self, place: Place) -> bool | None:
        """Whether the node's chain has this block; None when it does not reach so far."""
        if not place.hash:
            return True
        header = self.node.header(place.number)
        return None if header is None else header.hash == place.hash

    def read(self, start: Place, upto: int, holdings: Holdings, *, logs_max: int, final: int | None = None) -> Reading:
        """What happened after ``start`` up to a block at most ``upto``: about ``logs_max`` logs, or all of it.

        ``final`` is the newest final block where that is another: there the node has to state the supply.

        Raises Unreadable, Moved, NodeAway.
        """
        reason = ""
        for attempt in range(TRIES):
            try:
                return self._read(start, upto, holdings, logs_max >> (2 * attempt), upto if final is None else final)
            except Unreadable as broken:
                reason = str(broken)
                self.width = max(1, self.width >> 2)
        raise Unreadable(reason)

    def digest(self, first: int, last: int) -> str:
        """The digest of the logs that the node tells of these blocks now, as a batch keeps it. Raises Unreadable."""
        summed = hashlib.sha256()
        at = first
        while at <= last:
            upto = min(last, at + self.width - 1)
            found = self._range(at, upto)
            if found is not None:
                summed.update(packed(found))
                at = upto + 1
        return summed.hexdigest()

    def entries(self, first: int, last: int) -> list[Entry]:
        """The entries of a few blocks. Raises Unreadable."""
        found: list[Entry] = []
        while first <= last:
            upto = min(last, first + self.width - 1)
            more = self._range(first, upto)
            if more is not None:
                found += more
                first = upto + 1
        return found

    def _read(self, start: Place, upto: int, holdings: Holdings, logs_max: int, final: int) -> Reading:
        run = _Run()
        first, last = start.number + 1, start.number
        while last < upto and run.log_count < max(logs_max, 1):
            reached = min(upto, last + self.width)
            found = self._range(last + 1, reached)
            if found is None:
                continue
            last = reached
            run.take(found, self.ours)
            self._learn(len(found))
        header = self._header(last)
        instants = self._hold_chain(start, first, header, run.blocks)
        supply = holdings.supply_units + run.step.supply_delta
        if self.strict:
            self._hold_sums(holdings, run.step, supply, last, final)
        return Reading(
            first,
            header,
            run.log_count,
            tuple(run.segments),
            run.summed.hexdigest(),
            run.step,
            run.flow,
            run.own,
            supply,
            instants,
        )

    def _hold_sums(self, holdings: Holdings, step: Step, supply: int, last: int, final: int) -> None:
        """Nobody holds less than nothing, and the supply by the logs is the contract's. Raises Unreadable."""
        if objection := holdings.objection(step):
            raise Unreadable(objection)
        stated = self._stated_supply(last)
        # A node that keeps no state of old blocks cannot say; then the batch that reaches the newest ones is held.
        if stated is None and last >= final:
            raise Unreadable(f"the node does not state the supply at block {last}")
        if stated is not None and stated != supply:
            raise Unreadable(f"at block {last} the logs leave a supply of {supply}, the contract states {stated}")

    def _range(self, first: int, last: int) -> list[Entry] | None:
        """The entries of a range; None after a no of the node, which bears only a narrower one."""
        try:
            logs = self.node.logs([self.address], first, last, self.topics)
        except evm.NodeRefused as refused:
            if last == first:
                raise Unreadable(f"the node refuses the logs of block {first}: {refused}") from refused
            self.width = max(1, (last - first + 1) >> 1)
            return None
        try:
            return list(decoded(self._in_order(logs, first, last)))
        except Malformed as broken:
            raise Unreadable(str(broken)) from broken

    def _in_order(self, logs: Sequence[evm.Log], first: int, last: int) -> list[evm.Log]:
        """The logs of this contract, each once. A log is known by its block's hash and its index in it."""
        ordered: list[evm.Log] = []
        told: set[evm.Log] | None = None
        number, index = first, -1
        for log in logs:
            if log.address != self.address:
                raise Unreadable(f"the node answers with a log of {log.address}, which was not asked for")
            if (log.block_number, log.index) <= (number, index):
                told = set(ordered) if told is None else told
                if log in told:
                    continue
                raise Unreadable(f"log {log.index} of block {log.block_number} is out of order or told twice")
            number, index = log.block_number, log.index
            ordered.append(log)
            if told is not None:
                told.add(log)
        if number > last:
            raise Unreadable(f"the node answers with a log of block {number}, which was not asked for")
        return ordered

    def _learn(self, count: int) -> None:
        if count > LOGS_COMFORTABLE:
            self.width = max(1, self.width >> 1)
        elif count * 3 < LOGS_COMFORTABLE:
            self.width = min(WIDTH_MAX, self.width << 1)

    def _header(self, number: int) -> evm.Header:
        header = self.node.header(number)
        if header is None:
            raise Moved(f"block {number} is gone")
        return header

    def _hold_chain(self, start: Place, first: int, header: evm.Header, blocks: Mapping[int, str]) -> dict[int, int]:
        """The blocks lead from ``start`` to ``header`` and the logs lie in them; the time of each block looked at.

        Raises Moved, Unreadable.
        """
        if start.hash and self._header(start.number).hash != start.hash:
            raise Moved(f"block {start.number} is another one now")
        known, instants = {header.number: header.hash}, {header.number: header.timestamp}
        if header.number - first < HEADERS_HELD:
            below = start.hash
            for number in range(first, header.number + 1):
                each = self._header(number)
                if below and each.parent_hash != below:
                    raise Moved(f"block {number} does not follow the block before it")
                below = known[number] = each.hash
                instants[number] = each.timestamp
            if below != header.hash:
                raise Moved(f"block {header.number} is another one now")
        else:
            numbers = sorted(blocks)
            every = max(1, len(numbers) // SAMPLED_BLOCKS)
            known |= {number: self._header(number).hash for number in numbers[::every]}
        for number, block_hash in blocks.items():
            if known.get(number, block_hash) != block_hash:
                raise Moved(f"the logs of block {number} are of another block")
        return instants

    def _stated_supply(self, block: int) -> int | None:
        """The supply that the contract states at a block; None when the node does not say.

        A node that keeps the newest state only is asked for that, less what the logs above the block changed.
        """
        with suppress(evm.NodeRefused, evm.Reverted):
            return self._supply_at(block)
        for _ in range(TRIES):
            head = self.node.head().number
            if head - block > HEADERS_HELD:
                return None
            changed = Step()
            changed.add(self.entries(block + 1, head))
            with suppress(evm.NodeRefused, evm.Reverted):
                stated = self._supply_at(head)
                return None if stated is None else stated - changed.supply_delta
        return None

    def _supply_at(self, block: int) -> int | None:
        """What the contract answers; a contract that is not on the chain yet has issued nothing."""
        answer = self.node.call(self.address, TOTAL_SUPPLY, block=block)
        return 0 if not answer and not self.node.code(self.address) else _number(answer)


def _number(answer: bytes) -> int | None:
    return int.from_bytes(answer[:32], "big") if len(answer) >= 32 else None


@dataclass(slots=True)
class _Run:
    """What a reading gathers range by range: packed logs instead of logs, so that memory stays flat."""

    log_count: int = 0
    segments: list[bytes] = field(default_factory=list)
    summed: hashlib._Hash = field(default_factory=hashlib.sha256)
    step: Step = field(default_factory=Step)
    flow: Flow = field(default_factory=Flow)
    own: dict[str, list[Entry]] = field(default_factory=dict)
    blocks: dict[int, str] = field(default_factory=dict)

    def take(self, entries: list[Entry], ours: Callable[[Sequence[str]], Collection[str]]) -> None:
        """Add a range's entries. Raises Unreadable when two logs of one block name two hashes."""
        if not entries:
            return
        self.log_count += len(entries)
        for start in range(0, len(entries), LOGS_PER_SEGMENT):
            self.segments.append(packed(entries[start : start + LOGS_PER_SEGMENT]))
            self.summed.update(self.segments[-1])
        blocks = {entry.block_number: entry.block_hash for entry in entries}
        if len({entry.block_hash for entry in entries}) != len(blocks):
            raise Unreadable("the logs of one block name two hashes, or those of two blocks name one")
        self.blocks |= blocks
        self.step.add(entries)
        own = ours(list(dict.fromkeys(entry.transaction_hash for entry in entries)))
        if own:
            for entry in entries:
                if entry.transaction_hash in own and entry.kind == TRANSFER:
                    self.own.setdefault(entry.transaction_hash, []).append(entry)
            entries = [entry for entry in entries if entry.transaction_hash not in own]
        self.flow.add(entries)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read and adds up: blocks ``first`` to ``last``, their logs packed, and what they come to.

    ``flow`` are the transfers that nobody here asked for, ``own`` those of chain_transactions of ours.
    """

    first: int
    last: evm.Header
    log_count: int
    segments: tuple[bytes, ...]
    logs_sha256: str
    step: Step
    flow: Flow
    own: Mapping[str, Sequence[Entry]]
    supply_units: int
    instants: Mapping[int, int]
    """The time of blocks, in whole seconds, as far as they were looked at."""

    def produced_at(self, number: int) -> datetime:
        """When a block was made; for one that was not looked at, when the last one was."""
        return datetime.fromtimestamp(self.instants.get(number, self.last.timestamp), UTC)

    @property
    def place(self) -> Place:
        """Where the register stands after it."""
        return Place(self.last.number, self.last.hash)
