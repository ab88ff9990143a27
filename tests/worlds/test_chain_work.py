"""After each act the chain does its part: freezes reach the contract, failed payments give their coins back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from lantau import access, identity, ids, issuance, ledger, payments, worlds
from lantau.access import Actor
from lantau.chain import (
    SignedTransfer,
    authorization_queries,
    coin_contract,
    queries,
    retry_operations,
    signing,
    typed_data,
)
from lantau.chain.backing import chain_of
from lantau.chain.node import Paced
from lantau.dates import SimulatedClock
from lantau.db import Database, Server, drop_world, world_database
from lantau.events import outbox
from lantau.events.values import PendingMessage
from lantau.issuance import order_store, undo_operations
from lantau.money import Amount, asset
from lantau.refusal import Refusal
from lantau.register import queries as register_queries
from lantau.rulebook import load
from lantau.worlds.chain_work import let_the_chain_work
from lantau.worlds.keys import SimulatedWallet

EXAMPLE = Path(__file__).parents[2] / "examples" / "worlds" / "first-coin"
COIN = "lqd"
ONE = 1_000_000
EIGHT_DAYS = timedelta(days=8)


@dataclass
class World:
    """The example world at its last instant, and hands to go on with."""

    database: Database
    clock: SimulatedClock
    chain: queries.NodeChain
    scenario: worlds.Scenario
    parties: dict[str, str]
    made: dict[str, str]

    def person(self, label: str) -> Actor:
        found = access.person(self.database, ids.make("per", self.scenario.starts_at, f"{self.scenario.name}:{label}"))
        assert isinstance(found, Actor), found
        return found

    def later(self, **by: float) -> None:
        self.clock.advance_to(self.clock.now() + timedelta(**by))

    def work(self) -> None:
        let_the_chain_work(self.database, self.clock, self.chain.node, self.scenario.seed)

    def view(self, function: str, *arguments: object) -> Any:
        with self.database.read() as connection:
            deployment = queries.deployment(connection, COIN)
        assert deployment is not None
        return coin_contract.coin().read(self.chain.node, deployment.address, function, *arguments)

    def pay(
        self, key: str, *, life: timedelta = timedelta(days=1), signed_units: int = ONE, signed_as: str = ""
    ) -> payments.Paid | Refusal:
        """Wan Hoi pays Pearl Delta one coin, signed for so long, for so many units and under another key's nonce."""
        payer, payee = SimulatedWallet(self.scenario.seed, "wanhoi"), SimulatedWallet(self.scenario.seed, "pearl")
        now = self.clock.now()
        statement = typed_data.TransferAuthorization(
            payer.signer.address, payee.signer.address, signed_units, int(now.timestamp()) - 1,
            int((now + life).timestamp()), hashlib.sha256((signed_as or key).encode()).digest(),
        )  # fmt: skip
        with self.database.read() as connection:
            deployment = queries.deployment(connection, COIN)
        assert deployment is not None
        signature = payer.signer.sign_statement(
            deployment.domain, statement, purpose=signing.Purpose.TRANSFER, words="one coin"
        )
        travel = payments.travel_data(
            {
                "originator_name": "Wan Hoi Electronics Limited", "originator_account": payer.address,
                "recipient_name": "Pearl Delta Components Limited", "recipient_account": payee.address,
            }
        )  # fmt: skip
        return payments.pay(
            self.database, self.clock, load("HK"), key=key, actor=self.person("holder_wanhoi"), occurred_at=now,
            coin_id=COIN, amount=Amount(asset(f"coin:{COIN}"), ONE), payer_id=self.parties["wanhoi"],
            payer_wallet_id=self.made["wanhoi-wallet"], payee_id=self.parties["pearl"],
            payee_wallet_id=self.made["pearl-wallet"], purpose="credit note", invoice_reference=f"INV {key}",
            travel_data=travel, authorization=SignedTransfer(statement, signature),
        )  # fmt: skip

    def redeem(self, key: str, *, life: timedelta = timedelta(days=30), signed_as: str = "") -> str | Refusal:
        """Wan Hoi asks for the par of one coin back; the order's id."""
        holder, now = SimulatedWallet(self.scenario.seed, "wanhoi"), self.clock.now()
        with self.database.read() as connection:
            deployment = queries.deployment(connection, COIN)
        assert deployment is not None
        statement = typed_data.TransferAuthorization(
            holder.signer.address, deployment.redemption_wallet, ONE, int(now.timestamp()) - 1,
            int((now + life).timestamp()), hashlib.sha256(f"redeem {signed_as or key}".encode()).digest(), receive=True,
        )  # fmt: skip
        signature = holder.signer.sign_statement(
            deployment.domain, statement, purpose=signing.Purpose.TRANSFER, words="one coin"
        )
        asked = issuance.request_redemption(
            self.database, self.clock, key=key, actor=self.person("holder_wanhoi"), occurred_at=now,
            customer_id=self.parties["wanhoi"], coin_id=COIN, wallet_id=self.made["wanhoi-wallet"],
            bank_account_id=self.made["wanhoi-account"], amount=Amount(asset(f"coin:{COIN}"), ONE),
            authorization=SignedTransfer(statement, signature),
        )  # fmt: skip
        return asked if isinstance(asked, Refusal) else asked.order_id

    def validate(self, order_id: str, key: str = "") -> Any:
        return issuance.validate_redemption(
            self.database, self.clock, load("HK"), key=key or f"valid {order_id}", actor=self.person("ray"),
            occurred_at=self.clock.now(), order_id=order_id,
        )  # fmt: skip

    def settle(self, order_id: str, key: str = "") -> Any:
        return issuance.settle_redemption(
            self.database, self.clock, load("HK"), key=key or f"settle {order_id}", actor=self.person("mei"),
            checker=self.person("tom"), occurred_at=self.clock.now(), order_id=order_id,
        )  # fmt: skip

    def undo(self, order_id: str, key: str = "", *, alone: bool = False) -> Any:
        return undo_operations.undo_settlement(
            self.database, self.clock, key=key or f"undo {order_id}", actor=self.person("mei"),
            checker=None if alone else self.person("tom"), occurred_at=self.clock.now(), order_id=order_id,
            reasons="the holder has to sign anew",
        )  # fmt: skip

    def settled(self, key: str, **life: timedelta) -> str:
        """A redemption that is asked for, valid and settled in the books; the chain has not worked."""
        order_id = self.redeem(key, **life)
        assert isinstance(order_id, str), order_id
        for answer in (self.validate(order_id), self.settle(order_id)):
            assert not isinstance(answer, Refusal), answer
        return order_id

    def messages(self, topic: str) -> list[PendingMessage]:
        return list(outbox.pending(self.database, topic, limit=1000))

    def order(self, order_id: str) -> issuance.Order:
        with self.database.read() as connection:
            found = issuance.queries.order(connection, order_id)
        assert found is not None
        return found

    def status(self, payment_id: str) -> str:
        with self.database.read() as connection:
            found = payments.queries.payments(connection)
        return next(each.chain_status for each in found if each.id == payment_id)

    def clean(self) -> bool:
        found = register_queries.reconcile(self.database, self.chain.node, COIN)
        assert not isinstance(found, Refusal), found
        assert not found.differences, found.differences
        return found.clean


