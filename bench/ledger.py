"""Measure how many transfers a second the ledger commits, alone and in batches: JSON line, then a table.

    .venv/bin/python bench/ledger.py [--seconds 5]

Each unit is one transfer with its own key, record and hash link, between two of 1,000 accounts, in one caller's thread
on a fresh embedded server that waits for the disk at each commit. Medians of the batches' times are given.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import tempfile
import time
from pathlib import Path

from lantau import ledger
from lantau.dates import SimulatedClock, parse_instant
from lantau.db import Database, open_server, world_database
from lantau.events import Record, Work
from lantau.ledger import Account, OpenAccount, Transfer, Unit, UnitResult
from lantau.money import HKD, Amount

ACCOUNTS = 1_000
BATCHES = (1, 100, 1_000)
START = parse_instant("2026-09-01T01:00:00Z")


def unit(key: str, *steps: ledger.OpenAccount | Transfer) -> Unit:
    """A unit under its own key with one record."""
    records = (Record("booked", key, {"key": key}),)
    return Unit(Work(key, {"key": key}, "system", "world", START, records=records), steps)


def open_accounts(database: Database, clock: SimulatedClock) -> None:
    """Open the accounts in one unit."""
    accounts = [Account(f"acc-{n}", f"bench:{n}", HKD, "credit", may_go_negative=True) for n in range(ACCOUNTS)]
    result = ledger.commit_one(database, clock, unit("open", *(OpenAccount(account) for account in accounts)))
    assert isinstance(result, UnitResult), result


def measure(database: Database, clock: SimulatedClock, batch: int, seconds: float) -> dict[str, float | int]:
    """Commit batches of this size for so long; transfers a second and the median time of a batch."""
    taken: list[float] = []
    ends = time.monotonic() + seconds
    number = 0
    while time.monotonic() < ends or len(taken) < 3:
        units = []
        for _ in range(batch):
            number += 1
            debit, credit = f"acc-{number * 7 % ACCOUNTS}", f"acc-{(number * 7 + 1 + number % 5) % ACCOUNTS}"
            name = f"{batch}-{number}"
            units.append(unit(name, Transfer(name, debit, credit, Amount(HKD, 100), "bench")))
        begun = time.perf_counter()
        results = ledger.commit(database, clock, units)
        taken.append(time.perf_counter() - begun)
        assert all(isinstance(result, UnitResult) for result in results), results
    median = statistics.median(taken)
    return {
        "batch": batch,
        "batches": len(taken),
        "median_ms": round(median * 1000, 2),
        "transfers_per_second": round(batch / median),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="how long to measure each batch size")
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory(prefix="lantau-bench-") as home:
        server = open_server(Path(home))
        server.start()
        try:
            database, clock = world_database(server, "bench"), SimulatedClock(START)
            open_accounts(database, clock)
            rows = [measure(database, clock, batch, seconds) for batch in BATCHES]
            sound = ledger.verify(database) == () and all(
                t.difference.units == 0 for t in ledger.trial_balance(database)
            )
            database.close()
        finally:
            server.destroy()
    cpu = next((line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")), "unknown")
    print(
        json.dumps({"bench": "ledger", "cpu": cpu, "python": platform.python_version(), "sound": sound, "rows": rows})
    )
    print(f"{'batch':>6} {'batches':>8} {'median ms':>10} {'transfers/s':>12}")
    for row in rows:
        print(f"{row['batch']:>6} {row['batches']:>8} {row['median_ms']:>10} {row['transfers_per_second']:>12,}")


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


if __name__ == "__main__":
    main()
