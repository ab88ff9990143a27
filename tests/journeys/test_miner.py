"""A miner: bitcoin mined and sold, power paid abroad, machines bought against documents, nothing in reserve."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from lantau import events, ledger, mining, payments, reserves, treasury, worlds
from lantau.chain import queries as chain_queries
from lantau.chain.backing import chain_of
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.money import HKD, Amount, asset
from lantau.refusal import Refusal
from lantau.register import queries as register_queries
from lantau.rulebook import load
from lantau.wiring import LiveWorld, Sandbox, Settings, open_sandbox
from tests.journeys.command import ROOT, answered, lantau, temporary_home
from tests.journeys.conftest import PlayedWorld

pytestmark = pytest.mark.xdist_group("miner")

MINER = ROOT / "examples" / "worlds" / "miner"
LQD = asset("coin:lqd")


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with temporary_home() as folder:
        yield folder


@pytest.fixture(scope="module")
def told(home: Path) -> str:
    return lantau(home, "run", str(MINER)).stdout


@pytest.fixture(scope="module")
def sandbox(home: Path, told: str) -> Iterator[Sandbox]:
    with open_sandbox(Settings(home=home)) as opened:
        yield opened


@pytest.fixture(scope="module")
def miner(home: Path, told: str, sandbox: Sandbox) -> PlayedWorld:
    live = sandbox.world("miner")
    assert isinstance(live, LiveWorld), live
    return PlayedWorld(home, told, live, worlds.outcomes(live.database))


def statement(world: PlayedWorld) -> treasury.Statement:
    with world.live.database.read() as connection:
        return treasury.queries.statement(connection, world.party("taimo"))


def test_the_world_is_played_as_it_says(miner: PlayedWorld) -> None:
    assert "19 of them refused as the scenario says" in miner.told
    assert f"digest {miner.digest}" in miner.told


def test_every_satoshi_of_the_month_is_booked_as_the_mine_reports_it(miner: PlayedWorld) -> None:
    read = mining.read_fleet(MINER / "fleet")
    assert not isinstance(read, Refusal)
    report = mining.report(read)
    assert not isinstance(report, Refusal)
    september = report.months[0]
    with miner.live.database.read() as connection:
        booked = treasury.queries.productions(connection, owner_id=miner.party("taimo"))
    assert (booked[0].first_day, booked[0].until_day) == (date(2026, 9, 1), date(2026, 10, 1))
    assert booked[0].bitcoin.units == september.produced_sat
    assert [each.first_day.day for each in booked[1:]] == list(range(1, 30))
    assert [each.bitcoin.units for each in booked if each.first_day.day in (10, 11)] == [0, 0], "the host was down"
    assert statement(miner).mined.units == sum(each.bitcoin.units for each in booked)


def test_what_was_mined_is_held_or_sold_and_the_money_is_in_coins(miner: PlayedWorld) -> None:
    found = statement(miner)
    assert found.mined == found.held + found.sold
    assert (found.sold.decimal_text(), found.set_aside.units) == ("19.12345678", 0)
    assert found.proceeds == (Amount.parse("6193800.00", HKD),)
    assert found.cash == (Amount.parse("193800.00", HKD),), "six million went to the issuer"
    with miner.live.database.read() as connection:
        sales = treasury.queries.sales(connection)
    assert [(each.state, str(each.proceeds)) for each in sales] == [
        ("settled", "HKD 6,193,800.00"), ("settled", "coin:lqd 6,995,820.370000"),
    ]  # fmt: skip
    assert miner.refused("sold-too-much")[0] == "ledger.insufficient_balance"


def test_power_is_paid_across_the_border_with_what_the_travel_rule_asks_for(miner: PlayedWorld) -> None:
    code, citation, _ = miner.refused("power-nameless")
    assert (code, "A 6.5" in citation) == ("rulebook.refused", True)
    with miner.live.database.read() as connection:
        (paid,) = payments.queries.payments(connection, party_id=miner.party("threerivers"))
        travelled = payments.queries.travel_data_of(connection, paid.id)
    assert (paid.tier, paid.chain_status, paid.payer_id) == ("full", "final", miner.party("taimo"))
    usd_cents = int(str(miner.acts["power"].made["bill_usd"]).replace(".", ""))
    hkd_cents = -(-usd_cents * 78_020 // 10_000)
    assert paid.coins.units == hkd_cents * 10_000, "at the ask, up to the cent, at par"
    assert travelled is not None and travelled.originator_address.startswith("31/F")


def test_bitcoin_in_the_pool_is_found_in_the_same_commit_and_reported(miner: PlayedWorld) -> None:
    act = miner.acts["bitcoin-in-the-pool"]
    law = {"HK.asset.eligible": "G 2.3.1; O Sch.2 s.5(5)", "HK.asset.currency": "O Sch.2 s.5(3); G 2.4.1"}
    assert act.made["breached"] == law
    assert "breached: HK.asset.eligible [G 2.3.1; O Sch.2 s.5(5)]" in " ".join(miner.told.split())
    with miner.live.database.read() as connection:
        rows = connection.execute(
            "SELECT r.body FROM events.record r JOIN events.commit c ON c.id = r.commit_id "
            "WHERE r.kind = 'finding' AND r.subject_id = %s AND c.key = 'miner:bitcoin-in-the-pool'",
            (act.made_id,),
        ).fetchall()
    found = {row["body"]["rule_id"]: (row["body"]["outcome"], row["body"]["citation"]) for row in rows}
    assert found == {rule_id: ("breached", citation) for rule_id, citation in law.items()}
    pool = reserves.pools(miner.live.database)[0]
    closes = [miner.acts[f"close-2026-10-{day:02}"].made["open_findings"] for day in (5, 6, 7)]
    assert closes == [0, 4, 0], "with what follows for the licence; sold the next morning"
    assert not any(miner.acts[name].made["late"] for name in ("breach-reported", "breach-reported-2"))
    segregations = {each.segregation for each in ledger.queries.accounts(miner.live.database, code_prefix="bitcoin:")}
    assert segregations == {None}
    held = ledger.queries.accounts(miner.live.database, code_prefix=f"pool:{pool.id}:")
    assert {each.asset for each in held} == {HKD}, "what the pool held was booked at its cost"


def test_machines_are_paid_part_by_part_and_nothing_else_moves(miner: PlayedWorld) -> None:
    with miner.live.database.read() as connection:
        machines, spares = payments.purchase_queries.purchases(connection, party_id=miner.party("kestrel"))
        to_maker = payments.queries.payments(connection, party_id=miner.party("kestrel"))
    assert [(each.state, each.chain_status) for each in machines.milestones] == [("released", "final")] * 3
    assert [each.state for each in machines.milestones[1].history] == ["presented", "rejected", "presented", "released"]
    assert [each.coins for each in to_maker] == [each.amount for each in machines.milestones]
    assert [each.id for each in to_maker] == [each.payment_id for each in machines.milestones]
    assert ([each.state for each in spares.milestones], spares.kept.units) == (["lapsed"], 0)
    assert not [each for each in ledger.queries.open_holds(miner.live.database) if each.amount.asset == LQD]
    refused = {name: miner.refused(name)[0] for name, act in miner.acts.items() if act.refusal}
    assert {name: code for name, code in refused.items() if code.startswith(("payments.", "access."))} == {
        "sold-alone": "access.four_eyes", "machines-examined-by-the-maker": "payments.examiner_not_apart",
        "released-without-document": "payments.milestone_state", "released-by-one": "access.four_eyes",
        "released-too-much": "payments.other_amount", "released-another-paper": "payments.other_document",
        "released-twice": "payments.milestone_state", "inspected-too-soon": "payments.out_of_turn",
        "spares-kept": "payments.not_over", "spares-too-late": "payments.milestone_over",
    }  # fmt: skip


def test_chain_books_and_records_agree(miner: PlayedWorld) -> None:
    live = miner.live
    assert isinstance(live.chain, chain_queries.NodeChain)
    found = register_queries.reconcile(live.database, live.chain.node, "lqd")
    assert not isinstance(found, Refusal)
    assert (found.clean, found.differences, found.waiting) == (True, (), ())
    assert all(each.difference.units == 0 for each in ledger.trial_balance(live.database))
    assert not events.verify(live.database) and not ledger.verify(live.database)
    assert answered(miner.home, "verify", "--world", "miner")["discrepancies"] == []


def test_played_again_it_is_answered_as_before(miner: PlayedWorld) -> None:
    again = lantau(miner.home, "run", str(MINER)).stdout
    assert f"digest {miner.digest}" in again


@pytest.mark.parametrize("after", ["", "sale-2-paid", "released-1"])
def test_a_play_that_was_cut_off_and_goes_on_ends_in_the_same_digest(
    miner: PlayedWorld, fresh_database: Callable[[], Database], after: str
) -> None:
    scenario = worlds.read_scenario(MINER)
    assert not isinstance(scenario, Refusal)
    database = fresh_database()
    books = {name: load(name) for name in scenario.rulebooks}

    def until(outcome: worlds.ActOutcome, played: int, of: int) -> None:
        if outcome.name == after and not outcome.replayed:
            raise InterruptedError(after)

    def run() -> worlds.Played | Refusal:
        return worlds.play(database, SimulatedClock(scenario.starts_at), books, chain_of(database), scenario, until)

    if after:
        with pytest.raises(InterruptedError):
            run()
    played = run()
    assert isinstance(played, worlds.Played), played
    assert played.digest == miner.digest
