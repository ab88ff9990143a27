"""Programs: rules compiled into small arrays of whole numbers, for a kernel that decides them a million times a second.

A rule's own logic is run on symbolic cells. Each of its comparisons becomes ``sum of coefficient * fact + constant``
held against nought; how they join becomes a postfix program. Nothing of the law is written twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from lantau.refusal import Refusal, Refused
from lantau.rulebook.findings import Value
from lantau.rulebook.law import ParameterValue
from lantau.rulebook.refusals import OVERFLOW

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, Any]


class Operation(IntEnum):
    """What an instruction does with the stack of verdicts.

    ``COMPARE`` pushes that of the comparison its operand numbers, ``CONSTANT`` the outcome of that code; the others
    take two and push one. For ``WHEN`` the condition lies on top of what it conditions. A number once given never
    changes, here and in ``Sign``: kernels that were compiled and kept know it.
    """

    COMPARE = 0
    CONSTANT = 1
    EVERY = 2
    EITHER = 3
    WHEN = 4


class Sign(IntEnum):
    """How a sum is held against nought. Strict orders are sums less one; orders the other way are negated sums."""

    AT_LEAST = 0
    EQUAL = 1
    UNEQUAL = 2


@dataclass(frozen=True, eq=False)
class Program:
    """Rules as whole numbers, in the order of ``rules``; ``facts`` is the order of the columns a kernel gives.

    Arrays are int64. Rule r runs the instructions ``operations[i], operands[i]`` for i from ``starts[r]`` to before
    ``starts[r + 1]``. Comparison c is ``signs[c]`` of ``constants[c]`` plus, for t from ``term_starts[c]`` to before
    ``term_starts[c + 1]``, ``term_coefficients[t]`` times column ``term_columns[t]``; a column number from the count
    of facts on stands for whether the fact is given (1 or 0), and is itself always known. A comparison is unknown
    where one of its other columns is, though the coefficient be 0. At most ``depth`` verdicts are held at once.

    Columns hold bools as 0 and 1, days as ordinals, words as their places in the fact's list; words of a fact without
    a list as their places in ``words[fact]``, any other word as -1. While no fact a rule reads is larger in magnitude
    than ``magnitude_max`` of the rule, no sum wraps. ``parameters`` are the legal numbers that went in, ``fixed`` what
    was supposed by reforms or fixed by the caller. ``law_day`` is the day of the law, ``held_last`` as in a finding.
    """

    rulebook_id: str
    law_day: date
    held_last: bool
    rules: tuple[str, ...]
    facts: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, ParameterValue]
    fixed: Mapping[str, Value]
    depth: int
    starts: Array
    operations: Array
    operands: Array
    signs: Array
    constants: Array
    term_starts: Array
    term_columns: Array
    term_coefficients: Array
    magnitude_max: Array

    @property
    def arrays(self) -> tuple[Array, ...]:
        """What a kernel decides by, in the order of the fields."""
        return (
            self.starts, self.operations, self.operands, self.signs, self.constants, self.term_starts,
            self.term_columns, self.term_coefficients,
        )  # fmt: skip

    @property
    def digest(self) -> str:
        """sha256 in hex of rules, columns, words and arrays: programs of one digest decide alike."""
        told = json.dumps([self.rules, self.facts, sorted(self.words.items())], ensure_ascii=True)
        hashed = sha256(told.encode("ascii"))
        for array in (*self.arrays, self.magnitude_max):
            hashed.update(len(array).to_bytes(8, "little"))
            hashed.update(array.astype("<i8").tobytes())
        return hashed.hexdigest()

    def admit(self, values: Array) -> None:
        """Refused rulebook.overflow when a column of int64 ``values`` (facts first) could make a rule's sum wrap."""
        for number, rule in enumerate(self.rules):
            most = int(self.magnitude_max[number])
            for column in self.columns_of(number):
                cells = values[column]
                if cells.size and max(-int(cells.min()), int(cells.max())) > most:
                    name = self.facts[column]
                    raise Refused(Refusal(OVERFLOW, f"{rule} takes no {name} beyond {most}", where=name))

    def columns_of(self, rule: int) -> tuple[int, ...]:
        """The columns whose values a rule compares, by its place in ``rules``."""
        first, last = int(self.starts[rule]), int(self.starts[rule + 1])
        found: set[int] = set()
        for operation, operand in zip(self.operations[first:last], self.operands[first:last], strict=True):
            if operation == Operation.COMPARE:
                terms = self.term_columns[self.term_starts[operand] : self.term_starts[operand + 1]]
                found |= {int(column) for column in terms if column < len(self.facts)}
        return tuple(sorted(found))
