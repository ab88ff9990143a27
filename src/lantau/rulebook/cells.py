"""A register's columns as cells a rule can read: checked, with validity masks, words as small whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

import numpy

from lantau.refusal import Refusal, Refused
from lantau.rulebook.findings import Value
from lantau.rulebook.law import Fact, Law
from lantau.rulebook.measures import INT64_MAX, UNIX_EPOCH_ORDINAL
from lantau.rulebook.reading import PLACEHOLDERS, word_code
from lantau.rulebook.refusals import NOT_COVERED, OVERFLOW, WRONG_TYPE
from lantau.rulebook.vocabulary import LATEST_DAY, checked, fact_named, largest, smallest

Array = numpy.ndarray[Any, Any]

Column = Array | tuple[Array, Array] | Sequence[Value | None]
"""One fact of many subjects: an array, an array with its validity mask, or a list with None.

Arrays are ``bool``, a signed integer, text (``U``) or ``datetime64[D]`` (NaT is missing). Never floats. A fact that is
one of a list of words may also come as signed integers: the place of the word in that list, from 0.
"""

Columns = Mapping[str, Column]
"""A column for each fact, all of one length."""


def row_count(columns: Columns) -> int:
    """How many subjects the columns hold; Refused rulebook.wrong_type when they differ, unknown_fact for a name."""
    lengths = {len(_values(column)) for name, column in columns.items() if fact_named(name)}
    if len(lengths) > 1:
        raise Refused(Refusal(WRONG_TYPE, f"columns differ in length: {sorted(lengths)}"))
    return lengths.pop() if lengths else 0


def part(column: Column, start: int, stop: int) -> Column:
    """The rows from ``start`` to before ``stop``."""
    if isinstance(column, tuple) and _is_masked(column):
        return column[0][start:stop], column[1][start:stop]
    return cast(Column, column[start:stop])


Cells = tuple[Array, Array | bool]
"""Values and where they are known; plain True where they are known in every row."""


def cells(name: str, column: Column, start: int = 0) -> Cells:
    """A column as cells; ``start`` is the row it begins with. Refused rulebook.wrong_type, overflow."""
    fact = fact_named(name)
    if isinstance(column, tuple) and _is_masked(column):
        values, valid = column
        if getattr(valid, "dtype", None) != numpy.bool_ or len(valid) != len(values):
            raise Refused(Refusal(WRONG_TYPE, f"{fact.name}: the mask is a bool array as long as the values"))
    elif isinstance(column, numpy.ndarray):
        return _from_array(fact, column, True, start)
    else:
        return _from_list(fact, column, start)
    return _from_array(fact, values, True if valid.all() else valid, start)


def known(given: Cells, row: int) -> bool:
    """Whether a cell is known."""
    _, valid = given
    return valid if isinstance(valid, bool) else bool(valid[row])


def chosen(given: Cells, rows: Array) -> Cells:
    """The cells of some rows."""
    values, valid = given
    return values[rows], valid if isinstance(valid, bool) else valid[rows]


def value(name: str, cell: Any) -> Value:
    """One cell as a value again."""
    fact = fact_named(name)
    match fact.kind:
        case "date":
            return date.fromordinal(int(cell))
        case "bool":
            return bool(cell)
        case "int":
            return int(cell)
    return list(fact.values)[int(cell)] if fact.values else str(cell)


def law_days(on: Array, law: Law, start: int, *, hold_last: bool) -> Array:
    """The day of the law of each row as days since 1970, from row ``start``; Refused wrong_type, not_covered."""
    if on.dtype != "datetime64[D]" or on.ndim != 1:
        raise Refused(Refusal(WRONG_TYPE, "the days of the law are one column of datetime64[D]", where="on"))
    first, last = (day.toordinal() - UNIX_EPOCH_ORDINAL for day in (law.covered_since, law.covered_until))
    days = on.astype(numpy.int64)
    if hold_last:
        days = numpy.minimum(days, last)
    if days.size and not first <= int(days.min()) <= int(days.max()) <= last:
        row = int(numpy.flatnonzero((days < first) | (days > last))[0])
        where = f"on row {start + row}"
        if numpy.isnat(on[row]):
            raise Refused(Refusal(WRONG_TYPE, "the row has no day of the law", where=where))
        message = f"{law.jurisdiction} covers {law.covered_since} to {law.covered_until}, not {on[row]}"
        raise Refused(Refusal(NOT_COVERED, message, where=where, citation=law.coverage_citation))
    return days


def _is_masked(column: tuple[Any, ...]) -> bool:
    return len(column) == 2 and isinstance(column[0], numpy.ndarray)


def _values(column: Column) -> Any:
    return column[0] if isinstance(column, tuple) and _is_masked(column) else column


def _from_list(fact: Fact, column: Sequence[Any], start: int) -> Cells:
    given = [checked(fact.name, item, f"{fact.name} row {start + row}") for row, item in enumerate(column)]
    valid = numpy.array([item is not None for item in given], dtype=bool)
    blank = 0 if fact.values else PLACEHOLDERS[fact.kind]
    plain = [blank if item is None else _plain(fact, item) for item in given]
    kind = {"bool": numpy.bool_, "int": numpy.int64, "date": numpy.int64, "text": numpy.str_}[fact.kind]
    return numpy.array(plain, dtype=numpy.int64 if fact.values else kind), valid


def _plain(fact: Fact, item: Value) -> bool | int | str:
    if isinstance(item, date):
        return item.toordinal()
    return word_code(fact, item) if fact.values and isinstance(item, str) else item


def _from_array(fact: Fact, values: Array, valid: Array | bool, start: int) -> Cells:
    kind = values.dtype.kind
    fits = {
        "bool": kind == "b",
        "int": kind == "i",
        "text": kind == "U" or (kind == "i" and bool(fact.values)),
        "date": values.dtype == "datetime64[D]",
    }
    if not fits[fact.kind] or values.ndim != 1:
        raise Refused(Refusal(WRONG_TYPE, f"{fact.name} is {fact.kind}; a column of {values.dtype} is not"))
    if fact.kind == "date":
        return _days(fact, values, valid)
    if fact.kind == "int":
        return _whole_numbers(fact, values, valid)
    return _words(fact, values, valid, start) if fact.values else (values, valid)


def _days(fact: Fact, values: Array, valid: Array | bool) -> Cells:
    missing = numpy.isnat(values)
    if missing.any():
        valid = ~missing & valid
    ordinals = values.astype(numpy.int64) + UNIX_EPOCH_ORDINAL
    if valid is not True:
        ordinals = numpy.where(valid, ordinals, 1)
    if ordinals.size and not 1 <= int(ordinals.min()) <= int(ordinals.max()) <= LATEST_DAY.toordinal():
        raise Refused(Refusal(WRONG_TYPE, f"{fact.name} has a day outside the calendar"))
    return ordinals, valid


def _whole_numbers(fact: Fact, values: Array, valid: Array | bool) -> Cells:
    numbers = values.astype(numpy.int64, copy=False)
    if valid is not True:
        numbers = numpy.where(valid, numbers, 0)
    least, limit = smallest(fact), largest(fact)
    low = int(numbers.min()) if numbers.size else 0
    high = int(numbers.max()) if numbers.size and limit < INT64_MAX else 0
    if low < least or high > limit:
        beyond = limit if high > limit else least
        raise Refused(Refusal(OVERFLOW, f"{fact.name} holds a number beyond {beyond}", where=fact.name))
    return numbers, valid


def _words(fact: Fact, values: Array, valid: Array | bool, start: int) -> Cells:
    """Words as their places in the fact's list, so that comparing them is comparing small numbers."""
    if values.dtype.kind == "i":
        codes = values
        strange = (codes < 0) | (codes >= len(fact.values))
    else:
        codes = numpy.full(len(values), -1, dtype=numpy.int8)
        for code, word in enumerate(fact.values):
            codes[values == word] = code
        strange = codes < 0
    strange = strange if valid is True else strange & valid
    if strange.any():
        row = int(numpy.flatnonzero(strange)[0])
        message = f"{fact.name} takes one of {', '.join(fact.values)}, not {values[row]!s}"
        raise Refused(Refusal(WRONG_TYPE, message, where=f"{fact.name} row {start + row}"))
    return codes if valid is True else numpy.where(valid, codes, 0), valid
