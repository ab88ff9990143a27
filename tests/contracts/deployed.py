"""A coin on a chain in this process: calls with their results, refusals, events and gas, and a clock that a test sets.

Addresses are lower-case hex. Every actor has a key, so everybody can sign. Set `LANTAU_COIN_ARTEFACT` to a file to
run the same tests on another build of the coin: the mutations do.
"""

from __future__ import annotations

import copy
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from coincurve import PrivateKey
from eth_abi.abi import decode, encode
from eth_utils.crypto import keccak
from pyrevm import EVM, AccountInfo, BlockEnv, CfgEnv, Env, ExecutionResult

ARTEFACTS = Path(__file__).resolve().parents[2] / "contracts" / "artefacts"
START_SECONDS = 1_800_000_000
DAY_SECONDS = 86_400
DELAY_WINDOW_SECONDS = 14 * DAY_SECONDS
LIFE_SECONDS_MAX = 10 * DAY_SECONDS
ZERO = "0x" + "00" * 20
DEPLOYER = "0x" + "de" * 20
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
NAME, SYMBOL, CURRENCY = "Lantau Hong Kong Dollar", "LHKD", "HKD"
GAS_LIMIT = 30_000_000
BUILD = os.environ.get("LANTAU_COIN_ARTEFACT", "")
CODE_SIZE_MAX = 2**16 if BUILD else 24_576  # EIP-170; a seeded bug is compiled for speed of compiling
CODE_PADDING = 33  # what the virtual machine puts behind code before it runs it
CANONICAL_SELECTOR_BYTES = 4
TOP_UP = 10**15

Word = int | str | bytes | bool
Arguments = Sequence[Any]


# -------------------------------------------------------------------------------------------------------------- people


@dataclass(frozen=True)
class Actor:
    """Somebody with a key."""

    name: str
    secret: bytes
    address: str

    def sign(self, digest: bytes) -> bytes:
        """65 bytes: r, s (always the low one), v."""
        made = PrivateKey(self.secret).sign_recoverable(digest, hasher=None)
        return made[:64] + bytes([27 + made[64]])


@cache
def actor(name: str) -> Actor:
    """The same name is always the same key."""
    secret = keccak(text=f"lantau test actor {name}")
    public = PrivateKey(secret).public_key.format(compressed=False)
    return Actor(name, secret, "0x" + keccak(public[1:])[-20:].hex())


def by_address(actors: Sequence[Actor]) -> list[Actor]:
    """In ascending order of address, as attestations are signed."""
    return sorted(actors, key=lambda each: int(each.address, 16))


def high_s(signature: bytes) -> bytes:
    """The other signature of the same key over the same digest, which must not pass."""
    s = ORDER - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes([27 + 28 - signature[64]])


def split(signature: bytes) -> tuple[int, bytes, bytes]:
    """The signature as v, r, s."""
    return signature[64], signature[:32], signature[32:64]


# ------------------------------------------------------------------------------------------------------- the interface


@dataclass(frozen=True)
class Function:
    """One function, event or custom error of an interface."""

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    indexed: tuple[bool, ...]
    view: bool

    @property
    def signature(self) -> str:
        return f"{self.name}({','.join(self.inputs)})"


class Interface:
    """An artefact's ABI, ready to encode and decode."""

    def __init__(self, artefact: dict[str, Any]) -> None:
        self.artefact = artefact
        self.functions: dict[str, Function] = {}
        self.events: dict[bytes, Function] = {}
        self.errors: dict[bytes, Function] = {}
        self.constructor: tuple[str, ...] = ()
        for entry in artefact["abi"]:
            found = Function(
                entry.get("name", ""),
                tuple(each["type"] for each in entry["inputs"]),
                tuple(each["type"] for each in entry.get("outputs", ())),
                tuple(each.get("indexed", False) for each in entry["inputs"]),
                entry.get("stateMutability") in ("view", "pure"),
            )
            if entry["type"] == "function":
                self.functions[found.signature] = found
                self.functions.setdefault(found.name, found)
            elif entry["type"] == "event":
                self.events[keccak(text=found.signature)] = found
            elif entry["type"] == "error":
                self.errors[keccak(text=found.signature)[:CANONICAL_SELECTOR_BYTES]] = found
            elif entry["type"] == "constructor":
                self.constructor = found.inputs

    def data(self, name: str, arguments: Arguments) -> bytes:
        """Calldata for a function named alone or, where it is overloaded, by its signature."""
        function = self.functions[name]
        return selector(function.signature) + encode(function.inputs, arguments)

    def error(self, output: bytes) -> tuple[Any, ...]:
        """The name of the refusal and what it carries."""
        found = self.errors.get(output[:CANONICAL_SELECTOR_BYTES])
        if found is None:
            return ("unknown", output.hex())
        return (found.name, *decode(found.inputs, output[CANONICAL_SELECTOR_BYTES:]))

    def event(self, topics: Sequence[str], data: bytes) -> tuple[Any, ...]:
        """The name of the event and its values, in the order in which they are declared."""
        words = [bytes.fromhex(topic[2:]) for topic in topics]
        found = self.events[words[0]]
        marked = iter(words[1:])
        plain = iter(
            decode([kind for kind, is_topic in zip(found.inputs, found.indexed, strict=True) if not is_topic], data)
        )
        values = []
        for kind, is_topic in zip(found.inputs, found.indexed, strict=True):
            values.append(decode([kind], next(marked))[0] if is_topic else next(plain))
        return (found.name, *values)


