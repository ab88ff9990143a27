"""Which operations of a contract were proposed, who approved them, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lantau.chain import approval_store
from lantau.chain.approvals import Proposal
from lantau.chain.refusals import UNKNOWN_PROPOSAL
from lantau.db import Connection
from lantau.refusal import Refusal, Refused


def proposal(connection: Connection, proposal_id: str) -> Proposal:
    """One proposal with its approvals. Refused chain.unknown_proposal."""
    found = approval_store.proposal(connection, proposal_id)
    if found is None:
        raise Refused(Refusal(UNKNOWN_PROPOSAL, f"no proposal is {proposal_id}", "proposal_id"))
    return found


def proposals(
    connection: Connection, coin_id: str | None = None, *, open_only: bool = False, limit: int = 200
) -> tuple[Proposal, ...]:
    """The proposals of a coin or of all, the newest first; with ``open_only`` those that have not ended."""
    return approval_store.proposals(connection, coin_id, open_only=open_only, limit=limit)


@dataclass(frozen=True, slots=True)
class Ended:
    """A queued proposal all of whose calls have ended on the chain, and what the last of them came to."""

    proposal_id: str
    executed: bool
    reasons: str


def ended(connection: Connection) -> tuple[Ended, ...]:
    """Queued proposals whose messages have all ended and that nobody has recorded as ended."""
    return tuple(Ended(*row) for row in approval_store.ended(connection))


def history(connection: Connection, proposal_id: str) -> tuple[Mapping[str, Any], ...]:
    """Every step of a proposal: from and to which state, by whom, when, and why."""
    return approval_store.steps(connection, proposal_id)
