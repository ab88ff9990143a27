"""The mine: fleets, their months, why output changed, and what an expansion would bring, as the pages show it.

Bitcoin is whole satoshi with its text beside it. Other numbers are reckoned, and a page and its twin carry their text,
rounded; the files to keep have them in full.
"""

from __future__ import annotations

from dataclasses import dataclass

from lantau.web.fan_charts import FanChart
from lantau.web.month_charts import Fall, MonthChart
from lantau.web.views.lab import RefusedLine
from lantau.web.views.treasury import PurchaseLine, TreasuryLine


@dataclass(frozen=True, slots=True)
class FleetLine:
    """A fleet in the list. ``refused`` where its file cannot be read, and then nothing else of it is known."""

    name: str
    title: str
    is_shipped: bool
    first: str
    last: str
    sites: int
    machines: int
    refused: RefusedLine | None


@dataclass(frozen=True, slots=True)
class MiningView:
    """Every fleet that may be shown, and the folder in which one is put; and the bitcoin in this world's books."""

    is_ready: bool
    home: str
    fleets: tuple[FleetLine, ...]
    treasuries: tuple[TreasuryLine, ...] = ()
    purchases: tuple[PurchaseLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Bitcoin:
    """Satoshi and the same in BTC, as text."""

    satoshi: int
    text: str


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month in the form that miners publish; hashrates in EH/s, money in USD."""

    month: str
    produced: Bitcoin
    a_day: str
    deployed_end: str
    operating: str
    uptime: str
    curtailed: str
    joules_per_th: str
    sold: Bitcoin
    held: Bitcoin
    published: Bitcoin | None
    off_published: str
    price_usd: str
    difficulty_t: str
    hashprice_usd: str
    power_usd_kwh: str
    credits_usd: str
    cash_cost_usd: str
    all_in_cost_usd: str


@dataclass(frozen=True, slots=True)
class PlotLine:
    """A chart of months; ``name`` is the key of its words, ``unit`` the word of its axis."""

    name: str
    unit: str
    chart: MonthChart


@dataclass(frozen=True, slots=True)
class AssumedLine:
    """What the months rest on that nobody told: fees, price or difficulty, and in which months."""

    what: str
    value: str
    months: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class CauseLine:
    """A cause of a change: its value in both months, and its part."""

    cause: str
    before: str
    after: str
    part: Bitcoin
    share: str
    chart: Fall


@dataclass(frozen=True, slots=True)
class AttributionView:
    """Why output changed between two months; the parts add up to ``change`` to the satoshi."""

    first: str
    last: str
    before: Bitcoin
    after: Bitcoin
    before_is_published: bool
    after_is_published: bool
    change: Bitcoin
    share: str
    chart: Fall
    causes: tuple[CauseLine, ...]


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site in the last month; load and machines are of its last day."""

    site: str
    contract: str
    machines: int
    drawn_mw: str
    capacity_mw: str
    filled: str
    uptime: str
    operating: str
    produced: Bitcoin
    energy_mwh: str
    curtailed_mwh: str
    power_usd_mwh: str
    revenue_usd_mwh: str
    next_mw_usd: str


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One model of machine at one site on the last day of the last month; its nameplate."""

    site: str
    model: str
    machines: int
    hashrate_th: str
    power_w: str
    joules_per_th: str
    cooling: str
    deployed: str


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """A calendar quarter, or the part of it that is reported."""

    quarter: str
    months: int
    produced: Bitcoin
    revenue_usd: str
    cost_usd: str
    gross_margin: str


@dataclass(frozen=True, slots=True)
class SpreadLine:
    """One number of each path: its quantiles as text, None where it never comes to be."""

    name: str
    cells: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class WayLine:
    """One way to run the machines, or bitcoin bought instead (``name`` is ``bought``, with no breakeven)."""

    name: str
    capital_usd: str
    breakeven_power_usd: str
    breakeven_whole_usd: str
    never_pays_back: str
    beats_buying: str
    spreads: tuple[SpreadLine, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """A fixed value that is drawn across a fan."""

    name: str
    y: int


@dataclass(frozen=True, slots=True)
class FanLine:
    """A fan over the years; ``across`` pairs places with years."""

    name: str
    unit: str
    chart: FanChart
    across: tuple[tuple[int, int], ...]
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class ExpansionView:
    """A what-if along drawn paths. ``assumed`` stands as the room said it."""

    title: str
    model: str
    machines: int
    starts: str
    years: int
    paths: int
    seed: int
    discount: str
    start_price_usd: str
    start_difficulty_t: str
    assumed: tuple[str, ...]
    quantiles: tuple[str, ...]
    ways: tuple[WayLine, ...]
    fans: tuple[FanLine, ...]


@dataclass(frozen=True, slots=True)
class FleetView:
    """One fleet: its months, newest first, and what follows from them. A refusal stands where a part was refused."""

    line: FleetLine
    months: tuple[MonthLine, ...]
    has_published: bool
    assumed: tuple[AssumedLine, ...]
    plots: tuple[PlotLine, ...]
    attribution: AttributionView | None
    attribution_refused: RefusedLine | None
    sites: tuple[SiteLine, ...]
    models: tuple[ModelLine, ...]
    quarters: tuple[QuarterLine, ...]
    expansion: ExpansionView | None
    expansion_refused: RefusedLine | None
    chart_files: tuple[str, ...]
