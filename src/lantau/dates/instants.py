"""Instants (always with a time zone, UTC inside) and the Hong Kong day each falls in."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lantau.dates.refusals import NO_TIME_ZONE, NOT_A_DAY, NOT_AN_INSTANT
from lantau.refusal import Refusal, Refused

HONG_KONG = ZoneInfo("Asia/Hong_Kong")

FIRST_YEAR_OF_INSTANTS = 1970
LAST_YEAR = 9998
"""So that every day read has an end and every instant read has a Hong Kong day."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|z|[+-][0-9]{2}:[0-9]{2})?"
)


def as_utc(instant: datetime, *, where: str = "") -> datetime:
    """The same instant in UTC. Refused ``dates.no_time_zone``; ``dates.not_an_instant`` outside the calendar there."""
    if instant.utcoffset() is None:
        raise Refused(Refusal(NO_TIME_ZONE, f"{instant.isoformat()} has no time zone", where))
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        message = f"{instant.isoformat()} lies outside the calendar in UTC"
        raise Refused(Refusal(NOT_AN_INSTANT, message, where)) from None


def hk_date(instant: datetime) -> date:
    """The day in Hong Kong at an instant."""
    return as_utc(instant).astimezone(HONG_KONG).date()


def start_of_day(day: date) -> datetime:
    """The instant at which a Hong Kong day begins: its midnight, in UTC."""
    return datetime.combine(day, time(), tzinfo=HONG_KONG).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The instant at which a Hong Kong day is over: the next midnight, which is no longer part of it (half-open)."""
    return start_of_day(day + timedelta(days=1))


def parse_day(text: str, *, where: str = "") -> date:
    """Read ``2026-10-16`` and nothing else. Refused ``dates.not_a_day``."""
    if isinstance(text, str) and _DAY.fullmatch(text):
        with suppress(ValueError):
            day = date.fromisoformat(text)
            if day.year <= LAST_YEAR:
                return day
    raise Refused(Refusal(NOT_A_DAY, f"{_shown(text)} is not a day", where))


def parse_instant(text: str, *, where: str = "") -> datetime:
    """Read ``2026-10-16T15:00:00+08:00`` (seconds optional, ``Z`` for UTC) as an instant in UTC, from 1970 on.

    Refused ``dates.no_time_zone`` without a zone, ``dates.not_an_instant`` otherwise.
    """
    found = _INSTANT.fullmatch(text) if isinstance(text, str) else None
    if found is not None:
        with suppress(ValueError, OverflowError):
            instant = as_utc(datetime.fromisoformat(text.upper()), where=where)
            if FIRST_YEAR_OF_INSTANTS <= instant.year <= LAST_YEAR:
                return instant
    raise Refused(Refusal(NOT_AN_INSTANT, f"{_shown(text)} is not a date and time", where))


def _shown(text: object) -> str:
    shown = repr(text)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
