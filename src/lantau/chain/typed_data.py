"""What people sign for the contract off the chain: EIP-712 digests, who signed one, and when a statement is alive.

Addresses are lower-case hexadecimal with ``0x``, nonces of authorisations 32 bytes, instants whole seconds of the epoch
as contracts count them, amounts base units of the coin. A signature is 65 bytes: r, s and v (27 or 28), with the low s.
Times are held against the block's own time as ``contracts/`` does, edge by edge: each ``alive_at`` says which edges
are inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from coincurve import PublicKey
from Crypto.Hash import keccak as _keccak

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""The number of points of secp256k1; a signature and its mirror add up to it, and only the lower s is taken (EIP-2)."""

SIGNATURE_BYTES = 65
DOMAIN_VERSION = "1"


def keccak(data: bytes) -> bytes:
    """The 32 bytes of Keccak-256."""
    return _keccak.new(digest_bits=256, data=data).digest()


def _typehash(text: str) -> bytes:
    return keccak(text.encode("ascii"))


def word(number: int) -> bytes:
    """A whole number as a 32-byte word."""
    return number.to_bytes(32, "big")


def address_word(address: str) -> bytes:
    """An address as a 32-byte word."""
    body = bytes.fromhex(address.removeprefix("0x"))
    assert len(body) == 20, f"{address} is not 20 bytes"
    return bytes(12) + body


def _bytes32(value: bytes) -> bytes:
    assert len(value) == 32, "a nonce of an authorisation is 32 bytes"
    return value


DOMAIN_TYPEHASH = _typehash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")


@dataclass(frozen=True, slots=True)
class Domain:
    """Where a signature counts: one contract on one chain. ``name`` is the coin's name as the contract has it."""

    name: str
    chain_id: int
    contract: str
    version: str = DOMAIN_VERSION

    @property
    def separator(self) -> bytes:
        """The 32 bytes the contract calls DOMAIN_SEPARATOR."""
        return _separator(self)

    def as_mapping(self) -> dict[str, str | int]:
        """The domain in the spelling of EIP-712's JSON."""
        return {
            "name": self.name,
            "version": self.version,
            "chainId": self.chain_id,
            "verifyingContract": self.contract,
        }


@lru_cache(maxsize=256)
def _separator(domain: Domain) -> bytes:
    return keccak(
        DOMAIN_TYPEHASH
        + keccak(domain.name.encode())
        + keccak(domain.version.encode())
        + word(domain.chain_id)
        + address_word(domain.contract)
    )


