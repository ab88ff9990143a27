"""What the sender does when others sign beside it, keys change, a contract cannot be created, or a node contradicts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from lantau.chain import coin_contract, deploying, store
from lantau.chain.calls import call_of
from lantau.chain.node import Fees, NodeRefused
from lantau.chain.outbox import Sender
from lantau.chain.readying import NOT_AS_APPROVED, OTHER_DEPLOYER, Ready
from lantau.chain.sending import Sending
from lantau.chain.signing import LocalSigner, TransactionRequest
from lantau.db import Database
from lantau.events import Message
from tests.chain.outbox_stage import COIN, ONE, START, Hands, Stage, key, terms


class Otherwise:
    """A node as it is, but for some answers."""

    def __init__(self, node: Any, **answers: Any) -> None:
        self._node, self._answers = node, answers

    def __getattr__(self, name: str) -> Any:
        return self._answers.get(name) or getattr(self._node, name)


class NewMinter(Hands):
    """The minter's key after it was changed."""

    def signer(self, coin_id: str, role: str) -> LocalSigner:
        return key("new minter") if role == "minter" else key(role)


def rows_of(stage: Stage, topic: str) -> list[dict[str, Any]]:
    """Each message of a topic: its nonce, how often it was signed, its last point and reason."""
    with stage.database.read() as connection:
        return connection.execute(
            """
            SELECT n.nonce, p.point, p.detail ->> 'reason' AS reason,
                (SELECT count(*) FROM chain.transaction t WHERE (t.sender, t.nonce) = (n.sender, n.nonce)) AS signed
            FROM events.outbox_message m LEFT JOIN chain.nonce n ON n.message_id = m.id
            LEFT JOIN LATERAL (
                SELECT point, detail FROM events.outbox_point WHERE message_id = m.id ORDER BY attempt DESC LIMIT 1
            ) p ON true
            WHERE m.topic = %s ORDER BY m.id
            """,
            (topic,),
        ).fetchall()


def block(stage: Stage) -> None:
    """Ask to block the holder."""
    address = key("holder").address
    told = {"contract": stage.deployment.address, "coin_id": COIN, "address": address, "on": True}
    stage.commit("freeze", (Message("chain.block", address, told),))


def is_blocked(stage: Stage) -> bool:
    """Whether the contract has the holder blocked."""
    return bool(
        coin_contract.coin().read(stage.local, stage.deployment.address, "isBlacklisted", key("holder").address)
    )


def payment(stage: Stage, number: int, life: int = 86_400, signature: str = "0x" + "11" * 65) -> None:
    """Ask for a payment whose signature nobody gave."""
    holder, payee = key("holder").address, key("payee").address
    now = int(stage.clock.now().timestamp())
    signed = {
        "from": holder, "to": payee, "value": 1, "valid_after": 0, "valid_before": now + life,
        "nonce": f"0x{number:064x}", "signature": signature, "receive": False,
    }  # fmt: skip
    told = {"contract": stage.deployment.address, "coin_id": COIN, "from": holder, "to": payee, "units": 1}
    body = {**told, "hold_ids": [], "authorization": signed}
    stage.commit(f"payment-{number}", (Message("chain.transfer", f"pay-{number}", body),))


