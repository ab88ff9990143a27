"""Business days of Hong Kong.

Guideline on Supervision of Licensed Stablecoin Issuers (HKMA, August 2025), section 9 "辭彙" (glossary), entry 營業日:
any day other than (i) a Saturday, (ii) a general holiday under the General Holidays Ordinance (Cap. 149), or (iii) a
gale warning day or black rainstorm warning day as section 71(2) of the Interpretation and General Clauses Ordinance
(Cap. 1) defines them: any day throughout *or for part of* which such a warning is in force. Every Sunday is a general
holiday. One minute of a warning therefore takes the whole day away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from lantau.dates.holidays import GENERAL_HOLIDAYS
from lantau.dates.weather import Warning

_SATURDAY = 5
_DAY = timedelta(days=1)


def business_day_reason(day: date, warnings: Iterable[Warning], *, known_at: datetime | None = None) -> str | None:
    """Every reason in words why a day is no business day, or None when it is one. Refused ``dates.not_covered``.

    ``known_at`` says how far a warning without an end is known to have lasted; without it, only its first day counts.
    """
    assert not isinstance(day, datetime), "a day, not an instant: say hk_date(instant)"
    holiday = GENERAL_HOLIDAYS.name(day)
    reasons = ["Saturday"] if day.weekday() == _SATURDAY else []
    if holiday is not None:
        reasons.append(holiday if holiday == "Sunday" else f"general holiday: {holiday}")
    reasons += [warning.words() for warning in warnings if warning.in_force_on(day, known_at=known_at)]
    return "; ".join(reasons) or None


def is_business_day(day: date, warnings: Iterable[Warning], *, known_at: datetime | None = None) -> bool:
    """Whether a day is a business day, as far as the warnings given tell. Refused ``dates.not_covered``."""
    return business_day_reason(day, warnings, known_at=known_at) is None


def days_counted(
    day: date, n: int, warnings: Iterable[Warning], *, known_at: datetime | None = None
) -> Iterator[tuple[date, str | None]]:
    """Each day after ``day`` up to the n-th business day, with the reason it is skipped or None where it counts."""
    assert n >= 1, "count at least one business day"
    warnings = tuple(warnings)
    while n:
        day += _DAY
        reason = business_day_reason(day, warnings, known_at=known_at)
        n -= reason is None
        yield day, reason


def add_business_days(day: date, n: int, warnings: Iterable[Warning], *, known_at: datetime | None = None) -> date:
    """The n-th business day after a day, which itself never counts, business day or not; ``n`` is at least 1."""
    return [counted for counted, _ in days_counted(day, n, warnings, known_at=known_at)][-1]