@cache
def selector(signature: str) -> bytes:
    """The first four bytes of a signature's hash."""
    return bytes(keccak(text=signature)[:CANONICAL_SELECTOR_BYTES])


@cache
def interface(name: str) -> Interface:
    """The interface of a committed artefact."""
    path = ARTEFACTS / f"{name}.json"
    if name == "coin" and BUILD:
        path = Path(BUILD)
    return Interface(json.loads(path.read_text(encoding="utf-8")))


# ----------------------------------------------------------------------------------------------------------- the chain


@dataclass(frozen=True)
class Outcome:
    """What a call did: the events, or the refusal."""

    refusal: tuple[Any, ...] | None
    output: bytes
    events: tuple[tuple[Any, ...], ...]
    gas: int

    @property
    def passed(self) -> bool:
        return self.refusal is None

    @property
    def reason(self) -> str:
        """The name of the refusal, or nothing."""
        return "" if self.refusal is None else str(self.refusal[0])


def _result(evm: EVM) -> ExecutionResult:
    assert evm.result is not None, "nothing was run"
    return evm.result


class Chain:
    """The virtual machine under the rules of Cancun, one call for each transaction, at a time that a test sets."""

    def __init__(self, now: int = START_SECONDS, chain_id: int = 1) -> None:
        self.evm = EVM(
            env=Env(cfg=CfgEnv(chain_id=chain_id, limit_contract_code_size=CODE_SIZE_MAX)),
            spec_id="CANCUN",
            gas_limit=GAS_LIMIT,
        )
        self.number = 0
        self.at(now)

    def at(self, now: int) -> None:
        """The next call is made at this second."""
        self.now = now
        self.number += 1
        self.evm.set_block_env(BlockEnv(number=self.number, timestamp=now, gas_limit=GAS_LIMIT))

    def deploy(self, name: str, arguments: Arguments) -> tuple[str, Outcome]:
        """Where the contract now is, and what its constructor wrote."""
        known = interface(name)
        code = bytes.fromhex(known.artefact["bytecode"][2:])
        try:
            made = self.evm.deploy(DEPLOYER, code + encode(known.constructor, arguments))
        except RuntimeError as stopped:
            return ZERO, self._refused(known, str(stopped))
        return made.lower(), self._passed(known, b"")

    def call(self, known: Interface, sender: str, to: str, data: bytes, ether: int = 0) -> Outcome:
        """One transaction: kept when it passes, undone when it is refused."""
        if ether:
            self.evm.set_balance(sender, ether)
        before = self.evm.snapshot()
        try:
            output = self.evm.message_call(sender, to, calldata=data, value=ether)
        except RuntimeError as stopped:
            outcome = self._refused(known, str(stopped))
            self.evm.revert(before)
            return outcome
        outcome = self._passed(known, bytes(output))
        self.evm.commit()
        return outcome

    def code_size(self, address: str) -> int:
        """Bytes of code at the address."""
        return len(self.evm.get_code(address) or b"") - CODE_PADDING

    def copy_of(self, address: str, chain_id: int = 1) -> Chain:
        """A fresh machine that holds the code and the storage of one contract, nothing of it warm."""
        copy = Chain(self.now, chain_id)
        code = bytes(self.evm.get_code(address) or b"")[:-CODE_PADDING]
        copy.evm.insert_account_info(address, AccountInfo(nonce=1, code=code))
        for slot, word in self._storage(address):
            before = copy.evm.snapshot()
            copy.evm.insert_account_storage(address, slot, word)
            copy.evm.revert(before)  # the word stays in the database; what loading the account made warm is cold again
        return copy

    def receipt_gas(self, known: Interface, sender: str, to: str, data: bytes) -> int:
        """What a receipt would say of this call."""
        fresh = self.copy_of(to).evm
        fresh.basic(sender)  # the sender alone is warm from the start (EIP-2929)
        fresh.message_call(sender, to, calldata=data)
        return _result(fresh).gas_used

    def _storage(self, address: str) -> list[tuple[int, int]]:
        # the machine shows its storage only in print
        text = self.evm.journal_str
        start = text.index("storage: {", text.index(f"{address}: Account"))
        shown = text[start : text.index("status: ", start)]
        pairs = re.findall(r"(\d+): StorageSlot \{ previous_or_original_value: \d+, present_value: (\d+)", shown)
        return [(int(slot), int(word)) for slot, word in pairs]

    def _passed(self, known: Interface, output: bytes) -> Outcome:
        result = _result(self.evm)
        events = tuple(known.event(each.topics, each.data[1]) for each in result.logs)
        return Outcome(None, output, events, result.gas_used)

    def _refused(self, known: Interface, stopped: str) -> Outcome:
        shown = re.search(r"output: 0x([0-9a-f]*)", stopped)
        gas = re.search(r"gas_used: (\d+)", stopped)
        if shown is None or gas is None:
            return Outcome(("halt", stopped), b"", (), 0)
        output = bytes.fromhex(shown.group(1))
        return Outcome(known.error(output) if output else ("bare",), output, (), int(gas.group(1)))


