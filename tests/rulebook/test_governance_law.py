"""Governance law whose meaning lies between entries: whole boards of votes, every day of a window, every branch."""

from __future__ import annotations

from datetime import date, timedelta

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.rulebook import Finding, Outcome, Value, load
from lantau.rulebook.law import Binds, Branch
from lantau.rulebook.measures import after_period

DAY = date(2026, 9, 1)
NO_WAY: dict[str, Value | None] = {
    "licensee.is_authorized_institution": False,
    "control.licensee_is_subsidiary": False,
    "control.consent_given": False,
    "control.objection_set_aside": False,
    "control.authority_silent": False,
    "control.acquired_on": DAY,
}

NON_BANK_CLOCKS = {
    "controller_change_notice",
    "controller_unaware_application",
    "prohibited_directions_notice",
    "chief_executive_ceased_notice",
    "chief_executive_vacancy",
    "director_change_notice",
    "business_sale_notice",
    "capital_reconstruction_notice",
}
BANK_CLOCKS = {"stablecoin_manager_ceased_notice", "stablecoin_manager_vacancy"}
EVERY_LICENSEE = {"manager_notice", "manager_affairs_notice", "manager_vacancy"}


def acquire(facts: dict[str, Value | None]) -> dict[str, Finding]:
    findings = load("HK").judge("acquire_control", facts, subject_id="prt_1", on=DAY)
    return {finding.rule_id.rpartition(".")[2]: finding for finding in findings}


@given(st.integers(min_value=1, max_value=10**12), st.data())
def test_any_holding_is_of_one_kind_or_of_none_and_the_kinds_meet_without_gap(total: int, data: st.DataObject) -> None:
    held = data.draw(st.integers(min_value=0, max_value=total))
    found = acquire({**NO_WAY, "control.votes_count": held, "control.all_votes_count": total})
    is_minority = found["minority"].outcome is Outcome.BREACHED
    is_majority = found["majority"].outcome is Outcome.BREACHED
    assert is_minority == (10 * held >= total and 2 * held <= total)
    assert is_majority == (2 * held > total)
    assert not (is_minority and is_majority)


@pytest.mark.parametrize("way", ["consent_given", "objection_set_aside"])
def test_the_window_is_twelve_months_and_not_a_day_more(way: str) -> None:
    votes: dict[str, Value | None] = {"control.votes_count": 60, "control.all_votes_count": 100}
    for acquired, outcome in [
        (DAY - timedelta(days=1), Outcome.BREACHED),
        (DAY, Outcome.MET),
        (date(2027, 9, 1), Outcome.MET),
        (date(2027, 9, 2), Outcome.BREACHED),
    ]:
        facts = {
            **NO_WAY, **votes, f"control.{way}": True, f"control.{way}_on": DAY, "control.acquired_on": acquired,
        }  # fmt: skip
        assert acquire(facts)["majority"].outcome is outcome, acquired


@pytest.mark.parametrize(
    ("received", "last_day_of_period"),
    [
        (date(2026, 3, 1), date(2026, 5, 31)),
        (date(2026, 3, 15), date(2026, 6, 14)),
        (date(2025, 11, 29), date(2026, 2, 28)),
        (date(2025, 11, 30), date(2026, 2, 28)),
        (date(2025, 12, 1), date(2026, 2, 28)),
    ],
)
def test_the_period_begins_on_the_day_of_receipt(received: date, last_day_of_period: date) -> None:
    facts: dict[str, Value | None] = {
        **NO_WAY,
        "control.votes_count": 10,
        "control.all_votes_count": 100,
        "control.authority_silent": True,
        "control.preliminary_notice_given": False,
        "control.application_received_on": received,
    }
    on_the_last_day = acquire({**facts, "control.acquired_on": last_day_of_period})
    a_day_later = acquire({**facts, "control.acquired_on": last_day_of_period + timedelta(days=1)})
    assert on_the_last_day["minority"].outcome is Outcome.BREACHED
    assert a_day_later["minority"].outcome is Outcome.MET


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2032, 12, 31)), st.integers(min_value=1, max_value=24))
def test_a_period_of_months_from_a_day_ends_where_the_next_one_begins(start: date, months: int) -> None:
    first_after = date.fromordinal(after_period(start.toordinal(), months))
    assert (first_after.year * 12 + first_after.month) - (start.year * 12 + start.month) in (months, months + 1)
    assert first_after.day in (start.day, 1)
    column = after_period(numpy.array([start.toordinal()]), months)
    assert int(column[0]) == first_after.toordinal()


