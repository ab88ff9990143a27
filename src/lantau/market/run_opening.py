"""Where a redemption run begins: made from settings, or taken from a live world; and the hours it is played over."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy

from lantau import dates
from lantau.market.parameters import Settings
from lantau.market.refusals import EMPTY_POPULATION, OUT_OF_RANGE
from lantau.market.run_terms import COHORTS, OPENING, RUNGS, Array, Calendar
from lantau.refusal import Refusal, Refused

EVEN_RUNGS = 12
"""Rungs of the ladder that settings make."""

MILLION = 1e6
FIRST_DAY = date(2026, 9, 3)
"""A Thursday, so that the default shock, on the second day, falls on a Friday before a weekend."""

OFFICE_HOURS = (9, 17)
CALENDARS = ("HK", "weekends")


@dataclass(frozen=True, slots=True)
class Bill:
    """One asset of the ladder: its value in units of the reference currency and the days until it matures."""

    value: float
    days: float


@dataclass(frozen=True, slots=True)
class OpeningIssuer:
    """One issuer as it stands: par in circulation, cash, what is out of reach, bills, and what each holder has."""

    name: str
    par: float
    frozen_par: float
    cash: float
    bills: Sequence[Bill]
    holders: Sequence[float]

    def __post_init__(self) -> None:
        """Refused market.out_of_range for an amount or a term that is no number from 0."""
        terms = (number for bill in self.bills for number in (bill.value, bill.days))
        if not all(0.0 <= each < math.inf for each in (self.par, self.frozen_par, self.cash, *terms, *self.holders)):
            raise _out_of_range(f"{self.name} has an amount or a term that is no number from 0", self.name)


@dataclass(frozen=True, slots=True)
class Hours:
    """The days of a path. ``holidays`` is the calendar: ``HK`` (general holidays too) or ``weekends`` alone; an hour
    of the path is one of the clock by which the issuer keeps ``office`` hours."""

    first_day: date = FIRST_DAY
    holidays: str = "HK"
    office: tuple[int, int] = OFFICE_HOURS

    def __post_init__(self) -> None:
        """Refused market.out_of_range for another calendar, or for an office that never opens."""
        opens, shuts = self.office
        if self.holidays not in CALENDARS:
            raise _out_of_range(f"{self.holidays!r} is none of the calendars {', '.join(CALENDARS)}", "hours.holidays")
        if not 0 <= opens < shuts <= 24:
            raise _out_of_range(f"an office opens before it shuts, from 0 to 24, not {self.office}", "hours.office")


@dataclass(frozen=True, slots=True)
class OpeningState:
    """Where a run begins when it does not begin from settings. ``source`` says where it was taken from."""

    issuers: Sequence[OpeningIssuer] = ()
    hours: Hours = Hours()
    source: str = "settings"

    def as_body(self) -> dict[str, Any]:
        """The state as plain data, for a manifest."""
        return {
            "source": self.source,
            "first_day": self.hours.first_day.isoformat(),
            "holidays": self.hours.holidays,
            "office": list(self.hours.office),
            "issuers": [
                {
                    "name": each.name,
                    "par": each.par,
                    "frozen_par": each.frozen_par,
                    "cash": each.cash,
                    "bills": [[bill.value, bill.days] for bill in each.bills],
                    "holders": list(each.holders),
                }
                for each in self.issuers
            ],
        }

    @staticmethod
    def from_body(body: Mapping[str, Any]) -> OpeningState:
        """The state that ``as_body`` told."""
        return OpeningState(
            tuple(
                OpeningIssuer(
                    each["name"],
                    each["par"],
                    each["frozen_par"],
                    each["cash"],
                    tuple(Bill(value, days) for value, days in each["bills"]),
                    tuple(each["holders"]),
                )
                for each in body["issuers"]
            ),
            Hours(date.fromisoformat(body["first_day"]), body["holidays"], tuple(body["office"])),
            body["source"],
        )


def opening_in_micros(
    name: str,
    *,
    par_micros: int,
    frozen_par_micros: int,
    cash_micros: int,
    bills: Sequence[tuple[int, int]],
    holders_micros: Sequence[int],
    first_day: date,
    source: str,
) -> dict[str, Any]:
    """One issuer from whole amounts, in millionths of the reference currency, as a live world has them; ``bills`` are
    (value, days until it matures). The plain data that a run takes as its opening state."""
    issuer = OpeningIssuer(
        name,
        par_micros / MILLION,
        frozen_par_micros / MILLION,
        cash_micros / MILLION,
        tuple(Bill(value / MILLION, float(days)) for value, days in bills),
        tuple(each / MILLION for each in holders_micros),
    )
    return OpeningState((issuer,), Hours(first_day), source).as_body()


def from_settings(settings: Settings) -> tuple[OpeningIssuer, ...]:
    """Issuers as the settings have them: cash, and an even ladder; each further one smaller, alike otherwise."""
    made = []
    for number in range(int(settings["issuers"])):
        par = settings["supply_millions"] * MILLION * settings["issuer_size_ratio"] ** number
        reserve = par * (1.0 + settings["surplus_share"])
        cash = reserve * settings["cash_share"]
        rung = (reserve - cash) / EVEN_RUNGS
        days = [settings["ladder_days"] * (each + 1) / EVEN_RUNGS for each in range(EVEN_RUNGS)]
        bills = tuple(Bill(rung, each) for each in days if rung > 0.0)
        made.append(
            OpeningIssuer(f"issuer {number + 1}", par, par * settings["frozen_share"], cash, bills, (par,) * COHORTS)
        )
    return tuple(made)


def _out_of_range(message: str, where: str) -> Refused:
    return Refused(Refusal(OUT_OF_RANGE, message, where=where))


def rungs_of(issuer: OpeningIssuer) -> tuple[Bill, ...]:
    """The ladder by maturity, at most ``RUNGS`` rungs: neighbours are gathered, their days averaged by value."""
    bills = sorted(issuer.bills, key=lambda bill: bill.days)
    parts = numpy.array_split(numpy.arange(len(bills)), min(RUNGS, len(bills))) if bills else []
    found = []
    for part in parts:
        value = sum(bills[each].value for each in part)
        days = sum(bills[each].value * bills[each].days for each in part) / value if value > 0.0 else 1.0
        found.append(Bill(value, days))
    return tuple(found)


def opening_table(settings: Settings, issuers: Sequence[OpeningIssuer]) -> Array:
    """Issuers as OPENING[issuers]. Refused market.empty_population where nobody holds a coin that can move."""
    table = numpy.zeros(len(issuers), dtype=OPENING)
    for row, each in zip(table, issuers, strict=True):
        if not each.par - each.frozen_par > 0.0:
            raise Refused(Refusal(EMPTY_POPULATION, f"{each.name} has no coin that can move", where=each.name))
        bills = rungs_of(each)
        row["supply"], row["free_par"] = each.par, each.par - each.frozen_par
        row["bills"], row["rungs"] = sum(bill.value for bill in bills), len(bills)
        row["ladder"][: len(bills)] = [bill.value for bill in bills]
        row["maturity_hour"][: len(bills)] = [max(1.0, round(bill.days * 24.0)) for bill in bills]
        row["weights"], row["thresholds"] = _weights(each.holders), _thresholds(settings)
        if each is issuers[0] or settings["shared_custodian"] == 1:
            row["closed_bank"] = min(each.cash, settings["shock_bank_share"] * (each.cash + row["bills"]))
        row["cash"] = each.cash
    return table


def _weights(holders: Sequence[float]) -> Array:
    """Holders' shares gathered into cohorts, the largest first: who has most to lose leaves first (M10)."""
    sizes = numpy.sort(numpy.asarray(holders, dtype=float))[::-1]
    sizes = sizes[sizes > 0.0]
    if not sizes.size:
        raise Refused(Refusal(EMPTY_POPULATION, "nobody holds the coin", where="holders"))
    cumulative = numpy.concatenate(([0.0], numpy.cumsum(sizes))) / sizes.sum()
    edges = numpy.interp(numpy.linspace(0.0, 1.0, COHORTS + 1), numpy.linspace(0.0, 1.0, cumulative.size), cumulative)
    return numpy.diff(edges)


