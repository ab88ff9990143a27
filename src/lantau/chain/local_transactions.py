"""Signed transactions as a node reads them: legacy with EIP-155, EIP-2930 and EIP-1559, the sender recovered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import rlp  # type: ignore[import-untyped]  # it ships no types
from coincurve import PublicKey
from Crypto.Hash import keccak as _keccak
from rlp.exceptions import RLPException  # type: ignore[import-untyped]  # as above

from lantau.chain.node import NodeRefused

HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
"""Half the order of secp256k1: EIP-2 takes only the lower of the two signatures."""

TRANSACTION_GAS, CREATION_GAS, ZERO_GAS, BYTE_GAS, WORD_GAS = 21_000, 32_000, 4, 16, 2
LISTED_ADDRESS_GAS, LISTED_SLOT_GAS = 2_400, 1_900
"""What a transaction costs before its first instruction (EIP-2028, EIP-2930, EIP-3860)."""

INIT_CODE_BYTES = 49_152
LEGACY_LIST = 0xC0
"""The first byte of a legacy transaction is at least this; a lower one names the type (EIP-2718)."""


SHORT_LIST = 0xF7
"""The greatest first byte of an RLP list whose length is in that byte; above it, how many bytes of length follow."""


AccessList = tuple[tuple[str, tuple[int, ...]], ...]
"""Addresses and slots of theirs that a transaction pays for beforehand (EIP-2930)."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """A signed transaction. ``to`` is blank when it creates a contract; fees and value are in wei."""

    raw: bytes
    hash: bytes
    sender: str
    nonce: int
    to: str
    value: int
    data: bytes
    gas: int
    maximum_fee: int
    priority_fee: int
    access_list: AccessList

    def outbids(self, other: Transaction) -> bool:
        """Whether both fees are at least a tenth above the other's, as nodes ask of a replacement."""
        return self.maximum_fee * 10 >= other.maximum_fee * 11 and self.priority_fee * 10 >= other.priority_fee * 11


def keccak(data: bytes) -> bytes:
    """Keccak-256, 32 bytes."""
    return _keccak.new(digest_bits=256, data=data).digest()


def created_address(sender: str, nonce: int) -> str:
    """The address of the contract that the sender's transaction of this nonce creates."""
    return f"0x{keccak(rlp.encode([bytes.fromhex(sender[2:]), nonce]))[12:].hex()}"


def decode(raw: bytes, chain_id: int) -> Transaction:
    """Read a raw transaction for this chain. Raises NodeRefused in the words of real nodes."""
    if not raw:
        raise NodeRefused("rlp: empty transaction")
    kind = 0 if raw[0] >= LEGACY_LIST else raw[0]
    if kind not in _READERS:
        raise NodeRefused("transaction type not supported")
    try:
        fields = rlp.decode(raw if kind == 0 else raw[1:], strict=True)
        transaction = _READERS[kind](raw, fields, chain_id)
    except (RLPException, ValueError, TypeError, IndexError) as malformed:
        raise NodeRefused(f"rlp: {type(malformed).__name__} in transaction") from malformed
    _check(transaction)
    return transaction


def _legacy(raw: bytes, fields: list[bytes], chain_id: int) -> Transaction:
    nonce, price, gas, to, value, data, v_bytes, r, s = fields
    v = _number(v_bytes)
    if v in (27, 28):
        raise NodeRefused("only replay-protected (EIP-155) transactions allowed over RPC")
    found, parity = divmod(v - 35, 2)
    _same_chain(found, chain_id)
    signed = rlp.encode([nonce, price, gas, to, value, data, chain_id, b"", b""])
    sender = _recovered(keccak(signed), parity, _number(r), _number(s))
    fee = _number(price)
    return Transaction(
        raw, keccak(raw), sender, _number(nonce), _address(to), _number(value), data, _number(gas), fee, fee, ()
    )


def _typed(raw: bytes, fields: list[object], chain_id: int, maximum: object, priority: object) -> Transaction:
    """The part that EIP-2930 and EIP-1559 have in common: everything from the gas on, and the signature."""
    chain, nonce = _bytes(fields[0]), _bytes(fields[1])
    gas, to, value, data, listed, parity, r, s = fields[-8:]
    _same_chain(_number(chain), chain_id)
    if _number(parity) > 1:
        raise NodeRefused("invalid transaction v, r, s values")
    signed = raw[:1] + _without_signature(raw[1:], fields[-3:])
    sender = _recovered(keccak(signed), _number(parity), _number(r), _number(s))
    assert isinstance(listed, list), "the access list is a list"
    return Transaction(
        raw,
        keccak(raw),
        sender,
        _number(nonce),
        _address(_bytes(to)),
        _number(value),
        _bytes(data),
        _number(gas),
        _number(maximum),
        _number(priority),
        tuple((_address(_bytes(address)), tuple(_slot(slot) for slot in slots)) for address, slots in listed),
    )


