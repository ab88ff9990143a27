"""Programs of the rulebook decided by a kernel: the law's own comparisons on arrays, for one subject or a block.

A verdict inside is a rank of two bits: 0 not applicable, 1 met, 2 unknown, 3 breached. Joined by Every, limbs come out
as the highest rank; by Either the same with met and breached exchanged. Outside it is a code as the rulebook's columns
have them: 0 met, 1 breached, 2 unknown, 3 not applicable. ``values`` must have been admitted by the program
(``Program.admit``), or lie within its ``magnitude_max`` by construction: nothing is checked here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy
from numba import njit

from lantau.rulebook import queries

Array = numpy.ndarray[Any, Any]

COMPARE, CONSTANT = int(queries.Operation.COMPARE), int(queries.Operation.CONSTANT)
EVERY, EITHER = int(queries.Operation.EVERY), int(queries.Operation.EITHER)
AT_LEAST, EQUAL = int(queries.Sign.AT_LEAST), int(queries.Sign.EQUAL)

TILE = 1024
"""Subjects taken at a time: their sums, verdicts and a few columns stay in the nearest cache."""

BREACHED = 1
"""The code of a breach."""


class ProgramArrays(NamedTuple):
    """A program as the kernels take it: its arrays, all int64, and how many verdicts it holds at once."""

    starts: Array
    operations: Array
    operands: Array
    signs: Array
    constants: Array
    term_starts: Array
    term_columns: Array
    term_coefficients: Array
    depth: int


def as_arrays(program: queries.Program) -> ProgramArrays:
    """The arrays of a program, to be made once and handed to every call."""
    return ProgramArrays(
        program.starts, program.operations, program.operands, program.signs, program.constants,
        program.term_starts, program.term_columns, program.term_coefficients, program.depth,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _code(rank: int) -> int:
    """The rulebook's code of a rank."""
    return 3 ^ (3 * (rank & 1)) ^ (rank >> 1)


@njit(cache=True, nogil=True)
def _rank(code: int) -> int:
    """The rank of one of the rulebook's codes."""
    return 0 if code == 3 else 3 if code == 1 else code if code == 2 else 1


@njit(cache=True, nogil=True)
def _joined(operation: int, left: int, right: int) -> int:
    """Two ranks as one; for a condition ``right`` is the condition."""
    if operation == EVERY:
        return max(left, right)
    if operation == EITHER:
        return (4 - max((4 - left) & 3, (4 - right) & 3)) & 3
    return left if right == 1 else 0 if right == 3 else 2


@njit(cache=True, nogil=True)
def _compared(arrays: ProgramArrays, comparison: int, values: Array, known: Array) -> int:
    """The rank of one comparison for one subject."""
    facts = len(values)
    total = arrays.constants[comparison]
    for term in range(arrays.term_starts[comparison], arrays.term_starts[comparison + 1]):
        column = arrays.term_columns[term]
        if column >= facts:
            total += arrays.term_coefficients[term] * known[column - facts]
        elif known[column]:
            total += arrays.term_coefficients[term] * values[column]
        else:
            return 2
    sign = arrays.signs[comparison]
    holds = total >= 0 if sign == AT_LEAST else (total == 0) == (sign == EQUAL)
    return 1 if holds else 3


@njit(cache=True, nogil=True)
def decide(arrays: ProgramArrays, values: Array, known: Array, codes: Array) -> None:
    """Decide every rule for one subject into ``codes`` uint8[rules].

    ``values`` int64[facts] and ``known`` bool[facts] stand in the order of the program's facts; a value that is not
    known means nothing. The verdicts lie two bits each in one whole number, which is why a program is no deeper.
    """
    for rule in range(len(arrays.starts) - 1):
        stack = 0
        for place in range(arrays.starts[rule], arrays.starts[rule + 1]):
            operation, operand = arrays.operations[place], arrays.operands[place]
            if operation == COMPARE:
                stack = stack << 2 | _compared(arrays, operand, values, known)
            elif operation == CONSTANT:
                stack = stack << 2 | _rank(operand)
            else:
                stack = stack >> 4 << 2 | _joined(operation, stack >> 2 & 3, stack & 3)
        codes[rule] = _code(stack & 3)


