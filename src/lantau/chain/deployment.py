"""Which contract is which coin, on which terms it was deployed, and what asked for a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from lantau.chain.typed_data import Domain
from lantau.refusal import Json

Role = Literal[
    "owner",
    "master_minter",
    "minter",
    "pauser",
    "blacklister",
    "verifier",
    "enforcer",
    "rescuer",
    "redemption",
    "relayer",
    "deployer",
]
"""The hands of a coin on chain. ``redemption`` is the wallet that coins come back to, ``relayer`` hands in what others
signed, ``deployer`` creates the contract and holds nothing afterwards."""

HANDS: tuple[Role, ...] = get_args(Role)

OPEN, CLOSED, BY_AMOUNT = 0, 1, 2
"""Who may hold coins: anybody; verified holders alone; verified holders above an amount."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a coin's contract begins with: addresses by role, attestors with their threshold, delays and limits.

    ``policy_mode`` is OPEN, CLOSED or BY_AMOUNT with ``policy_threshold_units``; ``minter_allowance_units`` is what the
    minter may mint before the master minter allows more, ``mint_velocity_units`` what all may mint in a day (0: no
    limit).
    """

    name: str
    symbol: str
    currency: str
    roles: Mapping[str, str]
    attestors: tuple[str, ...]
    threshold: int
    delay_seconds: int
    minter_allowance_units: int
    mint_velocity_units: int = 0
    policy_mode: int = CLOSED
    policy_threshold_units: int = 0

    def as_body(self) -> dict[str, Json]:
        """The terms as plain data; ``terms_from`` is the inverse."""
        return {
            "name": self.name,
            "symbol": self.symbol,
            "currency": self.currency,
            "roles": dict(sorted(self.roles.items())),
            "attestors": list(self.attestors),
            "threshold": self.threshold,
            "delay_seconds": self.delay_seconds,
            "minter_allowance_units": self.minter_allowance_units,
            "mint_velocity_units": self.mint_velocity_units,
            "policy_mode": self.policy_mode,
            "policy_threshold_units": self.policy_threshold_units,
        }

    def constructor(self) -> tuple[object, ...]:
        """The arguments of the contract's constructor, in order."""
        hands = ("owner", "master_minter", "pauser", "blacklister", "verifier", "enforcer", "rescuer", "redemption")
        return (
            self.name,
            self.symbol,
            self.currency,
            *(self.roles[hand] for hand in hands),
            list(self.attestors),
            self.threshold,
            self.delay_seconds,
        )


@dataclass(frozen=True, slots=True)
class Deployment:
    """A coin's contract: where it is, since which block, and how many blocks deep its events must be to be final."""

    coin_id: str
    issuer_id: str
    chain_id: int
    address: str
    deployer: str
    source_sha256: str
    terms: Terms
    first_block: int
    depth: int
    deployed_at: datetime

    @property
    def domain(self) -> Domain:
        """What statements to this contract are signed for (EIP-712)."""
        return Domain(self.terms.name, self.chain_id, self.address)

    @property
    def redemption_wallet(self) -> str:
        """The wallet that coins come back to."""
        return self.terms.roles["redemption"]


@dataclass(frozen=True, slots=True)
class Cause:
    """What a transaction of ours carries out: the outbox message, the key of the commit that asked for it, and the
    ledger's holds that its finality ends."""

    message_id: str
    topic: str
    subject_id: str
    key: str
    body: Mapping[str, Json]

    @property
    def hold_ids(self) -> tuple[str, ...]:
        """The pending transfers that become final with it."""
        held = self.body.get("hold_ids", [])
        return tuple(str(each) for each in held) if isinstance(held, list) else ()


def terms_from(body: Mapping[str, Json]) -> Terms:
    """The terms that plain data stand for."""
    roles, attestors = body["roles"], body["attestors"]
    assert isinstance(roles, dict) and isinstance(attestors, list)
    return Terms(
        name=str(body["name"]),
        symbol=str(body["symbol"]),
        currency=str(body["currency"]),
        roles={name: str(address) for name, address in roles.items()},
        attestors=tuple(str(each) for each in attestors),
        threshold=_whole(body, "threshold"),
        delay_seconds=_whole(body, "delay_seconds"),
        minter_allowance_units=_whole(body, "minter_allowance_units"),
        mint_velocity_units=_whole(body, "mint_velocity_units"),
        policy_mode=_whole(body, "policy_mode"),
        policy_threshold_units=_whole(body, "policy_threshold_units"),
    )


def _whole(body: Mapping[str, Json], name: str) -> int:
    value = body[name]
    assert isinstance(value, int), f"{name} is a whole number"
    return value
