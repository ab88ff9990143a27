"""Calendar months of UTC, as miners publish by them, and instants as whole seconds since 1970."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from lantau.mining.refusals import BAD_FIELD
from lantau.refusal import Refusal, Refused

HOUR_SECONDS = 3600
DAY_SECONDS = 86_400
YEAR_SECONDS = 31_557_600
"""365.25 days."""
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def seconds_of(day: date) -> int:
    """The midnight of UTC that begins a day."""
    return int(datetime.combine(day, time(), tzinfo=UTC).timestamp())


def instant_text(seconds: float) -> str:
    """An instant as ``2025-07-01T00:00Z``."""
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%MZ")


def instant_seconds(text: str, where: str) -> int:
    """Reads an instant with its time zone. Refused mining.bad_field."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise Refused(Refusal(BAD_FIELD, f"{text!r} is no instant such as 2025-07-01T00:00Z", where=where))
    return int(instant.timestamp())


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month of UTC; half-open, from its first midnight to the next month's."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str, where: str) -> Month:
        """Reads ``2025-07``. Refused mining.bad_field."""
        found = _MONTH.fullmatch(text)
        if found is None or not 1970 <= int(found[1]) <= 9000:
            raise Refused(Refusal(BAD_FIELD, f"{text!r} is no month such as 2025-07", where=where))
        return cls(int(found[1]), int(found[2]))

    @property
    def next(self) -> Month:
        """The month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def start_seconds(self) -> int:
        """Its first midnight."""
        return seconds_of(self.first_day)

    @property
    def end_seconds(self) -> int:
        """The next month's first midnight."""
        return self.next.start_seconds

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.next.first_day - self.first_day).days

    @property
    def quarter(self) -> str:
        """Its calendar quarter, as in ``2025Q3``."""
        return f"{self.year}Q{(self.number + 2) // 3}"

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def months_between(start: date, until: date) -> Iterator[Month]:
    """Every month that a half-open period of days touches."""
    month = Month(start.year, start.month)
    while month.first_day < until:
        yield month
        month = month.next