@njit(cache=True, nogil=True)
def decide_block(arrays: ProgramArrays, values: Array, codes: Array) -> None:
    """Decide every rule for many subjects of whom every fact is known, into ``codes`` uint8[rules, subjects].

    ``values`` int64[facts, subjects] is contiguous, facts in the program's order.
    """
    starts, operations, operands, signs, constants, term_starts, term_columns, term_coefficients, depth = arrays
    facts, subjects = values.shape
    sums = numpy.empty(min(TILE, subjects), numpy.int64)
    ranks = numpy.empty((depth, min(TILE, subjects)), numpy.uint8)
    for start in range(0, subjects, TILE):
        stop = min(start + TILE, subjects)
        for rule in range(len(starts) - 1):
            height = 0
            for place in range(starts[rule], starts[rule + 1]):
                operation, operand = operations[place], operands[place]
                if operation == COMPARE:
                    first, last = term_starts[operand], term_starts[operand + 1]
                    if signs[operand] == AT_LEAST and _is_difference(
                        term_columns, term_coefficients, first, last, facts
                    ):
                        more, less = term_columns[first], term_columns[first + 1]
                        if term_coefficients[first] < 0:
                            more, less = less, more
                        _hold_difference(values, more, less, start, stop, -constants[operand], ranks, height)
                    else:
                        sums[:] = constants[operand]
                        for term in range(first, last):
                            column = term_columns[term]
                            if column < facts:
                                _add(term_coefficients[term], values, column, start, stop, sums)
                            else:
                                sums += term_coefficients[term]
                        _hold(signs[operand], sums, stop - start, ranks, height)
                    height += 1
                elif operation == CONSTANT:
                    ranks[height] = _rank(operand)
                    height += 1
                else:
                    height -= 1
                    _join(operation, ranks, height, stop - start)
            _write(ranks, codes, rule, start, stop)


@njit(cache=True, nogil=True)
def decide_block_known(arrays: ProgramArrays, values: Array, known: Array, codes: Array) -> None:
    """The same where facts may be missing: ``known`` bool[facts, subjects] says which value means something.

    A sum of which a fact is missing means nothing, and may wrap without harm.
    """
    starts, operations, operands, signs, constants, term_starts, term_columns, term_coefficients, depth = arrays
    facts, subjects = values.shape
    sums = numpy.empty(min(TILE, subjects), numpy.int64)
    ranks = numpy.empty((depth, min(TILE, subjects)), numpy.uint8)
    for start in range(0, subjects, TILE):
        stop = min(start + TILE, subjects)
        for rule in range(len(starts) - 1):
            height = 0
            for place in range(starts[rule], starts[rule + 1]):
                operation, operand = operations[place], operands[place]
                if operation == COMPARE:
                    sums[:] = constants[operand]
                    for term in range(term_starts[operand], term_starts[operand + 1]):
                        column = term_columns[term]
                        if column < facts:
                            _add(term_coefficients[term], values, column, start, stop, sums)
                        else:
                            _add_given(term_coefficients[term], known, column - facts, start, stop, sums)
                    _hold(signs[operand], sums, stop - start, ranks, height)
                    for term in range(term_starts[operand], term_starts[operand + 1]):
                        if term_columns[term] < facts:
                            _forget(known, term_columns[term], start, stop, ranks, height)
                    height += 1
                elif operation == CONSTANT:
                    ranks[height] = _rank(operand)
                    height += 1
                else:
                    height -= 1
                    _join(operation, ranks, height, stop - start)
            _write(ranks, codes, rule, start, stop)


