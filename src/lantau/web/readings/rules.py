"""Reads the law as encoded, from the rulebooks at hand; no database is asked, save for the count of breaches."""

from __future__ import annotations

from datetime import date

from lantau.refusal import Json
from lantau.rulebook import Rule, Rulebook, Value, queries
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.views.rules import CaseLine, FactLine, ParameterLine, RuleLine, RulesView, RuleView
from lantau.web.views.words import Said, Term


def every(console: Console, ask: Ask) -> RulesView:
    """Every rule of every rulebook at hand, or those of one gate."""
    gate = ask.query.get("gate", "")
    lines = [_line(book, rule) for book in console.books for rule in book.law.rules]
    gates = tuple(dict.fromkeys(name for line in lines for name in line.gates))
    return RulesView(tuple(line for line in lines if not gate or gate in line.gates), gates, gate)


def one(console: Console, ask: Ask) -> RuleView:
    """One rule as its file states it, with the numbers and facts its logic reads in the tests beside it."""
    wanted = ask.path["rule_id"]
    for book in (*console.books, *queries.shipped()):
        for rule in book.law.rules:
            if rule.id == wanted:
                return _view(book, rule)
    raise NotThereError("rule", wanted)


def _line(book: Rulebook, rule: Rule) -> RuleLine:
    return RuleLine(
        id=rule.id,
        rulebook_id=book.id,
        gates=rule.gates,
        subject_kind=rule.subject_kind,
        level=rule.level.value,
        title=Said(rule.title.en, rule.title.zh),
        citation=rule.citation,
        since=rule.since,
        covered_until=rule.covered_until,
    )


def _view(book: Rulebook, rule: Rule) -> RuleView:
    judged = [book.judge(rule.id, case.facts, subject_id="case", on=case.on)[0] for case in rule.cases]
    known = _fact_lines()
    names = dict.fromkeys(name for finding in judged for name in finding.parameters)
    facts = dict.fromkeys(
        name for finding in judged for name in (*(fact for item in finding.comparisons for fact in item.facts),)
    )
    return RuleView(
        line=_line(book, rule),
        text=Said(rule.text.en, rule.text.zh),
        parameters=tuple(line for name in names for line in _parameters(book, name)),
        facts=tuple(known[name] for name in facts),
        cases=tuple(
            CaseLine(
                case.name,
                case.on,
                case.outcome.value,
                tuple((name, _plain(value)) for name, value in case.facts.items()),
            )
            for case in rule.cases
        ),
    )


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
        )
        for value in law.values
    ]


def _fact_lines() -> dict[str, FactLine]:
    """Every fact of the vocabulary, by name."""
    return {
        str(fact["name"]): FactLine(
            str(fact["name"]), str(fact["type"]), str(fact["unit"]), Said(str(fact["en"]), str(fact["zh"]))
        )
        for fact in queries.facts()
    }


def terms(console: Console) -> dict[str, Term]:
    """The facts and parameters of every rulebook at hand: what each is called, and its unit."""
    facts = {line.name: Term(line.words, line.unit) for line in _fact_lines().values()}
    parameters = {
        name: Term(Said(one.title.en, one.title.zh), one.unit)
        for book in console.books
        for name, one in book.law.parameters.items()
    }
    return facts | parameters


def _plain(value: Value) -> Json:
    return value.isoformat() if isinstance(value, date) else value
