"""The monthly production report in the form that miners publish, and its quarters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from lantau.mining import kernel
from lantau.mining.conditions import Conditions, floor_sat
from lantau.mining.fleet_file import FleetFile
from lantau.mining.fleets import Fleet, Placement
from lantau.mining.machines import Machine
from lantau.mining.months import Month
from lantau.mining.network import Floats, NetworkMonth, network_month
from lantau.mining.production import Production, produce
from lantau.mining.protocol import SATOSHI_PER_BITCOIN
from lantau.mining.refusals import NO_MONTH, OUT_OF_BOUNDS
from lantau.refusal import Refusal, Refused, refuses

HOURS_PER_DAY = 24
TH_PER_EH = 1e6


@dataclass(frozen=True, slots=True)
class Costs:
    """USD of a month or quarter; depreciation is by the straight line."""

    power_usd: float
    credits_usd: float
    sites_usd: float
    corporate_usd: float
    depreciation_usd: float

    @property
    def cash_usd(self) -> float:
        """What is paid in cash: power less credits, sites, firm."""
        return self.power_usd - self.credits_usd + self.sites_usd + self.corporate_usd

    @property
    def all_in_usd(self) -> float:
        """Cash and depreciation."""
        return self.cash_usd + self.depreciation_usd

    @property
    def of_revenue_usd(self) -> float:
        """Cost of revenue: all but the firm's overheads."""
        return self.all_in_usd - self.corporate_usd

    def __add__(self, other: Costs) -> Costs:
        return Costs(*(ours + theirs for ours, theirs in zip(_parts(self), _parts(other), strict=True)))


def _parts(costs: Costs) -> tuple[float, ...]:
    return tuple(asdict(costs).values())


@dataclass(frozen=True, slots=True)
class SiteMonth:
    """One site in one month. ``next_mw_usd`` is what one more megawatt of the fleet's best machine there would earn."""

    site: str
    produced_sat: int
    deployed_ehs: float
    operating_ehs: float
    energy_mwh: float
    curtailed_mwh: float
    power_usd: float
    credits_usd: float
    revenue_usd: float
    next_mw_usd: float | None

    @property
    def uptime(self) -> float:
        """Average operating over average deployed hashrate: outages and curtailment both lower it."""
        return self.operating_ehs / self.deployed_ehs if self.deployed_ehs else 0.0

    @property
    def power_usd_mwh(self) -> float | None:
        """Net cost of a MWh used, after credits."""
        return (self.power_usd - self.credits_usd) / self.energy_mwh if self.energy_mwh else None

    @property
    def revenue_usd_mwh(self) -> float | None:
        """What a MWh used brought in bitcoin."""
        return self.revenue_usd / self.energy_mwh if self.energy_mwh else None


@dataclass(frozen=True, slots=True)
class MonthReport:
    """One month of one miner. Bitcoin in satoshi: what was reckoned is rounded down to the satoshi once a month.

    ``deployed_ehs_end`` stands on the last day; the averages are over all hours. ``joules_per_th`` is energy at the
    meter over hashes made. ``luck`` is what the file tells, under a scheme that passes it on.
    """

    network: NetworkMonth
    produced_sat: int
    deployed_ehs_end: float
    deployed_ehs: float
    operating_ehs: float
    energy_kwh: float
    curtailed_kwh: float
    costs: Costs
    revenue_usd: float
    sold_sat: int
    held_sat: int
    luck: float
    published_sat: int | None
    machines: float
    sites: tuple[SiteMonth, ...]

    @property
    def month(self) -> Month:
        """Which month."""
        return self.network.month

    @property
    def produced_btc(self) -> float:
        """Bitcoin mined, in BTC."""
        return self.produced_sat / SATOSHI_PER_BITCOIN

    @property
    def produced_btc_per_day(self) -> float:
        """Bitcoin mined a day, in BTC."""
        return self.produced_btc / self.month.days

    @property
    def uptime(self) -> float:
        """Average operating over average deployed hashrate: outages and curtailment both lower it."""
        return self.operating_ehs / self.deployed_ehs if self.deployed_ehs else 0.0

    @property
    def curtailed_share(self) -> float:
        """Energy not used by choice, as a share of what could have been used."""
        could = self.energy_kwh + self.curtailed_kwh
        return self.curtailed_kwh / could if could else 0.0

    @property
    def joules_per_th(self) -> float | None:
        """Energy at the meter over hashes made, in J/TH."""
        hashes_th = self.operating_ehs * TH_PER_EH * self.month.days * 86_400.0
        return self.energy_kwh * 3.6e6 / hashes_th if hashes_th else None

    @property
    def power_usd_kwh(self) -> float | None:
        """Net cost of a kWh used, after credits."""
        return (self.costs.power_usd - self.costs.credits_usd) / self.energy_kwh if self.energy_kwh else None

    @property
    def cash_cost_usd(self) -> float | None:
        """Cash cost of a bitcoin, in USD."""
        return self.costs.cash_usd / self.produced_btc if self.produced_sat else None

    @property
    def all_in_cost_usd(self) -> float | None:
        """Cash cost and depreciation of a bitcoin, in USD."""
        return self.costs.all_in_usd / self.produced_btc if self.produced_sat else None

    @property
    def off_published(self) -> float | None:
        """How far the model lies from the published bitcoin, as a share; None where nothing was published."""
        return None if not self.published_sat else self.produced_sat / self.published_sat - 1.0


