"""The blocks of a local chain as they are kept: numbered, each holding the hash of the one before, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import rlp  # type: ignore[import-untyped]  # it ships no types

from lantau.chain.local_transactions import keccak
from lantau.chain.node import Header, NodeRefused

GENESIS = Header(0, f"0x{keccak(b'lantau local chain').hex()}", f"0x{'00' * 32}", 0)
"""Every local chain begins here; their chain ids tell them apart."""


@dataclass(frozen=True, slots=True)
class KeptBlock:
    """A block as it is kept: its header and the raw signed transactions in it, in order."""

    header: Header
    transactions: tuple[bytes, ...]


class BlockStore(Protocol):
    """Where a local chain's blocks are kept, shared by every process that makes or reads them."""

    def append(self, block: KeptBlock) -> bool:
        """Add a block on top; False when another process wrote a block of that number first. Raises NodeAway."""
        ...

    def after(self, number: int, block_hash: str) -> list[KeptBlock] | None:
        """The blocks above this one, in order, perhaps not all of them at once; None when this one is not kept (any
        more). Raises NodeAway."""
        ...


class MemoryBlocks:
    """Blocks of one process, gone with it. ``cut`` makes room for another branch."""

    def __init__(self, blocks: Sequence[KeptBlock] = ()) -> None:
        self._blocks = list(blocks)

    def append(self, block: KeptBlock) -> bool:
        """Add a block on top; False when there is one of that number."""
        if block.header.number <= len(self._blocks):
            return False
        assert block.header.number == len(self._blocks) + 1, "blocks are numbered without a gap"
        self._blocks.append(block)
        return True

    def after(self, number: int, block_hash: str) -> list[KeptBlock] | None:
        """The blocks above this one; None when it is not here."""
        if number > len(self._blocks) or (number and self._blocks[number - 1].header.hash != block_hash):
            return None
        return self._blocks[number:]

    def cut(self, number: int) -> None:
        """Forget every block above this height: what is made next is another branch."""
        del self._blocks[number:]

    def copy(self) -> MemoryBlocks:
        """The same blocks kept apart, to grow another branch."""
        return MemoryBlocks(self._blocks)


def made(parent: Header, timestamp: int, transactions: Sequence[tuple[bytes, bytes]]) -> KeptBlock:
    """The block on top of ``parent`` holding these transactions, each as its hash and its raw bytes."""
    number = parent.number + 1
    return KeptBlock(
        Header(
            number, _hash(parent.hash, number, timestamp, [each for each, _ in transactions]), parent.hash, timestamp
        ),
        tuple(raw for _, raw in transactions),
    )


def check(block: KeptBlock, parent: Header) -> None:
    """Refuse a kept block that does not follow its parent or does not hash to what was written beside it."""
    header = block.header
    hashed = _hash(parent.hash, parent.number + 1, header.timestamp, [keccak(raw) for raw in block.transactions])
    if header.parent_hash != parent.hash or header.number != parent.number + 1 or header.hash != hashed:
        raise NodeRefused(f"block {header.number} of the local chain was changed after it was recorded")


def _hash(parent_hash: str, number: int, timestamp: int, hashes: Sequence[bytes]) -> str:
    fields = [bytes.fromhex(parent_hash[2:]), number, timestamp, list(hashes)]
    return f"0x{keccak(rlp.encode(fields)).hex()}"
