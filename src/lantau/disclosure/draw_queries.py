"""Reading a period's drawing, and drawing it again from the records."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from lantau import events
from lantau.dates import end_of_day, hk_date, is_business_day
from lantau.db import Database
from lantau.disclosure import evidence_store
from lantau.disclosure.dating import last_business_day, periods
from lantau.disclosure.draw import Draw, Seal, drawn_day, seal_of
from lantau.disclosure.obligations import Duties
from lantau.disclosure.refusals import NO_DAY_TO_DRAW, NOT_DRAWN, NOT_SEALED, UNKNOWN_PERIOD, WRONG_NUMBER
from lantau.refusal import Refusal, Refused

CITATION = "G 2.7.3"


def seal(database: Database, issuer_id: str, period_end: date) -> Seal | None:
    """The sealed number of a period, None when nobody sealed one."""
    with database.read() as connection:
        return evidence_store.seal(connection, issuer_id, period_end)


def draw(database: Database, issuer_id: str, period_end: date) -> Draw | Refusal:
    """The day drawn for a period with its inputs. Refused ``disclosure.not_drawn``."""
    with database.read() as connection:
        found = evidence_store.draw(connection, issuer_id, period_end)
    return found or Refusal(NOT_DRAWN, f"no day was drawn for the period to {period_end}", "period_end", CITATION)


def draws(database: Database, issuer_id: str) -> tuple[Draw, ...]:
    """Every day drawn for an issuer, the latest period first."""
    with database.read() as connection:
        return evidence_store.draws(connection, issuer_id)


def draw_from(database: Database, duties: Duties, period_end: date, number: str, *, as_of: datetime) -> Draw:
    """Draw a period's day from what is on record, whether or not it was drawn before.

    Raises Refused ``disclosure.unknown_period``, ``not_sealed``, ``wrong_number`` and ``no_day_to_draw``.
    """
    start, last = period_of(duties, period_end, as_of=as_of)
    sealed = seal(database, duties.issuer_id, period_end)
    if sealed is None:
        raise Refused(Refusal(NOT_SEALED, f"nobody sealed a number for {period_end}", "period_end", CITATION))
    if seal_of(duties.issuer_id, period_end, number) != sealed.seal:
        raise Refused(Refusal(WRONG_NUMBER, f"the seal is {sealed.seal}", "number", CITATION))
    assert duties.since is not None, "a period begins with a pool"
    first, days = max(start, duties.since), []
    while first < last:
        if is_business_day(first, duties.warnings, known_at=duties.known_at):
            days.append(first)
        first += timedelta(days=1)
    head = events.queries.head_at(database, f"issuer:{duties.issuer_id}", end_of_day(last))
    if not days or head is None:
        raise Refused(Refusal(NO_DAY_TO_DRAW, f"before {last} the period has no other", "period_end", CITATION))
    return Draw(
        issuer_id=duties.issuer_id,
        period_start=start,
        period_end=period_end,
        last_business_day=last,
        days=tuple(days),
        head=head,
        seal=sealed.seal,
        number=number,
        day=drawn_day(duties.issuer_id, start, period_end, head, number, tuple(days)),
    )


def period_of(duties: Duties, period_end: date, *, as_of: datetime) -> tuple[date, date]:
    """The first day and the last business day of the period that ends with a day.

    Raises Refused ``disclosure.unknown_period``.
    """
    known = {end: start for start, end in periods(duties, max(period_end, hk_date(as_of)))}
    if period_end not in known:
        listed = ", ".join(str(end) for end in known) or "none: the Monetary Authority has set no frequency"
        message = f"no period ends with {period_end}; these do: {listed}"
        raise Refused(Refusal(UNKNOWN_PERIOD, message, "period_end", CITATION))
    return known[period_end], last_business_day(period_end, duties)
