"""The model beside what was published. Without LANTAU_FACTS nothing here is held, and each test says so."""

from __future__ import annotations

import itertools
import statistics

import numpy as np
import pytest

from lantau.mining import Month, shipped_network
from lantau.mining.expansion import Way
from lantau.mining.machines import Machine
from lantau.mining.mining_pools import MiningPool
from lantau.mining.months import HOUR_SECONDS
from lantau.mining.network import read_epochs
from lantau.mining.paths import PathParameters
from lantau.mining.protocol import HASHES_PER_DIFFICULTY
from lantau.mining.published import Published, forecast
from lantau.mining.retargeting import retarget_line, retargetings
from lantau.mining.telling import attribution_table
from tests.mining.reference import (
    FACTS,
    FOLDER,
    PAGE,
    around,
    forecasts,
    july,
    mean,
    network_rows,
    published,
    regimes,
)

pytestmark = pytest.mark.skipif(
    not FACTS, reason="LANTAU_FACTS names no facts folder: the mine is NOT held against published months"
)


def said(line: str) -> None:
    """The page of the validation has this line."""
    assert line in PAGE.read_text(encoding="utf-8").splitlines(), f"docs/validation.md lacks: {line}"


def test_every_month_with_a_published_hashrate_is_held() -> None:
    held = {(row.miner, row.month) for _, _, _, rows in regimes() for row in rows}
    told = {(miner, row.month) for miner in ("Cango", "Riot") for row in published(miner) if row.operating_ehs}
    assert held == told and len(held) == 14


def test_each_month_lies_within_one_percent_at_the_stated_fee() -> None:
    for _, _, _, rows in regimes():
        for row in rows:
            assert abs(row.stated_miss) < 0.01, row.line()
            said(row.line())


def test_after_one_fitted_fee_the_mean_miss_is_below_a_fifth_of_a_percent() -> None:
    for miner, scheme, fee, rows in regimes():
        assert mean([row.fitted_miss for row in rows]) < 0.002
        assert 0.0 <= fee < 0.006
        off, worst = mean([row.fitted_miss for row in rows]), max(abs(row.fitted_miss) for row in rows)
        said(f"| {miner}, {scheme} | {len(rows)} | {100 * fee:.2f}% | {100 * off:.2f}% | {100 * worst:.2f}% |")


def test_two_months_of_riot_fit_only_without_transaction_fees() -> None:
    for row in regimes()[1][3]:
        month = around(row.month)
        with_fees = row.operating_ehs * month.blocks_per_ehs * (month.subsidy_btc + month.fees_btc) / row.bitcoin
        assert with_fees > 1.03 and abs(row.stated_miss) < 0.001


def test_difficulty_subsidy_and_hashprice_agree_with_the_monthly_table() -> None:
    assert len(network_rows()) == 29
    for month, row in network_rows().items():
        ours = around(month)
        assert ours.difficulty == pytest.approx(float(row["difficulty_harmonic"]), rel=5e-5)
        # April 2024 mixes two subsidies: the table by blocks that were found, ours by blocks that were expected.
        halved = month == Month(2024, 4)
        assert ours.subsidy_btc == pytest.approx(float(row["subsidy_btc"]), abs=0.01 if halved else 1e-9)
        assert ours.hashprice_usd == pytest.approx(float(row["hashprice_usd_ph_day"]), rel=0.002 if halved else 2e-4)


def test_hours_weighted_make_the_same_coins_as_the_month() -> None:
    for month in network_rows():
        hours = (month.end_seconds - month.start_seconds) // HOUR_SECONDS
        blocks, subsidy = shipped_network().hourly(month.start_seconds, hours)
        ours = around(month)
        assert blocks.sum() * 1e6 == pytest.approx(ours.blocks_per_ehs, rel=1e-10)
        assert (blocks * subsidy).sum() / blocks.sum() == pytest.approx(ours.subsidy_btc, rel=1e-10)


def test_the_rule_gives_every_epoch_of_the_reference_file() -> None:
    network = read_epochs(FOLDER / "difficulty_epochs.csv")
    assert network.epochs == shipped_network().epochs
    held = retargetings(network)
    assert len(held) == 66 and all(each.span_seconds is not None for each in held)
    intervals = [each.last_interval_seconds for each in held if each.last_interval_seconds is not None]
    assert min(intervals) >= 0 and max(intervals) < 3600
    assert max(abs(each.estimate_off) for each in held) < 0.002
    assert retarget_line(network).replace("the retarget rule", "The retarget rule") + "." in PAGE.read_text(
        encoding="utf-8"
    ).replace("\n", " ")


def test_the_rise_of_july_2025_has_its_parts() -> None:
    made = july()
    assert made.change_sat == 20_050_000_000 == sum(made.parts_sat.values())
    assert made.parts_sat["hashrate"] > made.change_sat  # what was bought more than made the rise
    assert made.parts_sat["uptime"] < 0  # less of it operated than before
    assert made.parts_sat["days"] > 0 and made.parts_sat["difficulty"] > 0 > made.parts_sat["fees"]
    assert abs(made.parts_sat["luck"]) < made.change_sat / 100
    for row in attribution_table(made).rows:
        said(f"| {' | '.join(row)} |")


def test_a_quarter_s_revenue_is_the_published_one() -> None:
    for name, months, told in (("2025Q2", (4, 5, 6), 138.1), ("2025Q3", (7, 8, 9), 220.9)):
        rows = [row for row in published("Cango") if row.month.year == 2025 and row.month.number in months]
        ours = sum(row.produced_sat / 1e8 * around(row.month).bitcoin_usd for row in rows) / 1e6
        assert ours == pytest.approx(told, rel=0.005)
        said(f"| {name} | {told:g} | {ours:.1f} | {100 * (ours / told - 1):+.2f}% |")


