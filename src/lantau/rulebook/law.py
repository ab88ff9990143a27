"""The law as data: sources, dated parameters, rules and cadences, exactly as the TOML files state them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lantau.rulebook.findings import Level, Outcome, Value


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
    """One rule while it is in force. ``function`` names its logic in the table ``logic.FUNCTIONS``."""

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

    def covers(self, on: date) -> bool:
        """Whether the rule is in force on that day of the law."""
        return self.since <= on <= self.covered_until


@dataclass(frozen=True, slots=True)
class Cadence:
    """A duty that comes back. ``value`` in ``unit`` (days or months) runs from ``anchor``.

    Anchors: ``last_done`` (at least every so often), ``last_business_day_of_period``, ``financial_year_end``,
    ``event`` (from the event itself; 0 days is immediately).
    """

    kind: str
    rule_id: str
    parameter: str
    anchor: str
    value: int
    unit: str
    citation: str
    title: Words


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
    """Everything one jurisdiction says, and the days its texts cover (both included)."""

    jurisdiction: str
    title: Words
    covered_since: date
    covered_until: date
    coverage_citation: str
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    rules: tuple[Rule, ...]
    cadences: tuple[tuple[str, str, str, str], ...]
    assumptions: tuple[Assumption, ...] = ()


def source_keys(citation: str) -> tuple[str, ...]:
    """The sources a citation names: the first word of each of its parts, as in ``O Sch.2 s.5(2); G 2.2.3``."""
    return tuple(dict.fromkeys(part.strip().partition(" ")[0] for part in citation.split(";")))
