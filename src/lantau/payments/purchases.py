"""A purchase paid by milestones: what is kept for each, how each may go on, and what a step is refused for. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lantau.chain import SignedTransfer
from lantau.money import Amount, total
from lantau.payments import refusals
from lantau.payments.values import FAILED, FINAL
from lantau.refusal import Json, Refusal, Refused

State = Literal["awaited", "presented", "rejected", "released", "withdrawn", "lapsed"]

TRANSITIONS: Mapping[State, frozenset[State]] = {
    "awaited": frozenset({"presented", "withdrawn", "lapsed"}),
    "presented": frozenset({"released", "rejected", "withdrawn", "lapsed"}),
    "rejected": frozenset({"presented", "withdrawn", "lapsed"}),
    "released": frozenset(),
    "withdrawn": frozenset(),
    "lapsed": frozenset(),
}
"""What may follow what. A rejected document may be presented anew, in time; nothing follows the last three."""

MILESTONES_MAX = 12


@dataclass(frozen=True, slots=True)
class MilestoneTerms:
    """One part of the price: against which document, until when, and what the buyer signed for exactly this part."""

    document: str
    amount: Amount
    expires_at: datetime
    authorization: SignedTransfer


@dataclass(frozen=True, slots=True)
class MilestoneStep:
    """One row of a milestone's history. ``digest`` is of the document presented or released against."""

    sequence: int
    state: State
    actor_id: str
    title: str
    digest: str
    reasons: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Milestone:
    """A part of the price that is kept for a document. ``payment_id`` is the payment that its release makes.

    ``chain_status`` is blank until it is released, then pending, final or failed.
    """

    number: int
    document: str
    amount: Amount
    expires_at: datetime
    hold_id: str
    payment_id: str
    history: tuple[MilestoneStep, ...] = ()
    chain_status: str = ""

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.history[-1].state if self.history else "awaited"

    @property
    def is_open(self) -> bool:
        """Whether anything may still follow."""
        return bool(TRANSITIONS[self.state])

    @property
    def presented(self) -> MilestoneStep | None:
        """The document that waits for its examiner."""
        return self.history[-1] if self.history and self.state == "presented" else None


@dataclass(frozen=True, slots=True)
class Purchase:
    """Goods bought from a maker, paid part by part as an examiner, who is neither, finds each document in order."""

    id: str
    issuer_id: str
    coin_id: str
    payer_id: str
    payer_wallet_id: str
    payee_id: str
    payee_wallet_id: str
    examiner_id: str
    goods: str
    contract_reference: str
    occurred_at: datetime
    milestones: tuple[Milestone, ...]

    @property
    def price(self) -> Amount:
        """All parts together."""
        return total((each.amount for each in self.milestones), self.milestones[0].amount.asset)

    @property
    def kept(self) -> Amount:
        """What is still set aside for the maker."""
        return total((each.amount for each in self.milestones if each.is_open), self.price.asset)

    def milestone(self, number: int) -> Milestone:
        """One of them by its number, from 1. Refused payments.unknown_milestone."""
        if not 1 <= number <= len(self.milestones):
            told = f"{self.id} has the milestones 1 to {len(self.milestones)}, not {number}"
            raise Refused(Refusal(refusals.UNKNOWN_MILESTONE, told, "milestone"))
        return self.milestones[number - 1]

    def stepping(self, number: int, to: State, at: datetime) -> Milestone:
        """The milestone, when it may go to that state now.

        Refused payments.unknown_milestone, milestone_state, out_of_turn (the one before is not paid), milestone_over.
        """
        found = self.milestone(number)
        if to not in TRANSITIONS[found.state]:
            told = f"milestone {number} is {found.state}: it cannot be {to}"
            raise Refused(Refusal(refusals.MILESTONE_STATE, told, "milestone"))
        before = self.milestones[number - 2] if number > 1 else None
        if before is not None and (before.state != "released" or before.chain_status != FINAL):
            where = f"is {before.state}" if before.state != "released" else f"is paid, {before.chain_status}"
            raise Refused(Refusal(refusals.OUT_OF_TURN, f"milestone {number - 1} {where}", "milestone"))
        if at >= found.expires_at:
            told = f"milestone {number} was kept until {found.expires_at.isoformat()}"
            raise Refused(Refusal(refusals.MILESTONE_OVER, told, "milestone"))
        return found

    def ending(self, at: datetime, *, lapsed: bool) -> tuple[Milestone, ...]:
        """Every milestone still open, when the rest of the purchase may end now.

        It lapses when the time of one of them is over, or a payment failed: what comes after it can never be released.
        Refused payments.milestone_state (nothing is open), payments.not_over.
        """
        rest = tuple(each for each in self.milestones if each.is_open)
        if not rest:
            raise Refused(Refusal(refusals.MILESTONE_STATE, f"nothing of {self.id} is open", "purchase_id"))
        over = any(at >= each.expires_at for each in rest)
        failed = any(each.chain_status == FAILED for each in self.milestones)
        if lapsed and not over and not failed:
            told = f"{self.id} may be presented for until {min(each.expires_at for each in rest).isoformat()}"
            raise Refused(Refusal(refusals.NOT_OVER, told, "purchase_id"))
        return rest


def require_amounts(terms: Sequence[MilestoneTerms], coin_id: str) -> None:
    """Refused payments.bad_milestones unless there are parts, payments.bad_amount unless each is of the coin."""
    if not 1 <= len(terms) <= MILESTONES_MAX:
        told = f"{len(terms)} milestones; 1 to {MILESTONES_MAX} are kept"
        raise Refused(Refusal(refusals.BAD_MILESTONES, told, "milestones"))
    for place, each in enumerate(terms, 1):
        if each.amount.asset.code != f"coin:{coin_id}" or each.amount.units <= 0:
            message = f"{each.amount} is no amount of coin {coin_id}"
            raise Refused(Refusal(refusals.BAD_AMOUNT, message, f"milestones[{place}]"))


def require_times(terms: Sequence[MilestoneTerms], at: datetime) -> None:
    """Refused payments.bad_milestones unless the parts end in their order and ahead, payments.not_signed_for unless
    what was signed for each ends with it."""
    for place, each in enumerate(terms, 1):
        where = f"milestones[{place}]"
        earlier = terms[place - 2].expires_at if place > 1 else at
        if each.expires_at <= at or each.expires_at < earlier:
            told = f"{each.expires_at.isoformat()} is not after {max(earlier, at).isoformat()}"
            raise Refused(Refusal(refusals.BAD_MILESTONES, told, where))
        if each.authorization.statement.valid_before != int(each.expires_at.timestamp()):
            told = "what was signed for it ends at another time than the milestone does"
            raise Refused(Refusal(refusals.NOT_SIGNED_FOR, told, where))


@dataclass(frozen=True, slots=True)
class Stepped:
    """What a step of a purchase answers: the milestones it moved, and the state they are in now."""

    purchase_id: str
    milestones: tuple[int, ...]
    state: State
    payment_id: str = ""

    def as_body(self) -> dict[str, Json]:
        """The answer as it is stored for a retry."""
        return {
            "purchase_id": self.purchase_id,
            "milestones": list(self.milestones),
            "state": self.state,
            "payment_id": self.payment_id,
        }
