"""The chain inside this process: its kept blocks are the whole of it, and all it says can be worked out again."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from lantau.chain.local_blocks import GENESIS, KeptBlock, MemoryBlocks
from lantau.chain.local_blocks_store import RecordedBlocks
from lantau.chain.local_evm import LocalEvm
from lantau.chain.local_node import LocalNode
from lantau.chain.local_transactions import decode
from lantau.chain.node import NodeAway, NodeRefused
from lantau.db import Connection, Database
from tests.chain.faults import reorganise
from tests.chain.nodes import ALICE, BOB, CHAIN_ID, COUNTER, START, VALUE, Bench, add, number, signed, word


def everything(node: LocalNode, counter: str, hashes: list[str]) -> tuple[object, ...]:
    """All that a node says of a chain."""
    head = node.head()
    headers = [node.header(height) for height in range(head.number + 1)]
    return headers, node.receipts(hashes), node.logs([counter], 0, head.number), number(node.call(counter, VALUE))


def busy(blocks: MemoryBlocks | RecordedBlocks) -> tuple[Bench, list[str]]:
    """A chain of a few blocks with creations, refusals, several senders and empty blocks in it."""
    bench = Bench(LocalNode(blocks, CHAIN_ID))
    counter = bench.deployed()
    hashes = []
    for amount in range(4):
        transactions = [bench.sign(account, counter, add(amount)) for account in (ALICE, BOB)]
        assert bench.node.send([each.raw for each in transactions]) == [None, None]
        bench.produce(2)
        hashes += [each.hash for each in transactions]
    return bench, hashes


def test_the_state_is_worked_out_again_from_the_blocks_alone() -> None:
    blocks = MemoryBlocks()
    bench, hashes = busy(blocks)
    again = LocalNode(blocks, CHAIN_ID)
    assert everything(again, bench.counter, hashes) == everything(bench.node, bench.counter, hashes)
    assert again.nonce(ALICE.address) == bench.nonces[ALICE.address] == 5


def test_two_nodes_over_one_store_see_one_chain(database: Database) -> None:
    bench, hashes = busy(RecordedBlocks(database))
    other = LocalNode(RecordedBlocks(database), CHAIN_ID)
    transaction = bench.sign(BOB, bench.counter, add(9))
    assert other.send([transaction.raw]) == [None]
    other.produce(START)
    hashes.append(transaction.hash)
    assert everything(bench.node, bench.counter, hashes) == everything(other, bench.counter, hashes)


def test_whoever_loses_the_race_for_a_number_builds_on_the_winner(database: Database) -> None:
    bench, _ = busy(RecordedBlocks(database))
    nodes = [LocalNode(RecordedBlocks(database), CHAIN_ID) for _ in range(3)]
    before = number(bench.node.call(bench.counter, VALUE))
    accounts = [ALICE, BOB, ALICE]
    transactions = [bench.sign(account, bench.counter, add(1)) for account in accounts]

    def act(node: LocalNode, raw: bytes) -> None:
        for _ in range(4):
            node.send([raw])
            node.produce(START)

    threads = [
        threading.Thread(target=act, args=(node, each.raw)) for node, each in zip(nodes, transactions, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bench.node.send([each.raw for each in transactions])  # the second of Alice's may wait in another process
    bench.produce()
    assert all(bench.node.receipts([each.hash for each in transactions]))
    assert number(bench.node.call(bench.counter, VALUE)) == before + 3
    assert bench.node.head().number == 9 + 3 * 4 + 1


class Losing(MemoryBlocks):
    """A store in which another process always comes first, once."""

    def __init__(self) -> None:
        super().__init__()
        self.first: Callable[[], None] | None = None

    def append(self, block: KeptBlock) -> bool:
        first, self.first = self.first, None
        if first is not None:
            first()
        return super().append(block)


def test_a_lost_race_keeps_what_is_still_valid_and_drops_what_was_taken() -> None:
    blocks = Losing()
    bench = Bench(LocalNode(blocks, CHAIN_ID))
    counter = bench.deployed()
    other = LocalNode(blocks, CHAIN_ID)
    nonce = bench.node.nonce(ALICE.address)
    mine, theirs = signed(ALICE, nonce, counter, add(1)), signed(ALICE, nonce, counter, add(100))
    kept = bench.sign(BOB, counter, add(10))
    assert bench.node.send([mine.raw, kept.raw]) == [None, None]
    assert other.send([theirs.raw]) == [None]
    blocks.first = lambda: other.produce(START) and None
    bench.produce()
    receipts = bench.node.receipts([mine.hash, theirs.hash, kept.hash])
    assert receipts[0] is None and receipts[1] and receipts[2]
    assert receipts[2].block_number == receipts[1].block_number + 1
    assert number(bench.node.call(counter, VALUE)) == 115


def test_what_was_handed_in_and_is_in_no_block_is_lost_with_the_process() -> None:
    blocks = MemoryBlocks()
    bench, _ = busy(blocks)
    transaction = bench.sign(ALICE, bench.counter, add(7))
    assert bench.node.send([transaction.raw]) == [None]
    again = LocalNode(blocks, CHAIN_ID)
    again.produce(bench.at + timedelta(days=1))
    assert again.receipts([transaction.hash]) == [None]
    assert again.send([transaction.raw]) == [None]
    again.produce(bench.at)
    assert again.receipts([transaction.hash])[0].succeeded


def test_killed_at_any_moment_it_loses_nothing_that_produce_returned_for(database: Database) -> None:
    bench, _ = busy(RecordedBlocks(database))
    script = """
        import sys
        from datetime import UTC, datetime
        from lantau.chain.local_blocks_store import RecordedBlocks
        from lantau.chain.local_node import LocalNode
        from lantau.db import APPLICATION, Database, GivenServer
        class Dsn(GivenServer):
            def dsn(self, role, database): return sys.argv[1]
        node = LocalNode(RecordedBlocks(Database(Dsn(sys.argv[1]), "")), int(sys.argv[2]))
        for raw in sys.argv[3:]:
            assert node.send([bytes.fromhex(raw)]) == [None]
            print(node.produce(datetime(2027, 1, 1, tzinfo=UTC)).hash, flush=True)
    """
    dsn = database.server.dsn("lantau_app", database.name)
    transactions = [bench.sign(ALICE, bench.counter, add(1)) for _ in range(200)]
    command = [
        sys.executable,
        "-c",
        textwrap.dedent(script),
        dsn,
        str(CHAIN_ID),
        *(each.raw.hex() for each in transactions),
    ]
    before = number(bench.node.call(bench.counter, VALUE))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline().strip() for _ in range(7)]
        process.kill()
        told += [line.strip() for line in process.stdout]
    survivor = LocalNode(RecordedBlocks(database), CHAIN_ID)
    head = survivor.head().number
    kept = [survivor.header(height).hash for height in range(10, head + 1)]
    assert told == kept[: len(told)] and len(told) >= 7 and len(kept) - len(told) <= 1
    assert number(survivor.call(bench.counter, VALUE)) == before + len(kept)
    assert all(survivor.receipts([each.hash for each in transactions[: len(kept)]]))


def test_a_block_that_was_changed_in_the_table_is_refused(database: Database, owner: Connection) -> None:
    busy(RecordedBlocks(database))
    owner.execute("UPDATE chain.local_block SET transactions = transactions[2:] WHERE number = 4")
    with pytest.raises(NodeRefused, match="block 4 of the local chain was changed"):
        LocalNode(RecordedBlocks(database), CHAIN_ID).head()
    owner.execute("DELETE FROM chain.local_block WHERE number IN (3, 4)")
    with pytest.raises(NodeRefused, match="block 5 of the local chain was changed"):
        LocalNode(RecordedBlocks(database), CHAIN_ID).head()


def test_the_table_takes_one_block_of_a_number_and_one_child_of_a_block(database: Database) -> None:
    blocks = RecordedBlocks(database)
    bench = Bench(LocalNode(blocks, CHAIN_ID))
    head = bench.node.produce(START)
    assert not blocks.append(KeptBlock(head, ()))
    twin = KeptBlock(replace(head, number=2, hash=f"0x{'12' * 32}"), ())
    assert not blocks.append(twin)
    assert blocks.after(1, f"0x{'34' * 32}") is None and blocks.after(7, head.hash) is None
    assert blocks.after(1, head.hash) == [] and blocks.after(0, GENESIS.hash) == [KeptBlock(head, ())]


def test_a_database_that_is_away_is_an_outage(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    from lantau.db import Outage

    node = LocalNode(RecordedBlocks(database), CHAIN_ID)

    def away(*_: object, **__: object) -> None:
        raise Outage("gone")

    monkeypatch.setattr(database, "transaction", away)
    for ask in (node.head, lambda: node.produce(START)):
        with pytest.raises(NodeAway, match="cannot be reached"):
            ask()


@pytest.mark.parametrize("depth", [2, 3, 8])
@pytest.mark.parametrize("keep", [True, False])
def test_a_reorganisation_is_noticed_and_everything_worked_out_again(depth: int, keep: bool) -> None:
    blocks = MemoryBlocks()
    bench, hashes = busy(blocks)
    before = bench.node.head()
    follower = LocalNode(blocks, CHAIN_ID)
    assert follower.head() == before
    head = reorganise(bench.node, blocks, depth, keep_transactions=keep)
    assert head.number == before.number + 1
    assert bench.node.header(before.number) != before
    assert bench.node.header(before.number - depth) == follower.header(before.number - depth)
    assert everything(bench.node, bench.counter, hashes) == everything(follower, bench.counter, hashes)
    assert everything(LocalNode(blocks, CHAIN_ID), bench.counter, hashes) == everything(follower, bench.counter, hashes)
    assert all(bench.node.receipts(hashes)) is keep


def test_a_copy_of_the_blocks_grows_another_branch() -> None:
    blocks = MemoryBlocks()
    bench, _ = busy(blocks)
    branch_blocks = blocks.copy()
    branch_blocks.cut(5)
    branch = LocalNode(branch_blocks, CHAIN_ID)
    branch.produce(bench.at + timedelta(days=1))
    assert bench.node.head().number == 9 and branch.head().number == 6
    assert branch.header(5) == bench.node.header(5) and branch.header(6) != bench.node.header(6)


def test_the_first_block_is_the_same_everywhere_and_hashes_do_not_depend_on_the_machine() -> None:
    bench, _ = busy(MemoryBlocks())
    assert bench.node.header(0) == GENESIS
    assert GENESIS.hash == "0x6d0353ea4fe0e4d1d15f3e4e6a2909e7740ec31442ab5a131f9ce23d34b94725"
    assert bench.node.head().hash == "0x13bedc1e3a2e1dde2c117f9ec1713284fd4ead482917f500e4415c4a5ef3192f"


def test_state_of_an_older_block_is_not_kept_and_it_says_so() -> None:
    bench, _ = busy(MemoryBlocks())
    with pytest.raises(NodeRefused, match="state of block 3 is not kept"):
        bench.node.call(bench.counter, VALUE, block=3)


def test_a_replacement_that_offers_less_than_a_tenth_more_is_refused() -> None:
    bench = Bench(LocalNode(MemoryBlocks(), CHAIN_ID))
    fees = [(100, 10), (109, 11), (110, 10), (110, 11)]
    raws = [
        signed(ALICE, 0, f"0x{'77' * 20}", bytes([at]), maxFeePerGas=maximum, maxPriorityFeePerGas=priority).raw
        for at, (maximum, priority) in enumerate(fees)
    ]
    answers = bench.node.send(raws)
    assert [no is not None and no.underpriced for no in answers] == [False, True, True, False]


HALF = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
ORDER = 2 * HALF + 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"gas": 21_000}, "intrinsic gas too low: have 21000, want 21204"),
        ({"gas": 30_000_001}, "exceeds block gas limit"),
        ({"maxPriorityFeePerGas": 10**12}, "max priority fee per gas higher than max fee per gas"),
        ({"value": 10**31}, "insufficient funds for gas \\* price \\+ value"),
        ({"chain_id": 1}, "invalid chain id for signer: have 1 want 6560001"),
    ],
)
def test_what_no_node_takes_is_refused_in_their_words(changed: dict[str, int], words: str) -> None:
    (no,) = LocalNode(MemoryBlocks(), CHAIN_ID).send([signed(ALICE, 0, f"0x{'77' * 20}", add(1), **changed).raw])
    assert no is not None
    with pytest.raises(NodeRefused, match=words):
        raise no


def test_unprotected_and_unknown_kinds_of_transactions_are_refused() -> None:
    unprotected = signed(
        ALICE, 0, f"0x{'77' * 20}", b"", chain_id=None, type=None, maxFeePerGas=None, maxPriorityFeePerGas=None,
        gasPrice=1,
    ).raw  # fmt: skip
    for raw, words in (
        (unprotected, "EIP-155"), (b"", "empty"), (b"\x03\xc0", "type not supported"), (b"\x7f", "type not supported"),
        (b"\xc3\x01\x02\x03", "rlp"), (b"\xf8", "rlp"), (b"\x01\xc0", "rlp"), (b"\x02\xc4\x80\x80\x80\x80", "rlp"),
    ):  # fmt: skip
        with pytest.raises(NodeRefused, match=words):
            decode(raw, CHAIN_ID)


def test_every_single_changed_byte_is_refused_or_is_somebody_elses() -> None:
    raw = signed(ALICE, 3, f"0x{'77' * 20}", add(1)).raw
    honest = decode(raw, CHAIN_ID)
    assert (honest.sender, honest.nonce) == (ALICE.address.lower(), 3)
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        try:
            found = decode(changed, CHAIN_ID)
        except NodeRefused:
            continue
        assert found.sender != honest.sender and found.hash != honest.hash


def test_the_high_twin_of_a_signature_is_refused() -> None:
    import rlp

    raw = signed(ALICE, 0, f"0x{'77' * 20}", b"").raw
    fields = rlp.decode(raw[1:])
    s = int.from_bytes(fields[-1], "big")
    twin = [*fields[:-3], b"" if fields[-3] else b"\x01", fields[-2], (ORDER - s).to_bytes(32, "big")]
    with pytest.raises(NodeRefused, match="invalid transaction v, r, s values"):
        decode(raw[:1] + rlp.encode(twin), CHAIN_ID)


def test_a_python_without_the_machine_says_what_to_use_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyrevm", None)
    with pytest.raises(NodeAway, match=r"comes for Python 3\.11 and 3\.12 .* or anvil"):
        LocalNode(MemoryBlocks(), CHAIN_ID)


def test_the_machines_journal_is_spelled_as_we_read_it() -> None:
    """Guards the pinned release: what a transaction changed is read from a text meant for debugging."""
    evm = LocalEvm(CHAIN_ID)
    evm.enter(1, 1, bytes(32))
    created = evm.execute(decode(signed(ALICE, 0, "", COUNTER + word(5), value=0).raw, CHAIN_ID))
    counter = created.contract
    assert len(evm.code(counter)) == 681 and evm.nonce(counter) == 1
    for amount in (2**255, 1, 2**200):
        nonce = evm.nonce(ALICE.address.lower())
        assert evm.execute(decode(signed(ALICE, nonce, counter, add(amount)).raw, CHAIN_ID)).succeeded
    assert number(evm.call(BOB.address, counter, VALUE).output) == 5 + 2**255 + 1 + 2**200
    with pytest.raises(AssertionError, match="spells its journal in another way"):
        evm._changes("JournaledState { state: [")
    with pytest.raises(AssertionError, match="spells its journal in another way"):
        evm._changes("JournaledState { state: {0x12")


def test_one_node_may_be_shared_between_threads() -> None:
    bench = Bench(LocalNode(MemoryBlocks(), CHAIN_ID))
    counter = bench.deployed()
    transactions = [bench.sign(ALICE, counter, add(1)) for _ in range(40)]
    failures: list[BaseException] = []

    def act(part: int) -> None:
        try:
            for each in transactions[part::4]:
                assert bench.node.send([each.raw]) == [None]
                bench.node.call(counter, VALUE)
                bench.node.produce(START)
        except BaseException as failed:
            failures.append(failed)

    threads = [threading.Thread(target=act, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bench.produce()
    assert not failures and number(bench.node.call(counter, VALUE)) == 45


@pytest.mark.parametrize(
    "init_code",
    [
        "00",  # creates an account without code
        "5f5ff3",  # the same, said otherwise
        "33ff",  # destroys itself while it is created
        "5f5f5f5f6001335af1005b",  # sends nothing to its sender
        "6801fe5f526001601ff3",  # one byte of code, an invalid one
        "fe",  # an invalid instruction: all gas gone
        "60006000fd",  # refuses
        "6005600c60003960056000f3" + "6001ff0000",  # its code destroys it when called
        "6133ff5f52600260 1e5ff05f80808080945af1".replace(" ", ""),  # creates one that destroys itself, and calls it
    ],
)
def test_odd_creations_run_and_run_again_to_the_same_end(init_code: str) -> None:
    blocks = MemoryBlocks()
    bench = Bench(LocalNode(blocks, CHAIN_ID))
    hashes, address = [], f"0x{'99' * 20}"
    for _ in range(2):
        transaction = bench.sign(ALICE, "", bytes.fromhex(init_code), value=3)
        receipt = bench.settled(transaction)
        address = receipt.contract_address or address
        poke = bench.sign(BOB, address, b"", value=1)
        bench.settled(poke)
        hashes += [transaction.hash, poke.hash]
    again = LocalNode(blocks, CHAIN_ID)
    assert again.receipts(hashes) == bench.node.receipts(hashes)
    assert again.code(address) == bench.node.code(address)


def test_a_contract_too_large_is_refused_by_the_chain() -> None:
    bench = Bench(LocalNode(MemoryBlocks(), CHAIN_ID))
    creator = bytes.fromhex("61600180600b5f395ff300")[:11]  # returns 24,577 bytes, one more than EIP-170 allows
    receipt = bench.settled(bench.sign(ALICE, "", creator, gas=20_000_000))
    assert not receipt.succeeded and bench.node.code(receipt.contract_address) == b""
    assert bench.settled(bench.sign(ALICE, "", COUNTER + word(1))).succeeded
