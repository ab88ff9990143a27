"""The example world played once in a home of its own by the real command, for every journey that looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lantau import ids, worlds
from lantau.wiring import LiveWorld, Sandbox, Settings, open_sandbox
from tests.journeys.command import FIRST_COIN, lantau, temporary_home


@dataclass(frozen=True, slots=True)
class PlayedWorld:
    """A world at its end: its home, what the run told, the world as operations see it, and how each act ended."""

    home: Path
    told: str
    live: LiveWorld
    acts: dict[str, worlds.ActOutcome]

    @property
    def digest(self) -> str:
        return worlds.digest(self.live.database)

    def made(self, act: str) -> str:
        """The id that an act made."""
        assert self.acts[act].made_id, f"{act} made nothing: {self.acts[act]}"
        return self.acts[act].made_id

    def party(self, organisation: str) -> str:
        """The party id of an organisation of world.toml, by its label."""
        begun = worlds.world(self.live.database)
        assert begun is not None
        return ids.make("pty", begun.starts_at, f"{begun.name}:organisation:{organisation}")

    def refused(self, act: str) -> tuple[str, str, str]:
        """Code, citation and message of an act's refusal."""
        refusal = self.acts[act].refusal
        assert refusal is not None, f"{act} was done"
        return str(refusal["code"]), str(refusal["citation"]), str(refusal["message"])


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    with temporary_home() as folder:
        yield folder


@pytest.fixture(scope="session")
def told(home: Path) -> str:
    """What `lantau run` tells of the example world, from nothing to its end."""
    return lantau(home, "run", str(FIRST_COIN)).stdout


@pytest.fixture(scope="session")
def sandbox(home: Path, told: str) -> Iterator[Sandbox]:
    with open_sandbox(Settings(home=home)) as opened:
        yield opened


@pytest.fixture(scope="session")
def first_coin(home: Path, told: str, sandbox: Sandbox) -> PlayedWorld:
    live = sandbox.world("first-coin")
    assert isinstance(live, LiveWorld), live
    return PlayedWorld(home, told, live, worlds.outcomes(live.database))
