"""A purchase against documents on a chain: what is kept, and what the buyer can still do past the books."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lantau import access, identity, ids, ledger, payments, worlds
from lantau.access import Actor
from lantau.chain import Deployment, SignedTransfer, coin_contract, queries, signing, typed_data
from lantau.chain.backing import chain_of
from lantau.chain.node import Paced
from lantau.dates import SimulatedClock
from lantau.db import Connection, Database, Server, drop_world, world_database
from lantau.money import Amount, asset
from lantau.payments.purchases import MilestoneTerms, Purchase, Stepped
from lantau.refusal import Refusal
from lantau.register import queries as register_queries
from lantau.rulebook import load
from lantau.worlds.chain_work import let_the_chain_work
from lantau.worlds.keys import SimulatedWallet

EXAMPLE = Path(__file__).parents[2] / "examples" / "worlds" / "miner"
COIN_ID = "lqd"
COIN = asset(f"coin:{COIN_ID}")
ONE = 1_000_000
PAPER = hashlib.sha256(b"bill of lading").hexdigest()
WEEK = timedelta(days=7)


@dataclass
class Trade:
    """The miner's world at its last instant: its buyer, maker and examiner, and what each may do."""

    database: Database
    clock: SimulatedClock
    chain: queries.NodeChain
    scenario: worlds.Scenario
    made: Mapping[str, str]

    def party(self, label: str) -> str:
        return ids.make("pty", self.scenario.starts_at, f"{self.scenario.name}:organisation:{label}")

    def person(self, label: str) -> Actor:
        found = access.person(self.database, ids.make("per", self.scenario.starts_at, f"{self.scenario.name}:{label}"))
        assert isinstance(found, Actor), found
        return found

    def by(self, label: str, key: str, checker: str = "") -> dict[str, Any]:
        asked: dict[str, Any] = {"key": key, "actor": self.person(label), "occurred_at": self.clock.now()}
        return asked | {"checker": self.person(checker)} if checker else asked

    def later(self, **by: float) -> None:
        self.clock.advance_to(self.clock.now() + timedelta(**by))

    def work(self) -> None:
        let_the_chain_work(self.database, self.clock, self.chain.node, self.scenario.seed)

    @property
    def deployment(self) -> Deployment:
        with self.database.read() as connection:
            found = queries.deployment(connection, COIN_ID)
        assert found is not None
        return found

    @property
    def buyer(self) -> signing.LocalSigner:
        return SimulatedWallet(self.scenario.seed, "taimo").signer

    def signed(self, nonce: str, units: int, life: timedelta) -> SignedTransfer:
        now = self.clock.now()
        statement = typed_data.TransferAuthorization(
            self.buyer.address, SimulatedWallet(self.scenario.seed, "kestrel").signer.address, units,
            int(now.timestamp()) - 1, int((now + life).timestamp()), hashlib.sha256(nonce.encode()).digest(),
        )  # fmt: skip
        signature = self.buyer.sign_statement(
            self.deployment.domain, statement, purpose=signing.Purpose.TRANSFER, words="a part of a price"
        )
        return SignedTransfer(statement, signature)

    def part(self, nonce: str, units: int = ONE, life: timedelta = WEEK, **change: Any) -> MilestoneTerms:
        terms = MilestoneTerms(
            "bill of lading", Amount(COIN, units), self.clock.now() + life, self.signed(nonce, units, life)
        )
        return replace(terms, **change)

    def agree(self, key: str, *parts: MilestoneTerms, **change: Any) -> Purchase | Refusal:
        call = {
            **self.by("felix", key), "coin_id": COIN_ID, "payer_id": self.party("taimo"),
            "payer_wallet_id": self.made["taimo-wallet"], "payee_id": self.party("kestrel"),
            "payee_wallet_id": self.made["kestrel-wallet"], "examiner_id": self.party("tolo"), "goods": "machines",
            "contract_reference": f"C {key}", "milestones": parts or (self.part(f"{key} 1"), self.part(f"{key} 2")),
        }  # fmt: skip
        return payments.agree_purchase(self.database, self.clock, **{**call, **change})

    def agreed(self, key: str, *parts: MilestoneTerms) -> str:
        bought = self.agree(key, *parts)
        assert isinstance(bought, Purchase), bought
        return bought.id

    def present(self, purchase_id: str, milestone: int = 1, *, by: str = "kai") -> Stepped | Refusal:
        call = {"purchase_id": purchase_id, "milestone": milestone, "title": "Bill of lading", "digest": PAPER}
        return payments.present_document(
            self.database, self.clock, **self.by(by, f"{purchase_id} present {milestone}"), **call
        )

    def release(self, purchase_id: str, milestone: int = 1, *, key: str = "", **change: Any) -> Stepped | Refusal:
        call = {
            **self.by("una", key or f"{purchase_id} release {milestone}", "otto"), "purchase_id": purchase_id,
            "milestone": milestone, "digest": PAPER, "amount": Amount(COIN, ONE),
        }  # fmt: skip
        return payments.release_milestone(self.database, self.clock, load("HK"), **{**call, **change})

    def withdraw(self, purchase_id: str, *, by: str = "kai") -> Stepped | Refusal:
        call = {"purchase_id": purchase_id, "reasons": "The order was cancelled."}
        return payments.withdraw_purchase(self.database, self.clock, **self.by(by, f"{purchase_id} withdraw"), **call)

    def lapse(self, purchase_id: str, *, key: str = "") -> Stepped | Refusal:
        asked = self.by("felix", key or f"{purchase_id} lapse")
        return payments.lapse_purchase(self.database, self.clock, **asked, purchase_id=purchase_id)

    def purchase(self, purchase_id: str) -> Purchase:
        with self.database.read() as connection:
            return payments.purchase_queries.purchase(connection, purchase_id)

    def shortfall(self, purchase_id: str) -> int:
        with self.database.read() as connection:
            bought = payments.purchase_queries.purchase(connection, purchase_id)
            return payments.purchase_queries.shortfall(connection, bought).units

    def states(self, purchase_id: str) -> list[tuple[str, str]]:
        return [(each.state, each.chain_status) for each in self.purchase(purchase_id).milestones]

    def available(self) -> int:
        account = ledger.account_by_code(self.database, f"wallet:{self.made['taimo-wallet']}:{COIN_ID}")
        assert not isinstance(account, Refusal)
        balance = ledger.balance(self.database, account.id)
        assert not isinstance(balance, Refusal)
        return balance.available.units

    def of_maker(self) -> int:
        address = SimulatedWallet(self.scenario.seed, "kestrel").signer.address
        return int(coin_contract.coin().read(self.chain.node, self.deployment.address, "balanceOf", address))

    def past_the_books(self, function: str, *arguments: Any) -> None:
        """The buyer sends a transaction of its own to the contract."""
        node = self.chain.node
        call = coin_contract.coin().encode(function, *arguments)
        request = signing.TransactionRequest(
            node.chain_id, node.nonce(self.buyer.address), self.deployment.address, call, 500_000, node.fees()
        )
        assert node.send([self.buyer.sign_transaction(request).raw]) == [None]
        assert isinstance(node, Paced)
        node.produce(self.clock.now())
        self.work()

    def clean(self) -> bool:
        found = register_queries.reconcile(self.database, self.chain.node, COIN_ID)
        assert not isinstance(found, Refusal), found
        assert not found.differences, found.differences
        return found.clean


