"""Personal data sealed under a key of the party's own, so that destroying one row destroys the data everywhere.

A sealed text is AES-256-GCM under the party's key, bound to the place it belongs to. Records hold only digests that
are keyed by the party's salt: identity card numbers are few enough to be guessed from a bare hash, and once key and
salt are gone nobody can guess or read them again (crypto-shredding).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES = 32
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class PartyKey:
    """One party's secret: ``key`` seals, ``salt`` keys the digests. Neither is ever printed."""

    key: bytes = field(repr=False)
    salt: bytes = field(repr=False)

    def __post_init__(self) -> None:
        assert len(self.key) == len(self.salt) == _KEY_BYTES

    def seal(self, place: str, content: Mapping[str, str]) -> str:
        """Encrypt plain text fields for one place (``table:row id``). Base64 of nonce and ciphertext.

        The nonce is derived from key, place and content, so that the same act sealed twice gives the same row, and two
        different contents never share a nonce.
        """
        plain = json.dumps(dict(content), sort_keys=True, ensure_ascii=False).encode()
        nonce = _keyed(self.salt, b"nonce", place.encode(), plain)[:_NONCE_BYTES]
        return base64.b64encode(nonce + AESGCM(self.key).encrypt(nonce, plain, place.encode())).decode("ascii")

    def open(self, place: str, sealed: str) -> dict[str, str]:
        """Decrypt what was sealed for this place; ``cryptography.exceptions.InvalidTag`` when key or place differ."""
        raw = base64.b64decode(sealed, validate=True)
        plain = AESGCM(self.key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode())
        content = json.loads(plain)
        assert isinstance(content, dict)
        return {str(name): str(value) for name, value in content.items()}

    def digest(self, *parts: str) -> str:
        """A hex digest of the parts that can only be recomputed by who holds the salt."""
        return _keyed(self.salt, b"digest", *(part.encode() for part in parts)).hex()


class KeySource(Protocol):
    """Where a new party's key comes from: chance in real use, a seed in a world that must replay to one digest."""

    def key_for(self, party_id: str) -> PartyKey:
        """A fresh key for a party that has none yet."""
        ...


class RandomKeys:
    """Keys from the operating system's random source. Once deleted they are gone for good."""

    def key_for(self, party_id: str) -> PartyKey:  # noqa: ARG002 -- every answer is fresh, whoever asks
        """Two times 32 random bytes."""
        return PartyKey(secrets.token_bytes(_KEY_BYTES), secrets.token_bytes(_KEY_BYTES))


@dataclass(frozen=True, slots=True)
class SeededKeys:
    """Keys derived from a world's seed, for scenarios with invented people only: whoever has the seed has the keys."""

    seed: bytes = field(repr=False)

    def key_for(self, party_id: str) -> PartyKey:
        """The same key for the same seed and party, always."""
        return PartyKey(
            _keyed(self.seed, b"party key", party_id.encode()), _keyed(self.seed, b"party salt", party_id.encode())
        )


def _keyed(key: bytes, *parts: bytes) -> bytes:
    framed = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return hmac.new(key, framed, hashlib.sha256).digest()
