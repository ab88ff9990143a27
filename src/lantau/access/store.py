"""The SQL of access: people with the roles in force, read from appointments and revocations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lantau import events
from lantau.access.values import Actor
from lantau.db import Connection

PEOPLE = """
    SELECT p.id, p.name, p.organisation_id,
           COALESCE(jsonb_object_agg(a.role, a.id) FILTER (WHERE a.role IS NOT NULL), '{}') AS appointments
    FROM access.person p
    LEFT JOIN access.appointment a ON a.person_id = p.id
        AND NOT EXISTS (SELECT FROM access.revocation r WHERE r.appointment_id = a.id)
    WHERE %s::text IS NULL OR p.id = %s
    GROUP BY p.id ORDER BY p.organisation_id, p.id
"""


def read_people(connection: Connection, person_id: str | None = None) -> tuple[tuple[Actor, Mapping[str, str]], ...]:
    """One person or all, each with the appointment ids of their roles in force, by role."""
    rows = connection.execute(PEOPLE, (person_id, person_id)).fetchall()
    versions = events.versions(connection, [f"person:{row['id']}" for row in rows])
    return tuple((_actor(row, versions), row["appointments"]) for row in rows)


def _actor(row: Mapping[str, Any], versions: Mapping[str, int]) -> Actor:
    return Actor(
        id=row["id"],
        name=row["name"],
        roles=frozenset(row["appointments"]),
        organisation_id=row["organisation_id"],
        version=versions[f"person:{row['id']}"],
    )
