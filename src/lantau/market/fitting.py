"""Which shipped rule sets a model can be played under: a run needs rules on reserves, a corridor the mainland's."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from lantau.market.models import model_named
from lantau.market.rule_sets import rule_set
from lantau.refusal import Refused
from lantau.rulebook import queries, reform_names


@lru_cache(maxsize=64)
def fitting(model: str, law_as_of: date) -> tuple[str, ...]:
    """The names of those that the model's defaults can be prepared under, as of a day and held at the last text."""
    played = model_named(model)
    settings = played.table.settled({})
    found = []
    for book in queries.shipped():
        for name in (book.id, *reform_names(book.law.jurisdiction)):
            try:
                played.prepared(settings, rule_set(name, law_as_of, hold_last=True), None)
            except Refused:
                continue
            found.append(name)
    return tuple(found)
