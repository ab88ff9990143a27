"""The attestation of the reserve that goes with a change of supply: the key that signs it and how long it lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lantau.chain import Signer


@dataclass(frozen=True, slots=True)
class ReserveSigner:
    """Signs the pool's eligible value as it stands after the commit, good until ``expires_at``.

    ``attestors`` sign it once more for the coin's contract, whose mint gate checks it; a coin on no chain needs none.
    """

    key: Ed25519PrivateKey
    expires_at: datetime
    attestors: tuple[Signer, ...] = ()
