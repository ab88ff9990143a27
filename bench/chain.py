"""What the coin costs on chain, and how fast the outbox reaches it: a table, then one line of JSON.

    .venv/bin/python bench/chain.py [--operations 2000] [--anvil PATH]

Gas is read from receipts of one node, intrinsic cost and calldata included, beside the figures that others measured for
their tokens. The outbox gives mints their nonces, signs, hands in and ends them on the node in this process and, when
one is found, on anvil; medians of three.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from lantau import ledger
from lantau.chain import Terms, coin_contract, deploying, signing, typed_data
from lantau.chain.anvil import AnvilProcess, Missing, find_anvil
from lantau.chain.deployment import HANDS
from lantau.chain.local_blocks import MemoryBlocks
from lantau.chain.local_node import LocalNode
from lantau.chain.node import Fees, Funded, Node
from lantau.chain.outbox import Sender
from lantau.chain.sending import Sending
from lantau.dates import SimulatedClock, parse_instant
from lantau.db import Database, open_server, world_database
from lantau.events import Message, Record, Work
from lantau.ledger import Unit, UnitResult

START = parse_instant("2026-09-01T01:00:00Z")
TARGETS = {"transfer": 36_500, "mint": 50_000, "transferWithAuthorization": 70_000}
MEASURED_FOR_OTHERS = {
    "transfer": {
        "FiatToken v2.2": 45_047, "OpenZeppelin, freeze and allow list": 44_148, "CMTAT": 51_040, "T-REX": 196_844,
    },
    "mint": {"FiatToken v2.2": 55_503},
}  # fmt: skip
OPERATIONS_PER_SECOND = 500
COIN, ONE = "lqd", 1_000_000
ROUNDS = 3


def signer(name: str) -> signing.LocalSigner:
    """A key that anybody can derive."""
    return signing.LocalSigner(typed_data.keccak(f"bench/{name}".encode()))


class Hands:
    """The keys of the coin's hands."""

    def __init__(self) -> None:
        self._signers = {role: signer(role) for role in HANDS}

    def signer(self, coin_id: str, role: str) -> signing.LocalSigner:  # noqa: ARG002 - the Protocol's signature
        """Who signs for this hand."""
        return self._signers[role]


HANDS_OF = Hands()
ATTESTORS = [signer(f"attestor-{each}") for each in range(2)]
HOLDERS = [signer(f"holder-{each}") for each in range(2)]


def terms() -> Terms:
    """A coin with an allow list, no delay, and two attestors who both sign."""
    return Terms(
        name="Bench Dollar", symbol="BNC", currency="HKD", roles={role: signer(role).address for role in HANDS},
        attestors=tuple(sorted(each.address for each in ATTESTORS)), threshold=2, delay_seconds=0,
        minter_allowance_units=10**18, policy_mode=1,
    )  # fmt: skip


class Direct:
    """A coin on a node, called without an outbox: for receipts."""

    def __init__(self, node: LocalNode) -> None:
        self.node, self.at = node, START
        self.interface = coin_contract.coin()
        self.nonces: dict[str, int] = {}
        self.address = ""
        receipt = self._sent("deployer", "", self.interface.deployment(*terms().constructor()), 8_000_000)
        self.address, self.deploy_gas = receipt.contract_address, receipt.gas_used
        self.domain = typed_data.Domain("Bench Dollar", node.chain_id, self.address)

    def __call__(self, role: str, function: str, *arguments: object) -> int:
        """Gas used by one call, which must succeed."""
        return int(self._sent(role, self.address, self.interface.encode(function, *arguments), 500_000).gas_used)

    def _sent(self, role: str, to: str, data: bytes, gas: int) -> Any:
        key = signer(role)
        nonce = self.nonces.get(role, 0)
        self.nonces[role] = nonce + 1
        request = signing.TransactionRequest(self.node.chain_id, nonce, to, data, gas, Fees(0, 0))
        made = key.sign_transaction(request)
        assert self.node.send([made.raw]) == [None]
        self.at += timedelta(seconds=12)
        self.node.produce(self.at)
        receipt = self.node.receipts([made.hash])[0]
        assert receipt is not None and receipt.succeeded, f"{role} {data[:4].hex()} failed"
        return receipt

    def attestation(self, amount: int) -> tuple[int, int, int, list[bytes]]:
        """What both attestors sign now, good for nine days."""
        now = int(self.at.timestamp())
        statement = typed_data.ReserveStatement(amount, now, now + 9 * 86_400)
        hashed = typed_data.digest(self.domain, statement)
        signed = [
            each.sign_statement(self.domain, statement, purpose=signing.Purpose.RESERVE, words="bench")
            for each in ATTESTORS
        ]
        return amount, now, now + 9 * 86_400, list(typed_data.in_signer_order(hashed, signed))

    def authorization(self, holder: signing.LocalSigner, to: str, nonce: int, *, receive: bool = False) -> Any:
        """What a holder signs to move one coin, and the signature."""
        statement = typed_data.TransferAuthorization(
            holder.address, to, ONE, 0, int(self.at.timestamp()) + 86_400, typed_data.word(nonce + 10**30), receive
        )
        signature = holder.sign_statement(self.domain, statement, purpose=signing.Purpose.TRANSFER, words="bench")
        return statement, signature


