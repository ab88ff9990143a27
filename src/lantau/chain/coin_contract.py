"""The coin's contract in Python: calls, results, events and refusals encoded and read by its ABI.

The artefact is built from ``contracts/`` and committed; nothing here compiles. Values are plain: addresses in lower
case with ``0x``, whole numbers, booleans, bytes, and tuples of them. What consists of single words goes a short way
of its own, everything else through the kept ABI library.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import lantau
from lantau.chain.abi_values import decode_values, encode_values
from lantau.chain.node import Log, Node, Reverted
from lantau.chain.refusals import UNKNOWN_FUNCTION
from lantau.chain.typed_data import keccak
from lantau.refusal import Refusal, Refused

ARTEFACT = "coin.json"

HOLDERS_FUNCTIONS = frozenset(
    {
        "transfer", "transferFrom", "approve", "increaseAllowance", "decreaseAllowance", "permit",
        "transferWithAuthorization", "receiveWithAuthorization", "cancelAuthorization", "migrate",
    }
)  # fmt: skip
"""What any holder may call for themselves. Every other function that changes something counts as privileged: a new
one needs its operation in the policy before anybody has thought about it."""

STANDARD_ERRORS = (
    "ERC20InsufficientBalance(address sender,uint256 balance,uint256 needed)",
    "ERC20InvalidSender(address sender)",
    "ERC20InvalidReceiver(address receiver)",
    "ERC20InsufficientAllowance(address spender,uint256 allowance,uint256 needed)",
    "ERC20InvalidApprover(address approver)",
    "ERC20InvalidSpender(address spender)",
    "ERC7943CannotSend(address account)",
    "ERC7943CannotReceive(address account)",
    "ERC7943CannotTransact(address account)",
    "ERC7943CannotTransfer(address from,address to,uint256 amount)",
    "ERC7943InsufficientUnfrozenBalance(address account,uint256 amount,uint256 unfrozen)",
)
"""Errors of ERC-6093 and ERC-7943, which a compiler may leave out of the ABI."""

PANICS: Mapping[int, str] = {
    0x01: "an assertion does not hold",
    0x11: "a sum or difference leaves its range",
    0x12: "division by zero",
    0x32: "an index lies outside its array",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A function, event, error or constructor: its name, and its inputs and outputs as (name, type)."""

    name: str
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...] = ()
    indexed: tuple[bool, ...] = ()
    changes: bool = False

    @property
    def signature(self) -> str:
        """Name and types, as selectors are made of them."""
        return f"{self.name}({','.join(kind for _, kind in self.inputs)})"

    @property
    def types(self) -> tuple[str, ...]:
        """The types of the inputs."""
        return tuple(kind for _, kind in self.inputs)


@dataclass(frozen=True, slots=True)
class DecodedCall:
    """A call read back: which function, and its arguments by name in order."""

    function: str
    signature: str
    arguments: Mapping[str, Any]

    def __str__(self) -> str:
        told = ", ".join(f"{name}={_spelled(value)}" for name, value in self.arguments.items())
        return f"{self.function}({told})"


@dataclass(frozen=True, slots=True)
class DecodedEvent:
    """An event read back, with the log it came in."""

    name: str
    arguments: Mapping[str, Any]
    log: Log


