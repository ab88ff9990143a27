"""What the console is given, and what one reader asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lantau.chain import Chain
from lantau.dates import Clock
from lantau.db import Database
from lantau.rulebook import Rulebook
from lantau.web.fleet_shelf import FleetShelf
from lantau.web.laboratory import Laboratory

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1", "[::1]")


@dataclass(frozen=True, slots=True)
class Console:
    """One world as wiring hands it over: its database, clock, rulebook, name and chain.

    ``rulebooks`` are further books whose rules may be browsed, such as ``CN``. ``hosts`` are the names this console
    answers to; any other Host header is turned away, so that no page elsewhere can read it through a rebound name.
    ``laboratory`` plays the experiments of the stress lab; without one its page only says so.
    ``fleets`` are the folders of miners' fleets that the mining page shows.
    """

    database: Database
    clock: Clock
    book: Rulebook
    world: str
    chain: Chain
    rulebooks: tuple[Rulebook, ...] = ()
    hosts: tuple[str, ...] = LOCAL_HOSTS
    laboratory: Laboratory | None = None
    fleets: FleetShelf | None = None

    @property
    def books(self) -> tuple[Rulebook, ...]:
        """Every rulebook at hand, this world's own first."""
        return (self.book, *(each for each in self.rulebooks if each.id != self.book.id))


@dataclass(frozen=True, slots=True)
class Ask:
    """One request as a page reads it: the parts of the path, the query, and the reader's language."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


class NotThereError(Exception):
    """The address names what this world does not hold. ``kind`` is a key ``sorry.<kind>``, ``asked`` the id."""

    def __init__(self, kind: str, asked: str) -> None:
        super().__init__(f"no {kind} {asked}")
        self.kind = kind
        self.asked = asked
