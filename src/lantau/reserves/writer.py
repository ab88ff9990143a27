"""Writes one change of a pool: reads it, judges it as it will be, and commits ledger, rows and findings together."""

from __future__ import annotations

from dataclasses import dataclass, field

from lantau import events, ledger, licensing
from lantau.access import Asked, finding_records
from lantau.dates import hk_date
from lantau.events import Committed, Guard, Record, Row, Work
from lantau.ledger import Account, OpenAccount, Transfer, Unit
from lantau.money import Amount
from lantau.refusal import Refusal, Refused
from lantau.reserves import queries, store
from lantau.reserves.assets import AssetClass, Position
from lantau.reserves.attestation import Attestation, Signer, require_life
from lantau.reserves.refusals import BAD_AMOUNT, SHORT_OF_CASH
from lantau.reserves.store import Booked, Pool
from lantau.reserves.valuation import PoolValuation, value_positions
from lantau.rulebook import Finding, Outcome, Rulebook


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change of the pool came to: the position it touched and the rules then not met, as ids of rules.

    ``breached`` is about the position's asset, the pool's backing after the change and how it is kept (``standards``);
    ``unknown`` about the asset and the backing alone: what is not known of how it is kept stands in the records.
    """

    pool_id: str
    position_id: str
    breached: tuple[str, ...]
    unknown: tuple[str, ...]
    eligible_micros: int
    commit_id: str
    replayed: bool


@dataclass(slots=True)
class PoolChange:
    """A pool as it was read, and the change being made of it."""

    asked: Asked
    book: Rulebook
    pool: Pool
    signer: Signer | None = None
    booked: tuple[Booked, ...] = field(init=False)
    held: tuple[Position, ...] = field(init=False)
    par: Amount = field(init=False)
    frozen: Amount = field(init=False)
    version: int = field(init=False)
    licence_guard: Guard = field(init=False)
    direction: Refusal | None = field(init=False)

    def __post_init__(self) -> None:
        with self.asked.database.read() as connection:
            self.booked = store.read_booked(connection, self.pool.id)
            licence = f"licence:{self.pool.issuer_id}"
            versions = events.versions(connection, [self.pool.subject, licence])
            self.version = versions[self.pool.subject]
            self.licence_guard = Guard(licence, versions[licence])
            day = hk_date(self.asked.occurred_at)
            self.direction = licensing.queries.direction_against(connection, self.pool.issuer_id, "reserve", day)
            self.held = queries.positions_of(connection, self.pool, self.booked)
            self.par = queries.par_outstanding(connection, self.pool.coin_id)
            self.frozen = queries.frozen_par(connection, self.pool.coin_id)

    @property
    def cash(self) -> Booked:
        """The pool's cash position."""
        return next(one for one in self.booked if one.asset_class is AssetClass.CASH)

    def open_position(self, position_id: str) -> Booked | None:
        """An open position that is not the cash account."""
        return next((one for one in self.booked if one.id == position_id and one.cost is not None), None)

    def transfer(self, purpose: str, debit_code: str, credit_code: str, amount: Amount) -> Transfer:
        """A transfer between two of the pool's accounts; debit receives."""
        return Transfer(
            id=self.asked.id("tfr", purpose),
            debit_account_id=self._account_id(debit_code),
            credit_account_id=self._account_id(credit_code),
            amount=amount,
            kind=f"reserves.{purpose}",
        )

    def require_no_direction(self) -> None:
        """Raises what the supervisor put in the way of using the reserve; that it was asked for is recorded."""
        if self.direction is None:
            return
        self.asked.refuse(self.direction, self.pool.id, self.asked.request, guards=(self.licence_guard,))

    def require_cash(self, cost: Amount) -> None:
        """Refused ``reserves.short_of_cash`` when the pool's own cash does not reach."""
        free = next(one.nominal for one in self.held if one.id == self.cash.id)
        if free < cost:
            raise Refused(Refusal(SHORT_OF_CASH, f"{cost} of {free} free", where="amount"))

    def commit(
        self,
        kind: str,
        touched: Booked,
        *,
        cash_change: Amount,
        steps: tuple[OpenAccount | Transfer, ...],
        rows: tuple[Row, ...] = (),
        opened: Position | None = None,
        ended: bool = False,
    ) -> Changed:
        """Judge the pool as it will stand after the change and commit both; raises Refused what the ledger refuses.

        Recorded are the findings that are not plainly met; those that are met stand in the close of the day.
        """
        valuation = self._after(cash_change, opened, touched.id if ended else "")
        findings = (
            *(item for one in valuation.positions if one.position.id == touched.id for item in one.findings),
            *valuation.judge(self.book, par_micros=self.par.micros(), frozen_micros=self.frozen.micros()),
        )
        kept = self._kept(valuation, touched.id)
        signed = self._signed(valuation)
        asked_for = {**self.asked.request, "pool_id": self.pool.id, "position_id": touched.id}
        work = self.asked.work(
            records=(
                Record(kind, touched.id, asked_for),
                *finding_records(item for item in (*findings, *kept) if item.blocks),
                *(Record("reserves.attested", self.pool.id, one.as_body()) for one in signed),
            ),
            rows=(*rows, *(one.row(self.asked.key, self.asked.clock.now()) for one in signed)),
            guards=(Guard(self.pool.subject, self.version), self.licence_guard),
            bumps=(self.pool.subject,),
            result={
                "pool_id": self.pool.id,
                "position_id": touched.id,
                "breached": [item.rule_id for item in (*findings, *kept) if item.outcome is Outcome.BREACHED],
                "unknown": [item.rule_id for item in findings if item.outcome is Outcome.UNKNOWN],
                "eligible_micros": valuation.eligible_micros,
            },
        )
        return changed(booked(self.asked, work, steps))

    def _kept(self, valuation: PoolValuation, touched_id: str) -> tuple[Finding, ...]:
        """What the law says of how the pool is kept after the change, positions that it does not touch left out."""
        others = {item.position.id for item in valuation.positions} - {touched_id}
        found = queries.standards_of(
            self.asked.database,
            self.book,
            valuation,
            self.pool.issuer_id,
            par_micros=self.par.micros(),
            known_at=self.asked.clock.now(),
        )
        return tuple(item for item in found if item.subject_id not in others)

    def _signed(self, valuation: PoolValuation) -> tuple[Attestation, ...]:
        """The attestation of the pool after the change, if a signer was given; it supersedes the one before."""
        if self.signer is None:
            return ()
        at = self.asked.occurred_at
        require_life(at, self.signer.expires_at)
        return (valuation.attest(self.pool.coin_id, self.signer.key, at, self.signer.expires_at),)

    def _after(self, cash_change: Amount, opened: Position | None, ended_id: str) -> PoolValuation:
        positions = tuple(one for one in self.held if one.id != ended_id)
        positions = queries.add_cash(positions, cash_change)
        if opened is not None:
            positions = (*positions, opened)
        at = self.asked.occurred_at
        return value_positions(
            self.book,
            self.pool.id,
            positions,
            queries.bids_of(
                self.asked.database, positions, self.pool.reference, as_of=at, known_at=self.asked.clock.now()
            ),
            reference=self.pool.reference,
            on=hk_date(at),
        )

    def _account_id(self, code: str) -> str:
        account = ledger.account_by_code(self.asked.database, code)
        return position_account(self.pool, code, self.asked).id if isinstance(account, Refusal) else account.id


