"""Parameters of a model: each a number with unit, bounds, default, words and where it comes from.

They are data (``models/*.toml``), so that one table serves the kernel, the command line, the console's forms, the
refusals and the report of a validation.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lantau.market.refusals import OUT_OF_RANGE, UNKNOWN_PARAMETER
from lantau.refusal import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in English and Traditional Chinese."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a model. Bounds are inclusive; ``whole`` takes no fraction; ``source`` says why the default."""

    name: str
    unit: str
    default: float
    low: float
    high: float
    whole: bool
    words: Words
    source: str

    def checked(self, value: float, where: str) -> float:
        """The value as a float; Refused market.out_of_range naming the bounds."""
        try:
            number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
        except OverflowError:
            number = math.nan
        if not self.low <= number <= self.high or (self.whole and number != int(number)):
            kind = "a whole number" if self.whole else "a number"
            raise Refused(
                Refusal(
                    OUT_OF_RANGE,
                    f"{self.name} is {value!r}; it must be {kind} from {self.low:g} to {self.high:g} ({self.unit})",
                    where=where,
                    details={"low": f"{self.low:g}", "high": f"{self.high:g}", "unit": self.unit},
                )
            )
        return number


Settings = Mapping[str, float]
"""A value for each parameter of a model."""


@dataclass(frozen=True)
class ParameterTable:
    """All parameters of one model, in the order of its file."""

    model: str
    parameters: Mapping[str, Parameter]

    def settled(self, given: Mapping[str, float]) -> dict[str, float]:
        """Every parameter's value: what was given, else the default. Refused market.unknown_parameter, out_of_range."""
        for name in given:
            self.named(name)
        return {
            name: each.checked(given.get(name, each.default), f"{self.model}.{name}")
            for name, each in self.parameters.items()
        }

    def named(self, name: str) -> Parameter:
        """One parameter; Refused market.unknown_parameter with the nearest names."""
        if name not in self.parameters:
            raise Refused(
                Refusal(
                    UNKNOWN_PARAMETER,
                    f"{self.model} has no parameter {name!r}; it has {', '.join(self.parameters)}",
                    where=f"{self.model}.{name}",
                )
            )
        return self.parameters[name]


@cache
def parameter_table(model: str) -> ParameterTable:
    """The table of a shipped model, from ``models/<model>.toml``: unit, default, low, high, en, zh, source of each."""
    text = (files("lantau.market") / "models" / f"{model}.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)
    found = {name: _parameter(name, entry) for name, entry in entries.items()}
    return ParameterTable(model, found)


def _parameter(name: str, entry: Mapping[str, object]) -> Parameter:
    """One entry of a model's file; a hole in it is our bug, so it is asserted."""
    keys = {"unit", "default", "low", "high", "en", "zh", "source"}
    assert keys <= set(entry) <= keys | {"whole"}, f"{name} must have {sorted(keys)}"
    low, default, high = (float(str(entry[key])) for key in ("low", "default", "high"))
    made = Parameter(
        name,
        str(entry["unit"]),
        default,
        low,
        high,
        bool(entry.get("whole", False)),
        Words(str(entry["en"]), str(entry["zh"])),
        str(entry["source"]),
    )
    made.checked(default, name)
    return made
