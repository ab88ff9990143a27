"""From a rule's tree of comparisons to instructions: sums made small, what is known beforehand folded away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import gcd
from typing import TYPE_CHECKING, Any

import numpy

from lantau.refusal import Refusal, Refused
from lantau.rulebook.columns import CODES
from lantau.rulebook.comparisons import Either, Must, Node, compare
from lantau.rulebook.findings import Outcome, Value
from lantau.rulebook.law import ParameterValue
from lantau.rulebook.measures import INT64_MAX, Measure
from lantau.rulebook.programs import Operation, Program, Sign
from lantau.rulebook.reading import Reader, coded_cells_of
from lantau.rulebook.refusals import NOT_A_PROGRAM, UNKNOWN_RULE
from lantau.rulebook.symbols import Form, Given, NotLinearError, form_of
from lantau.rulebook.vocabulary import checked, fact_named

if TYPE_CHECKING:
    from lantau.rulebook.book import Rulebook
    from lantau.rulebook.programs import Array

Comparison = tuple[Sign, int, tuple[tuple[int, int], ...]]
"""Sign, constant, and (column, coefficient) pairs in the order of the columns."""

Code = tuple[tuple[Operation, Any], ...]
"""Instructions that push one verdict; the operand of ``COMPARE`` is a ``Comparison``, numbered only when it is kept."""

SILENT, UNKNOWN = CODES[Outcome.NOT_APPLICABLE], CODES[Outcome.UNKNOWN]
MET, BREACHED = CODES[Outcome.MET], CODES[Outcome.BREACHED]

STRENGTH = {
    Operation.EVERY: (SILENT, MET, UNKNOWN, BREACHED),
    Operation.EITHER: (SILENT, BREACHED, UNKNOWN, MET),
}
"""Outcomes from weakest to strongest: joined limbs come out as the strongest of them, which is Kleene's logic."""


DEPTH_MAX = 31
"""Verdicts a rule may hold at once: two bits each, so that one subject's fit a whole number of 64 bits."""


def compiled(
    book: Rulebook,
    rules: str | Sequence[str],
    facts: Sequence[str],
    on: date,
    *,
    fixed: Mapping[str, Value | None],
    hold_last: bool,
) -> Program:
    """Compile rules of a day; see ``Rulebook.program``."""
    day = book.law_day(on, hold_last=hold_last)
    constants = _constants(facts, fixed) | {
        name: value for name, value in book.assumed(day).items() if value is not None
    }
    cells = {name: (Form({(name, False): 1}), Given(frozenset([name]))) for name in facts}
    compiler = Compiler(tuple(facts))
    chosen = book.rules_for(rules, day)
    if not chosen:
        raise Refused(Refusal(UNKNOWN_RULE, "a program needs one rule at least", where="rules"))
    parameters: dict[str, ParameterValue] = {}
    read: set[str] = set()
    for rule in chosen:
        reader = Reader(
            cells | coded_cells_of(constants), book.law.parameters, book.parameters_in_force(day), rule, coded=True
        )
        try:
            compiler.add(book.functions[rule.function](reader))
        except NotLinearError as why:
            message = f"{rule.id} cannot be compiled: {why}"
            raise Refused(Refusal(NOT_A_PROGRAM, message, where=rule.id, citation=rule.citation)) from None
        parameters |= reader.read_parameters
        read |= reader.read_facts.keys()
    return Program(
        rulebook_id=book.id,
        law_day=day,
        held_last=day != on,
        rules=tuple(rule.id for rule in chosen),
        facts=tuple(facts),
        words=compiler.words,
        parameters=parameters,
        fixed={name: value for name, value in constants.items() if name in read},
        depth=compiler.depth,
        **compiler.arrays(),
    )


