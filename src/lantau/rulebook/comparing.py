"""Regimes side by side: topics as rows, regimes as columns, and one issuer under all of them.

A requirement whose text we know at second hand is never passed: its cell says unknown, with the number and its
confidence, until somebody confirms the text. A day that a regime does not cover is not covered, and what its nearest
text would say is told beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lantau.refusal import Json, Refusal, Refused
from lantau.rulebook.book import Rulebook
from lantau.rulebook.findings import Finding, Outcome
from lantau.rulebook.issuer_facts import CONFIRMED, IssuerFacts
from lantau.rulebook.law import Confidence, Note, Parameter, ParameterValue, Rule, Words
from lantau.rulebook.reading import Reader
from lantau.rulebook.refusals import UNKNOWN_TOPIC
from lantau.rulebook.sentences import quantity
from lantau.rulebook.shelf import SHIPPED, load
from lantau.rulebook.vocabulary import Topic, topics

NOT_COVERED = "not_covered"
ASKED = ("reported", "proposed")
"""Notes that tell of a requirement: one that is reported is unknown here, one that is proposed binds nobody yet."""

BOUNDS = {
    "at-least": Words("at least {amount}", "最少{amount}"),
    "at-most": Words("at most {amount}", "最多{amount}"),
    "more-than": Words("more than {amount}", "多於{amount}"),
    "less-than": Words("less than {amount}", "少於{amount}"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One regime. ``standing``: covered, held (last text), ended or begins; ``law_day`` is the day its text is read."""

    rulebook_id: str
    title: Words
    currency: str
    covered_since: date
    covered_until: date
    coverage_citation: str
    law_day: date
    standing: str

    @property
    def answers(self) -> bool:
        """Whether its text answers for the day that was asked about."""
        return self.standing in ("covered", "held")


@dataclass(frozen=True, slots=True)
class Number:
    """A legal number of a cell. ``said`` is bound, value and unit in words; a share is ``value / denominator``."""

    name: str
    title: Words
    said: Words
    unit: str
    value: int
    denominator: int
    since: date
    citation: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class HeldRule:
    """A rule of a cell. ``outcome`` is the worst of what it is held against, None without an issuer.

    ``finding`` is the one that decided; ``subject_count`` how many were held.
    """

    rule_id: str
    title: Words
    citation: str
    confidence: Confidence
    outcome: Outcome | None
    finding: Finding | None
    subject_count: int


@dataclass(frozen=True, slots=True)
class Told:
    """A note of a cell: what is reported, proposed, in the market, or a power; never judged."""

    note_id: str
    about: str
    title: Words
    text: Words
    citation: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Cell:
    """What one regime says on one topic.

    ``outcome`` is met, breached, unknown, not_applicable, not_covered, or blank where nothing is judged; ``by_text`` is
    what the text says whichever day it covers. ``reason`` of an unknown: facts (one is missing), text (it is known at
    second hand), unjudged (only its numbers are told), nothing (we know of no text).
    """

    rulebook_id: str
    numbers: tuple[Number, ...]
    rules: tuple[HeldRule, ...]
    notes: tuple[Told, ...]
    outcome: str
    by_text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One topic through every regime."""

    topic: str
    title: Words
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The comparison on a day of the law. ``issuer`` is blank where no issuer was given."""

    on: date
    issuer: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def blocks(self) -> bool:
        """Whether any cell is breached, unknown or not covered: nothing a script may read as a pass."""
        bad = (Outcome.BREACHED.value, Outcome.UNKNOWN.value, NOT_COVERED)
        return any(cell.outcome in bad for row in self.rows for cell in row.cells)

    def as_body(self) -> dict[str, Json]:
        """The comparison as plain data."""
        return {
            "on": self.on.isoformat(),
            "issuer": self.issuer,
            "regimes": [_column_body(column) for column in self.columns],
            "topics": [
                {
                    "topic": row.topic,
                    "title_en": row.title.en,
                    "title_zh": row.title.zh,
                    "cells": [_cell_body(cell) for cell in row.cells],
                }
                for row in self.rows
            ],
        }


def shipped() -> tuple[Rulebook, ...]:
    """Every jurisdiction that is shipped, Hong Kong first."""
    return tuple(load(name) for name in SHIPPED)


