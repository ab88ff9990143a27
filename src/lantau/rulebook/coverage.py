"""Coverage: which entries of the law implement each paragraph of the texts, and why none does where none does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from lantau.rulebook.book import Rulebook
from lantau.rulebook.law import Kind, Words

_TOKEN = re.compile(r"^(?P<head>[^()]*?)(?P<parts>(?:\([^()]+\))*)$")


@dataclass(frozen=True, slots=True)
class Covered:
    """One paragraph: the ids of the entries that cite it, by kind (notes under ``note``), or the reason for none."""

    paragraph: str
    entries: Mapping[str, tuple[str, ...]]
    reason: Words | None

    @property
    def is_open(self) -> bool:
        """Nothing implements it and nothing says why."""
        return not self.entries and self.reason is None


def paragraphs(jurisdiction: str) -> tuple[str, ...]:
    """Every paragraph that coverage must account for, in the order of the texts; none where nobody listed them."""
    path = files("lantau.rulebook") / "law" / jurisdiction / "paragraphs.txt"
    if not path.is_file():
        return ()
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def coverage(book: Rulebook) -> tuple[Covered, ...]:
    """Every listed paragraph of the jurisdiction with what implements it, in the order of the texts."""
    listed = paragraphs(book.law.jurisdiction)
    found: dict[str, dict[str, list[str]]] = {paragraph: {} for paragraph in listed}
    cited = [(rule.kind.value, rule.id, rule.citation) for rule in book.law.rules]
    cited += [("note", note.id, note.citation) for note in book.law.notes]
    for kind, name, citation in cited:
        for paragraph in covered_by(citation, listed):
            names = found[paragraph].setdefault(kind, [])
            if name not in names:
                names.append(name)
    reasons = {item.paragraph: item.reason for item in book.law.unruled}
    order = [*(kind.value for kind in Kind), "note"]
    return tuple(
        Covered(
            paragraph,
            {kind: tuple(found[paragraph][kind]) for kind in order if kind in found[paragraph]},
            reasons.get(paragraph),
        )
        for paragraph in listed
    )


def covered_by(citation: str, listed: Sequence[str]) -> tuple[str, ...]:
    """The listed paragraphs that a citation names, finer or coarser, ranges with all that lies between."""
    wanted: list[str] = []
    for part in citation.split(";"):
        source, _, rest = part.strip().partition(" ")
        for first, last in _references(rest):
            begins, ends = _matching(source, first, listed), _matching(source, last, listed)
            if begins and ends:
                wanted += listed[listed.index(begins[0]) : listed.index(ends[-1]) + 1]
    return tuple(dict.fromkeys(wanted))


def _references(text: str) -> Iterable[tuple[str, str]]:
    """The references of one part of a citation as pairs (first, last), the same twice where it is no range."""
    previous = ""
    for token in re.split(r",\s*(?![^()]*\))", text):
        first, dash, last = token.strip().partition("-")
        first = _complete(first.strip(), previous)
        previous = _complete(last.strip(), first) if dash else first
        yield first, previous


def _complete(token: str, previous: str) -> str:
    """A reference written short, with what the one before it says: ``(3)`` after ``s.5(2)`` is ``s.5(3)``."""
    match, before = _TOKEN.match(token), _TOKEN.match(previous)
    if match is None or before is None:
        return token
    head, parts = match["head"], match["parts"]
    if not head and previous:
        known = re.findall(r"\([^()]+\)", before["parts"])
        level = next((at for at, part in enumerate(known) if part[1].isdigit() == parts[1].isdigit()), len(known))
        return before["head"] + "".join(known[:level]) + parts
    if head.startswith("s.") and before["head"].startswith("Sch."):
        return f"{before['head'].partition(' ')[0]} {token}"
    if head.isdigit() and " s." in f" {before['head']}":
        return f"{before['head'].rpartition('s.')[0]}s.{token}"
    return token


def _matching(source: str, reference: str, listed: Sequence[str]) -> list[str]:
    """The listed paragraphs that a reference is, lies in, or contains."""
    name = f"{source} {reference}"
    exact = [item for item in listed if item == name or name.startswith(f"{item}(")]
    return exact or [item for item in listed if item.startswith(f"{name}(")]
