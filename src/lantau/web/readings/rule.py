"""Reads one rule or note: the law's side from the rulebooks at hand, and who is in breach from the records."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

from lantau import disclosure
from lantau.dates import hk_date
from lantau.refusal import Json, Refusal
from lantau.rulebook import Kind, Rule, Rulebook, Value, load, queries, reform_names
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.readings.calendar import issuers_named
from lantau.web.readings.lawbooks import books
from lantau.web.readings.rules import entries, fact_lines, note_line, rule_line
from lantau.web.views.rules import (
    CaseLine,
    FormulaLine,
    NextLine,
    NoteWords,
    OpenLine,
    ParameterLine,
    ReformLine,
    RuleLine,
    RuleView,
    SourceLine,
    VersionLine,
)
from lantau.web.views.words import Said

NEIGHBOURS = 20
"""The most entries of the same paragraphs that a page names."""

OVER = ("done", "done_late", "judged")


def one(console: Console, ask: Ask) -> RuleView:
    """A rule in its latest text, with its formula, numbers, tests and breaches; or a note."""
    wanted = ask.path["rule_id"]
    for book in (*books(console), *console.books):
        versions = sorted((rule for rule in book.law.rules if rule.id == wanted), key=lambda rule: rule.since)
        if versions:
            return _rule(console, book, versions)
        note = next((note for note in book.law.notes if note.id == wanted), None)
        if note is not None:
            return _note(book, note)
    raise NotThereError("rule", wanted)


def _rule(console: Console, book: Rulebook, versions: list[Rule]) -> RuleView:
    rule = versions[-1]
    lines = queries.formula(book, rule)
    names = dict.fromkeys(name for line in lines for name in line.names)
    duty = next((duty for duty in book.law.duties if duty.rule_id == rule.id), None)
    if duty is not None and duty.parameter:
        names.setdefault(duty.parameter)
    known = fact_lines()
    numbers = [name for name in names if name in book.law.parameters]
    found, judged = _findings(console, rule.id)
    return RuleView(
        line=rule_line(book, rule),
        text=Said(rule.text.en, rule.text.zh),
        branch=rule.branch.value,
        branch_citation=rule.branch_citation,
        by=rule.by,
        anchor="" if duty is None else duty.anchor,
        starts=None if duty is None or duty.starts is None else Said(duty.starts.en, duty.starts.zh),
        formula=tuple(FormulaLine(line.depth, Said(line.words.en, line.words.zh), line.names) for line in lines),
        parameters=tuple(line for name in numbers for line in _parameters(book, name)),
        facts=tuple(known[name] for name in names if name in known),
        cases=_cases(rule),
        versions=tuple(map(_version, versions)) if len(versions) > 1 else (),
        reforms=_reforms(book.law.jurisdiction, frozenset((rule.id, *names))),
        sources=_sources(book, rule.citation),
        neighbours=_neighbours(book, rule.id, rule.citation),
        open=found,
        judged=judged,
        obligations=_obligations(console, rule) if rule.kind is Kind.CLOCK else (),
    )


def _note(book: Rulebook, note: queries.Note) -> RuleView:
    quoted = None if note.quoted is None else Said(note.quoted.en, note.quoted.zh)
    return RuleView(
        line=note_line(book, note),
        text=Said(note.text.en, note.text.zh),
        note=NoteWords(note.about, quoted),
        parameters=tuple(line for name in note.parameters for line in _parameters(book, name)),
        sources=_sources(book, note.citation),
        neighbours=_neighbours(book, note.id, note.citation),
    )


def _findings(console: Console, rule_id: str) -> tuple[tuple[OpenLine, ...], tuple[tuple[str, int], ...]]:
    """What is open on this rule, longest first, and how many findings on it there are of each outcome."""
    standing = disclosure.queries.findings(console.database, open_only=False)
    held = [each for each in standing if each.rule_id == rule_id]
    named = issuers_named(console)
    lines = [
        OpenLine(
            finding_id=each.id,
            outcome=each.outcome.value,
            issuer_name=named.get(each.issuer_id, each.issuer_id),
            subject_kind=each.subject_kind,
            subject_id=each.subject_id,
            since=each.open_since,
        )
        for each in held
        if each.open_since is not None
    ]
    counted = Counter(each.outcome.value for each in held)
    return tuple(sorted(lines, key=lambda line: (line.outcome != "breached", line.since))), tuple(counted.items())


def _obligations(console: Console, rule: Rule) -> tuple[NextLine, ...]:
    """The next thing each issuer owes under a clock."""
    now, found = console.clock.now(), []
    for issuer_id, name in issuers_named(console).items():
        owed = disclosure.obligations(console.database, console.book, issuer_id=issuer_id, as_of=now)
        if isinstance(owed, Refusal):
            continue
        waiting = [(each, each.status(hk_date(now)).value) for each in owed if each.rule_id == rule.id]
        following = next(((each, state) for each, state in waiting if state not in OVER), None)
        if following is not None:
            each, state = following
            found.append(NextLine(issuer_id, name, each.about, each.due_on, state))
    return tuple(found)


def _parameters(book: Rulebook, name: str) -> list[ParameterLine]:
    law = book.parameter_law(name)
    return [
        ParameterLine(
            name=name,
            title=Said(law.title.en, law.title.zh),
            unit=law.unit,
            bound=law.bound,
            value=value.value,
            denominator=value.denominator,
            since=value.since,
            covered_until=value.covered_until,
            citation=value.citation,
            confidence=value.confidence.value,
        )
        for value in law.values
    ]


def _cases(rule: Rule) -> tuple[CaseLine, ...]:
    return tuple(
        CaseLine(
            case.name,
            case.on,
            case.outcome.value,
            tuple((name, _plain(value)) for name, value in case.facts.items()),
        )
        for case in rule.cases
    )


def _version(rule: Rule) -> VersionLine:
    return VersionLine(rule.since, rule.covered_until, Said(rule.text.en, rule.text.zh), rule.citation)


def _reforms(jurisdiction: str, names: frozenset[str]) -> tuple[ReformLine, ...]:
    """What each shipped reform changes about these rules, numbers and facts."""
    return tuple(
        ReformLine(reform, Said(change.words.en, change.words.zh), change.citation)
        for reform, changes in _changes(jurisdiction)
        for change in changes
        if change.id in names
    )


@cache
def _changes(jurisdiction: str) -> tuple[tuple[str, tuple[queries.Change, ...]], ...]:
    law = load(jurisdiction)
    return tuple((reform, queries.changes(law, load(reform))) for reform in reform_names(jurisdiction))


def _sources(book: Rulebook, citation: str) -> tuple[SourceLine, ...]:
    keys = dict.fromkeys(part.strip().partition(" ")[0] for part in citation.split(";"))
    return tuple(
        SourceLine(key, Said(source.title.en, source.title.zh), source.citation, source.status)
        for key in keys
        for source in (book.law.sources[key],)
    )


def _neighbours(book: Rulebook, entry_id: str, citation: str) -> tuple[RuleLine, ...]:
    """Other entries that cite one of the paragraphs this one cites, those that share the most first."""
    lines, places = _places(book)
    own = places.get(entry_id, frozenset()) | _parts(citation)
    shared = Counter(
        {name: len(own & (places.get(name, frozenset()) | _parts(lines[name].citation))) for name in lines}
    )
    near = [lines[name] for name, count in shared.most_common() if count and name != entry_id]
    return tuple(near[:NEIGHBOURS])


def _parts(citation: str) -> frozenset[str]:
    return frozenset(part.strip() for part in citation.split(";"))


@cache
def _places(book: Rulebook) -> tuple[dict[str, RuleLine], dict[str, frozenset[str]]]:
    """The entries of a book by id, and the listed paragraphs that each implements."""
    found: dict[str, set[str]] = {}
    for item in queries.coverage(book):
        for name in (name for names in item.entries.values() for name in names):
            found.setdefault(name, set()).add(item.paragraph)
    return {line.id: line for line in entries(book)}, {name: frozenset(some) for name, some in found.items()}


def _plain(value: Value) -> Json:
    return value.isoformat() if isinstance(value, date) else value