def test_a_late_preliminary_notice_moves_the_end_of_the_window_too() -> None:
    facts: dict[str, Value | None] = {
        **NO_WAY,
        "control.votes_count": 10,
        "control.all_votes_count": 100,
        "control.authority_silent": True,
        "control.preliminary_notice_given": True,
        "control.application_received_on": date(2026, 1, 2),
        "control.representations_end_on": date(2026, 4, 20),
    }
    for acquired, outcome in [
        (date(2026, 5, 4), Outcome.BREACHED),
        (date(2026, 5, 5), Outcome.MET),
        (date(2027, 5, 4), Outcome.MET),
        (date(2027, 5, 5), Outcome.BREACHED),
    ]:
        assert acquire({**facts, "control.acquired_on": acquired})["minority"].outcome is outcome, acquired


def test_each_notice_binds_the_licensees_that_the_ordinance_says() -> None:
    book = load("HK")
    branches = {rule.duty: rule.branch for rule in book.law.rules if rule.duty}
    assert {duty for duty in NON_BANK_CLOCKS if branches[duty] is not Branch.EXEMPT} == set()
    assert {duty for duty in BANK_CLOCKS if branches[duty] is not Branch.ONLY} == set()
    assert {duty for duty in EVERY_LICENSEE if branches[duty] is not Branch.SAME} == set()


@pytest.mark.parametrize(
    ("duty", "starts_with_awareness"),
    [
        ("controller_change_notice", True),
        ("chief_executive_ceased_notice", True),
        ("director_change_notice", True),
        ("stablecoin_manager_ceased_notice", True),
        ("controller_unaware_application", True),
        ("manager_notice", False),
        ("manager_affairs_notice", False),
    ],
)
def test_fourteen_days_run_from_awareness_or_from_the_event(duty: str, starts_with_awareness: bool) -> None:
    (cadence,) = [item for item in load("HK").cadences(DAY) if item.kind == duty]
    assert (cadence.anchor, cadence.value, cadence.unit) == ("event", 14, "days")
    assert cadence.starts is not None
    assert ("aware" in cadence.starts.en) is starts_with_awareness
    assert ("知悉" in cadence.starts.zh) is starts_with_awareness


def test_no_number_of_days_is_invented_where_the_text_says_promptly() -> None:
    cadences = {item.kind: item for item in load("HK").cadences(DAY)}
    for duty in (
        "reputation_event_notice",
        "trigger_scenario_notice",
        "key_contact_change_notice",
        "chief_executive_vacancy",
        "business_sale_notice",
        "capital_reconstruction_notice",
    ):
        assert (cadences[duty].anchor, cadences[duty].value) == ("promptly", None), duty


@pytest.mark.parametrize(
    ("position", "is_bank", "asked"),
    [
        ("chief_executive", False, {"HK.officers.chief_executive_consent"}),
        ("alternate_chief_executive", False, {"HK.officers.chief_executive_consent"}),
        ("director", False, {"HK.officers.director_consent", "HK.officers.director_reasons"}),
        ("stablecoin_manager", True, {"HK.officers.stablecoin_manager_consent"}),
        ("chief_executive", True, set()),
        ("director", True, set()),
        ("stablecoin_manager", False, set()),
        ("manager", False, set()),
        ("manager", True, set()),
    ],
)
def test_an_appointment_is_asked_what_its_office_and_its_licensee_ask(
    position: str, is_bank: bool, asked: set[str]
) -> None:
    facts: dict[str, Value | None] = {
        "appointment.position": position,
        "licensee.is_authorized_institution": is_bank,
    }
    findings = load("HK").judge("appoint", facts, subject_id="app_1", on=DAY)
    assert {item.rule_id for item in findings if item.outcome is not Outcome.NOT_APPLICABLE} == asked


def test_controllers_and_officers_answer_for_their_own_duties() -> None:
    binds = {rule.id: rule.binds for rule in load("HK").law.rules}
    assert binds["HK.controllers.unaware_application"] is Binds.CONTROLLER
    assert binds["HK.controllers.prohibited_directions"] is Binds.OFFICER
    assert binds["HK.officers.employ"] is Binds.PERSON
    assert binds["HK.controllers.change_notice"] is Binds.LICENSEE
