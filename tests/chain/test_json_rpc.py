"""The thin client and the node behind it, against servers that answer well, badly, half and not at all."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lantau.chain import json_rpc
from lantau.chain.json_rpc import Declined, JsonRpc, Question
from lantau.chain.node import Header, NodeAway, NodeRefused, Reverted
from lantau.chain.rpc_node import RpcNode

Answerer = Callable[[list[dict[str, Any]]], Any]


class FakeNode:
    """A JSON-RPC server of one thread. ``answer`` gets the posted questions; bytes it returns are sent as they are."""

    def __init__(self) -> None:
        self.answer: Answerer = lambda asked: [{"jsonrpc": "2.0", "id": each["id"], "result": "0x1"} for each in asked]
        self.posts: list[list[dict[str, Any]]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._listener.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Close every open connection, as nodes do with idle ones."""
        for connection in self._open:
            connection.close()
        self._open = []

    def results(self, **by_method: Any) -> None:
        """Answer each method with a value, a Declined, or what a function makes of the parameters."""

        def one(asked: dict[str, Any]) -> dict[str, Any]:
            found = by_method[asked["method"]]
            found = found(*asked["params"]) if callable(found) else found
            said = (
                {"error": {"code": found.code, "message": found.words, "data": found.data}}
                if isinstance(found, Declined)
                else {"result": found}
            )
            return {"jsonrpc": "2.0", "id": asked["id"], **said}

        self.answer = lambda asked: [one(each) for each in asked]

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        reader = connection.makefile("rb")
        try:
            while line := reader.readline():
                self.paths.append(line.decode().split()[1])
                headers = {}
                while (line := reader.readline().strip()) != b"":
                    name, _, value = line.decode().partition(": ")
                    headers[name.lower()] = value
                self.headers.append(headers)
                asked = json.loads(reader.read(int(headers["content-length"])))
                single = isinstance(asked, dict)
                asked = [asked] if single else asked
                self.posts.append(asked)
                answered = self.answer(asked)
                if isinstance(answered, bytes):
                    connection.sendall(answered)
                    connection.shutdown(socket.SHUT_RDWR)
                    return
                body = json.dumps(answered[0] if single and isinstance(answered, list) else answered).encode()
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        except OSError:
            return


@pytest.fixture
def fake() -> Iterator[FakeNode]:
    fake = FakeNode()
    yield fake
    fake.close()


def test_one_connection_serves_many_questions(fake: FakeNode) -> None:
    rpc = JsonRpc(fake.url)
    assert [rpc.ask("eth_chainId") for _ in range(3)] == ["0x1"] * 3
    assert rpc.ask_all([Question("eth_call", (each,)) for each in range(4)]) == ["0x1"] * 4
    assert fake.connections == 1 and [len(post) for post in fake.posts] == [1, 1, 1, 4]
    ids = [each["id"] for post in fake.posts for each in post]
    assert len(set(ids)) == len(ids) == 7
    assert rpc.ask_all([]) == [] and len(fake.posts) == 4


def test_a_connection_closed_while_idle_is_opened_again(fake: FakeNode) -> None:
    rpc = JsonRpc(fake.url)
    rpc.ask("eth_chainId")
    fake.hang_up()
    for connection in (rpc,):
        assert connection.ask("eth_chainId") == "0x1"
    rpc.close()
    assert rpc.ask("eth_chainId") == "0x1"


def test_a_large_batch_goes_in_several_posts_and_answers_in_any_order(fake: FakeNode) -> None:
    fake.answer = lambda asked: [{"id": each["id"], "result": each["params"][0]} for each in reversed(asked)]
    rpc = JsonRpc(fake.url, batch_size=10)
    assert rpc.ask_all([Question("echo", (number,)) for number in range(25)]) == list(range(25))
    assert [len(post) for post in fake.posts] == [10, 10, 5]
    heavy = [Question("echo", ("x" * 400_000,)) for _ in range(7)]
    assert JsonRpc(fake.url).ask_all(heavy) == ["x" * 400_000] * 7
    assert [len(post) for post in fake.posts[3:]] == [3, 3, 1]


