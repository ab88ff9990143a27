"""The room's rows: SQL in, values out. Nothing here decides."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lantau.access import Stamp
from lantau.db import Connection
from lantau.disclosure.reconciliation import Difference
from lantau.disclosure.standing import OPEN, Duty, Standing
from lantau.disclosure.statement import Statement
from lantau.disclosure.week import WeeklyReturn
from lantau.events import Row
from lantau.money import Amount, asset
from lantau.rulebook import Outcome


@dataclass(frozen=True, slots=True)
class Break:
    """Two records of a coin that should be equal and are not, since ``opened_at``; ``ended_at`` None is open."""

    id: str
    issuer_id: str
    coin_id: str
    difference: Difference
    opened_at: datetime
    ended_at: datetime | None


def last_close(connection: Connection, issuer_id: str) -> tuple[date, datetime] | None:
    """The issuer's last closed day and the instant it was closed."""
    row = connection.execute(
        "SELECT day, occurred_at FROM disclosure.day_close WHERE issuer_id = %s ORDER BY day DESC LIMIT 1", (issuer_id,)
    ).fetchone()
    return None if row is None else (row["day"], row["occurred_at"])


def closed_on(connection: Connection, issuer_id: str, day: date) -> bool:
    """Whether the issuer's day is closed."""
    found = connection.execute(
        "SELECT 1 FROM disclosure.day_close WHERE issuer_id = %s AND day = %s", (issuer_id, day)
    ).fetchone()
    return found is not None


def closing_findings(connection: Connection, issuer_id: str | None, *, open_only: bool) -> tuple[Standing, ...]:
    """The findings of each issuer's last close, those that have been open longest first."""
    rows = connection.execute(
        """
        SELECT finding.* FROM disclosure.finding
        JOIN (SELECT issuer_id, max(day) AS day FROM disclosure.day_close GROUP BY issuer_id) AS latest
            USING (issuer_id, day)
        WHERE (%(issuer)s::text IS NULL OR issuer_id = %(issuer)s) AND (NOT %(open_only)s OR outcome = ANY(%(open)s))
        ORDER BY open_since, rule_id, subject_id
        """,
        {"issuer": issuer_id, "open_only": open_only, "open": list(OPEN)},
    )
    return tuple(_standing(row) for row in rows)


def finding(connection: Connection, finding_id: str) -> Standing | None:
    """One finding of a close."""
    row = connection.execute("SELECT * FROM disclosure.finding WHERE id = %s", (finding_id,)).fetchone()
    return None if row is None else _standing(row)


def statement(connection: Connection, coin_id: str, day: date | None) -> Statement | None:
    """A coin's statement of a day, or its last one."""
    row = connection.execute(
        """
        SELECT id, body FROM disclosure.statement
        WHERE coin_id = %(coin)s AND (%(day)s::date IS NULL OR day = %(day)s) ORDER BY day DESC LIMIT 1
        """,
        {"coin": coin_id, "day": day},
    ).fetchone()
    return None if row is None else Statement(row["id"], row["body"])


def statements(connection: Connection, issuer_id: str, first: date, last: date) -> tuple[Statement, ...]:
    """An issuer's statements of these days, both included."""
    rows = connection.execute(
        """
        SELECT id, body FROM disclosure.statement
        WHERE issuer_id = %s AND day BETWEEN %s AND %s ORDER BY day, coin_id
        """,
        (issuer_id, first, last),
    )
    return tuple(Statement(row["id"], row["body"]) for row in rows)


def weekly_returns(connection: Connection, issuer_id: str) -> tuple[WeeklyReturn, ...]:
    """An issuer's weekly returns, oldest first."""
    rows = connection.execute(
        "SELECT id, body FROM disclosure.weekly_return WHERE issuer_id = %s ORDER BY week_until", (issuer_id,)
    )
    return tuple(WeeklyReturn(row["id"], row["body"]) for row in rows)


def breaks(connection: Connection, issuer_id: str | None, *, open_only: bool) -> tuple[Break, ...]:
    """Breaks, oldest first."""
    rows = connection.execute(
        """
        SELECT break.*, break_end.occurred_at AS ended_at FROM disclosure.break
        LEFT JOIN disclosure.break_end ON break_end.break_id = break.id
        WHERE (%(issuer)s::text IS NULL OR issuer_id = %(issuer)s)
            AND (NOT %(open_only)s OR break_end.break_id IS NULL)
        ORDER BY break.occurred_at, break.id
        """,
        {"issuer": issuer_id, "open_only": open_only},
    )
    return tuple(_break(row) for row in rows)


def discharges(connection: Connection, issuer_id: str) -> dict[str, date]:
    """On which day each discharged obligation was done."""
    rows = connection.execute(
        "SELECT obligation_id, done_on FROM disclosure.discharge WHERE issuer_id = %s", (issuer_id,)
    )
    return {row["obligation_id"]: row["done_on"] for row in rows}


