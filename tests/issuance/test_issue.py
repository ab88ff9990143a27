"""Coins are issued against funds received, after the gate, in one commit; otherwise nothing moves and it says why."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lantau import issuance, licensing, reserves
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.money import HKD, Amount
from lantau.refusal import Refusal
from lantau.rulebook import load
from tests.issuance.world import (
    ADDRESSES,
    CHECKER,
    COIN,
    CUSTODY,
    HEAD,
    OFFICER,
    OPERATOR,
    TREASURY,
    Customer,
    World,
    done,
    refused,
    start,
)


def reason(world: World) -> str:
    """Why the only unmatched funds are unmatched."""
    with world.database.read() as connection:
        (only,) = issuance.queries.unmatched_receipts(connection, world.pool_id)
    return only.reason.value


def test_an_order_is_issued_against_the_funds_that_name_it(world: World, pearl: Customer) -> None:
    order = done(world.order(pearl, "500000"))
    received = done(world.fund(pearl, "500000.00"))
    assert str(world.unmatched()) == "HKD 500,000.00"
    issued = done(world.issue(order))
    assert issued.receipt_id == received.receipt_ids[0]
    assert (str(world.coins(pearl)), str(world.par())) == ("coin:hkdx 500,000.000000", "HKD 500,000.00")
    assert (str(world.cash()), world.unmatched().units) == ("HKD 500,000.00", 0)
    assert world.outbox() == ["chain.mint"]
    assert set(world.findings(order.order_id).values()) <= {"met", "not_applicable"}
    world.in_balance()


def test_nothing_is_issued_before_the_customer_is_verified_and_after_it_is(world: World) -> None:
    mako = world.customer("Mako Trading Limited", "024123456789003", ADDRESSES[2], verified=False)
    order = done(world.order(mako, "1000"))
    done(world.fund(mako, "1000.00"))
    refusal = refused(world.issue(order), "rulebook.refused", "G 3.5.1")
    assert world.findings(order.order_id)["HK.issue.due_diligence"] == "breached"
    assert (world.coins(mako).units, world.par().units, world.outbox()) == (0, 0, [])
    assert reason(world) == "the order named was refused"
    assert refusal.as_json() == world.refusals(order.order_id)[-1]
    world.verify(mako)
    done(world.issue(order))
    assert str(world.coins(mako)) == "coin:hkdx 1,000.000000"
    world.in_balance()


def test_a_refusal_is_answered_again_under_its_key_even_when_its_reason_is_gone(world: World) -> None:
    mako = world.customer("Mako Trading Limited", "024123456789003", ADDRESSES[2], verified=False)
    order = done(world.order(mako, "1000"))
    done(world.fund(mako, "1000.00"))
    first = refused(world.issue(order, key="try"), "rulebook.refused")
    world.verify(mako)
    assert world.issue(order, key="try").as_json() == first.as_json()
    done(world.issue(order, key="again"))


def test_coins_follow_the_money(world: World, pearl: Customer) -> None:
    order = done(world.order(pearl, "1000"))
    refused(world.issue(order), "rulebook.refused", "G 3.2.1")
    assert world.findings(order.order_id)["HK.issue.funds_received"] == "breached"
    assert world.findings(order.order_id)["HK.issue.reserve_grows"] == "unknown"
    done(world.fund(pearl, "1000.00"))
    done(world.issue(order))
    assert world.findings(order.order_id)["HK.issue.reserve_grows"] == "met"
    refused(world.issue(order), "issuance.not_possible")


def test_money_comes_only_from_the_account_registered_for_the_order(world: World, pearl: Customer) -> None:
    order = done(world.order(pearl, "1000"))
    done(world.fund(pearl, "1000.00", debtor_account="024999999999999"))
    refused(world.issue(order), "rulebook.refused", "G 6.5.9")
    assert world.findings(order.order_id)["HK.order.bank_account"] == "breached"
    assert reason(world) == "the funds came from another account than the one registered for the order"
    assert world.unmatched().units == 100_000


def test_another_customers_money_does_not_pay(world: World, pearl: Customer, wanhoi: Customer) -> None:
    order = done(world.order(pearl, "1000"))
    done(world.fund(wanhoi, "1000.00"))
    refused(world.issue(order), "rulebook.refused", "G 6.5.9")


def test_the_amount_received_is_the_par_of_the_order_to_the_cent(world: World, pearl: Customer) -> None:
    for reference, paid in (("LOW", "999.99"), ("HIGH", "1000.01")):
        order = done(world.order(pearl, "1000", reference))
        received = done(world.fund(pearl, paid, reference))
        refused(world.issue(order), "issuance.funds_do_not_match")
        assert reason(world) == "the amount is not the par of the order named"
        done(world.give_back(received.receipt_ids[0]))
    order = done(world.order(pearl, "1000", "SAME"))
    done(world.fund(pearl, "1000.00", "SAME"))
    done(world.issue(order))


def test_a_wallet_must_be_proved_first(world: World) -> None:
    mako = world.customer("Mako Trading Limited", "024123456789003", ADDRESSES[2], proved=False)
    order = done(world.order(mako, "1000"))
    done(world.fund(mako, "1000.00"))
    refused(world.issue(order), "rulebook.refused", "G 6.5.9")
    assert world.findings(order.order_id)["HK.order.wallet"] == "breached"


def test_an_unscreened_customer_is_unknown_and_unknown_is_no_pass(world: World) -> None:
    mako = world.customer("Mako Trading Limited", "024123456789003", ADDRESSES[2], screened=False)
    order = done(world.order(mako, "1000"))
    done(world.fund(mako, "1000.00"))
    refused(world.issue(order), "identity.unscreened", "A 7.5")
    assert world.par().units == 0


def test_without_a_licence_nothing_is_issued(database: Database, clock: SimulatedClock) -> None:
    world = start(database, clock, licensed=False)
    pearl = world.customer("Pearl River Trading Limited", "024123456789001", ADDRESSES[0])
    order = done(world.order(pearl, "1000"))
    done(world.fund(pearl, "1000.00"))
    refused(world.issue(order), "rulebook.refused", "O s.8(1)")


def test_the_cap_of_the_licence_holds_below_at_and_above(database: Database, clock: SimulatedClock) -> None:
    world = start(database, clock, cap_hkd="1000.00")
    pearl = world.customer("Pearl River Trading Limited", "024123456789001", ADDRESSES[0])
    above = done(world.order(pearl, "1000.01", "ABOVE"))
    done(world.fund(pearl, "1000.01", "ABOVE"))
    refused(world.issue(above), "rulebook.refused", "O s.17(2)(f)")
    world.issued(pearl, "999.99")
    world.issued(pearl, "0.01")
    assert str(world.par()) == "HKD 1,000.00"
    one_more = done(world.order(pearl, "0.01", "MORE"))
    done(world.fund(pearl, "0.01", "MORE"))
    refused(world.issue(one_more), "rulebook.refused", "O s.17(2)(f)")


def test_a_reserve_that_is_short_stops_the_next_issue(world: World, pearl: Customer) -> None:
    world.issued(pearl, "5000")
    four_months = world.by(
        TREASURY, CHECKER, pool_id=world.pool_id, bank="Kestrel Bank", principal=Amount.parse("1000.00", HKD),
        matures_on=date(2027, 1, 5), traits=CUSTODY,
    )  # fmt: skip
    done(world.run(reserves.place_deposit, world.book, **four_months))
    order = done(world.order(pearl, "100"))
    done(world.fund(pearl, "100.00"))
    refused(world.issue(order), "rulebook.refused", "O Sch.2 s.5(2)")


def test_nobody_issues_alone(world: World, pearl: Customer) -> None:
    order = done(world.order(pearl, "1000"))
    done(world.fund(pearl, "1000.00"))
    alone = {**world.by(OPERATOR, order_id=order.order_id), "checker": None}
    refused(world.run(issuance.issue, world.book, **alone), "access.four_eyes", "G 3.1.1")
    refused(world.run(issuance.issue, world.book, **{**alone, "checker": world.own(OPERATOR)}), "access.four_eyes")
    refused(
        world.run(issuance.issue, world.book, **{**alone, "actor": world.own(CHECKER), "checker": world.own(OPERATOR)}),
        "access.not_permitted",
    )
    done(world.issue(order))


def test_asking_twice_is_issuing_once(world: World, pearl: Customer) -> None:
    order = done(world.order(pearl, "1000", key="order"))
    assert done(world.order(pearl, "1000", key="order")) == order
    refused(world.order(pearl, "1001", key="order"), "events.key_reused")
    done(world.fund(pearl, "1000.00"))
    assert done(world.issue(order, key="issue")) == done(world.issue(order, key="issue"))
    assert (world.par().units, world.outbox()) == (100_000, ["chain.mint"])


def test_an_order_that_makes_no_sense_is_not_taken_down(world: World, pearl: Customer) -> None:
    for change, code in (
        ({"coin_id": "nope"}, "issuance.unknown_coin"),
        ({"wallet_id": "wal_nope"}, "issuance.unknown_wallet"),
        ({"bank_account_id": "bac_nope"}, "issuance.unknown_wallet"),
        ({"amount": Amount(COIN, 0)}, "issuance.bad_amount"),
        ({"amount": Amount(COIN, -1_000_000)}, "issuance.bad_amount"),
        ({"amount": Amount(COIN, 1)}, "money.not_whole_cents"),
        ({"amount": Amount(HKD, 100)}, "issuance.bad_amount"),
        ({"payment_reference": "no spaces here"}, "issuance.bad_reference"),
        ({"payment_reference": "X" * 36}, "issuance.bad_reference"),
    ):
        refused(world.order(pearl, "1000", **change), code)
    assert world.rows('issuance."order"') == 0


def test_a_payment_reference_names_one_order(world: World, pearl: Customer, wanhoi: Customer) -> None:
    done(world.order(pearl, "1000", "REF-1"))
    refused(world.order(wanhoi, "1000", "ref-1"), "issuance.reference_taken")
    done(world.order(wanhoi, "1000", "REF-11"))
    done(world.fund(pearl, "1000.00", "REF-1"))
    assert reason(world) == "the order named waits to be issued"


def test_the_reserve_is_attested_with_the_issue_and_counts_the_funds_just_matched(
    world: World, pearl: Customer
) -> None:
    order = done(world.order(pearl, "1000"))
    done(world.fund(pearl, "1000.00"))
    key = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    signer = issuance.ReserveSigner(key, world.at + timedelta(hours=1))
    done(world.issue(order, signer=signer))
    latest = reserves.latest_attestation(world.database, world.pool_id)
    assert latest is not None and latest.attested.amount_micros == 1_000_000_000


def test_a_direction_stops_the_issue(world: World, pearl: Customer) -> None:
    order = done(world.order(pearl, "1000"))
    done(world.fund(pearl, "1000.00"))
    stop = world.by(OFFICER, HEAD, party_id=world.issuer_id, stops=("issue",), text="stop issuing", citation="O s.68")
    done(world.run(licensing.operations.direct, **stop))
    refused(world.issue(order), "licensing.directed", "O s.68")


def test_a_pilot_participant_issues_inside_its_scope_and_not_outside(database: Database, clock: SimulatedClock) -> None:
    world = start(database, clock, licensed=False)
    pearl = world.customer("Pearl River Trading Limited", "024123456789001", ADDRESSES[0])
    wanhoi = world.customer("Wan Hoi Electronics Limited", "024123456789002", ADDRESSES[1])
    scope = licensing.Scope(
        acts=("issue",), cap_total_micros=1_000_000_000, cap_act_micros=600_000_000,
        counterparties=(pearl.party_id,), public_money=False, ends_on=date(2026, 12, 31),
    )  # fmt: skip
    plan = {"plan": "a trial", "use_case": "payments", "reference_currency": "HKD", "reasons": "worth a trial"}
    admit = world.by(
        OFFICER, HEAD, party_id=world.issuer_id, scope=scope, test_cases=(licensing.TrialCase("one", "coins issued"),),
        **plan,
    )  # fmt: skip
    done(world.run(licensing.admit_pilot, load("CN"), **admit))
    begin = world.by(OFFICER, HEAD, party_id=world.issuer_id, step="begin", reasons="ready")
    done(world.run(licensing.operations.change_stage, **begin))
    order = done(world.order(pearl, "600.01", "ABOVE"))
    done(world.fund(pearl, "600.01", "ABOVE"))
    refused(world.issue(order), "rulebook.refused", "P scope")
    world.issued(pearl, "600")
    order = done(world.order(wanhoi, "1", "OTHER"))
    done(world.fund(wanhoi, "1.00", "OTHER"))
    refused(world.issue(order), "rulebook.refused", "P scope")
    world.issued(pearl, "400")
    order = done(world.order(pearl, "0.01", "TOTAL"))
    done(world.fund(pearl, "0.01", "TOTAL"))
    refused(world.issue(order), "rulebook.refused", "P scope")


def test_two_who_issue_one_order_at_once_issue_it_once(world: World, pearl: Customer) -> None:
    order = done(world.order(pearl, "1000"))
    done(world.fund(pearl, "1000.00"))
    with ThreadPoolExecutor(2) as desks:
        answers = list(desks.map(lambda key: world.issue(order, key=key), ("one", "two")))
    codes = [answer.code.name for answer in answers if isinstance(answer, Refusal)]
    assert len(codes) == 1 and codes[0] in {"events.stale", "events.taken", "issuance.not_possible"}, answers
    assert (world.par().units, world.outbox()) == (100_000, ["chain.mint"])
    world.in_balance()
