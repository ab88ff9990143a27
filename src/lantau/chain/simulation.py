"""What a call would change, told before anybody signs it, and the digest that approvals sign (G 6.5.3, 6.5.7(7)).

The call is run against the chain as it is, from the address that would send it, and the contract's views give the
values before; the values after follow from the contract's own rules (``foreseeing``), and a test holds them against
what then happens. ``operation_digest`` binds chain, contract, sender, function and arguments: what the approvers read
is what they sign and what is sent. ``material_digest`` binds what they decided on: a preview that differs in it later
is another decision. Balances and supply, which every other customer moves, are told but are not material.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from lantau.chain.coin_contract import ContractInterface, coin
from lantau.chain.node import Header, Node, Reverted
from lantau.chain.token_policy import TokenPolicy
from lantau.refusal import Json

WORDS_FILE = "preview_words.toml"

Kind = Literal["line", "warning"]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in both languages. ``flows`` says that it tells amounts which move by themselves."""

    kind: Kind
    key: str
    values: Mapping[str, tuple[str, str]]
    flows: bool = False

    @property
    def en(self) -> str:
        """In English."""
        return self._told(0)

    @property
    def zh(self) -> str:
        """In Chinese."""
        return self._told(1)

    def _told(self, language: int) -> str:
        template = _words()[self.kind][self.key][("en", "zh")[language]]
        return template.format(**{name: pair[language] for name, pair in self.values.items()})


@dataclass(frozen=True, slots=True)
class Preview:
    """A call as it was simulated at a block: whether it would pass, what it changes, what to beware of."""

    chain_id: int
    contract: str
    sender: str
    function: str
    arguments: tuple[Json, ...]
    data: bytes
    header: Header
    refusal: str
    said: tuple[Said, ...]

    @property
    def passes(self) -> bool:
        """Whether the contract would carry it out now."""
        return not self.refusal

    @property
    def lines(self) -> tuple[Said, ...]:
        """What changes."""
        return tuple(each for each in self.said if each.kind == "line")

    @property
    def warnings(self) -> tuple[Said, ...]:
        """What to beware of."""
        return tuple(each for each in self.said if each.kind == "warning")

    @property
    def operation_digest(self) -> str:
        """What is approved, in 64 hexadecimal digits: chain, contract, sender, function, arguments."""
        return operation_digest(self.chain_id, self.contract, self.sender, self.function, self.arguments)

    @property
    def material_digest(self) -> str:
        """What the decision rests on, in 64 hexadecimal digits: the operation, and what is told and does not flow."""
        told = [[each.key, dict(each.values)] for each in self.said if not each.flows]
        return _digest({"operation": self.operation_digest, "passes": self.passes, "told": told})

    def as_body(self) -> dict[str, Json]:
        """The preview as plain data, for ``--json`` and records."""
        return {
            "chain_id": self.chain_id,
            "contract": self.contract,
            "sender": self.sender,
            "function": self.function,
            "arguments": list(self.arguments),
            "block": self.header.number,
            "block_hash": self.header.hash,
            "passes": self.passes,
            "refusal": self.refusal,
            "lines": [{"en": each.en, "zh": each.zh} for each in self.lines],
            "warnings": [{"en": each.en, "zh": each.zh} for each in self.warnings],
            "operation_digest": self.operation_digest,
            "material_digest": self.material_digest,
        }


def preview(
    node: Node,
    contract: str,
    sender: str,
    function: str,
    arguments: Sequence[object],
    *,
    policy: TokenPolicy | None = None,
    interface: ContractInterface | None = None,
) -> Preview:
    """Simulate a call from ``sender``. With a policy, what departs from it is warned of as well.

    Refused chain.unknown_function. Raises NodeAway.
    """
    from lantau.chain.foreseeing import Foresight

    reading = interface or coin()
    told = tuple(_argument(each) for each in arguments)
    data = reading.encode(function, *told)
    header = node.head()
    try:
        node.call(contract, data, sender=sender)
        refusal = ""
    except Reverted as reverted:
        refusal = reading.revert_words(reverted)
    foresight = Foresight(node, contract.lower(), sender.lower(), header.timestamp, reading, policy)
    said = foresight.told(function, told, data, refusal)
    plain = tuple(as_json(each) for each in told)
    return Preview(node.chain_id, contract.lower(), sender.lower(), function, plain, data, header, refusal, said)


def operation_digest(chain_id: int, contract: str, sender: str, function: str, arguments: Sequence[Json]) -> str:
    """SHA-256 over the semantic content of an operation. Addresses in lower case, bytes in hexadecimal."""
    return _digest(
        {
            "chain_id": chain_id,
            "contract": contract.lower(),
            "sender": sender.lower(),
            "function": function,
            "arguments": [as_json(_argument(each)) for each in arguments],
        }
    )


def approval_text(preview_told: Preview) -> str:
    """What an approver signs as a text (EIP-191): the sentences that were shown, and the digests that bind them."""
    told = [f"- {each.en}" for each in preview_told.lines] + [f"! {each.en}" for each in preview_told.warnings]
    return "\n".join(
        [
            "Lantau sandbox (simulated). I approve this operation of the coin's contract:",
            *told,
            f"Contract: {preview_told.contract}, chain {preview_told.chain_id}, sent by {preview_told.sender}",
            f"Operation: {preview_told.operation_digest}",
            f"Decision: {preview_told.material_digest}",
        ]
    )


def as_json(value: Any) -> Json:
    """A value of a call as plain data: bytes in hexadecimal, lists as lists."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, list | tuple):
        return [as_json(each) for each in value]
    assert value is None or isinstance(value, bool | int | str), f"{value!r} is no value of a call"
    return value


def _argument(value: Any) -> Any:
    """An argument as the contract's interface takes it: addresses in lower case, other hexadecimal text as bytes."""
    if isinstance(value, list | tuple):
        return tuple(_argument(each) for each in value)
    if isinstance(value, str) and value[:2].lower() == "0x":
        return value.lower() if len(value) == 42 else bytes.fromhex(value[2:])
    return value


def _digest(body: Mapping[str, Any]) -> str:
    spelled = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(spelled.encode()).hexdigest()


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / WORDS_FILE).read_text(encoding="utf-8"))
