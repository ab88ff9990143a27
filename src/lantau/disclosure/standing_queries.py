"""The standing rules: how each pool is kept, and what is asked of a licensee at all times; and those that wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lantau import licensing, reserves
from lantau.dates import hk_date
from lantau.db import Database
from lantau.disclosure import store
from lantau.refusal import Json
from lantau.reserves import PoolValuation
from lantau.reserves import queries as reserve_queries
from lantau.rulebook import Finding, Outcome, Rulebook


@dataclass(frozen=True, slots=True)
class Waiting:
    """A standing rule that is neither met nor breached until somebody tells the facts that ``finding`` misses."""

    issuer_id: str
    finding: Finding

    def as_body(self) -> dict[str, Json]:
        """The line as plain data: whose it is, and the finding with its missing facts and its paragraph."""
        return {"issuer_id": self.issuer_id, **self.finding.as_body()}


def pool_rules(
    database: Database,
    book: Rulebook,
    issuer_id: str,
    valuation: PoolValuation,
    *,
    par_micros: int,
    known_at: datetime,
    reconciled_on: date | None,
) -> tuple[Finding, ...]:
    """How a valued pool is kept (value, buffer, trust, custody, exposures), the rules of which nothing is told too."""
    return reserve_queries.standards_of(
        database,
        book,
        valuation,
        issuer_id,
        par_micros=par_micros,
        known_at=known_at,
        reconciled_on=reconciled_on,
        untold=True,
    )


def licensee_rules(
    database: Database, book: Rulebook, issuer_id: str, *, on: date, known_at: datetime, beside: Iterable[Finding] = ()
) -> tuple[Finding, ...]:
    """How an issuer stands to what is asked of a licensee at all times (O s.24); none without a licence.

    ``beside`` are findings of the same day, any of which may breach a criterion. Guard ``licence:<party>``.
    """
    with database.read() as connection:
        known = reserve_queries.pools_facts(connection, issuer_id)
    return licensing.queries.licensee_findings(
        database, book, issuer_id, on=on, known_at=known_at, known=known, beside=beside
    )


def waiting(database: Database, book: Rulebook, *, issuer_id: str, as_of: datetime) -> tuple[Waiting, ...]:
    """The standing rules of an issuer that wait for a fact nobody has told, as of an instant.

    One that the last close left open is no longer merely waiting: it stands among the findings. Refused
    ``rulebook.not_covered``.
    """
    on, found = hk_date(as_of), list[Finding]()
    with database.read() as connection:
        last = store.last_close(connection, issuer_id)
        left_open = {one.place for one in store.closing_findings(connection, issuer_id, open_only=True)}
    for pool in reserves.pools(database, issuer_id=issuer_id):
        valuation = reserves.value_pool(database, book, pool.id, as_of=as_of, known_at=as_of)
        with database.read() as connection:
            par = reserve_queries.par_outstanding(connection, pool.coin_id)
        reconciled_on = None if last is None else last[0]
        found += pool_rules(
            database,
            book,
            issuer_id,
            valuation,
            par_micros=par.micros(),
            known_at=as_of,
            reconciled_on=reconciled_on,
        )
    found += licensee_rules(database, book, issuer_id, on=on, known_at=as_of)
    return tuple(
        Waiting(issuer_id, one)
        for one in found
        if one.outcome is Outcome.UNKNOWN and (one.rule_id, one.subject_id) not in left_open
    )
