"""Answers of the mine as tables of text: what the command line prints and the pages show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lantau.mining.attribution import CAUSES, Attribution
from lantau.mining.bodies import SIMULATED, spread
from lantau.mining.expansion import QUANTILES, Expectation, Way
from lantau.mining.machines import Machine
from lantau.mining.months import instant_text
from lantau.mining.network import Network, NetworkMonth
from lantau.mining.protocol import SATOSHI_PER_BITCOIN
from lantau.mining.report import MonthReport, Report

ACROSS = 12
"""Months that stand beside one another in a table; more are told in further tables."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text; columns after the first are numbers, set flush right."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def right(self) -> range:
        """The columns that are numbers."""
        return range(1, len(self.headings))


def _number(value: float | None, decimals: int = 0) -> str:
    if value is None or math.isnan(value):
        return "-"
    return "never" if math.isinf(value) else f"{value:,.{decimals}f}"


def _percent(value: float | None, decimals: int = 1) -> str:
    return "-" if value is None else f"{100.0 * value:,.{decimals}f}%"


def _bitcoin(sat: int, decimals: int = 2) -> str:
    return f"{sat / SATOSHI_PER_BITCOIN:,.{decimals}f}"


def _months_table(title: str, rows: Sequence[MonthReport], lines: Sequence[tuple[str, list[str]]]) -> Table:
    return Table(title, ("", *(str(row.month) for row in rows)), tuple((name, *cells) for name, cells in lines))


def production_table(rows: Sequence[MonthReport]) -> Table:
    """Bitcoin, hashrate, uptime, holdings, by month across."""
    lines = [
        ("bitcoin produced", [_bitcoin(row.produced_sat) for row in rows]),
        ("a day", [_number(row.produced_btc_per_day, 2) for row in rows]),
        ("deployed at month end, EH/s", [_number(row.deployed_ehs_end, 2) for row in rows]),
        ("average operating, EH/s", [_number(row.operating_ehs, 2) for row in rows]),
        ("uptime", [_percent(row.uptime) for row in rows]),
        ("energy not used by choice", [_percent(row.curtailed_share) for row in rows]),
        ("fleet J/TH at the meter", [_number(row.joules_per_th, 1) for row in rows]),
        ("bitcoin sold", [_bitcoin(row.sold_sat) for row in rows]),
        ("bitcoin held at month end", [_bitcoin(row.held_sat) for row in rows]),
    ]
    if any(row.published_sat is not None for row in rows):
        published = [_bitcoin(row.published_sat) if row.published_sat is not None else "-" for row in rows]
        lines.append(("published", published))
        lines.append(("model over published", [_percent(row.off_published, 2) for row in rows]))
    return _months_table("Production", rows, lines)


def cost_table(rows: Sequence[MonthReport]) -> Table:
    """Prices and costs, by month across, in USD."""
    return _months_table(
        "Costs, in USD",
        rows,
        [
            ("bitcoin price, mean", [_number(row.network.bitcoin_usd) for row in rows]),
            ("hashprice, PH/s and day", [_number(row.network.hashprice_usd, 2) for row in rows]),
            ("power, kWh, after credits", [_number(row.power_usd_kwh, 4) for row in rows]),
            ("credits for power not used", [_number(row.costs.credits_usd) for row in rows]),
            ("cash cost of a bitcoin", [_number(row.cash_cost_usd) for row in rows]),
            ("all-in cost of a bitcoin", [_number(row.all_in_cost_usd) for row in rows]),
        ],
    )


def quarter_table(report: Report) -> Table:
    """Revenue and gross margin by quarter."""
    rows = tuple(
        (
            each.quarter if each.months == 3 else f"{each.quarter} ({each.months} of 3 months)",
            _bitcoin(each.produced_sat),
            _number(each.revenue_usd),
            _number(each.costs.of_revenue_usd),
            _percent(each.gross_margin),
        )
        for each in report.quarters
    )
    return Table("Quarters", ("quarter", "bitcoin", "revenue, USD", "cost of revenue, USD", "gross margin"), rows)