def gas() -> dict[str, int]:
    """Gas of each operation between existing holders, allow list on, reserve gate on."""
    coin = Direct(LocalNode(MemoryBlocks()))
    one, other = HOLDERS
    coin("master_minter", "configureMinter", signer("minter").address, 10**15)
    coin("owner", "setTransferPolicy", 1, 0)
    for each in HOLDERS:
        coin("verifier", "setVerified", each.address, True)
        coin("verifier", "setMintRecipient", each.address, True)
    found = {"deploy": coin.deploy_gas}
    found["attestReserve"] = coin("relayer", "attestReserve", *coin.attestation(10**13))
    coin("minter", "mint", one.address, 1_000 * ONE)
    coin("minter", "mint", other.address, 1_000 * ONE)
    found["attestReserve, again"] = coin("relayer", "attestReserve", *coin.attestation(10**13))
    found["mint"] = coin("minter", "mint", one.address, 100 * ONE)
    found["attestReserve + mint"] = found["attestReserve, again"] + found["mint"]
    found["mintAttested (both in one)"] = coin("minter", "mintAttested", one.address, ONE, *coin.attestation(10**13))
    found["transfer"] = coin("holder-0", "transfer", other.address, ONE)
    found["approve"] = coin("holder-0", "approve", other.address, ONE)
    found["transferFrom"] = coin("holder-1", "transferFrom", one.address, other.address, ONE)
    signed, signature = coin.authorization(one, other.address, 1)
    parts = (signed.sender, signed.recipient, signed.value_units, signed.valid_after, signed.valid_before, signed.nonce)
    split = (signature[64], signature[:32], signature[32:64])
    found["transferWithAuthorization"] = coin("relayer", "transferWithAuthorization", *parts, *split)
    signed, signature = coin.authorization(one, signer("redemption").address, 2, receive=True)
    found["burnWithAuthorization"] = coin(
        "minter", "burnWithAuthorization", signed.sender, ONE, signed.valid_after, signed.valid_before, signed.nonce,
        signature,
    )  # fmt: skip
    found["blacklist"] = coin("blacklister", "blacklist", one.address)
    found["setFrozenTokens"] = coin("blacklister", "setFrozenTokens", other.address, ONE)
    return found


def outbox_rates(node: Node, produce: Callable[[], object], operations: int, database: Database) -> list[float]:
    """Mints a second from the first look into the outbox to the last message ended, in rounds of so many."""
    clock = SimulatedClock(START)
    if isinstance(node, Funded):
        for role in HANDS:
            node.fund(signer(role).address)
    planned = deploying.planned(
        coin_id=COIN, issuer_id="bench", chain_id=node.chain_id, deployer_nonce=node.nonce(signer("deployer").address),
        first_block=node.head().number + 1, depth=0, terms=terms(), at=START,
    )  # fmt: skip
    holder = HOLDERS[0].address
    place = {"contract": planned.address, "coin_id": COIN}
    setup = (
        Message("chain.verify", holder, {**place, "address": holder, "on": True}),
        Message("chain.recipient", holder, {**place, "address": holder, "on": True}),
    )
    commit(database, clock, [unit("deploy", [*deploying.deployment_messages(planned), *setup], planned)])
    sender = Sender(database, clock, node, HANDS_OF, Sending(at_once=operations, simulate=True))
    until_idle(sender, produce)
    domain = typed_data.Domain("Bench Dollar", node.chain_id, planned.address)
    rates = []
    for number in range(ROUNDS):
        now = node.head().timestamp
        statement = typed_data.ReserveStatement(10**15, now, now + 9 * 86_400)
        signed = [
            each.sign_statement(domain, statement, purpose=signing.Purpose.RESERVE, words="bench") for each in ATTESTORS
        ]
        ordered = typed_data.in_signer_order(typed_data.digest(domain, statement), signed)
        attestation = {
            "amount_units": 10**15, "attested_at": now, "expires_at": now + 9 * 86_400,
            "signatures": ["0x" + each.hex() for each in ordered],
        }  # fmt: skip
        units = []
        for each in range(operations):
            body = {**place, "address": holder, "units": ONE, "hold_ids": [], "attestation": attestation}
            units.append(unit(f"mint-{number}-{each}", [Message("chain.mint", f"order-{number}-{each}", body)]))
        for first in range(0, operations, 500):
            commit(database, clock, units[first : first + 500])
        begun = time.perf_counter()
        ended = until_idle(sender, produce)
        rates.append(operations / (time.perf_counter() - begun))
        assert ended >= operations, f"{ended} of {operations} ended"
        clock.advance_to(clock.now() + timedelta(minutes=1))
    return rates


