"""What a sweep says of its axes: a tornado from one-at-a-time designs, a heat map from grids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import pyarrow as pa

from lantau.market.designs import Change
from lantau.market.modelling import Floats, Outcome
from lantau.market.quantiles import moments, order_statistics, rank
from lantau.market.refusals import UNKNOWN_RESULT
from lantau.market.results import Results
from lantau.market.showing import Shown
from lantau.refusal import Refusal, Refused

MEAN = "mean"

Statistic = str | float
"""``mean``, or the probability of a quantile."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One parameter of a tornado: the values it was set to, and the statistic at each."""

    parameter: str
    unit: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """How far apart the two ends lie."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, repr=False)
class Tornado(Shown):
    """How a statistic of an outcome moves with each parameter alone, the largest swing first."""

    outcome: Outcome
    rule_set: str
    statistic: str
    at_settings: float
    bars: tuple[Bar, ...]

    def title(self) -> str:
        """The statistic, the outcome, the rule set and the value at the settings."""
        return (
            f"{self.statistic} of {self.outcome.words.en} [{self.outcome.unit}], {self.rule_set}: "
            f"{self.at_settings:.6g} at the settings"
        )

    def table(self) -> pa.Table:
        """A row a parameter: parameter, unit, low, high, at_low, at_high, swing."""
        return pa.table(
            {
                name: [getattr(bar, name) for bar in self.bars]
                for name in ("parameter", "unit", "low", "high", "at_low", "at_high", "swing")
            }
        )


@dataclass(frozen=True, repr=False)
class HeatMap(Shown):
    """A statistic of an outcome over two axes: ``cells[y, x]``, NaN where the design has no such point. ``at`` are the
    first values of the design's further axes, at which all of it stands.
    """

    outcome: Outcome
    rule_set: str
    statistic: str
    x: str
    y: str
    x_unit: str
    y_unit: str
    x_values: tuple[float, ...]
    y_values: tuple[float, ...]
    cells: Floats
    at: Change

    @property
    def where(self) -> str:
        """The rule set, and what the further axes stand at."""
        return ", ".join([self.rule_set, *(f"{name} {value:g}" for name, value in self.at.items())])

    def title(self) -> str:
        """The statistic, the outcome, the rule set and the further axes."""
        return f"{self.statistic} of {self.outcome.words.en} [{self.outcome.unit}], {self.where}"

    def table(self) -> pa.Table:
        """A row a cell: the two axes and the value."""
        across, down = numpy.meshgrid(self.x_values, self.y_values)
        return pa.table({self.x: across.ravel(), self.y: down.ravel(), "value": self.cells.ravel()})


def statistic_at(results: Results, outcome: str, point: int, statistic: Statistic = MEAN) -> float:
    """One number of an outcome at a point: its mean, or an exact quantile."""
    if statistic == MEAN:
        return moments(results.values(outcome, point)).mean
    if isinstance(statistic, str) or not 0.0 < statistic < 1.0:
        raise _unknown(f"the statistic is {statistic!r}; it must be mean or a probability between 0 and 1", "statistic")
    return float(order_statistics(lambda: results.values(outcome, point), [rank(statistic, results.paths)])[0])


def tornado(results: Results, outcome: str, *, statistic: Statistic = MEAN, rule_set: str | None = None) -> Tornado:
    """The tornado of a one-at-a-time design. Refused market.unknown_result for another design or name."""
    if results.manifest["design"]["kind"] != "one_at_a_time":
        raise _unknown("a tornado needs a design that changes one parameter at a time", "design.kind")
    law = rule_set or results.points[0].rule_set
    start = results.find(law)
    bars = []
    for name in results.manifest["design"]["axes"]:
        low, high = (point for point in results.points if point.rule_set == law and name in point.change)
        ends = [statistic_at(results, outcome, each.number, statistic) for each in (low, high)]
        unit = results.model.table.named(name).unit
        bars.append(Bar(name, unit, low.change[name], high.change[name], ends[0], ends[1]))
    return Tornado(
        outcome=results.outcome(outcome),
        rule_set=law,
        statistic=_told(statistic),
        at_settings=statistic_at(results, outcome, start, statistic),
        bars=tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.parameter))),
    )


def heat_map(
    results: Results, outcome: str, x: str, y: str, *, statistic: Statistic = MEAN, rule_set: str | None = None
) -> HeatMap:
    """A heat map over two axes of a grid; where the grid has more axes, at their first values. Refused."""
    axes = results.manifest["design"]["axes"]
    if x == y or not {x, y} <= set(axes):
        raise _unknown(f"a heat map needs two axes of the design, not {x} and {y}; it has {', '.join(axes)}", "axes")
    law = rule_set or results.points[0].rule_set
    first = results.points[results.find(law)].change
    others = {name: value for name, value in first.items() if name not in (x, y)}
    shown = [
        point
        for point in results.points
        if point.rule_set == law and others.items() <= point.change.items() and {x, y} <= set(point.change)
    ]
    x_values, y_values = (tuple(sorted({point.change[axis] for point in shown})) for axis in (x, y))
    cells = numpy.full((len(y_values), len(x_values)), numpy.nan)
    for point in shown:
        place = y_values.index(point.change[y]), x_values.index(point.change[x])
        cells[place] = statistic_at(results, outcome, point.number, statistic)
    units = [results.model.table.named(axis).unit for axis in (x, y)]
    told = results.outcome(outcome)
    return HeatMap(told, law, _told(statistic), x, y, units[0], units[1], x_values, y_values, cells, others)


def _told(statistic: Statistic) -> str:
    return MEAN if statistic == MEAN else f"{float(statistic) * 100:g} % quantile"


def _unknown(message: str, where: str) -> Refused:
    return Refused(Refusal(UNKNOWN_RESULT, message, where=where))
