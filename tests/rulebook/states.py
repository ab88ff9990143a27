"""States to decide programs on: random, with missing facts, at every limit and one beside it, and very large."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy

from lantau.refusal import Refused
from lantau.rulebook import Rule, Rulebook, Value, load, reform_names
from lantau.rulebook.programs import Operation, Program, Sign
from lantau.rulebook.shelf import SHIPPED
from lantau.rulebook.vocabulary import LATEST_DAY, largest, smallest, vocabulary
from tests.rulebook.test_three_valued_logic import EITHER, EVERY, WHEN, B, M, N, U

Array = numpy.ndarray[Any, Any]

BOOKS = [*SHIPPED, *(reform for name in SHIPPED for reform in reform_names(name))]
JUDGED = [name for name in BOOKS if load(name).law.rules]
DAY = date(2026, 9, 1)
OUTCOMES = [M, B, U, N]
"""The outcomes in the order of their codes."""


def day_of(book: Rulebook) -> date:
    return min(max(DAY, book.law.covered_since), book.law.covered_until)


def facts_of(book: Rulebook, rule: Rule) -> list[str]:
    return list(book.untold(rule, day_of(book))[1].read_facts)


def compiled(name: str) -> Iterator[tuple[Rulebook, Rule, Program]]:
    """Every rule of a book that compiles, alone with its own facts as columns."""
    book = load(name)
    for rule in book.rules_in_force(day_of(book)):
        try:
            yield book, rule, book.program(rule.id, facts_of(book, rule), day_of(book))
        except Refused as caught:
            assert caught.refusal.code.name == "rulebook.not_a_program"


def states(program: Program, rng: numpy.random.Generator, rows: int) -> tuple[Array, Array]:
    """Values int64[facts, rows] and which are known, each row's own share of them.

    In most rows one fact lies where some comparison turns, or one to either side of it.
    """
    values = numpy.array([_column(program, column, rng, rows) for column in range(len(program.facts))])
    values = values.astype(numpy.int64).reshape(len(program.facts), rows)
    movable = [
        (comparison, int(column), int(coefficient))
        for comparison in range(len(program.signs))
        for column, coefficient in _terms(program, comparison)
        if coefficient and vocabulary()[program.facts[column]].kind in ("int", "date")
    ]
    if movable:
        places = rng.integers(0, len(movable) * 5 // 4 + 1, rows)
        for place, (comparison, column, coefficient) in enumerate(movable):
            _move_to_edge(program, rng, values, numpy.flatnonzero(places == place), comparison, column, coefficient)
    known = rng.random(values.shape) < rng.choice([0.6, 0.9, 1.0, 1.0], size=rows)
    return values, known


def _terms(program: Program, comparison: int) -> list[tuple[int, int]]:
    """The columns of a comparison with their coefficients; those of facts, not of whether they are given."""
    part = slice(program.term_starts[comparison], program.term_starts[comparison + 1])
    terms = zip(program.term_columns[part].tolist(), program.term_coefficients[part].tolist(), strict=True)
    return [(column, coefficient) for column, coefficient in terms if column < len(program.facts)]


def _reach(program: Program, column: int) -> tuple[int, int]:
    """The least and the most that a whole number may be in every rule of the program."""
    fact, most = vocabulary()[program.facts[column]], int(program.magnitude_max.min())
    return max(-most, smallest(fact)), min(most, largest(fact))


def _column(program: Program, column: int, rng: numpy.random.Generator, rows: int) -> list[int]:
    name = program.facts[column]
    fact = vocabulary()[name]
    if fact.kind == "bool":
        return [int(item) for item in rng.integers(0, 2, rows)]
    if fact.kind == "text":
        first, last = (0, len(fact.values)) if fact.values else (-1, len(program.words.get(name, ())))
        return [int(item) for item in rng.integers(first, last, rows)]
    if fact.kind == "date":
        near = rng.integers(DAY.toordinal() - 40, DAY.toordinal() + 40, rows)
        return [int(item) for item in numpy.where(rng.random(rows) < 0.1, LATEST_DAY.toordinal() - 9999, near)]
    least, most = _reach(program, column)
    choices = [0, 1, 2, 3, -1, most, least, most - 1, most // 2, int(rng.integers(0, most, endpoint=True))]
    return [choices[int(item)] for item in rng.integers(0, len(choices), rows)]


def _move_to_edge(
    program: Program,
    rng: numpy.random.Generator,
    values: Array,
    rows: Array,
    comparison: int,
    column: int,
    coefficient: int,
) -> None:
    """Give a fact of these rows the value at which a comparison turns, or one to either side of it."""
    rest = numpy.full(len(rows), program.constants[comparison])
    for other, factor in _terms(program, comparison):
        if other != column:
            rest += values[other, rows] * factor
    moved = -rest // coefficient + rng.integers(-1, 2, len(rows))
    least, most = _reach(program, column)
    if vocabulary()[program.facts[column]].kind == "date":
        least, most = 1, LATEST_DAY.toordinal()
    fits = (moved >= least) & (moved <= most)
    values[column, rows[fits]] = moved[fits]


def columns_for(program: Program, values: Array, known: Array) -> dict[str, Any]:
    """The same states as the rulebook takes columns."""
    found: dict[str, Any] = {}
    for column, name in enumerate(program.facts):
        fact, cells = vocabulary()[name], values[column]
        if fact.kind == "bool":
            cells = cells.astype(bool)
        elif fact.kind == "date":
            cells = (cells - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
        elif fact.kind == "text" and not fact.values:
            words = [*program.words.get(name, ()), "a word of no rule"]
            cells = numpy.array([words[int(code)] for code in cells])
        found[name] = (cells, known[column])
    return found


def facts_in_row(program: Program, values: Array, known: Array, row: int) -> dict[str, Value | None]:
    """One of the states as one subject's facts."""
    found: dict[str, Value | None] = {}
    for column, name in enumerate(program.facts):
        fact, cell = vocabulary()[name], int(values[column, row])
        if not known[column, row]:
            found[name] = None
        elif fact.kind == "text":
            words = list(fact.values) if fact.values else [*program.words.get(name, ()), "a word of no rule"]
            found[name] = words[cell]
        else:
            found[name] = {"bool": bool, "int": int, "date": date.fromordinal}[fact.kind](cell)
    return found


