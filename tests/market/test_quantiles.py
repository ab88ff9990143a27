"""Quantiles of streams against numpy on the same values, and intervals that cover as often as they say."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.market.modelling import Floats, Scale, chance, counted
from lantau.market.quantiles import (
    counted_order_statistics,
    moments,
    order_statistics,
    rank,
    rank_interval,
    wilson,
)

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=64)
SHARES = st.floats(min_value=0.001, max_value=0.999)


@given(st.lists(NUMBERS, min_size=1, max_size=60), st.lists(SHARES, min_size=1, max_size=5), st.integers(1, 20))
def test_exact_quantiles_are_numpys_to_the_bit(values: list[float], shares: list[float], size: int) -> None:
    whole = numpy.array(values)
    ranks = [rank(share, len(values)) for share in shares]
    found = order_statistics(lambda: (whole[at : at + size] for at in range(0, len(whole), size)), ranks)
    assert found.tolist() == numpy.sort(whole)[numpy.array(ranks) - 1].tolist()


def test_a_rank_is_that_of_numpys_inverted_cdf() -> None:
    values = chance(1, 0).normal(size=997)
    for share in (0.001, 0.05, 0.1, 0.5, 0.9, 0.999):
        expected = numpy.quantile(values, share, method="inverted_cdf")
        assert order_statistics(lambda: [values], [rank(share, 997)])[0] == expected
    assert rank(0.1, 30) == 3 and rank(0.7, 10) == 7


@given(st.lists(st.floats(0, 10), min_size=1, max_size=60), SHARES)
def test_a_quantile_of_counts_is_numpys_to_within_a_cell(values: list[float], share: float) -> None:
    scale = Scale(0.0, 10.0, 25)
    whole = numpy.array([values, values[::-1]])
    found, _ = counted_order_statistics(counted(whole, scale), scale, rank(share, len(values)))
    expected = numpy.sort(values)[rank(share, len(values)) - 1]
    assert numpy.abs(found - expected).max() <= scale.width() * (1 + 1e-9)


def test_intervals_of_quantiles_cover_the_truth_as_often_as_they_say() -> None:
    draws = numpy.sort(chance(2, 0).random((4000, 200)), axis=1)
    for share in (0.05, 0.25, 0.5, 0.9):
        low, high = rank_interval(share, 200, 0.95)
        covered = ((draws[:, low - 1] <= share) & (share <= draws[:, high - 1])).mean()
        assert 0.945 <= covered <= 0.985, share
    low, high = rank_interval(0.5, 200, 0.95)
    shorter = ((draws[:, low + 1] <= 0.5) & (draws[:, high - 3] >= 0.5)).mean()
    assert shorter < 0.95, "two ranks less on each side would not do"


def test_where_too_few_paths_bound_a_quantile_the_rank_lies_outside() -> None:
    assert rank_interval(0.01, 50)[0] == 0
    assert rank_interval(0.99, 50)[1] == 51


def test_wilsons_interval_covers_and_has_width_at_the_ends() -> None:
    found = chance(3, 0).binomial(80, 0.03, size=4000)
    covered = numpy.mean([low <= 0.03 <= high for low, high in (wilson(int(each), 80) for each in found)])
    assert 0.93 <= covered <= 0.99
    assert wilson(0, 80) == (0.0, pytest.approx(0.0458, abs=1e-4))
    assert wilson(80, 80)[1] == 1.0 and wilson(80, 80)[0] < 1.0
    assert wilson(20, 100) == pytest.approx((0.1334, 0.2888), abs=1e-4)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60), st.integers(1, 20))
def test_moments_of_batches_are_those_of_the_whole(values: list[float], size: int) -> None:
    whole = numpy.array(values)
    told = moments(whole[at : at + size] for at in range(0, len(whole), size))
    assert told.count == len(values) and told.low == whole.min() and told.high == whole.max()
    assert told.mean == pytest.approx(whole.mean(), rel=1e-9, abs=1e-6)
    assert told.sd == pytest.approx(whole.std(ddof=1), rel=1e-6, abs=1e-6)


def test_the_memory_of_a_quantile_does_not_grow_with_the_number_of_values() -> None:
    def peak(batches: int) -> int:
        def stream() -> Iterator[Floats]:
            return (chance(4, batch).normal(size=1000) for batch in range(batches))

        tracemalloc.start()
        order_statistics(stream, [1, batches * 500, batches * 1000])
        moments(stream())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(2)
    assert peak(200) < 1.2 * peak(20)
