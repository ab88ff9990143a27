"""Reading the ledger: balances, entries, open holds, the trial balance, and whether derived balances are true."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lantau.db import Connection, Database
from lantau.events import Discrepancy
from lantau.ledger.refusals import UNKNOWN_ACCOUNT
from lantau.ledger.store import ACCOUNT_COLUMNS, account_of, held_of, reading
from lantau.ledger.values import Account, Balance, Entry, Transfer, TrialBalance
from lantau.money import Amount, asset
from lantau.refusal import Refusal


def balance(source: Database | Connection, account_id: str) -> Balance | Refusal:
    """What stands on an account now. Refused ``ledger.unknown_account``."""
    found = balances(source, [account_id])
    return found[account_id] if account_id in found else _unknown(account_id)


def balances(source: Database | Connection, account_ids: Iterable[str]) -> dict[str, Balance]:
    """What stands on these accounts at one moment; accounts that are not open are left out."""
    with reading(source) as connection:
        rows = connection.execute(
            f"SELECT {ACCOUNT_COLUMNS}, b.posted_units, b.held_units FROM ledger.account a "
            "JOIN ledger.balance b ON b.account_id = a.id WHERE a.id = ANY(%s) ORDER BY a.code".encode(),
            (sorted(set(account_ids)),),
        ).fetchall()
    found = {}
    for row in rows:
        account = account_of(row)
        posted, held = (Amount(account.asset, row[name]) for name in ("posted_units", "held_units"))
        found[account.id] = Balance(account, posted, held)
    return found


def account_by_code(source: Database | Connection, code: str) -> Account | Refusal:
    """The account with this code. Refused ``ledger.unknown_account``."""
    with reading(source) as connection:
        row = connection.execute(
            f"SELECT {ACCOUNT_COLUMNS} FROM ledger.account a WHERE a.code = %s".encode(), (code,)
        ).fetchone()
    return account_of(row) if row else _unknown(code)


def accounts(
    source: Database | Connection, *, code_prefix: str = "", owner_id: str | None = None
) -> tuple[Account, ...]:
    """Open accounts whose code starts so and, if named, that belong to this owner, by code."""
    with reading(source) as connection:
        rows = connection.execute(
            f"SELECT {ACCOUNT_COLUMNS} FROM ledger.account a WHERE starts_with(a.code, %s) "
            "AND (%s::text IS NULL OR a.owner_id = %s) ORDER BY a.code".encode(),
            (code_prefix, owner_id, owner_id),
        ).fetchall()
    return tuple(account_of(row) for row in rows)


def entries(
    source: Database | Connection, account_id: str, *, after_sequence: int = 0, limit: int = 1000
) -> tuple[Entry, ...]:
    """The entries of an account in order, each with the balance after it."""
    with reading(source) as connection:
        rows = connection.execute(
            "SELECT account_id, sequence, transfer_id, side, asset, amount_units, balance_after, commit_id "
            "FROM ledger.entry WHERE account_id = %s AND sequence > %s ORDER BY sequence LIMIT %s",
            (account_id, after_sequence, limit),
        ).fetchall()
    return tuple(
        Entry(
            account_id=row["account_id"],
            sequence=row["sequence"],
            transfer_id=row["transfer_id"],
            side=row["side"],
            amount=Amount(asset(row["asset"]), row["amount_units"]),
            balance_after=Amount(asset(row["asset"]), row["balance_after"]),
            commit_id=row["commit_id"],
        )
        for row in rows
    )


def last_moved(source: Database | Connection, owner_id: str) -> datetime | None:
    """When an account of this owner last had an entry, by the time of the act; None when nothing ever moved."""
    with reading(source) as connection:
        row = connection.execute(
            """
            SELECT max(c.occurred_at) AS moved_at FROM ledger.account a
            JOIN ledger.entry e ON e.account_id = a.id JOIN events.commit c ON c.id = e.commit_id
            WHERE a.owner_id = %s
            """,
            (owner_id,),
        ).fetchone()
    assert row is not None, "an aggregate has one row"
    moved_at: datetime | None = row["moved_at"]
    return moved_at


def open_holds(source: Database | Connection, account_id: str | None = None) -> tuple[Transfer, ...]:
    """The pending transfers that are neither posted, voided nor expired, of one account or of all, by id."""
    with reading(source) as connection:
        rows = connection.execute(
            """
            SELECT h.* FROM ledger.hold h WHERE NOT EXISTS (SELECT FROM ledger.hold_end e WHERE e.hold_id = h.id)
            AND (%s::text IS NULL OR %s IN (h.debit_account_id, h.credit_account_id)) ORDER BY h.id
            """,
            (account_id, account_id),
        ).fetchall()
    return tuple(held_of(row) for row in rows)


def hold_outcomes(source: Database | Connection, hold_ids: Iterable[str]) -> dict[str, str]:
    """How each of these holds ended: posted, voided or expired; one that is open, or none at all, is left out."""
    with reading(source) as connection:
        rows = connection.execute(
            "SELECT hold_id, outcome FROM ledger.hold_end WHERE hold_id = ANY(%s)", (sorted(set(hold_ids)),)
        ).fetchall()
    return {row["hold_id"]: row["outcome"] for row in rows}


def trial_balance(source: Database | Connection) -> tuple[TrialBalance, ...]:
    """Debit and credit balances of each asset, summed from the accounts' last balances; their difference is zero."""
    with reading(source) as connection:
        rows = connection.execute(
            """
            SELECT asset, COALESCE(sum(posted_units) FILTER (WHERE normal = 'debit'), 0) AS debit,
                   COALESCE(sum(posted_units) FILTER (WHERE normal = 'credit'), 0) AS credit
            FROM ledger.balance GROUP BY asset ORDER BY asset
            """
        ).fetchall()
    return tuple(
        TrialBalance(
            asset(row["asset"]), *(Amount(asset(row["asset"]), int(row[side])) for side in ("debit", "credit"))
        )
        for row in rows
    )


