"""Reads the names behind the ids of parties and people."""

from __future__ import annotations

from lantau import access, identity
from lantau.refusal import Refusal
from lantau.web.console import Console


def names(console: Console) -> dict[str, str]:
    """Every party's name by its id; ``(forgotten)`` once its personal data were destroyed."""
    with console.database.read() as connection:
        return {file.party.id: file.party.name for file in identity.queries.parties(connection)}


def person_name(console: Console, person_id: str) -> str:
    """Who acted, by name; the id of somebody nobody enlisted."""
    found = access.person(console.database, person_id)
    return person_id if isinstance(found, Refusal) else found.name
