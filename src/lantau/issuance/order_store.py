"""Rows of orders and their histories: SQL in, values out. Nothing here decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lantau.db import Connection
from lantau.events import Row, values
from lantau.issuance.orders import Order, OrderKind, OrderState, OrderStep
from lantau.money import Amount, asset
from lantau.refusal import Json


def order(connection: Connection, order_id: str) -> Order | None:
    """One order with its history."""
    found = _orders(connection, "WHERE o.id = %s", (order_id,))
    return found[0] if found else None


def orders(
    connection: Connection, *, issuer_id: str | None = None, coin_id: str | None = None, kind: OrderKind | None = None
) -> tuple[Order, ...]:
    """Orders with their histories, in the order they were requested."""
    wanted = {"issuer": issuer_id, "coin": coin_id, "kind": None if kind is None else kind.value}
    where = """
        WHERE (%(issuer)s::text IS NULL OR o.issuer_id = %(issuer)s)
          AND (%(coin)s::text IS NULL OR o.coin_id = %(coin)s) AND (%(kind)s::text IS NULL OR o.kind = %(kind)s)
    """
    return _orders(connection, where, wanted)


def reference_taken(connection: Connection, issuer_id: str, payment_reference: str) -> bool:
    """Whether an order of this issuer carries the reference, in any case."""
    row = connection.execute(
        'SELECT 1 FROM issuance."order" WHERE issuer_id = %s AND upper(payment_reference) = upper(%s)',
        (issuer_id, payment_reference),
    ).fetchone()
    return row is not None


def refused_ids(connection: Connection) -> frozenset[str]:
    """Orders that an attempt to issue or to validate was refused for."""
    rows = connection.execute(
        """
        SELECT DISTINCT r.subject_id FROM events.record r JOIN issuance."order" o ON o.id = r.subject_id
        WHERE r.kind = 'refused'
        """
    )
    return frozenset(row["subject_id"] for row in rows)


def order_rows(requested: Order, recorded_at: datetime) -> tuple[Row, Row]:
    """The inserts of a new order and of the first row of its history."""
    values = {
        "id": requested.id,
        "kind": requested.kind.value,
        "issuer_id": requested.issuer_id,
        "customer_id": requested.customer_id,
        "coin_id": requested.coin_id,
        "pool_id": requested.pool_id,
        "wallet_id": requested.wallet_id,
        "bank_account_id": requested.bank_account_id,
        "payment_reference": requested.payment_reference,
        "coin_units": requested.coins.units,
        "currency": requested.par.asset.code,
        "par_units": requested.par.units,
        "fee_units": requested.fee.units,
        "cost_units": requested.cost.units,
        "hold_id": requested.hold_id,
        "requested_at": requested.requested_at,
        "recorded_at": recorded_at,
    }
    return Row("issuance.order", values), step_row(requested.id, requested.history[0], recorded_at)


def authorization_row(order_id: str, body: Mapping[str, Json], recorded_at: datetime) -> Row:
    """The insert of what the holder signed so that its coins can be taken back."""
    return Row(
        "issuance.redemption_authorization", {"order_id": order_id, "body": dict(body), "recorded_at": recorded_at}
    )


def authorization(connection: Connection, order_id: str) -> Mapping[str, Json] | None:
    """What the holder of an order signed; None for coins on no chain."""
    row = connection.execute(
        "SELECT body FROM issuance.redemption_authorization WHERE order_id = %s", (order_id,)
    ).fetchone()
    return None if row is None else row["body"]


def messages(connection: Connection, topic: str, subject_id: str) -> tuple[values.PendingMessage, ...]:
    """The outbox's messages of a topic about an order or a pay-out, the oldest first, each with its last point."""
    rows = connection.execute(
        """
        SELECT m.id, m.commit_id, m.topic, m.subject_id, m.body,
               COALESCE(p.point, '') AS point, COALESCE(p.attempt, 0) AS attempts
        FROM events.outbox_message m JOIN events.commit c ON c.id = m.commit_id
        JOIN events.link l ON l.commit_id = c.id
        LEFT JOIN LATERAL (
            SELECT point, attempt FROM events.outbox_point WHERE message_id = m.id ORDER BY attempt DESC LIMIT 1
        ) p ON true
        WHERE m.topic = %s AND m.subject_id = %s ORDER BY l.stream, l.height, m.position
        """,
        (topic, subject_id),
    )
    return tuple(values.PendingMessage(**row) for row in rows)


def step_row(order_id: str, step: OrderStep, recorded_at: datetime) -> Row:
    """The insert of one step of an order's history."""
    values = {
        "order_id": order_id,
        "sequence": step.sequence,
        "previous": step.sequence - 1 if step.sequence else None,
        "from_state": None if step.from_state is None else step.from_state.value,
        "to_state": step.to_state.value,
        "reason": step.reason,
        "occurred_at": step.occurred_at,
        "recorded_at": recorded_at,
    }
    return Row("issuance.order_step", values)


def _orders(connection: Connection, where: str, values: object) -> tuple[Order, ...]:
    query = f"""
        SELECT o.*, s.sequence, s.from_state, s.to_state, s.reason, s.occurred_at AS stepped_at
        FROM issuance."order" o JOIN issuance.order_step s ON s.order_id = o.id
        {where} ORDER BY o.requested_at, o.id, s.sequence
    """
    history: dict[str, list[OrderStep]] = {}
    heads: dict[str, Mapping[str, Any]] = {}
    for row in connection.execute(query, values):  # type: ignore[call-overload]  # the text is built from constants
        heads[row["id"]] = row
        history.setdefault(row["id"], []).append(
            OrderStep(
                row["sequence"],
                None if row["from_state"] is None else OrderState(row["from_state"]),
                OrderState(row["to_state"]),
                row["reason"],
                row["stepped_at"],
            )
        )
    return tuple(_order(row, tuple(history[order_id])) for order_id, row in heads.items())


def _order(row: Mapping[str, Any], history: tuple[OrderStep, ...]) -> Order:
    currency = asset(row["currency"])
    return Order(
        id=row["id"],
        kind=OrderKind(row["kind"]),
        issuer_id=row["issuer_id"],
        customer_id=row["customer_id"],
        coin_id=row["coin_id"],
        pool_id=row["pool_id"],
        wallet_id=row["wallet_id"],
        bank_account_id=row["bank_account_id"],
        payment_reference=row["payment_reference"],
        coins=Amount(asset(f"coin:{row['coin_id']}"), int(row["coin_units"])),
        par=Amount(currency, int(row["par_units"])),
        fee=Amount(currency, int(row["fee_units"])),
        cost=Amount(currency, int(row["cost_units"])),
        hold_id=row["hold_id"],
        requested_at=row["requested_at"],
        history=history,
    )
