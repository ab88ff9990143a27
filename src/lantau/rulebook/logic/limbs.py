"""Limbs that many rules share: everything holds, everything is covered, everybody is fit."""

from __future__ import annotations

from lantau.rulebook.comparisons import Every, Must, Node
from lantau.rulebook.reading import Reader


def all_of(read: Reader, subject: str, *names: str, when: Node | None = None) -> Node:
    """Every one of the subject's named truths holds; each is a limb of that name."""
    return Every(*(Must(read.fact(f"{subject}.{name}"), limb=name) for name in names), when=when)


def covering(read: Reader, done: str, all_there_are: str, *, limb: str = "") -> Node:
    """The count of what was done reaches the count of all there are."""
    return Must(read.fact(done), ">=", read.fact(all_there_are), limb=limb)
