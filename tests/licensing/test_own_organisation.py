"""A party files, acts and shows evidence for itself; the supervisor's decisions are the supervisor's organisation's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lantau import licensing
from lantau.access import Actor
from lantau.licensing import operations
from lantau.refusal import Refusal
from tests.licensing.conftest import Office, example

STRANGER = Office.applicant("pty_other")


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code.name


@pytest.fixture
def participant(office: Office) -> str:
    party_id = office.party("Lantern Quay Limited")
    assert not isinstance(office.admit(party_id), Refusal)
    assert not isinstance(office.stage(party_id, "begin"), Refusal)
    return party_id


def test_only_its_own_people_file_and_withdraw_an_application(office: Office) -> None:
    party_id = office.party("Lantern Quay Limited")
    told = {"party_id": party_id, "application": example("lantern-quay")}
    assert code(office.ask(licensing.file_application, office.book, actor=STRANGER, **told)) == (
        "access.not_own_organisation"
    )
    filed = office.done(licensing.file_application, office.book, actor=office.applicant(party_id), **told)
    withdrawal = {"application_id": filed.id, "reasons": "not yet"}
    assert code(office.ask(operations.withdraw, actor=STRANGER, **withdrawal)) == "access.not_own_organisation"
    office.done(operations.withdraw, actor=office.applicant(party_id), **withdrawal)


def test_only_its_own_people_act_show_evidence_and_name_a_coin(office: Office, participant: str) -> None:
    own = office.applicant(participant)
    evidence = {"party_id": participant, "test_case": "freeze", "passed": True, "evidence": "log"}
    coin = {"coin_id": "lqd", "issuer_id": participant, "name": "Lantern dollar", "reference_currency": "HKD"}
    assert code(office.act(participant, actor=STRANGER)) == "access.not_own_organisation"
    assert not isinstance(office.act(participant, actor=own), Refusal)
    for operation, told in ((operations.record_evidence, evidence), (operations.register_coin, coin)):
        assert code(office.ask(operation, actor=STRANGER, **told)) == "access.not_own_organisation"
        office.done(operation, actor=own, **told)
    assert code(office.ask(operations.record_evidence, **evidence)) == "access.not_permitted", "the supervisor's"


def test_a_pilot_is_observed_by_the_participant_and_the_supervisor(office: Office, participant: str) -> None:
    told = {"party_id": participant, "text": "cut-off at 17:30"}
    assert code(office.ask(operations.observe_pilot, actor=STRANGER, **told)) == "access.not_own_organisation"
    for actor in (office.one, office.applicant(participant)):
        office.done(operations.observe_pilot, actor=actor, **told)


def test_the_role_alone_makes_nobody_the_supervisor(office: Office) -> None:
    def usurping(actor: Actor) -> Actor:
        return replace(actor, organisation_id="pty_other")

    party_id = office.party("Lantern Quay Limited")
    filed = office.file(example("lantern-quay"), party_id)
    two: dict[str, Any] = {"actor": usurping(office.one), "checker": usurping(office.two)}
    direct = {"party_id": party_id, "stops": ("issue",), "text": "stop", "citation": "O s.78(1)"}
    for answer in (
        office.admit(party_id, **two),
        office.decide(filed.id, **two),
        office.ask(operations.direct, **two, **direct),
    ):
        assert code(answer) == "access.not_own_organisation"
    assert not isinstance(office.admit(party_id), Refusal)
    assert not isinstance(office.decide(filed.id), Refusal)
    assert not isinstance(office.ask(operations.direct, checker=office.two, **direct), Refusal)
