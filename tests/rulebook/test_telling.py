"""Facts told by name, and the rules of a gate of which something is known."""

from __future__ import annotations

from datetime import date

import pytest

from lantau.rulebook import Outcome, load
from lantau.rulebook.queries import judge_known, told

BOOK = load("HK")
DAY = date(2026, 9, 1)


def test_terms_are_read_by_the_names_and_kinds_of_facts() -> None:
    terms = {"form": "declaration", "trustee_independent": True, "implemented_on": "2026-09-01"}
    assert told("trust", terms) == {
        "trust.form": "declaration",
        "trust.trustee_independent": True,
        "trust.implemented_on": DAY,
    }


@pytest.mark.parametrize("terms", [{"nonsense": 1}, {"form": "oral"}, {"trustee_independent": 1}, {"form": ["x"]}])
def test_a_term_that_is_no_fact_tells_nothing(terms: dict[str, object]) -> None:
    assert told("trust", terms) == {}  # type: ignore[arg-type]


def test_rules_of_which_nothing_is_known_or_that_do_not_speak_are_left_out() -> None:
    facts = {"customer.kind": "natural_person", "customer.full_name_obtained": True}
    found = judge_known(BOOK, "customer_file", facts, subject_id="x", on=DAY)
    assert {item.rule_id: item.outcome for item in found}["HK.cdd.natural_person_identified"] is Outcome.UNKNOWN
    assert all("customer.kind" in item.inputs for item in found)
    assert "HK.cdd.connected_parties" not in {item.rule_id for item in found}
    assert judge_known(BOOK, "customer_file", {}, subject_id="x", on=DAY) == ()


def test_law_without_the_gate_or_the_day_says_nothing() -> None:
    facts = {"customer.kind": "legal_person"}
    assert judge_known(load("CN"), "customer_file", facts, subject_id="x", on=DAY) == ()
    assert judge_known(BOOK, "customer_file", facts, subject_id="x", on=date(2027, 1, 1)) == ()
    assert judge_known(BOOK, "customer_file", facts, subject_id="x", on=DAY) != ()
