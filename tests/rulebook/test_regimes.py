"""Regimes as siblings over the same facts: what was read is judged, what is only reported waits, never a pass."""

from __future__ import annotations

import csv
import os
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lantau.refusal import Refusal, Refused
from lantau.rulebook import Finding, Outcome, Value, load, load_folder, queries
from lantau.rulebook.law import Confidence
from lantau.rulebook.logic import FUNCTIONS
from lantau.rulebook.queries import Cell, IssuerFacts, Matrix, Part
from lantau.rulebook.shelf import SHIPPED

DAY = date(2026, 9, 1)
ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "facts" / "issuer.toml"
SIBLINGS = ("AE", "CN", "EU", "JP", "SG", "UK", "US")
SECOND_HAND_BUT_JUDGED = {"CN.offshore_yuan"}
"""Hong Kong's answer on an offshore-yuan coin cites the notice as reported; a comparison still never passes it."""

FACTS = os.environ.get("LANTAU_FACTS", "")
needs_facts = pytest.mark.skipif(not FACTS, reason="LANTAU_FACTS does not name the folder of reference data")


def example() -> IssuerFacts:
    issuer = queries.read_issuer(EXAMPLE)
    assert not isinstance(issuer, Refusal), str(issuer)
    return issuer


def compared(issuer: IssuerFacts | None, on: date = DAY, *, hold_last: bool = False) -> Matrix:
    return queries.compare(issuer, on, queries.shipped(), hold_last=hold_last)


def cell(matrix: Matrix, topic: str, regime: str) -> Cell:
    row = next(row for row in matrix.rows if row.topic == topic)
    return next(each for each in row.cells if each.rulebook_id == regime)


def judged(rule: str, facts: Mapping[str, Value | None], on: date = DAY) -> Finding:
    (finding,) = load(rule.partition(".")[0]).judge(rule, facts, subject_id="x", on=on)
    return finding


# What the siblings are


def test_every_sibling_is_shipped_with_its_currency_and_honest_days() -> None:
    assert ("HK", *SIBLINGS) == SHIPPED
    money = {name: load(name).law.currency for name in SHIPPED}
    assert money == {
        "HK": "HKD", "AE": "AED", "CN": "CNY", "EU": "EUR", "JP": "JPY", "SG": "SGD", "UK": "GBP", "US": "USD",
    }  # fmt: skip
    assert load("US").law.covered_since == date(2027, 1, 18), "the Act begins on 18 January 2027 at the latest"
    assert load("UK").law.covered_since == date(2027, 10, 25), "the regime is mandatory from 25 October 2027"
    for name in ("AE", "EU", "JP", "SG"):
        assert load(name).law.covered_until == date(2026, 9, 30), "nothing dated later was seen"


@pytest.mark.parametrize("name", SIBLINGS)
def test_every_entry_of_a_sibling_stands_under_a_topic(name: str) -> None:
    law = load(name).law
    placed = {entry for entries in law.comparisons.values() for entry in entries}
    told = {parameter for note in law.notes for parameter in note.parameters}
    read = {parameter for rule in law.rules for case in rule.cases for parameter in _read(name, rule.id, case.on)}
    assert {rule.id for rule in law.rules} | {note.id for note in law.notes} <= placed
    assert set(law.parameters) <= placed | told | read | {duty.parameter for duty in law.duties}


def _read(name: str, rule_id: str, on: date) -> set[str]:
    return set(load(name).judge(rule_id, {}, subject_id="x", on=on)[0].parameters)


@needs_facts
def test_every_entry_is_as_sure_as_the_reference_says() -> None:
    mapped = tomllib.loads((Path(__file__).parent / "rows" / "regimes.toml").read_text(encoding="utf-8"))["rules"]
    with (Path(FACTS) / "regime" / "rules.csv").open(encoding="utf-8", newline="") as file:
        stated = {row["rule_id"]: row["confidence"] for row in csv.DictReader(file) if row["jurisdiction"] != "HK"}
    known = {item.id: item.confidence for name in SIBLINGS for item in (*load(name).law.rules, *load(name).law.notes)}
    assert set(mapped) == set(stated)
    for row, entries in mapped.items():
        for entry in entries:
            assert known[entry].value == stated[row], f"{row}: {entry}"


