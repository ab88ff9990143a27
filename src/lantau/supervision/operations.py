"""What the supervisor writes: notes to the file, observations to a party, and that an observation is settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from lantau import access
from lantau.access import Actor, Asked
from lantau.dates import Clock
from lantau.db import Database
from lantau.events import Record
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.supervision import queries, store
from lantau.supervision.refusals import EMPTY_NOTE, UNKNOWN_OBSERVATION
from lantau.supervision.store import Note, NoteKind

WORLD = ""
"""The supervisor's own file is no issuer's: it is recorded on the world's stream."""


@refuses
def write_note(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    party_id: str,
    text: str,
    kind: NoteKind = NoteKind.NOTE,
    about_id: str = "",
    citation: str = "",
) -> Note:
    """Write a note about a party, or an observation to it, with the finding and the paragraph it is about.

    Refuses access.*, supervision.empty_note and unknown_party.
    """
    access.require(actor, "supervision.note", for_=(access.SUPERVISOR,))
    request: dict[str, Json] = {
        "party_id": party_id,
        "kind": kind.value,
        "about_id": about_id,
        "citation": citation,
        "text": text,
    }
    asked = Asked(database, clock, key, actor, None, occurred_at, WORLD, request)
    note = Note(asked.id("nte"), kind, party_id, about_id, text, citation, actor.id, occurred_at)
    if asked.replayed() is not None:
        return note
    if not text.strip():
        raise Refused(Refusal(EMPTY_NOTE, "the note is blank", where="text"))
    queries.require_supervised(database, party_id)
    record = Record(f"supervision.{kind.value}_written", party_id, {"note_id": note.id, "about_id": about_id})
    asked.commit(asked.work(records=(record,), rows=(store.note_row(note, clock.now()),)))
    return note


@refuses
def settle_observation(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    note_id: str,
    reason: str,
) -> Note:
    """Settle an observation that was made to a party, with the reason.

    Refuses access.*, supervision.empty_note and unknown_observation.
    """
    access.require(actor, "supervision.note", for_=(access.SUPERVISOR,))
    request: dict[str, Json] = {"note_id": note_id, "reason": reason}
    asked = Asked(database, clock, key, actor, None, occurred_at, WORLD, request, {f"note:{note_id}": 0})
    replayed = asked.replayed() is not None
    found = next((note for note in queries.notes(database) if note.id == note_id), None)
    if found is not None and replayed:
        return found
    if not reason.strip():
        raise Refused(Refusal(EMPTY_NOTE, "the reason is blank", where="reason"))
    if found is None or not found.is_open:
        raise Refused(Refusal(UNKNOWN_OBSERVATION, f"no open observation {note_id}", where="note_id"))
    record = Record("supervision.observation_settled", found.party_id, {"note_id": note_id})
    row = store.note_end_row(note_id, reason, actor.id, occurred_at, clock.now())
    asked.commit(asked.work(records=(record,), rows=(row,), bumps=tuple(asked.versions)))
    return replace(found, settled_at=occurred_at, settled_because=reason)
