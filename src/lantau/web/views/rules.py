"""The law as encoded: every rule of the rulebooks at hand, and one rule with its parameters through time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lantau.refusal import Json
from lantau.web.views.words import Said


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule in a list."""

    id: str
    rulebook_id: str
    gates: tuple[str, ...]
    subject_kind: str
    level: str
    title: Said
    citation: str
    since: date
    covered_until: date


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
class RulesView:
    """Every rule of every rulebook this console browses."""

    lines: tuple[RuleLine, ...]
    gates: tuple[str, ...]
    gate: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule: its words, where they stand, the numbers and facts it reads, and its tests."""

    line: RuleLine
    text: Said
    parameters: tuple[ParameterLine, ...]
    facts: tuple[FactLine, ...]
    cases: tuple[CaseLine, ...]
