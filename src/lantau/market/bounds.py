"""Bounds of a number that is given to a yardstick by hand: inside them it passes, else it is refused by name."""

from __future__ import annotations

import math

from lantau.market.refusals import OUT_OF_RANGE
from lantau.refusal import Json, Refusal, Refused


def between(name: str, value: float, low: float, high: float) -> float:
    """The value, if ``low <= value <= high``; Refused market.out_of_range naming both, also for no number at all."""
    if not low <= value <= high:
        raise _refused(name, value, f"from {low:g} to {high:g}", low, high)
    return value


def inside(name: str, value: float, low: float, high: float) -> float:
    """The value, if ``low < value < high``; Refused market.out_of_range naming both, also for no number at all."""
    if not low < value < high:
        raise _refused(name, value, f"more than {low:g} and less than {high:g}", low, high)
    return value


def above(name: str, value: float, low: float, high: float) -> float:
    """The value, if ``low < value <= high``; Refused market.out_of_range naming both, also for no number at all."""
    if not low < value <= high:
        raise _refused(name, value, f"more than {low:g} and at most {high:g}", low, high)
    return value


def below(name: str, value: float, low: float, high: float) -> float:
    """The value, if ``low <= value < high``; Refused market.out_of_range naming both, also for no number at all."""
    if not low <= value < high:
        raise _refused(name, value, f"at least {low:g} and less than {high:g}", low, high)
    return value


def positive(name: str, value: float) -> float:
    """The value, if it is finite and more than nothing; Refused market.out_of_range."""
    if not 0 < value < math.inf:
        raise _refused(name, value, "finite and more than 0", 0, math.inf)
    return value


def whole(name: str, value: int, low: int, high: int) -> int:
    """The value, if it is an integer with ``low <= value <= high``; Refused market.out_of_range."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise _refused(name, value, f"a whole number from {low:,} to {high:,}", low, high)
    return value


def _refused(name: str, value: float, bound: str, low: float, high: float) -> Refused:
    details: dict[str, Json] = {"low": f"{low:g}", "high": f"{high:g}"}
    return Refused(Refusal(OUT_OF_RANGE, f"{name} is {value!r}; it must be {bound}", where=name, details=details))
