"""Make examples/recorded-chain/harbour-dollar.json: an invented coin's life on anvil, as a node tells it afterwards.

    .venv/bin/python -m tests.register.make_recording --anvil ANVIL --bytecode FILE

FILE is what ``vyper -f bytecode examples/recorded-chain/harbour_dollar.vy`` prints. Nobody needs to run it again: the
recording is committed, and the same program makes the same one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

from lantau.chain.typed_data import keccak
from lantau.register.foreign import VIEWS
from tests.house.source import ROOT

OUT = ROOT / "examples" / "recorded-chain" / "harbour-dollar.json"
PORT = 18_545
FIRST_TIME = 1_788_224_400
WHOLE = 10**6
DEPTH = 12
URL = f"http://127.0.0.1:{PORT}"


def ask(method: str, *parameters: Any) -> Any:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(parameters)}).encode()
    request = urllib.request.Request(URL, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        found = json.load(answer)
    return found.get("result") if "error" not in found else {"error": found["error"]}


def data(signature: str, *words: int | str) -> str:
    encoded = "".join(f"{each if isinstance(each, int) else int(each, 16):064x}" for each in words)
    return "0x" + keccak(signature.encode())[:4].hex() + encoded


class Life:
    """What happens to the coin, one block each."""

    def __init__(self, bytecode: str) -> None:
        self.accounts = [each.lower() for each in ask("eth_accounts")]
        self.at = FIRST_TIME
        words = "".join(f"{int(self.accounts[each], 16):064x}" for each in (1, 2, 3))
        self.contract = ""
        self.contract = self.send(0, bytecode + words)["contractAddress"].lower()

    def send(self, sender: int, call: str) -> dict[str, Any]:
        self.at += 12
        ask("evm_setNextBlockTimestamp", self.at)
        told = {"from": self.accounts[sender], "data": call, "gas": hex(3_000_000)}
        sent = ask("eth_sendTransaction", told | ({"to": self.contract} if self.contract else {}))
        ask("evm_mine")
        receipt: dict[str, Any] = ask("eth_getTransactionReceipt", sent)
        assert receipt["status"] == "0x1", call
        return receipt

    def live(self) -> None:
        minters, holders = self.accounts[4:6], self.accounts[6:10]
        others = [f"0x{keccak(f'holder {each}'.encode())[-20:].hex()}" for each in range(12)]
        for minter in minters:
            self.send(1, data("configureMinter(address,uint256)", minter, 50_000_000 * WHOLE))
        for at, holder in enumerate(holders):
            self.send(4 + at % 2, data("mint(address,uint256)", holder, (1_000_000 << at) * WHOLE))
        for at, other in enumerate(others):
            self.send(6 + at % 4, data("transfer(address,uint256)", other, (at + 1) * 25_000 * WHOLE))
        self.send(9, data("transfer(address,uint256)", others[0], 0))
        self.send(9, data("burn(uint256)", 3_000_000 * WHOLE))
        self.send(3, data("blacklist(address)", others[3]))
        self.send(3, data("blacklist(address)", others[4]))
        self.send(3, data("unBlacklist(address)", others[4]))
        self.send(1, data("removeMinter(address)", minters[1]))
        self.send(4, data("mint(address,uint256)", holders[0], 500_000 * WHOLE))
        for _ in range(DEPTH - 2):
            self.at += 12
            ask("evm_setNextBlockTimestamp", self.at)
            ask("evm_mine")
        # These two are not final yet.
        self.send(6, data("transfer(address,uint256)", others[11], 77 * WHOLE))
        self.send(4, data("mint(address,uint256)", holders[1], 1_000 * WHOLE))


def recorded(contract: str) -> dict[str, Any]:
    head = int(ask("eth_blockNumber"), 16)
    kept = ("number", "hash", "parentHash", "timestamp", "baseFeePerGas")
    blocks = [ask("eth_getBlockByNumber", hex(number), False) for number in range(head + 1)]
    logs = ask("eth_getLogs", {"address": contract, "fromBlock": "0x0", "toBlock": hex(head)})
    holders = sorted({topic[-40:] for log in logs for topic in log["topics"][1:]})
    asked = [*(f"0x{selector}" for selector in VIEWS.values()), *(f"0x70a08231{'0' * 24}{each}" for each in holders)]
    calls = {}
    for number in (head - DEPTH, head):
        at = hex(number)
        calls[at] = {call: ask("eth_call", {"to": contract, "data": call}, at) for call in asked}
    return {
        "about": "Recorded from anvil: an invented coin, simulated, on a chain of its own. Answers of eth_* methods.",
        "chain_id": int(ask("eth_chainId"), 16),
        "contract": contract,
        "blocks": [{name: block[name] for name in kept} for block in blocks],
        "logs": logs,
        "code": {contract: ask("eth_getCode", contract, "latest")},
        "calls": calls,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--anvil", required=True)
    parser.add_argument("--bytecode", required=True, type=Path)
    told = parser.parse_args()
    chain = ["--port", str(PORT), "--silent", "--no-mining", "--timestamp", str(FIRST_TIME), "--hardfork", "cancun"]
    anvil = subprocess.Popen([told.anvil, *chain])
    try:
        for _ in range(50):
            try:
                ask("eth_chainId")
                break
            except OSError:
                time.sleep(0.1)
        life = Life(told.bytecode.read_text(encoding="utf-8").strip())
        life.live()
        OUT.write_text(json.dumps(recorded(life.contract), indent=1) + "\n", encoding="utf-8")
    finally:
        anvil.terminate()
        anvil.wait()


if __name__ == "__main__":
    main()
