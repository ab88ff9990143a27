"""How long a new user waits: help, the first play of the example world, playing it again, verifying it.

One command: ``python bench/world.py [rounds]``. Prints a table, then the same as one line of JSON. Medians.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LANTAU = str(Path(sys.executable).parent / "lantau")
WORLD = str(ROOT / "examples" / "worlds" / "first-coin")
ROUNDS = 5
TARGET_SECONDS = {"lantau --help": 0.3, "play again, nothing left to do": 10.0}
"""The targets that the project has set itself; the other rows are there to be watched."""


def seconds(arguments: list[str], home: str) -> float:
    """Wall seconds of one command in a home of its own."""
    began = time.perf_counter()
    subprocess.run(
        [LANTAU, *arguments], check=True, capture_output=True, env={**os.environ, "LANTAU_HOME": home}, cwd=home
    )
    return time.perf_counter() - began


def measure(rounds: int) -> dict[str, list[float]]:
    """Every command, round by round, each round in a fresh home."""
    taken: dict[str, list[float]] = {}

    def note(name: str, *arguments: str) -> None:
        taken.setdefault(name, []).append(seconds(list(arguments), home))

    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="lantau-bench-") as home:
            note("lantau --help", "--help")
            note("first play, database made", "run", "--quiet", WORLD)
            note("play again, nothing left to do", "run", "--quiet", WORLD)
            note("play afresh, database there", "run", "--quiet", "--fresh", WORLD)
            note("verify", "verify")
            note("statement", "statement")
            _destroy(Path(home))
    return taken


def _destroy(home: Path) -> None:
    from lantau.db import open_server

    open_server(home).destroy()


def main(arguments: list[str]) -> None:
    """Measure and print."""
    taken = measure(int(arguments[0]) if arguments else ROUNDS)
    print(f"{'command':<34}{'median s':>10}{'least s':>10}{'most s':>10}{'target s':>10}")
    for name, each in taken.items():
        target = f"{TARGET_SECONDS[name]:.1f}" if name in TARGET_SECONDS else "-"
        print(f"{name:<34}{statistics.median(each):>10.3f}{min(each):>10.3f}{max(each):>10.3f}{target:>10}")
    medians = {name: round(statistics.median(each), 4) for name, each in taken.items()}
    print(json.dumps({"machine": platform.machine(), "python": platform.python_version(), "median_seconds": medians}))


if __name__ == "__main__":
    main(sys.argv[1:])
