"""Who signs for an address: one Protocol, and the signer whose key is in this process's memory.

Signing is deterministic (RFC 6979): the same request has the same signature and, for a transaction, the same hash, so
whatever was interrupted can be asked again. A signer is told in words what it signs (G 6.5.7(7)); an external one holds
the words and the structure against the bytes (``socket_signer``), this one trusts its process. It is meant for
sandboxes and for keys that move no supply: the keys of roles belong outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from coincurve import PrivateKey

from lantau.chain.node import Fees
from lantau.chain.typed_data import (
    Domain,
    Statement,
    address_of,
    digest,
    keccak,
    personal_digest,
)

FEE_MARKET_TYPE = b"\x02"
"""The type byte of an EIP-1559 transaction."""


class Purpose(StrEnum):
    """What a signature is for. A key list names the purposes of each key, and a signer may refuse the others."""

    TRANSACTION = "transaction"
    TRANSFER = "transfer"
    RESERVE = "reserve"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class TransactionRequest:
    """A transaction to sign (EIP-1559). ``to`` blank creates a contract; amounts of ``value`` and fees are wei."""

    chain_id: int
    nonce: int
    to: str
    data: bytes
    gas_limit: int
    fees: Fees
    value: int = 0

    def __post_init__(self) -> None:
        assert self.chain_id > 0 and self.nonce >= 0 and self.gas_limit > 0 and self.value >= 0
        assert len(self.to) in (0, 42), "a transaction goes to an address, or creates a contract"
        assert 0 <= self.fees.priority <= self.fees.maximum, "a priority fee is part of the maximum"

    def signing_digest(self) -> bytes:
        """The 32 bytes that are signed."""
        return keccak(FEE_MARKET_TYPE + _listed(self._fields()))

    def signed(self, signature: bytes) -> SignedTransaction:
        """The transaction with its 65-byte signature."""
        assert len(signature) == 65 and signature[64] in (27, 28)
        ends: list[bytes | list[bytes]] = [
            _number(signature[64] - 27),
            signature[:32].lstrip(b"\0"),
            signature[32:64].lstrip(b"\0"),
        ]
        raw = FEE_MARKET_TYPE + _listed(self._fields() + ends)
        return SignedTransaction(raw, "0x" + keccak(raw).hex())

    def _fields(self) -> list[bytes | list[bytes]]:
        return [
            _number(self.chain_id),
            _number(self.nonce),
            _number(self.fees.priority),
            _number(self.fees.maximum),
            _number(self.gas_limit),
            bytes.fromhex(self.to.removeprefix("0x")),
            _number(self.value),
            self.data,
            [],
        ]


@dataclass(frozen=True, slots=True)
class SignedTransaction:
    """What is handed to a node, and the hash by which it is known."""

    raw: bytes
    hash: str


class Signer(Protocol):
    """Signs for one address. An external signer that does not answer raises ``SignerAway``: ask again, the same."""

    @property
    def address(self) -> str:
        """The address signed for, in lower case."""
        ...

    def sign_digest(self, digest: bytes, *, purpose: Purpose, words: str) -> bytes:
        """65 bytes over a digest that only the caller can explain; an external signer may refuse to sign blind."""
        ...

    def sign_statement(self, domain: Domain, statement: Statement, *, purpose: Purpose, words: str) -> bytes:
        """65 bytes over a statement to the contract (EIP-712)."""
        ...

    def sign_text(self, text: str, *, purpose: Purpose) -> bytes:
        """65 bytes over a text for people (EIP-191): the text is its own words."""
        ...

    def sign_transaction(self, request: TransactionRequest) -> SignedTransaction:
        """The transaction signed. The same request gives the same hash."""
        ...


class LocalSigner:
    """A key in memory. Nothing prints it: neither ``repr`` nor a failure."""

    __slots__ = ("_address", "_key")

    def __init__(self, secret: bytes) -> None:
        assert len(secret) == 32, "a secret of secp256k1 is 32 bytes"
        self._key = PrivateKey(secret)
        self._address = address_of(self._key.public_key)

    def __repr__(self) -> str:
        return f"LocalSigner({self._address})"

    def __reduce__(self) -> str:
        raise TypeError("a signer is not copied: its key stays where it is")

    @property
    def address(self) -> str:
        """The address signed for, in lower case."""
        return self._address

    def sign_digest(self, digest: bytes, *, purpose: Purpose, words: str) -> bytes:  # noqa: ARG002 - the Protocol's
        """65 bytes: r, s and v of 27 or 28."""
        return self._sign(digest)

    def sign_statement(
        self,
        domain: Domain,
        statement: Statement,
        *,
        purpose: Purpose,  # noqa: ARG002 - the Protocol's signature
        words: str,  # noqa: ARG002 - the Protocol's signature
    ) -> bytes:
        """65 bytes over the statement's digest."""
        return self._sign(digest(domain, statement))

    def sign_text(self, text: str, *, purpose: Purpose) -> bytes:  # noqa: ARG002 - the Protocol's signature
        """65 bytes over the text's digest."""
        return self._sign(personal_digest(text))

    def sign_transaction(self, request: TransactionRequest) -> SignedTransaction:
        """The transaction signed."""
        return request.signed(self._sign(request.signing_digest()))

    def _sign(self, signed_digest: bytes) -> bytes:
        assert len(signed_digest) == 32, "a digest is 32 bytes"
        signature = self._key.sign_recoverable(signed_digest, hasher=None)
        return bytes(signature[:64]) + bytes([signature[64] + 27])


def _listed(fields: list[bytes | list[bytes]]) -> bytes:
    """The fields in RLP. The library is loaded with the first signature: it takes half a second to load."""
    from rlp import encode  # type: ignore[import-untyped]

    return bytes(encode(fields))


def _number(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")
