"""Bitcoin is sold at a fresh bid, set aside, and delivered once its proceeds are there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau import identity, treasury
from lantau.money import BTC, CNH, HKD, Amount, asset
from lantau.treasury.values import PRICE_LIFE, TRANSITIONS, sale_value
from tests.issuance.world import COIN, COMPLIANCE, HOLDER, SECOND_COMPLIANCE, Customer, World, done, refused
from tests.payments.paying import pay
from tests.treasury.books import by_bank, end, in_order, produce, sell, statement, told, treasurers


@pytest.fixture
def stocked(world: World, miner: Customer) -> World:
    """Two bitcoin mined, and a bid."""
    done(produce(world, miner, "2", date(2026, 8, 31)))
    told(world)
    return world


def test_a_sale_for_money_books_bitcoin_out_and_money_in_at_once(
    stocked: World, miner: Customer, buyer: Customer
) -> None:
    agreed = done(sell(stocked, miner, buyer, "0.50000001", key="sale"))
    assert done(sell(stocked, miner, buyer, "0.50000001", key="sale")) == agreed
    of_another = Amount(HKD, agreed.bitcoin.units)
    refused(sell(stocked, miner, buyer, "1", key="sale", bitcoin=of_another), "treasury.bad_amount")
    assert (str(agreed.proceeds), agreed.price_micros) == ("HKD 344,100.00", 688_200_000_000)
    assert statement(stocked, miner).set_aside == agreed.bitcoin
    assert statement(stocked, miner).sold.units == 0
    settled = done(by_bank(stocked, miner, agreed.sale_id, agreed.proceeds, "BK1", key="settle"))
    assert done(by_bank(stocked, miner, agreed.sale_id, agreed.proceeds, "BK1", key="settle")) == settled
    found = statement(stocked, miner)
    assert (found.sold, found.set_aside.units) == (agreed.bitcoin, 0)
    assert found.proceeds == found.cash == (agreed.proceeds,)
    assert found.as_body()["cash"] == {"HKD": "344100.00"}
    in_order(stocked, miner)
    with stocked.database.read() as connection:
        (sale,) = treasury.queries.sales(connection, owner_id=miner.party_id)
    assert (sale.state, sale.bank_reference, sale.priced_at) == ("settled", "BK1", stocked.at)


def test_more_than_is_held_or_free_is_not_sold(stocked: World, miner: Customer, buyer: Customer) -> None:
    refused(sell(stocked, miner, buyer, "2.00000001"), "ledger.insufficient_balance")
    done(sell(stocked, miner, buyer, "1.5"))
    refused(sell(stocked, miner, buyer, "0.50000001"), "ledger.insufficient_balance")
    done(sell(stocked, miner, buyer, "0.5"))
    in_order(stocked, miner)


def test_a_party_that_never_mined_sells_nothing(stocked: World, miner: Customer, buyer: Customer) -> None:
    refused(sell(stocked, buyer, miner, "0.1"), "ledger.insufficient_balance")


def test_a_price_is_needed_in_the_currency_and_fresh(world: World, miner: Customer, buyer: Customer) -> None:
    done(produce(world, miner, "2", date(2026, 8, 31)))
    refused(sell(world, miner, buyer, "1"), "treasury.no_price")
    told(world, per=100)
    refused(sell(world, miner, buyer, "1"), "treasury.no_price")
    told(world)
    refused(sell(world, miner, buyer, "1", proceeds_in=CNH), "treasury.no_price")
    world.wait(seconds=int(PRICE_LIFE.total_seconds()))
    done(sell(world, miner, buyer, "0.5"))
    world.wait(seconds=1)
    refused(sell(world, miner, buyer, "0.5"), "treasury.stale_price")
    told(world, bid="0")
    refused(sell(world, miner, buyer, "0.5"), "treasury.no_price")


def test_a_sale_takes_two_treasurers_of_the_seller(stocked: World, miner: Customer, buyer: Customer) -> None:
    nora, felix = treasurers(miner)
    for checker in (None, nora, replace(felix, roles=frozenset({"holder"})), replace(felix, organisation_id="pty_x")):
        refused(sell(stocked, miner, buyer, "1", checker=checker), "access.four_eyes")
    refused(sell(stocked, miner, buyer, "1", actor=HOLDER), "access.not_permitted")
    agreed = done(sell(stocked, miner, buyer, "1"))
    alone = end(stocked, miner, treasury.lapse_sale, agreed.sale_id, checker=None)
    refused(alone, "access.four_eyes")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"bitcoin": Amount(BTC, 0)}, "treasury.bad_amount"),
        ({"bitcoin": Amount(BTC, -5)}, "treasury.bad_amount"),
        ({"bitcoin": Amount(HKD, 5)}, "treasury.bad_amount"),
        ({"bitcoin": Amount(BTC, 2), "proceeds_in": HKD}, ""),
        ({"proceeds_in": BTC}, "treasury.bad_proceeds"),
        ({"proceeds_in": asset("coin:nowhere")}, "treasury.bad_proceeds"),
        ({"buyer_id": "pty_nobody"}, "treasury.unknown_party"),
    ],
)
def test_what_is_sold_for_what_to_whom(
    stocked: World, miner: Customer, buyer: Customer, change: dict[str, Any], code: str
) -> None:
    answer = sell(stocked, miner, buyer, "1", **change)
    if code:
        refused(answer, code)
    else:
        done(answer)


def test_what_is_worth_less_than_a_cent_is_not_sold(stocked: World, miner: Customer, buyer: Customer) -> None:
    told(stocked, bid="999999.999999")
    refused(sell(stocked, miner, buyer, "0.00000001"), "treasury.bad_amount")
    told(stocked, bid="1000000")
    assert done(sell(stocked, miner, buyer, "0.00000001")).proceeds == Amount(HKD, 1)


def test_nobody_sells_to_itself_or_for_a_time_that_is_past(stocked: World, miner: Customer, buyer: Customer) -> None:
    refused(sell(stocked, miner, buyer, "1", buyer_id=miner.party_id), "treasury.same_party")
    refused(sell(stocked, miner, buyer, "1", settle_by=stocked.at), "treasury.bad_term")
    done(sell(stocked, miner, buyer, "1", settle_by=stocked.at + timedelta(seconds=1)))


def frozen(world: World, party: Customer) -> None:
    """An order freezes the party."""
    done(
        world.run(
            identity.operations.freeze,
            **world.by(
                COMPLIANCE, SECOND_COMPLIANCE, party_id=party.party_id, wallet_id="", issuer_id=world.issuer_id,
                authority="Police", reference="F-1", reason="Order",
            ),
        )
    )  # fmt: skip


def test_nothing_is_sold_to_a_party_whom_an_order_freezes(stocked: World, miner: Customer, buyer: Customer) -> None:
    frozen(stocked, buyer)
    refused(sell(stocked, miner, buyer, "1"), "identity.frozen")


def test_nothing_is_sold_to_a_party_that_was_forgotten(stocked: World, miner: Customer, buyer: Customer) -> None:
    end_of = {"party_id": buyer.party_id, "issuer_id": stocked.issuer_id, "reason": "the customer asked"}
    done(stocked.run(identity.operations.end_relation, **stocked.by(COMPLIANCE, **end_of)))
    stocked.wait(days=6 * 366)
    asked = {"party_id": buyer.party_id, "reason": "no reason to keep", "hold_last": True}
    done(stocked.run(identity.operations.forget, stocked.book, **stocked.by(COMPLIANCE, SECOND_COMPLIANCE, **asked)))
    told(stocked)
    refused(sell(stocked, miner, buyer, "1"), "treasury.unknown_party")


@pytest.mark.parametrize("whom", ["miner", "buyer"])
def test_bitcoin_is_not_delivered_to_or_by_a_party_frozen_since_the_agreement(
    stocked: World, miner: Customer, buyer: Customer, whom: str
) -> None:
    stocked.issued(buyer, "1000000")
    for_money = done(sell(stocked, miner, buyer, "1"))
    for_coins = done(sell(stocked, miner, buyer, "1", proceeds_in=COIN))
    paid = done(pay(stocked, buyer, miner, "688200", invoice_reference=for_coins.sale_id))
    frozen(stocked, miner if whom == "miner" else buyer)
    refused(by_bank(stocked, miner, for_money.sale_id, for_money.proceeds), "identity.frozen")
    answer = end(stocked, miner, treasury.settle_by_payment, for_coins.sale_id, payment_id=paid.payment_id)
    refused(answer, "identity.frozen")
    assert in_order(stocked, miner)["sold"] == 0
    stocked.wait(days=1)
    done(end(stocked, miner, treasury.lapse_sale, for_money.sale_id))


def test_a_sale_is_settled_for_exactly_its_proceeds_and_once(stocked: World, miner: Customer, buyer: Customer) -> None:
    agreed = done(sell(stocked, miner, buyer, "1"))
    for wrong in (
        agreed.proceeds - Amount(HKD, 1),
        agreed.proceeds + Amount(HKD, 1),
        Amount(CNH, agreed.proceeds.units),
    ):
        refused(by_bank(stocked, miner, agreed.sale_id, wrong), "treasury.other_proceeds")
    refused(by_bank(stocked, miner, agreed.sale_id, agreed.proceeds, advice_digest="beef"), "treasury.bad_text")
    refused(by_bank(stocked, miner, "sal_none", agreed.proceeds), "treasury.unknown_sale")
    done(by_bank(stocked, miner, agreed.sale_id, agreed.proceeds, "BK1"))
    refused(by_bank(stocked, miner, agreed.sale_id, agreed.proceeds, "BK2"), "treasury.sale_over")
    other = done(sell(stocked, miner, buyer, "1"))
    refused(by_bank(stocked, miner, other.sale_id, other.proceeds, "BK1"), "treasury.paid_for_another")
    done(by_bank(stocked, miner, other.sale_id, other.proceeds, "BK2"))
    assert in_order(stocked, miner)["held"] == 0


def test_two_who_settle_one_sale_at_once_settle_it_once(stocked: World, miner: Customer, buyer: Customer) -> None:
    agreed = done(sell(stocked, miner, buyer, "1"))
    with ThreadPoolExecutor(2) as threads:
        answers = list(
            threads.map(
                lambda name: by_bank(stocked, miner, agreed.sale_id, agreed.proceeds, f"BK {name}", key=name),
                ("first", "second"),
            )
        )
    settled = [each for each in answers if isinstance(each, treasury.Settled)]
    assert len(settled) == 1, answers
    assert statement(stocked, miner).cash == (agreed.proceeds,)
    in_order(stocked, miner)


def test_a_sale_that_is_not_settled_in_time_lapses(stocked: World, miner: Customer, buyer: Customer) -> None:
    agreed = done(sell(stocked, miner, buyer, "2"))
    refused(end(stocked, miner, treasury.lapse_sale, agreed.sale_id), "treasury.bad_term")
    stocked.wait(days=1)
    lapsed = done(end(stocked, miner, treasury.lapse_sale, agreed.sale_id, key="lapse"))
    assert done(end(stocked, miner, treasury.lapse_sale, agreed.sale_id, key="lapse")) == lapsed
    refused(by_bank(stocked, miner, agreed.sale_id, agreed.proceeds), "treasury.sale_over")
    refused(end(stocked, miner, treasury.lapse_sale, agreed.sale_id), "treasury.sale_over")
    told(stocked)
    done(sell(stocked, miner, buyer, "2"))


def test_a_sale_for_coins_is_settled_by_its_buyers_payment_alone(
    stocked: World, miner: Customer, buyer: Customer
) -> None:
    stocked.issued(buyer, "2000000")
    agreed = done(sell(stocked, miner, buyer, "1.00000001", proceeds_in=COIN))
    assert str(agreed.proceeds) == "coin:hkdx 688,200.000000", "rounded down to the cent, then at par"
    named = {"invoice_reference": agreed.sale_id}
    short = done(pay(stocked, buyer, miner, "688199.99", **named))
    back = done(pay(stocked, miner, buyer, "688199.99", **named))
    other = done(pay(stocked, buyer, miner, "688200"))
    for wrong in ("pay_none", short.payment_id, back.payment_id, other.payment_id):
        answer = end(stocked, miner, treasury.settle_by_payment, agreed.sale_id, payment_id=wrong)
        refused(answer, "treasury.other_proceeds")
    refused(by_bank(stocked, miner, agreed.sale_id, Amount(HKD, 68_820_000)), "treasury.other_proceeds")
    paid = done(pay(stocked, buyer, miner, "688200", **named))
    done(end(stocked, miner, treasury.settle_by_payment, agreed.sale_id, payment_id=paid.payment_id))
    assert statement(stocked, miner).sold == agreed.bitcoin
    assert statement(stocked, miner).cash == ()
    again = done(sell(stocked, miner, buyer, "0.99999999", proceeds_in=COIN))
    answer = end(stocked, miner, treasury.settle_by_payment, again.sale_id, payment_id=paid.payment_id)
    refused(answer, "treasury.paid_for_another")
    stocked.in_balance()


def test_a_sale_whose_buyer_has_paid_does_not_lapse(stocked: World, miner: Customer, buyer: Customer) -> None:
    stocked.issued(buyer, "2000000")
    paid_for, unpaid = (done(sell(stocked, miner, buyer, "1", proceeds_in=COIN)) for _ in range(2))
    paid = done(pay(stocked, buyer, miner, "688200", invoice_reference=paid_for.sale_id))
    stocked.wait(days=2)
    refused(end(stocked, miner, treasury.lapse_sale, paid_for.sale_id), "treasury.paid_already")
    done(end(stocked, miner, treasury.lapse_sale, unpaid.sale_id))
    done(end(stocked, miner, treasury.settle_by_payment, paid_for.sale_id, payment_id=paid.payment_id))
    assert in_order(stocked, miner) == {"mined": 2 * BTC.whole, "held": BTC.whole, "sold": BTC.whole}


def test_money_that_went_into_coins_leaves_the_cash_once(stocked: World, miner: Customer, buyer: Customer) -> None:
    agreed = done(sell(stocked, miner, buyer, "1"))
    done(by_bank(stocked, miner, agreed.sale_id, agreed.proceeds))
    nora, _ = treasurers(miner)

    def fund(order_id: str, **more: Any) -> Any:
        call = {"actor": nora, "owner_id": miner.party_id, "order_id": order_id, **more}
        return stocked.run(treasury.book_funding, **stocked.by(**call))

    requested = done(stocked.order(miner, "600000", "REF-1"))
    refused(fund(requested.order_id), "treasury.not_issued")
    refused(fund("ord_none"), "treasury.not_issued")
    order = stocked.issued(miner, "600000")
    booked = done(fund(order.order_id, key="fund"))
    assert done(fund(order.order_id, key="fund")) == booked
    refused(fund(order.order_id), "treasury.paid_for_another")
    assert statement(stocked, miner).cash == (agreed.proceeds - order.par,)
    assert statement(stocked, miner).proceeds == (agreed.proceeds,)
    refused(fund(stocked.issued(miner, "600000").order_id), "ledger.insufficient_balance")
    refused(fund(stocked.issued(buyer, "100").order_id), "treasury.not_issued")


def test_every_state_and_what_may_follow_it() -> None:
    assert dict(TRANSITIONS) == {"agreed": {"settled", "lapsed"}, "settled": set(), "lapsed": set()}


@given(st.integers(0, 21_000_000 * 10**8), st.integers(1, 10**13))
def test_what_a_sale_fetches_is_the_exact_value_rounded_down_to_the_cent(satoshi: int, price_micros: int) -> None:
    value = sale_value(Amount(BTC, satoshi), price_micros, HKD).units
    exact = satoshi * price_micros
    assert value * 10**12 <= exact < (value + 1) * 10**12


@given(st.data(), st.integers(1, 10**13), st.integers(1, 10**10))
def test_selling_in_parts_never_fetches_more_than_at_once(data: Any, price_micros: int, satoshi: int) -> None:
    part = data.draw(st.integers(0, satoshi))
    parts = [sale_value(Amount(BTC, each), price_micros, HKD).units for each in (part, satoshi - part)]
    assert sum(parts) <= sale_value(Amount(BTC, satoshi), price_micros, HKD).units <= sum(parts) + 1
