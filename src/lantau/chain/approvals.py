"""An operation of the contract from proposal to execution: its states, who may approve it, and what it sends. Pure.

proposed → approved → queued → executed or failed; a proposal that is not approved in time expires, or is withdrawn.
The approval that completes the number queues it in the same commit, so nothing stands approved and forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from lantau.chain.refusals import (
    ALREADY_APPROVED,
    ILLEGAL_STEP,
    NOT_AUTHORISED,
    PROPOSAL_EXPIRED,
    SIGNATURE_MISMATCH,
    STALE_SIMULATION,
    WOULD_REVERT,
)
from lantau.chain.simulation import Preview, approval_text
from lantau.chain.token_policy import HIGH_RISK, SEGREGATION, Person, TokenOperation, TokenPolicy
from lantau.chain.typed_data import personal_digest, signer_of
from lantau.events import Message
from lantau.refusal import Json, Refusal

TOPIC = "chain.operation"
AWAITS_ANNOUNCEMENT = "NotScheduled()"
AWAITS_DELAY = "DelayNotOver()"
"""The contract's words for a call that is to be announced first, and for one whose delay is running."""


class State(StrEnum):
    """Where a proposal stands."""

    BEGIN = ""
    PROPOSED = "proposed"
    APPROVED = "approved"
    QUEUED = "queued"
    EXECUTED = "executed"
    FAILED = "failed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


