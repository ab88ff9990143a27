"""What happens starts duties: noted once, with every duty it starts, and refused with a suggestion otherwise."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from lantau import disclosure
from lantau.access import SUPERVISOR, Actor
from lantau.dates import HONG_KONG, SimulatedClock, hk_date
from lantau.db import Database
from lantau.disclosure import Status, operations
from lantau.disclosure.operations import Discharged, Filed, Noted
from lantau.refusal import Refusal
from lantau.rulebook import Outcome, load
from tests.disclosure.test_close import closed
from tests.reserves.pools import ISSUER, OFFICER, TREASURY, Bench

TODAY = date(2026, 9, 1)
INSPECTOR = Actor("per_inspector", "I", frozenset({"supervisor"}), SUPERVISOR)


@pytest.fixture
def bench(database: Database, clock: SimulatedClock) -> Bench:
    made = Bench(database, clock, load("HK"))
    made.open()
    made.contribute("8000000.00")
    return made


def note(bench: Bench, kind: str, about: str = "complaint 7", **changes: Any) -> Noted | Refusal:
    bench.count += 1
    asked = {
        "key": f"note-{bench.count}", "actor": OFFICER, "occurred_at": bench.now, "issuer_id": ISSUER,
        "day": hk_date(bench.now), "planned": False,
    }  # fmt: skip
    return operations.note_event(
        bench.database, bench.clock, bench.book, kind=kind, about=about, **{**asked, **changes}
    )


def noted(bench: Bench, kind: str, about: str = "complaint 7", **changes: Any) -> Noted:
    answer = note(bench, kind, about, **changes)
    assert isinstance(answer, Noted), answer
    return answer


def refused(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code.name


def owed(bench: Bench, about: str) -> dict[str, disclosure.Obligation]:
    listed = disclosure.obligations(bench.database, bench.book, issuer_id=ISSUER, as_of=bench.now)
    assert not isinstance(listed, Refusal), listed
    return {one.kind: one for one in listed if one.about == about}


def test_a_complaint_asks_for_an_acknowledgement_and_a_reply_whichever_is_named(bench: Bench) -> None:
    answer = noted(bench, "complaint_reply")
    assert {(one.kind, one.due_on, one.citation) for one in answer.obligations} == {
        ("complaint_acknowledgement", date(2026, 9, 8), "G 8.4.3"), ("complaint_reply", date(2026, 10, 1), "G 8.4.3"),
    }  # fmt: skip
    assert {one.status(TODAY) for one in owed(bench, "complaint 7").values()} == {Status.DUE}
    assert refused(note(bench, "complaint_acknowledgement")) == "disclosure.noted_already"
    assert len(noted(bench, "complaint_acknowledgement", "complaint 8").obligations) == 2


def test_asking_twice_is_asking_once_and_two_callers_at_once_note_one_event(bench: Bench) -> None:
    first = noted(bench, "complaint_reply", key="same")
    again = note(bench, "complaint_reply", key="same")
    assert again == first
    assert refused(note(bench, "complaint_reply", "complaint 8", key="same")) == "events.key_reused"
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: note(bench, "complaint_reply", "complaint 9", key=f"at-once-{n}"), range(4)))
    assert sum(isinstance(answer, Noted) for answer in answers) == 1
    refusals = {refused(answer) for answer in answers if isinstance(answer, Refusal)}
    assert refusals <= {"disclosure.noted_already", "events.taken"}


def test_an_event_of_another_name_is_refused_with_names_that_are_like_it(bench: Bench) -> None:
    answer = note(bench, "complaint_repli")
    assert refused(answer) == "disclosure.unknown_duty"
    assert isinstance(answer, Refusal) and "did you mean complaint_reply" in answer.message
    back = note(bench, "weekly_report")
    assert isinstance(back, Refusal) and "comes back by itself" in back.message
    kinds = answer.details["kinds"]
    assert isinstance(kinds, list) and "white_paper_notice" in kinds and "weekly_report" not in kinds


def test_who_may_note_and_what_must_be_said(bench: Bench) -> None:
    assert refused(note(bench, "complaint_reply", actor=TREASURY)) == "access.not_permitted"
    stranger = Actor("per_other", "X", frozenset({"compliance_officer"}), "pty_other")
    assert refused(note(bench, "complaint_reply", actor=stranger)) == "access.not_own_organisation"
    assert refused(note(bench, "complaint_reply", " ")) == "disclosure.what_about"
    tomorrow, yesterday = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
    assert refused(note(bench, "complaint_reply", day=tomorrow)) == "disclosure.wrong_time"
    assert refused(note(bench, "white_paper_notice", day=yesterday, planned=True)) == "disclosure.wrong_time"
    assert refused(note(bench, "complaint_reply", day=tomorrow, planned=True)) == "disclosure.nothing_before"
    assert len(noted(bench, "complaint_reply", day=yesterday).obligations) == 2


def test_a_plan_asks_for_its_notice_before_and_nothing_twice_when_it_happens(bench: Bench) -> None:
    day = date(2026, 9, 10)
    planned = noted(bench, "white_paper_amendment_notice", "fees chapter", day=day, planned=True)
    assert [(one.kind, one.due_on) for one in planned.obligations] == [
        ("white_paper_amendment_notice", date(2026, 9, 9))
    ]
    bench.clock.advance_to(datetime(2026, 9, 10, 12, tzinfo=HONG_KONG))
    assert refused(note(bench, "white_paper_amendment_notice", "fees chapter")) == "disclosure.noted_already"
    unplanned = noted(bench, "white_paper_amendment_notice", "a change nobody announced")
    assert [one.status(hk_date(bench.now)) for one in unplanned.obligations] == [Status.OVERDUE]


def test_a_reply_left_too_late_is_a_finding_of_the_close_and_why_explains_it(bench: Bench) -> None:
    noted(bench, "complaint_reply")
    bench.clock.advance_to(datetime(2026, 9, 8, 12, tzinfo=HONG_KONG))
    closed(bench)
    assert not late(bench), "the acknowledgement is due today"
    closed(bench, days=1)
    found = late(bench)["HK.complaints.acknowledgement"]
    assert (found.outcome, found.citation) == (Outcome.BREACHED, "G 8.4.3")
    told = disclosure.why(bench.database, found.id)
    assert not isinstance(told, Refusal)
    assert "G 8.4.3" in told.as_text() and "obligation.due_on = 2026-09-08" in told.as_text()


def late(bench: Bench) -> dict[str, disclosure.Standing]:
    standing = disclosure.findings(bench.database, issuer_id=ISSUER, with_acts=False)
    return {one.rule_id: one for one in standing if one.rule_id.startswith("HK.complaints.")}


def judge(bench: Bench, matter: str, *, satisfied: bool = True, actor: Actor = OFFICER) -> Filed | Refusal:
    bench.count += 1
    return operations.judge(
        bench.database, bench.clock, bench.book, key=f"judge-{bench.count}", actor=actor, occurred_at=bench.now,
        issuer_id=ISSUER, matter=matter, satisfied=satisfied, reasons="Two days were needed to ask the bank.",
    )  # fmt: skip


def test_whether_a_duty_without_a_number_was_prompt_is_judged_and_the_supervisors_word_stands(bench: Bench) -> None:
    noted(bench, "complaint_feedback", "request 1")
    bench.clock.advance_to(datetime(2026, 9, 3, 12, tzinfo=HONG_KONG))
    bench.count += 1
    done = operations.discharge(
        bench.database, bench.clock, bench.book, key=f"done-{bench.count}", actor=OFFICER, occurred_at=bench.now,
        issuer_id=ISSUER, obligation="complaint_feedback", evidence="letter 3",
    )  # fmt: skip
    assert isinstance(done, Discharged) and not done.late
    today = hk_date(bench.now)
    assert owed(bench, "request 1")["complaint_feedback"].status(today) is Status.UNDATED
    assert refused(judge(bench, "complaint_reply")) == "disclosure.not_asked_for"
    assert isinstance(judge(bench, "complaint_feedback"), Filed)
    judged = owed(bench, "request 1")["complaint_feedback"]
    assert (judged.status(today), judged.judged_prompt) == (Status.JUDGED, True)
    assert isinstance(judge(bench, judged.id, satisfied=False, actor=INSPECTOR), Filed)
    assert isinstance(judge(bench, judged.id, satisfied=True), Filed)
    assert owed(bench, "request 1")["complaint_feedback"].judged_prompt is False
    closed(bench)
    assert late(bench)["HK.complaints.feedback"].outcome is Outcome.BREACHED


def test_a_party_without_licence_pool_or_event_owes_nothing_that_could_be_dated(bench: Bench) -> None:
    nobody = disclosure.obligations(bench.database, bench.book, issuer_id="pty_nobody", as_of=bench.now)
    assert refused(nobody) == "disclosure.owes_nothing"
    assert not isinstance(
        disclosure.obligations(bench.database, bench.book, issuer_id=ISSUER, as_of=bench.now), Refusal
    )
