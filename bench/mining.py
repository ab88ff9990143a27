"""How fast the mine is: a large fleet hour by hour, and many paths of an expansion.

One command: ``python bench/mining.py``. 200,000 machines in 50 sites over five years, each site with its own hourly
prices, demand response and breakeven curtailment; then 10,000 paths of five years. Prints a table, then the same as one
line of JSON: medians of five in this process, and beside them the very first run, in which numba loads or compiles the
loop. The aim is 5 s for each on two cores; the script leaves with 1 where a median is above it.
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

from lantau.mining import expect, produce, read_expansion, shipped_network
from lantau.mining.conditions import Conditions, HourlyPrices
from lantau.mining.fleets import Fleet, Placement
from lantau.mining.kernel import BITCOIN, MACHINE_HOURS
from lantau.mining.machines import catalogue
from lantau.mining.mining_pools import MiningPool
from lantau.mining.months import seconds_of
from lantau.mining.power import Curtailment, DemandResponse, PowerContract
from lantau.mining.sites import Site
from lantau.refusal import Refusal

ROUNDS, AIM_SECONDS = 5, 5.0
MACHINES, SITES, PATHS = 200_000, 50, 10_000
START, UNTIL = date(2024, 1, 1), date(2029, 1, 1)
MODELS = ("Antminer S19j Pro", "Antminer S19 XP", "Antminer S21", "Antminer S21 XP")
EXPANSION = Path(__file__).parent.parent / "examples" / "fleets" / "three-rivers" / "expansion.toml"


def seconds_taken(action: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def large_fleet() -> tuple[Fleet, Conditions]:
    """50 sites with 1,000 machines of each of four models, half of each replaced half-way."""
    rng = numpy.random.default_rng(8)
    hours = (seconds_of(UNTIL) - seconds_of(START)) // 3600
    middle, each = date(2026, 7, 1), MACHINES // SITES // len(MODELS)
    response = DemandResponse(0.15, 0.02, 0.4)
    sites, placements, hourly = [], [], {}
    for number in range(SITES):
        name = f"site-{number}"
        day = 0.012 * numpy.sin(numpy.arange(hours) * (2.0 * numpy.pi / 24.0))
        hourly[name] = HourlyPrices(
            name, "bench", seconds_of(START), 0.035 + day + 0.02 * rng.standard_gamma(0.5, hours)
        )
        contract = PowerContract("indexed", 0.005, name, 0.0, response)
        sites.append(Site(name, 1e6, ("air",), 0.04, 0.95, contract, Curtailment("breakeven")))
        for model in MODELS:
            machine = catalogue()[model]
            placements += [
                Placement(name, machine, each // 2, START, UNTIL),
                Placement(name, machine, each - each // 2, START, middle),
                Placement(name, catalogue()["Antminer S21 XP"], each - each // 2, middle, UNTIL),
            ]
    network = shipped_network().extended(seconds_of(UNTIL), 0.01)
    fleet = Fleet("bench", START, UNTIL, tuple(sites), tuple(placements), MiningPool("FPPS", 0.005))
    return fleet, Conditions(network, hourly=hourly)


def cpu_model() -> str:
    """The processor, where the system says."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())


def main() -> int:
    """Measure and print."""
    fleet, conditions = large_fleet()
    expansion = read_expansion(EXPANSION)
    assert not isinstance(expansion, Refusal), str(expansion)
    first = seconds_taken(lambda: produce(fleet, conditions))
    hourly = statistics.median(seconds_taken(lambda: produce(fleet, conditions)) for _ in range(ROUNDS))
    paths = statistics.median(seconds_taken(lambda: expect(expansion, PATHS, 1)) for _ in range(ROUNDS))
    made = produce(fleet, conditions)
    machine_hours = float(made.totals[:, :, MACHINE_HOURS].sum())
    report = {
        "bench": "mining",
        "cpu": cpu_model(),
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "fleet_seconds": round(hourly, 3),
        "fleet_first_seconds": round(first, 3),
        "machines": fleet.machines_on(START),
        "machine_hours_per_second": round(machine_hours / hourly),
        "bitcoin": round(float(made.totals[:, :, BITCOIN].sum()), 2),
        "paths": PATHS,
        "paths_seconds": round(paths, 3),
        "aim_seconds": AIM_SECONDS,
    }
    print(f"{report['cpu']}, Python {report['python']}, numpy {report['numpy']}; medians of {ROUNDS}")
    print(f"{report['machines']:,} machines, {SITES} sites, five years hour by hour: {hourly:.2f} s", end=" ")
    print(f"(first run {first:.2f} s), {report['machine_hours_per_second']:,} machine-hours/s")
    print(f"{PATHS:,} paths of five years: {paths:.2f} s")
    print(json.dumps(report))
    return int(max(hourly, paths) > AIM_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
