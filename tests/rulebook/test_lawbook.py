"""Reading the law: formulas, search, exports, and what a reform flips."""

from __future__ import annotations

import csv
import io
import json
import uuid
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lantau.refusal import Refused
from lantau.rulebook import Finding, Outcome, load, queries
from lantau.rulebook.issuer_facts import IssuerFacts
from lantau.rulebook.shelf import SHIPPED

DAY = date(2026, 9, 1)
FLOOR = "HK.application.paid_up_capital"
CAPITAL = {
    "applicant.is_authorized_institution": False,
    "applicant.net_debit_balance_hkd_cents": 0,
    "applicant.paid_up_capital_hkd_cents": 3_000_000_000,
}
ISSUER = IssuerFacts("Quarry Bay Payments (invented)", CAPITAL)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_says_its_formula_in_both_languages(name: str) -> None:
    book = load(name)
    for rule in book.law.rules:
        lines = queries.formula(book, rule)
        assert lines, rule.id
        assert lines[0].depth == 0
        assert all(line.words.en.strip() and line.words.zh.strip() for line in lines), rule.id
        assert any(line.names for line in lines), f"{rule.id} reads nothing"


def test_the_formula_of_the_capital_rule_reads_as_the_law_does() -> None:
    book = load("HK")
    (rule,) = (rule for rule in book.law.rules if rule.id == FLOOR)
    said = [line.words.en for line in queries.formula(book, rule)]
    assert said[0] == "any of"
    assert "paid-up capital net of net debit balance ≥ HKD 25,000,000.00 (least paid-up share capital)" in said
    assert "the applicant is not an authorized institution" in said


def found(asked: str) -> list[str]:
    return [hit.id for hit in queries.search([load("HK")], asked)]


@pytest.mark.parametrize(
    "asked",
    ["liquid capital 3", "twelve months", "1% circulation", "monthly audit", "USD exception", "frozen unbacked"],
)
def test_what_is_widely_quoted_is_found_with_what_the_law_says_instead(asked: str) -> None:
    hits = [hit for hit in queries.search([load("HK")], asked) if hit.quoted is not None]
    assert hits, asked
    assert all(hit.quoted is not None and hit.quoted.en and hit.text.zh for hit in hits)


def test_a_search_finds_by_id_by_paragraph_by_either_language_and_by_number() -> None:
    assert found(FLOOR)[0] == FLOOR
    assert FLOOR in found("sch.2 s.4(2)")
    assert FLOOR in found("最低已繳股本")
    assert "paid_up_capital_floor" in found("2500000000")
    assert found("PAID-UP capital") == found("paid-up CAPITAL")


def test_a_search_for_nothing_or_for_what_is_not_there_finds_nothing() -> None:
    assert found("  ") == []
    assert found("tulips capital") == []


def test_a_rule_nobody_knows_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refused, match=r"did you mean HK\.application\.paid_up_capital"):
        queries.show(load("HK"), "HK.application.paidup_capital")


def held(name: str) -> tuple[Finding, ...]:
    return queries.findings_of(load(name), ISSUER, DAY)


def test_a_raised_floor_flips_the_finding_it_names_and_no_other() -> None:
    flips = queries.flips(held("HK"), held("HK+floor50"))
    assert {flip.told.rule_id for flip in flips if flip.told.rule_id.startswith("HK.application")} == {FLOOR}
    (flip,) = (flip for flip in flips if flip.told.rule_id == FLOOR)
    assert flip.before is not None and flip.before.outcome is Outcome.MET
    assert flip.after is not None and flip.after.outcome is Outcome.BREACHED
    assert queries.flips(held("HK"), held("HK")) == ()


REFORM = """
[reform]
id = "HK+mine"
jurisdiction = "HK"
title.en = "A reform of one's own"
title.zh = "自訂改革"

[[source]]
id = "mine"
title.en = "A supposition"
title.zh = "假設"
citation = "nobody proposed it"
dated = 2026-07-01
language = "en"
status = "proposal"

[[repeal]]
rule = "HK.application.paid_up_capital"
since = 2026-07-01
citation = "mine 1"

[[case]]
rule = "HK.application.business_plan"
name = "as before"
on = 2026-09-01
outcome = "met"
facts = { "applicant.business_plan_years" = 3 }
"""


