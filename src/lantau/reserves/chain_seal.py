"""The attestation as the coin's contract takes it: base units and whole seconds, signed by its attestors (EIP-712)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lantau import ids
from lantau.chain import Attested as OnChain
from lantau.chain import Deployment, Signer, signing, typed_data
from lantau.events import Message, Row
from lantau.refusal import Json
from lantau.reserves.attestation import Attestation


@dataclass(frozen=True, slots=True)
class ChainSeal:
    """An attestation sealed for a contract: what goes with a mint, and the row that remembers it."""

    pool_id: str
    contract: str
    on_chain: OnChain
    made_at: datetime

    def message(self, coin_id: str) -> Message:
        """What brings the attestation to the contract by itself."""
        body: dict[str, Json] = {
            "contract": self.contract,
            "coin_id": coin_id,
            "attestation": self.on_chain.as_body(),
        }
        return Message("chain.attest", self.pool_id, body)

    def row(self, seed: str, recorded_at: datetime) -> Row:
        """The insert that remembers it; ``seed`` is the key of the commit."""
        return Row(
            "reserves.chain_attestation",
            {
                "id": ids.make("att", self.made_at, f"{seed}/chain"),
                "pool_id": self.pool_id,
                "contract": self.contract,
                "amount_units": self.on_chain.amount_units,
                "attested_second": self.on_chain.attested_at,
                "expires_second": self.on_chain.expires_at,
                "signatures": list(self.on_chain.signatures),
                "recorded_at": recorded_at,
            },
        )


def seal(
    attestation: Attestation, deployment: Deployment, attestors: Sequence[Signer], *, last_second: int
) -> ChainSeal:
    """The attestation sealed by as many attestors as the contract asks for.

    The contract takes only what is newer than what it has, so a second attestation within one second of
    ``last_second``, when the last one was made, is dated a second after it.
    """
    attested = attestation.attested
    assert len(attestors) >= deployment.terms.threshold, "enough attestors sign"
    statement = typed_data.ReserveStatement(
        amount_units=attested.amount_micros,
        attested_at=max(int(attested.attested_at.timestamp()), last_second + 1),
        expires_at=int(attested.expires_at.timestamp()),
    )
    words = f"reserve of {attested.coin_id}: {attested.amount_micros} micros of {attested.currency}"
    signatures = [
        signer.sign_statement(deployment.domain, statement, purpose=signing.Purpose.RESERVE, words=words)
        for signer in attestors[: deployment.terms.threshold]
    ]
    ordered = typed_data.in_signer_order(typed_data.digest(deployment.domain, statement), signatures)
    on_chain = OnChain(
        statement.amount_units,
        statement.attested_at,
        statement.expires_at,
        tuple("0x" + each.hex() for each in ordered),
    )
    return ChainSeal(attested.pool_id, deployment.address, on_chain, attested.attested_at)
