"""Why output changed: parts that sum to the change in satoshi, nothing for what did not change, everything alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.mining import Month, attribute
from lantau.mining.attribution import CAUSES, Output, bitcoin_of, largest_remainder, observed, shapley
from lantau.mining.mining_pools import MiningPool
from lantau.mining.network import NetworkMonth
from lantau.mining.protocol import SATOSHI_PER_BITCOIN
from lantau.refusal import Refused

JUNE = NetworkMonth(Month(2025, 6), 1.26e14, 3.125, 0.033, 105_000.0)
JULY = NetworkMonth(Month(2025, 7), 1.23e14, 3.125, 0.031, 115_000.0)
POOL = MiningPool("FPPS", 0.0055)

outputs = st.builds(
    lambda sat, deployed, up, difficulty, subsidy, fees, fee, scheme, month: observed(
        NetworkMonth(Month(2025, month), difficulty, subsidy, fees, 1.0), MiningPool(scheme, fee), sat, deployed * up,
        deployed,
    ),
    st.integers(1, 10**12), st.floats(0.01, 100.0), st.floats(0.05, 1.0), st.floats(1e13, 1e15),
    st.sampled_from([6.25, 3.125, 1.5625]), st.floats(0.0, 2.0), st.floats(0.0, 0.2),
    st.sampled_from(["PPS", "FPPS"]), st.integers(1, 12),
)  # fmt: skip


@given(outputs, outputs)
def test_the_parts_sum_to_the_change_to_the_satoshi(before: Output, after: Output) -> None:
    made = attribute(before, after)
    assert set(made.parts_sat) == set(CAUSES)
    assert all(type(part) is int for part in made.parts_sat.values())
    assert sum(made.parts_sat.values()) == made.change_sat == after.produced_sat - before.produced_sat


@given(outputs, outputs)
def test_the_way_back_takes_what_the_way_there_gave(before: Output, after: Output) -> None:
    there, back = attribute(before, after), attribute(after, before)
    scale = max(before.produced_sat, after.produced_sat)
    for cause in CAUSES:
        assert there.parts_sat[cause] == pytest.approx(-back.parts_sat[cause], abs=2 + scale * 1e-9)


@given(outputs, st.sampled_from(["hashrate_ehs", "difficulty", "fees_btc", "luck"]), st.floats(0.5, 2.0))
def test_a_cause_that_alone_changed_has_the_whole_change(before: Output, name: str, factor: float) -> None:
    after = replace(before, **{name: getattr(before, name) * factor})
    produced_sat = round(bitcoin_of(after.causes()) * SATOSHI_PER_BITCOIN)
    made = attribute(before, replace(after, produced_sat=produced_sat))
    cause = {"hashrate_ehs": "hashrate", "fees_btc": "fees"}.get(name, name)
    others = [part for other, part in made.parts_sat.items() if other != cause]
    assert all(abs(part) <= 2 + produced_sat * 1e-9 for part in others)
    assert made.parts_sat[cause] == pytest.approx(made.change_sat, abs=2 + produced_sat * 1e-9)


def test_luck_closes_what_the_model_misses() -> None:
    output = observed(JUNE, POOL, 45_000_000_000, 29.9, 32.0)
    assert bitcoin_of(output.causes()) == pytest.approx(450.0, rel=1e-12)
    assert output.uptime == pytest.approx(29.9 / 32.0)
    assert 0.99 < output.luck < 1.01


def test_more_hashrate_is_told_as_hashrate_and_the_longer_month_as_days() -> None:
    made = attribute(
        observed(JUNE, POOL, 45_000_000_000, 29.9, 32.0), observed(JULY, POOL, 65_050_000_000, 40.91, 50.0)
    )
    assert made.parts_sat["hashrate"] > made.change_sat
    assert made.parts_sat["uptime"] < 0 < made.parts_sat["days"] and made.parts_sat["difficulty"] > 0
    assert made.parts_sat["subsidy"] == made.parts_sat["mining_pool"] == 0
    assert made.share("days") == pytest.approx(0.04, abs=0.005)


def test_without_deployed_hashrate_uptime_is_not_told_apart() -> None:
    output = observed(JUNE, POOL, 45_000_000_000, 29.9, None)
    assert (output.hashrate_ehs, output.uptime) == (29.9, 1.0)


@pytest.mark.parametrize(("produced_sat", "operating"), [(0, 29.9), (45_000_000_000, 0.0)])
def test_a_month_without_output_has_no_parts(produced_sat: int, operating: float) -> None:
    with pytest.raises(Refused) as caught:
        observed(JUNE, POOL, produced_sat, operating, 32.0)
    assert caught.value.refusal.code.name == "mining.no_output"


def test_shapley_of_a_product_of_two_is_the_known_split() -> None:
    parts = shapley(lambda each: each[0][0] * each[1][0], ((2.0,), (3.0,)), ((4.0,), (7.0,)))
    assert parts == pytest.approx([(4 - 2) * (3 + 7) / 2, (7 - 3) * (2 + 4) / 2])


@pytest.mark.parametrize(
    ("parts", "total", "whole"),
    [
        ([0.5, 0.5], 1, [1, 0]),
        ([1.9, 1.2, -1.1], 2, [2, 1, -1]),
        ([10.0, 0.0], 11, [11, 0]),
        ([10.2, 0.3], 17, [16, 1]),
        ([0.0, 0.0], 0, [0, 0]),
    ],
)
def test_whole_parts_sum_to_the_total(parts: list[float], total: int, whole: list[int]) -> None:
    assert largest_remainder(parts, total) == whole
