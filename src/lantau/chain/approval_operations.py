"""Operations on proposals: propose a call of the contract, approve it, withdraw it, and record how it ended.

The caller simulates first and hands over the ``Preview`` that the person saw; each approver brings a preview of their
own, and one that differs in what matters is refused. The approval that completes the number queues the call for the
chain in the same commit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from lantau import access, events
from lantau.access import Actor, Asked
from lantau.chain import approval_queries, approval_store, store
from lantau.chain.approvals import Approval, Proposal, State, after, messages, why_not_approve, why_not_propose
from lantau.chain.deployment import Deployment
from lantau.chain.refusals import ILLEGAL_STEP, PROPOSAL_EXPIRED, STALE_SIMULATION, UNKNOWN_PROPOSAL
from lantau.chain.simulation import Preview
from lantau.chain.token_policy import TokenPolicy
from lantau.dates import Clock
from lantau.db import Connection, Database
from lantau.events import Committed, Guard, Message, Record, Row
from lantau.refusal import Json, Refusal, Refused, refuses

PROPOSE = "chain.propose"
APPROVE = "chain.approve"
CONCLUDE = "chain.conclude"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What stands under the key: the proposal's id and where it stood when it was asked."""

    id: str
    state: State
    committed: Committed


@refuses
def propose(
    database: Database,
    clock: Clock,
    policy: TokenPolicy,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    coin_id: str,
    preview: Preview,
    reasons: str,
    expires_at: datetime,
) -> Proposed | Refusal:
    """Propose the call that ``preview`` shows, to be approved before ``expires_at`` by others.

    Refused access.*, chain.not_authorised (on record), would_revert, stale_simulation (a preview of another contract),
    proposal_expired, illegal_step (no reasons), unknown_proposal (the coin has no contract).
    """
    with database.read() as connection:
        deployment = _deployment(connection, coin_id)
    access.require(actor, PROPOSE, for_=(deployment.issuer_id,))
    told = _reasons(reasons)
    request: dict[str, Json] = {
        "operation": PROPOSE, "coin_id": coin_id, "function": preview.function, "arguments": list(preview.arguments),
        "sender": preview.sender, "operation_digest": preview.operation_digest, "reasons": told,
        "material_digest": preview.material_digest, "expires_at": expires_at.isoformat(), "policy": policy.digest,
    }  # fmt: skip
    asked = Asked(database, clock, key, actor, None, occurred_at, deployment.issuer_id, request, of_asker=True)
    if (earlier := asked.replayed()) is not None:
        return _proposed(earlier)
    if (preview.chain_id, preview.contract) != (deployment.chain_id, deployment.address):
        raise Refused(Refusal(STALE_SIMULATION, f"the preview is not of the contract of {coin_id}", "preview"))
    if expires_at <= occurred_at:
        raise Refused(Refusal(PROPOSAL_EXPIRED, "it would be over before it began", "expires_at"))
    operation = why_not_propose(policy, preview, actor.id)
    if isinstance(operation, Refusal):
        _refuse(asked, operation, coin_id)
    proposal = Proposal(
        id=asked.id("act"),
        issuer_id=deployment.issuer_id,
        coin_id=coin_id,
        chain_id=deployment.chain_id,
        contract=deployment.address,
        role=operation.role,
        sender=preview.sender,
        operation=operation.name,
        function=preview.function,
        arguments=preview.arguments,
        approvals_required=operation.approvals,
        operation_digest=preview.operation_digest,
        material_digest=preview.material_digest,
        policy_digest=policy.digest,
        preview=preview.as_body(),
        reasons=told,
        proposed_by=actor.id,
        expires_at=expires_at,
        occurred_at=occurred_at,
        state=State.BEGIN,
        steps=0,
    )
    row = approval_store.proposal_row(proposal, asked.stamp)
    record = Record("chain.proposed", proposal.id, {**request, "required": operation.approvals, "role": operation.role})
    return _step(asked, proposal, ("propose",), told, (record,), (row,))


