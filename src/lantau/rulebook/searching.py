"""Search: the rules, notes and numbers in which every word asked for is found, in either language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lantau.refusal import Json
from lantau.rulebook.book import Rulebook
from lantau.rulebook.law import Note, Parameter, Rule, Words

NAME, TITLE, CITATION, TEXT = 8, 6, 4, 1
"""How much it counts where a word is found."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry in which every word was found. ``kind`` is that of the rule, or ``note`` or ``parameter``."""

    rulebook_id: str
    id: str
    kind: str
    citation: str
    title: Words
    text: Words
    quoted: Words | None
    weight: int

    def as_body(self) -> dict[str, Json]:
        """The hit as plain data."""
        return {
            "rulebook_id": self.rulebook_id,
            "id": self.id,
            "kind": self.kind,
            "citation": self.citation,
            "title_en": self.title.en,
            "title_zh": self.title.zh,
            "text_en": self.text.en,
            "text_zh": self.text.zh,
            "quoted_en": "" if self.quoted is None else self.quoted.en,
            "quoted_zh": "" if self.quoted is None else self.quoted.zh,
        }


def search(books: Iterable[Rulebook], asked: str) -> tuple[Hit, ...]:
    """Entries that hold every word of ``asked``, best first; none for a blank question. Case and width do not count."""
    words = tuple(_folded(asked).split())
    if not words:
        return ()
    hits = [hit for book in books for hit in _of(book, words)]
    return tuple(sorted(hits, key=lambda hit: -hit.weight))


def _of(book: Rulebook, words: Sequence[str]) -> Iterable[Hit]:
    latest = {rule.id: rule for rule in book.law.rules}
    for rule in latest.values():
        weight = _weight(words, _rule_fields(rule))
        if weight:
            yield Hit(book.id, rule.id, rule.kind.value, rule.citation, rule.title, rule.text, None, weight)
    for note in book.law.notes:
        weight = _weight(words, _note_fields(note))
        if weight:
            yield Hit(book.id, note.id, "note", note.citation, note.title, note.text, note.quoted, weight)
    for parameter in book.law.parameters.values():
        weight = _weight(words, _parameter_fields(parameter))
        if weight:
            citation = parameter.values[-1].citation
            yield Hit(book.id, parameter.name, "parameter", citation, parameter.title, _told(parameter), None, weight)


def _rule_fields(rule: Rule) -> list[tuple[int, str]]:
    return [(NAME, rule.id), (CITATION, rule.citation), *_both(TITLE, rule.title), *_both(TEXT, rule.text)]


def _note_fields(note: Note) -> list[tuple[int, str]]:
    quoted = [] if note.quoted is None else _both(TITLE, note.quoted)
    keywords = [(TITLE, word) for word in note.keywords]
    fields = [(NAME, note.id), (CITATION, note.citation), *_both(TITLE, note.title), *_both(TEXT, note.text)]
    return [*fields, *quoted, *keywords]


def _parameter_fields(parameter: Parameter) -> list[tuple[int, str]]:
    cited = [(CITATION, value.citation) for value in parameter.values]
    return [(NAME, parameter.name), *cited, *_both(TITLE, parameter.title), (TEXT, _told(parameter).en)]


def _told(parameter: Parameter) -> Words:
    """A number's values through time, as text."""
    said = "; ".join(
        f"{value.value}{f'/{value.denominator}' if value.denominator != 1 else ''} {parameter.unit}"
        f" {value.since}–{value.covered_until}"
        for value in parameter.values
    )
    return Words(said, said)


def _both(weight: int, words: Words) -> list[tuple[int, str]]:
    return [(weight, words.en), (weight, words.zh)]


def _weight(words: Sequence[str], fields: Sequence[tuple[int, str]]) -> int:
    """The sum of the best place of each word; 0 when one is nowhere."""
    folded = [(weight, _folded(text)) for weight, text in fields]
    best = [max((weight for weight, text in folded if word in text), default=0) for word in words]
    return sum(best) if all(best) else 0


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
