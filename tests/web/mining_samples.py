"""Hand-made views of the mining pages, with every branch of their templates in them."""

from __future__ import annotations

from dataclasses import replace

from lantau.money import BTC, HKD, USD, Amount, asset
from lantau.web.fan_charts import fan_chart, reach_of
from lantau.web.month_charts import BARS, LINE, POINTS, Series, month_chart, waterfall
from lantau.web.views.lab import RefusedLine
from lantau.web.views.mining import (
    AssumedLine,
    AttributionView,
    Bitcoin,
    CauseLine,
    ExpansionView,
    FanLine,
    FleetLine,
    FleetView,
    Level,
    MiningView,
    ModelLine,
    MonthLine,
    PlotLine,
    QuarterLine,
    SiteLine,
    SpreadLine,
    WayLine,
)
from lantau.web.views.treasury import PurchaseLine, TreasuryLine

REFUSED = RefusedLine("mining.bad_field", "hashrate <is> missing", "Mend the field at the place named")
FLEET = FleetLine("three-rivers", "Three <Rivers> 三江", True, "2025-04", "2025-05", 2, 51_700, None)
MONTH = MonthLine(
    month="2025-05",
    produced=Bitcoin(8_463_297_209, "84.63297209"),
    a_day="2.73",
    deployed_end="5.64",
    operating="5.21",
    uptime="92.4%",
    curtailed="0.2%",
    joules_per_th="24.1",
    sold=Bitcoin(0, "0.00000000"),
    held=Bitcoin(42_782_895_244, "427.82895244"),
    published=Bitcoin(8_490_000_000, "84.90000000"),
    off_published="−0.31%",
    price_usd="104,000",
    difficulty_t="120.82",
    hashprice_usd="54.80",
    power_usd_kwh="0.0490",
    credits_usd="32,038",
    cash_cost_usd="65,295",
    all_in_cost_usd="81,615",
)
MONTHS = (MONTH, replace(MONTH, month="2025-04", published=None, off_published="–", joules_per_th="–"))
NAMES = ("2025-04", "2025-05")
CAUSES = ("hashrate", "uptime", "days", "difficulty", "subsidy", "fees", "mining_pool", "luck")
FALLS = waterfall([100, -30, 0, 0, 0, 5, 0, -90])
WHY = AttributionView(
    first="2025-04",
    last="2025-05",
    before=Bitcoin(8_369_410_281, "83.69410281"),
    after=Bitcoin(8_490_000_000, "84.90000000"),
    before_is_published=False,
    after_is_published=True,
    change=Bitcoin(120_589_719, "+1.20589719"),
    share="+1.44%",
    chart=FALLS[-1],
    causes=tuple(
        CauseLine(cause, "1", "2", Bitcoin(place, f"+{place}"), "0.00%", fall)
        for place, (cause, fall) in enumerate(zip(CAUSES, FALLS, strict=False))
    ),
)
LINES = [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 6]]
FAN = fan_chart(LINES, reach_of([LINES]))
WHAT_IF = ExpansionView(
    title="A second hall",
    model="Antminer S21 XP",
    machines=5_000,
    starts="2026-06-15",
    years=5,
    paths=2_000,
    seed=1,
    discount="12.0%",
    start_price_usd="80,000",
    start_difficulty_t="124.93",
    assumed=("assumed: <paths> begin somewhere",),
    quantiles=("5%", "50%"),
    ways=tuple(
        WayLine(name, "26,500,000", "12.19", "24.27", "63.3%", "25.8%", (SpreadLine("payback_months", ("37.7", None)),))
        for name in ("built", "hosted", "bought")
    ),
    fans=(
        FanLine("hashprice_usd", "usd_ph_day", FAN, ((66, 0), (500, 5)), (Level("built", 20), Level("hosted", 9))),
        FanLine("bitcoin_built", "btc", FAN, ((66, 0),), ()),
    ),
)
FLEET_PAGE = FleetView(
    line=FLEET,
    months=MONTHS,
    has_published=True,
    assumed=(
        AssumedLine("fees", "0.02", 1, "2025-04", "2025-04"),
        AssumedLine("price", "80,000", 2, *NAMES),
        AssumedLine("difficulty", "", 2, *NAMES),
    ),
    plots=(
        PlotLine(
            "output",
            "btc",
            month_chart(
                NAMES,
                (
                    Series("produced", BARS, 1, (83_000_000, 84_000_000), ("83", "84")),
                    Series("published", POINTS, 2, (None, 84_900_000), ("–", "84.9")),
                ),
            ),
        ),
        PlotLine("power", "usd_kwh", month_chart(NAMES, (Series("power", LINE, 1, (None, -4_000), ("–", "−0.0040")),))),
    ),
    attribution=WHY,
    attribution_refused=None,
    sites=(
        SiteLine(
            "Rio Bend", "indexed", 26_700, "91.9", "110.0", "83.5%", "94.7%", "4.84", MONTH.produced, "62,619", "214",
            "30.47", "120.15", "97,132",
        ),
    ),
    models=(ModelLine("Rio Bend", "Antminer S21 XP", 7_500, "270", "3,645", "13.5", "air", "2.02"),),
    quarters=(QuarterLine("2025Q2", 2, MONTH.produced, "24,459,842", "18,630,384", "23.8%"),),
    expansion=WHAT_IF,
    expansion_refused=None,
    chart_files=("bitcoin-produced", "parts-of-the-change"),
)  # fmt: skip
KEPT = Amount(asset("coin:HKDX"), 2_000_000_000_000)
NONE_KEPT = Amount.zero(KEPT.asset)
TREASURY = TreasuryLine(
    "pty_01KC0000000000000000000001", "Tai <Mo>", Amount(BTC, 300), Amount(BTC, 100), Amount(BTC, 40), Amount(BTC, 200),
    (Amount(HKD, 1_000), Amount(USD, 5)), (Amount(HKD, 10),),
)  # fmt: skip
PURCHASE = PurchaseLine(
    "pch_01KC0000000000000000000001", "Tai <Mo>", "Kestrel", "1,200 <machines>", KEPT, KEPT, NONE_KEPT, 6, 1,
    ("released", "awaited", "presented", "rejected", "withdrawn", "lapsed"),
)  # fmt: skip
LIST = MiningView(
    True,
    "~/.lantau/fleets",
    (
        FLEET,
        replace(FLEET, name="own", is_shipped=False),
        replace(FLEET, name="broken", title="broken", refused=REFUSED),
    ),
)
MINING_VIEWS: dict[str, object] = {"mining": LIST, "fleet": FLEET_PAGE}
"""One view for each of the two pages."""

MINING_SHAPES: dict[str, tuple[str, object]] = {
    "no shelf": ("mining", MiningView(is_ready=False, home="", fleets=())),
    "no fleets": ("mining", replace(LIST, fleets=())),
    "both published": ("fleet", replace(FLEET_PAGE, attribution=replace(WHY, before_is_published=True))),
    "none published": (
        "fleet",
        replace(FLEET_PAGE, has_published=False, attribution=replace(WHY, after_is_published=False)),
    ),
    "as given": ("fleet", replace(FLEET_PAGE, line=replace(FLEET, is_shipped=False))),
    "one month": (
        "fleet",
        replace(FLEET_PAGE, months=MONTHS[:1], attribution=None, expansion=None, models=(), chart_files=()),
    ),
    "refused": (
        "fleet",
        replace(
            FLEET_PAGE, attribution=None, attribution_refused=REFUSED, expansion=None, expansion_refused=REFUSED
        ),
    ),
}  # fmt: skip
"""The other shapes of the two pages, by what they show."""
