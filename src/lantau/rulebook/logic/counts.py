"""Counts that a rule holds against one another: what was done of all there are."""

from __future__ import annotations

from lantau.rulebook.comparisons import Must
from lantau.rulebook.reading import Reader


def covering(read: Reader, done: str, all_there_are: str, *, limb: str = "") -> Must:
    """The count of what was done reaches the count of all there are."""
    return Must(read.fact(done), ">=", read.fact(all_there_are), limb=limb)
