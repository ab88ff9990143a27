"""What a fleet produces: hour by hour, summed by month for each group of like machines at a site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from lantau.mining import kernel
from lantau.mining.conditions import Conditions
from lantau.mining.fleets import Fleet, Placement
from lantau.mining.kernel import Wholes
from lantau.mining.months import HOUR_SECONDS, Month, months_between, seconds_of
from lantau.mining.network import Floats
from lantau.mining.power import BREAKEVEN, CAP, INDEXED, NEVER, Curtailment
from lantau.mining.sites import Site

RULES = {NEVER: kernel.RUN_ALWAYS, BREAKEVEN: kernel.RUN_AT_BREAKEVEN, CAP: kernel.RUN_BELOW_CAP}
NO_STRIKE = 1e9
"""A strike that no price reaches: a site without demand response."""


@dataclass(frozen=True)
class Production:
    """Totals by group and month. ``totals[group, month, measure]``; the measures are those of ``kernel``."""

    months: tuple[Month, ...]
    groups: tuple[Placement, ...]
    totals: Floats

    @property
    def bitcoin(self) -> float:
        """All of it, in BTC."""
        return float(self.by_month()[:, kernel.BITCOIN].sum())

    @property
    def net_power_usd(self) -> float:
        """What all of it is owed for power, less credits, in USD."""
        months = self.by_month()
        return float(months[:, kernel.POWER_COST].sum() - months[:, kernel.CREDITS].sum())

    def by_month(self) -> Floats:
        """Sums over the whole fleet: ``[month, measure]``."""
        summed: Floats = self.totals.sum(axis=0)
        return summed

    def by_site(self, name: str) -> Floats:
        """Sums over one site: ``[month, measure]``."""
        rows = [number for number, group in enumerate(self.groups) if group.site == name]
        summed: Floats = self.totals[rows].sum(axis=0)
        return summed


def produce(fleet: Fleet, conditions: Conditions, start: date | None = None, until: date | None = None) -> Production:
    """The fleet's production over its period, or a part of it, by calendar month.

    Refused mining.no_difficulty, mining.no_hour. Bitcoin is ``H t/(D 2^32) (subsidy + fees)`` after the mining pool's
    fee, with the month's luck where the pool's scheme passes luck on.
    """
    first, last = start or fleet.start, until or fleet.until
    begin = seconds_of(first)
    hours = (seconds_of(last) - begin) // HOUR_SECONDS
    months = tuple(months_between(first, last))
    period = np.repeat(
        np.arange(len(months)),
        [_hours_within(month, begin, begin + hours * HOUR_SECONDS) for month in months],
    )
    blocks, subsidy = conditions.network.hourly(begin, hours)
    fees = np.array([conditions.fees_btc(month) for month in months])[period]
    scheme = fleet.mining_pool
    luck = np.array([conditions.luck(month) if scheme.takes_luck else 1.0 for month in months])[period]
    reward = (subsidy + scheme.pays_fees * fees) * (1.0 - scheme.fee) * luck
    price = np.array([conditions.bitcoin_usd(month) for month in months])[period]
    groups = tuple(each for each in fleet.placements if each.machines and each.start < last and each.until > first)
    prices, rows = _price_rows(fleet.sites, conditions, begin, hours)
    uptimes, uptime_rows = _uptime_rows(fleet.sites, begin, hours)
    site_rows, site_terms = _site_arrays(fleet.sites, rows, uptime_rows)
    group_rows, group_terms = _group_arrays(fleet, groups, begin, hours)
    totals = np.zeros((len(groups), len(months), kernel.MEASURES))
    kernel.compiled()(
        totals, period, blocks, reward, price, prices, uptimes, site_rows, site_terms, group_rows, group_terms
    )
    return Production(months, groups, totals)


def uncurtailed(fleet: Fleet) -> Fleet:
    """The same fleet with every site running whatever power costs: what curtailment is measured against."""
    return replace(fleet, sites=tuple(replace(site, curtailment=Curtailment()) for site in fleet.sites))


def _hours_within(month: Month, begin: int, end: int) -> int:
    return (min(month.end_seconds, end) - max(month.start_seconds, begin)) // HOUR_SECONDS


def _price_rows(sites: Sequence[Site], conditions: Conditions, begin: int, hours: int) -> tuple[Floats, dict[str, int]]:
    """One row for each hourly series that a site names."""
    names = sorted({site.contract.index for site in sites if site.contract.index})
    table = np.zeros((max(len(names), 1), hours))
    for number, name in enumerate(names):
        table[number] = conditions.hourly[name].window(begin, hours)
    return table, {name: number for number, name in enumerate(names)}


def _uptime_rows(sites: Sequence[Site], begin: int, hours: int) -> tuple[Floats, list[int]]:
    """One row for each different course of uptime: sites without outages share rows."""
    rows: list[Floats] = []
    seen: dict[float, int] = {}
    places: list[int] = []
    for site in sites:
        if not site.outages and site.uptime in seen:
            places.append(seen[site.uptime])
            continue
        row = np.full(hours, site.uptime)
        for outage in site.outages:
            first = max((seconds_of(outage.start) - begin) // HOUR_SECONDS, 0)
            last = max((seconds_of(outage.until) - begin) // HOUR_SECONDS, 0)
            row[first:last] *= 1.0 - outage.share
        if not site.outages:
            seen[site.uptime] = len(rows)
        places.append(len(rows))
        rows.append(row)
    return np.array(rows), places


def _site_arrays(
    sites: Sequence[Site], price_rows: dict[str, int], uptime_rows: Sequence[int]
) -> tuple[Wholes, Floats]:
    rows, terms = [], []
    for site, uptime_row in zip(sites, uptime_rows, strict=True):
        contract, response = site.contract, site.contract.demand_response
        index_row = price_rows.get(contract.index, -1)
        rows.append(
            [index_row if contract.kind == INDEXED else -1, index_row, uptime_row, RULES[site.curtailment.rule]]
        )
        credits_terms = (
            [NO_STRIKE, 0.0, 0.0]
            if response is None
            else [response.strike_usd_kwh, response.credit_usd_kwh, response.index_share]
        )
        stops = [site.curtailment.cap_usd_kwh, site.curtailment.margin_usd_kwh, contract.take_or_pay]
        terms.append([contract.price_usd_kwh, *stops, *credits_terms])
    return np.array(rows, dtype=np.int64), np.array(terms)


def _group_arrays(fleet: Fleet, groups: Sequence[Placement], begin: int, hours: int) -> tuple[Wholes, Floats]:
    places = {site.name: number for number, site in enumerate(fleet.sites)}
    rows, terms = np.zeros((len(groups), 3), dtype=np.int64), np.zeros((len(groups), 3))
    for number, group in enumerate(groups):
        first = max((seconds_of(group.start) - begin) // HOUR_SECONDS, 0)
        last = min((seconds_of(group.until) - begin) // HOUR_SECONDS, hours)
        rows[number] = (places[group.site], first, last)
        kw = fleet.sites[places[group.site]].wall_kw(group.machine)
        terms[number] = (group.machines, group.machine.hashrate_th, kw)
    return rows, terms
