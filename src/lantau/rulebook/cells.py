"""A register's columns as cells a rule can read: checked, with validity masks, words as small whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

import numpy

from lantau.refusal import Refusal, Refused
from lantau.rulebook.findings import Value
from lantau.rulebook.law import Fact
from lantau.rulebook.measures import UNIX_EPOCH_ORDINAL
from lantau.rulebook.reading import PLACEHOLDERS, word_code
from lantau.rulebook.refusals import NOT_COVERED, OVERFLOW, WRONG_TYPE
from lantau.rulebook.vocabulary import LATEST_DAY, checked, fact_named, largest

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


def cells(name: str, column: Column, start: int = 0) -> tuple[Array, Array]:
    """A column as (values, valid); ``start`` is the row it begins with. Refused rulebook.wrong_type, overflow."""
    fact = fact_named(name)
    if isinstance(column, tuple) and _is_masked(column):
        values, valid = column
        if getattr(valid, "dtype", None) != numpy.bool_ or len(valid) != len(values):
            raise Refused(Refusal(WRONG_TYPE, f"{fact.name}: the mask is a bool array as long as the values"))
    elif isinstance(column, numpy.ndarray):
        values, valid = column, numpy.ones(len(column), dtype=bool)
    else:
        return _from_list(fact, column, start)
    return _from_array(fact, values, valid, start)


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


def law_days(on: Array, covered: tuple[date, date], citation: str, *, hold_last: bool) -> Array:
    """The day of the law of each row, as ordinals; Refused rulebook.wrong_type and not_covered with the row."""
    if on.dtype != "datetime64[D]" or on.ndim != 1 or numpy.isnat(on).any():
        raise Refused(Refusal(WRONG_TYPE, "the days of the law are datetime64[D], none of them missing", where="on"))
    ordinals = on.astype(numpy.int64) + UNIX_EPOCH_ORDINAL
    first, last = covered[0].toordinal(), covered[1].toordinal()
    if hold_last:
        ordinals = numpy.minimum(ordinals, last)
    outside = (ordinals < first) | (ordinals > last)
    if outside.any():
        row = int(numpy.flatnonzero(outside)[0])
        message = f"covered is {covered[0]} to {covered[1]}, not {on[row]}"
        raise Refused(Refusal(NOT_COVERED, message, where=f"on row {row}", citation=citation))
    return ordinals


def _is_masked(column: tuple[Any, ...]) -> bool:
    return len(column) == 2 and isinstance(column[0], numpy.ndarray)


def _values(column: Column) -> Any:
    return column[0] if isinstance(column, tuple) and _is_masked(column) else column


def _from_list(fact: Fact, column: Sequence[Any], start: int) -> tuple[Array, Array]:
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


def _from_array(fact: Fact, values: Array, valid: Array, start: int) -> tuple[Array, Array]:
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


def _days(fact: Fact, values: Array, valid: Array) -> tuple[Array, Array]:
    valid = valid & ~numpy.isnat(values)
    ordinals = numpy.where(valid, values.astype(numpy.int64) + UNIX_EPOCH_ORDINAL, 1)
    if valid.any() and not 1 <= int(ordinals.min()) <= int(ordinals.max()) <= LATEST_DAY.toordinal():
        raise Refused(Refusal(WRONG_TYPE, f"{fact.name} has a day outside the calendar"))
    return ordinals, valid


def _whole_numbers(fact: Fact, values: Array, valid: Array) -> tuple[Array, Array]:
    known = values.astype(numpy.int64, copy=False)
    if not valid.all():
        known = numpy.where(valid, known, 0)
    limit = largest(fact)
    if known.size and not -limit <= int(known.min()) <= int(known.max()) <= limit:
        raise Refused(Refusal(OVERFLOW, f"{fact.name} holds a number beyond {limit}", where=fact.name))
    return known, valid


def _words(fact: Fact, values: Array, valid: Array, start: int) -> tuple[Array, Array]:
    """Words as their places in the fact's list, so that comparing them is comparing small numbers."""
    if values.dtype.kind == "i":
        codes = values
        strange = valid & ((codes < 0) | (codes >= len(fact.values)))
    else:
        codes = numpy.full(len(values), -1, dtype=numpy.int8)
        for code, word in enumerate(fact.values):
            codes[values == word] = code
        strange = valid & (codes < 0)
    if strange.any():
        row = int(numpy.flatnonzero(strange)[0])
        message = f"{fact.name} takes one of {', '.join(fact.values)}, not {values[row]!s}"
        raise Refused(Refusal(WRONG_TYPE, message, where=f"{fact.name} row {start + row}"))
    return numpy.where(valid, codes, 0), valid
