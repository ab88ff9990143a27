"""Sealing a number before a period ends, and drawing the attestation's random day when it has ended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from lantau import access
from lantau.access import Actor, Asked
from lantau.dates import Clock, end_of_day, parse_day
from lantau.db import Database
from lantau.disclosure import evidence_store, queries
from lantau.disclosure.draw import Seal
from lantau.disclosure.draw_queries import CITATION, draw_from, period_of
from lantau.disclosure.refusals import DRAWN_ALREADY, NO_DIGEST, PERIOD_NOT_OVER, SEALED_ALREADY, TOO_LATE_TO_SEAL
from lantau.events import Committed, Record
from lantau.refusal import Json, Refusal, Refused, refuses

DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class DrawnDay:
    """The business day drawn for a period; the attestation is of it and of the period's last business day."""

    issuer_id: str
    period_end: date
    day: date
    last_business_day: date
    commit_id: str


@refuses
def seal_attestation_draw(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    issuer_id: str,
    period_end: date,
    seal: str,
) -> Seal:
    """Bind oneself to a secret number, by its digest, before the period's last business day is over.

    ``seal`` is ``seal_of(issuer_id, period_end, number)``; the number itself stays with the auditor or the supervisor.
    Refuses access.*, disclosure.no_digest, unknown_period, too_late_to_seal and sealed_already.
    """
    access.require(actor, "disclosure.seal", for_=(issuer_id, access.SUPERVISOR))
    request: dict[str, Json] = {"issuer_id": issuer_id, "period_end": period_end.isoformat(), "seal": seal}
    asked = Asked(database, clock, key, actor, None, occurred_at, issuer_id, request, of_asker=True)
    made = Seal(issuer_id, period_end, seal, actor.id, occurred_at)
    if asked.replayed() is not None:
        return made
    if not DIGEST.fullmatch(seal):
        raise Refused(Refusal(NO_DIGEST, f"{seal!r} is no SHA-256 digest", "seal"))
    duties = queries.duties_of(database, issuer_id, occurred_at)
    _, last = period_of(duties, period_end, as_of=occurred_at)
    if asked.stamp.recorded_at >= end_of_day(last):
        message = f"the period's last business day, {last}, is over"
        raise Refused(Refusal(TOO_LATE_TO_SEAL, message, "period_end", CITATION))
    if queries.seal(database, issuer_id, period_end) is not None:
        asked.unless_answered(Refusal(SEALED_ALREADY, f"a number was sealed for {period_end}", "period_end"))
        return made
    record = Record("disclosure.draw_sealed", issuer_id, request)
    asked.commit(asked.work(records=(record,), rows=(evidence_store.seal_row(made, asked.stamp),)))
    return made


@refuses
def draw_attestation_day(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    issuer_id: str,
    period_end: date,
    number: str,
) -> DrawnDay:
    """Open the sealed number of a period that is over and draw its random business day, once (G 2.7.3).

    Refuses access.*, disclosure.period_not_over, unknown_period, not_sealed, wrong_number, no_day_to_draw and
    drawn_already.
    """
    access.require(actor, "disclosure.draw", for_=(issuer_id, access.SUPERVISOR))
    request: dict[str, Json] = {"issuer_id": issuer_id, "period_end": period_end.isoformat(), "number": number}
    asked = Asked(database, clock, key, actor, None, occurred_at, issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return _drawn(stands)
    duties = queries.duties_of(database, issuer_id, occurred_at)
    _, last = period_of(duties, period_end, as_of=occurred_at)
    if min(occurred_at, asked.stamp.recorded_at) < end_of_day(last):
        message = f"the period's last business day, {last}, is not over"
        raise Refused(Refusal(PERIOD_NOT_OVER, message, "period_end", CITATION))
    if not isinstance(queries.draw(database, issuer_id, period_end), Refusal):
        refusal = Refusal(DRAWN_ALREADY, f"the day of the period to {period_end} was drawn", "period_end")
        return _drawn(asked.unless_answered(refusal))
    made = draw_from(database, duties, period_end, number, as_of=occurred_at)
    body = made.as_body()
    work = asked.work(
        records=(Record("disclosure.attestation_day_drawn", issuer_id, body),),
        rows=(evidence_store.draw_row(made, actor.id, asked.stamp),),
        result={**request, "day": made.day.isoformat(), "last_business_day": made.last_business_day.isoformat()},
    )
    return _drawn(asked.commit(work))


def _drawn(stands: Committed) -> DrawnDay:
    result = stands.result
    return DrawnDay(
        issuer_id=str(result["issuer_id"]),
        period_end=parse_day(str(result["period_end"])),
        day=parse_day(str(result["day"])),
        last_business_day=parse_day(str(result["last_business_day"])),
        commit_id=stands.commit_id,
    )
