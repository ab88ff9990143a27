"""The `lantau` command as a process of its own in a home of its own, and what was seen of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lantau.db import EmbeddedServer, Outage
from lantau.db.locks import FileLock
from tests.db.servers import kill

ROOT = Path(__file__).resolve().parents[2]
FIRST_COIN = ROOT / "examples" / "worlds" / "first-coin"
PATIENCE_SECONDS = 300
PREFIX, LOCK_NAME = "lantau-journey-", "test.lock"


CHAIN_URL_FILE = "chain-url"
"""In a home of a test: the node its worlds are played on, instead of the chain in their own process."""


def environment(home: Path) -> dict[str, str]:
    """This process's variables without settings of a sandbox, but for the home and the node named in it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("LANTAU_")}
    url_file = home / CHAIN_URL_FILE
    chain = {"LANTAU_CHAIN_URL": url_file.read_text(encoding="utf-8")} if url_file.exists() else {}
    return own | chain | {"LANTAU_HOME": str(home), "PYTHONUNBUFFERED": "1"}


def lantau(home: Path, *arguments: str, cwd: Path = ROOT, code: int | None = 0) -> subprocess.CompletedProcess[str]:
    """Run one command to its end; it must leave with ``code``, if one is given."""
    done = subprocess.run(
        [sys.executable, "-m", "lantau.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=environment(home),
        timeout=PATIENCE_SECONDS,
    )
    assert code is None or done.returncode == code, f"lantau {arguments} left with {done.returncode}:\n{said(done)}"
    return done


def said(done: subprocess.CompletedProcess[str]) -> str:
    return f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


def answered(home: Path, *arguments: str, code: int | None = 0) -> Any:
    """What a command answers with --json."""
    return json.loads(lantau(home, *arguments, "--json", code=code).stdout)


class Playing:
    """A `lantau run` that goes on beside us: its acts are counted as they are told."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lantau.cli", "run", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment(home),
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def wait_for_lines(self, count: int) -> None:
        """Until so many lines were told, or it ended."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(self.lines) < count and not self.ended:
            assert time.monotonic() < deadline, f"nothing more was told after {self.lines[-3:]}"
            time.sleep(0.001)

    def kill(self) -> None:
        if not self.ended:
            kill(self.process.pid)
        self.finish()

    def finish(self) -> tuple[int, str]:
        """Its exit code and its complaints, once it has ended."""
        code = self.process.wait(PATIENCE_SECONDS)
        self._reader.join()
        assert self.process.stderr is not None and self.process.stdout is not None
        complaints = self.process.stderr.read()
        self.process.stderr.close()
        self.process.stdout.close()
        return code, complaints

    @property
    def digest(self) -> str:
        """The digest told at the end."""
        return next(line.removeprefix("digest ") for line in self.lines if line.startswith("digest "))


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A home that leaves nothing behind. A lock says that its test still lives, however often its users are killed."""
    _clear_away_killed_tests()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        home = Path(folder)
        in_use = FileLock(home / LOCK_NAME)
        assert in_use.take()
        try:
            yield home
        finally:
            EmbeddedServer(home, durable=False).destroy()
            in_use.release()


def _clear_away_killed_tests() -> None:
    """Destroy the homes, servers included, of tests that were killed themselves."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if not (home / LOCK_NAME).exists() or not (abandoned := FileLock(home / LOCK_NAME)).take():
                continue
            EmbeddedServer(home, durable=False).destroy()
            shutil.rmtree(home, ignore_errors=True)
            abandoned.release()
        except (OSError, Outage):
            continue  # another worker is clearing it away, or it belongs to another account