@refuses
def approve(
    database: Database,
    clock: Clock,
    policy: TokenPolicy,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    proposal_id: str,
    preview: Preview,
    signature: bytes = b"",
) -> Proposed | Refusal:
    """Approve a proposal after seeing ``preview``; ``signature`` is over ``simulation.approval_text`` of it.

    The one that completes the number queues the call in the same commit. Refused access.*, chain.unknown_proposal,
    proposal_expired, illegal_step, already_approved, and on record not_authorised, stale_simulation,
    signature_mismatch. ``events.stale`` when another approved at the same instant: ask again.
    """
    with database.read() as connection:
        proposal = approval_queries.proposal(connection, proposal_id)
        versions = events.versions(connection, [_subject(proposal_id)])
    maker = access.person(database, proposal.proposed_by)
    if isinstance(maker, Refusal):
        raise Refused(maker)
    access.require_two(maker, actor, APPROVE, for_=(proposal.issuer_id,))
    request: dict[str, Json] = {
        "operation": APPROVE, "proposal_id": proposal_id, "operation_digest": preview.operation_digest,
        "material_digest": preview.material_digest, "policy": policy.digest, "signature": signature.hex(),
    }  # fmt: skip
    asked = Asked(database, clock, key, actor, None, occurred_at, proposal.issuer_id, request, versions, of_asker=True)
    if (earlier := asked.replayed()) is not None:
        return _proposed(earlier)
    approval = why_not_approve(policy, proposal, preview, actor.id, signature, occurred_at)
    if isinstance(approval, Refusal):
        if (twin := asked.replayed()) is not None:
            return _proposed(twin)
        _refuse(asked, approval, proposal_id)
    last = proposal.missing == 1
    sent = messages(proposal, preview) if last else ()
    rows = (approval_store.approval_row(proposal_id, approval, asked.stamp),)
    told = Record("chain.approved", proposal_id, {**request, "missing": proposal.missing - 1, **_signer(approval)})
    steps = ("complete", "queue") if last else ()
    return _step(asked, proposal, steps, "approved", (told,), rows, sent, (maker.guard,))


@refuses
def withdraw(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    proposal_id: str,
    reasons: str,
) -> Proposed | Refusal:
    """Take back a proposal that is not approved yet. Refused access.*, chain.unknown_proposal, illegal_step."""
    asked, proposal = _asked(
        database, clock, key, actor, occurred_at, proposal_id, PROPOSE, _reasons(reasons), "withdraw"
    )
    if (earlier := asked.replayed()) is not None:
        return _proposed(earlier)
    record = Record("chain.withdrawn", proposal_id, {"reasons": reasons.strip()})
    return _step(asked, proposal, ("withdraw",), reasons.strip(), (record,))


@refuses
def expire(
    database: Database, clock: Clock, *, key: str, actor: Actor, occurred_at: datetime, proposal_id: str
) -> Proposed | Refusal:
    """Record that a proposal's time is over. Refused access.*, chain.unknown_proposal, illegal_step (it is not)."""
    asked, proposal = _asked(database, clock, key, actor, occurred_at, proposal_id, CONCLUDE, "", "expire")
    if (earlier := asked.replayed()) is not None:
        return _proposed(earlier)
    if proposal.state_at(occurred_at) is not State.EXPIRED:
        message = f"the proposal is {proposal.state.value} until {proposal.expires_at.isoformat()}"
        raise Refused(Refusal(ILLEGAL_STEP, message, "occurred_at"))
    return _step(asked, proposal, ("expire",), "its time is over", (Record("chain.expired", proposal_id, {}),))


