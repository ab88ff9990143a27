"""Reads the fleets of miners that the console is given: the list of them, and one with its months and changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from lantau import mining
from lantau.mining import queries
from lantau.refusal import Refusal, Refused
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.fleet_shelf import FleetFolder, FleetShelf
from lantau.web.formats import ABSENT, decimal_text, statistic_text, tera_text
from lantau.web.month_charts import BARS, LINE, POINTS, MonthChart, Series, month_chart, waterfall
from lantau.web.readings.expansions import expansion_view
from lantau.web.readings.treasuries import purchases, treasuries
from lantau.web.views.lab import RefusedLine
from lantau.web.views.mining import (
    AssumedLine,
    AttributionView,
    Bitcoin,
    CauseLine,
    FleetLine,
    FleetView,
    MiningView,
    ModelLine,
    MonthLine,
    PlotLine,
    QuarterLine,
    SiteLine,
)

Answer = TypeVar("Answer")
BITCOIN_DIGITS = 8
MICROS = 1_000_000
MILLIONTHS_OF_THOUSAND = 1_000
"""How many millionths of a thousand USD one USD is."""

TERA_MICROS = 1_000_000
"""How many of difficulty's ones are a millionth of 10^12."""

SHARE = "share"
CHART_FILES = (
    "bitcoin-produced", "hashrate", "cost-of-a-bitcoin-and-its-price", "parts-of-the-change",
)  # fmt: skip
EXPANSION_FILES = (
    "price-of-a-bitcoin", "difficulty", "hashprice", "bitcoin-of-an-epoch-site-built", "returns-a-year",
)  # fmt: skip


def every(console: Console, ask: Ask) -> MiningView:
    """Every fleet's folder, and what is refused of it; and the bitcoin in the world's books."""
    del ask
    shelf = console.fleets
    return MiningView(
        is_ready=shelf is not None,
        home="" if shelf is None else str(shelf.home),
        fleets=() if shelf is None else tuple(_line(each) for each in shelf.every()),
        treasuries=treasuries(console),
        purchases=purchases(console),
    )


def one(console: Console, ask: Ask) -> FleetView:
    """One fleet; its file is read anew each time. Refused as ``read_fleet`` and ``report`` are."""
    shelf, folder = fleet_of(console, ask.path["fleet"])
    read = wanted(mining.read_fleet(folder.folder))
    made = wanted(mining.report(read))
    changed = _changed(read, made, ask)
    expected = shelf.expected(folder)
    day = made.months[-1].month.next.first_day - timedelta(days=1)
    return FleetView(
        line=_told(folder, read),
        months=tuple(_month(row) for row in reversed(made.months)),
        has_published=any(row.published_sat is not None for row in made.months),
        assumed=_assumed(read, made),
        plots=_plots(made),
        attribution=None if changed is None or isinstance(changed, Refusal) else _attribution(made, changed),
        attribution_refused=_refused(changed) if isinstance(changed, Refusal) else None,
        sites=_sites(made.months[-1], queries.placed_sites(read.fleet, day)),
        models=tuple(_model(each) for each in queries.placed_models(read.fleet, day)),
        quarters=tuple(_quarter(each) for each in reversed(made.quarters)),
        expansion=None if expected is None or isinstance(expected, Refusal) else expansion_view(expected),
        expansion_refused=_refused(expected) if isinstance(expected, Refusal) else None,
        chart_files=(
            *(CHART_FILES if isinstance(changed, mining.Attribution) else CHART_FILES[:-1]),
            *(EXPANSION_FILES if isinstance(expected, mining.Expectation) else ()),
        ),
    )


def fleet_of(console: Console, name: str) -> tuple[FleetShelf, FleetFolder]:
    """A fleet by its folder's name; not there for any name that is not listed."""
    shelf = console.fleets
    found = None if shelf is None else shelf.named(name)
    if shelf is None or found is None:
        raise NotThereError("fleet", name[:60])
    return shelf, found


def wanted(answer: Answer | Refusal) -> Answer:
    """An answer of the mine; its refusal is raised."""
    if isinstance(answer, Refusal):
        raise Refused(answer)
    return answer


def asked_months(months: Sequence[str], ask: Ask) -> tuple[str, str] | None:
    """The months that the address compares, else the last two; None where there is one and nothing was asked."""
    if not (ask.query.get("from") or ask.query.get("to")) and len(months) < 2:
        return None
    return ask.query.get("from") or months[max(0, len(months) - 2)], ask.query.get("to") or months[-1]


def _refused(refusal: Refusal) -> RefusedLine:
    """A refusal with its place: file, line and field."""
    place = f" ({refusal.where})" if refusal.where else ""
    return RefusedLine(refusal.code.name, refusal.message + place, refusal.code.remedy)


def _line(folder: FleetFolder) -> FleetLine:
    read = mining.read_fleet(folder.folder)
    if isinstance(read, Refusal):
        return FleetLine(folder.name, folder.name, folder.is_shipped, "", "", 0, 0, _refused(read))
    return _told(folder, read)


