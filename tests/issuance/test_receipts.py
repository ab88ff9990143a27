"""What the bank says is booked once, whoever says it and however often; what is wrong in it writes nothing."""

from __future__ import annotations

from lantau import issuance
from lantau.issuance.bank_documents import PAY_OUT, read_document
from tests.issuance.messages import credit_notice, entry, statement
from tests.issuance.world import HOLDER, Customer, World, done, refused


def test_funds_are_booked_into_the_pool_and_stand_unmatched_until_an_order_names_them(world: World) -> None:
    received = done(world.receive(credit_notice(entry(amount="100.00"), entry(amount="20.50", reference="BK2"))))
    assert len(received.receipt_ids) == 2
    assert (str(world.cash()), str(world.unmatched())) == ("HKD 120.50", "HKD 120.50")
    with world.database.read() as connection:
        found = issuance.queries.unmatched_receipts(connection)
    assert {each.reason.value for each in found} == {"no open order is named in the payer's words"}
    assert {each.receipt.sender_name for each in found} == {"Pearl River Trading Limited"}
    world.in_balance()


def test_the_same_message_answers_as_before_under_any_key(world: World) -> None:
    xml = credit_notice()
    first = done(world.receive(xml, key="one"))
    assert done(world.receive(xml, key="one")) == first
    assert done(world.receive(xml, key="two")) == first
    refused(world.receive(credit_notice(message_id="OTHER"), key="one"), "events.key_reused")
    assert (world.rows("issuance.receipt"), str(world.cash())) == (1, "HKD 500,000.00")


def test_a_message_id_or_bank_reference_with_another_body_is_refused(world: World) -> None:
    done(world.receive(credit_notice(entry(amount="1.00"))))
    refused(world.receive(credit_notice(entry(amount="2.00"))), "issuance.message_reused")
    other = refused(
        world.receive(credit_notice(entry(reference="NEW"), entry(amount="2.00"), message_id="NTF-2")),
        "issuance.reference_reused",
    )
    assert "Ntry[2]" in other.where
    assert (world.rows("issuance.receipt"), world.rows("issuance.bank_message"), world.cash().units) == (1, 1, 100)


def test_the_days_statement_adds_only_what_no_notice_told(world: World) -> None:
    told, untold = entry(amount="10.00"), entry(amount="5.00", reference="BK2")
    first = done(world.receive(credit_notice(told)))
    second = done(world.receive(statement(told, untold, opening="0.00", closing="15.00")))
    assert (second.already_known, len(second.receipt_ids)) == (("BK20260901-0001",), 1)
    assert first.receipt_ids != second.receipt_ids
    assert str(world.cash()) == "HKD 15.00"


def test_a_debit_that_nobody_instructed_is_named(world: World) -> None:
    gone = entry(amount="3.00", direction="DBIT", reference="BK9", end_to_end_id="NOTPROVIDED")
    received = done(world.receive(statement(entry(amount="10.00"), gone, opening="0.00", closing="7.00")))
    assert received.unexplained == ("BK9",)


def test_bad_messages_write_nothing(world: World) -> None:
    before = {table: world.rows(table) for table in ("events.commit", "issuance.bank_message", "ledger.transfer")}
    for xml, code in (
        (credit_notice()[:600], "issuance.not_xml"),
        (credit_notice(entry(currency="USD")), "issuance.wrong_currency"),
        (credit_notice(entry(amount="-5.00")), "issuance.wrong_amount"),
        (credit_notice(entry(direction="DBIT")), "issuance.not_a_credit"),
        (credit_notice(account="999"), "issuance.unknown_account"),
        (credit_notice(entry(), entry(reference="BK2", currency="USD")), "issuance.wrong_currency"),
    ):
        refusal = refused(world.receive(xml), code)
        assert refusal.where
    assert {table: world.rows(table) for table in before} == before


def test_only_who_may_reads_the_banks_messages(world: World) -> None:
    call = {**world.by(HOLDER), "xml": credit_notice()}
    refused(world.run(issuance.receive_bank_message, **call), "access.not_permitted")


def test_funds_go_back_to_the_account_they_came_from(world: World, pearl: Customer) -> None:
    received = done(world.fund(pearl, "700.00", "NOBODY"))
    returned = done(world.give_back(received.receipt_ids[0], key="back"))
    assert done(world.give_back(received.receipt_ids[0], key="back")) == returned
    assert (world.cash().units, world.unmatched().units, world.outbox()) == (0, 0, ["bank.pay"])
    (transfer,) = pay_out(world, returned.pay_out_id)
    assert (transfer.cdtr.nm, transfer.cdtr_acct.id.othr.id) == (pearl.name, pearl.number)
    assert str(transfer.amt.instd_amt.value) == "700.00"
    refused(world.give_back(received.receipt_ids[0]), "issuance.receipt_ended")
    confirm(world, returned.pay_out_id, "700.00", opening="700.00", closing="0.00")
    assert world.balance(f"issuer:{world.issuer_id}:in_settlement:HKD").units == 0
    world.in_balance()


def test_funds_of_an_order_that_waits_are_not_returned_and_of_a_cancelled_one_are(
    world: World, pearl: Customer
) -> None:
    order = done(world.order(pearl, "700"))
    (receipt_id,) = done(world.fund(pearl, "700.00")).receipt_ids
    refused(world.give_back(receipt_id), "issuance.receipt_claimed")
    cancel = world.by(order_id=order.order_id, reason="the customer changed its mind")
    done(world.run(issuance.cancel_order, **cancel))
    refused(world.issue(order), "issuance.not_possible")
    done(world.give_back(receipt_id))
    world.in_balance()


def test_funds_without_a_sender_stay_until_the_bank_says_who(world: World) -> None:
    (receipt_id,) = done(world.receive(credit_notice(entry(debtor_account="")))).receipt_ids
    refused(world.give_back(receipt_id), "issuance.sender_unknown")
    refused(world.give_back("rec_nope"), "issuance.unknown_receipt")


def pay_out(world: World, pay_out_id: str) -> list[object]:
    """The transfers that the pain.001 of a pay-out asks the bank for."""
    with world.database.read() as connection:
        xml = issuance.queries.pay_out_message(connection, pay_out_id)
    assert xml is not None
    document = read_document(xml, expected={PAY_OUT}, source="pain.001")
    return list(document.bound.cstmr_cdt_trf_initn.pmt_inf[0].cdt_trf_tx_inf)


def confirm(world: World, end_to_end_id: str, amount: str, *, opening: str, closing: str) -> None:
    """The bank's statement that shows the pay-out leaving the account."""
    gone = entry(amount=amount, direction="DBIT", reference=world.key("BK"), end_to_end_id=end_to_end_id)
    told = done(world.receive(statement(gone, opening=opening, closing=closing, message_id=world.key("STM"))))
    assert not told.unexplained
