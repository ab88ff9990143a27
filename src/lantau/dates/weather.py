"""Gale and black rainstorm warnings, the two that make a day no business day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from lantau.dates.instants import HONG_KONG, as_utc, end_of_day, start_of_day
from lantau.dates.refusals import ENDS_BEFORE_START, UNKNOWN_WARNING
from lantau.refusal import Refusal, Refused

WarningKind = Literal["gale", "black_rain"]
_WORDS: dict[WarningKind, str] = {"gale": "gale warning", "black_rain": "black rainstorm warning"}
_INSTANT_AFTER = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Warning:
    """A warning in force from ``starts_at`` until just before ``ends_at`` (half-open); None while it is still in force.

    Refused ``dates.unknown_warning``, ``dates.no_time_zone``, ``dates.ends_before_start``.
    """

    kind: WarningKind
    starts_at: datetime
    ends_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(WarningKind):
            raise Refused(Refusal(UNKNOWN_WARNING, f"{self.kind!r} is neither gale nor black_rain"))
        object.__setattr__(self, "starts_at", as_utc(self.starts_at, where="starts_at"))
        if self.ends_at is None:
            return
        object.__setattr__(self, "ends_at", as_utc(self.ends_at, where="ends_at"))
        if self.ends_at <= self.starts_at:
            message = f"ends {self.ends_at.isoformat()}, not after its start {self.starts_at.isoformat()}"
            raise Refused(Refusal(ENDS_BEFORE_START, message, "ends_at"))

    def in_force_on(self, day: date, *, known_at: datetime | None = None) -> bool:
        """Whether it was in force at any time of a Hong Kong day.

        Without an end, it counts on the day it started and, given ``known_at``, on each day up to that instant: nobody
        knows yet about the days after.
        """
        until = self.ends_at
        if until is None:
            until = max(self.starts_at, as_utc(known_at) if known_at else self.starts_at) + _INSTANT_AFTER
        return self.starts_at < end_of_day(day) and until > start_of_day(day)

    def words(self) -> str:
        """The warning as a reason: its kind and its times in Hong Kong."""
        since = f"{self.starts_at.astimezone(HONG_KONG):%Y-%m-%d %H:%M}"
        until = f"to {self.ends_at.astimezone(HONG_KONG):%Y-%m-%d %H:%M}" if self.ends_at else "on, no end known"
        return f"{_WORDS[self.kind]} in force (from {since} {until}, Hong Kong time)"


def known_by(warnings: Iterable[Warning], known_at: datetime) -> tuple[Warning, ...]:
    """What could be known of warnings at an instant: those that had started, and an end only once it had come."""
    known_at = as_utc(known_at)
    started = (warning for warning in warnings if warning.starts_at <= known_at)
    return tuple(
        replace(warning, ends_at=None) if warning.ends_at and warning.ends_at > known_at else warning
        for warning in started
    )
