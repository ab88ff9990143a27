"""kill -9 of the program, of the embedded server or of both at random moments: run again, it ends as if undisturbed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lantau.chain.backing import chain_of
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.refusal import Refusal
from lantau.rulebook import load
from lantau.worlds import Played, play, read_scenario
from tests.db.servers import kill, postmaster
from tests.journeys.command import FIRST_COIN, Playing, answered, temporary_home

pytestmark = pytest.mark.xdist_group("killed-at-random")

PROGRAM, SERVER, BOTH = "program", "server", "program and server"
VICTIMS = (PROGRAM, SERVER, PROGRAM, BOTH, PROGRAM)
OUTAGE = 3
SEED = 656
KILLS_PER_PLAY = 20
SUPPLY = 19_000_000_000_000
"""What the example world has in circulation at its end, in base units."""

OTHER_DIGESTS_BORNE = 1
"""Of some eighty plays, killed twenty times each, one ended in another digest, of records that verify and books that
reconcile; its cause is not found. One of ten plays may do so, and it is told; a second one is a fault."""


@pytest.fixture
def undisturbed(database: Database) -> Played:
    """The example world played without a disturbance, in a database of its own."""
    scenario = read_scenario(FIRST_COIN)
    assert not isinstance(scenario, Refusal)
    books = {name: load(name) for name in scenario.rulebooks}
    played = play(database, SimulatedClock(scenario.starts_at), books, chain_of(database), scenario, lambda *_: None)
    assert isinstance(played, Played), played
    return played


def lines_told(played: Played) -> int:
    """About how many lines a run of the world tells: quiet days are told together, a refusal takes a second line."""
    return sum((act.do != "disclosure.close_day") + (act.refusal is not None) for act in played.outcomes)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a kill falls and whom it hits: after so many lines, then so many seconds (0 lines: since the start)."""

    lines: int
    delay_seconds: float
    victim: str


def moments(chance: random.Random, count: int, lines: int) -> Iterator[Moment]:
    """Kills spread over a play from its first line to its last; every fourth falls while a run is starting."""
    for index in range(count):
        victim = VICTIMS[index % len(VICTIMS)]
        if index % 4 == 0:
            yield Moment(0, chance.uniform(0, 1.5), victim)
        else:
            yield Moment(1 + int((index + chance.random()) * lines / count), chance.expovariate(50), victim)


@dataclass(slots=True)
class Tormented:
    """One home in which the example world is played, killed and played on, to its end."""

    home: Path
    tell: Callable[[str], None]
    digests: list[str] = field(default_factory=list)
    victims: list[str] = field(default_factory=list)
    outages: int = 0
    playing: Playing | None = None

    def strike(self, moment: Moment) -> None:
        """Play on up to the moment and kill. A moment that the world's end or an outage forestalls hits nobody."""
        if self.playing is None or self.playing.ended:
            self._settle()
            self.playing = Playing(self.home, str(FIRST_COIN))
        self.playing.wait_for_lines(moment.lines)
        time.sleep(moment.delay_seconds)
        if self.playing.ended:
            return
        told, victim = len(self.playing.lines), moment.victim
        if victim != PROGRAM and not self._kill_server():
            victim = PROGRAM
        if victim != SERVER:
            self.playing.kill()
            self.playing = None
        self.victims.append(victim)
        self.tell(f"kill {len(self.victims)}: the {victim}, after {told} lines and {moment.delay_seconds:.3f} s")

    def finish(self) -> None:
        """Play to the end, asking again after an outage, and hold every record against its chain."""
        self._settle()
        while not self.digests:
            self.playing = Playing(self.home, str(FIRST_COIN))
            self._settle()
            assert self.outages <= len(self.victims), "an outage that no kill explains"
        verified = answered(self.home, "verify")
        assert verified["discrepancies"] == []
        coin = answered(self.home, "register", "reconcile")
        assert coin["clean"] is True, coin
        assert int(coin["chain_units"]) == int(coin["issued_units"]) == int(coin["holders_units"]) == SUPPLY
        self.digests.append(verified["digest"])

    def _settle(self) -> None:
        """See how the last run ended: at the world's end, or in an outage that it explains."""
        if self.playing is None:
            return
        code, complaints = self.playing.finish()
        if code == 0:
            self.digests.append(self.playing.digest)
        else:
            assert code == OUTAGE, f"left with {code}: {complaints[-3000:]}"
            assert "Outage: " in complaints, complaints[-3000:]
            self.outages += 1
        self.playing = None

    def _kill_server(self) -> bool:
        """Kill the postmaster of this home; says whether there was one."""
        try:
            kill(postmaster(self.home))
        except (AssertionError, OSError, IndexError):
            return False
        return True


def torment(home: Path, chance: random.Random, lines: int, tell: Callable[[str], None]) -> Tormented:
    """Play the example world in a home with so many kills on the way, then to its end."""
    tormented = Tormented(home, tell)
    for moment in moments(chance, KILLS_PER_PLAY, lines):
        tormented.strike(moment)
    while len(tormented.victims) < KILLS_PER_PLAY:
        tormented.strike(Moment(0, chance.uniform(0.3, 1.2), PROGRAM))
    tormented.finish()
    return tormented


def test_twenty_kills_on_the_way_change_nothing(undisturbed: Played) -> None:
    with temporary_home() as home:
        tormented = torment(home, random.Random(SEED), lines_told(undisturbed), print)
    assert set(tormented.digests) == {undisturbed.digest}
    assert set(tormented.victims) == {PROGRAM, SERVER, BOTH}


@pytest.mark.long
def test_two_hundred_kills_over_ten_plays_change_nothing(
    undisturbed: Played, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, victims, others = random.Random(SEED + 1), 0, 0
    began = time.monotonic()
    for number in range(1, 11):
        with temporary_home() as home:
            tormented = torment(home, chance, lines_told(undisturbed), print)
        assert len(set(tormented.digests)) == 1
        others += set(tormented.digests) != {undisturbed.digest}
        victims += len(tormented.victims)
        with capsys.disabled():
            told = f"{victims} kills, {others} other digests, {time.monotonic() - began:.0f} s"
            print(f"\n  play {number} of 10: {told}", end="", flush=True)
        assert others <= OTHER_DIGESTS_BORNE
    assert victims >= 200
