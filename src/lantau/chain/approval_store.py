"""The SQL of proposals, their approvals and their steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lantau.access import Stamp
from lantau.chain.approvals import Approval, Proposal, State
from lantau.db import Connection
from lantau.events import Row

_PROPOSALS = """
    SELECT p.id, p.issuer_id, p.coin_id, p.chain_id, p.contract, p.role, p.sender, p.operation, p.function, p.arguments,
           p.approvals_required, p.operation_digest, p.material_digest, p.policy_digest, p.preview, p.reasons,
           p.proposed_by, p.expires_at, p.occurred_at, s.to_state AS state, s.number AS steps,
           COALESCE((
               SELECT jsonb_agg(
                   jsonb_build_array(a.person_id, a.address, a.signature) ORDER BY a.occurred_at, a.person_id)
               FROM chain.approval a WHERE a.proposal_id = p.id), '[]') AS approved,
           ARRAY(SELECT a.occurred_at FROM chain.approval a WHERE a.proposal_id = p.id
                 ORDER BY a.occurred_at, a.person_id) AS approved_at
    FROM chain.proposal p
    JOIN LATERAL (
        SELECT to_state, number FROM chain.proposal_step WHERE proposal_id = p.id ORDER BY number DESC LIMIT 1
    ) s ON true
"""


def proposal(connection: Connection, proposal_id: str) -> Proposal | None:
    """One proposal with its approvals."""
    row = connection.execute(f"{_PROPOSALS} WHERE p.id = %s", (proposal_id,)).fetchone()
    return None if row is None else _proposal(row)


def proposals(connection: Connection, coin_id: str | None, *, open_only: bool, limit: int) -> tuple[Proposal, ...]:
    """The proposals of a coin or of all, the newest first; with ``open_only`` those that have not ended."""
    rows = connection.execute(
        f"""
        {_PROPOSALS}
        WHERE (%(coin)s::text IS NULL OR p.coin_id = %(coin)s)
          AND (NOT %(open)s OR s.to_state IN ('proposed', 'approved', 'queued'))
        ORDER BY p.occurred_at DESC, p.id DESC LIMIT %(limit)s
        """,
        {"coin": coin_id, "open": open_only, "limit": limit},
    ).fetchall()
    return tuple(_proposal(row) for row in rows)


def steps(connection: Connection, proposal_id: str) -> tuple[Mapping[str, Any], ...]:
    """Every step of a proposal, first to last."""
    rows = connection.execute(
        """
        SELECT number, from_state, step, to_state, reasons, taken_by, taken_at
        FROM chain.proposal_step WHERE proposal_id = %s ORDER BY number
        """,
        (proposal_id,),
    )
    return tuple(rows.fetchall())


def proposal_row(made: Proposal, stamp: Stamp) -> Row:
    """The insert of a proposal."""
    values: dict[str, object] = {
        name: getattr(made, name)
        for name in (
            "id", "issuer_id", "coin_id", "chain_id", "contract", "role", "sender", "operation", "function",
            "approvals_required", "operation_digest", "material_digest", "policy_digest", "reasons", "proposed_by",
            "expires_at",
        )
    }  # fmt: skip
    values |= {"arguments": list(made.arguments), "preview": dict(made.preview)}
    return Row("chain.proposal", {**values, **stamp.values()})


def approval_row(proposal_id: str, approval: Approval, stamp: Stamp) -> Row:
    """The insert of an approval."""
    told = {"person_id": approval.person_id, "address": approval.address, "signature": approval.signature}
    return Row("chain.approval", {"proposal_id": proposal_id, **told, **stamp.values()})


def step_row(
    proposal_id: str, number: int, states: tuple[State, State], step: str, reasons: str, taken_by: str, stamp: Stamp
) -> Row:
    """The insert of a step."""
    return Row(
        "chain.proposal_step",
        {
            "proposal_id": proposal_id,
            "number": number,
            "from_state": states[0].value,
            "step": step,
            "to_state": states[1].value,
            "reasons": reasons,
            "taken_by": taken_by,
            "taken_at": stamp.occurred_at,
            "recorded_at": stamp.recorded_at,
        },
    )


def _proposal(row: Mapping[str, Any]) -> Proposal:
    told = dict(row)
    approved, approved_at = told.pop("approved"), told.pop("approved_at")
    approvals = tuple(
        Approval(person_id, address, signature, at)
        for (person_id, address, signature), at in zip(approved, approved_at, strict=True)
    )
    told |= {"arguments": tuple(told["arguments"]), "state": State(told["state"])}
    return Proposal(**told, approvals=approvals)


def ended(connection: Connection) -> list[tuple[str, bool, str]]:
    """Queued proposals whose messages have all ended: the id, whether every call was done, what the last came to."""
    rows = connection.execute(
        """
        SELECT s.proposal_id, bool_and(p.point = 'done') AS executed,
               max(COALESCE(p.detail ->> 'reason', p.detail ->> 'hash')) AS reasons
        FROM (SELECT DISTINCT ON (proposal_id) proposal_id, to_state FROM chain.proposal_step
              ORDER BY proposal_id, number DESC) s
        JOIN events.outbox_message m ON m.topic = 'chain.operation' AND m.body ->> 'proposal_id' = s.proposal_id
        LEFT JOIN events.outbox_point p ON p.message_id = m.id AND p.point IN ('done', 'abandoned')
        WHERE s.to_state = 'queued'
        GROUP BY s.proposal_id HAVING bool_and(p.point IS NOT NULL) ORDER BY s.proposal_id
        """
    )
    return [(row["proposal_id"], row["executed"], row["reasons"] or "") for row in rows]
