"""Business days of section 9 of the Guideline: no Saturday, no general holiday, no day touched by a warning."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.dates import (
    GENERAL_HOLIDAYS,
    HONG_KONG,
    Warning,
    add_business_days,
    business_day_reason,
    is_business_day,
    parse_instant,
)
from lantau.refusal import Refused

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 20))


def at(text: str) -> datetime:
    """An instant in Hong Kong: ``2026-10-20 17:00``."""
    return parse_instant(f"{text}+08:00")


def gale(start: str, end: str | None = None) -> Warning:
    return Warning("gale", at(start), at(end) if end else None)


def test_an_ordinary_weekday_is_a_business_day() -> None:
    assert business_day_reason(date(2026, 10, 20), []) is None
    assert is_business_day(date(2026, 10, 20), [])


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 10, 17), "Saturday"),
        (date(2026, 10, 18), "Sunday"),
        (date(2026, 10, 19), "general holiday: The day following Double Ninth Festival"),
        (date(2026, 12, 26), "Saturday; general holiday: The first weekday after Christmas Day"),
        (date(2026, 4, 7), "general holiday: The day following Easter Monday"),
        (date(2026, 2, 17), "general holiday: Chinese New Year"),
    ],
)
def test_a_day_that_is_none_says_every_reason(day: date, reason: str) -> None:
    assert business_day_reason(day, []) == reason
    assert not is_business_day(day, [])


def test_a_warning_from_five_in_the_afternoon_takes_the_whole_tuesday() -> None:
    warnings = [gale("2026-10-20 17:00", "2026-10-20 23:10")]
    assert business_day_reason(date(2026, 10, 20), warnings) == (
        "gale warning in force (from 2026-10-20 17:00 to 2026-10-20 23:10, Hong Kong time)"
    )
    assert is_business_day(date(2026, 10, 21), warnings)


def test_a_black_rainstorm_warning_does_the_same() -> None:
    warnings = [Warning("black_rain", at("2026-09-08 23:05"), at("2026-09-09 16:45"))]
    reason = business_day_reason(date(2026, 9, 8), warnings)
    assert reason is not None and reason.startswith("black rainstorm warning in force")
    assert not is_business_day(date(2026, 9, 9), warnings)
    assert is_business_day(date(2026, 9, 10), warnings)


def test_one_minute_of_a_warning_is_enough() -> None:
    assert not is_business_day(date(2026, 10, 20), [gale("2026-10-19 12:00", "2026-10-20 00:01")])
    assert not is_business_day(date(2026, 10, 20), [gale("2026-10-20 23:59", "2026-10-21 09:00")])


def test_a_warning_that_ended_at_midnight_does_not_touch_the_new_day() -> None:
    warnings = [gale("2026-10-20 17:00", "2026-10-21 00:00")]
    assert not is_business_day(date(2026, 10, 20), warnings)
    assert is_business_day(date(2026, 10, 21), warnings)


def test_a_warning_that_starts_at_midnight_does_not_touch_the_day_before() -> None:
    warnings = [gale("2026-10-21 00:00", "2026-10-21 04:00")]
    assert is_business_day(date(2026, 10, 20), warnings)
    assert not is_business_day(date(2026, 10, 21), warnings)


def test_a_storm_of_three_days_takes_three_days() -> None:
    warnings = [gale("2025-09-23 14:20", "2025-09-25 13:20")]
    assert [is_business_day(date(2025, 9, day), warnings) for day in (22, 23, 24, 25, 26)] == [True, *[False] * 3, True]


def test_two_storms_in_a_row_and_rain_between_count_each_for_its_own_days() -> None:
    warnings = [
        gale("2026-09-07 20:00", "2026-09-08 06:00"),
        Warning("black_rain", at("2026-09-09 07:00"), at("2026-09-09 09:00")),
        gale("2026-09-10 22:00", "2026-09-11 05:00"),
    ]
    assert add_business_days(date(2026, 9, 4), 1, warnings) == date(2026, 9, 14)
    assert add_business_days(date(2026, 9, 4), 1, warnings[:1]) == date(2026, 9, 9)


def test_two_warnings_on_one_day_are_both_named() -> None:
    warnings = [
        gale("2026-10-17 01:00", "2026-10-17 09:00"),
        Warning("black_rain", at("2026-10-17 03:00"), at("2026-10-17 04:00")),
    ]
    reason = business_day_reason(date(2026, 10, 17), warnings)
    assert reason is not None
    assert [part.split(" (")[0] for part in reason.split("; ")] == [
        "Saturday",
        "gale warning in force",
        "black rainstorm warning in force",
    ]


def test_a_warning_without_an_end_counts_for_the_days_up_to_what_is_known() -> None:
    warnings = [gale("2026-10-20 17:00")]
    days = [date(2026, 10, 20), date(2026, 10, 21), date(2026, 10, 22)]
    assert [is_business_day(day, warnings) for day in days] == [False, True, True]
    wednesday = at("2026-10-21 09:00")
    assert [is_business_day(day, warnings, known_at=wednesday) for day in days] == [False, False, True]
    midnight = at("2026-10-21 00:00")
    assert not is_business_day(date(2026, 10, 21), warnings, known_at=midnight), "it is in force as the day begins"


@pytest.mark.parametrize(
    ("after", "n", "found"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 16)),  # the Monday before Chinese New Year
        (date(2026, 2, 16), 1, date(2026, 2, 20)),  # over the three days of Chinese New Year
        (date(2026, 2, 16), 2, date(2026, 2, 23)),
        (date(2027, 2, 5), 1, date(2027, 2, 10)),  # the second day is a Sunday, so a fourth is given
        (date(2025, 1, 28), 1, date(2025, 2, 3)),
        (date(2026, 4, 2), 1, date(2026, 4, 8)),  # Easter and Tomb-Sweeping Day together
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # Christmas on a Friday
        (date(2027, 12, 24), 1, date(2027, 12, 28)),  # Christmas on a Saturday moves its second day
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # the year's end
        (date(2025, 12, 31), 1, date(2026, 1, 2)),
        (date(2026, 10, 17), 1, date(2026, 10, 20)),  # from a Saturday
        (date(2026, 10, 14), 3, date(2026, 10, 20)),
    ],
)
def test_business_days_are_counted_over_the_holidays_of_the_year(after: date, n: int, found: date) -> None:
    assert add_business_days(after, n, []) == found


@given(DAYS, st.integers(1, 5), st.integers(1, 5))
def test_counting_on_is_counting_together(day: date, first: int, then: int) -> None:
    if day < date(2027, 12, 1):
        there = add_business_days(day, first, [])
        assert add_business_days(there, then, []) == add_business_days(day, first + then, [])


@given(DAYS)
def test_between_a_day_and_its_next_business_day_there_is_none(day: date) -> None:
    found = add_business_days(day, 1, [])
    assert is_business_day(found, [])
    between = [day + timedelta(days=step) for step in range(1, (found - day).days)]
    assert not any(is_business_day(one, []) for one in between)


@given(DAYS, st.integers(0, 60 * 24 * 6), st.integers(1, 60 * 24 * 4))
def test_a_warning_takes_exactly_the_days_it_overlaps(day: date, from_minute: int, minutes: int) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=HONG_KONG)
    start = midnight + timedelta(minutes=from_minute)
    warning = Warning("gale", start, start + timedelta(minutes=minutes))
    touched = {(start + timedelta(minutes=minute)).date() for minute in range(0, minutes, 60)}
    touched.add((start + timedelta(minutes=minutes - 1)).date())
    for step in range(11):
        one = day + timedelta(days=step)
        assert warning.in_force_on(one) == (one in touched)


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2028, 1, 3)])
def test_a_day_whose_holidays_are_not_known_is_refused(day: date) -> None:
    with pytest.raises(Refused) as raised:
        is_business_day(day, [])
    assert raised.value.refusal.code.name == "dates.not_covered"


def test_counting_beyond_the_covered_days_is_refused() -> None:
    assert add_business_days(date(2027, 12, 30), 1, []) == GENERAL_HOLIDAYS.covered_until
    with pytest.raises(Refused) as raised:
        add_business_days(date(2027, 12, 31), 1, [])
    assert raised.value.refusal.code.name == "dates.not_covered"


def test_counting_no_days_and_asking_about_an_instant_are_bugs() -> None:
    with pytest.raises(AssertionError):
        add_business_days(date(2026, 10, 20), 0, [])
    with pytest.raises(AssertionError):
        is_business_day(at("2026-10-20 17:00"), [])


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: gale("2026-10-20 17:00", "2026-10-20 16:59"), "dates.ends_before_start"),
        (lambda: gale("2026-10-20 17:00", "2026-10-20 17:00"), "dates.ends_before_start"),
        (lambda: Warning("gale", datetime(2026, 10, 20)), "dates.no_time_zone"),
        (lambda: Warning("gale", at("2026-10-20 17:00"), datetime(2026, 10, 21)), "dates.no_time_zone"),
        (lambda: Warning("red_rain", at("2026-10-20 17:00")), "dates.unknown_warning"),  # type: ignore[arg-type]
    ],
)
def test_a_warning_that_makes_no_sense_is_refused(make: object, code: str) -> None:
    with pytest.raises(Refused) as raised:
        make()  # type: ignore[operator]
    assert raised.value.refusal.code.name == code