class ContractInterface:
    """One contract's ABI. Immutable: share it."""

    def __init__(self, abi: Sequence[Mapping[str, Any]], bytecode: bytes = b"") -> None:
        self.bytecode = bytecode
        entries = [(str(item.get("type")), _entry(item)) for item in abi]
        functions: dict[str, list[Entry]] = {}
        for kind, entry in entries:
            if kind == "function":
                functions.setdefault(entry.name, []).append(entry)
        self.functions: Mapping[str, tuple[Entry, ...]] = {name: tuple(each) for name, each in functions.items()}
        self.events: Mapping[str, Entry] = {entry.name: entry for kind, entry in entries if kind == "event"}
        constructors = [entry for kind, entry in entries if kind == "constructor"]
        self.constructor = constructors[0] if constructors else Entry("constructor", ())
        errors = [entry for kind, entry in entries if kind == "error"]
        self._errors = {_selector(entry.signature): entry for entry in (*_standard_errors(), *errors)}
        self._selectors = {_selector(entry.signature): entry for each in self.functions.values() for entry in each}
        self._topics = {self.topic(name): entry for name, entry in self.events.items()}

    @cached_property
    def privileged(self) -> tuple[str, ...]:
        """The functions that change something and are not the holders' own, by name."""
        return tuple(
            sorted(
                name
                for name, entries in self.functions.items()
                if name not in HOLDERS_FUNCTIONS and any(entry.changes for entry in entries)
            )
        )

    def has(self, function: str) -> bool:
        """Whether there is a function of this name: a coin of somebody else may lack it."""
        return function in self.functions

    def entry(self, function: str, arguments: Sequence[object]) -> Entry:
        """The overload that takes these arguments. Refused chain.unknown_function."""
        fitting = [each for each in self.functions.get(function, ()) if _fits(each, arguments)]
        if not fitting:
            known = " or ".join(each.signature for each in self.functions.get(function, ()))
            message = f"{function} takes {known}" if known else f"the contract has no function {function}"
            raise Refused(Refusal(UNKNOWN_FUNCTION, message, "function"))
        assert len(fitting) == 1, f"{function} with {len(arguments)} arguments fits {[e.signature for e in fitting]}"
        return fitting[0]

    def encode(self, function: str, *arguments: object) -> bytes:
        """The calldata of a call. Refused chain.unknown_function."""
        entry = self.entry(function, arguments)
        return _selector(entry.signature) + encode_values(entry.types, arguments)

    def decode_result(self, entry: Entry, data: bytes) -> Any:
        """What a function answered: the one value, or a tuple of several; None for none."""
        values = decode_values(tuple(kind for _, kind in entry.outputs), data)
        return values[0] if len(values) == 1 else values or None

    def read(self, node: Node, contract: str, function: str, *arguments: object, block: int | None = None) -> Any:
        """What a view answers at ``block``, else now. Raises what the node raises."""
        entry = self.entry(function, arguments)
        data = _selector(entry.signature) + encode_values(entry.types, arguments)
        return self.decode_result(entry, node.call(contract, data, block=block))

    def decode_call(self, data: bytes) -> DecodedCall | None:
        """The call in this calldata, None when it is none of this contract's or is not spelled exactly."""
        entry = self._selectors.get(data[:4])
        if entry is None:
            return None
        try:
            values = decode_values(entry.types, data[4:])
        except ValueError:
            return None
        if data[4:] != encode_values(entry.types, values):
            return None
        return DecodedCall(entry.name, entry.signature, dict(zip(_names(entry), values, strict=True)))

    def topic(self, event: str) -> str:
        """The first topic of an event, in lower-case hexadecimal."""
        return "0x" + keccak(self.events[event].signature.encode()).hex()

    def decode_event(self, log: Log) -> DecodedEvent | None:
        """The event in a log, None when it is none of this contract's."""
        entry = self._topics.get(log.topics[0]) if log.topics else None
        if entry is None or len(log.topics) != 1 + sum(entry.indexed):
            return None
        inside = tuple(kind for kind, indexed in zip(entry.types, entry.indexed, strict=True) if not indexed)
        try:
            plain = iter(decode_values(inside, log.data))
        except ValueError:
            return None
        topics = iter(log.topics[1:])
        values = [
            _topic_value(kind, next(topics)) if indexed else next(plain)
            for kind, indexed in zip(entry.types, entry.indexed, strict=True)
        ]
        return DecodedEvent(entry.name, dict(zip(_names(entry), values, strict=True)), log)

    def revert_words(self, reverted: Reverted) -> str:
        """Why the contract refused, in words: its text, its custom error with values, or that it gave no reason."""
        if reverted.reason and not reverted.reason.startswith("0x"):
            return reverted.reason
        data = reverted.data
        try:
            if data[:4] == _selector("Error(string)"):
                return str(decode_values(("string",), data[4:])[0])
            if data[:4] == _selector("Panic(uint256)"):
                code = int.from_bytes(data[4:36], "big")
                return PANICS.get(code, f"the machine stopped with panic {code}")
            if (entry := self._errors.get(data[:4])) is not None:
                values = decode_values(entry.types, data[4:])
                return str(DecodedCall(entry.name, entry.signature, dict(zip(_names(entry), values, strict=True))))
        except ValueError:
            pass
        return f"the contract gave data nobody can read: 0x{data.hex()}" if data else "the contract gave no reason"

    def deployment(self, *arguments: object) -> bytes:
        """The data of the transaction that creates the contract. Refused chain.unknown_function."""
        assert self.bytecode, "an interface without bytecode deploys nothing"
        if not _fits(self.constructor, arguments):
            raise Refused(Refusal(UNKNOWN_FUNCTION, f"a deployment takes {self.constructor.signature}", "function"))
        return self.bytecode + encode_values(self.constructor.types, arguments)

    def decode_deployment(self, data: bytes) -> dict[str, Any] | None:
        """The constructor's arguments in a deployment of exactly this bytecode, else None."""
        if not self.bytecode or not data.startswith(self.bytecode):
            return None
        rest = data[len(self.bytecode) :]
        try:
            values = decode_values(self.constructor.types, rest)
        except ValueError:
            return None
        if rest != encode_values(self.constructor.types, values):
            return None
        return dict(zip(_names(self.constructor), values, strict=True))


