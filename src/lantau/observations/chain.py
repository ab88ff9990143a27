"""Holding the observations against their hash chain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from lantau.observations.values import Discrepancy, Observation


def compare(rows: Sequence[tuple[Observation, str]], head: tuple[int, str]) -> tuple[Discrepancy, ...]:
    """The first discrepancy between rows (in order of height, each with its stored digest) and the end of the chain.

    A row whose content was changed and digest made to fit is named too: the row after it, or the end, still holds the
    old digest.
    """
    end_height, end_digest = head
    before: Observation | None = None
    for place, (row, stored_digest) in enumerate(rows, start=1):
        if place > end_height:
            return _named("added", row.height, row.key, "stands after the end of the chain")
        if row.height != place:
            return _named("missing", place, "", f"height {place} is gone; the next one there is {row.height}")
        if row.digest != stored_digest:
            return _named("altered", place, row.key, "is not what its digest was taken of")
        if before is not None and row.previous != before.digest:
            return _named("altered", before.height, before.key, "is not what the next observation was linked to")
        before = row
    if len(rows) < end_height:
        return _named("missing", len(rows) + 1, "", f"the chain ends at {end_height}, the rows at {len(rows)}")
    if before is not None and before.digest != end_digest:
        return _named("altered", before.height, before.key, "is not what the end of the chain says")
    return ()


def _named(
    kind: Literal["altered", "missing", "added"], height: int, key: str, message: str
) -> tuple[Discrepancy, ...]:
    subject = f"observation {key!r}" if key else "an observation"
    return (Discrepancy(height, kind, key, f"{subject}: {message}"),)
