"""Reads regimes side by side, from every jurisdiction that is shipped; an issuer's facts come from its records."""

from __future__ import annotations

from lantau import supervision
from lantau.dates import hk_date
from lantau.refusal import Refusal, Refused
from lantau.rulebook import queries
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.readings.issuers import issuers
from lantau.web.readings.lawbooks import books
from lantau.web.views.regimes import (
    HeldLine,
    NumberLine,
    RegimeCell,
    RegimeColumn,
    RegimeSource,
    RegimesView,
    RegimeView,
    ToldLine,
    TopicRow,
)
from lantau.web.views.words import Said

NOBODY = "none"
"""How the address asks for the law alone."""


def every(console: Console, ask: Ask) -> RegimesView:
    """The matrix, or one topic in full, for the issuer asked for, else the first supervised one."""
    on, topic = hk_date(console.clock.now()), ask.query.get("topic", "")
    known = tuple((line.issuer_id, line.name) for line in issuers(console) if line.licence_number)
    wanted = ask.query.get("issuer", known[0][0] if known else NOBODY)
    chosen = None if wanted == NOBODY else _facts(console, wanted)
    matrix = queries.compare(chosen, on, books(console), hold_last=True, only=(topic,) if topic else ())
    return RegimesView(
        on=on,
        issuers=known,
        issuer_id="" if chosen is None else wanted,
        issuer_name=matrix.issuer,
        topics=tuple((each.id, Said(each.words.en, each.words.zh)) for each in queries.topics().values()),
        topic=topic,
        columns=tuple(_column(column) for column in matrix.columns),
        rows=tuple(
            TopicRow(row.topic, Said(row.title.en, row.title.zh), tuple(_cell(cell) for cell in row.cells))
            for row in matrix.rows
        ),
    )


def one(console: Console, ask: Ask) -> RegimeView:
    """One regime with everything its files hold for the day, or for the nearest day it covers."""
    wanted = ask.path["jurisdiction"]
    book = next((each for each in books(console) if each.law.jurisdiction == wanted), None)
    if book is None:
        raise NotThereError("regime", wanted)
    on = hk_date(console.clock.now())
    whole = queries.whole(book, on)
    return RegimeView(
        column=_column(queries.compare(None, on, (book,), hold_last=True).columns[0]),
        sources=tuple(
            RegimeSource(each.key, Said(each.title.en, each.title.zh), each.citation, each.dated, each.status)
            for each in book.law.sources.values()
        ),
        rules=tuple(_held(item) for item in whole.rules),
        numbers=tuple(_number(item) for item in whole.numbers),
        notes=tuple(_told(item) for item in whole.notes),
    )


def _facts(console: Console, issuer_id: str) -> queries.IssuerFacts:
    found = supervision.issuer_facts(console.database, console.book, issuer_id, as_of=console.clock.now())
    if isinstance(found, Refusal):
        raise NotThereError("issuer", issuer_id) from Refused(found)
    return found


def _column(column: queries.Column) -> RegimeColumn:
    return RegimeColumn(
        rulebook_id=column.rulebook_id,
        title=Said(column.title.en, column.title.zh),
        currency=column.currency,
        covered_since=column.covered_since,
        covered_until=column.covered_until,
        coverage_citation=column.coverage_citation,
        law_day=column.law_day,
        standing=column.standing,
    )


def _cell(cell: queries.Cell) -> RegimeCell:
    return RegimeCell(
        rulebook_id=cell.rulebook_id,
        outcome=cell.outcome,
        by_text=cell.by_text,
        reason=cell.reason,
        numbers=tuple(_number(item) for item in cell.numbers),
        rules=tuple(_held(item) for item in cell.rules),
        notes=tuple(_told(item) for item in cell.notes),
    )


def _number(item: queries.Number) -> NumberLine:
    return NumberLine(
        name=item.name,
        title=Said(item.title.en, item.title.zh),
        said=Said(item.said.en, item.said.zh),
        citation=item.citation,
        confidence=item.confidence.value,
        about=item.about,
    )


def _held(item: queries.HeldRule) -> HeldLine:
    sentence = Said("") if item.finding is None else Said(item.finding.sentence_en, item.finding.sentence_zh)
    return HeldLine(
        rule_id=item.rule_id,
        title=Said(item.title.en, item.title.zh),
        sentence=sentence,
        citation=item.citation,
        confidence=item.confidence.value,
        outcome="" if item.outcome is None else item.outcome.value,
        subject_count=item.subject_count,
    )


def _told(item: queries.Told) -> ToldLine:
    return ToldLine(
        note_id=item.note_id,
        about=item.about,
        title=Said(item.title.en, item.title.zh),
        text=Said(item.text.en, item.text.zh),
        citation=item.citation,
        confidence=item.confidence.value,
    )
