"""Back-tests: the redemption run held against what happened, by bounds that were stated before it was run.

An event is data (``events/*.toml``): settings with their sources, the issuer as it stood, targets with their bounds. A
miss is reported with its number; nothing is tuned to it. Why each miss is one stands in ``docs/validation.md``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import numpy

from lantau.market.modelling import Floats
from lantau.market.parameters import Words
from lantau.market.refusals import UNKNOWN_EVENT
from lantau.market.rule_sets import rule_set
from lantau.market.run import RUN
from lantau.market.run_opening import EVEN_RUNGS, Bill, Hours, OpeningIssuer, OpeningState
from lantau.market.run_terms import COHORTS, Books
from lantau.refusal import Refusal, Refused

CHUNK_PATHS = 250
CLOSE = 0.999
"""Below it a day's close counts as off par, as the published count has it."""


@dataclass(frozen=True, slots=True)
class Target:
    """What was published, and the bound stated beforehand: ``within`` a difference, or a ratio of the published."""

    metric: str
    at_hour: int | None
    published: float
    within: float
    by: str
    source: str

    @property
    def bound(self) -> tuple[float, float]:
        """The lowest and the highest value that holds."""
        room = self.within * (abs(self.published) if self.by == "ratio" else 1.0)
        return self.published - room, self.published + room


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its law as of a covered day, its settings and their sources, where it began, and its targets."""

    name: str
    title: Words
    notes: Words
    law_as_of: date
    rule_set: str
    settings: Mapping[str, float]
    settings_source: Mapping[str, str]
    opening: OpeningState
    targets: tuple[Target, ...]

    @property
    def stamped(self) -> bool:
        """Whether the event lies before the law that it is played under."""
        return self.opening.hours.first_day < self.law_as_of


@dataclass(frozen=True, slots=True)
class Row:
    """A target beside what the model gave: the median path, the 5th and 95th hundredth. ``held`` is by the median."""

    target: Target
    median: float
    low: float
    high: float

    @property
    def told(self) -> str:
        """The measure in words, with the day it is read at the end of."""
        days = "" if self.target.at_hour is None else f" after {self.target.at_hour // 24} days of the path"
        return self.target.metric.replace("_", " ") + days

    @property
    def held(self) -> bool:
        """Whether the median lies within the bound."""
        below, above = self.target.bound
        return below <= self.median <= above


@dataclass(frozen=True, slots=True)
class Backtest:
    """An event played and held against its targets."""

    event: Event
    paths: int
    seed: int
    rows: tuple[Row, ...]

    @property
    def misses(self) -> tuple[Row, ...]:
        """The rows outside their bounds."""
        return tuple(row for row in self.rows if not row.held)


def table(done: Backtest) -> list[str]:
    """The rows as a table in Markdown, for ``docs/validation.md``."""
    lines = ["| measure | published | bound | model: median (5 to 95 %) | |", "|---|---|---|---|---|"]
    for row in done.rows:
        below, above = (_short(each) for each in row.target.bound)
        model = f"{_short(row.median)} ({_short(row.low)} to {_short(row.high)})"
        held_or_not = "held" if row.held else "**missed**"
        lines.append(f"| {row.told} | {_short(row.target.published)} | {below} to {above} | {model} | {held_or_not} |")
    return lines


def _short(value: float) -> str:
    """A number to four decimals, without idle noughts and without a minus before nought."""
    return f"{round(value, 4) + 0.0:g}"


def events() -> tuple[str, ...]:
    """The names of the shipped events."""
    return tuple(sorted(each.name.removesuffix(".toml") for each in (files("lantau.market") / "events").iterdir()))


@cache
def event_named(name: str) -> Event:
    """A shipped event; Refused market.unknown_event."""
    if name not in events():
        raise Refused(
            Refusal(UNKNOWN_EVENT, f"there is no event {name!r}; there are {', '.join(events())}", where=name)
        )
    told = tomllib.loads((files("lantau.market") / "events" / f"{name}.toml").read_text(encoding="utf-8"))
    begins, office = told["first_day"], tuple(told["office"])
    targets = tuple(
        Target(
            each["metric"],
            each.get("at_hour"),
            float(each["published"]),
            float(each["within"]),
            each["by"],
            each["source"],
        )
        for each in told["target"]
    )
    return Event(
        name,
        Words(**told["title"]),
        Words(**told["notes"]),
        told["law_as_of"],
        told["rule_set"],
        told["settings"],
        told["settings_source"],
        OpeningState(
            (_issuer(name, told["issuer"]),), Hours(begins, told["holidays"], office), told["issuer"]["source"]
        ),
        targets,
    )


def _issuer(name: str, told: Mapping[str, Any]) -> OpeningIssuer:
    """The issuer of an event: par in cash and an even ladder."""
    par, cash = float(told["par"]), told["par"] * told["cash_share"]
    rung = (par - cash) / EVEN_RUNGS
    bills = [Bill(rung, told["ladder_days"] * (each + 1) / EVEN_RUNGS) for each in range(EVEN_RUNGS)]
    return OpeningIssuer(name, par, 0.0, cash, tuple(bills) if rung > 0.0 else (), (par / COHORTS,) * COHORTS)


def held(name: str, *, paths: int = 2_000, seed: int = 1) -> Backtest:
    """Play an event and hold it against its targets. Refused market.unknown_event."""
    event = event_named(name)
    settings = RUN.table.settled(event.settings)
    law = rule_set(event.rule_set, event.law_as_of)
    prepared = RUN.prepared(settings, law, event.opening.as_body())
    found: list[list[Floats]] = [[] for _ in event.targets]
    for chunk in range(-(-paths // CHUNK_PATHS)):
        books = prepared.books(seed, chunk, min(CHUNK_PATHS, paths - chunk * CHUNK_PATHS))
        for kept, target in zip(found, event.targets, strict=True):
            kept.append(measured(target, books))
    rows = []
    for target, kept in zip(event.targets, found, strict=True):
        low, median, high = numpy.quantile(numpy.concatenate(kept), (0.05, 0.5, 0.95))
        rows.append(Row(target, float(median), float(low), float(high)))
    return Backtest(event, paths, seed, tuple(rows))


def measured(target: Target, books: Books) -> Floats:
    """A target's measure of every path: float64[paths]."""
    if target.metric in ESPECIALLY:
        return ESPECIALLY[target.metric](target, books)
    return books.outcome(target.metric)


def _redeemed(target: Target, books: Books) -> Floats:
    """The share of the opening supply that has left the chain by an hour: coins handed in leave it at once."""
    hour = (target.at_hour or 0) - 1
    gone: Floats = 1.0 - (books.course("supply")[hour] - books.course("queue")[hour])
    return gone


def _days_below(_target: Target, books: Books) -> Floats:
    """On how many days the last price was off par."""
    days: Floats = (books.course("price")[23::24] < CLOSE).sum(axis=0).astype(float)
    return days


def _on_time(_target: Target, books: Books) -> Floats:
    """The share of what was redeemed that was paid by its day."""
    return books.paid_on_time_shares()


ESPECIALLY: Mapping[str, Callable[[Target, Books], Floats]] = {
    "redeemed_share": _redeemed,
    "days_below_999": _days_below,
    "paid_on_time_share": _on_time,
}
"""Measures that no outcome of the run is."""
