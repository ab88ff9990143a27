"""The coin on a local chain of this test: keys by role, and transactions that take effect at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from lantau.chain.coin_contract import coin, contract_address
from lantau.chain.local_blocks import MemoryBlocks
from lantau.chain.local_node import LocalNode
from lantau.chain.signing import LocalSigner, Purpose, TransactionRequest
from lantau.chain.typed_data import Domain, ReserveStatement, digest, in_signer_order

START = datetime(2026, 9, 1, 1, tzinfo=UTC)
DELAY_SECONDS = 172_800
ROLES = ("owner", "master_minter", "pauser", "blacklister", "verifier", "enforcer", "rescuer", "redemption")


def key(label: str) -> LocalSigner:
    """The key of a role or a person in these tests."""
    return LocalSigner(label.encode().ljust(32, b"."))


@dataclass
class DeployedCoin:
    """One contract, with its node."""

    node: LocalNode = field(default_factory=lambda: LocalNode(MemoryBlocks()))
    delay_seconds: int = DELAY_SECONDS
    at: datetime = START
    address: str = ""

    def __post_init__(self) -> None:
        attestors = sorted(key(f"attestor {each}").address for each in range(3))
        told = (*(key(role).address for role in ROLES), attestors, 2, self.delay_seconds)
        self.address = contract_address(key("deployer").address, 0)
        self.send("deployer", "", coin().deployment("Lantau Dollar", "LQD", "HKD", *told))
        assert self.node.code(self.address)

    @property
    def domain(self) -> Domain:
        return Domain("Lantau Dollar", self.node.chain_id, self.address)

    def send(self, label: str, to: str, data: bytes) -> None:
        signer = key(label)
        nonce = self.node.nonce(signer.address)
        signed = signer.sign_transaction(
            TransactionRequest(self.node.chain_id, nonce, to, data, 8_000_000, self.node.fees())
        )
        assert self.node.send([signed.raw]) == [None]
        self.at += timedelta(seconds=12)
        self.node.produce(self.at)
        receipt = self.node.receipts([signed.hash])[0]
        assert receipt is not None and receipt.succeeded, f"{label} was refused"

    def do(self, label: str, function: str, *arguments: Any) -> None:
        self.send(label, self.address, coin().encode(function, *arguments))

    def read(self, function: str, *arguments: Any) -> Any:
        return coin().read(self.node, self.address, function, *arguments)

    def later(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)
        self.node.produce(self.at)

    def attested(self, units: int) -> tuple[int, int, int, list[bytes]]:
        """An attestation by two of three, as ``attestReserve`` takes it."""
        now = int(self.at.timestamp())
        statement = ReserveStatement(units, now, now + 7 * 86_400)
        signed = digest(self.domain, statement)
        seals = [key(f"attestor {each}").sign_digest(signed, purpose=Purpose.RESERVE, words="x") for each in (0, 2)]
        return units, statement.attested_at, statement.expires_at, list(in_signer_order(signed, seals))

    def ready_to_mint(self, allowance: int = 100_000_000_000, reserve: int = 6_100_000_000) -> str:
        """A minter with an allowance, a whitelisted wallet, and an attested reserve; the wallet's address."""
        wallet = key("wallet").address
        self.do("master_minter", "configureMinter", key("minter").address, allowance)
        self.do("verifier", "setVerified", wallet, True)
        self.do("verifier", "setMintRecipient", wallet, True)
        self.do("relayer", "attestReserve", *self.attested(reserve))
        return wallet

    def as_the_example_policy(self) -> None:
        """Everything set as ``examples/policies/token-policy.toml`` says."""
        self.do("master_minter", "configureMinter", key("minter").address, 100_000_000_000)
        self.do("owner", "setMintVelocity", 500_000_000_000)
        self.announced("setTransferPolicy", 1, 0)

    def announced(self, function: str, *arguments: Any) -> None:
        """A dangerous call of the owner: scheduled, waited for, made."""
        self.do("owner", "schedule", coin().encode(function, *arguments))
        self.later(self.delay_seconds)
        self.do("owner", function, *arguments)
