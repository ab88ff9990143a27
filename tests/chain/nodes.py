"""What the shared suite of nodes runs on: a small contract, accounts that sign, and each backing ready to be asked."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from eth_account import Account

from lantau.chain.anvil import AnvilProcess, Missing, find_anvil, install_line
from lantau.chain.node import Node, Receipt
from tests.house.source import ROOT

CHAIN_ID = 656_0001
START = datetime(2026, 9, 1, 1, tzinfo=UTC)
CACHE = ROOT / ".venv"
"""Where the tests keep anvil between runs: a folder that git ignores."""

COUNTER = bytes.fromhex(json.loads(Path(__file__).with_name("counter.json").read_text())["bytecode"][2:])
COUNTED = "0x661fab7f24b9fdb6d088a46b82c477922b83ae7f1de8173a4670c3802fc6f921"
ADD, CLEAR, VALUE, WHERE = (bytes.fromhex(each) for each in ("1003e2d2", "52efea6e", "3fa4f245", "9b9bef43"))

_FORWARD = bytes.fromhex("602036038060205f375f5f825f5f5f355af15f5260205ff3")
FORWARDER = bytes.fromhex(f"60{len(_FORWARD):02x}8060095f395ff3") + _FORWARD
"""Creates a contract that calls the address in its first word with the rest of its data, and answers whether it went
well. By hand, for compilers check for code first, which warms what this is to find cold."""

ALICE = Account.from_key("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
BOB = Account.from_key("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d")
"""The first two of the accounts that development nodes give ether to. Their keys are printed in every manual."""


def word(number: int) -> bytes:
    """A number as contracts read it."""
    return number.to_bytes(32, "big")


def number(answer: bytes) -> int:
    """A number as contracts answer it."""
    return int.from_bytes(answer, "big")


def add(amount: int) -> bytes:
    """The data of a call that counts up."""
    return ADD + word(amount)


@dataclass(frozen=True)
class Signed:
    """A signed transaction and the hash it is asked for by."""

    raw: bytes
    hash: str


def signed(
    account: Any, nonce: int, to: str, data: bytes, *, chain_id: int = CHAIN_ID, gas: int = 1_000_000, **changed: Any
) -> Signed:
    """A transaction of the account; ``to`` blank creates a contract."""
    fields = {
        "nonce": nonce,
        "gas": gas,
        "data": data,
        "chainId": chain_id,
        "value": 0,
        "maxFeePerGas": 10**11,
        "maxPriorityFeePerGas": 10**9,
        "type": 2,
        **changed,
    }
    fields = {name: value for name, value in fields.items() if value is not None}
    made = account.sign_transaction(fields | ({"to": bytes.fromhex(to[2:])} if to else {}))
    return Signed(bytes(made.raw_transaction), f"0x{bytes(made.hash).hex()}")


@dataclass
class Bench:
    """A paced node with the tests' contract, and a clock that makes one block a second."""

    node: Any
    at: datetime = START
    counter: str = ""
    nonces: dict[str, int] = field(default_factory=dict)

    def sign(self, account: Any, to: str, data: bytes, **changed: Any) -> Signed:
        """The account's next transaction."""
        nonce = self.nonces.get(account.address, 0)
        self.nonces[account.address] = nonce + 1
        return signed(account, nonce, to, data, **changed)

    def produce(self, blocks: int = 1) -> None:
        """Make blocks."""
        self.node.produce(self.at, blocks=blocks)

    def settled(self, transaction: Signed) -> Receipt:
        """Hand it in, make a block, and its receipt."""
        assert self.node.send([transaction.raw]) == [None]
        self.produce()
        (receipt,) = self.node.receipts([transaction.hash])
        assert receipt is not None
        return receipt

    def deployed(self, start: int = 5) -> str:
        """The address of a new counter."""
        self.counter = self.settled(self.sign(ALICE, "", COUNTER + word(start))).contract_address
        return self.counter


@cache
def anvil_binary() -> Path | str:
    """Anvil, installed once if npm is there; else why there is none."""
    found = find_anvil(CACHE)
    if not isinstance(found, Missing):
        return found
    if shutil.which("npm") is None:
        return "no anvil and no npm to install it with"
    try:
        subprocess.run(install_line(CACHE).split(), capture_output=True, text=True, timeout=120, check=True)
    except subprocess.SubprocessError as failed:
        return f"npm could not install anvil: {getattr(failed, 'stderr', '') or failed}"
    found = find_anvil(CACHE)
    return str(found) if isinstance(found, Missing) else found


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def running_anvil(home: Path, make: Callable[..., AnvilProcess] = AnvilProcess) -> Iterator[AnvilProcess]:
    """One anvil of its own, ended afterwards."""
    binary = anvil_binary()
    assert isinstance(binary, Path)
    process = make(binary, home, free_port(), CHAIN_ID)
    process.start()
    yield process
    process.stop()


def is_node(node: Node) -> Node:
    """Held by the type checker, not at run time: each backing is a Node."""
    return node