def _thresholds(settings: Settings) -> Array:
    """The middle of each of ``COHORTS`` even parts of a lognormal distribution, the most timid first."""
    from scipy.special import ndtri

    middle = (numpy.arange(COHORTS) + 0.5) / COHORTS
    found: Array = settings["threshold_median"] * numpy.exp(settings["threshold_spread"] * ndtri(middle))
    return found


def calendar_arrays(hours: Hours, days: int, steady: Array, ineligible: Array) -> Calendar:
    """Business days and office hours from ``dates``; Refused dates.not_covered for a day that no calendar knows."""
    listed = [hours.first_day + timedelta(days=number) for number in range(days)]
    if hours.holidays == "HK":
        business = [dates.is_business_day(day, ()) for day in listed]
    else:
        business = [day.weekday() < 5 for day in listed]
    clock = numpy.arange(days * 24) % 24
    day = numpy.arange(days * 24) // 24
    begins, ends = hours.office
    shut = (ends - 1) % 24
    return Calendar(
        day=day,
        open=((clock >= begins) & (clock < ends)).astype(numpy.uint8),
        business=numpy.array(business, dtype=numpy.uint8),
        last=(clock == 23).astype(numpy.uint8),
        closing=(clock == shut).astype(numpy.uint8),
        steady=steady,
        ineligible=ineligible,
    )
