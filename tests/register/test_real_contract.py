"""The coin's own contract on the chain inside this process, followed with a node that fails on purpose."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lantau.chain import NodeAway
from lantau.chain.local_blocks import MemoryBlocks
from lantau.chain.local_node import LocalNode
from lantau.register import queries, store
from lantau.register.logs import TOPICS
from lantau.register.operations import Followed, Follower, _begun
from lantau.register.reconciliation import Reconciliation
from lantau.register.store import Mirror
from tests.chain.deployed_coin import DeployedCoin, key
from tests.chain.faults import Faults, FaultyNode, reorganise
from tests.identity.conftest import Desk


class OnChain:
    """A deployed coin with some history, and its mirror."""

    def __init__(self, desk: Desk) -> None:
        self.blocks = MemoryBlocks()
        self.coin = DeployedCoin(LocalNode(self.blocks))
        self.database, self.clock = desk.database, desk.clock
        made = Mirror(
            id=f"{self.coin.node.chain_id}/{self.coin.address}",
            chain_id=self.coin.node.chain_id,
            address=self.coin.address,
            coin_id="lqd",
            issuer_id=desk.issuer_id,
            stream=f"issuer:{desk.issuer_id}",
            first_block=1,
            depth=0,
        )
        begun = _begun(desk.database, desk.clock, made)
        assert isinstance(begun, Mirror)
        self.mirror = begun
        self.wallet = self.coin.ready_to_mint()
        self.friend = key("friend").address
        self.coin.do("verifier", "setVerified", self.friend, True)
        self.coin.do("minter", "mint", self.wallet, 5_000_000)

    def follow(self, node: Any = None) -> Followed:
        follower = Follower(self.database, self.clock, node or self.coin.node, self.mirror, lambda _c, _h: {})
        done = follower.all()
        assert isinstance(done, Followed), done
        return done

    def units(self) -> dict[str, int]:
        with self.database.read() as connection:
            last = store.last_batch(connection, self.mirror.id)
            found, _, _ = store.holdings(connection, self.mirror.id, last.base if last else 0)
        return dict(found.units)

    def agrees(self) -> Reconciliation:
        """Everything but the marks, for nobody here is a customer."""
        found = queries.reconcile(self.database, self.coin.node, "lqd")
        assert isinstance(found, Reconciliation) and not found.unknown, found
        told = [each for each in found.differences if (each.what, each.right) != ("verified", "own records")]
        assert not [each for each in told if each.right != "freeze orders"], told
        return found


@pytest.fixture
def on_chain(desk: Desk) -> OnChain:
    return OnChain(desk)


def test_the_topics_are_those_of_the_contracts_events() -> None:
    from lantau.chain.coin_contract import coin
    from lantau.chain.typed_data import keccak

    named = (
        "Transfer",
        "Blacklisted",
        "UnBlacklisted",
        "Frozen",
        "VerifiedChanged",
        "MinterConfigured",
        "MinterRemoved",
    )
    assert [coin().topic(each) for each in named] == list(TOPICS)
    assert "0x" + keccak(b"Transfer(address,address,uint256)").hex() == next(iter(TOPICS))


def test_what_the_contract_does_is_mirrored(on_chain: OnChain) -> None:
    coin = on_chain.coin
    coin.do("wallet", "transfer", on_chain.friend, 2_000_000)
    coin.do("blacklister", "setFrozenTokens", on_chain.friend, 500_000)
    coin.do("blacklister", "blacklist", on_chain.wallet)
    on_chain.follow()
    assert on_chain.units() == {on_chain.wallet: 3_000_000, on_chain.friend: 2_000_000}
    found = on_chain.agrees()
    assert found.chain_units == 5_000_000
    assert {(each.what, each.who) for each in found.differences if each.right == "freeze orders"} == {
        ("blocked", on_chain.wallet),
        ("frozen units", on_chain.friend),
    }


def test_twenty_blocks_are_exchanged_for_others(on_chain: OnChain) -> None:
    for _ in range(20):
        on_chain.coin.do("wallet", "transfer", on_chain.friend, 1_000)
    on_chain.follow()
    assert on_chain.units()[on_chain.friend] == 20_000
    reorganise(on_chain.coin.node, on_chain.blocks, 20)
    outcome = on_chain.follow()
    assert outcome.outcome == "posted" and on_chain.units()[on_chain.friend] == 20_000
    on_chain.agrees()
    reorganise(on_chain.coin.node, on_chain.blocks, 20, keep_transactions=False)
    on_chain.follow()
    on_chain.agrees()


def test_a_node_away_at_any_call_loses_nothing(on_chain: OnChain) -> None:
    calls = 0
    while True:
        on_chain.coin.do("wallet", "transfer", on_chain.friend, 1)
        calls += 1
        try:
            on_chain.follow(FaultyNode(on_chain.coin.node, Faults(away_at={calls})))
        except NodeAway:
            continue
        if calls > 12:
            break
    on_chain.follow()
    assert on_chain.units()[on_chain.friend] == calls
    on_chain.agrees()


def test_repeated_logs_are_taken_once_and_missing_ones_are_noticed(on_chain: OnChain) -> None:
    on_chain.coin.do("wallet", "transfer", on_chain.friend, 7)
    lying = on_chain.follow(FaultyNode(on_chain.coin.node, Faults(missing_logs=1)))
    assert lying.outcome == "unreadable" and on_chain.units() == {}
    on_chain.follow(FaultyNode(on_chain.coin.node, Faults(repeated_logs=1)))
    assert on_chain.units()[on_chain.friend] == 7
    on_chain.agrees()


def test_a_contract_that_is_not_there_yet_has_issued_nothing(desk: Desk) -> None:
    on_chain = OnChain(desk)
    empty = LocalNode(MemoryBlocks())
    empty.produce(on_chain.coin.at, blocks=3)
    assert on_chain.follow(empty).outcome == "posted" and on_chain.units() == {}
    on_chain.follow()
    on_chain.agrees()


def test_a_depth_is_kept_on_a_node_that_keeps_no_old_state(on_chain: OnChain) -> None:
    on_chain.mirror = replace(on_chain.mirror, depth=3)
    for _ in range(5):
        on_chain.coin.do("wallet", "transfer", on_chain.friend, 10)
    done = on_chain.follow()
    assert done.place.number == on_chain.coin.node.head().number - 3 and on_chain.units()[on_chain.friend] == 20
    on_chain.agrees()
