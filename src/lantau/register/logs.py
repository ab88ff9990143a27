"""A contract's logs as the register keeps them: decoded by slicing, packed into 149 bytes each, and read back.

Only what says who holds what is decoded: transfers, and the marks of a holder (blocked, verified, frozen). Which
minters are configured is kept for coins of others. Addresses are lower-case hexadecimal with ``0x``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lantau.chain import node as evm

TRANSFER, BLOCKED, UNBLOCKED, FROZEN, VERIFIED, MINTER_CONFIGURED, MINTER_REMOVED = range(1, 8)
"""The kinds of log, as ``register.log`` names them."""

TOPICS = {
    "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef": TRANSFER,
    "0xffa4e6181777692565cf28528fc88fd1516ea86b56da075235fa575af6a4b855": BLOCKED,
    "0x117e3210bb9aa7d9baff172026820255c6f6c30ba8999d1c2fd88e2848137c4e": UNBLOCKED,
    "0x68e0d8c112165d0949ce87205b719ed7d98c7401866c34a159f7c67c6f5620e7": FROZEN,
    "0x80d46aa2e8d117452a656a234cfe66c507501b219c380a7f7447801903824fdb": VERIFIED,
    "0x46980fca912ef9bcdbd36877427b6b90e860769f604e89c0e67720cece530d20": MINTER_CONFIGURED,
    "0xe94479a9f7e1952cc78f2d6baab678adc1b772d936c6583def489e524cb66692": MINTER_REMOVED,
}
"""First topics by kind; a test recomputes them from the signatures."""

ZERO = "0x" + "00" * 20
"""The address that a mint comes from and a burn goes to."""

PACKED_BYTES = 149
LOGS_PER_SEGMENT = 8192
WORD_BYTES = 32


class Malformed(Exception):  # noqa: N818 - told to the reader of a range, which asks again
    """A log that no ERC-20 writes. Asking again may help when the node garbled it."""


class Entry(NamedTuple):
    """One log, decoded. ``second`` is who receives, else the zero address; ``units`` of a mark is 0 or 1."""

    block_number: int
    log_index: int
    kind: int
    block_hash: str
    transaction_hash: str
    first: str
    second: str
    units: int


def decoded(logs: Iterable[evm.Log]) -> Iterator[Entry]:
    """The logs that matter, in order. Raises Malformed."""
    kinds, new = TOPICS.get, tuple.__new__  # a named tuple's own constructor costs twice as much
    for log in logs:
        topics, data = log.topics, log.data
        kind = kinds(topics[0]) if topics else None
        if kind is None:
            continue
        if kind == TRANSFER:
            if len(topics) == 3 and len(data) == WORD_BYTES:
                first, second, units = "0x" + topics[1][26:], "0x" + topics[2][26:], int.from_bytes(data, "big")
            else:
                first, second, units = _unindexed(log)
        else:
            first, second, units = _mark(log)
        yield new(
            Entry, (log.block_number, log.index, kind, log.block_hash, log.transaction_hash, first, second, units)
        )


def _unindexed(log: evm.Log) -> tuple[str, str, int]:
    """A transfer of a contract that does not index its parties: everything in the data."""
    if len(log.topics) != 1 or len(log.data) != 3 * WORD_BYTES:
        raise Malformed(
            f"log {log.index} of block {log.block_number} is a Transfer of {len(log.topics)} topics and "
            f"{len(log.data)} bytes: not an ERC-20's"
        )
    return "0x" + log.data[12:32].hex(), "0x" + log.data[44:64].hex(), int.from_bytes(log.data[64:96], "big")


def _mark(log: evm.Log) -> tuple[str, str, int]:
    """A mark of one account; its number, or 1 where the event alone says it."""
    data = log.data
    if len(log.topics) == 2:
        first = "0x" + log.topics[1][26:]
    elif len(data) >= WORD_BYTES:
        first, data = "0x" + data[12:32].hex(), data[WORD_BYTES:]
    else:
        raise Malformed(f"log {log.index} of block {log.block_number} names no account")
    return first, ZERO, int.from_bytes(data[:WORD_BYTES], "big") if data else 1


def packed(entries: Sequence[Entry]) -> bytes:
    """The entries, 149 bytes each."""
    return bytes.fromhex(
        "".join(
            [
                f"{number:016x}{index:08x}{kind:02x}{block[2:]}{transaction[2:]}{first[2:]}{second[2:]}{units:064x}"
                for number, index, kind, block, transaction, first, second, units in entries
            ]
        )
    )


def unpacked(data: bytes) -> Iterator[Entry]:
    """The entries of packed bytes, in order; the inverse of ``packed``."""
    assert len(data) % PACKED_BYTES == 0, "packed logs are 149 bytes each"
    for at in range(0, len(data), PACKED_BYTES):
        yield Entry(
            int.from_bytes(data[at : at + 8], "big"),
            int.from_bytes(data[at + 8 : at + 12], "big"),
            data[at + 12],
            "0x" + data[at + 13 : at + 45].hex(),
            "0x" + data[at + 45 : at + 77].hex(),
            "0x" + data[at + 77 : at + 97].hex(),
            "0x" + data[at + 97 : at + 117].hex(),
            int.from_bytes(data[at + 117 : at + 149], "big"),
        )
