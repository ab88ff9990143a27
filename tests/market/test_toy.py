"""The benchmark toy against a plain twin of it, its books, and what its chance rests on."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from datetime import date

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lantau.market import toy_kernel as kernel
from lantau.market.judging import BREACHED, decide_block
from lantau.market.modelling import Floats, chance, counted
from lantau.market.refusals import OUT_OF_RANGE
from lantau.market.rule_sets import rule_set
from lantau.market.toy import FACTS, PATHS, PRICES, RULES, TOY, ToyPoint
from lantau.refusal import Refused
from lantau.rulebook import Outcome

DAY = date(2026, 9, 1)
LAW = rule_set("HK", DAY)


def twin(settled: Mapping[str, float], seed: int, chunk: int) -> tuple[Floats, Floats, Floats]:
    """The recurrence in plain numpy, as it is published: lowest prices, end supplies, weakest prices by day."""
    issuers, days = int(settled["issuers"]), int(settled["days"])
    rng = chance(seed, chunk)
    supply = numpy.full((issuers, PATHS), settled["opening_supply_units"])
    cash = numpy.full((issuers, PATHS), settled["opening_cash_units"])
    bonds = numpy.full((issuers, PATHS), settled["opening_bonds_units"])
    price = numpy.ones((issuers, PATHS))
    lowest, weakest = price.copy(), numpy.ones((days, PATHS))
    for day in range(days):
        market = rng.standard_normal(PATHS)
        own = rng.standard_normal((issuers, PATHS))
        share = (
            settled["redemption_mean_share"] + settled["own_shock_share"] * own
            + settled["market_shock_share"] * market + settled["panic_share"] * (1 - price)
        )  # fmt: skip
        redeemed = numpy.clip(share, 0, settled["largest_share"]) * supply
        from_cash = numpy.minimum(redeemed, cash)
        need = redeemed - from_cash
        haircut = settled["haircut_share"] + settled["haircut_slope"] * need / supply
        haircut = numpy.minimum(haircut, settled["largest_haircut_share"])
        sold = numpy.minimum(need / (1 - haircut), bonds)
        got = sold * (1 - haircut)
        unmet = redeemed - from_cash - got
        before = supply
        supply = supply - (from_cash + got)
        cash, bonds = cash - from_cash, bonds - sold
        issued = settled["growth_share"] * supply
        supply, cash = supply + issued, cash + issued
        excess = numpy.maximum(cash - settled["cash_target_share"] * supply, 0)
        cash, bonds = cash - excess, bonds + excess
        equity = (cash + bonds - supply) / supply
        lost = settled["price_by_unmet"] * unmet / before
        price = numpy.clip(1 - lost - settled["price_by_shortfall"] * numpy.maximum(-equity, 0), 0, 1)
        lowest = numpy.minimum(lowest, price)
        weakest[day] = price.min(axis=0)
    return lowest, supply, weakest


@pytest.mark.parametrize("given_settings", [{}, {"issuers": 3, "days": 41, "market_shock_share": 0.08}])
def test_the_kernel_gives_the_bits_of_plain_numpy(given_settings: dict[str, float]) -> None:
    point = TOY.prepared(given_settings)
    played = point.played(7, 2, PATHS)
    lowest, supply, weakest = twin(TOY.table.settled(given_settings), 7, 2)
    assert lowest.min() < 1
    assert numpy.array_equal(played.outcomes["mean_lowest_price"], lowest.mean(axis=0))
    assert numpy.array_equal(played.outcomes["lowest_price"], lowest.min(axis=0))
    assert numpy.array_equal(played.outcomes["end_supply"], supply.sum(axis=0))
    assert numpy.array_equal(played.counts["weakest_price"], counted(weakest, PRICES))


def test_the_mean_over_paths_of_the_lowest_price_of_any_issuer_is_the_published_one() -> None:
    """Published: .9914 to .9918 from 1,000 paths on. At 1,000 that is one standard error (.00025) from its middle, so
    single seeds leave it; ten thousand paths do not. The mean over issuers too, of each one's own lowest, is higher."""
    point = TOY.prepared({})
    found = [point.played(1, chunk, PATHS).outcomes for chunk in range(40)]
    lowest = numpy.concatenate([each["lowest_price"] for each in found])
    assert 0.9914 <= lowest.mean() <= 0.9918
    thousands = lowest[:10_000].reshape(10, 1_000).mean(axis=1)
    assert (abs(thousands - 0.9916) < 4 * 0.00025).all()
    assert 0.9974 <= numpy.concatenate([each["mean_lowest_price"] for each in found]).mean() <= 0.9977


@settings(max_examples=40, deadline=None)
@given(
    cash=st.floats(0, 200), bonds=st.floats(0, 200), market=st.floats(0, 0.3), panic=st.floats(0, 5),
    slope=st.floats(0, 5), growth=st.floats(0, 0.2), seed=st.integers(0, 2**63),
)  # fmt: skip
def test_no_unit_appears_or_vanishes_on_any_day_of_any_path(
    cash: float, bonds: float, market: float, panic: float, slope: float, growth: float, seed: int
) -> None:
    point = TOY.prepared(
        {
            "issuers": 4, "opening_cash_units": cash, "opening_bonds_units": bonds, "market_shock_share": market,
            "panic_share": panic, "haircut_slope": slope, "growth_share": growth,
        }
    )  # fmt: skip
    rows, rng = point.opened(), chance(seed, 0)
    by_row = rows.reshape(4, kernel.ROWS, PATHS)
    for _ in range(60):
        kernel.play(rng.standard_normal((1, 5, PATHS)), point.numbers, rows, numpy.ones((1, PATHS)))
        supply, held_cash, held_bonds, price, lowest, unmet, paid, lost, issued = by_row.transpose(1, 0, 2)
        entered = cash + bonds + issued
        numpy.testing.assert_allclose(held_cash + held_bonds + paid + lost, entered, rtol=1e-12, atol=1e-9)
        numpy.testing.assert_allclose(supply + paid, 100 + issued, rtol=1e-12)
        assert min(supply.min(), held_cash.min(), held_bonds.min(), lost.min(), unmet.min()) >= -1e-9
        assert (lowest <= price).all() and (price <= 1).all() and (lowest >= 0).all()