def _told(folder: FleetFolder, read: mining.FleetFile) -> FleetLine:
    fleet = read.fleet
    day = fleet.until - timedelta(days=1)
    return FleetLine(
        name=folder.name,
        title=fleet.name,
        is_shipped=folder.is_shipped,
        first=fleet.start.isoformat()[:7],
        last=day.isoformat()[:7],
        sites=len(fleet.sites),
        machines=fleet.machines_on(day),
        refused=None,
    )


def bitcoin(satoshi: int, *, signed: bool = False) -> Bitcoin:
    """Satoshi with their text, all eight decimals; a gain with its sign where ``signed``."""
    text = decimal_text(satoshi, BITCOIN_DIGITS, least=BITCOIN_DIGITS)
    return Bitcoin(satoshi, f"+{text}" if signed and satoshi > 0 else text)


def number(value: float | None, digits: int, unit: str = "") -> str:
    """A reckoned number, rounded; a dash where there is none."""
    return ABSENT if value is None else statistic_text(value, unit, digits)


def _month(row: queries.MonthReport) -> MonthLine:
    return MonthLine(
        month=str(row.month),
        produced=bitcoin(row.produced_sat),
        a_day=number(row.produced_btc_per_day, 2),
        deployed_end=number(row.deployed_ehs_end, 2),
        operating=number(row.operating_ehs, 2),
        uptime=number(row.uptime, 1, SHARE),
        curtailed=number(row.curtailed_share, 1, SHARE),
        joules_per_th=number(row.joules_per_th, 1),
        sold=bitcoin(row.sold_sat),
        held=bitcoin(row.held_sat),
        published=None if row.published_sat is None else bitcoin(row.published_sat),
        off_published=number(row.off_published, 2, SHARE),
        price_usd=number(row.network.bitcoin_usd, 0),
        difficulty_t=tera_text(row.network.difficulty),
        hashprice_usd=number(row.network.hashprice_usd, 2),
        power_usd_kwh=number(row.power_usd_kwh, 4),
        credits_usd=number(row.costs.credits_usd, 0),
        cash_cost_usd=number(row.cash_cost_usd, 0),
        all_in_cost_usd=number(row.all_in_cost_usd, 0),
    )


def _assumed(read: mining.FleetFile, made: mining.Report) -> tuple[AssumedLine, ...]:
    """What ``Conditions.assumed`` says in English, as values that a page says in either language."""
    around = read.conditions
    months = [row.month for row in made.months]
    lacking = (
        ("fees", f"{around.default_fees_btc:g}", [each for each in months if around.facts(each).fees_btc is None]),
        ("price", number(around.default_bitcoin_usd, 0), [m for m in months if around.facts(m).bitcoin_usd is None]),
        ("difficulty", "", [each for each in months if each.end_seconds > around.network.assumed_seconds]),
    )
    return tuple(
        AssumedLine(what, value, len(named), str(named[0]), str(named[-1])) for what, value, named in lacking if named
    )