def test_the_cost_of_a_coin_of_the_first_quarter_of_2025() -> None:
    machine = Machine("S19 XP as reported", 140.0, 140.0 * 22.5 / 1000.0, "air")
    way = Way("hosted", 0.0, 0.0758, 0.0, 1.0, 0.0, 0.0, 0.0)
    hashcost = machine.joules_per_th * 24.0 * way.power_usd_kwh
    assert hashcost == pytest.approx(40.9, rel=0.002)
    rows = [row for row in published("Cango") if row.month in (Month(2025, 1), Month(2025, 2), Month(2025, 3))]
    bitcoin = sum(row.produced_sat for row in rows) / 1e8
    assert bitcoin == pytest.approx(1541, abs=1)
    petahash_days = sum(
        row.produced_sat / 1e8 / (around(row.month).blocks_per_ehs / 1000.0 / row.month.days)
        / MiningPool("FPPS", 0.005).reward_btc(around(row.month).subsidy_btc, around(row.month).fees_btc)
        for row in rows
    )  # fmt: skip
    ours = hashcost * petahash_days / bitcoin
    assert ours == pytest.approx(70_602, rel=0.02)
    said(f"| cost of a bitcoin, 2025Q1, USD | 70,602 | {ours:,.0f} | {100 * (ours / 70_602 - 1):+.2f}% |")


def test_one_month_ahead_the_model_errs_less_than_the_naive_forecast_and_by_how_much() -> None:
    made = forecasts()
    assert len(made) == 15
    for miner, each in made:
        said(
            f"| {miner} | {each.month} | {each.came:g} | {each.model:.1f} | {100 * each.model_error:+.1f}% "
            f"| {each.naive:.1f} | {100 * each.naive_error:+.1f}% |"
        )
    ours, naive = [each.model_error for _, each in made], [each.naive_error for _, each in made]
    assert mean(ours) < mean(naive)
    medians = [statistics.median(map(abs, each)) for each in (ours, naive)]
    said(f"| mean of the absolute error | | | | {100 * mean(ours):.1f}% | | {100 * mean(naive):.1f}% |")
    said(f"| median of the absolute error | | | | {100 * medians[0]:.1f}% | | {100 * medians[1]:.1f}% |")


def test_a_forecast_uses_nothing_that_came_later() -> None:
    before, after = (each for each in published("Cango") if each.month in (Month(2025, 6), Month(2025, 7)))
    fees = float(network_rows()[Month(2025, 6)]["fees_per_block_btc"])
    pool = MiningPool("FPPS", 0.0)
    blind = Published(after.month, 1, None, None)
    told = forecast(before, after, shipped_network(), fees, pool)
    assert forecast(before, blind, shipped_network(), fees, pool).model == told.model
    announced = forecast(before, after, shipped_network(), fees, pool, deployed_now_ehs=50.0)
    assert f"{announced.model:.0f} ({100 * announced.model_error:+.0f}%)" in PAGE.read_text(encoding="utf-8")


def test_the_path_model_s_defaults_are_what_the_facts_say() -> None:
    rows, default = network_rows(), PathParameters()
    close = np.array([float(row["price_usd_close"]) for row in rows.values()])
    hashrate = np.array([float(row["network_hashrate_ehs"]) for row in rows.values()])
    returns, growth = np.diff(np.log(close)), np.diff(np.log(hashrate))
    assert returns.std(ddof=1) * 12**0.5 == pytest.approx(default.price_volatility, abs=0.005)
    assert growth.std(ddof=1) * 12**0.5 == pytest.approx(default.hashrate_volatility, abs=0.01)
    assert np.corrcoef(returns[:-1], growth[1:])[0, 1] == pytest.approx(default.correlation, abs=0.005)
    assert np.log(21.5 / 11.0) / 4 == pytest.approx(default.efficiency_gain, abs=0.005)
    assert pytest.approx(default.shutdown_hashprice_usd, rel=0.05) == 21.5 * 24 * 0.05


def test_the_hashrate_equation_follows_the_network_of_these_months() -> None:
    default = PathParameters()
    rows = [around(month) for month in network_rows()]
    came = [float(row["network_hashrate_ehs"]) for row in network_rows().values()]
    made = [came[0]]
    for number, row in enumerate(rows[:-1]):
        difficulty = made[-1] * 1e18 * 600.0 / HASHES_PER_DIFFICULTY
        reward = row.subsidy_btc + row.fees_btc
        hashprice = 1e15 * 86_400.0 / (difficulty * HASHES_PER_DIFFICULTY) * reward * row.bitcoin_usd
        reference = 60.0 * np.exp(-default.efficiency_gain * number / 12)
        pull = default.efficiency_gain + default.response * np.log(hashprice / reference)
        made.append(made[-1] * float(np.exp(pull / 12)))
    off = float(np.sqrt(np.mean(np.log(np.array(made) / np.array(came)) ** 2)))
    assert off < 0.10
    assert f"{100 * off:.1f}% (root mean square)" in PAGE.read_text(encoding="utf-8")


def test_the_months_in_a_row_are_those_of_the_file() -> None:
    for miner in ("Cango", "Riot"):
        months = [row.month for row in published(miner)]
        assert all(before < after for before, after in itertools.pairwise(months))
