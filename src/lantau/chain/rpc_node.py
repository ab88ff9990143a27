"""A node behind a JSON-RPC address, in whichever words it speaks: geth, anvil, erigon, nethermind, besu, reth."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NoReturn, TypeVar

from lantau.chain.json_rpc import Declined, JsonRpc, Question
from lantau.chain.node import Fees, Header, Log, NodeAway, NodeRefused, Receipt, Reverted, Trial
from lantau.chain.reverts import revert_reason

KNOWN = re.compile(r"already known|already imported|already in (the )?pool|alreadyknown|known transaction", re.I)
NONCE_USED = re.compile(r"nonce too low|nonce_too_low|oldnonce|nonce is too low|invalid nonce; got", re.I)
UNDERPRICED = re.compile(r"underpriced|fee too low to replace|insufficient price (bump|to replace)|feetoolow", re.I)
"""What each node calls a transaction it has, one that comes too late, and one that offers too little."""

ABOVE_HEAD = re.compile(
    r"out ?of ?range|beyond (the )?(current )?head|greater than latest|unknown block|after last", re.I
)
"""A range that ends above the newest block: some nodes answer what there is, others refuse."""

TOO_MANY_LOGS = re.compile(
    r"range|too (many|large|wide)|more than \d+ (results|logs|blocks)|exceed|limit|response size|timed? ?out", re.I
)
RATED = re.compile(r"rate limit|too many requests|request limit|capacity|over quota", re.I)
"""A node that asks us to come back later said nothing about the question."""

REVERT = re.compile(r"revert|vm execution error|evm error|invalid opcode|out of gas|invalidfeopcode", re.I)
REVERT_CODE = 3
GAS_TIP_WEI = 10**9
FUNDS_WEI = 10**30

Read = TypeVar("Read")


class RpcNode:
    """A Node by JSON-RPC. ``url`` may hold a user and password or a provider's key; they are in no message."""

    def __init__(self, url: str, *, timeout_seconds: int = 30, chain_id: int | None = None) -> None:
        """``chain_id`` set: another chain at this address raises NodeRefused on the first question."""
        self._rpc = JsonRpc(url, timeout_seconds=timeout_seconds)
        self._wanted_chain_id = chain_id
        self._chain_id: int | None = None
        self.name = self._rpc.name

    @property
    def chain_id(self) -> int:
        """The chain's number (EIP-155), asked once. Raises NodeRefused when it is not the one that was wanted."""
        if self._chain_id is None:
            found = _read(self.name, _number, self._one("eth_chainId"))
            if self._wanted_chain_id not in (None, found):
                raise NodeRefused(f"{self.name} is chain {found}, not {self._wanted_chain_id}")
            self._chain_id = found
        return self._chain_id

    def head(self) -> Header:
        """The newest block."""
        found = self._one("eth_getBlockByNumber", "latest", False)
        if found is None:
            raise NodeAway(f"{self.name} has no newest block")
        return _read(self.name, _header, found)

    def header(self, number: int) -> Header | None:
        """The block of this height; None when there is none yet."""
        found = self._one("eth_getBlockByNumber", hex(number), False)
        return None if found is None else _read(self.name, _header, found)

    def headers(self, numbers: Sequence[int]) -> list[Header | None]:
        """The blocks of these heights in one post."""
        found = self._many([Question("eth_getBlockByNumber", (hex(number), False)) for number in numbers])
        return [None if each is None else _read(self.name, _header, each) for each in found]

    def code(self, address: str) -> bytes:
        """The code at an address now."""
        return _read(self.name, _bytes, self._one("eth_getCode", address, "latest"))

    def call(self, to: str, data: bytes, *, sender: str = "", block: int | None = None) -> bytes:
        """What a call would answer, changing nothing. Raises Reverted; NodeRefused when the state is not kept."""
        transaction = {"to": to, "data": f"0x{data.hex()}"} | ({"from": sender} if sender else {})
        at = "latest" if block is None else hex(block)
        return _read(self.name, _bytes, self._ran(self._rpc.ask("eth_call", transaction, at)))

    def tries(self, calls: Sequence[Trial]) -> list[Reverted | None]:
        """What the contract would say now to each of these calls, in as few posts as the sizes allow."""
        questions = [
            Question("eth_call", ({"to": each.to, "data": f"0x{each.data.hex()}", "from": each.sender}, "latest"))
            for each in calls
        ]
        return [self._objection(answer) for answer in self._rpc.ask_all(questions)]

    def estimate_gas(self, to: str, data: bytes, *, sender: str) -> int:
        """The gas a transaction would need now; ``to`` blank creates a contract. Raises Reverted."""
        transaction = {"from": sender, "data": f"0x{data.hex()}"} | ({"to": to} if to else {})
        return _read(self.name, _number, self._ran(self._rpc.ask("eth_estimateGas", transaction)))

    def nonce(self, address: str) -> int:
        """How many transactions of the address are in blocks."""
        return _read(self.name, _number, self._one("eth_getTransactionCount", address, "latest"))

    def fees(self) -> Fees:
        """Twice the present base fee and the node's advice on what to give the producer: it lasts some blocks."""
        tip, latest = self._rpc.ask_all(
            [Question("eth_maxPriorityFeePerGas"), Question("eth_getBlockByNumber", ("latest", False))]
        )
        priority = GAS_TIP_WEI if isinstance(tip, Declined) else _read(self.name, _number, tip)
        if isinstance(latest, Declined):
            raise self._no(latest)
        return Fees(maximum=2 * _read(self.name, _header, latest).base_fee + priority, priority=priority)

    def send(self, raws: Sequence[bytes]) -> list[NodeRefused | None]:
        """Hand in signed transactions, in order, in as few posts as the sizes allow; for each None or the node's no."""
        answers = self._rpc.ask_all([Question("eth_sendRawTransaction", (f"0x{raw.hex()}",)) for raw in raws])
        return [self._no(answer) if isinstance(answer, Declined) else None for answer in answers]

    def receipts(self, hashes: Sequence[str]) -> list[Receipt | None]:
        """What became of each; None when it is in no block, or when the node does not say yet: ask again."""
        found = self._many([Question("eth_getTransactionReceipt", (each,)) for each in hashes])
        return [None if _pending(each) else _read(self.name, _receipt, each) for each in found]

    def logs(self, addresses: Sequence[str], first: int, last: int, topics: Sequence[str] = ()) -> list[Log]:
        """Events of these contracts in blocks ``first`` to ``last``, in order. A range that the node finds too great is
        halved until it answers; a block that it will not answer for raises NodeRefused."""
        if first > last or not addresses:
            return []
        asked: dict[str, Any] = {"address": list(addresses), "fromBlock": hex(first), "toBlock": hex(last)}
        if topics:
            asked["topics"] = [list(topics)]
        found = self._rpc.ask("eth_getLogs", asked)
        if isinstance(found, Declined):
            if ABOVE_HEAD.search(found.words) and (newest := self.head().number) < last:
                return self.logs(addresses, first, newest, topics)
            no = self._no(found)
            if first == last or not TOO_MANY_LOGS.search(found.words):
                raise no
            middle = (first + last) // 2
            return [
                *self.logs(addresses, first, middle, topics),
                *self.logs(addresses, middle + 1, last, topics),
            ]
        logs = [_read(self.name, _log, each) for each in found]
        return sorted(logs, key=lambda log: (log.block_number, log.index))

    def close(self) -> None:
        """Close the connection; the next question opens another."""
        self._rpc.close()

    def _one(self, method: str, *parameters: Any) -> Any:
        return self._many([Question(method, parameters)])[0]

    def _many(self, questions: Sequence[Question]) -> list[Any]:
        answers = self._rpc.ask_all(questions)
        for answer in answers:
            if isinstance(answer, Declined):
                raise self._no(answer)
        return answers

    def _ran(self, answer: Any) -> Any:
        """The answer of a call that ran; the contract's no and the node's no told apart."""
        if not isinstance(answer, Declined):
            return answer
        data = _revert_data(answer.data)
        if data or answer.code == REVERT_CODE or REVERT.search(answer.words):
            _reverted(answer.words, data)
        raise self._no(answer)

    def _objection(self, answer: Any) -> Reverted | None:
        try:
            self._ran(answer)
        except Reverted as reverted:
            return reverted
        return None

    def _no(self, declined: Declined) -> NodeRefused:
        """The node's no in our terms. Raises NodeAway when it only asks to be left alone for a while."""
        words = declined.words
        if RATED.search(words):
            raise NodeAway(f"{self.name} asks for patience: {words}")
        return NodeRefused(
            words or f"error {declined.code}",
            known=bool(KNOWN.search(words)),
            nonce_used=bool(NONCE_USED.search(words)),
            underpriced=bool(UNDERPRICED.search(words)),
        )


