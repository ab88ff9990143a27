"""Rows of bank accounts, messages, receipts and pay-outs: SQL in, values out. Nothing here decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from lantau.access import Stamp
from lantau.db import Connection
from lantau.events import Row
from lantau.issuance.bank_messages import BankEntry, BankMessage
from lantau.issuance.pay_outs import BankParty
from lantau.money import Amount, Asset, asset


@dataclass(frozen=True, slots=True)
class PoolAccount:
    """The segregated bank account of a coin's pool; ``operating`` is the issuer's own account, where fees go."""

    id: str
    pool_id: str
    issuer_id: str
    coin_id: str
    currency: Asset
    bank: BankParty
    operating: BankParty | None
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class SealedReceipt:
    """A receipt as stored: what the bank said about the sender is still sealed."""

    id: str
    pool_id: str
    issuer_id: str
    bank_reference: str
    amount: Amount
    booked_on: date
    entry_digest: str
    sealed: str
    occurred_at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class SealedPayOut:
    """A pay-out as stored; ``sealed`` holds the pain.001."""

    id: str
    pool_id: str
    issuer_id: str
    order_id: str
    receipt_id: str
    amount: Amount
    fee: Amount
    digest: str
    sealed: str
    occurred_at: datetime
    confirmed_on: date | None


def pool_accounts(connection: Connection) -> tuple[PoolAccount, ...]:
    """Every pool's bank account."""
    rows = connection.execute("SELECT * FROM issuance.pool_account ORDER BY registered_at, id")
    return tuple(_pool_account(row) for row in rows)


def pool_account_of(connection: Connection, pool_id: str) -> PoolAccount | None:
    """One pool's bank account."""
    row = connection.execute("SELECT * FROM issuance.pool_account WHERE pool_id = %s", (pool_id,)).fetchone()
    return None if row is None else _pool_account(row)


def message_digest(connection: Connection, pool_id: str, message: BankMessage) -> str | None:
    """The digest of the message the bank sent earlier under this kind and message id."""
    row = connection.execute(
        "SELECT digest FROM issuance.bank_message WHERE pool_id = %s AND kind = %s AND message_id = %s",
        (pool_id, message.kind, message.message_id),
    ).fetchone()
    return None if row is None else str(row["digest"])


_RECEIPTS = """
    SELECT receipt.*, pool_account.issuer_id, COALESCE(receipt_end.outcome, '') AS outcome
    FROM issuance.receipt
    JOIN issuance.pool_account ON pool_account.pool_id = receipt.pool_id
    LEFT JOIN issuance.receipt_end ON receipt_end.receipt_id = receipt.id
"""


def entry_digests(connection: Connection, pool_id: str, references: Sequence[str]) -> dict[str, str]:
    """The digest of what each of these bank references said when it was first told."""
    rows = connection.execute(
        "SELECT bank_reference, entry_digest FROM issuance.receipt WHERE pool_id = %s AND bank_reference = ANY(%s)",
        (pool_id, list(references)),
    )
    return {row["bank_reference"]: row["entry_digest"] for row in rows}


def receipt(connection: Connection, receipt_id: str) -> SealedReceipt | None:
    """One receipt."""
    row = connection.execute(_RECEIPTS + "WHERE receipt.id = %s", (receipt_id,)).fetchone()
    return None if row is None else _receipt(row)


def unmatched(connection: Connection, pool_id: str | None = None) -> tuple[SealedReceipt, ...]:
    """Receipts that were neither matched nor returned, oldest first."""
    rows = connection.execute(
        _RECEIPTS
        + """
        WHERE receipt_end.receipt_id IS NULL AND (%(pool)s::text IS NULL OR receipt.pool_id = %(pool)s)
        ORDER BY receipt.occurred_at, receipt.id
        """,
        {"pool": pool_id},
    )
    return tuple(_receipt(row) for row in rows)


_PAY_OUTS = """
    SELECT pay_out.*, pool_account.issuer_id, pay_out_confirmation.booked_on AS confirmed_on
    FROM issuance.pay_out
    JOIN issuance.pool_account ON pool_account.pool_id = pay_out.pool_id
    LEFT JOIN issuance.pay_out_confirmation
        ON pay_out_confirmation.pay_out_id = pay_out.id AND pay_out_confirmation.part = 'amount'
"""


def pay_out(connection: Connection, pay_out_id: str) -> SealedPayOut | None:
    """One pay-out."""
    row = connection.execute(_PAY_OUTS + "WHERE pay_out.id = %s", (pay_out_id,)).fetchone()
    return None if row is None else _pay_out(row)


def pay_outs(connection: Connection, pool_id: str | None = None) -> tuple[SealedPayOut, ...]:
    """Pay-outs of a pool or of all, oldest first."""
    rows = connection.execute(
        _PAY_OUTS
        + "WHERE %(pool)s::text IS NULL OR pay_out.pool_id = %(pool)s ORDER BY pay_out.occurred_at, pay_out.id",
        {"pool": pool_id},
    )
    return tuple(_pay_out(row) for row in rows)


def confirmed(connection: Connection, pay_out_id: str, *, is_fee: bool) -> bool:
    """Whether the bank has said that the pay-out, or its fee, left the account."""
    row = connection.execute(
        "SELECT 1 FROM issuance.pay_out_confirmation WHERE pay_out_id = %s AND part = %s",
        (pay_out_id, "fee" if is_fee else "amount"),
    ).fetchone()
    return row is not None


