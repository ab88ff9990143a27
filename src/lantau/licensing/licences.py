"""Licences, their conditions, directions and coins: the nouns, and what they allow on a day. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lantau.events import Committed
from lantau.licensing.refusals import BAD_TERMS, CEASED, DIRECTED, NOTICE_TOO_SHORT
from lantau.refusal import Refusal, Refused


class ConditionKind(StrEnum):
    """The kinds of condition the Ordinance names (O s.17(2)(a)-(f))."""

    ACTIVITIES = "activities"
    RESERVE = "reserve"
    CAPITAL = "capital"
    CEASE = "cease"
    ACCOUNTS = "accounts"
    ISSUANCE_CAP = "issuance_cap"


CONDITION_CITATIONS: Mapping[ConditionKind, str] = {
    ConditionKind.ACTIVITIES: "O s.17(2)(a)",
    ConditionKind.RESERVE: "O s.17(2)(b)",
    ConditionKind.CAPITAL: "O s.17(2)(c)",
    ConditionKind.CEASE: "O s.17(2)(d)",
    ConditionKind.ACCOUNTS: "O s.17(2)(e)",
    ConditionKind.ISSUANCE_CAP: "O s.17(2)(f)",
}

STOPPABLE = ("issue", "redeem", "pay", "reserve", "offer")
"""The acts a direction can stop; gates ask for one of them."""

LICENSED = frozenset({"issue", "offer"})
"""The business activities under a licence (O s.5(1), 7(d)), which a suspension stops by itself (O s.34(1)(a))."""


@dataclass(frozen=True, slots=True)
class ConditionTerm:
    """A condition as it is to be attached. ``noticed_on`` is the day the written notice with its ground was given.

    ``value_micros`` is the cap of an issuance cap, in micros of the reference currency; a blank ``coin_id`` caps all
    that is issued under the licence.
    """

    kind: str
    text: str
    ground: str
    noticed_on: date
    coin_id: str = ""
    value_micros: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition attached to a licence; open until it is cancelled (O s.17, 20)."""

    id: str
    licence_id: str
    kind: ConditionKind
    coin_id: str
    value_micros: int | None
    text: str
    ground: str
    citation: str
    noticed_on: date
    effective_on: date


@dataclass(frozen=True, slots=True)
class Licence:
    """A simulated licence; its number begins ``SIM-``. ``state`` is in_force, suspended or revoked."""

    id: str
    number: str
    party_id: str
    application_id: str
    effective_on: date
    state: str

    def is_in_force(self, on: date) -> bool:
        """Whether the licence lets its holder act on the day (O s.16)."""
        return self.state == "in_force" and on >= self.effective_on


