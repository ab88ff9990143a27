"""What Lantau asks of an EVM node, in one Protocol, and the values it answers with. Every backing is held to one suite.

Hashes, topics and addresses are lower-case hexadecimal with ``0x``;
instants of blocks are whole seconds. A node that cannot be reached raises ``NodeAway``, an outage: retry with the same
transaction. A node that answers no raises ``NodeRefused`` with the node's words. Neither is ever a refusal of Lantau's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

from lantau.chain.supply import Block


class NodeAway(Exception):  # noqa: N818 - an outage, in the words of the house
    """The node gave no answer, or half of one. What was asked may have happened: ask again, the same."""


class NodeRefused(Exception):  # noqa: N818 - the node's no, not ours
    """The node answered no. ``known`` says that it has this very transaction already, which is as good as a yes."""

    def __init__(
        self, message: str, *, known: bool = False, nonce_used: bool = False, underpriced: bool = False
    ) -> None:
        super().__init__(message)
        self.known = known
        self.nonce_used = nonce_used
        self.underpriced = underpriced


class Reverted(Exception):  # noqa: N818 - the contract's no
    """A call the contract refused. ``reason`` is its text, blank when ``data`` holds a custom error or nothing."""

    def __init__(self, reason: str, data: bytes = b"") -> None:
        super().__init__(reason or f"0x{data.hex()}")
        self.reason = reason
        self.data = data


@dataclass(frozen=True, slots=True)
class Header:
    """A block and the one before it: what a follower needs to notice a reorganisation."""

    number: int
    hash: str
    parent_hash: str
    timestamp: int
    base_fee: int = 0

    @property
    def block(self) -> Block:
        """The block as statements name it."""
        return Block(self.number, self.hash, _instant(self.timestamp))


@dataclass(frozen=True, slots=True)
class Log:
    """One event of a contract at its place in the chain. ``index`` counts within the block, as nodes count it."""

    block_number: int
    block_hash: str
    transaction_hash: str
    index: int
    address: str
    topics: tuple[str, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a transaction in a block. A node may lie or change its mind: nothing is final by a receipt."""

    transaction_hash: str
    block_number: int
    block_hash: str
    succeeded: bool
    gas_used: int
    contract_address: str
    logs: tuple[Log, ...]


@dataclass(frozen=True, slots=True)
class Fees:
    """What a transaction should offer for each unit of gas, in wei: a ceiling, and what of it goes to the producer."""

    maximum: int
    priority: int

    def bumped(self, percent: int) -> Fees:
        """The fees of a replacement: both ``percent`` higher, rounded up, as nodes ask of one (at least 10)."""
        return Fees(*(-(-each * (100 + percent) // 100) for each in (self.maximum, self.priority)))


@dataclass(frozen=True, slots=True)
class Trial:
    """A call to be tried before it is signed."""

    to: str
    data: bytes
    sender: str


class Node(Protocol):
    """One EVM chain seen from Python."""

    @property
    def chain_id(self) -> int:
        """The chain's number (EIP-155)."""
        ...

    def head(self) -> Header:
        """The newest block."""
        ...

    def header(self, number: int) -> Header | None:
        """The block of this height on the node's present chain; None when there is none yet."""
        ...

    def code(self, address: str) -> bytes:
        """The code at an address now; empty for an account without any."""
        ...

    def call(self, to: str, data: bytes, *, sender: str = "", block: int | None = None) -> bytes:
        """What a call would answer, changing nothing; at ``block``, else now. Raises Reverted, NodeRefused."""
        ...

    def tries(self, calls: Sequence[Trial]) -> list[Reverted | None]:
        """What the contract would say now to each of these calls, each by itself: None for yes. Raises NodeRefused."""
        ...

    def estimate_gas(self, to: str, data: bytes, *, sender: str) -> int:
        """The gas a transaction would need now; ``to`` blank creates a contract. Raises Reverted."""
        ...

    def nonce(self, address: str) -> int:
        """How many transactions of the address are in blocks: the nonce its next one must have."""
        ...

    def fees(self) -> Fees:
        """What to offer now."""
        ...

    def send(self, raws: Sequence[bytes]) -> list[NodeRefused | None]:
        """Hand in signed transactions, in order; for each None or the node's no. Asking twice is asking once."""
        ...

    def receipts(self, hashes: Sequence[str]) -> list[Receipt | None]:
        """What became of each; None when it is in no block, or not yet, or the node does not say."""
        ...

    def logs(self, addresses: Sequence[str], first: int, last: int, topics: Sequence[str] = ()) -> list[Log]:
        """Events of these contracts in blocks ``first`` to ``last``, both included, in order; ``topics`` are
        alternatives of the first topic, none for all."""
        ...


@runtime_checkable
class Paced(Protocol):
    """A node whose blocks we make: in a sandbox time is the scenario's. A public chain is not paced."""

    def produce(self, at: datetime, *, blocks: int = 1) -> Header:
        """Make blocks holding what was handed in, the first at ``at`` or a second after the newest, whichever is
        later; the newest block after that."""
        ...


@runtime_checkable
class Funded(Protocol):
    """A development node that gives accounts what they pay gas with; on the chain in this process gas costs nothing."""

    def fund(self, address: str) -> None:
        """Give the account more than it will use."""
        ...


def _instant(timestamp: int) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