@pytest.fixture(scope="module")
def trade(server: Server) -> Iterator[Trade]:
    scenario = worlds.read_scenario(EXAMPLE)
    assert not isinstance(scenario, Refusal)
    database = world_database(server, "purchases")
    clock = SimulatedClock(scenario.starts_at)
    chain = chain_of(database)
    books = {name: load(name) for name in scenario.rulebooks}
    played = worlds.play(database, clock, books, chain, scenario, lambda *_: None)
    assert isinstance(played, worlds.Played), played
    made = {each.name: each.made_id for each in played.outcomes if each.made_id}
    yield Trade(database, clock, chain, scenario, made)
    database.close()
    drop_world(server, "purchases")


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), f"not refused: {answer}"
    return answer.code.name


def test_a_price_is_paid_part_by_part_as_each_document_is_found_in_order(trade: Trade) -> None:
    trade.later(hours=1)
    before, free = trade.of_maker(), trade.available()
    bought = trade.agreed("parts")
    assert trade.available() == free - 2 * ONE
    for number in (1, 2):
        assert isinstance(trade.present(bought, number), Stepped)
        released = trade.release(bought, number)
        assert isinstance(released, Stepped), released
        assert trade.release(bought, number) == released, "a retry is answered as before"
        trade.work()
        assert trade.of_maker() == before + number * ONE
        assert trade.release(bought, number) == released, "also when it is final"
    assert trade.states(bought) == [("released", "final")] * 2
    assert trade.available() == free - 2 * ONE
    assert trade.clean()


