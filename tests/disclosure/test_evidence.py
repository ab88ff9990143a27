"""Documents and judgements are asked for and tracked: nothing is skipped, and what nobody read is never met."""

from __future__ import annotations

from typing import Any

import pytest

from lantau import disclosure
from lantau.access import SUPERVISOR, Actor
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.disclosure import operations, queries
from lantau.disclosure.evidence import Evidence, EvidenceStanding, evidence_of
from lantau.disclosure.operations import Filed
from lantau.refusal import Refusal
from lantau.rulebook import Kind, Outcome, load
from tests.disclosure.test_close import closed
from tests.reserves.pools import CHECKER, ISSUER, OFFICER, TREASURY, Bench

POLICY, MECHANISM, CAPACITY = "HK.complaints.policy", "HK.issue.mechanism", "HK.business.further_coin_capacity"
DIGEST = "ab" * 32
INSPECTOR = Actor("per_inspector", "I", frozenset({"supervisor"}), SUPERVISOR)
AUDITOR = Actor("per_auditor", "A", frozenset({"auditor"}), ISSUER)


@pytest.fixture
def bench(database: Database, clock: SimulatedClock) -> Bench:
    made = Bench(database, clock, load("HK"))
    made.open()
    made.contribute("8000000.00")
    return made


def act(bench: Bench, actor: Actor, changes: dict[str, Any]) -> dict[str, Any]:
    bench.count += 1
    return {"key": f"evidence-{bench.count}", "actor": actor, "occurred_at": bench.now, **changes}


def file(bench: Bench, rule_id: str = POLICY, actor: Actor = OFFICER, **changes: Any) -> Filed | Refusal:
    asked = {"issuer_id": ISSUER, "rule_id": rule_id, "title": "Complaints policy, first edition", "digest": DIGEST}
    return operations.file_evidence(bench.database, bench.clock, bench.book, **act(bench, actor, {**asked, **changes}))


def filed(bench: Bench, **changes: Any) -> Filed:
    answer = file(bench, **changes)
    assert isinstance(answer, Filed), answer
    return answer


def read(bench: Bench, evidence_id: str, *, adequate: bool, actor: Actor = CHECKER, **changes: Any) -> Filed | Refusal:
    asked = {"evidence_id": evidence_id, "adequate": adequate, "reasons": "It names no person in charge."}
    return operations.review_evidence(bench.database, bench.clock, **act(bench, actor, {**asked, **changes}))


def judge(bench: Bench, matter: str = MECHANISM, actor: Actor = OFFICER, **changes: Any) -> Filed | Refusal:
    asked = {"issuer_id": ISSUER, "matter": matter, "satisfied": True, "reasons": "Tried out in the pilot."}
    return operations.judge(bench.database, bench.clock, bench.book, **act(bench, actor, {**asked, **changes}))


def register(bench: Bench) -> dict[str, Evidence]:
    lines = queries.evidence(bench.database, bench.book, issuer_id=ISSUER, as_of=bench.now)
    return {one.rule.id: one for one in lines}


def stands(bench: Bench, rule_id: str = POLICY) -> tuple[EvidenceStanding, Outcome]:
    line = register(bench)[rule_id]
    return line.standing, line.finding.outcome