def pool_accounts(pool: Pool, asked: Asked) -> tuple[Account, ...]:
    """The ledger accounts every pool has: cash; funds not matched yet; the issuer's own; its gains less losses."""
    plan: tuple[tuple[str, bool, bool], ...] = (
        ("cash", True, False),
        ("unmatched", False, False),
        ("own_funds", False, False),
        ("income", False, True),
    )
    return tuple(
        Account(
            id=asked.id("acc", purpose),
            code=pool.account(purpose),
            asset=pool.reference,
            normal="debit" if is_asset else "credit",
            segregation=pool.subject,
            may_go_negative=may_go_negative,
            owner_id=pool.issuer_id,
        )
        for purpose, is_asset, may_go_negative in plan
    )


def position_account(pool: Pool, code: str, asked: Asked) -> Account:
    """The account that holds a position at cost."""
    return Account(
        id=asked.id("acc", code),
        code=code,
        asset=pool.reference,
        normal="debit",
        segregation=pool.subject,
        owner_id=pool.issuer_id,
    )


def in_reference(amount: Amount, pool: Pool, where: str) -> None:
    """Refused ``reserves.bad_amount`` unless it is a positive amount of the pool's reference currency."""
    if amount.asset != pool.reference or amount.units <= 0:
        raise Refused(Refusal(BAD_AMOUNT, f"{amount} is not a positive amount of {pool.reference}", where=where))


def booked(asked: Asked, work: Work, steps: tuple[OpenAccount | Transfer, ...]) -> Committed:
    """Commit a work with its steps; raises Refused what the ledger or the record refuses."""
    answer = ledger.commit_one(asked.database, asked.clock, Unit(work, steps))
    if isinstance(answer, Refusal):
        raise Refused(answer)
    return answer.committed


def changed(stands: Committed) -> Changed:
    """The answer of a change, the same at each retry."""
    result = stands.result
    breached, unknown, eligible = result["breached"], result["unknown"], result["eligible_micros"]
    assert isinstance(breached, list) and isinstance(unknown, list) and isinstance(eligible, int)
    return Changed(
        pool_id=str(result["pool_id"]),
        position_id=str(result["position_id"]),
        breached=tuple(str(item) for item in breached),
        unknown=tuple(str(item) for item in unknown),
        eligible_micros=eligible,
        commit_id=stands.commit_id,
        replayed=stands.replayed,
    )
