"""What surrounds a fleet: the network, prices and fees by month, hourly prices of power. All of it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from lantau.mining.columns import read_rows
from lantau.mining.months import HOUR_SECONDS, Month, instant_seconds, instant_text
from lantau.mining.network import Floats, Network
from lantau.mining.power import PRICE_BOUND
from lantau.mining.protocol import SATOSHI_PER_BITCOIN
from lantau.mining.quantities import POSITIVE, Bound
from lantau.mining.refusals import NO_HOUR
from lantau.refusal import Refusal, Refused

DEFAULT_FEES_BTC = 0.02
"""Transaction fees of a block where the user gives none: about what a block paid from October 2025 to May 2026."""
DEFAULT_BITCOIN_USD = 80_000.0
"""Price where the user gives none: an assumption in round figures, told on every answer that uses it."""
FEES_BOUND = Bound(0.0, 100.0)
LUCK_BOUND = Bound(0.0, 10.0)


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What a user's file says of a month; None where it says nothing. ``luck`` is blocks found over expected."""

    bitcoin_usd: float | None = None
    fees_btc: float | None = None
    luck: float | None = None
    sold_sat: int | None = None
    published_sat: int | None = None


@dataclass(frozen=True)
class Conditions:
    """Network, months and hourly prices; what a month lacks is the stated default."""

    network: Network
    months: Mapping[Month, MonthFacts] = field(default_factory=dict)
    default_fees_btc: float = DEFAULT_FEES_BTC
    default_bitcoin_usd: float = DEFAULT_BITCOIN_USD
    hourly: Mapping[str, HourlyPrices] = field(default_factory=dict)

    def facts(self, month: Month) -> MonthFacts:
        """What is said of a month."""
        return self.months.get(month, MonthFacts())

    def fees_btc(self, month: Month) -> float:
        """Transaction fees of a block of the month, in BTC."""
        told = self.facts(month).fees_btc
        return self.default_fees_btc if told is None else told

    def bitcoin_usd(self, month: Month) -> float:
        """The month's mean price."""
        told = self.facts(month).bitcoin_usd
        return self.default_bitcoin_usd if told is None else told

    def luck(self, month: Month) -> float:
        """Blocks found over expected, 1 where nothing is said."""
        told = self.facts(month).luck
        return 1.0 if told is None else told

    def assumed(self, months: list[Month]) -> tuple[str, ...]:
        """In words, what these months rest on that nobody told."""
        lacking = {
            f"transaction fees of {self.default_fees_btc:g} BTC a block": [
                str(each) for each in months if self.facts(each).fees_btc is None
            ],
            f"a price of USD {self.default_bitcoin_usd:,.0f}": [
                str(each) for each in months if self.facts(each).bitcoin_usd is None
            ],
            "difficulty of our own": [str(each) for each in months if each.end_seconds > self.network.assumed_seconds],
        }
        return tuple(f"assumed: {words}, in {_listed(named)}" for words, named in lacking.items() if named)


def _listed(months: list[str]) -> str:
    return months[0] if len(months) == 1 else f"{months[0]} to {months[-1]} ({len(months)} months)"


MONTH_COLUMNS = ("bitcoin_usd", "fees_btc_per_block", "luck", "sold_btc", "published_btc")
BITCOIN_BOUND = Bound(0.0, 21e6)


def read_months(path: Path) -> dict[Month, MonthFacts]:
    """A file of months; blank cells are not told. Refused mining.bad_cell, mining.out_of_bounds."""
    found: dict[Month, MonthFacts] = {}
    for row in read_rows(path, ("month",), MONTH_COLUMNS):
        month = Month.read(row.text("month"), f"{row.where}:month")
        if month in found:
            raise row.bad("month", f"{month} stands twice")
        sold = row.number_or_none("sold_btc", BITCOIN_BOUND)
        published = row.number_or_none("published_btc", BITCOIN_BOUND)
        found[month] = MonthFacts(
            row.number_or_none("bitcoin_usd", POSITIVE),
            row.number_or_none("fees_btc_per_block", FEES_BOUND),
            row.number_or_none("luck", LUCK_BOUND),
            None if sold is None else nearest_sat(sold),
            None if published is None else nearest_sat(published),
        )
    return found


def nearest_sat(bitcoin: float) -> int:
    """Satoshi of an amount that was written in BTC: to the nearest, for what is written has at most eight decimals."""
    return round(bitcoin * SATOSHI_PER_BITCOIN)


def floor_sat(bitcoin: float) -> int:
    """Satoshi of an amount that was reckoned: rounded down, so that nothing is booked that was not mined."""
    return int(np.floor(bitcoin * SATOSHI_PER_BITCOIN))


@dataclass(frozen=True)
class HourlyPrices:
    """One series in USD/kWh by hour of UTC; ``values`` has no gap from ``start_seconds`` on."""

    name: str
    file: str
    start_seconds: int
    values: Floats

    def window(self, start_seconds: int, hours: int) -> Floats:
        """The prices of so many hours. Refused mining.no_hour where one is not there."""
        first = (start_seconds - self.start_seconds) // HOUR_SECONDS
        if first < 0 or first + hours > self.values.size:
            lacking = start_seconds if first < 0 else self.start_seconds + HOUR_SECONDS * self.values.size
            told = f"{self.name} has no price for {instant_text(lacking)}"
            raise Refused(Refusal(NO_HOUR, told, where=self.file, details={"field": self.name}))
        return self.values[first : first + hours]


def read_hourly(path: Path) -> dict[str, HourlyPrices]:
    """A file of hourly prices: ``hour`` and one column in USD/MWh for each series; negative prices are legal.

    Refused mining.no_hour where an hour is missing between two, mining.bad_cell where one stands twice.
    """
    rows = read_rows(path, ("hour",), None)
    if not rows:
        raise Refused(Refusal(NO_HOUR, "the file has no hours", where=path.name))
    names = [name for name in rows[0].cells if name != "hour"]
    bound = Bound(PRICE_BOUND.least * 1000.0, PRICE_BOUND.most * 1000.0)
    start = instant_seconds(rows[0].text("hour"), f"{rows[0].where}:hour")
    values = np.empty((len(names), len(rows)))
    for number, row in enumerate(rows):
        at = instant_seconds(row.text("hour"), f"{row.where}:hour")
        expected = start + HOUR_SECONDS * number
        if at > expected:
            told = f"the hour {instant_text(expected)} is missing"
            raise Refused(Refusal(NO_HOUR, told, where=row.where, details={"field": "hour"}))
        if at < expected:
            raise row.bad("hour", f"{instant_text(at)} stands twice or out of order")
        for place, name in enumerate(names):
            values[place, number] = row.number(name, bound) / 1000.0
    return {name: HourlyPrices(name, path.name, start, values[place]) for place, name in enumerate(names)}
