"""The law as data: sources, dated parameters, rules and cadences, exactly as the TOML files state them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from lantau.rulebook.findings import Level, Outcome, Value


class Kind(StrEnum):
    """What a rule asks: a state held continuously, a gate held against one act, a deadline, evidence, a decision."""

    STATE = "state"
    GATE = "gate"
    CLOCK = "clock"
    DOCUMENT = "document"
    JUDGEMENT = "judgement"


class Binds(StrEnum):
    """Who must obey a rule."""

    PERSON = "person"
    APPLICANT = "applicant"
    LICENSEE = "licensee"
    PILOT_PARTICIPANT = "pilot_participant"
    OFFICER = "officer"
    CONTROLLER = "controller"
    THIRD_PARTY = "third_party"
    SUPERVISOR = "supervisor"


class Branch(StrEnum):
    """How a rule stands to authorized institutions: the same, not at all, them alone, or by another limb."""

    SAME = "same"
    EXEMPT = "exempt"
    ONLY = "only"
    DIFFERS = "differs"


class Confidence(StrEnum):
    """How well we know what a text says: its words were read, somebody reports them, or they are only remembered."""

    SOURCE = "source"
    SECONDARY = "secondary"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in English and Traditional Chinese, our own and not the official text."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A named, typed measure of a subject. ``negation`` is how a false reading is said; bool facts only."""

    name: str
    kind: str
    unit: str
    words: Words
    negation: Words | None
    values: Mapping[str, Words]

    @property
    def subject_kind(self) -> str:
        """What the fact measures: the part of its name before the dot."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Source:
    """A text the rules cite. ``status`` says whether it is official, our translation, or known second-hand."""

    key: str
    title: Words
    citation: str
    dated: date
    language: str
    status: str


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A legal number while it is in force, both days included. A share is ``value / denominator``."""

    value: int
    denominator: int
    since: date
    covered_until: date
    citation: str
    confidence: Confidence = Confidence.SOURCE

    def covers(self, on: date) -> bool:
        """Whether the value is in force on that day of the law."""
        return self.since <= on <= self.covered_until


@dataclass(frozen=True, slots=True)
class Parameter:
    """A legal number through time, with its unit and the way it bounds.

    ``read_by`` names the room whose operations read it where no rule or cadence does; blank otherwise.
    """

    name: str
    unit: str
    bound: str
    level: Level
    title: Words
    values: tuple[ParameterValue, ...]
    where: str
    read_by: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A test that stands beside a rule's text: these facts on this day have this outcome."""

    name: str
    on: date
    facts: Mapping[str, Value]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule while it is in force. ``function`` names its logic in the table ``logic.FUNCTIONS``.

    ``branch`` says how it stands to authorized institutions, by ``branch_citation``; ``duty`` which obligation a
    clock rule dates; ``by`` who decides a judgement.
    """

    id: str
    gates: tuple[str, ...]
    subject_kind: str
    function: str
    level: Level
    since: date
    covered_until: date
    citation: str
    title: Words
    text: Words
    cases: tuple[Case, ...]
    where: str
    kind: Kind = Kind.STATE
    binds: Binds = Binds.LICENSEE
    branch: Branch = Branch.SAME
    branch_citation: str = ""
    duty: str = ""
    by: str = ""
    confidence: Confidence = Confidence.SOURCE

    def answers_to(self, name: str) -> bool:
        """Whether it is asked by that name: its own id, or one of its gates."""
        return self.id == name or name in self.gates

    def covers(self, on: date) -> bool:
        """Whether the rule is in force on that day of the law."""
        return self.since <= on <= self.covered_until


@dataclass(frozen=True, slots=True)
class Duty:
    """How a clock rule dates its obligations. ``parameter`` is blank where the text gives no number (``promptly``).

    ``starts`` is what starts it, for the anchors ``event``, ``before_event`` and ``promptly``.
    """

    kind: str
    rule_id: str
    parameter: str
    anchor: str
    starts: Words | None


@dataclass(frozen=True, slots=True)
class Cadence:
    """A duty as it stands on a day. ``value`` in ``unit`` (days, business_days or months) runs from ``anchor``.

    Anchors: ``day``, ``last_done`` (at least every so often), ``last_business_day_of_period``,
    ``financial_year_end``, ``licence_anniversary`` (after the licence takes effect, then on each anniversary),
    ``event`` (so long after its day; 0 days is that day), ``before_event`` (so long before its day), ``promptly``
    (no number: value None).
    """

    kind: str
    rule_id: str
    parameter: str
    anchor: str
    value: int | None
    unit: str
    citation: str
    title: Words
    level: Level
    branch: Branch
    starts: Words | None


@dataclass(frozen=True, slots=True)
class Note:
    """What is never judged: a widely quoted error, a market fact, a power, a penalty, a definition, guidance, a
    requirement that is only reported or proposed.

    ``quoted`` is what is widely said; then ``text`` is what the law says instead.
    """

    id: str
    about: str
    since: date
    covered_until: date
    citation: str
    title: Words
    text: Words
    quoted: Words | None
    parameters: tuple[str, ...]
    keywords: tuple[str, ...]
    where: str
    confidence: Confidence = Confidence.SOURCE


@dataclass(frozen=True, slots=True)
class Unruled:
    """A paragraph that asks nothing of anybody, and why we say so."""

    paragraph: str
    reason: Words


@dataclass(frozen=True, slots=True)
class Assumption:
    """What a reform supposes about the world while it lasts: the fact has this value whoever asks."""

    fact: str
    value: Value
    since: date
    covered_until: date
    citation: str


@dataclass(frozen=True, slots=True)
class Law:
    """Everything one jurisdiction says, and the days its texts cover (both included).

    ``currency`` is the jurisdiction's own money, by its three letters; blank for the firm. ``comparisons`` names, for
    each topic that jurisdictions are compared by, the rules, notes and parameters that speak of it.
    """

    jurisdiction: str
    title: Words
    covered_since: date
    covered_until: date
    coverage_citation: str
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    rules: tuple[Rule, ...]
    duties: tuple[Duty, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    notes: tuple[Note, ...] = ()
    unruled: tuple[Unruled, ...] = ()
    currency: str = ""
    comparisons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def source_keys(citation: str) -> tuple[str, ...]:
    """The sources a citation names: the first word of each of its parts, as in ``O Sch.2 s.5(2); G 2.2.3``."""
    return tuple(dict.fromkeys(part.strip().partition(" ")[0] for part in citation.split(";")))
