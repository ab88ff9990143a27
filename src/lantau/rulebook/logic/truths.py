"""Truths that a rule asks for one by one: all of them, each a limb of its own."""

from __future__ import annotations

from lantau.rulebook.comparisons import Every, Must, Node
from lantau.rulebook.reading import Reader


def every(read: Reader, *names: str, when: Node | None = None) -> Node:
    """Each of these facts must be true; the limb is the fact's name after the dot."""
    return Every(*(Must(read.fact(name), limb=name.partition(".")[2]) for name in names), when=when)


def never(read: Reader, name: str) -> Must:
    """This fact must be false."""
    return Must(read.fact(name), "==", read.no(), limb=name.partition(".")[2])