def test_a_retry_of_the_agreement_is_answered_and_another_under_its_key_refused(trade: Trade) -> None:
    parts = (trade.part("twice 1"), trade.part("twice 2"))
    bought = trade.agree("twice", *parts)
    assert trade.agree("twice", *parts) == bought
    assert code(trade.agree("twice", trade.part("twice 3"))) == "events.key_reused"
    assert isinstance(bought, Purchase) and isinstance(trade.withdraw(bought.id), Stepped)
    trade.later(hours=1)
    assert trade.agree("twice", *parts) == bought, "a later retry gets the ids that are in the books"
    trade.later(days=8)
    assert trade.agree("twice", *parts) == bought, "also when its time is over"


class Between(Database):
    """The world's database for one of two equal requests: the other goes first, just before this one's n-th read."""

    def __init__(self, of: Database, number: int, twin: Callable[[], object]) -> None:
        super().__init__(of.server, of.name)
        self.left, self.twin = number, twin

    @contextmanager
    def read(self) -> Iterator[Connection]:
        self.left -= 1
        if self.left == 0:
            self.twin()
        with super().read() as connection:
            yield connection


@pytest.mark.parametrize("number", range(1, 16))
def test_a_twin_that_comes_between_is_the_same_request(trade: Trade, number: int) -> None:
    def twinned(act: Callable[[Trade], Any]) -> Any:
        first: list[Any] = []
        between = Between(trade.database, number, lambda: first.append(act(trade)))
        answer = act(replace(trade, database=between))
        between.close()
        assert not isinstance(answer, Refusal), answer
        assert all(each == answer for each in first), (first, answer)
        return answer

    parts = (trade.part(f"twin {number} 1"), trade.part(f"twin {number} 2"))
    bought = twinned(lambda trade: trade.agree(f"twin {number}", *parts)).id
    twinned(lambda trade: trade.present(bought))
    twinned(lambda trade: trade.release(bought))
    assert twinned(lambda trade: trade.withdraw(bought)).milestones == (2,)
    trade.work()
    assert trade.states(bought) == [("released", "final"), ("withdrawn", "")]
    assert trade.clean()


def test_what_was_signed_is_nowhere_in_the_clear_before_it_is_released(trade: Trade) -> None:
    part = trade.part("sealed")
    bought = trade.agreed("sealed", part)
    secret = part.authorization.signature.hex()
    assert isinstance(trade.present(bought), Stepped)
    tables = ("payments.milestone", "events.record", "events.commit", "events.outbox_message", "chain.authorization")
    with trade.database.read() as connection:
        for table in tables:
            rows = connection.execute(f"SELECT t::text AS row FROM {table} t").fetchall()
            assert rows and not any(secret in row["row"] for row in rows), table
    assert isinstance(trade.release(bought), Stepped)
    with trade.database.read() as connection:
        rows = connection.execute("SELECT body::text AS body FROM events.outbox_message").fetchall()
    assert any(secret in row["body"] for row in rows), "handed in, it is the chain's"
    trade.work()


