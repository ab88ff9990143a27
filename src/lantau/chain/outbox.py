"""From the outbox to the chain, exactly once: give a nonce, sign, hand in, watch, replace, and end a message.

Whoever dies between two of these steps is followed by somebody who reads how far it got: a nonce is bound to its
message before anything is signed, and what was signed is kept before a node sees it. Handing in twice is handing in
once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from lantau.chain import coin_contract, store
from lantau.chain.attestations import Attestations
from lantau.chain.calls import CONSTRUCTOR, Call, abi, call_from, call_of, whole
from lantau.chain.deployment import Deployment, Role
from lantau.chain.lost_outbox import hand_in_lost
from lantau.chain.node import Fees, Node, Receipt, Reverted, Trial
from lantau.chain.sending import (
    ABANDONED,
    DONE,
    HELD,
    Pumped,
    Reserved,
    Sending,
    Signed,
    Waiting,
    replacement_due,
    replacement_fees,
    standing,
)
from lantau.chain.signing import Signer, TransactionRequest
from lantau.chain.simulation import operation_digest
from lantau.chain.used_authorizations import what_became
from lantau.dates import Clock
from lantau.db import Database
from lantau.events import outbox, values
from lantau.refusal import Json

OTHER_DEPLOYER = "the deployer's key is not the one that the contract's address follows from"
NOT_AS_APPROVED = "it is not the call that was approved"
NO_CODE = "the contract is not on the chain yet"
SUPERSEDED = "the contract has this attestation, or a newer one"
TOO_LATE = "the time is over for which the holder signed"
BEHIND = "an earlier message of the same subject waits"


Point = tuple[values.PendingMessage, str, Mapping[str, Json]]
"""A message, its next recovery point, and what is told of it."""


class Keyring(Protocol):
    """Who signs for which hand of a coin."""

    def signer(self, coin_id: str, role: Role) -> Signer:
        """The signer of this hand."""
        ...


@dataclass(slots=True)
class _Draft:
    """A message that waits, with the call that is tried for it, and what was found: how it ends, or why it is held."""

    waiting: Waiting
    deployment: Deployment
    call: Call
    sender: str
    is_tried: bool = False
    reason: str = ""
    ended: tuple[str, Mapping[str, Json]] | None = None


@dataclass(slots=True)
class Sender:
    """Sends what waits in one world's outbox for the contracts on one chain. Several may run; none undoes another."""

    database: Database
    clock: Clock
    node: Node
    keyring: Keyring
    sending: Sending = field(default_factory=Sending)
    _headers: dict[int, str] = field(default_factory=dict)

    def pump(self) -> Pumped:
        """One round: end what is final, hand in again or replace what is not in a block, then send what waits.

        Raises NodeAway and the signer's outage: nothing is lost, ask again.
        """
        done = Pumped()
        with self.database.read() as connection:
            known = {each.coin_id: each for each in store.deployments(connection)}
            under_way = store.reserved(connection, self.node.chain_id, limit=4 * self.sending.at_once)
        deployments = {each.address: each for each in known.values() if each.chain_id == self.node.chain_id}
        if not deployments:
            return done
        hand_in_lost(self.database, self.clock, self.node, done)
        self._watch(under_way, deployments, done)
        with self.database.read() as connection:
            waiting = store.waiting(connection, self.node.chain_id, limit=self.sending.at_once)
        if waiting:
            self._send(waiting, deployments, done)
        return done

    def waits(self) -> bool:
        """Whether a message waits that has no nonce yet."""
        with self.database.read() as connection:
            return bool(store.waiting(connection, self.node.chain_id, limit=1))

    def _watch(self, under_way: Sequence[Reserved], deployments: Mapping[str, Deployment], done: Pumped) -> None:
        """End what stands deep enough; hand in again what is in no block."""
        if not under_way:
            return
        hashes = [signed.hash for each in under_way for signed in each.signed]
        receipts = dict(zip(hashes, self.node.receipts(hashes), strict=True)) if hashes else {}
        head = self.node.head()
        self._headers = {head.number: head.hash}
        borne_out = self._borne_out(receipts, deployments)
        ends: list[Point] = []
        placed: list[tuple[str, int, Receipt]] = []
        missing: list[Reserved] = []
        for each in under_way:
            receipt = standing([receipts.get(signed.hash) for signed in each.signed])
            if receipt is None or not self._is_canonical(receipt):
                missing.append(each)
            elif receipt.succeeded and receipt.transaction_hash not in borne_out:
                done.troubles.append(f"{each.waiting.message.id}: no event bears out {receipt.transaction_hash}")
            elif head.number - receipt.block_number < deployments[each.waiting.contract].depth:
                done.mined += 1
            else:
                ends.append(self._end(each, receipt, deployments[each.waiting.contract], done))
                placed.append((each.waiting.message.id, 1, receipt))
        if placed:
            with self.database.transaction() as connection:
                store.write_placements(connection, placed, self.clock.now())
        outbox.mark_many(self.database, self.clock, ends)
        self._hand_in_again(missing, done)

    def _is_canonical(self, receipt: Receipt) -> bool:
        """Whether the receipt's block is on the chain as it is now: a receipt may outlive its block, or be a lie."""
        if receipt.block_number not in self._headers:
            header = self.node.header(receipt.block_number)
            self._headers[receipt.block_number] = "" if header is None else header.hash
        return self._headers[receipt.block_number] == receipt.block_hash

    def _borne_out(self, receipts: Mapping[str, Receipt | None], deployments: Mapping[str, Deployment]) -> set[str]:
        """Transactions whose events the node tells when asked for the blocks' events; every call of ours has one."""
        blocks = sorted({each.block_number for each in receipts.values() if each is not None and each.succeeded})
        found: set[str] = set()
        for first, last in _runs(blocks):
            found |= {log.transaction_hash for log in self.node.logs(sorted(deployments), first, last)}
        return found

    def _end(self, each: Reserved, receipt: Receipt, deployment: Deployment, done: Pumped) -> Point:
        detail: dict[str, Json] = {
            "hash": receipt.transaction_hash,
            "block": receipt.block_number,
            "block_hash": receipt.block_hash,
            "gas_used": receipt.gas_used,
        }
        if receipt.succeeded:
            done.final += 1
            return each.waiting.message, DONE, detail
        done.refused += 1
        detail["reason"] = self._why(call_from(each.call), each.sender)
        became = what_became(self.node, deployment, each.waiting, str(detail["reason"]))
        if became is not None:
            detail |= {"reason": became["reason"], "carried_by": became["carried_by"]}
        return each.waiting.message, ABANDONED, detail

    def _why(self, call: Call, sender: str) -> str:
        """Why the contract refused it, as far as it would still refuse it now."""
        try:
            self.node.call(call.contract, calldata(call), sender=sender)
        except Reverted as reverted:
            return coin_contract.coin().revert_words(reverted)
        return "it was refused when it was executed, and would not be now"

    def _hand_in_again(self, missing: Sequence[Reserved], done: Pumped) -> None:
        """Sign what was not signed, replace what waited too long, and hand in the last of each."""
        if not missing:
            return
        offered = self.node.fees()
        at = self.clock.now()
        fresh: list[tuple[Reserved, Signed]] = []
        handed: list[tuple[Reserved, Signed]] = []
        for each in missing:
            last = each.signed[-1] if each.signed else None
            if last is None:
                fresh.append((each, self._sign(each, 1, offered)))
            elif replacement_due(last, at, self.sending):
                fees = replacement_fees(last.fees, offered, self.sending)
                fresh.append((each, self._sign(each, last.attempt + 1, fees)))
                done.replaced += 1
            else:
                handed.append((each, last))
        self._keep(fresh)
        handed += fresh
        handed.sort(key=lambda pair: (pair[0].sender, pair[0].nonce))
        self._hand_in(handed, done)
        done.sent += sum(1 for each, _ in fresh if not each.signed)
        done.again += len(handed) - len(fresh)

    def _hand_in(self, handed: Sequence[tuple[Reserved, Signed]], done: Pumped) -> None:
        answers = self.node.send([signed.raw for _, signed in handed])
        used: dict[str, int] = {}
        for (each, signed), answer in zip(handed, answers, strict=True):
            if answer is None or answer.known or answer.underpriced:
                continue
            if answer.nonce_used:
                # It is in a block already, or somebody else used our key: the next rounds will tell which.
                if each.sender not in used:
                    used[each.sender] = self.node.nonce(each.sender)
                if used[each.sender] > each.nonce and not self._is_ours(each):
                    done.troubles.append(
                        f"{each.waiting.message.id}: nonce {each.nonce} of {each.sender} was used by something else"
                    )
                continue
            done.troubles.append(f"{each.waiting.message.id}: the node refused {signed.hash}: {answer}")

    def _is_ours(self, each: Reserved) -> bool:
        return any(receipt is not None for receipt in self.node.receipts([signed.hash for signed in each.signed]))

    def _send(self, waiting: Sequence[Waiting], deployments: Mapping[str, Deployment], done: Pumped) -> None:
        """Give nonces to what the contract would accept, sign it and hand it in; what it would refuse waits."""
        ready = self._ready(waiting, deployments, done)
        if not ready:
            return
        given = self._give_nonces(ready)
        offered = self.node.fees()
        # By sender and nonce, as they would be handed in again: what was interrupted ends in the same blocks.
        given.sort(key=lambda each: (each.sender, each.nonce))
        signed = [(each, self._sign(each, 1, offered)) for each in given]
        self._keep(signed)
        self._hand_in(signed, done)
        done.sent += len(signed)

    def _ready(
        self, waiting: Sequence[Waiting], deployments: Mapping[str, Deployment], done: Pumped
    ) -> list[tuple[Waiting, Call, str]]:
        """Which messages can leave now. All are tried at once, each by itself; then each is held, ended or let go."""
        there = {address: bool(self.node.code(address)) for address in {each.contract for each in waiting}}
        attestations = Attestations(self.node, waiting)
        drafts = [self._draft(each, deployments[each.contract], there[each.contract], attestations) for each in waiting]
        self._try_all(drafts)
        behind: set[tuple[str, str]] = set()
        ready: list[tuple[Waiting, Call, str]] = []
        points: list[Point] = []
        for draft in drafts:
            each = draft.waiting
            if not draft.ended and each.queue in behind:
                draft.reason = BEHIND
            if draft.ended:
                points.append((each.message, *draft.ended))
                done.final += draft.ended[0] == DONE
                done.refused += draft.ended[0] == ABANDONED
            elif draft.reason:
                behind.add(each.queue)
                done.held[each.message.id] = draft.reason
                if (each.message.point, each.reason) != (HELD, draft.reason):
                    points.append((each.message, HELD, {"reason": draft.reason}))
            else:
                attested = attestations.carried_by(each)
                attestations.used(each, attested)
                ready.append((each, call_of(each.message, draft.deployment, attested), draft.sender))
        outbox.mark_many(self.database, self.clock, points)
        return ready

    def _draft(self, each: Waiting, deployment: Deployment, is_there: bool, attestations: Attestations) -> _Draft:
        """What can be said of a message before its call is tried."""
        call = call_of(each.message, deployment, attestations.behind(each) if is_there else None)
        sender = self.keyring.signer(deployment.coin_id, call.role).address
        draft = _Draft(each, deployment, call, sender)
        if self._is_over(each):
            # It has no nonce and could never pass any more: nothing of it can happen.
            draft.ended = (ABANDONED, {"reason": TOO_LATE})
        elif call.function == CONSTRUCTOR:
            draft.reason = "" if sender == deployment.deployer else OTHER_DEPLOYER
        elif not is_there:
            draft.reason = NO_CODE
        elif attestations.is_superseded(each):
            draft.ended = (DONE, {"reason": SUPERSEDED})
        elif not self._is_as_approved(each, call, sender):
            draft.reason = NOT_AS_APPROVED
        else:
            draft.is_tried = self.sending.simulate
        return draft

    def _try_all(self, drafts: Sequence[_Draft]) -> None:
        """Ask the contract what it would say to each call now."""
        tried = [each for each in drafts if each.is_tried]
        trials = [Trial(each.call.contract, calldata(each.call), each.sender) for each in tried]
        for each, reverted in zip(tried, self.node.tries(trials) if trials else (), strict=True):
            if reverted is None:
                continue
            each.reason = coin_contract.coin().revert_words(reverted)
            became = what_became(self.node, each.deployment, each.waiting, each.reason)
            if became is not None:
                each.ended = (ABANDONED, became)

    def _is_as_approved(self, each: Waiting, call: Call, sender: str) -> bool:
        """Whether the call is the one that people approved, when the message says which (G 6.5.7(7)).

        The announcement of a delayed call stands for that call: its own digest is nobody's.
        """
        approved = each.message.body.get("digest")
        if approved is None or call.function == "schedule":
            return True
        told = operation_digest(self.node.chain_id, call.contract, sender, call.function, call.arguments)
        return told == approved

    def _is_over(self, each: Waiting) -> bool:
        """Whether it rests on what a holder signed for a time that is over on the chain."""
        signed = each.message.body.get("authorization")
        if not isinstance(signed, dict):
            return False
        return whole(signed, "valid_before") <= self.node.head().timestamp

    def _give_nonces(self, ready: Sequence[tuple[Waiting, Call, str]]) -> list[Reserved]:
        """Bind each message to the next nonce of its sender, under the lock of whoever gives out nonces."""
        chain_id = self.node.chain_id
        on_chain = {sender: self.node.nonce(sender) for sender in {sender for _, _, sender in ready}}
        with self.database.transaction() as connection:
            store.lock_sender(connection)
            taken = store.with_nonce(connection, [each.message.id for each, _, _ in ready])
            following = store.next_nonces(connection, chain_id)
            given = []
            for each, call, sender in ready:
                if each.message.id in taken:
                    continue
                nonce = max(following.get(sender, 0), on_chain[sender])
                following[sender] = nonce + 1
                given.append(Reserved(each, sender, nonce, call.as_body()))
            store.reserve(connection, chain_id, given, self.clock.now())
        return given

    def _sign(self, each: Reserved, attempt: int, fees: Fees) -> Signed:
        call = call_from(each.call)
        creates = call.function == CONSTRUCTOR
        request = TransactionRequest(
            chain_id=self.node.chain_id,
            nonce=each.nonce,
            to="" if creates else call.contract,
            data=coin_contract.coin().deployment(*abi(call.arguments)) if creates else calldata(call),
            gas_limit=call.gas_limit,
            fees=fees,
        )
        with_key = self.keyring.signer(str(each.waiting.message.body["coin_id"]), call.role)
        assert with_key.address == each.sender, f"{each.waiting.message.id}: the hand {call.role} has another key now"
        signed = with_key.sign_transaction(request)
        return Signed(signed.hash, attempt, signed.raw, fees, self.clock.now())

    def _keep(self, signed: Sequence[tuple[Reserved, Signed]]) -> None:
        if signed:
            with self.database.transaction() as connection:
                store.write_signed(connection, self.node.chain_id, signed, self.clock.now())


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers in order as runs from first to last with no gap of more than 16."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number - runs[-1][1] <= 16:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def calldata(call: Call) -> bytes:
    """What a call hands to the contract."""
    return coin_contract.coin().encode(call.function, *abi(call.arguments))
