"""What the supervisor sees: every issuer, its coins, and what is not met, since when, under which paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lantau import disclosure, licensing, reserves
from lantau.dates import hk_date
from lantau.db import Database
from lantau.disclosure import Break, Obligation, Standing, Status
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.reserves import Pool
from lantau.rulebook import Outcome, Rulebook
from lantau.supervision import store
from lantau.supervision.refusals import UNKNOWN_PARTY
from lantau.supervision.store import Note


@dataclass(frozen=True, slots=True)
class CoinView:
    """A coin as its last statement has it; everything but the names is None before the first close."""

    coin_id: str
    pool_id: str
    currency: str
    stated_on: str | None
    par_micros: int | None
    eligible_market_value_micros: int | None
    coverage_bps: int | None
    chain_agreement: str | None

    def as_body(self) -> dict[str, Json]:
        """The coin as plain data."""
        return {
            "coin_id": self.coin_id,
            "pool_id": self.pool_id,
            "currency": self.currency,
            "stated_on": self.stated_on,
            "par_micros": self.par_micros,
            "eligible_market_value_micros": self.eligible_market_value_micros,
            "coverage_bps": self.coverage_bps,
            "chain_agreement": self.chain_agreement,
        }


@dataclass(frozen=True, slots=True)
class IssuerView:
    """A licensee, pilot participant or issuer with what stands against it."""

    party_id: str
    licence_number: str
    licence_state: str
    pilot_stage: str
    coins: tuple[CoinView, ...]
    open_findings: tuple[Standing, ...]
    open_breaks: tuple[Break, ...]
    overdue: tuple[Obligation, ...]
    notes: tuple[Note, ...]

    @property
    def breaches(self) -> tuple[Standing, ...]:
        """Open findings that are breached, longest open first."""
        return tuple(item for item in self.open_findings if item.outcome is Outcome.BREACHED)

    def as_body(self) -> dict[str, Json]:
        """The view as plain data: each breach with its paragraph and since when."""
        return {
            "party_id": self.party_id,
            "licence_number": self.licence_number,
            "licence_state": self.licence_state,
            "pilot_stage": self.pilot_stage,
            "coins": [coin.as_body() for coin in self.coins],
            "open_findings": [
                {
                    "finding_id": item.id,
                    "rule_id": item.rule_id,
                    "subject_id": item.subject_id,
                    "outcome": item.outcome.value,
                    "citation": item.citation,
                    "open_since": None if item.open_since is None else item.open_since.isoformat(),
                    "sentence_en": item.body["sentence_en"],
                    "sentence_zh": item.body["sentence_zh"],
                }
                for item in self.open_findings
            ],
            "open_breaks": [{"break_id": one.id, **one.difference.as_body()} for one in self.open_breaks],
            "overdue": [
                {"obligation_id": one.id, "kind": one.kind, "citation": one.citation, "due_on": str(one.due_on)}
                for one in self.overdue
            ],
            "notes": [note.as_body() for note in self.notes],
        }


def overview(database: Database, book: Rulebook, *, as_of: datetime) -> tuple[IssuerView, ...]:
    """Every party that holds a licence, is in a pilot or has a pool, by id."""
    return tuple(_view(database, book, party_id, as_of) for party_id in sorted(_parties(database)))


@refuses
def issuer_view(database: Database, book: Rulebook, party_id: str, *, as_of: datetime) -> IssuerView:
    """One of them. Refused ``supervision.unknown_party``."""
    require_supervised(database, party_id)
    return _view(database, book, party_id, as_of)


def notes(database: Database, party_id: str | None = None) -> tuple[Note, ...]:
    """What the supervisor wrote about a party, or about all, oldest first."""
    with database.read() as connection:
        return store.notes(connection, party_id)


def require_supervised(database: Database, party_id: str) -> None:
    """Raises Refused ``supervision.unknown_party`` unless the party has a licence, a pilot or a pool."""
    if party_id not in _parties(database):
        raise Refused(Refusal(UNKNOWN_PARTY, f"{party_id} is not supervised here", where="party_id"))


def _parties(database: Database) -> set[str]:
    with database.read() as connection:
        licensed = {one.party_id for one in licensing.queries.licences(connection)}
        in_pilot = {one.party_id for one in licensing.queries.pilots(connection)}
    return licensed | in_pilot | {pool.issuer_id for pool in reserves.pools(database)}


def _view(database: Database, book: Rulebook, party_id: str, as_of: datetime) -> IssuerView:
    with database.read() as connection:
        licence = licensing.queries.licence(connection, party_id)
        pilot = licensing.queries.pilot(connection, party_id)
        written = store.notes(connection, party_id)
    pools = reserves.pools(database, issuer_id=party_id)
    owed = disclosure.obligations(database, book, issuer_id=party_id, as_of=as_of) if pools or licence else ()
    if isinstance(owed, Refusal):
        raise Refused(owed)
    today = hk_date(as_of)
    return IssuerView(
        party_id=party_id,
        licence_number="" if licence is None else licence.number,
        licence_state="" if licence is None else licence.state,
        pilot_stage="" if pilot is None else pilot.stage,
        coins=tuple(_coin(database, pool) for pool in pools),
        open_findings=disclosure.findings(database, issuer_id=party_id, with_acts=False),
        open_breaks=disclosure.breaks(database, issuer_id=party_id),
        overdue=tuple(one for one in owed if one.status(today) is Status.OVERDUE),
        notes=written,
    )


def _coin(database: Database, pool: Pool) -> CoinView:
    stated = disclosure.statement(database, pool.coin_id)
    if isinstance(stated, Refusal):
        return CoinView(pool.coin_id, pool.id, pool.reference.code, None, None, None, None, None)
    body = stated.body
    par, eligible, coverage = body["par_micros"], body["eligible_market_value_micros"], body["coverage_bps"]
    reconciliation = body["reconciliation"]
    assert isinstance(par, int) and isinstance(eligible, int) and isinstance(reconciliation, dict)
    assert coverage is None or isinstance(coverage, int)
    return CoinView(
        coin_id=pool.coin_id,
        pool_id=pool.id,
        currency=pool.reference.code,
        stated_on=str(body["day"]),
        par_micros=par,
        eligible_market_value_micros=eligible,
        coverage_bps=coverage,
        chain_agreement=str(reconciliation["chain_agreement"]),
    )