# ------------------------------------------------------------------------------------------------------------ the coin

FLAGS = {"verified": 224, "mint recipient": 225, "redemption": 226, "minter": 227, "attestor": 228, "blocked": 232}


@dataclass(frozen=True)
class Account:
    """What one account word says."""

    balance: int
    frozen: int
    flags: frozenset[str]


@cache
def _slot(base: int, key: str) -> int:
    return int.from_bytes(keccak(base.to_bytes(32, "big") + bytes(12) + bytes.fromhex(key[2:])), "big")


ROLES = (
    "owner",
    "master_minter",
    "pauser",
    "blacklister",
    "verifier",
    "enforcer",
    "rescuer",
    "redemption_wallet",
)
ATTESTORS = tuple(by_address([actor("attestor one"), actor("attestor two"), actor("attestor three")]))
HOLDERS = tuple(actor(name) for name in ("alice", "bob", "carol"))
ALICE, BOB, CAROL = HOLDERS
MINTER, TREASURY, STRANGER = actor("minter"), actor("treasury"), actor("stranger")
OWNER, MASTER_MINTER, PAUSER, BLACKLISTER, VERIFIER, ENFORCER, RESCUER, WALLET = (actor(each) for each in ROLES)

TYPES = {
    "Permit": "address owner,address spender,uint256 value,uint256 nonce,uint256 deadline",
    "TransferWithAuthorization": (
        "address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce"
    ),
    "ReceiveWithAuthorization": (
        "address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce"
    ),
    "CancelAuthorization": "address authorizer,bytes32 nonce",
    "ReserveAttestation": "uint256 amount,uint256 attestedAt,uint256 expiresAt",
}
DOMAIN = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"


def typehash(kind: str) -> bytes:
    """The hash of a struct's type."""
    return bytes(keccak(text=f"{kind}({TYPES[kind]})"))


def separator(address: str, name: str = NAME, chain_id: int = 1) -> bytes:
    """The hash of the coin's EIP-712 domain."""
    words = [keccak(text=DOMAIN), keccak(text=name), keccak(text="1"), chain_id, address]
    return bytes(keccak(encode(["bytes32", "bytes32", "bytes32", "uint256", "address"], words)))


