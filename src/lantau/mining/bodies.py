"""Answers of the mine as plain data, for JSON and CSV. Every body says that it is simulated."""

from __future__ import annotations

import csv
import io
import math

import numpy as np

from lantau.mining.attribution import CAUSES, Attribution, Output
from lantau.mining.expansion import QUANTILES, Expectation, Outcomes
from lantau.mining.network import Floats, Network, NetworkMonth
from lantau.mining.report import Costs, MonthReport, QuarterReport, Report, SiteMonth

SIMULATED = "simulated; no miner's accounts, no advice"
Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def finite(value: float | None) -> float | None:
    """A number that JSON can hold; what is infinite or no number is null."""
    return value if value is not None and math.isfinite(value) else None


def network_body(month: NetworkMonth) -> dict[str, Plain]:
    """The network in one month."""
    return {
        "month": str(month.month),
        "difficulty_harmonic": month.difficulty,
        "subsidy_btc": month.subsidy_btc,
        "fees_btc_per_block": month.fees_btc,
        "bitcoin_usd": month.bitcoin_usd,
        "hashprice_usd_ph_day": month.hashprice_usd,
        "blocks_per_eh_s": month.blocks_per_ehs,
    }


def _costs(costs: Costs) -> dict[str, Plain]:
    return {
        "power_usd": costs.power_usd,
        "credits_usd": costs.credits_usd,
        "sites_usd": costs.sites_usd,
        "corporate_usd": costs.corporate_usd,
        "depreciation_usd": costs.depreciation_usd,
        "cash_usd": costs.cash_usd,
        "all_in_usd": costs.all_in_usd,
    }


def month_body(row: MonthReport) -> dict[str, Plain]:
    """One month of a report, its sites left out."""
    return {
        **network_body(row.network),
        "days": row.month.days,
        "produced_sat": row.produced_sat,
        "btc_produced": row.produced_btc,
        "btc_per_day": row.produced_btc_per_day,
        "deployed_ehs_end": row.deployed_ehs_end,
        "deployed_ehs_average": row.deployed_ehs,
        "avg_operating_ehs": row.operating_ehs,
        "uptime": row.uptime,
        "curtailed_share": row.curtailed_share,
        "joules_per_th": row.joules_per_th,
        "energy_mwh": row.energy_kwh / 1000.0,
        "curtailed_mwh": row.curtailed_kwh / 1000.0,
        "power_usd_kwh": row.power_usd_kwh,
        "cash_cost_usd_per_btc": row.cash_cost_usd,
        "all_in_cost_usd_per_btc": row.all_in_cost_usd,
        "revenue_usd": row.revenue_usd,
        "btc_sold_sat": row.sold_sat,
        "btc_held_end_sat": row.held_sat,
        "luck": row.luck,
        "published_sat": row.published_sat,
        "off_published": row.off_published,
        **_costs(row.costs),
    }


def _site(site: SiteMonth) -> dict[str, Plain]:
    return {
        "site": site.site,
        "produced_sat": site.produced_sat,
        "deployed_ehs": site.deployed_ehs,
        "operating_ehs": site.operating_ehs,
        "energy_mwh": site.energy_mwh,
        "curtailed_mwh": site.curtailed_mwh,
        "power_usd": site.power_usd,
        "credits_usd": site.credits_usd,
        "revenue_usd": site.revenue_usd,
        "next_mw_usd_month": site.next_mw_usd,
    }


def _quarter(quarter: QuarterReport) -> dict[str, Plain]:
    return {
        "quarter": quarter.quarter,
        "months": quarter.months,
        "produced_sat": quarter.produced_sat,
        "revenue_usd": quarter.revenue_usd,
        "cost_of_revenue_usd": quarter.costs.of_revenue_usd,
        "gross_margin": quarter.gross_margin,
        **_costs(quarter.costs),
    }


