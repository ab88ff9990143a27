"""Whatever happens between the outbox and the chain, everything asked for happens there once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lantau.access import Actor
from lantau.chain import coin_contract, retry_operations, store
from lantau.chain.calls import Call, attested_in, call_of
from lantau.chain.local_blocks import MemoryBlocks
from lantau.chain.node import NodeAway
from lantau.chain.readying import TOO_LATE, Ready
from lantau.chain.sending import Sending, Waiting
from lantau.db import Database
from lantau.events import Message
from lantau.refusal import Refusal
from tests.chain.faults import phantom_of, reorganise
from tests.chain.outbox_stage import COIN, ONE, Stage, key, terms


def nonces(stage: Stage, role: str) -> list[int]:
    """The nonces given to a hand."""
    with stage.database.read() as connection:
        rows = connection.execute(
            "SELECT nonce FROM chain.nonce WHERE sender = %s ORDER BY nonce", (key(role).address,)
        ).fetchall()
    return [row["nonce"] for row in rows]


def points(stage: Stage) -> list[tuple[str, str]]:
    """How each mint got on: its last point, and the reason if one was given."""
    with stage.database.read() as connection:
        rows = connection.execute(
            """
            SELECT DISTINCT ON (m.id) m.id, p.point, COALESCE(p.detail ->> 'reason', '') AS reason
            FROM events.outbox_message m JOIN events.outbox_point p ON p.message_id = m.id
            WHERE m.topic = 'chain.mint' ORDER BY m.id, p.attempt DESC
            """
        ).fetchall()
    return [(row["point"], row["reason"]) for row in rows]


def test_what_is_asked_for_is_minted_once_and_ends(database: Database) -> None:
    stage = Stage(database)
    stage.ask_to_mint(3)
    stage.settle()
    assert stage.supply() == 3 * ONE
    assert stage.waiting() == []
    assert [point for point, _ in points(stage)] == ["done"] * 3
    assert nonces(stage, "minter") == [0, 1, 2]


def test_of_many_mints_one_brings_the_newest_attestation_and_the_others_rest_on_it(database: Database) -> None:
    stage = Stage(database)
    stage.ask_to_mint(5)
    stage.settle()
    with database.read() as connection:
        rows = connection.execute(
            "SELECT call ->> 'function' AS function FROM chain.nonce WHERE sender = %s ORDER BY nonce",
            (key("minter").address,),
        ).fetchall()
    assert [row["function"] for row in rows] == ["mintAttested", *["mint"] * 4]


def test_nothing_is_lost_or_doubled_when_the_sender_dies_at_any_call_of_the_node(database: Database) -> None:
    stage = Stage(database)
    stage.ask_to_mint(1)
    stage.settle()
    calls = 0
    for number in range(1, 40):
        stage.ask_to_mint(2)
        stage.node.faults.away_at = {number}
        stage.node.faults.calls = 0
        try:
            stage.settle()
        except NodeAway:
            calls += 1
        stage.restart()
        stage.settle()
        assert stage.supply() == (1 + 2 * number) * ONE
        assert stage.waiting() == []
    assert calls > 10, "the node was away in the middle of what it was asked"
    assert nonces(stage, "minter") == list(range(79)), "no gap, and no nonce for nothing"


def test_a_node_that_took_them_in_and_fell_silent_is_handed_the_same_again(database: Database) -> None:
    stage = Stage(database)
    stage.ask_to_mint(2)
    stage.node.faults.away_after_sending = 1
    with pytest.raises(NodeAway):
        stage.settle()
    stage.settle()
    assert (stage.supply(), nonces(stage, "minter")) == (2 * ONE, [0, 1])


def test_half_a_batch_that_arrived_is_completed(database: Database) -> None:
    stage = Stage(database)
    stage.ask_to_mint(4)
    stage.node.faults.cut_batches = 2
    with pytest.raises(NodeAway):
        stage.settle()
    stage.settle()
    assert (stage.supply(), nonces(stage, "minter")) == (4 * ONE, [0, 1, 2, 3])


def test_a_null_receipt_right_after_a_send_is_waited_for(database: Database) -> None:
    stage = Stage(database)
    stage.ask_to_mint(1)
    stage.node.faults.silent_all = 3
    stage.settle()
    assert (stage.supply(), stage.waiting()) == (ONE, [])


def test_a_receipt_in_a_block_that_never_was_ends_nothing(database: Database) -> None:
    stage = Stage(database)
    stage.ask_to_mint(1)
    stage.round()
    with database.read() as connection:
        (row,) = connection.execute(
            "SELECT hash FROM chain.transaction WHERE sender = %s", (key("minter").address,)
        ).fetchall()
    stage.node.faults.phantom = {row["hash"]: phantom_of(row["hash"], stage.local.head())}
    stage.round()
    assert stage.waiting() == [""], "the receipt's block is not on the chain"
    stage.node.faults.phantom = {}
    stage.settle()
    assert (stage.supply(), stage.waiting()) == (ONE, [])


def test_a_receipt_that_tells_success_of_what_has_no_events_is_told_to_people(database: Database) -> None:
    stage = Stage(database)
    stage.ask_to_mint(1)
    stage.round()
    stage.node.faults.missing_logs = 1
    done = stage.sender().pump()
    assert any("no event bears out" in each for each in done.troubles)
    assert stage.waiting() == [""]
    stage.node.faults.missing_logs = 0
    stage.settle()
    assert (stage.supply(), stage.waiting()) == (ONE, [])


def test_a_mint_ends_only_when_it_is_deep_enough(database: Database) -> None:
    stage = Stage(database, depth=3)
    stage.ask_to_mint(1)
    stage.round()
    assert stage.round().mined == 1
    assert stage.waiting() == [""], "in a block, not yet three deep"
    stage.settle()
    assert stage.waiting() == []


def test_a_reorganisation_of_twenty_blocks_loses_and_doubles_nothing(database: Database) -> None:
    blocks = MemoryBlocks()
    stage = Stage(database, blocks=blocks, depth=30)
    stage.settle()
    stage.local.produce(stage.clock.now(), blocks=40)
    stage.settle()
    stage.ask_to_mint(3)
    stage.round()
    stage.local.produce(stage.clock.now(), blocks=20)
    assert stage.supply() == 3 * ONE
    reorganise(stage.local, blocks, 21, keep_transactions=False)
    assert stage.supply() == 0, "the branch that won does not have them"
    stage.settle()
    assert (stage.supply(), stage.waiting(), nonces(stage, "minter")) == (3 * ONE, [], [0, 1, 2])


def test_a_stuck_transaction_is_replaced_under_its_nonce_with_higher_fees(database: Database) -> None:
    stage = Stage(database, sending=Sending(bump_after=timedelta(minutes=3)))
    stage.ask_to_mint(1)
    stage.sender().pump()
    stage.local.forget_waiting()
    stage.clock.advance_to(stage.clock.now() + timedelta(minutes=4))
    done = stage.sender().pump()
    assert done.replaced == 1
    with database.read() as connection:
        rows = connection.execute(
            "SELECT nonce, attempt, maximum_fee FROM chain.transaction WHERE sender = %s ORDER BY attempt",
            (key("minter").address,),
        ).fetchall()
    assert [(row["nonce"], row["attempt"]) for row in rows] == [(0, 1), (0, 2)]
    assert rows[1]["maximum_fee"] * 100 >= rows[0]["maximum_fee"] * 110
    stage.local.produce(stage.clock.now())
    stage.settle()
    assert (stage.supply(), stage.waiting()) == (ONE, [])


def test_what_the_contract_would_refuse_waits_with_its_reason_and_takes_no_nonce(database: Database) -> None:
    stage = Stage(database)
    stage.ask_to_mint(1, units=10**15 + 1)
    stage.settle()
    assert points(stage)[0][0] == "held"
    assert points(stage)[0][1], "the reason is kept"
    assert nonces(stage, "minter") == []


def test_messages_of_one_subject_leave_in_their_order(database: Database) -> None:
    stage = Stage(database)
    address = key("holder").address
    told = {"contract": stage.deployment.address, "coin_id": COIN, "address": address}
    stage.commit("block", (Message("chain.block", address, {**told, "on": True}),))
    stage.commit("unblock", (Message("chain.block", address, {**told, "on": False}),))
    stage.settle()
    assert coin_contract.coin().read(stage.local, stage.deployment.address, "isBlacklisted", address) is False


def test_two_senders_at_once_give_one_nonce(database: Database) -> None:
    stage = Stage(database)
    stage.ask_to_mint(2)
    one, other = stage.sender(), stage.sender()
    with database.read() as connection:
        waiting = store.waiting(connection, stage.local.chain_id, limit=10)
    ready = Ready([(each, _call(stage, each), key("minter").address) for each in waiting])
    assert len(one._give_nonces(ready)) == 2
    assert other._give_nonces(ready) == [], "they have theirs already"
    stage.settle()
    assert (stage.supply(), nonces(stage, "minter")) == (2 * ONE, [0, 1])


def _call(stage: Stage, each: Waiting) -> Call:
    return call_of(each.message, stage.deployment, attested_in(each.message))


MAKER = Actor("per_maker", "Maker", frozenset({"issuer_operator"}), "pty")
CHECKER = Actor("per_checker", "Checker", frozenset({"issuer_checker"}), "pty")


def test_what_a_block_refused_is_given_up_and_asked_for_again_by_two_people(database: Database) -> None:
    stage = Stage(database, sending=Sending(simulate=False))
    stage.ask_to_mint(1, units=10**15 + 1)
    stage.settle()
    ((point, reason),) = points(stage)
    assert (point, bool(reason)) == ("abandoned", True)
    with database.read() as connection:
        (row,) = connection.execute("SELECT id FROM events.outbox_message WHERE topic = 'chain.mint'").fetchall()
    two = {"actor": MAKER, "checker": CHECKER, "occurred_at": stage.clock.now(), "reasons": "the limit was raised"}
    again = retry_operations.retry(database, stage.clock, key="again", message_id=row["id"], **two)
    assert again == row["id"]
    assert retry_operations.retry(database, stage.clock, key="again", message_id=row["id"], **two) == row["id"]
    twice = retry_operations.retry(database, stage.clock, key="twice", message_id=row["id"], **two)
    assert isinstance(twice, Refusal) and twice.code.name == "chain.not_abandoned"
    alone = retry_operations.retry(database, stage.clock, key="alone", message_id=row["id"], **{**two, "checker": None})
    assert isinstance(alone, Refusal) and alone.code.name == "access.four_eyes"
    assert len(stage.waiting()) == 1


def test_what_a_holder_signed_for_a_time_that_is_over_is_given_up_without_a_nonce(database: Database) -> None:
    stage = Stage(database)
    now = int(stage.clock.now().timestamp())
    holder, other = key("holder").address, key("other").address
    signed = {
        "from": holder, "to": other, "value": ONE, "valid_after": now - 10, "valid_before": now - 5,
        "nonce": "0x" + "01" * 32, "signature": "0x" + "00" * 65, "receive": False,
    }  # fmt: skip
    body = {"contract": stage.deployment.address, "coin_id": COIN, "authorization": signed, "hold_ids": []}
    stage.commit("late", (Message("chain.transfer", "pay_1", body),))
    stage.settle()
    with database.read() as connection:
        (row,) = connection.execute(
            "SELECT p.point, p.detail FROM events.outbox_point p JOIN events.outbox_message m ON m.id = p.message_id "
            "WHERE m.topic = 'chain.transfer'"
        ).fetchall()
    assert (row["point"], row["detail"]["reason"]) == ("abandoned", TOO_LATE)
    assert nonces(stage, "relayer") == []


def test_a_delayed_change_waits_for_its_time_and_then_passes(database: Database) -> None:
    stage = Stage(database, terms=terms(policy_mode=1, delay_seconds=3600))
    policy = coin_contract.coin().read(stage.local, stage.deployment.address, "transferPolicy")
    assert policy[0] == 0, "open until the delay is over"
    stage.clock.advance_to(stage.clock.now() + timedelta(hours=1))
    stage.settle()
    policy = coin_contract.coin().read(stage.local, stage.deployment.address, "transferPolicy")
    assert policy[0] == 1, "closed to unverified holders"


def test_what_was_final_and_left_the_chain_is_handed_in_again_in_the_order_of_old(database: Database) -> None:
    blocks = MemoryBlocks()
    stage = Stage(database, blocks=blocks, depth=0)
    kept = stage.local.head().number
    for _ in range(3):
        stage.ask_to_mint(2)
        stage.settle()
    assert (stage.supply(), stage.waiting()) == (6 * ONE, [])
    blocks.cut(kept)
    stage.restart()
    assert stage.supply() == 0, "twenty blocks or two: what was ended is gone"
    stage.settle()
    assert (stage.supply(), nonces(stage, "minter")) == (6 * ONE, list(range(6)))
    with database.read() as connection:
        rows = connection.execute("SELECT message_id, max(number) AS number FROM chain.placement GROUP BY 1").fetchall()
    assert sorted(row["number"] for row in rows)[-6:] == [2] * 6, "each stands in a second place"


def test_even_the_contract_comes_back_before_what_rests_on_it(database: Database) -> None:
    blocks = MemoryBlocks()
    stage = Stage(database, blocks=blocks)
    stage.ask_to_mint(2)
    stage.settle()
    blocks.cut(0)
    stage.restart()
    assert not stage.local.code(stage.deployment.address)
    stage.settle()
    assert stage.supply() == 2 * ONE
