"""The calendar of obligations of one issuer, as a page sets it: overdue first, then month by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lantau.disclosure import Obligation, queries
from lantau.web.formats import MONTHS
from lantau.web.views.words import Said

STATUSES = ("overdue", "provisional", "due", "undated", "judged", "done_late", "done")
OVER = ("done", "done_late")


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One obligation. ``state`` is its status; ``days`` how many days are left, below nothing when it is overdue."""

    id: str
    kind: str
    rule_id: str
    title: Said
    about: str
    due_on: date | None
    done_on: date | None
    days: int | None
    state: str
    judged_prompt: bool | None
    citation: str


@dataclass(frozen=True, slots=True)
class Month:
    """What is due in one month."""

    title: Said
    lines: tuple[OwedLine, ...]


@dataclass(frozen=True, slots=True)
class DrawLine:
    """The business days attested for a period: its last one, and the one drawn among ``count`` others."""

    period_start: date
    period_end: date
    last_business_day: date
    day: date
    count: int
    number: str
    seal: str
    height: int
    digest: str


@dataclass(frozen=True, slots=True)
class CalendarView:
    """One issuer's calendar as of a day; ``issuers`` are those one may choose. ``shown`` is the status asked for.

    ``counts`` has every status before filtering. Without a status what is done is left out.
    """

    issuer_id: str
    issuer_name: str
    issuers: tuple[tuple[str, str], ...]
    on: date
    shown: str
    counts: tuple[tuple[str, int], ...]
    overdue: tuple[OwedLine, ...]
    months: tuple[Month, ...]
    undated: tuple[OwedLine, ...]
    draws: tuple[DrawLine, ...]
    refused: str


def owed_line(owed: Obligation, today: date) -> OwedLine:
    """One obligation as it stands on a day."""
    return OwedLine(
        id=owed.id,
        kind=owed.kind,
        rule_id=owed.rule_id,
        title=Said(owed.title_en, owed.title_zh),
        about=owed.about,
        due_on=owed.due_on,
        done_on=owed.done_on,
        days=None if owed.due_on is None or owed.done_on is not None else (owed.due_on - today).days,
        state=owed.status(today).value,
        judged_prompt=owed.judged_prompt,
        citation=owed.citation,
    )


def draw_line(drawn: queries.Draw) -> DrawLine:
    """One drawing of a random business day."""
    return DrawLine(
        period_start=drawn.period_start,
        period_end=drawn.period_end,
        last_business_day=drawn.last_business_day,
        day=drawn.day,
        count=len(drawn.days),
        number=drawn.number,
        seal=drawn.seal,
        height=drawn.head.height,
        digest=drawn.head.digest,
    )


def calendar_view(
    issuer_id: str,
    issuers: Mapping[str, str],
    lines: Iterable[OwedLine],
    *,
    on: date,
    shown: str,
    draws: tuple[DrawLine, ...] = (),
    refused: str = "",
) -> CalendarView:
    """Filter by status; what is overdue stands first, what has no day last, the rest by month."""
    every = tuple(lines)
    counted = Counter(line.state for line in every)
    asked = [line for line in every if (line.state == shown if shown else line.state not in OVER)]
    dated = [line for line in asked if line.due_on is not None and line.state != "overdue"]
    return CalendarView(
        issuer_id=issuer_id,
        issuer_name=issuers.get(issuer_id, issuer_id),
        issuers=tuple(issuers.items()),
        on=on,
        shown=shown,
        counts=tuple((word, counted[word]) for word in STATUSES if counted[word]),
        overdue=tuple(line for line in asked if line.state == "overdue"),
        months=_months(dated),
        undated=tuple(line for line in asked if line.due_on is None),
        draws=draws,
        refused=refused,
    )


def _months(lines: Iterable[OwedLine]) -> tuple[Month, ...]:
    by_month: dict[tuple[int, int], list[OwedLine]] = {}
    for line in lines:
        assert line.due_on is not None, "only what is dated stands in a month"
        by_month.setdefault((line.due_on.year, line.due_on.month), []).append(line)
    return tuple(
        Month(Said(f"{MONTHS[month - 1]} {year}", f"{year}年{month}月"), tuple(found))
        for (year, month), found in sorted(by_month.items())
    )
