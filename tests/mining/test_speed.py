"""The bench keeps its aim: a large fleet hour by hour and many paths, each within five seconds."""

from __future__ import annotations

import runpy
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench" / "mining.py"


def test_the_bench_keeps_its_aim() -> None:
    bench = runpy.run_path(str(BENCH))
    fleet, _ = bench["large_fleet"]()
    assert fleet.machines_on(bench["START"]) == 200_000 and len(fleet.sites) == 50
    assert bench["main"]() == 0
