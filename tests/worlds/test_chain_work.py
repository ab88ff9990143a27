"""After each act the chain does its part: freezes reach the contract, failed payments give their coins back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lantau import access, identity, ids, ledger, payments, worlds
from lantau.access import Actor
from lantau.chain import SignedTransfer, coin_contract, queries, signing, typed_data
from lantau.chain.backing import chain_of
from lantau.chain.node import Paced
from lantau.dates import SimulatedClock
from lantau.db import Database, Server, drop_world, world_database
from lantau.events import outbox
from lantau.money import Amount, asset
from lantau.refusal import Refusal
from lantau.register import queries as register_queries
from lantau.rulebook import load
from lantau.worlds.chain_work import let_the_chain_work
from lantau.worlds.keys import SimulatedWallet

EXAMPLE = Path(__file__).parents[2] / "examples" / "worlds" / "first-coin"
COIN = "lqd"
ONE = 1_000_000


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

    def pay(self, key: str, *, life: timedelta = timedelta(days=1), signed_units: int = ONE) -> payments.Paid | Refusal:
        """Wan Hoi pays Pearl Delta one coin, signed for so long and for so many units."""
        payer, payee = SimulatedWallet(self.scenario.seed, "wanhoi"), SimulatedWallet(self.scenario.seed, "pearl")
        now = self.clock.now()
        statement = typed_data.TransferAuthorization(
            payer.signer.address, payee.signer.address, signed_units, int(now.timestamp()) - 1,
            int((now + life).timestamp()), hashlib.sha256(key.encode()).digest(),
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
