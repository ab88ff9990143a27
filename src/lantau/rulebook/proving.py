"""Proving the law before it is used: text and logic fit, every citation has its source, every case comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from lantau.refusal import Refused
from lantau.rulebook.book import Rulebook, assemble
from lantau.rulebook.comparisons import BOUND_OPS, UnlikeMeasuresError
from lantau.rulebook.findings import Outcome
from lantau.rulebook.law import Case, Kind, Law, Rule, source_keys
from lantau.rulebook.loading import hole, no_overlap
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.vocabulary import vocabulary

COMPUTED = (Kind.STATE, Kind.GATE)
"""The kinds whose logic is a rule's own; the logic that clocks, documents and judgements share is proved by tests."""


def prove(name: str, law: Law, functions: Mapping[str, Logic], *, run_cases: bool = True) -> Rulebook:
    """The law as a rulebook, once every hole that can be found without a question is ruled out.

    Without ``run_cases`` the cases are only asked to be there: those of the shipped law are run by its tests, once for
    a release and not at each start.

    Refused rulebook.hole: a citation without source; dates outside the coverage; a rule without logic; a parameter
    that no rule, duty, note, comparison or named room reads; a bound that contradicts its comparison;
    a rule without a met and a breached case; a case that comes out otherwise. Logic without text is a test's to find.
    """
    book, used = _shaped(name, law, functions)
    used.update(duty.parameter for duty in law.duties)
    used.update(name for note in law.notes for name in note.parameters)
    used.update(name for names in law.comparisons.values() for name in names)
    for rule in law.rules:
        if rule.kind in COMPUTED:
            _prove_cases(book, rule, run=run_cases)
    unread = sorted(name for name, item in law.parameters.items() if name not in used and not item.read_by)
    if unread:
        raise hole(f"no rule, duty or note reads {', '.join(unread)}", law.parameters[unread[0]].where)
    return book


def prove_shape(name: str, law: Law, functions: Mapping[str, Logic]) -> Rulebook:
    """The part of the proof that a reformed law passes too: citations, dates, pairs and comparisons, but not cases."""
    return _shaped(name, law, functions)[0]


def _shaped(name: str, law: Law, functions: Mapping[str, Logic]) -> tuple[Rulebook, set[str]]:
    """The rulebook, and the parameters its logic reads."""
    _prove_citations(law)
    _prove_dates(law)
    _prove_pairs(law, functions)
    book = assemble(name, law, functions)
    return book, set().union(*(_prove_logic(book, rule) for rule in law.rules))


def _prove_citations(law: Law) -> None:
    cited = [(rule.citation, rule.where) for rule in law.rules]
    cited += [(value.citation, item.where) for item in law.parameters.values() for value in item.values]
    cited += [(item.citation, f"assumption of {item.fact}") for item in law.assumptions]
    cited += [(rule.branch_citation, rule.where) for rule in law.rules if rule.branch_citation]
    cited += [(note.citation, note.where) for note in law.notes]
    cited.append((law.coverage_citation, f"{law.jurisdiction} coverage"))
    for citation, where in cited:
        for key in source_keys(citation):
            if key not in law.sources:
                raise hole(f"the citation {citation!r} names {key!r}, no source of {law.jurisdiction}", where)


def _prove_dates(law: Law) -> None:
    for rule in law.rules:
        if not law.covered_since <= rule.since <= rule.covered_until <= law.covered_until:
            raise hole("a rule lies inside the coverage of its jurisdiction", rule.where)
    for parameter in law.parameters.values():
        for value in parameter.values:
            if not law.covered_since <= value.since <= value.covered_until <= law.covered_until:
                raise hole("a value lies inside the coverage of its jurisdiction", parameter.where)


def _prove_pairs(law: Law, functions: Mapping[str, Logic]) -> None:
    by_id: dict[str, list[Rule]] = {}
    measured = {fact.subject_kind for fact in vocabulary().values()}
    for rule in law.rules:
        by_id.setdefault(rule.id, []).append(rule)
        if rule.function not in functions:
            raise hole(f"there is no logic {rule.function!r}", rule.where)
        if rule.subject_kind not in measured:
            raise hole(f"no fact measures a {rule.subject_kind}", rule.where)
    for rules in by_id.values():
        no_overlap(rules, rules[0].where)
    for note in law.notes:
        if note.id in by_id or not set(note.parameters) <= set(law.parameters):
            raise hole("a note has an id of its own and names parameters of this law", note.where)
    known = {*by_id, *law.parameters, *(note.id for note in law.notes)}
    for topic, names in law.comparisons.items():
        strange = [name for name in names if name not in known]
        if strange:
            raise hole(f"{', '.join(strange)} is no entry of this law", f"{law.jurisdiction} comparison {topic}")


def _prove_logic(book: Rulebook, rule: Rule) -> set[str]:
    """Run the logic on nothing: its comparisons and reads show themselves. Returns the parameters it read."""
    try:
        node, reader = book.untold(rule, rule.since)
    except Refused as refused:
        raise hole(refused.refusal.message, rule.where) from None
    except (UnlikeMeasuresError, AssertionError) as unlike:  # a measure asserts the units that its sums take
        raise hole(f"{rule.function}: {unlike}", rule.where) from None
    for leaf in node.leaves():
        if leaf.lhs.bound or (leaf.rhs.bound and BOUND_OPS[leaf.rhs.bound] != leaf.op):
            raise hole(f"{rule.function} compares {leaf.op} where the law says {leaf.rhs.bound}", rule.where)
    for name, value in reader.read_parameters.items():
        if value.covered_until < rule.covered_until and not _continues(book, name, rule):
            raise hole(f"the parameter {name} ends before the rule", rule.where)
    return set(reader.read_parameters)


def _continues(book: Rulebook, name: str, rule: Rule) -> bool:
    """Whether dated values follow one another without a gap until the rule ends."""
    values = sorted(book.law.parameters[name].values, key=lambda value: value.since)
    reached = [later.since.toordinal() - earlier.covered_until.toordinal() for earlier, later in pairwise(values)]
    return all(gap == 1 for gap in reached) and values[-1].covered_until >= rule.covered_until


def _prove_cases(book: Rulebook, rule: Rule, *, run: bool) -> None:
    outcomes = {case.outcome for case in rule.cases}
    if not {Outcome.MET, Outcome.BREACHED} <= outcomes:
        raise hole("a rule has a case that is met and one that is breached", rule.where)
    for problem in failing(book, rule, rule.cases) if run else ():
        raise hole(problem, rule.where)


def failing(book: Rulebook, rule: Rule, cases: Iterable[Case]) -> Iterable[str]:
    """What each case that comes out otherwise than it says came out as."""
    for case in cases:
        if not rule.covers(case.on):
            yield f"the case {case.name!r} is on {case.on}, when the rule is not in force"
            continue
        finding = book.judge(rule.id, case.facts, subject_id=case.name, on=case.on)[0]
        if finding.outcome is not case.outcome:
            yield f"the case {case.name!r} is {finding.outcome.value}, not {case.outcome.value}: {finding.sentence_en}"