@cache
def coin() -> ContractInterface:
    """The contract of this repository, from its committed artefact."""
    folder = artefacts_folder()
    artefact = json.loads((folder / ARTEFACT).read_text(encoding="utf-8"))
    return ContractInterface(artefact["abi"], bytes.fromhex(artefact["bytecode"].removeprefix("0x")))


def artefacts_folder() -> Path:
    """Where the artefacts lie: inside an installed package, else in the checkout."""
    package_folder = Path(lantau.__file__).resolve().parent
    installed_folder = package_folder / "_contracts"
    return installed_folder if installed_folder.is_dir() else package_folder.parents[1] / "contracts" / "artefacts"


def contract_address(deployer: str, nonce: int) -> str:
    """The address of the contract that this transaction of the deployer creates."""
    import rlp  # type: ignore[import-untyped]

    sender = bytes.fromhex(deployer.removeprefix("0x"))
    number = nonce.to_bytes((nonce.bit_length() + 7) // 8, "big")
    return "0x" + keccak(bytes(rlp.encode([sender, number])))[12:].hex()


@cache
def _selector(signature: str) -> bytes:
    return keccak(signature.encode("ascii"))[:4]


def _topic_value(kind: str, topic: str) -> Any:
    raw = bytes.fromhex(topic[2:])
    return decode_values((kind,), raw)[0] if kind not in ("string", "bytes") and "[" not in kind else raw


def _entry(item: Mapping[str, Any]) -> Entry:
    inputs = tuple((str(each.get("name", "")), _collapsed(each)) for each in item.get("inputs", ()))
    outputs = tuple((str(each.get("name", "")), _collapsed(each)) for each in item.get("outputs", ()))
    indexed = tuple(bool(each.get("indexed")) for each in item.get("inputs", ()))
    changes = item.get("stateMutability") in ("nonpayable", "payable")
    return Entry(str(item.get("name", "constructor")), inputs, outputs, indexed, changes)


def _collapsed(item: Mapping[str, Any]) -> str:
    kind = str(item["type"])
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(_collapsed(each) for each in item['components'])}){kind.removeprefix('tuple')}"


def _names(entry: Entry) -> list[str]:
    return [name or f"argument_{at}" for at, (name, _) in enumerate(entry.inputs)]


def _fits(entry: Entry, arguments: Sequence[object]) -> bool:
    if len(arguments) != len(entry.types):
        return False
    return all(_looks_like(kind, value) for kind, value in zip(entry.types, arguments, strict=True))


def _looks_like(kind: str, value: object) -> bool:
    if kind.endswith("]") or kind.startswith("("):
        return isinstance(value, list | tuple)
    if kind.startswith(("uint", "int")):
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "bool":
        return isinstance(value, bool)
    if kind in ("address", "string"):
        return isinstance(value, str)
    return isinstance(value, bytes)


@cache
def _standard_errors() -> tuple[Entry, ...]:
    found = []
    for text in STANDARD_ERRORS:
        name, _, rest = text.rstrip(")").partition("(")
        pairs = (field.split(" ") for field in rest.split(","))
        found.append(Entry(name, tuple((spelled, kind) for kind, spelled in pairs)))
    return tuple(found)


def _spelled(value: object) -> str:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_spelled(each) for each in value)}]"
    return str(value)