def test_what_is_known_at_second_hand_is_met_only_once_its_text_is_confirmed() -> None:
    waiting = [
        (name, rule)
        for name in SIBLINGS
        for rule in load(name).law.rules
        if rule.confidence is not Confidence.SOURCE and rule.id not in SECOND_HAND_BUT_JUDGED
    ]
    assert len(waiting) >= 6
    for name, rule in waiting:
        assert Outcome.MET in {case.outcome for case in rule.cases}
        for case in rule.cases:
            facts = {fact: value for fact, value in case.facts.items() if fact != "text.confirmed"}
            (finding,) = load(name).judge(rule.id, facts, subject_id="x", on=case.on)
            assert finding.outcome is Outcome.UNKNOWN, f"{rule.id}: {case.name}"
            assert finding.missing == ("text.confirmed",)


def test_no_rule_whose_text_was_not_read_is_called_read() -> None:
    for name in ("JP", "SG", "UK"):
        law = load(name).law
        entries = [*law.rules, *law.notes, *(value for item in law.parameters.values() for value in item.values)]
        assert entries and Confidence.SOURCE not in {entry.confidence for entry in entries}


# Money of another currency


@pytest.mark.parametrize(
    ("step", "outcome"), [(-1, Outcome.BREACHED), (0, Outcome.MET), (1, Outcome.MET)], ids=["below", "at", "above"]
)
def test_capital_in_hong_kong_dollars_is_held_against_euros_at_the_rate_to_the_cent(
    step: int, outcome: Outcome
) -> None:
    rate = 8_912_345  # HKD 8.912345 for a euro: EUR 350,000.00 is HKD 3,119,320.75 exactly
    facts: dict[str, Value | None] = {
        "text.confirmed": True,
        "applicant.paid_up_capital_hkd_cents": 311_932_075 + step,
        "applicant.net_debit_balance_hkd_cents": 0,
        "rate.hkd_micros_per_eur": rate,
    }
    finding = judged("EU.application.initial_capital", facts)
    assert finding.outcome is outcome
    assert finding.margin == step


def test_without_the_rate_nobody_can_say() -> None:
    facts: dict[str, Value | None] = {
        "text.confirmed": True,
        "applicant.paid_up_capital_hkd_cents": 10**15,
        "applicant.net_debit_balance_hkd_cents": 0,
    }
    finding = judged("EU.application.initial_capital", facts)
    assert (finding.outcome, finding.missing) == (Outcome.UNKNOWN, ("rate.hkd_micros_per_eur",))


# One issuer under all of them


def test_the_same_reserve_meets_hong_kong_and_breaks_the_shares_of_others() -> None:
    matrix = compared(example())
    assert cell(matrix, "backing", "HK").outcome == "met"
    assert cell(matrix, "bank_share", "EU").outcome == "breached"
    assert cell(matrix, "bank_share", "AE").outcome == "breached"
    assert cell(matrix, "redemption", "AE").outcome == "met"
    assert "30,000,000.00 is required (30/100 of par" in _sentence(cell(matrix, "bank_share", "EU"))


def _sentence(each: Cell) -> str:
    return " ".join(rule.finding.sentence_en for rule in each.rules if rule.finding is not None)


def test_what_is_only_reported_is_unknown_with_its_number_and_confidence() -> None:
    found = cell(compared(example()), "redemption", "SG")
    assert (found.outcome, found.reason) == ("unknown", "text")
    (number,) = found.numbers
    assert (number.said.en, number.citation, number.confidence) == (
        "at most 5 business days", "MAS framework", Confidence.SECONDARY,
    )  # fmt: skip


def test_a_reported_requirement_keeps_a_cell_from_passing_beside_a_rule_that_is_met() -> None:
    issuer = replace(example(), parts=(Part("asset", "bill", _bill(date(2027, 4, 21))),))
    found = cell(compared(issuer, date(2027, 1, 18)), "maturity", "US")
    assert [rule.outcome for rule in found.rules] == [Outcome.MET]
    assert (found.outcome, found.reason) == ("unknown", "text")


def _bill(matures_on: date) -> dict[str, Value]:
    return {
        "asset.class": "debt",
        "asset.issuer_kind": "government",
        "asset.valued_on": date(2027, 1, 18),
        "asset.matures_on": matures_on,
    }