class Coin:
    """A deployed coin, and what its actors do with it."""

    def __init__(
        self,
        delay_seconds: int = 0,
        attestors: Sequence[Actor] = ATTESTORS,
        threshold: int = 2,
        roles: dict[str, str] | None = None,
        now: int = START_SECONDS,
    ) -> None:
        self.chain = Chain(now)
        self.known = interface("coin")
        named = {role: actor(role).address for role in ROLES} | (roles or {})
        self.address, self.deployment = self.chain.deploy(
            "coin",
            [
                NAME,
                SYMBOL,
                CURRENCY,
                *(named[role] for role in ROLES),
                [each.address for each in attestors],
                threshold,
                delay_seconds,
            ],
        )
        self.attested = now - DAY_SECONDS

    def at(self, now: int) -> None:
        """The next call is made at this second."""
        self.chain.at(now)

    @property
    def now(self) -> int:
        return self.chain.now

    def send(self, sender: Actor | str, function: str, *arguments: Any) -> Outcome:
        """A transaction; an actor stands for its address."""
        data = self.known.data(function, [_plain(each) for each in arguments])
        return self.raw(sender, data)

    def raw(self, sender: Actor | str, data: bytes, ether: int = 0) -> Outcome:
        """A transaction with this calldata."""
        return self.chain.call(self.known, str(_plain(sender)), self.address, data, ether)

    def do(self, sender: Actor | str, function: str, *arguments: Any) -> Outcome:
        """A transaction that must pass."""
        outcome = self.send(sender, function, *arguments)
        assert outcome.passed, f"{function}{arguments}: {outcome.refusal}"
        return outcome

    def read(self, function: str, *arguments: Any) -> Any:
        """What a view says: one value, or a tuple of them."""
        outcome = self.do(STRANGER, function, *arguments)
        values = decode(self.known.functions[function].outputs, outcome.output)
        return values[0] if len(values) == 1 else values

    def gas(self, sender: Actor | str, function: str, *arguments: Any) -> int:
        """What a receipt would say of this call, which is not made."""
        data = self.known.data(function, [_plain(each) for each in arguments])
        return self.chain.receipt_gas(self.known, str(_plain(sender)), self.address, data)

    def on_chain(self, chain_id: int) -> Coin:
        """The same coin where the chain has split off and has another id."""
        other = copy.copy(self)
        other.chain = self.chain.copy_of(self.address, chain_id)
        return other

    # the words in storage, as README.md lays them out

    def stored(self, module: str, name: str, key: Actor | str | None = None) -> int:
        """A word of the contract's storage."""
        slot = self.known.artefact["storage_layout"][module][name]["slot"]
        if key is not None:
            slot = _slot(slot, str(_plain(key)))
        return self.chain.evm.storage(self.address, slot)

    def account(self, key: Actor | str) -> Account:
        """An account's word, taken apart."""
        word = self.stored("accounts", "words", key)
        flags = {name for name, bit in FLAGS.items() if word >> bit & 1}
        return Account(word & (2**112 - 1), word >> 112 & (2**112 - 1), frozenset(flags))

    # what is signed

    def digest(self, kind: str, *fields: Any) -> bytes:
        """What is signed for a struct of this kind."""
        kinds = [each.split(" ")[0] for each in TYPES[kind].split(",")]
        message = keccak(typehash(kind) + encode(kinds, [_plain(each) for each in fields]))
        return bytes(keccak(b"\x19\x01" + separator(self.address) + message))

    def seals(self, amount: int, attested_at: int, expires_at: int, signers: Sequence[Actor]) -> list[bytes]:
        """The attestors' signatures, in the order given."""
        digest = self.digest("ReserveAttestation", amount, attested_at, expires_at)
        return [each.sign(digest) for each in signers]

    # what most tests need first

    def attest(
        self, amount: int, life_seconds: int = 3 * DAY_SECONDS, signers: Sequence[Actor] = ATTESTORS[:2]
    ) -> Outcome:
        """A newer attestation by enough attestors."""
        self.attested = max(self.attested + 1, self.now - DAY_SECONDS)
        terms = (amount, self.attested, self.attested + DAY_SECONDS + life_seconds)
        return self.send(STRANGER, "attestReserve", *terms, self.seals(*terms, signers))

    def open_mint(self, reserve: int = TOP_UP, allowance: int = TOP_UP) -> None:
        """A minter with an allowance, a mint recipient and a reserve."""
        self.do(MASTER_MINTER, "configureMinter", MINTER, allowance)
        self.do(VERIFIER, "setMintRecipient", TREASURY, True)
        assert self.attest(reserve).passed

    def fund(self, *holders: tuple[Actor | str, int]) -> None:
        """Mints to the treasury and pays it out."""
        for holder, amount in holders:
            self.do(MINTER, "mint", TREASURY, amount)
            self.do(TREASURY, "transfer", holder, amount)

    def authorization(
        self, kind: str, signer: Actor, to: Actor | str, amount: int, after: int, before: int, nonce: bytes
    ) -> tuple[Any, ...]:
        """The arguments of a signed transfer, the signature last."""
        fields = (signer, to, amount, after, before, nonce)
        return (*fields, signer.sign(self.digest(kind, *fields)))


def _plain(value: Any) -> Any:
    return value.address if isinstance(value, Actor) else value
