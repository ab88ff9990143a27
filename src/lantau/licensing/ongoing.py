"""A licensee as it stands to what the law asks of it at all times (O s.24), from what the licensing records know. Pure.

Capital is that of the accounts in its last application until its board tells a later figure. What nobody recorded is
left out, and the rule that waits for it is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from lantau.licensing.application import Application
from lantau.licensing.criteria import sections
from lantau.licensing.licences import Condition, ConditionKind, Direction, Licence
from lantau.money import Amount
from lantau.refusal import Json
from lantau.rulebook import Finding, Outcome, Rulebook, Value
from lantau.rulebook import queries as law

GATE = BOUND = "licensee"
"""The gate of the rulebook, and whom its rules must bind."""

MATTERS = ("licensee", "licence", "intervention", "supervision", "ground")
"""Matters of the board's resolutions that tell facts: ``licence`` those after ``licence.``, and so on."""

CRITERIA, GROUND = "licensee.minimum_criteria_fulfilled", "ground.criterion_failed"


def licensee_facts(
    application: Application | None,
    licence: Licence,
    conditions: Iterable[Condition],
    directions: Sequence[Direction],
    resolved: Mapping[str, Mapping[str, Json]],
    on: date,
) -> dict[str, Value]:
    """The facts of the gate ``licensee``; what the register holds outranks what the board tells, and that the form.

    ``resolved`` holds the terms of the board's resolutions by matter. Whether every minimum criterion is fulfilled is
    nobody's to tell: see ``judge_licensee``.
    """
    told: dict[str, Value] = {}
    for matter in MATTERS:
        told |= law.told(matter, resolved.get(matter, {}))
    for computed in (CRITERIA, GROUND):
        told.pop(computed, None)
    form = {} if application is None else _of_form(application)
    return {**form, **told, **_of_kind(application), **_of_register(licence, conditions, directions, on)}


def judge_licensee(
    book: Rulebook, facts: Mapping[str, Value], *, party_id: str, on: date, beside: Iterable[Finding] = ()
) -> tuple[Finding, ...]:
    """A finding for each rule of the gate that binds the licensee: met, breached, or unknown with what is missing.

    That every criterion is fulfilled is never found by adding up what is measured: most of O Sch.2 is for people to
    judge. One breach of a criterion, here or among ``beside`` (the backing of a pool), settles that not every one is,
    and is a ground of revocation (O Sch.4 s.1). None where the law has no such gate; refused rulebook.not_covered
    outside its days.
    """
    day = book.law_day(on, hold_last=False)
    rules = [each.id for each in book.rules_in_force(day) if GATE in each.gates and each.binds == BOUND]
    if not rules:
        return ()
    found = book.judge(rules, facts, subject_id=party_id, on=on)
    if any(each.outcome is Outcome.BREACHED and sections(each.citation) for each in (*found, *beside)):
        found = book.judge(rules, {**facts, CRITERIA: False, GROUND: True}, subject_id=party_id, on=on)
    return tuple(each for each in found if each.outcome is not Outcome.NOT_APPLICABLE)


def settled_beside(inputs: Mapping[str, Json]) -> bool:
    """Whether a finding of ``judge_licensee`` followed from the breach of another rule: it lasts as long as that."""
    return inputs.get(CRITERIA) is False or inputs.get(GROUND) is True


def _of_kind(application: Application | None) -> dict[str, Value]:
    """What kind of body it is, as its application says."""
    if application is None:
        return {}
    applicant = application.applicant
    facts: dict[str, Value] = {
        "licensee.is_authorized_institution": applicant.is_authorized_institution,
        "licensee.is_company": applicant.is_hk_company,
    }
    if applicant.incorporated_in:
        facts["licensee.incorporated_outside_hk"] = applicant.incorporated_in != "HK"
    return facts


def _of_form(application: Application) -> dict[str, Value]:
    """Capital and board as the application gives them; resources it does not name as approved are none, as there.

    That the chief executive lives in Hong Kong says nothing of the alternates.
    """
    capital, governance = application.capital, application.governance
    given: dict[str, Value | None] = {
        "licensee.paid_up_capital_hkd_cents": _cents(capital.paid_up),
        "licensee.net_debit_balance_hkd_cents": _cents(capital.net_debit_balance),
        "licensee.other_approved_resources_hkd_cents": _cents(capital.other_approved_resources) or 0,
        "licensee.board_count": governance.directors,
        "licensee.independent_director_count": governance.independent_directors,
        "licensee.chief_executives_resident_hk": False if governance.chief_executive_resident is False else None,
        "licensee.stablecoin_manager_resident_hk": governance.stablecoin_manager_resident,
    }
    return {name: value for name, value in given.items() if value is not None}


def _of_register(
    licence: Licence, conditions: Iterable[Condition], directions: Sequence[Direction], on: date
) -> dict[str, Value]:
    """What the supervisor's own acts say. A condition or direction that stands says nothing of whether it is obeyed."""
    binding = [each for each in conditions if each.effective_on <= on]
    facts: dict[str, Value] = {
        "licence.suspended": licence.state == "suspended",
        "licence.direction_in_force": licence.state != "in_force" and _rests_on(directions, "28", "33", "34", "35"),
        "licensee.has_capital_condition": any(each.kind is ConditionKind.CAPITAL for each in binding),
        "intervention.action_required": _rests_on(directions, "78"),
        "intervention.advisor_appointed": _rests_on(directions, "79"),
        "intervention.statutory_manager_appointed": _rests_on(directions, "80"),
        "supervision.direction_to_comply": _rests_on(directions, "115"),
    }
    if not _rests_on(directions, "80"):
        facts["licensee.chief_executive_revoked_by_direction"] = False
    if not binding:
        facts["licensee.conditions_kept"] = True
    return facts


def _rests_on(directions: Iterable[Direction], *named: str) -> bool:
    """Whether an open direction rests on one of these sections of the Ordinance."""
    return any(
        set(named).intersection(re.findall(r"(?<![.\d])(?:s\.|section )(\d+)", each.citation))
        for each in directions
        if each.is_open
    )


def _cents(amount: Amount | None) -> int | None:
    return None if amount is None else amount.units