def test_who_may_do_what(trade: Trade) -> None:
    bought = trade.agreed("hands")
    assert code(trade.present(bought, by="felix")) == "access.not_own_organisation"
    assert code(trade.present(bought, by="una")) == "access.not_permitted"
    assert isinstance(trade.present(bought), Stepped)
    una = trade.person("una")
    assert code(trade.release(bought, checker=None)) == "access.four_eyes"
    assert code(trade.release(bought, checker=una)) == "access.four_eyes"
    assert code(trade.release(bought, checker=trade.person("kai"))) == "access.four_eyes"
    assert code(trade.release(bought, actor=trade.person("felix"))) == "access.not_permitted"
    assert code(trade.withdraw(bought, by="felix")) == "access.not_own_organisation"
    assert code(trade.agree("not-own", actor=trade.person("vera"))) == "access.not_own_organisation"
    assert isinstance(trade.withdraw(bought), Stepped)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"coin_id": "none"}, "payments.unknown_coin"),
        ({"goods": " "}, "payments.bad_text"),
        ({"payee_wallet_id": "wal_none"}, "payments.unknown_wallet"),
        ({"examiner_id": "pty_none"}, "payments.examiner_not_apart"),
        ({"milestones": ()}, "payments.bad_milestones"),
    ],
)
def test_what_cannot_be_agreed(trade: Trade, change: dict[str, Any], said: str) -> None:
    free = trade.available()
    assert code(trade.agree(f"cannot {said}", **change)) == said
    assert trade.available() == free


def test_a_party_does_not_sell_to_itself_or_examine_its_own_papers(trade: Trade) -> None:
    itself = {"payee_id": trade.party("taimo"), "payee_wallet_id": trade.made["taimo-wallet"]}
    assert code(trade.agree("itself", **itself)) == "payments.same_party"
    for label in ("taimo", "kestrel"):
        assert code(trade.agree(f"own {label}", examiner_id=trade.party(label))) == "payments.examiner_not_apart"


def test_each_part_is_signed_for_exactly_and_for_nothing_else(trade: Trade) -> None:
    bought = trade.agreed("signed", trade.part("signed"))
    wrong = {
        "other amount": trade.part("w1", amount=Amount(COIN, 2 * ONE)),
        "another purchase": trade.part("signed"),
        "other hand": trade.part("w2", authorization=replace(trade.signed("w2", ONE, WEEK), signature=b"\1" * 65)),
        "too long": trade.part("w3", life=timedelta(days=61)),
    }
    for name, part in wrong.items():
        assert code(trade.agree(f"wrong {name}", part)) == "payments.not_signed_for", name
    assert code(trade.agree("same twice", trade.part("w4"), trade.part("w4"))) == "payments.not_signed_for"
    assert isinstance(trade.withdraw(bought), Stepped)


def test_what_is_kept_pays_for_nothing_else_in_the_books(trade: Trade) -> None:
    free = trade.available()
    assert code(trade.agree("too much", trade.part("m", free + ONE))) == "ledger.insufficient_balance"
    bought = trade.agreed("all", trade.part("all", free))
    assert code(trade.agree("more", trade.part("more"))) == "ledger.insufficient_balance"
    withdrawn = trade.withdraw(bought)
    assert isinstance(withdrawn, Stepped) and withdrawn.milestones == (1,)
    assert trade.withdraw(bought) == withdrawn
    assert trade.available() == free
    assert code(trade.present(bought)) == "payments.milestone_state"


