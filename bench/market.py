"""How fast the laboratory plays, beside Mesa, cadCAD and radCAD: a table, then one line of JSON.

    python bench/market.py [--quick]

The benchmark toy (20 issuers over 365 days) is played by the laboratory, without and with the law's findings on each
issuer-day, and by each peer, by turns in the same run; figures are medians over the rounds, a processor's second being
what the process itself used. Each peer plays the same toy in its own idiom at the fastest settings we know for it, in
an environment of its own under build/. Then: two processes beside one by the clock on the wall, the most memory held
for ten and for a hundred thousand paths, the holders, and the full run model. ``--memory PATHS`` is how the bench asks
itself for memory. A target missed is told, never hidden.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numba
import numpy

from lantau.market import holders
from lantau.market.modelling import Played, Prepared, counted
from lantau.market.rule_sets import rule_set
from lantau.market.toy import PATHS, TOY

HERE = Path(__file__).parent
BUILD = HERE.parent / "build"
DAY = date(2026, 9, 1)
SEED = 20_260_901
ISSUER_DAYS = 20 * 365
HOLDERS = 1_000_000
PEERS = {"Mesa": "mesa", "cadCAD": "cadcad", "radCAD": "radcad"}
MEAN_LOWEST = (0.9914, 0.9918)
"""Where the mean over paths of the lowest price of any issuer lies from a thousand paths on."""
FEW_PATHS_OFF_MOST = 0.005

TARGETS = {
    "toy": 50.0, "toy, judged each day": 50.0, "toy / Mesa": 50.0, "toy / cadCAD": 200.0,
    "toy, judged each day / Mesa": 50.0, "toy, judged each day / cadCAD": 200.0, "two processes / one": 1.8,
    "holders": 150.0,
}  # fmt: skip
OURS = ("toy", "toy, judged each day")
SCALES = {outcome.name: outcome.scale for outcome in TOY.outcomes}
MEMORY_GROWTH_MOST = 1.05


@dataclass(frozen=True)
class Size:
    """How much each measurement plays."""

    rounds: int
    chunks: int
    peer_paths: dict[str, int]
    parallel_rounds: int
    parallel_chunks: int
    memory_paths: tuple[int, int]


WHOLE = Size(7, 40, {"Mesa": 60, "cadCAD": 20, "radCAD": 30}, 5, 160, (10_000, 100_000))
QUICK = Size(3, 10, {"Mesa": 20, "cadCAD": 8, "radCAD": 10}, 3, 40, (2_560, 10_000))


def tell(line: str) -> None:
    """Say on standard error what is being done."""
    print(line, file=sys.stderr, flush=True)


class Tally:
    """The laboratory's way with paths: counts are added up and the paths forgotten."""

    def __init__(self) -> None:
        self.counts: dict[str, Any] = {}
        self.lowest_sum, self.paths = 0.0, 0

    def add(self, played: Played) -> None:
        """Count one chunk."""
        for name, values in played.outcomes.items():
            self._grow(name, counted(values[None, :], SCALES[name]))
        for name, counts in played.counts.items():
            self._grow(f"{name} by day", counts)
        self.lowest_sum += float(played.outcomes["lowest_price"].sum())
        self.paths += len(played.outcomes["lowest_price"])

    def _grow(self, name: str, counts: Any) -> None:
        if name not in self.counts:
            self.counts[name] = numpy.zeros(counts.shape, dtype=numpy.int64)
        self.counts[name] += counts

    def quantile(self, outcome_name: str, share: float) -> float:
        """The value below which so large a share of paths lies, to within one cell."""
        scale = SCALES[outcome_name]
        below = numpy.cumsum(self.counts[outcome_name][0])
        return float(scale.low + scale.width() * (1 + int(numpy.searchsorted(below, share * self.paths))))


def tallied(point: Prepared, first: int, chunks: int) -> Tally:
    """Play chunks and keep their counts."""
    tally = Tally()
    for chunk in range(first, first + chunks):
        tally.add(point.played(SEED, chunk, PATHS))
    return tally