def compare(
    issuer: IssuerFacts | None,
    on: date,
    books: Sequence[Rulebook],
    *,
    hold_last: bool = False,
    only: Iterable[str] = (),
) -> Matrix:
    """Regimes side by side on a day of the law, and the issuer under each of them when one is given.

    ``hold_last`` lets a text answer after its coverage, stamped; a regime that has not begun never answers. ``only``
    names topics. Raises Refused rulebook.unknown_topic, unknown_fact, wrong_type, overflow.
    """
    wanted = [_topic(name) for name in only] or list(topics().values())
    columns = tuple(_column(book, on, hold_last=hold_last) for book in books)
    rows = tuple(
        Row(
            topic.id,
            topic.words,
            tuple(_cell(topic, book, column, issuer) for book, column in zip(books, columns, strict=True)),
        )
        for topic in wanted
    )
    return Matrix(on, "" if issuer is None else issuer.name, columns, rows)


def whole(book: Rulebook, on: date) -> Cell:
    """Everything a regime holds on the day, or on the nearest day it covers, as one cell without an issuer."""
    column = _column(book, on, hold_last=True)
    names = (*(rule.id for rule in book.law.rules), *(note.id for note in book.law.notes), *book.law.parameters)
    return _told_cell(book, column, names, None)


def _topic(name: str) -> Topic:
    if name not in topics():
        raise Refused(Refusal(UNKNOWN_TOPIC, f"no topic {name!r}; topics are {', '.join(topics())}", where=name))
    return topics()[name]


def _column(book: Rulebook, on: date, *, hold_last: bool) -> Column:
    law = book.law
    nearest = min(max(on, law.covered_since), law.covered_until)
    if nearest == on:
        standing = "covered"
    elif nearest > on:
        standing = "begins"
    else:
        standing = "held" if hold_last else "ended"
    return Column(
        book.id, law.title, law.currency, law.covered_since, law.covered_until, law.coverage_citation, nearest, standing
    )


def _cell(topic: Topic, book: Rulebook, column: Column, issuer: IssuerFacts | None) -> Cell:
    cell = _told_cell(book, column, book.law.comparisons.get(topic.id, ()), issuer)
    if issuer is None or not topic.judged:
        return cell
    by_text, reason = _verdict(cell)
    return replace(
        cell, outcome=by_text if column.answers or not by_text else NOT_COVERED, by_text=by_text, reason=reason
    )


def _told_cell(book: Rulebook, column: Column, names: Sequence[str], issuer: IssuerFacts | None) -> Cell:
    """What a regime's entries of these names say, each rule held against the issuer if there is one."""
    day = column.law_day
    rules = [rule for rule in book.rules_in_force(day) if rule.id in names]
    notes = [note for note in book.law.notes if note.id in names and note.since <= day <= note.covered_until]
    return Cell(
        rulebook_id=book.id,
        numbers=tuple(_numbers(book, day, names, rules, notes)),
        rules=tuple(_held(book, rule, day, issuer) for rule in rules),
        notes=tuple(Told(item.id, item.about, item.title, item.text, item.citation, item.confidence) for item in notes),
        outcome="",
        by_text="",
        reason="",
    )


def _verdict(cell: Cell) -> tuple[str, str]:
    """The worst that is known of a cell, and why it is unknown where it is."""
    outcomes = [item.outcome for item in cell.rules if item.outcome is not None]
    reported = [note for note in cell.notes if note.about == "reported"]
    if Outcome.BREACHED in outcomes:
        return Outcome.BREACHED.value, ""
    if Outcome.UNKNOWN in outcomes:
        waiting = [item for item in cell.rules if item.outcome is Outcome.UNKNOWN]
        second_hand = all(_waits_for_text(item) for item in waiting)
        return Outcome.UNKNOWN.value, "text" if second_hand else "facts"
    if reported or (not outcomes and any(note.about in ASKED for note in cell.notes)):
        return Outcome.UNKNOWN.value, "text"
    if not outcomes:
        return ("", "") if cell.notes else (Outcome.UNKNOWN.value, "unjudged" if cell.numbers else "nothing")
    return (Outcome.MET if Outcome.MET in outcomes else Outcome.NOT_APPLICABLE).value, ""


def _waits_for_text(item: HeldRule) -> bool:
    """Unknown for no other reason than that nobody has confirmed the text."""
    assert item.finding is not None, "an outcome has its finding"
    return item.finding.outcome is not Outcome.UNKNOWN or item.finding.missing == (CONFIRMED,)


