"""Redemption deadlines: one business day after the day of receipt, provisional until that day is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.dates import Warning, end_of_day, hk_date, is_business_day, parse_instant, redemption_deadline
from lantau.refusal import Refused


def at(text: str) -> datetime:
    return parse_instant(f"{text}+08:00")


FRIDAY = at("2026-10-16 15:00")
"""Before the Monday that follows the Double Ninth Festival."""
GALE = Warning("gale", at("2026-10-20 17:00"), at("2026-10-21 04:20"))


def test_a_request_valid_on_friday_before_a_monday_holiday_is_due_by_the_end_of_tuesday() -> None:
    deadline = redemption_deadline(FRIDAY, [], known_at=FRIDAY)
    assert deadline.due_day == date(2026, 10, 20)
    assert deadline.due_at == at("2026-10-21 00:00")
    assert deadline.provisional
    assert deadline.counted == (
        (date(2026, 10, 17), "Saturday"),
        (date(2026, 10, 18), "Sunday"),
        (date(2026, 10, 19), "general holiday: The day following Double Ninth Festival"),
        (date(2026, 10, 20), "business day 1 of 1"),
    )


def test_a_gale_warning_from_tuesday_afternoon_moves_it_to_the_end_of_wednesday() -> None:
    before = redemption_deadline(FRIDAY, [GALE], known_at=at("2026-10-20 16:59"))
    assert (before.due_day, before.provisional) == (date(2026, 10, 20), True)

    hoisted = redemption_deadline(FRIDAY, [GALE], known_at=at("2026-10-20 17:00"))
    assert (hoisted.due_day, hoisted.provisional) == (date(2026, 10, 21), True)
    assert hoisted.skipped[-1] == (
        date(2026, 10, 20),
        "gale warning in force (from 2026-10-20 17:00 on, no end known, Hong Kong time)",
    )

    still_up = redemption_deadline(FRIDAY, [GALE], known_at=at("2026-10-21 00:00"))
    assert (still_up.due_day, still_up.provisional) == (date(2026, 10, 22), True)


def test_a_gale_warning_lowered_at_midnight_leaves_wednesday_as_the_due_day() -> None:
    warnings = [Warning("gale", at("2026-10-20 17:00"), at("2026-10-21 00:00"))]
    assert redemption_deadline(FRIDAY, warnings, known_at=at("2026-10-21 00:00")).due_day == date(2026, 10, 21)
    deadline = redemption_deadline(FRIDAY, warnings, known_at=at("2026-10-22 00:00"))
    assert deadline.due_at == at("2026-10-22 00:00")
    assert not deadline.provisional
    assert [day for day, _ in deadline.skipped] == [date(2026, 10, day) for day in (17, 18, 19, 20)]


def test_a_deadline_is_provisional_until_its_day_is_over_and_not_a_microsecond_longer() -> None:
    end = at("2026-10-21 00:00")
    assert redemption_deadline(FRIDAY, [], known_at=end - timedelta(microseconds=1)).provisional
    assert not redemption_deadline(FRIDAY, [], known_at=end).provisional


def test_a_warning_known_only_after_the_day_still_moves_a_deadline_that_was_final() -> None:
    wednesday = at("2026-10-21 10:00")
    warnings = [Warning("gale", at("2026-10-20 17:00"), at("2026-10-20 23:00"))]
    assert redemption_deadline(FRIDAY, [], known_at=wednesday).due_day == date(2026, 10, 20)
    moved = redemption_deadline(FRIDAY, warnings, known_at=wednesday)
    assert (moved.due_day, moved.provisional) == (date(2026, 10, 21), True)


def test_an_end_told_late_brings_the_deadline_forward_again() -> None:
    known_at = at("2026-10-21 09:00")
    thought_to_last = [Warning("gale", at("2026-10-20 17:00"))]
    ended = [Warning("gale", at("2026-10-20 17:00"), at("2026-10-20 23:40"))]
    assert redemption_deadline(FRIDAY, thought_to_last, known_at=known_at).due_day == date(2026, 10, 22)
    assert redemption_deadline(FRIDAY, ended, known_at=known_at).due_day == date(2026, 10, 21)


def test_storm_after_storm_moves_the_deadline_each_time_it_is_asked() -> None:
    warnings = [
        Warning("gale", at("2026-10-20 17:00"), at("2026-10-21 04:20")),
        Warning("black_rain", at("2026-10-22 06:00"), at("2026-10-22 07:30")),
        Warning("gale", at("2026-10-23 21:00"), at("2026-10-25 10:00")),
    ]
    seen = [
        redemption_deadline(FRIDAY, warnings, known_at=at(known)).due_day.day
        for known in (
            "2026-10-19 09:00",
            "2026-10-20 18:00",
            "2026-10-21 01:00",
            "2026-10-22 06:00",
            "2026-10-23 20:59",
            "2026-10-23 21:00",
            "2026-10-26 12:00",
        )
    ]
    assert seen == [20, 21, 22, 23, 23, 26, 26]


def test_the_day_of_receipt_never_counts_however_early_or_late_the_hour() -> None:
    for hour in ("00:00", "09:00", "23:59"):
        deadline = redemption_deadline(at(f"2026-10-14 {hour}"), [], known_at=at("2026-10-14 23:59"))
        assert deadline.due_day == date(2026, 10, 15)
    assert redemption_deadline(at("2026-10-15 00:00"), [], known_at=FRIDAY).due_day == date(2026, 10, 16)


@pytest.mark.parametrize(
    ("valid", "due_day"),
    [
        ("2026-10-17 10:00", date(2026, 10, 20)),  # a Saturday
        ("2026-10-18 10:00", date(2026, 10, 20)),  # a Sunday
        ("2026-10-19 10:00", date(2026, 10, 20)),  # a holiday
        ("2026-02-16 23:00", date(2026, 2, 20)),  # the eve of Chinese New Year
        ("2027-02-05 12:00", date(2027, 2, 10)),
        ("2026-12-24 12:00", date(2026, 12, 28)),  # Christmas Eve
        ("2027-12-24 12:00", date(2027, 12, 28)),
        ("2026-12-31 12:00", date(2027, 1, 4)),  # the last day of the year, a Thursday
        ("2026-04-02 12:00", date(2026, 4, 8)),  # before Easter
    ],
)
def test_a_request_is_due_on_the_first_business_day_after_it(valid: str, due_day: date) -> None:
    deadline = redemption_deadline(at(valid), [], known_at=at(valid))
    assert deadline.due_day == due_day
    assert deadline.due_at == end_of_day(due_day)


def test_the_instant_is_read_in_hong_kong_whatever_its_time_zone() -> None:
    late = parse_instant("2026-10-15T16:30:00Z")  # half past midnight on Friday in Hong Kong
    assert redemption_deadline(late, [], known_at=late).due_day == date(2026, 10, 20)


def test_the_number_of_business_days_is_the_rulebooks() -> None:
    deadline = redemption_deadline(FRIDAY, [], business_days=3, known_at=FRIDAY)
    assert deadline.due_day == date(2026, 10, 22)
    assert [reason for _, reason in deadline.counted if reason.startswith("business")] == [
        "business day 1 of 3",
        "business day 2 of 3",
        "business day 3 of 3",
    ]
    assert len(deadline.skipped) == 3
    with pytest.raises(AssertionError):
        redemption_deadline(FRIDAY, [], business_days=0, known_at=FRIDAY)


def test_a_deadline_outside_the_known_holidays_is_refused() -> None:
    new_years_eve = at("2027-12-31 12:00")
    with pytest.raises(Refused) as raised:
        redemption_deadline(new_years_eve, [], known_at=new_years_eve)
    assert raised.value.refusal.code.name == "dates.not_covered"


def test_instants_without_a_time_zone_are_refused() -> None:
    for valid, known in ((datetime(2026, 10, 16), FRIDAY), (FRIDAY, datetime(2026, 10, 16))):
        with pytest.raises(Refused) as raised:
            redemption_deadline(valid, [], known_at=known)
        assert raised.value.refusal.code.name == "dates.no_time_zone"


MINUTES = st.integers(0, 60 * 24 * 20)
WARNINGS = st.lists(
    st.builds(
        lambda kind, start, length: Warning(
            kind, FRIDAY + timedelta(minutes=start), FRIDAY + timedelta(minutes=start + length)
        ),
        st.sampled_from(["gale", "black_rain"]),
        MINUTES,
        st.integers(1, 60 * 24 * 3),
    ),
    max_size=6,
)


@given(WARNINGS, st.lists(MINUTES, min_size=2, max_size=5), st.integers(1, 4))
def test_while_warnings_are_told_on_time_a_deadline_only_moves_back(
    warnings: list[Warning], minutes: list[int], days: int
) -> None:
    """A warning adds days without business and takes none back; an end that comes only stops it from adding more."""
    asked = [FRIDAY + timedelta(minutes=minute) for minute in sorted(minutes)]
    answers = [redemption_deadline(FRIDAY, warnings, business_days=days, known_at=known) for known in asked]
    assert [answer.due_at for answer in answers] == sorted(answer.due_at for answer in answers)


@given(WARNINGS, st.integers(1, 4))
def test_a_final_deadline_is_what_hindsight_says(warnings: list[Warning], days: int) -> None:
    hindsight = redemption_deadline(FRIDAY, warnings, business_days=days, known_at=FRIDAY + timedelta(days=90))
    at_its_end = redemption_deadline(FRIDAY, warnings, business_days=days, known_at=hindsight.due_at)
    assert not at_its_end.provisional
    assert at_its_end.due_at == hindsight.due_at
    assert [day for day, reason in hindsight.counted if reason.startswith("business")] == [
        day for day, _ in hindsight.counted if is_business_day(day, warnings)
    ]
    assert hindsight.counted[0][0] == hk_date(FRIDAY) + timedelta(days=1)