@pytest.fixture(scope="module")
def world(server: Server) -> Iterator[World]:
    scenario = worlds.read_scenario(EXAMPLE)
    assert not isinstance(scenario, Refusal)
    database = world_database(server, "chain-work")
    clock = SimulatedClock(scenario.starts_at)
    books = {name.partition("+")[0]: load(name) for name in scenario.rulebooks}
    chain = chain_of(database)
    played = worlds.play(database, clock, books, chain, scenario, lambda *_: None)
    assert isinstance(played, worlds.Played), played
    made = {each.name: each.made_id for each in played.outcomes if each.made_id}
    with database.read() as connection:
        files = identity.parties(connection)
    names = {"pearl": "Pearl Delta", "wanhoi": "Wan Hoi", "quay": "Lantern Quay"}
    parties = {
        label: next(each.party.id for each in files if each.party.name.startswith(name))
        for label, name in names.items()
    }
    yield World(database, clock, chain, scenario, parties, made)
    database.close()
    drop_world(server, "chain-work")


def test_a_payment_is_pending_until_the_chain_has_it_and_final_after(world: World) -> None:
    world.later(hours=1)
    paid = world.pay("paid")
    assert isinstance(paid, payments.Paid), paid
    assert (paid.chain_status, world.status(paid.payment_id)) == ("pending", "pending")
    world.work()
    assert world.status(paid.payment_id) == "final"
    assert world.clean()


