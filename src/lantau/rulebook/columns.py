"""A register as columns: the law held against a million subjects by the functions that hold it against one.

The rows are taken in parts that fit a processor's cache, so what a rule makes on the way never grows with the
register. With a day in every row, the days of a part are sorted into the stretches of time in which no rule and no
number changes, and each stretch is judged by its own law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy

from lantau.refusal import Refusal, Refused
from lantau.rulebook.cells import Array, Columns, cells, chosen, known, law_days, part, row_count, value
from lantau.rulebook.comparisons import Verdict
from lantau.rulebook.findings import Finding, Outcome, Value
from lantau.rulebook.law import ParameterValue, Rule
from lantau.rulebook.measures import UNIX_EPOCH_ORDINAL, Cells, either, opposite
from lantau.rulebook.reading import Reader, coded_cells_of
from lantau.rulebook.refusals import UNKNOWN_RULE, WRONG_TYPE

if TYPE_CHECKING:
    from lantau.rulebook.book import Rulebook

CODES: Mapping[Outcome, int] = {
    Outcome.MET: 0,
    Outcome.BREACHED: 1,
    Outcome.UNKNOWN: 2,
    Outcome.NOT_APPLICABLE: 3,
}
"""How outcomes are coded in a column."""

QUESTIONS_KEPT = 256
"""Questions whose stretches are remembered: a register is asked the same again and again."""

PART_ROWS = 1 << 15
"""Rows taken at a time: large enough that the work outweighs the asking, small enough to stay in the cache."""


@dataclass(frozen=True, slots=True)
class RuleColumn:
    """One rule over all rows. ``codes`` are uint8 as ``CODES`` has them; ``rule`` is its latest text."""

    rule: Rule
    codes: Array

    def rows(self, outcome: Outcome) -> Array:
        """Which rows came out so, as row numbers."""
        return numpy.flatnonzero(self.codes == CODES[outcome])

    def count(self, outcome: Outcome) -> int:
        """How many rows came out so."""
        return int(numpy.count_nonzero(self.codes == CODES[outcome]))


@dataclass(frozen=True)
class Evaluation:
    """A register held against the law. ``finding`` explains any single row in full; ``on`` is a day, or one a row."""

    book: Rulebook
    on: date | Array
    hold_last: bool
    row_count: int
    columns: tuple[RuleColumn, ...]
    given: Columns

    def __iter__(self) -> Iterator[RuleColumn]:
        return iter(self.columns)

    def __getitem__(self, rule_id: str) -> RuleColumn:
        """The column of a rule that was asked about; Refused rulebook.unknown_rule."""
        for column in self.columns:
            if column.rule.id == rule_id:
                return column
        raise Refused(Refusal(UNKNOWN_RULE, f"the rule {rule_id!r} was not asked about", where=rule_id))

    def finding(self, rule_id: str, row: int, subject_id: str) -> Finding:
        """The full finding of one row: measured values, limit, sentence and citation."""
        on = self.on if isinstance(self.on, date) else _day(self.on[row])
        facts = self.row(row)
        return self.book.judge(rule_id, facts, subject_id=subject_id, on=on, hold_last=self.hold_last)[0]

    def row(self, row: int) -> dict[str, Value | None]:
        """One row's facts as values."""
        found: dict[str, Value | None] = {}
        for name, column in self.given.items():
            given = cells(name, part(column, row, row + 1), row)
            found[name] = value(name, given[0][0]) if known(given, 0) else None
        return found


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the same rules, numbers and suppositions hold: until ``last``, a day since 1970."""

    last: int
    rules: tuple[Rule, ...]
    values: Mapping[str, ParameterValue]
    assumed: Mapping[str, tuple[Cells, Cells]]


def evaluate(
    book: Rulebook,
    columns: Columns,
    *,
    on: date | Array,
    gate: str | Sequence[str],
    subject_kind: str,
    hold_last: bool,
) -> Evaluation:
    """Run the chosen rules over all rows; see ``Rulebook.evaluate``."""
    rows = row_count(columns)
    if not isinstance(on, date) and columns and len(on) != rows:
        raise Refused(Refusal(WRONG_TYPE, f"{len(on)} days for {rows} rows", where="on"))
    day = book.law_day(on, hold_last=hold_last) if isinstance(on, date) else None
    stretches = _stretches(book, day, (gate,) if isinstance(gate, str) else tuple(gate), subject_kind)
    latest = {rule.id: rule for stretch in stretches for rule in stretch.rules}
    codes = {name: numpy.empty(rows, dtype=numpy.uint8) for name in latest}
    for start, stop in _parts(rows):
        given = {name: cells(name, part(column, start, stop), start) for name, column in columns.items()}
        target = {name: column[start:stop] for name, column in codes.items()}
        if isinstance(on, date):
            _judge(book, stretches[0], given, target)
        else:
            days = law_days(on[start:stop], book.law, start, hold_last=hold_last)
            _judge_dated(book, stretches, days, given, target)
    found = tuple(RuleColumn(rule, codes[name]) for name, rule in latest.items())
    return Evaluation(book, on, hold_last, rows, found, columns)


def _parts(rows: int) -> Iterator[tuple[int, int]]:
    """Where each part begins and ends: as few as need be, all of about one size."""
    count = -(-rows // PART_ROWS)
    edges = [rows * number // count for number in range(count + 1)] if count else []
    return pairwise(edges)


def _judge(
    book: Rulebook,
    stretch: Stretch,
    given: Mapping[str, tuple[Array, Array | bool]],
    target: Mapping[str, Array],
) -> None:
    """Judge one part by the law of one stretch, into the parts of the outcome columns."""
    readable: dict[str, tuple[Cells, Cells]] = {**given, **stretch.assumed}
    for rule in stretch.rules:
        reader = Reader(readable, book.law.parameters, stretch.values, rule, coded=True)
        verdict = book.functions[rule.function](reader).verdict
        _write(verdict, target[rule.id])


def _write(verdict: Verdict, codes: Array) -> None:
    """The outcomes as codes: what is breached is 1, and only where something may be unknown is that looked for."""
    codes.view(numpy.bool_)[:] = verdict.breached
    if not verdict.total:
        numpy.copyto(codes, CODES[Outcome.UNKNOWN], where=opposite(either(verdict.met, verdict.breached)))
    if verdict.not_applicable is not False:
        numpy.copyto(codes, CODES[Outcome.NOT_APPLICABLE], where=verdict.not_applicable)


def _judge_dated(
    book: Rulebook,
    stretches: Sequence[Stretch],
    days: Array,
    given: Mapping[str, tuple[Array, Array | bool]],
    target: Mapping[str, Array],
) -> None:
    """Judge one part whose rows have days of their own; a rule not in force on a row's day does not apply to it."""
    places = numpy.searchsorted([stretch.last for stretch in stretches], days) if len(stretches) > 1 else None
    present = [0] if places is None else numpy.unique(places)
    for column in target.values():
        column[:] = CODES[Outcome.NOT_APPLICABLE]
    for place in present:
        stretch = stretches[int(place)]
        if len(present) == 1:
            _judge(book, stretch, given, target)
            return
        rows = numpy.flatnonzero(places == place)
        some = {name: chosen(column, rows) for name, column in given.items()}
        out = {rule.id: numpy.empty(len(rows), dtype=numpy.uint8) for rule in stretch.rules}
        _judge(book, stretch, some, out)
        for name, column in out.items():
            target[name][rows] = column


