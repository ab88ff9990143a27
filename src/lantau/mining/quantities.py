"""Physical quantities as text with their unit, such as ``"50 MW"``: read into one unit each, and held to a bound."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from lantau.mining.refusals import BAD_FIELD, OUT_OF_BOUNDS
from lantau.refusal import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Dimension:
    """What is measured; ``units`` maps each unit that may be written to its factor, the first being how we tell it."""

    name: str
    units: Mapping[str, float]

    @property
    def unit(self) -> str:
        """The unit that refusals tell it in."""
        return next(iter(self.units))


HASHRATE = Dimension("hashrate", {"TH/s": 1.0, "GH/s": 1e-3, "PH/s": 1e3, "EH/s": 1e6})
POWER = Dimension("power", {"kW": 1.0, "W": 1e-3, "MW": 1e3, "GW": 1e6})
EFFICIENCY = Dimension("efficiency", {"J/TH": 1.0})
ENERGY_PRICE = Dimension("price of energy", {"USD/kWh": 1.0, "USD/MWh": 1e-3, "c/kWh": 1e-2})
MONEY = Dimension("money", {"USD": 1.0, "USD million": 1e6})
MONEY_RATE = Dimension("money a month", {"USD/month": 1.0})
BITCOIN = Dimension("bitcoin", {"BTC": 1.0})
SHARE = Dimension("share", {"%": 1e-2, "bps": 1e-4})
YEARLY = Dimension("rate a year", {"%/year": 1e-2})

_QUANTITY = re.compile(r"\s*([+-]?[0-9][0-9_]*(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)\s*(\S.*?)\s*", re.IGNORECASE)

LENGTH_MOST = 100
"""No quantity is written longer; matching a text takes the square of its length where it is all spaces."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The values a field may take, in its own unit; both ends belong to it unless ``above`` is set."""

    least: float = -math.inf
    most: float = math.inf
    above: bool = False

    def words(self, unit: str = "", factor: float = 1.0) -> str:
        """The bound as a sentence says it, in a unit that is ``factor`` of the field's own."""
        parts = []
        if self.least > -math.inf:
            parts.append(f"{'more than' if self.above else 'at least'} {self.least / factor:,.12g}")
        if self.most < math.inf:
            parts.append(f"at most {self.most / factor:,.12g}")
        return f"{' and '.join(parts)} {unit}".rstrip()

    def admits(self, value: float) -> bool:
        """Whether a value lies inside; what is no number never does."""
        return (
            math.isfinite(value)
            and (value > self.least if self.above else value >= self.least)
            and (value <= self.most)
        )

    def held(self, value: float, *, field: str, unit: str, where: str, factor: float = 1.0) -> float:
        """The value, or refused mining.out_of_bounds with field and bound."""
        if self.admits(value):
            return value
        bound = self.words(unit, factor) or "finite"
        message = f"{field} is {value / factor:,.12g}{f' {unit}' if unit else ''}; it must be {bound}"
        raise Refused(Refusal(OUT_OF_BOUNDS, message, where=where, details={"field": field, "bound": bound}))


POSITIVE = Bound(0.0, above=True)
NOT_NEGATIVE = Bound(0.0)
MONEY_BOUND = Bound(0.0, 1e12)
"""No miner's site costs more dollars; beyond it sums of money would leave what a float or a page holds."""

A_SHARE = Bound(0.0, 1.0)


def read_quantity(text: object, dimension: Dimension, bound: Bound, *, field: str, where: str) -> float:
    """A quantity in the dimension's own unit. Refused mining.bad_field, mining.out_of_bounds."""
    found = _QUANTITY.fullmatch(text) if isinstance(text, str) and len(text) <= LENGTH_MOST else None
    if found is None or found[2] not in dimension.units:
        known = ", ".join(dimension.units)
        shown = repr(text[:LENGTH_MOST] if isinstance(text, str) else text)
        message = f"{field} is {shown}; a {dimension.name} is text such as '12.5 {dimension.unit}' (units: {known})"
        raise Refused(Refusal(BAD_FIELD, message, where=where))
    value = float(found[1].replace("_", "")) * dimension.units[found[2]]
    factor = dimension.units[dimension.unit]
    return bound.held(value, field=field, unit=dimension.unit, where=where, factor=factor)