def test_a_payment_that_the_payer_did_not_sign_is_refused_and_nothing_is_set_aside(world: World) -> None:
    before = ledger.queries.open_holds(world.database)
    refused = world.pay("other-amount", signed_units=2 * ONE)
    assert isinstance(refused, Refusal)
    assert refused.code.name == "payments.not_signed_for"
    assert ledger.queries.open_holds(world.database) == before


def test_what_was_signed_pays_once_whatever_the_key(world: World) -> None:
    paid = world.pay("signed-once")
    assert isinstance(paid, payments.Paid), paid
    assert world.pay("signed-once") == paid, "a retry is answered as before"
    for when in ("while it waits", "after it is final"):
        again = world.pay(f"signed-twice {when}", signed_as="signed-once")
        assert isinstance(again, Refusal)
        assert again.code.name == "payments.not_signed_for" and "for another" in again.message, again
        world.work()
    assert world.status(paid.payment_id) == "final"
    assert world.clean()


def test_of_two_who_use_one_signature_at_once_one_pays(world: World) -> None:
    barrier = Barrier(2)
    real = authorization_queries.objection_of_use

    def together(*read: Any) -> str:
        found = real(*read)
        barrier.wait(timeout=30)
        return found

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(2) as pool:
        patch.setattr(authorization_queries, "objection_of_use", together)
        answers = list(pool.map(lambda key: world.pay(key, signed_as="at-once"), ("first", "second")))
    (paid,) = (each for each in answers if isinstance(each, payments.Paid))
    (refused,) = (each for each in answers if isinstance(each, Refusal))
    assert refused.code.name in {"payments.not_signed_for", "events.stale"}, refused
    world.work()
    assert world.status(paid.payment_id) == "final"
    assert world.clean()


def test_a_payment_whose_signature_ran_out_gives_its_coins_back(world: World) -> None:
    paid = world.pay("ran-out", life=timedelta(minutes=5))
    assert isinstance(paid, payments.Paid), paid
    world.later(minutes=6)
    world.work()
    assert world.status(paid.payment_id) == "failed"
    assert world.clean()
    world.work()
    again = world.pay("ran-out", life=timedelta(minutes=5))
    assert isinstance(again, Refusal), "the same key asks for another thing by now"


def test_a_payment_that_somebody_else_handed_in_is_final_and_booked_once(world: World) -> None:
    world.later(minutes=1)
    paid = world.pay("front-run")
    assert isinstance(paid, payments.Paid), paid
    (message,) = outbox.pending(world.database, "chain.transfer")
    signed: Any = message.body["authorization"]
    call = coin_contract.coin().encode(
        "transferWithAuthorization", signed["from"], signed["to"], signed["value"], signed["valid_after"],
        signed["valid_before"], bytes.fromhex(signed["nonce"][2:]), bytes.fromhex(signed["signature"][2:]),
    )  # fmt: skip
    stranger = signing.LocalSigner(b"s" * 32)
    node = world.chain.node
    request = signing.TransactionRequest(
        node.chain_id, node.nonce(stranger.address), str(message.body["contract"]), call, 500_000, node.fees()
    )
    assert node.send([stranger.sign_transaction(request).raw]) == [None]
    assert isinstance(node, Paced)
    node.produce(world.clock.now())
    before = world.view("balanceOf", signed["to"])
    world.work()
    assert world.status(paid.payment_id) == "final"
    assert outbox.pending(world.database, "chain.transfer") == ()
    assert world.view("balanceOf", signed["to"]) == before, "it moved once"
    assert world.clean()


