"""A kernel decides exactly as the rulebook does: every rule that compiles, on random states and at every limit."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from typing import Any

import numpy
import pytest

from lantau.market.judging import (
    ProgramArrays,
    as_arrays,
    count_breached,
    decide,
    decide_block,
    decide_block_known,
)
from lantau.rulebook import Outcome, load
from lantau.rulebook.columns import CODES
from lantau.rulebook.programs import Operation, Program
from lantau.rulebook.vocabulary import vocabulary
from tests.rulebook.states import DAY, JUDGED, OUTCOMES, columns_for, compiled, day_of, facts_in_row, states
from tests.rulebook.test_three_valued_logic import EITHER, EVERY, WHEN

ROWS = 1024
POOL = ["pool.total_market_value_micros", "pool.par_outstanding_micros", "pool.eligible_market_value_micros"]


def codes_of(program: Program, values: Any, known: Any) -> Any:
    """The codes uint8[rules, subjects] of both kernels that take a mask, which must agree."""
    arrays = as_arrays(program)
    block = numpy.full((len(program.rules), values.shape[1]), 9, dtype=numpy.uint8)
    decide_block_known(arrays, values, known, block)
    alone = numpy.full_like(block, 9)
    for row in range(values.shape[1]):
        codes = numpy.full(len(program.rules), 9, dtype=numpy.uint8)
        decide(arrays, numpy.ascontiguousarray(values[:, row]), numpy.ascontiguousarray(known[:, row]), codes)
        alone[:, row] = codes
    assert (block == alone).all()
    return block


@pytest.mark.parametrize("name", JUDGED)
def test_every_rule_that_compiles_is_decided_as_the_rulebook_decides_it(name: str) -> None:
    rng = numpy.random.default_rng(2026)
    seen: set[int] = set()
    for book, rule, program in compiled(name):
        day = day_of(book)
        values, known = states(program, rng, ROWS)
        program.admit(values)
        codes = codes_of(program, values, known)
        evaluation = book.evaluate(columns_for(program, values, known), on=day, gate=rule.id)
        assert codes[0].tolist() == evaluation[rule.id].codes.tolist(), rule.id
        for row in range(4):
            (finding,) = book.judge(rule.id, facts_in_row(program, values, known, row), subject_id="x", on=day)
            assert OUTCOMES[codes[0, row]] is finding.outcome, rule.id
        seen |= set(codes[0].tolist())
    assert seen == set(CODES.values()) or not name.startswith("HK")


@pytest.mark.parametrize("name", JUDGED)
def test_where_every_fact_is_known_the_block_decides_as_the_rulebook_does(name: str) -> None:
    rng = numpy.random.default_rng(2027)
    for book, rule, program in compiled(name):
        values, _ = states(program, rng, ROWS)
        codes = numpy.full((1, ROWS), 9, dtype=numpy.uint8)
        decide_block(as_arrays(program), values, codes)
        columns = columns_for(program, values, numpy.ones(values.shape, dtype=bool))
        evaluation = book.evaluate(columns, on=day_of(book), gate=rule.id)
        assert codes[0].tolist() == evaluation[rule.id].codes.tolist(), rule.id


@pytest.mark.parametrize("name", JUDGED)
def test_a_fact_without_a_column_is_missing_for_every_subject(name: str) -> None:
    rng = numpy.random.default_rng(2028)
    for book, rule, whole in compiled(name):
        if len(whole.facts) < 2:
            continue
        left_out = int(rng.integers(0, len(whole.facts)))
        facts = [fact for place, fact in enumerate(whole.facts) if place != left_out]
        program = book.program(rule.id, facts, day_of(book))
        values, known = states(program, rng, 24)
        evaluation = book.evaluate(columns_for(program, values, known), on=day_of(book), gate=rule.id)
        assert codes_of(program, values, known)[0].tolist() == evaluation[rule.id].codes.tolist(), rule.id


@pytest.mark.parametrize("name", ["HK", "HK+draft-may-2025", "HK+floor50"])
def test_all_the_rules_in_one_program_come_out_as_each_alone(name: str) -> None:
    book = load(name)
    rules = [rule.id for _, rule, _ in compiled(name)]
    program = book.program(rules, list(vocabulary()), DAY)
    values, known = states(program, numpy.random.default_rng(2029), 12)
    evaluation = book.evaluate(columns_for(program, values, known), on=DAY, gate=rules)
    codes = codes_of(program, values, known)
    assert program.rules == tuple(rules)
    for number, rule_id in enumerate(rules):
        assert codes[number].tolist() == evaluation[rule_id].codes.tolist(), rule_id


@pytest.mark.parametrize("subjects", [0, 1, 255, 1023, 1024, 1025, 5120])
def test_a_block_of_any_length_is_decided_to_its_last_subject(subjects: int) -> None:
    program = load("HK").program(["HK.pool.full_backing", "HK.pool.eligible_backing"], POOL, DAY)
    values = numpy.random.default_rng(subjects).integers(0, 3, (3, subjects))
    codes = numpy.full((2, subjects), 9, dtype=numpy.uint8)
    decide_block(as_arrays(program), values, codes)
    assert codes.tolist() == [(values[0] < values[1]).tolist(), (values[2] < values[1]).tolist()]
    again = numpy.full_like(codes, 9)
    decide_block_known(as_arrays(program), values, numpy.ones(values.shape, dtype=bool), again)
    assert (again == codes).all()


def test_at_par_to_the_unit_and_at_the_largest_amounts_the_pool_is_judged_exactly() -> None:
    program = load("HK").program("HK.pool.full_backing", POOL[:2], DAY)
    most = int(program.magnitude_max[0])
    pars = numpy.array([60_000_000_000 * 10**6, most, -most, 0], dtype=numpy.int64)
    codes = numpy.empty((1, 4), dtype=numpy.uint8)
    for short, expected in ((0, Outcome.MET), (1, Outcome.BREACHED)):
        values = numpy.array([pars - numpy.where(pars > -most, short, 0), pars])
        program.admit(values)
        decide_block(as_arrays(program), values, codes)
        assert codes[0].tolist() == [CODES[expected], CODES[expected], CODES[Outcome.MET], CODES[expected]]
    decide_block(as_arrays(program), numpy.array([[-most], [most]]), codes[:, :1])
    assert codes[0, 0] == CODES[Outcome.BREACHED]


def constants_program(left: Outcome, right: Outcome, operation: Operation) -> ProgramArrays:
    """Two outcomes known beforehand, joined: what the compiler folds away, so that the kernels' tables show."""
    empty = numpy.zeros(0, dtype=numpy.int64)
    operations = [int(Operation.CONSTANT), int(Operation.CONSTANT), int(operation)]
    return ProgramArrays(
        starts=numpy.array([0, 3]), operations=numpy.array(operations),
        operands=numpy.array([CODES[left], CODES[right], 0]), signs=empty, constants=empty,
        term_starts=numpy.zeros(1, dtype=numpy.int64), term_columns=empty, term_coefficients=empty, depth=2,
    )  # fmt: skip


