"""The room's SQL: rows in, nouns out. Nothing here decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lantau.db import Connection
from lantau.licensing.licences import Coin, Condition, ConditionKind, Direction, Licence
from lantau.licensing.pilots import Pilot, Scope
from lantau.licensing.processes import BEGIN, Standing


@dataclass(frozen=True, slots=True)
class FiledApplication:
    """An application as filed; ``form`` is the file's text and ``state`` where its process stands."""

    id: str
    party_id: str
    reference: str
    applicant_name: str
    source: str
    form: str
    filed_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a process, as its history keeps it."""

    number: int
    from_state: str
    step: str
    to_state: str
    reasons: str
    taken_by: str
    taken_at: datetime


def standing(connection: Connection, process: str, subject_id: str) -> Standing:
    """Where a process stands; before its first step it is not begun."""
    row = connection.execute(
        "SELECT number, to_state FROM licensing.step WHERE subject_id = %s ORDER BY number DESC LIMIT 1", (subject_id,)
    ).fetchone()
    return Standing(process, subject_id, row["to_state"] if row else BEGIN, row["number"] if row else 0)


def history(connection: Connection, subject_id: str) -> tuple[Step, ...]:
    """Every step of a process, first to last."""
    rows = connection.execute(
        """
        SELECT number, from_state, step, to_state, reasons, taken_by, taken_at
        FROM licensing.step WHERE subject_id = %s ORDER BY number
        """,
        (subject_id,),
    ).fetchall()
    return tuple(Step(**row) for row in rows)


_STATE = "(SELECT to_state FROM licensing.step WHERE subject_id = {id} ORDER BY number DESC LIMIT 1)"

_PILOTS = f"""
    SELECT p.id, p.party_id, p.plan, p.use_case, p.reference_currency, p.admitted_at,
           {_STATE.format(id="p.id")} AS stage,
           s.acts, s.cap_total_micros, s.cap_act_micros, s.counterparties, s.public_money, s.ends_on,
           ARRAY(
               SELECT c.name FROM licensing.pilot_test_case c
               WHERE c.pilot_id = p.id AND NOT COALESCE(
                   (SELECT e.passed FROM licensing.pilot_evidence e
                    WHERE e.pilot_id = c.pilot_id AND e.test_case = c.name
                    ORDER BY e.revision DESC LIMIT 1), false)
               ORDER BY c.name
           ) AS open_test_cases,
           (SELECT COALESCE(sum(a.value_micros), 0) FROM licensing.pilot_act a WHERE a.pilot_id = p.id) AS used_micros
    FROM licensing.pilot p
    JOIN LATERAL (
        SELECT * FROM licensing.pilot_scope WHERE pilot_id = p.id ORDER BY revision DESC LIMIT 1
    ) s ON true
"""


def pilot(connection: Connection, party_id: str) -> Pilot | None:
    """The pilot a party takes part in."""
    row = connection.execute(f"{_PILOTS} WHERE p.party_id = %s", (party_id,)).fetchone()
    return None if row is None else _pilot(row)


def pilots(connection: Connection) -> tuple[Pilot, ...]:
    """Every pilot participant, in the order of admission."""
    return tuple(_pilot(row) for row in connection.execute(f"{_PILOTS} ORDER BY p.id").fetchall())


def _pilot(row: dict[str, Any]) -> Pilot:
    scope = Scope(
        acts=tuple(row["acts"]),
        cap_total_micros=int(row["cap_total_micros"]),
        cap_act_micros=int(row["cap_act_micros"]),
        counterparties=tuple(row["counterparties"]),
        public_money=row["public_money"],
        ends_on=row["ends_on"],
    )
    return Pilot(
        id=row["id"],
        party_id=row["party_id"],
        plan=row["plan"],
        use_case=row["use_case"],
        reference_currency=row["reference_currency"],
        stage=row["stage"],
        scope=scope,
        open_test_cases=tuple(row["open_test_cases"]),
        used_micros=int(row["used_micros"]),
        admitted_at=row["admitted_at"],
    )


def scope_revision(connection: Connection, pilot_id: str) -> int:
    """How often the pilot's scope was agreed; the last one counts."""
    row = connection.execute(
        "SELECT max(revision) AS revision FROM licensing.pilot_scope WHERE pilot_id = %s", (pilot_id,)
    ).fetchone()
    return 0 if row is None or row["revision"] is None else int(row["revision"])


def evidence_revisions(connection: Connection, pilot_id: str) -> dict[str, int]:
    """The pilot's test cases by name, each with how often evidence was recorded for it."""
    rows = connection.execute(
        """
        SELECT c.name, count(e.id) AS revision
        FROM licensing.pilot_test_case c
        LEFT JOIN licensing.pilot_evidence e ON e.pilot_id = c.pilot_id AND e.test_case = c.name
        WHERE c.pilot_id = %s GROUP BY c.name
        """,
        (pilot_id,),
    ).fetchall()
    return {row["name"]: int(row["revision"]) for row in rows}


