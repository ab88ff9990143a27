"""The reference data of the mine, and what the model makes of it: rows that a page shows and tests hold to bounds."""

from __future__ import annotations

import csv
import itertools
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lantau.mining import Month, NetworkMonth, network_month, shipped_network
from lantau.mining.attribution import Attribution, attribute, observed
from lantau.mining.mining_pools import MiningPool
from lantau.mining.protocol import SATOSHI_PER_BITCOIN
from lantau.mining.published import (
    Forecast,
    Published,
    fitted_fee,
    forecast,
    implied_ehs,
    modelled,
    read_published,
)

FACTS = os.environ.get("LANTAU_FACTS", "")
FOLDER = Path(FACTS) / "mining"
PAGE = Path(__file__).parents[2] / "docs" / "validation.md"

REGIMES = (
    ("Cango", "FPPS", Month(2024, 12), Month(2025, 9), 0.005),
    ("Riot", "PPS", Month(2024, 6), Month(2024, 7), 0.005),
    ("Riot", "FPPS", Month(2024, 12), Month(2025, 10), 0.0),
)
"""Miner, scheme, first and last month, stated fee: the scheme of a mining pool is each miner's own, and may change."""


@cache
def network_rows() -> dict[Month, dict[str, str]]:
    """The monthly network table, for validation only."""
    text = (FOLDER / "network_monthly.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in text if not line.startswith("#"))
    return {Month.read(row["month"], "t"): row for row in rows}


def around(month: Month) -> NetworkMonth:
    """The network in a month: our difficulty and subsidy, the reference's fees and price."""
    row = network_rows()[month]
    return network_month(shipped_network(), month, float(row["fees_per_block_btc"]), float(row["price_usd_mean"]))


@cache
def published(miner: str) -> tuple[Published, ...]:
    """A miner's published months; Cango's first, of a part of a month, left out."""
    if miner == "Cango":
        rows = read_published(FOLDER / "cango_monthly.csv")
        return tuple(each for each in rows if each.month >= Month(2024, 12))
    return read_published(FOLDER / "peers_monthly.csv", miner)


@dataclass(frozen=True)
class Held:
    """One published month beside the model: misses as shares of what was published."""

    miner: str
    scheme: str
    month: Month
    bitcoin: float
    operating_ehs: float
    model: float
    stated_miss: float
    fitted_miss: float

    def line(self) -> str:
        """A row of the page."""
        rounding = 0.05 if self.operating_ehs == round(self.operating_ehs, 1) else 0.005
        shares = (f"{100 * self.stated_miss:+.2f}%", f"{100 * self.fitted_miss:+.2f}%")
        cells = (self.miner, str(self.month), self.scheme, f"{self.bitcoin:g}", f"{self.operating_ehs:g}")
        cells += (f"{self.model:.2f}", *shares, f"{100 * rounding / self.operating_ehs:.2f}%")
        return f"| {' | '.join(cells)} |"


@cache
def regimes() -> tuple[tuple[str, str, float, tuple[Held, ...]], ...]:
    """Each miner's scheme with its one fitted fee and every month of it that has an average operating hashrate."""
    found = []
    for miner, scheme, first, last, fee in REGIMES:
        rows = [each for each in published(miner) if each.operating_ehs and first <= each.month <= last]
        free = [modelled(around(each.month), MiningPool(scheme, 0.0), each.operating_ehs or 0.0) for each in rows]
        bitcoin = [each.produced_sat / SATOSHI_PER_BITCOIN for each in rows]
        fitted = fitted_fee(list(zip(bitcoin, free, strict=True)))
        held = tuple(
            Held(miner, scheme, each.month, came, each.operating_ehs or 0.0, model * (1 - fee),
                 model * (1 - fee) / came - 1, model * (1 - fitted) / came - 1)
            for each, came, model in zip(rows, bitcoin, free, strict=True)
        )  # fmt: skip
        found.append((miner, scheme, fitted, held))
    return tuple(found)


def july() -> Attribution:
    """The rise of July 2025: June's operating hashrate was not published, so the one that its bitcoin imply."""
    pool = MiningPool("FPPS", 0.005)
    outputs = []
    for month in (Month(2025, 6), Month(2025, 7)):
        row = next(each for each in published("Cango") if each.month == month)
        operating = row.operating_ehs or implied_ehs(around(month), pool, row.produced_sat)
        outputs.append(observed(around(month), pool, row.produced_sat, operating, row.deployed_ehs))
    return attribute(*outputs)


@cache
def forecasts() -> tuple[tuple[str, Forecast], ...]:
    """One month ahead wherever two months in a row are published."""
    made = []
    for miner in ("Cango", "Riot"):
        rows = published(miner)
        for before, after in itertools.pairwise(rows):
            if before.month.next != after.month:
                continue
            fees = float(network_rows()[before.month]["fees_per_block_btc"])
            pool = MiningPool("PPS" if before.month < Month(2024, 12) else "FPPS", 0.0)
            made.append((miner, forecast(before, after, shipped_network(), fees, pool)))
    return tuple(made)


def mean(values: list[float]) -> float:
    """The mean of absolute values."""
    return sum(map(abs, values)) / len(values)
