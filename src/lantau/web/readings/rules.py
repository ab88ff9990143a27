"""Reads the law as encoded: its index, what a search finds, and a list of entries under filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lantau.rulebook import Rule, Rulebook, queries
from lantau.web.console import Ask, Console
from lantau.web.readings.lawbooks import books
from lantau.web.views.rules import (
    ENTRY_KINDS,
    FactLine,
    HitLine,
    RegimeIndex,
    RuleLine,
    RulesView,
    TopicCount,
)
from lantau.web.views.words import Said, Term

LIST_LINES, HIT_LINES = 300, 100
"""The most lines of a page; the page says how many there were and how to narrow them."""

FILTERS = ("regime", "topic", "kind", "gate")


def every(console: Console, ask: Ask) -> RulesView:
    """What a question finds; else the entries that the filters leave; else the index of all regimes by topic."""
    asked = ask.query.get("q", "").strip()
    filters = {name: ask.query.get(name, "") for name in FILTERS}
    known = books(console)
    lines = [line for book in known for line in entries(book)]
    offered = {name: _offered(lines, filters, name) for name in FILTERS}
    if asked:
        hits = queries.search(_in(known, filters["regime"]), asked)
        shown = tuple(_hit(hit) for hit in hits[:HIT_LINES])
        return RulesView(asked, (), shown, (), filters, offered, len(hits))
    if any(filters.values()):
        left = [line for line in lines if all(_fits(line, name, filters[name]) for name in FILTERS)]
        return RulesView("", (), (), tuple(left[:LIST_LINES]), filters, offered, len(left))
    return RulesView("", tuple(_index(book) for book in known), (), (), filters, offered, len(lines))


def entries(book: Rulebook) -> tuple[RuleLine, ...]:
    """Every rule in its latest text and every note of one rulebook, in the order of the files."""
    latest = {rule.id: rule for rule in sorted(book.law.rules, key=lambda rule: rule.since)}
    order = dict.fromkeys(rule.id for rule in book.law.rules)
    return (*(rule_line(book, latest[name]) for name in order), *(note_line(book, note) for note in book.law.notes))


def rule_line(book: Rulebook, rule: Rule) -> RuleLine:
    """One rule as a line of a list."""
    return RuleLine(
        id=rule.id,
        rulebook_id=book.id,
        kind=rule.kind.value,
        binds=rule.binds.value,
        gates=rule.gates,
        subject_kind=rule.subject_kind,
        level=rule.level.value,
        title=Said(rule.title.en, rule.title.zh),
        citation=rule.citation,
        since=rule.since,
        covered_until=rule.covered_until,
        confidence=rule.confidence.value,
    )


def note_line(book: Rulebook, note: queries.Note) -> RuleLine:
    """One note as a line of a list."""
    return RuleLine(
        id=note.id,
        rulebook_id=book.id,
        kind="note",
        binds="",
        gates=(),
        subject_kind="",
        level="",
        title=Said(note.title.en, note.title.zh),
        citation=note.citation,
        since=note.since,
        covered_until=note.covered_until,
        confidence=note.confidence.value,
    )


def topic_of(entry_id: str) -> str:
    """The topic of an entry: the second part of its id, such as ``reserve`` of ``HK.reserve.segregated``."""
    return entry_id.split(".")[1]


def fact_lines() -> dict[str, FactLine]:
    """Every fact of the vocabulary, by name."""
    return {
        str(fact["name"]): FactLine(
            str(fact["name"]), str(fact["type"]), str(fact["unit"]), Said(str(fact["en"]), str(fact["zh"]))
        )
        for fact in queries.facts()
    }


def terms(console: Console) -> dict[str, Term]:
    """The facts and parameters of every rulebook at hand: what each is called, and its unit."""
    facts = {line.name: Term(line.words, line.unit) for line in fact_lines().values()}
    parameters = {
        name: Term(Said(one.title.en, one.title.zh), one.unit)
        for book in console.books
        for name, one in book.law.parameters.items()
    }
    return facts | parameters


def _in(known: Iterable[Rulebook], regime: str) -> tuple[Rulebook, ...]:
    return tuple(book for book in known if regime in ("", book.law.jurisdiction))


def _fits(line: RuleLine, name: str, wanted: str) -> bool:
    return not wanted or wanted in _values(line, name)


def _values(line: RuleLine, name: str) -> tuple[str, ...]:
    match name:
        case "regime":
            return (line.id.partition(".")[0],)
        case "topic":
            return (topic_of(line.id),)
        case "kind":
            return (line.kind,)
        case _:
            return line.gates


def _offered(lines: Iterable[RuleLine], filters: dict[str, str], name: str) -> tuple[str, ...]:
    """The values of one filter that leave anything beside the others in force, in the order of the law."""
    others = [other for other in FILTERS if other != name]
    left = [line for line in lines if all(_fits(line, other, filters[other]) for other in others)]
    found = dict.fromkeys(value for line in left for value in _values(line, name))
    return tuple(kind for kind in ENTRY_KINDS if kind in found) if name == "kind" else tuple(found)


def _index(book: Rulebook) -> RegimeIndex:
    listed = entries(book)
    by_topic: dict[str, Counter[str]] = {}
    for line in listed:
        by_topic.setdefault(topic_of(line.id), Counter())[line.kind] += 1
    counted = Counter(line.kind for line in listed)
    return RegimeIndex(
        regime=book.law.jurisdiction,
        title=Said(book.law.title.en, book.law.title.zh),
        topics=tuple(
            TopicCount(topic, tuple(counts[kind] for kind in ENTRY_KINDS), counts.total())
            for topic, counts in sorted(by_topic.items())
        ),
        counts=tuple(counted[kind] for kind in ENTRY_KINDS),
        total=len(listed),
    )


def _hit(hit: queries.Hit) -> HitLine:
    regime = hit.rulebook_id.partition("+")[0]
    return HitLine(
        id=hit.id,
        rulebook_id=hit.rulebook_id,
        kind=hit.kind,
        title=Said(hit.title.en, hit.title.zh),
        text=Said(hit.text.en, hit.text.zh),
        quoted=None if hit.quoted is None else Said(hit.quoted.en, hit.quoted.zh),
        citation=hit.citation,
        address=f"/regimes/{regime}#{hit.id}" if hit.kind == "parameter" else f"/rules/{hit.id}",
    )
