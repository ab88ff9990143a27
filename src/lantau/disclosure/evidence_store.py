"""The rows of evidence, judgements and drawings: SQL in, values out. Nothing here decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from lantau.access import Stamp
from lantau.db import Connection
from lantau.disclosure.draw import Draw, Seal
from lantau.disclosure.evidence import Filing, Judgement, Reading
from lantau.events import Row
from lantau.refusal import Json

_FILINGS = """
    SELECT evidence.*, review.id AS review_id, review.adequate, review.reasons, review.reviewed_by,
           review.occurred_at AS reviewed_at
    FROM disclosure.evidence
    LEFT JOIN LATERAL (
        SELECT * FROM disclosure.evidence_review WHERE evidence_id = evidence.id
        ORDER BY recorded_at DESC, id DESC LIMIT 1
    ) AS review ON true
"""


def filings(connection: Connection, issuer_id: str) -> tuple[Filing, ...]:
    """Everything an issuer filed, in the order of filing, each with its last reading."""
    rows = connection.execute(
        _FILINGS + " WHERE evidence.issuer_id = %s ORDER BY evidence.recorded_at, evidence.id", (issuer_id,)
    )
    return tuple(_filing(row) for row in rows)


def filing(connection: Connection, evidence_id: str) -> Filing | None:
    """One filing."""
    row = connection.execute(_FILINGS + " WHERE evidence.id = %s", (evidence_id,)).fetchone()
    return None if row is None else _filing(row)


def judgements(connection: Connection, issuer_id: str) -> tuple[Judgement, ...]:
    """Everything judged of an issuer, in order; on one matter the supervisor's come after the licensee's own."""
    rows = connection.execute(
        """
        SELECT * FROM disclosure.judgement WHERE issuer_id = %s
        ORDER BY decided_as = 'supervisor', recorded_at, id
        """,
        (issuer_id,),
    )
    return tuple(
        Judgement(
            id=row["id"],
            issuer_id=row["issuer_id"],
            matter=row["matter"],
            rule_id=row["rule_id"],
            satisfied=row["satisfied"],
            reasons=row["reasons"],
            decided_as=row["decided_as"],
            judged_by=row["judged_by"],
            judged_at=row["occurred_at"],
        )
        for row in rows
    )


def seal(connection: Connection, issuer_id: str, period_end: date) -> Seal | None:
    """The sealed number of a period."""
    row = connection.execute(
        "SELECT * FROM disclosure.draw_seal WHERE issuer_id = %s AND period_end = %s", (issuer_id, period_end)
    ).fetchone()
    if row is None:
        return None
    return Seal(issuer_id, period_end, row["seal"], row["sealed_by"], row["occurred_at"])


def draw(connection: Connection, issuer_id: str, period_end: date) -> Draw | None:
    """The business day drawn for a period, with what it rests on."""
    row = connection.execute(
        "SELECT body FROM disclosure.attestation_draw WHERE issuer_id = %s AND period_end = %s",
        (issuer_id, period_end),
    ).fetchone()
    return None if row is None else Draw.from_body(row["body"])


def draws(connection: Connection, issuer_id: str) -> tuple[Draw, ...]:
    """Every day drawn for an issuer, the latest period first."""
    rows = connection.execute(
        "SELECT body FROM disclosure.attestation_draw WHERE issuer_id = %s ORDER BY period_end DESC", (issuer_id,)
    )
    return tuple(Draw.from_body(row["body"]) for row in rows)


def filing_row(made: Filing, stamp: Stamp) -> Row:
    """The insert of a filed document."""
    return Row(
        "disclosure.evidence",
        {
            "id": made.id,
            "issuer_id": made.issuer_id,
            "rule_id": made.rule_id,
            "title": made.title,
            "digest": made.digest,
            "filed_by": made.filed_by,
            **stamp.values(),
        },
    )


def reading_row(evidence_id: str, made: Reading, stamp: Stamp) -> Row:
    """The insert of a reading."""
    return Row(
        "disclosure.evidence_review",
        {
            "id": made.id,
            "evidence_id": evidence_id,
            "adequate": made.adequate,
            "reasons": made.reasons,
            "reviewed_by": made.read_by,
            **stamp.values(),
        },
    )


def judgement_row(made: Judgement, stamp: Stamp) -> Row:
    """The insert of a judgement."""
    return Row(
        "disclosure.judgement",
        {
            "id": made.id,
            "issuer_id": made.issuer_id,
            "matter": made.matter,
            "rule_id": made.rule_id,
            "satisfied": made.satisfied,
            "reasons": made.reasons,
            "decided_as": made.decided_as,
            "judged_by": made.judged_by,
            **stamp.values(),
        },
    )


def seal_row(made: Seal, stamp: Stamp) -> Row:
    """The insert of a sealed number."""
    return Row(
        "disclosure.draw_seal",
        {
            "issuer_id": made.issuer_id,
            "period_end": made.period_end,
            "seal": made.seal,
            "sealed_by": made.sealed_by,
            **stamp.values(),
        },
    )


def draw_row(made: Draw, opened_by: str, stamp: Stamp) -> Row:
    """The insert of a drawn day."""
    body: dict[str, Json] = made.as_body()
    return Row(
        "disclosure.attestation_draw",
        {
            "issuer_id": made.issuer_id,
            "period_end": made.period_end,
            "day": made.day,
            "body": body,
            "opened_by": opened_by,
            **stamp.values(),
        },
    )


def _filing(row: Mapping[str, Any]) -> Filing:
    reading = None
    if row["review_id"] is not None:
        reading = Reading(row["review_id"], row["adequate"], row["reasons"], row["reviewed_by"], row["reviewed_at"])
    return Filing(
        id=row["id"],
        issuer_id=row["issuer_id"],
        rule_id=row["rule_id"],
        title=row["title"],
        digest=row["digest"],
        filed_by=row["filed_by"],
        filed_at=row["occurred_at"],
        reading=reading,
    )
