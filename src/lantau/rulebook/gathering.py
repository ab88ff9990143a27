"""Gathering a jurisdiction's law: computed rules, and what clocks, documents and judgements share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from lantau.rulebook.findings import Outcome, Value
from lantau.rulebook.law import (
    Binds,
    Branch,
    Case,
    Duty,
    Kind,
    Law,
    Note,
    Parameter,
    ParameterValue,
    Rule,
    Unruled,
    Words,
)
from lantau.rulebook.loading import (
    UNITS,
    Entry,
    Sources,
    branch_of,
    confidence_of,
    hole,
    no_overlap,
    parameter_from,
    require_periods,
    rule_from,
    source_from,
    unique,
    values_of,
)
from lantau.rulebook.logic.branching import institution_fact
from lantau.rulebook.vocabulary import topics

ANCHORS = {
    "day": "counted", "last_done": "counted", "last_business_day_of_period": "counted", "financial_year_end": "counted",
    "licence_anniversary": "counted", "event": "started", "before_event": "started", "promptly": "started",
}  # fmt: skip
"""From what a duty counts; those that something starts say what."""

PROMPTLY = "promptly"
ABOUT = ("quoted", "market", "power", "penalty", "definition", "guidance", "reported", "proposed")
"""What a note may be about. ``reported`` and ``proposed``: a requirement that we know at second hand, or as a draft."""

CASE_DAYS = 30
SHARED = ("id", "binds", "level", "since", "covered_until", "citation", "title", "text", "confidence")
BRANCH = ("authorized_institutions", "authorized_institutions_citation")


def law_from(head: Entry, topics: Iterable[Entry]) -> Law:
    """One jurisdiction's law from its head file (coverage, sources) and topic files; Refused rulebook.hole."""
    top = Entry(head.need("jurisdiction", dict), f"{head.where} jurisdiction")
    top.only("id", "title", "currency", "covered_since", "covered_until", "coverage_citation")
    files = [head, *topics]
    for file in files:
        file.only(
            "jurisdiction", "source", "parameter", "rule", "clock", "document", "judgement", "note", "unruled",
            "comparison",
        )  # fmt: skip

    def every(key: str) -> list[Entry]:
        return [entry for file in files for entry in file.entries(key)]

    sources = unique((source_from(entry) for entry in every("source")), lambda item: item.key, head.where)
    clocks = [_clock_from(entry, sources) for entry in every("clock")]
    parameters = [parameter_from(entry, sources) for entry in every("parameter")]
    parameters += [parameter for _, _, parameter in clocks if parameter is not None]
    rules = [rule_from(entry, sources) for entry in every("rule")] + [rule for _, rule, _ in clocks]
    rules += [_evidence_from(entry, Kind.DOCUMENT, sources) for entry in every("document")]
    rules += [_evidence_from(entry, Kind.JUDGEMENT, sources) for entry in every("judgement")]
    notes = [_note_from(entry, sources) for entry in every("note")]
    compared = [_compared_from(entry) for entry in every("comparison")]
    return Law(
        jurisdiction=top.need("id", str),
        title=top.words("title"),
        covered_since=top.need("covered_since", date),
        covered_until=top.need("covered_until", date),
        coverage_citation=top.need("coverage_citation", str),
        sources=sources,
        parameters=unique(parameters, lambda item: item.name, head.where),
        rules=tuple(rules),
        duties=tuple(unique((duty for duty, _, _ in clocks), lambda item: item.kind, head.where).values()),
        notes=tuple(unique(notes, lambda item: item.id, head.where).values()),
        unruled=tuple(_unruled_from(entry) for entry in every("unruled")),
        currency=top.need("currency", str) if "currency" in top.raw else "",
        comparisons=dict(unique(compared, lambda item: item[0], head.where).values()),
    )


