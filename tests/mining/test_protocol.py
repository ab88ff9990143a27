"""What the protocol fixes: subsidies by height, compact targets, the retarget rule and its clamps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.mining.protocol import (
    LARGEST_TARGET,
    SECONDS_PER_EPOCH,
    bits_of,
    blocks_expected,
    difficulty_of,
    retarget,
    retarget_bits,
    subsidy_sat,
    target_of,
)

BITS = 0x1703255B
CUT = 2.0**-14
"""By how much of a share a difficulty may be off for a target that keeps only three bytes."""
SPANS = st.integers(min_value=1, max_value=SECONDS_PER_EPOCH * 10)


@pytest.mark.parametrize(
    ("height", "satoshi"),
    [
        (0, 5_000_000_000),
        (209_999, 5_000_000_000),
        (210_000, 2_500_000_000),
        (839_999, 625_000_000),
        (840_000, 312_500_000),
        (1_050_000, 156_250_000),
        (2_100_000, 4_882_812),  # the tenth halving is the first that rounds down
        (64 * 210_000, 0),
        (100_000_000, 0),
    ],
)
def test_the_subsidy_at_a_height(height: int, satoshi: int) -> None:
    assert subsidy_sat(height) == satoshi


def test_all_subsidies_together_stay_below_twenty_one_million() -> None:
    total = sum(210_000 * subsidy_sat(210_000 * era) for era in range(64))
    assert total == 2_099_999_997_690_000


@pytest.mark.parametrize("bits", [0x1D00FFFF, 0x1B0404CB, BITS, 0x17021A91, 0x170240C3])
def test_bits_and_targets_turn_into_each_other(bits: int) -> None:
    assert bits_of(target_of(bits)) == bits


def test_difficulty_one_is_the_easiest_target() -> None:
    assert target_of(0x1D00FFFF) == LARGEST_TARGET
    assert difficulty_of(0x1D00FFFF) == 1.0
    assert difficulty_of(0x1B0404CB) == pytest.approx(16307.420938523983, rel=1e-12)


def test_blocks_that_came_on_time_leave_the_difficulty() -> None:
    assert retarget_bits(BITS, SECONDS_PER_EPOCH) == BITS
    assert retarget(1e14, SECONDS_PER_EPOCH) == 1e14


@pytest.mark.parametrize(("span", "factor"), [(1, 4.0), (SECONDS_PER_EPOCH // 4, 4.0), (SECONDS_PER_EPOCH * 9, 0.25)])
def test_a_retarget_is_clamped_at_four_times(span: int, factor: float) -> None:
    assert retarget(1e14, span) == pytest.approx(factor * 1e14)
    assert difficulty_of(retarget_bits(BITS, span)) == pytest.approx(factor * difficulty_of(BITS), rel=CUT)


def test_the_easiest_target_is_never_passed() -> None:
    assert retarget_bits(0x1D00FFFF, SECONDS_PER_EPOCH * 4) == 0x1D00FFFF


@given(SPANS)
def test_a_retarget_never_leaves_its_clamps(span: int) -> None:
    ratio = difficulty_of(retarget_bits(BITS, span)) / difficulty_of(BITS)
    assert 0.25 * (1 - CUT) <= ratio <= 4.0 * (1 + CUT)
    assert retarget(1.0, span) == pytest.approx(ratio, rel=CUT)


@given(SPANS, SPANS)
def test_faster_blocks_never_mean_less_difficulty(one: int, other: int) -> None:
    fast, slow = sorted((one, other))
    assert retarget(1.0, fast) >= retarget(1.0, slow)


def test_the_whole_network_at_par_finds_a_block_in_ten_minutes() -> None:
    hashrate_th = 1e14 * 2.0**32 / 600.0 / 1e12
    assert blocks_expected(hashrate_th, SECONDS_PER_EPOCH, 1e14) == pytest.approx(2016.0)
