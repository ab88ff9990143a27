"""The yuan corridors: what is conserved, what the law decides, and which way each dial turns."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from datetime import date
from functools import cache

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lantau.market.corridor import APPROVAL_RULE, CORRIDOR, PreparedCorridor, flows_of
from lantau.market.corridor_payers import (
    MONTHS,
    MOST_PAYERS,
    bank_cost,
    bank_hours,
    break_even_volume,
    coin_cost,
    coin_hours,
    drawn,
    income_rate,
    payers_from,
    waiting_hours,
)
from lantau.market.modelling import Played
from lantau.market.rule_sets import rule_set
from lantau.refusal import Refused

DAY = date(2026, 9, 1)
PATHS = 64


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda raised: raised.refusal.code.name == code)


def point(name: str = "CN+approved-cnh", **dials: float) -> PreparedCorridor:
    return CORRIDOR.prepared(CORRIDOR.table.settled(dials), rule_set(name, DAY))


@cache
def _played(name: str, dials: tuple[tuple[str, float], ...]) -> Played:
    return point(name, **dict(dials)).played(5, 0, PATHS)


def played(name: str = "CN+approved-cnh", **dials: float) -> Mapping[str, numpy.ndarray]:
    """The outcomes of the same chance under some rules and settings."""
    return _played(name, tuple(dials.items())).outcomes


def settled(**dials: float) -> dict[str, float]:
    return CORRIDOR.table.settled(dials)


# What is measured, and the same bits


def test_what_is_measured_is_what_the_table_of_measures_says() -> None:
    found = _played("CN+approved-cnh", ())
    assert list(found.outcomes) == [each.name for each in CORRIDOR.outcomes]
    assert list(found.counts) == [each.name for each in CORRIDOR.courses]
    for each in CORRIDOR.outcomes:
        values = found.outcomes[each.name]
        assert values.shape == (PATHS,) and values.dtype == numpy.float64
        assert each.scale.low <= values.min() and values.max() <= each.scale.high, each.name
    for course in CORRIDOR.courses:
        assert found.counts[course.name].shape == (MONTHS, course.scale.bins)
        assert (found.counts[course.name].sum(axis=1) == PATHS).all()


def test_the_same_seed_and_chunk_give_the_same_bits_in_any_order_and_process() -> None:
    ready = point()
    first = ready.played(7, 3, 20)
    ready.played(7, 2, 20)
    again = pickle.loads(pickle.dumps(ready)).played(7, 3, 20)
    assert all(first.outcomes[name].tobytes() == again.outcomes[name].tobytes() for name in first.outcomes)
    assert all(first.counts[name].tobytes() == again.counts[name].tobytes() for name in first.counts)
    other = ready.played(7, 4, 20)
    assert first.outcomes["coin_volume"].tobytes() != other.outcomes["coin_volume"].tobytes()


# Refusals, each beside what is taken


def test_a_point_is_taken_or_refused_by_name_before_anything_is_played() -> None:
    assert point(payers=1).played(1, 0, 3).outcomes["coin_share"].shape == (3,)
    with refused("market.empty_population") as raised:
        point(payers=0)
    assert raised.value.refusal.where == "corridor.payers"
    nothing = {f"volume_{each}": 0.0 for each in ("hk_mainland", "hk_asean", "mainland_asean")}
    assert point(**{**nothing, "volume_hk_asean": 1.0}).played(1, 0, 3)
    with refused("market.empty_population") as raised:
        point(**nothing)
    assert raised.value.refusal.where == "corridor.volume_hk_mainland"
    with refused("market.empty_population"):
        point().played(1, 0, 0)
    assert point(opening_hour=9, cut_off_hour=10)
    with refused("market.out_of_range") as raised:
        point(opening_hour=9, cut_off_hour=9)
    assert raised.value.refusal.where == "corridor.cut_off_hour"
    assert (raised.value.refusal.details["low"], raised.value.refusal.details["high"]) == ("9", "24")
    with refused("market.out_of_range"):
        settled(daily_cap=0)
    with refused("market.unknown_parameter"):
        settled(cap=1)
    with refused("market.unknown_parameter"):
        CORRIDOR.prepared(settled(), rule_set("CN", DAY), object())
    with refused("rulebook.unknown_rule"):
        point("HK")
    with refused("rulebook.not_covered"):
        rule_set("CN", date(2026, 2, 5))


# What the law decides


def test_without_approval_nobody_pays_in_coins_and_with_it_some_do() -> None:
    barred, approved = _played("CN", ()), _played("CN+approved-cnh", ())
    for name in ("coin_volume", "coin_share", "switched", "saving", "rejected", "licence_cover", "hours_saved"):
        assert not barred.outcomes[name].any(), name
    assert (approved.outcomes["coin_volume"] > 0).all() and (approved.outcomes["saving"] > 0).all()
    assert (barred.outcomes["break_even_volume"] == approved.outcomes["break_even_volume"]).all()
    assert barred.breached == {APPROVAL_RULE: PATHS} and approved.breached == {APPROVAL_RULE: 0}


# Conservation

FREE = ("cut_off_hour", "opening_hour", "payers")
DIALS = st.fixed_dictionaries(
    {"payers": st.integers(1, MOST_PAYERS)},
    optional={
        name: st.integers(int(each.low), int(each.high)) if each.whole else st.floats(each.low, each.high)
        for name, each in CORRIDOR.table.parameters.items()
        if name not in FREE
    },
)


@settings(max_examples=40, deadline=None)
@given(DIALS, st.booleans(), st.integers(0, 2**32))
def test_every_invoice_is_paid_once_by_coin_or_by_bank(dials: dict[str, float], allowed: bool, seed: int) -> None:
    given_ = settled(**dials)
    draws = drawn(seed, 0, 6)
    payers = payers_from(draws, given_)
    flows = flows_of(payers, draws, given_, allowed=allowed)
    size = 1e-9 * (1.0 + flows.invoiced)
    assert (numpy.abs(flows.invoiced - flows.coin - flows.bank) <= size).all()
    assert (flows.coin >= 0).all() and (flows.coin <= flows.invoiced + size).all()
    assert (flows.rejected >= 0).all() and (flows.rejected <= flows.bank + size).all()
    assert not flows.rejected[:, :, 1].any(), "no limit binds between Hong Kong and ASEAN"
    assert allowed or not flows.coin.any()
    assert (flows.coin <= numpy.where(payers.willing.any(axis=1)[:, None], numpy.inf, 0.0)).all()


@settings(max_examples=30, deadline=None)
@given(st.floats(0.001, 5), st.floats(0.001, 50), st.integers(0, 2**32))
def test_no_payer_converts_more_than_a_day_s_or_a_year_s_limit(daily: float, yearly: float, seed: int) -> None:
    given_ = settled(daily_cap=daily, yearly_cap=yearly, payers=1, aware_start=1, switching_cost=0, volume_spread=0)
    draws = drawn(seed, 0, 8)
    payers = payers_from(draws, given_)
    flows = flows_of(payers, draws, given_, allowed=True)
    own = flows.coin / payers.weight.reshape(8, 3)
    capped = own[:, :, [0, 2]]
    assert (capped <= daily * given_["business_days"] * (1 + 1e-9)).all()
    assert (capped.reshape(3, 12, 8, 2).sum(axis=1) <= yearly * (1 + 1e-9)).all()


def test_what_a_year_is_worth_is_what_the_corridors_were_said_to_hold() -> None:
    given_ = settled(volume_spread=0, month_noise=0)
    draws = drawn(3, 0, 5)
    invoiced = flows_of(payers_from(draws, given_), draws, given_, allowed=True).invoiced
    assert invoiced[:12].sum(axis=0) == pytest.approx(numpy.tile([120000.0, 60000.0, 90000.0], (5, 1)))


# What a payment costs and how long it takes


@pytest.mark.parametrize(
    ("opening", "cut_off", "hours"),
    [
        (0, 24, 48 * 24 / 168),
        (0, 12, (4 * 12 * 6 + 60 * 30) / 168),
    ],
)
def test_a_payment_waits_for_banks_to_open(opening: float, cut_off: float, hours: float) -> None:
    assert waiting_hours(opening, cut_off) == pytest.approx(hours, abs=0.01)


def test_a_later_cut_off_shortens_the_wait() -> None:
    waits = [waiting_hours(9, cut_off) for cut_off in (10, 13, 16, 19, 24)]
    assert waits == sorted(waits, reverse=True) and len(set(waits)) == len(waits)


def test_cost_and_time_of_a_payment_by_hand() -> None:
    given_ = settled(money_bps=0)
    invoice, free, capped = numpy.array([0.4, 12.0]), numpy.array([False, False]), numpy.array([True, True])
    assert bank_cost(invoice, given_) == pytest.approx([0.006 + 0.00018 / 0.4, 0.006 + 0.00018 / 12])
    assert coin_cost(invoice, free, given_) == pytest.approx([0.0045, 0.0045])
    assert coin_hours(invoice, free, given_) == pytest.approx([2.5, 2.5])
    assert coin_hours(invoice, capped, given_) == pytest.approx([2.5, 2.5 + 48]), "12 at 5 a day takes three days"
    dear = settled(money_bps=400)
    waited = bank_cost(invoice, dear) - bank_cost(invoice, given_)
    assert waited == pytest.approx(numpy.full(2, 0.04 * bank_hours(dear) / 8760))


def test_the_break_even_volume_pays_for_the_licence_exactly() -> None:
    given_ = settled()
    assert break_even_volume(given_) == pytest.approx(72 / (0.016 * 2 / 365 + 0.0005))
    assert break_even_volume(given_) * income_rate(given_) == pytest.approx(given_["licence_cost"])
    nothing = {"coin_fee_bps": 0.0, "reserve_yield_bps": 0.0}
    assert break_even_volume(settled(**nothing)) == float("inf")
    assert (played(**nothing)["break_even_volume"] == 1e6).all() and not played(**nothing)["licence_cover"].any()
    found = played()
    assert found["licence_cover"] == pytest.approx(found["coin_volume"] / found["break_even_volume"])


# Which way each dial turns


@pytest.mark.parametrize(
    ("dial", "less", "more", "outcome"),
    [
        ("bank_bps", 45, 90, "coin_volume"),
        ("bank_fee", 0, 900, "switched"),
        ("on_ramp_bps", 60, 5, "coin_volume"),
        ("bank_hours", 2, 120, "hours_saved"),
        ("bank_hours", 2, 120, "saving"),
        ("cut_off_hour", 20, 11, "hours_saved"),
        ("switching_cost", 1500000, 15000, "switched"),
        ("payees_ready", 0.1, 0.8, "coin_share"),
        ("aware_speed", 0.05, 0.3, "switched"),
        ("horizon_months", 6, 36, "switched"),
        ("yearly_cap", 20, 600, "share_hk_mainland"),
        ("yearly_cap", 20, 600, "share_mainland_asean"),
        ("coin_fee_bps", 5, 15, "licence_cover"),
        ("licence_cost", 200, 50, "licence_cover"),
        ("licence_cost", 50, 200, "break_even_volume"),
        ("days_held", 20, 1, "break_even_volume"),
    ],
)
def test_on_no_path_does_a_dial_turn_its_outcome_the_other_way(
    dial: str, less: float, more: float, outcome: str
) -> None:
    low, high = played(**{dial: less}), played(**{dial: more})
    assert (low[outcome] <= high[outcome] * (1 + 1e-12)).all()
    assert low[outcome].sum() < high[outcome].sum()


def test_a_tighter_limit_sends_more_back_to_banks_and_leaves_the_free_corridor_alone() -> None:
    tight, usual = played(daily_cap=0.5), played()
    assert tight["rejected"].sum() > usual["rejected"].sum()
    assert (tight["share_hk_asean"] == usual["share_hk_asean"]).all()
    assert (tight["coin_volume"] <= usual["coin_volume"]).all()


def test_the_defaults_save_what_interested_parties_claim() -> None:
    saved = played()["saving_share"]
    assert 0.2 < float(numpy.median(saved)) < 0.4