@dataclass(frozen=True, slots=True)
class QuarterReport:
    """A calendar quarter, or the part of it that was reported (``months`` says how many)."""

    quarter: str
    months: int
    produced_sat: int
    revenue_usd: float
    costs: Costs

    @property
    def gross_margin(self) -> float | None:
        """Revenue less its cost (power net of credits, sites, depreciation), as a share of revenue."""
        return 1.0 - self.costs.of_revenue_usd / self.revenue_usd if self.revenue_usd else None


@dataclass(frozen=True)
class Report:
    """Every month asked for, its quarters, and in words what was assumed."""

    name: str
    months: tuple[MonthReport, ...]
    quarters: tuple[QuarterReport, ...]
    assumed: tuple[str, ...]


@refuses
def report(read: FleetFile, first: Month | None = None, last: Month | None = None) -> Report | Refusal:
    """The report of a fleet for the months from ``first`` to ``last``, both included; default: all.

    What is held is carried from the fleet's start whatever months are shown.
    Refused mining.no_month, mining.no_difficulty, mining.no_hour, mining.out_of_bounds (more sold than held).
    """
    fleet, conditions = read.fleet, read.conditions
    made = produce(fleet, conditions)
    for asked in (first, last):
        if asked is not None and asked not in made.months:
            told = f"{asked} is not in {made.months[0]} to {made.months[-1]}"
            raise Refused(Refusal(NO_MONTH, told, where="fleet.toml from, until"))
    megawatts = next_megawatts(fleet, conditions)
    rows: list[MonthReport] = []
    held = fleet.treasury.held_sat
    for number in range(len(made.months)):
        row = _month(fleet, conditions, made, number, held, megawatts)
        held = row.held_sat
        rows.append(row)
    shown = tuple(row for row in rows if (first or row.month) <= row.month <= (last or row.month))
    return Report(fleet.name, shown, quarters(shown), conditions.assumed([row.month for row in shown]))


def quarters(rows: Sequence[MonthReport]) -> tuple[QuarterReport, ...]:
    """Months added up by calendar quarter."""
    made: dict[str, QuarterReport] = {}
    for row in rows:
        name = row.month.quarter
        before = made.get(name, QuarterReport(name, 0, 0, 0.0, Costs(0.0, 0.0, 0.0, 0.0, 0.0)))
        made[name] = QuarterReport(
            name,
            before.months + 1,
            before.produced_sat + row.produced_sat,
            before.revenue_usd + row.revenue_usd,
            before.costs + row.costs,
        )
    return tuple(made.values())


def _month(
    fleet: Fleet,
    conditions: Conditions,
    made: Production,
    number: int,
    held_sat: int,
    megawatts: dict[str, Sequence[float]],
) -> MonthReport:
    month = made.months[number]
    hours = float(month.days * HOURS_PER_DAY)
    total = made.by_month()[number]
    produced_sat = floor_sat(total[kernel.BITCOIN])
    told = conditions.facts(month)
    sold_sat = floor_sat(total[kernel.BITCOIN] * fleet.treasury.sold_share) if told.sold_sat is None else told.sold_sat
    if sold_sat > held_sat + produced_sat:
        have = (held_sat + produced_sat) / SATOSHI_PER_BITCOIN
        bound = f"at most {have:,.8f} BTC"
        message = f"sold_btc of {month} is {sold_sat / SATOSHI_PER_BITCOIN:,.8f} BTC; it must be {bound}"
        details = {"field": "sold_btc", "bound": bound}
        raise Refused(Refusal(OUT_OF_BOUNDS, message, where=f"monthly file, {month}: sold_btc", details=details))
    fees, price = conditions.fees_btc(month), conditions.bitcoin_usd(month)
    last_day = month.next.first_day - timedelta(days=1)
    return MonthReport(
        network=network_month(conditions.network, month, fees, price),
        produced_sat=produced_sat,
        deployed_ehs_end=sum(
            each.machines * each.machine.hashrate_th for each in fleet.placements if each.start <= last_day < each.until
        )
        / TH_PER_EH,
        deployed_ehs=float(total[kernel.DEPLOYED]) / hours / TH_PER_EH,
        operating_ehs=float(total[kernel.OPERATING]) / hours / TH_PER_EH,
        energy_kwh=float(total[kernel.ENERGY]),
        curtailed_kwh=float(total[kernel.CURTAILED]),
        costs=_costs(fleet, made, number, total),
        revenue_usd=float(total[kernel.REVENUE]),
        sold_sat=sold_sat,
        held_sat=held_sat + produced_sat - sold_sat,
        luck=conditions.luck(month) if fleet.mining_pool.takes_luck else 1.0,
        published_sat=told.published_sat,
        machines=float(total[kernel.MACHINE_HOURS]) / hours,
        sites=_sites(fleet, made, number, hours, produced_sat, megawatts),
    )


