"""An issuer's people act on that issuer's customers; a party makes itself known; nobody touches another's."""

from __future__ import annotations

from typing import Any

import pytest

from lantau import identity
from lantau.access import SUPERVISOR, SYSTEM, Actor
from lantau.identity import operations
from lantau.refusal import Refusal
from lantau.rulebook import load
from tests.identity.conftest import LEGAL, Desk, owner_of, person, signed

FREEZE = {"authority": "Hong Kong Police Force", "reference": "letter 7", "reason": "suspected proceeds"}


@pytest.fixture
def rival(desk: Desk) -> Desk:
    """Another issuer's desk in the same world."""
    made = Desk(desk.database, desk.clock, keys=desk.keys)
    made.issuer_id = made.done(identity.take_on, SYSTEM, kind="legal", particulars={"full_name": "Rival"}).id
    return made


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code.name


def test_what_an_issuer_does_to_its_customer_another_may_not(desk: Desk, rival: Desk) -> None:
    own = {"party_id": desk.customer_id, "issuer_id": desk.issuer_id}
    account = {"number": "012345678901", "bank_bic": "HASEHKHH", "currency": "HKD", "holder_name": "Pearl Parts Ltd"}
    asked: list[tuple[Any, dict[str, Any]]] = [
        (identity.take_on, {"issuer_id": desk.issuer_id, "kind": "legal", "particulars": LEGAL}),
        (operations.revise_particulars, {**own, "particulars": {"registered_office": "2 Sample Lane, Hong Kong"}}),
        (identity.register_bank_account, {**own, **account}),
        (identity.register_wallet, {**own, "wallet_address": owner_of(5)}),
        (identity.record_screening, {**own, "outcome": "clear", "source": "UN"}),
        (operations.end_relation, {**own, "reason": "closed"}),
        (operations.open_relation, own),
    ]
    for operation, told in asked:
        assert code(rival.ask(operation, **told)) == "access.not_own_organisation", operation.__name__
        assert not isinstance(desk.ask(operation, **told), Refusal), operation.__name__


def test_two_people_of_another_issuer_neither_verify_nor_freeze_nor_lift(desk: Desk, rival: Desk) -> None:
    strangers = {"actor": rival.officer, "checker": rival.checker}
    assert code(desk.verify(**strangers)) == "access.not_own_organisation"
    assert not isinstance(desk.verify(checker=desk.checker), Refusal)
    told = {"party_id": desk.customer_id, "issuer_id": desk.issuer_id, **FREEZE}
    assert code(desk.ask(operations.freeze, **strangers, **told)) == "access.not_own_organisation"
    order = desk.done(operations.freeze, checker=desk.checker, **told).id
    lift = {"freeze_order_id": order, "reason": "letter 9"}
    assert code(desk.ask(operations.lift_freeze, **strangers, **lift)) == "access.not_own_organisation"
    desk.done(operations.lift_freeze, checker=desk.checker, **lift)


def test_a_wallet_is_proved_to_the_issuer_it_is_registered_with(desk: Desk, rival: Desk) -> None:
    wallet = desk.wallet(5)
    evidence = signed(5, desk.file().wallets[0].test.message)
    told = {"wallet_id": wallet.id, "method": "message_signing", "evidence": evidence}
    assert code(rival.ask(identity.prove_wallet, **told)) == "access.not_own_organisation"
    desk.done(identity.prove_wallet, **told)


def test_only_an_issuer_it_was_a_customer_of_forgets_a_party(desk: Desk, rival: Desk) -> None:
    told = {"party_id": desk.customer_id, "reason": "asked to"}

    def forget(by: Desk) -> str:
        asked = {"key": f"forget-{by.issuer_id}", "occurred_at": desk.clock.now(), **told}
        book = load("HK")
        people = {"actor": by.officer, "checker": by.checker}
        return code(operations.forget(desk.database, desk.clock, book, **people, **asked))

    assert forget(rival) == "access.not_own_organisation"
    assert forget(desk) == "identity.must_be_kept", "its own issuer is let through to what the law says"


def test_an_issuer_revises_no_party_that_is_not_its_customer(desk: Desk, rival: Desk) -> None:
    told = {"party_id": desk.customer_id, "particulars": {"full_name": "Renamed"}}
    answer = rival.ask(operations.revise_particulars, **told, issuer_id=rival.issuer_id)
    assert code(answer) == "identity.not_a_customer"
    assert desk.file().party.name == "Pearl Parts Ltd"


def test_an_issuer_neither_clears_nor_freezes_whom_it_never_dealt_with(desk: Desk, rival: Desk) -> None:
    desk.screen("hit")
    told = {"party_id": desk.customer_id, "issuer_id": rival.issuer_id}
    clear = {**told, "outcome": "clear", "source": "UN"}
    freeze = {**told, **FREEZE, "checker": rival.checker}
    assert code(rival.ask(identity.record_screening, **clear)) == "identity.not_a_customer"
    assert code(rival.ask(operations.freeze, **freeze)) == "identity.not_a_customer"
    assert desk.objection() == "identity.screening_hit A 7.5; A 7.8"
    rival.done(operations.open_relation, **told)
    rival.done(operations.end_relation, **told, reason="closed")
    rival.done(identity.record_screening, **clear)
    assert desk.objection() == ""
    rival.done(operations.freeze, **freeze)
    assert desk.objection() == "identity.frozen A 5.10(c), 8.6"


def test_who_is_nobody_s_customer_is_made_known_by_itself_the_supervisor_or_the_system(desk: Desk) -> None:
    def enrol(actor: Actor, name: str) -> Any:
        return desk.ask(identity.take_on, actor, key=name, kind="legal", particulars={"full_name": name})

    for actor in (SYSTEM, person("registrar", "supervisor", of=SUPERVISOR)):
        made = enrol(actor, actor.id)
        assert not isinstance(made, Refusal), made
    assert code(enrol(person("ann", "applicant", of=desk.issuer_id), "Other")) == "access.not_own_organisation"
    told = {"party_id": made.id, "particulars": {"place_of_incorporation": "Hong Kong"}}
    revise = operations.revise_particulars
    assert (
        code(desk.ask(revise, person("ann", "applicant", of=desk.issuer_id), **told)) == "access.not_own_organisation"
    )
    assert not isinstance(desk.ask(revise, person("ben", "applicant", of=made.id), **told), Refusal)
