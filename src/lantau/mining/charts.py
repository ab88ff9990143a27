"""Charts of the mine as SVG or PNG; matplotlib is imported when the first is drawn. "simulated" stands in each."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from lantau.mining.attribution import CAUSES, Attribution
from lantau.mining.expansion import Expectation
from lantau.mining.network import Network, NetworkMonth
from lantau.mining.protocol import SATOSHI_PER_BITCOIN
from lantau.mining.report import Report
from lantau.mining.telling import CAUSE_WORDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, SOFT, RULE, GOOD, BAD, BLUE, SAND = "#1b2530", "#54616e", "#d9d4c8", "#1d6b43", "#a3261d", "#24557f", "#b98a2f"
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "lantau",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.edgecolor": RULE,
    "axes.labelcolor": SOFT,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
}
"""Same bytes for the same answer: no date, salted ids, text as text."""

Draw = Callable[["Axes"], None]


def drawn(title: str, draw: Draw, form: str = "svg", width: float = 7.2, height: float = 3.0) -> bytes:
    """One chart as a file's bytes, ``svg`` or ``png``; the title ends with "simulated"."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        draw(axes)
        axes.set_title(f"{title} (simulated)", loc="left", fontsize=10)
        handles, labels = axes.get_legend_handles_labels()
        if handles:
            figure.legend(handles, labels, loc="outside lower left", ncols=5, frameon=False)
        out = io.BytesIO()
        # Without a time the same answer gives the same bytes.
        metadata = {"Date": None} if form == "svg" else {"Software": "lantau"}
        figure.savefig(out, format=form, metadata=metadata, dpi=144)
    return out.getvalue()


def output_chart(report: Report) -> Draw:
    """Bitcoin produced by month, and what was published beside them."""

    def draw(axes: Axes) -> None:
        names = [str(row.month) for row in report.months]
        axes.bar(names, [row.produced_btc for row in report.months], color=BLUE, width=0.6, label="produced")
        told = [(str(row.month), row.published_sat) for row in report.months if row.published_sat is not None]
        if told:
            points = [sat / SATOSHI_PER_BITCOIN for _, sat in told]
            axes.plot([name for name, _ in told], points, "D", color=SAND, label="published")
        axes.set_ylabel("BTC")
        _sparse(axes, len(names))

    return draw


def cost_chart(report: Report) -> Draw:
    """Cash and all-in cost of a bitcoin, under the price."""

    def draw(axes: Axes) -> None:
        rows = [row for row in report.months if row.produced_sat]
        names = [str(row.month) for row in rows]
        axes.plot(names, [row.network.bitcoin_usd / 1e3 for row in rows], color=INK, label="price")
        axes.plot(names, [(row.all_in_cost_usd or 0.0) / 1e3 for row in rows], color=BAD, label="all-in cost")
        axes.plot(names, [(row.cash_cost_usd or 0.0) / 1e3 for row in rows], color=SAND, label="cash cost")
        axes.set_ylim(bottom=0.0)
        axes.set_ylabel("thousand USD a bitcoin")
        _sparse(axes, len(names))

    return draw


def hashrate_chart(report: Report) -> Draw:
    """Deployed and operating hashrate by month."""

    def draw(axes: Axes) -> None:
        names = [str(row.month) for row in report.months]
        axes.bar(names, [row.deployed_ehs for row in report.months], color=RULE, width=0.6, label="deployed, average")
        axes.bar(names, [row.operating_ehs for row in report.months], color=GOOD, width=0.35, label="operating")
        axes.set_ylabel("EH/s")
        _sparse(axes, len(names))

    return draw


def attribution_chart(made: Attribution) -> Draw:
    """Each cause's part, as bars to the left and right."""

    def draw(axes: Axes) -> None:
        parts = [made.parts_sat[cause] / SATOSHI_PER_BITCOIN for cause in CAUSES][::-1]
        colours = [GOOD if part >= 0.0 else BAD for part in parts]
        axes.barh([CAUSE_WORDS[cause] for cause in CAUSES][::-1], parts, color=colours, height=0.6)
        axes.axvline(0.0, color=INK, linewidth=0.8)
        axes.grid(axis="x")
        axes.set_xlabel("BTC")

    return draw


def network_chart(months: Sequence[NetworkMonth]) -> Draw:
    """Hashprice by month."""

    def draw(axes: Axes) -> None:
        names = [str(each.month) for each in months]
        axes.plot(names, [each.hashprice_usd for each in months], color=SAND)
        axes.set_ylim(bottom=0.0)
        axes.set_ylabel("USD per PH/s and day")
        _sparse(axes, len(names))

    return draw


def difficulty_chart(network: Network) -> Draw:
    """Difficulty by epoch."""

    def draw(axes: Axes) -> None:
        epochs = network.epochs
        axes.step([each.number for each in epochs], [each.difficulty / 1e12 for each in epochs], where="post")
        axes.lines[0].set_color(BLUE)
        axes.set_xlabel("epoch")
        axes.set_ylabel("difficulty, T")

    return draw


FAN_WORDS = {
    "bitcoin_usd": ("Price of a bitcoin", "thousand USD", 1e3),
    "difficulty": ("Difficulty", "T", 1e12),
    "hashprice_usd": ("Hashprice", "USD per PH/s and day", 1.0),
    "bitcoin_built": ("Bitcoin of an epoch, site built", "BTC", 1.0),
}
"""Title, unit and what a value is divided by to be in it."""


def fan_chart(made: Expectation, name: str) -> Draw:
    """Quantiles over time as a fan: 5 to 95 %, 25 to 75 %, and the median."""

    def draw(axes: Axes) -> None:
        lowest, low, middle, high, highest = made.fans[name] / FAN_WORDS[name][2]
        years = [step * made.expansion.years / made.expansion.steps for step in range(made.expansion.steps)]
        axes.fill_between(years, lowest, highest, color=BLUE, alpha=0.15, linewidth=0, label="5 to 95 %")
        axes.fill_between(years, low, high, color=BLUE, alpha=0.3, linewidth=0, label="25 to 75 %")
        axes.plot(years, middle, color=BLUE, label="median")
        if name == "hashprice_usd":
            expansion = made.expansion
            for way, colour in ((expansion.built, GOOD), (expansion.hosted, BAD)):
                line = expansion.breakeven_hashprice_usd(way, whole=False)
                axes.axhline(line, color=colour, linewidth=0.9, linestyle="--", label=f"pays power, {way.name}")
        axes.set_ylim(bottom=0.0)
        axes.set_xlabel("years")
        axes.set_ylabel(FAN_WORDS[name][1])

    return draw


def returns_chart(made: Expectation) -> Draw:
    """How returns a year are spread: built, hosted, bought."""

    def draw(axes: Axes) -> None:
        shown = [
            ("built", made.ways["built"].rate_of_return, BLUE),
            ("hosted", made.ways["hosted"].rate_of_return, SAND),
        ]
        shown.append(("bought bitcoin", made.bought_rate, GOOD))
        for label, values, colour in shown:
            clipped = 100.0 * values.clip(-1.0, 1.0)
            axes.hist(clipped, bins=60, range=(-100.0, 100.0), histtype="step", color=colour, label=label)
        axes.set_xlabel("return a year, % (cut off at -100 and 100)")
        axes.set_ylabel("paths")

    return draw


def _sparse(axes: Axes, names: int) -> None:
    """At most a dozen labels under a chart."""
    every = max(1, -(-names // 12))
    axes.set_xticks(range(0, names, every))
