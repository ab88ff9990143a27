"""The room's rows: SQL in, values out. Nothing here decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lantau.db import Connection
from lantau.events import Row
from lantau.money import HKD, Amount, asset
from lantau.payments.values import Payment, RefusedPayment


def payments(connection: Connection, *, party_id: str | None = None) -> tuple[Payment, ...]:
    """Payments made by or to a party, or all, oldest first."""
    rows = connection.execute(
        "SELECT * FROM payments.payment WHERE %(party)s::text IS NULL OR %(party)s IN (payer_id, payee_id) "
        "ORDER BY occurred_at, id",
        {"party": party_id},
    )
    return tuple(_payment(row) for row in rows)


def payment(connection: Connection, payment_id: str) -> Payment | None:
    """One payment."""
    row = connection.execute("SELECT * FROM payments.payment WHERE id = %s", (payment_id,)).fetchone()
    return None if row is None else _payment(row)


def sealed_data(connection: Connection, payment_id: str) -> tuple[str, str] | None:
    """The sealed travel-rule data of a payment: the originator's part and the recipient's."""
    row = connection.execute(
        "SELECT originator_sealed, recipient_sealed FROM payments.payment WHERE id = %s", (payment_id,)
    ).fetchone()
    return None if row is None else (row["originator_sealed"], row["recipient_sealed"])


def linked_cents(
    connection: Connection, *, payer_id: str, payee_id: str, invoice_reference: str, after: datetime, until: datetime
) -> int:
    """HKD cents that the payer paid to the payee, or for the invoice, in (after, until]."""
    row = connection.execute(
        """
        SELECT COALESCE(sum(value_hkd_cents), 0) AS cents FROM payments.payment
        WHERE payer_id = %s AND (payee_id = %s OR invoice_reference = %s) AND occurred_at > %s AND occurred_at <= %s
        """,
        (payer_id, payee_id, invoice_reference, after, until),
    ).fetchone()
    assert row is not None
    return int(row["cents"])


def refused_payments(connection: Connection) -> tuple[RefusedPayment, ...]:
    """Payments that a gate refused, oldest first."""
    rows = connection.execute(
        """
        SELECT r.subject_id, r.body, c.occurred_at FROM events.record r JOIN events.commit c ON c.id = r.commit_id
        WHERE r.kind = 'refused' AND r.body ->> 'act' = 'payments.pay' ORDER BY c.occurred_at, r.subject_id
        """
    )
    return tuple(_refused(row) for row in rows)


def payment_row(made: Payment, sealed: Mapping[str, str], diligence_reference: str, recorded_at: datetime) -> Row:
    """The insert of a payment with its sealed travel-rule data."""
    values = {
        "id": made.id,
        "issuer_id": made.issuer_id,
        "coin_id": made.coin_id,
        "payer_id": made.payer_id,
        "payer_wallet_id": made.payer_wallet_id,
        "payee_id": made.payee_id,
        "payee_wallet_id": made.payee_wallet_id,
        "coin_units": made.coins.units,
        "value_hkd_cents": made.value_hkd.units,
        "linked_hkd_cents": made.linked_hkd.units,
        "tier": made.tier,
        "purpose": made.purpose,
        "invoice_reference": made.invoice_reference,
        "diligence_reference": diligence_reference,
        **sealed,
        "transfer_id": made.transfer_id,
        "chain_status": made.chain_status,
        "occurred_at": made.occurred_at,
        "recorded_at": recorded_at,
    }
    return Row("payments.payment", values)


def _payment(row: Mapping[str, Any]) -> Payment:
    return Payment(
        id=row["id"],
        issuer_id=row["issuer_id"],
        coin_id=row["coin_id"],
        payer_id=row["payer_id"],
        payer_wallet_id=row["payer_wallet_id"],
        payee_id=row["payee_id"],
        payee_wallet_id=row["payee_wallet_id"],
        coins=Amount(asset(f"coin:{row['coin_id']}"), int(row["coin_units"])),
        value_hkd=Amount(HKD, int(row["value_hkd_cents"])),
        linked_hkd=Amount(HKD, int(row["linked_hkd_cents"])),
        tier=row["tier"],
        purpose=row["purpose"],
        invoice_reference=row["invoice_reference"],
        transfer_id=row["transfer_id"],
        chain_status=row["chain_status"],
        occurred_at=row["occurred_at"],
    )


def _refused(row: Mapping[str, Any]) -> RefusedPayment:
    body = row["body"]
    cents = body["value_hkd_cents"]
    return RefusedPayment(
        id=row["subject_id"],
        issuer_id=body["issuer_id"],
        coin_id=body["coin_id"],
        payer_id=body["payer_id"],
        payee_id=body["payee_id"],
        coins=Amount(asset(f"coin:{body['coin_id']}"), body["coin_units"]),
        value_hkd=None if cents is None else Amount(HKD, cents),
        code=body["refusal"]["code"],
        message=body["refusal"]["message"],
        citation=body["refusal"]["citation"],
        occurred_at=row["occurred_at"],
    )
