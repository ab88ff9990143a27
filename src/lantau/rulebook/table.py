"""A table of facts: a CSV held against the law, without a database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from lantau.refusal import Refusal, Refused, refuses
from lantau.rulebook.book import Rulebook
from lantau.rulebook.findings import Finding, Value
from lantau.rulebook.opening import TABLE_BYTES_MOST, text_of
from lantau.rulebook.refusals import BAD_TABLE, UNKNOWN_RULE
from lantau.rulebook.vocabulary import SHOWN_MOST, fact_named, parsed, shown

SUBJECT = "subject_id"
"""The heading of the column that names each subject."""


@refuses
def evaluate_csv(
    book: Rulebook,
    source: Path | str,
    *,
    on: date,
    gate: str | Sequence[str] = (),
    hold_last: bool = False,
) -> tuple[Finding, ...]:
    """Findings for every line of a CSV: by the rules of ``gate``, else by every rule that reads one of its columns.

    ``source`` is a path, or the text itself when it has more than one line. Headings are fact names and
    ``subject_id``; a blank cell is a missing fact. Answers a Refusal rulebook.bad_table, unknown_fact, wrong_type or
    overflow with file, line and column, or not_covered and unknown_rule as ``Rulebook.judge``.
    """
    text, name = _text_of(source)
    lines = _lines(text, name)
    try:
        headings = next(lines)[1]
    except StopIteration:
        raise _bad("the table is empty", f"{name}:1") from None
    _check_headings(headings, name)
    day = book.law_day(on, hold_last=hold_last)
    rules = [rule.id for rule in book.rules_for(gate, day)] if gate else _reading_rules(book, headings, day)
    found: list[Finding] = []
    for line, row in lines:
        if len(row) != len(headings):
            raise _bad(f"{len(row)} cells under {len(headings)} headings", f"{name}:{line}")
        facts: dict[str, Value | None] = {}
        subject_id = ""
        for column, (heading, cell) in enumerate(zip(headings, row, strict=True), start=1):
            if heading == SUBJECT:
                subject_id = cell.strip()
            else:
                facts[heading] = parsed(heading, cell, f"{name}:{line} column {column} ({heading})")
        if not subject_id:
            raise _bad("the subject has no id", f"{name}:{line} column {headings.index(SUBJECT) + 1} ({SUBJECT})")
        found.extend(book.judge(rules, facts, subject_id=subject_id, on=on, hold_last=hold_last))
    return tuple(found)


def _text_of(source: Path | str) -> tuple[str, str]:
    if isinstance(source, str) and "\n" in source:
        return source, "facts.csv"
    path = Path(source)
    return text_of(path, BAD_TABLE, most=TABLE_BYTES_MOST), path.name


def _lines(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each ends on; blank lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as caught:
            raise _bad(f"not CSV: {caught}", f"{name}:{reader.line_num}") from None
        if row:
            yield reader.line_num, row


def _check_headings(headings: list[str], name: str) -> None:
    headings[:] = [heading.strip() for heading in headings]
    if headings.count(SUBJECT) != 1:
        raise _bad(f"there is one column {SUBJECT}", f"{name}:1")
    for column, heading in enumerate(headings, start=1):
        place = f"{name}:1 column {column} ({heading[:SHOWN_MOST]})"
        if headings.count(heading) > 1:
            raise _bad(f"the column {shown(heading)} is given twice", place)
        if heading != SUBJECT:
            fact_named(heading, place)


def _reading_rules(book: Rulebook, headings: Sequence[str], day: date) -> list[str]:
    """Rules in force that read at least one of the columns."""
    found = []
    for rule in book.rules_in_force(day):
        _, reader = book.untold(rule, day)
        if not reader.read_facts.keys().isdisjoint(headings):
            found.append(rule.id)
    if not found:
        raise Refused(
            Refusal(UNKNOWN_RULE, f"no rule of {book.id} reads any of the columns", where=", ".join(headings))
        )
    return found


def _bad(message: str, where: str) -> Refused:
    return Refused(Refusal(BAD_TABLE, message, where=where))
