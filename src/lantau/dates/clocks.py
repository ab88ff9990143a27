"""Where ``recorded_at`` comes from. Rooms take a clock as an argument and never read the time themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from lantau.dates.instants import as_utc
from lantau.dates.refusals import CLOCK_GOES_BACK
from lantau.refusal import Refusal, Refused


class Clock(Protocol):
    """Says what instant it is."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...


class SimulatedClock:
    """Stands still until told, so that a scenario played twice records the same times."""

    def __init__(self, start: datetime) -> None:
        self._now = as_utc(start)

    def now(self) -> datetime:
        """The instant last set, in UTC."""
        return self._now

    def advance_to(self, instant: datetime) -> None:
        """Set the clock to an instant not before its present one. Refused ``dates.clock_goes_back``."""
        instant = as_utc(instant)
        if instant < self._now:
            message = f"the clock stands at {self._now.isoformat()} and cannot go back to {instant.isoformat()}"
            raise Refused(Refusal(CLOCK_GOES_BACK, message))
        self._now = instant


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that reads the time, handed out as an argument