def test_confirming_a_text_lets_its_rule_speak_and_no_other() -> None:
    confirmed = replace(example(), confirmed=frozenset({"SG.redeem.days"}))
    matrix = compared(confirmed)
    assert cell(matrix, "redemption", "SG").outcome == "met"
    assert cell(matrix, "capital", "SG").outcome == "unknown"


def test_the_worst_of_several_assets_decides() -> None:
    good, late = Part("asset", "good", _bill(date(2027, 4, 21))), Part("asset", "late", _bill(date(2027, 4, 22)))
    matrix = compared(IssuerFacts("x", {}, (good, late)), date(2027, 1, 18))
    (rule,) = cell(matrix, "maturity", "US").rules
    assert rule.outcome is Outcome.BREACHED and rule.subject_count == 2
    assert rule.finding is not None and rule.finding.subject_id == "late"


def test_a_coin_of_the_yuan_is_breached_by_the_mainland_and_an_approval_reported_is_no_pass() -> None:
    yuan: dict[str, Value] = {"coin.reference_currency": "CNH", "coin.mainland_approval": False}
    assert cell(compared(IssuerFacts("x", yuan)), "foreign_coins", "CN").outcome == "breached"
    approved = compared(IssuerFacts("x", {**yuan, "coin.mainland_approval": True}))
    assert cell(approved, "foreign_coins", "CN").outcome == "unknown"
    hong_kong = compared(IssuerFacts("x", {"coin.reference_currency": "HKD"}))
    assert cell(hong_kong, "foreign_coins", "CN").outcome == "not_applicable"


def test_an_issuer_of_whom_nothing_is_known_passes_nowhere() -> None:
    for on in (DAY, date(2027, 1, 18)):
        matrix = compared(IssuerFacts("nobody", {}), on, hold_last=True)
        assert {each.outcome for row in matrix.rows for each in row.cells} <= {"unknown", "not_covered", ""}


@pytest.mark.parametrize("without", sorted({*example().facts, *(part.id for part in example().parts)}))
def test_a_fact_left_out_never_turns_a_breach_into_a_pass(without: str) -> None:
    issuer, whole = example(), compared(example())
    less = replace(
        issuer,
        facts={name: value for name, value in issuer.facts.items() if name != without},
        parts=tuple(part for part in issuer.parts if part.id != without),
    )
    for row in compared(less).rows:
        for each in row.cells:
            before = cell(whole, row.topic, each.rulebook_id)
            if before.outcome == "breached":
                assert each.outcome in ("breached", "unknown"), f"{row.topic} {each.rulebook_id} without {without}"


def test_without_an_issuer_the_law_is_told_and_nothing_is_judged() -> None:
    matrix = compared(None)
    assert not matrix.blocks
    assert {each.outcome for row in matrix.rows for each in row.cells} == {""}
    assert cell(matrix, "capital", "EU").numbers[0].said.en == "at least EUR 350,000.00"


def test_a_number_of_a_draft_says_so_and_what_is_wrongly_quoted_is_no_number() -> None:
    matrix = compared(None)
    (proposed,) = cell(matrix, "capital", "US").numbers
    assert (proposed.said.en, proposed.about) == ("at least USD 5,000,000.00", "proposed")
    assert {note.about for note in cell(matrix, "own_funds", "HK").notes} == {"quoted"}
    assert cell(matrix, "own_funds", "HK").numbers == ()


# Days


def test_a_regime_that_has_not_begun_never_answers_and_tells_what_its_text_would_say() -> None:
    for hold_last in (False, True):
        matrix = compared(example(), hold_last=hold_last)
        found = cell(matrix, "backing", "US")
        assert (found.outcome, found.by_text) == ("not_covered", "met")
    assert next(column for column in matrix.columns if column.rulebook_id == "US").standing == "begins"


def test_a_text_answers_after_its_coverage_only_when_it_is_held_and_stamped() -> None:
    later = date(2026, 10, 1)
    ended, held = compared(example(), later), compared(example(), later, hold_last=True)
    assert cell(ended, "bank_share", "EU").outcome == "not_covered"
    assert cell(held, "bank_share", "EU").outcome == "breached"
    standing = {column.rulebook_id: (column.standing, column.law_day) for column in held.columns}
    assert standing["EU"] == ("held", date(2026, 9, 30))
    assert standing["HK"] == ("covered", later)


