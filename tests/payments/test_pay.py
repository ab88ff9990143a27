"""A payment goes with what the travel rule asks for at its amount, or not at all; each refusal beside its success."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from lantau import identity, licensing, observations, payments
from lantau.dates import SimulatedClock, parse_day
from lantau.db import Database
from lantau.money import HKD, USD, Amount
from lantau.payments import TravelData
from lantau.payments.travel_rule import End, transfer_facts
from lantau.payments.values import LINKED_WINDOW, hkd_cents
from lantau.refusal import Refused
from tests.issuance.world import (
    ADDRESSES,
    COIN,
    COMPLIANCE,
    HEAD,
    HK,
    HOLDER,
    OFFICER,
    SECOND_COMPLIANCE,
    TREASURY,
    Customer,
    World,
    done,
    refused,
)
from tests.payments.paying import data, pay

LAW_DAY = "2026-09-01"


def last(world: World) -> Any:
    with world.database.read() as connection:
        return payments.queries.refused_payments(connection)[-1]


def test_a_supplier_is_paid_above_the_threshold_with_the_full_set(
    world: World, pearl: Customer, wanhoi: Customer
) -> None:
    paid = done(pay(world, pearl, wanhoi, "12500.50", key="pay"))
    assert done(pay(world, pearl, wanhoi, "12500.50", key="pay")) == paid
    assert (paid.tier, paid.value_hkd_cents, paid.chain_status) == ("full", 1_250_050, "unknown")
    assert (str(world.coins(pearl)), str(world.coins(wanhoi))) == (
        "coin:hkdx 37,499.500000", "coin:hkdx 12,500.500000",
    )  # fmt: skip
    assert world.outbox().count("chain.transfer") == world.outbox().count("travel.send") == 1
    assert set(world.findings(paid.payment_id).values()) <= {"met", "not_applicable"}
    with world.database.read() as connection:
        (made,) = payments.queries.payments(connection, party_id=wanhoi.party_id)
        travelled = payments.queries.travel_data_of(connection, paid.payment_id)
    assert (made.purpose, made.invoice_reference, made.tier) == ("components", "INV-7", "full")
    assert travelled == data(world, pearl, wanhoi)
    world.in_balance()


def test_personal_data_of_a_payment_stand_nowhere_in_the_clear(world: World, pearl: Customer, wanhoi: Customer) -> None:
    done(pay(world, pearl, wanhoi, "9000"))
    with world.database.read() as connection:
        for table in ("payments.payment", "events.record", "events.commit", "events.outbox_message"):
            rows = connection.execute(f"SELECT t::text AS row FROM {table} t").fetchall()
            assert rows
            for row in rows:
                assert wanhoi.name not in row["row"] and "9 Nathan Road" not in row["row"], table


@pytest.mark.parametrize("coins", ["7999.99", "8000", "8000.01"])
def test_names_and_accounts_go_with_every_payment(world: World, pearl: Customer, wanhoi: Customer, coins: str) -> None:
    for missing in ("originator_name", "originator_account", "recipient_name", "recipient_account"):
        without = data(world, pearl, wanhoi, **{missing: ""})
        refused(pay(world, pearl, wanhoi, coins, travel_data=without), "rulebook.refused", "A 6.5")
    assert (last(world).code, last(world).coins) == ("rulebook.refused", Amount.parse(coins, COIN))
    assert world.coins(wanhoi).units == 0
    done(pay(world, pearl, wanhoi, coins))


def test_address_or_number_goes_from_the_threshold_and_not_below(
    world: World, pearl: Customer, wanhoi: Customer
) -> None:
    bare = data(world, pearl, wanhoi, originator_address="", originator_identification="")
    refused(pay(world, pearl, wanhoi, "8000", travel_data=bare), "rulebook.refused", "A 6.5(c)")
    refused(pay(world, pearl, wanhoi, "8000.01", travel_data=bare), "rulebook.refused", "A 6.5(c)")
    assert done(pay(world, pearl, wanhoi, "7999.999999", travel_data=bare)).tier == "reduced"
    numbered = data(world, pearl, wanhoi, originator_address="")
    assert done(pay(world, pearl, wanhoi, "8000", travel_data=numbered)).tier == "full"


def test_an_account_that_is_not_the_wallet_used_is_no_account(world: World, pearl: Customer, wanhoi: Customer) -> None:
    other = data(world, pearl, wanhoi, recipient_account=ADDRESSES[5])
    refused(pay(world, pearl, wanhoi, "10", travel_data=other), "rulebook.refused", "A 6.6")
    done(pay(world, pearl, wanhoi, "10"))


def test_what_travels_from_the_threshold_is_what_was_verified(world: World, pearl: Customer, wanhoi: Customer) -> None:
    wrong = data(world, pearl, wanhoi, originator_name="Somebody Else Limited")
    refused(pay(world, pearl, wanhoi, "8000", travel_data=wrong), "rulebook.refused", "A 6.15")
    elsewhere = data(world, pearl, wanhoi, originator_address="1 Other Street")
    refused(pay(world, pearl, wanhoi, "8000", travel_data=elsewhere), "rulebook.refused", "A 6.15")
    done(pay(world, pearl, wanhoi, "8000"))


def test_linked_payments_count_together_within_the_window(world: World, pearl: Customer) -> None:
    mako = world.customer("Mako Trading Limited", "024123456789003", ADDRESSES[2])
    done(pay(world, pearl, mako, "10000"))
    fail = world.by(
        COMPLIANCE, SECOND_COMPLIANCE, party_id=pearl.party_id, issuer_id=world.issuer_id, outcome="failed",
        measures=(), sources=(), valid_until=world.at.date(),
    )  # fmt: skip
    done(world.run(identity.verify_party, **fail))
    world.clock.advance_to(world.at + LINKED_WINDOW)
    first = done(pay(world, pearl, mako, "4000"))
    assert (first.tier, first.linked_hkd_cents) == ("reduced", 400_000)
    refused(pay(world, pearl, mako, "4000"), "rulebook.refused", "A 6.15-6.16")
    done(pay(world, pearl, mako, "3999.99"))
    world.clock.advance_to(world.at + LINKED_WINDOW)
    done(pay(world, pearl, mako, "4000"))


def test_a_suspicion_asks_for_a_verified_originator_at_any_amount(world: World, pearl: Customer) -> None:
    mako = world.customer("Mako Trading Limited", "024123456789003", ADDRESSES[2])
    fail = world.by(
        COMPLIANCE, SECOND_COMPLIANCE, party_id=pearl.party_id, issuer_id=world.issuer_id, outcome="failed",
        measures=(), sources=(), valid_until=world.at.date(),
    )  # fmt: skip
    done(world.run(identity.verify_party, **fail))
    refused(pay(world, pearl, mako, "10", suspected=True), "rulebook.refused", "A 6.15-6.16")
    done(pay(world, pearl, mako, "10"))


def test_the_data_of_a_payment_are_kept_five_years_after_it_though_the_relationship_ended_before(
    world: World, pearl: Customer, wanhoi: Customer
) -> None:
    told = {"party_id": wanhoi.party_id, "issuer_id": world.issuer_id, "reason": "moved away"}
    done(world.run(identity.operations.end_relation, **world.by(COMPLIANCE, **told)))
    ended = world.at
    world.wait(days=30)
    done(pay(world, pearl, wanhoi, "10", diligence_reference="VASP file 12"))

    def forget() -> object:
        asked = {"party_id": wanhoi.party_id, "reason": "no reason to keep", "hold_last": True}
        return world.run(identity.operations.forget, world.book, **world.by(COMPLIANCE, SECOND_COMPLIANCE, **asked))

    world.clock.advance_to(ended.replace(year=ended.year + 5) + timedelta(days=1))
    assert "after the last transaction" in refused(forget(), "identity.must_be_kept", "A 9.3, 9.5-9.6").message
    world.wait(days=31)
    done(forget())


def test_the_counterparty_is_looked_into_first(world: World, pearl: Customer) -> None:
    stranger = world.customer("Mako Trading Limited", "024123456789003", ADDRESSES[2], verified=False)
    refused(pay(world, pearl, stranger, "10"), "rulebook.refused", "A 6.28-6.30")
    done(pay(world, pearl, stranger, "10", diligence_reference="VASP file 12"))


def test_unscreened_hit_frozen_and_directed_stop_a_payment(world: World, pearl: Customer, wanhoi: Customer) -> None:
    mako = world.customer("Mako Trading Limited", "024123456789003", ADDRESSES[2], screened=False)
    refused(pay(world, pearl, mako, "10"), "identity.unscreened", "A 7.5")
    screen = {"party_id": mako.party_id, "source": "list", "issuer_id": world.issuer_id}
    done(world.run(identity.record_screening, **world.by(COMPLIANCE, outcome="hit", **screen)))
    refused(pay(world, pearl, mako, "10"), "identity.screening_hit", "A 7.5")
    done(world.run(identity.record_screening, **world.by(COMPLIANCE, outcome="clear", **screen)))
    done(pay(world, pearl, mako, "10"))
    stop = world.by(OFFICER, HEAD, party_id=world.issuer_id, stops=("pay",), text="stop paying", citation="O s.78(1)")
    done(world.run(licensing.operations.direct, **stop))
    refused(pay(world, pearl, wanhoi, "10"), "licensing.directed", "O s.78(1)")


def test_a_payment_that_makes_no_sense_writes_nothing(world: World, pearl: Customer, wanhoi: Customer) -> None:
    before = world.rows("events.commit")
    for change, code in (
        ({"amount": Amount(COIN, 0)}, "payments.bad_amount"),
        ({"amount": Amount(COIN, -1)}, "payments.bad_amount"),
        ({"amount": Amount(HKD, 100)}, "payments.bad_amount"),
        ({"coin_id": "nope"}, "payments.unknown_coin"),
        ({"payee_id": pearl.party_id}, "payments.same_party"),
        ({"payee_wallet_id": pearl.wallet_id}, "payments.same_party"),
        ({"payee_wallet_id": "wal_nope"}, "payments.unknown_wallet"),
        ({"payee_id": "pty_nope"}, "payments.unknown_wallet"),
        ({"purpose": " "}, "payments.bad_text"),
        ({"invoice_reference": "X" * 141}, "payments.bad_text"),
        ({"travel_data": TravelData(originator_name="N" * 141)}, "payments.bad_text"),
        ({"actor": world.own(TREASURY)}, "access.not_permitted"),
        ({"amount": Amount.parse("50000.01", COIN)}, "ledger.insufficient_balance"),
    ):
        refused(pay(world, pearl, wanhoi, "10", **change), code)
    assert world.rows("events.commit") == before
    done(pay(world, pearl, wanhoi, "10", actor=dataclasses.replace(HOLDER, organisation_id=pearl.party_id)))
    stranger = dataclasses.replace(HOLDER, organisation_id=wanhoi.party_id)
    refused(pay(world, pearl, wanhoi, "10", actor=stranger), "access.not_own_organisation")


def test_a_key_pays_once_and_stands_for_one_request(world: World, pearl: Customer, wanhoi: Customer) -> None:
    paid = done(pay(world, pearl, wanhoi, "10", key="k"))
    refused(pay(world, pearl, wanhoi, "11", key="k"), "events.key_reused")
    world.wait(minutes=1)
    assert done(pay(world, pearl, wanhoi, "10", key="k")) == paid, "whoever lost the answer asks later"
    other = data(world, pearl, wanhoi, originator_name="Somebody Else Limited")
    refused(pay(world, pearl, wanhoi, "10", key="k", travel_data=other), "events.key_reused")
    nameless = data(world, pearl, wanhoi, recipient_name="")
    first = refused(pay(world, pearl, wanhoi, "10", key="no", travel_data=nameless), "rulebook.refused")
    again = refused(pay(world, pearl, wanhoi, "10", key="no", travel_data=nameless), "rulebook.refused")
    assert again.as_json() == first.as_json()
    assert str(world.coins(wanhoi)) == "coin:hkdx 10.000000"


def test_a_coin_without_a_known_rate_has_an_unknown_value_and_unknown_is_no_pass() -> None:
    end = End("Pearl", "0x1", "9 Nathan Road", "lei:1", verified=True, screened=True)
    other = dataclasses.replace(end, name="Wan Hoi", account="0x2")
    whole = TravelData("Pearl", "0x1", "9 Nathan Road", "lei:1", "Wan Hoi", "0x2")
    facts = transfer_facts(
        whole, end, dataclasses.replace(other, verified=True), value_hkd_cents=None, linked_hkd_cents=None,
        diligence_reference="", suspected=False,
    )  # fmt: skip
    bare = {**facts, "transfer.originator_address_or_id_present": False}
    outcomes = {f.rule_id: f.outcome.value for f in HK.judge("transfer", bare, subject_id="pay", on=parse_day(LAW_DAY))}
    assert outcomes["HK.transfer.identifying_data"] == "unknown"


def test_value_is_rounded_down_so_that_nothing_slips_over_or_under_a_threshold() -> None:
    assert hkd_cents(Amount.parse("7999.999999", COIN), 1_000_000) == 799_999
    assert hkd_cents(Amount.parse("8000", COIN), 1_000_000) == 800_000
    assert hkd_cents(Amount.parse("1025.641026", COIN), 7_800_000) == 800_000
    assert hkd_cents(Amount.parse("1025.641025", COIN), 7_800_000) == 799_999


def test_a_table_of_travel_data_with_a_misspelt_field_is_refused() -> None:
    assert payments.travel_data({"originator_name": " Pearl  River "}).originator_name == "Pearl River"
    with pytest.raises(Refused) as caught:
        payments.travel_data({"orginator_name": "Pearl"})
    assert caught.value.refusal.where == "travel_data.orginator_name"


def test_a_dollar_coin_is_valued_at_the_dearer_side_of_the_last_rate_known(
    database: Database, clock: SimulatedClock
) -> None:
    coins = Amount.parse("1000", COIN)
    now = clock.now()
    assert payments.queries.value_in_hkd_cents(database, coins, USD, as_of=now, known_at=now) is None
    done(
        observations.observe(
            database, clock, key="fx", kind="fx", subject="USD/HKD", value={"bid": "7.80", "ask": "7.81"},
            occurred_at=now, source="bank", actor_id=COMPLIANCE.id,
        )
    )  # fmt: skip
    assert payments.queries.value_in_hkd_cents(database, coins, USD, as_of=now, known_at=now) == 781_000
