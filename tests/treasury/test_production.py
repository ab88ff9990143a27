"""What was mined is booked once for each day, after it is over, and belongs to no pool."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from psycopg import errors

from lantau import treasury
from lantau.access import Actor
from lantau.ledger import Account
from lantau.money import BTC, HKD, Amount
from tests.issuance.world import HOLDER, TREASURY, Customer, World, done, refused
from tests.treasury.books import DAY, bitcoin, in_order, produce, statement

YESTERDAY = date(2026, 8, 31)
"""The clock begins on 1 September 2026, 01:00 UTC."""


def test_a_day_is_booked_once_and_a_retry_is_answered_as_before(world: World, miner: Customer) -> None:
    made = done(produce(world, miner, "0.59677043", YESTERDAY, key="day"))
    assert done(produce(world, miner, "0.59677043", YESTERDAY, key="day")) == made
    refused(produce(world, miner, "0.59677043", YESTERDAY, key="again"), "treasury.bad_period")
    assert in_order(world, miner) == {"mined": 59_677_043, "held": 59_677_043, "sold": 0}
    with world.database.read() as connection:
        (row,) = treasury.queries.productions(connection, owner_id=miner.party_id)
        assert treasury.queries.owners(connection) == (miner.party_id,)
    assert (row.source, row.first_day, row.until_day, row.bitcoin) == ("fleet", YESTERDAY, YESTERDAY + DAY, made.amount)


def test_a_key_stands_for_one_production(world: World, miner: Customer) -> None:
    done(produce(world, miner, "0.5", YESTERDAY, key="day"))
    refused(produce(world, miner, "0.6", YESTERDAY, key="day"), "events.key_reused")
    refused(produce(world, miner, "0.5", YESTERDAY, key="day", bitcoin=Amount(HKD, 50_000_000)), "treasury.bad_amount")


def test_a_day_asked_for_twice_at_once_is_booked_once_and_answered_alike(world: World, miner: Customer) -> None:
    instants = [world.at + timedelta(minutes=minute) for minute in range(4)]
    with ThreadPoolExecutor(len(instants)) as threads:
        answers = list(
            threads.map(lambda at: produce(world, miner, "0.5", YESTERDAY, key="day", occurred_at=at), instants)
        )
    with world.database.read() as connection:
        (row,) = treasury.queries.productions(connection, owner_id=miner.party_id)
    assert {done(each).id for each in answers} == {row.id}


@pytest.mark.parametrize(("first", "until"), [(-3, 1), (-1, 0), (-2, 0), (-1, 1)])
def test_periods_of_one_source_do_not_overlap(world: World, miner: Customer, first: int, until: int) -> None:
    world.wait(days=3)
    done(produce(world, miner, "1", YESTERDAY - DAY, YESTERDAY + DAY))
    start, end = YESTERDAY + timedelta(days=first), YESTERDAY + timedelta(days=until)
    refused(produce(world, miner, "1", start, end), "treasury.bad_period")
    done(produce(world, miner, "1", start, end, source="another fleet"))


def test_periods_that_follow_on_one_another_are_booked(world: World, miner: Customer) -> None:
    done(produce(world, miner, "1", YESTERDAY - DAY, YESTERDAY))
    done(produce(world, miner, "2", YESTERDAY))
    done(produce(world, miner, "4", YESTERDAY - 2 * DAY))
    assert in_order(world, miner)["mined"] == 7 * BTC.whole


def test_a_day_is_booked_after_it_is_over_in_utc(world: World, miner: Customer) -> None:
    refused(produce(world, miner, "1", YESTERDAY + DAY), "treasury.bad_period")
    refused(produce(world, miner, "1", YESTERDAY, YESTERDAY), "treasury.bad_period")
    world.wait(hours=23)
    done(produce(world, miner, "1", YESTERDAY + DAY))


def test_a_day_without_output_is_booked_and_moves_nothing(world: World, miner: Customer) -> None:
    assert done(produce(world, miner, "0", YESTERDAY)).amount == Amount.zero(BTC)
    refused(produce(world, miner, "1", YESTERDAY), "treasury.bad_period")
    assert statement(world, miner).mined == Amount.zero(BTC)


def test_only_bitcoin_and_no_less_than_nothing_is_produced(world: World, miner: Customer) -> None:
    for wrong in (Amount(BTC, -1), Amount(HKD, 100)):
        refused(produce(world, miner, "1", YESTERDAY, bitcoin=wrong), "treasury.bad_amount")
    refused(produce(world, miner, "1", YESTERDAY, source=" "), "treasury.bad_text")
    done(produce(world, miner, "0.00000001", YESTERDAY))


def test_a_party_books_its_own(world: World, miner: Customer, buyer: Customer) -> None:
    for other in (world.own(TREASURY), HOLDER):
        code = "access.not_own_organisation" if "treasury" in other.roles else "access.not_permitted"
        refused(produce(world, miner, "1", YESTERDAY, actor=other), code)
    nobody = Actor("per_x", "X", frozenset({"treasury"}), "pty_nobody")
    refused(produce(world, miner, "1", YESTERDAY, actor=nobody, owner_id="pty_nobody"), "treasury.unknown_party")
    assert bitcoin("1").units == BTC.whole


def test_an_account_of_bitcoin_belongs_to_no_pool_in_the_code_and_in_the_database(
    world: World, miner: Customer
) -> None:
    with pytest.raises(AssertionError, match="no pool"):
        Account("acc_x", "x", BTC, "debit", segregation=f"pool:{world.pool_id}")
    done(produce(world, miner, "1", YESTERDAY))
    with world.database.read() as connection:
        (commit,) = connection.execute("SELECT commit_id FROM treasury.production").fetchall()
    insert = (
        "INSERT INTO ledger.account"
        " (id, code, asset, normal, segregation, may_go_negative, owner_id, position, commit_id)"
        " VALUES ('acc_x', 'x', 'BTC', 'debit', %s, false, '', 0, %s)"
    )
    with pytest.raises(errors.CheckViolation, match="bitcoin_of_no_pool"), world.database.transaction() as connection:
        connection.execute(insert.encode(), (f"pool:{world.pool_id}", commit["commit_id"]))
