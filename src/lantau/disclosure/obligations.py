"""The calendar of obligations: the law's cadences turned into dated duties, and held against what was done."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lantau import ids
from lantau.dates import Warning, end_of_day, is_business_day
from lantau.refusal import Json
from lantau.rulebook import Cadence, Finding, Outcome, Rulebook

_DAY = timedelta(days=1)
MONTHS_PER_YEAR = 12
FINANCIAL_YEAR_END = (12, 31)


class Status(StrEnum):
    """How an obligation stands on the day of the question."""

    DONE = "done"
    DONE_LATE = "done_late"
    DUE = "due"
    OVERDUE = "overdue"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something owed to the supervisor by the end of ``due_on`` in Hong Kong.

    ``due_on`` None: the law leaves the frequency to the Monetary Authority and none was set. ``about`` is the day,
    period or finding it is for; ``after`` the day from which it runs.
    """

    id: str
    issuer_id: str
    kind: str
    rule_id: str
    about: str
    after: date
    due_on: date | None
    done_on: date | None
    citation: str
    title_en: str
    title_zh: str

    def status(self, as_of: date) -> Status:
        """Done, done late, due, overdue, or undated."""
        if self.done_on is not None:
            late = self.due_on is not None and self.done_on > self.due_on
            return Status.DONE_LATE if late else Status.DONE
        if self.due_on is None:
            return Status.UNDATED
        return Status.OVERDUE if as_of > self.due_on else Status.DUE

    def judge(self, book: Rulebook, as_of: date) -> tuple[Finding, ...]:
        """Hold it against its rule: done in time is met, late or overdue breached, still open unknown."""
        facts = {
            "obligation.kind": self.kind,
            "obligation.due_on": self.due_on,
            "obligation.after": self.after,
            "obligation.done_on": self.done_on,
            "obligation.as_of": as_of,
        }
        return book.judge([self.rule_id], facts, subject_id=self.id, on=as_of)

    def as_body(self, as_of: date) -> dict[str, Json]:
        """The obligation as plain data."""
        return {
            "obligation_id": self.id,
            "issuer_id": self.issuer_id,
            "kind": self.kind,
            "rule_id": self.rule_id,
            "about": self.about,
            "due_on": None if self.due_on is None else self.due_on.isoformat(),
            "done_on": None if self.done_on is None else self.done_on.isoformat(),
            "status": self.status(as_of).value,
            "citation": self.citation,
            "title_en": self.title_en,
            "title_zh": self.title_zh,
        }


@dataclass(frozen=True, slots=True)
class Duties:
    """What the calendar of one issuer depends on, beside the law.

    ``since`` is the first day it owes anything; ``arisen`` the duties that something gave rise to: kind, what about
    and the day; ``attestation_period_months`` what the Monetary Authority set, None when it has not (G 2.7.3);
    ``warnings`` the weather warnings known, for business days.
    """

    issuer_id: str
    since: date
    done: Mapping[str, date]
    arisen: Sequence[tuple[str, str, date]] = ()
    warnings: tuple[Warning, ...] = ()
    attestation_period_months: int | None = None
    financial_year_end: tuple[int, int] = FINANCIAL_YEAR_END


def obligations_of(duties: Duties, cadences: Iterable[Cadence], as_of: date) -> tuple[Obligation, ...]:
    """Every obligation from the first day to the next one of each kind after ``as_of``, by due day, then kind."""
    found: list[Obligation] = []
    for cadence in cadences:
        match cadence.anchor:
            case "day":
                found += _daily(duties, cadence, as_of)
            case "last_done":
                found += _since_last_done(duties, cadence, as_of)
            case "financial_year_end":
                found += _after_year_ends(duties, cadence, as_of)
            case "last_business_day_of_period":
                found += _after_periods(duties, cadence, as_of)
            case "event" | "promptly" | "before_event":
                found += _arisen(duties, cadence)
            case _:
                raise AssertionError(f"cadence {cadence.kind} counts from {cadence.anchor!r}")
    return tuple(sorted(found, key=lambda item: (item.due_on or date.max, item.kind, item.about)))