def _plots(made: mining.Report) -> tuple[PlotLine, ...]:
    rows = made.months
    names = [str(row.month) for row in rows]

    def series(
        name: str, kind: str, shade: int, values: Sequence[float | None], digits: int, one: int = MICROS
    ) -> Series:
        micros = tuple(None if value is None else round(value * one) for value in values)
        return Series(name, kind, shade, micros, tuple(number(value, digits) for value in values))

    def drawn(*each: Series) -> MonthChart:
        return month_chart(names, each)

    produced = tuple(row.produced_sat for row in rows)
    told = tuple(row.published_sat for row in rows)
    output = [Series("produced", BARS, 1, tuple(sat // 100 for sat in produced), _texts(produced))]
    if any(sat is not None for sat in told):
        output.append(
            Series("published", POINTS, 2, tuple(None if sat is None else sat // 100 for sat in told), _texts(told))
        )
    difficulty = tuple(round(row.network.difficulty) // TERA_MICROS for row in rows)
    return (
        PlotLine("output", "btc", drawn(*output)),
        PlotLine(
            "hashrate",
            "ehs",
            drawn(
                series("deployed", BARS, 5, [row.deployed_ehs for row in rows], 2),
                series("operating", BARS, 1, [row.operating_ehs for row in rows], 2),
            ),
        ),
        PlotLine(
            "cost",
            "thousand_usd",
            drawn(
                series("price", LINE, 4, [row.network.bitcoin_usd for row in rows], 0, MILLIONTHS_OF_THOUSAND),
                series("all_in", LINE, 3, [row.all_in_cost_usd for row in rows], 0, MILLIONTHS_OF_THOUSAND),
                series("cash", LINE, 2, [row.cash_cost_usd for row in rows], 0, MILLIONTHS_OF_THOUSAND),
            ),
        ),
        PlotLine("power", "usd_kwh", drawn(series("power", LINE, 1, [row.power_usd_kwh for row in rows], 4))),
        PlotLine(
            "difficulty",
            "tera",
            drawn(Series("difficulty", LINE, 1, difficulty, tuple(tera_text(row.network.difficulty) for row in rows))),
        ),
        PlotLine(
            "hashprice",
            "usd_ph_day",
            drawn(series("hashprice", LINE, 2, [row.network.hashprice_usd for row in rows], 2)),
        ),
    )


def _texts(satoshi: Sequence[int | None]) -> tuple[str, ...]:
    return tuple(ABSENT if sat is None else bitcoin(sat).text for sat in satoshi)


def _changed(read: mining.FleetFile, made: mining.Report, ask: Ask) -> mining.Attribution | Refusal | None:
    """The change that the address asks about, which is refused aloud; else the last one, whose refusal is told."""
    months = asked_months([str(row.month) for row in made.months], ask)
    if months is None:
        return None
    found = queries.attributed(read, made, *months)
    if isinstance(found, Refusal) and (ask.query.get("from") or ask.query.get("to")):
        raise Refused(found)
    return found


def _attribution(made: mining.Report, changed: mining.Attribution) -> AttributionView:
    before, after = changed.before, changed.after
    values = {
        "hashrate": (number(before.hashrate_ehs, 2), number(after.hashrate_ehs, 2)),
        "uptime": (number(before.uptime, 1, SHARE), number(after.uptime, 1, SHARE)),
        "days": (str(before.days), str(after.days)),
        "difficulty": (tera_text(before.difficulty), tera_text(after.difficulty)),
        "subsidy": (f"{before.subsidy_btc:g}", f"{after.subsidy_btc:g}"),
        "fees": (f"{before.fees_btc:g}", f"{after.fees_btc:g}"),
        "mining_pool": (number(before.kept, 2, SHARE), number(after.kept, 2, SHARE)),
        "luck": (number(before.luck, 2, SHARE), number(after.luck, 2, SHARE)),
    }
    falls = waterfall([changed.parts_sat[cause] for cause in queries.CAUSES])
    published = {str(row.month): row.published_sat is not None for row in made.months}
    return AttributionView(
        first=str(before.month),
        last=str(after.month),
        before=bitcoin(before.produced_sat),
        after=bitcoin(after.produced_sat),
        before_is_published=published[str(before.month)],
        after_is_published=published[str(after.month)],
        change=bitcoin(changed.change_sat, signed=True),
        share=_signed(changed.change_share),
        chart=falls[-1],
        causes=tuple(
            CauseLine(
                cause,
                *values[cause],
                bitcoin(changed.parts_sat[cause], signed=True),
                _signed(changed.share(cause)),
                fall,
            )
            for cause, fall in zip(queries.CAUSES, falls, strict=False)
        ),
    )


def _signed(share: float) -> str:
    text = number(share, 2, SHARE)
    return f"+{text}" if share > 0 and text.strip("0.,%") else text


def _sites(row: queries.MonthReport, placed: Sequence[queries.PlacedSite]) -> tuple[SiteLine, ...]:
    standing = {each.site.name: each for each in placed}
    return tuple(
        SiteLine(
            site=site.site,
            contract=standing[site.site].site.contract.kind,
            machines=standing[site.site].machines,
            drawn_mw=number(standing[site.site].drawn_mw, 1),
            capacity_mw=number(standing[site.site].capacity_mw, 1),
            filled=number(standing[site.site].filled, 1, SHARE),
            uptime=number(site.uptime, 1, SHARE),
            operating=number(site.operating_ehs, 2),
            produced=bitcoin(site.produced_sat),
            energy_mwh=number(site.energy_mwh, 0),
            curtailed_mwh=number(site.curtailed_mwh, 0),
            power_usd_mwh=number(site.power_usd_mwh, 2),
            revenue_usd_mwh=number(site.revenue_usd_mwh, 2),
            next_mw_usd=number(site.next_mw_usd, 0),
        )
        for site in row.sites
    )


def _model(placed: queries.PlacedModel) -> ModelLine:
    machine = placed.machine
    return ModelLine(
        site=placed.site,
        model=machine.model,
        machines=placed.machines,
        hashrate_th=number(machine.hashrate_th, 0),
        power_w=number(machine.power_kw * 1000, 0),
        joules_per_th=number(machine.joules_per_th, 1),
        cooling=machine.cooling,
        deployed=number(placed.hashrate_ehs, 2),
    )


def _quarter(quarter: queries.QuarterReport) -> QuarterLine:
    return QuarterLine(
        quarter=quarter.quarter,
        months=quarter.months,
        produced=bitcoin(quarter.produced_sat),
        revenue_usd=number(quarter.revenue_usd, 0),
        cost_usd=number(quarter.costs.of_revenue_usd, 0),
        gross_margin=number(quarter.gross_margin, 1, SHARE),
    )
