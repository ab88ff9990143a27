"""Owns the supervisor's own records, notes and observations, and the view of every issuer that they rest on."""

from lantau.supervision.operations import settle_observation, write_note
from lantau.supervision.queries import CoinView, IssuerView, issuer_view, notes, overview
from lantau.supervision.regime_queries import issuer_facts
from lantau.supervision.store import Note, NoteKind
from lantau.supervision.verification_queries import Verified, verify_records

__all__ = [
    "CoinView",
    "IssuerView",
    "Note",
    "NoteKind",
    "issuer_facts",
    "issuer_view",
    "notes",
    "overview",
    "settle_observation",
    "Verified",
    "verify_records",
    "write_note",
]