def site_table(row: MonthReport) -> Table:
    """The sites in one month."""
    rows = tuple(
        (
            site.site,
            _bitcoin(site.produced_sat),
            _number(site.operating_ehs, 2),
            _number(site.energy_mwh),
            _number(site.curtailed_mwh),
            _number(site.power_usd_mwh, 2),
            _number(site.revenue_usd_mwh, 2),
            _number(site.next_mw_usd),
        )
        for site in row.sites
    )
    headings = (
        f"site, {row.month}", "bitcoin", "operating, EH/s", "MWh", "MWh not used", "cost of a MWh", "revenue of a MWh",
        "next MW, USD a month",
    )  # fmt: skip
    return Table("Sites", headings, rows)


def report_tables(report: Report) -> tuple[Table, ...]:
    """Everything a report shows: months, costs, quarters, and the sites in the last month."""
    if not report.months:
        return ()
    years = [report.months[first : first + ACROSS] for first in range(0, len(report.months), ACROSS)]
    months = [make(rows) for make in (production_table, cost_table) for rows in years]
    return (*months, quarter_table(report), site_table(report.months[-1]))


CAUSE_WORDS = {
    "hashrate": "hashrate",
    "uptime": "uptime (outages and curtailment)",
    "days": "days in the month",
    "difficulty": "difficulty",
    "subsidy": "subsidy",
    "fees": "transaction fees",
    "mining_pool": "terms of the mining pool",
    "luck": "luck, and what the model misses",
}


def attribution_table(made: Attribution) -> Table:
    """Each cause: its value in both months, its part in BTC and as a share of the earlier month."""
    before, after = made.before, made.after
    values = {
        "hashrate": (f"{before.hashrate_ehs:,.2f} EH/s", f"{after.hashrate_ehs:,.2f} EH/s"),
        "uptime": (_percent(before.uptime), _percent(after.uptime)),
        "days": (str(before.days), str(after.days)),
        "difficulty": (f"{before.difficulty / 1e12:,.2f} T", f"{after.difficulty / 1e12:,.2f} T"),
        "subsidy": (f"{before.subsidy_btc:g}", f"{after.subsidy_btc:g}"),
        "fees": (f"{before.fees_btc:g}", f"{after.fees_btc:g}"),
        "mining_pool": (_percent(before.kept, 2), _percent(after.kept, 2)),
        "luck": (_percent(before.luck, 2), _percent(after.luck, 2)),
    }
    rows = [
        (CAUSE_WORDS[cause], *values[cause], _signed(made.parts_sat[cause]), f"{100.0 * made.share(cause):+.2f}%")
        for cause in CAUSES
    ]
    total = f"{100.0 * made.change_share:+.2f}%"
    bitcoin = (_bitcoin(before.produced_sat, 8), _bitcoin(after.produced_sat, 8))
    rows.append(("the change, exactly", *bitcoin, _signed(made.change_sat), total))
    return Table(
        f"Why output changed from {before.month} to {after.month}",
        ("cause", str(before.month), str(after.month), "part, BTC", "share"),
        tuple(rows),
    )


def _signed(sat: int) -> str:
    return f"{sat / SATOSHI_PER_BITCOIN:+,.8f}"


def expansion_tables(made: Expectation) -> tuple[Table, ...]:
    """The distributions of both ways, and buying bitcoin beside them."""
    expansion = made.expansion
    headings = ("", *(f"{round(100 * share)}%" for share in QUANTILES))
    tables = [_way_table(made, way, headings) for way in (expansion.built, expansion.hosted)]
    bought = (
        ("bitcoin for the capital of the site built", *[_number(made.bought_bitcoin, 2)] * len(QUANTILES)),
        ("return a year of holding it", *(_percent(value) for value in spread(made.bought_rate))),
    )
    tables.append(Table("Buying bitcoin instead", headings, bought))
    steps = expansion.steps
    picks = sorted({0, *(round(steps * part / expansion.years) for part in range(1, expansion.years)), steps - 1})
    rows = tuple(
        (f"after {step * expansion.years / steps:.1f} years", *(_number(line[step], 2) for line in fan))
        for fan in (made.fans["hashprice_usd"],)
        for step in picks
    )
    tables.append(Table("Hashprice, USD per PH/s and day", headings, rows))
    return tuple(tables)