def test_what_was_signed_for_one_redemption_is_good_for_no_other(world: World) -> None:
    world.later(hours=1)
    order_id = world.redeem("once")
    assert isinstance(order_id, str), order_id
    assert world.redeem("once") == order_id, "a retry is answered as before"
    again = world.redeem("twice", signed_as="once")
    assert isinstance(again, Refusal)
    assert again.code.name == "issuance.not_signed_for" and "for another" in again.message, again
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(authorization_queries, "objection_of_use", lambda *_: "")
        at_once = world.redeem("thrice", signed_as="once")
    assert isinstance(at_once, Refusal)
    assert at_once.code.name == "issuance.not_signed_for" and "came first" in at_once.message, at_once


@pytest.mark.parametrize("life", [timedelta(days=6), timedelta(days=61)])
def test_a_redemption_is_signed_for_long_enough_and_not_for_ever(world: World, life: timedelta) -> None:
    refused = world.redeem(f"life {life}", life=life)
    assert isinstance(refused, Refusal) and refused.code.name == "issuance.not_signed_for", refused
    assert "it ends" in refused.message


def test_a_redemption_is_burned_before_it_is_paid_and_cannot_be_undone_then(world: World) -> None:
    order_id = world.settled("burned")
    waiting = world.undo(order_id, "while the burn waits")
    assert isinstance(waiting, Refusal) and waiting.code.name == "issuance.not_possible", waiting
    world.work()
    assert world.clean()
    refused = world.undo(order_id, "after it was burned")
    assert isinstance(refused, Refusal) and refused.code.name == "issuance.not_possible", refused


def test_a_redemption_whose_signature_ran_out_is_not_settled_and_ends_unpaid(world: World) -> None:
    untouched, valid = (
        world.redeem("ran-out untouched", life=EIGHT_DAYS),
        world.redeem("ran-out valid", life=EIGHT_DAYS),
    )
    assert isinstance(untouched, str) and isinstance(valid, str)
    assert not isinstance(world.validate(valid), Refusal)
    too_early = world.undo(valid, "too early")
    assert isinstance(too_early, Refusal) and too_early.code.name == "issuance.not_possible", too_early
    world.later(days=9)
    before = ledger.queries.open_holds(world.database), world.messages("chain.burn"), world.messages("bank.pay")
    for refused in (world.validate(untouched), world.settle(valid), world.settle(valid)):
        assert isinstance(refused, Refusal) and refused.code.name == "issuance.not_signed_for", refused
    assert (
        ledger.queries.open_holds(world.database),
        world.messages("chain.burn"),
        world.messages("bank.pay"),
    ) == before
    assert world.order(valid).state == "valid"
    undone = world.undo(valid)
    assert not isinstance(undone, Refusal) and undone.pay_out_id == "", undone
    assert world.order(valid).state == "undone"
    assert world.clean()


