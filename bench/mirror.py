"""Measure how many logs a second the register decodes and posts: JSON line, then a table.

    .venv/bin/python bench/mirror.py [--logs 1000000] [--holders 5000] [--batch 200000] [--foreign]

A made-up node tells the logs of one contract: blocks of 100 transfers between holders drawn by Zipf's law, mints first.
Its logs are made when they are asked for, so the time they take is in the figures. The follower reads them in ranges,
checks what it is told, and commits logs, place and ledger together on a fresh embedded server that waits for the disk.
With --foreign nothing is posted to the ledger. ``cpu_seconds`` are this process's own, without the server's.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy

from lantau import events, ledger
from lantau.chain import node as evm
from lantau.dates import SimulatedClock, parse_instant
from lantau.db import open_server, world_database
from lantau.register.operations import Followed, Follower, _begun
from lantau.register.store import Mirror

START = parse_instant("2026-09-01T01:00:00Z")
CONTRACT = "0x" + "c0" * 20
TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
LOGS_PER_BLOCK = 100
WHOLE = 10**6
DATA = [(units * WHOLE).to_bytes(32, "big") for units in range(1, 101)]
INDEX = [f"{index:032x}" for index in range(LOGS_PER_BLOCK)]
MINTED = (10**12).to_bytes(32, "big")


class MadeUpNode:  # it answers as the Protocol says
    """Answers what a follower asks, from numbers alone. Block 1 mints to every holder."""

    def __init__(self, logs: int, holders: int) -> None:
        self.chain_id = 31_337
        self.holders = holders
        self.topics = ["0x" + f"{number:064x}" for number in range(holders + 1)]
        self.blocks = 1 + -(-(logs - holders) // LOGS_PER_BLOCK)
        ranks = 1 / numpy.arange(1, holders + 1)
        self.cumulative = numpy.cumsum(ranks / ranks.sum())

    def head(self) -> evm.Header:
        """The newest block."""
        return self._header(self.blocks)

    def header(self, number: int) -> evm.Header | None:
        """A block."""
        return self._header(number) if 0 <= number <= self.blocks else None

    def call(self, to: str, data: bytes, *, sender: str = "", block: int | None = None) -> bytes:  # noqa: ARG002
        """The total supply, whatever is asked."""
        return (self.holders * 10**12).to_bytes(32, "big")

    def logs(self, addresses: Sequence[str], first: int, last: int, topics: Sequence[str] = ()) -> list[evm.Log]:  # noqa: ARG002
        """The logs of a range."""
        found: list[evm.Log] = []
        if first <= 1:
            found += [
                evm.Log(1, _hash(1), _hash(1, n), n, CONTRACT, (TRANSFER, self.topics[0], self.topics[n]), MINTED)
                for n in range(1, self.holders + 1)
            ]
        begin = max(first, 2)
        count = (min(last, self.blocks) - begin + 1) * LOGS_PER_BLOCK
        if count <= 0:
            return found
        chance = numpy.random.default_rng(begin)
        drawn = numpy.searchsorted(self.cumulative, chance.random((2, count))) + 1
        senders, receivers = (side.clip(1, self.holders).tolist() for side in drawn)
        for number in range(begin, begin + count // LOGS_PER_BLOCK):
            block_hash, prefix, at = _hash(number), f"0x{number:032x}", (number - begin) * LOGS_PER_BLOCK
            for index in range(LOGS_PER_BLOCK):
                parties = (TRANSFER, self.topics[senders[at + index]], self.topics[receivers[at + index]])
                found.append(
                    evm.Log(number, block_hash, prefix + INDEX[index], index, CONTRACT, parties, DATA[index % 100])
                )
        return found

    def _header(self, number: int) -> evm.Header:
        return evm.Header(number, _hash(number), _hash(number - 1), 1_788_224_400 + 12 * number)


def _hash(number: int, index: int = 0) -> str:
    return f"0x{number:032x}{index:032x}"


def peak_mb() -> int:
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--logs", type=int, default=1_000_000)
    parser.add_argument("--holders", type=int, default=5_000)
    parser.add_argument("--batch", type=int, default=200_000)
    parser.add_argument("--foreign", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lantau-bench-") as home:
        server = open_server(Path(home))
        server.start()
        try:
            database, clock = world_database(server, "bench"), SimulatedClock(START)
            coin, issuer = ("", "") if asked.foreign else ("bench", "pty_bench")
            node = MadeUpNode(asked.logs, asked.holders)
            made = Mirror(f"31337/{CONTRACT}", 31_337, CONTRACT, coin, issuer, "issuer:bench", 1, 12)
            mirror = _begun(database, clock, made)
            assert isinstance(mirror, Mirror), mirror
            follower = Follower(database, clock, node, mirror, lambda _c, _h: {}, logs_max=asked.batch)  # type: ignore[arg-type]
            begun, busy = time.perf_counter(), time.process_time()
            logs = batches = early = 0
            while True:
                step = follower.once()
                assert isinstance(step, Followed) and step.outcome == "posted", step
                logs, batches = logs + step.logs, batches + 1
                if logs >= 100_000 and not early:
                    early = peak_mb()
                if not step.more:
                    break
            taken, busy, late = time.perf_counter() - begun, time.process_time() - busy, peak_mb()
            begun = time.perf_counter()
            assert events.verify(database) == () and ledger.verify(database) == ()
            verified = time.perf_counter() - begun
            begun = time.perf_counter()
            again = Follower(database, clock, node, mirror, lambda _c, _h: {})  # type: ignore[arg-type]
            assert again.once().outcome == "nothing"  # type: ignore[union-attr]
            resumed = time.perf_counter() - begun
        finally:
            server.destroy()
    report = {
        "logs": logs,
        "batches": batches,
        "seconds": round(taken, 1),
        "cpu_seconds": round(busy, 1),
        "logs_per_second": round(logs / taken),
        "peak_mb_at_100k": early,
        "peak_mb": late,
        "peak_mb_of_verify": peak_mb(),
        "verify_seconds": round(verified, 1),
        "resume_ms": round(resumed * 1000),
    }
    print(json.dumps({"bench": "mirror", "python": platform.python_version(), **report}))
    for name, value in report.items():
        print(f"{name:>18}  {value:>12,}")


if __name__ == "__main__":
    main()
