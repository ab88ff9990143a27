"""What a holder's signature was used for: one authorisation of one contract lets one thing happen, once."""

from __future__ import annotations

from datetime import datetime

from lantau.chain.deployment import Deployment
from lantau.chain.holder_authority import SignedTransfer
from lantau.db import Connection
from lantau.events import Row
from lantau.refusal import Refusal

TABLE = "chain.authorization"
TAKEN_AT_ONCE = "it was signed for another request, which came first"


def objection_of_use(connection: Connection, deployment: Deployment, signed: SignedTransfer) -> str:
    """Why this authorisation cannot be used for anything new; blank while nothing has used it.

    The contract carries out a nonce of a holder once, so what is asked under a second key would be paid for by the
    same coins.
    """
    row = connection.execute(
        "SELECT subject_id FROM chain.authorization WHERE contract = %s AND holder = %s AND nonce = %s",
        (deployment.address.lower(), *_place(signed)),
    ).fetchone()
    return "" if row is None else f"it was signed for another of the holder's requests: {row['subject_id']}"


def use_row(deployment: Deployment, signed: SignedTransfer, subject_id: str, recorded_at: datetime) -> Row:
    """The insert that uses an authorisation for one subject, in the commit that rests on it."""
    holder, nonce = _place(signed)
    values = {
        "contract": deployment.address.lower(),
        "holder": holder,
        "nonce": nonce,
        "subject_id": subject_id,
        "recorded_at": recorded_at,
    }
    return Row(TABLE, values)


def is_of_use(refusal: Refusal) -> bool:
    """Whether a commit was turned down because another caller used the same authorisation at the same time."""
    return refusal.details.get("table") == TABLE


def _place(signed: SignedTransfer) -> tuple[str, str]:
    return signed.statement.sender.lower(), "0x" + signed.statement.nonce.hex()
