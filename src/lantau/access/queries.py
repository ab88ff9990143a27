"""Who is enlisted and which roles are in force."""

from __future__ import annotations

from lantau.access.refusals import UNKNOWN_PERSON
from lantau.access.store import read_people
from lantau.access.values import SYSTEM, Actor
from lantau.db import Database
from lantau.refusal import Refusal


def person(database: Database, person_id: str) -> Actor | Refusal:
    """A person with the roles in force now, or the system. Refused ``access.unknown_person``."""
    if person_id == SYSTEM.id:
        return SYSTEM
    with database.read() as connection:
        found = read_people(connection, person_id)
    return found[0][0] if found else Refusal(UNKNOWN_PERSON, f"{person_id} is not enlisted", "actor")


def people(database: Database) -> tuple[Actor, ...]:
    """Everybody who is enlisted, by organisation; with no roles if all were revoked."""
    with database.read() as connection:
        return tuple(actor for actor, _ in read_people(connection))
