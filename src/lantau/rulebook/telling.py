"""What a room knows, held against a gate: facts that a resolution tells, and rules of which something is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lantau.refusal import Json, Refused
from lantau.rulebook.book import Rulebook
from lantau.rulebook.findings import Finding, Outcome, Value
from lantau.rulebook.vocabulary import checked, parsed, vocabulary


def told(subject: str, terms: Mapping[str, Json]) -> dict[str, Value]:
    """The facts ``<subject>.<term>`` that a table of texts, whole numbers and true or false tells; days are ISO text.

    A term that names no fact, or is of the wrong kind for it, tells nothing: the fact stays missing.
    """
    found: dict[str, Value] = {}
    for term, said in terms.items():
        name = f"{subject}.{term}"
        if name not in vocabulary() or not isinstance(said, bool | int | str):
            continue
        try:
            value = parsed(name, said, name) if isinstance(said, str) else checked(name, said)
        except Refused:
            continue
        if value is not None:
            found[name] = value
    return found


def judge_known(
    book: Rulebook, gate: str, facts: Mapping[str, Value | None], *, subject_id: str, on: date, untold: bool = False
) -> tuple[Finding, ...]:
    """The findings of a gate that rest on something known; none where the law has no such gate, or not on that day.

    Left out are rules that do not speak about the subject and, without ``untold``, those of which nothing at all is
    known. A fact that is missing stays missing, and the finding unknown. Refused rulebook.unknown_fact, wrong_type
    and overflow.
    """
    covered = book.law.covered_since <= on <= book.law.covered_until
    if not covered or not any(gate in rule.gates for rule in book.rules_in_force(on)):
        return ()
    findings = book.judge(gate, facts, subject_id=subject_id, on=on)
    speaking = (found for found in findings if found.outcome is not Outcome.NOT_APPLICABLE)
    return tuple(found for found in speaking if untold or found.inputs)