class PacedRpcNode(RpcNode):
    """A development node (anvil) that makes blocks when told to. Its own mining must be off."""

    def produce(self, at: datetime, *, blocks: int = 1) -> Header:
        """Make blocks, the first at ``at`` or a second after the newest; the newest block after that."""
        assert blocks >= 1 and at.utcoffset() is not None, "at least one block, at an instant with a time zone"
        first = max(int(at.timestamp()), self.head().timestamp + 1)
        for timestamp in range(first, first + blocks):
            self._one("evm_setNextBlockTimestamp", timestamp)
            self._one("evm_mine")
        return self.head()

    def fund(self, address: str, wei: int = FUNDS_WEI) -> None:
        """Give an account ether to pay gas with: on anvil only its ten own accounts have any."""
        self._one("anvil_setBalance", address, hex(wei))


def _reverted(words: str, data: bytes) -> NoReturn:
    """Raise what the contract said: its text from the data, else what the node made of it."""
    if data:
        raise Reverted(revert_reason(data), data)
    spoken = re.sub(r"^.*?execution reverted:?\s*|^.*?reverted:?\s*", "", words, flags=re.I)
    raise Reverted("" if REVERT.search(words) and not spoken.strip() else (spoken.strip() or words))


def _revert_data(found: Any) -> bytes:
    """The data of a revert, which nodes put in ``data``, or one level deeper, or behind a word such as ``Reverted``."""
    if isinstance(found, dict):
        return _revert_data(found.get("data", found.get("result")))
    if isinstance(found, str) and (match := re.search(r"0x((?:[0-9a-fA-F]{2})+)$", found)):
        return bytes.fromhex(match[1])
    return b""


