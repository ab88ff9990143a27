"""Whether a world's records are as they were made: every hash chain and every derived balance, read again."""

from __future__ import annotations

from dataclasses import dataclass

from lantau import events, ledger, observations
from lantau.db import Database
from lantau.refusal import Json


@dataclass(frozen=True, slots=True)
class Verified:
    """The ends of the chains, to be kept elsewhere, and the first discrepancy of each: empty when all is as recorded.

    A discrepancy has ``stream``, ``height``, ``kind`` (altered, missing, added), ``table``, ``key`` and ``message``.
    """

    heads: tuple[events.Head, ...]
    discrepancies: tuple[dict[str, Json], ...]


def verify_records(database: Database, known: tuple[events.Head, ...] = ()) -> Verified:
    """Recompute every chain from its first link and every balance from its entries.

    ``known`` are ends kept from an earlier verification: with them, a chain its owner rewrote whole is noticed too.
    """
    found = (
        *(item.as_json() for item in events.verify(database, known)),
        *(item.as_json() for item in ledger.verify(database)),
        *(item.as_json() for item in observations.verify(database)),
    )
    height, digest = observations.head(database)
    return Verified((*events.queries.heads(database), events.Head("observations", height, digest)), found)
