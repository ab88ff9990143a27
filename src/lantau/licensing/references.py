"""The judgement on a coin's reference currency: may a coin that refers to it come into the pilot? Pure.

No Hong Kong text bans an offshore-yuan coin. The mainland notice of 6 February 2026 is a rule of the CN rulebook; the
answer here is a judgement that cites its finding, and a reform of that rulebook changes the answer, not this code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lantau.licensing.refusals import REFERENCE_NOT_ADMITTED
from lantau.refusal import Json, Refusal
from lantau.rulebook import Finding, Rulebook, Value, refusal_from

GATE = "cn.offshore_yuan"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a reference currency is admitted to the pilot, with the findings it rests on."""

    reference_currency: str
    on: date
    rulebook_id: str
    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> Refusal | None:
        """Why the reference is not admitted, with the citation of the finding; None when it is."""
        refused = refusal_from(self.findings)
        if refused is None:
            return None
        message = f"a coin that refers to {self.reference_currency} is not admitted to the pilot: {refused.message}"
        return Refusal(REFERENCE_NOT_ADMITTED, message, "reference_currency", refused.citation, refused.details)

    @property
    def admits(self) -> bool:
        """Whether a coin with this reference may come into the pilot."""
        return self.blocking is None

    def as_body(self) -> dict[str, Json]:
        """The judgement as a record holds it."""
        refused = self.blocking
        return {
            "reference_currency": self.reference_currency,
            "on": self.on.isoformat(),
            "rulebook_id": self.rulebook_id,
            "admits": refused is None,
            "citation": refused.citation if refused is not None else "",
            "reason": refused.message if refused is not None else "no finding stands against the reference",
            "findings": [found.as_body() for found in self.findings],
        }


def judge_reference(
    mainland: Rulebook,
    reference_currency: str,
    on: date,
    *,
    subject_id: str,
    mainland_approval: bool | None = False,
) -> Judgement:
    """Judge a reference currency by the mainland's rulebook (``CN`` or a reform of it) on a day of its law.

    ``mainland_approval``: whether an approval of the competent mainland authorities was shown; None is not known, and
    not known never passes. Raises Refused rulebook.not_covered.
    """
    facts: dict[str, Value | None] = {
        "coin.reference_currency": reference_currency,
        "coin.mainland_approval": mainland_approval,
    }
    findings = mainland.judge(GATE, facts, subject_id=subject_id, on=on)
    return Judgement(reference_currency, on, mainland.id, findings)