# A jurisdiction that is data and nothing else

HEAD = """
[jurisdiction]
id = "ZZ"
title.en = "The regime of Zedland"
title.zh = "某地制度"
currency = "EUR"
covered_since = 2026-01-01
covered_until = 2026-12-31
coverage_citation = "Act as made"

[[source]]
id = "Act"
title.en = "Coins Act"
title.zh = "《穩定幣法》"
citation = "Act 1 of 2026"
dated = 2026-01-01
language = "en"
status = "official"
"""
TOPIC = """
[[parameter]]
id = "redemption_business_days"
unit = "business_days"
bound = "at-most"
level = "statutory"
title.en = "business days to redeem"
title.zh = "贖回的營業日數目"

[[parameter.values]]
value = 3
since = 2026-01-01
covered_until = 2026-12-31
citation = "Act s.4"

[[rule]]
id = "ZZ.redeem.days"
kind = "state"
binds = "licensee"
gates = ["redemption"]
subject = "redemption"
function = "regimes.redemption_days"
level = "statutory"
since = 2026-01-01
covered_until = 2026-12-31
citation = "Act s.4"
title.en = "Three days"
title.zh = "三日"
text.en = "Redeemed within three business days."
text.zh = "三個營業日內贖回。"

[[rule.case]]
name = "the third day"
on = 2026-06-01
outcome = "met"
facts = { "redemption.business_days_taken" = 3 }

[[rule.case]]
name = "the fourth"
on = 2026-06-01
outcome = "breached"
facts = { "redemption.business_days_taken" = 4 }

[[comparison]]
topic = "redemption"
entries = ["ZZ.redeem.days"]
"""


def zedland(folder: Path, topic: str = TOPIC, head: str = HEAD) -> Path:
    (folder / "jurisdiction.toml").write_text(head, encoding="utf-8")
    (folder / "coins.toml").write_text(topic, encoding="utf-8")
    return folder


def test_a_jurisdiction_is_added_with_data_alone(tmp_path: Path) -> None:
    book = load_folder(zedland(tmp_path))
    matrix = queries.compare(example(), DAY, (*queries.shipped(), book))
    found = cell(matrix, "redemption", "ZZ")
    assert found.outcome == "met"
    assert found.numbers[0].said.en == "at most 3 business days"
    assert cell(matrix, "capital", "ZZ").reason == "nothing"
    slow = replace(example(), parts=(Part("redemption", "slow", {"redemption.business_days_taken": 4}),))
    assert cell(queries.compare(slow, DAY, (book,)), "redemption", "ZZ").outcome == "breached"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('citation = "Act s.4"\ntitle', "title", "citation is missing"),
        ('citation = "Act s.4"\ntitle', 'citation = "Regulation 4"\ntitle', "'Regulation', no source of ZZ"),
        ('topic = "redemption"', 'topic = "weather"', "topic is one of"),
        ('entries = ["ZZ.redeem.days"]', 'entries = ["ZZ.none"]', "ZZ.none is no entry of this law"),
        ('unit = "business_days"', 'unit = "moons"', "not 'moons'"),
        ('level = "statutory"\ntitle', 'level = "statutory"\nconfidence = "sure"\ntitle', "confidence is one of"),
        ("= 4 }", "= 3 }", "the case 'the fourth' is met"),
    ],
)
def test_a_hole_in_a_folder_is_refused_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in TOPIC
    with pytest.raises(Refused) as refused:
        load_folder(zedland(tmp_path, TOPIC.replace(old, new, 1)))
    assert refused.value.refusal.code.name == "rulebook.hole"
    assert told in refused.value.refusal.message
    assert refused.value.refusal.where


CHANGED = """
[[parameter.values]]
value = 3
since = 2026-01-01
covered_until = 2026-06-30
citation = "Act s.4"

[[parameter.values]]
value = 2
since = 2026-07-01
covered_until = 2026-12-31
citation = "Act s.4"
"""


def _changed() -> str:
    before, rest = TOPIC.split("[[parameter.values]]")
    return before + CHANGED + rest[rest.index("[[rule]]") :]


