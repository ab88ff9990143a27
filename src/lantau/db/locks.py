"""Locks on files of a home folder. The kernel drops them when their process dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lantau.db.outages import Outage

PATIENCE_SECONDS = 600
QUIET_SECONDS = 3
"""How long a wait may last before it is explained on stderr."""


class Progress:
    """Explains a wait on stderr once it lasts longer than QUIET_SECONDS, then every ten seconds."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._started = time.monotonic()
        self._next = QUIET_SECONDS

    def waited_seconds(self) -> int:
        """Whole seconds since the wait began."""
        return int(time.monotonic() - self._started)

    def tick(self) -> None:
        """Say that we still wait, if it is time to."""
        waited = self.waited_seconds()
        if waited >= self._next:
            self._next = waited + 10
            print(f"lantau: {self._what} ({waited} s)", file=sys.stderr, flush=True)


class FileLock:
    """One ``flock`` on one file; taken by one holder at a time or shared by many."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._descriptor is not None

    def take(self, *, shared: bool = False) -> bool:
        """Take the lock if it is free now; says whether it was."""
        assert self._descriptor is None, f"{self._path} is already held"
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Let the lock go, if held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @contextmanager
    def hold(self, waiting_for: str) -> Iterator[None]:
        """Hold the lock alone, waiting patiently for it."""
        progress = Progress(waiting_for)
        while not self.take():
            if progress.waited_seconds() > PATIENCE_SECONDS:
                raise Outage(f"{self._path} has been held by another process for {PATIENCE_SECONDS} s")
            progress.tick()
            time.sleep(0.02)
        try:
            yield
        finally:
            self.release()