@pytest.mark.parametrize("pair", list(product(OUTCOMES, repeat=2)), ids="-".join)
@pytest.mark.parametrize("operation", [Operation.EVERY, Operation.EITHER, Operation.WHEN], ids=lambda item: item.name)
def test_the_kernels_join_as_kleene_has_it(operation: Operation, pair: tuple[Outcome, Outcome]) -> None:
    left, right = pair
    if operation is Operation.WHEN:
        expected = WHEN.get((right, left), Outcome.UNKNOWN)
    else:
        table = EVERY if operation is Operation.EVERY else EITHER
        expected = table[left, right] if (left, right) in table else table[right, left]
    arrays = constants_program(left, right, operation)
    values, known = numpy.zeros((1, 3), dtype=numpy.int64), numpy.ones((1, 3), dtype=bool)
    codes = numpy.full((3, 1, 3), 9, dtype=numpy.uint8)
    decide_block(arrays, values, codes[0])
    decide_block_known(arrays, values, known, codes[1])
    decide(arrays, values[:, 0], known[:, 0], codes[2, :, 0])
    assert codes[:2].tolist() == [[[CODES[expected]] * 3]] * 2
    assert codes[2, 0, 0] == CODES[expected]


def test_breaches_are_counted_and_added_to_what_was_counted_before() -> None:
    codes = numpy.array([[0, 1, 1, 2, 3], [1, 1, 1, 1, 1], [0, 0, 2, 3, 0]], dtype=numpy.uint8)
    counts = numpy.array([10, 0, 0])
    count_breached(codes, counts)
    assert counts.tolist() == [12, 5, 0]


def test_the_room_is_entered_without_the_compiler() -> None:
    heavy = ("numba", "scipy", "matplotlib", "ray")
    asked = f"import sys, lantau.market, lantau.rulebook.queries; print([n for n in {heavy} if n in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