STEPS: Mapping[tuple[State, str], State] = {
    (State.BEGIN, "propose"): State.PROPOSED,
    (State.PROPOSED, "complete"): State.APPROVED,
    (State.PROPOSED, "expire"): State.EXPIRED,
    (State.PROPOSED, "withdraw"): State.WITHDRAWN,
    (State.APPROVED, "queue"): State.QUEUED,
    (State.QUEUED, "execute"): State.EXECUTED,
    (State.QUEUED, "fail"): State.FAILED,
}
"""Which step leads where; every other is refused. What is queued has left for the chain and is not withdrawn."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's yes. ``address`` and ``signature`` are blank when it was not signed."""

    person_id: str
    address: str
    signature: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed, with the approvals so far and where it stands."""

    id: str
    issuer_id: str
    coin_id: str
    chain_id: int
    contract: str
    role: str
    sender: str
    operation: str
    function: str
    arguments: tuple[Json, ...]
    approvals_required: int
    operation_digest: str
    material_digest: str
    policy_digest: str
    preview: Mapping[str, Json]
    reasons: str
    proposed_by: str
    expires_at: datetime
    occurred_at: datetime
    approvals: tuple[Approval, ...] = ()
    state: State = State.PROPOSED
    steps: int = 1

    def state_at(self, instant: datetime) -> State:
        """Where it stands at an instant: one that nobody completed in time has expired, recorded or not."""
        if self.state is State.PROPOSED and instant >= self.expires_at:
            return State.EXPIRED
        return self.state

    @property
    def missing(self) -> int:
        """How many approvals it still takes."""
        return max(0, self.approvals_required - len(self.approvals))


def after(state: State, step: str) -> State | Refusal:
    """Where a step leads. Refused chain.illegal_step."""
    if (state, step) not in STEPS:
        return Refusal(ILLEGAL_STEP, f"a proposal that is {state.value or 'not begun'} cannot {step}", "step")
    return STEPS[(state, step)]


def why_not_propose(policy: TokenPolicy, seen: Preview, person_id: str) -> Refusal | TokenOperation:
    """The operation a call comes under, or why this person may not propose it."""
    operation = policy.operation_for(seen.function)
    if operation is None:
        message = f"no operation of the policy covers {seen.function}"
        return Refusal(NOT_AUTHORISED, message, "function", HIGH_RISK)
    person = policy.person_of(person_id)
    if person is None or person.label not in operation.proposers:
        message = f"{person_id} does not propose {operation.name}; {', '.join(operation.proposers)} do"
        return Refusal(NOT_AUTHORISED, message, "actor", SEGREGATION)
    if seen.sender not in policy.hands[operation.role].addresses:
        message = f"{seen.sender} is not the {operation.role} of the policy"
        return Refusal(NOT_AUTHORISED, message, "sender", SEGREGATION)
    if not seen.passes and seen.refusal not in (AWAITS_ANNOUNCEMENT, AWAITS_DELAY):
        return Refusal(WOULD_REVERT, f"the contract would refuse it: {seen.refusal}", "preview")
    return operation


def why_not_approve(
    policy: TokenPolicy, proposal: Proposal, seen: Preview, person_id: str, signature: bytes, at: datetime
) -> Refusal | Approval:
    """The approval of this person as things stand, or why there is none."""
    if proposal.state_at(at) is State.EXPIRED:
        return Refusal(PROPOSAL_EXPIRED, f"its time was over at {proposal.expires_at.isoformat()}", "proposal")
    if proposal.state is not State.PROPOSED:
        return Refusal(ILLEGAL_STEP, f"the proposal is {proposal.state.value}", "proposal")
    operation = policy.operation_named(proposal.operation)
    person = policy.person_of(person_id)
    if operation is None or person is None or person.label not in operation.approvers:
        message = f"{person_id} does not approve {proposal.operation}"
        return Refusal(NOT_AUTHORISED, message, "actor", SEGREGATION)
    if person_id == proposal.proposed_by:
        return Refusal(ALREADY_APPROVED, f"{person_id} proposed it", "actor", HIGH_RISK)
    if any(each.person_id == person_id for each in proposal.approvals):
        return Refusal(ALREADY_APPROVED, f"{person_id} has approved it", "actor", HIGH_RISK)
    if stale := _staleness(policy, proposal, seen):
        return Refusal(STALE_SIMULATION, stale, "preview", "G 6.5.7")
    return _signed(person, seen, signature, at)


def _staleness(policy: TokenPolicy, proposal: Proposal, seen: Preview) -> str:
    if seen.operation_digest != proposal.operation_digest:
        return "the preview is of another operation"
    if policy.digest != proposal.policy_digest:
        return "the token policy has changed since it was proposed"
    if seen.material_digest != proposal.material_digest:
        return "what it would change, or what to beware of, is not what was proposed"
    return ""


def _signed(person: Person, seen: Preview, signature: bytes, at: datetime) -> Refusal | Approval:
    if not signature:
        return Approval(person.id, "", "", at)
    signer = signer_of(personal_digest(approval_text(seen)), signature)
    if not person.address or signer != person.address:
        message = f"signed by {signer or 'no key at all'}; the policy lists {person.address or 'no address'}"
        return Refusal(SIGNATURE_MISMATCH, message, "signature", "G 6.5.7")
    return Approval(person.id, person.address, "0x" + signature.hex(), at)


def messages(proposal: Proposal, seen: Preview) -> tuple[Message, ...]:
    """What leaves for the chain: the call, and before it its announcement where the contract asks for one.

    All of one subject, so they leave in order; the call waits in the outbox until the delay is over.
    """
    body: dict[str, Json] = {
        "contract": proposal.contract,
        "coin_id": proposal.coin_id,
        "role": proposal.role,
        "proposal_id": proposal.id,
        "digest": proposal.operation_digest,
    }
    subject = f"{proposal.coin_id}/{proposal.id}"
    calls: list[tuple[str, list[Json]]] = [(proposal.function, list(proposal.arguments))]
    if seen.refusal == AWAITS_ANNOUNCEMENT:
        calls.insert(0, ("schedule", ["0x" + seen.data.hex()]))
    return tuple(
        Message(TOPIC, subject, {**body, "function": function, "arguments": arguments}) for function, arguments in calls
    )


def operation_facts(
    policy: TokenPolicy,
    proposal: Proposal,
    *,
    conditions_met: bool | None = None,
    executed_at: int | None = None,
    delay_ends_at: int | None = None,
    moved_in_window_micros: int | None = None,
    destination_whitelisted: bool | None = None,
) -> dict[str, Any]:
    """What the rulebook's gate ``token_operation`` judges of a proposal; None is not known.

    The trigger and conditions are for people: whoever knows says ``conditions_met``. Times are seconds of the epoch;
    a mint's window and destination come from the contract's views.
    """
    operation = policy.operation_named(proposal.operation)
    ids = {proposal.proposed_by, *(each.person_id for each in proposal.approvals)}
    found = [policy.person_of(each) for each in ids]
    persons = [each for each in found if each is not None]
    hands = frozenset() if operation is None else operation.hands
    mints, limits = operation is not None and operation.kind == "mint", policy.limits
    return {
        "operation.has_velocity_limit": mints and limits.mint_velocity_units > 0,
        "operation.velocity_limit_micros": limits.mint_velocity_units,
        "operation.moved_in_window_micros": moved_in_window_micros,
        "operation.whitelist_applies": mints and limits.mint_to_whitelist,
        "operation.destination_whitelisted": destination_whitelisted,
        "operation.kind": None if operation is None else operation.kind,
        "operation.level_set": operation is not None,
        "operation.approvals_required_count": proposal.approvals_required,
        "operation.approved_by_count": len(proposal.approvals),
        "operation.conditions_met": conditions_met,
        "operation.high_risk": None if operation is None else operation.high_risk,
        "operation.fewest_persons_count": None if operation is None else operation.fewest_persons,
        "operation.approved_by_another": any(each.person_id != proposal.proposed_by for each in proposal.approvals),
        "operation.has_delay": delay_ends_at is not None,
        "operation.delay_ends_at": delay_ends_at,
        "operation.executed_at": executed_at,
        "operation.simulation_applies": True,
        "operation.simulated": True,
        "operation.pre_signing_applies": False,
        "operation.signed_check_applies": False,
        "operation.persons_count": len(ids),
        "operation.authorised_persons_count": sum(each.label in hands for each in persons),
        "operation.vetted_persons_count": sum(each.vetted for each in persons),
        "operation.trained_persons_count": sum(each.trained for each in persons),
    }


def approvers_left(policy: TokenPolicy, proposal: Proposal) -> Sequence[Person]:
    """Who may still approve."""
    operation = policy.operation_named(proposal.operation)
    done = {proposal.proposed_by, *(each.person_id for each in proposal.approvals)}
    labels = () if operation is None else operation.approvers
    return [policy.persons[label] for label in labels if policy.persons[label].id not in done]
