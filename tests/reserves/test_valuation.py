"""What is known of a pool settles the question, or the question stays unknown: never a guess either way."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.money import HKD
from lantau.reserves import PoolValuation
from lantau.rulebook import Outcome, Rulebook, load

ELIGIBLE = "pool.eligible_market_value_micros"
AMOUNTS = st.integers(0, 60_000_000_000_000_000)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load("HK")


def valued(eligible: int, possible: int | None) -> PoolValuation:
    return PoolValuation("pol_1", HKD, date(2026, 9, 1), "HK", (), eligible, eligible, possible)


@given(eligible=AMOUNTS, more=AMOUNTS, par=AMOUNTS)
def test_no_missing_fact_could_turn_the_outcome_round(book: Rulebook, eligible: int, more: int, par: int) -> None:
    _, finding = valued(eligible, eligible + more).judge(book, par_micros=par)
    worst, best = eligible >= par, eligible + more >= par
    expected = Outcome.MET if worst else Outcome.UNKNOWN if best else Outcome.BREACHED
    assert finding.outcome is expected


@given(eligible=AMOUNTS, par=AMOUNTS)
def test_without_a_bid_a_pool_may_be_met_but_is_never_breached(book: Rulebook, eligible: int, par: int) -> None:
    _, finding = valued(eligible, None).judge(book, par_micros=par)
    assert finding.outcome is (Outcome.MET if eligible >= par else Outcome.UNKNOWN)


@pytest.mark.parametrize(("eligible", "expected"), [(59_999_999_999_990_000, 9_999), (60_000_000_000_000_000, 10_000)])
def test_coverage_is_rounded_down_so_that_a_cent_short_is_not_full(eligible: int, expected: int) -> None:
    assert valued(eligible, eligible).coverage_bps(60_000_000_000_000_000) == expected


def test_without_coins_there_is_no_coverage_to_state() -> None:
    assert valued(1, 1).coverage_bps(0) is None


def test_without_par_the_eligible_value_is_given_only_if_it_is_all_known() -> None:
    assert valued(5, 5).facts(None)[ELIGIBLE] == 5
    assert ELIGIBLE not in valued(5, 6).facts(None)