def verify(database: Database) -> tuple[Discrepancy, ...]:
    """Accounts whose derived balance is not their last entry's, or whose held amount is not that of their open holds.

    Entries, transfers and holds themselves are covered by the hash chains: see ``events.verify``.
    """
    with database.read() as connection:
        rows = connection.execute(
            """
            WITH held AS (
                SELECT a.id, sum(h.amount_units) AS units FROM ledger.hold h
                JOIN ledger.account a ON (a.id = h.debit_account_id AND a.normal = 'credit')
                                      OR (a.id = h.credit_account_id AND a.normal = 'debit')
                WHERE NOT EXISTS (SELECT FROM ledger.hold_end e WHERE e.hold_id = h.id) GROUP BY a.id
            )
            SELECT a.id, b.account_id IS NULL AS gone, COALESCE(e.balance_after, 0) AS last_balance, b.posted_units,
                   COALESCE(held.units, 0) AS open_units, b.held_units
            FROM ledger.account a LEFT JOIN ledger.balance b ON b.account_id = a.id LEFT JOIN held ON held.id = a.id
            LEFT JOIN LATERAL (
                SELECT sequence, balance_after FROM ledger.entry WHERE account_id = a.id ORDER BY sequence DESC LIMIT 1
            ) e ON true
            WHERE b.account_id IS NULL OR b.sequence <> COALESCE(e.sequence, 0)
               OR b.posted_units <> COALESCE(e.balance_after, 0) OR b.held_units <> COALESCE(held.units, 0)
            ORDER BY a.id
            """
        ).fetchall()
    return tuple(
        Discrepancy(
            stream="",
            height=0,
            kind="missing" if row["gone"] else "altered",
            table="ledger.balance",
            key=row["id"],
            message="the balance is gone"
            if row["gone"]
            else f"posted {row['posted_units']} and held {row['held_units']} base units; "
            f"entries say {row['last_balance']} and open holds {row['open_units']}",
        )
        for row in rows
    )


def _unknown(name: str) -> Refusal:
    return Refusal(UNKNOWN_ACCOUNT, f"{name} is not open", "account")
