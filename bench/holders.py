"""Measure how many agent-steps a CPU-second the holders' model plays: a table, then one line of JSON.

    .venv/bin/python bench/holders.py [--holders 100000 1000000] [--paths 20]

An agent-step is one holder on one day. ``asked`` counts only holders who still held that morning, the work done;
``all`` counts holders x days, as the rates of other packages do. Both are over process time, all threads together;
medians of five.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import time

import numba
import numpy

from lantau.market.holders import Mood, departures, population, weather

REPEATS = 5
SEED = 1


def measured(holders: int, paths: int, threads: int, social_weight: float) -> dict[str, float | int]:
    """Rates in millions of agent-steps per CPU-second, and the share of holders who left."""
    crowd, mood = population(holders, SEED), Mood(social_weight=social_weight)
    news, keys = weather(mood, SEED, 0, paths)
    departures(crowd, mood, news[:, :1], keys[:1])
    asked, everybody, left = [], [], 0.0
    for _ in range(REPEATS):
        started = time.process_time()
        played = departures(crowd, mood, news, keys, threads)
        seconds = time.process_time() - started
        asked.append(int(played.asked.sum()) / seconds / 1e6)
        everybody.append(holders * mood.days * paths / seconds / 1e6)
        left = float(played.left_holders[:, -1].mean()) / holders
    return {
        "holders": holders,
        "threads": threads,
        "social_weight": social_weight,
        "left_share": round(left, 3),
        "asked_millions": round(statistics.median(asked), 1),
        "all_millions": round(statistics.median(everybody), 1),
    }


def main() -> None:
    """Print the table and the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--holders", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--paths", type=int, default=20)
    given = parser.parse_args()
    rows = [
        measured(holders, given.paths, threads, social_weight)
        for holders in given.holders
        for threads in (1, 2)
        for social_weight in (3.0, 12.0)
    ]
    print("  holders threads social   left   asked     all   (million agent-steps per CPU-second)")
    for row in rows:
        print(
            f"{row['holders']:>9,} {row['threads']:>7} {row['social_weight']:>6} {row['left_share']:>6}"
            f" {row['asked_millions']:>7} {row['all_millions']:>7}"
        )
    versions = {"python": platform.python_version(), "numpy": numpy.__version__, "numba": numba.__version__}
    print(json.dumps({"machine": platform.machine(), "versions": versions, "rows": rows}))


if __name__ == "__main__":
    main()
