"""Whether the relevant customer due diligence is done: pure decisions over recorded verifications and screenings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lantau.identity.parties import Party, PartyKind
from lantau.identity.refusals import (
    BAD_PARTICULARS,
    BAD_VALIDITY,
    FROZEN,
    MEASURES_MISSING,
    SCREENING_HIT,
    UNSCREENED,
)
from lantau.refusal import Refusal, Refused


class Measure(StrEnum):
    """The customer due diligence measures of A 4.3(a)-(d)."""

    IDENTITY_VERIFIED = "identity_verified"
    BENEFICIAL_OWNERS_VERIFIED = "beneficial_owners_verified"
    PURPOSE_OBTAINED = "purpose_obtained"
    REPRESENTATIVE_VERIFIED = "representative_verified"


RELEVANT_MEASURES: Mapping[PartyKind, tuple[Measure, ...]] = {
    PartyKind.NATURAL: (Measure.IDENTITY_VERIFIED, Measure.PURPOSE_OBTAINED),
    PartyKind.LEGAL: (
        Measure.IDENTITY_VERIFIED,
        Measure.BENEFICIAL_OWNERS_VERIFIED,
        Measure.PURPOSE_OBTAINED,
        Measure.REPRESENTATIVE_VERIFIED,
    ),
}
"""A legal person acts through someone, so (b) and (d) apply to it; a natural person here acts for itself."""

_INFORMATION: Mapping[PartyKind, tuple[tuple[str, str], ...]] = {
    PartyKind.NATURAL: (
        ("full_name", "A 4.7(a)(i)"),
        ("date_of_birth", "A 4.7(a)(ii)"),
        ("nationality", "A 4.7(a)(iii)"),
        ("residential_address", "A 4.7(a)(iv)"),
    ),
    PartyKind.LEGAL: (
        ("full_name", "A 4.7(b)(i)"),
        ("incorporated_on", "A 4.7(b)(ii)"),
        ("place_of_incorporation", "A 4.7(b)(iii)"),
        ("registered_office", "A 4.7(b)(iii)"),
    ),
}
_NUMBER_CITATION = {PartyKind.NATURAL: "A 4.7(a)(v)", PartyKind.LEGAL: "A 4.7(b)(iv)"}


class DiligenceOutcome(StrEnum):
    """How a verification ended. ``failed`` means the issuer could not comply and must not deal (A 4.30)."""

    COMPLETE = "complete"
    FAILED = "failed"


class Screening(StrEnum):
    """What the name lists said. ``possible`` is a match nobody has resolved yet (A 7.8)."""

    CLEAR = "clear"
    POSSIBLE = "possible"
    HIT = "hit"


@dataclass(frozen=True, slots=True)
class Verification:
    """One recorded verification of a party for an issuer. ``valid_until`` is the last day it may be relied on."""

    party_id: str
    issuer_id: str
    revision: int
    outcome: DiligenceOutcome
    measures: tuple[Measure, ...]
    sources: tuple[str, ...]
    verified_by: str
    checked_by: str
    verified_at: datetime
    valid_until: date


@dataclass(frozen=True, slots=True)
class FreezeOrder:
    """An order that nothing of the party (``wallet_id`` blank) or of one wallet may move until it is lifted."""

    id: str
    party_id: str
    wallet_id: str
    issuer_id: str
    authority: str
    reference: str
    reason: str
    ordered_at: datetime
    lifted_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the order still bites."""
        return self.lifted_at is None


def read_measures(given: Sequence[str], where: str = "measures") -> tuple[Measure, ...]:
    """The measures by name, each once; Refused identity.bad_particulars for an unknown one."""
    try:
        return tuple(sorted({Measure(name) for name in given}))
    except ValueError as reason:
        known = ", ".join(Measure)
        raise Refused(Refusal(BAD_PARTICULARS, f"{reason}; known measures: {known}", where, "A 4.3")) from None


def require_complete(party: Party, measures: Sequence[Measure]) -> None:
    """Refused identity.measures_missing unless every measure and item of information the text asks for is there."""
    for measure in RELEVANT_MEASURES[party.kind]:
        if measure not in measures:
            message = f"the measure {measure.value} was not carried out"
            raise Refused(Refusal(MEASURES_MISSING, message, measure.value, "A 4.3"))
    for name, citation in _INFORMATION[party.kind]:
        if name not in party.particulars:
            raise Refused(Refusal(MEASURES_MISSING, f"{name} is not known", name, citation))
    if not party.identifiers:
        message = "no identification number is known"
        raise Refused(Refusal(MEASURES_MISSING, message, "identifiers", _NUMBER_CITATION[party.kind]))


def require_validity(verified_on: date, valid_until: date) -> None:
    """Refused identity.bad_validity when a verification would end before the day it is made."""
    if valid_until < verified_on:
        message = f"verified on {verified_on}, but valid until {valid_until}"
        raise Refused(Refusal(BAD_VALIDITY, message, "valid_until"))


def is_complete(latest: Verification | None, on: date) -> bool:
    """The fact ``order.cdd_complete``: the latest verification is complete and still good on the day."""
    return latest is not None and latest.outcome is DiligenceOutcome.COMPLETE and on <= latest.valid_until


def screened(latest: Screening | None) -> bool | None:
    """The fact ``transfer.screened``: clear is True, a hit or an open possible match False, no screening unknown."""
    return None if latest is None else latest is Screening.CLEAR


def objection(orders: Sequence[FreezeOrder], latest: Screening | None, wallet_id: str = "") -> Refusal | None:
    """Why nothing may be done for a party (and one of its wallets), or None: freeze orders first, then screening.

    An unscreened party is unknown, and unknown is never a pass (A 7.5).
    """
    for order in orders:
        if order.is_open and order.wallet_id in ("", wallet_id):
            target = "wallet" if order.wallet_id else "party"
            message = f"frozen by order {order.reference} of {order.authority}"
            details = {"freeze_order_id": order.id, "target": target}
            return Refusal(FROZEN, message, target, "A 5.10(c), 8.6", dict(details))
    if latest is None:
        return Refusal(UNSCREENED, "no screening result is recorded", "screening", "A 7.5")
    if latest is not Screening.CLEAR:
        return Refusal(SCREENING_HIT, f"the latest screening says {latest.value}", "screening", "A 7.5; A 7.8")
    return None
