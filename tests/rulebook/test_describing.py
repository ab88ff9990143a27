"""The law as plain data for people: rules, one rule in full, facts; and what a judgement does not need."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from lantau.refusal import Refused
from lantau.rulebook import load
from lantau.rulebook.queries import facts, list_rules, show


def test_the_list_has_every_rule_with_its_paragraph() -> None:
    listed = list_rules(load("HK"))
    assert len(listed) == len(load("HK").law.rules) >= 30
    assert all(entry["citation"] and entry["title_zh"] for entry in listed)


@pytest.mark.parametrize("name", ["HK", "HK+floor50", "HK+draft-may-2025", "CN", "CN+approved-cnh"])
def test_every_rule_is_shown_in_full_as_plain_data(name: str) -> None:
    for entry in list_rules(load(name)):
        shown = show(load(name), str(entry["id"]))
        assert json.loads(json.dumps(shown)) == shown
        assert shown["facts"] and shown["sources"]


def test_a_shown_rule_has_its_number_with_date_and_citation() -> None:
    (floor,) = show(load("HK"), "HK.application.paid_up_capital")["parameters"]  # type: ignore[misc]
    assert floor["values"] == [  # type: ignore[index, call-overload]
        {"value": 2_500_000_000, "denominator": 1, "since": "2025-08-01", "covered_until": "2026-12-31",
         "citation": "O Sch.2 s.4(2)(a)(i)", "confidence": "source"}
    ]  # fmt: skip
    with pytest.raises(Refused, match=r"rulebook\.unknown_rule"):
        show(load("HK"), "HK.tea")


def test_every_fact_says_what_it_is_in_both_languages() -> None:
    listed = facts()
    assert len({entry["name"] for entry in listed}) == len(listed) >= 70
    assert all(entry["en"] and entry["zh"] for entry in listed)
    assert all(bool(entry["unit"]) == (entry["type"] == "int") for entry in listed)


def test_one_subject_is_judged_without_numpy() -> None:
    code = (
        "import sys, datetime, lantau.rulebook as r;"
        "r.load('HK').judge('issue', {}, subject_id='x', on=datetime.date(2026, 9, 1));"
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
