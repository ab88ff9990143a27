"""The redemption run's chunks as digests: the same function compiled, and in a process where nothing is compiled.

Run as a module it prints the digests of the Python bodies as they stand; set NUMBA_DISABLE_JIT=1 for it.
"""

from __future__ import annotations

import hashlib
import json
from types import SimpleNamespace
from typing import Any

import numpy
from numba import config

from lantau.market import run_kernel
from lantau.market.run_terms import Books
from tests.market.run_points import point

CASES: dict[str, dict[str, float]] = {
    "calm": {"days": 4},
    "bank": {"days": 5, "shock_bank_share": 0.1, "resolution_hours": 40, "loss_realised": 0.5, "cash_share": 0.2},
    "doubt": {"days": 4, "shock_doubt_share": 0.3, "redemption_fee_bps": 50, "gale_day_chance": 0.3},
    "sold": {
        "days": 4, "outflow_share": 0.6, "outflow_days": 2, "cash_share": 0.02, "supply_millions": 40_000,
        "sale_impact_bps": 40, "sale_stop_bps": 100, "repo_limit_share": 0.2, "primary_share": 0.9,
        "shock_asset_drop": 0.05,
    },
    "three": {"days": 4, "issuers": 3, "shock_bank_share": 0.15, "shared_custodian": 0, "contagion": 1.0,
              "outflow_share": 0.3, "settlement_hours": 0},
}  # fmt: skip


def digest(books: Books) -> str:
    """All bits of a chunk's books."""
    whole = hashlib.sha256()
    for array in books:
        whole.update(numpy.ascontiguousarray(array).tobytes())
    return whole.hexdigest()


def digests() -> dict[str, str]:
    """A digest for each case: two paths under Hong Kong's law and two under a clock of five days."""
    found = {}
    for name, asked in CASES.items():
        for rules in ("HK", "SG"):
            made: Any = point(rules, **asked)
            if config.DISABLE_JIT:  # Python reads a record's fields by name only where the table says so
                object.__setattr__(made, "opening", made.opening.view(numpy.recarray))
            found[f"{name} {rules}"] = digest(made.books(3, 1, 2))
    return found


def _records(*shape: Any) -> Any:
    return numpy.zeros(*shape).view(numpy.recarray)


if __name__ == "__main__":
    assert config.DISABLE_JIT, "this process is the plain twin: start it with NUMBA_DISABLE_JIT=1"
    run_kernel.numpy = SimpleNamespace(zeros=_records)  # type: ignore[assignment]
    print(json.dumps(digests()))
