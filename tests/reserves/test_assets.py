"""Positions: which facts a class can have, and what a position is worth at the bid."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.money import BTC, HKD, USD, Amount
from lantau.refusal import Refused
from lantau.reserves.assets import AssetClass, Bid, Position, asset_class, plain_traits, read_traits


def hkd(text: str) -> Amount:
    return Amount.parse(text, HKD)


def position(kind: AssetClass, nominal: Amount) -> Position:
    return Position("pos_1", kind, "instrument", nominal)


@pytest.mark.parametrize("kind", [AssetClass.CASH, AssetClass.DEPOSIT, AssetClass.REVERSE_REPO])
def test_a_claim_on_money_in_the_reference_currency_is_worth_its_principal(kind: AssetClass) -> None:
    assert position(kind, hkd("100.00")).market_value(HKD, None) == hkd("100.00")


@pytest.mark.parametrize("kind", [AssetClass.DEBT, AssetClass.FUND, AssetClass.OTHER])
def test_anything_else_without_a_bid_is_unknown_and_never_par(kind: AssetClass) -> None:
    assert position(kind, hkd("100.00")).market_value(HKD, None) is None
    assert position(kind, hkd("100.00")).market_value(HKD, Bid(996_800)) == hkd("99.68")


def test_a_foreign_claim_on_money_is_unknown_without_a_rate() -> None:
    dollars = position(AssetClass.CASH, Amount.parse("100.00", USD))
    assert dollars.market_value(HKD, None) is None
    assert dollars.market_value(HKD, Bid(7_800_000)) == hkd("780.00")


def test_bitcoin_is_valued_at_its_bid_though_never_eligible() -> None:
    whole = position(AssetClass.BITCOIN, Amount.parse("1.00000000", BTC))
    assert whole.market_value(HKD, Bid(50_000_000, 100_000_000)) == hkd("500000.00")


@given(units=st.integers(0, 10**15), paid=st.integers(0, 2_000_000))
def test_a_value_at_bid_is_rounded_down_by_less_than_one_cent(units: int, paid: int) -> None:
    value = Bid(paid).value_of(Amount(HKD, units), HKD).units
    assert 0 <= units * paid - value * 1_000_000 < 1_000_000


def test_a_trait_belongs_to_its_class() -> None:
    with pytest.raises(Refused, match="bad_trait"):
        read_traits(AssetClass.CASH, {"matures_on": "2026-12-01"})
    assert read_traits(AssetClass.DEBT, {"matures_on": "2026-12-01"}) == {"matures_on": date(2026, 12, 1)}


@pytest.mark.parametrize(
    ("name", "value"),
    [("highly_liquid", 1), ("risk_weight_bps", "0"), ("risk_weight_bps", True), ("issuer_kind", "city"),
     ("risk_weight_bps", -1), ("coupon", 3)],
)  # fmt: skip
def test_a_trait_of_the_wrong_kind_is_refused(name: str, value: object) -> None:
    with pytest.raises(Refused, match="bad_trait"):
        read_traits(AssetClass.DEBT, {name: value})  # type: ignore[dict-item]


def test_an_unknown_trait_stays_unknown() -> None:
    assert "asset.encumbered" not in position(AssetClass.CASH, hkd("1.00")).facts(HKD, date(2026, 9, 1))
    assert read_traits(AssetClass.CASH, {"encumbered": None}) == {}


def test_a_deposit_matures_after_it_was_placed() -> None:
    term = {"placed_on": "2026-09-01", "matures_on": "2026-09-01"}
    with pytest.raises(Refused, match="bad_dates"):
        read_traits(AssetClass.DEPOSIT, dict(term))
    assert read_traits(AssetClass.DEPOSIT, {**term, "matures_on": "2026-09-02"})["matures_on"] == date(2026, 9, 2)


def test_traits_are_stored_and_read_back_the_same() -> None:
    traits = read_traits(
        AssetClass.DEPOSIT, {"placed_on": "2026-09-01", "matures_on": "2026-12-01", "encumbered": False}
    )
    assert read_traits(AssetClass.DEPOSIT, plain_traits(traits)) == traits


def test_a_class_nobody_judges_is_refused() -> None:
    with pytest.raises(Refused, match="unknown_asset_class"):
        asset_class("gold")
    assert asset_class("bitcoin") is AssetClass.BITCOIN
