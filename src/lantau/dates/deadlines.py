"""Deadlines in business days, computed from what was known of the weather."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lantau.dates.business_days import days_counted
from lantau.dates.instants import as_utc, end_of_day, hk_date
from lantau.dates.weather import Warning, known_by

_BUSINESS_DAY = "business day"


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something must be done: strictly before ``due_at``, the midnight that ends ``due_day`` in Hong Kong.

    ``provisional`` while that day is not over: a warning hoisted on it would still move the deadline. ``counted`` has
    each day after the day of receipt up to ``due_day``, with why it was skipped or which business day it is.
    """

    due_at: datetime
    due_day: date
    provisional: bool
    counted: tuple[tuple[date, str], ...]

    @property
    def skipped(self) -> tuple[tuple[date, str], ...]:
        """The days that did not count, each with its reasons in words."""
        return tuple((day, reason) for day, reason in self.counted if not reason.startswith(_BUSINESS_DAY))


def redemption_deadline(
    valid_at: datetime, warnings: Iterable[Warning], *, business_days: int = 1, known_at: datetime
) -> Deadline:
    """By when a redemption request that became valid at ``valid_at`` must be processed, as known at ``known_at``.

    Guideline 3.3.3: within one business day after the valid request is received, unless the Monetary Authority agreed
    otherwise in writing (Cap. 656 Sch. 2 s. 6(2)). The day of receipt is left out, as we read these words; Cap. 1
    s. 71(1)(a) says the like of Ordinances. So the request is due by the end of the first business day after it. The
    law's number is ``business_days``, from the rulebook.
    Warnings that start after ``known_at`` are ignored, and an end after it is not known yet: ask again as time goes on.
    Refused ``dates.no_time_zone``, ``dates.not_covered``.
    """
    known_at = as_utc(known_at, where="known_at")
    weather = known_by(warnings, known_at)
    counted: list[tuple[date, str]] = []
    found = 0
    for day, reason in days_counted(hk_date(valid_at), business_days, weather, known_at=known_at):
        found += reason is None
        counted.append((day, reason or f"{_BUSINESS_DAY} {found} of {business_days}"))
    due_day = counted[-1][0]
    due_at = end_of_day(due_day)
    return Deadline(due_at, due_day, provisional=known_at < due_at, counted=tuple(counted))
