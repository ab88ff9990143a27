"""Amounts: exact to the unit, whatever is done with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.money import BTC, CNH, CNY, EUR, HKD, USD, Amount, Asset, allocate, asset, at_par, total
from lantau.refusal import Refused

COIN = asset("coin:harbour")
ASSETS = st.sampled_from([HKD, USD, CNH, CNY, EUR, BTC, COIN])
UNITS = st.integers(min_value=-(10**30), max_value=10**30)
AMOUNTS = st.builds(Amount, ASSETS, UNITS)


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda raised: raised.refusal.code.name == code)


def test_an_amount_is_printed_with_its_asset_separators_and_every_decimal() -> None:
    assert str(Amount.parse("8000.00", HKD)) == "HKD 8,000.00"
    assert str(Amount(HKD, -800_005)) == "HKD -8,000.05"
    assert str(Amount(COIN, 1)) == "coin:harbour 0.000001"
    assert str(Amount(BTC, 2_100_000_000_000_000)) == "BTC 21,000,000.00000000"


def test_an_amount_is_written_as_it_is_read() -> None:
    assert Amount.parse("7999.99", HKD).units == 799_999
    assert Amount.parse("7999.99", HKD).decimal_text() == "7999.99"
    assert Amount.parse("60000000000", HKD).decimal_text() == "60000000000.00"
    assert Amount.parse("0.5", COIN).decimal_text() == "0.500000"
    assert Amount.parse("-0.01", HKD).units == -1
    assert Amount.parse("-0.00", HKD) == Amount.zero(HKD)
    assert Amount.parse("-0.00", HKD).decimal_text() == "0.00"


@given(AMOUNTS)
def test_reading_what_was_written_gives_the_same_amount(amount: Amount) -> None:
    assert Amount.parse(amount.decimal_text(), amount.asset) == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "8000.001",
        "8,000.00",
        "8e3",
        "NaN",
        "Infinity",
        "+5.00",
        "--5",
        "5.",
        ".5",
        " 5.00",
        "5.00\n",
        "0x10",
        "HKD 5.00",
        "5_000",
        "٥",
        "５.00",
        "1" * 37,
        "9" * 5000,
        "5.00 ",
        "5..0",
        "-",
    ],
)
def test_what_is_not_an_exact_amount_is_refused(text: str) -> None:
    with refused("money.not_an_amount"):
        Amount.parse(text, HKD)


@pytest.mark.parametrize("value", [8000, 8000.0, None, True, b"8000.00"])
def test_what_is_not_text_is_refused_so_that_no_amount_passes_through_binary_fractions(value: object) -> None:
    with refused("money.not_an_amount"):
        Amount.parse(value, HKD)  # type: ignore[arg-type]


def test_a_refused_amount_names_its_place_and_shortens_what_it_shows() -> None:
    with pytest.raises(Refused) as raised:
        Amount.parse("9" * 5000, HKD, where="Ntry[2]/Amt")
    assert raised.value.refusal.where == "Ntry[2]/Amt"
    assert len(raised.value.refusal.message) < 200


def test_the_longest_amount_fills_the_database_column_and_no_more() -> None:
    assert len(str(Amount.parse("9" * 36, HKD).units)) == 38
    with refused("money.not_an_amount"):
        Amount.parse("9" * 37, HKD)


def test_yuan_and_offshore_yuan_are_two_assets() -> None:
    assert CNY != CNH
    with pytest.raises(TypeError, match="different assets"):
        Amount(CNY, 1) + Amount(CNH, 1)


@pytest.mark.parametrize(
    "mixed",
    [
        lambda: Amount(HKD, 1) + Amount(USD, 1),
        lambda: Amount(HKD, 1) - Amount(USD, 1),
        lambda: Amount(HKD, 1) < Amount(USD, 1),
        lambda: Amount(HKD, 1) >= Amount(USD, 1),
        lambda: total([Amount(USD, 1)], HKD),
        lambda: Amount(HKD, 1) + 1,
        lambda: Amount(HKD, 1) * Amount(HKD, 1),
        lambda: Amount(HKD, 1) * 1.5,
        lambda: Amount(HKD, 1) * True,
        lambda: Amount(HKD, 3) / 2,
        lambda: Amount(HKD, 3) // 2,
        lambda: bool(Amount(HKD, 0)),
    ],
)
def test_what_would_mix_assets_round_or_guess_raises(mixed: object) -> None:
    with pytest.raises(TypeError):
        mixed()  # type: ignore[operator]


def test_units_are_whole() -> None:
    with pytest.raises(AssertionError):
        Amount(HKD, 1.0)  # type: ignore[arg-type]
    with pytest.raises(AssertionError):
        Amount(HKD, True)


@given(ASSETS, UNITS, UNITS, st.integers(-1000, 1000))
def test_amounts_add_order_and_scale_as_their_units_do(one: Asset, left: int, right: int, times: int) -> None:
    a, b = Amount(one, left), Amount(one, right)
    assert (a + b).units == left + right
    assert a + b - b == a
    assert (-a).units == -left
    assert abs(a).units == abs(left)
    assert a * times == times * a == Amount(one, left * times)
    assert (a < b, a <= b, a > b, a >= b) == (left < right, left <= right, left > right, left >= right)
    assert total([a, b], one) == a + b


@given(AMOUNTS, st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any))
def test_allocate_never_makes_or_loses_a_unit(amount: Amount, weights: list[int]) -> None:
    shares = allocate(amount, weights)
    assert total(shares, amount.asset) == amount
    assert len(shares) == len(weights)
    whole = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        exact = amount.units * weight
        assert abs(share.units * whole - exact) < whole, "no share is a whole unit from its exact part"
        assert weight or share.units == 0


@given(AMOUNTS, st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any))
def test_the_opposite_amount_is_split_into_the_opposite_shares(amount: Amount, weights: list[int]) -> None:
    assert allocate(-amount, weights) == tuple(-share for share in allocate(amount, weights))


def test_between_equal_remainders_the_earlier_share_gets_the_unit() -> None:
    assert [share.units for share in allocate(Amount(HKD, 100), [1, 1, 1])] == [34, 33, 33]
    assert [share.units for share in allocate(Amount(HKD, 2), [1, 1, 1])] == [1, 1, 0]


def test_the_largest_remainder_gets_the_unit_first() -> None:
    assert [share.units for share in allocate(Amount(HKD, 10), [1, 2, 3])] == [2, 3, 5]
    assert [share.units for share in allocate(Amount(HKD, 1), [1, 0, 2])] == [0, 0, 1]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [0.5, 0.5], [True]])
def test_weights_that_split_nothing_are_a_bug(weights: list[int]) -> None:
    with pytest.raises(AssertionError):
        allocate(Amount(HKD, 100), weights)


@given(UNITS)
def test_par_goes_to_coins_and_back_without_loss(cents: int) -> None:
    dollars = Amount(HKD, cents)
    coins = at_par(dollars, COIN)
    assert coins.units == cents * 10_000
    assert at_par(coins, HKD) == dollars
    assert coins.micros() == dollars.micros()


@given(UNITS)
def test_coins_go_back_to_currency_only_in_whole_cents(units: int) -> None:
    coins = Amount(COIN, units)
    if units % 10_000:
        with refused("money.not_whole_cents"):
            at_par(coins, HKD)
    else:
        assert at_par(at_par(coins, HKD), COIN) == coins


@pytest.mark.parametrize(("amount", "to"), [(Amount(HKD, 1), USD), (Amount(BTC, 1), COIN), (Amount(COIN, 1), COIN)])
def test_there_is_no_par_but_between_a_coin_and_a_currency(amount: Amount, to: Asset) -> None:
    with pytest.raises(AssertionError):
        at_par(amount, to)


def test_micros_are_exact_for_currencies_and_coins_and_not_asked_of_bitcoin() -> None:
    assert Amount.parse("60000000000.00", HKD).micros() == 60_000_000_000_000_000
    assert Amount(COIN, 1).micros() == 1
    with pytest.raises(AssertionError):
        Amount(BTC, 1).micros()
