"""The room's rows: SQL in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from lantau.db import Connection
from lantau.events import Row
from lantau.refusal import Json


class NoteKind(StrEnum):
    """A note stays in the supervisor's file; an observation is made to the party and stays open until settled."""

    NOTE = "note"
    OBSERVATION = "observation"


@dataclass(frozen=True, slots=True)
class Note:
    """What the supervisor wrote about a party. ``about_id`` may name a finding, a statement or a test case."""

    id: str
    kind: NoteKind
    party_id: str
    about_id: str
    text: str
    citation: str
    author_id: str
    occurred_at: datetime
    settled_at: datetime | None = None
    settled_because: str = ""

    @property
    def is_open(self) -> bool:
        """An observation that is not settled yet."""
        return self.kind is NoteKind.OBSERVATION and self.settled_at is None

    def as_body(self) -> dict[str, Json]:
        """The note as plain data."""
        return {
            "note_id": self.id,
            "kind": self.kind.value,
            "party_id": self.party_id,
            "about_id": self.about_id,
            "text": self.text,
            "citation": self.citation,
            "author_id": self.author_id,
            "occurred_at": self.occurred_at.isoformat(),
            "settled_at": None if self.settled_at is None else self.settled_at.isoformat(),
            "settled_because": self.settled_because,
        }


def notes(connection: Connection, party_id: str | None = None) -> tuple[Note, ...]:
    """Notes about a party, or all, oldest first."""
    rows = connection.execute(
        """
        SELECT note.*, note_end.occurred_at AS settled_at, COALESCE(note_end.reason, '') AS settled_because
        FROM supervision.note LEFT JOIN supervision.note_end ON note_end.note_id = note.id
        WHERE %(party)s::text IS NULL OR party_id = %(party)s ORDER BY note.occurred_at, note.id
        """,
        {"party": party_id},
    )
    return tuple(_note(row) for row in rows)


def note_row(note: Note, recorded_at: datetime) -> Row:
    """The insert of a note."""
    return Row(
        "supervision.note",
        {
            "id": note.id,
            "kind": note.kind.value,
            "party_id": note.party_id,
            "about_id": note.about_id,
            "text": note.text,
            "citation": note.citation,
            "author_id": note.author_id,
            "occurred_at": note.occurred_at,
            "recorded_at": recorded_at,
        },
    )


def note_end_row(note_id: str, reason: str, author_id: str, occurred_at: datetime, recorded_at: datetime) -> Row:
    """The insert that settles an observation."""
    return Row(
        "supervision.note_end",
        {
            "note_id": note_id,
            "reason": reason,
            "author_id": author_id,
            "occurred_at": occurred_at,
            "recorded_at": recorded_at,
        },
    )


def _note(row: Mapping[str, Any]) -> Note:
    return Note(
        id=row["id"],
        kind=NoteKind(row["kind"]),
        party_id=row["party_id"],
        about_id=row["about_id"],
        text=row["text"],
        citation=row["citation"],
        author_id=row["author_id"],
        occurred_at=row["occurred_at"],
        settled_at=row["settled_at"],
        settled_because=row["settled_because"],
    )
