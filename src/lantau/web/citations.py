"""Citations as the law files abbreviate them, written out for a reader of either language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from lantau.rulebook import queries
from lantau.web.catalogue import CHINESE, Words
from lantau.web.views.words import Said

_LONG = {"Licensing Note ": "EN "}
"""Sources that some rooms already write out."""
_NUMBERED = re.compile(r"\d|s\.|Sch\.|Art\.|Annex|section")
"""How a place in a numbered text begins; any other place is words of its own."""
_SECTION = re.compile(r"s\.(\d+[A-Z]?(?:\([0-9A-Za-z]+\))*(?:-\([0-9A-Za-z]+\))?)")
_ARTICLE = re.compile(r"Art\. ?(\d+[a-z]?(?:\([0-9A-Za-z]+\))*)")
_PARAGRAPHS = re.compile(r"\d[\d.()a-z,\s-]*")


def citation_text(citation: str, words: Words) -> str:
    """``O Sch.2 s.6(2); G 3.3.3`` as ``Cap. 656 Sch.2 s.6(2); Guideline 3.3.3`` or its Chinese; other words stay.

    A source the catalogues have no short name for is written with its full title, as the law's sources give it.
    """
    return _joined(citation, words, "")


def full_citation(citation: str, regime: str, words: Words) -> str:
    """The same with the full title of every source, from the ``[[source]]`` tables of one regime's law."""
    return _joined(citation, words, regime)


def _joined(citation: str, words: Words, regime: str) -> str:
    return words("day.and").join(_one(part.strip(), words, regime) for part in citation.split(";") if part.strip())


def _one(part: str, words: Words, regime: str) -> str:
    for long, short in _LONG.items():
        part = part.replace(long, short)
    key, _, place = part.partition(" ")
    source = _source(key, words, regime) if place else ""
    if not source:
        return _place(part, words)
    if words.has(f"place.{place}"):
        place = words(f"place.{place}")
    elif not _NUMBERED.match(place):
        return f"{source}{words('site.colon')}{place}"
    place = _place(place, words)
    return f"{source}{place}" if words.language == CHINESE else f"{source} {place}"


def _source(key: str, words: Words, regime: str) -> str:
    """A source's full title where a regime is named; else its short name, or the title in whichever law has it."""
    titles = _titles()
    if not regime and words.has(f"source.{key}"):
        return words(f"source.{key}")
    known = titles.get((regime, key)) if regime else titles.get(("", key))
    if known is None:
        return ""
    return known.zh if words.language == CHINESE else known.en


@cache
def _titles() -> Mapping[tuple[str, str], Said]:
    """Each source's title by regime and key; under no regime, by key alone."""
    found: dict[tuple[str, str], Said] = {}
    for book in queries.shipped():
        for source in book.law.sources.values():
            said = Said(source.title.en, source.title.zh)
            found[(book.law.jurisdiction, source.key)] = said
            found.setdefault(("", source.key), said)
    return found


def _place(place: str, words: Words) -> str:
    if words.language != CHINESE:
        return place
    if _PARAGRAPHS.fullmatch(place):
        place = f"第{place}段"
    place = re.sub(r"^(\d[\d.]*), (?=Annex)", r"第\1段，", place)
    place = re.sub(r"Cap\. ?(\d+) ?", r"第\1章", place)
    place = re.sub(r"Sch\. ?(\d+) ?", r"附表\1", place)
    place = _ARTICLE.sub(r"第\1條", _SECTION.sub(r"第\1條", place))
    place = re.sub(r"Annex B items? ([\d-]+)", r"附件B第\1項", place)
    return re.sub(r"section (\d+)", r"第\1節", place)