def _clock_from(entry: Entry, sources: Sources) -> tuple[Duty, Rule, Parameter | None]:
    """A clock as its three parts: the duty, its rule, and its number unless the text has none."""
    entry.only(*SHARED, *BRANCH, "duty", "anchor", "starts", "unit", "values")
    anchor, duty = entry.need("anchor", str), entry.need("duty", str)
    if anchor not in ANCHORS:
        raise hole(f"anchor is one of {', '.join(sorted(ANCHORS))}, not {anchor!r}", entry.where)
    parameter = None if anchor == PROMPTLY else _number_of(entry, duty, sources)
    rule = _shared_rule(
        entry,
        kind=Kind.CLOCK,
        gate="calendar",
        subject="obligation",
        function="obligations.promptly" if anchor == PROMPTLY else "obligations.in_time",
        duty=duty,
        sources=sources,
    )
    starts = entry.words("starts") if ANCHORS[anchor] == "started" else None
    return Duty(duty, rule.id, "" if parameter is None else parameter.name, anchor, starts), rule, parameter


def _number_of(entry: Entry, duty: str, sources: Sources) -> Parameter:
    unit = entry.need("unit", str)
    if unit not in ("days", "business_days", "months"):
        raise hole(f"a clock counts days, business_days or months, not {unit!r}", entry.where)
    assert unit in UNITS, "a clock's unit is a unit"
    values: tuple[ParameterValue, ...] = values_of(entry, sources)
    if not values:
        raise hole("a clock has at least one dated value", entry.where)
    require_periods(unit, values, entry.where)
    no_overlap(values, entry.where)
    return Parameter(f"{duty}_{unit}", unit, "at-most", entry.level(), entry.words("title"), values, entry.where)


def _evidence_from(entry: Entry, kind: Kind, sources: Sources) -> Rule:
    """A document that must exist or a judgement somebody must make, tracked by the logic they share."""
    entry.only(*SHARED, *BRANCH, *(["by"] if kind is Kind.JUDGEMENT else []))
    word = kind.value
    by = entry.need("by", str) if kind is Kind.JUDGEMENT else ""
    if by not in ("", "licensee", "supervisor"):
        raise hole(f"by is licensee or supervisor, not {by!r}", entry.where)
    return _shared_rule(
        entry, kind=kind, gate=f"{word}s", subject=word, function=f"evidence.{word}", by=by, sources=sources
    )


def _shared_rule(
    entry: Entry,
    *,
    kind: Kind,
    gate: str,
    subject: str,
    function: str,
    sources: Sources,
    duty: str = "",
    by: str = "",
) -> Rule:
    since, until = entry.need("since", date), entry.need("covered_until", date)
    if since > until:
        raise hole("a rule begins before it ends", entry.where)
    branch, binds = branch_of(entry), entry.one_of("binds", Binds)
    if branch.get("branch") is Branch.DIFFERS:
        raise hole("only a computed rule can differ for authorized institutions", entry.where)
    return Rule(
        id=entry.need("id", str),
        gates=(gate,),
        subject_kind=subject,
        function=function,
        level=entry.level(),
        since=since,
        covered_until=until,
        citation=entry.need("citation", str),
        title=entry.words("title"),
        text=entry.words("text"),
        cases=_with_branch(_cases(function, duty, since), branch.get("branch", Branch.SAME), binds),
        where=entry.where,
        kind=kind,
        binds=binds,
        duty=duty,
        by=by,
        confidence=confidence_of(entry, entry.need("citation", str), sources),
        **branch,
    )


def _with_branch(cases: tuple[Case, ...], branch: Branch, binds: Binds) -> tuple[Case, ...]:
    """The cases of a bound subject, and one of a subject that the branch lets go."""
    if branch is Branch.SAME:
        return cases
    fact, bound = institution_fact(binds), branch is Branch.ONLY
    asked = tuple(Case(case.name, case.on, {**case.facts, fact: bound}, case.outcome) for case in cases)
    let_go = Case("of those it does not bind", cases[0].on, {**cases[0].facts, fact: not bound}, Outcome.NOT_APPLICABLE)
    return (*asked, let_go)


