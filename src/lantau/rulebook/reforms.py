"""Reforms as data: dated changes of parameters, rules exchanged, or things supposed, laid over a law already proved."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lantau.rulebook.law import Assumption, Case, Law, Parameter, ParameterValue, Rule, Source, Words, source_keys
from lantau.rulebook.loading import Entry, case_from, day_before, hole, source_from, value_from
from lantau.rulebook.vocabulary import checked

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+_.-]{0,79}", re.ASCII)
"""What a reform may be called: its name stands in names of files, in titles of figures and in cells of CSV files."""


@dataclass(frozen=True, slots=True)
class Reform:
    """A reform as its file states it. ``cases`` are (rule id, case) pairs that must come out under the reform."""

    id: str
    jurisdiction: str
    title: Words
    sources: tuple[Source, ...]
    values: tuple[tuple[str, ParameterValue], ...]
    exchanges: tuple[Exchange, ...]
    repeals: tuple[Repeal, ...]
    assumptions: tuple[Assumption, ...]
    cases: tuple[tuple[str, Case], ...]
    where: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A rule that has other logic and words from ``since`` until the law's coverage ends."""

    rule_id: str
    function: str
    since: date
    citation: str
    title: Words
    text: Words


@dataclass(frozen=True, slots=True)
class Repeal:
    """A rule that is in force no longer from ``since``."""

    rule_id: str
    since: date
    citation: str


def reform_from(file: Entry) -> Reform:
    """Read a reform; Refused rulebook.hole where the file leaves something out."""
    file.only("reform", "source", "value", "exchange", "repeal", "assume", "case")
    head = Entry(file.need("reform", dict), f"{file.where} reform")
    head.only("id", "jurisdiction", "title")
    cases = file.entries("case")
    for case in cases:
        case.need("rule", str)
    name = head.need("id", str)
    if not NAME.fullmatch(name):
        raise hole(f"a reform's id is letters, digits and +-_. (80 at most), not {name[:80]!r}", head.where)
    return Reform(
        id=name,
        jurisdiction=head.need("jurisdiction", str),
        title=head.words("title"),
        sources=tuple(source_from(entry) for entry in file.entries("source")),
        values=tuple(
            (entry.need("parameter", str), value_from(_without(entry, "parameter"))) for entry in file.entries("value")
        ),
        exchanges=tuple(_exchange_from(entry) for entry in file.entries("exchange")),
        repeals=tuple(_repeal_from(entry) for entry in file.entries("repeal")),
        assumptions=tuple(_assumption_from(entry) for entry in file.entries("assume")),
        cases=tuple((case.need("rule", str), case_from(_without(case, "rule"))) for case in cases),
        where=file.where,
    )


def reformed(law: Law, reform: Reform) -> Law:
    """The law as it would be; what the reform does not name stays as it is. Refused rulebook.hole on a misfit."""
    if reform.jurisdiction != law.jurisdiction:
        raise hole(f"the reform is of {reform.jurisdiction}, not {law.jurisdiction}", reform.where)
    parameters = dict(law.parameters)
    for name, value in reform.values:
        if name not in parameters:
            raise hole(f"the law has no parameter {name!r}", reform.where)
        parameters[name] = _with_value(parameters[name], value)
    rules = law.rules
    for exchange in reform.exchanges:
        if exchange.rule_id not in {rule.id for rule in rules}:
            raise hole(f"the law has no rule {exchange.rule_id!r}", reform.where)
        rules = tuple(part for rule in rules for part in _exchanged(rule, exchange))
    for repeal in reform.repeals:
        if repeal.rule_id not in {rule.id for rule in rules}:
            raise hole(f"the law has no rule {repeal.rule_id!r}", reform.where)
        cited, known = source_keys(repeal.citation), {*law.sources, *(source.key for source in reform.sources)}
        if not known.issuperset(cited):
            raise hole(f"the citation {repeal.citation!r} names no source of the law or the reform", reform.where)
        rules = tuple(part for rule in rules for part in _repealed(rule, repeal))
    return replace(
        law,
        sources={**law.sources, **{source.key: source for source in reform.sources}},
        parameters=parameters,
        rules=rules,
        assumptions=(*law.assumptions, *reform.assumptions),
    )


def _with_value(parameter: Parameter, value: ParameterValue) -> Parameter:
    """The parameter with the new value cutting its days out of the old ones."""
    kept = []
    for old in parameter.values:
        if old.since < value.since:
            kept.append(replace(old, covered_until=min(old.covered_until, day_before(value.since))))
        if old.covered_until > value.covered_until:
            kept.append(replace(old, since=max(old.since, value.covered_until + timedelta(days=1))))
    return replace(parameter, values=tuple(sorted([*kept, value], key=lambda item: item.since)))


def _exchanged(rule: Rule, exchange: Exchange) -> tuple[Rule, ...]:
    if rule.id != exchange.rule_id or rule.covered_until < exchange.since:
        return (rule,)
    after = replace(
        rule,
        function=exchange.function,
        since=max(rule.since, exchange.since),
        citation=exchange.citation,
        title=exchange.title,
        text=exchange.text,
        cases=(),
    )
    if rule.since >= exchange.since:
        return (after,)
    return (replace(rule, covered_until=day_before(exchange.since)), after)


def _repealed(rule: Rule, repeal: Repeal) -> tuple[Rule, ...]:
    if rule.id != repeal.rule_id or rule.covered_until < repeal.since:
        return (rule,)
    return () if rule.since >= repeal.since else (replace(rule, covered_until=day_before(repeal.since)),)


def _repeal_from(entry: Entry) -> Repeal:
    entry.only("rule", "since", "citation")
    return Repeal(entry.need("rule", str), entry.need("since", date), entry.need("citation", str))


def _exchange_from(entry: Entry) -> Exchange:
    entry.only("rule", "function", "since", "citation", "title", "text")
    return Exchange(
        rule_id=entry.need("rule", str),
        function=entry.need("function", str),
        since=entry.need("since", date),
        citation=entry.need("citation", str),
        title=entry.words("title"),
        text=entry.words("text"),
    )


def _assumption_from(entry: Entry) -> Assumption:
    entry.only("fact", "value", "since", "covered_until", "citation")
    name = entry.need("fact", str)
    given = checked(name, entry.raw.get("value"), entry.where)
    if given is None:
        raise hole("an assumption gives the fact a value", entry.where)
    return Assumption(
        name, given, entry.need("since", date), entry.need("covered_until", date), entry.need("citation", str)
    )


def _without(entry: Entry, key: str) -> Entry:
    return Entry({name: value for name, value in entry.raw.items() if name != key}, entry.where)
