"""Months as a miner published them, beside the model; and a forecast of the next month from what was known then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lantau.mining.attribution import Attribution, attribute, observed
from lantau.mining.columns import read_rows
from lantau.mining.conditions import BITCOIN_BOUND, nearest_sat
from lantau.mining.mining_pools import MiningPool
from lantau.mining.months import Month
from lantau.mining.network import Network, NetworkMonth, network_month
from lantau.mining.protocol import SATOSHI_PER_BITCOIN
from lantau.mining.quantities import Bound
from lantau.mining.refusals import NO_MONTH
from lantau.refusal import Refusal, Refused, refuses

HASHRATE_BOUND = Bound(0.0, 1e5, above=True)


@dataclass(frozen=True, slots=True)
class Published:
    """One published month; hashrates in EH/s, None where none was published."""

    month: Month
    produced_sat: int
    operating_ehs: float | None
    deployed_ehs: float | None


OPTIONAL = (
    "company", "btc_per_day", "deployed_ehs", "deployed_ehs_end", "avg_operating_ehs", "btc_held_end", "btc_sold",
    "implied_ehs", "revenue_or_sale_usd_per_btc", "electricity_usd_per_btc", "power_c_kwh", "confidence", "source",
)  # fmt: skip


def read_published(path: Path, company: str = "") -> tuple[Published, ...]:
    """A file of published months, of one company where it has several.

    Refused mining.bad_file, mining.bad_cell, mining.out_of_bounds.
    """
    found: dict[Month, Published] = {}
    for row in read_rows(path, ("month", "btc_produced"), OPTIONAL):
        if company and row.cells.get("company") != company:
            continue
        month = Month.read(row.text("month"), f"{row.where}:month")
        if month in found:
            raise row.bad("month", f"{month} stands twice")
        deployed = row.number_or_none("deployed_ehs", HASHRATE_BOUND)
        found[month] = Published(
            month,
            nearest_sat(row.number("btc_produced", BITCOIN_BOUND)),
            row.number_or_none("avg_operating_ehs", HASHRATE_BOUND),
            row.number_or_none("deployed_ehs_end", HASHRATE_BOUND) if deployed is None else deployed,
        )
    return tuple(found[month] for month in sorted(found))


def modelled(network: NetworkMonth, mining_pool: MiningPool, operating_ehs: float) -> float:
    """Bitcoin in BTC that an average operating hashrate expects in a month."""
    reward = mining_pool.reward_btc(network.subsidy_btc, network.fees_btc)
    return operating_ehs * network.blocks_per_ehs * reward


def implied_ehs(network: NetworkMonth, mining_pool: MiningPool, produced_sat: int) -> float:
    """The average hashrate that explains a month's bitcoin."""
    return produced_sat / SATOSHI_PER_BITCOIN / modelled(network, mining_pool, 1.0)


def fitted_fee(pairs: Sequence[tuple[float, float]]) -> float:
    """The one fee that brings model bitcoin before it nearest to published bitcoin: least squares of the relative miss.

    ``pairs`` are (published, model without fee). Never below zero.
    """
    ratios = [published / model for published, model in pairs]
    return max(0.0, 1.0 - sum(ratios) / len(ratios))


def month_of(published: Sequence[Published], month: Month, where: str) -> Published:
    """One month of a file. Refused mining.no_month."""
    for each in published:
        if each.month == month:
            return each
    known = f"{published[0].month} to {published[-1].month}" if published else "none"
    raise Refused(Refusal(NO_MONTH, f"{month} is not in the file, which has {known}", where=where))


@refuses
def attribute_published(
    path: Path, company: str, first: Month, last: Month, network: Network, fees: Mapping[Month, float],
    mining_pool: MiningPool, default_fees_btc: float,
) -> Attribution | Refusal:  # fmt: skip
    """Split the change between two published months by cause.

    Operating hashrate that was not published is the one that explains the bitcoin, so luck is then 1 by construction.
    Where only one of the months tells what was deployed, uptime is not told apart from hashrate.
    Refused mining.no_month, mining.no_output, mining.no_difficulty.
    """
    rows = read_published(path, company)
    told = [month_of(rows, month, path.name) for month in (first, last)]
    both = all(each.deployed_ehs for each in told)
    outputs = []
    for each in told:
        around = network_month(network, each.month, fees.get(each.month, default_fees_btc), 0.0)
        operating = each.operating_ehs or implied_ehs(around, mining_pool, each.produced_sat)
        outputs.append(observed(around, mining_pool, each.produced_sat, operating, each.deployed_ehs if both else None))
    return attribute(*outputs)


@dataclass(frozen=True, slots=True)
class Forecast:
    """One month ahead, from what was known when it began, beside the naive forecast and what came; in BTC."""

    month: Month
    model: float
    naive: float
    came: float

    @property
    def model_error(self) -> float:
        """How far the model lay off, as a share of what came."""
        return self.model / self.came - 1.0

    @property
    def naive_error(self) -> float:
        """How far last month's bitcoin a day, times this month's days, lay off."""
        return self.naive / self.came - 1.0


def forecast(
    before: Published,
    after: Published,
    network: Network,
    fees_btc: float,
    mining_pool: MiningPool,
    deployed_now_ehs: float | None = None,
) -> Forecast:
    """Forecast ``after`` when its month begins; ``before`` has just ended, and its blocks paid ``fees_btc``.

    Known then: the bitcoin of ``before``, hence the hashrate that it implies, and the difficulty of the running epoch,
    which is taken to last. ``deployed_now_ehs`` is what was announced as deployed by the month's beginning: the share
    of deployed hashrate that operated is taken to last. Of ``after`` only its month and what came are used.
    """
    around = network_month(network, before.month, fees_btc, 0.0)
    operating = implied_ehs(around, mining_pool, before.produced_sat)
    if deployed_now_ehs is not None and before.deployed_ehs:
        operating *= deployed_now_ehs / before.deployed_ehs
    difficulty = network.epoch_at(float(after.month.start_seconds)).difficulty
    expected = replace(around, month=after.month, difficulty=difficulty)
    naive = before.produced_sat / SATOSHI_PER_BITCOIN / before.month.days * after.month.days
    return Forecast(
        after.month, modelled(expected, mining_pool, operating), naive, after.produced_sat / SATOSHI_PER_BITCOIN
    )