def report_body(report: Report) -> dict[str, Plain]:
    """The whole report."""
    months: list[Plain] = [{**month_body(row), "sites": [_site(site) for site in row.sites]} for row in report.months]
    return {
        "notice": SIMULATED,
        "name": report.name,
        "assumed": list(report.assumed),
        "months": months,
        "quarters": [_quarter(each) for each in report.quarters],
    }


def report_csv(report: Report) -> str:
    """The months as CSV under one comment line; blank where there is nothing to say."""
    out = io.StringIO()
    out.write(f"# {report.name}: monthly production, {SIMULATED}\n")
    bodies = [month_body(row) for row in report.months]
    writer = csv.DictWriter(out, fieldnames=list(bodies[0]) if bodies else ["month"], lineterminator="\n")
    writer.writeheader()
    writer.writerows([{name: "" if value is None else value for name, value in body.items()} for body in bodies])
    return out.getvalue()


def _output(output: Output) -> dict[str, Plain]:
    return {
        "month": str(output.month),
        "produced_sat": output.produced_sat,
        "hashrate_ehs": output.hashrate_ehs,
        "uptime": output.uptime,
        "days": output.days,
        "difficulty_harmonic": output.difficulty,
        "subsidy_btc": output.subsidy_btc,
        "fees_btc_per_block": output.fees_btc,
        "kept_share": output.kept,
        "luck": output.luck,
    }


def attribution_body(made: Attribution) -> dict[str, Plain]:
    """The change and its parts, in satoshi; the parts sum to the change."""
    return {
        "notice": SIMULATED,
        "method": "Shapley value, rounded to the satoshi by largest remainder",
        "before": _output(made.before),
        "after": _output(made.after),
        "change_sat": made.change_sat,
        "parts_sat": {cause: made.parts_sat[cause] for cause in CAUSES},
    }


def spread(values: Floats) -> list[float]:
    """The quantiles of a distribution, each a value that was drawn; infinite ones stay so."""
    found: Floats = np.quantile(values, QUANTILES, method="inverted_cdf")
    return [float(value) for value in found]


def _outcomes(outcomes: Outcomes) -> dict[str, Plain]:
    told: dict[str, Plain] = {}
    for name in Outcomes.__slots__:
        told[name] = [finite(value) for value in spread(getattr(outcomes, name))]
    told["never_pays_back"] = outcomes.never_pays_back
    return told


def expectation_body(made: Expectation) -> dict[str, Plain]:
    """Distributions as quantiles; null stands for never (payback) or without end (cost of a bitcoin)."""
    expansion = made.expansion
    ways: dict[str, Plain] = {}
    for way in (expansion.built, expansion.hosted):
        outcomes = made.ways[way.name]
        ways[way.name] = {
            "capital_usd": expansion.capital_usd(way),
            "breakeven_hashprice_usd_power": expansion.breakeven_hashprice_usd(way, whole=False),
            "breakeven_hashprice_usd_whole": finite(expansion.breakeven_hashprice_usd(way, whole=True)),
            "more_bitcoin_than_bought": outcomes.beats_buying,
            **_outcomes(outcomes),
        }
    fans: dict[str, Plain] = {name: [list(map(float, line)) for line in fan] for name, fan in made.fans.items()}
    return {
        "notice": SIMULATED,
        "name": expansion.name,
        "starts": expansion.starts.isoformat(),
        "years": expansion.years,
        "paths": made.paths,
        "seed": made.seed,
        "assumed": list(expansion.assumed),
        "quantiles": list(QUANTILES),
        "ways": ways,
        "bought": {"bitcoin": made.bought_bitcoin, "rate_of_return": list(spread(made.bought_rate))},
        "fans_by_epoch": fans,
    }


def epochs_body(network: Network) -> list[Plain]:
    """The epochs of a network."""
    return [
        {
            "epoch": each.number,
            "start_height": each.start_height,
            "start_seconds": each.start_seconds,
            "difficulty": each.difficulty,
            "bits": f"{each.bits:08x}" if each.bits else None,
            "assumed": each.assumed,
        }
        for each in network.epochs
    ]
