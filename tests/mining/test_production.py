"""What is produced: the formula, hour by hour and in sum; curtailment that pays; credits; outages; luck."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lantau.mining import Month, kernel, network_month, produce
from lantau.mining.conditions import MonthFacts
from lantau.mining.fleets import Placement
from lantau.mining.mining_pools import MiningPool
from lantau.mining.power import Curtailment, DemandResponse, PowerContract
from lantau.mining.production import uncurtailed
from lantau.mining.sites import Outage
from tests.mining.small_fleet import HOURS, NEW, OLD, START, UNTIL, conditions, fleet, indexed, site

APRIL = Month(2025, 4)


def totals(*arguments: object, **keywords: object) -> np.ndarray:
    """The measures of a fleet, summed over all of it."""
    return produce(*arguments, **keywords).by_month().sum(axis=0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scheme", "fee", "reward"),
    [("FPPS", 0.0, 3.155), ("FPPS", 0.02, 3.0919), ("PPS", 0.0, 3.125), ("solo", 0.0, 3.155)],
)
def test_coins_are_the_formula(scheme: str, fee: float, reward: float) -> None:
    made = produce(fleet(site(), mining_pool=MiningPool(scheme, fee)), conditions())
    around = network_month(conditions().network, APRIL, 0.03, 1.0)
    hashes = 300_000.0 * 1e12 * 30 * 86_400
    assert made.by_month()[0, kernel.BITCOIN] == pytest.approx(
        hashes / (around.difficulty * 2.0**32) * reward, rel=1e-12
    )
    assert made.by_month()[0, kernel.ENERGY] == pytest.approx(6000.0 * 30 * 24)
    assert made.by_month()[0, kernel.POWER_COST] == pytest.approx(6000.0 * 30 * 24 * 0.05)
    assert made.by_month()[0, kernel.DEPLOYED] == pytest.approx(300_000.0 * 30 * 24)


@settings(max_examples=25)
@given(st.integers(1, 90), st.integers(0, 10_000))
def test_production_adds_up_over_days(cut: int, seed: int) -> None:
    spot = np.random.default_rng(seed).normal(0.05, 0.04, HOURS)
    mine = fleet(site(contract=indexed(DemandResponse(0.08, 0.01, 0.3)), curtailment=Curtailment("breakeven")))
    around, middle = conditions(spot), START.fromordinal(START.toordinal() + cut)
    whole = totals(mine, around)
    parts = totals(mine, around, START, middle) + totals(mine, around, middle, UNTIL)
    np.testing.assert_allclose(parts, whole, rtol=1e-9, atol=1e-9)


def test_sites_and_groups_add_up_to_the_fleet() -> None:
    mine = fleet(site("A"), site("B", uptime=0.9))
    made = produce(mine, conditions())
    np.testing.assert_allclose(made.by_site("A") + made.by_site("B"), made.by_month(), rtol=1e-12)
    assert made.by_site("B")[0, kernel.OPERATING] == pytest.approx(0.9 * made.by_site("B")[0, kernel.DEPLOYED])


@settings(max_examples=40)
@given(
    st.integers(0, 10_000), st.floats(10_000.0, 200_000.0), st.floats(-0.02, 0.1), st.floats(0.0, 1.0),
    st.booleans(), st.floats(0.0, 0.05), st.floats(0.0, 1.0),
)  # fmt: skip
def test_curtailment_at_breakeven_never_raises_cost_or_lowers_profit(
    seed: int, price: float, base: float, owed: float, credited: bool, credit: float, share: float
) -> None:
    spot = np.random.default_rng(seed).normal(0.04, 0.08, HOURS)
    response = DemandResponse(0.1, credit, share) if credited else None
    mine = fleet(
        site(contract=replace(indexed(response, owed), price_usd_kwh=base), curtailment=Curtailment("breakeven"))
    )
    around = conditions(spot, price)
    free, bound = totals(mine, around), totals(uncurtailed(mine), around)
    profit, before = (each[kernel.REVENUE] - each[kernel.POWER_COST] + each[kernel.CREDITS] for each in (free, bound))
    assert profit >= before - 1e-6 * abs(before)
    # An hour is given up only where that saves more than it would have earned, so what is paid falls too.
    paid, paid_before = (each[kernel.POWER_COST] - each[kernel.CREDITS] for each in (free, bound))
    assert paid <= paid_before + 1e-6 * abs(paid_before)
    assert free[kernel.ENERGY] + free[kernel.CURTAILED] == pytest.approx(bound[kernel.ENERGY])


def test_each_site_s_overhead_is_its_own() -> None:
    made = produce(fleet(site("A"), site("B", overhead=0.1)), conditions())
    assert made.by_site("A")[0, kernel.ENERGY] == pytest.approx(6000.0 * 720)
    assert made.by_site("B")[0, kernel.ENERGY] == pytest.approx(6600.0 * 720)


def test_breakeven_stops_the_old_machine_before_the_new() -> None:
    around = network_month(conditions().network, APRIL, 0.03, 100_000.0)
    earns = around.hashprice_usd / 24.0 / 1000.0  # USD of 1 TH/s in an hour
    middle = earns * (OLD.hashrate_th / OLD.power_kw + NEW.hashrate_th / NEW.power_kw) / 2.0
    mine = fleet(site(contract=PowerContract("fixed", middle), curtailment=Curtailment("breakeven")))
    made = produce(mine, conditions())
    stopped = {group.machine.model: made.totals[place, 0, kernel.STOPPED] for place, group in enumerate(made.groups)}
    assert stopped == {"old": 1000.0 * 720, "new": 0.0}


def test_a_cap_stops_every_machine_in_the_hours_at_or_above_it() -> None:
    spot = np.full(HOURS, 0.04)
    spot[:10] = 0.095
    made = totals(fleet(site(contract=indexed(), curtailment=Curtailment("cap", 0.1))), conditions(spot))
    assert made[kernel.CURTAILED] == pytest.approx(6000.0 * 10)
    assert made[kernel.POWER_COST] == pytest.approx(6000.0 * (HOURS - 10) * 0.045)


def test_an_hour_must_earn_the_margin_beyond_its_power() -> None:
    around = network_month(conditions().network, APRIL, 0.03, 100_000.0)
    earns = around.hashprice_usd / 24.0 / 1000.0 * OLD.hashrate_th / OLD.power_kw  # USD of a kWh of the old machine
    placed = (Placement("Quay", OLD, 1000, START, UNTIL),)
    for margin, stopped in ((0.0, False), (0.004, False), (0.02, True)):
        quay = site(contract=PowerContract("fixed", earns - 0.01), curtailment=Curtailment("breakeven", 9.0, margin))
        made = produce(fleet(quay, placements=placed), conditions()).by_month()[0]
        assert bool(made[kernel.CURTAILED]) is stopped


def test_the_index_at_the_strike_is_credited_and_just_below_it_is_not() -> None:
    spot = np.full(HOURS, 0.04)
    spot[3], spot[7] = 0.5, 0.4999
    contract = indexed(DemandResponse(0.5, 0.02, 0.0))
    made = totals(fleet(site(contract=contract, curtailment=Curtailment("breakeven"))), conditions(spot))
    assert made[kernel.CREDITS] == pytest.approx(6000.0 * 0.02)
    assert made[kernel.CURTAILED] == pytest.approx(6000.0 * 2)


def test_nobody_is_paid_for_power_below_zero_that_was_not_used() -> None:
    quay = site(contract=indexed(take_or_pay=0.5), curtailment=Curtailment("cap", -0.03))
    made = totals(fleet(quay), conditions(np.full(HOURS, -0.02)))
    assert made[kernel.CURTAILED] == pytest.approx(6000.0 * HOURS)
    assert made[kernel.POWER_COST] == 0.0


def test_power_below_zero_pays_the_miner() -> None:
    made = totals(
        fleet(site(contract=indexed(), curtailment=Curtailment("breakeven"))), conditions(np.full(HOURS, -0.03))
    )
    assert made[kernel.POWER_COST] == pytest.approx(6000.0 * HOURS * -0.025)
    assert made[kernel.CURTAILED] == 0.0


def test_what_is_not_used_above_the_strike_is_credited() -> None:
    spot = np.full(HOURS, 0.04)
    spot[5:9] = 1.0
    contract = indexed(DemandResponse(0.5, 0.02, 0.4), take_or_pay=0.25)
    made = totals(fleet(site(contract=contract, curtailment=Curtailment("breakeven"))), conditions(spot))
    assert made[kernel.CREDITS] == pytest.approx(6000.0 * 4 * (0.02 + 0.4 * 1.0))
    assert made[kernel.POWER_COST] == pytest.approx(6000.0 * ((HOURS - 4) * 0.045 + 4 * 0.25 * 1.005))


def test_a_site_that_never_stops_is_credited_nothing() -> None:
    contract = indexed(DemandResponse(0.5, 0.02, 0.4))
    made = totals(fleet(site(contract=contract)), conditions(np.full(HOURS, 1.0)))
    assert made[kernel.CREDITS] == 0.0 and made[kernel.CURTAILED] == 0.0


def test_an_outage_lowers_what_operates_and_not_what_is_deployed() -> None:
    down = replace(site(uptime=0.9), outages=(Outage(date(2025, 4, 11), date(2025, 4, 14), 0.4),))
    april = produce(fleet(down), conditions()).by_month()[0]
    assert april[kernel.OPERATING] == pytest.approx(300_000.0 * 24 * 0.9 * (27 + 3 * 0.6))
    assert april[kernel.DEPLOYED] == pytest.approx(300_000.0 * 24 * 30)


@pytest.mark.parametrize(("scheme", "moves"), [("FPPS", False), ("PPS", False), ("PPLNS", True), ("solo", True)])
def test_luck_moves_only_schemes_that_pass_it_on(scheme: str, moves: bool) -> None:
    around = conditions()
    lucky = replace(around, months={APRIL: MonthFacts(100_000.0, 0.03, luck=1.1)})
    mine = fleet(site(), mining_pool=MiningPool(scheme, 0.0, 0.2))
    plain, found = (produce(mine, each).by_month()[0, kernel.BITCOIN] for each in (around, lucky))
    assert found / plain == pytest.approx(1.1 if moves else 1.0)


def test_the_compiled_loop_is_the_written_loop() -> None:
    rng = np.random.default_rng(3)
    hours, shape = 200, (4, 2, kernel.MEASURES)
    arguments = (
        np.repeat([0, 1], hours // 2), rng.uniform(1e-9, 2e-9, hours), np.full(hours, 3.2), np.full(hours, 9e4),
        rng.normal(0.05, 0.05, (2, hours)), rng.uniform(0.5, 1.0, (2, hours)),
        np.array([[0, 0, 0, 1], [-1, 1, 1, 2]]),
        np.array([[0.01, 9.0, 0.001, 0.3, 0.06, 0.01, 0.5], [0.05, 0.051, 0.0, 0.0, 1e9, 0.0, 0.0]]),
        np.array([[0, 0, 200], [0, 10, 150], [1, 0, 200], [1, 60, 61]]), rng.uniform(1.0, 9.0, (4, 3)),
    )  # fmt: skip
    ours, theirs = np.zeros(shape), np.zeros(shape)
    kernel.hours_loop(ours, *arguments)
    kernel.compiled()(theirs, *arguments)
    np.testing.assert_allclose(theirs, ours, rtol=1e-12)
    assert ours[:, :, kernel.CURTAILED].any() and ours[:, :, kernel.CREDITS].any()