def _cases(function: str, duty: str, since: date) -> tuple[Case, ...]:
    """The cases of logic that many rules share, with this rule's duty and days."""
    if function == "evidence.document":
        return (
            Case("on file and found adequate", since, {"document.on_file": True, "document.adequate": True},
                 Outcome.MET),
            Case("on file and not read", since, {"document.on_file": True}, Outcome.UNKNOWN),
            Case("on file and found wanting", since, {"document.on_file": True, "document.adequate": False},
                 Outcome.BREACHED),
            Case("known not to be there", since, {"document.on_file": False}, Outcome.BREACHED),
            Case("nobody has asked", since, {}, Outcome.UNKNOWN),
        )  # fmt: skip
    if function == "evidence.judgement":
        return (
            Case("judged satisfied", since, {"judgement.satisfied": True}, Outcome.MET),
            Case("judged not satisfied", since, {"judgement.satisfied": False}, Outcome.BREACHED),
            Case("nobody has judged", since, {}, Outcome.UNKNOWN),
        )
    due, before, later = (since + timedelta(days=CASE_DAYS + offset) for offset in (0, -1, 1))
    owed: dict[str, Value] = {"obligation.kind": duty}
    another = Case("another duty", since, {"obligation.kind": "another"}, Outcome.NOT_APPLICABLE)
    if function == "obligations.promptly":
        started: dict[str, Value] = {**owed, "obligation.after": due}
        return (
            Case("the same day", since, {**started, "obligation.done_on": due}, Outcome.MET),
            Case("a day later, not judged yet", since, {**started, "obligation.done_on": later}, Outcome.UNKNOWN),
            Case("later and judged prompt", since,
                 {**started, "obligation.done_on": later, "obligation.judged_prompt": True}, Outcome.MET),
            Case("judged not prompt", since, {**started, "obligation.judged_prompt": False}, Outcome.BREACHED),
            Case("open, and judged prompt", since, {**started, "obligation.judged_prompt": True}, Outcome.UNKNOWN),
            Case("open and not judged", since, started, Outcome.UNKNOWN),
            another,
        )  # fmt: skip
    dated: dict[str, Value] = {**owed, "obligation.due_on": due}
    return (
        Case("a day before", since, {**dated, "obligation.done_on": before, "obligation.as_of": due}, Outcome.MET),
        Case("on the day", since, {**dated, "obligation.done_on": due, "obligation.as_of": due}, Outcome.MET),
        Case("a day late", since, {**dated, "obligation.done_on": later, "obligation.as_of": later}, Outcome.BREACHED),
        Case("open and due today", since, {**dated, "obligation.as_of": due}, Outcome.UNKNOWN),
        Case("open and past due", since, {**dated, "obligation.as_of": later}, Outcome.BREACHED),
        another,
    )


def _note_from(entry: Entry, sources: Sources) -> Note:
    entry.only(
        "id", "about", "since", "covered_until", "citation", "title", "text", "quoted", "parameters", "keywords",
        "confidence",
    )  # fmt: skip
    about = entry.need("about", str)
    if about not in ABOUT:
        raise hole(f"about is one of {', '.join(ABOUT)}, not {about!r}", entry.where)
    return Note(
        id=entry.need("id", str),
        about=about,
        since=entry.need("since", date),
        covered_until=entry.need("covered_until", date),
        citation=entry.need("citation", str),
        title=entry.words("title"),
        text=entry.words("text"),
        quoted=entry.words("quoted") if about == "quoted" else None,
        parameters=entry.names("parameters"),
        keywords=entry.names("keywords"),
        where=entry.where,
        confidence=confidence_of(entry, entry.need("citation", str), sources),
    )


def _compared_from(entry: Entry) -> tuple[str, tuple[str, ...]]:
    """A topic that jurisdictions are compared by, and the entries of this one that speak of it."""
    entry.only("topic", "entries")
    topic = entry.need("topic", str)
    if topic not in topics():
        raise hole(f"topic is one of {', '.join(topics())}, not {topic!r}", entry.where)
    entry.need("entries", list)
    return topic, entry.names("entries")


def _unruled_from(entry: Entry) -> Unruled:
    entry.only("paragraph", "reason")
    reason: Words = entry.words("reason")
    return Unruled(entry.need("paragraph", str), reason)
