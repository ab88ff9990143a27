"""A what-if: paths by their equations, luck by scheme, distributions, returns, fans; one seed gives one answer."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.mining import Expansion, expect, read_expansion
from lantau.mining.bodies import expectation_body
from lantau.mining.expansion import PATHS_PER_CHUNK, QUANTILES
from lantau.mining.mining_pools import MiningPool
from lantau.mining.paths import STEP_YEARS, PathParameters, Start, walk
from lantau.mining.returns import HIGHEST_RATE, LOWEST_RATE, payback_step, present_value, rate_of_return
from lantau.mining.sketches import RELATIVE_ERROR, Sketch
from lantau.refusal import Refusal
from tests.mining.small_fleet import EXAMPLE

FILE = EXAMPLE / "expansion.toml"
TEXT = FILE.read_text(encoding="utf-8")
START = Start(80_000.0, 953_568, 1.25e14)
STILL = PathParameters(
    price_volatility=0.0, hashrate_volatility=0.0, efficiency_gain=0.0, response=0.0, shutdown_hashprice_usd=0.0
)


def example() -> Expansion:
    found = read_expansion(FILE)
    assert isinstance(found, Expansion), str(found)
    return found


def steps(parameters: PathParameters, count: int = 130, paths: int = 500, seed: int = 1) -> list:
    return list(walk(START, parameters, count, paths, np.random.default_rng(seed)))


def test_without_chance_and_growth_nothing_moves_but_the_halving() -> None:
    walked = steps(STILL, paths=2)
    assert {float(step.bitcoin_usd[0]) for step in walked} == {80_000.0}
    assert all(step.difficulty == pytest.approx(1.25e14) for step in walked)
    assert all(step.network_blocks == pytest.approx(2016.0) for step in walked)
    halved = [step.number for step in walked if step.subsidy_btc[0] < 3.125]
    assert halved[0] == (1_050_000 - 953_568) // 2016
    mixed = walked[halved[0]].subsidy_btc[0]
    assert 1.5625 < mixed < 3.125 and walked[-1].subsidy_btc[0] == 1.5625


def test_difficulty_follows_hashrate_one_epoch_behind() -> None:
    walked = steps(replace(STILL, efficiency_gain=0.25), 30, 1)
    ratios = [float(after.difficulty[0] / before.difficulty[0]) for before, after in itertools.pairwise(walked)]
    assert ratios[0] == pytest.approx(1.0)
    assert ratios[1:] == pytest.approx([np.exp(0.25 * STEP_YEARS)] * 28)


def test_price_has_the_drift_and_volatility_asked_for() -> None:
    walked = steps(replace(STILL, price_volatility=0.5, price_drift=0.2), 27, 20_000)
    years = 26 * STEP_YEARS
    moved = np.log(walked[26].bitcoin_usd / 80_000.0)
    assert moved.std() == pytest.approx(0.5 * np.sqrt(years), rel=0.03)
    assert np.exp(moved).mean() == pytest.approx(np.exp(0.2 * years), rel=0.02)


def test_price_and_hashrate_move_together_as_asked() -> None:
    walked = steps(replace(STILL, price_volatility=0.5, hashrate_volatility=0.2, correlation=0.6), 3, 20_000)
    price = np.log(walked[1].bitcoin_usd / walked[0].bitcoin_usd)
    hashrate = np.log(walked[2].difficulty / walked[1].difficulty)
    assert np.corrcoef(price, hashrate)[0, 1] == pytest.approx(0.6, abs=0.02)


def test_hashrate_answers_the_hashprice_after_its_lag() -> None:
    slow, quick = (replace(STILL, response=response) for response in (0.0, 2.0))
    assert steps(quick, paths=1)[-1].difficulty[0] < 0.9 * steps(slow, paths=1)[-1].difficulty[0]
    before_the_halving = steps(quick, 40, 1)[-1]
    assert before_the_halving.difficulty[0] == pytest.approx(1.25e14)


def test_the_answer_to_a_halving_waits_for_the_lag() -> None:
    quick, slow = (steps(replace(STILL, response=2.0, lag_epochs=lag), 70, 1) for lag in (0, 6))
    fell = [next(step.number for step in each if step.difficulty[0] < 0.99 * 1.25e14) for each in (quick, slow)]
    assert fell[1] - fell[0] == 6


def test_machines_that_do_not_earn_their_power_stop() -> None:
    freely, stopping = (steps(replace(STILL, shutdown_hashprice_usd=floor), paths=1) for floor in (0.0, 25.0))
    assert stopping[40].hashprice_usd[0] == freely[40].hashprice_usd[0] > 25.0
    assert freely[-1].hashprice_usd[0] == pytest.approx(freely[40].hashprice_usd[0] * 1.5825 / 3.145, rel=1e-3)
    assert stopping[-1].hashprice_usd[0] == pytest.approx(25.0)
    falling = steps(replace(STILL, shutdown_hashprice_usd=25.0, efficiency_gain=0.17), paths=1)[-1]
    assert falling.hashprice_usd[0] == pytest.approx(25.0 * np.exp(-0.17 * 128 * STEP_YEARS), rel=0.01)


@given(st.integers(0, 1000))
def test_no_retarget_passes_its_clamp_and_no_height_goes_back(seed: int) -> None:
    walked = steps(replace(PathParameters(), hashrate_volatility=9.0), 20, 5, seed)
    for before, after in itertools.pairwise(walked):
        ratio = after.difficulty / before.difficulty
        assert ((ratio >= 0.25) & (ratio <= 4.0)).all()
        assert (after.network_blocks > 0.0).all() and (after.subsidy_btc <= before.subsidy_btc + 1e-12).all()


def test_the_same_seed_gives_the_same_answer_and_another_does_not() -> None:
    one, same, other = (expectation_body(expect(example(), 300, seed)) for seed in (5, 5, 6))
    assert json.dumps(one) == json.dumps(same) != json.dumps(other)


def test_a_full_chunk_is_the_same_whatever_comes_after_it() -> None:
    few, many = expect(example(), PATHS_PER_CHUNK, 5), expect(example(), PATHS_PER_CHUNK + 7, 5)
    assert many.ways["built"].bitcoin.size == PATHS_PER_CHUNK + 7
    np.testing.assert_array_equal(many.ways["built"].bitcoin[:PATHS_PER_CHUNK], few.ways["built"].bitcoin)


def still(expansion: Expansion) -> Expansion:
    """The example on one path without chance, growth or halving in sight, with nothing to build up."""
    built = replace(expansion.built, build_months=0.0, ramp_months=0.0)
    return replace(expansion, years=1, built=built, parameters=replace(STILL, fees_btc=0.02), start=START)


def worth_usd(expansion: Expansion, bitcoin: float) -> float:
    """What so much bitcoin fetches on a path whose price stands still."""
    return bitcoin * expansion.start.bitcoin_usd


def test_on_a_still_path_everything_is_reckoned_by_hand() -> None:
    expansion = still(example())
    made = expect(expansion, 1, 1)
    built = made.ways["built"]
    days = expansion.steps * 14
    reward = 3.145 * 0.995
    bitcoin = expansion.hashrate_th * 0.95 * 1e12 * days * 86_400 / (1.25e14 * 2.0**32) * reward
    power = expansion.wall_kw(expansion.built) * 0.95 * days * 24 * 0.036
    fixed = 60_000.0 * days / (365.25 / 12.0)
    assert built.bitcoin[0] == pytest.approx(bitcoin)
    assert built.cash_per_bitcoin_usd[0] == pytest.approx((power + fixed) / bitcoin)
    capital = 5_000 * 3_900.0 + 7e6
    assert built.cost_per_bitcoin_usd[0] == pytest.approx((power + fixed + 0.9 * 5_000 * 3_900.0 + 7e6) / bitcoin)
    assert built.bitcoin_beyond[0] == pytest.approx(bitcoin - (power + fixed) / 80_000.0 - capital / 80_000.0)
    assert made.bought_bitcoin == pytest.approx(capital / 80_000.0)
    assert made.bought_rate[0] == pytest.approx(0.0)
    assert built.running_share[0] == 1.0
    undiscounted = expect(replace(expansion, discount=0.0), 1, 1).ways["built"].present_value_usd[0]
    assert undiscounted == pytest.approx(
        worth_usd(expansion, bitcoin) - power - fixed - capital + 0.1 * 5_000 * 3_900.0
    )


def test_bought_bitcoin_returns_what_the_price_does_in_a_year() -> None:
    expansion = replace(still(example()), years=3, parameters=replace(STILL, price_drift=0.2))
    assert expect(expansion, 1, 1).bought_rate[0] == pytest.approx(np.exp(0.2) - 1.0)


def test_present_value_is_discounted_by_the_year() -> None:
    flows = np.zeros((27, 1))
    flows[0], flows[26] = -100.0, 112.0
    step_rate = 1.12 ** (14 / 365.25) - 1.0
    assert present_value(flows, step_rate)[0] == pytest.approx(-100.0 + 112.0 / 1.12 ** (26 * 14 / 365.25))
    expansion = still(example())
    plain, dear = (
        expect(replace(expansion, discount=rate), 1, 1).ways["built"].present_value_usd[0] for rate in (0.0, 0.12)
    )
    capital = expansion.capital_usd(expansion.built)
    assert 0.88 * (plain + capital) < dear + capital < 0.97 * (plain + capital)


def test_at_the_breakeven_hashprice_power_is_just_paid() -> None:
    expansion = still(example())
    power = expansion.breakeven_hashprice_usd(expansion.built, whole=False)
    now = 1e15 * 86_400.0 / (1.25e14 * 2.0**32) * 3.145 * 80_000.0
    for factor, runs in ((1.001, 1.0), (0.999, 0.0)):
        price = 80_000.0 * power / now * factor
        made = expect(replace(expansion, start=replace(START, bitcoin_usd=price)), 1, 1)
        assert made.ways["built"].running_share[0] == runs
    assert power < expansion.breakeven_hashprice_usd(expansion.built, whole=True)


def test_at_the_whole_breakeven_hashprice_all_costs_are_just_paid() -> None:
    expansion = still(example())
    whole = expansion.breakeven_hashprice_usd(expansion.built, whole=True)
    now = 1e15 * 86_400.0 / (1.25e14 * 2.0**32) * 3.145 * 80_000.0
    made = expect(replace(expansion, start=replace(START, bitcoin_usd=80_000.0 * whole / now)), 1, 1)
    assert made.ways["built"].cost_per_bitcoin_usd[0] == pytest.approx(80_000.0 * whole / now, rel=0.01)


def test_building_and_ramp_hold_the_coins_back() -> None:
    way = replace(example().built, build_months=6.0, ramp_months=4.0)
    shares = [way.running(step) for step in range(30)]
    assert shares[:13] == [0.0] * 13 and shares[22:] == [1.0] * 8
    assert all(low <= high for low, high in itertools.pairwise(shares))
    assert sum(shares) == pytest.approx(30 - 8.0 * 30.4375 / 14, abs=0.1)


@pytest.mark.parametrize("scheme", ["FPPS", "PPLNS", "solo"])
def test_luck_spreads_what_a_scheme_passes_on(scheme: str) -> None:
    expansion = replace(still(example()), machines=400, mining_pool=MiningPool(scheme, 0.005, 0.3))
    fair = expect(replace(expansion, mining_pool=MiningPool("FPPS", 0.005)), 1, 3).ways["built"].bitcoin[0]
    bitcoin = expect(expansion, 4000, 3).ways["built"].bitcoin
    own_blocks = fair / (3.145 * 0.995)
    blocks = {"FPPS": np.inf, "PPLNS": 0.3 * 2016 * expansion.steps, "solo": own_blocks}[scheme]
    assert bitcoin.std() / bitcoin.mean() == pytest.approx(blocks**-0.5, rel=0.05, abs=1e-12)
    assert bitcoin.mean() == pytest.approx(fair, rel=0.03)


def test_pps_is_paid_without_fees() -> None:
    fpps, pps = (
        expect(replace(still(example()), mining_pool=MiningPool(scheme, 0.0)), 1, 1).ways["built"].bitcoin[0]
        for scheme in ("FPPS", "PPS")
    )
    assert fpps / pps == pytest.approx(3.145 / 3.125)


@given(st.lists(st.floats(-100.0, 300.0), min_size=3, max_size=40), st.floats(10.0, 500.0))
def test_at_the_rate_of_return_the_flows_are_worth_nothing(flows: list[float], outlay: float) -> None:
    array = np.array([[-outlay], *([flow] for flow in flows)])
    rate = rate_of_return(array)
    if LOWEST_RATE < rate[0] < HIGHEST_RATE:
        scale = np.abs(array).sum() * max(1.0, (1.0 + rate[0]) ** -len(flows))
        assert abs(present_value(array, rate)[0]) <= 1e-6 * scale


@pytest.mark.parametrize(
    ("flows", "rate", "payback"),
    [
        ([-100.0, 110.0], 0.1, 1.0),
        ([-100.0, 10.0, 110.0], 0.1, 2.0),
        ([-100.0, 0.0, 0.0], LOWEST_RATE, np.inf),
        ([-100.0, -5.0, -5.0], LOWEST_RATE, np.inf),
        ([-100.0, 150.0, -60.0, 20.0], 0.127, 3.0),
        ([-1.0, 100.0], HIGHEST_RATE, 1.0),
    ],
)
def test_rates_and_paybacks_by_hand(flows: list[float], rate: float, payback: float) -> None:
    array = np.array(flows)[:, None]
    assert rate_of_return(array)[0] == pytest.approx(rate, abs=0.005)
    assert payback_step(array)[0] == payback


@given(st.lists(st.floats(1e-9, 1e18), min_size=1, max_size=200))
def test_a_sketch_meets_each_quantile_within_its_error(values: list[float]) -> None:
    sketch = Sketch(1)
    for value in values:
        sketch.add(0, np.array([value]))
    for share in QUANTILES:
        rank = int(np.floor(share * (len(values) - 1)))
        exact = sorted(values)[rank]
        assert sketch.quantile(share)[0] == pytest.approx(exact, rel=2.1 * RELATIVE_ERROR)


def test_a_sketch_counts_nothing_as_nothing() -> None:
    sketch = Sketch(2)
    sketch.add(0, np.array([0.0, 0.0, 5.0]))
    sketch.add(1, np.array([5.0, 5.0, 5.0]))
    assert sketch.quantile(0.5) == pytest.approx([0.0, 5.0], rel=0.01)


def test_fans_agree_with_the_paths() -> None:
    expansion = replace(example(), years=1)
    made = expect(expansion, 500, 9)
    rng = np.random.default_rng(np.random.SeedSequence(9, spawn_key=(0, 0)))
    walked = list(walk(expansion.start, expansion.parameters, expansion.steps, 500, rng))
    for place, share in enumerate(QUANTILES):
        exact = [np.quantile(step.bitcoin_usd, share, method="lower") for step in walked]
        assert made.fans["bitcoin_usd"][place] == pytest.approx(exact, rel=0.011)


@pytest.mark.parametrize(
    ("good", "bad", "code", "words"),
    [
        ('price_volatility = "47 %/year"', 'price_volatility = "470 %/year"', "out_of_bounds", "at most 200 %/year"),
        (
            "correlation = 0.37",
            "correlation = 1.5",
            "out_of_bounds",
            "correlation is 1.5; it must be at least -1 and at most 1",
        ),
        ("lag_epochs = 2", "lag_epochs = -1", "out_of_bounds", "at least 0 and at most 52"),
        ("response = 1.0", 'response = "1"', "bad_field", "must be a number"),
        ("response = 1.0", "response = nan", "out_of_bounds", "response is nan"),
        ("years = 5", "years = 50", "out_of_bounds", "at least 1 and at most 20"),
        ("machines = 5_000", "machines = 0", "out_of_bounds", "at least 1"),
        ('model = "Antminer S21 XP"', 'model = "Antminer"', "unknown_model", "none of"),
        ('price = "4', 'cost = "4', "bad_field", "no field here"),
        ('uptime = "95 %"', 'uptime = "0 %"', "out_of_bounds", "more than 0"),
        ("starts = 2026-06-15", "starts = 2020-01-01", "no_difficulty", "2023-12-10"),
        ('resale = "10 %"', 'resale = "10"', "bad_field", "text such as"),
        ('power_price = "0.036 USD/kWh"', "", "bad_field", "power_price is missing"),
        ("[worth]", "[worthless]", "bad_field", "no field here"),
    ],
)
def test_each_bad_field_of_an_expansion_is_refused(good: str, bad: str, code: str, words: str, tmp_path: Path) -> None:
    text = TEXT.replace('price = "3_900 USD"', 'price = "4 USD"') if good.startswith("price =") else TEXT
    assert good in text
    path = tmp_path / "expansion.toml"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    answer = read_expansion(path)
    assert isinstance(answer, Refusal) and answer.code.name == f"mining.{code}"
    assert words in answer.message and answer.where.startswith("expansion.toml:")


def test_a_model_without_a_price_is_refused_until_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "expansion.toml"
    text = TEXT.replace("Antminer S21 XP", "Antminer S21")
    path.write_text(text, encoding="utf-8")
    assert isinstance(read_expansion(path), Expansion)
    path.write_text(text.replace('price = "3_900 USD"\n', ""), encoding="utf-8")
    answer = read_expansion(path)
    assert isinstance(answer, Refusal) and "the catalogue has none for Antminer S21" in answer.message


def test_paths_that_begin_later_than_what_is_known_say_so(tmp_path: Path) -> None:
    path = tmp_path / "expansion.toml"
    path.write_text(
        TEXT.replace("2026-06-15", "2027-01-01").replace('bitcoin_price = "80_000 USD"\n', ""), encoding="utf-8"
    )
    found = read_expansion(path)
    assert isinstance(found, Expansion)
    assert found.assumed == (
        "assumed: paths begin at the last difficulty known, of epoch 473 (2026-06-14T00:23Z)",
        "assumed: a price of USD 80,000 at the start",
    )
    path.write_text(TEXT.replace("2026-06-15", "2025-07-20"), encoding="utf-8")
    earlier = read_expansion(path)
    assert isinstance(earlier, Expansion)
    assert (earlier.start.height, earlier.assumed) == (905_184, ())