def message_result(connection: Connection, pool_id: str, message: BankMessage) -> Mapping[str, Any]:
    """What taking in a message was answered when it was first done."""
    row = connection.execute(
        """
        SELECT c.result FROM issuance.bank_message m JOIN events.commit c ON c.id = m.commit_id
        WHERE m.pool_id = %s AND m.kind = %s AND m.message_id = %s
        """,
        (pool_id, message.kind, message.message_id),
    ).fetchone()
    assert row is not None, f"{message.message_id} was taken in before"
    return cast(Mapping[str, Any], row["result"])


def pool_account_row(account: PoolAccount, recorded_at: datetime) -> Row:
    """The insert that registers a pool's bank account."""
    values = {
        "id": account.id,
        "pool_id": account.pool_id,
        "issuer_id": account.issuer_id,
        "coin_id": account.coin_id,
        "currency": account.currency.code,
        "holder_name": account.bank.name,
        "bank_bic": account.bank.agent_bic,
        "number": account.bank.account,
        "operating_bic": account.operating.agent_bic if account.operating else "",
        "operating_number": account.operating.account if account.operating else "",
        "registered_at": account.registered_at,
        "recorded_at": recorded_at,
    }
    return Row("issuance.pool_account", values)


def message_row(row_id: str, pool_id: str, message: BankMessage, stamp: Stamp) -> Row:
    """The insert of a message received."""
    values = {
        "id": row_id,
        "pool_id": pool_id,
        "kind": message.kind,
        "message_id": message.message_id,
        "digest": message.digest,
        "bank_created_at": message.created_at,
        **stamp.values(),
    }
    return Row("issuance.bank_message", values)


def receipt_row(
    row_id: str, pool_id: str, message_row_id: str, entry: BankEntry, digest: str, sealed: str, stamp: Stamp
) -> Row:
    """The insert of funds received."""
    values = {
        "id": row_id,
        "pool_id": pool_id,
        "bank_message_id": message_row_id,
        "bank_reference": entry.bank_reference,
        "currency": entry.amount.asset.code,
        "amount_units": entry.amount.units,
        "booked_on": entry.booked_on,
        "entry_digest": digest,
        "sealed": sealed,
        **stamp.values(),
    }
    return Row("issuance.receipt", values)


def receipt_end_row(receipt_id: str, outcome: str, order_id: str | None, stamp: Stamp) -> Row:
    """The insert that says what became of a receipt."""
    values = {"receipt_id": receipt_id, "outcome": outcome, "order_id": order_id, **stamp.values()}
    return Row("issuance.receipt_end", values)


def pay_out_row(
    row_id: str,
    pool_id: str,
    amount: Amount,
    fee: Amount,
    *,
    order_id: str | None,
    receipt_id: str | None,
    digest: str,
    sealed: str,
    stamp: Stamp,
) -> Row:
    """The insert of a payment instruction, for an order or for a receipt."""
    values = {
        "id": row_id,
        "pool_id": pool_id,
        "order_id": order_id,
        "receipt_id": receipt_id,
        "currency": amount.asset.code,
        "amount_units": amount.units,
        "fee_units": fee.units,
        "digest": digest,
        "sealed": sealed,
        **stamp.values(),
    }
    return Row("issuance.pay_out", values)


def confirmation_row(pay_out_id: str, message_row_id: str, entry: BankEntry, *, is_fee: bool, stamp: Stamp) -> Row:
    """The insert that says a pay-out, or its fee, left the bank account."""
    values = {
        "pay_out_id": pay_out_id,
        "part": "fee" if is_fee else "amount",
        "bank_message_id": message_row_id,
        "bank_reference": entry.bank_reference,
        "booked_on": entry.booked_on,
        **stamp.values(),
    }
    return Row("issuance.pay_out_confirmation", values)


def _pool_account(row: Mapping[str, Any]) -> PoolAccount:
    bank = BankParty(row["holder_name"], row["number"], row["bank_bic"])
    number = row["operating_number"]
    return PoolAccount(
        id=row["id"],
        pool_id=row["pool_id"],
        issuer_id=row["issuer_id"],
        coin_id=row["coin_id"],
        currency=asset(row["currency"]),
        bank=bank,
        operating=BankParty(row["holder_name"], number, row["operating_bic"]) if number else None,
        registered_at=row["registered_at"],
    )


def _receipt(row: Mapping[str, Any]) -> SealedReceipt:
    amount = Amount(asset(row["currency"]), int(row["amount_units"]))
    return SealedReceipt(
        row["id"], row["pool_id"], row["issuer_id"], row["bank_reference"], amount, row["booked_on"],
        row["entry_digest"], row["sealed"], row["occurred_at"], row["outcome"],
    )  # fmt: skip


def _pay_out(row: Mapping[str, Any]) -> SealedPayOut:
    amount = Amount(asset(row["currency"]), int(row["amount_units"]))
    return SealedPayOut(
        id=row["id"],
        pool_id=row["pool_id"],
        issuer_id=row["issuer_id"],
        order_id=row["order_id"] or "",
        receipt_id=row["receipt_id"] or "",
        amount=amount,
        fee=Amount(amount.asset, int(row["fee_units"])),
        digest=row["digest"],
        sealed=row["sealed"],
        occurred_at=row["occurred_at"],
        confirmed_on=row["confirmed_on"],
    )