def http(body: bytes, status: str = "200 OK", length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "no whole answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "no JSON"),
        (http(b'{"id":1,"result":"0x', length=400), "no whole answer: it broke off"),
        (http(b"<html>502</html>"), "no JSON"),
        (http(b"<html>busy</html>", "503 Service Unavailable"), "HTTP status 503"),
        (http(b"slow down", "429 Too Many Requests"), "HTTP status 429"),
        (http(b"who are you", "401 Unauthorized"), "HTTP status 401"),
        (http(b'{"id":999,"result":"0x1"}'), "what was not asked"),
        (http(b'{"id":"1","result":"0x1"}'), "what was not asked"),
        (http(b'[{"id":1,"result":"0x1"},{"id":1,"result":"0x2"}]'), "what was not asked"),
        (http(b"[]"), "1 of 1 answers are missing"),
        (http(b'{"id":1}'), "neither a result nor an error"),
        (http(b"5"), "what was not asked"),
        (http(b"[" * 100_000), "no JSON"),
    ],
)
def test_whatever_is_no_whole_answer_is_an_outage(fake: FakeNode, answer: bytes, words: str) -> None:
    fake.answer = lambda _: answer
    rpc = JsonRpc(fake.url)
    with pytest.raises(NodeAway, match=words):
        rpc.ask("eth_chainId")
    fake.results(eth_chainId="0x5")
    assert rpc.ask("eth_chainId") == "0x5"


