"""The rulebooks a reader may browse."""

from __future__ import annotations

from lantau.rulebook import Rulebook, queries
from lantau.web.console import Console


def books(console: Console) -> tuple[Rulebook, ...]:
    """Every jurisdiction that is shipped, with this world's own rulebook in place of its jurisdiction's."""
    own = {book.law.jurisdiction: book for book in reversed(console.books)}
    return tuple(own.get(book.law.jurisdiction, book) for book in queries.shipped())
