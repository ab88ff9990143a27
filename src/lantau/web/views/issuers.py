"""Issuers and their coins: what is in circulation, what backs it, and what binds the issuer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lantau.money import Amount
from lantau.web.charts import CoverageChart
from lantau.web.views.findings import FindingLine
from lantau.web.views.statements import StatementLine


@dataclass(frozen=True, slots=True)
class SupplyLine:
    """The chain's word on a coin's total supply: ``micros`` and its block, or None and the reason."""

    micros: int | None
    block: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class CoinLine:
    """One coin now: par on the ledger, eligible and total market value of its pool, all in micros of the currency.

    ``coverage_bps`` is rounded down, None without coins. ``verdict`` is the outcome of the full-backing rule.
    """

    coin_id: str
    coin_name: str
    currency: str
    issuer_id: str
    issuer_name: str
    licence_number: str
    pool_id: str
    par_micros: int
    eligible_micros: int | None
    total_micros: int | None
    coverage_bps: int | None
    verdict: str
    cap_micros: int | None
    supply: SupplyLine


@dataclass(frozen=True, slots=True)
class IssuerLine:
    """An issuer, or one who would be: ``status`` is in_force, suspended, revoked, pilot, refused or filed."""

    issuer_id: str
    name: str
    status: str
    licence_number: str
    since: date | None
    coin_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BindingLine:
    """A condition of the licence or a direction, in the supervisor's words; ``open`` while it binds."""

    id: str
    kind: str
    words: str
    citation: str
    since: date
    open: bool


@dataclass(frozen=True, slots=True)
class PositionLine:
    """One asset of a pool: value in micros of the reference currency, None when no bid is known.

    ``verdict`` is eligible, ineligible (a limb is breached) or unknown (a fact is missing); only eligible counts.
    """

    id: str
    asset_class: str
    name: str
    custodian: str
    asset: str
    nominal: Amount
    value_micros: int | None
    eligible: bool
    verdict: str
    matures_on: date | None
    findings: tuple[FindingLine, ...]


@dataclass(frozen=True, slots=True)
class PoolLine:
    """The composition of one coin's pool as judged on a day."""

    pool_id: str
    coin_id: str
    currency: str
    on: date
    positions: tuple[PositionLine, ...]
    eligible_micros: int
    total_micros: int


@dataclass(frozen=True, slots=True)
class PilotLine:
    """A pilot participant's stage, and its scope: acts, caps in micros, named counterparties, until when."""

    id: str
    stage: str
    use_case: str
    currency: str
    acts: tuple[str, ...]
    cap_total_micros: int
    cap_act_micros: int
    used_micros: int
    counterparties: tuple[str, ...]
    public_money: bool
    ends_on: date
    open_test_cases: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class IssuersView:
    """Who is licensed, in the pilot, or was refused."""

    lines: tuple[IssuerLine, ...]


@dataclass(frozen=True, slots=True)
class IssuerView:
    """One issuer: its licence or pilot, what binds it, its coins and pools, and its statements."""

    line: IssuerLine
    coins: tuple[CoinLine, ...]
    bindings: tuple[BindingLine, ...]
    pilots: tuple[PilotLine, ...]
    pools: tuple[PoolLine, ...]
    breaches: tuple[FindingLine, ...]
    statements: tuple[StatementLine, ...]
    chart: CoverageChart | None