@refuses
def conclude(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    proposal_id: str,
    executed: bool,
    reasons: str,
) -> Proposed | Refusal:
    """Record how a queued proposal ended on the chain; ``reasons`` names the transaction, or why it was refused.

    Refused access.*, chain.unknown_proposal, illegal_step.
    """
    step = "execute" if executed else "fail"
    asked, proposal = _asked(database, clock, key, actor, occurred_at, proposal_id, CONCLUDE, _reasons(reasons), step)
    if (earlier := asked.replayed()) is not None:
        return _proposed(earlier)
    record = Record("chain.concluded", proposal_id, {"executed": executed, "reasons": reasons.strip()})
    return _step(asked, proposal, (step,), reasons.strip(), (record,))


def conclude_ended(database: Database, clock: Clock) -> int:
    """Record how queued proposals ended whose calls have all ended on the chain; how many there were."""
    with database.read() as connection:
        ended = approval_queries.ended(connection)
    for each in ended:
        answer = conclude(
            database,
            clock,
            key=f"chain.conclude/{each.proposal_id}",
            actor=access.SYSTEM,
            occurred_at=clock.now(),
            proposal_id=each.proposal_id,
            executed=each.executed,
            reasons=each.reasons,
        )
        if isinstance(answer, Refusal):
            raise Refused(answer)
    return len(ended)


def _asked(
    database: Database,
    clock: Clock,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    proposal_id: str,
    operation: str,
    reasons: str,
    step: str,
) -> tuple[Asked, Proposal]:
    with database.read() as connection:
        proposal = approval_queries.proposal(connection, proposal_id)
        versions = events.versions(connection, [_subject(proposal_id)])
    if operation == PROPOSE:
        access.require(actor, PROPOSE, for_=(proposal.issuer_id,))
    else:
        access.require(actor, CONCLUDE, for_=(proposal.issuer_id,))
    request: dict[str, Json] = {
        "operation": f"chain.{step}", "proposal_id": proposal_id, "reasons": reasons,
    }  # fmt: skip
    asked = Asked(database, clock, key, actor, None, occurred_at, proposal.issuer_id, request, versions, of_asker=True)
    return asked, proposal


def _step(
    asked: Asked,
    proposal: Proposal,
    steps: Iterable[str],
    reasons: str,
    records: Iterable[Record],
    rows: Iterable[Row] = (),
    sent: Iterable[Message] = (),
    guards: Iterable[Guard] = (),
) -> Proposed:
    state, number, taken = proposal.state, proposal.steps, list(rows)
    for step in steps:
        following = after(state, step)
        if isinstance(following, Refusal):
            return _proposed(asked.unless_answered(following))
        number += 1
        states = (state, following)
        taken.append(approval_store.step_row(proposal.id, number, states, step, reasons, asked.actor.id, asked.stamp))
        state = following
    result: dict[str, Json] = {"id": proposal.id, "state": state.value}
    bumps = (_subject(proposal.id),)
    work = asked.work(records=records, rows=taken, guards=guards, bumps=bumps, outbox=sent, result=result)
    return _proposed(asked.commit(work))


def _refuse(asked: Asked, refusal: Refusal, subject_id: str) -> NoReturn:
    """What somebody may not do, or was shown wrongly, goes on record (G 6.5.7(12)); what came too late does not."""
    if refusal.citation:
        asked.refuse(refusal, subject_id, {"operation": str(asked.request["operation"])})
    raise Refused(refusal)


def _deployment(connection: Connection, coin_id: str) -> Deployment:
    found = next(iter(store.deployments(connection, coin_id)), None)
    if found is None:
        raise Refused(Refusal(UNKNOWN_PROPOSAL, f"the coin {coin_id} has no contract to propose for", "coin_id"))
    return found


def _reasons(text: str) -> str:
    if not text.strip():
        raise Refused(Refusal(ILLEGAL_STEP, "say why", "reasons"))
    return text.strip()


def _signer(approval: Approval) -> dict[str, Json]:
    return {"signed_by": approval.address} if approval.address else {}


def _subject(proposal_id: str) -> str:
    return f"proposal:{proposal_id}"


def _proposed(answer: Committed) -> Proposed:
    return Proposed(str(answer.result["id"]), State(str(answer.result["state"])), answer)
