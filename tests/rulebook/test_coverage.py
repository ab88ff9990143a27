"""Which paragraph a citation names, and that every paragraph of the Hong Kong texts is accounted for."""

from __future__ import annotations

import pytest

from lantau.rulebook import load
from lantau.rulebook.coverage import coverage, covered_by, paragraphs

HK = paragraphs("HK")


@pytest.mark.parametrize(
    ("citation", "named"),
    [
        ("G 2.3.1(2)", ["G 2.3.1"]),
        ("G 2.3.1(3)(a), (4); A 6.5(c)", ["G 2.3.1", "A 6.5"]),
        ("O Sch.2 s.5(2)-(3), (7)", ["O Sch.2 s.5(2)", "O Sch.2 s.5(3)", "O Sch.2 s.5(7)"]),
        ("O Sch.2 s.1(1), s.6(2)", ["O Sch.2 s.1(1)", "O Sch.2 s.6(2)"]),
        ("O Sch.2 s.4", ["O Sch.2 s.4(1)", "O Sch.2 s.4(2)"]),
        ("G 6.4.2, 6.4.4-6.4.5", ["G 6.4.2", "G 6.4.4", "G 6.4.5"]),
        ("A 6.9-6.10", ["A 6.9", "A 6.10"]),
        ("G 6.5.7(vii), (x)-(xi)", ["G 6.5.7(vii)", "G 6.5.7(x)", "G 6.5.7(xi)"]),
        ("G 9", ["G 9"]),
        ("EN 2.5.1; O s.25-27", []),
    ],
)
def test_a_citation_names_the_paragraphs_it_says(citation: str, named: list[str]) -> None:
    assert list(covered_by(citation, HK)) == named


def test_every_paragraph_is_implemented_or_says_why_it_is_not() -> None:
    open_ones = [item.paragraph for item in coverage(load("HK")) if item.is_open]
    assert open_ones == []


def test_no_reason_is_given_for_a_paragraph_that_is_none() -> None:
    assert [item.paragraph for item in load("HK").law.unruled if item.paragraph not in HK] == []


def test_the_list_of_paragraphs_has_no_gap_and_no_repetition() -> None:
    assert len(HK) == len(set(HK))
    assert {item.partition(" ")[0] for item in HK} == {"O", "G", "A"}
