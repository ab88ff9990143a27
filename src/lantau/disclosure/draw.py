"""The attestation's random business day (G 2.7.3), drawn so that nobody can choose it and anybody can draw it again.

An independent person seals a secret number before the period's last business day is over; afterwards the number is
opened. The day is SHA-256 over the issuer, the period, the end of the issuer's hash chain as that last business day
ended, and the number: docs/adr/0012-attestation-day.md says who could bias what.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lantau.dates import parse_day
from lantau.events import Head
from lantau.refusal import Json

SEALED = "lantau attestation seal"
DRAWN = "lantau attestation day"
SPACE = 1 << 256
"""How many values SHA-256 has."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A number as it was sealed: the digest that binds whoever sealed it to one number."""

    issuer_id: str
    period_end: date
    seal: str
    sealed_by: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class Draw:
    """The day drawn, and everything needed to draw it again.

    ``days`` are the business days of the period, in order, without the last one, which is attested in any case;
    ``head`` is the end of the issuer's chain as ``last_business_day`` ended.
    """

    issuer_id: str
    period_start: date
    period_end: date
    last_business_day: date
    days: tuple[date, ...]
    head: Head
    seal: str
    number: str
    day: date

    def recomputed(self) -> date:
        """The day that the inputs give."""
        return drawn_day(self.issuer_id, self.period_start, self.period_end, self.head, self.number, self.days)

    def as_body(self) -> dict[str, Json]:
        """The drawing as plain data."""
        return {
            "issuer_id": self.issuer_id,
            "period_start": self.period_start.isoformat(),
            "period_end": self.period_end.isoformat(),
            "last_business_day": self.last_business_day.isoformat(),
            "days": [day.isoformat() for day in self.days],
            "stream": self.head.stream,
            "height": self.head.height,
            "digest": self.head.digest,
            "seal": self.seal,
            "number": self.number,
            "day": self.day.isoformat(),
        }

    @staticmethod
    def from_body(body: Mapping[str, Json]) -> Draw:
        """The inverse of ``as_body``."""
        days, height = body["days"], body["height"]
        assert isinstance(days, list) and isinstance(height, int), "a drawing was recorded by as_body"
        return Draw(
            issuer_id=str(body["issuer_id"]),
            period_start=parse_day(str(body["period_start"])),
            period_end=parse_day(str(body["period_end"])),
            last_business_day=parse_day(str(body["last_business_day"])),
            days=tuple(parse_day(str(day)) for day in days),
            head=Head(str(body["stream"]), height, str(body["digest"])),
            seal=str(body["seal"]),
            number=str(body["number"]),
            day=parse_day(str(body["day"])),
        )


def seal_of(issuer_id: str, period_end: date, number: str) -> str:
    """The digest that seals a number for one issuer and period: SHA-256 of four lines."""
    return _digest(SEALED, issuer_id, period_end.isoformat(), number).hex()


def drawn_day(
    issuer_id: str, period_start: date, period_end: date, head: Head, number: str, days: tuple[date, ...]
) -> date:
    """The day that the inputs choose among ``days``, each as likely as any other.

    A value at or above the greatest multiple of their number is drawn again with the next round, so that no day has
    one value more than another.
    """
    assert days, "there is a day to draw"
    period = f"{period_start.isoformat()} to {period_end.isoformat()}"
    chain = f"{head.stream} {head.height} {head.digest}"
    drawing = 0
    while True:
        value = int.from_bytes(_digest(DRAWN, issuer_id, period, chain, number, str(drawing)))
        index = index_of(value, SPACE, len(days))
        if index is not None:
            return days[index]
        drawing += 1


def index_of(value: int, space: int, count: int) -> int | None:
    """Which of ``count`` things a value below ``space`` chooses; None where keeping it would favour some of them."""
    assert 0 <= value < space and count >= 1, "a value of the space, and something to choose"
    return value % count if value < space - space % count else None


def _digest(*lines: str) -> bytes:
    assert not any("\n" in line for line in lines), "a line is one line"
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).digest()