def decided(program: Program, values: Array, known: Array) -> list[int]:
    """The codes of one subject as the docstring of ``Program`` says them, in Python's own numbers."""
    found = []
    for rule in range(len(program.rules)):
        stack: list[Any] = []
        for place in range(program.starts[rule], program.starts[rule + 1]):
            operation, operand = Operation(program.operations[place]), int(program.operands[place])
            if operation is Operation.COMPARE:
                stack.append(_compared(program, operand, values, known))
            elif operation is Operation.CONSTANT:
                stack.append(OUTCOMES[operand])
            else:
                right, left = stack.pop(), stack.pop()
                table = {Operation.EVERY: EVERY, Operation.EITHER: EITHER}.get(operation, {})
                joined = table[left, right] if (left, right) in table else table.get((right, left))
                stack.append(_conditioned(left, right) if operation is Operation.WHEN else joined)
        (outcome,) = stack
        found.append(OUTCOMES.index(outcome))
    return found


def _conditioned(judged: Any, condition: Any) -> Any:
    return WHEN.get((condition, judged), U)


def _compared(program: Program, comparison: int, values: Array, known: Array) -> Any:
    total = int(program.constants[comparison])
    for term in range(program.term_starts[comparison], program.term_starts[comparison + 1]):
        column, coefficient = int(program.term_columns[term]), int(program.term_coefficients[term])
        if column >= len(program.facts):
            total += coefficient * int(known[column - len(program.facts)])
        elif known[column]:
            total += coefficient * int(values[column])
        else:
            return U
    sign = Sign(program.signs[comparison])
    return M if {Sign.AT_LEAST: total >= 0, Sign.EQUAL: total == 0, Sign.UNEQUAL: total != 0}[sign] else B
