"""A register as columns: the law held against a million subjects by the functions that hold it against one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy

from lantau.refusal import Refusal, Refused
from lantau.rulebook.findings import Finding, Outcome, Value
from lantau.rulebook.law import Fact, Rule
from lantau.rulebook.measures import UNIX_EPOCH_ORDINAL, Cells
from lantau.rulebook.reading import PLACEHOLDERS, Reader, cells_of
from lantau.rulebook.refusals import OVERFLOW, UNKNOWN_RULE, WRONG_TYPE
from lantau.rulebook.vocabulary import LATEST_DAY, checked, fact_named, largest

if TYPE_CHECKING:
    from lantau.rulebook.book import Rulebook

Array = numpy.ndarray[Any, Any]

Columns = Mapping[str, Array | tuple[Array, Array] | Sequence[Value | None]]
"""A column for each fact, all of one length: an array, an array with its validity mask, or a list with None.

Arrays are ``bool``, a signed integer, text (``U``) or ``datetime64[D]`` (NaT is missing). Never floats.
"""

CODES: Mapping[Outcome, int] = {
    Outcome.MET: 0,
    Outcome.BREACHED: 1,
    Outcome.UNKNOWN: 2,
    Outcome.NOT_APPLICABLE: 3,
}
"""How outcomes are coded in a column."""


@dataclass(frozen=True, slots=True)
class RuleColumn:
    """One rule over all rows. ``codes`` are uint8 as ``CODES`` has them."""

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
    """A register held against the law. ``finding`` explains any single row in full."""

    book: Rulebook
    on: date
    hold_last: bool
    row_count: int
    columns: tuple[RuleColumn, ...]
    cells: Mapping[str, tuple[Array, Array]]

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
        facts = self.row(row)
        return self.book.judge(rule_id, facts, subject_id=subject_id, on=self.on, hold_last=self.hold_last)[0]

    def row(self, row: int) -> dict[str, Value | None]:
        """One row's facts as values."""
        return {
            name: _value(fact_named(name), values[row]) if valid[row] else None
            for name, (values, valid) in self.cells.items()
        }


def evaluate(
    book: Rulebook,
    columns: Columns,
    *,
    on: date,
    gate: str | Sequence[str],
    subject_kind: str,
    hold_last: bool,
) -> Evaluation:
    """Run the chosen rules over all rows; see ``Rulebook.evaluate``."""
    day = book.law_day(on, hold_last=hold_last)
    cells = {name: _cells(fact_named(name), column) for name, column in columns.items()}
    lengths = {len(values) for values, _ in cells.values()}
    if len(lengths) > 1:
        raise Refused(Refusal(WRONG_TYPE, f"columns differ in length: {sorted(lengths)}"))
    rows = lengths.pop() if lengths else 0
    readable: dict[str, tuple[Cells, Cells]] = {**cells, **cells_of(book.assumed(day))}
    values = book.parameters_in_force(day)
    found = []
    for rule in _chosen(book, day, gate, subject_kind):
        verdict = book.functions[rule.function](Reader(readable, book.law.parameters, values, rule)).verdict
        codes = numpy.full(rows, CODES[Outcome.UNKNOWN], dtype=numpy.uint8)
        codes[_whole(verdict.met, rows)] = CODES[Outcome.MET]
        codes[_whole(verdict.breached, rows)] = CODES[Outcome.BREACHED]
        codes[_whole(verdict.not_applicable, rows)] = CODES[Outcome.NOT_APPLICABLE]
        found.append(RuleColumn(rule, codes))
    return Evaluation(book, on, hold_last, rows, tuple(found), cells)


def _chosen(book: Rulebook, day: date, gate: str | Sequence[str], subject_kind: str) -> tuple[Rule, ...]:
    rules = book.rules_for(gate, day) if gate else book.rules_in_force(day)
    return tuple(rule for rule in rules if not subject_kind or rule.subject_kind == subject_kind)


def _whole(mask: Cells, rows: int) -> Array:
    """A mask as long as the register, also where the rule read no column at all."""
    return numpy.broadcast_to(numpy.asarray(mask, dtype=bool), (rows,))


def _cells(fact: Fact, column: Array | tuple[Array, Array] | Sequence[Value | None]) -> tuple[Array, Array]:
    """A checked column as (values, valid). Refused rulebook.wrong_type, overflow."""
    if isinstance(column, tuple) and len(column) == 2 and isinstance(column[0], numpy.ndarray):
        values, valid = column
        if getattr(valid, "dtype", None) != numpy.bool_ or len(valid) != len(values):
            raise Refused(Refusal(WRONG_TYPE, f"{fact.name}: the mask is a bool array as long as the values"))
    elif isinstance(column, numpy.ndarray):
        values, valid = column, numpy.ones(len(column), dtype=bool)
    else:
        return _from_list(fact, column)
    return _from_array(fact, values, valid)


def _from_list(fact: Fact, column: Sequence[Any]) -> tuple[Array, Array]:
    given = [checked(fact.name, value, f"{fact.name} row {row}") for row, value in enumerate(column)]
    valid = numpy.array([value is not None for value in given], dtype=bool)
    blank = PLACEHOLDERS[fact.kind]
    plain = [blank if value is None else value.toordinal() if isinstance(value, date) else value for value in given]
    kind = {"bool": numpy.bool_, "int": numpy.int64, "date": numpy.int64, "text": numpy.str_}[fact.kind]
    return numpy.array(plain, dtype=kind), valid


def _from_array(fact: Fact, values: Array, valid: Array) -> tuple[Array, Array]:
    kind = values.dtype.kind
    fits = {"bool": kind == "b", "int": kind == "i", "text": kind == "U", "date": values.dtype == "datetime64[D]"}[
        fact.kind
    ]
    if not fits or values.ndim != 1:
        raise Refused(Refusal(WRONG_TYPE, f"{fact.name} is {fact.kind}; a column of {values.dtype} is not"))
    if fact.kind == "date":
        valid = valid & ~numpy.isnat(values)
        ordinals = numpy.where(valid, values.astype(numpy.int64) + UNIX_EPOCH_ORDINAL, 1)
        if valid.any() and not 1 <= int(ordinals.min()) <= int(ordinals.max()) <= LATEST_DAY.toordinal():
            raise Refused(Refusal(WRONG_TYPE, f"{fact.name} has a day outside the calendar"))
        return ordinals, valid
    if fact.kind == "int":
        known = numpy.where(valid, values, 0).astype(numpy.int64)
        limit = largest(fact)
        if known.size and not -limit <= int(known.min()) <= int(known.max()) <= limit:
            raise Refused(Refusal(OVERFLOW, f"{fact.name} holds a number beyond {limit}", where=fact.name))
        return known, valid
    if fact.values and valid.any():
        strange = valid & ~numpy.isin(values, list(fact.values))
        if strange.any():
            row = int(numpy.flatnonzero(strange)[0])
            raise Refused(
                Refusal(WRONG_TYPE, f"{fact.name} takes one of {', '.join(fact.values)}, not {values[row]!s}",
                        where=f"{fact.name} row {row}")
            )  # fmt: skip
    return values, valid


def _value(fact: Fact, cell: Any) -> Value:
    if fact.kind == "date":
        return date.fromordinal(int(cell))
    if fact.kind == "bool":
        return bool(cell)
    return int(cell) if fact.kind == "int" else str(cell)
