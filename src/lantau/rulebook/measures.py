"""Measures: one value or a whole column of values, each cell with the mask that says whether it is known.

The same code serves both shapes. One subject has Python cells (``int``, ``bool``, ``str``); a register has numpy
arrays. Days travel as ordinals (1 January of year 1 is 1), instants as seconds. Sums and products that would leave
64 bits are carried as exact Python integers, so no comparison is ever taken on a wrapped or rounded number.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from lantau.rulebook.law import Words

if TYPE_CHECKING:
    import numpy

Cells = Any
"""A Python ``int``, ``bool`` or ``str`` for one subject; a numpy array for many. Both take ``& | ^ + - * ==``."""

INT64_MAX = 2**63 - 1
"""The largest magnitude a fact may have, alike for one subject and for many."""


@dataclass(slots=True)
class Measure:
    """Values with validity, unit and origin. ``values / denominator`` is the quantity; cells not valid mean nothing.

    ``facts`` and ``parameters`` name what it was made from; ``bound`` is the bound the law gives its parameter.
    ``negation`` says a false truth, ``readings`` say the words a text may be. ``is_limit`` is true for a bare
    parameter, whose words add nothing to its number. Never changed once made; not frozen only because a frozen one
    takes thrice as long to make, and a register makes thousands.
    """

    values: Cells
    valid: Cells
    kind: str
    unit: str
    words: Words
    negation: Words | None = None
    readings: Mapping[str, Words] | None = None
    facts: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    bound: str = ""
    denominator: int = 1
    is_limit: bool = False

    def __sub__(self, other: Measure) -> Measure:
        """This net of another measure of the same unit."""
        assert self.kind == other.kind == "int" and self.unit == other.unit, "only like quantities are subtracted"
        assert self.denominator == other.denominator == 1, "shares are compared, not subtracted"
        words = Words(f"{self.words.en} net of {other.words.en}", f"{self.words.zh}（扣除{other.words.zh}後）")
        return self._combined(other, exact(lambda a, b: a - b, self.values, other.values), words)

    def share(self, fraction: Measure) -> Measure:
        """A legal fraction of this measure, such as one third of the board; compared by cross-multiplying."""
        assert self.denominator == 1, "a share is taken once"
        top, bottom = fraction.values, fraction.denominator
        words = Words(f"{top}/{bottom} of {self.words.en}", f"{self.words.zh}的{top}/{bottom}")
        values = exact(lambda a, b: a * b, self.values, top)
        return self._combined(fraction, values, words, denominator=bottom)

    def plus_months(self, months: Measure) -> Measure:
        """The same day of the month that many calendar months on, or the month's last day where there is none."""
        assert self.kind == "date" and months.unit == "months", "calendar months are added to days"
        words = Words(f"{months.values} months after {self.words.en}", f"{self.words.zh}後{months.values}個月")
        return self._combined(months, add_months(self.values, months.values), words)

    def after_months_from(self, months: Measure) -> Measure:
        """The first day after a period of that many calendar months that begins on this day, and so includes it."""
        assert self.kind == "date" and months.unit == "months", "a period of calendar months begins on a day"
        words = Words(
            f"the day after {months.values} months beginning on {self.words.en}",
            f"由{self.words.zh}起計{months.values}個月屆滿的翌日",
        )
        return self._combined(months, after_period(self.values, months.values), words)

    def plus_days(self, days: Measure) -> Measure:
        """That many calendar days after this day."""
        assert self.kind == "date" and days.unit == "days", "calendar days are added to days"
        words = Words(f"{days.values} days after {self.words.en}", f"{self.words.zh}後{days.values}日")
        return self._combined(days, self.values + days.values, words)

    def at_rate(self, rate: Measure, unit: str, denominator: int) -> Measure:
        """This amount of a foreign currency at a rate: ``values * rate / denominator`` in ``unit``, exactly."""
        assert self.denominator == rate.denominator == 1, "whole amounts at a whole rate"
        words = Words(f"{self.words.en} at {rate.words.en}", f"{self.words.zh}（按{rate.words.zh}折算）")
        made = self._combined(rate, exact(lambda a, b: a * b, self.values, rate.values), words, denominator)
        return replace(made, unit=unit)

    @property
    def recorded(self) -> Measure:
        """Whether the fact was given at all; itself always known."""
        words, negation = self._recording()
        return Measure(self.valid, True, "bool", "", words, negation, facts=self.facts)

    @property
    def absent(self) -> Measure:
        """Whether the fact is missing; itself always known."""
        negation, words = self._recording()
        return Measure(opposite(self.valid), True, "bool", "", words, negation, facts=self.facts)

    def _recording(self) -> tuple[Words, Words]:
        if self.kind == "bool":
            said = Words(f"whether {self.words.en} is", f"「{self.words.zh}」一項")
        else:
            said = Words(f"{self.words.en} is", self.words.zh)
        return Words(f"{said.en} recorded", f"{said.zh}有紀錄"), Words(f"{said.en} not recorded", f"{said.zh}沒有紀錄")

    def scaled(self, factor: int) -> Cells:
        """The values times a whole factor, exactly; how shares are cross-multiplied."""
        return self.values if factor == 1 else exact(lambda a, b: a * b, self.values, factor)

    def _combined(self, other: Measure, values: Cells, words: Words, denominator: int = 1) -> Measure:
        return Measure(
            values,
            both(self.valid, other.valid),
            self.kind,
            self.unit,
            words,
            facts=self.facts + other.facts,
            parameters=self.parameters + other.parameters,
            bound=other.bound or self.bound,
            denominator=denominator,
        )


