"""A coin's total supply as a chain reports it, or an unknown that says why. Nothing here guesses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lantau.money import Amount


@dataclass(frozen=True, slots=True)
class Block:
    """A named block: its height, its hash as the chain spells it, and its own time."""

    number: int
    hash: str
    produced_at: datetime

    def __post_init__(self) -> None:
        assert self.number >= 0 and self.hash, "a block has a height and a hash"


@dataclass(frozen=True, slots=True)
class Known:
    """Total supply in base units of the coin at a named block."""

    supply: Amount
    block: Block


@dataclass(frozen=True, slots=True)
class Unknown:
    """No supply could be read, and why. It equals no number, so nothing can be reconciled against it."""

    reason: str

    def __post_init__(self) -> None:
        assert self.reason, "an unknown supply says why it is unknown"


ChainSupply = Known | Unknown


class Chain(Protocol):
    """What a chain answers. An outage is an exception of the client; a chain that cannot say answers ``Unknown``."""

    def total_supply(self, coin_id: str, at: datetime) -> ChainSupply:
        """The coin's total supply at the last block produced at or before ``at``."""
        ...


@dataclass(frozen=True, slots=True)
class NoChain:
    """The chain of a world that has none: every supply is unknown, and the reason is part of the answer."""

    reason: str = "this world has no chain: the coin's contract is not deployed"

    def total_supply(self, coin_id: str, at: datetime) -> ChainSupply:  # noqa: ARG002 - the Protocol's signature
        """Always ``Unknown``."""
        return Unknown(self.reason)