def _read(name: str, reader: Callable[[Any], Read], found: Any) -> Read:
    try:
        return reader(found)
    except (KeyError, TypeError, ValueError, AttributeError) as broken:
        raise NodeAway(f"{name} answered in a form that is not Ethereum's: {type(broken).__name__} {broken}") from None


def _pending(found: Any) -> bool:
    """Whether there is no receipt, or one that names no block, as some nodes give for what still waits."""
    return found is None or (isinstance(found, dict) and found.get("blockHash") is None)


def _number(found: Any) -> int:
    return int(found, 16)


def _bytes(found: Any) -> bytes:
    return bytes.fromhex(found.removeprefix("0x"))


def _header(found: Any) -> Header:
    base_fee = found.get("baseFeePerGas")
    return Header(
        _number(found["number"]),
        found["hash"].lower(),
        found["parentHash"].lower(),
        _number(found["timestamp"]),
        _number(base_fee) if base_fee else 0,
    )


def _log(found: Any) -> Log:
    return Log(
        _number(found["blockNumber"]),
        found["blockHash"].lower(),
        found["transactionHash"].lower(),
        _number(found["logIndex"]),
        found["address"].lower(),
        tuple(topic.lower() for topic in found["topics"]),
        _bytes(found["data"]),
    )


def _receipt(found: Any) -> Receipt:
    return Receipt(
        found["transactionHash"].lower(),
        _number(found["blockNumber"]),
        found["blockHash"].lower(),
        _number(found["status"]) == 1,
        _number(found["gasUsed"]),
        (found.get("contractAddress") or "").lower(),
        tuple(_log(each) for each in found["logs"]),
    )
