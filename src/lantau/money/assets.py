"""What an amount is an amount of: a currency, a coin (``coin:<id>``) or bitcoin, with its number of decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lantau.money.refusals import UNKNOWN_ASSET
from lantau.refusal import Refusal, Refused

COIN_DECIMALS = 6
"""Decimals of every coin, as the token contract has them."""

_COIN = re.compile(r"coin:[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Asset:
    """An asset by its code. ``decimals``: one whole is ``10 ** decimals`` base units. Get one from ``asset(code)``."""

    code: str
    decimals: int

    def __post_init__(self) -> None:
        assert self.decimals == _decimals(self.code), f"{self.code!r} does not have {self.decimals} decimals"

    @property
    def is_coin(self) -> bool:
        """Whether this is a specified stablecoin rather than a currency or bitcoin."""
        return self.code.startswith("coin:")

    @property
    def is_currency(self) -> bool:
        """Whether this is a currency: offshore yuan (CNH) and yuan (CNY) are two."""
        return not self.is_coin and self.code != "BTC"

    @property
    def whole(self) -> int:
        """Base units in one whole: 100 cents, 1,000,000 millionths of a coin, 100,000,000 satoshi."""
        return int(10**self.decimals)

    def __str__(self) -> str:
        return self.code


_DECIMALS = {"HKD": 2, "USD": 2, "CNH": 2, "CNY": 2, "EUR": 2, "BTC": 8}


def _decimals(code: str) -> int | None:
    """The decimals of a code, or None where the code names nothing."""
    if isinstance(code, str) and _COIN.fullmatch(code):
        return COIN_DECIMALS
    return _DECIMALS.get(code) if isinstance(code, str) else None


def asset(code: str, *, where: str = "") -> Asset:
    """The asset with this code, spelled exactly. Refused ``money.unknown_asset`` otherwise."""
    decimals = _decimals(code)
    if decimals is None:
        raise Refused(Refusal(UNKNOWN_ASSET, f"{code!r} is not an asset", where))
    return Asset(code, decimals)


HKD = asset("HKD")
USD = asset("USD")
CNH = asset("CNH")
CNY = asset("CNY")
EUR = asset("EUR")
BTC = asset("BTC")
