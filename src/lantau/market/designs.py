"""Designs: which settings of a model an experiment plays. A design is data; a model's table turns it into points."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lantau.market.parameters import Parameter, ParameterTable
from lantau.market.refusals import BAD_DESIGN, OUT_OF_RANGE
from lantau.refusal import Refusal, Refused

POINTS_MAX = 1_000_000
"""More points than this are a slip of the pen: a manifest lists each of them."""

SHARE_MOST = 1_000.0
"""A range may reach so many times its setting up and down, as far as the parameter's bounds allow."""

RANGED = ("sobol", "one_at_a_time")
"""Designs whose axes are a low and a high end."""

Change = dict[str, float]
"""What a point of a design sets; every other parameter keeps the experiment's settings."""


@dataclass(frozen=True)
class Design:
    """``kind`` is grid, sobol, one_at_a_time or listed; ``axes`` the values, or the low and high end, by parameter.

    Where ``rows`` are given they are the points, whatever the kind: so a manifest is played again point by point.
    """

    kind: str
    axes: Mapping[str, tuple[float, ...]]
    count: int = 1
    seed: int = 0
    rows: tuple[Mapping[str, float], ...] = ()

    def points(self, table: ParameterTable) -> tuple[Change, ...]:
        """The points in their order, every value within its bounds.

        Refused market.unknown_parameter, market.out_of_range and market.bad_design.
        """
        if any(not values for values in self.axes.values()):
            empty = next(name for name, values in self.axes.items() if not values)
            raise _bad(f"the axis {empty} has no value", f"design.{empty}")
        self._sized()
        for name, ends in self.axes.items() if self.kind in RANGED else ():
            if len(ends) != 2 or not ends[0] < ends[1]:
                raise _bad(f"the range of {name} is {ends}; it must be a low and a higher end", f"design.{name}")
        checked = {
            name: tuple(table.named(name).checked(value, f"design.{name}") for value in values)
            for name, values in self.axes.items()
        }
        if self.rows:
            return tuple(
                {name: table.named(name).checked(value, f"design.{name}") for name, value in row.items()}
                for row in self.rows
            )
        if self.kind == "grid":
            return _crossed(checked)
        if self.kind == "sobol":
            return _spread(checked, table, self.count, self.seed)
        return ({}, *({name: value} for name, ends in checked.items() for value in ends))

    def _sized(self) -> None:
        """Refused market.bad_design where there is no point, or more than a manifest can list."""
        sizes = {
            "grid": math.prod(len(values) for values in self.axes.values()),
            "one_at_a_time": 1 + 2 * len(self.axes),
            "sobol": self.count,
        }
        size = len(self.rows) or sizes.get(self.kind, 0)
        if not isinstance(size, int) or not 1 <= size <= POINTS_MAX:
            raise _bad(f"the design has {size} points; it must have from 1 to {POINTS_MAX}", "design.points")
        for name, values in self.axes.items():
            if self.kind == "grid" and len(set(values)) != len(values):
                raise _bad(f"the axis {name} has a value twice", f"design.{name}")


def single() -> Design:
    """One point: the experiment's settings as they are."""
    return Design("listed", {}, rows=({},))


def listed(points: Iterable[Mapping[str, float]]) -> Design:
    """The points as given, each naming the parameters it changes."""
    return Design("listed", {}, rows=tuple(dict(point) for point in points))


def grid(axes: Mapping[str, Sequence[float]]) -> Design:
    """Every value of each parameter with every value of the others; the last axis changes fastest."""
    return Design("grid", {name: tuple(values) for name, values in axes.items()})


def sobol(ranges: Mapping[str, tuple[float, float]], points: int, seed: int = 0) -> Design:
    """Points that fill the box of the ranges evenly: a scrambled Sobol sequence (Owen 1998; Joe and Kuo 2008).

    ``seed`` scrambles it; powers of two keep its balance. Whole parameters take each whole value of their range alike.
    """
    return Design("sobol", {name: tuple(ends) for name, ends in ranges.items()}, points, seed)


def one_at_a_time(ranges: Mapping[str, tuple[float, float]]) -> Design:
    """The settings as they are, then each parameter alone at its low and its high end: what a tornado shows."""
    return Design("one_at_a_time", {name: tuple(ends) for name, ends in ranges.items()})


def ranges_around(table: ParameterTable, settings: Mapping[str, float], share: float) -> dict[str, tuple[float, float]]:
    """Every parameter a share of its value down and up, within its bounds; whole ones by one at least.

    A parameter that stands at 0 moves by that share of the width of its bounds. Ranges for ``one_at_a_time``. Refused
    market.unknown_parameter, market.out_of_range.
    """
    if not 0.0 < share <= SHARE_MOST:
        raise Refused(Refusal(OUT_OF_RANGE, f"share is {share}; more than 0, at most {SHARE_MOST:g}", "design.share"))
    settled = table.settled(settings)
    return {
        name: _around(parameter, settled[name], share)
        for name, parameter in table.parameters.items()
        if parameter.low < parameter.high
    }


def _around(parameter: Parameter, value: float, share: float) -> tuple[float, float]:
    step = abs(value) * share or (parameter.high - parameter.low) * share
    if parameter.whole:
        step = max(1.0, float(round(step)))
    return max(parameter.low, value - step), min(parameter.high, value + step)


def _crossed(axes: Mapping[str, tuple[float, ...]]) -> tuple[Change, ...]:
    return tuple(dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values()))


def _spread(axes: Mapping[str, tuple[float, ...]], table: ParameterTable, count: int, seed: int) -> tuple[Change, ...]:
    """The first ``count`` points of the scrambled sequence over the box."""
    from scipy.stats import qmc

    if not axes:
        raise _bad("a Sobol design has at least one range", "design.axes")
    if not (isinstance(seed, int) and 0 <= seed < 2**63):
        raise Refused(
            Refusal(OUT_OF_RANGE, f"the seed is {seed}; it must be a whole number from 0 to 2**63 - 1", "design.seed")
        )
    unit = qmc.Sobol(len(axes), scramble=True, rng=seed).random_base2(math.ceil(math.log2(count)))[:count]
    return tuple(
        {
            name: _placed(float(share), table.named(name), *ends)
            for share, (name, ends) in zip(row, axes.items(), strict=True)
        }
        for row in unit
    )


def _placed(share: float, parameter: Parameter, low: float, high: float) -> float:
    if parameter.whole:
        return min(high, float(math.floor(low + share * (high - low + 1))))
    return min(high, low + share * (high - low))


def _bad(message: str, where: str) -> Refused:
    return Refused(Refusal(BAD_DESIGN, message, where=where))
