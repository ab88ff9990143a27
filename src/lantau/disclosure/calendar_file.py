"""Obligations as an iCalendar file (RFC 5545) for the calendar of whoever must do them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lantau.dates import hk_date
from lantau.disclosure.calendar_words import STATUS_WORDS, about, status_words
from lantau.disclosure.obligations import Obligation, Status

if TYPE_CHECKING:
    from icalendar import Component

PRODUCT = "-//Lantau//Calendar of obligations, simulated//EN"
HOST = "lantau.invalid"
"""Ends each UID; no machine has that name (RFC 2606)."""

SIMULATED = (
    "SIMULATED by Lantau: an invented issuer in a sandbox, not legal advice.",
    "模擬：由沙盒 Lantau 產生，發行人為虛構，並非法律意見。",
)
NAME = ("Obligations of {issuer} (simulated)", "{issuer} 的責任日程（模擬）")
LABELS = (("For", "Status", "Law", "Rule"), ("事項", "狀態", "法例", "規則"))


def as_icalendar(issuer: str, obligations: Iterable[Obligation], *, as_of: datetime, zh: bool = False) -> bytes:
    """The obligations as a calendar: an all-day event on each due day, and a task for what has no day.

    An obligation keeps its UID from export to export, so that reading a later file changes entries and adds none. A
    day that a warning may still move is tentative. The same obligations and instant give the same bytes.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", NAME[zh].format(issuer=issuer))
    for obligation in obligations:
        calendar.add_component(_entry(obligation, as_of, zh=zh))
    data: bytes = calendar.to_ical()
    return data


def _entry(obligation: Obligation, as_of: datetime, *, zh: bool) -> Component:
    from icalendar import Event, Todo

    status = obligation.status(hk_date(as_of))
    entry: Event | Todo = Todo() if obligation.due_on is None else Event()
    entry.add("uid", f"{obligation.id}@{HOST}")
    entry.add("dtstamp", as_of.astimezone(UTC))
    if obligation.due_on is not None:
        entry.add("dtstart", obligation.due_on)
        entry.add("dtend", obligation.due_on + timedelta(days=1))
        entry.add("transp", "TRANSPARENT")
        entry.add("status", "TENTATIVE" if status is Status.PROVISIONAL else "CONFIRMED")
    else:
        entry.add("status", "COMPLETED" if obligation.done_on is not None else "NEEDS-ACTION")
    entry.add("summary", obligation.title_zh if zh else obligation.title_en)
    entry.add("description", _description(obligation, status, zh=zh))
    entry.add("categories", ["Lantau", obligation.kind, STATUS_WORDS[status][zh]])
    return entry


def _description(obligation: Obligation, status: Status, *, zh: bool) -> str:
    told = (about(obligation, zh=zh), status_words(obligation, status, zh=zh), obligation.citation, obligation.rule_id)
    lines = [f"{label}{'：' if zh else ': '}{text}" for label, text in zip(LABELS[zh], told, strict=True)]
    return "\n".join([*lines, SIMULATED[zh]])
