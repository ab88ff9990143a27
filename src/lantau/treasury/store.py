"""Rows of productions, sales and fundings: SQL in, values out. Nothing here decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from lantau.db import Connection
from lantau.events import Row
from lantau.money import BTC, Amount, asset
from lantau.treasury.values import Production, Sale


def productions(connection: Connection, *, owner_id: str | None = None) -> tuple[Production, ...]:
    """What was produced, by source and day."""
    rows = connection.execute(
        "SELECT * FROM treasury.production WHERE %(owner)s::text IS NULL OR owner_id = %(owner)s "
        "ORDER BY source, first_day",
        {"owner": owner_id},
    )
    return tuple(_production(row) for row in rows)


def overlapping(
    connection: Connection, owner_id: str, source: str, first_day: date, until_day: date
) -> Production | None:
    """A production of the source that shares a day with this half-open period."""
    row = connection.execute(
        "SELECT * FROM treasury.production WHERE owner_id = %s AND source = %s AND first_day < %s AND until_day > %s "
        "ORDER BY first_day LIMIT 1",
        (owner_id, source, until_day, first_day),
    ).fetchone()
    return None if row is None else _production(row)


_SALES = """
    SELECT s.*, COALESCE(e.state, 'agreed') AS state, COALESCE(e.payment_id, '') AS payment_id,
           COALESCE(e.bank_reference, '') AS bank_reference
    FROM treasury.sale s LEFT JOIN treasury.sale_end e ON e.sale_id = s.id
"""


def sale(connection: Connection, sale_id: str) -> Sale | None:
    """One sale with how it ended."""
    row = connection.execute(f"{_SALES} WHERE s.id = %s".encode(), (sale_id,)).fetchone()
    return None if row is None else _sale(row)


def sales(connection: Connection, *, owner_id: str | None = None) -> tuple[Sale, ...]:
    """Sales, oldest first."""
    where = "WHERE %(owner)s::text IS NULL OR s.owner_id = %(owner)s ORDER BY s.occurred_at, s.id"
    return tuple(_sale(row) for row in connection.execute(f"{_SALES} {where}".encode(), {"owner": owner_id}))


def sale_paid_by(connection: Connection, payment_id: str, owner_id: str, bank_reference: str) -> str:
    """The sale that a payment, or a bank's reference with this owner, has settled; blank for none."""
    row = connection.execute(
        """
        SELECT e.sale_id FROM treasury.sale_end e JOIN treasury.sale s ON s.id = e.sale_id
        WHERE (e.payment_id = %(payment)s AND e.payment_id <> '')
           OR (e.bank_reference = %(reference)s AND e.bank_reference <> '' AND s.owner_id = %(owner)s)
        LIMIT 1
        """,
        {"payment": payment_id, "reference": bank_reference, "owner": owner_id},
    ).fetchone()
    return "" if row is None else str(row["sale_id"])


def is_funded(connection: Connection, order_id: str) -> bool:
    """Whether the order's par was booked out of an owner's cash."""
    return connection.execute("SELECT 1 FROM treasury.funding WHERE order_id = %s", (order_id,)).fetchone() is not None


def production_row(made: Production, recorded_at: datetime) -> Row:
    """The insert of a production."""
    values = {
        "id": made.id,
        "owner_id": made.owner_id,
        "source": made.source,
        "first_day": made.first_day,
        "until_day": made.until_day,
        "satoshi": made.bitcoin.units,
        "transfer_id": made.transfer_id,
        "occurred_at": made.occurred_at,
        "recorded_at": recorded_at,
    }
    return Row("treasury.production", values)


def sale_row(agreed: Sale, recorded_at: datetime) -> Row:
    """The insert of a sale as it is agreed."""
    values = {
        "id": agreed.id,
        "owner_id": agreed.owner_id,
        "buyer_id": agreed.buyer_id,
        "satoshi": agreed.bitcoin.units,
        "proceeds_asset": agreed.proceeds.asset.code,
        "proceeds_units": agreed.proceeds.units,
        "price_micros": agreed.price_micros,
        "price_currency": agreed.price_currency,
        "priced_at": agreed.priced_at,
        "observation_id": agreed.observation_id,
        "settle_by": agreed.settle_by,
        "hold_id": agreed.hold_id,
        "occurred_at": agreed.occurred_at,
        "recorded_at": recorded_at,
    }
    return Row("treasury.sale", values)


def sale_end_row(
    sale: Sale,
    state: str,
    occurred_at: datetime,
    recorded_at: datetime,
    *,
    payment_id: str = "",
    bank_reference: str = "",
    advice_digest: str = "",
) -> Row:
    """The insert of how a sale ended."""
    values = {
        "sale_id": sale.id,
        "state": state,
        "payment_id": payment_id,
        "bank_reference": bank_reference,
        "advice_digest": advice_digest,
        "occurred_at": occurred_at,
        "recorded_at": recorded_at,
    }
    return Row("treasury.sale_end", values)


def funding_row(
    order_id: str, owner_id: str, par: Amount, transfer_id: str, occurred_at: datetime, recorded_at: datetime
) -> Row:
    """The insert that takes an order's par out of the owner's cash."""
    values = {
        "order_id": order_id,
        "owner_id": owner_id,
        "currency": par.asset.code,
        "par_units": par.units,
        "transfer_id": transfer_id,
        "occurred_at": occurred_at,
        "recorded_at": recorded_at,
    }
    return Row("treasury.funding", values)


def _production(row: Mapping[str, Any]) -> Production:
    return Production(
        id=row["id"],
        owner_id=row["owner_id"],
        source=row["source"],
        first_day=row["first_day"],
        until_day=row["until_day"],
        bitcoin=Amount(BTC, int(row["satoshi"])),
        transfer_id=row["transfer_id"],
        occurred_at=row["occurred_at"],
    )


def _sale(row: Mapping[str, Any]) -> Sale:
    return Sale(
        id=row["id"],
        owner_id=row["owner_id"],
        buyer_id=row["buyer_id"],
        bitcoin=Amount(BTC, int(row["satoshi"])),
        proceeds=Amount(asset(row["proceeds_asset"]), int(row["proceeds_units"])),
        price_micros=int(row["price_micros"]),
        price_currency=row["price_currency"],
        priced_at=row["priced_at"],
        observation_id=row["observation_id"],
        settle_by=row["settle_by"],
        hold_id=row["hold_id"],
        occurred_at=row["occurred_at"],
        state=row["state"],
        payment_id=row["payment_id"],
        bank_reference=row["bank_reference"],
    )
