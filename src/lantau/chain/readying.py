"""Which of the messages that wait can leave now: each is held with its reason, ended, or let go.

Asks a node, writes nothing.

What would be refused now takes no nonce. Messages of one subject leave in their order; those of others do not wait for
them, and however many are held, what is new and what stops coins from moving is looked at in every round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from lantau.chain import coin_contract
from lantau.chain.attestations import Attestations
from lantau.chain.calls import CONSTRUCTOR, Call, abi, call_of, whole
from lantau.chain.deployment import Deployment, Role
from lantau.chain.node import Node, NodeRefused, Trial
from lantau.chain.sending import ABANDONED, DONE, HELD, Pumped, Sending, Waiting
from lantau.chain.signing import Signer
from lantau.chain.simulation import operation_digest
from lantau.chain.used_authorizations import what_became
from lantau.events import values
from lantau.refusal import Json

OTHER_DEPLOYER = "the deployer's key is not the one that the contract's address follows from"
NOT_AS_APPROVED = "it is not the call that was approved"
NO_CODE = "the contract is not on the chain yet"
SUPERSEDED = "the contract has this attestation, or a newer one"
TOO_LATE = "the time is over for which the holder signed"
BEHIND = "an earlier message of the same subject waits"

URGENT = frozenset({"chain.block", "chain.freeze", "chain.burn"})
"""What stops coins from moving, or pays their holder, is looked at in every round, however much else is held."""

Point = tuple[values.PendingMessage, str, Mapping[str, Json]]
"""A message, its next recovery point, and what is told of it."""


class Keyring(Protocol):
    """Who signs for which hand of a coin."""

    def signer(self, coin_id: str, role: Role) -> Signer:
        """The signer of this hand."""
        ...


@dataclass(slots=True)
class Draft:
    """A message that waits, with the call that is tried for it, and what was found: how it ends, or why it is held."""

    waiting: Waiting
    deployment: Deployment
    call: Call
    sender: str
    is_tried: bool = False
    reason: str = ""
    ended: tuple[str, Mapping[str, Json]] | None = None


@dataclass(slots=True)
class Ready:
    """What a look at the messages came to: what can leave, with the call and its sender, and the points to write."""

    calls: list[tuple[Waiting, Call, str]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)


def chosen(waiting: Sequence[Waiting], at_once: int, at: datetime) -> tuple[list[Waiting], set[tuple[str, str]]]:
    """The messages to look at in this round, in their order, and the queues of those left out.

    What is urgent, the oldest that were never held, and as many of the held ones: another part of them each minute.
    """
    urgent = [each for each in waiting if each.message.topic in URGENT]
    others = [each for each in waiting if each.message.topic not in URGENT]
    fresh = [each for each in others if each.message.point != HELD][:at_once]
    held = [each for each in others if each.message.point == HELD]
    if len(held) > at_once:
        first = int(at.timestamp()) // 60 * at_once % len(held)
        held = (held + held)[first : first + at_once]
    taken = {each.message.id for each in (*urgent, *fresh, *held)}
    left_out = {each.queue for each in waiting if each.message.id not in taken and each.message.point == HELD}
    return [each for each in waiting if each.message.id in taken], left_out


@dataclass(slots=True)
class Readying:
    """Looks at messages with a node, on behalf of whoever sends them. ``is_ours`` knows transactions that we signed."""

    node: Node
    keyring: Keyring
    sending: Sending
    is_ours: Callable[[str], bool]

    def look(
        self,
        waiting: Sequence[Waiting],
        deployments: Mapping[str, Deployment],
        left_out: set[tuple[str, str]],
        done: Pumped,
    ) -> Ready:
        """All are tried at once, each by itself; then each is held, ended or let go. Raises what the node raises."""
        there = {address: bool(self.node.code(address)) for address in {each.contract for each in waiting}}
        attestations = Attestations(self.node, [each for each in waiting if there[each.contract]])
        now = self.node.head().timestamp
        drafts = [
            self._draft(each, deployments[each.contract], attestations, is_there=there[each.contract], now=now)
            for each in waiting
        ]
        self._try_all(drafts)
        behind = set(left_out)
        ready = Ready()
        for draft in drafts:
            each = draft.waiting
            if not draft.ended and each.queue in behind and not _is_block(each):
                draft.reason = BEHIND
            if draft.ended:
                ready.points.append((each.message, *draft.ended))
                done.final += draft.ended[0] == DONE
                done.refused += draft.ended[0] == ABANDONED
            elif draft.reason:
                behind.add(each.queue)
                done.held[each.message.id] = draft.reason
                done.newly_held += each.message.point != HELD
                if (each.message.point, each.reason) != (HELD, draft.reason):
                    ready.points.append((each.message, HELD, {"reason": draft.reason}))
            else:
                attested = attestations.carried_by(each)
                attestations.used(each, attested)
                ready.calls.append((each, call_of(each.message, draft.deployment, attested), draft.sender))
        return ready

    def became(self, deployment: Deployment, each: Waiting, reason: str) -> Mapping[str, Json] | None:
        """How a message ends whose authorisation was used or cancelled; None when it was not, or not for sure."""
        try:
            return what_became(self.node, deployment, each, reason, self.is_ours)
        except NodeRefused:
            return None

    def _draft(
        self, each: Waiting, deployment: Deployment, attestations: Attestations, *, is_there: bool, now: int
    ) -> Draft:
        """What can be said of a message before its call is tried. ``now`` is the newest block's time in seconds."""
        call = call_of(each.message, deployment, attestations.behind(each) if is_there else None)
        sender = self.keyring.signer(deployment.coin_id, call.role).address
        draft = Draft(each, deployment, call, sender)
        if _is_over(each, now):
            # It has no nonce and could never pass any more: nothing of it can happen.
            draft.ended = (ABANDONED, {"reason": TOO_LATE})
        elif call.function == CONSTRUCTOR:
            draft.reason = "" if self._leads_to(sender, deployment) else OTHER_DEPLOYER
        elif not is_there:
            draft.reason = NO_CODE
        elif attestations.is_superseded(each):
            draft.ended = (DONE, {"reason": SUPERSEDED})
        elif not self._is_as_approved(each, call, sender):
            draft.reason = NOT_AS_APPROVED
        else:
            draft.is_tried = self.sending.simulate
        return draft

    def _leads_to(self, sender: str, deployment: Deployment) -> bool:
        """Whether the next contract of this sender comes to the planned address: its key, and nothing sent before."""
        nonce = self.node.nonce(sender)
        return coin_contract.contract_address(sender, nonce) == deployment.address

    def _try_all(self, drafts: Sequence[Draft]) -> None:
        """Ask the contract what it would say to each call now."""
        tried = [each for each in drafts if each.is_tried]
        trials = [Trial(each.call.contract, calldata(each.call), each.sender) for each in tried]
        for each, reverted in zip(tried, self.node.tries(trials) if trials else (), strict=True):
            if reverted is None:
                continue
            each.reason = coin_contract.coin().revert_words(reverted)
            became = self.became(each.deployment, each.waiting, each.reason)
            if became is not None:
                each.ended = (ABANDONED, became)

    def _is_as_approved(self, each: Waiting, call: Call, sender: str) -> bool:
        """Whether the call is the one that people approved, when the message says which (G 6.5.7(7)).

        The announcement of a delayed call stands for that call: its own digest is nobody's.
        """
        approved = each.message.body.get("digest")
        if approved is None or call.function == "schedule":
            return True
        told = operation_digest(self.node.chain_id, call.contract, sender, call.function, call.arguments)
        return told == approved


def calldata(call: Call) -> bytes:
    """What a call hands to the contract."""
    return coin_contract.coin().encode(call.function, *abi(call.arguments))


def _is_block(each: Waiting) -> bool:
    """A block waits for nothing: not for what was asked of the address before."""
    return each.message.topic == "chain.block" and each.message.body.get("on") is True


def _is_over(each: Waiting, now: int) -> bool:
    """Whether it rests on what a holder signed for a time that is over on the chain."""
    signed = each.message.body.get("authorization")
    return isinstance(signed, dict) and whole(signed, "valid_before") <= now
