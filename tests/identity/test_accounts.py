"""Funds and coins go to and come from what is the customer's own, registered beforehand and proved."""

from __future__ import annotations

from datetime import date
from typing import Any

from lantau import identity
from lantau.refusal import Refusal
from tests.identity.conftest import Desk, owner_of, signed


def account(desk: Desk, **told: Any) -> Any:
    given = {
        "party_id": desk.customer_id,
        "issuer_id": desk.issuer_id,
        "holder_name": "PEARL PARTS LTD.",
        "number": "012-345-678901",
        "bank_bic": "ABNAHKHH",
        "currency": "HKD",
        **told,
    }
    return desk.ask(identity.register_bank_account, desk.operator, **given)


def test_an_account_in_the_customers_own_name_is_registered_and_found_by_number_or_id(desk: Desk) -> None:
    registered = account(desk)
    assert not isinstance(registered, Refusal)
    for named in (registered.id, "012345678901", "012-345-678901"):
        assert desk.facts(bank_account=named)["order.bank_account_own_registered"] is True
    assert desk.facts(bank_account="012345678902")["order.bank_account_own_registered"] is False
    assert desk.facts()["order.bank_account_own_registered"] is None
    with desk.database.read() as connection:
        found = identity.queries.bank_account_of(connection, desk.issuer_id, "012345678901")
        assert found is not None and found.party_id == desk.customer_id
        assert identity.queries.bank_account_of(connection, desk.issuer_id, "999999999") is None


def test_an_account_in_another_name_is_refused(desk: Desk) -> None:
    answer = account(desk, holder_name="Pearl Parts Holdings Ltd")
    assert (answer.code.name, answer.citation) == ("identity.not_own_name", "G 6.5.9")
    assert not desk.file().bank_accounts


def test_an_account_that_cannot_be_is_refused(desk: Desk) -> None:
    for told, code in (
        ({"number": "12"}, "identity.bad_identifier"),
        ({"bank_bic": "BANK"}, "identity.bad_identifier"),
        ({"currency": "XXX"}, "money.unknown_asset"),
        ({"party_id": "pty_nobody"}, "identity.unknown_party"),
    ):
        assert account(desk, **told).code.name == code


def test_one_account_belongs_to_one_customer(desk: Desk) -> None:
    account(desk)
    namesake = desk.take_on()
    assert account(desk, party_id=namesake).code.name == "identity.taken"
    assert account(desk).code.name == "identity.taken"


def test_a_wallet_counts_once_it_is_proved_by_a_signature_over_its_own_test(desk: Desk) -> None:
    registered = desk.wallet(5)
    assert desk.facts(wallet=registered.id)["order.wallet_own_registered"] is False
    test = desk.file().wallets[0].test
    told = {"wallet_id": registered.id, "method": "message_signing"}
    wrong = desk.refused(identity.prove_wallet, desk.operator, **told, evidence=signed(6, test.message))
    assert (wrong.code.name, wrong.citation) == ("identity.proof_failed", "A 4.36")
    desk.done(identity.prove_wallet, desk.operator, **told, evidence=signed(5, test.message))
    for named in (registered.id, owner_of(5), owner_of(5).lower()):
        assert desk.facts(wallet=named)["order.wallet_own_registered"] is True
    assert desk.facts(wallet=owner_of(6))["order.wallet_own_registered"] is False


def test_a_signature_for_one_registration_does_not_prove_another(desk: Desk) -> None:
    desk.wallet(5)
    stale = signed(5, desk.file().wallets[0].test.message)
    other = desk.take_on()
    second = desk.wallet(7, party_id=other)
    told = {"wallet_id": second.id, "method": "message_signing", "evidence": stale}
    assert desk.refused(identity.prove_wallet, desk.operator, **told).code.name == "identity.proof_failed"


def test_a_micropayment_of_the_exact_amount_proves_and_another_does_not(desk: Desk) -> None:
    registered = desk.wallet(5)
    asked = desk.file().wallets[0].test.micropayment_units
    told = {"wallet_id": registered.id, "method": "micropayment", "evidence": "0xfeed"}
    assert desk.refused(identity.prove_wallet, desk.operator, **told, amount_units=asked + 1).where == "amount_units"
    desk.done(identity.prove_wallet, desk.operator, **told, amount_units=asked)
    assert desk.file().wallets[0].proof_method == "micropayment"


def test_a_custodians_statement_proves_a_wallet_it_holds_and_no_other(desk: Desk) -> None:
    told = {"method": "custodian_statement", "evidence": "statement 2026-08-31"}
    own = desk.wallet(5)
    assert desk.refused(identity.prove_wallet, desk.operator, wallet_id=own.id, **told).where == "method"
    given = {"party_id": desk.customer_id, "issuer_id": desk.issuer_id, "wallet_address": owner_of(6)}
    held = desk.done(identity.register_wallet, **given, custodian="Sample Custody Ltd")
    desk.done(identity.prove_wallet, desk.operator, wallet_id=held.id, **told)
    assert desk.facts(wallet=held.id)["order.wallet_own_registered"] is True


def test_one_address_belongs_to_one_customer_of_an_issuer(desk: Desk) -> None:
    desk.wallet(5)
    told = {"party_id": desk.take_on(), "issuer_id": desk.issuer_id, "wallet_address": owner_of(5)}
    assert desk.refused(identity.register_wallet, **told).code.name == "identity.taken"
    assert desk.refused(identity.register_wallet, **{**told, "wallet_address": "0x12"}).where == "wallet_address"


def test_an_unknown_method_and_an_unknown_wallet_prove_nothing(desk: Desk) -> None:
    oath = {"evidence": "x", "wallet_id": desk.wallet(5).id, "method": "oath"}
    assert desk.refused(identity.prove_wallet, **oath).code.name == "identity.bad_particulars"
    nobody = {"evidence": "x", "wallet_id": "wal_nobody", "method": "micropayment"}
    assert desk.refused(identity.prove_wallet, **nobody).code.name == "identity.unknown_subject"


def test_travel_rule_data_comes_from_what_is_registered_and_verified(desk: Desk) -> None:
    supplier = desk.take_on(particulars={"full_name": "Harbour Tools Ltd"}, identifiers=[])
    registered = desk.wallet(5)
    test = desk.file().wallets[0].test
    evidence = signed(5, test.message)
    desk.done(identity.prove_wallet, wallet_id=registered.id, method="message_signing", evidence=evidence)
    desk.verify()
    desk.screen()
    ends = {
        "originator_id": desk.customer_id,
        "originator_wallet": registered.id,
        "recipient_id": supplier,
        "recipient_wallet": owner_of(9),
    }
    with desk.database.read() as connection:
        data = identity.transfer_parties(connection, desk.issuer_id, **ends, on=date(2026, 9, 1))
    assert (data.originator.name, data.originator.account) == ("Pearl Parts Ltd", owner_of(5))
    assert data.originator.identification == "hk_ubi:12345678"
    assert data.facts() == {
        "transfer.originator_name_present": True,
        "transfer.originator_account_present": True,
        "transfer.originator_address_or_id_present": True,
        "transfer.originator_verified": True,
        "transfer.recipient_name_present": True,
        "transfer.recipient_account_present": False,
        "transfer.screened": None,
    }
    desk.screen("hit", supplier)
    with desk.database.read() as connection:
        data = identity.transfer_parties(connection, desk.issuer_id, **ends, on=date(2026, 9, 1))
    assert data.facts()["transfer.screened"] is False
