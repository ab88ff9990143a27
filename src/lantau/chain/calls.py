"""What each message says to the contract: which hand calls which function with which arguments. Pure.

| topic | hand | function |
|---|---|---|
| chain.deploy | deployer | the constructor |
| chain.mint | minter | mint, or mintAttested with the reserve's attestation |
| chain.burn | minter | burnWithAuthorization, with what the holder signed |
| chain.transfer | relayer | transferWithAuthorization, with what the payer signed |
| chain.attest | relayer | attestReserve, with what the attestors signed |
| chain.verify, chain.recipient | verifier | setVerified, setMintRecipient |
| chain.block | blacklister | blacklist or unBlacklist |
| chain.freeze | blacklister | setFrozenTokens |
| chain.operation | the hand it names | the function it names |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from lantau.chain.deployment import HANDS, Deployment, Role
from lantau.events import values
from lantau.refusal import Json

CONSTRUCTOR = "constructor"
GAS_LIMIT = 500_000
GAS_LIMIT_OF_CONSTRUCTOR = 8_000_000
"""Ceilings, not estimates: what is not used is not paid. Measured figures stand in ``bench/chain.py``."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a contract by one of its hands; numbers are base units and seconds, bytes are hexadecimal text."""

    contract: str
    role: Role
    function: str
    arguments: tuple[Json, ...]

    @property
    def gas_limit(self) -> int:
        """The most gas it may use."""
        return GAS_LIMIT_OF_CONSTRUCTOR if self.function == CONSTRUCTOR else GAS_LIMIT

    def as_body(self) -> dict[str, Json]:
        """The call as plain data; ``call_from`` is the inverse."""
        return {
            "contract": self.contract,
            "role": self.role,
            "function": self.function,
            "arguments": list(self.arguments),
        }


@dataclass(frozen=True, slots=True)
class Attested:
    """A reserve's attestation as a mint carries it: base units, seconds since 1970, signatures in order of signer."""

    amount_units: int
    attested_at: int
    expires_at: int
    signatures: tuple[str, ...]

    def as_body(self) -> dict[str, Json]:
        """The attestation as plain data; ``attested_in`` is the inverse."""
        return {
            "amount_units": self.amount_units,
            "attested_at": self.attested_at,
            "expires_at": self.expires_at,
            "signatures": list(self.signatures),
        }

    @property
    def arguments(self) -> tuple[Json, ...]:
        """As the contract takes them."""
        return (self.amount_units, self.attested_at, self.expires_at, list(self.signatures))


def call_from(body: Mapping[str, Json]) -> Call:
    """The call that plain data stand for."""
    arguments = body["arguments"]
    assert isinstance(arguments, list)
    return Call(str(body["contract"]), _role(str(body["role"])), str(body["function"]), tuple(arguments))


def attested_in(message: values.PendingMessage) -> Attested | None:
    """The attestation that a message brings; None when it brings none."""
    body = message.body.get("attestation")
    if not isinstance(body, dict):
        return None
    signatures = body["signatures"]
    assert isinstance(signatures, list)
    return Attested(
        whole(body, "amount_units"),
        whole(body, "attested_at"),
        whole(body, "expires_at"),
        tuple(str(each) for each in signatures),
    )


def call_of(message: values.PendingMessage, deployment: Deployment, attested: Attested | None = None) -> Call:
    """What a message says to its contract. ``attested`` goes with a mint that brings the reserve's attestation."""
    body, contract = message.body, deployment.address
    topic = message.topic.partition(".")[2]
    if topic == "mint":
        to, units = str(body["address"]).lower(), whole(body, "units")
        if attested is None:
            return Call(contract, "minter", "mint", (to, units))
        return Call(contract, "minter", "mintAttested", (to, units, *attested.arguments))
    if topic == "attest":
        brought = attested_in(message)
        assert brought is not None, f"{message.id} attests something"
        return Call(contract, "relayer", "attestReserve", brought.arguments)
    if topic == "burn":
        signed = _authorization(body)
        return Call(contract, "minter", "burnWithAuthorization", (signed[0], *signed[2:]))
    if topic == "transfer":
        return Call(contract, "relayer", "transferWithAuthorization", _authorization(body))
    return _of_holder(topic, body, contract) or _of_hand(topic, body, deployment)


def _of_holder(topic: str, body: Mapping[str, Json], contract: str) -> Call | None:
    if topic not in {"verify", "recipient", "block", "freeze"}:
        return None
    address = str(body["address"]).lower()
    if topic == "freeze":
        return Call(contract, "blacklister", "setFrozenTokens", (address, whole(body, "units")))
    on = body["on"] is True
    if topic == "block":
        return Call(contract, "blacklister", "blacklist" if on else "unBlacklist", (address,))
    return Call(contract, "verifier", "setVerified" if topic == "verify" else "setMintRecipient", (address, on))


def _of_hand(topic: str, body: Mapping[str, Json], deployment: Deployment) -> Call:
    if topic == "deploy":
        arguments = cast("tuple[Json, ...]", deployment.terms.constructor())
        return Call(deployment.address, "deployer", CONSTRUCTOR, arguments)
    assert topic == "operation", f"no message chain.{topic} is known"
    arguments_told = body["arguments"]
    assert isinstance(arguments_told, list)
    return Call(deployment.address, _role(str(body["role"])), str(body["function"]), tuple(arguments_told))


def _authorization(body: Mapping[str, Json]) -> tuple[Json, ...]:
    """What the holder signed, as EIP-3009 takes it: from, to, value, valid after, valid before, nonce, signature."""
    signed = body["authorization"]
    assert isinstance(signed, dict)
    return tuple(signed[name] for name in ("from", "to", "value", "valid_after", "valid_before", "nonce", "signature"))


def abi(arguments: Iterable[Json]) -> tuple[object, ...]:
    """Arguments as the contract's interface takes them: hexadecimal text that is no address stands for bytes."""
    return tuple(_value(each) for each in arguments)


def _value(argument: Json) -> object:
    if isinstance(argument, list):
        return [_value(each) for each in argument]
    if isinstance(argument, str) and argument.startswith("0x") and len(argument) != 42:
        return bytes.fromhex(argument[2:])
    return argument


def whole(body: Mapping[str, Json], name: str) -> int:
    """A whole number of a message's body; anything else is a bug of who wrote it."""
    value = body[name]
    assert isinstance(value, int) and not isinstance(value, bool), f"{name} is a whole number"
    return value


def _role(name: str) -> Role:
    assert name in HANDS, f"{name} is no hand of a coin"
    return name
