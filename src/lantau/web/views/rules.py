"""The law as encoded: its index by topic, what a search finds, and one rule or note with all that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lantau.refusal import Json
from lantau.web.views.words import Said

ENTRY_KINDS = ("state", "gate", "clock", "document", "judgement", "note")
"""Every kind of entry, in the order in which pages count them."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule or note in a list. A note binds nobody, stands at no gate and has no level."""

    id: str
    rulebook_id: str
    kind: str
    binds: str
    gates: tuple[str, ...]
    subject_kind: str
    level: str
    title: Said
    citation: str
    since: date
    covered_until: date
    confidence: str = "source"


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """A legal number while it is in force; a share is ``value`` over ``denominator``."""

    name: str
    title: Said
    unit: str
    bound: str
    value: int
    denominator: int
    since: date
    covered_until: date
    citation: str
    confidence: str = "source"


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact a rule reads."""

    name: str
    kind: str
    unit: str
    words: Said


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A test that stands beside the rule: these facts on this day have this outcome."""

    name: str
    on: date
    outcome: str
    facts: tuple[tuple[str, Json], ...]


@dataclass(frozen=True, slots=True)
class TopicCount:
    """How many entries a topic has, kind by kind in the order of ``ENTRY_KINDS``."""

    topic: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class RegimeIndex:
    """One regime's topics, and the totals of its kinds."""

    regime: str
    title: Said
    topics: tuple[TopicCount, ...]
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class HitLine:
    """What a search found: a rule, a note or a number. ``quoted`` is what is widely said where a note is about it."""

    id: str
    rulebook_id: str
    kind: str
    title: Said
    text: Said
    quoted: Said | None
    citation: str
    address: str


@dataclass(frozen=True, slots=True)
class RulesView:
    """The index, the hits of ``asked``, or the list the filters leave; never more than one of the three.

    ``filters`` are those in force (regime, topic, kind, gate); ``offered`` the values one may choose for each.
    ``found`` counts what was found before the list was cut to a page's length.
    """

    asked: str
    index: tuple[RegimeIndex, ...]
    hits: tuple[HitLine, ...]
    lines: tuple[RuleLine, ...]
    filters: Mapping[str, str]
    offered: Mapping[str, tuple[str, ...]]
    found: int


@dataclass(frozen=True, slots=True)
class FormulaLine:
    """One line of a rule's formula, set in by ``depth``."""

    depth: int
    words: Said
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A text of the rule while it is in force."""

    since: date
    covered_until: date
    text: Said
    citation: str


@dataclass(frozen=True, slots=True)
class ReformLine:
    """What one reform changes about the rule, its numbers or its facts."""

    rulebook_id: str
    words: Said
    citation: str


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A finding on this rule that is open: who is in breach, or of whom a fact is missing."""

    finding_id: str
    outcome: str
    issuer_name: str
    subject_kind: str
    subject_id: str
    since: datetime


@dataclass(frozen=True, slots=True)
class NextLine:
    """The next obligation of an issuer under a clock."""

    issuer_id: str
    issuer_name: str
    about: str
    due_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class NoteWords:
    """What is particular to a note: what it is about, and what is widely said."""

    about: str
    quoted: Said | None


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A text that is cited."""

    key: str
    title: Said
    citation: str
    status: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule or note: its words, where they stand, its formula, numbers, facts and tests, and who is in breach.

    ``judged`` counts the findings on this rule by outcome; ``branch`` says how it stands to authorized institutions,
    ``by`` who decides a judgement; ``anchor`` and ``starts`` what starts a clock.
    """

    line: RuleLine
    text: Said
    branch: str = "same"
    branch_citation: str = ""
    by: str = ""
    anchor: str = ""
    starts: Said | None = None
    note: NoteWords | None = None
    formula: tuple[FormulaLine, ...] = ()
    parameters: tuple[ParameterLine, ...] = ()
    facts: tuple[FactLine, ...] = ()
    cases: tuple[CaseLine, ...] = ()
    versions: tuple[VersionLine, ...] = ()
    reforms: tuple[ReformLine, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    neighbours: tuple[RuleLine, ...] = ()
    open: tuple[OpenLine, ...] = ()
    judged: tuple[tuple[str, int], ...] = ()
    obligations: tuple[NextLine, ...] = ()
