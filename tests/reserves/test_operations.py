"""Acts on a pool: cash, rows and findings in one commit, each refusal beside its success."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lantau import events, identity, issuance, ledger, licensing, observations, reserves
from lantau.access import SUPERVISOR, Actor
from lantau.dates import SimulatedClock
from lantau.db import Database, Server, drop_world, world_database
from lantau.events import queries as recorded
from lantau.money import HKD, USD, Amount
from lantau.refusal import Refusal, Refused
from lantau.reserves import AssetClass, Attestation, Changed
from lantau.rulebook import Rulebook, load
from tests.reserves.pools import CHECKER, SAFE, TREASURY, Bench, hkd

THREE_MONTHS, FOUR_MONTHS = date(2026, 12, 1), date(2027, 1, 1)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load("HK")


@pytest.fixture(scope="module")
def shared(server: Server) -> Iterator[Database]:
    """One world for the file: every test has an issuer and a coin of its own in it."""
    name = f"reserves-{os.getpid()}"
    database = world_database(server, name)
    yield database
    database.close()
    drop_world(server, name)


NUMBERS = itertools.count(1)


@pytest.fixture
def bench(shared: Database, clock: SimulatedClock, book: Rulebook) -> Bench:
    number = next(NUMBERS)
    made = Bench(shared, clock, book, issuer=f"pty_issuer{number}", coin=f"hkdl{number}")
    made.open()
    return made


def code_of(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code.name


def test_a_coin_has_one_pool_and_a_second_is_refused_with_the_paragraph(bench: Bench) -> None:
    act = bench.act()
    answer = reserves.open_pool(
        bench.database,
        bench.clock,
        **act,
        issuer_id=bench.issuer,
        coin_id=bench.coin,
        reference=HKD,
        bank="Other",
        traits=SAFE,
    )
    assert code_of(answer) == "reserves.pool_exists"
    assert isinstance(answer, Refusal) and answer.citation == "O Sch.2 s.5(1)"
    assert len(reserves.pools(bench.database, issuer_id=bench.issuer)) == 1


def test_another_coin_has_a_pool_of_its_own(bench: Bench) -> None:
    first = bench.pool_id
    second = bench.open("usdl", reference=USD)
    assert [pool.id for pool in reserves.pools(bench.database, issuer_id=bench.issuer)] == [first, second]
    assert [pool.id for pool in reserves.pools(bench.database, coin_id="usdl")] == [second]
    assert reserves.pools(bench.database, issuer_id="pty_other") == ()


def test_own_money_becomes_cash_of_the_pool(bench: Bench) -> None:
    changed = bench.contribute("8000000.00")
    assert changed.breached == changed.unknown == ()
    assert bench.balance("cash") == bench.balance("own_funds") == hkd("8000000.00")
    assert bench.value().eligible_micros == 8_000_000_000_000


@pytest.mark.parametrize("amount", [hkd("0.00"), hkd("-1.00"), Amount.parse("1.00", USD)])
def test_what_is_no_positive_amount_of_the_currency_is_refused(bench: Bench, amount: Amount) -> None:
    answer = reserves.contribute(
        bench.database, bench.clock, bench.book, **bench.act(), pool_id=bench.pool_id, amount=amount
    )
    assert code_of(answer) == "reserves.bad_amount"


def test_a_three_month_deposit_is_eligible_and_takes_the_cash(bench: Bench) -> None:
    bench.contribute("8000000.00")
    bench.issue("8000000")
    placed = bench.done(bench.deposit("3000000.00", THREE_MONTHS))
    assert placed.breached == placed.unknown == ()
    assert bench.balance("cash") == hkd("5000000.00")
    assert bench.value().eligible_micros == 8_000_000_000_000


def test_a_four_month_deposit_is_booked_and_found_twice(bench: Bench) -> None:
    bench.contribute("8000000.00")
    bench.issue("8000000")
    placed = bench.done(bench.deposit("3000000.00", FOUR_MONTHS))
    assert placed.breached == ("HK.asset.eligible", "HK.pool.eligible_backing")
    assert placed.eligible_micros == 5_000_000_000_000
    assert bench.balance("cash") == hkd("5000000.00")
    every, _ = recorded.read_after(bench.database, recorded.START, ["finding"])
    ours = [record for record in every if record.stream == f"issuer:{bench.issuer}"]
    records = [record for record in ours if record.body["outcome"] == "breached"]
    assert [record.body["rule_id"] for record in records] == ["HK.asset.eligible", "HK.pool.eligible_backing"]
    assert {record.commit_id for record in records} == {placed.commit_id}


def test_a_buffer_above_par_keeps_the_backing_though_the_asset_stays_ineligible(bench: Bench) -> None:
    bench.contribute("11000000.00")
    bench.issue("8000000")
    assert bench.done(bench.deposit("3000000.00", FOUR_MONTHS)).breached == ("HK.asset.eligible",)


def test_a_deposit_matures_into_cash_with_its_interest_as_the_issuers_gain(bench: Bench) -> None:
    bench.contribute("8000000.00")
    placed = bench.done(bench.deposit("3000000.00", THREE_MONTHS))
    matured = reserves.mature(
        bench.database, bench.clock, bench.book, **bench.act(), pool_id=bench.pool_id,
        position_id=placed.position_id, proceeds=hkd("3015000.00"),
    )  # fmt: skip
    assert isinstance(matured, Changed) and matured.breached == ()
    assert (bench.balance("cash"), bench.balance("income")) == (hkd("8015000.00"), hkd("15000.00"))
    again = reserves.mature(
        bench.database, bench.clock, bench.book, **bench.act(), pool_id=bench.pool_id,
        position_id=placed.position_id, proceeds=hkd("1.00"),
    )  # fmt: skip
    assert code_of(again) == "reserves.unknown_position"


def test_a_loss_is_the_issuers_too(bench: Bench) -> None:
    bench.contribute("100.00")
    placed = bench.done(bench.deposit("100.00", THREE_MONTHS))
    bench.done(
        reserves.mature(
            bench.database, bench.clock, bench.book, **bench.act(), pool_id=bench.pool_id,
            position_id=placed.position_id, proceeds=hkd("99.00"),
        )
    )  # fmt: skip
    assert (bench.balance("cash"), bench.balance("income")) == (hkd("99.00"), hkd("-1.00"))


def test_the_cash_account_itself_does_not_mature(bench: Bench) -> None:
    cash = bench.value().positions[0].position.id
    answer = reserves.mature(
        bench.database, bench.clock, bench.book, **bench.act(), pool_id=bench.pool_id, position_id=cash,
        proceeds=hkd("1.00"),
    )  # fmt: skip
    assert code_of(answer) == "reserves.unknown_position"


@pytest.mark.parametrize(("amount", "booked"), [("100.00", True), ("100.01", False)])
def test_a_deposit_takes_all_the_cash_there_is_and_no_cent_more(bench: Bench, amount: str, booked: bool) -> None:
    bench.contribute("100.00")
    answer = bench.deposit(amount, THREE_MONTHS)
    assert booked if isinstance(answer, Changed) else code_of(answer) == "reserves.short_of_cash"


def test_unmatched_funds_are_in_the_account_but_neither_back_coins_nor_can_be_placed(bench: Bench) -> None:
    bench.contribute("100.00")
    cash, unmatched = (
        ledger.account_by_code(bench.database, f"pool:{bench.pool_id}:{purpose}:HKD")
        for purpose in ("cash", "unmatched")
    )
    assert not isinstance(cash, Refusal) and not isinstance(unmatched, Refusal)
    bench.book_transfer(cash, unmatched, hkd("50.00"))
    assert bench.balance("cash") == hkd("150.00")
    assert bench.value().eligible_micros == 100_000_000
    assert bench.value(matching=hkd("50.00")).eligible_micros == 150_000_000
    assert code_of(bench.deposit("100.01", THREE_MONTHS)) == "reserves.short_of_cash"


def test_a_position_that_ends_before_it_begins_is_refused(bench: Bench) -> None:
    bench.contribute("100.00")
    assert code_of(bench.deposit("1.00", date(2026, 9, 1))) == "reserves.bad_dates"


def test_one_person_alone_moves_no_reserve(bench: Bench) -> None:
    bench.contribute("100.00")
    assert code_of(bench.deposit("1.00", THREE_MONTHS, checker=None)) == "access.four_eyes"
    assert code_of(bench.deposit("1.00", THREE_MONTHS, checker=TREASURY)) == "access.four_eyes"
    holder = Actor("per_holder", "H", frozenset({"holder"}), bench.issuer)
    assert code_of(bench.deposit("1.00", THREE_MONTHS, actor=holder)) == "access.not_permitted"
    assert code_of(bench.deposit("1.00", THREE_MONTHS, checker=CHECKER)) == "access.four_eyes", "another issuer's"
    assert isinstance(bench.deposit("1.00", THREE_MONTHS), Changed)


def test_another_issuer_s_people_touch_neither_pool_nor_positions(bench: Bench) -> None:
    bench.contribute("100.00")
    placed = bench.done(bench.deposit("50.00", THREE_MONTHS))
    strangers = {"actor": TREASURY, "checker": CHECKER}
    on_pool = {"pool_id": bench.pool_id}
    traits = {"matures_on": "2026-12-01", **SAFE}
    asked: list[tuple[Any, tuple[Rulebook, ...], dict[str, Any]]] = [
        (reserves.open_pool, (), {
            "issuer_id": bench.issuer, "coin_id": "other", "reference": HKD, "bank": "Bank", "traits": SAFE,
        }),
        (reserves.contribute, (bench.book,), {**on_pool, "amount": hkd("1.00")}),
        (reserves.place_deposit, (bench.book,), {
            **on_pool, "bank": "Bank", "principal": hkd("1.00"), "matures_on": THREE_MONTHS, "traits": SAFE,
        }),
        (reserves.buy, (bench.book,), {
            **on_pool, "asset_class": AssetClass.DEBT, "name": BILL, "nominal": hkd("1.00"), "cost": hkd("1.00"),
            "custodian": "Bank", "traits": traits,
        }),
        (reserves.mature, (bench.book,), {
            **on_pool, "position_id": placed.position_id, "proceeds": hkd("50.00"),
        }),
        (reserves.attest, (bench.book,), {
            **on_pool, "signer": Ed25519PrivateKey.generate(), "expires_at": bench.now + timedelta(days=1),
        }),
    ]  # fmt: skip
    for operation, books, told in asked:
        answer = operation(bench.database, bench.clock, *books, **{**bench.act(), **strangers}, **told)
        assert code_of(answer) == "access.not_own_organisation", operation.__name__
    assert (bench.balance("cash"), len(reserves.pools(bench.database, issuer_id=bench.issuer))) == (hkd("50.00"), 1)
    act = {**bench.act(), "pool_id": bench.pool_id, "position_id": placed.position_id, "proceeds": hkd("50.00")}
    bench.done(reserves.mature(bench.database, bench.clock, bench.book, **act))
    assert bench.balance("cash") == hkd("100.00")


def test_a_pool_nobody_opened_is_refused(bench: Bench) -> None:
    assert code_of(bench.deposit("1.00", THREE_MONTHS, pool_id="pol_none")) == "reserves.unknown_pool"
    with pytest.raises(Refused, match="unknown_pool"):
        reserves.value_pool(bench.database, bench.book, "pol_none", as_of=bench.now, known_at=bench.now)


def test_asking_twice_is_asking_once(bench: Bench) -> None:
    bench.contribute("100.00")
    act = bench.act()
    first = bench.deposit("60.00", THREE_MONTHS, **act)
    second = bench.deposit("60.00", THREE_MONTHS, **act)
    assert isinstance(first, Changed) and isinstance(second, Changed)
    assert (first.position_id, second.replayed) == (second.position_id, True)
    assert bench.balance("cash") == hkd("40.00")
    assert code_of(bench.deposit("61.00", THREE_MONTHS, **act)) == "events.key_reused"


def buy(bench: Bench, kind: AssetClass, nominal: Amount, cost: str, traits: dict[str, Any]) -> Changed:
    return bench.done(
        reserves.buy(
            bench.database, bench.clock, bench.book, **bench.act(), pool_id=bench.pool_id, asset_class=kind,
            name=f"BILL {bench.coin}", nominal=nominal, cost=hkd(cost), custodian="Bank of Lantau",
            traits={**SAFE, **traits},
        )
    )  # fmt: skip


def quote(bench: Bench, bid: str) -> None:
    observed = observations.observe(
        bench.database, bench.clock, key=f"price-{bench.coin}", kind="price", subject=f"BILL {bench.coin}",
        value={"currency": "HKD", "bid": bid, "per": 100}, occurred_at=bench.now, source="a dealer", actor_id="system",
    )  # fmt: skip
    assert not isinstance(observed, Refusal), observed


BILL = {
    "matures_on": "2026-12-16", "issuer_kind": "government", "risk_weight_bps": 0, "highly_liquid": True,
    "financial_institution_liability": False,
}  # fmt: skip


def test_a_bill_is_valued_at_its_bid_and_unknown_before_one_is_observed(bench: Bench) -> None:
    bench.contribute("1000.00")
    bench.issue("900")
    bought = buy(bench, AssetClass.DEBT, hkd("1000.00"), "997.00", BILL)
    assert bought.unknown == ("HK.pool.full_backing", "HK.pool.eligible_backing")
    assert bench.value().unvalued == (bought.position_id,)
    quote(bench, "99.68")
    assert bench.value().eligible_micros == 3_000_000 + 996_800_000
    assert bench.value(as_of=bench.now - timedelta(minutes=1)).unvalued == (bought.position_id,)


def test_bitcoin_is_booked_and_found_ineligible_with_its_paragraph(bench: Bench) -> None:
    from lantau.money import BTC

    bench.contribute("1000.00")
    bought = buy(bench, AssetClass.BITCOIN, Amount.parse("0.00100000", BTC), "800.00", {"hkma_accepted": False})
    assert "HK.asset.eligible" in bought.breached


def test_an_attestation_states_the_eligible_value_and_is_found_again(bench: Bench) -> None:
    bench.contribute("8000000.00")
    bench.done(bench.deposit("3000000.00", FOUR_MONTHS))
    act, expires_at = bench.act(), bench.now + timedelta(days=5)
    asked = {"pool_id": bench.pool_id, "signer": KEY, "expires_at": expires_at}
    signed = reserves.attest(bench.database, bench.clock, bench.book, **act, **asked)
    assert isinstance(signed, Attestation)
    assert signed.attested.amount_micros == 5_000_000_000_000
    assert signed.verify(KEY.public_key(), at=expires_at - timedelta(seconds=1)) is None
    assert reserves.latest_attestation(bench.database, bench.pool_id) == signed
    assert reserves.attest(bench.database, bench.clock, bench.book, **act, **asked) == signed


def test_a_change_of_the_pool_can_attest_its_new_value_in_the_same_commit(bench: Bench) -> None:
    signer = issuance.ReserveSigner(KEY, bench.now + timedelta(days=5))
    bench.contribute("8000000.00")
    placed = bench.done(bench.deposit("3000000.00", FOUR_MONTHS, signer=signer))
    signed = reserves.latest_attestation(bench.database, bench.pool_id)
    assert signed is not None
    assert signed.attested.amount_micros == placed.eligible_micros == 5_000_000_000_000
    dead = issuance.ReserveSigner(KEY, bench.now)
    assert code_of(bench.deposit("1.00", THREE_MONTHS, signer=dead)) == "reserves.expired"


def test_an_attestation_that_is_dead_at_birth_is_refused(bench: Bench) -> None:
    act = bench.act()
    answer = reserves.attest(
        bench.database, bench.clock, bench.book, **act, pool_id=bench.pool_id, signer=KEY,
        expires_at=act["occurred_at"],
    )  # fmt: skip
    assert code_of(answer) == "reserves.expired"


def test_a_decision_on_an_old_valuation_is_stale(bench: Bench) -> None:
    bench.contribute("100.00")
    guard = bench.value().guard
    bench.contribute("1.00")
    work = events.Work("late", {}, "system", f"issuer:{bench.issuer}", bench.now, guards=(guard,))
    assert code_of(events.commit(bench.database, bench.clock, work)) == "events.stale"


def test_money_is_neither_made_nor_lost_and_the_record_is_whole(bench: Bench) -> None:
    bench.contribute("8000000.00")
    bench.issue("8000000")
    placed = bench.done(bench.deposit("3000000.00", FOUR_MONTHS))
    bench.done(
        reserves.mature(
            bench.database, bench.clock, bench.book, **bench.act(), pool_id=bench.pool_id,
            position_id=placed.position_id, proceeds=hkd("2990000.00"),
        )
    )  # fmt: skip
    assert all(each.difference.units == 0 for each in ledger.trial_balance(bench.database))
    assert events.verify(bench.database) == ()


def test_a_direction_on_the_reserve_stops_purchases_but_not_money_coming_in(bench: Bench) -> None:
    one, two = (Actor(f"per_{name}", name, frozenset({"supervisor"}), SUPERVISOR) for name in ("one", "two"))
    act = bench.act()
    taken = identity.take_on(
        bench.database, bench.clock, key=act["key"], actor=one, occurred_at=bench.now, kind="legal",
        particulars={"full_name": "Harbour"}, key_seed=b"test",
    )  # fmt: skip
    assert not isinstance(taken, Refusal), taken
    directed = Bench(bench.database, bench.clock, bench.book, issuer=taken.party_id, coin=f"{bench.coin}d")
    directed.open()
    directed.contribute("100.00")
    given = licensing.operations.direct(
        bench.database, bench.clock, **{**bench.act(), "actor": one, "checker": two}, party_id=taken.party_id,
        stops=("reserve",), text="Place nothing.", citation="O s.78(1)",
    )  # fmt: skip
    assert not isinstance(given, Refusal), given
    act = directed.act()
    answer = directed.deposit("1.00", THREE_MONTHS, **act)
    assert code_of(answer) == "licensing.directed"
    again = directed.deposit("1.00", THREE_MONTHS, **act)
    assert isinstance(answer, Refusal) and isinstance(again, Refusal)
    assert again.as_json() == answer.as_json(), "a retry is told the same"
    assert directed.balance("cash") == hkd("100.00")
    assert directed.contribute("1.00").breached == ()
