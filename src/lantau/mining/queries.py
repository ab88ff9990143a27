"""What the command line and the console ask of the mine: one call each, answered as tables, plain data and a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lantau.mining import bodies, charts, pages, telling
from lantau.mining.attribution import CAUSES, Attribution, attribute, reported
from lantau.mining.bodies import SIMULATED, Plain, spread
from lantau.mining.charts import Draw
from lantau.mining.conditions import DEFAULT_FEES_BTC, Conditions, read_months
from lantau.mining.expansion import QUANTILES, Outcomes, Way, expect
from lantau.mining.expansion_file import read_expansion
from lantau.mining.fleet_file import FleetFile, read_fleet
from lantau.mining.machines import catalogue
from lantau.mining.mining_pools import FEE_BOUND, SCHEMES, MiningPool
from lantau.mining.months import Month, months_between
from lantau.mining.network import network_month, read_epochs, shipped_network
from lantau.mining.pages import Sheet
from lantau.mining.placed import PlacedModel, PlacedSite, placed_models, placed_sites
from lantau.mining.published import attribute_published
from lantau.mining.quantities import SHARE, read_quantity
from lantau.mining.refusals import NO_MONTH, OUT_OF_BOUNDS
from lantau.mining.report import MonthReport, QuarterReport, Report
from lantau.mining.report import report as monthly_report
from lantau.mining.retargeting import retarget_line
from lantau.mining.telling import Table
from lantau.refusal import Refusal, Refused, refuses

PATHS_MOST = 1_000_000
SEED_MOST = 2**63 - 1
__all__ = [
    "CAUSES",
    "QUANTILES",
    "SCHEMES",
    "SIMULATED",
    "Answer",
    "MonthReport",
    "Outcomes",
    "PlacedModel",
    "PlacedSite",
    "QuarterReport",
    "Sheet",
    "Table",
    "Way",
    "attributed",
    "attribution",
    "attribution_of_published",
    "epochs",
    "expansion",
    "machines",
    "network",
    "placed_models",
    "placed_sites",
    "report",
    "spread",
]


@dataclass(frozen=True)
class Answer:
    """One answer in every form: lines and tables for people, plain data, CSV where it is a series, and a page."""

    lines: tuple[str, ...]
    tables: tuple[Table, ...]
    body: dict[str, Plain]
    sheet: Sheet
    csv: str = ""

    def page(self) -> bytes:
        """The page as HTML that needs no other file."""
        return self.sheet.html()

    def charts(self) -> tuple[tuple[str, bytes], ...]:
        """Every chart by file name, as SVG and as PNG."""
        made: list[tuple[str, bytes]] = []
        for title, draw in self.sheet.charts:
            made += _chart_files(title, draw)
        return tuple(made)

    def chart(self, name: str) -> bytes | None:
        """One chart by its file name, such as ``hashrate.svg``; None where there is none of that name."""
        for title, draw in self.sheet.charts:
            for form in FORMS:
                if name == f"{_stem(title)}.{form}":
                    return charts.drawn(title, draw, form)
        return None

    @property
    def chart_stems(self) -> tuple[str, ...]:
        """The charts' file names without their endings."""
        return tuple(_stem(title) for title, _ in self.sheet.charts)


FORMS = ("svg", "png")


def _chart_files(title: str, draw: Draw) -> list[tuple[str, bytes]]:
    return [(f"{_stem(title)}.{form}", charts.drawn(title, draw, form)) for form in FORMS]


def _stem(title: str) -> str:
    return "-".join("".join(letter if letter.isalnum() else " " for letter in title.lower()).split())


@refuses
def report(folder: Path, first: str = "", last: str = "") -> Answer | Refusal:
    """The monthly production report of a fleet's folder, from one month to another, both included.

    Refuses whatever ``read_fleet`` and ``report`` refuse.
    """
    read = _fleet(folder)
    made = monthly_report(read, _month(first, "--from"), _month(last, "--to"))
    if isinstance(made, Refusal):
        return made
    if not made.months:
        raise Refused(Refusal(NO_MONTH, f"no month lies from {first} to {last}", where="--from, --to"))
    lines = (made.name, SIMULATED, *made.assumed)
    tables = telling.report_tables(made)
    return Answer(lines, tables, bodies.report_body(made), pages.report_sheet(made), bodies.report_csv(made))


@refuses
def attribution(folder: Path, first: str, last: str) -> Answer | Refusal:
    """Why a fleet's output changed between two of its months: what was published, where its file says so."""
    read = _fleet(folder)
    made = monthly_report(read)
    if isinstance(made, Refusal):
        return made
    return _attributed(made.name, _between(read, made, first, last, "--from, --to"), made.assumed)


@refuses
def attributed(read: FleetFile, made: Report, first: str, last: str) -> Attribution | Refusal:
    """Why output changed between two months of a report that is at hand, as ``attribution`` says it of a folder.

    Refused mining.no_month, mining.bad_field, mining.no_output.
    """
    return _between(read, made, first, last, "from, to")


