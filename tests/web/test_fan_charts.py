"""Fans are drawn from whole numbers, two of them on one scale, with numbers a reader can follow on both axes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.web.fan_charts import COLUMNS_MOST, TICKS_MOST, fan_chart, reach_of
from lantau.web.formats import grouped_number, number_text, statistic_digits, statistic_text

VALUE = st.integers(-(10**12), 10**12)


def fan(*middles: int, spread: int = 10) -> list[list[int]]:
    """A fan of seven quantiles about these medians."""
    return [[middle + at * spread for middle in middles] for at in range(-3, 4)]


@given(st.lists(VALUE, min_size=1, max_size=40), st.lists(VALUE, min_size=1, max_size=40), st.integers(0, 10**9))
def test_every_point_lies_within_the_frame_on_one_scale(one: list[int], other: list[int], spread: int) -> None:
    fans = [fan(*one, spread=spread), fan(*other, spread=spread)]
    reach = reach_of(fans)
    charts = [fan_chart(each, reach) for each in fans]
    assert [tick.value for tick in charts[0].down] == [tick.value for tick in charts[1].down]
    for chart in charts:
        places = re.findall(r"(-?\d+) (-?\d+)", " ".join([chart.median, *(band.path for band in chart.bands)]))
        assert all(chart.left <= int(x) <= chart.right and 0 <= int(y) <= chart.bottom for x, y in places)
        assert all(0 <= tick.place <= chart.bottom for tick in chart.down) and len(chart.down) <= TICKS_MOST + 1
        assert [band.shade for band in chart.bands] == [1, 2, 3]


def test_the_same_value_lies_at_the_same_height_in_both() -> None:
    calm, wild = fan(50, 50), fan(50, 90)
    reach = reach_of([calm, wild])
    first = [re.findall(r"M(\d+) (\d+)", fan_chart(each, reach).median) for each in (calm, wild)]
    assert first[0] == first[1]


def test_a_course_that_never_moves_has_a_scale_too() -> None:
    chart = fan_chart(fan(1_000_000, 1_000_000, spread=0), reach_of([fan(1_000_000, spread=0)]))
    assert chart.down and "L" in chart.median


def test_nought_is_the_end_of_a_scale_that_begins_near_it() -> None:
    assert reach_of([[[0, 500], [3, 1_000]]]).low == 0
    assert reach_of([[[-500], [1_000]]]).low < -500


@pytest.mark.parametrize(("steps", "distance"), [(36, 6), (60, 12), (720, 120), (1, 1), (5_000, 5_000)])
def test_steps_are_told_at_whole_days_and_years(steps: int, distance: int) -> None:
    lines = fan(*range(steps))
    told = [tick.value for tick in fan_chart(lines, reach_of([lines])).across]
    assert told == list(range(0, steps, distance)) and len(told) <= TICKS_MOST + 1


def test_a_long_course_is_thinned_and_keeps_its_last_step() -> None:
    lines = fan(*range(5_000))
    median = fan_chart(lines, reach_of([lines])).median
    assert median.count("L") <= COLUMNS_MOST + 1
    assert int(median.split()[-2].strip("L")) == fan_chart(lines, reach_of([lines])).right


@pytest.mark.parametrize(
    ("value", "unit", "span", "text"),
    [
        (0.08, "share of par", 1.5, "8.00%"), (-0.0012, "price", 1.0, "−0.0012"), (-0.00001, "price", 1.0, "0.0000"),
        (66_660.4, "CNH million a year", 400_000.0, "66,660"), (12.34, "licences", 16.0, "12.34"),
        (12.34, "firms", 240.0, "12.3"), (float("nan"), "price", 1.0, "–"), (1.0, "share", 1.0, "100.00%"),
    ],
)  # fmt: skip
def test_statistics_are_rounded_to_what_their_scale_bears(value: float, unit: str, span: float, text: str) -> None:
    assert statistic_text(value, unit, statistic_digits(unit, span)) == text


@pytest.mark.parametrize(
    ("value", "plain", "grouped"),
    [(0.0005, "0.0005", "0.0005"), (100_000_000.0, "100000000", "100,000,000"), (-0.2, "-0.2", "−0.2"),
     (1e-12, "0", "0"), (-1e-12, "0", "0"), (20.0, "20", "20"), (-1_500.25, "-1500.25", "−1,500.25")],
)  # fmt: skip
def test_settings_stand_plain_in_a_form_and_grouped_beside_it(value: float, plain: str, grouped: str) -> None:
    assert number_text(value) == plain and grouped_number(plain) == grouped