def test_a_reform_from_a_file_switches_a_rule_off_from_its_day(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(REFORM, encoding="utf-8")
    book = queries.load_reform(path)
    assert FLOOR in {rule.id for rule in book.rules_in_force(date(2026, 6, 30))}
    assert FLOOR not in {rule.id for rule in book.rules_in_force(date(2026, 7, 1))}
    (flip,) = (
        flip for flip in queries.flips(held("HK"), queries.findings_of(book, ISSUER, DAY)) if flip.told.rule_id == FLOOR
    )
    assert flip.after is None
    assert [change.id for change in queries.changes(load("HK"), book)] == [FLOOR]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('rule = "HK.application.paid_up_capital"', 'rule = "HK.no_such_rule"'),
        ('citation = "mine 1"', 'citation = "yours 1"'),
        ("since = 2026-07-01", ""),
        ('outcome = "met"', 'outcome = "breached"'),
        ('jurisdiction = "HK"', 'jurisdiction = "ZZ"'),
    ],
)
def test_a_reform_with_a_hole_is_refused_at_its_place(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "mine.toml"
    assert old in REFORM
    path.write_text(REFORM.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused, match=r"rulebook\.(hole|unknown_rulebook)"):
        queries.load_reform(path)


def test_a_reform_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"rulebook\.hole"):
        queries.load_reform(tmp_path / "none.toml")


def test_shipped_reforms_say_what_they_change() -> None:
    (floor,) = queries.changes(load("HK"), load("HK+floor50"))
    assert "HKD 25,000,000.00 -> HKD 50,000,000.00" in floor.words.en
    draft = {change.id for change in queries.changes(load("HK"), load("HK+draft-may-2025"))}
    assert "HK.pool.full_backing" in draft
    assert [change.id for change in queries.changes(load("CN"), load("CN+approved-cnh"))]
    assert queries.changes(load("HK"), load("HK")) == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_the_law_is_exported_whole_as_json_and_as_a_table(name: str) -> None:
    book = load(name)
    body = json.loads(json.dumps(queries.law_json(book)))
    assert [rule["id"] for rule in body["rules"]] == [rule.id for rule in book.law.rules]
    assert {parameter["name"] for parameter in body["parameters"]} == set(book.law.parameters)
    rows = list(csv.DictReader(io.StringIO(queries.law_csv(book))))
    assert len(rows) == len(book.law.rules) + len(book.law.notes)
    assert all(row["citation"] and row["title_zh"] for row in rows)


def test_findings_leave_as_oscal_where_unknown_is_never_satisfied() -> None:
    findings, made_at = held("HK"), datetime(2026, 9, 1, tzinfo=UTC)
    body = queries.oscal(load("HK"), findings, about=ISSUER.name, made_at=made_at)
    assert body == queries.oscal(load("HK"), findings, about=ISSUER.name, made_at=made_at)
    results = json.loads(json.dumps(body))["assessment-results"]
    (result,) = results["results"]
    judged = [item for item in findings if item.outcome is not Outcome.NOT_APPLICABLE]
    assert len(result["observations"]) == len(findings)
    assert len(result["findings"]) == len(judged)
    for item, told in zip(judged, result["findings"], strict=True):
        assert (told["target"]["status"]["state"] == "satisfied") is (item.outcome is Outcome.MET)
    identifiers = [result["uuid"], results["uuid"], *(item["uuid"] for item in result["observations"])]
    identifiers += [item["uuid"] for item in result["findings"]]
    assert len(set(identifiers)) == len(identifiers)
    assert all(uuid.UUID(item).version == 5 for item in identifiers)
    known = {item["uuid"] for item in result["observations"]}
    assert {one["observation-uuid"] for item in result["findings"] for one in item["related-observations"]} <= known


def test_findings_leave_as_a_table() -> None:
    rows = list(csv.DictReader(io.StringIO(queries.findings_csv(held("HK")))))
    assert [row["rule_id"] for row in rows] == [item.rule_id for item in held("HK")]
