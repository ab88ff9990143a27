"""Findings: a fact held against a rule, explained by its comparisons, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lantau.refusal import Json, Refusal
from lantau.rulebook.refusals import REFUSED

Value = bool | int | str | date
"""What a fact may be worth. Amounts are whole base units; never a float."""


class Outcome(StrEnum):
    """Three-valued logic and its fourth word: the rule does not speak about this subject."""

    MET = "met"
    BREACHED = "breached"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Level(StrEnum):
    """How binding a text is: ``statutory`` says must, ``regulatory`` should, ``firm`` is the firm's own limit."""

    STATUTORY = "statutory"
    REGULATORY = "regulatory"
    FIRM = "firm"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One ``Must`` as it came out. ``margin`` is in ``unit``: negative by the shortfall, None when not a quantity.

    Measured and limit are whole numbers of ``unit``, days, words or booleans; None is a missing fact. A limit
    that is a share of something (one third of the board) is rounded to the nearest whole number that satisfies it.
    ``conditional`` marks a comparison that decides only whether the rule speaks.
    """

    limb: str
    measured: Value | None
    op: str
    limit: Value | None
    margin: int | None
    unit: str
    outcome: Outcome
    facts: tuple[str, ...]
    measured_en: str
    measured_zh: str
    sentence_en: str
    sentence_zh: str
    conditional: bool = False

    @property
    def shortfall(self) -> int:
        """Whole units by which the limit is missed; 0 when it is not, or when the comparison is no quantity."""
        return max(0, -self.margin) if self.margin is not None else 0

    def as_body(self) -> dict[str, Json]:
        """The comparison as plain data; days become ISO text."""
        return {
            "limb": self.limb,
            "measured": _plain(self.measured),
            "op": self.op,
            "limit": _plain(self.limit),
            "margin": self.margin,
            "unit": self.unit,
            "outcome": self.outcome.value,
            "facts": list(self.facts),
            "conditional": self.conditional,
            "sentence_en": self.sentence_en,
            "sentence_zh": self.sentence_zh,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one subject on one day, with everything needed to explain or retake the decision.

    ``inputs`` are the facts read that were given, ``missing`` the facts an unknown outcome waits for, ``parameters``
    the legal values read, ``held_last`` true when the day lies after the coverage and the last text was held.
    """

    rule_id: str
    subject_kind: str
    subject_id: str
    on: date
    outcome: Outcome
    level: Level
    comparisons: tuple[Comparison, ...]
    inputs: Mapping[str, Value]
    missing: tuple[str, ...]
    parameters: Mapping[str, int]
    citation: str
    in_force_since: date
    title_en: str
    title_zh: str
    sentence_en: str
    sentence_zh: str
    rulebook_id: str
    held_last: bool = False

    @property
    def blocks(self) -> bool:
        """A gate stops here: breached or unknown. Unknown is never a pass."""
        return self.outcome in (Outcome.BREACHED, Outcome.UNKNOWN)

    @property
    def margin(self) -> int | None:
        """The margin of the first comparison that decided the outcome and measures a quantity."""
        decisive = [item for item in self.comparisons if item.outcome is self.outcome and not item.conditional]
        return next((item.margin for item in decisive if item.margin is not None), None)

    def as_body(self) -> dict[str, Json]:
        """The finding as plain data for records, ``--json`` and digests; holds subject ids, no personal data."""
        return {
            "rule_id": self.rule_id,
            "subject_kind": self.subject_kind,
            "subject_id": self.subject_id,
            "on": self.on.isoformat(),
            "outcome": self.outcome.value,
            "level": self.level.value,
            "comparisons": [item.as_body() for item in self.comparisons],
            "inputs": {name: _plain(value) for name, value in sorted(self.inputs.items())},
            "missing": list(self.missing),
            "parameters": dict(sorted(self.parameters.items())),
            "citation": self.citation,
            "in_force_since": self.in_force_since.isoformat(),
            "title_en": self.title_en,
            "title_zh": self.title_zh,
            "sentence_en": self.sentence_en,
            "sentence_zh": self.sentence_zh,
            "rulebook_id": self.rulebook_id,
            "held_last": self.held_last,
        }


def refusal_from(findings: Iterable[Finding]) -> Refusal | None:
    """The refusal a gate answers with: ``rulebook.refused`` with the first blocking finding's words and citation.

    Breaches are named before unknowns; ``details.findings`` lists every blocking rule with its outcome. None when
    every finding is met or not applicable.
    """
    blocking = [item for item in findings if item.blocks]
    if not blocking:
        return None
    first = next((item for item in blocking if item.outcome is Outcome.BREACHED), blocking[0])
    listed: list[Json] = [
        {"rule_id": item.rule_id, "outcome": item.outcome.value, "citation": item.citation,
         "sentence_en": item.sentence_en, "sentence_zh": item.sentence_zh}
        for item in blocking
    ]  # fmt: skip
    return Refusal(
        REFUSED,
        first.sentence_en,
        where=first.subject_id,
        citation=first.citation,
        details={
            "rule_id": first.rule_id,
            "outcome": first.outcome.value,
            "rulebook_id": first.rulebook_id,
            "findings": listed,
        },
    )


def _plain(value: Value | None) -> Json:
    return value.isoformat() if isinstance(value, date) else value
