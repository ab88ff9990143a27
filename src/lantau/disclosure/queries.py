"""Reads of what was stated, found and owed."""

from __future__ import annotations

from datetime import date, datetime

from lantau import observations, reserves
from lantau.dates import hk_date
from lantau.db import Database
from lantau.disclosure import store
from lantau.disclosure.explanation import Explanation, explain
from lantau.disclosure.obligations import Duties, Obligation, obligations_of
from lantau.disclosure.refusals import NOTHING_TO_CLOSE, UNKNOWN_FINDING, UNKNOWN_STATEMENT
from lantau.disclosure.standing import Standing
from lantau.disclosure.statement import Statement
from lantau.disclosure.store import Break
from lantau.disclosure.week import WeeklyReturn
from lantau.events import queries as recorded
from lantau.refusal import Refusal, Refused, refuses
from lantau.rulebook import Outcome, Rulebook

FINDING = "finding"
"""The kind of record in which an act keeps what it was judged by."""

ISSUER_STREAM = "issuer:"

ATTESTATION_MATTER = "attestation.frequency"
"""The matter under which the Monetary Authority's attestation frequency is observed; its terms hold ``months``."""


def statement(database: Database, coin_id: str, day: date | None = None) -> Statement | Refusal:
    """A coin's statement of a day, or its last one. Refused ``disclosure.unknown_statement``."""
    with database.read() as connection:
        found = store.statement(connection, coin_id, day)
    return found or Refusal(UNKNOWN_STATEMENT, f"coin {coin_id} has no statement of {day or 'any day'}", "day")


def statements(
    database: Database, issuer_id: str, *, first: date = date.min, last: date = date.max
) -> tuple[Statement, ...]:
    """An issuer's statements of these days, both included, oldest first."""
    with database.read() as connection:
        return store.statements(connection, issuer_id, first, last)


def weekly_returns(database: Database, issuer_id: str) -> tuple[WeeklyReturn, ...]:
    """An issuer's weekly returns, oldest first."""
    with database.read() as connection:
        return store.weekly_returns(connection, issuer_id)


def breaks(database: Database, *, issuer_id: str | None = None, open_only: bool = True) -> tuple[Break, ...]:
    """Differences found by reconciliations, oldest first."""
    with database.read() as connection:
        return store.breaks(connection, issuer_id, open_only=open_only)


def findings(
    database: Database, *, issuer_id: str | None = None, open_only: bool = True, with_acts: bool = True
) -> tuple[Standing, ...]:
    """The findings of each issuer's last close, longest open first, then those made for acts.

    An act's finding tells why that act was refused or what it left behind: it is not open, it happened; the next close
    says whether it stands. ``open_only`` keeps what is breached or unknown.
    """
    with database.read() as connection:
        closed = store.closing_findings(connection, issuer_id, open_only=open_only)
    if not with_acts:
        return closed
    acts = act_findings(database, issuer_id=issuer_id)
    return (*closed, *(act for act in acts if not open_only or act.outcome in (Outcome.BREACHED, Outcome.UNKNOWN)))


def act_findings(
    database: Database,
    *,
    issuer_id: str | None = None,
    subject_id: str | None = None,
    since: datetime | None = None,
) -> tuple[Standing, ...]:
    """The findings recorded with acts, oldest first; of an issuer, on a subject and from an instant on, if asked."""
    stream = None if issuer_id is None else f"{ISSUER_STREAM}{issuer_id}"
    found = recorded.records_of_kind(database, FINDING, stream=stream, subject_id=subject_id, since=since)
    return tuple(_of_act(record) for record in found)


def why(database: Database, finding_id: str) -> Explanation | Refusal:
    """A finding explained: measured value, limit, inputs, parameters, paragraph in force, rulebook, and its record.

    Refused ``disclosure.unknown_finding``.
    """
    with database.read() as connection:
        standing = store.finding(connection, finding_id)
    if standing is None:
        commit_id = finding_id.rpartition(".")[0]
        made = map(_of_act, recorded.records_of_kind(database, FINDING, commit_id=commit_id))
        standing = next((act for act in made if act.id == finding_id), None)
    if standing is None:
        return Refusal(UNKNOWN_FINDING, f"no finding {finding_id}", where="finding_id")
    return explain(standing)


def _of_act(record: recorded.StoredRecord) -> Standing:
    """The record of a finding as it stands: with its act, in its issuer's stream or in the world's."""
    body, of_issuer = record.body, record.stream.startswith(ISSUER_STREAM)
    return Standing(
        id=f"{record.commit_id}.{record.position}",
        issuer_id=record.stream.removeprefix(ISSUER_STREAM) if of_issuer else "",
        rule_id=str(body["rule_id"]),
        subject_kind=str(body["subject_kind"]),
        subject_id=record.subject_id,
        outcome=Outcome(str(body["outcome"])),
        open_since=None,
        occurred_at=record.occurred_at,
        recorded_at=record.recorded_at,
        source="act",
        commit_id=record.commit_id,
        body=body,
    )


@refuses
def obligations(database: Database, book: Rulebook, *, issuer_id: str, as_of: datetime) -> tuple[Obligation, ...]:
    """What an issuer owes, owed and did: every obligation up to the next of each kind, by due day.

    Refused ``disclosure.nothing_to_close`` while the issuer has no pool, and ``rulebook.not_covered``.
    """
    return obligations_of(duties_of(database, issuer_id, as_of), book.cadences(hk_date(as_of)), hk_date(as_of))


def duties_of(database: Database, issuer_id: str, as_of: datetime) -> Duties:
    """What an issuer's calendar depends on. Its duties begin on the day its first pool was opened.

    Raises Refused ``disclosure.nothing_to_close`` without a pool.
    """
    pools = reserves.pools(database, issuer_id=issuer_id)
    if not pools:
        raise Refused(Refusal(NOTHING_TO_CLOSE, f"{issuer_id} has no pool", where="issuer_id"))
    with database.read() as connection:
        done = store.discharges(connection, issuer_id)
        arisen = store.arisen_duties(connection, issuer_id)
    told = observations.consents(
        database, issuer_id=issuer_id, on=hk_date(as_of), known_at=as_of, matter=ATTESTATION_MATTER
    )
    months = told[-1].terms.get("months") if told else None
    return Duties(
        issuer_id=issuer_id,
        since=hk_date(pools[0].opened_at),
        done=done,
        arisen=arisen,
        warnings=observations.warnings(database, known_at=as_of),
        attestation_period_months=months if isinstance(months, int) else None,
    )
