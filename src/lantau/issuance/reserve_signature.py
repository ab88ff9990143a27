"""The attestation of the reserve that goes with a change of supply: who signs it, how long it lives, what it adds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lantau.access import Asked
from lantau.chain import Deployment, Signer
from lantau.events import Record, Row
from lantau.reserves import PoolValuation, chain_seal


@dataclass(frozen=True, slots=True)
class ReserveSigner:
    """Signs the pool's eligible value as it stands after the commit, good until ``expires_at``.

    ``attestors`` sign it once more for the coin's contract, whose mint gate checks it; a coin on no chain needs none.
    """

    key: Ed25519PrivateKey
    expires_at: datetime
    attestors: tuple[Signer, ...] = ()


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a coin's contract is, None for a coin on no chain, and the second its reserve was last attested for."""

    deployment: Deployment | None
    last_second: int


@dataclass(frozen=True, slots=True)
class Attesting:
    """What an attestation adds to a commit: rows, records, and its seal for the contract."""

    rows: list[Row] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    sealed: chain_seal.ChainSeal | None = None


def attesting(
    asked: Asked, valuation: PoolValuation, coin_id: str, signer: ReserveSigner | None, place: TokenPlace
) -> Attesting:
    """Attest a valued pool in the commit of a request; nothing without a signer."""
    if signer is None:
        return Attesting()
    signed = valuation.attest(coin_id, signer.key, asked.occurred_at, signer.expires_at)
    rows = [signed.row(asked.key, asked.clock.now())]
    records = [Record("reserves.attested", valuation.pool_id, signed.as_body())]
    if place.deployment is None:
        return Attesting(rows, records)
    sealed = chain_seal.seal(signed, place.deployment, signer.attestors, last_second=place.last_second)
    return Attesting([*rows, sealed.row(asked.key, asked.clock.now())], records, sealed)
