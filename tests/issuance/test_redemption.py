"""A valid redemption has one business day, storms counted, and is settled at par: coins and reserve go down as one."""

from __future__ import annotations

import re
from datetime import timedelta

from lantau import identity, issuance, ledger, observations, reserves
from lantau.dates import hk_date
from lantau.db import Database
from lantau.issuance.orders import TRANSITIONS, OrderState
from lantau.issuance.redeem_operations import payout_facts
from lantau.money import HKD, USD, Amount
from tests.issuance.test_receipts import confirm, pay_out
from tests.issuance.world import (
    ADDRESSES,
    CHECKER,
    COIN_ID,
    COMPLIANCE,
    CUSTODY,
    SECOND_COMPLIANCE,
    TREASURY,
    Customer,
    World,
    done,
    later,
    refused,
)

PAYOUT = ("HK.redeem.payout", "HK.redeem.payout_currency", "HK.redeem.par_retired")


def queue(world: World, *, settled: bool = False) -> tuple[issuance.queries.RedemptionInQueue, ...]:
    warnings = observations.warnings(world.database, known_at=world.at)
    with world.database.read() as connection:
        return issuance.redemption_queue(connection, world.book, world.at, warnings, with_settled=settled)


def test_a_redemption_pays_par_and_takes_coins_and_reserve_down_together(world: World, pearl: Customer) -> None:
    world.issued(pearl, "1000")
    order = done(world.redeem(pearl, "400.25"))
    assert str(held(world, pearl)) == "coin:hkdx 400.250000"
    refused(world.settle(order), "issuance.not_possible")
    valid = done(world.validate(order))
    assert (valid.valid_at, valid.provisional) == (world.at, True)
    settled = done(world.settle(order, key="settle"))
    assert done(world.settle(order, key="settle")) == settled and not settled.late
    assert (str(world.coins(pearl)), str(world.par()), str(world.cash())) == (
        "coin:hkdx 599.750000", "HKD 599.75", "HKD 599.75",
    )  # fmt: skip
    assert str(world.balance(f"customer:{pearl.party_id}:payable:HKD")) == "HKD 400.25"
    (transfer,) = pay_out(world, settled.pay_out_id)
    assert (transfer.cdtr.nm, transfer.cdtr_acct.id.othr.id) == (pearl.name, pearl.number)
    assert (str(transfer.amt.instd_amt.value), transfer.pmt_id.end_to_end_id) == ("400.25", settled.pay_out_id)
    assert sorted(world.outbox()) == ["bank.pay", "chain.burn", "chain.mint"]
    world.in_balance()
    confirm(world, settled.pay_out_id, "400.25", opening="1000.00", closing="599.75")
    assert world.balance(f"customer:{pearl.party_id}:payable:HKD").units == 0
    world.in_balance()


def test_what_is_paid_out_is_held_against_par_less_the_fee(world: World, pearl: Customer) -> None:
    world.issued(pearl, "1000")
    order = done(world.redeem(pearl, "400.25", fee=Amount(HKD, 25), cost=Amount(HKD, 25)))
    done(world.validate(order))
    done(world.settle(order))
    found = world.findings(order.order_id)
    assert {name: found[name] for name in PAYOUT} == dict.fromkeys(PAYOUT, "met")


def test_a_unit_short_another_currency_or_coins_left_in_circulation_are_found(world: World, pearl: Customer) -> None:
    world.issued(pearl, "1000")
    order_id = done(world.redeem(pearl, "400.25", fee=Amount(HKD, 25), cost=Amount(HKD, 25))).order_id
    with world.database.read() as connection:
        order = issuance.queries.order(connection, order_id)
    assert order is not None

    def outcomes(paid: Amount, fee: Amount) -> list[str]:
        facts = payout_facts(order, paid, fee)
        findings = world.book.judge("redeem_payout", facts, subject_id=order.id, on=hk_date(world.at))
        found = {finding.rule_id: finding.outcome.value for finding in findings}
        return [found[name] for name in PAYOUT]

    cent, fee = Amount(HKD, 1), order.fee
    assert outcomes(order.payable, fee) == ["met", "met", "met"]
    assert outcomes(order.payable - cent, fee) == ["breached", "met", "met"]
    assert outcomes(order.payable + cent, fee) == ["breached", "met", "breached"], "more leaves than is retired"
    assert outcomes(Amount(USD, order.payable.units), fee) == ["unknown", "breached", "unknown"]


