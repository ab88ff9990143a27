"""Who plays the experiments that are asked for on a page: one at a time, each in a process of its own.

An experiment is a folder of files and no record of the world. Its folder is all that a process is told, so whatever a
console that was ended leaves unfinished can be gone on with by the next one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import lantau
from lantau import market
from lantau.market import queries
from lantau.refusal import Refusal, Refused
from lantau.web.refusals import LABORATORY_FULL

WAITING_MOST = 4
ENDINGS_KEPT = 100
LAST_SECONDS = 5
"""How long a process that was told to end may take before it is killed."""

ONE_CORE = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
"""What keeps numerical libraries from taking every core of the machine beside the one that plays."""

PLAYING, WAITING = "playing", "waiting"
REFUSED, STOPPED, LOST = "refused", "stopped", "lost"


@dataclass(frozen=True, slots=True)
class Ending:
    """Why an experiment stopped before its end: ``kind`` is refused, stopped (somebody asked) or lost (the process
    died); ``refusal`` stands with the first alone.
    """

    kind: str
    refusal: Refusal | None = None


class Laboratory:
    """One home of experiments, and the queue of those to be played in it. Safe to call from any thread."""

    def __init__(self, home: Path, *, waiting_most: int = WAITING_MOST) -> None:
        self.home = home
        self._waiting_most = waiting_most
        self._lock = threading.Lock()
        self._waiting: deque[str] = deque()
        self._playing = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._player: threading.Thread | None = None
        self._endings: dict[str, Ending] = {}
        self._closed = False

    def begin(self, asked: market.Experiment) -> str:
        """Take an experiment in and return its name; one that is there already is joined or gone on with.

        Refused web.laboratory_full; and as ``market.begin``.
        """
        with self._lock:
            if queries.name_of(asked) not in (self._playing, *self._waiting):
                self._refuse_when_full()
            name = market.begin(asked, self.home)
            if not queries.standing(self.home, name).finished:
                self._take(name)
            return name

    def go_on(self, name: str) -> None:
        """Play what is left of an unfinished experiment. Refused web.laboratory_full, market.no_experiment."""
        with self._lock:
            if name in (self._playing, *self._waiting) or queries.standing(self.home, name).finished:
                return
            self._refuse_when_full()
            self._take(name)

    def stop(self, name: str) -> None:
        """Take an experiment out of the queue, or end its process; what is finished of it is kept."""
        with self._lock:
            if name in self._waiting:
                self._waiting.remove(name)
                self._ended(name, Ending(STOPPED))
            elif name == self._playing and self._process is not None:
                self._ended(name, Ending(STOPPED))
                _end(self._process)

    def state(self, name: str) -> str:
        """``playing``, ``waiting``, or blank where nobody plays it here."""
        with self._lock:
            return PLAYING if name == self._playing else WAITING if name in self._waiting else ""

    def ending(self, name: str) -> Ending | None:
        """Why it stopped before its end, as far as this console saw it."""
        with self._lock:
            return self._endings.get(name)

    def close(self) -> None:
        """End what is being played; what waits stays unfinished on disk."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
            process, player = self._process, self._player
            if process is not None:
                _end(process)
        if player is not None:
            player.join(LAST_SECONDS * 2)

    def _refuse_when_full(self) -> None:
        if len(self._waiting) >= self._waiting_most:
            message = f"one experiment is being played and {len(self._waiting)} wait"
            raise Refused(Refusal(LABORATORY_FULL, message, where="lab"))

    def _take(self, name: str) -> None:
        """Queue a name once, and see to it that somebody plays the queue."""
        if self._closed or name in (self._playing, *self._waiting):
            return
        self._endings.pop(name, None)
        self._waiting.append(name)
        if self._player is None:
            self._player = threading.Thread(target=self._play_all, name="lantau-laboratory", daemon=True)
            self._player.start()

    def _play_all(self) -> None:
        while True:
            with self._lock:
                if not self._waiting or self._closed:
                    self._player = None
                    return
                name = self._waiting.popleft()
                try:
                    process = _started(self.home / name)
                except OSError:
                    # The machine gives no further process now; whoever waits is still played, or told the same.
                    self._ended(name, Ending(LOST))
                    continue
                self._playing, self._process = name, process
            assert process.stdout is not None
            said = process.stdout.read()
            code = process.wait()
            process.stdout.close()
            with self._lock:
                _end(process)
                self._playing, self._process = "", None
                if code != 0 and name not in self._endings:
                    self._ended(name, _ending(said))

    def _ended(self, name: str, ending: Ending) -> None:
        """Remember an ending; the oldest is forgotten where there are too many."""
        self._endings[name] = ending
        if len(self._endings) > ENDINGS_KEPT:
            del self._endings[next(iter(self._endings))]


def _started(folder: Path) -> subprocess.Popen[bytes]:
    """The process that plays a folder: it ends when the pipe to it does, so it never outlives this console."""
    source = str(Path(lantau.__file__).parents[1])
    path = os.pathsep.join(each for each in (source, os.environ.get("PYTHONPATH", "")) if each)
    return subprocess.Popen(
        [sys.executable, "-m", "lantau.market", str(folder), "--while-input-lasts"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **dict.fromkeys(ONE_CORE, "1"), "PYTHONPATH": path},
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close the pipe, which ends the process; kill it where that does not help."""
    assert process.stdin is not None
    try:
        process.stdin.close()
        process.wait(LAST_SECONDS)
    except BrokenPipeError:
        pass
    except subprocess.TimeoutExpired:
        process.kill()


def _ending(said: bytes) -> Ending:
    try:
        return Ending(REFUSED, Refusal.from_json(json.loads(said)))
    except (ValueError, KeyError, TypeError, AssertionError):
        return Ending(LOST)
