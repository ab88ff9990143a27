"""Applications as assessed, limb by limb, with the decision they led to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lantau.web.views.findings import FindingLine
from lantau.web.views.issuers import BindingLine
from lantau.web.views.words import Said


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """One application; ``state`` is filed, granted or refused; counts are of its assessment's findings."""

    id: str
    party_id: str
    applicant_name: str
    kind: str
    coin_id: str
    state: str
    filed_at: datetime
    decided_at: datetime | None
    met_count: int
    breached_count: int
    unknown_count: int


@dataclass(frozen=True, slots=True)
class LimbLine:
    """One comparison of one rule of the assessment."""

    outcome: str
    sentence: Said


@dataclass(frozen=True, slots=True)
class AssessedLine:
    """One rule of the assessment with its limbs; ``finding_id`` is empty where no record holds it yet."""

    finding: FindingLine
    limbs: tuple[LimbLine, ...]


@dataclass(frozen=True, slots=True)
class MissingLine:
    """Something the application lacks, and the paragraph that asks for it."""

    words: Said
    citation: str


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """A remark made when the applicant's papers were read; ``kind`` is missing, weak or contradictory."""

    kind: str
    item: int
    words: Said
    todo: Said
    places: tuple[str, ...]
    citation: str


@dataclass(frozen=True, slots=True)
class ApplicationsView:
    """Every application, the newest first."""

    lines: tuple[ApplicationLine, ...]


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """One application: its assessment on a day of the law, what is missing, the decision and its conditions."""

    line: ApplicationLine
    on: date
    rulebook_id: str
    assessed: tuple[AssessedLine, ...]
    missing: tuple[MissingLine, ...]
    decided_by: str
    reasons: str
    licence_number: str
    conditions: tuple[BindingLine, ...]
    remarks: tuple[RemarkLine, ...] = ()
