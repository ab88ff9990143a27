"""A recorded chain, told again by a small server on this machine, so that a node's client reads it like any node.

The file holds blocks, logs, code and answers of calls as a node gave them (``examples/recorded-chain/``). What was not
recorded is refused as nodes refuse a state that they do not keep.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from lantau.refusal import Refusal, Refused
from lantau.register.refusals import BAD_RECORDING

PREFIX = "file:"
NEEDED = ("chain_id", "blocks", "logs", "code", "calls")


class Recording:
    """The answers of a recorded chain. Raises Refused register.bad_recording for what is no recording."""

    def __init__(self, path: Path) -> None:
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as broken:
            raise Refused(Refusal(BAD_RECORDING, f"{path}: {broken}", "--rpc")) from broken
        missing = [name for name in NEEDED if not isinstance(found, dict) or name not in found]
        if missing or not found["blocks"]:
            raise Refused(Refusal(BAD_RECORDING, f"{path} lacks {', '.join(missing) or 'blocks'}", "--rpc"))
        self._told: Mapping[str, Any] = found
        self._blocks = {int(block["number"], 16): block for block in found["blocks"]}
        self._newest = max(self._blocks)

    def answer(self, method: str, parameters: list[Any]) -> Any:
        """The result of a method; raises KeyError for what was not recorded."""
        match method:
            case "eth_chainId":
                return hex(self._told["chain_id"])
            case "eth_blockNumber":
                return hex(self._newest)
            case "eth_getBlockByNumber":
                return self._blocks.get(self._number(parameters[0]))
            case "eth_getCode":
                return self._told["code"].get(parameters[0].lower(), "0x")
            case "eth_getLogs":
                return self._logs(parameters[0])
            case "eth_call":
                return self._told["calls"][hex(self._number(parameters[1]))][parameters[0]["data"]]
            case _:
                raise KeyError(method)

    def _number(self, name: str) -> int:
        return self._newest if name in ("latest", "pending", "safe", "finalized") else int(name, 16)

    def _logs(self, asked: Mapping[str, Any]) -> list[Any]:
        first, last = (self._number(asked[name]) for name in ("fromBlock", "toBlock"))
        address = asked.get("address", [])
        wanted = {each.lower() for each in ([address] if isinstance(address, str) else address)}
        topics = (asked.get("topics") or [None])[0]
        firsts = {topics} if isinstance(topics, str) else set(topics or ())
        return [
            log
            for log in self._told["logs"]
            if first <= int(log["blockNumber"], 16) <= last
            and (not wanted or log["address"].lower() in wanted)
            and (not firsts or (log["topics"] and log["topics"][0] in firsts))
        ]


@contextmanager
def told_again(path: Path) -> Iterator[str]:
    """The address at which the recording answers, while this lasts. Raises Refused register.bad_recording."""
    recording = Recording(path)

    class Handler(BaseHTTPRequestHandler):
        """Answers JSON-RPC, one question or many in a post."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            """Answer a post."""
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answers = [_answer(recording, each) for each in asked] if isinstance(asked, list) else None
            body = json.dumps(_answer(recording, asked) if answers is None else answers).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(recording: Recording, asked: Mapping[str, Any]) -> dict[str, Any]:
    head = {"jsonrpc": "2.0", "id": asked.get("id")}
    try:
        found = recording.answer(asked["method"], asked.get("params", []))
    except (KeyError, IndexError, ValueError, TypeError, AttributeError):
        error = {"code": -32000, "message": "missing state: it was not recorded"}
        return {**head, "error": error}
    if isinstance(found, dict) and "error" in found:
        return {**head, "error": found["error"]}
    return {**head, "result": found}
