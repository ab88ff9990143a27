"""Reads which entries of the world's own rulebook implement each paragraph of its texts."""

from __future__ import annotations

from collections import Counter

from lantau.rulebook import queries
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.views.coverage import CoverageView, CoveredLine
from lantau.web.views.words import Said


def every(console: Console, ask: Ask) -> CoverageView:
    """The paragraphs of the text asked for by its key, else of the first text that is listed."""
    book = console.book
    listed = queries.coverage(book)
    counted = Counter(each.paragraph.partition(" ")[0] for each in listed)
    texts = tuple(
        (key, Said(book.law.sources[key].title.en, book.law.sources[key].title.zh), counted[key]) for key in counted
    )
    chosen = ask.query.get("text", "") or next(iter(counted), "")
    if chosen and chosen not in counted:
        raise NotThereError("text", chosen)
    titles = {rule.id: Said(rule.title.en, rule.title.zh) for rule in book.law.rules}
    titles |= {note.id: Said(note.title.en, note.title.zh) for note in book.law.notes}
    return CoverageView(
        chosen=chosen,
        texts=texts,
        lines=tuple(
            CoveredLine(
                each.paragraph,
                tuple((kind, tuple((name, titles[name]) for name in names)) for kind, names in each.entries.items()),
                None if each.reason is None else Said(each.reason.en, each.reason.zh),
            )
            for each in listed
            if each.paragraph.partition(" ")[0] == chosen
        ),
        counts=Counter([*(rule.kind.value for rule in book.law.rules), *("note" for _ in book.law.notes)]),
        open_count=sum(each.is_open for each in listed),
    )