def _between(read: FleetFile, made: Report, first: str, last: str, where: str) -> Attribution:
    rows = {row.month: row for row in made.months}
    months = [Month.read(text, where) for text in (first, last)]
    for month in months:
        if month not in rows:
            told = f"{month} is not in {made.months[0].month} to {made.months[-1].month}"
            raise Refused(Refusal(NO_MONTH, told, where=where))
    return attribute(*(reported(rows[month], read.fleet.mining_pool) for month in months))


@refuses
def attribution_of_published(
    path: Path, company: str, first: str, last: str, scheme: str, fee: str, monthly: Path | None
) -> Answer | Refusal:
    """Why published output changed between two months; fees from a user's file of months, or the stated constant."""
    share = read_quantity(fee, SHARE, FEE_BOUND, field="fee", where="--fee")
    months = (_needed_month(first, "--from"), _needed_month(last, "--to"))
    told = read_months(monthly) if monthly is not None else {}
    fees = {month: facts.fees_btc for month, facts in told.items() if facts.fees_btc is not None}
    # What a PPLNS or solo miner was paid carries its luck already: the published bitcoin says it.
    pool = MiningPool(scheme, share)
    made = attribute_published(path, company, *months, shipped_network(), fees, pool, DEFAULT_FEES_BTC)
    if isinstance(made, Refusal):
        return made
    lacking = [str(month) for month in months if month not in fees]
    assumed = (
        (f"assumed: transaction fees of {DEFAULT_FEES_BTC:g} BTC a block, in {' and '.join(lacking)}",)
        if lacking
        else ()
    )
    return _attributed(company or path.stem, made, assumed)


def _attributed(name: str, made: Attribution, assumed: tuple[str, ...]) -> Answer:
    table = telling.attribution_table(made)
    body = bodies.attribution_body(made) | {"name": name, "assumed": list(assumed)}
    return Answer((name, SIMULATED, *assumed), (table,), body, pages.attribution_sheet(name, made))


@refuses
def expansion(path: Path, paths: int, seed: int) -> Answer | Refusal:
    """A what-if along so many drawn paths. Refused mining.out_of_bounds for the number of paths or the seed."""
    for field, value, most in (("--paths", paths, PATHS_MOST), ("--seed", seed, SEED_MOST)):
        least = 1 if field == "--paths" else 0
        if not least <= value <= most:
            bound = f"at least {least} and at most {most:,}"
            raise Refused(Refusal(OUT_OF_BOUNDS, f"{field} is {value}; it must be {bound}", where=field))
    read = read_expansion(path)
    if isinstance(read, Refusal):
        return read
    made = expect(read, paths, seed)
    tables = telling.expansion_tables(made)
    return Answer(
        (read.name, *telling.expansion_lines(made)), tables, bodies.expectation_body(made), pages.expansion_sheet(made)
    )


@refuses
def network(
    first: str = "", last: str = "", monthly: Path | None = None, difficulty: Path | None = None
) -> Answer | Refusal:
    """The network by month and epoch; fees and prices from a user's file, or the stated constants."""
    known = shipped_network() if difficulty is None else read_epochs(difficulty)
    around = Conditions(known, read_months(monthly) if monthly is not None else {})
    months = [month for month in _covered(around) if _within(month, first, last)]
    if not months:
        covered = _covered(around)
        told = f"it covers {covered[0]} to {covered[-1]}" if covered else "it covers no whole month"
        told = f"difficulty covers no month asked for; {told}"
        raise Refused(Refusal(NO_MONTH, told, where="--from, --to"))
    rows = [network_month(known, month, around.fees_btc(month), around.bitcoin_usd(month)) for month in months]
    assumed = around.assumed(months)
    body: dict[str, Plain] = {
        "notice": SIMULATED,
        "assumed": list(assumed),
        "retarget": retarget_line(known),
        "months": [bodies.network_body(row) for row in rows],
        "epochs": bodies.epochs_body(known),
    }
    lines = (SIMULATED, *assumed, retarget_line(known))
    return Answer(lines, (telling.network_table(rows),), body, pages.network_sheet(known, rows, assumed))


@refuses
def epochs(difficulty: Path | None = None) -> Table | Refusal:
    """Every epoch known. Refused mining.bad_file, mining.bad_cell."""
    return telling.epoch_table(shipped_network() if difficulty is None else read_epochs(difficulty))


def machines() -> Table:
    """The shipped catalogue of machines."""
    return telling.machine_table(list(catalogue().values()))


def _covered(around: Conditions) -> list[Month]:
    start, end = around.network.times[0], around.network.until_seconds
    first, last = (datetime.fromtimestamp(float(each), tz=UTC).date() for each in (start, end))
    return [each for each in months_between(first, last) if each.start_seconds >= start and each.end_seconds <= end]


def _within(month: Month, first: str, last: str) -> bool:
    low, high = _month(first, "--from"), _month(last, "--to")
    return (low is None or low <= month) and (high is None or month <= high)


def _fleet(folder: Path) -> FleetFile:
    read = read_fleet(folder)
    if isinstance(read, Refusal):
        raise Refused(read)
    return read


def _month(text: str, where: str) -> Month | None:
    return Month.read(text, where) if text else None


def _needed_month(text: str, where: str) -> Month:
    return Month.read(text, where)
