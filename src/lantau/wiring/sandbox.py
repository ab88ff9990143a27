"""One process's view of a sandbox: its server, and its worlds with clock, rulebooks and chain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lantau import worlds
from lantau.chain import Chain
from lantau.dates import SimulatedClock
from lantau.db import Database, Server, drop_world, open_server, world_database, world_names
from lantau.refusal import Refusal, Refused, refuses
from lantau.rulebook import Rulebook, load
from lantau.wiring.refusals import NO_WORLD
from lantau.wiring.settings import Settings

LAST_WORLD = "last-world"


@dataclass(frozen=True, slots=True)
class LiveWorld:
    """A world with everything an operation or a page needs. ``books`` is keyed by jurisdiction."""

    name: str
    database: Database
    clock: SimulatedClock
    books: dict[str, Rulebook]
    chain: Chain

    @property
    def book(self) -> Rulebook:
        """Hong Kong's law, with the reforms this world was begun with."""
        return self.books["HK"]


class Sandbox:
    """The worlds of one home, and the server that keeps them."""

    def __init__(self, settings: Settings, server: Server) -> None:
        self.settings = settings
        self.server = server

    @refuses
    def world(self, name: str = "") -> LiveWorld:
        """An existing world: the one named, else the setting's, else the last one played.

        Refused ``wiring.no_world``, ``worlds.unknown_world``.
        """
        wanted = name or self.settings.world or self._last()
        known = world_names(self.server)
        if not wanted or wanted not in known:
            message = f"no world {wanted!r} here; known are {', '.join(known) or 'none'}"
            raise Refused(Refusal(worlds.UNKNOWN_WORLD if wanted else NO_WORLD, message, where=wanted))
        database = world_database(self.server, wanted)
        row = worlds.world(database)
        if row is None:
            raise Refused(Refusal(worlds.UNKNOWN_WORLD, f"{wanted} was never begun", where=wanted))
        clock = SimulatedClock(worlds.last_instant(database) or row.starts_at)
        return LiveWorld(wanted, database, clock, _books(row.rulebooks), self.chain(database))

    @refuses
    def play(
        self, folder: Path, *, reforms: tuple[str, ...], fresh: bool, progress: worlds.Progress
    ) -> worlds.Played | Refusal:
        """Play a scenario to its end in the world of its name (with the reforms in it), or go on where it stopped.

        Refuses what ``worlds`` does, ``db.world_name`` and ``rulebook.unknown_rulebook``: all three before an earlier
        world is dropped for a ``fresh`` one.
        """
        scenario = worlds.read_scenario(folder)
        if isinstance(scenario, Refusal):
            return scenario
        scenario = worlds.reformed(scenario, reforms)
        if isinstance(scenario, Refusal):
            return scenario
        books = _books(scenario.rulebooks)
        if fresh:
            drop_world(self.server, scenario.name)
        database = world_database(self.server, scenario.name)
        clock = SimulatedClock(scenario.starts_at)
        played = worlds.play(database, clock, books, self.chain(database), scenario, progress)
        if not isinstance(played, Refusal):
            (self.settings.home / LAST_WORLD).write_text(scenario.name, encoding="utf-8")
        return played

    def chain(self, database: Database) -> Chain:
        """The chain of a world: the node named by the settings, else one in this process that its database keeps."""
        from lantau.chain import backing

        return backing.chain_of(database, self.settings.chain_url)

    def _last(self) -> str:
        file = self.settings.home / LAST_WORLD
        return file.read_text(encoding="utf-8").strip() if file.exists() else ""


def _books(names: tuple[str, ...]) -> dict[str, Rulebook]:
    return {name.partition("+")[0]: load(name) for name in names}


@contextmanager
def open_sandbox(settings: Settings) -> Iterator[Sandbox]:
    """The sandbox of a home; the server is started for it and stopped when the last process has left."""
    server = open_server(settings.home, url=settings.database_url)
    with server:
        yield Sandbox(settings, server)
