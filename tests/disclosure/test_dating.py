"""How a duty counts its days: from a licence, a year end, an event, before a plan, by business days, by one's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from lantau.dates import HONG_KONG, Warning
from lantau.disclosure.dating import cadences_of, obligations_of, starting_with
from lantau.disclosure.duties import own_intervals, own_year_end
from lantau.disclosure.obligations import Duties, Obligation, Status, overdue
from lantau.observations.values import Resolution
from lantau.refusal import Json
from lantau.rulebook import Branch, Cadence, Level, Outcome, Rulebook, load
from lantau.rulebook.law import Words

OPENED, TODAY = date(2026, 9, 16), date(2026, 9, 18)
WORDS = Words("a duty", "責任")
LICENSED = Duties("pty_issuer", None, {}, licensed_on=date(2026, 9, 15))


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load("HK")


def duty(anchor: str, value: int | None, unit: str = "days", kind: str = "a_duty", **changes: object) -> Cadence:
    made = Cadence(
        kind=kind, rule_id="HK.calendar.weekly_report", parameter="", anchor=anchor, value=value, unit=unit,
        citation="O s.22(1)", title=WORDS, level=Level.STATUTORY, branch=Branch.SAME, starts=WORDS,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def due_days(duties: Duties, cadence: Cadence, as_of: date = TODAY) -> list[date | None]:
    return [one.due_on for one in obligations_of(duties, [cadence], as_of)]


def test_the_licence_fee_is_due_so_long_after_the_licence_and_then_on_each_anniversary() -> None:
    fee = duty("licence_anniversary", 14)
    assert due_days(LICENSED, fee) == [date(2026, 9, 29), date(2027, 9, 15)]
    assert due_days(LICENSED, fee, date(2027, 9, 16)) == [date(2026, 9, 29), date(2027, 9, 15), date(2028, 9, 15)]
    owed = obligations_of(LICENSED, [fee], date(2026, 9, 29))[0]
    assert [owed.status(day) for day in (date(2026, 9, 29), date(2026, 9, 30))] == [Status.DUE, Status.OVERDUE]


def test_the_anniversary_of_a_leap_day_is_the_day_before_it_would_be_too_late() -> None:
    leap = replace(LICENSED, licensed_on=date(2024, 2, 29))
    assert due_days(leap, duty("licence_anniversary", 14), date(2028, 3, 1)) == [
        date(2024, 3, 14), date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29),
        date(2029, 2, 28),
    ]  # fmt: skip


def test_a_revoked_licence_has_no_further_anniversary_and_none_at_all_owes_no_fee() -> None:
    ended = replace(LICENSED, licence_ended_on=date(2027, 9, 14))
    assert due_days(ended, duty("licence_anniversary", 14), date(2028, 1, 1)) == [date(2026, 9, 29)]
    assert due_days(replace(LICENSED, licensed_on=None, since=OPENED), duty("licence_anniversary", 14)) == []


def test_what_is_counted_day_by_day_begins_with_the_first_pool_and_the_year_with_the_licence() -> None:
    assert due_days(LICENSED, duty("day", 1)) == due_days(LICENSED, duty("last_done", 7)) == []
    assert due_days(LICENSED, duty("financial_year_end", 4, "months")) == [date(2027, 4, 30)]
    assert due_days(replace(LICENSED, since=OPENED), duty("last_done", 7)) == [date(2026, 9, 23)]


def test_a_year_end_on_the_leap_day_falls_on_the_last_of_february() -> None:
    leap = replace(LICENSED, financial_year_end=(2, 29))
    assert due_days(leap, duty("financial_year_end", 4, "months"), date(2027, 3, 1)) == [
        date(2027, 6, 28), date(2028, 6, 29),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "value", "expected"),
    [(date(2026, 9, 18), 1, date(2026, 9, 21)), (date(2026, 9, 30), 1, date(2026, 10, 2)),
     (date(2026, 9, 18), 0, date(2026, 9, 18)), (date(2026, 9, 24), 2, date(2026, 9, 28))],
)  # fmt: skip
def test_business_days_after_an_event_leave_out_week_ends_and_holidays(day: date, value: int, expected: date) -> None:
    told = replace(LICENSED, arisen=(("a_duty", "event 1", day),))
    assert due_days(told, duty("event", value, "business_days")) == [expected]


def test_business_days_before_a_plan_are_counted_back_over_the_holiday() -> None:
    planned = replace(LICENSED, arisen=(("a_duty", "plan 1", date(2026, 10, 2)),))
    assert due_days(planned, duty("before_event", 2, "business_days")) == [date(2026, 9, 29)]
    assert due_days(planned, duty("before_event", 0, "business_days")) == [date(2026, 10, 2)]


def test_a_business_day_may_still_move_until_it_is_over_and_a_warning_moves_it() -> None:
    notice = duty("event", 1, "business_days")
    told = replace(LICENSED, arisen=(("a_duty", "event 1", date(2026, 9, 17)),))
    (owed,) = obligations_of(told, [notice], TODAY)
    assert (owed.due_on, owed.status(TODAY)) == (date(2026, 9, 18), Status.PROVISIONAL)
    gale = Warning("gale", datetime(2026, 9, 18, 9, tzinfo=HONG_KONG), datetime(2026, 9, 18, 10, tzinfo=HONG_KONG))
    moved = replace(told, warnings=(gale,), known_at=datetime(2026, 9, 18, 12, tzinfo=UTC))
    assert due_days(moved, notice) == [date(2026, 9, 21)]
    (past,) = obligations_of(told, [notice], date(2026, 9, 19))
    assert past.status(date(2026, 9, 19)) is Status.OVERDUE


def test_days_that_no_warning_can_move_are_not_provisional() -> None:
    told = replace(LICENSED, arisen=(("a_duty", "event 1", TODAY),))
    assert [one.status(TODAY) for one in obligations_of(told, [duty("event", 7)], TODAY)] == [Status.DUE]


def test_an_attestation_is_provisional_until_the_periods_last_business_day_is_over() -> None:
    monthly = replace(LICENSED, since=OPENED, attestation_period_months=1)
    report = duty("last_business_day_of_period", 1, "months")
    first = obligations_of(monthly, [report], TODAY)[0]
    assert (first.about, first.due_on, first.status(TODAY)) == (
        "period to 2026-09-30", date(2026, 10, 30), Status.PROVISIONAL,
    )  # fmt: skip
    over = date(2026, 10, 1)
    assert obligations_of(monthly, [report], over)[0].status(over) is Status.DUE


def test_several_events_of_one_kind_are_several_obligations() -> None:
    told = replace(LICENSED, arisen=(("a_duty", "complaint 1", TODAY), ("a_duty", "complaint 2", TODAY)))
    owed = obligations_of(told, [duty("event", 7)], TODAY)
    assert [one.about for one in owed] == ["complaint 1", "complaint 2"]
    assert len({one.id for one in owed}) == 2


def regular(book: Rulebook, duties: Duties, as_of: date = TODAY) -> dict[str, list[Obligation]]:
    cadences = [one for one in cadences_of(book, as_of, bank=None) if one.anchor == "own_interval"]
    owed: dict[str, list[Obligation]] = {one.kind: [] for one in cadences}
    for one in obligations_of(duties, cadences, as_of):
        owed[one.kind].append(one)
    return owed


def test_what_the_law_asks_for_regularly_is_undated_until_the_firm_sets_its_interval(book: Rulebook) -> None:
    owed = regular(book, LICENSED)
    assert {"cyber_test", "access_recertification", "security_baseline_review"} <= owed.keys()
    assert {one.status(TODAY) for listed in owed.values() for one in listed} == {Status.UNDATED}
    undated = owed["cyber_test"][0]
    assert [finding.outcome for finding in undated.judge(book, TODAY)] == [Outcome.UNKNOWN]


def test_an_interval_of_ones_own_is_counted_from_the_last_time_and_held_by_the_rule(book: Rulebook) -> None:
    set_by_board = replace(LICENSED, own_intervals={"cyber_test": (6, "months")})
    first = regular(book, set_by_board)["cyber_test"][0]
    assert (first.due_on, first.status(TODAY)) == (date(2027, 3, 15), Status.DUE)
    done_on = date(2026, 12, 1)
    done = replace(set_by_board, done={first.id: done_on})
    assert [one.due_on for one in regular(book, done, date(2026, 12, 2))["cyber_test"]] == [
        date(2027, 3, 15), date(2027, 6, 1),
    ]  # fmt: skip
    short = replace(LICENSED, own_intervals={"cyber_test": (30, "days")})
    late = regular(book, short, date(2026, 10, 16))["cyber_test"]
    assert [found.outcome for found in overdue(late, book, date(2026, 10, 16))] == [Outcome.BREACHED]
    assert overdue(late, book, date(2026, 10, 15)) == ()


def resolution(terms: dict[str, Json], matter: str = "interval.cyber_test") -> dict[str, Resolution]:
    return {matter: Resolution("pty_issuer", matter, "B-1", OPENED, terms, "obs_1")}


@pytest.mark.parametrize("terms", [{}, {"months": 0}, {"months": "six"}, {"months": 1, "days": 1}, {"weeks": 1}])
def test_an_interval_that_cannot_be_read_sets_nothing(terms: dict[str, Json]) -> None:
    assert own_intervals(resolution(terms)) == {}
    assert own_intervals(resolution({"months": 6})) == {"cyber_test": (6, "months")}


@pytest.mark.parametrize("terms", [{}, {"month": 13, "day": 1}, {"month": 4, "day": 31}, {"month": "June", "day": 1}])
def test_a_year_end_that_is_no_day_leaves_the_thirty_first_of_december(terms: dict[str, Json]) -> None:
    def read(given: dict[str, Json]) -> tuple[int, int]:
        return own_year_end(resolution(given, "financial_year.end")["financial_year.end"])

    assert read(terms) == own_year_end(None) == (12, 31)
    assert read({"month": 6, "day": 30}) == (6, 30)
    assert read({"month": 2, "day": 29}) == (2, 29)


@pytest.mark.parametrize(
    ("branch", "bank", "bound"),
    [(Branch.EXEMPT, True, False), (Branch.EXEMPT, False, True), (Branch.ONLY, True, True),
     (Branch.ONLY, False, False), (Branch.SAME, True, True), (Branch.EXEMPT, None, True), (Branch.ONLY, None, True)],
)  # fmt: skip
def test_a_bank_is_not_asked_for_what_it_is_exempt_from(
    book: Rulebook, branch: Branch, bank: bool, bound: bool
) -> None:
    class OfOneBranch(Rulebook):
        """The law with one duty that has a branch."""

        def cadences(self, on: date, *, hold_last: bool = False) -> tuple[Cadence, ...]:
            return (duty("last_done", 7, branch=branch),)

    branched = OfOneBranch(book.id, book.law, book.functions)
    assert ("a_duty" in {one.kind for one in cadences_of(branched, TODAY, bank=bank)}) is bound


def test_one_event_starts_every_duty_whose_start_is_said_in_the_same_words(book: Rulebook) -> None:
    cadences = cadences_of(book, TODAY, bank=False)
    assert {one.kind for one in starting_with(cadences, "complaint_reply")} == {
        "complaint_acknowledgement", "complaint_reply",
    }  # fmt: skip
    assert {one.kind for one in starting_with(cadences, "key_compromise_alert")} == {
        "key_compromise_alert", "key_compromise_revocation",
    }  # fmt: skip
    assert starting_with(cadences, "weekly_report") == starting_with(cadences, "nothing") == ()


def test_a_prompt_duty_is_done_the_same_day_or_as_it_is_judged(book: Rulebook) -> None:
    cadences = cadences_of(book, TODAY, bank=False)
    told = replace(LICENSED, arisen=(("complaint_feedback", "request 1", TODAY),))

    def feedback(duties: Duties) -> Obligation:
        return next(one for one in obligations_of(duties, cadences, TODAY) if one.kind == "complaint_feedback")

    owed = feedback(told)
    later = date(2026, 9, 21)
    assert feedback(replace(told, done={owed.id: TODAY})).status(later) is Status.DONE
    slow = replace(told, done={owed.id: later})
    assert feedback(slow).status(later) is Status.UNDATED
    prompt, slack = (feedback(replace(slow, judged={owed.id: verdict})) for verdict in (True, False))
    assert {prompt.status(later), slack.status(later)} == {Status.JUDGED}
    assert overdue([prompt], book, later) == ()
    assert [finding.outcome for finding in overdue([slack], book, later)] == [Outcome.BREACHED]
