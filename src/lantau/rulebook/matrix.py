"""The comparison as values: columns, rows and cells, and the plain data that scripts read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lantau.refusal import Json
from lantau.rulebook.findings import Finding, Outcome
from lantau.rulebook.law import Confidence, Words

NOT_COVERED = "not_covered"
"""The outcome of a cell whose regime does not answer for the day."""


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
    """A legal number of a cell. ``said`` is bound, value and unit in words; a share is ``value / denominator``.

    ``about`` is proposed, market or such where only a note tells it; blank where a rule or the regime itself does.
    """

    name: str
    title: Words
    said: Words
    unit: str
    value: int
    denominator: int
    since: date
    citation: str
    confidence: Confidence
    about: str


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
                "about": item.about,
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