def both(left: Cells, right: Cells) -> Cells:
    """Where both are true. A plain truth beside a column costs no pass over it."""
    if left is True:
        return right
    if right is True:
        return left
    return False if left is False or right is False else left & right


def either(left: Cells, right: Cells) -> Cells:
    """Where at least one is true."""
    if left is False:
        return right
    if right is False:
        return left
    return True if left is True or right is True else left | right


def opposite(cells: Cells) -> Cells:
    """Where it is not true."""
    return ~cells if is_column(cells) else not cells


def constant(value: bool | int | str, kind: str, unit: str, words: Words) -> Measure:
    """A word or a truth that a rule names itself. Numbers come from parameters."""
    return Measure(value, True, kind, unit, words, is_limit=True)


def exact(operation: Callable[[Cells, Cells], Cells], left: Cells, right: Cells) -> Cells:
    """Apply ``+ - *`` so that no cell wraps: columns leave 64 bits for exact integers when their range asks for it."""
    if is_column(left) or is_column(right):
        corners = [operation(a, b) for a in span(left) for b in span(right)]
        if corners and max(abs(corner) for corner in corners) > INT64_MAX:
            left, right = as_exact(left), as_exact(right)
    return operation(left, right)


def is_column(cells: Cells) -> bool:
    """True for a numpy array, false for one subject's cell."""
    return hasattr(cells, "dtype")


def span(cells: Cells) -> tuple[int, ...]:
    """Smallest and largest value as Python integers; empty for a column without rows."""
    if not is_column(cells):
        return (int(cells),)
    return (int(cells.min()), int(cells.max())) if cells.size else ()


def as_exact(cells: Cells) -> Cells:
    """A column of Python integers in place of 64-bit ones."""
    return cells.astype(object) if is_column(cells) else cells


def add_months(days: Cells, months: int) -> Cells:
    """Ordinals moved by calendar months, clipped to the end of a shorter month."""
    if is_column(days):
        return _add_months_to_column(days, months)
    start = date.fromordinal(days)
    count = start.year * 12 + start.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1])).toordinal()


def after_period(days: Cells, months: int) -> Cells:
    """The first day after months that begin on these days: 1 June after three from 1 March, 1 March from 30 November.

    The later of the same day of the month and of the day after the one that lies so long after the eve.
    """
    same = add_months(days, months)
    if is_column(days):
        import numpy

        return numpy.maximum(same, add_months(numpy.maximum(days - 1, 1), months) + 1)
    return max(same, add_months(max(days - 1, 1), months) + 1)


UNIX_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def _add_months_to_column(ordinals: numpy.ndarray[Any, Any], months: int) -> numpy.ndarray[Any, Any]:
    import numpy

    days = (ordinals - UNIX_EPOCH_ORDINAL).astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    offset = days - month.astype("datetime64[D]")
    target = month + numpy.timedelta64(months, "M")
    last = (target + numpy.timedelta64(1, "M")).astype("datetime64[D]") - numpy.timedelta64(1, "D")
    moved: numpy.ndarray[Any, Any] = numpy.minimum(target.astype("datetime64[D]") + offset, last)
    shifted: numpy.ndarray[Any, Any] = moved.astype("int64") + UNIX_EPOCH_ORDINAL
    return shifted
