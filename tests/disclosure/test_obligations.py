"""Cadences of the law become dated obligations, each held against its own rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lantau.disclosure.dating import cadences_of, obligations_of, plus
from lantau.disclosure.obligations import Duties, Obligation, Status, overdue
from lantau.rulebook import Outcome, Rulebook, load

SINCE, TODAY = date(2026, 9, 1), date(2026, 9, 3)
FRESH = Duties("pty_issuer", SINCE, {})


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load("HK")


def of_kind(book: Rulebook, kind: str, duties: Duties = FRESH, as_of: date = TODAY) -> list[Obligation]:
    return [one for one in obligations_of(duties, book.cadences(as_of), as_of) if one.kind == kind]


def done(duties: Duties, owed: Obligation, on: date) -> Duties:
    return replace(duties, done={**duties.done, owed.id: on})


def test_every_cadence_of_the_law_becomes_an_obligation_except_those_that_wait_for_an_event(book: Rulebook) -> None:
    cadences = cadences_of(book, TODAY, bank=False)
    licensed = replace(FRESH, licensed_on=SINCE)
    kinds = {one.kind for one in obligations_of(licensed, cadences, TODAY)}
    waiting = {one.kind for one in cadences if one.anchor in ("event", "before_event", "promptly")}
    assert kinds == {one.kind for one in cadences} - waiting
    assert {"reserve_breach_report", "issuance_breach_report"} <= waiting


def test_each_day_owes_its_statement_by_its_own_end(book: Rulebook) -> None:
    owed = of_kind(book, "daily_statement")
    assert [(one.about, one.due_on) for one in owed] == [
        (str(day), day) for day in (SINCE, date(2026, 9, 2), TODAY)
    ]  # fmt: skip
    assert [one.status(TODAY) for one in owed] == [Status.OVERDUE, Status.OVERDUE, Status.DUE]


def test_the_week_runs_from_the_last_return_not_from_the_calendar(book: Rulebook) -> None:
    first = of_kind(book, "weekly_report")[0]
    assert first.due_on == date(2026, 9, 8)
    early = done(FRESH, first, date(2026, 9, 4))
    assert [one.due_on for one in of_kind(book, "weekly_report", early, date(2026, 9, 5))] == [
        date(2026, 9, 8), date(2026, 9, 11),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("on", "status", "outcome"),
    [(date(2026, 9, 7), Status.DONE, Outcome.MET), (date(2026, 9, 8), Status.DONE, Outcome.MET),
     (date(2026, 9, 9), Status.DONE_LATE, Outcome.BREACHED)],
)  # fmt: skip
def test_a_duty_is_met_until_its_day_and_breached_a_day_later(
    book: Rulebook, on: date, status: Status, outcome: Outcome
) -> None:
    owed = of_kind(book, "weekly_report")[0]
    one = of_kind(book, "weekly_report", done(FRESH, owed, on), date(2026, 9, 20))[0]
    assert one.status(on) is status
    assert [item.outcome for item in one.judge(book, date(2026, 9, 20))] == [outcome]


def test_an_open_duty_is_unknown_on_its_day_and_breached_after(book: Rulebook) -> None:
    owed = of_kind(book, "weekly_report")[0]
    assert [item.outcome for item in owed.judge(book, date(2026, 9, 8))] == [Outcome.UNKNOWN]
    assert overdue([owed], book, date(2026, 9, 8)) == ()
    late = overdue([owed], book, date(2026, 9, 9))
    assert [(item.outcome, item.subject_id, item.citation) for item in late] == [
        (Outcome.BREACHED, owed.id, "G 2.7.2")
    ]  # fmt: skip


def test_audited_accounts_are_due_four_months_after_the_year_ends(book: Rulebook) -> None:
    assert [one.due_on for one in of_kind(book, "audited_accounts")] == [date(2027, 4, 30)]
    june = replace(FRESH, financial_year_end=(6, 30))
    assert [one.due_on for one in of_kind(book, "audited_accounts", june)] == [date(2027, 10, 30)]


def test_the_attestation_is_undated_until_the_authority_sets_its_frequency(book: Rulebook) -> None:
    undated = of_kind(book, "attestation_report")
    assert [(one.due_on, one.status(TODAY)) for one in undated] == [(None, Status.UNDATED)]
    monthly = replace(FRESH, attestation_period_months=1)
    assert [one.due_on for one in of_kind(book, "attestation_report", monthly)] == [date(2026, 10, 30)]


def test_the_attestation_counts_from_the_last_business_day_of_its_period(book: Rulebook) -> None:
    monthly = replace(FRESH, attestation_period_months=1, since=date(2026, 10, 5))
    owed = of_kind(book, "attestation_report", monthly, date(2026, 10, 6))
    assert [one.due_on for one in owed] == [date(2026, 11, 30)], "31 October 2026 is a Saturday; 30 October counts"


def test_an_event_asks_for_its_report_on_the_same_day(book: Rulebook) -> None:
    eventful = replace(FRESH, arisen=(("reserve_breach_report", "HK.pool.eligible_backing pol_1", TODAY),))
    owed = of_kind(book, "reserve_breach_report", eventful)
    assert [(one.due_on, one.citation, one.status(TODAY)) for one in owed] == [(TODAY, "G 2.7.5", Status.DUE)]
    assert owed[0].status(date(2026, 9, 4)) is Status.OVERDUE


def test_a_planned_event_asks_for_its_notice_on_a_day_before(book: Rulebook) -> None:
    planned = replace(FRESH, arisen=(("white_paper_notice", "coin HKDQ", date(2026, 9, 4)),))
    owed = of_kind(book, "white_paper_notice", planned)
    assert [(one.due_on, one.status(TODAY)) for one in owed] == [(TODAY, Status.DUE)]
    assert owed[0].status(date(2026, 9, 4)) is Status.OVERDUE


def test_a_prompt_duty_has_no_day_and_is_never_late_until_somebody_judges(book: Rulebook) -> None:
    asked = replace(FRESH, arisen=(("complaint_feedback", "letter of 1 September", SINCE),))
    owed = of_kind(book, "complaint_feedback", asked)
    assert [(one.due_on, one.status(TODAY)) for one in owed] == [(None, Status.UNDATED)]
    assert [finding.outcome for finding in owed[0].judge(book, TODAY)] == [Outcome.UNKNOWN]


@pytest.mark.parametrize(
    ("kind", "due"), [("complaint_acknowledgement", date(2026, 9, 8)), ("complaint_reply", date(2026, 10, 1))]
)
def test_a_complaint_is_acknowledged_and_answered_by_its_days(book: Rulebook, kind: str, due: date) -> None:
    complained = replace(FRESH, arisen=((kind, "complaint 7", SINCE),))
    assert [one.due_on for one in of_kind(book, kind, complained)] == [due]


def test_an_obligation_keeps_its_identity_from_day_to_day(book: Rulebook) -> None:
    today = {one.id for one in obligations_of(FRESH, book.cadences(TODAY), TODAY)}
    tomorrow = {one.id for one in obligations_of(FRESH, book.cadences(TODAY), date(2026, 9, 4))}
    assert today < tomorrow


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [(date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2026, 11, 30), 3, date(2027, 2, 28)),
     (date(2026, 12, 31), 4, date(2027, 4, 30)), (date(2026, 2, 28), 12, date(2027, 2, 28))],
)  # fmt: skip
def test_months_end_where_the_shorter_month_ends(day: date, months: int, expected: date) -> None:
    assert plus(day, months, "months") == expected