def plus(day: date, value: int, unit: str) -> date:
    """A day moved on by days, or by calendar months with the end of a shorter month as its last day."""
    if unit == "days":
        return day + timedelta(days=value)
    assert unit == "months", f"a cadence counts days or months, not {unit}"
    months = day.year * MONTHS_PER_YEAR + day.month - 1 + value
    year, month = divmod(months, MONTHS_PER_YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _later(day: date, cadence: Cadence) -> date:
    """The day so long after another as the cadence says."""
    assert cadence.value is not None, f"{cadence.kind} has no number"
    return plus(day, cadence.value, cadence.unit)


def _obligation(duties: Duties, cadence: Cadence, about: str, after: date, due_on: date | None) -> Obligation:
    identity = ids.make("obl", end_of_day(after), f"{duties.issuer_id}/{cadence.kind}/{about}")
    return Obligation(
        id=identity,
        issuer_id=duties.issuer_id,
        kind=cadence.kind,
        rule_id=cadence.rule_id,
        about=about,
        after=after,
        due_on=due_on,
        done_on=duties.done.get(identity),
        citation=cadence.citation,
        title_en=cadence.title.en,
        title_zh=cadence.title.zh,
    )


def _daily(duties: Duties, cadence: Cadence, as_of: date) -> Iterable[Obligation]:
    day = duties.since
    while day <= as_of:
        yield _obligation(duties, cadence, day.isoformat(), day, day)
        day += _DAY


def _since_last_done(duties: Duties, cadence: Cadence, as_of: date) -> Iterable[Obligation]:
    """At least every so often: each one runs from the day the one before was done."""
    after = duties.since
    while True:
        one = _obligation(duties, cadence, f"from {after}", after, _later(after, cadence))
        yield one
        if one.done_on is None or one.done_on > as_of:
            return
        after = max(one.done_on, after + _DAY)


def _after_year_ends(duties: Duties, cadence: Cadence, as_of: date) -> Iterable[Obligation]:
    """So long after each financial year that ends on or after the first day."""
    month, day = duties.financial_year_end
    year = duties.since.year
    while True:
        end = date(year, month, min(day, calendar.monthrange(year, month)[1]))
        if end >= duties.since:
            yield _obligation(duties, cadence, f"year to {end}", end, _later(end, cadence))
            if end > as_of:
                return
        year += 1


def _after_periods(duties: Duties, cadence: Cadence, as_of: date) -> Iterable[Obligation]:
    """So long after the last business day of each period of months; undated while no period was set."""
    months = duties.attestation_period_months
    if months is None:
        yield _obligation(duties, cadence, "frequency not set by the Monetary Authority", duties.since, None)
        return
    start = duties.since.replace(day=1)
    while True:
        end = plus(start, months, "months") - _DAY
        last = _last_business_day(end, duties.warnings)
        yield _obligation(duties, cadence, f"period to {end}", end, _later(last, cadence))
        if end > as_of:
            return
        start = end + _DAY


def _last_business_day(day: date, warnings: tuple[Warning, ...]) -> date:
    while not is_business_day(day, warnings):
        day -= _DAY
    return day


def _arisen(duties: Duties, cadence: Cadence) -> Iterable[Obligation]:
    """What something gave rise to on a day, or will on the day it is planned for; prompt duties have no day."""
    for kind, about, day in duties.arisen:
        if kind == cadence.kind:
            yield _obligation(duties, cadence, about, day, None if cadence.value is None else _due(day, cadence))


def _due(day: date, cadence: Cadence) -> date:
    """So long after the day of an event, or so long before the day of a planned one."""
    if cadence.anchor != "before_event":
        return _later(day, cadence)
    assert cadence.value is not None, f"{cadence.kind} has no number"
    return plus(day, -cadence.value, cadence.unit)


def overdue(obligations: Iterable[Obligation], book: Rulebook, as_of: date) -> tuple[Finding, ...]:
    """The findings on obligations that are open and past their day."""
    late = (item for item in obligations if item.status(as_of) is Status.OVERDUE)
    findings = (finding for item in late for finding in item.judge(book, as_of))
    return tuple(finding for finding in findings if finding.outcome is Outcome.BREACHED)
