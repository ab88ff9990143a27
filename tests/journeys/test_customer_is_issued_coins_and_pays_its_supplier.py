"""A customer's money becomes coins against the bank's notice; it pays its supplier with what the travel rule asks."""

from __future__ import annotations

import pytest

from lantau import issuance, ledger, payments
from lantau.events import outbox
from lantau.money import Amount, asset
from lantau.refusal import Refusal
from tests.journeys.conftest import PlayedWorld

pytestmark = pytest.mark.xdist_group("first-coin")


def coins(text: str) -> Amount:
    return Amount.parse(text, asset("coin:lqd"))


def in_wallet(world: PlayedWorld, wallet_act: str) -> Amount:
    account = ledger.account_by_code(world.live.database, f"wallet:{world.made(wallet_act)}:lqd")
    assert isinstance(account, ledger.Account), account
    balance = ledger.balance(world.live.database, account.id)
    assert not isinstance(balance, Refusal), balance
    return balance.posted


def test_every_coin_issued_is_in_a_wallet_and_none_is_made_or_lost(first_coin: PlayedWorld) -> None:
    # 20,000,000 issued; 1,200,000 paid on to the supplier, who redeemed 1,000,000 of them.
    assert in_wallet(first_coin, "pearl-wallet") == coins("18800000")
    assert in_wallet(first_coin, "wanhoi-wallet") == coins("200000")
    for total in ledger.trial_balance(first_coin.live.database):
        assert total.debit == total.credit


@pytest.mark.parametrize(
    ("act", "code", "paragraph", "words"),
    [
        ("issue-2", "rulebook.refused", "G 3.5.1", "due diligence has not been completed"),
        ("issue-3", "rulebook.refused", "O s.17(2)(f)", "60,000,000.00; at most 50,000,000.00"),
        ("payment-2", "rulebook.refused", "A 6.5(c)", "of the originator"),
        ("payment-3", "rulebook.refused", "A 6.6", "originator's name"),
    ],
)
def test_a_gate_refuses_with_its_paragraph(
    first_coin: PlayedWorld, act: str, code: str, paragraph: str, words: str
) -> None:
    refused, citation, message = first_coin.refused(act)
    assert refused == code
    assert paragraph in citation
    assert words in message


@pytest.mark.parametrize(
    ("act", "code", "place"),
    [
        ("funds-in-dollars", "issuance.wrong_currency", "04-usd.camt.054.xml:"),
        ("cut-short", "issuance.not_xml", "05-cut-short.camt.054.xml:"),
    ],
)
def test_a_bad_bank_message_is_refused_at_its_place_in_the_file(
    first_coin: PlayedWorld, act: str, code: str, place: str
) -> None:
    refusal = first_coin.acts[act].refusal
    assert refusal is not None
    assert refusal["code"] == code
    assert str(refusal["where"]).startswith(place)


def test_a_payment_carries_its_tier_and_a_refused_one_is_kept_with_its_reason(first_coin: PlayedWorld) -> None:
    with first_coin.live.database.read() as connection:
        paid = payments.queries.payments(connection)
        refused = payments.queries.refused_payments(connection)
        travelled = payments.queries.travel_data_of(connection, first_coin.made("payment-1"))
    assert [(each.coins, each.tier, each.chain_status) for each in paid] == [(coins("1200000"), "full", "final")]
    assert [each.citation.partition(",")[0] for each in refused] == ["A 6.5(c)", "A 6.5(a)-(b)"]
    assert travelled is not None


def test_what_must_leave_the_house_waits_in_the_outbox_and_what_the_chain_did_does_not(
    first_coin: PlayedWorld,
) -> None:
    waiting = {
        topic: outbox.pending(first_coin.live.database, topic)
        for topic in ("chain.mint", "chain.transfer", "chain.burn", "travel.send", "bank.pay")
    }
    assert [waiting[topic] for topic in ("chain.mint", "chain.transfer", "chain.burn")] == [(), (), ()]
    assert [message.subject_id for message in waiting["travel.send"]] == [first_coin.made("payment-1")]
    # Two returns of funds to their senders, and one redemption paid out.
    assert [message.body["kind"] for message in waiting["bank.pay"]] == ["pain.001.001.09"] * 3


def test_the_refused_customers_money_goes_back_to_the_cent(first_coin: PlayedWorld) -> None:
    with first_coin.live.database.read() as connection:
        assert issuance.queries.unmatched_receipts(connection) == ()
        pay_outs = issuance.queries.pay_outs(connection)
    assert sorted(each.amount.decimal_text() for each in pay_outs) == ["1000000.00", "1000000.00", "40000000.00"]
