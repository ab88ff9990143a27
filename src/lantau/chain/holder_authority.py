"""What a holder signed so that others may hand it in: a transfer of its coins, once, within a time (EIP-3009)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lantau.chain.deployment import Deployment
from lantau.chain.typed_data import TransferAuthorization, digest, signer_of
from lantau.refusal import Json

SIGNATURE_BYTES = 65
"""Of a key's signature; a contract that signs for itself (EIP-1271) may give any number."""


@dataclass(frozen=True, slots=True)
class SignedTransfer:
    """A transfer as its holder signed it."""

    statement: TransferAuthorization
    signature: bytes

    def as_body(self) -> dict[str, Json]:
        """What goes to the chain, as plain data; ``signed_transfer_from`` is the inverse."""
        return {
            "from": self.statement.sender.lower(),
            "to": self.statement.recipient.lower(),
            "value": self.statement.value_units,
            "valid_after": self.statement.valid_after,
            "valid_before": self.statement.valid_before,
            "nonce": "0x" + self.statement.nonce.hex(),
            "signature": "0x" + self.signature.hex(),
            "receive": self.statement.receive,
        }

    def objection(
        self, deployment: Deployment, *, sender: str, recipient: str, units: int, at: datetime, receive: bool = False
    ) -> str:
        """Why this does not allow that transfer at this instant; blank when it does.

        A signature that is none of a key's is the contract's to check: the node is asked before it is handed in.
        """
        signed = self.statement
        if (signed.sender.lower(), signed.recipient.lower()) != (sender.lower(), recipient.lower()):
            return f"it lets {signed.sender} pay {signed.recipient}, not {sender} pay {recipient}"
        if signed.value_units != units:
            return f"it is for {signed.value_units} base units, not for {units}"
        if signed.receive != receive:
            return f"it is a {signed.primary_type}, which is another thing to sign"
        if not signed.valid_after < at.timestamp() < signed.valid_before:
            return "it is not in force at this time"
        if len(self.signature) != SIGNATURE_BYTES:
            return ""
        by = signer_of(digest(deployment.domain, signed), self.signature)
        return "" if by == sender.lower() else f"it was signed by {by or 'no key at all'}, not by the holder"


def signed_transfer_from(body: Mapping[str, Json]) -> SignedTransfer:
    """The signed transfer that plain data stand for."""
    value, after, before = body["value"], body["valid_after"], body["valid_before"]
    assert isinstance(value, int) and isinstance(after, int) and isinstance(before, int)
    statement = TransferAuthorization(
        sender=str(body["from"]),
        recipient=str(body["to"]),
        value_units=value,
        valid_after=after,
        valid_before=before,
        nonce=bytes.fromhex(str(body["nonce"])[2:]),
        receive=body["receive"] is True,
    )
    return SignedTransfer(statement, bytes.fromhex(str(body["signature"])[2:]))
