"""An attestation of the reserve: so much eligible value, at this time, good for this long, signed with ed25519."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lantau import ids
from lantau.dates import parse_day, parse_instant
from lantau.events import Row
from lantau.refusal import Json, Refusal, Refused
from lantau.reserves.refusals import BAD_SIGNATURE, EXPIRED

DOMAIN = b"lantau.reserve-attestation.v1\n"
"""Set before the signed bytes, so that this signature can stand for no other statement."""


class Signer(Protocol):
    """Signs the pool's value as it stands after a commit: the key, and until when the attestation is good."""

    @property
    def key(self) -> Ed25519PrivateKey:
        """The issuer's signing key."""

    @property
    def expires_at(self) -> datetime:
        """The end of the attestation's life, chosen so that it spans a storm weekend if need be."""


@dataclass(frozen=True, slots=True)
class Attested:
    """What is attested: eligible market value in micros of ``currency``, alive in [attested_at, expires_at).

    ``law_day`` is the day whose law judged the assets.
    """

    pool_id: str
    coin_id: str
    currency: str
    amount_micros: int
    attested_at: datetime
    expires_at: datetime
    law_day: date
    rulebook_id: str

    def __post_init__(self) -> None:
        assert self.amount_micros >= 0
        assert self.attested_at < self.expires_at, "an attestation lives for some time"

    def canonical_bytes(self) -> bytes:
        """The one spelling that is signed: sorted keys, UTC instants to the microsecond, no spaces."""
        return DOMAIN + json.dumps(self.as_body(), sort_keys=True, separators=(",", ":")).encode()

    def as_body(self) -> dict[str, Json]:
        """The attested facts as plain data."""
        return {
            "pool_id": self.pool_id,
            "coin_id": self.coin_id,
            "currency": self.currency,
            "amount_micros": self.amount_micros,
            "attested_at": _spell(self.attested_at),
            "expires_at": _spell(self.expires_at),
            "law_day": self.law_day.isoformat(),
            "rulebook_id": self.rulebook_id,
        }


@dataclass(frozen=True, slots=True)
class Attestation:
    """What is attested, with the signature and the fingerprint of the key that made it."""

    attested: Attested
    key_fingerprint: str
    signature: bytes

    def as_body(self) -> dict[str, Json]:
        """The attestation as plain data; ``attestation_from`` is the inverse."""
        return {
            **self.attested.as_body(),
            "key_fingerprint": self.key_fingerprint,
            "signature": self.signature.hex(),
        }

    def verify(self, public: Ed25519PublicKey, *, at: datetime) -> Refusal | None:
        """None when this key signed exactly this and it is alive at ``at``; else reserves.bad_signature or expired."""
        try:
            public.verify(self.signature, self.attested.canonical_bytes())
        except InvalidSignature:
            return Refusal(BAD_SIGNATURE, "the signature does not fit", where=self.attested.pool_id)
        if not self.attested.attested_at <= at < self.attested.expires_at:
            lives = f"it lives from {_spell(self.attested.attested_at)} to {_spell(self.attested.expires_at)}"
            return Refusal(EXPIRED, lives, where=_spell(at))
        return None

    def row(self, seed: str, recorded_at: datetime) -> Row:
        """The insert that stores it; ``seed`` is the key of the commit."""
        attested = self.attested
        return Row(
            "reserves.attestation",
            {
                "id": ids.make("att", attested.attested_at, seed),
                "pool_id": attested.pool_id,
                "amount_micros": attested.amount_micros,
                "currency": attested.currency,
                "attested_at": attested.attested_at,
                "expires_at": attested.expires_at,
                "law_day": attested.law_day,
                "rulebook_id": attested.rulebook_id,
                "key_fingerprint": self.key_fingerprint,
                "signature": self.signature.hex(),
                "recorded_at": recorded_at,
            },
        )


def attestation_from(body: Mapping[str, Json]) -> Attestation:
    """The attestation that plain data stand for; nothing is verified."""
    amount = body["amount_micros"]
    assert isinstance(amount, int)
    attested = Attested(
        pool_id=str(body["pool_id"]),
        coin_id=str(body["coin_id"]),
        currency=str(body["currency"]),
        amount_micros=amount,
        attested_at=parse_instant(str(body["attested_at"])),
        expires_at=parse_instant(str(body["expires_at"])),
        law_day=parse_day(str(body["law_day"])),
        rulebook_id=str(body["rulebook_id"]),
    )
    return Attestation(attested, str(body["key_fingerprint"]), bytes.fromhex(str(body["signature"])))


def fingerprint(public: Ed25519PublicKey) -> str:
    """SHA-256 of the raw public key, as hex: names a key without holding it."""
    return hashlib.sha256(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def sign(attested: Attested, key: Ed25519PrivateKey) -> Attestation:
    """Sign what is attested. Ed25519 is deterministic: the same facts and key give the same signature."""
    return Attestation(attested, fingerprint(key.public_key()), key.sign(attested.canonical_bytes()))


def require_life(attested_at: datetime, expires_at: datetime) -> None:
    """Refused ``reserves.expired`` when an attestation would be dead at birth."""
    if expires_at <= attested_at:
        raise Refused(Refusal(EXPIRED, "it would expire before it is made", where="expires_at"))


def _spell(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
