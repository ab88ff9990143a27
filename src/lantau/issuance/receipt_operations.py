"""Operations on the pool's bank account: register it, and take in what the bank says happened on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lantau import access, identity, reserves
from lantau.access import Actor, Asked
from lantau.dates import Clock
from lantau.db import Connection, Database
from lantau.events import Record, Row
from lantau.issuance import books, order_store, refusals, store
from lantau.issuance.bank_messages import BankEntry, BankMessage, read_bank_message
from lantau.issuance.pay_outs import BankParty
from lantau.issuance.store import PoolAccount, SealedPayOut
from lantau.issuance.writer import Journal, booked, text_of
from lantau.refusal import Code, Json, Refusal, Refused, refuses

FEE_SUFFIX = "-FEE"
"""Ends the end-to-end id of the part of a pay-out that is the issuer's fee."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A pool's bank account."""

    pool_account_id: str
    pool_id: str


@dataclass(frozen=True, slots=True)
class Received:
    """What a bank message came to. ``already_known`` are bank references that an earlier message had told.

    ``unexplained`` are bank references of debits that no pay-out explains: the pool lost money nobody instructed.
    """

    pool_id: str
    message_id: str
    receipt_ids: tuple[str, ...]
    confirmed_pay_out_ids: tuple[str, ...]
    already_known: tuple[str, ...]
    unexplained: tuple[str, ...]

    def as_result(self) -> dict[str, Json]:
        """The answer as it is stored for a retry."""
        return {
            "pool_id": self.pool_id,
            "message_id": self.message_id,
            "receipt_ids": list(self.receipt_ids),
            "confirmed_pay_out_ids": list(self.confirmed_pay_out_ids),
            "already_known": list(self.already_known),
            "unexplained": list(self.unexplained),
        }


@refuses
def register_pool_account(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    pool_id: str,
    holder_name: str,
    bank_bic: str,
    number: str,
    operating_bic: str = "",
    operating_number: str = "",
) -> Registered:
    """Register the one segregated bank account of a pool, and the issuer's own account that fees are paid to.

    Refused access.*, issuance.unknown_coin (no such pool), issuance.account_taken.
    """
    pool = next((each for each in reserves.pools(database) if each.id == pool_id), None)
    if pool is None:
        raise Refused(Refusal(refusals.UNKNOWN_COIN, f"no pool {pool_id!r}", "pool_id"))
    access.require_two(actor, checker, "issuance.register_pool_account", for_=(pool.issuer_id,))
    request: dict[str, Json] = {
        "operation": "issuance.register_pool_account", "pool_id": pool_id, "holder_name": holder_name,
        "bank_bic": bank_bic, "number": number, "operating_bic": operating_bic, "operating_number": operating_number,
    }  # fmt: skip
    asked = Asked(database, clock, key, actor, checker, occurred_at, pool.issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return Registered(text_of(stands.result, "pool_account_id"), pool_id)
    if not (holder_name.strip() and bank_bic.strip() and number.strip()) or number == operating_number:
        message = "an account has a holder, a bank and a number, and is not the operating account"
        raise Refused(Refusal(refusals.UNKNOWN_ACCOUNT, message, "number"))
    with database.read() as connection:
        taken = [
            each for each in store.pool_accounts(connection) if pool_id == each.pool_id or number == each.bank.account
        ]
    if taken:
        message = f"{taken[0].bank.account} is the account of pool {taken[0].pool_id}"
        raise Refused(Refusal(refusals.ACCOUNT_TAKEN, message, "number", "O Sch.2 s.5(4)"))
    account = PoolAccount(
        id=asked.id("bac"),
        pool_id=pool_id,
        issuer_id=pool.issuer_id,
        coin_id=pool.coin_id,
        currency=pool.reference,
        bank=BankParty(holder_name, number, bank_bic),
        operating=BankParty(holder_name, operating_number, operating_bic) if operating_number else None,
        registered_at=occurred_at,
    )
    body: dict[str, Json] = {"pool_account_id": account.id, "pool_id": pool_id, "number": number, "bank_bic": bank_bic}
    work = asked.work(
        records=(Record("issuance.pool_account_registered", pool_id, body),),
        rows=(store.pool_account_row(account, clock.now()),),
        result=body,
    )
    booked(asked, work)
    return Registered(account.id, pool_id)


@refuses
def receive_bank_message(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    xml: bytes,
    source: str = "message",
) -> Received:
    """Take in a camt.054 or camt.053: credits are funds received into the pool, debits confirm pay-outs.

    Funds stand unmatched until an order uses them. The same message under any key answers as before. Refused: all that
    ``read_bank_message`` refuses, issuance.unknown_account, wrong_currency, message_reused (same message id, other
    bytes) and reference_reused (same bank reference, other content); nothing is written then.
    """
    message = read_bank_message(xml, source=source)
    if isinstance(message, Refusal):
        raise Refused(message)
    with database.read() as connection:
        account = _account_of(connection, message, source)
    access.require(actor, "issuance.receive_bank_message", for_=(account.issuer_id,))
    request: dict[str, Json] = {"operation": "issuance.receive_bank_message", "digest": message.digest}
    asked = Asked(database, clock, key, actor, None, occurred_at, account.issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return _received(stands.result)
    with database.read() as connection:
        intake = _Intake(asked, message, source, account)
        if (known := store.message_digest(connection, intake.account.pool_id, message)) is not None:
            return intake.told_before(connection, known)
        for entry in message.entries:
            intake.take(connection, entry)
    return intake.commit()


@dataclass(slots=True)
class _Intake:
    """One message being taken in: what is new in it, and the ledger steps that follow."""

    asked: Asked
    message: BankMessage
    source: str
    account: PoolAccount
    journal: Journal = field(init=False)
    rows: list[Row] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    receipt_ids: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    already_known: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.journal = Journal(self.asked)

    @property
    def row_id(self) -> str:
        return self.asked.id("rec", "bank_message")

    def told_before(self, connection: Connection, digest: str) -> Received:
        """The answer to a message that was taken in under another key; Refused issuance.message_reused."""
        if digest != self.message.digest:
            where = f"{self.source} GrpHdr/MsgId"
            text = f"{self.message.message_id} was sent before with other content"
            raise Refused(Refusal(refusals.MESSAGE_REUSED, text, where))
        return _received(store.message_result(connection, self.account.pool_id, self.message))

    def take(self, connection: Connection, entry: BankEntry) -> None:
        """Take in one entry, once for its bank reference."""
        if entry.amount.asset != self.account.currency:
            text = f"{entry.amount} on an account in {self.account.currency}"
            raise _refuse(refusals.WRONG_CURRENCY, text, entry.place, "G 3.2.1")
        if entry.direction == "debit":
            self._debit(connection, entry)
        else:
            self._credit(connection, entry)

    def _credit(self, connection: Connection, entry: BankEntry) -> None:
        pool_id, issuer_id = self.account.pool_id, self.account.issuer_id
        digest = identity.queries.digest_under(connection, issuer_id, "bank_entry", entry.digest())
        assert digest is not None, f"the issuer {issuer_id} has no key to keep its bank messages under"
        known = store.entry_digests(connection, pool_id, [entry.bank_reference]).get(entry.bank_reference)
        if known is not None:
            if known != digest:
                text = f"{entry.bank_reference} was told before with other content"
                raise _refuse(refusals.REFERENCE_REUSED, text, entry.place)
            self.already_known.append(entry.bank_reference)
            return
        receipt_id = self.asked.id("rec", f"receipt/{entry.bank_reference}")
        told = {
            "sender_name": entry.counterparty_name,
            "sender_account": entry.counterparty_account,
            "words": " ".join(text for text in (entry.end_to_end_id, entry.remittance) if text),
        }
        sealed = identity.queries.seal_under(connection, issuer_id, f"issuance.receipt:{receipt_id}", told)
        assert sealed is not None
        self.rows.append(store.receipt_row(receipt_id, pool_id, self.row_id, entry, digest, sealed, self.asked.stamp))
        self.receipt_ids.append(receipt_id)
        self.journal.transfer(
            "issuance.funds_received",
            debit=books.cash(self.journal, pool_id, self.account.currency),
            credit=books.unmatched(self.journal, pool_id, self.account.currency),
            amount=entry.amount,
            purpose=entry.bank_reference,
        )
        self._record("issuance.funds_received", receipt_id, entry, entry_digest=digest)

    def _debit(self, connection: Connection, entry: BankEntry) -> None:
        """A debit that carries a pay-out's own id confirms it, or its fee; any other one is unexplained."""
        pay_out = store.pay_out(connection, entry.end_to_end_id.removesuffix(FEE_SUFFIX))
        is_fee = entry.end_to_end_id.endswith(FEE_SUFFIX)
        expected = None if pay_out is None else (pay_out.fee if is_fee else pay_out.amount)
        if pay_out is None or pay_out.pool_id != self.account.pool_id or entry.amount != expected:
            self.unexplained.append(entry.bank_reference)
            self._record("issuance.unexplained_debit", self.account.pool_id, entry)
            return
        if store.confirmed(connection, pay_out.id, is_fee=is_fee):
            self.already_known.append(entry.bank_reference)
            return
        self.rows.append(store.confirmation_row(pay_out.id, self.row_id, entry, is_fee=is_fee, stamp=self.asked.stamp))
        self._pay(connection, pay_out, entry, is_fee=is_fee)
        if not is_fee:
            self.confirmed.append(pay_out.id)
        self._record("issuance.pay_out_confirmed", pay_out.id, entry, is_fee=is_fee)

    def _pay(self, connection: Connection, pay_out: SealedPayOut, entry: BankEntry, *, is_fee: bool) -> None:
        issuer_id, currency = self.account.issuer_id, self.account.currency
        order = order_store.order(connection, pay_out.order_id) if pay_out.order_id else None
        if is_fee:
            paid = books.operating_cash(self.journal, issuer_id, currency)
        elif order is not None:
            paid = books.customer_payable(self.journal, order.customer_id, currency)
        else:
            paid = books.returns_payable(self.journal, issuer_id, currency)
        self.journal.transfer(
            "issuance.paid_out",
            debit=paid,
            credit=books.in_settlement(self.journal, issuer_id, currency),
            amount=entry.amount,
            purpose=entry.bank_reference,
        )

    def _record(self, kind: str, subject_id: str, entry: BankEntry, **more: Json) -> None:
        body: dict[str, Json] = {
            "pool_id": self.account.pool_id,
            "bank_reference": entry.bank_reference,
            "currency": entry.amount.asset.code,
            "amount_units": entry.amount.units,
            "booked_on": entry.booked_on.isoformat(),
            **more,
        }
        self.records.append(Record(kind, subject_id, body))

    def commit(self) -> Received:
        """Write the message, its receipts and confirmations, and the transfers, in one commit."""
        pool_id = self.account.pool_id
        answer = Received(
            pool_id=pool_id,
            message_id=self.message.message_id,
            receipt_ids=tuple(self.receipt_ids),
            confirmed_pay_out_ids=tuple(self.confirmed),
            already_known=tuple(self.already_known),
            unexplained=tuple(self.unexplained),
        )
        body: dict[str, Json] = {"kind": self.message.kind, "digest": self.message.digest, **answer.as_result()}
        work = self.asked.work(
            records=(Record("issuance.bank_message_received", pool_id, body), *self.records),
            rows=(store.message_row(self.row_id, pool_id, self.message, self.asked.stamp), *self.rows),
            bumps=(f"pool:{pool_id}",) if self.receipt_ids else (),
            result=answer.as_result(),
        )
        return _received(booked(self.asked, work, self.journal.steps))


def _account_of(connection: Connection, message: BankMessage, source: str) -> PoolAccount:
    """The one pool account that the message reports on; Refused issuance.unknown_account."""
    kept = {each.bank.account: each for each in store.pool_accounts(connection)}
    unknown = [number for number in message.accounts if number not in kept]
    if unknown or len(message.accounts) != 1:
        text = f"the message is about {', '.join(message.accounts) or 'no account'}, not about one pool's account"
        raise _refuse(refusals.UNKNOWN_ACCOUNT, text, f"{source} Acct/Id")
    return kept[message.accounts[0]]


def _received(result: Mapping[str, Json]) -> Received:
    return Received(
        pool_id=text_of(result, "pool_id"),
        message_id=text_of(result, "message_id"),
        receipt_ids=_texts(result["receipt_ids"]),
        confirmed_pay_out_ids=_texts(result["confirmed_pay_out_ids"]),
        already_known=_texts(result["already_known"]),
        unexplained=_texts(result["unexplained"]),
    )


def _texts(value: Json) -> tuple[str, ...]:
    assert isinstance(value, Iterable)
    return tuple(str(item) for item in value)


def _refuse(code: Code, message: str, where: str, citation: str = "") -> Refused:
    return Refused(Refusal(code, message, where, citation))
