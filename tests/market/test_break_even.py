"""From which circulation an issuer earns its keep."""

from __future__ import annotations

import math
from typing import Any

import numpy
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lantau.market.break_even import Business
from lantau.refusal import Refused

PUBLISHED: dict[str, Any] = {
    "fixed_cost": 10e6,
    "reserve_yield": 0.042,
    "pass_through": 0.012,
    "capital_cost": 0.10,
    "capital_share": 0.02,
}


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda raised: raised.refusal.code.name == code)


def test_the_worked_example_breaks_even_at_357_million() -> None:
    assert round(Business(**PUBLISHED).break_even_circulation() / 1e6) == 357


def test_constant_capital_is_a_fixed_cost() -> None:
    business = Business(10e6, 0.042, 0.012, 0.10, capital_least=25e6)
    assert business.break_even_circulation() == pytest.approx((10e6 + 0.10 * 25e6) / 0.03)


BUSINESSES = st.builds(
    Business,
    st.floats(0, 1e9),
    st.floats(0, 0.2),
    st.floats(0, 0.2),
    st.floats(0, 0.5),
    st.floats(0, 1e9),
    st.floats(0, 0.2),
)


@given(BUSINESSES)
def test_the_margin_turns_at_the_break_even_and_nowhere_else(business: Business) -> None:
    assume(business.reserve_yield - business.pass_through - business.capital_cost * business.capital_share > 1e-4)
    turn = business.break_even_circulation()
    scale = 1 + business.fixed_cost + business.capital_cost * business.capital_least
    at, less, more = business.yearly_margin(numpy.array([turn, turn * 0.9, turn * 1.1 + 1]))
    assert at == pytest.approx(0, abs=1e-6 * scale)
    assert less <= 1e-6 * scale
    assert more > 0


@pytest.mark.parametrize(
    "changed", [{"reserve_yield": 0.012}, {"reserve_yield": 0.01}, {"capital_share": 0.3}, {"capital_share": 0.4}]
)
def test_no_circulation_is_enough_without_a_spread(changed: dict[str, float]) -> None:
    assert Business(**PUBLISHED).break_even_circulation() > 0
    with refused("market.out_of_range"):
        Business(**{**PUBLISHED, **changed}).break_even_circulation()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fixed_cost", -1.0),
        ("fixed_cost", math.inf),
        ("capital_least", -1.0),
        ("reserve_yield", 1.5),
        ("reserve_yield", math.nan),
        ("pass_through", -0.1),
        ("capital_cost", 1.1),
        ("capital_share", -0.1),
    ],
)
def test_numbers_beyond_their_bounds_are_refused_by_name(name: str, value: float) -> None:
    with refused("market.out_of_range") as raised:
        Business(**{**PUBLISHED, name: value})
    assert raised.value.refusal.where == name
