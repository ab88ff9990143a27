"""The ledger's SQL: locked accounts, what a batch refers to, balances, and items read back for a retry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from lantau.db import Connection, Database
from lantau.ledger.booking import AccountState, HoldState
from lantau.ledger.values import Account, ItemResult, Transfer
from lantau.money import Amount, asset

ACCOUNT_COLUMNS = "a.id, a.code, a.asset, a.normal, a.segregation, a.may_go_negative, a.owner_id"


@contextmanager
def reading(source: Database | Connection) -> Iterator[Connection]:
    """The caller's connection, or a read of one moment of the database."""
    if isinstance(source, Database):
        with source.read() as connection:
            yield connection
    else:
        yield source


def lock_accounts(connection: Connection, account_ids: Iterable[str]) -> dict[str, AccountState]:
    """Lock the balances of these accounts, sorted so that two batches never wait for each other, and read them."""
    rows = connection.execute(
        f"""
        SELECT {ACCOUNT_COLUMNS}, b.sequence, b.posted_units, b.held_units
        FROM ledger.balance b JOIN ledger.account a ON a.id = b.account_id
        WHERE b.account_id = ANY(%s) ORDER BY b.account_id FOR UPDATE OF b
        """.encode(),
        (sorted(set(account_ids)),),
    )
    return {
        row["id"]: AccountState(account_of(row), row["sequence"], row["posted_units"], row["held_units"])
        for row in rows
    }


def codes_open(connection: Connection, account_ids: Iterable[str], codes: Iterable[str]) -> dict[str, str]:
    """Account ids by code, of open accounts with one of these ids or codes."""
    rows = connection.execute(
        "SELECT id, code FROM ledger.account WHERE id = ANY(%s) OR code = ANY(%s)",
        (sorted(set(account_ids)), sorted(set(codes))),
    )
    return {row["code"]: row["id"] for row in rows}


def read_holds(connection: Connection, hold_ids: Iterable[str]) -> dict[str, HoldState]:
    """Holds with these ids and how they ended."""
    rows = connection.execute(
        """
        SELECT h.id, h.debit_account_id, h.credit_account_id, h.asset, h.amount_units, h.kind, h.expires_at,
               COALESCE(e.outcome, '') AS outcome
        FROM ledger.hold h LEFT JOIN ledger.hold_end e ON e.hold_id = h.id WHERE h.id = ANY(%s)
        """,
        (sorted(set(hold_ids)),),
    )
    return {row["id"]: HoldState(held_of(row), row["outcome"]) for row in rows}


def read_transfers(connection: Connection, transfer_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Debit and credit account of booked transfers with these ids."""
    rows = connection.execute(
        "SELECT id, debit_account_id, credit_account_id FROM ledger.transfer WHERE id = ANY(%s)",
        (sorted(set(transfer_ids)),),
    )
    return {row["id"]: (row["debit_account_id"], row["credit_account_id"]) for row in rows}


def write_balances(connection: Connection, states: Iterable[AccountState]) -> None:
    """Set the balances of locked or just opened accounts."""
    ordered = sorted(states, key=lambda state: state.account.id)
    if not ordered:
        return
    connection.execute(
        """
        INSERT INTO ledger.balance AS b (account_id, asset, normal, may_go_negative, sequence, posted_units, held_units)
        SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::bool[], %s::bigint[], %s::bigint[], %s::bigint[])
        ON CONFLICT (account_id) DO UPDATE SET
            sequence = EXCLUDED.sequence, posted_units = EXCLUDED.posted_units, held_units = EXCLUDED.held_units
        """,
        (
            [state.account.id for state in ordered],
            [state.account.asset.code for state in ordered],
            [state.account.normal for state in ordered],
            [state.account.may_go_negative for state in ordered],
            [state.sequence for state in ordered],
            [state.posted for state in ordered],
            [state.held for state in ordered],
        ),
    )


def read_items(connection: Connection, commit_ids: Iterable[str]) -> dict[str, tuple[ItemResult, ...]]:
    """What the steps of these commits did, as first answered: one item for each step, in order."""
    wanted = sorted(set(commit_ids))
    found: dict[str, list[ItemResult]] = {commit_id: [] for commit_id in wanted}
    for row in connection.execute(
        "SELECT id, commit_id, position FROM ledger.account WHERE commit_id = ANY(%s)", (wanted,)
    ):
        found[row["commit_id"]].append(ItemResult(row["position"], "opened", row["id"]))
    for row in connection.execute(
        "SELECT id, asset, amount_units, commit_id, position FROM ledger.hold WHERE commit_id = ANY(%s)", (wanted,)
    ):
        found[row["commit_id"]].append(ItemResult(row["position"], "held", row["id"], "", _amount(row)))
    for row in connection.execute(
        "SELECT hold_id, outcome, asset, held_units AS amount_units, commit_id, position FROM ledger.hold_end "
        "WHERE commit_id = ANY(%s) AND outcome <> 'posted'",
        (wanted,),
    ):
        found[row["commit_id"]].append(ItemResult(row["position"], row["outcome"], row["hold_id"], "", _amount(row)))
    for row in connection.execute(
        """
        SELECT t.id, t.hold_id, t.asset, t.amount_units, t.commit_id, t.position,
               d.balance_after AS debit_after, c.balance_after AS credit_after
        FROM ledger.transfer t
        JOIN ledger.entry d ON d.transfer_id = t.id AND d.side = 'debit'
        JOIN ledger.entry c ON c.transfer_id = t.id AND c.side = 'credit'
        WHERE t.commit_id = ANY(%s)
        """,
        (wanted,),
    ):
        balances = (Amount(asset(row["asset"]), row[name]) for name in ("debit_after", "credit_after"))
        outcome, named = ("posted", row["hold_id"]) if row["hold_id"] else ("booked", row["id"])
        found[row["commit_id"]].append(
            ItemResult(row["position"], outcome, named, row["id"], _amount(row), *balances)  # type: ignore[arg-type]
        )
    return {commit_id: tuple(sorted(items, key=lambda item: item.position)) for commit_id, items in found.items()}


def account_of(row: Mapping[str, Any]) -> Account:
    """An account as it was opened."""
    return Account(
        id=row["id"],
        code=row["code"],
        asset=asset(row["asset"]),
        normal=row["normal"],
        segregation=row["segregation"] or None,
        may_go_negative=row["may_go_negative"],
        owner_id=row["owner_id"],
    )


def held_of(row: Mapping[str, Any]) -> Transfer:
    """The pending transfer that a hold was made by."""
    return Transfer(
        id=row["id"],
        debit_account_id=row["debit_account_id"],
        credit_account_id=row["credit_account_id"],
        amount=_amount(row),
        kind=row["kind"],
        pending=True,
        expires_at=row["expires_at"],
    )


def _amount(row: Mapping[str, Any]) -> Amount:
    return Amount(asset(row["asset"]), row["amount_units"])
