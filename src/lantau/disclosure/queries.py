"""Reads of what was stated, found and owed."""

from __future__ import annotations

from datetime import date, datetime

from lantau import licensing, observations, reserves
from lantau.dates import hk_date
from lantau.db import Database
from lantau.disclosure import evidence_store, store
from lantau.disclosure.calendar_file import as_icalendar
from lantau.disclosure.calendar_words import BY_WORDS, STANDING_WORDS, status_words
from lantau.disclosure.calendar_words import about as about_words
from lantau.disclosure.dating import cadences_of, obligations_of, periods
from lantau.disclosure.draw import Draw, seal_of
from lantau.disclosure.draw_queries import draw, draw_from, draws, seal
from lantau.disclosure.duties import OWN_YEAR_END, own_intervals, own_year_end
from lantau.disclosure.evidence import Evidence
from lantau.disclosure.evidence_queries import evidence
from lantau.disclosure.explanation import Explanation, explain
from lantau.disclosure.obligations import Duties, Obligation
from lantau.disclosure.refusals import OWES_NOTHING, UNKNOWN_FINDING, UNKNOWN_STATEMENT
from lantau.disclosure.standing import Standing
from lantau.disclosure.standing_queries import Waiting, waiting
from lantau.disclosure.statement import Statement
from lantau.disclosure.store import Break
from lantau.disclosure.week import WeeklyReturn
from lantau.events import queries as recorded
from lantau.refusal import Refusal, Refused, refuses
from lantau.rulebook import Outcome, Rulebook

__all__ = [
    "ATTESTATION_MATTER",
    "BY_WORDS",
    "Draw",
    "Evidence",
    "STANDING_WORDS",
    "Waiting",
    "about_words",
    "act_findings",
    "as_icalendar",
    "breaks",
    "cadences_of",
    "draw",
    "draw_from",
    "draws",
    "duties_of",
    "evidence",
    "findings",
    "issuers",
    "obligations",
    "periods",
    "seal",
    "seal_of",
    "statement",
    "statements",
    "status_words",
    "waiting",
    "weekly_returns",
    "why",
]

FINDING = "finding"
"""The kind of record in which an act keeps what it was judged by."""

ISSUER_STREAM = "issuer:"

REVOKED = "revoked"

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


def issuers(database: Database) -> tuple[str, ...]:
    """Everybody who is licensed, in order of licence number, then those with a pool and no licence."""
    with database.read() as connection:
        licensed = [one.party_id for one in licensing.queries.licences(connection)]
    return tuple(dict.fromkeys((*licensed, *(pool.issuer_id for pool in reserves.pools(database)))))


@refuses
def obligations(database: Database, book: Rulebook, *, issuer_id: str, as_of: datetime) -> tuple[Obligation, ...]:
    """What an issuer owes, owed and did: every obligation up to the next of each kind, by due day.

    Refused ``disclosure.owes_nothing`` while the issuer has no licence, no pool and no duty that an event started,
    and ``rulebook.not_covered``.
    """
    duties, today = duties_of(database, issuer_id, as_of), hk_date(as_of)
    if duties.begun_on is None and not duties.arisen:
        raise Refused(Refusal(OWES_NOTHING, f"{issuer_id} has no licence and no pool", where="issuer_id"))
    return obligations_of(duties, cadences_of(book, today, bank=duties.bank), today)


def duties_of(database: Database, issuer_id: str, as_of: datetime) -> Duties:
    """What an issuer's calendar depends on, as known at an instant."""
    today = hk_date(as_of)
    pools = reserves.pools(database, issuer_id=issuer_id)
    with database.read() as connection:
        done = store.discharges(connection, issuer_id)
        arisen = store.arisen_duties(connection, issuer_id)
        judgements = evidence_store.judgements(connection, issuer_id)
        licence = licensing.queries.licence(connection, issuer_id)
        steps = () if licence is None else licensing.queries.history(connection, licence.id)
        bank = licensing.queries.is_authorized_institution(connection, issuer_id)
    told = observations.consents(database, issuer_id=issuer_id, on=today, known_at=as_of, matter=ATTESTATION_MATTER)
    months = told[-1].terms.get("months") if told else None
    own = observations.resolutions(database, issuer_id=issuer_id, on=today, known_at=as_of)
    return Duties(
        issuer_id=issuer_id,
        since=hk_date(pools[0].opened_at) if pools else None,
        done=done,
        arisen=arisen,
        warnings=observations.warnings(database, known_at=as_of),
        attestation_period_months=months if isinstance(months, int) and months > 0 else None,
        financial_year_end=own_year_end(own.get(OWN_YEAR_END)),
        licensed_on=None if licence is None else licence.effective_on,
        licence_ended_on=next((hk_date(one.taken_at) for one in steps if one.to_state == REVOKED), None),
        bank=bank,
        own_intervals=own_intervals(own),
        judged={judgement.matter: judgement.satisfied for judgement in judgements},
        known_at=as_of,
    )
