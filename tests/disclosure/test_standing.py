"""Since when a finding is open, and which reports breaches ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from lantau.disclosure.standing import Standing, breach_duties, open_since
from lantau.rulebook import Finding, Outcome, Rulebook, load

NOON = datetime(2026, 9, 1, 4, tzinfo=UTC)
EVENING = NOON + timedelta(hours=6)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load("HK")


def backing(book: Rulebook, eligible: int | None) -> Finding:
    facts = {"pool.par_outstanding_micros": 100, "pool.eligible_market_value_micros": eligible}
    return book.judge("pool", facts, subject_id="pol_1", on=date(2026, 9, 1))[1]


def standing(finding: Finding, at: datetime, since: datetime | None, source: str = "close") -> Standing:
    return Standing(
        id="fnd_1", issuer_id="pty_1", rule_id=finding.rule_id, subject_kind=finding.subject_kind,
        subject_id=finding.subject_id, outcome=finding.outcome, open_since=since, occurred_at=at, recorded_at=at,
        source="act" if source == "act" else "close", commit_id="", body=finding.as_body(),
    )  # fmt: skip


def test_a_finding_that_is_met_is_not_open(book: Rulebook) -> None:
    assert open_since(backing(book, 100), {}, (), EVENING) is None


def test_a_new_breach_is_open_since_the_close_that_saw_it(book: Rulebook) -> None:
    assert open_since(backing(book, 99), {}, (), EVENING) == EVENING


def test_a_breach_that_an_act_made_is_open_since_the_act(book: Rulebook) -> None:
    breach = backing(book, 99)
    act = standing(breach, NOON, None, "act")
    assert open_since(breach, {}, (act,), EVENING) == NOON
    elsewhere = replace(act, subject_id="pol_2")
    assert open_since(breach, {}, (elsewhere,), EVENING) == EVENING


def test_a_breach_that_goes_on_keeps_its_first_day_even_when_it_turns_unknown(book: Rulebook) -> None:
    before = {("HK.pool.eligible_backing", "pol_1"): NOON}
    assert open_since(backing(book, 99), before, (), EVENING) == NOON
    assert open_since(backing(book, None), before, (), EVENING) == NOON


def test_a_breach_asks_for_an_immediate_report_and_an_unknown_does_not(book: Rulebook) -> None:
    breach, unknown = (standing(backing(book, eligible), EVENING, EVENING) for eligible in (99, None))
    assert [(duty.kind, duty.arose_on) for duty in breach_duties([breach], [])] == [
        ("reserve_breach_report", date(2026, 9, 1))
    ]  # fmt: skip
    assert unknown.outcome is Outcome.UNKNOWN
    assert breach_duties([unknown], []) == ()


def test_a_breach_healed_before_the_close_is_still_reported(book: Rulebook) -> None:
    act = standing(backing(book, 99), NOON, None, "act")
    healed = standing(backing(book, 100), EVENING, None)
    assert len(breach_duties([healed], [act])) == 1


def test_one_breach_seen_by_act_and_close_asks_for_one_report(book: Rulebook) -> None:
    breach = backing(book, 99)
    assert len(breach_duties([standing(breach, EVENING, NOON)], [standing(breach, NOON, None, "act")])) == 1
