"""Every operation of the room by name; the modules beside this one hold them by what they decide."""

from __future__ import annotations

from lantau.disclosure.close_operations import Closed, Discharged, close_day, discharge, week_return
from lantau.disclosure.draw_operations import DrawnDay, draw_attestation_day, seal_attestation_draw
from lantau.disclosure.event_operations import Noted, note_event
from lantau.disclosure.evidence_operations import Filed, file_evidence, judge, review_evidence

__all__ = [
    "Closed",
    "Discharged",
    "DrawnDay",
    "Filed",
    "Noted",
    "close_day",
    "discharge",
    "draw_attestation_day",
    "file_evidence",
    "judge",
    "note_event",
    "review_evidence",
    "seal_attestation_draw",
    "week_return",
]