@dataclass(frozen=True, slots=True)
class Direction:
    """An order of the supervisor to one party; ``stops`` names the acts that may not happen while it is open."""

    id: str
    party_id: str
    stops: tuple[str, ...]
    text: str
    citation: str
    given_at: datetime
    lifted_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether the direction still bites."""
        return self.lifted_at is None


@dataclass(frozen=True, slots=True)
class Coin:
    """A coin, its issuer and the one currency it refers to. Its asset in the ledger is ``coin:<id>``."""

    id: str
    issuer_id: str
    name: str
    reference_currency: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an operation recorded: the new thing's id, and the commit that holds it."""

    id: str
    committed: Committed


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision on an application. Licence id and number are blank when the licence was refused."""

    application_id: str
    outcome: str
    licence_id: str
    licence_number: str
    condition_ids: tuple[str, ...]
    committed: Committed


def require_conditions(terms: Sequence[ConditionTerm], decided_on: date, notice_days: int) -> None:
    """Refused licensing.bad_terms for a term that says too little, licensing.notice_too_short before O s.18(2)(b).

    The period is ``notice_days`` whole days after the day of the notice; the decision comes after the last of them.
    """
    for position, term in enumerate(terms):
        place = f"conditions[{position}]"
        if term.kind not in set(ConditionKind):
            known = ", ".join(ConditionKind)
            raise Refused(Refusal(BAD_TERMS, f"{term.kind!r} is no kind of condition; known: {known}", f"{place}.kind"))
        if not term.text.strip() or not term.ground.strip():
            raise Refused(Refusal(BAD_TERMS, "a condition has a text and a ground", place, "O s.18(2)(a)"))
        if (term.kind == ConditionKind.ISSUANCE_CAP) != (term.value_micros is not None):
            raise Refused(Refusal(BAD_TERMS, "an issuance cap, and nothing else, has a value", f"{place}.value_micros"))
        if term.value_micros is not None and term.value_micros < 0:
            raise Refused(Refusal(BAD_TERMS, "a cap is not negative", f"{place}.value_micros"))
        last_day = term.noticed_on + timedelta(days=notice_days)
        if decided_on <= last_day:
            message = f"notice given on {term.noticed_on}: representations may be made until {last_day}"
            raise Refused(Refusal(NOTICE_TOO_SHORT, message, f"{place}.noticed_on", "O s.18(2)(b)"))


def coin_cap(conditions: Sequence[Condition], coin_id: str, on: date | None) -> int | None:
    """The lowest cap in effect on this coin by name, in micros of its reference currency; None without one."""
    return _lowest_cap(conditions, coin_id, on)


def licence_cap(conditions: Sequence[Condition], on: date | None) -> int | None:
    """The lowest cap in effect on all that is issued under the licence (O s.17(2)(f)), in micros; None without one."""
    return _lowest_cap(conditions, "", on)


def tightest_cap(conditions: Sequence[Condition], coin_id: str, on: date | None) -> int | None:
    """The lower of the coin's cap and the licence's, the most that could ever be in issue of the coin; None without."""
    caps = [cap for cap in (coin_cap(conditions, coin_id, on), licence_cap(conditions, on)) if cap is not None]
    return min(caps, default=None)


def _lowest_cap(conditions: Sequence[Condition], coin_id: str, on: date | None) -> int | None:
    caps = [
        condition.value_micros
        for condition in conditions
        if condition.kind is ConditionKind.ISSUANCE_CAP
        and condition.value_micros is not None
        and condition.coin_id == coin_id
        and (on is None or condition.effective_on <= on)
    ]
    return min(caps, default=None)


def obstacle(
    act: str,
    licence: Licence | None,
    conditions: Sequence[Condition],
    directions: Sequence[Direction],
    on: date | None,
) -> Refusal | None:
    """What the supervisor put in the way of an act: an open direction, a suspension, a condition to cease; or None.

    Whether a licence is needed at all is not asked here: that is the fact ``issuer.licensed`` of the perimeter. A
    suspension stops the licensed activity and nothing else: duties go on unless the notice says otherwise, and holders
    keep their rights (O s.34(2)(c), 34(3)(a)), so redemption, payments between holders and the care of the reserve are
    stopped only by a direction that says so. The same is held of a revocation (O s.30(2)) and a condition to cease.
    """
    assert act in STOPPABLE, f"{act} is none of {STOPPABLE}"
    for direction in directions:
        if direction.is_open and act in direction.stops:
            return Refusal(DIRECTED, f"stopped by a direction: {direction.text}", "direction", direction.citation)
    if act not in LICENSED:
        return None
    if licence is not None and licence.state == "suspended":
        return Refusal(CEASED, f"licence {licence.number} is suspended", "licence", "O s.34(1)(a)")
    if licence is not None and licence.state == "revoked":
        return Refusal(CEASED, f"licence {licence.number} is revoked", "licence", "O s.8(1), 30(1)")
    for condition in conditions:
        if condition.kind is ConditionKind.CEASE and (on is None or condition.effective_on <= on):
            return Refusal(CEASED, f"a condition requires it to cease: {condition.text}", "condition", "O s.17(2)(d)")
    return None
