"""Citations as the law files abbreviate them, written out for a reader of either language."""

from __future__ import annotations

import re

from lantau.web.catalogue import CHINESE, Words

_PART = re.compile(r"(O|G|A|EN|P) (.+)")
_LONG = {"Licensing Note ": "EN "}
"""Sources that some rooms already write out."""
_SECTION = re.compile(r"s\.(\d+[A-Z]?(?:\([0-9a-z]+\))*(?:-\([0-9a-z]+\))?)")
_PARAGRAPHS = re.compile(r"\d[\d.()a-z,\s-]*")


def citation_text(citation: str, words: Words) -> str:
    """``O Sch.2 s.6(2); G 3.3.3`` as ``Cap. 656 Sch.2 s.6(2); Guideline 3.3.3`` or its Chinese; other words stay."""
    return words("day.and").join(_one(part.strip(), words) for part in citation.split(";") if part.strip())


def _one(part: str, words: Words) -> str:
    for long, short in _LONG.items():
        part = part.replace(long, short)
    found = _PART.fullmatch(part)
    source, place = (words(f"source.{found[1]}"), found[2]) if found else ("", part)
    if words.language != CHINESE:
        return f"{source} {place}".strip()
    if _PARAGRAPHS.fullmatch(place):
        place = f"第{place}段"
    place = re.sub(r"^(\d[\d.]*), (?=Annex)", r"第\1段，", place)
    place = re.sub(r"Cap\. ?(\d+) ?", r"第\1章", place)
    place = re.sub(r"Sch\. ?(\d+) ?", r"附表\1", place)
    place = _SECTION.sub(r"第\1條", place)
    place = re.sub(r"Annex B items? ([\d-]+)", r"附件B第\1項", place)
    place = re.sub(r"section (\d+)", r"第\1節", place)
    return f"{source}{place.replace('scope', '範圍')}"
