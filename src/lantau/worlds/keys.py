"""The keys of a world's invented people and firms, derived from its seed: wallets, a coin's hands, attestations."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from coincurve import PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lantau.chain import signing
from lantau.identity import wallet_proof


@dataclass(frozen=True, slots=True)
class SimulatedWallet:
    """A wallet whose key anybody with the seed can derive: for invented people only."""

    seed: str
    label: str

    @property
    def address(self) -> str:
        """The EVM address, in its EIP-55 spelling."""
        return wallet_proof.address_of(self._key().public_key.point())

    def sign(self, message: str) -> str:
        """The hexadecimal signature over a text message (EIP-191 ``personal_sign``): r, s and v."""
        signature = self._key().sign_recoverable(wallet_proof.message_hash(message), hasher=None)
        return (signature[:64] + bytes([signature[64] + 27])).hex()

    @property
    def signer(self) -> signing.LocalSigner:
        """Who signs for the wallet."""
        return signing.LocalSigner(_secret(self.seed, f"wallet\0{self.label}"))

    def _key(self) -> PrivateKey:
        return PrivateKey(_secret(self.seed, f"wallet\0{self.label}"))


@dataclass(frozen=True, slots=True)
class SimulatedHands:
    """The keys of a coin's hands and attestors, which anybody with the seed can derive."""

    seed: str

    def signer(self, coin_id: str, role: str) -> signing.LocalSigner:
        """Who signs for this hand of the coin."""
        return signing.LocalSigner(_secret(self.seed, f"token\0{coin_id}\0{role}"))

    def attestors(self, coin_id: str, number: int) -> tuple[signing.LocalSigner, ...]:
        """Who attests the coin's reserve to its contract."""
        return tuple(self.signer(coin_id, f"attestor-{each}") for each in range(1, number + 1))


def attestation_key(seed: str) -> Ed25519PrivateKey:
    """The key with which this world's issuers sign attestations of their reserves."""
    return Ed25519PrivateKey.from_private_bytes(_secret(seed, "attestation"))


def _secret(seed: str, purpose: str) -> bytes:
    return hashlib.sha256(f"lantau\0{seed}\0{purpose}".encode()).digest()
