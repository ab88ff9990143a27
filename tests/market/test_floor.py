"""The rational-price floor and the cash in hand: the published panels, and what must hold for every fall."""

from __future__ import annotations

import math

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.market.floor import explained_falls, floor_reading, fundamental_price, recovery, unexplained_shares
from lantau.refusal import Refused

SHARES = st.floats(0, 1)
USDC_TROUGH = 0.8767
"""Composite of exchanges, 11 March 2023."""

NOT_AT_BNY = 4.3 / 42.1
"""Cash at the two other banks over the whole reserve, USD bn: what .102 of the panel rounds."""


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda raised: raised.refusal.code.name == code)


def test_usdc_in_march_2023_fell_below_its_floor() -> None:
    reading = floor_reading(USDC_TROUGH, 0.08)
    assert reading.floor == pytest.approx(0.92)
    assert round(reading.implied_loss_probability, 2) == 1.54
    assert round(reading.margin, 3) == -0.043
    assert round(reading.unexplained_share, 3) == 0.351
    assert reading.fires


def test_had_all_cash_outside_one_bank_been_lost_a_sixth_of_the_fall_would_still_be_unexplained() -> None:
    reading = floor_reading(USDC_TROUGH, NOT_AT_BNY)
    assert round(NOT_AT_BNY, 3) == 0.102
    assert round(reading.unexplained_share, 3) == 0.172
    assert reading.fires


@pytest.mark.parametrize(("impaired", "floor", "probability"), [(0.332, 0.668, 0.135), (0.259, 0.742, 0.174)])
def test_usdt_in_april_2019_stayed_above_its_floor(impaired: float, floor: float, probability: float) -> None:
    """The panel prints the impaired share rounded, so its floor is met to one unit of the last decimal."""
    reading = floor_reading(0.955, impaired)
    assert reading.floor == pytest.approx(floor, abs=1.01e-3)
    assert reading.implied_loss_probability == pytest.approx(probability, abs=1e-3)
    assert reading.unexplained_share == 0
    assert reading.margin > 0
    assert not reading.fires


@given(st.floats(0, 1), st.floats(0.001, 1), SHARES)
def test_it_fires_just_below_the_floor(price: float, impaired: float, returned: float) -> None:
    reading = floor_reading(price, impaired, returned)
    if abs(reading.margin) > 1e-9:
        assert reading.fires == (reading.margin < 0)
    assert 0 <= reading.unexplained_share <= 1
    assert reading.floor == fundamental_price(impaired, 1.0, returned) >= 1 - impaired - 1e-12


@given(st.floats(0.001, 1), SHARES)
def test_a_price_that_losses_explain_gives_their_probability_back(impaired: float, probability: float) -> None:
    price = fundamental_price(impaired, probability)
    assert floor_reading(price, impaired).implied_loss_probability == pytest.approx(probability, abs=1e-9)


@given(st.lists(st.floats(0, 1.5), min_size=1, max_size=8), SHARES, SHARES)
def test_a_fall_is_what_the_reserve_explains_and_the_rest(prices: list[float], impaired: float, back: float) -> None:
    given_prices = numpy.array(prices)
    fall = numpy.maximum(1 - given_prices, 0)
    explained = explained_falls(given_prices, impaired, back)
    rest = unexplained_shares(given_prices, impaired, back)
    assert numpy.all((explained >= 0) & (rest >= 0) & (rest <= 1))
    numpy.testing.assert_allclose(explained + rest * fall, fall, atol=1e-12)
    assert numpy.all(rest[given_prices >= 1] == 0)


def test_each_path_may_have_a_reserve_of_its_own() -> None:
    prices = numpy.array([0.9, 0.9, 0.9, 1.0])
    impaired = numpy.array([0.0, 0.05, 0.2, 0.2])
    numpy.testing.assert_allclose(unexplained_shares(prices, impaired), [1.0, 0.5, 0.0, 0.0], atol=1e-12)


def test_cash_in_hand_is_as_published() -> None:
    found = recovery(0.20, 0.05)
    assert round(found.average, 3) == 0.989
    assert round(found.first_mover, 3) == 1.000
    assert round(found.late_mover, 3) == 0.987


@given(st.floats(0.001, 0.999), st.floats(0, 0.99))
def test_what_the_two_groups_recover_is_the_average_of_all(redeemed: float, haircut: float) -> None:
    found = recovery(redeemed, haircut)
    together = redeemed * found.first_mover + (1 - redeemed) * found.late_mover
    assert together == pytest.approx(found.average, abs=1e-9)
    assert found.average == pytest.approx(1 - min(redeemed / (1 - haircut), 1) * haircut, abs=1e-12)
    assert found.late_mover <= found.average + 1e-9 <= found.first_mover + 2e-9


def test_when_the_assets_run_out_those_who_stayed_get_nothing() -> None:
    found = recovery(0.96, 0.05)
    assert found.late_mover == 0
    assert found.first_mover == pytest.approx(0.95 / 0.96)
    assert found.average == pytest.approx(0.95)


@pytest.mark.parametrize("price", [-0.01, 1.01, math.nan])
def test_a_price_that_is_no_share_of_par_is_refused(price: float) -> None:
    assert not floor_reading(1.0, 0.08).fires
    with refused("market.out_of_range"):
        floor_reading(price, 0.08)


@pytest.mark.parametrize("impaired", [0.0, -0.1, 1.1, math.nan])
def test_an_impaired_share_that_explains_nothing_is_refused(impaired: float) -> None:
    assert floor_reading(0.9, 1.0).floor == 0
    with refused("market.out_of_range"):
        floor_reading(0.9, impaired)


def test_shares_beyond_all_are_refused() -> None:
    assert fundamental_price(0.5, 1.0, 1.0) == 1
    for probability, back in ((1.1, 0.0), (0.5, -0.1)):
        with refused("market.out_of_range"):
            fundamental_price(0.5, probability, back)


@pytest.mark.parametrize(("redeemed", "haircut"), [(0.0, 0.05), (1.0, 0.05), (0.2, 1.0), (0.2, -0.1)])
def test_a_redemption_of_nobody_or_all_and_a_haircut_of_all_are_refused(redeemed: float, haircut: float) -> None:
    with refused("market.out_of_range"):
        recovery(redeemed, haircut)