class Peer:
    """A peer's toy in a process and an environment of its own, asked to play again and again."""

    def __init__(self, name: str) -> None:
        self._process = subprocess.Popen(
            [peer_python(PEERS[name]), HERE / "peers" / f"{PEERS[name]}_toy.py"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def rate(self, paths: int) -> tuple[float, float]:
        """Millions of issuer-days by processor's second, and the mean lowest price it found."""
        assert self._process.stdin is not None and self._process.stdout is not None
        print(paths, file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())
        return paths * ISSUER_DAYS / answer["cpu_seconds"] / 1e6, answer["mean_lowest_price"]

    def close(self) -> None:
        """End it."""
        self._process.communicate()


def peer_python(name: str) -> Path:
    """The Python of a peer's environment, which is made when it is not there or has other pins."""
    home, pins = BUILD / name, HERE / "peers" / f"{name}.txt"
    made = home / "pins.txt"
    if not made.exists() or made.read_text() != pins.read_text():
        tell(f"making an environment for {name}")
        venv.create(home, with_pip=True, clear=True)
        subprocess.run(
            [home / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps", "--requirement", pins], check=True
        )
        made.write_text(pins.read_text())
    return home / "bin" / "python"


def rate(units: float, action: Callable[[], object]) -> float:
    """Millions of units by processor's second of this process."""
    started = time.process_time()
    action()
    return units / (time.process_time() - started) / 1e6


@cache
def plain() -> Prepared:
    """The toy without law."""
    return TOY.prepared({})


@cache
def judged() -> Prepared:
    """The toy whose every issuer-day is held against the backing rules of Hong Kong."""
    return TOY.prepared({}, rule_set("HK", DAY))


def side_by_side(size: Size) -> dict[str, list[float]]:
    """The toy and its peers in turns: millions of issuer-days by processor's second, round by round."""
    peers = {name: Peer(name) for name in PEERS}
    found: dict[str, list[float]] = {name: [] for name in (*OURS, *PEERS)}
    for turn in range(size.rounds + 1):
        tell(f"round {turn} of {size.rounds}" + (" (warming up, not counted)" if turn == 0 else ""))
        units = size.chunks * PATHS * ISSUER_DAYS
        each = {
            "toy": rate(units, lambda: tallied(plain(), 0, size.chunks)),
            "toy, judged each day": rate(units, lambda: tallied(judged(), 0, size.chunks)),
        }
        for name, peer in peers.items():
            each[name], mean = peer.rate(size.peer_paths[name])
            assert abs(mean - MEAN_LOWEST[0]) < FEW_PATHS_OFF_MOST, f"{name} plays another toy: it found {mean}"
        if turn:
            for name, figure in each.items():
                found[name].append(figure)
    for peer in peers.values():
        peer.close()
    return found


def task(first: int, chunks: int) -> tuple[int, float]:
    """What a worker process plays: how many paths, and the processor's seconds it used."""
    started = time.process_time()
    return tallied(plain(), first, chunks).paths, time.process_time() - started


def two_processes(size: Size) -> dict[str, float]:
    """How many times as fast two warm processes play as one by the clock on the wall, and what they use.

    The first needs two idle cores, and the best of each tells what they would do where other work comes and goes; the
    last needs none, and is near 1 where processes do not stand in each other's way.
    """
    four = 4
    firsts = list(range(0, size.parallel_chunks, four))
    walls: list[list[float]] = []
    dearer = []
    spawning = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawning) as one, ProcessPoolExecutor(2, mp_context=spawning) as two:
        for turn in range(size.parallel_rounds + 1):
            tell(f"one process, then two: round {turn} of {size.parallel_rounds}")
            seconds, used = [], []
            for pool in (one, two):
                started = time.perf_counter()
                answers = list(pool.map(task, firsts, [four] * len(firsts)))
                seconds.append(time.perf_counter() - started)
                used.append(sum(each for _, each in answers))
                assert sum(paths for paths, _ in answers) == size.parallel_chunks * PATHS
            if turn:
                walls.append(seconds)
                dearer.append(used[1] / used[0])
    alone, together = zip(*walls, strict=True)
    return {
        "two processes / one": statistics.median(one / two for one, two in walls),
        "two processes / one, best of each": min(alone) / min(together),
        "processor's seconds, two / one": statistics.median(dearer),
    }


def memory(paths: int) -> dict[str, Any]:
    """Play so many paths alone, keeping counts only; the most memory ever held, and quantiles to show for it."""
    point, tally = plain(), Tally()
    for first in range(0, paths, PATHS):
        tally.add(point.played(SEED, first // PATHS, min(PATHS, paths - first)))
    mean = tally.lowest_sum / tally.paths
    assert tally.paths == paths and MEAN_LOWEST[0] <= mean <= MEAN_LOWEST[1], f"{tally.paths} paths, mean {mean}"
    return {
        "paths": paths,
        "peak_bytes": peak_bytes(),
        "mean_lowest_price": round(mean, 5),
        "lowest_price_by_share_of_paths": {
            f"{share:.2f}": round(tally.quantile("lowest_price", share), 4) for share in (0.01, 0.05, 0.50)
        },
    }


def peak_bytes() -> int:
    """The most memory this process held, as Linux tells it: not ru_maxrss, which begins at what the parent held."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def memories(size: Size) -> list[dict[str, Any]]:
    """Peak memory at each number of paths, each in a process of its own."""
    found = []
    for paths in size.memory_paths:
        tell(f"memory at {paths:,} paths")
        command = [sys.executable, __file__, "--memory", str(paths)]
        found.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    return found


def run_model(size: Size) -> list[float] | None:
    """The full run model: millions of issuer-hours by processor's second; None, loudly, where it is not there."""
    if find_spec("lantau.market.run") is None:
        tell("SKIPPED: lantau.market.run is not there, so the full run model is not measured")
        return None
    run = import_module("lantau.market.run").RUN
    point = run.prepared(run.table.settled({}), rule_set("HK", DAY), None)
    chunks = max(1, size.chunks // 10)
    return in_rounds(
        "the full run model",
        size.rounds,
        lambda: rate(chunks * PATHS * point.steps, lambda: [point.played(SEED, each, PATHS) for each in range(chunks)]),
    )


def holders_asked(size: Size) -> dict[str, list[float]]:
    """A million holders over 30 days: millions of agent-steps by processor's second.

    Strictly, an agent-step is a holder who still held and was asked; other packages count every holder on every day.
    """
    crowd, mood = holders.population(HOLDERS, SEED), holders.Mood()
    news, keys = holders.weather(mood, SEED, 0, 4)
    found: dict[str, list[float]] = {"holders": [], "holders, who left counted too": []}
    for turn in range(size.rounds + 1):
        tell(f"holders: round {turn} of {size.rounds}")
        started = time.process_time()
        steps = int(holders.departures(crowd, mood, news, keys).asked.sum())
        seconds = time.process_time() - started
        if turn:
            found["holders"].append(steps / seconds / 1e6)
            found["holders, who left counted too"].append(HOLDERS * news.size / seconds / 1e6)
    return found


def in_rounds(name: str, rounds: int, measured: Callable[[], float]) -> list[float]:
    """A figure measured so often, after once that is not counted."""
    figures = []
    for turn in range(rounds + 1):
        tell(f"{name}: round {turn} of {rounds}")
        figures.append(measured())
    return figures[1:]


def ratios(found: dict[str, list[float]]) -> dict[str, float]:
    """Ours over each peer's, round by round, then the median."""
    return {
        f"{ours} / {peer}": statistics.median(one / other for one, other in zip(found[ours], found[peer], strict=True))
        for ours in OURS
        for peer in PEERS
    }


def cpu_model() -> str:
    """The processor, where the system says."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def verdict(name: str, figure: float) -> str:
    """The target of a figure and whether it is met."""
    if name not in TARGETS:
        return ""
    return f"at least {TARGETS[name]:g}: " + ("met" if figure >= TARGETS[name] else "MISSED")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds of less, in under a minute")
    parser.add_argument("--memory", type=int, help="play so many paths and tell the most memory held")
    asked = parser.parse_args()
    if asked.memory:
        print(json.dumps(memory(asked.memory)))
        return
    size = QUICK if asked.quick else WHOLE
    found = side_by_side(size)
    figures = {name: statistics.median(rates) for name, rates in found.items()}
    figures |= ratios(found)
    figures |= two_processes(size)
    held = memories(size)
    figures |= {name: statistics.median(rates) for name, rates in holders_asked(size).items()}
    hours = run_model(size)
    if hours is not None:
        figures["full run model"] = statistics.median(hours)
        figures["full run model / toy"] = figures["full run model"] / figures["toy"]
    report(figures, held, size, [] if hours is not None else ["full run model"])


def report(figures: dict[str, float], held: list[dict[str, Any]], size: Size, skipped: list[str]) -> None:
    """Print the table and the line of JSON."""
    load = round(os.getloadavg()[2], 2)
    growth = held[-1]["peak_bytes"] / held[0]["peak_bytes"]
    print(f"{cpu_model()}, Python {platform.python_version()}, numpy {numpy.__version__}, numba {numba.__version__}")
    print(f"medians of {size.rounds} rounds; rates in millions by second of processor, float64: issuer-days;")
    print("for holders agent-steps, for the full run model issuer-hours")
    print(f"other work on the machine spoils two processes / one; its load was {load} over the last 15 minutes")
    for name, figure in figures.items():
        print(f"{name:36}{figure:>10,.4g}   {verdict(name, figure)}")
    for each in held:
        print(f"{'memory at ' + format(each['paths'], ',') + ' paths, MB':36}{each['peak_bytes'] / 1e6:>10,.1f}")
    flat = "met" if growth <= MEMORY_GROWTH_MOST else "MISSED"
    print(f"{'memory, last / first':36}{growth:>10,.3f}   at most {MEMORY_GROWTH_MOST}: {flat}")
    for name in skipped:
        print(f"{name:36}{'SKIPPED':>10}   its module is not there")
    print(
        json.dumps(
            {
                "bench": "market",
                "cpu": cpu_model(),
                "python": platform.python_version(),
                "numpy": numpy.__version__,
                "numba": numba.__version__,
                "rounds": size.rounds,
                "load_of_15_minutes": load,
                "millions_per_cpu_second_and_ratios": {name: round(figure, 4) for name, figure in figures.items()},
                "targets": TARGETS,
                "memory": held,
                "memory_growth": round(growth, 4),
                "skipped": skipped,
            }
        )
    )


if __name__ == "__main__":
    main()
