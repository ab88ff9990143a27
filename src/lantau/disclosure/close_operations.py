"""The close of day, the weekly return, and obligations done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lantau import access, reserves
from lantau.access import Actor, Asked
from lantau.chain import Chain
from lantau.dates import Clock, hk_date, parse_day
from lantau.db import Database
from lantau.disclosure import queries, store
from lantau.disclosure.dating import cadences_of, obligations_of
from lantau.disclosure.obligations import BEFORE, Obligation, Status
from lantau.disclosure.refusals import (
    ALREADY_DONE,
    CLOSED_ALREADY,
    NO_EVIDENCE,
    NO_STATEMENTS,
    NOTHING_TO_CLOSE,
    RETURNED_ALREADY,
    UNKNOWN_OBLIGATION,
    WEEK_NOT_OVER,
    WRONG_DAY,
)
from lantau.disclosure.week import WeeklyReturn, return_body, week_days
from lantau.disclosure.writer import Evening
from lantau.events import Committed, Record
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook import Rulebook

WEEKLY = ("weekly_report", "weekly_publication")
"""The obligations that one weekly return discharges: the report to the Monetary Authority and the website."""


@dataclass(frozen=True, slots=True)
class Closed:
    """An issuer's day as closed: a statement for each coin, and how many findings are open."""

    issuer_id: str
    day: date
    statement_ids: tuple[str, ...]
    open_findings: tuple[str, ...]
    open_breaks: int
    commit_id: str
    replayed: bool


@dataclass(frozen=True, slots=True)
class Discharged:
    """An obligation that was done, in time or late."""

    obligation_id: str
    done_on: date
    late: bool
    commit_id: str


