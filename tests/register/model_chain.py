"""A chain with one ERC-20 on it, kept as plain data: quick, with the state of every block, and easy to reorganise."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lantau.chain.node import Header, Log, NodeAway, NodeRefused, Reverted, Trial
from lantau.register.holdings import Holdings, Step
from lantau.register.logs import BLOCKED, FROZEN, TOPICS, TRANSFER, UNBLOCKED, VERIFIED, ZERO, decoded

CHAIN_ID = 31_337
CONTRACT = "0x" + "c0" * 20
TOPIC = {kind: topic for topic, kind in TOPICS.items()}
GENESIS_TIME = 1_788_224_400
"""2026-09-01 01:00 UTC."""


def address(number: int) -> str:
    """A holder by number."""
    return "0x" + f"{number:040x}"


def word(text: str) -> str:
    """An address as a topic."""
    return "0x" + "00" * 12 + text[2:]


@dataclass(frozen=True)
class Event:
    """One thing that happens: a kind of log, whom it concerns, in the transaction of this name ("": its own)."""

    kind: int
    first: str
    second: str = ZERO
    units: int = 0
    transaction: str = ""


def mint(to: str, units: int, transaction: str = "") -> Event:
    return Event(TRANSFER, ZERO, to, units, transaction)


def burn(of: str, units: int, transaction: str = "") -> Event:
    return Event(TRANSFER, of, ZERO, units, transaction)


def pay(of: str, to: str, units: int, transaction: str = "") -> Event:
    return Event(TRANSFER, of, to, units, transaction)


def verify(who: str, on: bool = True) -> Event:
    return Event(VERIFIED, who, units=int(on))


def block_list(who: str, on: bool = True) -> Event:
    return Event(BLOCKED if on else UNBLOCKED, who)


def freeze(who: str, units: int) -> Event:
    return Event(FROZEN, who, units=units)


def hash_of(*parts: object) -> str:
    return "0x" + hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()


@dataclass
class ModelChain:
    """The Node Protocol over a list of blocks. ``salt`` makes the blocks of another branch other blocks.

    Faults: ``drop`` leaves out every log of these (block, index); ``repeat`` tells them twice; ``away_after`` counts
    calls down until the node is away; ``most_logs`` is how many it answers at once before it refuses.
    """

    contract: str = CONTRACT
    blocks: list[tuple[Event, ...]] = field(default_factory=list)
    salts: list[str] = field(default_factory=list)
    drop: set[tuple[int, int]] = field(default_factory=set)
    repeat: set[tuple[int, int]] = field(default_factory=set)
    away_after: int | None = None
    most_logs: int | None = None
    stated_supply: int | None = None
    calls: int = 0
    cache: dict[Any, Any] = field(default_factory=dict)

    @property
    def chain_id(self) -> int:
        return CHAIN_ID

    def add(self, *events: Event, salt: str = "") -> int:
        """Make a block of these events; its number."""
        self.blocks.append(events)
        self.salts.append(salt)
        return len(self.blocks)

    def cut(self, number: int) -> None:
        """Forget the blocks above this one."""
        del self.blocks[number:], self.salts[number:]
        self.cache.clear()

    def transaction(self, number: int, index: int) -> str:
        named = self.blocks[number - 1][index].transaction
        return hash_of("tx", named) if named else hash_of("tx", self._hash(number), index)

    def head(self) -> Header:
        self._count()
        return self._header(len(self.blocks))

    def header(self, number: int) -> Header | None:
        self._count()
        return self._header(number) if 0 <= number <= len(self.blocks) else None

    def code(self, to: str) -> bytes:
        return b"\x01" if to == self.contract else b""

    def call(self, to: str, data: bytes, *, sender: str = "", block: int | None = None) -> bytes:
        self._count()
        at = len(self.blocks) if block is None else block
        if at > len(self.blocks):
            raise NodeRefused("unknown block")
        holdings = self.holdings(at)
        name, of = data[:4].hex(), "0x" + data[16:36].hex()
        holding = holdings.of(of)
        answers = {
            "18160ddd": holdings.supply_units if self.stated_supply is None else self.stated_supply,
            "70a08231": holding.units,
            "fe575a87": int(holding.blocked),
            "b9209e33": int(holding.verified),
            "158b1a57": holding.frozen_units,
        }
        if name not in answers:
            return b""
        return answers[name].to_bytes(32, "big")

    def logs(self, addresses: Sequence[str], first: int, last: int, topics: Sequence[str] = ()) -> list[Log]:
        self._count()
        found: list[Log] = []
        for number in range(max(first, 1), min(last, len(self.blocks)) + 1):
            for log in self._logs(number):
                place = (number, log.index)
                if place not in self.drop:
                    found += [log, log] if place in self.repeat else [log]
        if self.most_logs is not None and len(found) > self.most_logs:
            raise NodeRefused("query returned more than the node bears")
        return found

    def holdings(self, number: int) -> Holdings:
        """The truth: who holds what after a block."""
        key = ("holdings", self._hash(number), number)
        if key not in self.cache:
            found = self.holdings(number - 1).copy() if number > 0 else Holdings()
            if number > 0:
                step = Step()
                step.add(decoded(self._logs(number)))
                assert not found.objection(step), "the model spends what nobody has"
                found.take(step)
            self.cache[key] = found
        return self.cache[key]  # type: ignore[no-any-return]

    def _logs(self, number: int) -> list[Log]:
        key = ("logs", self._hash(number))
        if key not in self.cache:
            self.cache[key] = [
                Log(
                    number,
                    self._hash(number),
                    self.transaction(number, index),
                    index,
                    self.contract,
                    (TOPIC[event.kind], word(event.first), *((word(event.second),) if event.kind == TRANSFER else ())),
                    b"" if event.kind in (BLOCKED, UNBLOCKED) else event.units.to_bytes(32, "big"),
                )
                for index, event in enumerate(self.blocks[number - 1])
            ]
        return self.cache[key]  # type: ignore[no-any-return]

    def _header(self, number: int) -> Header:
        return Header(
            number,
            self._hash(number),
            self._hash(number - 1) if number else "0x" + "00" * 32,
            GENESIS_TIME + 12 * number,
        )

    def _hash(self, number: int) -> str:
        if number <= 0:
            return hash_of("genesis")
        key = ("hash", number)
        if key not in self.cache:
            block = self.blocks[number - 1]
            self.cache[key] = hash_of(number, self._hash(number - 1), self.salts[number - 1], block)
        return self.cache[key]  # type: ignore[no-any-return]

    def _count(self) -> None:
        self.calls += 1
        if self.away_after is not None:
            self.away_after -= 1
            if self.away_after < 0:
                raise NodeAway("the model is away, as told")

    # What a follower never asks.
    def tries(self, calls: Sequence[Trial]) -> list[Reverted | None]:
        return [None for _ in calls]

    def estimate_gas(self, to: str, data: bytes, *, sender: str) -> int:
        raise NotImplementedError

    def nonce(self, address: str) -> int:
        raise NotImplementedError

    def fees(self) -> Any:
        raise NotImplementedError

    def send(self, raws: Sequence[bytes]) -> list[NodeRefused | None]:
        raise NotImplementedError

    def receipts(self, hashes: Sequence[str]) -> list[Any]:
        raise NotImplementedError
