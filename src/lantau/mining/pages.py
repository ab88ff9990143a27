"""Pages of the mine: one self-contained HTML file with tables and charts, the same bytes for the same answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lantau.mining import charts, telling
from lantau.mining.attribution import Attribution
from lantau.mining.bodies import SIMULATED
from lantau.mining.charts import Draw
from lantau.mining.expansion import FANS, Expectation
from lantau.mining.network import Network, NetworkMonth
from lantau.mining.report import Report
from lantau.mining.telling import Table

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page says."""

    title: str
    lead: str
    lines: tuple[str, ...]
    tables: tuple[Table, ...]
    charts: tuple[tuple[str, Draw], ...]

    def html(self) -> bytes:
        """The page, with its charts drawn into it."""
        from jinja2 import Environment, FileSystemLoader

        environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        drawn = [_inline(charts.drawn(title, draw)) for title, draw in self.charts]
        text = environment.get_template("mine.html").render(sheet=self, charts=drawn, notice=SIMULATED)
        return text.encode()


def _inline(svg: bytes) -> str:
    """A chart without its XML declaration, as HTML takes it."""
    text = svg.decode()
    return text[text.index("<svg") :]


def report_sheet(report: Report) -> Sheet:
    """The monthly production report as a page."""
    first, last = report.months[0].month, report.months[-1].month
    return Sheet(
        f"Production of {report.name}",
        f"{first} to {last}, months of UTC",
        (
            "Cash cost: power after credits, sites and firm. All-in: with straight-line depreciation. Gross margin: "
            "revenue less power, sites and depreciation. Revenue: bitcoin at the price of its month.",
            *report.assumed,
        ),
        telling.report_tables(report),
        (
            ("Bitcoin produced", charts.output_chart(report)),
            ("Cost of a bitcoin and its price", charts.cost_chart(report)),
            ("Hashrate", charts.hashrate_chart(report)),
        ),
    )


def attribution_sheet(name: str, made: Attribution) -> Sheet:
    """An attribution as a page."""
    return Sheet(
        f"Why the output of {name} changed",
        f"{made.before.month} to {made.after.month}",
        ("Each part is a Shapley value; the parts add up to the change to the satoshi.",),
        (telling.attribution_table(made),),
        (("Parts of the change", charts.attribution_chart(made)),),
    )


def expansion_sheet(made: Expectation) -> Sheet:
    """A what-if as a page, with its fans."""
    fans = tuple((charts.FAN_WORDS[name][0], charts.fan_chart(made, name)) for name in FANS)
    return Sheet(
        made.expansion.name,
        f"{made.expansion.machines:,} {made.expansion.machine.model}, {made.expansion.years} years",
        telling.expansion_lines(made),
        telling.expansion_tables(made),
        (*fans, ("Returns a year", charts.returns_chart(made))),
    )


def network_sheet(network: Network, months: Sequence[NetworkMonth], assumed: tuple[str, ...]) -> Sheet:
    """The network as a page."""
    return Sheet(
        "The bitcoin network",
        f"{months[0].month} to {months[-1].month}" if months else "",
        assumed,
        (telling.network_table(months), telling.epoch_table(network)),
        (("Difficulty by epoch", charts.difficulty_chart(network)), ("Hashprice", charts.network_chart(months))),
    )
