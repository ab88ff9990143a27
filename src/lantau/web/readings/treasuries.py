"""Reads the bitcoin of the world's parties, and what is kept for the makers of machines."""

from __future__ import annotations

from lantau import payments, treasury
from lantau.web.console import Console
from lantau.web.readings.parties import names
from lantau.web.views.treasury import PurchaseLine, TreasuryLine

RELEASED = "released"


def treasuries(console: Console) -> tuple[TreasuryLine, ...]:
    """Everybody with bitcoin in the books, by name."""
    named = names(console)
    with console.database.read() as connection:
        told = [treasury.queries.statement(connection, owner_id) for owner_id in treasury.queries.owners(connection)]
    lines = [
        TreasuryLine(
            party_id=each.owner_id,
            party_name=named.get(each.owner_id, each.owner_id),
            mined=each.mined,
            held=each.held,
            set_aside=each.set_aside,
            sold=each.sold,
            proceeds=each.proceeds,
            cash=each.cash,
        )
        for each in told
    ]
    return tuple(sorted(lines, key=lambda line: (line.party_name, line.party_id)))


def purchases(console: Console) -> tuple[PurchaseLine, ...]:
    """Every purchase paid by milestones, the newest first."""
    named = names(console)
    with console.database.read() as connection:
        found = payments.purchase_queries.purchases(connection)
        lacking = [payments.purchase_queries.shortfall(connection, each) for each in found]
    return tuple(
        PurchaseLine(
            purchase_id=each.id,
            buyer_name=named.get(each.payer_id, each.payer_id),
            maker_name=named.get(each.payee_id, each.payee_id),
            goods=each.goods,
            price=each.price,
            kept=each.kept,
            lacking=missing,
            milestones=len(each.milestones),
            released=sum(milestone.state == RELEASED for milestone in each.milestones),
            states=tuple(milestone.state for milestone in each.milestones),
        )
        for each, missing in reversed(list(zip(found, lacking, strict=True)))
    )
