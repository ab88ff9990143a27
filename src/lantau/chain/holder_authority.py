"""What a holder signed so that others may hand it in: a transfer of its coins, once, within a time (EIP-3009)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lantau.chain.deployment import Deployment
from lantau.chain.typed_data import TransferAuthorization, digest, signer_of
from lantau.refusal import Json

SIGNATURE_BYTES = 65
"""Of a key's signature; a contract that signs for itself (EIP-1271) may give any number."""

LIFE_MAX = timedelta(days=60)
"""How far ahead a signature may end: one that is never over could be handed in by anybody long after all was settled,
and a message that rests on it would never be given up."""

BITS_MAX = 63
"""Times and amounts are kept as signed whole numbers of 64 bits, though the contract would take larger ones."""

NONCE_BYTES = 32
WHOLE_DAYS = ", 0:00:00"


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
        self,
        deployment: Deployment,
        *,
        sender: str,
        recipient: str,
        units: int,
        at: datetime,
        receive: bool = False,
        life_left: timedelta = timedelta(0),
        holder_is_contract: bool = False,
    ) -> str:
        """Why this does not allow that transfer at this instant, with so much of its time left; blank when it does.

        What a contract that is the holder signs for itself is that contract's to check: the node is asked before it is
        handed in. Nobody is taken for one whom the caller does not say to be one.
        """
        signed = self.statement
        if misspelt := self._misspelt():
            return misspelt
        if (signed.sender.lower(), signed.recipient.lower()) != (sender.lower(), recipient.lower()):
            return f"it lets {signed.sender} pay {signed.recipient}, not {sender} pay {recipient}"
        if signed.value_units != units:
            return f"it is for {signed.value_units} base units, not for {units}"
        if signed.receive != receive:
            return f"it is a {signed.primary_type}, which is another thing to sign"
        if untimely := self._untimely(at, life_left):
            return untimely
        if len(self.signature) != SIGNATURE_BYTES:
            words = f"a signature of {len(self.signature)} bytes is none of a key's, and the holder is no contract"
            return "" if holder_is_contract else words
        if holder_is_contract:
            return ""
        by = signer_of(digest(deployment.domain, signed), self.signature)
        return "" if by == sender.lower() else f"it was signed by {by or 'no key at all'}, not by the holder"

    def is_over(self, at: datetime) -> bool:
        """Whether its time is over, so that nothing can come of it any more."""
        return at.timestamp() >= self.statement.valid_before

    def _untimely(self, at: datetime, life_left: timedelta) -> str:
        """Why it is not in force now, or is so for too short or too long."""
        signed = self.statement
        if not signed.alive_at(at.timestamp()):
            return "it is not in force at this time"
        if (at + life_left).timestamp() >= signed.valid_before:
            return f"it ends within {str(life_left).removesuffix(WHOLE_DAYS)}, before what it is for may be carried out"
        if signed.valid_before > (at + LIFE_MAX).timestamp():
            return f"it ends in more than {LIFE_MAX.days} days"
        return ""

    def _misspelt(self) -> str:
        """What of it is no number or nonce that a message can carry; blank for nothing."""
        signed = self.statement
        for name, number in (
            ("value", signed.value_units), ("validAfter", signed.valid_after), ("validBefore", signed.valid_before),
        ):  # fmt: skip
            if not 0 <= number < 1 << BITS_MAX:
                return f"its {name} does not fit 64 bits"
        return "" if len(signed.nonce) == NONCE_BYTES else f"its nonce has {len(signed.nonce)} bytes, not {NONCE_BYTES}"


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
