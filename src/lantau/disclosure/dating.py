"""Dating: the cadences of the law turned into the obligations of one issuer, each with its day if it has one."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from lantau import ids
from lantau.dates import add_business_days, end_of_day, is_business_day
from lantau.disclosure.obligations import BEFORE, OWN_INTERVAL, STARTED, Duties, Obligation
from lantau.rulebook import Branch, Cadence, Outcome, Rule, Rulebook

_DAY = timedelta(days=1)
MONTHS_PER_YEAR = 12
REGULAR_GATE = "regular_duty"
OWES = ("licensee", "person", "officer", "controller", "third_party")
"""Whose duties stand in an issuer's calendar: its own, and those of the people and firms it answers for."""


def cadences_of(book: Rulebook, on: date, *, bank: bool | None) -> tuple[Cadence, ...]:
    """The duties that a licensee has on a day: the law's clocks and what it asks for regularly without a number.

    Those that bind others, and those that a bank is exempt from or that are for banks alone, are left out. ``bank``
    None: no application says what the issuer is, so nothing is left out for it. Refused ``rulebook.not_covered``.
    """
    clocks = book.cadences(on)
    rules = {rule.id: rule for rule in book.rules_in_force(on)}
    regular = (_regular(rule) for rule in rules.values() if REGULAR_GATE in rule.gates)
    owed = (one for one in (*clocks, *regular) if rules[one.rule_id].binds.value in OWES)
    return tuple(one for one in owed if is_bound(one.branch, bank))


def is_bound(branch: Branch, bank: bool | None) -> bool:
    """Whether a rule with this branch binds; one of whom nobody knows whether it is a bank is bound by all."""
    return bank is None or branch not in (Branch.EXEMPT, Branch.ONLY) or (branch is Branch.ONLY) is bank


def _regular(rule: Rule) -> Cadence:
    """A rule that holds the licensee to its own interval, as a duty that comes back. Its cases name the duty."""
    kinds = {str(case.facts[f"{REGULAR_GATE}.kind"]) for case in rule.cases if case.outcome is Outcome.MET}
    assert len(kinds) == 1, f"{rule.id} is about one regular duty"
    return Cadence(
        kind=kinds.pop(),
        rule_id=rule.id,
        parameter="",
        anchor=OWN_INTERVAL,
        value=None,
        unit="",
        citation=rule.citation,
        title=rule.title,
        level=rule.level,
        branch=rule.branch,
        starts=None,
    )


def starting_with(cadences: Iterable[Cadence], kind: str) -> tuple[Cadence, ...]:
    """Every duty that the same event starts as the one of this kind: those whose start is said in the same words.

    A complaint received asks for an acknowledgement and for a reply, and one noting of it starts both.
    """
    started = [one for one in cadences if one.anchor in STARTED]
    starts = {one.starts for one in started if one.kind == kind}
    return tuple(one for one in started if one.starts in starts)


def obligations_of(duties: Duties, cadences: Iterable[Cadence], as_of: date) -> tuple[Obligation, ...]:
    """Every obligation from the first day to the next one of each kind after ``as_of``, by due day, then kind."""
    found: list[Obligation] = []
    for cadence in cadences:
        match cadence.anchor:
            case "day":
                found += _daily(duties, cadence, as_of)
            case "last_done":
                found += _since_last_done(duties, cadence, duties.since, as_of)
            case "own_interval":
                found += _since_last_done(duties, cadence, duties.begun_on, as_of)
            case "financial_year_end":
                found += _after_year_ends(duties, cadence, as_of)
            case "last_business_day_of_period":
                found += _after_periods(duties, cadence, as_of)
            case "licence_anniversary":
                found += _on_anniversaries(duties, cadence, as_of)
            case "event" | "promptly" | "before_event":
                found += _arisen(duties, cadence, as_of)
            case _:
                raise AssertionError(f"cadence {cadence.kind} counts from {cadence.anchor!r}")
    return tuple(sorted(found, key=lambda item: (item.due_on or date.max, item.kind, item.about)))


