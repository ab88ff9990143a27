"""Findings as lines of a register, and one finding with all it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lantau.refusal import Json
from lantau.web.views.words import Said, Term

BLOCKING = ("breached", "unknown")
OUTCOMES = (*BLOCKING, "met", "not_applicable")


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding in a list. ``on`` is the day whose law was applied; ``open_since`` is None when it is not open."""

    id: str
    rule_id: str
    outcome: str
    level: str
    subject_kind: str
    subject_id: str
    on: date
    title: Said
    sentence: Said
    citation: str
    rulebook_id: str
    occurred_at: datetime | None = None
    open_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class ComparisonLine:
    """One comparison of a finding; measured and limit are written with their unit by the rulebook."""

    limb: str
    outcome: str
    op: str
    measured: Json
    limit: Json
    margin: int | None
    unit: str
    sentence: Said


@dataclass(frozen=True, slots=True)
class Evidence:
    """The commit a finding stands in, the table that holds it, and its place in the hash chain."""

    table: str
    commit_id: str
    stream: str
    height: int
    digest: str
    previous: str
    actor_id: str
    actor_name: str
    key: str
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A standing rule that is unknown until somebody tells the ``missing`` facts, each with its words."""

    rule_id: str
    subject_kind: str
    subject_id: str
    title: Said
    citation: str
    missing: tuple[tuple[str, Said], ...]


@dataclass(frozen=True, slots=True)
class FindingsView:
    """The register of findings with its filters; ``counts`` has every outcome before filtering.

    ``open`` are breached or unknown as of the last close, ``acts`` were so when an act was judged; ``rest`` are the
    others. In each the breached come first, then the newest. ``waiting`` are the standing rules that wait for a fact.
    """

    open: tuple[FindingLine, ...]
    acts: tuple[FindingLine, ...]
    rest: tuple[FindingLine, ...]
    outcome: str
    subject: str
    counts: tuple[tuple[str, int], ...]
    subject_kinds: tuple[str, ...]
    total: int
    waiting: tuple[WaitingLine, ...] = ()


@dataclass(frozen=True, slots=True)
class WhyView:
    """One finding: what was measured, what the law asks since when, what was given, and where it is recorded.

    ``inputs`` are (fact, words, value, unit), ``missing`` (fact, words), ``parameters`` (name, words, unit, value).
    """

    line: FindingLine
    in_force_since: date
    comparisons: tuple[ComparisonLine, ...]
    inputs: tuple[tuple[str, Said, Json, str], ...]
    missing: tuple[tuple[str, Said], ...]
    parameters: tuple[tuple[str, Said, str, int], ...]
    held_last: bool
    evidence: Evidence


def finding_line(
    finding_id: str,
    body: Mapping[str, Any],
    occurred_at: datetime | None = None,
    open_since: datetime | None = None,
) -> FindingLine:
    """A finding as its record's body has it."""
    return FindingLine(
        id=finding_id,
        rule_id=str(body["rule_id"]),
        outcome=str(body["outcome"]),
        level=str(body["level"]),
        subject_kind=str(body["subject_kind"]),
        subject_id=str(body["subject_id"]),
        on=date.fromisoformat(str(body["on"])),
        title=Said(str(body["title_en"]), str(body["title_zh"])),
        sentence=uncited(body),
        citation=str(body["citation"]),
        rulebook_id=str(body["rulebook_id"]),
        occurred_at=occurred_at,
        open_since=open_since,
    )


def uncited(body: Mapping[str, Any]) -> Said:
    """The finding's sentence without the citation in brackets at its end: every page sets it beside, written out."""
    bracket = f" [{body['citation']}]"
    return Said(str(body["sentence_en"]).replace(bracket, ""), str(body["sentence_zh"]).replace(bracket, ""))


def comparison_lines(body: Mapping[str, Any]) -> tuple[ComparisonLine, ...]:
    """The comparisons of a finding's record, in the order the rule makes them."""
    return tuple(
        ComparisonLine(
            limb=str(item["limb"]),
            outcome=str(item["outcome"]),
            op=str(item["op"]),
            measured=item["measured"],
            limit=item["limit"],
            margin=item["margin"],
            unit=str(item["unit"]),
            sentence=Said(str(item["sentence_en"]), str(item["sentence_zh"])),
        )
        for item in body["comparisons"]
    )


def findings_view(
    lines: Iterable[FindingLine], *, outcome: str, subject: str, waiting: Iterable[WaitingLine] = ()
) -> FindingsView:
    """Filter by outcome, and by a subject's id or kind; what is in breach first, and the newest of it first."""
    every = tuple(lines)
    about = [line for line in every if not subject or subject in (line.subject_id, line.subject_kind)]
    counted = Counter(line.outcome for line in about)
    shown = [line for line in reversed(about) if not outcome or line.outcome == outcome]
    shown.sort(key=lambda line: OUTCOMES.index(line.outcome))
    blocking = [line for line in shown if line.outcome in BLOCKING]
    return FindingsView(
        open=tuple(line for line in blocking if line.open_since is not None),
        acts=tuple(line for line in blocking if line.open_since is None),
        rest=tuple(line for line in shown if line.outcome not in BLOCKING),
        outcome=outcome,
        subject=subject,
        counts=tuple((word, counted[word]) for word in OUTCOMES),
        subject_kinds=tuple(sorted({line.subject_kind for line in every})),
        total=len(about),
        waiting=tuple(
            line
            for line in waiting
            if outcome in ("", "unknown") and (not subject or subject in (line.subject_id, line.subject_kind))
        ),
    )


def why_view(
    line: FindingLine,
    body: Mapping[str, Any],
    evidence: Evidence,
    terms: Mapping[str, Term],
) -> WhyView:
    """A finding with the words of its facts and parameters; a name no book knows any more stands for itself."""

    def said(name: str) -> Said:
        return terms[name].words if name in terms else Said(name)

    def unit(name: str) -> str:
        return terms[name].unit if name in terms else ""

    return WhyView(
        line=line,
        in_force_since=date.fromisoformat(str(body["in_force_since"])),
        comparisons=comparison_lines(body),
        inputs=tuple((name, said(name), value, unit(name)) for name, value in body["inputs"].items()),
        missing=tuple((name, said(name)) for name in body["missing"]),
        parameters=tuple((name, said(name), unit(name), number) for name, number in body["parameters"].items()),
        held_last=bool(body["held_last"]),
        evidence=evidence,
    )