def arisen_duties(connection: Connection, issuer_id: str) -> tuple[tuple[str, str, date], ...]:
    """Duties that arose from what happened: kind, what about, and the day."""
    rows = connection.execute(
        "SELECT kind, about, arose_on FROM disclosure.arisen_duty WHERE issuer_id = %s ORDER BY arose_on, kind, about",
        (issuer_id,),
    )
    return tuple((row["kind"], row["about"], row["arose_on"]) for row in rows)


def close_row(issuer_id: str, day: date, rulebook_id: str, stamp: Stamp) -> Row:
    """The insert that closes a day."""
    return Row(
        "disclosure.day_close", {"issuer_id": issuer_id, "day": day, "rulebook_id": rulebook_id, **stamp.values()}
    )


def statement_row(made: Statement, day: date, stamp: Stamp) -> Row:
    """The insert of a statement."""
    body = made.body
    return Row(
        "disclosure.statement",
        {
            "id": made.id,
            "issuer_id": body["issuer_id"],
            "coin_id": body["coin_id"],
            "pool_id": body["pool_id"],
            "day": day,
            "body": dict(body),
            "digest": hashlib.sha256(made.as_json().encode()).hexdigest(),
            **stamp.values(),
        },
    )


def return_row(made: WeeklyReturn, week_until: date, stamp: Stamp) -> Row:
    """The insert of a weekly return."""
    return Row(
        "disclosure.weekly_return",
        {
            "id": made.id,
            "issuer_id": made.body["issuer_id"],
            "week_until": week_until,
            "body": dict(made.body),
            "digest": hashlib.sha256(made.as_json().encode()).hexdigest(),
            **stamp.values(),
        },
    )


def finding_row(standing: Standing, day: date) -> Row:
    """The insert of a close's finding."""
    return Row(
        "disclosure.finding",
        {
            "id": standing.id,
            "issuer_id": standing.issuer_id,
            "day": day,
            "rule_id": standing.rule_id,
            "subject_kind": standing.subject_kind,
            "subject_id": standing.subject_id,
            "outcome": standing.outcome.value,
            "open_since": standing.open_since,
            "body": dict(standing.body),
            "occurred_at": standing.occurred_at,
            "recorded_at": standing.recorded_at,
        },
    )


def break_row(break_id: str, issuer_id: str, coin_id: str, difference: Difference, stamp: Stamp) -> Row:
    """The insert that opens a break."""
    return Row(
        "disclosure.break",
        {
            "id": break_id,
            "issuer_id": issuer_id,
            "coin_id": coin_id,
            "left_name": difference.left,
            "right_name": difference.right,
            "left_units": difference.left_amount.units,
            "right_units": difference.right_amount.units,
            **stamp.values(),
        },
    )


def break_end_row(break_id: str, stamp: Stamp) -> Row:
    """The insert that ends a break."""
    return Row("disclosure.break_end", {"break_id": break_id, **stamp.values()})


def duty_row(issuer_id: str, duty: Duty, stamp: Stamp) -> Row:
    """The insert of a duty that arose from what happened."""
    return Row(
        "disclosure.arisen_duty",
        {
            "issuer_id": issuer_id,
            "kind": duty.kind,
            "about": duty.about,
            "arose_on": duty.arose_on,
            **stamp.values(),
        },
    )


def discharge_row(obligation_id: str, issuer_id: str, kind: str, done_on: date, evidence: str, stamp: Stamp) -> Row:
    """The insert that says an obligation was done."""
    return Row(
        "disclosure.discharge",
        {
            "obligation_id": obligation_id,
            "issuer_id": issuer_id,
            "kind": kind,
            "done_on": done_on,
            "evidence": evidence,
            **stamp.values(),
        },
    )


def _standing(row: Mapping[str, Any]) -> Standing:
    return Standing(
        id=row["id"],
        issuer_id=row["issuer_id"],
        rule_id=row["rule_id"],
        subject_kind=row["subject_kind"],
        subject_id=row["subject_id"],
        outcome=Outcome(row["outcome"]),
        open_since=row["open_since"],
        occurred_at=row["occurred_at"],
        recorded_at=row["recorded_at"],
        source="close",
        commit_id=row["commit_id"],
        body=row["body"],
    )


def _break(row: Mapping[str, Any]) -> Break:
    coin = asset(f"coin:{row['coin_id']}")
    difference = Difference(
        row["left_name"],
        row["right_name"],
        Amount(coin, int(row["left_units"])),
        Amount(coin, int(row["right_units"])),
    )
    return Break(row["id"], row["issuer_id"], row["coin_id"], difference, row["occurred_at"], row["ended_at"])