@dataclass(frozen=True, slots=True)
class TransferAuthorization:
    """EIP-3009: the holder lets anybody carry out this transfer once; with ``receive`` only the recipient may."""

    sender: str
    recipient: str
    value_units: int
    valid_after: int
    valid_before: int
    nonce: bytes
    receive: bool = False

    FIELDS: ClassVar[str] = (
        "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    )

    @property
    def primary_type(self) -> str:
        """The struct's name."""
        return "ReceiveWithAuthorization" if self.receive else "TransferWithAuthorization"

    @property
    def message(self) -> Mapping[str, str | int | bytes]:
        """The struct's fields, in order."""
        return {
            "from": self.sender,
            "to": self.recipient,
            "value": self.value_units,
            "validAfter": self.valid_after,
            "validBefore": self.valid_before,
            "nonce": self.nonce,
        }

    def struct_hash(self) -> bytes:
        """The 32 bytes EIP-712 calls hashStruct."""
        return keccak(
            (_RECEIVE if self.receive else _TRANSFER)
            + address_word(self.sender)
            + address_word(self.recipient)
            + word(self.value_units)
            + word(self.valid_after)
            + word(self.valid_before)
            + _bytes32(self.nonce)
        )

    def alive_at(self, block_time: float) -> bool:
        """Strictly after ``valid_after`` and strictly before ``valid_before``, as EIP-3009 has it."""
        return self.valid_after < block_time < self.valid_before


@dataclass(frozen=True, slots=True)
class CancelAuthorization:
    """EIP-3009: the holder makes the nonce of an unused authorisation worthless."""

    authorizer: str
    nonce: bytes

    FIELDS: ClassVar[str] = "(address authorizer,bytes32 nonce)"
    primary_type: ClassVar[str] = "CancelAuthorization"

    @property
    def message(self) -> Mapping[str, str | int | bytes]:
        """The struct's fields, in order."""
        return {"authorizer": self.authorizer, "nonce": self.nonce}

    def struct_hash(self) -> bytes:
        """The 32 bytes EIP-712 calls hashStruct."""
        return keccak(_CANCEL + address_word(self.authorizer) + _bytes32(self.nonce))

    def alive_at(self, block_time: float) -> bool:
        """At any time: whether the nonce is still unused decides."""
        return block_time >= 0


@dataclass(frozen=True, slots=True)
class Permit:
    """EIP-2612: the holder lets the spender move up to this much. ``nonce`` is the contract's ``nonces(owner)``."""

    owner: str
    spender: str
    value_units: int
    nonce: int
    deadline: int

    FIELDS: ClassVar[str] = "(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    primary_type: ClassVar[str] = "Permit"

    @property
    def message(self) -> Mapping[str, str | int | bytes]:
        """The struct's fields, in order."""
        return {
            "owner": self.owner,
            "spender": self.spender,
            "value": self.value_units,
            "nonce": self.nonce,
            "deadline": self.deadline,
        }

    def struct_hash(self) -> bytes:
        """The 32 bytes EIP-712 calls hashStruct."""
        return keccak(
            _PERMIT
            + address_word(self.owner)
            + address_word(self.spender)
            + word(self.value_units)
            + word(self.nonce)
            + word(self.deadline)
        )

    def alive_at(self, block_time: float) -> bool:
        """Up to the deadline, the deadline included, as EIP-2612 has it."""
        return block_time <= self.deadline


@dataclass(frozen=True, slots=True)
class ReserveStatement:
    """What attestors sign for the mint gate: this much of the coin is covered, as seen then, to be relied on until."""

    amount_units: int
    attested_at: int
    expires_at: int

    FIELDS: ClassVar[str] = "(uint256 amount,uint256 attestedAt,uint256 expiresAt)"
    primary_type: ClassVar[str] = "ReserveAttestation"

    @property
    def message(self) -> Mapping[str, str | int | bytes]:
        """The struct's fields, in order."""
        return {"amount": self.amount_units, "attestedAt": self.attested_at, "expiresAt": self.expires_at}

    def struct_hash(self) -> bytes:
        """The 32 bytes EIP-712 calls hashStruct."""
        return keccak(_RESERVE + word(self.amount_units) + word(self.attested_at) + word(self.expires_at))

    def alive_at(self, block_time: float) -> bool:
        """From ``attested_at`` to before ``expires_at``."""
        return self.attested_at <= block_time < self.expires_at


Statement = TransferAuthorization | CancelAuthorization | Permit | ReserveStatement

_TRANSFER = _typehash("TransferWithAuthorization" + TransferAuthorization.FIELDS)
_RECEIVE = _typehash("ReceiveWithAuthorization" + TransferAuthorization.FIELDS)
_CANCEL = _typehash("CancelAuthorization" + CancelAuthorization.FIELDS)
_PERMIT = _typehash("Permit" + Permit.FIELDS)
_RESERVE = _typehash("ReserveAttestation" + ReserveStatement.FIELDS)


def digest(domain: Domain, statement: Statement) -> bytes:
    """The 32 bytes that are signed."""
    return keccak(b"\x19\x01" + domain.separator + statement.struct_hash())


def typed_message(domain: Domain, statement: Statement) -> dict[str, object]:
    """The whole of EIP-712's JSON (types, domain, message), as wallets ask for it; bytes stay bytes."""
    pairs = (field.split(" ") for field in statement.FIELDS.strip("()").split(","))
    fields = [{"name": name, "type": kind} for kind, name in pairs]
    domain_fields = [
        {"name": "name", "type": "string"},
        {"name": "version", "type": "string"},
        {"name": "chainId", "type": "uint256"},
        {"name": "verifyingContract", "type": "address"},
    ]
    return {
        "types": {"EIP712Domain": domain_fields, statement.primary_type: fields},
        "primaryType": statement.primary_type,
        "domain": domain.as_mapping(),
        "message": dict(statement.message),
    }


def statement_from(primary_type: str, message: Mapping[str, object]) -> Statement:
    """The statement of a struct's name and fields as JSON carries them (bytes in hexadecimal).

    Raises ValueError when the name, a field or its kind is not one of ours: nothing is signed by guess.
    """
    fields = dict(message)
    match primary_type:
        case "TransferWithAuthorization" | "ReceiveWithAuthorization":
            statement: Statement = TransferAuthorization(
                _text(fields.pop("from", None)),
                _text(fields.pop("to", None)),
                _number(fields.pop("value", None)),
                _number(fields.pop("validAfter", None)),
                _number(fields.pop("validBefore", None)),
                _nonce(fields.pop("nonce", None)),
                receive=primary_type == "ReceiveWithAuthorization",
            )
        case "CancelAuthorization":
            statement = CancelAuthorization(_text(fields.pop("authorizer", None)), _nonce(fields.pop("nonce", None)))
        case "Permit":
            statement = Permit(
                _text(fields.pop("owner", None)),
                _text(fields.pop("spender", None)),
                _number(fields.pop("value", None)),
                _number(fields.pop("nonce", None)),
                _number(fields.pop("deadline", None)),
            )
        case "ReserveAttestation":
            statement = ReserveStatement(
                _number(fields.pop("amount", None)),
                _number(fields.pop("attestedAt", None)),
                _number(fields.pop("expiresAt", None)),
            )
        case _:
            raise ValueError(f"{primary_type} is no struct of the contract")
    if fields:
        raise ValueError(f"{primary_type} has no field {', '.join(sorted(fields))}")
    return statement


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) != 42 or not value.startswith("0x"):
        raise ValueError(f"{value!r} is no address")
    bytes.fromhex(value[2:])
    return value.lower()


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 256:
        raise ValueError(f"{value!r} is no whole number of 256 bits")
    return value


