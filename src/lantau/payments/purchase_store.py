"""Rows of purchases, their milestones and each milestone's history: SQL in, values out. Nothing here decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lantau.db import Connection
from lantau.events import Row
from lantau.money import Amount, asset
from lantau.payments.purchases import Milestone, MilestoneStep, Purchase


def purchases(
    connection: Connection, *, purchase_id: str | None = None, party_id: str | None = None
) -> tuple[Purchase, ...]:
    """One purchase, or those a party buys, sells or examines, or all; oldest first, with their histories."""
    rows = connection.execute(
        """
        SELECT * FROM payments.purchase
        WHERE (%(id)s::text IS NULL OR id = %(id)s)
          AND (%(party)s::text IS NULL OR %(party)s IN (payer_id, payee_id, examiner_id))
        ORDER BY occurred_at, id
        """,
        {"id": purchase_id, "party": party_id},
    ).fetchall()
    ids = [row["id"] for row in rows]
    milestones = connection.execute(
        "SELECT * FROM payments.milestone WHERE purchase_id = ANY(%s) ORDER BY purchase_id, number", (ids,)
    ).fetchall()
    steps = connection.execute(
        "SELECT * FROM payments.milestone_step WHERE purchase_id = ANY(%s) ORDER BY purchase_id, number, sequence",
        (ids,),
    ).fetchall()
    return tuple(_purchase(row, milestones, steps) for row in rows)


def sealed_authorization(connection: Connection, purchase_id: str, number: int) -> str:
    """What the buyer signed for a milestone, sealed under its key."""
    row = connection.execute(
        "SELECT authorization_sealed FROM payments.milestone WHERE purchase_id = %s AND number = %s",
        (purchase_id, number),
    ).fetchone()
    assert row is not None, f"{purchase_id} has a milestone {number}"
    return str(row["authorization_sealed"])


def purchase_row(made: Purchase, recorded_at: datetime) -> Row:
    """The insert of a purchase."""
    values = {
        "id": made.id,
        "issuer_id": made.issuer_id,
        "coin_id": made.coin_id,
        "payer_id": made.payer_id,
        "payer_wallet_id": made.payer_wallet_id,
        "payee_id": made.payee_id,
        "payee_wallet_id": made.payee_wallet_id,
        "examiner_id": made.examiner_id,
        "goods": made.goods,
        "contract_reference": made.contract_reference,
        "occurred_at": made.occurred_at,
        "recorded_at": recorded_at,
    }
    return Row("payments.purchase", values)


def milestone_row(purchase_id: str, made: Milestone, sealed: str, digest: str, recorded_at: datetime) -> Row:
    """The insert of a milestone with what the buyer signed for it."""
    values = {
        "purchase_id": purchase_id,
        "number": made.number,
        "document": made.document,
        "coin_units": made.amount.units,
        "expires_at": made.expires_at,
        "hold_id": made.hold_id,
        "payment_id": made.payment_id,
        "authorization_sealed": sealed,
        "authorization_digest": digest,
        "recorded_at": recorded_at,
    }
    return Row("payments.milestone", values)


def step_row(
    purchase_id: str,
    milestone: Milestone,
    state: str,
    actor_id: str,
    occurred_at: datetime,
    recorded_at: datetime,
    *,
    title: str = "",
    digest: str = "",
    reasons: str = "",
) -> Row:
    """The insert of the next step of a milestone."""
    values = {
        "purchase_id": purchase_id,
        "number": milestone.number,
        "sequence": len(milestone.history) + 1,
        "state": state,
        "actor_id": actor_id,
        "title": title,
        "digest": digest,
        "reasons": reasons,
        "occurred_at": occurred_at,
        "recorded_at": recorded_at,
    }
    return Row("payments.milestone_step", values)


def _purchase(row: Mapping[str, Any], milestones: list[Any], steps: list[Any]) -> Purchase:
    return Purchase(
        id=row["id"],
        issuer_id=row["issuer_id"],
        coin_id=row["coin_id"],
        payer_id=row["payer_id"],
        payer_wallet_id=row["payer_wallet_id"],
        payee_id=row["payee_id"],
        payee_wallet_id=row["payee_wallet_id"],
        examiner_id=row["examiner_id"],
        goods=row["goods"],
        contract_reference=row["contract_reference"],
        occurred_at=row["occurred_at"],
        milestones=tuple(
            _milestone(each, row["coin_id"], steps) for each in milestones if each["purchase_id"] == row["id"]
        ),
    )


def _milestone(row: Mapping[str, Any], coin_id: str, steps: list[Any]) -> Milestone:
    return Milestone(
        number=row["number"],
        document=row["document"],
        amount=Amount(asset(f"coin:{coin_id}"), int(row["coin_units"])),
        expires_at=row["expires_at"],
        hold_id=row["hold_id"],
        payment_id=row["payment_id"],
        history=tuple(
            MilestoneStep(
                sequence=each["sequence"],
                state=each["state"],
                actor_id=each["actor_id"],
                title=each["title"],
                digest=each["digest"],
                reasons=each["reasons"],
                occurred_at=each["occurred_at"],
            )
            for each in steps
            if (each["purchase_id"], each["number"]) == (row["purchase_id"], row["number"])
        ),
    )
