"""A pool judged asset by asset and valued at the bid: what is eligible, what is not, and what cannot be known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lantau.events import Guard
from lantau.money import Amount, Asset
from lantau.refusal import Json
from lantau.reserves.assets import Bid, Position, plain_traits
from lantau.reserves.attestation import Attestation, Attested, sign
from lantau.rulebook import Finding, Outcome, Rulebook, Value

BPS = 10_000


@dataclass(frozen=True, slots=True)
class JudgedPosition:
    """A position with its findings on a day; ``market_value`` is None when no bid is known."""

    position: Position
    market_value: Amount | None
    findings: tuple[Finding, ...]

    @property
    def eligible(self) -> bool:
        """Every rule of the asset gate is met or does not apply. Unknown is not eligible."""
        return not any(item.blocks for item in self.findings)

    @property
    def may_be_eligible(self) -> bool:
        """Nothing is breached, though a fact may be missing."""
        return not any(item.outcome is Outcome.BREACHED for item in self.findings)

    def as_body(self) -> dict[str, Json]:
        """The judged position as plain data."""
        position = self.position
        return {
            "position_id": position.id,
            "class": position.asset_class.value,
            "name": position.name,
            "currency": position.nominal.asset.code,
            "nominal": position.nominal.decimal_text(),
            "market_value": None if self.market_value is None else self.market_value.decimal_text(),
            "eligible": self.eligible,
            "custodian": position.custodian,
            "traits": plain_traits(position.traits),
            "ineligible_because": [item.citation for item in self.findings if item.blocks],
        }


@dataclass(frozen=True, slots=True)
class PoolValuation:
    """What backs a coin on a day, in micros of the reference currency.

    ``eligible_micros`` and ``total_micros`` count only known values; ``possible_micros`` is the most the eligible
    value could be once missing facts are known, None when a position that may be eligible has no known bid.
    ``version`` is the pool's when its positions were read.
    """

    pool_id: str
    reference: Asset
    on: date
    rulebook_id: str
    positions: tuple[JudgedPosition, ...]
    eligible_micros: int
    total_micros: int
    possible_micros: int | None
    version: int = 0

    def __post_init__(self) -> None:
        assert 0 <= self.eligible_micros <= self.total_micros
        assert self.possible_micros is None or self.possible_micros >= self.eligible_micros

    @property
    def guard(self) -> Guard:
        """For the unit of work of whoever decides on this valuation."""
        return Guard(f"pool:{self.pool_id}", self.version)

    @property
    def unvalued(self) -> tuple[str, ...]:
        """Ids of positions without a known market value."""
        return tuple(item.position.id for item in self.positions if item.market_value is None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding on every position."""
        return tuple(finding for item in self.positions for finding in item.findings)

    def facts(self, par_micros: int | None, frozen_micros: int | None = None) -> dict[str, Value]:
        """The facts of the rulebook's ``pool`` gate. ``par_micros`` includes frozen coins (G 2.2.3).

        A value is given as a fact only where it settles the question, with frozen coins counted and without: the known
        part alone covers par, or even the most it could be does not. In between it is left out: unknown.
        """
        bars = [] if par_micros is None else [par_micros, par_micros - (frozen_micros or 0)]
        facts: dict[str, Value] = {}
        if par_micros is not None:
            facts["pool.par_outstanding_micros"] = par_micros
        if frozen_micros is not None:
            facts["pool.frozen_par_micros"] = frozen_micros
        if _settles(self.total_micros, None if self.unvalued else self.total_micros, bars):
            facts["pool.total_market_value_micros"] = self.total_micros
        if _settles(self.eligible_micros, self.possible_micros, bars):
            facts["pool.eligible_market_value_micros"] = self.eligible_micros
        return facts

    def judge(self, book: Rulebook, *, par_micros: int | None, frozen_micros: int | None = None) -> tuple[Finding, ...]:
        """Hold the pool's market value, and of its eligible assets alone, against par (O Sch.2 s.5(2), G 2.3.1)."""
        facts = self.facts(par_micros, frozen_micros)
        return book.judge("pool", facts, subject_id=self.pool_id, on=self.on)

    def attest(self, coin_id: str, signer: Ed25519PrivateKey, at: datetime, expires_at: datetime) -> Attestation:
        """Sign the eligible market value; whoever changes the pool stores the attestation's ``row`` in that commit."""
        attested = Attested(
            pool_id=self.pool_id,
            coin_id=coin_id,
            currency=self.reference.code,
            amount_micros=self.eligible_micros,
            attested_at=at,
            expires_at=expires_at,
            law_day=self.on,
            rulebook_id=self.rulebook_id,
        )
        return sign(attested, signer)

    def coverage_bps(self, par_micros: int) -> int | None:
        """Eligible market value over par in basis points, rounded down; None when no coin is outstanding."""
        return None if par_micros == 0 else self.eligible_micros * BPS // par_micros

    def as_body(self) -> dict[str, Json]:
        """The valuation as plain data: amounts in micros, positions in order."""
        return {
            "pool_id": self.pool_id,
            "reference": self.reference.code,
            "on": self.on.isoformat(),
            "rulebook_id": self.rulebook_id,
            "eligible_market_value_micros": self.eligible_micros,
            "total_market_value_micros": self.total_micros,
            "unvalued": list(self.unvalued),
            "positions": [item.as_body() for item in self.positions],
        }


def judge_asset(book: Rulebook, position: Position, *, reference: Asset, on: date) -> tuple[Finding, ...]:
    """Hold one asset against the limbs of G 2.3–2.5 in force on ``on``."""
    return book.judge("asset", position.facts(reference, on), subject_id=position.id, on=on)


def value_positions(
    book: Rulebook,
    pool_id: str,
    positions: Iterable[Position],
    bids: Mapping[str, Bid],
    *,
    reference: Asset,
    on: date,
    version: int = 0,
) -> PoolValuation:
    """Judge and value each position; ``bids`` go by the position's name, ``version`` is what the caller read."""
    judged = tuple(
        JudgedPosition(
            position,
            position.market_value(reference, bids.get(position.name)),
            judge_asset(book, position, reference=reference, on=on),
        )
        for position in positions
    )
    hopeful = [item for item in judged if item.may_be_eligible]
    possible = (
        sum(_micros(item) for item in hopeful) if all(item.market_value is not None for item in hopeful) else None
    )
    return PoolValuation(
        pool_id=pool_id,
        reference=reference,
        on=on,
        rulebook_id=book.id,
        positions=judged,
        eligible_micros=sum(_micros(item) for item in judged if item.eligible),
        total_micros=sum(_micros(item) for item in judged),
        possible_micros=possible,
        version=version,
    )


def _settles(known: int, possible: int | None, bars: Iterable[int]) -> bool:
    """Whether what is not known yet could not carry the known value over any of the bars."""
    if possible == known:
        return True
    compared = [known >= bar or (possible is not None and possible < bar) for bar in bars]
    return bool(compared) and all(compared)


def _micros(item: JudgedPosition) -> int:
    return 0 if item.market_value is None else item.market_value.micros()
