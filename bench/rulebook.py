"""How fast the law answers: a register held against ten rules, beside openfisca-core; and one subject at the counter.

One command: ``python bench/rulebook.py``. Prints a table, then the same as one line of JSON. Both engines get the same
columns and go from arrays in memory to one outcome a row and rule; their runs take turns, and medians of seven are
told with their ratio. The peer is installed in an environment of its own under build/ (it is no part of Lantau).
``--rows N`` measures only our engine at N rows, with a day in every row, and its peak memory.
"""

from __future__ import annotations

import json
import platform
import resource
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy

from lantau.rulebook import Outcome, load
from lantau.rulebook.shelf import load as shelf_load
from register import law_days, register

DAY = date(2026, 9, 1)
ROUNDS = 7
SIZES = (100_000, 1_000_000)
LARGEST, CHUNK = 10_000_000, 1_000_000
HERE = Path(__file__).parent
PEER_HOME = HERE.parent / "build" / "openfisca"

RULES = {
    "due_diligence": "HK.issue.due_diligence",
    "bank_account": "HK.order.bank_account",
    "wallet": "HK.order.wallet",
    "funds_currency": "HK.issue.funds_currency",
    "backed_after": "HK.issue.backed_after",
    "eligible_backed_after": "HK.issue.eligible_backed_after",
    "cap": "HK.issue.cap",
    "licence_cap": "HK.issue.licence_cap",
    "eligible_backing": "HK.pool.eligible_backing",
    "paid_up_capital": "HK.application.paid_up_capital",
}
"""The ten rules, by the peer's names."""


def seconds_of(action: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


class Peer:
    """openfisca-core in a process of its own, asked to run again and again."""

    def __init__(self, rows: int) -> None:
        python = PEER_HOME / "bin" / "python"
        if not python.exists():
            print("Making an environment for openfisca-core", file=sys.stderr)
            venv.create(PEER_HOME, with_pip=True)
            pins = HERE / "peers" / "openfisca.txt"
            subprocess.run([python, "-m", "pip", "install", "--quiet", "--requirement", pins], check=True)
        self._process = subprocess.Popen(
            [python, HERE / "peers" / "openfisca_rules.py", str(rows)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, line: str) -> str:
        """Its answer to one line."""
        assert self._process.stdin is not None and self._process.stdout is not None
        print(line, file=self._process.stdin, flush=True)
        return self._process.stdout.readline()

    def close(self) -> None:
        """End it."""
        self._process.communicate()


def side_by_side(rows: int) -> dict[str, object]:
    """Both engines in turns over one register, one date; and ours with a day in every row and with missing cells."""
    book, columns, days = load("HK"), register(rows), law_days(rows)
    known = numpy.random.default_rng(1).random(rows) > 0.01
    masked = {name: (column, known) for name, column in columns.items()}
    gate = list(RULES.values())
    peer = Peer(rows)
    ours, theirs, dated, missing = [], [], [], []
    for turn in range(ROUNDS + 1):
        each = (
            seconds_of(lambda: book.evaluate(columns, on=DAY, gate=gate)),
            float(peer.ask("run")),
            seconds_of(lambda: book.evaluate(columns, on=days, gate=gate)),
            seconds_of(lambda: book.evaluate(masked, on=DAY, gate=gate)),
        )
        if turn:
            for taken, seconds in zip((ours, theirs, dated, missing), each, strict=True):
                taken.append(seconds)
    found = book.evaluate(columns, on=DAY, gate=gate)
    breaches = {name: found[rule_id].count(Outcome.BREACHED) for name, rule_id in RULES.items()}
    differing = {name: count - breaches[name] for name, count in json.loads(peer.ask("breaches")).items()}
    peer.close()
    medians = [statistics.median(taken) for taken in (ours, theirs, dated, missing)]
    return {
        "rows": rows,
        "rules": len(RULES),
        "rows_per_second": round(rows / medians[0]),
        "openfisca_rows_per_second": round(rows / medians[1]),
        "ratio": round(medians[1] / medians[0], 2),
        "rows_per_second_with_a_day_in_every_row": round(rows / medians[2]),
        "rows_per_second_with_one_cell_in_a_hundred_missing": round(rows / medians[3]),
        "openfisca_breaches_more_or_less_than_exact": {name: by for name, by in differing.items() if by},
    }


def largest(rows: int) -> dict[str, object]:
    """Our engine alone over many rows in chunks, a day in every row, outcomes kept; and the most memory ever held."""
    book, gate, seconds = load("HK"), list(RULES.values()), 0.0
    kept = numpy.empty((len(RULES), rows), dtype=numpy.uint8)
    for start in range(0, rows, CHUNK):
        columns, days = register(CHUNK, seed=start), law_days(CHUNK, seed=start)
        began = time.perf_counter()
        found = book.evaluate(columns, on=days, gate=gate)
        for number, rule_id in enumerate(gate):
            kept[number, start : start + CHUNK] = found[rule_id].codes
        seconds += time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"rows": rows, "chunk": CHUNK, "rows_per_second": round(rows / seconds), "peak_bytes": peak}


def cpu_model() -> str:
    """The processor, where the system says."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--rows"]:
        print(json.dumps(largest(int(sys.argv[2]))))
        return
    sized = [side_by_side(rows) for rows in SIZES]
    alone = subprocess.run(
        [sys.executable, __file__, "--rows", str(LARGEST)], check=True, capture_output=True, text=True
    )
    book, order = load("HK"), {"order.cdd_complete": True, "order.has_cap": False}

    def judged() -> list[object]:
        return [book.judge("issue", order, subject_id="x", on=DAY) for _ in range(200)]

    def reload() -> object:
        shelf_load.cache_clear()
        return shelf_load("HK")

    report = {
        "bench": "rulebook",
        "cpu": cpu_model(),
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "sizes": sized,
        "largest": json.loads(alone.stdout),
        "judge_one_gate_microseconds": round(statistics.median(seconds_of(judged) for _ in range(ROUNDS)) / 200 * 1e6),
        "load_hk_milliseconds": round(statistics.median(seconds_of(reload) for _ in range(ROUNDS)) * 1e3),
    }
    print(f"{report['cpu']}, Python {report['python']}, numpy {report['numpy']}; ten rules, medians of {ROUNDS}")
    print(f"{'rows':>10} {'ours, rows/s':>14} {'openfisca':>12} {'ratio':>6} {'dated rows':>12} {'with masks':>12}")
    for each in sized:
        print(
            f"{each['rows']:>10,} {each['rows_per_second']:>14,} {each['openfisca_rows_per_second']:>12,}"
            f" {each['ratio']:>6} {each['rows_per_second_with_a_day_in_every_row']:>12,}"
            f" {each['rows_per_second_with_one_cell_in_a_hundred_missing']:>12,}"
        )
        print(f"{'':>10} breaches counted by openfisca beyond the exact: "
              f"{each['openfisca_breaches_more_or_less_than_exact']}")  # fmt: skip
    most = report["largest"]
    print(
        f"{most['rows']:>10,} {most['rows_per_second']:>14,} dated rows/s in chunks of {most['chunk']:,},"
        f" peak memory {most['peak_bytes'] / 1e6:,.0f} MB"
    )
    print(f"one subject through the issue gate, explained: {report['judge_one_gate_microseconds']} microseconds")
    print(f"loading and proving the law of Hong Kong: {report['load_hk_milliseconds']} ms")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
