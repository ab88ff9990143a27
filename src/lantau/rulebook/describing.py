"""Plain data about the law, for the command line and the console: rules, one rule in full, facts."""

from __future__ import annotations

import difflib

from lantau.refusal import Json, Refusal, Refused
from lantau.rulebook.book import Rulebook
from lantau.rulebook.formulas import lines_of
from lantau.rulebook.law import Case, Note, ParameterValue, Rule, source_keys
from lantau.rulebook.refusals import UNKNOWN_RULE
from lantau.rulebook.vocabulary import vocabulary


def list_rules(book: Rulebook) -> list[dict[str, Json]]:
    """Every rule in the order of the files: id, gates, subject, level, dates, citation and titles."""
    return [_heading(rule) for rule in book.law.rules]


def show(book: Rulebook, rule_id: str) -> dict[str, Json]:
    """One rule or note in full: text, formula, parameters through time, facts read, sources and cases.

    A rule that a reform or a later text changed has one entry in ``versions`` for each text, in order of their days;
    the rest is the latest. Raises Refused rulebook.unknown_rule, which suggests the nearest id.
    """
    note = next((note for note in book.law.notes if note.id == rule_id), None)
    if note is not None:
        sources: list[Json] = [source_body(book, key) for key in source_keys(note.citation)]
        return {**note_body(note), "rulebook_id": book.id, "sources": sources}
    versions = sorted((rule for rule in book.law.rules if rule.id == rule_id), key=lambda rule: rule.since)
    if not versions:
        near = difflib.get_close_matches(rule_id, [rule.id for rule in book.law.rules], n=2)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise Refused(Refusal(UNKNOWN_RULE, f"{book.id} has no rule {rule_id!r}{hint}", where=rule_id))
    rule = versions[-1]
    return {**rule_body(book, rule), "versions": [_heading(version) for version in versions]}


def rule_body(book: Rulebook, rule: Rule) -> dict[str, Json]:
    """One text of a rule: what it says, its formula, and what its logic reads."""
    node, reader = book.untold(rule, rule.since)
    return {
        **_heading(rule),
        "text_en": rule.text.en,
        "text_zh": rule.text.zh,
        "function": rule.function,
        "rulebook_id": book.id,
        "facts": [*reader.read_facts],
        "parameters": [parameter_body(book, name) for name in reader.read_parameters],
        "sources": [source_body(book, key) for key in source_keys(rule.citation)],
        "formula": [
            {"depth": line.depth, "en": line.words.en, "zh": line.words.zh, "reads": [*line.names]}
            for line in lines_of(node)
        ],
        "cases": [_case(case) for case in rule.cases],
    }


def facts() -> list[dict[str, Json]]:
    """Every fact: name, subject, type, unit, allowed words, and how it is said in both languages."""
    return [
        {
            "name": fact.name,
            "subject": fact.subject_kind,
            "type": fact.kind,
            "unit": fact.unit,
            "values": [*fact.values],
            "en": fact.words.en,
            "zh": fact.words.zh,
        }
        for fact in vocabulary().values()
    ]


def _heading(rule: Rule) -> dict[str, Json]:
    return {
        "id": rule.id,
        "kind": rule.kind.value,
        "binds": rule.binds.value,
        "authorized_institutions": rule.branch.value,
        "authorized_institutions_citation": rule.branch_citation,
        "gates": [*rule.gates],
        "subject": rule.subject_kind,
        "level": rule.level.value,
        "confidence": rule.confidence.value,
        "since": rule.since.isoformat(),
        "covered_until": rule.covered_until.isoformat(),
        "citation": rule.citation,
        "title_en": rule.title.en,
        "title_zh": rule.title.zh,
    }


def note_body(note: Note) -> dict[str, Json]:
    """A note; ``quoted`` is what is widely said where it is about that."""
    return {
        "id": note.id,
        "kind": "note",
        "about": note.about,
        "citation": note.citation,
        "confidence": note.confidence.value,
        "since": note.since.isoformat(),
        "covered_until": note.covered_until.isoformat(),
        "title_en": note.title.en,
        "title_zh": note.title.zh,
        "quoted_en": "" if note.quoted is None else note.quoted.en,
        "quoted_zh": "" if note.quoted is None else note.quoted.zh,
        "text_en": note.text.en,
        "text_zh": note.text.zh,
        "parameters": [*note.parameters],
        "keywords": [*note.keywords],
    }


def parameter_body(book: Rulebook, name: str) -> dict[str, Json]:
    """A parameter with its values through time."""
    parameter = book.parameter_law(name)
    return {
        "name": name,
        "title_en": parameter.title.en,
        "title_zh": parameter.title.zh,
        "unit": parameter.unit,
        "bound": parameter.bound,
        "level": parameter.level.value,
        "values": [_dated(value) for value in parameter.values],
    }


def _dated(value: ParameterValue) -> dict[str, Json]:
    return {
        "value": value.value,
        "denominator": value.denominator,
        "since": value.since.isoformat(),
        "covered_until": value.covered_until.isoformat(),
        "citation": value.citation,
        "confidence": value.confidence.value,
    }


def source_body(book: Rulebook, key: str) -> dict[str, Json]:
    """A cited text."""
    source = book.law.sources[key]
    return {
        "key": source.key,
        "title_en": source.title.en,
        "title_zh": source.title.zh,
        "citation": source.citation,
        "dated": source.dated.isoformat(),
        "language": source.language,
        "status": source.status,
    }


def _case(case: Case) -> dict[str, Json]:
    given: dict[str, Json] = {
        name: value if isinstance(value, bool | int | str) else value.isoformat() for name, value in case.facts.items()
    }
    return {"name": case.name, "on": case.on.isoformat(), "outcome": case.outcome.value, "facts": given}
