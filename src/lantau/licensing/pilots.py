"""A pilot participant's scope, and whether an act lies inside it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lantau.events import Row
from lantau.licensing.processes import TRIAL_STAGES
from lantau.licensing.refusals import BAD_TERMS
from lantau.refusal import Json, Refusal, Refused


@dataclass(frozen=True, slots=True)
class Scope:
    """What a participant may do. Caps are micros of the coin's reference currency; ``ends_on`` is the last day."""

    acts: tuple[str, ...]
    cap_total_micros: int
    cap_act_micros: int
    counterparties: tuple[str, ...]
    public_money: bool
    ends_on: date


@dataclass(frozen=True, slots=True)
class TrialCase:
    """What the pilot is to show, and what must be seen for it to have passed."""

    name: str
    expected: str


@dataclass(frozen=True, slots=True)
class Pilot:
    """A participant as read back; ``open_test_cases`` are those without passed evidence."""

    id: str
    party_id: str
    plan: str
    use_case: str
    reference_currency: str
    stage: str
    scope: Scope
    open_test_cases: tuple[str, ...]
    used_micros: int
    admitted_at: datetime


@dataclass(frozen=True, slots=True)
class ProposedAct:
    """An act a participant is about to do. ``with_public`` says whether anyone outside the named circle is served."""

    act: str
    counterparty_id: str
    value_micros: int
    with_public: bool


@dataclass(frozen=True, slots=True)
class Departure:
    """One way in which an act leaves the scope: the limb, what it is and what the scope allows."""

    limb: str
    measured: Json
    limit: Json
    sentence: str

    def as_json(self) -> dict[str, Json]:
        """The departure as plain data."""
        return {"limb": self.limb, "measured": self.measured, "limit": self.limit, "sentence": self.sentence}


def require_terms(scope: Scope, test_cases: Sequence[TrialCase], first_day: date) -> None:
    """Refused licensing.bad_terms unless the scope is one that can be kept and the plan can be tested.

    Public money is out of bounds when a participant is admitted; a later decision may let it in.
    """
    wrong = ""
    if not scope.acts or not all(act.strip() for act in scope.acts):
        wrong = "scope.acts: no act is named"
    elif not 0 < scope.cap_act_micros <= scope.cap_total_micros:
        wrong = "scope.cap_act_micros: above zero and at most the total cap"
    elif not scope.counterparties:
        wrong = "scope.counterparties: no counterparty is named"
    elif scope.ends_on < first_day:
        wrong = f"scope.ends_on: {scope.ends_on} is past"
    elif not test_cases or not all(case.name.strip() and case.expected.strip() for case in test_cases):
        wrong = "test_cases: none, or one without a name or without what is expected"
    elif len({case.name for case in test_cases}) != len(test_cases):
        wrong = "test_cases: two have one name"
    if wrong:
        where, _, message = wrong.partition(": ")
        raise Refused(Refusal(BAD_TERMS, message, where))


def departures(pilot: Pilot, proposed: ProposedAct, on: date) -> tuple[Departure, ...]:
    """Every way in which the act leaves the scope, in the order of the limbs; empty when it lies inside."""
    scope, found = pilot.scope, []
    total = pilot.used_micros + proposed.value_micros
    if pilot.stage not in TRIAL_STAGES:
        found.append(Departure("stage", pilot.stage, "a trial stage", f"the pilot is {pilot.stage}, not in a trial"))
    if on > scope.ends_on:
        found.append(Departure("ends_on", on.isoformat(), scope.ends_on.isoformat(), f"it ended on {scope.ends_on}"))
    if proposed.act not in scope.acts:
        sentence = f"{proposed.act} is none of the acts agreed: {', '.join(scope.acts)}"
        found.append(Departure("acts", proposed.act, list(scope.acts), sentence))
    if proposed.value_micros > scope.cap_act_micros:
        sentence = f"{proposed.value_micros} micros are above the cap of {scope.cap_act_micros} for one act"
        found.append(Departure("cap_act_micros", proposed.value_micros, scope.cap_act_micros, sentence))
    if total > scope.cap_total_micros:
        sentence = f"{total} micros in all would be above the cap of {scope.cap_total_micros}"
        found.append(Departure("cap_total_micros", total, scope.cap_total_micros, sentence))
    if proposed.with_public and not scope.public_money:
        found.append(Departure("public_money", True, False, "it would take in public money, which the scope rules out"))
    elif not scope.public_money and proposed.counterparty_id not in scope.counterparties:
        sentence = f"{proposed.counterparty_id} is none of the counterparties named"
        found.append(Departure("counterparties", proposed.counterparty_id, list(scope.counterparties), sentence))
    return tuple(found)


def act_row(pilot: Pilot, proposed: ProposedAct, act_id: str, occurred_at: datetime, recorded_at: datetime) -> Row:
    """The row that counts an act towards the pilot's total cap, for the unit of work that does the act.

    The unit guards and bumps ``pilot:<party id>``, so that no two acts are counted past the cap together.
    """
    values: dict[str, object] = {
        "id": act_id,
        "pilot_id": pilot.id,
        "act": proposed.act,
        "counterparty_id": proposed.counterparty_id,
        "value_micros": proposed.value_micros,
        "occurred_at": occurred_at,
        "recorded_at": recorded_at,
    }
    return Row("licensing.pilot_act", values)