def test_of_two_releases_at_once_one_pays(trade: Trade) -> None:
    bought = trade.agreed("race", trade.part("race"))
    assert isinstance(trade.present(bought), Stepped)
    before = trade.of_maker()
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda key: trade.release(bought, key=key), ("race-a", "race-b")))
    refusals = [each for each in answers if isinstance(each, Refusal)]
    assert len(refusals) == 1, answers
    assert code(refusals[0]) in {"events.stale", "payments.milestone_state", "events.taken", "ledger.hold_not_open"}
    trade.work()
    assert trade.of_maker() == before + ONE
    assert trade.clean()


def test_the_gate_is_asked_at_the_release_and_a_refused_one_leaves_the_document_waiting(trade: Trade) -> None:
    bought = trade.agreed("frozen", trade.part("frozen"))
    assert isinstance(trade.present(bought), Stepped)
    order = identity.operations.freeze(
        trade.database, trade.clock, **trade.by("ray", "freeze", "tom"), party_id=trade.party("kestrel"), wallet_id="",
        issuer_id=trade.party("quay"), authority="Court", reference="F-9", reason="Order",
    )  # fmt: skip
    assert not isinstance(order, Refusal), order
    assert code(trade.release(bought)) == "identity.frozen"
    assert trade.states(bought) == [("presented", "")]
    assert code(trade.release(bought)) == "identity.frozen", "the key stands for that answer"
    lifted = identity.operations.lift_freeze(
        trade.database, trade.clock, **trade.by("ray", "unfreeze", "tom"), freeze_order_id=order.id, reason="Lifted"
    )
    assert not isinstance(lifted, Refusal), lifted
    trade.work()
    assert isinstance(trade.release(bought, key="after the order"), Stepped)
    trade.work()
    assert trade.states(bought) == [("released", "final")]


def test_a_buyer_who_cancels_what_it_signed_fails_the_payment_and_the_rest_lapses(trade: Trade) -> None:
    trade.later(minutes=1)
    free = trade.available()
    part = trade.part("cancelled")
    bought = trade.agreed("cancelled", part, trade.part("cancelled 2"))
    nonce = part.authorization.statement.nonce
    cancel = typed_data.CancelAuthorization(self_address := trade.buyer.address, nonce)
    signature = trade.buyer.sign_statement(
        trade.deployment.domain, cancel, purpose=signing.Purpose.TRANSFER, words="cancel"
    )
    trade.past_the_books("cancelAuthorization", self_address, nonce, signature)
    assert isinstance(trade.present(bought), Stepped)
    before = trade.of_maker()
    assert isinstance(trade.release(bought), Stepped), "the books learn of it when it is handed in"
    trade.work()
    assert trade.states(bought) == [("released", "failed"), ("awaited", "")]
    assert trade.of_maker() == before
    assert code(trade.present(bought, 2)) == "payments.out_of_turn"
    lapsed = trade.lapse(bought)
    assert isinstance(lapsed, Stepped) and lapsed.milestones == (2,)
    assert trade.available() == free
    assert trade.clean()


def test_a_buyer_who_moves_its_coins_past_the_books_is_seen_to_lack_them(trade: Trade) -> None:
    trade.later(minutes=1)
    free = trade.available()
    part = trade.part("moved", free)
    bought = trade.agreed("moved", part)
    assert trade.shortfall(bought) == 0
    elsewhere = SimulatedWallet(trade.scenario.seed, "threerivers").signer.address
    trade.past_the_books("transfer", elsewhere, 3 * ONE)
    assert trade.shortfall(bought) == 3 * ONE
    assert trade.clean(), "the books follow the chain, whatever is set aside"
    assert isinstance(trade.present(bought), Stepped)
    assert isinstance(trade.release(bought, amount=Amount(COIN, free)), Stepped)
    trade.work()
    assert trade.states(bought)[0][0] == "released"
    assert trade.states(bought)[0][1] != "final"
    trade.later(days=8)
    trade.work()
    assert trade.states(bought) == [("released", "failed")]
    assert trade.shortfall(bought) == 0, "nothing is set aside for it any more"
    assert trade.clean()
