"""From the outbox to the chain, exactly once: give a nonce, sign, hand in, watch, replace, and end a message.

Whoever dies between two of these steps is followed by somebody who reads how far it got: a nonce is bound to its
message before anything is signed, and what was signed is kept before a node sees it, and only what was kept is handed
in. Handing in twice is handing in once. Who gives nonces and who ends messages without one does it under one lock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lantau.chain import coin_contract, store
from lantau.chain.calls import CONSTRUCTOR, Call, abi, call_from
from lantau.chain.deployment import Deployment
from lantau.chain.lost_outbox import hand_in_lost
from lantau.chain.node import Fees, Node
from lantau.chain.readying import Keyring, Ready, Readying, calldata, chosen
from lantau.chain.sending import Pumped, Reserved, Sending, Signed, replacement_due, replacement_fees
from lantau.chain.signing import TransactionRequest
from lantau.chain.socket_signer import SignerAway, SignerRefused
from lantau.chain.watching import Watching
from lantau.dates import Clock
from lantau.db import Database
from lantau.events import outbox

WAITING_MOST = 20_000
"""So many messages are read at most in a round: more wait only where something is badly wrong."""

Handed = tuple[Reserved, Signed]
"""A message with a nonce, and one of what was signed for it."""


@dataclass(slots=True)
class Sender:
    """Sends what waits in one world's outbox for the contracts on one chain. Several may run; none undoes another."""

    database: Database
    clock: Clock
    node: Node
    keyring: Keyring
    sending: Sending = field(default_factory=Sending)

    def pump(self) -> Pumped:
        """One round: end what is final, hand in again or replace what is not in a block, then send what waits.

        Raises NodeAway and an outage of whoever knows the keys: nothing is lost, ask again. A signer that is away
        leaves its own messages waiting and stops no other's.
        """
        done = Pumped()
        with self.database.read() as connection:
            known = store.deployments(connection)
        deployments = {each.address: each for each in known if each.chain_id == self.node.chain_id}
        if not deployments:
            return done
        readying = Readying(self.node, self.keyring, self.sending, self._is_our_hash)
        hand_in_lost(self.database, self.clock, self.node, done)
        self._watch(Watching(self.node, readying, deployments), done)
        self._send(readying, deployments, done)
        return done

    def waits(self) -> bool:
        """Whether a message waits that has no nonce yet."""
        with self.database.read() as connection:
            return bool(store.waiting(connection, self.node.chain_id, limit=1))

    def _watch(self, watching: Watching, done: Pumped) -> None:
        """End what stands deep enough; hand in again what is in no block."""
        with self.database.read() as connection:
            under_way = store.reserved(connection, self.node.chain_id, limit=4 * self.sending.at_once)
        if not under_way:
            return
        seen = watching.look(under_way, done)
        if seen.placed:
            with self.database.transaction() as connection:
                store.write_placements(connection, seen.placed, self.clock.now())
        outbox.mark_many(self.database, self.clock, seen.ends)
        self._hand_in_again(seen.missing, done)

    def _hand_in_again(self, missing: Sequence[Reserved], done: Pumped) -> None:
        """Sign what was not signed, replace what waited too long, and hand in the last of each."""
        if not missing:
            return
        offered, at = self._offered(), self.clock.now()
        fresh: list[Handed] = []
        handed: list[Handed] = []
        for each in missing:
            last = each.signed[-1] if each.signed else None
            due = last is None or replacement_due(last, at, self.sending)
            fees = offered if last is None else replacement_fees(last.fees, offered, self.sending)
            signed = self._sign(each, 1 if last is None else last.attempt + 1, fees, done) if due else None
            if signed is not None:
                fresh.append((each, signed))
            elif last is not None:
                handed.append((each, last))
        done.replaced += sum(bool(each.signed) for each, _ in fresh)
        done.sent += sum(not each.signed for each, _ in fresh)
        done.again += len(handed)
        self._hand_in([*handed, *self._kept(fresh)], done)

    def _send(self, readying: Readying, deployments: Mapping[str, Deployment], done: Pumped) -> None:
        """Give nonces to what the contract would accept, sign it and hand it in; what it would refuse waits."""
        with self.database.read() as connection:
            waiting = store.waiting(connection, self.node.chain_id, limit=WAITING_MOST)
        looked_at, left_out = chosen(waiting, self.sending.at_once, self.clock.now())
        if not looked_at:
            return
        ready = readying.look(looked_at, deployments, left_out, done)
        given = self._give_nonces(ready)
        offered = self._offered()
        fresh = [(each, signed) for each in given if (signed := self._sign(each, 1, offered, done)) is not None]
        done.sent += len(fresh)
        self._hand_in(self._kept(fresh), done)

    def _give_nonces(self, ready: Ready) -> list[Reserved]:
        """Bind each message to the next nonce of its sender, and write how far the others got, under one lock.

        What another process gave a nonce to, or ended, since it was read is left to that process.
        """
        chain_id, at = self.node.chain_id, self.clock.now()
        on_chain = {sender: self.node.nonce(sender) for sender in {sender for _, _, sender in ready.calls}}
        ids = [each.message.id for each, _, _ in ready.calls] + [message.id for message, _, _ in ready.points]
        if not ids:
            return []
        with self.database.transaction() as connection:
            store.lock_sender(connection)
            gone = store.with_nonce(connection, ids) | store.with_end(connection, ids)
            outbox.write_points(connection, at, [each for each in ready.points if each[0].id not in gone])
            following = store.next_nonces(connection, chain_id)
            given = []
            for each, call, sender in ready.calls:
                nonce = max(following.get(sender, 0), on_chain[sender])
                if each.message.id in gone or not _leads_there(call, sender, nonce):
                    continue
                following[sender] = nonce + 1
                given.append(Reserved(each, sender, nonce, call.as_body()))
            store.reserve(connection, chain_id, given, at)
        return given

    def _sign(self, each: Reserved, attempt: int, fees: Fees, done: Pumped) -> Signed | None:
        """Sign the call; None, told to people, when the hand's key is another one now or its signer does not sign."""
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
        try:
            signer = self.keyring.signer(str(each.waiting.message.body["coin_id"]), call.role)
            if signer.address != each.sender:
                done.troubles.append(
                    f"{each.waiting.message.id}: the {call.role} signs at {signer.address} now, and nonce {each.nonce} "
                    f"of {each.sender} waits for its old key"
                )
                return None
            signed = signer.sign_transaction(request)
        except (SignerAway, SignerRefused) as away:
            done.troubles.append(f"{each.waiting.message.id}: the {call.role} does not sign: {away}")
            return None
        return Signed(signed.hash, attempt, signed.raw, fees, self.clock.now())

    def _kept(self, signed: Sequence[Handed]) -> list[Handed]:
        """Keep what was signed; what stands, which another process may have signed first, is what is handed in."""
        if not signed:
            return []
        chain_id = self.node.chain_id
        with self.database.transaction() as connection:
            store.write_signed(connection, chain_id, signed, self.clock.now())
            standing = store.signed_for(connection, chain_id, [each.waiting.message.id for each, _ in signed])
        return [(each, standing[each.waiting.message.id][-1]) for each, _ in signed]

    def _hand_in(self, handed: Sequence[Handed], done: Pumped) -> None:
        """Hand in by sender and nonce: what was interrupted and is handed in again ends in the same blocks."""
        if not handed:
            return
        ordered = sorted(handed, key=lambda pair: (pair[0].sender, pair[0].nonce))
        answers = self.node.send([signed.raw for _, signed in ordered])
        used: dict[str, int] = {}
        for (each, signed), answer in zip(ordered, answers, strict=True):
            if answer is None or answer.known or answer.underpriced:
                continue
            if answer.nonce_used:
                # It is in a block already, or somebody else used our key: the next rounds will tell which.
                if each.sender not in used:
                    used[each.sender] = self.node.nonce(each.sender)
                if used[each.sender] > each.nonce and not self._is_in_a_block(each):
                    done.troubles.append(
                        f"{each.waiting.message.id}: nonce {each.nonce} of {each.sender} was used by something else"
                    )
                continue
            done.troubles.append(f"{each.waiting.message.id}: the node refused {signed.hash}: {answer}")

    def _is_in_a_block(self, each: Reserved) -> bool:
        return any(receipt is not None for receipt in self.node.receipts([signed.hash for signed in each.signed]))

    def _is_our_hash(self, transaction_hash: str) -> bool:
        with self.database.read() as connection:
            return bool(store.causes(connection, [transaction_hash]))

    def _offered(self) -> Fees:
        """What the node asks for now, but never more than may be paid."""
        fees, most = self.node.fees(), self.sending.fee_maximum
        return Fees(min(fees.maximum, most), min(fees.priority, most))


def _leads_there(call: Call, sender: str, nonce: int) -> bool:
    """Whether a call can have this nonce: a contract comes to its planned address with one nonce alone."""
    return call.function != CONSTRUCTOR or coin_contract.contract_address(sender, nonce) == call.contract