def test_a_settlement_whose_burn_was_given_up_is_undone_by_two_and_asked_for_anew(world: World) -> None:
    holds = {each.id for each in ledger.queries.open_holds(world.database)}
    payments_before = {each.id for each in world.messages("bank.pay")}
    order_id = world.settled("given-up", life=EIGHT_DAYS)
    (paying,) = (each for each in world.messages("bank.pay") if each.id not in payments_before)
    world.later(days=9)
    world.work()
    assert {each.id for each in ledger.queries.open_holds(world.database)} > holds, "the books still wait"
    alone = world.undo(order_id, "alone", alone=True)
    assert isinstance(alone, Refusal) and alone.code.name == "access.four_eyes", alone
    undone = world.undo(order_id)
    assert not isinstance(undone, Refusal), undone
    assert world.undo(order_id) == undone, "a retry is answered as before"
    assert {each.id for each in ledger.queries.open_holds(world.database)} == holds
    assert paying.id not in {each.id for each in world.messages("bank.pay")}
    order = world.order(order_id)
    assert (order.state, order.settled_at, order.ended_at) == ("undone", None, world.clock.now())
    assert world.clean()
    with world.database.read() as connection:
        queue = issuance.redemption_queue(connection, load("HK"), world.clock.now(), (), with_settled=True)
        burn = order_store.messages(connection, "chain.burn", order_id)[-1]
    (found,) = (each for each in queue if each.order.id == order_id)
    assert found.is_late, "it was not paid in time"
    retried = retry_operations.retry(
        world.database, world.clock, key="retry undone", actor=world.person("mei"), checker=world.person("tom"),
        occurred_at=world.clock.now(), message_id=burn.id, reasons="once more",
    )  # fmt: skip
    assert isinstance(retried, Refusal) and retried.code.name == "chain.not_abandoned", retried
    anew = world.settled("given-up anew")
    world.work()
    assert world.order(anew).state == "settled"
    assert {each.id for each in ledger.queries.open_holds(world.database)} == holds
    assert world.clean()


def test_a_burn_that_was_asked_for_again_is_not_undone(world: World) -> None:
    order_id = world.settled("asked-again", life=EIGHT_DAYS)
    world.later(days=9)
    world.work()
    with world.database.read() as connection:
        burn = order_store.messages(connection, "chain.burn", order_id)[-1]
    retried = retry_operations.retry(
        world.database, world.clock, key="retry first", actor=world.person("mei"), checker=world.person("tom"),
        occurred_at=world.clock.now(), message_id=burn.id, reasons="once more",
    )  # fmt: skip
    assert retried == burn.id
    refused = world.undo(order_id, "it waits again")
    assert isinstance(refused, Refusal) and refused.code.name == "issuance.not_possible", refused
    world.work()
    assert not isinstance(world.undo(order_id), Refusal), "the second was given up too"
    assert world.clean()


def test_a_freeze_order_reaches_the_contract_and_so_does_its_lifting(world: World) -> None:
    address = SimulatedWallet(world.scenario.seed, "pearl").signer.address
    two = {"actor": world.person("ray"), "checker": world.person("tom")}
    frozen = identity.operations.freeze(
        world.database, world.clock, key="freeze", **two, occurred_at=world.clock.now(),
        party_id=world.parties["pearl"], issuer_id=world.parties["quay"], authority="Simulated court",
        reference="SIM 1/2026", reason="an order",
    )  # fmt: skip
    assert not isinstance(frozen, Refusal), frozen
    world.work()
    assert world.view("isBlacklisted", address) is True
    assert world.clean(), "the mark on chain and the order agree"
    refused = world.pay("to-the-frozen")
    assert isinstance(refused, Refusal) and refused.code.name == "identity.frozen"
    lifted = identity.operations.lift_freeze(
        world.database, world.clock, key="lift", **two, occurred_at=world.clock.now(),
        freeze_order_id=frozen.id, reason="the order was lifted",
    )  # fmt: skip
    assert not isinstance(lifted, Refusal), lifted
    world.work()
    assert world.view("isBlacklisted", address) is False
    assert world.clean()


def test_working_again_changes_nothing(world: World) -> None:
    before = worlds.digest(world.database), world.chain.node.head()
    world.work()
    world.work()
    assert (worlds.digest(world.database), world.chain.node.head()) == before


def test_a_world_without_contracts_needs_no_chain(database: Database, clock: SimulatedClock) -> None:
    let_the_chain_work(database, clock, None, "seed")
    assert outbox.pending(database, "chain.mint") == ()