_APPLICATIONS = f"""
    SELECT a.id, a.party_id, a.reference, a.applicant_name, a.source, a.form, a.filed_at,
           {_STATE.format(id="a.id")} AS state
    FROM licensing.application a
"""


def application(connection: Connection, application_id: str) -> FiledApplication | None:
    """A filed application by its id."""
    row = connection.execute(f"{_APPLICATIONS} WHERE a.id = %s", (application_id,)).fetchone()
    return None if row is None else FiledApplication(**row)


def applications(connection: Connection, party_id: str = "") -> tuple[FiledApplication, ...]:
    """Every filed application, or one party's, in the order of filing."""
    rows = connection.execute(
        f"{_APPLICATIONS} WHERE %(party)s = '' OR a.party_id = %(party)s ORDER BY a.id", {"party": party_id}
    ).fetchall()
    return tuple(FiledApplication(**row) for row in rows)


_LICENCES = f"""
    SELECT l.id, l.number, l.party_id, l.application_id, l.effective_on, {_STATE.format(id="l.id")} AS state
    FROM licensing.licence l
"""


def licence(connection: Connection, party_id: str) -> Licence | None:
    """A party's licence, whatever its state."""
    row = connection.execute(f"{_LICENCES} WHERE l.party_id = %s", (party_id,)).fetchone()
    return None if row is None else Licence(**row)


def licences(connection: Connection) -> tuple[Licence, ...]:
    """The register of licensees: every licence ever granted here, by number."""
    return tuple(Licence(**row) for row in connection.execute(f"{_LICENCES} ORDER BY l.number").fetchall())


def open_conditions(connection: Connection, party_id: str) -> tuple[Condition, ...]:
    """The conditions of a party's licence that were not cancelled."""
    rows = connection.execute(
        """
        SELECT c.id, c.licence_id, c.kind, c.coin_id, c.value_micros, c.text, c.ground, c.citation, c.noticed_on,
               c.effective_on
        FROM licensing.condition c JOIN licensing.licence l ON l.id = c.licence_id
        WHERE l.party_id = %s
          AND NOT EXISTS (SELECT 1 FROM licensing.condition_cancelled x WHERE x.condition_id = c.id)
        ORDER BY c.id
        """,
        (party_id,),
    ).fetchall()
    found = []
    for row in rows:
        value = row.pop("value_micros")
        kind = ConditionKind(row.pop("kind"))
        found.append(Condition(**row, kind=kind, value_micros=None if value is None else int(value)))
    return tuple(found)


def condition_owner(connection: Connection, condition_id: str) -> str | None:
    """The party whose licence has this condition, cancelled or not."""
    row = connection.execute(
        """
        SELECT l.party_id FROM licensing.condition c JOIN licensing.licence l ON l.id = c.licence_id WHERE c.id = %s
        """,
        (condition_id,),
    ).fetchone()
    return None if row is None else str(row["party_id"])


_DIRECTIONS = """
    SELECT d.id, d.party_id, d.stops, d.text, d.citation, d.given_at, x.lifted_at
    FROM licensing.direction d LEFT JOIN licensing.direction_lift x ON x.direction_id = d.id
"""


def directions(connection: Connection, party_id: str) -> tuple[Direction, ...]:
    """Every direction given to a party, the lifted ones too."""
    rows = connection.execute(f"{_DIRECTIONS} WHERE d.party_id = %s ORDER BY d.id", (party_id,)).fetchall()
    return tuple(Direction(**{**row, "stops": tuple(row["stops"])}) for row in rows)


def direction(connection: Connection, direction_id: str) -> Direction | None:
    """A direction by its id."""
    row = connection.execute(f"{_DIRECTIONS} WHERE d.id = %s", (direction_id,)).fetchone()
    return None if row is None else Direction(**{**row, "stops": tuple(row["stops"])})


def coin(connection: Connection, coin_id: str) -> Coin | None:
    """A coin by its id."""
    row = connection.execute(
        "SELECT id, issuer_id, name, reference_currency FROM licensing.coin WHERE id = %s", (coin_id,)
    ).fetchone()
    return None if row is None else Coin(**row)


def coins(connection: Connection, issuer_id: str = "") -> tuple[Coin, ...]:
    """Every coin, or an issuer's, by id."""
    rows = connection.execute(
        """
        SELECT id, issuer_id, name, reference_currency FROM licensing.coin
        WHERE %(issuer)s = '' OR issuer_id = %(issuer)s ORDER BY id
        """,
        {"issuer": issuer_id},
    ).fetchall()
    return tuple(Coin(**row) for row in rows)