def refused(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code.name


def test_every_document_and_judgement_of_the_law_is_asked_for_and_unknown_until_somebody_acts(bench: Bench) -> None:
    lines = register(bench)
    asked = [one for one in bench.book.law.rules if one.kind in (Kind.DOCUMENT, Kind.JUDGEMENT)]
    assert lines.keys() == {one.id for one in asked if one.binds.value == "licensee"}
    assert {(one.rule.kind, one.standing, one.finding.outcome) for one in lines.values()} == {
        (Kind.DOCUMENT, EvidenceStanding.ASKED, Outcome.UNKNOWN),
        (Kind.JUDGEMENT, EvidenceStanding.NOT_JUDGED, Outcome.UNKNOWN),
    }
    assert all(one.rule.citation for one in lines.values())


def test_a_document_is_met_only_when_it_is_on_file_and_another_has_found_it_adequate(bench: Bench) -> None:
    document = filed(bench)
    assert stands(bench) == (EvidenceStanding.ON_FILE, Outcome.UNKNOWN)
    assert isinstance(read(bench, document.id, adequate=False), Filed)
    assert stands(bench) == (EvidenceStanding.WANTING, Outcome.BREACHED)
    better = filed(bench, title="Complaints policy, second edition", digest="cd" * 32)
    assert stands(bench) == (EvidenceStanding.ON_FILE, Outcome.UNKNOWN), "a new version has to be read anew"
    assert isinstance(read(bench, better.id, adequate=True), Filed)
    assert stands(bench) == (EvidenceStanding.ADEQUATE, Outcome.MET)
    line = register(bench)[POLICY]
    assert line.filing is not None and line.filing.digest == "cd" * 32
    assert isinstance(read(bench, better.id, adequate=False, actor=INSPECTOR), Filed)
    assert stands(bench) == (EvidenceStanding.WANTING, Outcome.BREACHED), "the last reading counts"


def test_who_filed_a_document_cannot_find_it_adequate(bench: Bench) -> None:
    document = filed(bench)
    assert refused(read(bench, document.id, adequate=True, actor=OFFICER)) == "disclosure.same_hand"
    assert refused(read(bench, document.id, adequate=True, actor=TREASURY)) == "access.not_permitted"
    foreign = Actor("per_foreign", "F", frozenset({"auditor"}), "pty_other")
    assert refused(read(bench, document.id, adequate=True, actor=foreign)) == "access.not_own_organisation"
    assert refused(read(bench, "evd_none", adequate=True)) == "disclosure.unknown_evidence"
    assert refused(read(bench, document.id, adequate=True, reasons=" ")) == "disclosure.no_reasons"
    assert isinstance(read(bench, document.id, adequate=True, actor=AUDITOR), Filed)


def test_a_document_is_filed_under_a_rule_that_asks_for_one(bench: Bench) -> None:
    assert refused(file(bench, MECHANISM)) == "disclosure.not_asked_for"
    assert refused(file(bench, "HK.none")) == "disclosure.not_asked_for"
    assert refused(file(bench, digest="AB" * 32)) == "disclosure.no_digest"
    assert refused(file(bench, title="")) == "disclosure.no_reasons"
    assert refused(file(bench, actor=INSPECTOR)) == "access.not_permitted"
    assert isinstance(file(bench), Filed)


def test_a_judgement_is_made_by_whom_the_rule_names(bench: Bench) -> None:
    assert stands(bench, MECHANISM) == (EvidenceStanding.NOT_JUDGED, Outcome.UNKNOWN)
    assert refused(judge(bench, actor=INSPECTOR)) == "disclosure.not_yours_to_judge"
    assert refused(judge(bench, CAPACITY)) == "disclosure.not_yours_to_judge"
    assert refused(judge(bench, POLICY)) == "disclosure.not_asked_for"
    assert refused(judge(bench, reasons="")) == "disclosure.no_reasons"
    assert refused(judge(bench, actor=TREASURY)) == "access.not_permitted"
    assert isinstance(judge(bench), Filed)
    assert stands(bench, MECHANISM) == (EvidenceStanding.SATISFIED, Outcome.MET)
    assert isinstance(judge(bench, CAPACITY, INSPECTOR, satisfied=False), Filed)
    assert stands(bench, CAPACITY) == (EvidenceStanding.NOT_SATISFIED, Outcome.BREACHED)


def test_asking_twice_is_asking_once(bench: Bench) -> None:
    first = filed(bench, key="file")
    assert file(bench, key="file") == first
    assert refused(file(bench, key="file", title="Another")) == "events.key_reused"
    reading = read(bench, first.id, adequate=True, key="read")
    assert isinstance(reading, Filed) and read(bench, first.id, adequate=True, key="read") == reading
    judged = judge(bench, key="judge")
    assert isinstance(judged, Filed) and judge(bench, key="judge") == judged


def test_what_was_found_wanting_is_a_finding_of_the_close_and_what_nobody_read_stands_in_the_register(
    bench: Bench,
) -> None:
    wanting = filed(bench)
    read(bench, wanting.id, adequate=False)
    filed(bench, rule_id="HK.records.policy")
    judge(bench)
    closed(bench)
    standing = {one.rule_id: one for one in disclosure.findings(bench.database, issuer_id=ISSUER, open_only=False)}
    assert (standing[POLICY].outcome, standing[POLICY].citation) == (Outcome.BREACHED, "G 8.4.2")
    assert standing[MECHANISM].outcome is Outcome.MET
    assert "HK.records.policy" not in standing
    told = disclosure.why(bench.database, standing[POLICY].id)
    assert not isinstance(told, Refusal) and "G 8.4.2" in told.as_text()
    better = filed(bench, digest="cd" * 32)
    read(bench, better.id, adequate=True)
    closed(bench, days=1)
    assert POLICY not in {one.rule_id for one in disclosure.findings(bench.database, issuer_id=ISSUER)}


def test_a_bank_is_not_asked_for_what_it_is_exempt_from(bench: Bench) -> None:
    rule = next(one for one in bench.book.law.rules if one.id == "HK.business.other_activities_file")

    def line(bank: bool | None) -> Evidence:
        return evidence_of(bench.book, rule, ISSUER, filing=None, judgement=None, bank=bank, as_of=bench.now)

    assert (line(True).standing, line(True).finding.outcome) == (EvidenceStanding.NOT_BOUND, Outcome.NOT_APPLICABLE)
    assert (line(False).standing, line(None).standing) == (EvidenceStanding.ASKED, EvidenceStanding.ASKED)
    assert {line(False).finding.outcome, line(None).finding.outcome} == {Outcome.UNKNOWN}