def test_a_node_away_in_the_middle_of_a_batch_is_an_outage(fake: FakeNode) -> None:
    def half(asked: list[dict[str, Any]]) -> Any:
        whole = json.dumps([{"id": each["id"], "result": None} for each in asked]).encode()
        return http(whole[: len(whole) // 2], length=len(whole)) if len(fake.posts) == 2 else json.loads(whole)

    fake.answer = half
    node = RpcNode(fake.url)
    node._rpc = JsonRpc(fake.url, batch_size=10)
    with pytest.raises(NodeAway):
        node.send([bytes([each]) for each in range(30)])
    assert [len(post) for post in fake.posts] == [10, 10]
    assert node.send([bytes([each]) for each in range(30)]) == [None] * 30


def test_nobody_there_and_nobody_answering_are_outages(fake: FakeNode) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with pytest.raises(NodeAway, match="took too long"):
            JsonRpc(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout_seconds=1).ask("eth_chainId")
        port = silent.getsockname()[1]
    with pytest.raises(NodeAway, match="no whole answer"):
        JsonRpc(f"http://127.0.0.1:{port}").ask("eth_chainId")
    for url in ("", "ftp://node", "http://", "127.0.0.1:8545"):
        with pytest.raises(NodeAway, match="http:// or https://"):
            JsonRpc(url)


def test_an_answer_that_is_too_large_is_not_read(fake: FakeNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rpc, "ANSWER_BYTES", 1_000)
    fake.results(eth_getLogs="x" * 2_000)
    with pytest.raises(NodeAway, match="more than 1000 bytes"):
        JsonRpc(fake.url).ask("eth_getLogs")


def test_secrets_in_the_address_are_sent_and_never_spelled(fake: FakeNode) -> None:
    url = f"http://us%40er:pa%3Ass@127.0.0.1:{fake.port}/v3/secretkey?token=secrettoken"
    node = RpcNode(url)
    fake.results(eth_chainId="0x1")
    assert node.chain_id == 1
    assert fake.paths == ["/v3/secretkey?token=secrettoken"]
    assert fake.headers[0]["authorization"] == "Basic dXNAZXI6cGE6c3M="
    fake.answer = lambda _: http(b"no", "401 Unauthorized")
    said = [node.name]
    with pytest.raises(NodeAway) as away:
        node.head()
    said.append(str(away.value))
    fake.close()
    with pytest.raises(NodeAway) as away:
        node.head()
    said.append(str(away.value))
    for words in said:
        assert f"127.0.0.1:{fake.port}" in words
        assert not any(secret in words for secret in ("secret", "pa:ss", "us@er", "pa%3Ass"))


def test_a_batch_refused_as_a_whole_is_a_no_to_each(fake: FakeNode) -> None:
    fake.answer = lambda _: {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "batch too large"}}
    assert JsonRpc(fake.url).ask_all([Question("a"), Question("b")]) == [Declined(-32600, "batch too large")] * 2


@pytest.mark.parametrize(
    ("words", "known", "nonce_used", "underpriced"),
    [
        ("already known", True, False, False),
        ("transaction already imported", True, False, False),
        ("AlreadyKnown", True, False, False),
        ("known transaction: 0x12", True, False, False),
        ("nonce too low: next nonce 5, tx nonce 3", False, True, False),
        ("nonce too low", False, True, False),
        ("OldNonce, Current nonce: 4, nonce of rejected tx: 3", False, True, False),
        ("Nonce too low", False, True, False),
        ("replacement transaction underpriced", False, False, True),
        ("transaction underpriced: tip needed 1", False, False, True),
        ("could not replace existing tx: underpriced", False, False, True),
        ("ReplacementNotAllowed: insufficient price bump", False, False, True),
        ("insufficient funds for gas * price + value", False, False, False),
        ("invalid sender", False, False, False),
    ],
)
def test_the_words_of_each_node_are_understood(
    fake: FakeNode, words: str, known: bool, nonce_used: bool, underpriced: bool
) -> None:
    fake.results(eth_sendRawTransaction=Declined(-32000, words))
    (no,) = RpcNode(fake.url).send([b"\x02"])
    assert no is not None and str(no) == words
    assert (no.known, no.nonce_used, no.underpriced) == (known, nonce_used, underpriced)


def test_a_node_that_asks_for_patience_is_away(fake: FakeNode) -> None:
    fake.results(
        eth_sendRawTransaction=Declined(-32005, "daily request limit reached"),
        eth_getLogs=Declined(-32005, "rate limit exceeded"),
    )
    with pytest.raises(NodeAway, match="asks for patience"):
        RpcNode(fake.url).send([b"\x02"])
    with pytest.raises(NodeAway, match="asks for patience"):
        RpcNode(fake.url).logs([f"0x{'12' * 20}"], 0, 100)
    assert len(fake.posts) == 2


REASON = "0x08c379a0" + f"{32:064x}{3:064x}" + b"why".hex().ljust(64, "0")


@pytest.mark.parametrize(
    ("declined", "reason", "data"),
    [
        (Declined(3, "execution reverted: why", REASON), "why", REASON),
        (Declined(-32015, "VM execution error.", f"Reverted {REASON}"), "why", REASON),
        (Declined(-32000, "execution reverted", {"data": REASON}), "why", REASON),
        (Declined(3, "execution reverted", "0x12345678"), "", "0x12345678"),
        (Declined(3, "execution reverted", "0x"), "", "0x"),
        (Declined(-32000, "execution reverted"), "", "0x"),
        (Declined(-32000, "execution reverted: why"), "why", "0x"),
        (Declined(-32000, "out of gas"), "out of gas", "0x"),
        (Declined(-32000, "EVM error InvalidFEOpcode"), "EVM error InvalidFEOpcode", "0x"),
    ],
)
def test_the_contracts_no_is_told_from_the_nodes(fake: FakeNode, declined: Declined, reason: str, data: str) -> None:
    fake.results(eth_call=declined, eth_estimateGas=declined)
    node = RpcNode(fake.url)
    for ask in (lambda: node.call("0x12", b""), lambda: node.estimate_gas("0x12", b"", sender="0x34")):
        with pytest.raises(Reverted) as refused:
            ask()
        assert (refused.value.reason, f"0x{refused.value.data.hex()}") == (reason, data)


def test_state_that_is_gone_is_the_nodes_no(fake: FakeNode) -> None:
    fake.results(eth_call=Declined(-32000, "missing trie node 12ab (path ) state is not available"))
    with pytest.raises(NodeRefused, match="missing trie node"):
        RpcNode(fake.url).call("0x12", b"", block=5)


def log_of(block: int) -> dict[str, Any]:
    return {
        "address": f"0x{'AB' * 20}", "topics": [f"0x{'CD' * 32}"], "data": "0x01", "blockNumber": hex(block),
        "blockHash": f"0x{block:064x}", "transactionHash": f"0x{block:064X}", "logIndex": "0x0", "removed": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "query returned more than 10000 results",
        "block range is too wide",
        "exceed maximum block range: 5000",
        "Log response size exceeded",
        "eth_getLogs is limited to a 10 range",
        "query timeout exceeded",
    ],
)
def test_a_range_that_is_too_great_is_halved_until_it_answers(fake: FakeNode, words: str) -> None:
    def logs(asked: dict[str, Any]) -> Any:
        first, last = int(asked["fromBlock"], 16), int(asked["toBlock"], 16)
        return Declined(-32005, words) if last - first >= 4 else [log_of(block) for block in range(first, last + 1)]

    fake.results(eth_getLogs=logs)
    found = RpcNode(fake.url).logs([f"0x{'ab' * 20}"], 3, 21)
    assert [log.block_number for log in found] == list(range(3, 22))
    assert found[0].address == f"0x{'ab' * 20}" and found[0].topics == (f"0x{'cd' * 32}",)
    fake.results(eth_getLogs=Declined(-32005, words))
    with pytest.raises(NodeRefused):
        RpcNode(fake.url).logs([f"0x{'ab' * 20}"], 3, 3)