def _constants(facts: Sequence[str], fixed: Mapping[str, Value | None]) -> dict[str, Value]:
    """What the caller fixes, checked. Refused unknown_fact, wrong_type, overflow, and not_a_program for bad columns."""
    for place, name in enumerate(facts):
        fact_named(name)
        if name in facts[:place]:
            raise Refused(Refusal(NOT_A_PROGRAM, f"the column {name} is listed twice", where=name))
        if name in fixed:
            raise Refused(Refusal(NOT_A_PROGRAM, f"{name} is fixed and yet has a column", where=name))
    given = {name: checked(name, value) for name, value in fixed.items()}
    return {name: value for name, value in given.items() if value is not None}


class Compiler:
    """Takes the rules of a program one after another. ``words`` are the lists of facts that have none of their own."""

    def __init__(self, facts: tuple[str, ...]) -> None:
        self._facts = facts
        self._columns = {name: column for column, name in enumerate(facts)}
        self._words: dict[str, dict[str, int]] = {}
        self._comparisons: dict[Comparison, int] = {}
        self._starts, self._code, self._magnitudes = [0], list[tuple[Operation, int]](), list[int]()
        self.depth = 1

    @property
    def words(self) -> dict[str, tuple[str, ...]]:
        """For each such fact the words that rules compare it with, in the order met."""
        return {name: tuple(known) for name, known in self._words.items()}

    def add(self, node: Node) -> None:
        """Compile one rule; NotLinearError says why it cannot be."""
        code = self._tree(node)
        self.depth = max(self.depth, _depth(code))
        if self.depth > DEPTH_MAX:
            raise NotLinearError("its limbs are nested too deep")
        most = INT64_MAX
        for operation, operand in code:
            if operation is Operation.COMPARE:
                most = min(most, self._magnitude(operand))
                number = self._comparisons.setdefault(operand, len(self._comparisons))
                self._code.append((operation, number))
            else:
                self._code.append((operation, operand))
        self._magnitudes.append(most)
        self._starts.append(len(self._code))

    def arrays(self) -> dict[str, Array]:
        """The arrays of the program by the names of its fields."""
        comparisons = list(self._comparisons)
        terms = [term for _, _, each in comparisons for term in each]
        lengths = [len(each) for _, _, each in comparisons]
        told = {
            "starts": self._starts,
            "operations": [int(operation) for operation, _ in self._code],
            "operands": [operand for _, operand in self._code],
            "signs": [int(sign) for sign, _, _ in comparisons],
            "constants": [constant for _, constant, _ in comparisons],
            "term_starts": [sum(lengths[:place]) for place in range(len(lengths) + 1)],
            "term_columns": [column for column, _ in terms],
            "term_coefficients": [coefficient for _, coefficient in terms],
            "magnitude_max": self._magnitudes,
        }
        return {name: numpy.array(values, dtype=numpy.int64) for name, values in told.items()}

    def _tree(self, node: Node) -> Code:
        if isinstance(node, Must):
            plain = self._leaf(node)
        else:
            operation = Operation.EITHER if isinstance(node, Either) else Operation.EVERY
            plain = _joined(operation, [self._tree(limb) for limb in node.limbs])
        return plain if node.when is None else _conditioned(plain, self._tree(node.when))

    def _leaf(self, leaf: Must) -> Code:
        if leaf.lhs.valid is False or leaf.rhs.valid is False:
            return _constant(UNKNOWN)
        left, right = self._sides(leaf)
        if not isinstance(left, Form) and not isinstance(right, Form):
            return _constant(MET if compare(left * leaf.rhs.denominator, leaf.op, right) else BREACHED)
        needed = {name for side in (leaf.lhs, leaf.rhs) if isinstance(side.valid, Given) for name in side.valid.names}
        difference = form_of(left) * leaf.rhs.denominator - form_of(right)
        difference += Form({(name, False): 0 for name in needed})
        return ((Operation.COMPARE, self._normal(difference, leaf.op)),)

    def _sides(self, leaf: Must) -> tuple[Any, Any]:
        """Both sides as forms or plain values; an open word that a column is held against as its place in the list."""
        left, right = (_plain(side) for side in (leaf.lhs, leaf.rhs))
        if leaf.lhs.kind != "text":
            return left, right
        if isinstance(left, Form) and isinstance(right, Form):
            if not leaf.lhs.readings or list(leaf.lhs.readings) != list(leaf.rhs.readings or ()):
                raise NotLinearError("it compares two facts that are words of different lists")
            return left, right
        return self._coded(left, right), self._coded(right, left)

    def _coded(self, value: object, other: object) -> object:
        """A word as the number that the column ``other`` has for it."""
        if not isinstance(other, Form) or isinstance(value, Form):
            return value
        ((name, _),) = other.terms
        if isinstance(value, str) == bool(fact_named(name).values):
            raise NotLinearError(f"it compares {name} with a word of another list")
        if not isinstance(value, str):
            return value
        known = self._words.setdefault(name, {})
        return known.setdefault(value, len(known))

    def _normal(self, form: Form, op: str) -> Comparison:
        """The same comparison with small numbers: against nought, and divided by what all multiples share."""
        if op in ("<=", "<"):
            form, op = -form, {"<=": ">=", "<": ">"}[op]
        constant = form.constant - 1 if op == ">" else form.constant
        sign = {">=": Sign.AT_LEAST, ">": Sign.AT_LEAST, "==": Sign.EQUAL, "!=": Sign.UNEQUAL}[op]
        shared = gcd(*form.terms.values()) if sign is Sign.AT_LEAST else gcd(constant, *form.terms.values())
        terms = {
            self._columns[name] + (len(self._facts) if indicator else 0): coefficient // (shared or 1)
            for (name, indicator), coefficient in form.terms.items()
        }
        return sign, constant // (shared or 1), tuple(sorted(terms.items()))

    def _magnitude(self, comparison: Comparison) -> int:
        """The largest facts for which the sum fits 64 bits; NotLinearError where its own numbers leave no room."""
        _, constant, terms = comparison
        facts = sum(abs(coefficient) for column, coefficient in terms if column < len(self._facts))
        indicators = sum(abs(coefficient) for _, coefficient in terms) - facts
        room = INT64_MAX - abs(constant) - indicators
        if room < facts:
            raise NotLinearError("its numbers leave no room for a fact in 64 bits")
        return room // facts if facts else INT64_MAX


