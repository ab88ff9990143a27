"""One suite for every backing of the Node Protocol: what one of them says, all of them say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from lantau.chain.anvil import AnvilProcess
from lantau.chain.local_blocks import MemoryBlocks
from lantau.chain.local_blocks_store import RecordedBlocks
from lantau.chain.local_node import LocalNode
from lantau.chain.node import NodeRefused, Paced, Reverted, Trial
from tests.chain.nodes import (
    ALICE,
    BOB,
    CHAIN_ID,
    CLEAR,
    COUNTED,
    COUNTER,
    FORWARDER,
    START,
    VALUE,
    WHERE,
    Bench,
    add,
    anvil_binary,
    number,
    running_anvil,
    signed,
    word,
)


@pytest.fixture(scope="module")
def anvil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnvilProcess | None]:
    if not isinstance(anvil_binary(), Path):
        yield None
        return
    yield from running_anvil(tmp_path_factory.mktemp("anvil"))


@pytest.fixture(params=["memory", "recorded", "anvil"])
def bench(request: pytest.FixtureRequest) -> Bench:
    if request.param == "memory":
        return Bench(LocalNode(MemoryBlocks(), CHAIN_ID))
    if request.param == "recorded":
        return Bench(LocalNode(RecordedBlocks(request.getfixturevalue("database")), CHAIN_ID))
    anvil = request.getfixturevalue("anvil")
    if anvil is None:
        pytest.skip(f"NOT TRIED ON ANVIL: {anvil_binary()}")
    node = anvil.node()
    # one anvil for all tests: each begins where the last one ended
    nonces = {account.address: node.nonce(account.address) for account in (ALICE, BOB)}
    return Bench(node, START + timedelta(seconds=node.head().number), nonces=nonces)


def test_a_node_knows_its_chain_and_is_paced(bench: Bench) -> None:
    assert bench.node.chain_id == CHAIN_ID
    assert isinstance(bench.node, Paced)


def test_blocks_follow_one_another(bench: Bench) -> None:
    before = bench.node.head()
    after = bench.node.produce(bench.at, blocks=3)
    assert after.number == before.number + 3
    chain = [bench.node.header(height) for height in range(before.number, after.number + 1)]
    assert chain[0] == before and chain[-1] == after == bench.node.head()
    assert all(child.parent_hash == parent.hash for parent, child in pairwise(chain))
    assert len({block.hash for block in chain}) == 4
    assert bench.node.header(after.number + 1) is None


def test_time_is_the_callers_and_never_stands_still(bench: Bench) -> None:
    at = bench.node.head().block.produced_at + timedelta(days=2)
    assert bench.node.produce(at).block.produced_at == at
    assert bench.node.produce(at - timedelta(days=1)).block.produced_at == at + timedelta(seconds=1)


def test_a_contract_is_created_and_has_code(bench: Bench) -> None:
    transaction = bench.sign(ALICE, "", COUNTER + word(5))
    receipt = bench.settled(transaction)
    assert receipt.succeeded and receipt.transaction_hash == transaction.hash
    assert receipt.contract_address == receipt.contract_address.lower() != ""
    assert len(bench.node.code(receipt.contract_address)) == 681
    assert bench.node.code(f"0x{'12' * 20}") == b""
    assert number(bench.node.call(receipt.contract_address, VALUE)) == 5


def test_gas_is_the_chains_to_the_unit(bench: Bench) -> None:
    """The figures are those of Cancun: cold storage in every transaction, the sender and the contract warm."""
    created = bench.settled(bench.sign(ALICE, "", COUNTER + word(5)))
    counter = created.contract_address
    used = [bench.settled(bench.sign(ALICE, counter, data)).gas_used for data in (add(1), add(1), add(0), CLEAR)]
    emptied = bench.settled(bench.sign(BOB, counter, add(7)))
    wasted = bench.settled(bench.sign(BOB, counter, add(1), gas=30_000))
    assert (created.gas_used, used) == (225_290, [50_440, 33_340, 21_748, 22_838])
    assert (emptied.gas_used, wasted.gas_used, wasted.succeeded) == (67_540, 30_000, False)


def test_a_contract_that_calls_another_finds_it_cold_each_time(bench: Bench) -> None:
    counter = bench.deployed()
    forwarder = bench.settled(bench.sign(BOB, "", FORWARDER)).contract_address
    used = []
    for amount in (1, 1, 0):
        receipt = bench.settled(bench.sign(BOB, forwarder, bytes(12) + bytes.fromhex(counter[2:]) + add(amount)))
        assert receipt.succeeded
        used.append((receipt.gas_used, [log.address for log in receipt.logs]))
    assert used == [(53_467, [counter]), (36_367, [counter]), (24_775, [])]
    assert number(bench.node.call(counter, VALUE)) == 7


def test_ether_moves_with_a_transaction(bench: Bench) -> None:
    forwarder = bench.settled(bench.sign(BOB, "", FORWARDER)).contract_address
    assert bench.settled(bench.sign(ALICE, f"0x{'77' * 20}", b"", value=5)).gas_used == 21_000
    assert bench.settled(bench.sign(ALICE, forwarder, bytes(12) + b"\x77" * 20, value=5)).succeeded
    assert not bench.settled(bench.sign(ALICE, bench.deployed(), add(1), value=1)).succeeded


def test_a_refused_transaction_is_in_its_block(bench: Bench) -> None:
    counter = bench.deployed()
    receipt = bench.settled(bench.sign(ALICE, counter, add(0)))
    assert not receipt.succeeded and receipt.logs == () and receipt.gas_used > 21_000
    assert number(bench.node.call(counter, VALUE)) == 5
    assert bench.node.nonce(ALICE.address) == bench.nonces[ALICE.address]


def test_a_refused_creation_names_the_address_that_has_no_code(bench: Bench) -> None:
    receipt = bench.settled(bench.sign(ALICE, "", bytes.fromhex("5f5ffd"), gas=100_000))
    assert not receipt.succeeded and receipt.contract_address == receipt.contract_address.lower() != ""
    assert bench.node.code(receipt.contract_address) == b""


def test_the_contracts_words_come_with_its_refusal(bench: Bench) -> None:
    counter = bench.deployed()
    with pytest.raises(Reverted) as refused:
        bench.node.call(counter, add(0))
    assert refused.value.reason == "nothing to add" and refused.value.data[:4].hex() == "08c379a0"
    with pytest.raises(Reverted) as refused:
        bench.node.call(counter, CLEAR, sender=BOB.address)
    assert refused.value.reason == "only the owner"
    with pytest.raises(Reverted) as refused:
        bench.node.call(counter, b"\xff\xff\xff\xff")
    assert refused.value.reason == "" and refused.value.data == b""
    with pytest.raises(Reverted, match="nothing to add"):
        bench.node.estimate_gas(counter, add(0), sender=ALICE.address)


def test_a_call_changes_nothing_and_sees_the_newest_block(bench: Bench) -> None:
    counter = bench.deployed()
    assert bench.node.call(counter, add(9), sender=ALICE.address) == b""
    assert number(bench.node.call(counter, VALUE)) == 5
    head = bench.node.head()
    answer = bench.node.call(counter, WHERE, sender=BOB.address)
    assert [number(answer[at : at + 32]) for at in (64,)] == [CHAIN_ID]
    assert answer[-20:].hex() == BOB.address[2:].lower()
    assert number(bench.node.call(counter, VALUE, block=head.number)) == 5


def test_many_calls_are_tried_at_once_each_by_itself(bench: Bench) -> None:
    counter = bench.deployed()
    trials = [Trial(counter, data, ALICE.address) for data in (add(9), b"\xff\xff\xff\xff", add(9))]
    first, second, third = bench.node.tries(trials)
    assert first is None and third is None
    assert isinstance(second, Reverted)
    assert number(bench.node.call(counter, VALUE)) == 5, "nothing of it happened"
    assert bench.node.tries([]) == []


def test_an_estimate_is_enough_and_not_much_more(bench: Bench) -> None:
    counter = bench.deployed()
    for to, data in ((counter, add(3)), ("", COUNTER + word(1))):
        estimate = bench.node.estimate_gas(to, data, sender=ALICE.address)
        receipt = bench.settled(bench.sign(ALICE, to, data, gas=estimate))
        assert receipt.succeeded and receipt.gas_used <= estimate <= receipt.gas_used * 102 // 100


def test_events_are_found_by_contract_range_and_topic_in_order(bench: Bench) -> None:
    first = bench.node.head().number + 1
    counter, other = bench.deployed(), bench.deployed()
    transactions = [bench.sign(account, counter, add(1)) for account in (ALICE, BOB, ALICE)]
    transactions.append(bench.sign(BOB, other, add(1)))
    assert bench.node.send([each.raw for each in transactions]) == [None] * 4
    bench.produce()
    last = bench.node.head()
    found = bench.node.logs([counter], first, last.number)
    assert [number(log.data) for log in found] == [5, 6, 7, 8]
    assert [(log.block_number, log.block_hash) for log in found[1:]] == [(last.number, last.hash)] * 3
    assert all(log.topics[0] == COUNTED and log.address == counter for log in found)
    both = bench.node.logs([counter, other], last.number, last.number)
    assert [log.index for log in both] == [0, 1, 2, 3]
    assert {log.transaction_hash for log in both} == {each.hash for each in transactions}
    assert bench.node.logs([counter], first, last.number, [COUNTED]) == found
    assert bench.node.logs([counter], first, last.number, [f"0x{'11' * 32}", COUNTED]) == found
    assert bench.node.logs([counter], first, last.number, [f"0x{'11' * 32}"]) == []
    assert bench.node.logs([counter], last.number + 1, last.number + 5) == []
    receipts = bench.node.receipts([each.hash for each in transactions])
    assert sorted((log for each in receipts for log in each.logs), key=lambda log: log.index) == both


def test_receipts_come_in_the_order_asked_and_none_for_what_is_in_no_block(bench: Bench) -> None:
    counter = bench.deployed()
    waiting, done = bench.sign(BOB, counter, add(1)), bench.sign(ALICE, counter, add(1))
    bench.settled(done)
    assert bench.node.send([waiting.raw]) == [None]
    unknown = f"0x{'ab' * 32}"
    found = bench.node.receipts([unknown, done.hash, waiting.hash])
    assert found[0] is None and found[2] is None and found[1].transaction_hash == done.hash
    bench.produce()
    assert bench.node.receipts([waiting.hash])[0].succeeded


def test_sending_twice_is_sending_once(bench: Bench) -> None:
    counter = bench.deployed()
    transaction = bench.sign(ALICE, counter, add(1))
    first, second = bench.node.send([transaction.raw, transaction.raw])
    assert first is None and second.known and not second.nonce_used and not second.underpriced
    bench.produce(2)
    (third,) = bench.node.send([transaction.raw])
    assert third.nonce_used
    bench.produce()
    assert number(bench.node.call(counter, VALUE)) == 6


def test_a_used_nonce_is_told_apart(bench: Bench) -> None:
    counter = bench.deployed()
    nonce = bench.node.nonce(ALICE.address)
    bench.settled(bench.sign(ALICE, counter, add(1)))
    (no,) = bench.node.send([signed(ALICE, nonce, counter, add(2)).raw])
    assert no.nonce_used and not no.known


def test_a_transaction_above_a_gap_waits(bench: Bench) -> None:
    counter = bench.deployed()
    first, second = bench.sign(BOB, counter, add(1)), bench.sign(BOB, counter, add(10))
    assert bench.node.send([second.raw]) == [None]
    bench.produce()
    assert bench.node.receipts([second.hash]) == [None]
    assert bench.node.send([first.raw]) == [None]
    bench.produce()
    assert all(bench.node.receipts([first.hash, second.hash]))
    assert number(bench.node.call(counter, VALUE)) == 16


def test_a_replacement_must_offer_more(bench: Bench) -> None:
    counter = bench.deployed()
    nonce = bench.node.nonce(BOB.address)
    stuck = signed(BOB, nonce, counter, add(1))
    little = signed(BOB, nonce, counter, add(2))
    enough = signed(BOB, nonce, counter, add(3), maxFeePerGas=11 * 10**10, maxPriorityFeePerGas=11 * 10**8)
    first, no, third = bench.node.send([stuck.raw, little.raw, enough.raw])
    assert first is None and no.underpriced and not no.known and third is None
    bench.produce()
    assert bench.node.receipts([stuck.hash])[0] is None and bench.node.receipts([enough.hash])[0].succeeded
    assert number(bench.node.call(counter, VALUE)) == 8


def test_what_is_no_transaction_of_this_chain_is_refused(bench: Bench) -> None:
    counter = bench.deployed()
    nonce = bench.node.nonce(ALICE.address)
    elsewhere = signed(ALICE, nonce, counter, add(1), chain_id=1).raw
    good = signed(ALICE, nonce, counter, add(1)).raw
    broken = good[:-1] + bytes([good[-1] ^ 1])
    answers = bench.node.send([elsewhere, b"\x02\xc0", b"\x00", good])
    assert all(isinstance(no, NodeRefused) for no in answers[:3]) and answers[3] is None
    assert not any(no.known or no.nonce_used or no.underpriced for no in answers[:3])
    bench.produce()
    assert number(bench.node.call(counter, VALUE)) == 6
    bench.node.send([broken])  # another sender's, or nobody's: never Alice's
    bench.produce()
    assert number(bench.node.call(counter, VALUE)) == 6


def test_older_transactions_are_taken_too(bench: Bench) -> None:
    counter = bench.deployed()
    legacy = bench.sign(
        ALICE, counter, add(1), type=None, maxFeePerGas=None, maxPriorityFeePerGas=None, gasPrice=10**11
    )
    access = [{"address": counter, "storageKeys": [f"0x{'00' * 32}"]}]
    listed = bench.sign(ALICE, counter, add(1), accessList=access)
    assert bench.settled(legacy).gas_used == 50_440
    assert bench.settled(listed).gas_used == 35_640
    assert number(bench.node.call(counter, VALUE)) == 7


def test_many_transactions_fit_into_one_block(bench: Bench) -> None:
    counter = bench.deployed()
    transactions = [bench.sign(ALICE, counter, add(1)) for _ in range(150)]
    assert bench.node.send([each.raw for each in transactions]) == [None] * 150
    bench.produce()
    receipts = bench.node.receipts([each.hash for each in transactions])
    assert {receipt.block_number for receipt in receipts} == {bench.node.head().number}
    assert [receipt.logs[0].index for receipt in receipts] == list(range(150))


def test_fees_are_enough_to_be_taken_in(bench: Bench) -> None:
    fees = bench.node.fees()
    assert fees.maximum >= fees.priority > 0
    counter = bench.deployed()
    offered = {"maxFeePerGas": fees.maximum, "maxPriorityFeePerGas": fees.priority}
    assert bench.settled(bench.sign(ALICE, counter, add(1), **offered)).succeeded
