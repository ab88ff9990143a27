"""How fast the law answers: a register of a million subjects, and one subject at the counter.

One command: ``python bench/rulebook.py [rows]``. Prints a table, then the same as one line of JSON. Medians of five.
"""

from __future__ import annotations

import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy

from lantau.rulebook import Rulebook, load
from lantau.rulebook.queries import show
from lantau.rulebook.shelf import load as shelf_load
from lantau.rulebook.vocabulary import vocabulary

DAY = date(2026, 9, 1)
ROUNDS = 5
ROWS = 1_000_000
GATES = ("pool", "issue", "transfer", "asset", "application")


def register(rows: int) -> dict[str, object]:
    """Columns for every gate measured; one cell in a hundred is missing."""
    rng = numpy.random.default_rng(656)

    def whole(low: int, high: int) -> tuple[numpy.ndarray, numpy.ndarray]:
        return rng.integers(low, high, rows), rng.random(rows) > 0.01

    def truth() -> tuple[numpy.ndarray, numpy.ndarray]:
        return rng.random(rows) > 0.02, rng.random(rows) > 0.01

    columns: dict[str, object] = {}
    book = load("HK")
    names = {name for rule in book.rules_for(GATES, DAY) for name in _read(book, rule.id)}
    for name in sorted(names):
        fact = vocabulary()[name]
        if fact.kind == "bool":
            columns[name] = truth()
        elif fact.kind == "int":
            columns[name] = whole(0, 60_000_000_000_000_000)
        elif fact.kind == "date":
            columns[name] = numpy.datetime64("2026-09-01") + rng.integers(0, 500, rows).astype("timedelta64[D]")
        else:
            columns[name] = rng.choice(numpy.array(list(fact.values)), rows)
    return columns


def _read(book: Rulebook, rule_id: str) -> list[str]:
    names = show(book, rule_id)["facts"]
    assert isinstance(names, list)
    return [str(name) for name in names]


def median_seconds(action: Callable[[], object]) -> float:
    """The median of five runs, after one that does not count."""
    action()
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def cpu_model() -> str:
    """The processor, where the system says."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def main() -> None:
    """Measure and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    book, columns = load("HK"), register(rows)
    measured: dict[str, dict[str, float | int]] = {}
    for gate in GATES:
        read = {name for rule in book.rules_for(gate, DAY) for name in _read(book, rule.id)}
        given = {name: columns[name] for name in read}
        seconds = median_seconds(lambda given=given, gate=gate: book.evaluate(given, on=DAY, gate=gate))
        rules = len(book.rules_for(gate, DAY))
        measured[gate] = {
            "rules": rules,
            "seconds": round(seconds, 4),
            "rows_per_second": round(rows / seconds),
            "row_rules_per_second": round(rows * rules / seconds),
        }
    order = {"order.cdd_complete": True, "order.has_cap": False}
    judge = median_seconds(lambda: [book.judge("issue", order, subject_id="x", on=DAY) for _ in range(200)]) / 200

    def reload() -> object:
        shelf_load.cache_clear()
        return shelf_load("HK")

    report = {
        "bench": "rulebook",
        "cpu": cpu_model(),
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "rows": rows,
        "gates": measured,
        "judge_one_gate_microseconds": round(judge * 1e6),
        "load_hk_milliseconds": round(median_seconds(reload) * 1e3),
    }
    print(f"{report['cpu']}, Python {report['python']}, numpy {report['numpy']}, {rows:,} rows")
    print(f"{'gate':<12} {'rules':>5} {'seconds':>9} {'rows/s':>14} {'rows x rules/s':>16}")
    for gate, each in measured.items():
        print(
            f"{gate:<12} {each['rules']:>5} {each['seconds']:>9.4f} {each['rows_per_second']:>14,}"
            f" {each['row_rules_per_second']:>16,}"
        )
    print(f"one subject through the issue gate, explained: {report['judge_one_gate_microseconds']} microseconds")
    print(f"loading and proving the law of Hong Kong: {report['load_hk_milliseconds']} ms")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
