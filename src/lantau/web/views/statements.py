"""Daily statements and weekly returns as the issuer made them, and the obligations they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lantau.refusal import Json
from lantau.web.views.words import Said


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One close of day, in micros of the reference currency; ``coverage_bps`` None without coins."""

    id: str
    coin_id: str
    issuer_id: str
    currency: str
    day: date
    par_micros: int
    eligible_micros: int | None
    total_micros: int | None
    coverage_bps: int | None


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """One weekly return of an issuer: the days it covers, its coins, and the lowest coverage of any of them."""

    id: str
    issuer_id: str
    issuer_name: str
    since: date
    until: date
    coin_ids: tuple[str, ...]
    lowest_bps: int | None


@dataclass(frozen=True, slots=True)
class ObligationLine:
    """Something owed to the supervisor by a day; ``state`` is due, overdue, done, done_late or undated."""

    id: str
    kind: str
    title_en: str
    title_zh: str
    issuer_id: str
    issuer_name: str
    about: str
    due_on: date | None
    done_on: date | None
    state: str
    citation: str
    rule_id: str = ""


@dataclass(frozen=True, slots=True)
class StatementsView:
    """Every statement and return, the newest first, and the obligations beside them."""

    statements: tuple[StatementLine, ...]
    returns: tuple[ReturnLine, ...]
    obligations: tuple[ObligationLine, ...]


@dataclass(frozen=True, slots=True)
class CompositionLine:
    """The assets of one class in a statement, in micros; ``unvalued_count`` of them have no known bid."""

    asset_class: str
    total_micros: int
    eligible_micros: int
    unvalued_count: int


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """Coins as one record has them beside the ledger; ``amount`` is None where it is unknown, with the reason."""

    record: str
    amount: str | None
    agreement: str
    reason: str


@dataclass(frozen=True, slots=True)
class StatedFinding:
    """A rule that a statement or return says is not met."""

    rule_id: str
    outcome: str
    sentence: Said
    citation: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement or return as it was made: its data word for word, and as text.

    ``days`` is the statement's own day, or the days of a week's return, by coin; the other parts are a statement's.
    """

    id: str
    kind: str
    issuer_id: str
    issuer_name: str
    days: tuple[StatementLine, ...]
    frozen_micros: int | None
    composition: tuple[CompositionLine, ...]
    agreements: tuple[AgreementLine, ...]
    findings: tuple[StatedFinding, ...]
    body: Mapping[str, Json]
    text: str
    digest: str