def _held(book: Rulebook, rule: Rule, day: date, issuer: IssuerFacts | None) -> HeldRule:
    if issuer is None:
        return HeldRule(rule.id, rule.title, rule.citation, rule.confidence, None, None, 0)
    subjects = issuer.subjects_of(rule, _reader(book, rule, day).read_facts)
    found = [book.judge(rule.id, part.facts, subject_id=part.id, on=day)[0] for part in subjects]
    order = (Outcome.BREACHED, Outcome.UNKNOWN, Outcome.MET, Outcome.NOT_APPLICABLE)
    worst = min(found, key=lambda finding: order.index(finding.outcome))
    outcome = worst.outcome
    if outcome is Outcome.MET and rule.confidence is not Confidence.SOURCE and rule.id not in issuer.confirmed:
        outcome = Outcome.UNKNOWN
    return HeldRule(rule.id, rule.title, rule.citation, rule.confidence, outcome, worst, len(found))


def _reader(book: Rulebook, rule: Rule, day: date) -> Reader:
    """What a rule reads, found by running it on nothing."""
    reader = Reader({}, book.law.parameters, book.parameters_in_force(day), rule)
    book.functions[rule.function](reader)
    return reader


def _numbers(
    book: Rulebook, day: date, names: Iterable[str], rules: Iterable[Rule], notes: Iterable[Note]
) -> Iterable[Number]:
    """The numbers of a cell: those it names, and those that its rules and notes read or tell."""
    values = book.parameters_in_force(day)
    wanted = [name for name in names if name in book.law.parameters]
    for rule in rules:
        wanted += _reader(book, rule, day).read_parameters
        wanted += [duty.parameter for duty in book.law.duties if duty.rule_id == rule.id and duty.parameter]
    wanted += [name for note in notes for name in note.parameters]
    for name in dict.fromkeys(wanted):
        if name in values:
            yield _number(book.law.parameters[name], values[name])


def _number(parameter: Parameter, value: ParameterValue) -> Number:
    bound = BOUNDS[parameter.bound]
    amount = _share(value) if parameter.unit == "share" else quantity(value.value, parameter.unit)
    return Number(
        name=parameter.name,
        title=parameter.title,
        said=Words(bound.en.format(amount=amount.en), bound.zh.format(amount=amount.zh)),
        unit=parameter.unit,
        value=value.value,
        denominator=value.denominator,
        since=value.since,
        citation=value.citation,
        confidence=value.confidence,
    )


def _share(value: ParameterValue) -> Words:
    """A share in per cent where that is a whole number, else as a fraction."""
    percent, rest = divmod(value.value * 100, value.denominator)
    text = f"{value.value}/{value.denominator}" if rest else f"{percent}%"
    return Words(text, text)


def _column_body(column: Column) -> dict[str, Json]:
    return {
        "rulebook_id": column.rulebook_id,
        "title_en": column.title.en,
        "title_zh": column.title.zh,
        "currency": column.currency,
        "covered_since": column.covered_since.isoformat(),
        "covered_until": column.covered_until.isoformat(),
        "coverage_citation": column.coverage_citation,
        "law_day": column.law_day.isoformat(),
        "standing": column.standing,
    }


def _cell_body(cell: Cell) -> dict[str, Json]:
    return {
        "rulebook_id": cell.rulebook_id,
        "outcome": cell.outcome,
        "by_text": cell.by_text,
        "reason": cell.reason,
        "numbers": [
            {
                "name": item.name,
                "said_en": item.said.en,
                "said_zh": item.said.zh,
                "title_en": item.title.en,
                "title_zh": item.title.zh,
                "unit": item.unit,
                "value": item.value,
                "denominator": item.denominator,
                "since": item.since.isoformat(),
                "citation": item.citation,
                "confidence": item.confidence.value,
            }
            for item in cell.numbers
        ],
        "rules": [
            {
                "rule_id": item.rule_id,
                "title_en": item.title.en,
                "title_zh": item.title.zh,
                "citation": item.citation,
                "confidence": item.confidence.value,
                "outcome": None if item.outcome is None else item.outcome.value,
                "subject_count": item.subject_count,
                "sentence_en": "" if item.finding is None else item.finding.sentence_en,
                "sentence_zh": "" if item.finding is None else item.finding.sentence_zh,
            }
            for item in cell.rules
        ],
        "notes": [
            {
                "note_id": item.note_id,
                "about": item.about,
                "title_en": item.title.en,
                "title_zh": item.title.zh,
                "text_en": item.text.en,
                "text_zh": item.text.zh,
                "citation": item.citation,
                "confidence": item.confidence.value,
            }
            for item in cell.notes
        ],
    }
