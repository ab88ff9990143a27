"""Experiments over the coin toss that several tests play, here or in a process of their own."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

from lantau.market import Experiment, grid, local, play
from tests.market.coin_toss import REFERENCE

ON = date(2026, 9, 1)


def tosses(**other: Any) -> Experiment:
    """Two rule sets, two stakes, five chunks of which the last is smaller."""
    asked: dict[str, Any] = {
        "model": REFERENCE,
        "law_as_of": ON,
        "paths": 450,
        "chunk_paths": 100,
        "seed": 7,
        "rule_sets": ("HK", "HK+floor50"),
        "design": grid({"stake": (2.0, 4.0)}),
    }
    return Experiment(**{**asked, **other})


def slow() -> Experiment:
    """The same with a rest in each chunk, so that a run can be met in its middle."""
    return tosses(settings={"delay_seconds": 0.15})


if __name__ == "__main__":
    with local(int(sys.argv[2])) as pool:
        play(slow(), Path(sys.argv[1]), executor=pool)