@njit(cache=True, nogil=True)
def count_breached(codes: Array, counts: Array) -> None:
    """Add to ``counts`` int64[rules] how many subjects of ``codes`` uint8[rules, subjects] are in breach of each."""
    for rule in range(codes.shape[0]):
        found = 0
        for subject in range(codes.shape[1]):
            found += codes[rule, subject] == BREACHED
        counts[rule] += found


@njit(cache=True, nogil=True)
def _is_difference(columns: Array, coefficients: Array, first: int, last: int, facts: int) -> bool:
    """Whether a sum is one fact less another, the commonest of all, which needs no sums of its own."""
    return (
        last - first == 2
        and columns[first + 1] < facts
        and abs(coefficients[first]) == 1
        and coefficients[first] == -coefficients[first + 1]
    )


@njit(cache=True, nogil=True)
def _hold_difference(
    values: Array, more: int, less: int, start: int, stop: int, least: int, ranks: Array, height: int
) -> None:
    """Breached where one column less another is below ``least``, else met."""
    left, right, held = values[more, start:stop], values[less, start:stop], ranks[height]
    for subject in range(len(left)):
        held[subject] = 3 if left[subject] - right[subject] < least else 1


@njit(cache=True, nogil=True)
def _add(coefficient: int, values: Array, column: int, start: int, stop: int, sums: Array) -> None:
    """Add a multiple of a column; a multiple of one or less one costs no multiplication, one of nought nothing."""
    cells = values[column, start:stop]
    if coefficient == 1:
        for subject in range(len(cells)):
            sums[subject] += cells[subject]
    elif coefficient == -1:
        for subject in range(len(cells)):
            sums[subject] -= cells[subject]
    elif coefficient != 0:
        for subject in range(len(cells)):
            sums[subject] += coefficient * cells[subject]


@njit(cache=True, nogil=True)
def _add_given(coefficient: int, known: Array, column: int, start: int, stop: int, sums: Array) -> None:
    """Add a multiple of whether a fact is given."""
    given = known[column, start:stop]
    for subject in range(len(given)):
        sums[subject] += coefficient if given[subject] else 0


@njit(cache=True, nogil=True)
def _hold(sign: int, sums: Array, count: int, ranks: Array, height: int) -> None:
    """Hold sums against nought."""
    held = ranks[height]
    if sign == AT_LEAST:
        for subject in range(count):
            held[subject] = 1 if sums[subject] >= 0 else 3
    elif sign == EQUAL:
        for subject in range(count):
            held[subject] = 1 if sums[subject] == 0 else 3
    else:
        for subject in range(count):
            held[subject] = 3 if sums[subject] == 0 else 1


@njit(cache=True, nogil=True)
def _forget(known: Array, column: int, start: int, stop: int, ranks: Array, height: int) -> None:
    """Unknown where a fact is missing."""
    given, held = known[column, start:stop], ranks[height]
    for subject in range(len(given)):
        held[subject] = held[subject] if given[subject] else 2


@njit(cache=True, nogil=True)
def _join(operation: int, ranks: Array, height: int, count: int) -> None:
    """Join a tile's verdicts by twos, into those below ``height``."""
    left, right = ranks[height - 1], ranks[height]
    if operation == EVERY:
        for subject in range(count):
            left[subject] = max(left[subject], right[subject])
    elif operation == EITHER:
        for subject in range(count):
            one, other = (4 - left[subject]) & 3, (4 - right[subject]) & 3
            left[subject] = (4 - max(one, other)) & 3
    else:
        for subject in range(count):
            condition = right[subject]
            left[subject] = left[subject] if condition == 1 else 0 if condition == 3 else 2


@njit(cache=True, nogil=True)
def _write(ranks: Array, codes: Array, rule: int, start: int, stop: int) -> None:
    """A tile's verdicts as the rulebook's codes."""
    held, written = ranks[0], codes[rule, start:stop]
    for subject in range(len(written)):
        rank = held[subject]
        written[subject] = 3 ^ (3 * (rank & 1)) ^ (rank >> 1)