def test_a_changed_threshold_is_another_dated_value(tmp_path: Path) -> None:
    book = load_folder(zedland(tmp_path, _changed()))
    facts: dict[str, Value | None] = {"redemption.business_days_taken": 3}
    days = {date(2026, 6, 30): Outcome.MET, date(2026, 7, 1): Outcome.BREACHED}
    for on, outcome in days.items():
        (finding,) = book.judge("ZZ.redeem.days", facts, subject_id="x", on=on)
        assert finding.outcome is outcome
        assert finding.in_force_since == (date(2026, 1, 1) if outcome is Outcome.MET else date(2026, 7, 1))


@pytest.mark.parametrize("first_day", ["2026-06-30", "2026-07-02"], ids=["two on one day", "a day without"])
def test_values_that_overlap_or_leave_a_day_out_are_refused(tmp_path: Path, first_day: str) -> None:
    with pytest.raises(Refused) as refused:
        load_folder(zedland(tmp_path, _changed().replace("since = 2026-07-01", f"since = {first_day}")))
    assert refused.value.refusal.code.name == "rulebook.hole"


def test_a_folder_without_a_head_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load_folder(tmp_path)
    assert "there is no jurisdiction.toml" in refused.value.refusal.message


def test_an_entry_that_rests_on_a_report_is_second_hand_without_saying_so(tmp_path: Path) -> None:
    book = load_folder(zedland(tmp_path, head=HEAD.replace('"official"', '"secondary"'), topic=_confirmed(TOPIC)))
    (rule,) = book.law.rules
    assert rule.confidence is Confidence.SECONDARY
    assert cell(queries.compare(example(), DAY, (book,)), "redemption", "ZZ").outcome == "unknown"


def _confirmed(topic: str) -> str:
    return topic.replace("facts = { ", 'facts = { "text.confirmed" = true, ')


def test_the_page_on_adding_a_jurisdiction_lists_the_logic_there_is() -> None:
    page = (ROOT / "docs" / "adding-a-jurisdiction.md").read_text(encoding="utf-8")
    for name in FUNCTIONS:
        if name.startswith("regimes."):
            assert f"`{name}`" in page, f"docs/adding-a-jurisdiction.md does not tell what {name} reads"


# The file of an issuer


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('name = "x"\n[facts]\n"coin.algorithmic" = false\n', ""),
        ("name = ", "rulebook.bad_issuer"),
        ("[facts]\n", "rulebook.bad_issuer"),
        ('name = "x"\nfact = 1\n', "rulebook.bad_issuer"),
        ('name = "x"\nconfirmed = [1]\n', "rulebook.bad_issuer"),
        ('name = "x"\n[[part]]\nkind = "asset"\n', "rulebook.bad_issuer"),
        ('name = "x"\n[facts]\n"text.confirmed" = true\n', "rulebook.bad_issuer"),
        ('name = "x"\n[facts]\n"coin.colour" = "red"\n', "rulebook.unknown_fact"),
        ('name = "x"\n[facts]\n"coin.algorithmic" = "no"\n', "rulebook.wrong_type"),
    ],
)
def test_an_issuer_is_read_from_a_file_or_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "issuer.toml"
    path.write_text(text, encoding="utf-8")
    read = queries.read_issuer(path)
    if code:
        assert isinstance(read, Refusal) and read.code.name == code
    else:
        assert read == IssuerFacts("x", {"coin.algorithmic": False})


def test_recorded_inputs_become_facts_again() -> None:
    issuer = queries.issuer_from_inputs(
        "x",
        {"coin.reference_currency": "HKD"},
        [
            ("asset", "a", {"asset.class": "debt", "asset.matures_on": "2027-01-01"}),
            ("asset", "a", {"asset.class": "cash"}),
            ("applicant", "app", {"applicant.is_hk_company": True}),
        ],
    )
    assert issuer.facts == {"coin.reference_currency": "HKD", "applicant.is_hk_company": True}
    assert issuer.parts == (Part("asset", "a", {"asset.class": "cash", "asset.matures_on": date(2027, 1, 1)}),)


def test_a_topic_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        queries.compare(None, DAY, queries.shipped(), only=("weather",))
    assert refused.value.refusal.code.name == "rulebook.unknown_topic"
    assert len(queries.compare(None, DAY, queries.shipped(), only=("capital",)).rows) == 1