def plus(day: date, value: int, unit: str) -> date:
    """A day moved by days, or by calendar months with the end of a shorter month as its last day."""
    if unit == "days":
        return day + timedelta(days=value)
    assert unit == "months", f"a calendar counts days or months, not {unit}"
    months = day.year * MONTHS_PER_YEAR + day.month - 1 + value
    year, month = divmod(months, MONTHS_PER_YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_business_day(day: date, duties: Duties) -> date:
    """The last business day on or before a day, as far as the warnings known tell."""
    while not is_business_day(day, duties.warnings, known_at=duties.known_at):
        day -= _DAY
    return day


def periods(duties: Duties, as_of: date) -> Iterator[tuple[date, date]]:
    """The attestation's periods, first and last day, from that of the first pool to the first not over on ``as_of``.

    Nothing while the Monetary Authority has set no frequency, or before there is a pool.
    """
    months = duties.attestation_period_months
    if months is None or duties.since is None:
        return
    start = duties.since.replace(day=1)
    while True:
        end = plus(start, months, "months") - _DAY
        yield start, end
        if end > as_of:
            return
        start = end + _DAY


def _moved(day: date, value: int, unit: str, duties: Duties) -> date:
    """A day moved by days, months or business days; before it where ``value`` is negative. None of none is itself."""
    if unit != "business_days":
        return plus(day, value, unit)
    if value > 0:
        return add_business_days(day, value, duties.warnings, known_at=duties.known_at)
    for _ in range(-value):
        day = last_business_day(day - _DAY, duties)
    return day


def _due(day: date, cadence: Cadence, duties: Duties) -> date:
    """So long after a day, or so long before the day of what is planned, as the cadence says."""
    assert cadence.value is not None, f"{cadence.kind} has no number"
    return _moved(day, -cadence.value if cadence.anchor == BEFORE else cadence.value, cadence.unit, duties)


def _obligation(
    duties: Duties, cadence: Cadence, about: str, after: date, due_on: date | None, *, provisional: bool = False
) -> Obligation:
    identity = ids.make("obl", end_of_day(after), f"{duties.issuer_id}/{cadence.kind}/{about}")
    return Obligation(
        id=identity,
        issuer_id=duties.issuer_id,
        kind=cadence.kind,
        rule_id=cadence.rule_id,
        anchor=cadence.anchor,
        about=about,
        after=after,
        due_on=due_on,
        done_on=duties.done.get(identity),
        citation=cadence.citation,
        title_en=cadence.title.en,
        title_zh=cadence.title.zh,
        provisional=provisional,
        judged_prompt=duties.judged.get(identity),
        bank=duties.bank,
    )


def _dated(duties: Duties, cadence: Cadence, about: str, after: date, as_of: date) -> Obligation:
    """One that is due so long after ``after`` or before it; provisional while the days counted are not over."""
    due = _due(after, cadence, duties)
    last = max(after, due)
    moves = cadence.unit == "business_days" and bool(cadence.value) and as_of <= last
    return _obligation(duties, cadence, about, after, due, provisional=moves)


def _daily(duties: Duties, cadence: Cadence, as_of: date) -> Iterable[Obligation]:
    day = duties.since or date.max
    while day <= as_of:
        yield _obligation(duties, cadence, day.isoformat(), day, day)
        day += _DAY


def _since_last_done(duties: Duties, cadence: Cadence, start: date | None, as_of: date) -> Iterable[Obligation]:
    """At least every so often: each one runs from the day the one before was done."""
    after = start
    while after is not None:
        one = _again(duties, cadence, after, as_of)
        yield one
        if one.done_on is None or one.done_on > as_of:
            return
        after = max(one.done_on, after + _DAY)


def _again(duties: Duties, cadence: Cadence, after: date, as_of: date) -> Obligation:
    """The next time after a day: by the law's number, or by the issuer's own, undated while it has set none."""
    about = f"from {after}"
    if cadence.anchor != OWN_INTERVAL:
        return _dated(duties, cadence, about, after, as_of)
    if cadence.kind not in duties.own_intervals:
        return _obligation(duties, cadence, about, after, None)
    value, unit = duties.own_intervals[cadence.kind]
    due = _moved(after, value, unit, duties)
    return _obligation(duties, cadence, about, after, due, provisional=unit == "business_days" and as_of <= due)


def _after_year_ends(duties: Duties, cadence: Cadence, as_of: date) -> Iterable[Obligation]:
    """So long after each financial year that ends on or after the first day."""
    if duties.begun_on is None:
        return
    month, day = duties.financial_year_end
    year = duties.begun_on.year
    while True:
        end = date(year, month, min(day, calendar.monthrange(year, month)[1]))
        if end >= duties.begun_on:
            yield _dated(duties, cadence, f"year to {end}", end, as_of)
            if end > as_of:
                return
        year += 1


def _after_periods(duties: Duties, cadence: Cadence, as_of: date) -> Iterable[Obligation]:
    """So long after the last business day of each period of months; undated while no period was set."""
    if duties.attestation_period_months is None and duties.since is not None:
        yield _obligation(duties, cadence, "frequency not set by the Monetary Authority", duties.since, None)
    for _, end in periods(duties, as_of):
        last = last_business_day(end, duties)
        due = _due(last, cadence, duties)
        yield _obligation(duties, cadence, f"period to {end}", end, due, provisional=as_of <= last)


def _on_anniversaries(duties: Duties, cadence: Cadence, as_of: date) -> Iterable[Obligation]:
    """So long after the licence takes effect, then on or before each anniversary until it ends.

    The anniversary of 29 February is 28 February in a year without one: the earlier day is safe.
    """
    start, years = duties.licensed_on, 0
    if start is None:
        return
    yield _dated(duties, cadence, f"licence in effect {start}", start, as_of)
    while True:
        before, years = plus(start, MONTHS_PER_YEAR * years, "months"), years + 1
        anniversary = plus(start, MONTHS_PER_YEAR * years, "months")
        if duties.licence_ended_on is not None and anniversary > duties.licence_ended_on:
            return
        yield _obligation(duties, cadence, f"anniversary {anniversary}", before, anniversary)
        if anniversary > as_of:
            return


def _arisen(duties: Duties, cadence: Cadence, as_of: date) -> Iterable[Obligation]:
    """What something gave rise to on a day, or will on the day it is planned for; prompt duties have no day."""
    for kind, about, day in duties.arisen:
        if kind != cadence.kind:
            continue
        if cadence.value is None:
            yield _obligation(duties, cadence, about, day, None)
        else:
            yield _dated(duties, cadence, about, day, as_of)
