"""Evidence: what the rules that ask for a document or a judgement have on file, and what they find of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lantau.dates import hk_date
from lantau.disclosure.dating import is_bound
from lantau.disclosure.obligations import BANK_FACT
from lantau.refusal import Json
from lantau.rulebook import Finding, Kind, Rule, Rulebook, Value


class EvidenceStanding(StrEnum):
    """How an issuer stands to a rule that asks for a document or a judgement.

    ``asked``: nothing is filed. ``on_file``: filed, and nobody has read it. ``adequate`` and ``wanting``: read.
    ``not_judged``, ``satisfied`` and ``not_satisfied`` are of judgements. ``not_bound``: the rule is not for a bank,
    or for banks alone, and the issuer is the other.
    """

    ASKED = "asked"
    ON_FILE = "on_file"
    ADEQUATE = "adequate"
    WANTING = "wanting"
    NOT_JUDGED = "not_judged"
    SATISFIED = "satisfied"
    NOT_SATISFIED = "not_satisfied"
    NOT_BOUND = "not_bound"


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody else than the one who filed it read a document and found it adequate or wanting."""

    id: str
    adequate: bool
    reasons: str
    read_by: str
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Filing:
    """A document filed under a rule: its title and the SHA-256 of its bytes. ``reading`` is the last, None before."""

    id: str
    issuer_id: str
    rule_id: str
    title: str
    digest: str
    filed_by: str
    filed_at: datetime
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decided, and why. ``matter`` is the rule, or the obligation whose promptness was judged.

    ``decided_as`` says for whom: ``licensee`` or ``supervisor``.
    """

    id: str
    issuer_id: str
    matter: str
    rule_id: str
    satisfied: bool
    reasons: str
    decided_as: str
    judged_by: str
    judged_at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """One rule that asks for evidence, what there is of it, and the finding that follows."""

    issuer_id: str
    rule: Rule
    standing: EvidenceStanding
    filing: Filing | None
    judgement: Judgement | None
    finding: Finding

    def as_body(self) -> dict[str, Json]:
        """The line of the register as plain data."""
        filing, judgement = self.filing, self.judgement
        reading = None if filing is None else filing.reading
        return {
            "issuer_id": self.issuer_id,
            "rule_id": self.rule.id,
            "kind": self.rule.kind.value,
            "by": self.rule.by,
            "standing": self.standing.value,
            "outcome": self.finding.outcome.value,
            "citation": self.rule.citation,
            "title_en": self.rule.title.en,
            "title_zh": self.rule.title.zh,
            "text_en": self.rule.text.en,
            "text_zh": self.rule.text.zh,
            "filing": None
            if filing is None
            else {
                "evidence_id": filing.id,
                "title": filing.title,
                "digest": filing.digest,
                "filed_by": filing.filed_by,
                "filed_at": filing.filed_at.isoformat(),
            },
            "reading": None
            if reading is None
            else {
                "adequate": reading.adequate,
                "reasons": reading.reasons,
                "read_by": reading.read_by,
                "read_at": reading.read_at.isoformat(),
            },
            "judgement": None
            if judgement is None
            else {
                "judgement_id": judgement.id,
                "satisfied": judgement.satisfied,
                "reasons": judgement.reasons,
                "decided_as": judgement.decided_as,
                "judged_by": judgement.judged_by,
                "judged_at": judgement.judged_at.isoformat(),
            },
        }


def is_asked_for(rule: Rule) -> bool:
    """Whether a rule asks the licensee for a document or a judgement."""
    return rule.kind in (Kind.DOCUMENT, Kind.JUDGEMENT) and rule.binds.value == "licensee"


def evidence_of(
    book: Rulebook,
    rule: Rule,
    issuer_id: str,
    *,
    filing: Filing | None,
    judgement: Judgement | None,
    bank: bool | None,
    as_of: datetime,
) -> Evidence:
    """One line of the register: the rule held against what is on file.

    A document is met when it is on file and somebody found it adequate; nothing filed, or not read, is unknown.
    """
    facts: dict[str, Value | None] = {BANK_FACT: bank}
    if rule.kind is Kind.DOCUMENT:
        facts["document.on_file"] = True if filing is not None else None
        facts["document.adequate"] = filing.reading.adequate if filing is not None and filing.reading else None
    else:
        facts["judgement.satisfied"] = None if judgement is None else judgement.satisfied
    finding = book.judge([rule.id], facts, subject_id=issuer_id, on=hk_date(as_of))[0]
    standing = _standing(rule, filing, judgement) if is_bound(rule.branch, bank) else EvidenceStanding.NOT_BOUND
    return Evidence(issuer_id, rule, standing, filing, judgement, finding)


def _standing(rule: Rule, filing: Filing | None, judgement: Judgement | None) -> EvidenceStanding:
    if rule.kind is Kind.JUDGEMENT:
        if judgement is None:
            return EvidenceStanding.NOT_JUDGED
        return EvidenceStanding.SATISFIED if judgement.satisfied else EvidenceStanding.NOT_SATISFIED
    if filing is None:
        return EvidenceStanding.ASKED
    if filing.reading is None:
        return EvidenceStanding.ON_FILE
    return EvidenceStanding.ADEQUATE if filing.reading.adequate else EvidenceStanding.WANTING
