"""Owns the append-only record: commits under keys, hash chains, guarded decisions and the outbox.

``from lantau.events import queries, outbox`` reads records after a cursor and the ends of chains, and what must leave.
``writer.Batch`` and ``in_transaction`` are for `ledger`, which commits many works in one db_transaction; nobody else.
"""

from lantau.events.operations import commit, commit_refusal, in_transaction, replay
from lantau.events.queries import versions
from lantau.events.values import Change, Committed, Discrepancy, Guard, Head, Message, Record, Row, Work
from lantau.events.verify_queries import verify

__all__ = [
    "Change",
    "Committed",
    "Discrepancy",
    "Guard",
    "Head",
    "Message",
    "Record",
    "Row",
    "Work",
    "commit",
    "commit_refusal",
    "in_transaction",
    "replay",
    "verify",
    "versions",
]
