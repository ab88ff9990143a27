"""What every operation of the room does alike: commit, commit a refusal, take the next step of a process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NoReturn

from lantau import identity
from lantau.access import Asked, finding_records
from lantau.db import Connection
from lantau.events import Committed, Record, Row
from lantau.licensing import store
from lantau.licensing.processes import Standing
from lantau.licensing.refusals import BAD_TERMS, UNKNOWN_SUBJECT
from lantau.refusal import Json, Refusal, Refused
from lantau.rulebook import Finding


def committed(
    asked: Asked,
    records: Iterable[Record],
    rows: Iterable[Row],
    bumps: Iterable[str],
    result: Mapping[str, Json],
) -> Committed:
    """Commit records and rows, and bump the subjects they change."""
    return asked.commit(asked.work(records=records, rows=rows, bumps=bumps, result=result))


def refuse(asked: Asked, refusal: Refusal, findings: Iterable[Finding], records: Iterable[Record] = ()) -> NoReturn:
    """Commit that a gate refused the act, with its findings, and raise the refusal."""
    subject = str(asked.request.get("party_id") or asked.request.get("application_id") or "")
    operation = {"operation": asked.request["operation"]}
    asked.refuse(refusal, subject, operation, because=(*records, *finding_records(findings)))


def step_row(asked: Asked, standing: Standing, step: str, reasons: str) -> Row:
    """The next row of a process's history; Refused licensing.illegal_step."""
    return Row(
        "licensing.step",
        {
            "process": standing.process,
            "subject_id": standing.subject_id,
            "number": standing.number + 1,
            "from_state": standing.state,
            "step": step,
            "to_state": standing.after(step),
            "reasons": reasons,
            "taken_by": asked.actor.id,
            "taken_at": asked.occurred_at,
            "recorded_at": asked.clock.now(),
        },
    )


def known_party(connection: Connection, party_id: str) -> str:
    """The party's name; Refused licensing.unknown_subject when there is none, or it was forgotten."""
    found = identity.party(connection, party_id)
    if found is None or found.forgotten:
        raise Refused(Refusal(UNKNOWN_SUBJECT, f"no party {party_id!r}", "party_id"))
    return found.name


def known_licence_id(connection: Connection, party_id: str) -> str:
    """The id of the party's licence; Refused licensing.unknown_subject without one."""
    found = store.licence(connection, party_id)
    if found is None:
        raise Refused(Refusal(UNKNOWN_SUBJECT, f"{party_id} holds no licence", "party_id"))
    return found.id


def require_text(text: str, where: str, citation: str = "") -> str:
    """The text trimmed; Refused licensing.bad_terms when nothing is left."""
    trimmed = text.strip()
    if not trimmed:
        raise Refused(Refusal(BAD_TERMS, f"{where} is blank", where, citation))
    return trimmed
