"""How what a fleet produces, a float of the mine, becomes whole satoshi and cents of the books. Pure.

Each month of UTC is rounded down to the satoshi once, as the mine's own report does it. Inside a month what was
produced up to the end of a day is rounded down, and a day has what that adds to the day before: the part of a satoshi
that one day leaves over goes into the next, the last day takes what is left, and however a month is cut into days, what
is booked adds up to the month's own satoshi.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path

from lantau.mining import FleetFile, Month, produce, read_fleet
from lantau.money import BTC, USD, Amount, Asset
from lantau.refusal import Refusal, Refused
from lantau.worlds.refusals import BAD_ARGUMENT


def fleet_in(path: Path) -> FleetFile:
    """The fleet of a file of the scenario. Refused whatever ``mining.read_fleet`` refuses."""
    read = read_fleet(path)
    if isinstance(read, Refusal):
        raise Refused(read)
    return read


def produced(read: FleetFile, first: date, until: date) -> Amount:
    """What the fleet produced from ``first`` to before ``until``, days of UTC, in whole satoshi.

    Refused worlds.bad_argument for days outside the fleet's own.
    """
    _require_inside(read, first, until)
    satoshi, day = 0, first
    while day < until:
        month = Month(day.year, day.month)
        end = min(until, month.next.first_day)
        satoshi += _upto(read, month, end) - _upto(read, month, day)
        day = end
    return Amount(BTC, satoshi)


def power_bill(read: FleetFile, month: Month) -> Amount:
    """What the fleet owes for a month's power, less credits, in US dollars, rounded up to the cent: a bill is paid in
    full. Nothing when credits are more. Refused worlds.bad_argument for a month outside the fleet's own."""
    _require_inside(read, month.first_day, month.next.first_day)
    owed = produce(read.fleet, read.conditions, month.first_day, month.next.first_day).net_power_usd
    return Amount(USD, max(0, math.ceil(owed * USD.whole)))


def at_rate(amount: Amount, rate_micros: int, currency: Asset) -> Amount:
    """An amount in another currency at a rate in millionths, rounded up to its smallest unit: all of a bill is paid."""
    scaled = amount.units * rate_micros * currency.whole
    return Amount(currency, -(-scaled // (1_000_000 * amount.asset.whole)))


def _upto(read: FleetFile, month: Month, day: date) -> int:
    """Satoshi of the month up to the beginning of a day in it, or to its end."""
    if day <= month.first_day:
        return 0
    whole = _floor(read, month.first_day, month.next.first_day)
    return whole if day == month.next.first_day else min(_floor(read, month.first_day, day), whole)


def _floor(read: FleetFile, first: date, until: date) -> int:
    first, until = max(first, read.fleet.start), min(until, read.fleet.until)
    return math.floor(produce(read.fleet, read.conditions, first, until).bitcoin * BTC.whole)


def _require_inside(read: FleetFile, first: date, until: date) -> None:
    fleet = read.fleet
    if not fleet.start <= first < until <= fleet.until:
        last = fleet.until - timedelta(days=1)
        told = f"{fleet.name} stands from {fleet.start} to {last}; {first} to before {until} is not inside"
        raise Refused(Refusal(BAD_ARGUMENT, told, where="fleet"))
