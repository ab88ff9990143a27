"""The concentration index: the published bounds, and what must hold for any shares."""

from __future__ import annotations

import math

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.market.concentration import concentration, concentration_of
from lantau.refusal import Refused


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda raised: raised.refusal.code.name == code)


def test_the_coins_of_november_2025_are_as_concentrated_as_published() -> None:
    found = concentration([0.63, 0.26])
    assert (round(found.low), round(found.high)) == (4645, 4766)


def test_a_bound_on_each_other_narrows_the_rest() -> None:
    assert concentration([0.5], largest_other=0.2).high == pytest.approx(10_000 * (0.25 + 0.04 + 0.04 + 0.01))
    assert concentration([0.63, 0.26], largest_other=0.11).high == pytest.approx(4766)


def test_where_everybody_is_named_the_bounds_meet() -> None:
    assert concentration([1.0]).low == concentration([1.0]).high == 10_000
    found = concentration([0.1] * 10)
    assert found.low == pytest.approx(1_000)
    assert found.high == pytest.approx(1_000)


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=12), st.integers(1, 11))
def test_whoever_is_left_unnamed_the_true_index_lies_within_the_bounds(sizes: list[float], named: int) -> None:
    shares = sorted((size / sum(sizes) for size in sizes), reverse=True)
    told, untold = shares[:named], shares[named:]
    true = 10_000 * sum(share**2 for share in shares)
    found = concentration(told, largest_other=max(untold, default=1.0))
    assert found.low - 1e-6 <= true <= found.high + 1e-6


@given(st.lists(st.floats(0.001, 1e12), min_size=1, max_size=12))
def test_the_index_of_circulations_is_that_of_their_shares(sizes: list[float]) -> None:
    whole = math.fsum(sizes)
    expected = concentration([min(size / whole, 1.0) for size in sizes]).low
    assert concentration_of(numpy.array([sizes]))[0] == pytest.approx(expected)


def test_a_path_without_any_coin_is_not_concentrated() -> None:
    assert list(concentration_of(numpy.array([[0.0, 0.0], [3.0, 0.0]]))) == [0.0, 10_000.0]


@pytest.mark.parametrize("shares", [[0.7, 0.4], [-0.1], [1.2], [math.nan]])
def test_shares_that_cannot_be_are_refused(shares: list[float]) -> None:
    with refused("market.out_of_range"):
        concentration(shares)


def test_nobody_and_no_bound_are_refused() -> None:
    with refused("market.empty_population"):
        concentration([])
    with refused("market.out_of_range"):
        concentration([0.5], largest_other=0.0)
