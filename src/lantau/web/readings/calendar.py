"""Reads an issuer's calendar of obligations, and hands it out for a calendar program."""

from __future__ import annotations

from lantau import disclosure
from lantau.dates import hk_date
from lantau.refusal import Refusal, Refused
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.readings.parties import names
from lantau.web.views.calendar import OVER, CalendarView, DrawLine, calendar_view, draw_line, owed_line


def every(console: Console, ask: Ask) -> CalendarView:
    """The calendar of the issuer asked for, or of the first one there is."""
    now = console.clock.now()
    issuers = issuers_named(console)
    issuer_id = issuer_asked(issuers, ask.query.get("issuer", ""))
    owed = disclosure.obligations(console.database, console.book, issuer_id=issuer_id, as_of=now) if issuer_id else ()
    refused = str(owed) if isinstance(owed, Refusal) else ""
    lines = () if isinstance(owed, Refusal) else tuple(owed_line(one, hk_date(now)) for one in owed)
    return calendar_view(
        issuer_id,
        issuers,
        lines,
        on=hk_date(now),
        shown=ask.query.get("status", ""),
        draws=_draws(console, issuer_id) if issuer_id else (),
        refused=refused,
    )


def as_ical(console: Console, ask: Ask) -> bytes:
    """What an issuer owes and has not done, as an iCalendar file in the reader's language."""
    now, issuers = console.clock.now(), issuers_named(console)
    issuer_id = ask.path["party_id"]
    if issuer_id not in issuers:
        raise NotThereError("issuer", issuer_id)
    owed = disclosure.obligations(console.database, console.book, issuer_id=issuer_id, as_of=now)
    if isinstance(owed, Refusal):
        raise Refused(owed)
    kept = [one for one in owed if one.status(hk_date(now)).value not in OVER]
    zh = ask.query.get("lang") == "zh"
    return disclosure.queries.as_icalendar(issuers[issuer_id], kept, as_of=now, zh=zh)


def issuers_named(console: Console) -> dict[str, str]:
    """Everybody licensed or with a pool, by id with their names."""
    named = names(console)
    return {each: named.get(each, each) for each in disclosure.queries.issuers(console.database)}


def issuer_asked(issuers: dict[str, str], asked: str) -> str:
    """The issuer that the address names, else the first; blank in a world without one."""
    if asked and asked not in issuers:
        raise NotThereError("issuer", asked)
    return asked or next(iter(issuers), "")


def _draws(console: Console, issuer_id: str) -> tuple[DrawLine, ...]:
    return tuple(map(draw_line, disclosure.queries.draws(console.database, issuer_id)))
