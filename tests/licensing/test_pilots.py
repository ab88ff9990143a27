"""A pilot participant acts inside its scope; everything outside is refused, and stages change by decision."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from lantau import events, licensing
from lantau.refusal import Refusal
from lantau.rulebook import load
from tests.licensing.conftest import CASES, DAY, SCOPE, Office


def participant(office: Office, *steps: str) -> str:
    party_id = office.party("Ferry Pilot Limited")
    answer = office.admit(party_id)
    assert not isinstance(answer, Refusal), answer
    for step in steps:
        assert not isinstance(office.stage(party_id, step), Refusal)
    return party_id


def test_an_act_inside_the_scope_passes_and_counts(office: Office) -> None:
    party_id = participant(office, "begin")
    passed = office.act(party_id, value_micros=4_000_000_000)
    assert not isinstance(passed, Refusal)
    with office.database.read() as connection:
        pilot = licensing.queries.pilot(connection, party_id)
    assert pilot is not None and (pilot.stage, pilot.used_micros) == ("closed_trial", 4_000_000_000)


def test_each_limb_of_the_scope_refuses_what_leaves_it(office: Office) -> None:
    party_id = participant(office, "begin")
    for told, limb in (
        ({"act": "lend"}, "acts"),
        ({"value_micros": 4_000_000_001}, "cap_act_micros"),
        ({"counterparty_id": "pty_stranger"}, "counterparties"),
        ({"with_public": True}, "public_money"),
    ):
        answer = office.act(party_id, **told)
        assert (answer.code.name, answer.where) == ("licensing.out_of_scope", limb)
        assert answer.citation == "P scope"
        assert [departure["limb"] for departure in answer.details["departures"]] == [limb]
    assert len(office.records("refused")) == 4
    assert {found["outcome"] for found in office.records("finding") if found["rule_id"] == "HK.pilot.scope"} == {
        "breached"
    }


def test_the_total_cap_counts_what_was_done_before_to_the_last_unit(office: Office) -> None:
    party_id = participant(office, "begin")
    for value in (4_000_000_000, 4_000_000_000):
        office.act(party_id, value_micros=value)
    assert office.act(party_id, value_micros=2_000_000_001).where == "cap_total_micros"
    assert not isinstance(office.act(party_id, value_micros=2_000_000_000), Refusal)
    assert office.act(party_id, value_micros=1).where == "cap_total_micros"


def test_acts_at_one_instant_never_exceed_the_total_cap_together(office: Office) -> None:
    party_id = participant(office, "begin")
    with ThreadPoolExecutor(max_workers=6) as desks:
        answers = list(desks.map(lambda _: office.act(party_id, value_micros=4_000_000_000), range(6)))
    passed = [answer for answer in answers if not isinstance(answer, Refusal)]
    refused = {answer.code.name for answer in answers if isinstance(answer, Refusal)}
    assert 1 <= len(passed) <= 2
    assert refused <= {"events.stale", "licensing.out_of_scope"}
    with office.database.read() as connection:
        pilot = licensing.queries.pilot(connection, party_id)
    assert pilot is not None and pilot.used_micros == len(passed) * 4_000_000_000


def test_nothing_happens_before_the_trial_begins_or_after_it_ends(office: Office) -> None:
    party_id = participant(office)
    assert office.act(party_id).where == "stage"
    office.stage(party_id, "begin")
    assert not isinstance(office.act(party_id, occurred_at=datetime(2026, 12, 31, 15, 59, tzinfo=UTC)), Refusal)
    office.stage(party_id, "stop")
    assert office.act(party_id).where == "stage"


def test_the_last_day_of_the_scope_is_the_last(office: Office) -> None:
    party_id = office.party("Ferry Pilot Limited")
    office.admit(party_id, scope=replace(SCOPE, ends_on=DAY))
    office.stage(party_id, "begin")
    assert not isinstance(office.act(party_id), Refusal)
    assert office.act(party_id, occurred_at=datetime(2026, 9, 1, 16, 0, tzinfo=UTC)).where == "ends_on"


def test_who_is_in_no_pilot_may_do_nothing_in_it_and_bad_values_are_refused(office: Office) -> None:
    assert office.act(office.party("Nobody Ltd")).code.name == "licensing.not_in_pilot"
    party_id = participant(office, "begin")
    assert office.act(party_id, value_micros=-1).code.name == "licensing.bad_terms"
    assert office.act(party_id, counterparty_id=" ").where == "counterparty_id"


def test_an_act_and_a_refused_act_are_answered_alike_when_asked_again(office: Office) -> None:
    party_id = participant(office, "begin")
    first, again = office.act(party_id, key="a"), office.act(party_id, key="a")
    assert (again.id, again.committed.replayed) == (first.id, True)
    refused, repeated = office.act(party_id, key="b", act="lend"), office.act(party_id, key="b", act="lend")
    assert (repeated.code.name, repeated.message) == (refused.code.name, refused.message)
    assert office.act(party_id, key="a", value_micros=2).code.name == "events.key_reused"


def test_admission_takes_two_a_whole_scope_and_no_public_money(office: Office) -> None:
    party_id = office.party("Ferry Pilot Limited")
    assert office.admit(party_id, checker=None).code.name == "access.four_eyes"
    for told, where in (
        ({"scope": replace(SCOPE, acts=())}, "scope.acts"),
        ({"scope": replace(SCOPE, cap_act_micros=0)}, "scope.cap_act_micros"),
        ({"scope": replace(SCOPE, cap_act_micros=SCOPE.cap_total_micros + 1)}, "scope.cap_act_micros"),
        ({"scope": replace(SCOPE, counterparties=())}, "scope.counterparties"),
        ({"scope": replace(SCOPE, ends_on=date(2026, 8, 31))}, "scope.ends_on"),
        ({"scope": replace(SCOPE, public_money=True)}, "scope.public_money"),
        ({"test_cases": ()}, "test_cases"),
        ({"test_cases": (CASES[0], CASES[0])}, "test_cases"),
        ({"plan": ""}, "plan"),
    ):
        answer = office.admit(party_id, **told)
        assert (answer.code.name, answer.where) == ("licensing.bad_terms", where)
    assert not isinstance(office.admit(party_id), Refusal)
    assert office.admit(party_id).code.name == "licensing.illegal_step"


def test_a_stage_is_left_forwards_only_with_passed_evidence_for_every_test_case(office: Office) -> None:
    party_id = participant(office, "begin")

    def evidence(test_case: str, passed: bool) -> object:
        told = {"party_id": party_id, "test_case": test_case, "passed": passed, "evidence": "log of 1 September"}
        return office.ask(licensing.operations.record_evidence, actor=office.applicant(party_id), **told)

    assert office.stage(party_id, "widen").code.name == "licensing.evidence_missing"
    evidence("round trip", True)
    evidence("freeze", True)
    evidence("freeze", False)
    assert "freeze" in office.stage(party_id, "widen").message
    evidence("freeze", True)
    answer = evidence("unheard of", True)
    assert isinstance(answer, Refusal) and answer.where == "test_case"
    wider = replace(SCOPE, public_money=True, cap_total_micros=20_000_000_000)
    assert not isinstance(office.stage(party_id, "widen", scope=wider), Refusal)
    assert not isinstance(office.act(party_id, counterparty_id="pty_stranger", with_public=True), Refusal)
    assert office.stage(party_id, "begin").code.name == "licensing.illegal_step"


def test_public_money_waits_for_the_open_trial(office: Office) -> None:
    party_id = participant(office)
    answer = office.stage(party_id, "begin", scope=replace(SCOPE, public_money=True))
    assert (answer.code.name, answer.where) == ("licensing.bad_terms", "scope.public_money")


def test_observations_are_written_down(office: Office) -> None:
    party_id = participant(office)
    told = {"party_id": party_id, "text": "the fire drill was slow"}
    office.done(licensing.operations.observe_pilot, **told)
    assert [body["text"] for body in office.records("licensing.pilot_observed")] == ["the fire drill was slow"]
    assert office.refused(licensing.operations.observe_pilot, **{**told, "text": ""}).where == "text"


def test_an_offshore_yuan_coin_is_refused_by_a_judgement_that_cites_the_mainland_notice(office: Office) -> None:
    party_id = office.party("Pearl River Coin Limited")
    answer = office.admit(party_id, reference_currency="CNH")
    assert (answer.code.name, answer.citation) == ("licensing.reference_not_admitted", "Yinfa [2026] 42")
    [judgement] = office.records("licensing.reference_judged")
    assert (judgement["admits"], judgement["rulebook_id"]) == (False, "CN")
    assert any(found["rule_id"] == "CN.offshore_yuan" for found in office.records("finding"))
    with office.database.read() as connection:
        assert licensing.queries.pilot(connection, party_id) is None


def test_under_the_approving_reform_the_offshore_yuan_coin_is_admitted(office: Office) -> None:
    party_id = office.party("Pearl River Coin Limited")
    admitted = office.admit(party_id, reference_currency="CNH", mainland=load("CN+approved-cnh"))
    assert not isinstance(admitted, Refusal)
    [judgement] = office.records("licensing.reference_judged")
    assert (judgement["admits"], judgement["rulebook_id"]) == (True, "CN+approved-cnh")
    coin = {"coin_id": "pearl", "issuer_id": party_id, "name": "Pearl Yuan", "reference_currency": "HKD"}
    assert office.refused(licensing.operations.register_coin, **coin).code.name == "licensing.bad_terms"
    office.done(licensing.operations.register_coin, **{**coin, "reference_currency": "CNH"})


@pytest.mark.parametrize(
    ("currency", "approval", "book", "admits"),
    [("HKD", False, "CN", True), ("CNH", False, "CN", False), ("CNY", False, "CN", False), ("CNH", True, "CN", True),
     ("CNH", None, "CN", False), ("CNH", False, "CN+approved-cnh", True)],
)  # fmt: skip
def test_the_judgement_follows_the_mainland_rulebook(
    currency: str, approval: bool | None, book: str, admits: bool
) -> None:
    judgement = licensing.judge_reference(load(book), currency, DAY, subject_id="coin", mainland_approval=approval)
    assert judgement.admits is admits


def test_the_whole_history_of_a_pilot_verifies(office: Office) -> None:
    party_id = participant(office, "begin", "stop")
    with office.database.read() as connection:
        pilot = licensing.queries.pilot(connection, party_id)
        assert pilot is not None
        steps = [(step.from_state, step.step) for step in licensing.queries.history(connection, pilot.id)]
        assert licensing.queries.pilots(connection) == (pilot,)
    assert steps == [("", "admit"), ("preparing", "begin"), ("closed_trial", "stop")]
    assert not events.verify(office.database)