def test_no_address_and_no_range_are_not_asked(fake: FakeNode) -> None:
    assert RpcNode(fake.url).logs([], 0, 9) == RpcNode(fake.url).logs(["0x12"], 9, 8) == []
    assert fake.posts == []


def test_logs_come_in_order_whatever_the_node_does(fake: FakeNode) -> None:
    fake.results(eth_getLogs=[log_of(3), log_of(1), log_of(2)])
    found = RpcNode(fake.url).logs(["0x12"], 0, 9)
    assert [log.block_number for log in found] == [1, 2, 3]


def test_a_receipt_that_is_not_there_yet_is_asked_for_again(fake: FakeNode) -> None:
    whole = {
        "transactionHash": f"0x{'0A' * 32}", "blockNumber": "0x5", "blockHash": f"0x{'0B' * 32}", "status": "0x1",
        "gasUsed": "0x5208", "contractAddress": None, "logs": [log_of(5)],
    }  # fmt: skip
    waiting = whole | {"blockNumber": None, "blockHash": None}
    answers = iter([None, waiting, whole])
    fake.results(eth_getTransactionReceipt=lambda _: next(answers))
    node = RpcNode(fake.url)
    found = [node.receipts([f"0x{'0a' * 32}"])[0] for _ in range(3)]
    assert found[:2] == [None, None]
    receipt = found[2]
    assert receipt is not None and receipt.succeeded and receipt.gas_used == 21_000
    assert receipt.contract_address == "" and receipt.block_hash == f"0x{'0b' * 32}"


@pytest.mark.parametrize("broken", [{}, {"number": "0x5"}, 7, "0x", {"number": 5, "hash": "0x1"}])
def test_a_block_in_a_form_that_is_not_ethereums_is_an_outage(fake: FakeNode, broken: Any) -> None:
    fake.results(eth_getBlockByNumber=broken)
    with pytest.raises(NodeAway, match="not Ethereum's"):
        RpcNode(fake.url).header(5)


def test_headers_come_in_one_post_and_none_for_what_is_not_there(fake: FakeNode) -> None:
    def block(number: str, _: bool) -> Any:
        made = {"number": number, "hash": "0xAB", "parentHash": "0xCD", "timestamp": "0x10", "baseFeePerGas": "0x7"}
        return made if int(number, 16) < 3 else None

    fake.results(eth_getBlockByNumber=block)
    assert RpcNode(fake.url).headers([1, 2, 3]) == [
        Header(1, "0xab", "0xcd", 16, 7),
        Header(2, "0xab", "0xcd", 16, 7),
        None,
    ]
    assert len(fake.posts) == 1


def test_another_chain_at_the_address_is_refused(fake: FakeNode) -> None:
    fake.results(eth_chainId="0x1")
    with pytest.raises(NodeRefused, match="is chain 1, not 6560001"):
        assert RpcNode(fake.url, chain_id=6560001).chain_id
    assert RpcNode(fake.url).chain_id == 1


def test_fees_last_for_some_blocks_and_do_without_advice(fake: FakeNode) -> None:
    block = {"number": "0x1", "hash": "0x1", "parentHash": "0x0", "timestamp": "0x1", "baseFeePerGas": hex(70)}
    fake.results(eth_maxPriorityFeePerGas="0x5", eth_getBlockByNumber=block)
    fees = RpcNode(fake.url).fees()
    assert (fees.maximum, fees.priority) == (145, 5)
    assert (fees.bumped(10).maximum, fees.bumped(10).priority) == (160, 6)
    fake.results(eth_maxPriorityFeePerGas=Declined(-32601, "method not found"), eth_getBlockByNumber=block)
    assert RpcNode(fake.url).fees().priority == 10**9