def test_no_more_is_redeemed_than_is_held_and_nothing_twice(world: World, pearl: Customer) -> None:
    world.issued(pearl, "1000")
    refused(world.redeem(pearl, "1000.01"), "ledger.insufficient_balance")
    first = done(world.redeem(pearl, "600"))
    refused(world.redeem(pearl, "600"), "ledger.insufficient_balance")
    cancel = world.by(order_id=first.order_id, reason="asked for too much")
    assert done(world.run(issuance.cancel_order, **cancel)).state is OrderState.CANCELLED
    assert held(world, pearl).units == 0
    second = done(world.redeem(pearl, "1000"))
    done(world.validate(second))
    refused(
        world.run(issuance.cancel_order, **world.by(order_id=second.order_id, reason="no")), "issuance.not_possible"
    )
    done(world.settle(second))
    assert (world.coins(pearl).units, world.par().units, world.cash().units) == (0, 0, 0)
    refused(world.settle(second), "issuance.not_possible")
    world.in_balance()


def test_a_fee_up_to_its_cost_is_kept_by_the_issuer_and_one_above_is_refused(world: World, pearl: Customer) -> None:
    world.issued(pearl, "1000")
    unfair = done(world.redeem(pearl, "100", fee=hkd("1.01"), cost=hkd("1.00")))
    refused(world.validate(unfair), "rulebook.refused", "G 3.3.4")
    fair = done(world.redeem(pearl, "100", fee=hkd("1.00"), cost=hkd("1.00")))
    done(world.validate(fair))
    settled = done(world.settle(fair))
    amounts = [str(each.amt.instd_amt.value) for each in pay_out(world, settled.pay_out_id)]
    assert amounts == ["99.00", "1.00"]
    assert (str(world.par()), str(world.cash())) == ("HKD 900.00", "HKD 900.00")
    assert str(world.balance(f"issuer:{world.issuer_id}:fees:HKD")) == "HKD 1.00"
    confirm(world, settled.pay_out_id, "99.00", opening="1000.00", closing="901.00")
    confirm(world, settled.pay_out_id + "-FEE", "1.00", opening="901.00", closing="900.00")
    assert world.balance(f"issuer:{world.issuer_id}:in_settlement:HKD").units == 0
    refused(world.redeem(pearl, "1", fee=hkd("1.00"), cost=hkd("1.00")), "issuance.bad_amount")
    world.in_balance()


def test_the_clock_runs_through_a_holiday_and_a_storm(world: World, pearl: Customer) -> None:
    world.issued(pearl, "1000")
    world.clock.advance_to(later("2026-10-16T15:00:00+08:00"))  # a Friday; Monday 19 October is a general holiday
    order = done(world.redeem(pearl, "1000"))
    valid = done(world.validate(order))
    assert valid.due_at == later("2026-10-21T00:00:00+08:00")
    world.clock.advance_to(later("2026-10-20T17:00:00+08:00"))
    hoist(world, starts_at="2026-10-20T17:00:00+08:00")
    (waiting,) = queue(world)
    assert waiting.deadline is not None and waiting.deadline.due_at > later("2026-10-21T00:00:00+08:00")
    assert waiting.deadline.provisional and not waiting.is_late
    assert any("gale" in why.lower() for _, why in waiting.deadline.skipped)
    world.clock.advance_to(later("2026-10-21T06:00:00+08:00"))
    hoist(world, ends_at="2026-10-21T06:00:00+08:00")
    (waiting,) = queue(world)
    assert waiting.deadline is not None and waiting.deadline.due_at == later("2026-10-23T00:00:00+08:00")
    assert waiting.time_left == waiting.deadline.due_at - world.at
    world.clock.advance_to(later("2026-10-22T23:59:59+08:00"))
    (waiting,) = queue(world)
    assert outcome(waiting) == "unknown"
    world.clock.advance_to(later("2026-10-23T00:00:00+08:00"))
    (waiting,) = queue(world)
    assert (outcome(waiting), waiting.is_late) == ("breached", True)
    assert waiting.time_left == timedelta(0)
    settled = done(world.settle(order))
    assert settled.late
    assert world.findings(order.order_id)["HK.redeem.clock"] == "breached"
    assert queue(world) == ()
    (late,) = queue(world, settled=True)
    assert (outcome(late), late.time_left) == ("breached", None)


def test_a_request_is_valid_since_its_last_condition_was_met_not_since_somebody_looked(world: World) -> None:
    mako = world.customer("Mako Trading Limited", "024123456789003", ADDRESSES[2])
    world.issued(mako, "100")
    asked_at = world.at
    order = done(world.redeem(mako, "100"))
    world.wait(days=3)
    valid = done(world.validate(order))
    assert valid.valid_at == asked_at
    (waiting,) = queue(world)
    assert waiting.is_late, "two business days passed before anybody looked"


