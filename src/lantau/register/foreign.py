"""Somebody else's coin, read only: what its contract tells of itself, who holds it, and what does not add up. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lantau.chain import Node
from lantau.chain import node as evm
from lantau.money import Amount, Asset
from lantau.refusal import Json, Refusal, Refused
from lantau.register.holdings import Holding, Holdings
from lantau.register.refusals import BAD_ADDRESS, NO_COIN

VIEWS: Mapping[str, str] = {
    "totalSupply": "18160ddd",
    "name": "06fdde03",
    "symbol": "95d89b41",
    "decimals": "313ce567",
    "currency": "e5a6b10f",
    "paused": "5c975abb",
    "owner": "8da5cb5b",
    "masterMinter": "35d99f35",
    "pauser": "9fd0506d",
    "blacklister": "bd102430",
    "rescuer": "38a63183",
}
"""What is asked of a contract, by selector; one that does not answer has no such view."""

ROLES = ("owner", "masterMinter", "pauser", "blacklister", "rescuer")
BALANCE_OF = bytes.fromhex("70a08231")
DECIMALS_MAX = 36
TOLD_MOST = 10
BPS = 10_000


@dataclass(frozen=True, slots=True)
class Contract:
    """What a contract tells of itself at a block; a role that it does not have, or does not tell, is left out."""

    chain_id: int
    address: str
    block: evm.Header
    name: str
    symbol: str
    decimals: int
    currency: str
    supply_units: int
    paused: bool | None
    roles: Mapping[str, str]

    def spelled(self, units: int) -> str:
        """Base units as a decimal number of coins."""
        whole, part = divmod(abs(units), 10**self.decimals)
        text = f"{whole:,}" + (f".{part:0{self.decimals}d}" if self.decimals else "")
        return f"-{text}" if units < 0 else text

    def par(self, currency: Asset) -> Amount:
        """The supply as money, one coin for one unit; what is below money's least unit counts as a whole one."""
        excess = self.decimals - currency.decimals
        if excess <= 0:
            return Amount(currency, self.supply_units * 10**-excess)
        return Amount(currency, -(-self.supply_units // 10**excess))


@dataclass(frozen=True, slots=True)
class Picture:
    """A foreign coin as mirrored: the contract's word, the logs', and every difference between them."""

    contract: Contract
    place_number: int
    place_hash: str
    produced_at: datetime
    logs: Holdings
    asked: tuple[Holding, ...]
    unknown: tuple[str, ...]

    @property
    def top(self) -> list[Holding]:
        """Who holds something, the most first."""
        return sorted(
            (each for each in self.logs.holders() if each.units > 0), key=lambda each: (-each.units, each.address)
        )

    def share_bps(self, most: int) -> int | None:
        """What the ``most`` greatest holders have of what all have, in basis points rounded down; None of nothing."""
        held = [each.units for each in self.top]
        return sum(held[:most]) * BPS // sum(held) if held else None

    @property
    def differences(self) -> tuple[str, ...]:
        """What does not add up, in words. A coin that rebases, takes fees or began without logs shows here."""
        told = []
        stated, summed = self.contract.supply_units, self.logs.supply_units
        if stated != summed:
            told.append(f"supply: the contract states {stated} base units, its logs leave {summed}")
        below = [each for each in self.logs.holders() if each.units < 0]
        told += [f"{each.address}: its logs leave {each.units} base units" for each in below[:TOLD_MOST]]
        if below[TOLD_MOST:]:
            told.append(f"and {len(below) - TOLD_MOST} more addresses below zero")
        for each in self.asked:
            mirrored = self.logs.of(each.address).units
            if each.units != mirrored:
                told.append(f"{each.address}: the contract states {each.units} base units, its logs leave {mirrored}")
        return tuple(told)

    def as_body(self, most: int = TOLD_MOST) -> dict[str, Json]:
        """The picture as plain data."""
        contract = self.contract
        holders: list[Json] = [
            {"address": each.address, "units": str(each.units), "blocked": each.blocked} for each in self.top[:most]
        ]
        minters: dict[str, Json] = {address: str(units) for address, units in sorted(self.logs.minters.items())}
        roles: dict[str, Json] = dict(contract.roles)
        blocked: list[Json] = [each.address for each in self.logs.marked() if each.blocked]
        shares: dict[str, Json] = {str(count): self.share_bps(count) for count in (1, 10, 100)}
        return {
            "chain_id": contract.chain_id,
            "address": contract.address,
            "block": self.place_number,
            "block_hash": self.place_hash,
            "produced_at": self.produced_at.isoformat(),
            "name": contract.name,
            "symbol": contract.symbol,
            "decimals": contract.decimals,
            "currency": contract.currency,
            "supply_units": str(contract.supply_units),
            "logs_supply_units": str(self.logs.supply_units),
            "paused": contract.paused,
            "roles": roles,
            "minters": minters,
            "holders": len(self.top),
            "share_bps_of_greatest": shares,
            "greatest_holders": holders,
            "blocked": blocked,
            "differences": list(self.differences),
            "unknown": list(self.unknown),
        }


def checked_address(text: str) -> str:
    """An address in lower case. Raises Refused register.bad_address."""
    if not re.fullmatch(r"0x[0-9a-fA-F]{40}", text):
        raise Refused(Refusal(BAD_ADDRESS, f"{text!r} is no address", "ADDRESS"))
    return text.lower()


def read_contract(node: Node, address: str, block: evm.Header) -> Contract:
    """What a contract tells of itself at a block. Raises Refused register.no_coin, NodeAway."""
    if not node.code(address):
        raise Refused(Refusal(NO_COIN, f"there is no contract at {address} on chain {node.chain_id}", "ADDRESS"))

    def ask(view: str) -> bytes | None:
        try:
            return node.call(address, bytes.fromhex(VIEWS[view]), block=block.number) or None
        except (evm.Reverted, evm.NodeRefused):
            return None

    supply, decimals = _number(ask("totalSupply")), _number(ask("decimals"))
    if supply is None:
        raise Refused(Refusal(NO_COIN, f"{address} does not state a total supply at block {block.number}", "ADDRESS"))
    if decimals is None or decimals > DECIMALS_MAX:
        raise Refused(Refusal(NO_COIN, f"{address} has no decimals that can be used", "ADDRESS"))
    paused = _number(ask("paused"))
    return Contract(
        chain_id=node.chain_id,
        address=address,
        block=block,
        name=_text(ask("name")),
        symbol=_text(ask("symbol")),
        decimals=decimals,
        currency=_text(ask("currency")),
        supply_units=supply,
        paused=None if paused is None else bool(paused),
        roles=_roles(ask),
    )


def read_balances(node: Node, address: str, block: int, holders: list[Holding]) -> tuple[Holding, ...]:
    """What the contract states of these holders at a block. Raises NodeRefused, Reverted, NodeAway."""
    found = []
    for each in holders:
        answer = node.call(address, BALANCE_OF + bytes(12) + bytes.fromhex(each.address[2:]), block=block)
        units = _number(answer)
        if units is None:
            raise evm.NodeRefused("the contract answers nothing")
        found.append(Holding(each.address, units, 0, verified=False, blocked=False))
    return tuple(found)


def _roles(ask: Callable[[str], bytes | None]) -> dict[str, str]:
    found = {}
    for role in ROLES:
        answer = ask(role)
        if answer is not None and len(answer) == 32 and not any(answer[:12]):
            found[role] = "0x" + answer[12:].hex()
    return found


def _number(answer: bytes | None) -> int | None:
    return int.from_bytes(answer[:32], "big") if answer is not None and len(answer) >= 32 else None


def _text(answer: bytes | None) -> str:
    """A text as contracts answer it: with its length before it, or in one word filled up with zeros."""
    if answer is None or len(answer) < 32:
        return ""
    raw = answer.rstrip(b"\x00") if len(answer) == 32 else answer[64 : 64 + int.from_bytes(answer[32:64], "big")]
    return "".join(each for each in raw.decode("utf-8", "replace") if each.isprintable())[:100]
