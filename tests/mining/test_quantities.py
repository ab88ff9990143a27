"""Quantities are text with their unit; the wrong unit, no unit and a value out of its bound are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.mining.quantities import (
    ENERGY_PRICE,
    HASHRATE,
    MONEY,
    NOT_NEGATIVE,
    POSITIVE,
    POWER,
    SHARE,
    Bound,
    Dimension,
    read_quantity,
)
from lantau.refusal import Refused

ANY = Bound()


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("200 TH/s", HASHRATE, 200.0),
        ("50 EH/s", HASHRATE, 50e6),
        ("1.5 PH/s", HASHRATE, 1500.0),
        ("3500 W", POWER, 3.5),
        ("50 MW", POWER, 50_000.0),
        ("45 USD/MWh", ENERGY_PRICE, 0.045),
        ("4.5 c/kWh", ENERGY_PRICE, 0.045),
        ("-12 USD/MWh", ENERGY_PRICE, -0.012),
        ("95 %", SHARE, 0.95),
        ("55 bps", SHARE, 0.0055),
        ("12 USD million", MONEY, 12e6),
        ("1_000 USD", MONEY, 1000.0),
    ],
)
def test_each_unit_is_read_into_one(text: str, dimension: Dimension, value: float) -> None:
    assert read_quantity(text, dimension, ANY, field="x", where="f:1") == pytest.approx(value)


@pytest.mark.parametrize("text", ["200", "200 W", "TH/s", "200 TH", "2OO TH/s", "", 200, None, True, ["200 TH/s"],
                                  f"200 TH/s{' ' * 200_000}x"], ids=lambda given: str(given)[:20])  # fmt: skip
def test_without_its_unit_a_hashrate_is_refused(text: object) -> None:
    with pytest.raises(Refused) as caught:
        read_quantity(text, HASHRATE, POSITIVE, field="hashrate", where="fleet.toml:4 machine[1].hashrate")
    assert caught.value.refusal.code.name == "mining.bad_field"
    assert "a hashrate is text such as '12.5 TH/s'" in caught.value.refusal.message
    assert caught.value.refusal.where == "fleet.toml:4 machine[1].hashrate"


@pytest.mark.parametrize(
    ("text", "dimension", "bound", "words"),
    [
        ("-1 TH/s", HASHRATE, NOT_NEGATIVE, "hashrate is -1 TH/s; it must be at least 0 TH/s"),
        ("0 TH/s", HASHRATE, POSITIVE, "it must be more than 0 TH/s"),
        ("101 %", SHARE, Bound(0.0, 1.0), "hashrate is 101 %; it must be at least 0 and at most 100 %"),
        ("1e999 TH/s", HASHRATE, POSITIVE, "it must be more than 0 TH/s"),
    ],
)
def test_a_value_out_of_its_bound_is_refused_with_the_bound(
    text: str, dimension: Dimension, bound: Bound, words: str
) -> None:
    with pytest.raises(Refused) as caught:
        read_quantity(text, dimension, bound, field="hashrate", where="f:1")
    assert caught.value.refusal.code.name == "mining.out_of_bounds"
    assert words in caught.value.refusal.message
    assert caught.value.refusal.details["field"] == "hashrate"


@given(st.floats(min_value=-1e6, max_value=1e6), st.floats(min_value=-1e6, max_value=1e6))
def test_a_bound_admits_what_lies_inside_and_its_ends(least: float, value: float) -> None:
    bound = Bound(least, least + 10.0)
    assert bound.admits(value) is (least <= value <= least + 10.0)
    assert bound.admits(least) and not bound.admits(float("nan"))
    assert not Bound(least, above=True).admits(least)