def test_a_written_consent_excuses_the_delay_its_terms_cover(world: World) -> None:
    mako = world.customer("Mako Trading Limited", "024123456789003", ADDRESSES[2])
    world.issued(mako, "200")
    late = done(world.redeem(mako, "100"))
    done(world.validate(late))
    world.wait(days=3)
    assert done(world.settle(late)).late
    assert world.findings(late.order_id)["HK.redeem.clock"] == "breached"
    done(
        observations.observe(
            world.database, world.clock, key="consent", kind="consent", subject=world.issuer_id,
            value={
                "matter": "redemption.deadline", "reference": "SIM-C-1", "citation": "G 3.3.3",
                "in_force_from": "2026-09-01", "terms": {"business_days": 2},
            },
            occurred_at=world.at, source="letter", actor_id=COMPLIANCE.id,
        )
    )  # fmt: skip
    excused = done(world.redeem(mako, "100"))
    done(world.validate(excused))
    world.wait(days=1, hours=12)
    assert not done(world.settle(excused)).late
    assert world.findings(excused.order_id)["HK.redeem.clock"] == "met"


def test_while_a_condition_is_missing_no_clock_runs(world: World) -> None:
    mako = world.customer("Mako Trading Limited", "024123456789003", ADDRESSES[2])
    world.issued(mako, "100")
    fail = world.by(
        COMPLIANCE, SECOND_COMPLIANCE, party_id=mako.party_id, issuer_id=world.issuer_id, outcome="failed", measures=(),
        sources=(), valid_until=later("2026-12-31T00:00:00+08:00").date(),
    )  # fmt: skip
    done(world.run(identity.verify_party, **fail))
    order = done(world.redeem(mako, "100"))
    refused(world.validate(order), "rulebook.refused", "G 3.5.1")
    (waiting,) = queue(world)
    assert (waiting.deadline, waiting.time_left, outcome(waiting)) == (None, None, "not_applicable")
    world.wait(hours=30)
    world.verify(mako)
    assert done(world.validate(order)).valid_at == world.at


def test_the_table_of_transitions_is_what_the_database_allows(database: Database) -> None:
    with database.read() as connection:
        row = connection.execute(
            "SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint "
            "WHERE conrelid = 'issuance.order_step'::regclass AND pg_get_constraintdef(oid) LIKE '%%settled%%'"
        ).fetchone()
    assert row is not None
    allowed = set(re.findall(r"from_state = '(\w+)'::text\) AND \(to_state = '(\w+)'", row["text"]))
    table = {(str(a), str(b)) for steps in TRANSITIONS.values() for a, after in steps.items() for b in after}
    assert allowed == table


def hkd(text: str) -> Amount:
    return Amount.parse(text, HKD)


def held(world: World, customer: Customer) -> Amount:
    account = done(ledger.account_by_code(world.database, f"wallet:{customer.wallet_id}:{COIN_ID}"))
    return done(ledger.balance(world.database, account.id)).held


def outcome(item: issuance.queries.RedemptionInQueue) -> str:
    (finding,) = item.findings
    return finding.outcome.value


def hoist(world: World, **value: str) -> None:
    """A gale warning is hoisted (``starts_at``) or ends (``ends_at``)."""
    done(
        observations.observe(
            world.database, world.clock, key=world.key("gale"), kind="warning.gale", subject="signal-8",
            value={name: later(text).isoformat() for name, text in value.items()}, occurred_at=world.at,
            source="weather office", actor_id=COMPLIANCE.id,
        )
    )  # fmt: skip


def test_a_redemption_is_not_paid_with_the_funds_of_somebody_else(world: World, pearl: Customer) -> None:
    world.issued(pearl, "5000")
    deposit = world.by(
        TREASURY, CHECKER, pool_id=world.pool_id, bank="Kestrel Bank", principal=hkd("4000.00"),
        matures_on=later("2026-11-30T00:00:00+08:00").date(), traits=CUSTODY,
    )  # fmt: skip
    done(world.run(reserves.place_deposit, world.book, **deposit))
    done(world.fund(pearl, "4000.00", "STRAY"))
    order = done(world.redeem(pearl, "1000.01"))
    done(world.validate(order))
    refused(world.settle(order), "issuance.short_of_cash", "G 3.3.3")
    small = done(world.redeem(pearl, "1000"))
    done(world.validate(small))
    done(world.settle(small))
    assert world.cash() == world.unmatched() == hkd("4000.00")
