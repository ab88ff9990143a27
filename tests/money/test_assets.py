"""Assets are found by their exact code."""

from __future__ import annotations

import pytest

from lantau.money import BTC, HKD, Asset, asset
from lantau.refusal import Refused


@pytest.mark.parametrize(
    ("code", "decimals"),
    [("HKD", 2), ("USD", 2), ("CNH", 2), ("CNY", 2), ("EUR", 2), ("BTC", 8), ("coin:harbour", 6), ("coin:SIM-1_a", 6)],
)
def test_a_code_gives_its_asset_with_its_decimals(code: str, decimals: int) -> None:
    found = asset(code)
    assert (found.code, found.decimals, found.whole) == (code, decimals, 10**decimals)
    assert str(found) == code


@pytest.mark.parametrize(
    "code", ["", "hkd", "HKD ", "XAU", "GBP", "coin:", "coin:-a", "coin:a b", "coin:a:b", "Coin:a", "coin:" + "a" * 65]
)
def test_a_code_that_names_nothing_is_refused(code: str) -> None:
    with pytest.raises(Refused) as raised:
        asset(code, where="acts/01.toml:asset")
    assert raised.value.refusal.code.name == "money.unknown_asset"
    assert raised.value.refusal.where == "acts/01.toml:asset"


def test_what_is_no_text_is_refused_too() -> None:
    with pytest.raises(Refused):
        asset(2)  # type: ignore[arg-type]


def test_an_asset_cannot_be_made_with_decimals_it_does_not_have() -> None:
    with pytest.raises(AssertionError):
        Asset("HKD", 3)
    with pytest.raises(AssertionError):
        Asset("XXX", 2)


def test_a_coin_is_no_currency_and_neither_is_bitcoin() -> None:
    assert (HKD.is_currency, HKD.is_coin) == (True, False)
    assert (asset("coin:a").is_currency, asset("coin:a").is_coin) == (False, True)
    assert (BTC.is_currency, BTC.is_coin) == (False, False)