@refuses
def close_day(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    issuer_id: str,
    day: date,
    chain: Chain,
) -> Closed:
    """Close an issuer's day: reconcile, value, judge, state; open what a breach asks for and discharge the statement.

    Nothing of it moves money. Refuses access.*, disclosure.wrong_day, closed_already and nothing_to_close, and
    rulebook.not_covered.
    """
    access.require(actor, "disclosure.close", for_=(issuer_id,))
    request: dict[str, Json] = {"issuer_id": issuer_id, "day": day.isoformat()}
    asked = Asked(database, clock, key, actor, None, occurred_at, issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return _closed(stands)
    if hk_date(occurred_at) != day:
        raise Refused(Refusal(WRONG_DAY, f"it is {hk_date(occurred_at)} in Hong Kong, not {day}", where="day"))
    with database.read() as connection:
        if store.closed_on(connection, issuer_id, day):
            refusal = Refusal(CLOSED_ALREADY, f"{issuer_id} closed {day} before", where="day")
            return _closed(asked.unless_answered(refusal))
    if not reserves.pools(database, issuer_id=issuer_id):
        raise Refused(Refusal(NOTHING_TO_CLOSE, f"{issuer_id} has no pool", where="issuer_id"))
    return _closed(asked.commit(Evening(asked, book, day, chain).work()))


@refuses
def week_return(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    issuer_id: str,
    week_until: date,
) -> WeeklyReturn:
    """Return the week that ends with ``week_until`` to the Monetary Authority and put it on the website (G 2.7.2).

    Discharges both weekly obligations. Refuses access.*, disclosure.week_not_over, no_statements, returned_already.
    """
    access.require(actor, "disclosure.return", for_=(issuer_id,))
    request: dict[str, Json] = {"issuer_id": issuer_id, "week_until": week_until.isoformat()}
    asked = Asked(database, clock, key, actor, None, occurred_at, issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return _returned(database, issuer_id, stands)
    today = hk_date(occurred_at)
    if week_until > today:
        raise Refused(Refusal(WEEK_NOT_OVER, f"{week_until} is after {today}", where="week_until"))
    days = week_days(week_until)
    duties = queries.duties_of(database, issuer_id, occurred_at)
    with database.read() as connection:
        earlier = store.weekly_returns(connection, issuer_id)
        stated = store.statements(connection, issuer_id, days[0], days[-1])
    if any(item.body["week_until"] == week_until.isoformat() for item in earlier):
        refusal = Refusal(RETURNED_ALREADY, f"the week to {week_until} was returned", where="week_until")
        return _returned(database, issuer_id, asked.unless_answered(refusal))
    if not stated:
        raise Refused(Refusal(NO_STATEMENTS, f"no day from {days[0]} to {days[-1]} was closed", where="week_until"))
    standing = queries.findings(database, issuer_id=issuer_id, with_acts=False)
    made = WeeklyReturn(
        asked.id("ret"),
        return_body(issuer_id, week_until, days[0] if duties.since is None else duties.since, stated, standing),
    )
    owed = obligations_of(duties, cadences_of(book, today, bank=duties.bank), today)
    done = [item for item in owed if item.kind in WEEKLY and item.done_on is None]
    rows = [store.return_row(made, week_until, asked.stamp)]
    rows += [store.discharge_row(item.id, issuer_id, item.kind, today, made.id, asked.stamp) for item in done]
    work = asked.work(
        records=(Record("disclosure.week_returned", made.id, {**request, "return_id": made.id}),),
        rows=rows,
        result={"return_id": made.id},
    )
    return _returned(database, issuer_id, asked.commit(work))


@refuses
def discharge(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    issuer_id: str,
    obligation: str,
    evidence: str,
) -> Discharged:
    """Say that an obligation was done today, with its evidence: a report's reference or a document's digest.

    ``obligation`` is an id, or a kind: then it is the one of that kind open longest, chosen here and not by the
    caller, so that asking again under the same key asks the same. Refuses access.*, disclosure.no_evidence,
    unknown_obligation and already_done.
    """
    access.require(actor, "disclosure.discharge", for_=(issuer_id,))
    request: dict[str, Json] = {"issuer_id": issuer_id, "obligation": obligation, "evidence": evidence}
    asked = Asked(database, clock, key, actor, None, occurred_at, issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return _discharged(stands)
    if not evidence.strip():
        raise Refused(Refusal(NO_EVIDENCE, "no evidence was named", where="evidence"))
    today = hk_date(occurred_at)
    duties = queries.duties_of(database, issuer_id, occurred_at)
    listed = obligations_of(duties, cadences_of(book, today, bank=duties.bank), today)
    owed = _owed(listed, obligation, today)
    if owed.done_on is not None:
        refusal = Refusal(ALREADY_DONE, f"it was done on {owed.done_on}", where="obligation")
        return _discharged(asked.unless_answered(refusal))
    late = owed.status(today) is Status.OVERDUE
    work = asked.work(
        records=(Record("disclosure.discharged", owed.id, {**owed.as_body(today), "evidence": evidence}),),
        rows=(store.discharge_row(owed.id, issuer_id, owed.kind, today, evidence, asked.stamp),),
        result={"obligation_id": owed.id, "done_on": today.isoformat(), "late": late},
    )
    return _discharged(asked.commit(work))


def _owed(listed: Sequence[Obligation], obligation: str, today: date) -> Obligation:
    """The obligation of that id, or the one of that kind open longest, else the last one done; refuses none at all."""
    named = [item for item in listed if item.id == obligation]
    of_kind = [item for item in listed if item.kind == obligation and (item.after <= today or item.anchor == BEFORE)]
    found = named or of_kind
    if not found:
        raise Refused(Refusal(UNKNOWN_OBLIGATION, f"no obligation {obligation}", where="obligation"))
    return next((item for item in found if item.done_on is None), found[-1])


def _closed(stands: Committed) -> Closed:
    result = stands.result
    statement_ids, open_findings, open_breaks = (
        result["statement_ids"],
        result["open_findings"],
        result["open_breaks"],
    )
    assert isinstance(statement_ids, list) and isinstance(open_findings, list) and isinstance(open_breaks, int)
    return Closed(
        issuer_id=str(result["issuer_id"]),
        day=parse_day(str(result["day"])),
        statement_ids=tuple(str(item) for item in statement_ids),
        open_findings=tuple(str(item) for item in open_findings),
        open_breaks=open_breaks,
        commit_id=stands.commit_id,
        replayed=stands.replayed,
    )


def _returned(database: Database, issuer_id: str, stands: Committed) -> WeeklyReturn:
    made = queries.weekly_returns(database, issuer_id)
    return next(item for item in made if item.id == stands.result["return_id"])


def _discharged(stands: Committed) -> Discharged:
    result = stands.result
    return Discharged(
        obligation_id=str(result["obligation_id"]),
        done_on=parse_day(str(result["done_on"])),
        late=bool(result["late"]),
        commit_id=stands.commit_id,
    )
