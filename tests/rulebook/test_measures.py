"""Exactness: nothing wraps, nothing is rounded, months are calendar months."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lantau.rulebook.comparisons import Must
from lantau.rulebook.law import Words
from lantau.rulebook.measures import INT64_MAX, Measure, add_months

NAMED = Words("it", "它")
SIXTY_BILLION = 60_000_000_000 * 10**6


def whole(value: Any, unit: str = "micros", denominator: int = 1) -> Measure:
    return Measure(value, True, "int", unit, NAMED, denominator=denominator)


def column(*values: int) -> Any:
    return numpy.array(values, dtype=numpy.int64)


def test_one_cent_short_of_sixty_billion_is_seen() -> None:
    short = column(SIXTY_BILLION - 10_000, SIXTY_BILLION - 1, SIXTY_BILLION)
    verdict = Must(whole(short), ">=", whole(SIXTY_BILLION)).verdict
    assert verdict.met.tolist() == [False, False, True]
    assert verdict.breached.tolist() == [True, True, False]


@pytest.mark.parametrize(("left", "right"), [(INT64_MAX, -INT64_MAX), (-INT64_MAX, INT64_MAX), (INT64_MAX, -1)])
def test_a_difference_beyond_64_bits_is_exact_in_both_shapes(left: int, right: int) -> None:
    assert (whole(left) - whole(right)).values == left - right
    in_column = (whole(column(left, 0)) - whole(column(right, 0))).values
    assert in_column.tolist() == [left - right, 0]


def test_a_share_beyond_64_bits_is_exact_in_both_shapes() -> None:
    share = whole(10_050, "share", denominator=10_000)
    for shape in (SIXTY_BILLION, column(SIXTY_BILLION)):
        needed = SIXTY_BILLION * 10_050 // 10_000
        limit = whole(shape).share(share)
        assert bool(numpy.all(Must(whole(needed), ">=", limit).verdict.met))
        assert bool(numpy.all(Must(whole(needed - 1), ">=", limit).verdict.breached))


@pytest.mark.parametrize(
    ("count", "board", "met"), [(1, 3, True), (2, 7, False), (3, 7, True), (0, 0, True), (3333, 10000, False)]
)
def test_a_third_is_a_third_and_not_a_decimal(count: int, board: int, met: bool) -> None:
    third = whole(1, "share", denominator=3)
    comparison = Must(whole(count, "persons"), ">=", whole(board, "persons").share(third))
    assert comparison.verdict.met is met
    assert (comparison.margin() >= 0) is met  # type: ignore[operator]


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-400, 400))
@settings(max_examples=200, deadline=None)
def test_months_are_added_alike_to_one_day_and_to_a_column(day: date, months: int) -> None:
    alone = add_months(day.toordinal(), months)
    in_column = add_months(column(day.toordinal()), months)
    assert in_column.tolist() == [alone]
    moved = date.fromordinal(alone)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


def test_the_last_day_of_november_and_three_months_is_the_last_of_february() -> None:
    assert date.fromordinal(add_months(date(2026, 11, 30).toordinal(), 3)) == date(2027, 2, 28)
    assert date.fromordinal(add_months(date(2027, 11, 30).toordinal(), 3)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("op", "measured", "margin", "met"),
    [
        (">=", 10, 0, True), (">=", 9, -1, False),
        ("<=", 10, 0, True), ("<=", 11, -1, False),
        (">", 11, 0, True), (">", 10, -1, False),
        ("<", 9, 0, True), ("<", 10, -1, False),
    ],
)  # fmt: skip
def test_the_margin_counts_to_the_nearest_number_that_satisfies(op: str, measured: int, margin: int, met: bool) -> None:
    comparison = Must(whole(measured), op, whole(10))
    assert comparison.margin() == margin
    assert comparison.verdict.met is met