def _without_signature(encoded: bytes, signature: list[object]) -> bytes:
    """The encoded list without its last three fields: cut out, for encoding the rest again costs more than the hash."""
    tail = sum(_encoded_length(_bytes(field)) for field in signature)
    start = 1 if encoded[0] <= SHORT_LIST else 1 + encoded[0] - SHORT_LIST
    body = encoded[start:-tail]
    if len(body) < SHORT_LIST + 1 - LEGACY_LIST:
        return bytes([LEGACY_LIST + len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([SHORT_LIST + len(size)]) + size + body


def _encoded_length(field: bytes) -> int:
    return 1 if len(field) == 1 and field[0] < 0x80 else 1 + len(field)


def _listed(raw: bytes, fields: list[object], chain_id: int) -> Transaction:
    if len(fields) != 11:
        raise NodeRefused("rlp: wrong number of fields in an access-list transaction")
    return _typed(raw, fields, chain_id, fields[2], fields[2])


def _priced(raw: bytes, fields: list[object], chain_id: int) -> Transaction:
    if len(fields) != 12:
        raise NodeRefused("rlp: wrong number of fields in a dynamic-fee transaction")
    return _typed(raw, fields, chain_id, fields[3], fields[2])


_READERS: dict[int, Callable[[bytes, list[Any], int], Transaction]] = {0: _legacy, 1: _listed, 2: _priced}


def _check(transaction: Transaction) -> None:
    if transaction.priority_fee > transaction.maximum_fee:
        raise NodeRefused("max priority fee per gas higher than max fee per gas")
    if not transaction.to and len(transaction.data) > INIT_CODE_BYTES:
        raise NodeRefused("max initcode size exceeded")
    needed = intrinsic_gas(transaction)
    if transaction.gas < needed:
        raise NodeRefused(f"intrinsic gas too low: have {transaction.gas}, want {needed}")


def intrinsic_gas(transaction: Transaction) -> int:
    """The gas a transaction costs before its first instruction."""
    zeros = transaction.data.count(0)
    gas = TRANSACTION_GAS + ZERO_GAS * zeros + BYTE_GAS * (len(transaction.data) - zeros)
    if not transaction.to:
        gas += CREATION_GAS + WORD_GAS * ((len(transaction.data) + 31) // 32)
    return gas + access_list_gas(transaction.access_list)


def access_list_gas(access_list: AccessList) -> int:
    """The gas that an access list costs."""
    return sum(LISTED_ADDRESS_GAS + LISTED_SLOT_GAS * len(slots) for _, slots in access_list)


def _same_chain(found: int, wanted: int) -> None:
    if found != wanted:
        raise NodeRefused(f"invalid chain id for signer: have {found} want {wanted}")


def _recovered(signed: bytes, parity: int, r: int, s: int) -> str:
    """The address whose key signed the digest."""
    if not 0 < s <= HALF_ORDER or r <= 0:
        raise NodeRefused("invalid transaction v, r, s values")
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([parity])
    try:
        key = PublicKey.from_signature_and_message(signature, signed, hasher=None)
    except Exception as unreadable:  # coincurve raises a plain Exception
        raise NodeRefused("invalid sender") from unreadable
    return f"0x{keccak(key.format(compressed=False)[1:])[12:].hex()}"


def _bytes(field: object) -> bytes:
    if not isinstance(field, bytes):
        raise TypeError("a list where bytes belong")
    return field


def _number(field: object) -> int:
    digits = _bytes(field)
    if len(digits) > 32 or digits[:1] == b"\0":
        raise ValueError("not a number as nodes spell one")
    return int.from_bytes(digits, "big")


def _slot(field: object) -> int:
    return int.from_bytes(_bytes(field), "big")


def _address(field: bytes) -> str:
    if len(field) not in (0, 20):
        raise ValueError("an address has 20 bytes")
    return f"0x{field.hex()}" if field else ""
