"""The network through time: integrals that add up, halvings, gaps refused, assumed epochs by the rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.mining import Month, network_month, shipped_network
from lantau.mining.months import HOUR_SECONDS, instant_text, seconds_of
from lantau.mining.network import Epoch, Network, read_epochs
from lantau.mining.protocol import SECONDS_PER_EPOCH
from lantau.mining.retargeting import retargetings
from lantau.refusal import Refused

HEAD = "epoch,start_height,start_time_utc,bits_hex,difficulty\n"
GOOD = "0,0,2030-01-01T00:00:00Z,17042e95,67305906902031.39\n1,2016,2030-01-15T00:00:00Z,1703e8b3,72006146478567.09\n"
NETWORK = shipped_network()
FIRST, LAST = int(NETWORK.times[0]), NETWORK.until_seconds
INSTANTS = st.integers(min_value=FIRST, max_value=LAST)


@given(st.lists(INSTANTS, min_size=3, max_size=3, unique=True))
def test_work_adds_up_over_any_split(instants: list[int]) -> None:
    first, middle, last = sorted(instants)
    parts = NETWORK.work(first, middle) + NETWORK.work(middle, last)
    assert parts == pytest.approx(NETWORK.work(first, last), rel=1e-9, abs=1e-18)


def test_the_hours_of_a_month_add_up_to_the_month() -> None:
    month = Month(2025, 7)
    hours = (month.end_seconds - month.start_seconds) // HOUR_SECONDS
    blocks, subsidy = NETWORK.hourly(month.start_seconds, hours)
    found = network_month(NETWORK, month, 0.03, 100_000.0)
    assert blocks.sum() * 1e6 == pytest.approx(found.blocks_per_ehs, rel=1e-12)
    assert subsidy == pytest.approx(3.125)


def test_the_harmonic_mean_lies_below_the_plain_one() -> None:
    month = Month(2026, 2)
    start, end = month.start_seconds, month.end_seconds
    mean = sum(
        epoch.difficulty * (min(end, after.start_seconds) - max(start, epoch.start_seconds))
        for epoch, after in zip(NETWORK.epochs, NETWORK.epochs[1:], strict=False)
        if epoch.start_seconds < end and after.start_seconds > start
    ) / (end - start)
    assert NETWORK.harmonic_difficulty(start, end) < mean < 1.02 * NETWORK.harmonic_difficulty(start, end)


def test_a_halving_falls_at_its_second() -> None:
    month = Month(2024, 4)
    at = seconds_of(date(2024, 4, 20)) + 9 * 60 + 27
    assert NETWORK.subsidy(month.start_seconds, at) == pytest.approx(6.25)
    assert NETWORK.subsidy(at, month.end_seconds) == pytest.approx(3.125)
    assert 3.125 < NETWORK.subsidy(month.start_seconds, month.end_seconds) < 6.25


@pytest.mark.parametrize("month", [Month(2023, 12), Month(2026, 6), Month(2027, 1)])
def test_a_month_that_difficulty_does_not_cover_is_refused(month: Month) -> None:
    with pytest.raises(Refused) as caught:
        network_month(NETWORK, month, 0.0, 1.0)
    assert caught.value.refusal.code.name == "mining.no_difficulty"
    assert "difficulty is known from 2023-12-10T03:57Z to 2026-06-14T00:23Z" in caught.value.refusal.message


def test_an_instant_outside_has_no_epoch() -> None:
    assert NETWORK.epoch_at(float(FIRST)).number == 407
    with pytest.raises(Refused):
        NETWORK.epoch_at(float(FIRST - 1))


def test_assumed_epochs_follow_the_rule_and_halve() -> None:
    until = LAST + 5 * 31_557_600
    longer = NETWORK.extended(until, 0.01)
    assert longer.until_seconds == until
    assert longer.assumed_seconds == LAST
    made = [epoch for epoch in longer.epochs if epoch.assumed]
    assert made[0].difficulty == pytest.approx(NETWORK.epochs[-1].difficulty * 1.01)
    assert made[1].start_seconds - made[0].start_seconds == pytest.approx(SECONDS_PER_EPOCH / 1.01, abs=1)
    assert {float(each) for each in longer.subsidy_btc[-60:]} == {1.5625}
    assert longer.work(FIRST, LAST) == pytest.approx(NETWORK.work(FIRST, LAST), rel=1e-12)


@pytest.mark.parametrize("growth", [-0.9, 10.0])
def test_assumed_growth_is_clamped(growth: float) -> None:
    longer = NETWORK.extended(LAST + 10 * SECONDS_PER_EPOCH, growth)
    ratios = [
        after.difficulty / before.difficulty
        for before, after in zip(longer.epochs, longer.epochs[1:], strict=False)
        if after.assumed
    ]
    assert all(0.25 <= ratio <= 4.0 for ratio in ratios)


@pytest.mark.parametrize("growth", [-0.5, 0.5])
def test_growth_to_a_difficulty_that_no_target_stands_for_is_refused(growth: float) -> None:
    with pytest.raises(Refused, match=r"mining\.out_of_bounds.*difficulty is"):
        NETWORK.extended(LAST + 2000 * SECONDS_PER_EPOCH, growth)


def test_a_halving_of_unknown_second_is_placed_by_height() -> None:
    epochs = [Epoch(0, 1_048_320, 0, 1.0), Epoch(1, 1_050_336, 2016, 1.0)]
    network = Network.of(epochs, 4032)
    assert network.times.tolist() == [0.0, 1680.0, 2016.0, 4032.0]
    assert network.subsidy_btc.tolist() == [3.125, 1.5625, 1.5625]


def test_the_rule_gives_every_shipped_epoch_to_the_bit() -> None:
    held = retargetings(NETWORK)
    assert len(held) == len(NETWORK.epochs) - 1
    for each in held:
        assert each.span_seconds is not None, f"epoch {each.after.number} does not follow from {each.epoch.number}"
        assert each.last_interval_seconds is not None and 0 <= each.last_interval_seconds <= 7200
        assert abs(each.estimate_off) < 0.002


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (HEAD + GOOD.replace("2016,", "4032,"), "mining.bad_cell", "must be 2016"),
        (HEAD + GOOD.replace("2030-01-15", "2029-01-15"), "mining.bad_cell", "after the epoch before"),
        (
            HEAD + GOOD.replace("72006146478567.09", "72106146478567.09"),
            "mining.bad_cell",
            "what the bits 1703e8b3 say",
        ),
        (HEAD + GOOD.replace("1703e8b3", "zz"), "mining.bad_cell", "no compact target"),
        (HEAD + GOOD.replace("1703e8b3", "ff" * 8), "mining.bad_cell", "no compact target"),
        (HEAD + GOOD.replace("1703e8b3", "17000000"), "mining.bad_cell", "no compact target"),
        (HEAD + GOOD.replace("72006146478567.09", ""), "mining.bad_cell", "may not be blank"),
        (HEAD + GOOD.replace("72006146478567.09", "-1"), "mining.out_of_bounds", "at least 1"),
        (HEAD + GOOD.replace(",0,2030", ",7,2030"), "mining.bad_cell", "multiple of 2016"),
        (HEAD + GOOD.replace("2030-01-01T00:00:00Z", "2030-01-01"), "mining.bad_field", "no instant"),
        (HEAD + GOOD.partition("\n")[0] + "\n", "mining.bad_cell", "fewer than two epochs"),
        (HEAD.replace("difficulty", "hardness") + GOOD, "mining.bad_cell", "'hardness' is no column"),
        ("", "mining.bad_cell", "no heading line"),
    ],
)
def test_a_file_of_epochs_is_read_or_refused(text: str, code: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "epochs.csv"
    path.write_text(HEAD + GOOD, encoding="utf-8")
    assert instant_text(read_epochs(path).until_seconds) == "2030-01-15T00:00Z"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        read_epochs(path)
    assert caught.value.refusal.code.name == code
    assert words in caught.value.refusal.message
    assert caught.value.refusal.where.startswith("epochs.csv")