def _nonce(value: object) -> bytes:
    raw = bytes.fromhex(value.removeprefix("0x")) if isinstance(value, str) else value
    if not isinstance(raw, bytes) or len(raw) != 32:
        raise ValueError(f"{value!r} is no nonce of 32 bytes")
    return raw


def personal_digest(text: str) -> bytes:
    """The 32 bytes a wallet signs for a text (EIP-191, ``personal_sign``)."""
    body = text.encode()
    return keccak(b"\x19Ethereum Signed Message:\n" + str(len(body)).encode() + body)


def address_of(public: PublicKey) -> str:
    """The address of a public key, in lower case."""
    return "0x" + keccak(public.format(compressed=False)[1:])[12:].hex()


def signer_of(signed_digest: bytes, signature: bytes) -> str | None:
    """The address whose key made this signature, in lower case; None when no key could have.

    Only what the contract takes is taken: 65 bytes, v of 27 or 28, the low s. Everything else is None.
    """
    if len(signature) != SIGNATURE_BYTES or signature[64] not in (27, 28):
        return None
    if not 0 < int.from_bytes(signature[32:64], "big") <= CURVE_ORDER // 2:
        return None
    compact = signature[:64] + bytes([signature[64] - 27])
    try:
        public = PublicKey.from_signature_and_message(compact, signed_digest, None)
    except ValueError:
        return None
    return address_of(public)


def in_signer_order(signed_digest: bytes, signatures: Iterable[bytes]) -> tuple[bytes, ...]:
    """Signatures in ascending order of their signers' addresses, one for each signer, as the contract takes them.

    Raises ValueError when one of them fits no key.
    """
    by_signer: dict[str, bytes] = {}
    for signature in signatures:
        signer = signer_of(signed_digest, signature)
        if signer is None:
            raise ValueError("a signature fits no key, or is not in the form the contract takes")
        by_signer.setdefault(signer, signature)
    return tuple(by_signer[signer] for signer in sorted(by_signer))
