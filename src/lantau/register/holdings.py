"""Who holds what, by the logs alone: units, frozen units and marks of every address, and how a batch changes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lantau.register.logs import (
    BLOCKED,
    FROZEN,
    MINTER_CONFIGURED,
    MINTER_REMOVED,
    TRANSFER,
    UNBLOCKED,
    VERIFIED,
    ZERO,
    Entry,
)

FLAG_VERIFIED, FLAG_BLOCKED = 1, 2
SNAPSHOT_BYTES = 85
MODULUS = 2**256
"""What is below zero, as the logs of some foreign coins leave it, is packed as its complement."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What one address holds. ``frozen_units`` cannot leave it; it may hold less than that."""

    address: str
    units: int
    frozen_units: int
    verified: bool
    blocked: bool


@dataclass(slots=True)
class Holdings:
    """Every address that holds something or bears a mark. ``supply_units`` is what mints and burns leave."""

    units: dict[str, int] = field(default_factory=dict)
    frozen: dict[str, int] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)
    minters: dict[str, int] = field(default_factory=dict)
    supply_units: int = 0

    def of(self, address: str) -> Holding:
        """What one address holds; nothing, without marks, for one that never appeared."""
        flags = self.flags.get(address, 0)
        return Holding(
            address,
            self.units.get(address, 0),
            self.frozen.get(address, 0),
            bool(flags & FLAG_VERIFIED),
            bool(flags & FLAG_BLOCKED),
        )

    def copy(self) -> Holdings:
        """These holdings, to change apart."""
        return Holdings(dict(self.units), dict(self.frozen), dict(self.flags), dict(self.minters), self.supply_units)

    def holders(self) -> Iterator[Holding]:
        """Every address with units, by address."""
        return (self.of(address) for address in sorted(self.units))

    def marked(self) -> Iterator[Holding]:
        """Every address with units or a mark, by address."""
        return (self.of(address) for address in sorted(self.units.keys() | self.frozen.keys() | self.flags.keys()))

    def objection(self, change: Step) -> str:
        """Why the change cannot be what happened: an address would hold less than nothing. Blank when it can."""
        for address, delta in change.deltas.items():
            if delta < 0 and self.units.get(address, 0) + delta < 0:
                return f"{address} would hold {self.units.get(address, 0) + delta} base units: a log is missing"
        if self.supply_units + change.supply_delta < 0:
            return "more would be burned than there is: a log is missing"
        return ""

    def take(self, change: Step) -> None:
        """Make the change; ask ``objection`` first where nobody may come out below zero."""
        for address, delta in change.deltas.items():
            left = self.units.get(address, 0) + delta
            if left:
                self.units[address] = left
            else:
                self.units.pop(address, None)
        self.supply_units += change.supply_delta
        _replace(self.frozen, change.frozen)
        _replace(self.minters, change.minters)
        for address, (kept, added) in change.flags.items():
            _replace(self.flags, {address: self.flags.get(address, 0) & kept | added})


@dataclass(slots=True)
class Step:
    """What a run of logs changes, added up: units by address, and the last word on each mark."""

    deltas: dict[str, int] = field(default_factory=dict)
    frozen: dict[str, int] = field(default_factory=dict)
    flags: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By address: the flags that are left as they were, and those that are set."""
    minters: dict[str, int] = field(default_factory=dict)
    supply_delta: int = 0

    def add(self, entries: Iterable[Entry]) -> None:
        """Take the entries in."""
        deltas = self.deltas
        for entry in entries:
            _, _, kind, _, _, first, second, units = entry
            if kind != TRANSFER:
                self._mark(kind, first, units)
                continue
            if first == ZERO:
                self.supply_delta += units
            else:
                deltas[first] = deltas.get(first, 0) - units
            if second == ZERO:
                self.supply_delta -= units
            else:
                deltas[second] = deltas.get(second, 0) + units

    def _mark(self, kind: int, address: str, units: int) -> None:
        if kind == FROZEN:
            self.frozen[address] = units
        elif kind in (MINTER_CONFIGURED, MINTER_REMOVED):
            self.minters[address] = units if kind == MINTER_CONFIGURED else 0
        else:
            flag = FLAG_VERIFIED if kind == VERIFIED else FLAG_BLOCKED
            is_set = kind == BLOCKED or (kind == VERIFIED and units > 0)
            assert kind in (BLOCKED, UNBLOCKED, VERIFIED), f"{kind} is no kind of log"
            kept, added = self.flags.get(address, (FLAG_VERIFIED | FLAG_BLOCKED, 0))
            self.flags[address] = (kept & ~flag, added & ~flag | (flag if is_set else 0))


def packed_holdings(holdings: Holdings) -> list[str]:
    """Every marked address as hexadecimal text, 85 bytes each."""
    return [
        f"{each.address[2:]}{each.units % MODULUS:064x}{each.frozen_units:064x}"
        f"{FLAG_VERIFIED * each.verified | FLAG_BLOCKED * each.blocked:02x}"
        for each in holdings.marked()
    ]


def load_packed(holdings: Holdings, data: bytes) -> None:
    """Add the holders of packed bytes."""
    assert len(data) % SNAPSHOT_BYTES == 0, "a packed holder is 85 bytes"
    for at in range(0, len(data), SNAPSHOT_BYTES):
        address = "0x" + data[at : at + 20].hex()
        units = int.from_bytes(data[at + 20 : at + 52], "big", signed=True)
        frozen = int.from_bytes(data[at + 52 : at + 84], "big")
        _replace(holdings.units, {address: units})
        _replace(holdings.frozen, {address: frozen})
        _replace(holdings.flags, {address: data[at + 84]})


def _replace(numbers: dict[str, int], new: Mapping[str, int]) -> None:
    """Set numbers by address, keeping no zero."""
    for address, number in new.items():
        if number:
            numbers[address] = number
        else:
            numbers.pop(address, None)
