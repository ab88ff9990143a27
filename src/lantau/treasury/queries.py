"""Reads for desks: a party's bitcoin, what it mined and sold."""

from __future__ import annotations

from lantau import ledger
from lantau.db import Connection
from lantau.money import BTC, Amount
from lantau.treasury import store
from lantau.treasury.values import Production, Sale, Statement, bitcoin_code


def productions(connection: Connection, *, owner_id: str | None = None) -> tuple[Production, ...]:
    """What was produced, by source and day."""
    return store.productions(connection, owner_id=owner_id)


def sales(connection: Connection, *, owner_id: str | None = None) -> tuple[Sale, ...]:
    """Sales with how they ended, oldest first."""
    return store.sales(connection, owner_id=owner_id)


def owners(connection: Connection) -> tuple[str, ...]:
    """The party ids of everybody with bitcoin accounts."""
    return tuple(sorted({each.owner_id for each in ledger.queries.accounts(connection, code_prefix="bitcoin:")}))


def statement(connection: Connection, owner_id: str) -> Statement:
    """What a party mined, holds and sold, and what its bank sales brought; zeros for a party without such accounts."""
    own = ledger.queries.accounts(connection, code_prefix=bitcoin_code(owner_id, ""))
    own += ledger.queries.accounts(connection, code_prefix=f"treasury:{owner_id}:")
    found = ledger.queries.balances(connection, [each.id for each in own])
    balances = {each.code: found[each.id] for each in own}
    posted = {
        purpose: balances[code].posted if (code := bitcoin_code(owner_id, purpose)) in balances else Amount.zero(BTC)
        for purpose in ("mined", "held", "sold")
    }
    held = balances.get(bitcoin_code(owner_id, "held"))

    def money(purpose: str) -> tuple[Amount, ...]:
        return tuple(
            each.posted for code, each in balances.items() if code.startswith(f"treasury:{owner_id}:{purpose}:")
        )

    return Statement(
        owner_id=owner_id,
        mined=posted["mined"],
        held=posted["held"],
        set_aside=Amount.zero(BTC) if held is None else held.held,
        sold=posted["sold"],
        proceeds=money("proceeds"),
        cash=money("cash"),
    )
