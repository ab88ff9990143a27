"""A coin whose contract is reached through the outbox alone: messages in, rounds of the sender, blocks when asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from lantau import events
from lantau.chain import Terms, coin_contract, deploying, typed_data
from lantau.chain.deployment import HANDS, Deployment
from lantau.chain.local_blocks import BlockStore, MemoryBlocks
from lantau.chain.local_node import LocalNode
from lantau.chain.outbox import Sender
from lantau.chain.sending import Pumped, Sending
from lantau.chain.signing import LocalSigner, Purpose
from lantau.dates import SimulatedClock, parse_instant
from lantau.db import Database
from lantau.events import Message, Record, Work, outbox
from tests.chain.faults import Faults, FaultyNode

START = parse_instant("2026-09-01T01:00:00Z")
COIN, ONE = "lqd", 1_000_000
MINTS_AT_ONCE = 1_000 * ONE


def key(label: str) -> LocalSigner:
    """The key of a hand, an attestor or a holder in these tests."""
    return LocalSigner(f"outbox {label}".encode().ljust(32, b"."))


class Hands:
    """The keys of the coin's hands."""

    def signer(self, coin_id: str, role: str) -> LocalSigner:
        return key(role)


ATTESTORS = sorted((key("attestor 1"), key("attestor 2")), key=lambda each: each.address)


def terms(**changed: Any) -> Terms:
    """A coin open to everybody, without delay, attested by two of two."""
    values: dict[str, Any] = {
        "name": "Lantau Dollar", "symbol": "LQD", "currency": "HKD",
        "roles": {role: key(role).address for role in HANDS},
        "attestors": tuple(each.address for each in ATTESTORS), "threshold": 2, "delay_seconds": 0,
        "minter_allowance_units": 10**15, "policy_mode": 0,
    }  # fmt: skip
    return Terms(**(values | changed))


@dataclass
class Stage:
    """The world of one test. ``restart`` is what a killed process leaves: the database, and the node's blocks."""

    database: Database
    blocks: BlockStore = field(default_factory=MemoryBlocks)
    sending: Sending = field(default_factory=Sending)
    depth: int = 0
    terms: Terms = field(default_factory=terms)
    clock: SimulatedClock = field(default_factory=lambda: SimulatedClock(START))
    asked: int = 0
    attested: int = 0

    def __post_init__(self) -> None:
        self.local = LocalNode(self.blocks)
        self.node = FaultyNode(self.local)
        self.deployment: Deployment = deploying.planned(
            coin_id=COIN, issuer_id="pty", chain_id=self.local.chain_id, deployer_nonce=0, first_block=1,
            depth=self.depth, terms=self.terms, at=START,
        )  # fmt: skip
        holder = key("holder").address
        told = {"contract": self.deployment.address, "coin_id": COIN, "address": holder, "on": True}
        row = deploying.deployment_row(self.deployment, START)
        setup = (*deploying.deployment_messages(self.deployment), Message("chain.recipient", holder, told))
        self.commit("deploy", setup, rows=(row,))
        self.settle()

    def commit(self, name: str, messages: tuple[Message, ...], rows: tuple[Any, ...] = ()) -> None:
        """Put messages into the outbox."""
        work = Work(
            name, {"name": name}, "system", "issuer:pty", self.clock.now(), (Record("asked", name, {}),), rows,
            outbox=messages,
        )  # fmt: skip
        done = events.commit(self.database, self.clock, work)
        assert isinstance(done, events.Committed), done

    def ask_to_mint(self, count: int = 1, units: int = ONE) -> None:
        """Ask for mints to the holder, each with an attestation of its own."""
        for _ in range(count):
            self.asked += 1
            body = {
                "contract": self.deployment.address, "coin_id": COIN, "address": key("holder").address,
                "units": units, "hold_ids": [], "attestation": self.attestation(),
            }  # fmt: skip
            self.commit(f"mint-{self.asked}", (Message("chain.mint", f"order-{self.asked}", body),))

    def attestation(self) -> dict[str, Any]:
        """The reserve as both attestors sign it; each is a second after the one before."""
        at = self.attested = max(int(self.clock.now().timestamp()), self.attested + 1)
        statement = typed_data.ReserveStatement(10**15, at, at + 9 * 86_400)
        domain = self.deployment.domain
        signed = [each.sign_statement(domain, statement, purpose=Purpose.RESERVE, words="x") for each in ATTESTORS]
        ordered = typed_data.in_signer_order(typed_data.digest(domain, statement), signed)
        return {
            "amount_units": 10**15, "attested_at": at, "expires_at": at + 9 * 86_400,
            "signatures": ["0x" + each.hex() for each in ordered],
        }  # fmt: skip

    def sender(self) -> Sender:
        """A sender as a process that was just started has it."""
        return Sender(self.database, self.clock, self.node, Hands(), self.sending)

    def round(self) -> Pumped:
        """One round, and a block for what it wants one for."""
        if self.local.head().timestamp < self.clock.now().timestamp():
            self.local.produce(self.clock.now())
        done = self.sender().pump()
        if done.wants_blocks:
            self.local.produce(self.clock.now())
        return done

    def settle(self) -> list[Pumped]:
        """Rounds until nothing moves."""
        found = []
        for _ in range(40):
            self.clock.advance_to(self.clock.now() + timedelta(seconds=5))
            found.append(self.round())
            if not found[-1].moved and not found[-1].wants_blocks:
                return found
        raise AssertionError(f"still moving: {found[-1]}")

    def restart(self) -> None:
        """The process was killed: what was handed in and is in no block is gone, and so is every fault."""
        self.local = LocalNode(self.blocks)
        self.node = FaultyNode(self.local, Faults())

    def supply(self) -> int:
        """The coin's total supply on chain."""
        return int(coin_contract.coin().read(self.local, self.deployment.address, "totalSupply"))

    def waiting(self) -> list[str]:
        """The points of mints that have not ended."""
        return [each.point for each in outbox.pending(self.database, "chain.mint", limit=1000)]
