"""Issue, redemption, distribution, disclosure and complaints: what the cases beside the texts cannot say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.rulebook import Outcome, Rulebook, Value, load
from lantau.rulebook.coverage import coverage
from lantau.rulebook.law import Kind, Rule
from lantau.rulebook.vocabulary import vocabulary

DAY = date(2026, 9, 1)
TOPICS = ("HK.issue.", "HK.redeem.", "HK.distribution.", "HK.onboarding.", "HK.business.", "HK.disclosure.",
          "HK.complaints.", "HK.records.")  # fmt: skip
PARAGRAPHS = ("G 3.", "G 4.", "G 8.", "G 9", "O Sch.2 s.1(1)", "O Sch.2 s.1(3)", "O Sch.2 s.6(", "O Sch.2 s.11",
              "O Sch.2 s.12(", "O Sch.2 s.13(", "O Sch.2 s.14(", "O Sch.2 s.15(")  # fmt: skip
PERMITTED = ("licensee", "virtual_asset_trading_platform", "stored_value_facility", "type_1_corporation",
             "authorized_institution")  # fmt: skip


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load("HK")


def rule(book: Rulebook, name: str) -> Rule:
    (found,) = (each for each in book.law.rules if each.id == name)
    return found


def outcome(book: Rulebook, name: str, facts: dict[str, Value | None]) -> Outcome:
    (finding,) = book.judge(name, facts, subject_id="x", on=DAY)
    return finding.outcome


def test_every_paragraph_of_these_topics_is_carried_by_law_of_these_topics(book: Rulebook) -> None:
    ours = [each for each in coverage(book) if each.paragraph.startswith(PARAGRAPHS)]
    carried = {each.paragraph: [name for names in each.entries.values() for name in names] for each in ours}
    assert len(ours) == 55
    assert [paragraph for paragraph, names in carried.items() if not names] == []


def test_only_chapter_four_and_section_twelve_let_authorized_institutions_go(book: Rulebook) -> None:
    let_go = {each.id for each in book.law.rules if each.id.startswith(TOPICS) and each.branch.value != "same"}
    assert let_go == {
        "HK.business.consent", "HK.business.other_regimes", "HK.business.other_activities_file",
        "HK.business.other_activities_controls", "HK.business.resources",
    }  # fmt: skip
    assert {rule(book, name).branch_citation for name in let_go} == {"O Sch.2 s.2(2); G 4.1.3"}


def test_what_the_ordinance_says_is_a_must_and_what_the_guideline_alone_says_a_should(book: Rulebook) -> None:
    ours = [each for each in book.law.rules if each.id.startswith(TOPICS) and each.level.value != "firm"]
    by_guideline = {each.id for each in ours if "O " not in each.citation and each.level.value == "statutory"}
    assert by_guideline == {"HK.issue.due_diligence"}, "the AML Ordinance stands behind that one"
    first_source = {each.id for each in ours if each.citation.startswith("O ") and each.level.value != "statutory"}
    assert first_source == set()


@given(
    par=st.integers(min_value=1, max_value=10**18), fee=st.integers(min_value=0, max_value=10**15),
    off=st.integers(min_value=-10**6, max_value=10**6),
)  # fmt: skip
def test_a_pay_out_is_par_less_the_fee_and_no_other_sum(par: int, fee: int, off: int) -> None:
    facts: dict[str, Value | None] = {
        "order.par_micros": par, "order.fee_micros": fee, "order.payout_micros": par - fee + off,
    }  # fmt: skip
    assert outcome(load("HK"), "HK.redeem.payout", facts) is (Outcome.MET if off == 0 else Outcome.BREACHED)


def test_the_five_kinds_of_permitted_offeror_are_those_of_the_ordinance_and_no_other_passes(book: Rulebook) -> None:
    kinds = vocabulary()["offer.offeror_kind"].values
    assert set(kinds) == {*PERMITTED, "other"}
    assert vocabulary()["distributor.kind"].values == kinds
    nothing_exempt: dict[str, Value | None] = {
        "offer.is_offer": True, "offer.issue_licensed": True, "offer.own_exempt_issue": False,
        "offer.offering_exempt": False,
    }  # fmt: skip
    for kind in kinds:
        expected = Outcome.MET if kind in PERMITTED else Outcome.BREACHED
        assert outcome(book, "HK.distribution.offer", {**nothing_exempt, "offer.offeror_kind": kind}) is expected


def test_a_white_paper_short_of_any_one_content_is_short(book: Rulebook) -> None:
    whole = next(case for case in rule(book, "HK.disclosure.white_paper_contents").cases if case.name == "all so").facts
    assert len(whole) == 6
    for name in whole:
        assert outcome(book, "HK.disclosure.white_paper_contents", {**whole, name: False}) is Outcome.BREACHED


@given(days=st.integers(min_value=0, max_value=200), received=st.dates(date(2025, 8, 1), date(2026, 12, 31)))
def test_a_reply_later_than_usual_waits_for_a_judgement_and_is_never_late_by_itself(days: int, received: date) -> None:
    book = load("HK")
    usual = book.parameter("complaint_full_reply_days", DAY)
    facts: dict[str, Value | None] = {
        "complaint.interim_reply_given": True, "complaint.received_on": received,
        "complaint.full_reply_expected_on": received + timedelta(days=days),
    }  # fmt: skip
    expected = Outcome.MET if days <= usual else Outcome.UNKNOWN
    assert outcome(book, "HK.complaints.full_reply_expected", facts) is expected


def test_a_complaint_has_two_clocks_in_calendar_days_from_its_receipt(book: Rulebook) -> None:
    clocks = {each.kind: each for each in book.cadences(DAY) if each.kind.startswith("complaint_")}
    dated = {kind: (each.anchor, each.value, each.unit) for kind, each in clocks.items() if each.value is not None}
    assert dated == {"complaint_acknowledgement": ("event", 7, "days"), "complaint_reply": ("event", 30, "days")}
    assert clocks["complaint_feedback"].anchor == "promptly"


def test_what_must_come_first_is_dated_a_day_before_what_it_precedes(book: Rulebook) -> None:
    wanted = {"white_paper_notice", "white_paper_amendment_notice", "further_coin_discussion"}
    before = {each.kind: each.value for each in book.cadences(DAY) if each.kind in wanted}
    assert before == dict.fromkeys(wanted, 1)
    assert {each.anchor for each in book.cadences(DAY) if each.kind in wanted} == {"before_event"}


def test_new_questions_do_not_stand_in_the_way_of_an_issue_or_a_redemption(book: Rulebook) -> None:
    gates = {gate for each in book.law.rules if each.id.startswith(TOPICS) for gate in each.gates}
    assert {"offer", "onboard", "distribution", "incentive", "redeem_payout"} <= gates
    asked = {each.id for each in book.law.rules if "redeem" in each.gates}
    assert asked == {"HK.issue.due_diligence", "HK.order.bank_account", "HK.order.wallet", "HK.redeem.valid_request",
                     "HK.redeem.fee", "HK.redeem.no_interest"}  # fmt: skip


def test_what_is_only_reported_is_a_note_that_says_so(book: Rulebook) -> None:
    notes = [note for note in book.law.notes if note.id.startswith("HK.distribution.")]
    assert len(notes) == 4
    assert {(note.about, note.confidence.value) for note in notes} == {("reported", "secondary")}
    computed = {each.id: each for each in book.law.rules if each.id.startswith("HK.distribution.")}
    assert all(each.confidence.value == "source" for each in computed.values())
    assert {each.kind for each in computed.values()} == {Kind.GATE, Kind.JUDGEMENT}
