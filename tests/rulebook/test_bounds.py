"""Exactness: every number answers on its days and on no other; every bound is judged at it and one unit beyond."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest

from lantau.refusal import Refused
from lantau.rulebook import Kind, Outcome, Rulebook, load, reform_names
from lantau.rulebook.comparisons import Must
from lantau.rulebook.law import Parameter, Rule
from lantau.rulebook.reading import Reader
from lantau.rulebook.shelf import SHIPPED

ONE = timedelta(days=1)
BOOKS = [*SHIPPED, *(reform for name in SHIPPED for reform in reform_names(name))]
Bound = tuple[str, str, str]


def numbers() -> list[tuple[Rulebook, Parameter]]:
    return [(load(name), parameter) for name in BOOKS for parameter in load(name).law.parameters.values()]


def called(item: object) -> str:
    return item.id if isinstance(item, Rulebook) else item.name if isinstance(item, Parameter) else str(item)


@pytest.mark.parametrize(("book", "parameter"), numbers(), ids=called)
def test_a_number_answers_on_its_first_and_last_day_and_refuses_the_day_before_and_after(
    book: Rulebook, parameter: Parameter
) -> None:
    for value in parameter.values:
        for day in (value.since, value.covered_until):
            assert book.parameter_in_force(parameter.name, day) is value
        for day in (value.since - ONE, value.covered_until + ONE):
            if not any(other.covers(day) for other in parameter.values):
                with pytest.raises(Refused, match=r"rulebook\.(not_covered|unknown_parameter)"):
                    book.parameter_in_force(parameter.name, day)


@pytest.mark.parametrize("name", BOOKS)
def test_a_rulebook_answers_on_its_first_and_last_day_and_refuses_the_day_before_and_after(name: str) -> None:
    law, book = load(name).law, load(name)
    for day in (law.covered_since, law.covered_until):
        assert book.law_day(day, hold_last=False) == day
    for day in (law.covered_since - ONE, law.covered_until + ONE):
        with pytest.raises(Refused, match=r"rulebook\.not_covered"):
            book.law_day(day, hold_last=False)
    with pytest.raises(Refused, match=r"rulebook\.not_covered"):
        book.law_day(law.covered_since - ONE, hold_last=True)
    assert book.law_day(date(2100, 1, 1), hold_last=True) == law.covered_until


def bounds_of(book: Rulebook, rule: Rule) -> dict[int, Bound]:
    """The comparisons of a rule that hold a quantity or a day against a legal number, by their place."""
    reader = Reader({}, book.law.parameters, book.parameters_in_force(rule.since), rule)
    leaves = list(book.functions[rule.function](reader).leaves())
    return {place: _bound(leaf) for place, leaf in enumerate(leaves) if _is_bound(leaf)}


def _is_bound(leaf: Must) -> bool:
    ordered = leaf.lhs.kind in ("int", "date") and leaf.op not in ("==", "!=")
    return ordered and bool(leaf.lhs.parameters or leaf.rhs.parameters)


def _bound(leaf: Must) -> Bound:
    return leaf.lhs.words.en, leaf.op, leaf.rhs.words.en


@pytest.mark.parametrize("name", SHIPPED)
def test_every_bound_has_cases_at_it_and_one_unit_beyond(name: str) -> None:
    book = load(name)
    seen: dict[Bound, set[int]] = defaultdict(set)
    for rule in book.law.rules:
        if rule.kind not in (Kind.STATE, Kind.GATE):
            continue
        bounds = bounds_of(book, rule)
        for bound in bounds.values():
            seen[bound] |= set()
        for case in rule.cases if bounds else ():
            (finding,) = book.judge(rule.id, case.facts, subject_id="x", on=case.on)
            for place, bound in bounds.items():
                leaf = finding.comparisons[place]
                if leaf.margin is not None and leaf.outcome in (Outcome.MET, Outcome.BREACHED):
                    seen[bound].add(leaf.margin)
    untried = {bound: sorted(margins) for bound, margins in seen.items() if not {0, -1} <= margins}
    assert untried == {}