def until_idle(sender: Sender, produce: Callable[[], object]) -> int:
    """Pump until nothing moves; how many messages ended well."""
    ended = 0
    while True:
        done = sender.pump()
        assert not done.troubles and not done.refused, (done.troubles, done.refused)
        ended += done.final
        if done.wants_blocks:
            produce()
        if not done.moved and not done.wants_blocks:
            return ended


def unit(key: str, messages: list[Message], planned: Any = None) -> Unit:
    """A commit with messages, and with the deployment where one is planned."""
    rows = () if planned is None else (deploying.deployment_row(planned, START),)
    records = (Record("bench", key, {"key": key}),)
    return Unit(Work(key, {"key": key}, "system", "issuer:bench", START, records, rows, outbox=tuple(messages)))


def commit(database: Database, clock: SimulatedClock, units: list[Unit]) -> None:
    """Commit units; each must be accepted."""
    for result in ledger.commit(database, clock, units):
        assert isinstance(result, UnitResult), result


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--operations", type=int, default=2_000, help="mints in each round")
    parser.add_argument("--anvil", default="", help="where anvil is, if it is not found by itself")
    asked = parser.parse_args()
    used = gas()
    rates: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="lantau-bench-") as home:
        server = open_server(Path(home))
        server.start()
        try:
            local = LocalNode(MemoryBlocks())
            rates["in this process"] = outbox_rates(
                local, lambda: local.produce(START), asked.operations, world_database(server, "local")
            )
            binary = find_anvil(Path(home), named=asked.anvil)
            if isinstance(binary, Missing):
                print(f"anvil was not found: {binary}")
            else:
                anvil = AnvilProcess(binary, Path(home) / "anvil", 8_599, 31_337)
                anvil.start()
                try:
                    node = anvil.node()
                    rates["anvil"] = outbox_rates(
                        node, lambda: node.produce(START), asked.operations, world_database(server, "anvil")
                    )
                finally:
                    anvil.stop()
        finally:
            server.stop()
    report(used, rates, asked.operations)


def report(used: dict[str, int], rates: dict[str, list[float]], operations: int) -> None:
    """Print the tables and the line of JSON."""
    print(f"{'gas, by receipts':38}{'used':>10}{'target':>10}   measured for others")
    for name, each in used.items():
        others = ", ".join(f"{other} {gas_used:,}" for other, gas_used in MEASURED_FOR_OTHERS.get(name, {}).items())
        target = f"{TARGETS[name]:,}" if name in TARGETS else ""
        print(f"{name:38}{each:>10,}{target:>10}   {others}")
    print(f"\n{'outbox to chain, mints a second':38}{'median':>10}{'target':>10}")
    for name, found in rates.items():
        target = f"{OPERATIONS_PER_SECOND:,}" if name == "anvil" else ""
        print(f"{name:38}{statistics.median(found):>10,.0f}{target:>10}")
    print(
        json.dumps(
            {
                "machine": platform.processor() or platform.machine(),
                "python": platform.python_version(),
                "gas": used,
                "gas_of_others": MEASURED_FOR_OTHERS,
                "operations": operations,
                "outbox_per_second": {name: [round(each) for each in found] for name, found in rates.items()},
            }
        )
    )


if __name__ == "__main__":
    main()