def _plain(side: Measure) -> Any:
    return side.values.as_form() if isinstance(side.values, Given) else side.values


def _constant(outcome: int) -> Code:
    return ((Operation.CONSTANT, outcome),)


def _settled(code: Code) -> int | None:
    """The outcome of instructions that push what is known beforehand."""
    return code[0][1] if code[0][0] is Operation.CONSTANT and len(code) == 1 else None


def _joined(operation: Operation, limbs: list[Code]) -> Code:
    strength = STRENGTH[operation]
    known = [outcome for limb in limbs if (outcome := _settled(limb)) is not None]
    strongest = max(known, key=strength.index, default=SILENT)
    open_limbs = [limb for limb in limbs if _settled(limb) is None]
    if strongest == strength[-1] or not open_limbs:
        return _constant(strongest)
    if strongest != SILENT:
        open_limbs.append(_constant(strongest))
    code = open_limbs[0]
    for limb in open_limbs[1:]:
        code = (*code, *limb, (operation, 0))
    return code


def _conditioned(plain: Code, condition: Code) -> Code:
    known = _settled(condition)
    if known is None:
        return (*plain, *condition, (Operation.WHEN, 0))
    if known == MET:
        return plain
    return _constant(SILENT if known == BREACHED else UNKNOWN)


def _depth(code: Code) -> int:
    deepest = height = 0
    for operation, _ in code:
        height += 1 if operation in (Operation.COMPARE, Operation.CONSTANT) else -1
        deepest = max(deepest, height)
    return deepest
