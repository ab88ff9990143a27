"""The firm's own limits: a jurisdiction called ``firm``, stated in TOML by a caller, each citing a resolution."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lantau.rulebook.book import Rulebook
from lantau.rulebook.comparisons import BOUND_OPS, Must, Node
from lantau.rulebook.findings import Level
from lantau.rulebook.law import Law, Parameter, ParameterValue, Rule
from lantau.rulebook.loading import Entry, case_from, hole, parse, source_from, unique
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.proving import prove
from lantau.rulebook.reading import Reader
from lantau.rulebook.vocabulary import fact_named

FIRM = "firm"


def load_firm(text: str, *, where: str = "firm.toml") -> Rulebook:
    """A rulebook of the firm's own limits, proved like the law; see the README of this room for the file's form.

    A ``[[limit]]`` bounds one whole-number fact by a value, or with ``of`` by a share of another fact in the same
    unit (``value / denominator``). Raises Refused rulebook.hole, unknown_fact or wrong_type with the place.
    """
    file = parse(text, where)
    file.only("jurisdiction", "source", "limit")
    head = Entry(file.need("jurisdiction", dict), f"{where} jurisdiction")
    head.only("id", "title", "covered_since", "covered_until", "coverage_citation")
    if head.need("id", str) != FIRM:
        raise hole(f"the firm's own limits are the jurisdiction {FIRM!r}", head.where)
    limits = unique(((_rule(entry), entry) for entry in file.entries("limit")), lambda pair: pair[0].id, where)
    law = Law(
        jurisdiction=FIRM,
        title=head.words("title"),
        covered_since=head.need("covered_since", date),
        covered_until=head.need("covered_until", date),
        coverage_citation=head.need("coverage_citation", str),
        sources=unique((source_from(entry) for entry in file.entries("source")), lambda source: source.key, where),
        parameters={rule.id: _parameter(rule, entry) for rule, entry in limits.values()},
        rules=tuple(rule for rule, _ in limits.values()),
    )
    functions: Mapping[str, Logic] = {rule.id: _logic(rule.id, entry) for rule, entry in limits.values()}
    return prove(FIRM, law, functions)


def _rule(entry: Entry) -> Rule:
    entry.only(
        "id", "gates", "fact", "of", "bound", "value", "denominator", "since", "covered_until", "citation",
        "title", "text", "case",
    )  # fmt: skip
    since, until = entry.need("since", date), entry.need("covered_until", date)
    gates = entry.need("gates", list)
    if since > until or not all(isinstance(gate, str) and gate for gate in gates):
        raise hole("a limit begins before it ends, and its gates are names", entry.where)
    return Rule(
        id=entry.need("id", str),
        gates=tuple(gates),
        subject_kind=fact_named(entry.need("fact", str), entry.where).subject_kind,
        function=entry.need("id", str),
        level=Level.FIRM,
        since=since,
        covered_until=until,
        citation=entry.need("citation", str),
        title=entry.words("title"),
        text=entry.words("text"),
        cases=tuple(case_from(item) for item in entry.entries("case")),
        where=entry.where,
    )


def _parameter(rule: Rule, entry: Entry) -> Parameter:
    bound = entry.need("bound", str)
    if bound not in BOUND_OPS:
        raise hole(f"bound is one of {', '.join(BOUND_OPS)}, not {bound!r}", entry.where)
    denominator = entry.need("denominator", int) if "of" in entry.raw else 1
    if denominator < 1 or ("of" not in entry.raw and "denominator" in entry.raw):
        raise hole("a share of another fact, and nothing else, has a positive denominator", entry.where)
    value = ParameterValue(entry.need("value", int), denominator, rule.since, rule.covered_until, rule.citation)
    unit = "share" if "of" in entry.raw else fact_named(entry.need("fact", str)).unit
    return Parameter(rule.id, unit, bound, Level.FIRM, rule.title, (value,), entry.where)


def _logic(name: str, entry: Entry) -> Logic:
    measured, bound = fact_named(entry.need("fact", str), entry.where), entry.need("bound", str)
    other = fact_named(entry.need("of", str), entry.where) if "of" in entry.raw else None
    if measured.kind != "int" or (other is not None and (other.kind, other.unit) != ("int", measured.unit)):
        raise hole(
            "a limit bounds a whole-number fact, by a value or by a share of a fact in the same unit", entry.where
        )

    def limit(read: Reader) -> Node:
        """The fact against the resolved value, or against its share of another fact."""
        resolved = read.parameter(name)
        right = resolved if other is None else read.fact(other.name).share(resolved)
        return Must(read.fact(measured.name), BOUND_OPS[bound], right)

    return limit
