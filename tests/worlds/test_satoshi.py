"""From the mine's floats to whole satoshi and cents: nothing is booked twice, nothing is lost between days."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lantau import mining
from lantau.mining import FleetFile, Month
from lantau.money import HKD, USD, Amount
from lantau.refusal import Refusal, Refused
from lantau.worlds.satoshi import at_rate, power_bill, produced

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = timedelta(days=1)


def fleet(name: str = "worlds/miner/fleet/fleet.toml") -> FleetFile:
    read = mining.read_fleet(EXAMPLES / name)
    assert not isinstance(read, Refusal), read
    return read


TAI_MO = fleet()
SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


@pytest.mark.parametrize("name", ["worlds/miner/fleet/fleet.toml", "fleets/three-rivers"])
def test_a_month_is_what_the_mines_own_report_says(name: str) -> None:
    read = fleet(name)
    report = mining.report(read)
    assert not isinstance(report, Refusal)
    booked = [produced(read, each.month.first_day, each.month.next.first_day).units for each in report.months]
    assert booked == [each.produced_sat for each in report.months]
    assert all(booked)


@pytest.mark.parametrize("month", [SEPTEMBER, OCTOBER])
def test_the_days_of_a_month_add_up_to_it(month: Month) -> None:
    days = [month.first_day + number * DAY for number in range(month.days)]
    booked = [produced(TAI_MO, day, day + DAY).units for day in days]
    assert all(each >= 0 for each in booked)
    assert sum(booked) == produced(TAI_MO, month.first_day, month.next.first_day).units


def test_what_a_day_leaves_over_goes_into_the_next() -> None:
    alike = [produced(TAI_MO, date(2026, 10, day), date(2026, 10, day + 1)).units for day in (3, 4, 5, 6)]
    assert max(alike) - min(alike) == 1, "the same output a day, a fraction of a satoshi carried"


def test_on_a_day_on_which_everything_was_down_nothing_was_produced() -> None:
    assert produced(TAI_MO, date(2026, 10, 10), date(2026, 10, 12)).units == 0


@settings(max_examples=25)
@given(st.lists(st.integers(1, 60), max_size=6, unique=True))
def test_however_two_months_are_cut_the_parts_add_up(cuts: list[int]) -> None:
    first, until = TAI_MO.fleet.start, TAI_MO.fleet.until
    edges = [first, *(first + cut * DAY for cut in sorted(cuts)), until]
    parts = [produced(TAI_MO, start, end).units for start, end in itertools.pairwise(edges)]
    assert sum(parts) == produced(TAI_MO, first, until).units


@pytest.mark.parametrize(("first", "until"), [("2026-08-31", "2026-09-01"), ("2026-10-31", "2026-11-02")])
def test_days_outside_the_fleets_own_are_refused(first: str, until: str) -> None:
    with pytest.raises(Refused) as refused:
        produced(TAI_MO, date.fromisoformat(first), date.fromisoformat(until))
    assert refused.value.refusal.code.name == "worlds.bad_argument"
    assert produced(TAI_MO, date(2026, 10, 31), date(2026, 11, 1)).units > 0


def test_a_power_bill_is_rounded_up_to_the_cent() -> None:
    report = mining.report(TAI_MO)
    assert not isinstance(report, Refusal)
    costs = report.months[0].costs
    exact = costs.power_usd - costs.credits_usd
    bill = power_bill(TAI_MO, SEPTEMBER)
    assert bill.asset == USD
    assert 0 <= bill.units - exact * 100 < 1
    with pytest.raises(Refused):
        power_bill(TAI_MO, Month(2026, 11))


@given(st.integers(0, 10**12), st.integers(1, 10**9))
def test_a_bill_in_another_currency_is_never_paid_short(cents: int, rate_micros: int) -> None:
    turned = at_rate(Amount(USD, cents), rate_micros, HKD).units
    assert (turned - 1) * 10**6 < cents * rate_micros <= turned * 10**6