def _costs(fleet: Fleet, made: Production, number: int, total: Floats) -> Costs:
    """Overheads are due for every month in full; machines depreciate by the hours they stand at a site."""
    hours = made.months[number].days * HOURS_PER_DAY
    worn = sum(
        made.totals[place, number, kernel.MACHINE_HOURS] / hours * group.machine.price_usd / fleet.machine_life_months
        for place, group in enumerate(made.groups)
    )
    return Costs(
        power_usd=float(total[kernel.POWER_COST]),
        credits_usd=float(total[kernel.CREDITS]),
        sites_usd=sum(site.fixed_usd_month for site in fleet.sites),
        corporate_usd=fleet.corporate_usd_month,
        depreciation_usd=float(worn) + sum(site.capital_usd / site.life_months for site in fleet.sites),
    )


def _sites(
    fleet: Fleet,
    made: Production,
    number: int,
    hours: float,
    produced_sat: int,
    megawatts: dict[str, Sequence[float]],
) -> tuple[SiteMonth, ...]:
    """Each site's part; satoshi are cut where the running sum passes them, so that they add up to the month's."""
    rows: list[SiteMonth] = []
    running, booked = 0.0, 0
    for place, site in enumerate(fleet.sites):
        total = made.by_site(site.name)[number]
        running += float(total[kernel.BITCOIN])
        upto = produced_sat if place == len(fleet.sites) - 1 else min(floor_sat(running), produced_sat)
        rows.append(
            SiteMonth(
                site.name,
                upto - booked,
                float(total[kernel.DEPLOYED]) / hours / TH_PER_EH,
                float(total[kernel.OPERATING]) / hours / TH_PER_EH,
                float(total[kernel.ENERGY]) / 1000.0,
                float(total[kernel.CURTAILED]) / 1000.0,
                float(total[kernel.POWER_COST]),
                float(total[kernel.CREDITS]),
                float(total[kernel.REVENUE]),
                megawatts[site.name][number] if site.name in megawatts else None,
            )
        )
        booked = upto
    return tuple(rows)


TRIAL_KW = 1_000_000.0
"""The size of the trial placement behind the next megawatt: large, so that whole machines fill it nearly to the kW."""


def next_megawatts(fleet: Fleet, conditions: Conditions) -> dict[str, Sequence[float]]:
    """USD a month that one more MW at each site would earn after power, with the best machine that it can cool.

    The best is the fleet's most efficient model; its price and the site's build are not in it. By site and month.
    """
    trials: list[Placement] = []
    for site in fleet.sites:
        best = best_machine(fleet, site.coolings)
        if best is not None:
            trials.append(Placement(site.name, best, round(TRIAL_KW / site.wall_kw(best)), fleet.start, fleet.until))
    made = produce(replace(fleet, placements=tuple(trials)), conditions)
    values: dict[str, Sequence[float]] = {}
    for place, group in enumerate(made.groups):
        total = made.totals[place]
        profit = total[:, kernel.REVENUE] - total[:, kernel.POWER_COST] + total[:, kernel.CREDITS]
        megawatts = group.machines * fleet.site(group.site).wall_kw(group.machine) / 1000.0
        values[group.site] = [float(each) / megawatts for each in profit]
    return values


def best_machine(fleet: Fleet, coolings: Sequence[str]) -> Machine | None:
    """The most efficient model in the fleet of these coolings."""
    fitting = {each.machine for each in fleet.placements if each.machine.cooling in coolings}
    return min(fitting, key=lambda each: (each.joules_per_th, each.model), default=None)
