"""Kleene's tables with the fourth word, for one subject and for columns."""

from __future__ import annotations

from itertools import product

import numpy
import pytest

from lantau.rulebook import Outcome
from lantau.rulebook.comparisons import Either, Every, Must, Node, Verdict
from lantau.rulebook.law import Words
from lantau.rulebook.measures import Measure

M, B, U, N = Outcome.MET, Outcome.BREACHED, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE

EVERY = {
    (M, M): M, (M, B): B, (M, U): U, (M, N): M,
    (B, B): B, (B, U): B, (B, N): B,
    (U, U): U, (U, N): U,
    (N, N): N,
}  # fmt: skip
EITHER = {
    (M, M): M, (M, B): M, (M, U): M, (M, N): M,
    (B, B): B, (B, U): U, (B, N): B,
    (U, U): U, (U, N): U,
    (N, N): N,
}  # fmt: skip
WHEN = {
    (M, M): M, (M, B): B, (M, U): U, (M, N): N,
    (B, M): N, (B, B): N, (B, U): N, (B, N): N,
    (U, M): U, (U, B): U, (U, U): U, (U, N): U,
}  # fmt: skip
"""Condition first, then what it conditions."""


def truth(value: object, valid: object) -> Measure:
    return Measure(value, valid, "bool", "", Words("it is so", "是"), Words("it is not so", "否"), facts=("a.b",))


def node(outcome: Outcome) -> Node:
    """The smallest node that comes out so."""
    if outcome is N:
        return Must(truth(True, True), when=Must(truth(False, True)))
    return Must(truth(outcome is M, outcome is not U))


@pytest.mark.parametrize(("joining", "table"), [(Every, EVERY), (Either, EITHER)])
@pytest.mark.parametrize("pair", list(product([M, B, U, N], repeat=2)), ids="-".join)
def test_two_limbs_join_as_kleene_has_it(
    joining: type[Every] | type[Either], table: dict[tuple[Outcome, Outcome], Outcome], pair: tuple[Outcome, Outcome]
) -> None:
    expected = table[pair] if pair in table else table[pair[1], pair[0]]
    assert joining(node(pair[0]), node(pair[1])).verdict.outcome() is expected


@pytest.mark.parametrize(("pair", "expected"), WHEN.items(), ids=str)
def test_a_rule_is_judged_only_where_its_condition_surely_holds(
    pair: tuple[Outcome, Outcome], expected: Outcome
) -> None:
    condition, judged = pair
    assert Every(node(judged), when=node(condition)).verdict.outcome() is expected
    assert Either(node(judged), when=node(condition)).verdict.outcome() is expected


def test_a_column_of_every_combination_comes_out_as_each_combination_alone() -> None:
    rows = list(product([(True, True), (False, True), (True, False), (False, False)], repeat=3))
    columns = [
        truth(numpy.array([row[i][0] for row in rows]), numpy.array([row[i][1] for row in rows])) for i in range(3)
    ]

    def joined(a: Measure, b: Measure, c: Measure) -> Verdict:
        return Either(Every(Must(a), Must(b, when=Must(c))), Must(c, "!=", truth(True, True))).verdict

    whole = joined(*columns)
    for index, row in enumerate(rows):
        alone = joined(*(truth(value, valid) for value, valid in row))
        assert bool(whole.met[index]) is alone.met
        assert bool(whole.breached[index]) is alone.breached
        silent = numpy.broadcast_to(whole.not_applicable, (len(rows),))
        assert bool(silent[index]) is alone.not_applicable


def test_outcomes_exclude_each_other() -> None:
    for outcome in Outcome:
        verdict = node(outcome).verdict
        assert [verdict.met, verdict.breached, verdict.unknown, verdict.not_applicable].count(True) == 1


def test_a_joining_without_limbs_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        Every()
    with pytest.raises(AssertionError):
        Either()


def test_words_have_no_order_and_units_do_not_mix() -> None:
    word = Measure("a", True, "text", "", Words("a", "a"))
    cents = Measure(1, True, "int", "HKD_cents", Words("a", "a"))
    micros = Measure(1, True, "int", "micros", Words("a", "a"))
    with pytest.raises(AssertionError):
        Must(word, ">=", word)
    with pytest.raises(AssertionError):
        Must(cents, ">=", micros)
    with pytest.raises(AssertionError):
        Must(cents)
