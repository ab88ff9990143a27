"""Remarks: what is missing, weak or contradictory, each at its place; and nothing where all is well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from lantau.licensing.remarks import RemarkKind, remark_from_json, wordings
from lantau.refusal import Refused
from lantau.rulebook import Outcome
from tests.licensing.folders import COMPLETE, POOR, assessed, change, copied, read, the

FORM, PAPERS = "application.toml", "documents"


@dataclass(frozen=True)
class Edit:
    """One change to the complete application, and the one remark it earns."""

    file: str
    old: str
    new: str
    code: str
    item: int
    places: tuple[str, ...]
    citation: str


EDITS = (
    Edit(FORM, 'signed_by = "chair of the board"\n', "", "unsigned", 5, ("document.signed_by",), "EN Annex B item 5"),
    Edit(FORM, 'title = "Articles of association"\ndated = 2022-03-14\ncertified_by = "chief executive"\n',
         'title = "Articles of association"\ndated = 2022-03-14\n', "not_certified", 6, ("document.certified_by",),
         "EN Annex B item 6"),
    Edit(FORM, "approved_by_board_on = 2026-08-18\nstates", "states", "not_approved", 15,
         ("document.approved_by_board_on",), "G 2.7.4; EN Annex B item 15"),
    Edit(FORM, 'title = "Board resolution"\ndated = 2026-08-20', 'title = "Board resolution"', "undated", 5,
         ("document.dated",), "EN Annex B item 5"),
    Edit(FORM, 'title = "Board resolution"\ndated = 2026-08-20', 'title = "Board resolution"\ndated = 2026-09-02',
         "dated_after", 5, ("document.dated", "assessed on 2026-09-01"), "EN Annex B item 5"),
    Edit(FORM, 'reputation = "Reputation risk"\n', "", "parts_not_covered", 17, ("document.parts",),
         "EN Annex B item 17(4)"),
    Edit(f"{PAPERS}/17-risk-policies.md", "## 4 Reputation risk", "## 4", "part_not_in_document", 17,
         ("document.parts.reputation", "documents/17-risk-policies.md"), "EN Annex B item 17(4)"),
    Edit(FORM, 'states.custodian = "Bank of the Ninth Pier (Hong Kong) Limited"\n', "", "not_stated", 21,
         ("document.states.custodian",), "EN Annex B item 21; G 2.5.4"),
    Edit(f"{PAPERS}/21-custody.md", "Ninth Pier", "Tenth Pier", "not_in_document", 21,
         ("document.states.custodian", "documents/21-custody.md"), "EN Annex B item 21; G 2.5.4"),
    Edit(FORM, "period_from = 2027-01-01\nperiod_to = 2029-12-31\n\n[[document]]\nitem = 3", "\n[[document]]\nitem = 3",
         "period_not_stated", 2, ("document.period_from",), "EN Annex B item 2"),
    Edit(f"{PAPERS}/03-budget.csv", "2028,320000000.00", "2028,320000000.01", "disagree", 3,
         ("documents/02-circulation.csv:4 circulation_hkd", "documents/03-budget.csv:4 circulation_hkd"),
         "EN Annex B items 2-3; G 4.3.1(2)"),
    Edit(f"{PAPERS}/07-controllers.csv", "minority,no,2100", "minority,no,2099", "sum_not_whole", 7,
         ("documents/07-controllers.csv share_bps", "documents/07-controllers.csv"), "EN Annex B item 7"),
    Edit(f"{PAPERS}/15-reserve-assets.csv", "deposit,HKD,3000,3", "deposit,HKD,3000,4", "asset_not_admitted", 15,
         ("documents/15-reserve-assets.csv:4", "G 2.3.1; O Sch.2 s.5(5)"), "G 2.3.1; O Sch.2 s.5(5)"),
    Edit(f"{PAPERS}/15-reserve-assets.csv", "government,none,0,yes,yes,no", "government,none,,,yes,no",
         "asset_not_told", 15, ("documents/15-reserve-assets.csv:5",), "G 2.3.1; O Sch.2 s.5(5)"),
    Edit(FORM, 'tables = ["documents/15-reserve-assets.csv"]\n', "", "asset_not_judged", 15, ("document.tables",),
         "G 2.3.1; O Sch.2 s.5(5)"),
    Edit(FORM, "asked_for = []", "asked_for = [29]", "asked_for_not_filed", 29, ("application.toml",),
         "O s.14(3)-(4); EN Annex B item 29"),
    Edit(FORM, 'email = "licensing@ferry-point.example"\n', "", "not_told", 0, ("application.toml",), "O s.14(2)(b)"),
    Edit(f"{PAPERS}/18-governance.md", "Ferry Point Settlement Limited", "Another Firm Limited",
         "does_not_name_applicant", 18, ("documents/18-governance.md",), "EN Annex B item 18"),
)  # fmt: skip


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.code)
def test_one_fault_earns_its_remark_at_its_place_with_its_paragraph(tmp_path: Path, edit: Edit) -> None:
    folder = copied(tmp_path)
    change(folder, edit.file, edit.old, edit.new)
    found = the(assessed(folder).remarks, edit.code)
    assert (found.item, found.citation) == (edit.item, edit.citation)
    assert len(found.places) == len(edit.places)
    assert all(place.endswith(end) for place, end in zip(found.places, edit.places, strict=True))
    assert "{" not in found.en + found.zh + found.todo_en + found.todo_zh


def test_a_remark_on_the_form_names_the_line_of_its_entry(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, FORM, "dated = 2026-08-20", "dated = 2026-09-02")
    line = (folder / FORM).read_text(encoding="utf-8").splitlines().index("dated = 2026-09-02") + 1
    assert the(assessed(folder).remarks, "dated_after").places[0] == f"application.toml:{line} document.dated"


def test_the_complete_application_earns_none_and_could_be_granted() -> None:
    assessment = assessed(COMPLETE)
    assert assessment.remarks == () and assessment.is_grantable
    assert {found.outcome for found in assessment.findings} == {Outcome.MET, Outcome.NOT_APPLICABLE}


def test_the_poor_application_earns_all_three_kinds_and_could_not() -> None:
    assessment = assessed(POOR)
    assert {each.kind for each in assessment.remarks} == set(RemarkKind)
    assert not assessment.is_grantable
    assert [each.gravity for each in assessment.remarks] == sorted(each.gravity for each in assessment.remarks)


def test_every_remark_that_there_is_can_be_earned() -> None:
    earned = {each.code for each in assessed(POOR).remarks} | {edit.code for edit in EDITS}
    assert earned == set(wordings())


def test_every_remark_has_a_place_a_paragraph_and_something_to_do_in_both_languages() -> None:
    for each in assessed(POOR).remarks:
        assert each.places and each.citation and each.en and each.zh and each.todo_en and each.todo_zh
        assert any("\u4e00" <= letter <= "\u9fff" for letter in each.zh + each.todo_zh), each


def test_a_contradiction_names_two_places() -> None:
    contradictions = [each for each in assessed(POOR).remarks if each.kind is RemarkKind.CONTRADICTORY]
    assert contradictions and all(len(each.places) == 2 for each in contradictions)


def test_a_remark_is_recorded_and_read_back_whole() -> None:
    remarks = assessed(POOR).remarks
    assert tuple(remark_from_json(each.as_json()) for each in remarks) == remarks


@pytest.mark.parametrize(
    ("old", "new", "fact", "rule"),
    [
        ('states]\npaid_up_hkd = "60000000.00"', 'states]\npaid_up_hkd = "60000000.01"',
         "applicant.paid_up_capital_hkd_cents", "paid_up_capital"),
        ("states.independent_directors = 2", "states.independent_directors = 3",
         "applicant.independent_director_count", "independent_directors"),
        ("period_from = 2023-01-01", "period_from = 2024-01-01", "applicant.audited_accounts_years",
         "audited_accounts"),
    ],
)  # fmt: skip
def test_a_fact_that_two_places_disagree_on_is_not_known_and_unknown_never_passes(
    tmp_path: Path, old: str, new: str, fact: str, rule: str
) -> None:
    folder = copied(tmp_path)
    change(folder, FORM, old, new)
    assessment = assessed(folder)
    assert assessment.facts[fact] is None
    [finding] = [found for found in assessment.findings if found.rule_id == f"HK.application.{rule}"]
    assert finding.outcome is Outcome.UNKNOWN and not assessment.is_grantable


@pytest.mark.parametrize(("days", "broken"), [(0, False), (1, False), (2, True)])
def test_terms_are_held_against_the_business_days_of_the_law(tmp_path: Path, days: int, broken: bool) -> None:
    folder = copied(tmp_path)
    for file in ("16-issue-and-redemption", "20-holder-terms", "22-white-paper"):
        change(folder, f"{PAPERS}/{file}.md", "within one business day", f"within {days} business days")
        change(folder, FORM, "redemption_business_days = 1", f"redemption_business_days = {days}")
    against = [each for each in assessed(folder).remarks if each.code == "against_law"]
    assert [each.item for each in against] == ([16, 20, 22] if broken else [])
    assert all(each.citation == "O Sch.2 s.6(2); G 3.3.3" for each in against)
    assert assessed(folder).is_grantable is not broken


@pytest.mark.parametrize(
    ("name", "allowed", "citation"),
    [
        ("pays_interest", "false", "O Sch.2 s.15(1); G 2.6.1"),
        ("redemption_at_par", "true", "O Sch.2 s.6(2); G 3.3.1, 3.3.5"),
        ("every_holder_may_redeem", "true", "O Sch.2 s.6(1)(a); G 3.3.1"),
        ("insolvency_rights", "true", "O Sch.2 s.6(4); G 3.3.1"),
    ],
)
def test_a_term_that_the_law_does_not_admit_breaks_its_criterion(
    tmp_path: Path, name: str, allowed: str, citation: str
) -> None:
    folder = copied(tmp_path)
    change(folder, FORM, f"{name} = {allowed}", f"{name} = {'false' if allowed == 'true' else 'true'}")
    assessment = assessed(folder)
    assert the(assessment.remarks, "against_law").citation == citation
    section = int(citation.partition("s.")[2].partition("(")[0])
    [standing] = [each.standing for each in assessment.criteria if each.criterion.section == section]
    assert standing == "breached" and not assessment.is_grantable


@pytest.mark.parametrize(("to", "measured"), [("2029-12-30", 2), ("2028-12-31", 2), ("2029-12-31", 3)])
def test_a_plan_one_day_short_of_three_years_covers_two(tmp_path: Path, to: str, measured: int) -> None:
    folder = copied(tmp_path)
    change(folder, FORM, "period_to = 2029-12-31", f"period_to = {to}")
    short = [each.en for each in assessed(folder).remarks if each.code == "period_too_short"]
    assert short == ([] if measured == 3 else ["Business plan: covers 2 of the 3 years asked for."])


@pytest.mark.parametrize(
    ("on", "stale"), [(date(2026, 12, 30), False), (date(2026, 12, 31), True), (date(2026, 9, 1), False)]
)
def test_accounts_are_stale_when_another_financial_year_has_ended(on: date, stale: bool) -> None:
    codes = {each.code for each in assessed(COMPLETE, on).remarks}
    assert ("accounts_stale" in codes) is stale


def test_a_budget_counts_only_the_years_to_come(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, f"{PAPERS}/03-budget.csv", "2029,450000000.00", "2025,450000000.00")
    assert the(assessed(folder).remarks, "period_too_short").item == 3


def test_a_corporate_controller_in_a_table_makes_its_accounts_asked_for(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, FORM, "has_corporate_controllers = true", "has_corporate_controllers = false")
    text = (folder / FORM).read_text(encoding="utf-8")
    before, _, rest = text.partition("[[document]]\nitem = 9\n")
    (folder / FORM).write_text(before + "[[document]]" + rest.partition("[[document]]")[2], encoding="utf-8")
    assert {each.item for each in assessed(folder).remarks if each.code == "item_not_filed"} == {9}


def test_the_same_file_for_two_items_is_told_and_one_file_listed_twice_is_not(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, FORM, "documents/18-governance.md", "documents/14-appointing-managers.md")
    assert {each.code for each in assessed(folder).remarks} == {"unlisted_file"}


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("03-budget.csv", "5400000.00", "5.4 million", "documents/03-budget.csv:3 income_hkd"),
        ("03-budget.csv", "2028,320000000.00", "2027,320000000.00", "documents/03-budget.csv:4 year"),
        ("03-budget.csv", "2028,320000000.00,", "2028,", "documents/03-budget.csv:4"),
        ("12-staff.csv", "24", "-24", "documents/12-staff.csv:3 staff"),
        ("12-staff.csv", "24", "２４", "documents/12-staff.csv:3 staff"),
        ("13-board.csv", "Director,no,no", "Director,perhaps,no", "documents/13-board.csv:6 independent"),
        ("15-reserve-assets.csv", "asset,class,currency", "asset,class,money", "documents/15-reserve-assets.csv asset"),
        ("15-reserve-assets.csv", ",debt,", ",bonds,", "documents/15-reserve-assets.csv:5"),
        ("15-reserve-assets.csv", "HKD,3000,3", "HKD,3000,soon", "documents/15-reserve-assets.csv:4 months"),
        ("15-reserve-assets.csv", "HKD,3000,3", "HKD,3000,1000", "documents/15-reserve-assets.csv:4 months"),
        ("12-staff.csv", "2027,24", '2027,"24', "documents/12-staff.csv"),
    ],
)
def test_a_bad_cell_is_refused_where_it_stands(tmp_path: Path, file: str, old: str, new: str, place: str) -> None:
    folder = copied(tmp_path)
    change(folder, f"{PAPERS}/{file}", old, new)
    with pytest.raises(Refused) as answer:
        assessed(folder)
    assert answer.value.refusal.where == place
    assert answer.value.refusal.code.name in ("licensing.bad_table", "money.not_an_amount")


def test_a_bank_is_asked_neither_for_capital_nor_for_the_forms_of_controllers(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(
        folder,
        FORM,
        'kind = "hk_company"\nincorporated_in = "HK"',
        'kind = "authorized_institution"\nincorporated_in = "NL"',
    )
    change(folder, FORM, "chief_executive_resident_in_hong_kong", "stablecoin_manager_resident_in_hong_kong")
    change(folder, f"{PAPERS}/13-board.csv", "Chief executive and director", "Stablecoin manager and director")
    text = (folder / FORM).read_text(encoding="utf-8")
    for number in (8, 4):
        before, _, rest = text.partition(f"[[document]]\nitem = {number}\n")
        text = before + "[[document]]" + rest.partition("[[document]]")[2]
    (folder / FORM).write_text(text, encoding="utf-8")
    for name in ("04-company-records.md", "08-controller-forms.md"):
        (folder / PAPERS / name).unlink()
    assessment = assessed(folder)
    assert assessment.remarks == () and assessment.is_grantable
    told = assessment.as_json()
    items = {each["number"]: each for each in told["items"]}  # type: ignore[index, union-attr, call-overload]
    assert [(items[n]["status"], items[n]["because"]) for n in (4, 8)] == [
        ("exempt", "Annex B fn 12"), ("exempt", "Annex B fn 13"),
    ]  # fmt: skip
    standing = {each.criterion.section: each.standing.value for each in assessment.criteria}
    assert [standing[section] for section in (4, 12, 5)] == ["not_applicable", "not_applicable", "to_be_judged"]


def test_items_on_request_are_not_missed_before_they_are_asked_for() -> None:
    body = assessed(COMPLETE).as_json()
    statuses = {each["number"]: each["status"] for each in body["items"]}  # type: ignore[union-attr, call-overload, index]
    assert [statuses[number] for number in range(24, 30)] == ["not_asked_yet"] * 6
    assert all(statuses[number] == "on_file" for number in range(1, 24))


def test_no_criterion_is_called_met_that_only_papers_bear_on() -> None:
    standings = assessed(COMPLETE).criteria
    assert [each.criterion.section for each in standings] == list(range(3, 17))
    assert [each.criterion.section for each in standings if each.standing == "met"] == [3]


def test_a_form_alone_is_remarked_on_as_before(tmp_path: Path) -> None:
    text = (COMPLETE / FORM).read_text(encoding="utf-8").partition("\n[[document]]")[0]
    (tmp_path / "alone.toml").write_text(text, encoding="utf-8")
    assessment = assessed(tmp_path / "alone.toml")
    assert {each.code for each in assessment.remarks} == {"item_not_filed"}
    assert len(assessment.missing) == 23
    assert read(tmp_path / "alone.toml").folder is None


def test_papers_that_the_rulebook_asks_for_are_on_file_or_not_and_never_met(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    for name in ("12-management.md", "13-forms.md"):
        (folder / PAPERS / name).unlink()
    [eight] = [each for each in assessed(folder).criteria if each.criterion.section == 8]
    assert (eight.standing, eight.lacking) == ("not_on_file", (12, 13))
    asked = {(each.kind, each.standing.value) for each in eight.asked}
    assert asked == {("document", "not_on_file"), ("judgement", "to_be_judged")}
    [whole] = [each for each in assessed(COMPLETE).criteria if each.criterion.section == 8]
    assert {each.standing.value for each in whole.asked} == {"to_be_judged"}
