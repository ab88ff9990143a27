"""What an expansion comes to along drawn paths, as a page shows it: quantiles in text, fans over the years."""

from __future__ import annotations

import math

from lantau import mining
from lantau.mining import queries
from lantau.web.fan_charts import fan_chart, reach_of
from lantau.web.formats import ABSENT, statistic_text, tera_text
from lantau.web.month_charts import level_y
from lantau.web.views.mining import ExpansionView, FanLine, Level, SpreadLine, WayLine

MICROS = 1_000_000
SHARE = "share"
SPREADS = (
    ("bitcoin", "", 1),
    ("bitcoin_beyond", "", 1),
    ("cash_per_bitcoin_usd", "", 0),
    ("cost_per_bitcoin_usd", "", 0),
    ("payback_months", "", 1),
    ("rate_of_return", SHARE, 1),
    ("present_value_usd", "", 0),
    ("running_share", SHARE, 1),
)
"""What a way is told by: the outcome, the kind of its unit, and its decimals."""

FANS = (
    ("hashprice_usd", "usd_ph_day", MICROS),
    ("bitcoin_built", "btc", MICROS),
    ("difficulty", "tera", 0),
    ("bitcoin_usd", "thousand_usd", 1_000),
)
"""Fans in their order, the unit, and how many millionths one of the value is; difficulty is told in 10^12, a
price in thousands."""


def expansion_view(made: mining.Expectation) -> ExpansionView:
    """Both ways and bitcoin bought instead, with the fans."""
    expansion = made.expansion
    bought = WayLine(
        "bought",
        *(_text(expansion.capital_usd(expansion.built), 0), ABSENT, ABSENT, ABSENT, ABSENT),
        (
            SpreadLine("bitcoin", (_text(made.bought_bitcoin, 1),) * len(queries.QUANTILES)),
            SpreadLine("rate_of_return", tuple(_text(v, 1, SHARE) for v in queries.spread(made.bought_rate))),
        ),
    )
    return ExpansionView(
        title=expansion.name,
        model=expansion.machine.model,
        machines=expansion.machines,
        starts=expansion.starts.isoformat(),
        years=expansion.years,
        paths=made.paths,
        seed=made.seed,
        discount=_text(expansion.discount, 1, SHARE),
        start_price_usd=_text(expansion.start.bitcoin_usd, 0),
        start_difficulty_t=tera_text(expansion.start.difficulty),
        assumed=expansion.assumed,
        quantiles=tuple(f"{round(share * 100)}%" for share in queries.QUANTILES),
        ways=(_way(made, expansion.built), _way(made, expansion.hosted), bought),
        fans=tuple(_fan(made, name, unit, micros) for name, unit, micros in FANS),
    )


def _text(value: float, digits: int, unit: str = "") -> str:
    return statistic_text(value, unit, digits)


def _way(made: mining.Expectation, way: queries.Way) -> WayLine:
    expansion, outcomes = made.expansion, made.ways[way.name]
    return WayLine(
        name=way.name,
        capital_usd=_text(expansion.capital_usd(way), 0),
        breakeven_power_usd=_text(expansion.breakeven_hashprice_usd(way, whole=False), 2),
        breakeven_whole_usd=_text(expansion.breakeven_hashprice_usd(way, whole=True), 2),
        never_pays_back=_text(outcomes.never_pays_back, 1, SHARE),
        beats_buying=_text(outcomes.beats_buying, 1, SHARE),
        spreads=tuple(
            SpreadLine(
                name,
                tuple(
                    None if math.isinf(value) else _text(value, digits, unit)
                    for value in queries.spread(getattr(outcomes, name))
                ),
            )
            for name, unit, digits in SPREADS
        ),
    )


def _fan(made: mining.Expectation, name: str, unit: str, micros: int) -> FanLine:
    """A fan with a tick for each year; on the hashprice's, what just pays the power of either way."""
    expansion = made.expansion
    lines = [
        [round(value * micros) if micros else round(value) // MICROS for value in map(float, line)]
        for line in made.fans[name]
    ]
    levels: list[tuple[str, int]] = []
    if name == "hashprice_usd":
        levels = [
            (way.name, round(expansion.breakeven_hashprice_usd(way, whole=False) * micros))
            for way in (expansion.built, expansion.hosted)
        ]
    reach = reach_of([lines, [[0, *(value for _, value in levels)]]])
    chart = fan_chart(lines, reach)
    last = len(lines[0]) - 1
    every = -(-expansion.years // 10)
    across = tuple(
        (chart.left + last * year // expansion.years * (chart.right - chart.left) // max(1, last), year)
        for year in range(0, expansion.years + 1, every)
    )
    drawn = tuple(Level(each, y) for each, value in levels if (y := level_y(value, reach, chart)) is not None)
    return FanLine(name, unit, chart, across, drawn)
