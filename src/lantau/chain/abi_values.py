"""Values as the contract's ABI has them: whole words by a short way of our own, everything else by the kept library.

Addresses are lower-case text with ``0x``, whole numbers ``int``, booleans ``bool``, byte strings ``bytes``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lantau.chain.typed_data import address_word, word


def encode_values(types: Sequence[str], values: Sequence[object]) -> bytes:
    """ABI encoding of these values. A value that does not fit its type is a bug of the caller: ValueError."""
    if all(kind in _WORDS for kind in types):
        try:
            return b"".join([_WORDS[kind](value) for kind, value in zip(types, values, strict=True)])
        except (AssertionError, AttributeError, OverflowError, TypeError) as failure:
            raise ValueError(f"{values} do not fit {types}") from failure
    from eth_abi.abi import encode
    from eth_abi.exceptions import EncodingError

    try:
        return encode(types, values)
    except (EncodingError, TypeError) as failure:
        raise ValueError(f"{values} do not fit {types}") from failure


def decode_values(types: Sequence[str], data: bytes) -> tuple[Any, ...]:
    """The values in ABI-encoded data. Raises ValueError when they are not there."""
    if all(kind in _VALUES for kind in types):
        if len(data) < 32 * len(types):
            raise ValueError(f"{len(data)} bytes are too few for {types}")
        return tuple(_VALUES[kind](data[32 * at : 32 * at + 32]) for at, kind in enumerate(types))
    from eth_abi.abi import decode
    from eth_abi.exceptions import DecodingError

    try:
        return tuple(decode(types, data))
    except (DecodingError, OverflowError, UnicodeDecodeError) as failure:
        raise ValueError(f"the data are no {types}") from failure


def _uint_word(value: Any) -> bytes:
    assert isinstance(value, int) and not isinstance(value, bool)
    return word(value)


def _bool_word(value: Any) -> bytes:
    assert isinstance(value, bool)
    return word(int(value))


def _bytes32_word(value: Any) -> bytes:
    assert isinstance(value, bytes) and len(value) == 32
    return value


def _address(value: bytes) -> str:
    if any(value[:12]):
        raise ValueError("an address has 20 bytes")
    return "0x" + value[12:].hex()


def _bool(value: bytes) -> bool:
    number = int.from_bytes(value, "big")
    if number > 1:
        raise ValueError("a boolean is 0 or 1")
    return number == 1


_WORDS: Mapping[str, Callable[[Any], bytes]] = {
    "address": address_word,
    "uint256": _uint_word,
    "bool": _bool_word,
    "bytes32": _bytes32_word,
}
_VALUES: Mapping[str, Callable[[bytes], Any]] = {
    "address": _address,
    "uint256": lambda value: int.from_bytes(value, "big"),
    "bool": _bool,
    "bytes32": lambda value: value,
}