def _way_table(made: Expectation, way: Way, headings: tuple[str, ...]) -> Table:
    outcomes, expansion = made.ways[way.name], made.expansion
    rows = (
        ("bitcoin mined", *(_number(value, 1) for value in spread(outcomes.bitcoin))),
        ("bitcoin beyond buying it", *(_number(value, 1) for value in spread(outcomes.bitcoin_beyond))),
        ("cash cost of a bitcoin, USD", *(_number(value) for value in spread(outcomes.cash_per_bitcoin_usd))),
        ("all-in cost of a bitcoin, USD", *(_number(value) for value in spread(outcomes.cost_per_bitcoin_usd))),
        ("payback, months", *(_number(value, 1) for value in spread(outcomes.payback_months))),
        ("return a year (IRR)", *(_percent(value) for value in spread(outcomes.rate_of_return))),
        (
            f"present value at {100 * expansion.discount:g}%, USD",
            *(_number(value) for value in spread(outcomes.present_value_usd)),
        ),
        ("share of time that power is paid", *(_percent(value) for value in spread(outcomes.running_share))),
    )
    return Table(f"{way.name.capitalize()}: capital USD {expansion.capital_usd(way):,.0f}", headings, rows)


def expansion_lines(made: Expectation) -> tuple[str, ...]:
    """What the tables do not say: breakeven hashprices, chances, and what is assumed."""
    expansion = made.expansion
    lines = [f"{made.paths:,} paths of {expansion.years} years by epoch, seed {made.seed}; {SIMULATED}"]
    for way in (expansion.built, expansion.hosted):
        outcomes = made.ways[way.name]
        power = expansion.breakeven_hashprice_usd(way, whole=False)
        whole = expansion.breakeven_hashprice_usd(way, whole=True)
        lines.append(
            f"{way.name}: hashprice that pays power {power:,.2f}, all costs over the years {whole:,.2f}; "
            f"{_percent(outcomes.never_pays_back)} of paths never pay back; "
            f"{_percent(outcomes.beats_buying)} leave more bitcoin than buying"
        )
    return (*lines, *expansion.assumed)


def network_table(months: Sequence[NetworkMonth]) -> Table:
    """The network by month."""
    rows = tuple(
        (
            str(each.month),
            f"{each.difficulty / 1e12:,.3f}",
            f"{each.subsidy_btc:.4f}",
            f"{each.fees_btc:.4f}",
            _number(each.bitcoin_usd),
            _number(each.hashprice_usd, 2),
            f"{each.blocks_per_ehs * (each.subsidy_btc + each.fees_btc):,.3f}",
        )
        for each in months
    )
    headings = (
        "month", "difficulty, T (harmonic)", "subsidy, BTC", "fees, BTC", "price, USD", "hashprice, USD",
        "BTC of 1 EH/s",
    )  # fmt: skip
    return Table("The network by month", headings, rows)


def epoch_table(network: Network) -> Table:
    """The network by epoch."""
    rows = tuple(
        (
            f"{each.number}{' (assumed)' if each.assumed else ''}",
            f"{each.start_height:,}",
            instant_text(float(each.start_seconds)),
            f"{each.bits:08x}" if each.bits else "-",
            f"{each.difficulty / 1e12:,.4f}",
        )
        for each in network.epochs
    )
    return Table("Difficulty by epoch", ("epoch", "first block", "begins", "bits", "difficulty, T"), rows)


def machine_table(machines: Sequence[Machine]) -> Table:
    """The catalogue of machines."""
    rows = tuple(
        (
            each.model,
            _number(each.hashrate_th, 0),
            _number(each.power_kw * 1000.0),
            f"{each.joules_per_th:.1f}",
            each.cooling,
            _number(each.price_usd) if each.price_usd else "-",
            each.confidence,
        )
        for each in machines
    )
    return Table("Machine models", ("model", "TH/s", "W", "J/TH", "cooling", "USD", "known by"), rows)
