"""Gathers one issuer's day and writes its close as one unit of work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from lantau import events, issuance, licensing, observations, reserves
from lantau.access import Asked, Stamp
from lantau.chain import Chain, Known
from lantau.disclosure import evidence_queries, on_chain_queries, queries, standing_queries, store
from lantau.disclosure.dating import cadences_of, obligations_of
from lantau.disclosure.obligations import overdue
from lantau.disclosure.reconciliation import Reconciliation
from lantau.disclosure.standing import RESERVE_REPORT, Duty, Place, Standing, breach_duties, open_since
from lantau.disclosure.statement import Statement, statement_body
from lantau.disclosure.store import Break
from lantau.events import Guard, Record, Row, Work
from lantau.ledger import queries as ledger_queries
from lantau.money import Amount, Asset, asset, total
from lantau.refusal import Json
from lantau.reserves import Pool, PoolValuation
from lantau.reserves import queries as reserve_queries
from lantau.rulebook import Finding, Outcome, Rulebook

DAILY_STATEMENT = "daily_statement"


@dataclass(frozen=True, slots=True)
class CoinDay:
    """One coin at the end of the day: its pool valued, its numbers reconciled, its rules held.

    ``par`` is all that is owed for, with ``on_its_way`` to the chain; what is reconciled is what was posted.
    ``findings`` are on backing and assets; ``kept`` on how the pool is kept, unknown ones too.
    """

    pool: Pool
    valuation: PoolValuation
    reconciliation: Reconciliation
    par: Amount
    on_its_way: Amount
    frozen: Amount
    findings: tuple[Finding, ...]
    kept: tuple[Finding, ...]


@dataclass(slots=True)
class Evening:
    """One issuer's day as it is being closed. Everything is read on making; ``work`` only writes it down."""

    asked: Asked
    book: Rulebook
    day: date
    chain: Chain
    coins: tuple[CoinDay, ...] = field(init=False)
    stamp: Stamp = field(init=False)
    closed_at: datetime | None = field(init=False)
    licence_guard: Guard = field(init=False)
    before: dict[Place, Standing] = field(init=False)
    open_breaks: tuple[Break, ...] = field(init=False)
    acts: tuple[Standing, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.stamp = self.asked.stamp
        licence = f"licence:{self.asked.issuer_id}"
        with self.asked.database.read() as connection:
            self.licence_guard = Guard(licence, events.versions(connection, [licence])[licence])
        self.coins = tuple(
            self._coin(pool) for pool in reserves.pools(self.asked.database, issuer_id=self.asked.issuer_id)
        )
        with self.asked.database.read() as connection:
            last = store.last_close(connection, self.asked.issuer_id)
            standing = store.closing_findings(connection, self.asked.issuer_id, open_only=True)
            self.open_breaks = store.breaks(connection, self.asked.issuer_id, open_only=True)
        self.closed_at = None if last is None else last[1]
        self.before = {item.place: item for item in standing}
        self.acts = queries.act_findings(self.asked.database, issuer_id=self.asked.issuer_id, since=self.closed_at)

    def work(self) -> Work:
        """The close as one unit of work: statements, findings, breaks, duties, and the day's statement discharged."""
        duties = queries.duties_of(self.asked.database, self.asked.issuer_id, self.asked.occurred_at)
        owed = obligations_of(duties, cadences_of(self.book, self.day, bank=duties.bank), self.day)
        findings = (
            *(finding for coin in self.coins for finding in coin.findings),
            *self._redemption_findings(),
            *overdue(owed, self.book, self.day),
            *self._evidence_findings(),
        )
        breaches = tuple(act for act in self.acts if act.outcome is Outcome.BREACHED)
        closed = (
            *(self._standing(finding, self.acts) for finding in findings),
            *(self._standing(finding, breaches) for finding in self._standing_rules(findings)),
        )
        statements = tuple(self._statement(coin) for coin in self.coins)
        break_rows, break_duties, open_count = self._breaks()
        known = {(kind, about) for kind, about, _ in duties.arisen}
        duties_new = [d for d in (*breach_duties(closed, self.acts), *break_duties) if (d.kind, d.about) not in known]
        rows: list[Row] = [store.close_row(self.asked.issuer_id, self.day, self.book.id, self.stamp)]
        rows += [store.statement_row(statement, self.day, self.stamp) for statement in statements]
        rows += [store.finding_row(standing, self.day) for standing in closed]
        rows += break_rows
        rows += [store.duty_row(self.asked.issuer_id, duty, self.stamp) for duty in duties_new]
        rows += [
            store.discharge_row(item.id, self.asked.issuer_id, item.kind, self.day, statements[0].id, self.stamp)
            for item in owed
            if item.kind == DAILY_STATEMENT and item.about == self.day.isoformat() and item.done_on is None
        ]
        result: dict[str, Json] = {
            **self.asked.request,
            "statement_ids": [statement.id for statement in statements],
            "open_findings": [standing.id for standing in closed if standing.open_since is not None],
            "open_breaks": open_count,
        }
        return self.asked.work(
            records=(Record("disclosure.day_closed", self.asked.issuer_id, result),),
            rows=rows,
            guards=[self.licence_guard, *(coin.valuation.guard for coin in self.coins)],
            result=result,
        )

    def _coin(self, pool: Pool) -> CoinDay:
        coin = asset(f"coin:{pool.coin_id}")
        valuation = reserves.value_pool(
            self.asked.database, self.book, pool.id, as_of=self.asked.occurred_at, known_at=self.stamp.recorded_at
        )
        with self.asked.database.read() as connection:
            par = reserve_queries.par_outstanding(connection, pool.coin_id)
            on_its_way = reserve_queries.par_on_its_way(connection, pool.coin_id)
            frozen = reserve_queries.frozen_par(connection, pool.coin_id)
        reconciliation = self._reconciliation(coin, pool.coin_id)
        judged = valuation.judge(self.book, par_micros=par.micros(), frozen_micros=frozen.micros())
        kept = standing_queries.pool_rules(
            self.asked.database,
            self.book,
            self.asked.issuer_id,
            valuation,
            par_micros=par.micros(),
            known_at=self.stamp.recorded_at,
            reconciled_on=self.day,
        )
        token = on_chain_queries.token_findings(self.asked.database, self.book, self.chain, pool.coin_id, self.day)
        findings = (*valuation.findings, *judged)
        return CoinDay(pool, valuation, reconciliation, par, on_its_way, frozen, findings, (*kept, *token))

    def _reconciliation(self, coin: Asset, coin_id: str) -> Reconciliation:
        """The coin's numbers: by the register at its block when the coin is on a chain, else by the books alone."""
        on_chain = on_chain_queries.reconciled(self.asked.database, self.chain, coin_id)
        if on_chain is not None:
            return Reconciliation.of_register(coin, on_chain)
        with self.asked.database.read() as connection:
            issued = ledger_queries.accounts(connection, code_prefix=f"coin:{coin_id}:issued")
            wallets = [
                each for each in ledger_queries.accounts(connection, code_prefix="wallet:") if each.asset == coin
            ]
            balances = ledger_queries.balances(connection, [account.id for account in (*issued, *wallets)])
        return Reconciliation(
            ledger=total([balances[one.id].posted for one in issued], coin),
            holders=total([balances[one.id].posted for one in wallets], coin),
            chain=self.chain.total_supply(coin_id, self.asked.occurred_at),
        )

    def _standing_rules(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """What is known under the rules on how the pools are kept and on the licensee at all times."""
        kept = tuple(finding for coin in self.coins for finding in coin.kept)
        of_licensee = standing_queries.licensee_rules(
            self.asked.database,
            self.book,
            self.asked.issuer_id,
            on=self.day,
            known_at=self.stamp.recorded_at,
            beside=(*findings, *kept),
        )
        return tuple(finding for finding in (*kept, *of_licensee) if self._is_told(finding))

    def _is_told(self, finding: Finding) -> bool:
        """Whether a standing rule is known to be met or breached, or was breached and is not known to be mended.

        Any other that waits for a fact is unknown by nature; it stands in the list of what waits, which leaves nothing
        out, and is no open finding. A breach that only followed from another lasts as long as that other one.
        """
        if finding.outcome is not Outcome.UNKNOWN:
            return finding.outcome is not Outcome.NOT_APPLICABLE
        before = self.before.get((finding.rule_id, finding.subject_id))
        inputs = None if before is None else before.body["inputs"]
        return isinstance(inputs, dict) and not licensing.queries.settled_beside(inputs)

    def _redemption_findings(self) -> tuple[Finding, ...]:
        """Clocks of redemptions that are open, or ended since the last close.

        A clock that still runs says unknown by nature; it stands in the redemption queue and is no open finding.
        """
        warnings = observations.warnings(self.asked.database, known_at=self.asked.occurred_at)
        consents = observations.consents(
            self.asked.database, issuer_id=self.asked.issuer_id, known_at=self.asked.occurred_at
        )
        with self.asked.database.read() as connection:
            queue = issuance.redemption_queue(
                connection,
                self.book,
                self.asked.occurred_at,
                warnings,
                issuer_id=self.asked.issuer_id,
                with_settled=True,
                consents=consents,
            )
        news = [
            item
            for item in queue
            if item.order.ended_at is None or self.closed_at is None or item.order.ended_at >= self.closed_at
        ]
        return tuple(
            finding for item in news for finding in item.findings if finding.outcome in (Outcome.MET, Outcome.BREACHED)
        )

    def _evidence_findings(self) -> tuple[Finding, ...]:
        """What was read or decided under the rules that ask for a document or a judgement.

        What nobody has filed, read or decided yet is unknown by nature; it stands in the evidence register, which
        leaves nothing out, and is no open finding.
        """
        register = evidence_queries.evidence(
            self.asked.database, self.book, issuer_id=self.asked.issuer_id, as_of=self.asked.occurred_at
        )
        return tuple(one.finding for one in register if one.finding.outcome in (Outcome.MET, Outcome.BREACHED))

    def _statement(self, coin: CoinDay) -> Statement:
        body = statement_body(
            issuer_id=self.asked.issuer_id,
            pool=coin.pool,
            day=self.day,
            as_of=self.asked.occurred_at,
            valuation=coin.valuation,
            par=coin.par,
            on_its_way=coin.on_its_way,
            frozen=coin.frozen,
            reconciliation=coin.reconciliation,
            findings=(*coin.findings, *(finding for finding in coin.kept if self._is_told(finding))),
        )
        return Statement(self.asked.id("stm", coin.pool.coin_id), body)

    def _standing(self, finding: Finding, acts: tuple[Standing, ...]) -> Standing:
        before = {place: item.open_since for place, item in self.before.items() if item.open_since is not None}
        return Standing(
            id=self.asked.id("fnd", f"{finding.rule_id}/{finding.subject_id}"),
            issuer_id=self.asked.issuer_id,
            rule_id=finding.rule_id,
            subject_kind=finding.subject_kind,
            subject_id=finding.subject_id,
            outcome=finding.outcome,
            open_since=open_since(finding, before, acts, self.asked.occurred_at),
            occurred_at=self.asked.occurred_at,
            recorded_at=self.stamp.recorded_at,
            source="close",
            commit_id="",
            body=finding.as_body(),
        )

    def _breaks(self) -> tuple[list[Row], list[Duty], int]:
        """Rows that open and end breaks, the duties to report new ones (G 2.7.5), and how many are open after."""
        rows: list[Row] = []
        duties: list[Duty] = []
        standing = {(one.coin_id, one.difference.left, one.difference.right): one for one in self.open_breaks}
        for coin in self.coins:
            for difference in coin.reconciliation.differences():
                place = (coin.pool.coin_id, difference.left, difference.right)
                if standing.pop(place, None) is not None:
                    continue
                break_id = self.asked.id("brk", "/".join(place))
                rows.append(store.break_row(break_id, self.asked.issuer_id, coin.pool.coin_id, difference, self.stamp))
                duties.append(Duty(RESERVE_REPORT, f"break {break_id}", self.day))
        ended = [one for one in standing.values() if self._is_settled(one)]
        rows += [store.break_end_row(one.id, self.stamp) for one in ended]
        return rows, duties, len(self.open_breaks) - len(ended) + len(duties)

    def _is_settled(self, one: Break) -> bool:
        """A break ends when its two numbers are both known and equal; an unknown number ends nothing."""
        coin = next(coin for coin in self.coins if coin.pool.coin_id == one.coin_id)
        return one.difference.right != "chain" or isinstance(coin.reconciliation.chain, Known)