def _days_of_change(book: Rulebook) -> list[date]:
    """The last day of each stretch in which nothing of the law changes, in order."""
    law = book.law
    dated = [(rule.since, rule.covered_until) for rule in law.rules]
    dated += [(item.since, item.covered_until) for each in law.parameters.values() for item in each.values]
    dated += [(item.since, item.covered_until) for item in law.assumptions]
    ends = {law.covered_until.toordinal()}
    ends |= {since.toordinal() - 1 for since, _ in dated} | {until.toordinal() for _, until in dated}
    return [date.fromordinal(end) for end in sorted(ends) if law.covered_since.toordinal() <= end]


@lru_cache(maxsize=QUESTIONS_KEPT)
def _stretches(book: Rulebook, day: date | None, gates: tuple[str, ...], subject_kind: str) -> tuple[Stretch, ...]:
    """The law of one day, or of each stretch of the coverage, for the chosen rules; worked out once for each question.

    Stretches that these rules cannot tell apart are joined. Refused rulebook.unknown_rule.
    """
    names = tuple(name for name in gates if name)
    found: list[Stretch] = []
    for end in _days_of_change(book) if day is None else [day]:
        rules = _chosen(book, end, names, subject_kind)
        values, assumed = book.parameters_in_force(end), coded_cells_of(book.assumed(end))
        stretch = Stretch(end.toordinal() - UNIX_EPOCH_ORDINAL, rules, values, assumed)
        if found and (found[-1].rules, found[-1].assumed) == (rules, assumed):
            read = {name for rule in rules for name in book.untold(rule, end)[1].read_parameters}
            if all(found[-1].values.get(name) == values.get(name) for name in read):
                found.pop()
        found.append(stretch)
    for name in names:
        if not any(rule.answers_to(name) for stretch in found for rule in stretch.rules):
            raise Refused(Refusal(UNKNOWN_RULE, f"{book.id} has no gate or rule {name!r} on those days", where=name))
    return tuple(found)


def _chosen(book: Rulebook, day: date, names: tuple[str, ...], subject_kind: str) -> tuple[Rule, ...]:
    return tuple(
        rule
        for rule in book.rules_in_force(day)
        if (not names or any(rule.answers_to(name) for name in names))
        and (not subject_kind or rule.subject_kind == subject_kind)
    )


def _day(cell: Any) -> date:
    return date.fromordinal(int(cell.astype(numpy.int64)) + UNIX_EPOCH_ORDINAL)
