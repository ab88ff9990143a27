"""A holder asks for its own coins only; an issuer's people decide on that issuer's orders, funds and pool only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lantau import issuance
from lantau.access import Actor
from tests.issuance.messages import credit_notice, entry
from tests.issuance.world import CHECKER, COMPLIANCE, HOLDER, OPERATOR, TREASURY, Customer, World, done, refused

NOT_OWN = "access.not_own_organisation"


def of(party_id: str, person: Actor) -> Actor:
    return replace(person, organisation_id=party_id)


RIVAL = "pty_rival"
STRANGERS: dict[str, Any] = {"actor": of(RIVAL, OPERATOR), "checker": of(RIVAL, CHECKER)}


@pytest.mark.parametrize("role", [HOLDER, OPERATOR], ids=["holder", "operator"])
def test_coins_are_asked_for_by_the_customer_or_its_issuer(
    world: World, pearl: Customer, wanhoi: Customer, role: Actor
) -> None:
    world.issued(pearl, "1000")
    for stranger in (of(wanhoi.party_id, role), of(RIVAL, role)):
        refused(world.order(pearl, "10", "REF-A", actor=stranger), NOT_OWN)
        refused(world.redeem(pearl, "10", actor=stranger), NOT_OWN)
    own = of(pearl.party_id, HOLDER) if role is HOLDER else OPERATOR
    done(world.order(pearl, "10", "REF-B", actor=own))
    done(world.redeem(pearl, "10", actor=own))


def test_an_order_is_cancelled_by_who_might_have_asked_for_it(world: World, pearl: Customer, wanhoi: Customer) -> None:
    for number, own in enumerate((of(pearl.party_id, HOLDER), OPERATOR)):
        order = done(world.order(pearl, "10", f"REF-{number}"))
        told = {"order_id": order.order_id, "reason": "changed its mind"}
        stranger = world.by(of(wanhoi.party_id, HOLDER), **told)
        refused(world.run(issuance.cancel_order, **stranger), NOT_OWN)
        done(world.run(issuance.cancel_order, **world.by(own, **told)))


def test_another_issuer_s_people_neither_issue_nor_return_funds(world: World, pearl: Customer) -> None:
    order = done(world.order(pearl, "100", "REF-A"))
    done(world.fund(pearl, "100.00", "REF-A"))
    loose = done(world.fund(pearl, "7.00", "NOTHING")).receipt_ids[0]
    before = world.rows("events.commit")
    refused(world.run(issuance.issue, world.book, **{**world.by(order_id=order.order_id), **STRANGERS}), NOT_OWN)
    refused(world.run(issuance.return_funds, **{**world.by(receipt_id=loose), **STRANGERS}), NOT_OWN)
    assert world.rows("events.commit") == before
    done(world.issue(order))
    done(world.give_back(loose))


def test_another_issuer_s_people_neither_validate_nor_settle(world: World, pearl: Customer) -> None:
    world.issued(pearl, "1000")
    order = done(world.redeem(pearl, "10"))
    refused(world.validate(order, actor=of(RIVAL, COMPLIANCE)), NOT_OWN)
    done(world.validate(order))
    settle = {**world.by(order_id=order.order_id), **STRANGERS}
    refused(world.run(issuance.settle_redemption, world.book, **settle), NOT_OWN)
    done(world.settle(order))


def test_an_answer_once_given_is_told_to_no_other_issuer(world: World, pearl: Customer) -> None:
    order = done(world.order(pearl, "100", "REF-A"))
    done(world.fund(pearl, "100.00", "REF-A"))
    done(world.issue(order, key="once"))
    again = {**world.by(order_id=order.order_id, key="once"), **STRANGERS}
    refused(world.run(issuance.issue, world.book, **again), NOT_OWN)
    done(world.issue(order, key="once"))


def test_a_pool_s_account_and_its_bank_s_messages_are_its_issuer_s(world: World, pearl: Customer) -> None:
    notice = credit_notice(entry(amount="5.00", reference="BK-X"), message_id="NTF-X")
    told = world.by(of(RIVAL, OPERATOR), xml=notice)
    refused(world.run(issuance.receive_bank_message, **told), NOT_OWN)
    done(world.receive(notice))
    account: dict[str, Any] = {"pool_id": world.pool_id, "holder_name": "Rival", "bank_bic": "KESTHKHH", "number": "9"}
    stranger = {**world.by(of(RIVAL, TREASURY), of(RIVAL, CHECKER)), **account}
    refused(world.run(issuance.register_pool_account, **stranger), NOT_OWN)
    own = {**world.by(TREASURY, CHECKER), **account}
    refused(world.run(issuance.register_pool_account, **own), "issuance.account_taken")
