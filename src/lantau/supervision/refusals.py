"""Every way supervision says no."""

from __future__ import annotations

from lantau.refusal import Code

UNKNOWN_PARTY = Code(
    "supervision.unknown_party",
    "The party has neither licence, pilot nor pool in this world.",
    "Use the id of a licensee, a pilot participant or an issuer that the overview lists.",
)
EMPTY_NOTE = Code("supervision.empty_note", "A note says something, and this one is blank.", "Write the note's text.")
UNKNOWN_OBSERVATION = Code(
    "supervision.unknown_observation",
    "No open observation has that id; plain notes are not settled.",
    "Use the id of an observation that is open in the issuer's view.",
)
