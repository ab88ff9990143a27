"""Self-held coins: signed by their holder, handed in by the issuer, final in the books when final on chain."""

from __future__ import annotations

from typing import Any

from lantau import chain, ledger, register
from lantau.chain import Deployment, Known, coin_contract, queries
from lantau.money import asset
from lantau.register import queries as register_queries
from lantau.register.reconciliation import Reconciliation
from tests.journeys.conftest import PlayedWorld

COIN = "lqd"


def deployed(world: PlayedWorld) -> Deployment:
    with world.live.database.read() as connection:
        found = queries.deployment(connection, COIN)
    assert found is not None
    return found


def view(world: PlayedWorld, function: str, *arguments: object) -> Any:
    assert isinstance(world.live.chain, queries.NodeChain)
    return coin_contract.coin().read(world.live.chain.node, deployed(world).address, function, *arguments)


def test_the_contract_holds_what_the_books_hold_to_the_base_unit(first_coin: PlayedWorld) -> None:
    known = first_coin.live.chain.total_supply(COIN, first_coin.live.clock.now())
    assert isinstance(known, Known)
    issued = ledger.account_by_code(first_coin.live.database, f"coin:{COIN}:issued")
    assert isinstance(issued, ledger.Account)
    balance = ledger.balance(first_coin.live.database, issued.id)
    assert not hasattr(balance, "code")
    assert known.supply.units == 19_000_000_000_000 == view(first_coin, "totalSupply")


def test_chain_books_holders_and_marks_reconcile_clean(first_coin: PlayedWorld) -> None:
    live = first_coin.live
    assert isinstance(live.chain, queries.NodeChain)
    found = register_queries.reconcile(live.database, live.chain.node, COIN)
    assert isinstance(found, Reconciliation)
    assert (found.clean, found.differences, found.waiting) == (True, (), ())
    assert found.chain_units == found.logs_units == found.issued_units == found.holders_units == 19_000_000_000_000


def test_the_coins_that_wait_for_redemption_are_set_aside_and_still_their_holders(first_coin: PlayedWorld) -> None:
    coin = asset(f"coin:{COIN}")
    held = [each for each in ledger.queries.open_holds(first_coin.live.database) if each.amount.asset == coin]
    assert [each.amount.units for each in held] == [250_000_000_000], "the redemption whose clock still runs"


def test_the_mint_came_with_the_attested_reserve_and_the_reserve_covers_the_supply(first_coin: PlayedWorld) -> None:
    amount, made, ends = view(first_coin, "reserve")
    assert amount >= view(first_coin, "totalSupply")
    assert ends - made == 5 * 86_400


def test_the_coin_is_closed_to_unverified_holders_and_open_to_the_two_customers(first_coin: PlayedWorld) -> None:
    mode, _ = view(first_coin, "transferPolicy")
    assert mode == 1
    holders = register_queries.holders_of(first_coin.live.database, COIN)
    assert isinstance(holders, tuple)
    assert {each.known.party_id for each in holders} == {first_coin.party("pearl"), first_coin.party("wanhoi")}
    assert all(view(first_coin, "isVerified", each.address) for each in holders)


def test_if_the_chain_is_gone_every_holder_can_be_paid_from_our_own_records(first_coin: PlayedWorld) -> None:
    gone = register_queries.redemption_register(first_coin.live.database, COIN)
    assert isinstance(gone, register_queries.RedemptionRegister)
    assert sum(each.holding.units for each in gone.holders) == gone.issued_units == 19_000_000_000_000
    assert {each.way for each in gone.holders} == {"bank_account"}


def test_each_chain_transaction_of_ours_names_what_asked_for_it(first_coin: PlayedWorld) -> None:
    with first_coin.live.database.read() as connection:
        rows = connection.execute("SELECT hash FROM chain.transaction").fetchall()
        causes = chain.queries.caused_by(connection, [row["hash"] for row in rows])
    assert len(causes) == len(rows)
    keys = {cause.topic: cause.key for cause in causes.values()}
    assert keys["chain.mint"] == "first-coin:issue-1"
    assert keys["chain.transfer"] == "first-coin:payment-1"
    assert keys["chain.burn"] == "first-coin:redemption-settled"


def test_the_mirror_is_begun_once(first_coin: PlayedWorld) -> None:
    mirrors = register_queries.mirrors(first_coin.live.database)
    assert [each.coin_id for each in mirrors] == [COIN]
    assert register.begin(first_coin.live.database, first_coin.live.clock, COIN) == mirrors[0]