def test_what_is_handed_in_is_what_was_kept_when_two_sign_one_nonce(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(database)
    stage.ask_to_mint(1)
    stage.local.produce(stage.clock.now())
    dear = Otherwise(stage.node, fees=lambda: Fees(3 * 10**9, 1))
    cheap = Otherwise(stage.node, fees=lambda: Fees(2 * 10**9, 1))
    one, other = Sender(database, stage.clock, dear, Hands()), Sender(database, stage.clock, cheap, Hands())
    keep, hand_in = Sender._kept, Sender._hand_in
    met: list[bool] = []

    def meet(self: Sender, signed: Any) -> Any:
        if self is one and not met:
            met.append(True)
            # The other finds the nonce unsigned, signs, keeps, and dies before it hands anything in.
            monkeypatch.setattr(Sender, "_hand_in", lambda *_: None)
            other.pump()
            monkeypatch.setattr(Sender, "_hand_in", hand_in)
        return keep(self, signed)

    monkeypatch.setattr(Sender, "_kept", meet)
    one.pump()
    monkeypatch.undo()
    assert met
    stage.local.produce(stage.clock.now())
    stage.settle()
    assert (stage.supply(), stage.waiting()) == (ONE, []), "the transaction in the block is one that is known"
    assert [(row["signed"], row["point"]) for row in rows_of(stage, "chain.mint")] == [(1, "done")]


def test_what_another_process_gave_a_nonce_to_is_not_given_up_without_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(database)
    stage.ask_to_mint(1)
    stage.settle()
    payment(stage, 1, life=60)
    with database.read() as connection:
        (waiting,) = store.waiting(connection, stage.local.chain_id, limit=10)
    call = call_of(waiting.message, stage.deployment, None)
    one, other = stage.sender(), stage.sender()
    give = Sender._give_nonces

    def meet(self: Sender, ready: Ready) -> Any:
        assert [point for _, point, _ in ready.points] == ["abandoned"], "what was signed is over"
        monkeypatch.undo()
        # The other looked while it was not over yet, and dies before it signs.
        assert len(other._give_nonces(Ready([(waiting, call, key("relayer").address)]))) == 1
        return give(self, ready)

    monkeypatch.setattr(Sender, "_give_nonces", meet)
    stage.clock.advance_to(stage.clock.now() + timedelta(seconds=90))
    stage.local.produce(stage.clock.now())
    one.pump()
    stage.settle()
    (row,) = rows_of(stage, "chain.transfer")
    assert (row["nonce"], row["signed"], row["point"]) == (0, 1, "abandoned")
    assert stage.local.nonce(key("relayer").address) == 1, "the nonce is used, so the next one's can be"


def test_what_is_held_keeps_nothing_new_from_leaving_however_much_it_is(database: Database) -> None:
    stage = Stage(database, sending=Sending(at_once=5))
    for number in range(12):
        payment(stage, number)
    stage.settle()
    assert {row["point"] for row in rows_of(stage, "chain.transfer")} == {"held"}
    stage.ask_to_mint(1)
    stage.settle()
    assert stage.supply() == ONE
    block(stage)
    stage.settle()
    assert is_blocked(stage)


def test_a_changed_key_is_told_to_people_and_stops_no_other_message(database: Database) -> None:
    stage = Stage(database)
    stage.ask_to_mint(1)
    stage.local.produce(stage.clock.now())
    stage.sender().pump()
    stage.restart()
    stage.clock.advance_to(stage.clock.now() + timedelta(minutes=5))
    block(stage)
    changed = Sender(database, stage.clock, stage.node, NewMinter(), stage.sending)
    done = changed.pump()
    assert any(key("minter").address in each for each in done.troubles)
    stage.local.produce(stage.clock.now())
    assert is_blocked(stage)
    assert stage.supply() == ONE, "what the old key had signed is good"


def planned_second(stage: Stage, **changed: Any) -> str:
    """Plan another coin of the same deployer and ask for its contract; the address it has to come to."""
    second = deploying.planned(
        coin_id="two", issuer_id="pty", chain_id=stage.local.chain_id, deployer_nonce=1, first_block=1, depth=0,
        terms=terms(name="two", **changed), at=START,
    )  # fmt: skip
    row = deploying.deployment_row(second, START)
    stage.commit("second", deploying.deployment_messages(second), rows=(row,))
    return second.address


def test_a_contract_that_would_come_to_another_address_is_not_created(database: Database) -> None:
    stage = Stage(database)
    deployer = key("deployer")
    gas = TransactionRequest(stage.local.chain_id, 1, key("holder").address, b"", 21_000, stage.local.fees())
    assert stage.local.send([deployer.sign_transaction(gas).raw]) == [None]
    stage.local.produce(stage.clock.now())
    address = planned_second(stage)
    stage.settle()
    assert stage.local.code(address) == b""
    assert stage.local.nonce(deployer.address) == 2, "no contract was created at the address that nobody planned"
    held = [row for row in rows_of(stage, "chain.deploy") if row["point"] != "done"]
    assert [row["reason"] for row in held] == [OTHER_DEPLOYER]


def test_a_contract_that_cannot_be_created_ends_with_its_reason(database: Database) -> None:
    stage = Stage(database)
    planned_second(stage, threshold=3)
    stage.settle()
    (row,) = [row for row in rows_of(stage, "chain.deploy") if row["point"] != "done"]
    assert (row["point"], bool(row["reason"])) == ("abandoned", True)


def test_a_receipt_of_a_block_that_was_replaced_does_not_hide_the_one_that_stands(database: Database) -> None:
    stage = Stage(database, depth=2, sending=Sending(bump_after=timedelta(seconds=10)))
    stage.ask_to_mint(1)
    stage.local.produce(stage.clock.now())
    stage.sender().pump()
    stage.local.produce(stage.clock.now())
    with database.read() as connection:
        (first,) = connection.execute(
            "SELECT hash FROM chain.transaction WHERE sender = %s", (key("minter").address,)
        ).fetchall()
    old = {first["hash"]: stage.local.receipts([first["hash"]])[0]}
    stage.blocks.cut(stage.local.head().number - 1)
    assert stage.local.head().number < old[first["hash"]].block_number
    stage.local.forget_waiting()
    stage.clock.advance_to(stage.clock.now() + timedelta(seconds=30))
    stage.local.produce(stage.clock.now())

    def receipts(hashes: Sequence[str]) -> list[Any]:
        return [old.get(each) or found for each, found in zip(hashes, stage.node.receipts(hashes), strict=True)]

    sender = Sender(database, stage.clock, Otherwise(stage.node, receipts=receipts), Hands(), stage.sending)
    assert sender.pump().replaced == 1
    stage.local.produce(stage.clock.now(), blocks=4)
    assert sender.pump().troubles == []
    assert (stage.supply(), stage.waiting()) == (ONE, [])


def test_what_was_lost_and_is_not_taken_again_is_told_to_people(database: Database) -> None:
    stage = Stage(database)
    stage.ask_to_mint(1)
    stage.settle()
    with database.read() as connection:
        mint = max(store.last_placements(connection, stage.local.chain_id), key=lambda each: each.block_number)
    stage.blocks.cut(mint.block_number - 1)
    assert stage.supply() == 0
    stage.local.forget_waiting()
    stage.clock.advance_to(stage.clock.now() + timedelta(seconds=30))
    stage.local.produce(stage.clock.now(), blocks=5)

    def send(raws: Sequence[bytes]) -> list[Any]:
        return [NodeRefused("max fee per gas less than block base fee")] * len(raws)

    done = Sender(database, stage.clock, Otherwise(stage.node, send=send), Hands(), stage.sending).pump()
    assert any("base fee" in each for each in done.troubles)
    stage.settle()
    assert stage.supply() == ONE


def test_a_call_that_is_not_the_one_approved_is_held(database: Database) -> None:
    stage = Stage(database)
    address = key("holder").address
    told = {"contract": stage.deployment.address, "coin_id": COIN, "address": address, "on": True}
    stage.commit("freeze", (Message("chain.block", address, {**told, "digest": "0x" + "11" * 32}),))
    stage.settle()
    assert [row["reason"] for row in rows_of(stage, "chain.block")] == [NOT_AS_APPROVED]
    assert not is_blocked(stage)
