"""Regimes side by side: topics as rows, regimes as columns, and one issuer under all of them.

A requirement whose text we know at second hand is never passed: its cell says unknown, with the number and its
confidence, until somebody confirms the text. A day that a regime does not cover is not covered, and what its nearest
text would say is told beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from lantau.refusal import Refusal, Refused
from lantau.rulebook.book import Rulebook
from lantau.rulebook.findings import Outcome
from lantau.rulebook.issuer_facts import CONFIRMED, IssuerFacts
from lantau.rulebook.law import Confidence, Note, Parameter, ParameterValue, Rule, Words
from lantau.rulebook.matrix import NOT_COVERED, Cell, Column, HeldRule, Matrix, Number, Row, Told
from lantau.rulebook.refusals import UNKNOWN_TOPIC
from lantau.rulebook.sentences import quantity
from lantau.rulebook.shelf import SHIPPED, load
from lantau.rulebook.vocabulary import Topic, topics

ASKED = ("reported", "proposed")
"""Notes that tell of a requirement: one that is reported is unknown here, one that is proposed binds nobody yet."""

BOUNDS = {
    "at-least": Words("at least {amount}", "最少{amount}"),
    "at-most": Words("at most {amount}", "最多{amount}"),
    "more-than": Words("more than {amount}", "多於{amount}"),
    "less-than": Words("less than {amount}", "少於{amount}"),
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
    told = {name for note in book.law.notes for name in note.parameters}
    plain = [name for name in book.law.parameters if name not in told]
    names = (*(rule.id for rule in book.law.rules), *(note.id for note in book.law.notes), *plain)
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
    subjects = issuer.subjects_of(rule, book.untold(rule, day)[1].read_facts)
    found = [book.judge(rule.id, part.facts, subject_id=part.id, on=day)[0] for part in subjects]
    order = (Outcome.BREACHED, Outcome.UNKNOWN, Outcome.MET, Outcome.NOT_APPLICABLE)
    worst = min(found, key=lambda finding: order.index(finding.outcome))
    outcome = worst.outcome
    if outcome is Outcome.MET and rule.confidence is not Confidence.SOURCE and rule.id not in issuer.confirmed:
        outcome = Outcome.UNKNOWN
    return HeldRule(rule.id, rule.title, rule.citation, rule.confidence, outcome, worst, len(found))


def _numbers(
    book: Rulebook, day: date, names: Iterable[str], rules: Iterable[Rule], notes: Iterable[Note]
) -> Iterable[Number]:
    """The numbers of a cell: those it names, its rules read or its notes tell; what is wrongly quoted is none."""
    values = book.parameters_in_force(day)
    wanted = [name for name in names if name in book.law.parameters]
    for rule in rules:
        wanted += book.untold(rule, day)[1].read_parameters
        wanted += [duty.parameter for duty in book.law.duties if duty.rule_id == rule.id and duty.parameter]
    told = {name: note.about for note in notes if note.about != "quoted" for name in note.parameters}
    for name in dict.fromkeys([*wanted, *told]):
        if name in values:
            yield _number(book.law.parameters[name], values[name], "" if name in wanted else told[name])


def _number(parameter: Parameter, value: ParameterValue, about: str) -> Number:
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
        about=about,
    )


def _share(value: ParameterValue) -> Words:
    """A share in per cent where that is a whole number, else as a fraction."""
    percent, rest = divmod(value.value * 100, value.denominator)
    text = f"{value.value}/{value.denominator}" if rest else f"{percent}%"
    return Words(text, text)
