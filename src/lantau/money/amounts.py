"""Amounts of one asset in whole base units. Nothing here rounds: what cannot be exact is refused or spread by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lantau.money.assets import Asset
from lantau.money.refusals import NOT_AN_AMOUNT, NOT_WHOLE_CENTS
from lantau.refusal import Refusal, Refused

MICRO_DECIMALS = 6
DIGITS_MAX = 38
"""What the database's ``numeric(38,0)`` holds."""

_DECIMAL_TEXT = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")


@dataclass(frozen=True, slots=True)
class Amount:
    """``units`` base units of ``asset``; may be negative. Mixing assets is a bug and raises ``TypeError``.

    There is no division and no truth value: say ``allocate``, ``amount.units == 0`` or ``amount is None``.
    """

    asset: Asset
    units: int

    def __post_init__(self) -> None:
        assert type(self.units) is int, f"base units are whole numbers, not {self.units!r}"

    @classmethod
    def zero(cls, asset: Asset) -> Amount:
        """Nothing of an asset."""
        return cls(asset, 0)

    @classmethod
    def parse(cls, text: str, asset: Asset, *, where: str = "") -> Amount:
        """Read ``"8000.00"`` exactly; ``where`` is the text's place in the input. Refused ``money.not_an_amount``."""
        wrong = ""
        found = _DECIMAL_TEXT.fullmatch(text) if isinstance(text, str) else None
        if not isinstance(text, str):
            wrong = "amounts are written as text, so that none passes through binary fractions"
        elif found is None:
            wrong = "not plain decimal digits"
        elif len(found[3] or "") > asset.decimals:
            wrong = f"{asset} has {asset.decimals} decimals"
        elif len(found[2]) + asset.decimals > DIGITS_MAX:
            wrong = f"more than {DIGITS_MAX} digits"
        if wrong or found is None:
            raise Refused(Refusal(NOT_AN_AMOUNT, f"{_shown(text)} is not an amount of {asset}: {wrong}", where))
        units = int(found[2] + (found[3] or "").ljust(asset.decimals, "0"))
        return cls(asset, -units if found[1] else units)

    def decimal_text(self) -> str:
        """The amount as ``parse`` reads it: all decimals of the asset, no separators, no code."""
        return self._spelled(separator="")

    def micros(self) -> int:
        """Millionths of one whole, exactly: the unit of every fact about value. Not for bitcoin, which is finer."""
        assert self.asset.decimals <= MICRO_DECIMALS, f"{self.asset} is finer than a millionth"
        return int(self.units * 10 ** (MICRO_DECIMALS - self.asset.decimals))

    def __str__(self) -> str:
        return f"{self.asset} {self._spelled(separator=',')}"

    def _spelled(self, separator: str) -> str:
        whole, part = divmod(abs(self.units), self.asset.whole)
        sign = "-" if self.units < 0 else ""
        fraction = f".{part:0{self.asset.decimals}d}" if self.asset.decimals else ""
        return f"{sign}{whole:{separator}}{fraction}"

    def _same(self, other: Amount) -> int:
        if self.asset != other.asset:
            raise TypeError(f"{self.asset} and {other.asset} are different assets")
        return other.units

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.asset, self.units + self._same(other)) if isinstance(other, Amount) else NotImplemented

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.asset, self.units - self._same(other)) if isinstance(other, Amount) else NotImplemented

    def __neg__(self) -> Amount:
        return Amount(self.asset, -self.units)

    def __abs__(self) -> Amount:
        return Amount(self.asset, abs(self.units))

    def __mul__(self, times: int) -> Amount:
        return Amount(self.asset, self.units * times) if type(times) is int else NotImplemented

    __rmul__ = __mul__

    def __bool__(self) -> bool:
        raise TypeError("an amount is neither true nor false: say amount.units == 0 or amount is None")

    def __lt__(self, other: Amount) -> bool:
        return self.units < self._same(other) if isinstance(other, Amount) else NotImplemented

    def __le__(self, other: Amount) -> bool:
        return self.units <= self._same(other) if isinstance(other, Amount) else NotImplemented

    def __gt__(self, other: Amount) -> bool:
        return self.units > self._same(other) if isinstance(other, Amount) else NotImplemented

    def __ge__(self, other: Amount) -> bool:
        return self.units >= self._same(other) if isinstance(other, Amount) else NotImplemented


def _shown(text: object) -> str:
    shown = repr(text)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def total(amounts: Iterable[Amount], asset: Asset) -> Amount:
    """The sum of amounts of one asset; nothing of it when there are none."""
    return sum(amounts, start=Amount.zero(asset))


def allocate(amount: Amount, weights: Sequence[int]) -> tuple[Amount, ...]:
    """Split an amount by whole weights, exact to the base unit: the shares always add up to the amount.

    Rounding is by largest remainder; between equal remainders the earlier share gets the unit, so the same call gives
    the same shares. A weight of zero gets nothing. A negative amount is split as its opposite is.
    """
    assert all(type(weight) is int and weight >= 0 for weight in weights), "weights are whole and not negative"
    whole = sum(weights)
    assert whole > 0, "at least one weight is above zero"
    sign = -1 if amount.units < 0 else 1
    parts = [divmod(abs(amount.units) * weight, whole) for weight in weights]
    left = abs(amount.units) - sum(share for share, _ in parts)
    first = sorted(range(len(parts)), key=lambda place: -parts[place][1])[:left]
    shares = [share for share, _ in parts]
    for place in first:
        shares[place] += 1
    assert sum(shares) == abs(amount.units)
    return tuple(Amount(amount.asset, sign * share) for share in shares)


def at_par(amount: Amount, to: Asset) -> Amount:
    """The same value in the other asset at par: one coin for one whole of its reference currency, and back.

    Exact. Refused ``money.not_whole_cents`` where the currency's unit is coarser than the amount. The caller holds that
    the currency is the coin's own reference currency; between two currencies there is no par.
    """
    assert amount.asset.is_coin != to.is_coin, "par is between a coin and a currency"
    assert (to if amount.asset.is_coin else amount.asset).is_currency, "par is between a coin and a currency"
    if to.decimals >= amount.asset.decimals:
        return Amount(to, amount.units * int(10 ** (to.decimals - amount.asset.decimals)))
    units, rest = divmod(amount.units, int(10 ** (amount.asset.decimals - to.decimals)))
    if rest:
        raise Refused(Refusal(NOT_WHOLE_CENTS, f"{amount} is not a whole number of the smallest unit of {to} at par"))
    return Amount(to, units)
