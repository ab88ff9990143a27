"""Keeps a whole copy of anvil's state beside it: anvil writes the file in place, and a kill in the middle leaves half.

Runs as a program of its own for as long as its anvil does, with nothing but the standard library.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import time
from pathlib import Path

STATE, KEPT = "state.json", "state.kept.json"
PAUSE_SECONDS = 0.2
TAIL = b'"historical_states":null}'
"""How anvil ends a state that it has written to the end."""


def keep(home: Path, pid: int) -> None:
    """Copy each whole state once, until the process has ended."""
    copied: tuple[int, int] | None = None
    while _runs(pid):
        found = _stamp(home / STATE)
        if found is not None and found != copied and copy_whole(home):
            copied = found
        time.sleep(PAUSE_SECONDS)


def copy_whole(home: Path) -> bool:
    """Copy the state if it is whole and stayed the same meanwhile; the copy appears whole or not at all."""
    state_path, growing_path = home / STATE, home / f"{KEPT}.{os.getpid()}"
    before = _stamp(state_path)
    try:
        shutil.copyfile(state_path, growing_path)
        with growing_path.open("rb+") as copy:
            copy.seek(-min(len(TAIL), os.fstat(copy.fileno()).st_size), os.SEEK_END)
            whole = copy.read() == TAIL and _stamp(state_path) == before
            os.fsync(copy.fileno())
        if whole:
            growing_path.replace(home / KEPT)
        return whole
    except OSError:
        return False
    finally:
        growing_path.unlink(missing_ok=True)


def choose(home: Path) -> None:
    """Before anvil starts: put the kept copy in the place of a state that a kill has left half."""
    if _parses(home / STATE):
        return
    (home / STATE).unlink(missing_ok=True)
    if _parses(home / KEPT):
        shutil.copyfile(home / KEPT, home / STATE)


def _parses(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return True


def _stamp(path: Path) -> tuple[int, int] | None:
    with contextlib.suppress(OSError):
        found = path.stat()
        return found.st_mtime_ns, found.st_size
    return None


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return b") Z " not in Path(f"/proc/{pid}/stat").read_bytes()  # a zombie waits for its parent and runs no more
    except OSError:
        return not Path("/proc/self").exists()


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]))
