"""Hold chain, logs, books and the issuer's own records against each other at one block, to the base unit. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lantau.refusal import Json
from lantau.register.admission import NOTHING, Admission
from lantau.register.holdings import Holding, Holdings
from lantau.register.redemption import PendingMove
from lantau.register.store import Final

CITATION = "G 2.2.1"


@dataclass(frozen=True, slots=True)
class Difference:
    """Two things that should be one number, or one truth, and are not. ``who`` is an address; blank is the coin."""

    what: str
    who: str
    left: str
    left_value: str
    right: str
    right_value: str

    def __str__(self) -> str:
        about = f" of {self.who}" if self.who else ""
        return f"{self.what}{about}: {self.left} {self.left_value}, {self.right} {self.right_value}"

    def as_body(self) -> dict[str, Json]:
        """The difference as plain data."""
        return {
            "what": self.what,
            "who": self.who,
            "left": self.left,
            "left_value": self.left_value,
            "right": self.right,
            "right_value": self.right_value,
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """What a node answered: the supply at ``block_number``, and holdings of the addresses that were asked about.

    A node that keeps only its newest state answers for that; ``expected`` is what the logs leave there. ``reason`` says
    why nothing was answered, blank when it was.
    """

    supply_units: int | None = None
    expected: Holdings | None = None
    holdings: tuple[Holding, ...] = ()
    of: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Books:
    """What the ledger has: coins in issue, and units by address, ``ahead`` accounts added in."""

    issued_units: int
    by_address: Mapping[str, int]
    pending: tuple[PendingMove, ...]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One coin at one final block. What could not be asked is in ``unknown``: it is never taken for equal."""

    coin_id: str
    mirror_id: str
    block_number: int
    block_hash: str
    produced_at: datetime
    chain_units: int | None
    logs_units: int
    issued_units: int
    holders_units: int
    holder_count: int
    asked_count: int
    differences: tuple[Difference, ...]
    pending: tuple[PendingMove, ...]
    waiting: tuple[str, ...]
    unknown: tuple[str, ...]
    told: tuple[Difference, ...] = ()
    """What people have to look at although the numbers agree: ours, booked as made and not as it was set aside."""

    @property
    def clean(self) -> bool:
        """Everything was asked and every number agrees; ``told`` may have something to look at all the same."""
        return not self.differences and not self.unknown

    def as_body(self) -> dict[str, Json]:
        """The reconciliation as plain data."""
        return {
            "coin_id": self.coin_id,
            "mirror_id": self.mirror_id,
            "citation": CITATION,
            "block": self.block_number,
            "block_hash": self.block_hash,
            "produced_at": self.produced_at.isoformat(),
            "chain_units": None if self.chain_units is None else str(self.chain_units),
            "logs_units": str(self.logs_units),
            "issued_units": str(self.issued_units),
            "holders_units": str(self.holders_units),
            "holders": self.holder_count,
            "holders_asked": self.asked_count,
            "clean": self.clean,
            "differences": [each.as_body() for each in self.differences],
            "pending": [each.as_body() for each in self.pending],
            "waiting": list(self.waiting),
            "unknown": list(self.unknown),
            "told": [each.as_body() for each in self.told],
        }


def of_supply(logs: Holdings, books: Books, asked: Asked) -> list[Difference]:
    """The four sums: the chain's total supply, that of the logs, the coins in issue, and the holders' accounts."""
    found = []
    if asked.supply_units is not None and asked.expected is not None:
        found += _unequal("supply", "", "chain", asked.supply_units, "logs", asked.expected.supply_units)
    summed = sum(logs.units.values())
    found += _unequal("supply", "", "logs", logs.supply_units, "holders by logs", summed)
    found += _unequal("supply", "", "logs", logs.supply_units, "in issue by the ledger", books.issued_units)
    held = sum(books.by_address.values())
    found += _unequal("supply", "", "in issue by the ledger", books.issued_units, "holders by the ledger", held)
    return found


def of_holders(logs: Holdings, books: Books, asked: Asked) -> list[Difference]:
    """Each address: logs against ledger, and against what the node answered."""
    found: list[Difference] = []
    for address in sorted(logs.units.keys() | books.by_address.keys()):
        mirrored = logs.units.get(address, 0)
        found += _unequal("units", address, "logs", mirrored, "ledger", books.by_address.get(address, 0))
    for each in asked.holdings:
        assert asked.expected is not None, "what was asked is expected to be something"
        mirror = asked.expected.of(each.address)
        found += _unequal("units", each.address, "chain", each.units, "logs", mirror.units)
        found += _unequal("frozen units", each.address, "chain", each.frozen_units, "logs", mirror.frozen_units)
        found += _unequal("blocked", each.address, "chain", each.blocked, "logs", mirror.blocked)
        found += _unequal("verified", each.address, "chain", each.verified, "logs", mirror.verified)
    return found


def of_marks(
    logs: Holdings, wanted: Iterable[Admission], own: Iterable[str], waiting: Iterable[str]
) -> list[Difference]:
    """The marks on chain against proved wallets of verified customers and against freeze orders.

    The issuer's ``own`` addresses are left out, and those for which a message is ``waiting`` to reach the chain.
    """
    left_out = {*own, *waiting}
    by_address = {each.address: each for each in wanted}
    found: list[Difference] = []
    marked = {each.address: each for each in logs.marked()}
    for address in sorted((marked.keys() | by_address.keys()) - left_out):
        each, want = marked.get(address) or logs.of(address), by_address.get(address, NOTHING)
        found += _unequal("verified", address, "chain", each.verified, "own records", want.verified)
        found += _unequal("blocked", address, "chain", each.blocked, "freeze orders", want.blocked)
        if each.frozen_units and not want.blocked:
            found += _unequal("frozen units", address, "chain", each.frozen_units, "freeze orders", 0)
    return found


def of_own(apart: Iterable[Final], gone: Iterable[Final]) -> list[Difference]:
    """Transactions of ours that the books leave out, and those that left the chain after money moved with them."""
    return [
        *(_own(each, "not posted", each.reason) for each in apart),
        *(_own(each, "not on the chain any more", f"booked with it: {', '.join(each.beside)}") for each in gone),
    ]


def as_made(finals: Iterable[Final]) -> list[Difference]:
    """Transactions of ours that are booked as the chain made them, not as the books had set it aside."""
    return [_own(each, "booked as it was made", each.reason) for each in finals]


def _own(final: Final, right: str, reason: str) -> Difference:
    return Difference("own transaction", final.transaction_hash, "asked for by", final.cause_key, right, reason)


def _unequal(what: str, who: str, left: str, left_value: int, right: str, right_value: int) -> list[Difference]:
    if left_value == right_value:
        return []
    return [Difference(what, who, left, _shown(left_value), right, _shown(right_value))]


def _shown(value: int) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