def test_each_days_codes_are_the_findings_of_the_rulebook_on_the_same_states() -> None:
    asked = {"issuers": 5, "opening_bonds_units": 86.0, "haircut_slope": 0.6}
    point = TOY.prepared(asked, LAW)
    assert point.program is not None
    rows, rng = point.opened(), chance(3, 0)
    values = numpy.empty((3, 5 * PATHS), dtype=numpy.int64)
    codes = numpy.empty((2, 5 * PATHS), dtype=numpy.uint8)
    breached_days = numpy.zeros((2, PATHS), dtype=numpy.int64)
    expected_days, seen = numpy.zeros((2, PATHS), dtype=numpy.int64), set[tuple[str, Outcome]]()
    for _ in range(40):
        drawn = rng.standard_normal((1, 6, PATHS))
        kernel.play_told(drawn, point.numbers, rows, numpy.ones((1, PATHS)), values)
        decide_block(point.program, values, codes)
        kernel.count_by_path(codes, BREACHED, breached_days)
        supply, cash, bonds = rows.reshape(5, kernel.ROWS, PATHS).transpose(1, 0, 2)[:3]
        told = (cash + bonds, cash + bonds * (1 - 0.002), supply)
        columns = {
            name: numpy.rint(1e6 * units).astype(numpy.int64).ravel() for name, units in zip(FACTS, told, strict=True)
        }
        findings = LAW.book.evaluate(columns, on=DAY, gate=list(RULES))
        for number, rule in enumerate(RULES):
            assert numpy.array_equal(codes[number], findings[rule].codes), rule
            expected_days[number] += numpy.bincount(findings[rule].rows(Outcome.BREACHED) % PATHS, minlength=PATHS)
            seen |= {(rule, outcome) for outcome in Outcome if findings[rule].count(outcome)}
    assert numpy.array_equal(breached_days, expected_days)
    assert seen == {(rule, outcome) for rule in RULES for outcome in (Outcome.MET, Outcome.BREACHED)}
    played = TOY.prepared({**asked, "days": 40}, LAW).played(3, 0, 100)
    for number, (rule, outcome) in enumerate(RULES.items()):
        assert numpy.array_equal(played.outcomes[outcome], expected_days[number, :100])
        assert played.breached[rule] == numpy.count_nonzero(expected_days[number, :100])


def test_the_law_changes_nothing_of_what_is_played_and_a_toy_without_law_tells_no_breach() -> None:
    plain, judged = TOY.prepared({}).played(4, 0, PATHS), TOY.prepared({}, LAW).played(4, 0, PATHS)
    assert set(judged.outcomes) - set(plain.outcomes) == set(RULES.values())
    assert all(numpy.array_equal(values, judged.outcomes[name]) for name, values in plain.outcomes.items())
    assert not plain.breached
    assert set(judged.breached) == set(RULES)


def test_growth_past_exact_micros_is_refused_only_where_law_is_asked() -> None:
    wild = {"growth_share": 0.5}
    TOY.prepared(wild)
    with pytest.raises(Refused) as refused:
        TOY.prepared(wild, LAW)
    assert refused.value.refusal.code is OUT_OF_RANGE
    assert refused.value.refusal.where == "toy.growth_share"


def test_a_path_is_the_same_however_many_are_asked_for() -> None:
    point = TOY.prepared({"days": 30})
    whole, part = point.played(1, 0, PATHS), point.played(1, 0, 9)
    for name, values in part.outcomes.items():
        assert len(values) == 9
        assert numpy.array_equal(values, whole.outcomes[name][:9]), name
    assert part.counts["weakest_price"].sum() == 9 * 30
    with pytest.raises(AssertionError):
        point.played(1, 0, PATHS + 1)


def test_chunks_and_seeds_differ_and_settings_meet_the_same_chance() -> None:
    point = TOY.prepared({"days": 30})
    first = point.played(1, 0, PATHS).outcomes["end_supply"]
    assert not numpy.array_equal(first, point.played(1, 1, PATHS).outcomes["end_supply"])
    assert not numpy.array_equal(first, point.played(2, 0, PATHS).outcomes["end_supply"])
    calm = TOY.prepared({"days": 30, "haircut_slope": 0.0}).played(1, 0, PATHS).outcomes["end_supply"]
    assert numpy.allclose(first, calm, rtol=0.05), "the haircut moves little of what the same chance decides"


def test_every_outcome_and_course_is_given_and_a_point_can_be_sent_to_another_process() -> None:
    point = TOY.prepared({"days": 3}, LAW)
    again: ToyPoint = pickle.loads(pickle.dumps(point))
    one, other = point.played(5, 0, 20), again.played(5, 0, 20)
    assert list(one.outcomes) == [outcome.name for outcome in TOY.outcomes]
    assert list(one.counts) == [course.name for course in TOY.courses]
    assert all(numpy.array_equal(one.outcomes[name], other.outcomes[name]) for name in one.outcomes)


def test_what_the_table_does_not_have_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        TOY.prepared({"issuers": 0})
    assert refused.value.refusal.code is OUT_OF_RANGE
