"""What must never be false is refused by the database itself, to the application and to its owner."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

from lantau import events, ledger
from lantau.dates import SimulatedClock
from lantau.db import Connection, Database
from tests.ledger.booked import ANN, BEN, COIN, account, assert_sound, funded, move, unit

POOL_ONE = account("pool-1", "debit", segregation="pool:1", may_go_negative=True)
POOL_TWO = account("pool-2", "debit", segregation="pool:2", may_go_negative=True)
COIN_ONE = account("coin-1", segregation="coin:hkx", may_go_negative=True)
COIN_TWO = account("coin-2", segregation="coin:hky", may_go_negative=True)
WALLET = account("wallet", of=COIN)

TRANSFER = (
    "INSERT INTO ledger.transfer (id, debit_account_id, credit_account_id, asset, debit_segregation,"
    " credit_segregation, amount_units, kind, hold_id, corrects, commit_id, position)"
    " VALUES ('t', '{}', '{}', '{}', '{}', '{}', {}, 'test', NULL, NULL, {commit}, 9);"
)
ENTRY = (
    "INSERT INTO ledger.entry (account_id, sequence, transfer_id, side, asset, normal, may_go_negative, amount_units,"
    " balance_before, balance_after, commit_id) VALUES ('{}', {}, 't', '{}', 'HKD', '{}', {}, {}, {}, {}, {commit});"
)
COMMIT = "(SELECT id FROM events.commit WHERE key = 'fund')"
"""Ann has 1,000 cents after her first entry and Ben nothing; the bank has 1,000 on its debit side."""

HALF = TRANSFER.format("acc-ann", "acc-ben", "HKD", "", "", 5, commit=COMMIT)
DEBIT = ENTRY.format("acc-ann", 2, "debit", "credit", "false", 5, 1000, 995, commit=COMMIT)
CREDIT = ENTRY.format("acc-ben", 1, "credit", "credit", "false", 5, 0, 5, commit=COMMIT)

NEVER: dict[str, tuple[str, type[psycopg.Error]]] = {
    "a transfer of two assets": (
        TRANSFER.format("acc-ann", "acc-wallet", "HKD", "", "", 5, commit=COMMIT),
        errors.ForeignKeyViolation,
    ),
    "a transfer between two pools": (
        TRANSFER.format("acc-pool-1", "acc-pool-2", "HKD", "pool:1", "pool:2", 5, commit=COMMIT),
        errors.CheckViolation,
    ),
    "a transfer between two pools that hides one": (
        TRANSFER.format("acc-pool-1", "acc-pool-2", "HKD", "pool:1", "", 5, commit=COMMIT),
        errors.ForeignKeyViolation,
    ),
    "a transfer between two coins": (
        TRANSFER.format("acc-coin-1", "acc-coin-2", "HKD", "coin:hkx", "coin:hky", 5, commit=COMMIT),
        errors.CheckViolation,
    ),
    "a transfer of nothing": (
        TRANSFER.format("acc-ann", "acc-ben", "HKD", "", "", 0, commit=COMMIT),
        errors.CheckViolation,
    ),
    "a transfer to the same account": (
        TRANSFER.format("acc-ann", "acc-ann", "HKD", "", "", 5, commit=COMMIT),
        errors.CheckViolation,
    ),
    "a transfer without entries": (HALF, errors.ForeignKeyViolation),
    "a transfer with a debit alone": (HALF + DEBIT, errors.ForeignKeyViolation),
    "a transfer with a credit alone": (HALF + CREDIT, errors.ForeignKeyViolation),
    "entries that do not sum to zero": (
        HALF + DEBIT + ENTRY.format("acc-ben", 1, "credit", "credit", "false", 6, 0, 6, commit=COMMIT),
        errors.ForeignKeyViolation,
    ),
    "an entry without a transfer": (CREDIT, errors.ForeignKeyViolation),
    "a third entry": (
        HALF + DEBIT + CREDIT + ENTRY.format("acc-bank", 2, "debit", "debit", "true", 5, 1000, 1005, commit=COMMIT),
        errors.UniqueViolation,
    ),
    "a balance out of nowhere": (
        HALF + ENTRY.format("acc-ann", 2, "debit", "credit", "false", 5, 2000, 1995, commit=COMMIT),
        errors.ForeignKeyViolation,
    ),
    "a first balance out of nowhere": (
        HALF + ENTRY.format("acc-ben", 1, "credit", "credit", "false", 5, 100, 105, commit=COMMIT),
        errors.CheckViolation,
    ),
    "a balance that is not before plus amount": (
        HALF + ENTRY.format("acc-ben", 1, "credit", "credit", "false", 5, 0, 50, commit=COMMIT),
        errors.CheckViolation,
    ),
    "a gap in the entries": (
        HALF + ENTRY.format("acc-ben", 2, "credit", "credit", "false", 5, 0, 5, commit=COMMIT),
        errors.ForeignKeyViolation,
    ),
    "a balance below zero": (
        TRANSFER.format("acc-ben", "acc-ann", "HKD", "", "", 5, commit=COMMIT)
        + ENTRY.format("acc-ben", 1, "debit", "credit", "false", 5, 0, -5, commit=COMMIT),
        errors.CheckViolation,
    ),
    "a balance below zero under a false flag": (
        TRANSFER.format("acc-ben", "acc-ann", "HKD", "", "", 5, commit=COMMIT)
        + ENTRY.format("acc-ben", 1, "debit", "credit", "true", 5, 0, -5, commit=COMMIT),
        errors.ForeignKeyViolation,
    ),
    "an entry turned to the other normal side": (
        TRANSFER.format("acc-ben", "acc-ann", "HKD", "", "", 5, commit=COMMIT)
        + ENTRY.format("acc-ben", 1, "debit", "debit", "false", 5, 0, 5, commit=COMMIT),
        errors.ForeignKeyViolation,
    ),
    "a derived balance that no entry has": (
        "UPDATE ledger.balance SET posted_units = 2000 WHERE account_id = 'acc-ann'",
        errors.ForeignKeyViolation,
    ),
    "more held than there is": (
        "UPDATE ledger.balance SET held_units = 1001 WHERE account_id = 'acc-ann'",
        errors.CheckViolation,
    ),
    "less than nothing held": (
        "UPDATE ledger.balance SET held_units = -1 WHERE account_id = 'acc-ann'",
        errors.CheckViolation,
    ),
    "more posted than held": (
        "INSERT INTO ledger.hold_end VALUES ('hld', 'posted', 'HKD', 100, 101, 'tfr-fund', " + COMMIT + ", 9)",
        errors.CheckViolation,
    ),
    "a hold said to be larger than it is": (
        "INSERT INTO ledger.hold_end VALUES ('hld', 'posted', 'HKD', 500, 200, 'tfr-fund', " + COMMIT + ", 9)",
        errors.ForeignKeyViolation,
    ),
    "a hold posted by somebody else's transfer": (
        "INSERT INTO ledger.hold_end VALUES ('hld', 'posted', 'HKD', 100, 100, 'tfr-fund', " + COMMIT + ", 9)",
        errors.ForeignKeyViolation,
    ),
    "a hold that ends twice": (
        "INSERT INTO ledger.hold_end VALUES ('hld-over', 'expired', 'HKD', 50, 0, NULL, " + COMMIT + ", 9)",
        errors.UniqueViolation,
    ),
    "a voided hold with an amount": (
        "INSERT INTO ledger.hold_end VALUES ('hld', 'voided', 'HKD', 100, 5, NULL, " + COMMIT + ", 9)",
        errors.CheckViolation,
    ),
    "a second account of one code": (
        "INSERT INTO ledger.account VALUES ('acc-x', 'ann', 'HKD', 'credit', '', true, '', " + COMMIT + ", 9)",
        errors.UniqueViolation,
    ),
    "an account without a commit": (
        "INSERT INTO ledger.account VALUES ('acc-x', 'x', 'HKD', 'credit', '', true, '', 'cmt_none', 9)",
        errors.ForeignKeyViolation,
    ),
}


@pytest.fixture
def books(database: Database, clock: SimulatedClock) -> Database:
    funded(database, clock, 1_000, POOL_ONE, POOL_TWO, COIN_ONE, COIN_TWO, WALLET)
    held = (move("hld", ANN, BEN, 100, pending=True), move("hld-over", ANN, BEN, 50, pending=True))
    ledger.commit_one(database, clock, unit("hold", *held))
    ledger.commit_one(database, clock, unit("void", ledger.Void("hld-over")))
    return database


def test_the_database_refuses_what_must_never_be(books: Database, owner: Connection) -> None:
    for name, (statements, expected) in NEVER.items():
        with pytest.raises(psycopg.Error) as as_application, books.transaction() as connection:
            connection.execute(statements.encode())
        assert isinstance(as_application.value, expected), f"{name}: {as_application.value}"
        with pytest.raises(psycopg.Error) as as_owner, owner.transaction():
            owner.execute(statements.encode())
        assert isinstance(as_owner.value, expected), f"{name}, as owner: {as_owner.value}"
    assert_sound(books)


def test_the_same_rows_as_they_should_be_pass(books: Database, owner: Connection) -> None:
    """The refusals above are of what is wrong with them, not of the way they are written."""
    with pytest.raises(ZeroDivisionError), owner.transaction():
        owner.execute((HALF + DEBIT + CREDIT).encode())
        owner.execute(b"SET CONSTRAINTS ALL IMMEDIATE")
        raise ZeroDivisionError


def test_the_application_cannot_rewrite_the_books(books: Database) -> None:
    for table in ("account", "hold", "transfer", "entry", "hold_end"):
        for statement in ("DELETE FROM ledger.{}", "UPDATE ledger.{} SET asset = 'USD'", "TRUNCATE ledger.{} CASCADE"):
            with pytest.raises(errors.InsufficientPrivilege), books.transaction() as connection:
                connection.execute(statement.format(table).encode())
    for statement in (b"DELETE FROM ledger.balance", b"UPDATE ledger.balance SET may_go_negative = true"):
        with pytest.raises(errors.InsufficientPrivilege), books.transaction() as connection:
            connection.execute(statement)


TAMPERED = (
    ("UPDATE ledger.account SET owner_id = 'pty-eve' WHERE id = 'acc-ann'", "altered", "ledger.account"),
    ("UPDATE ledger.transfer SET kind = 'gift' WHERE id = 'tfr-fund'", "altered", "ledger.transfer"),
    ("UPDATE ledger.hold SET expires_at = now() WHERE id = 'hld'", "altered", "ledger.hold"),
    ("DELETE FROM ledger.hold_end", "missing", "ledger.hold_end"),
)
"""In order from the last link to the first, since only the first discrepancy of a stream is named."""


def test_what_the_owner_changes_within_the_constraints_breaks_the_chain(books: Database, owner: Connection) -> None:
    for statement, kind, table in reversed(TAMPERED):
        owner.execute(statement.encode())
        (found,) = events.verify(books)
        assert (found.kind, found.table) == (kind, table), statement


def test_a_derived_balance_that_is_not_the_last_is_named(
    books: Database, owner: Connection, clock: SimulatedClock
) -> None:
    ledger.commit_one(books, clock, unit("pay", move("tfr-1", ANN, BEN, 10)))
    assert ledger.verify(books) == ()
    owner.execute(b"UPDATE ledger.balance SET sequence = 1, posted_units = 1000 WHERE account_id = 'acc-ann'")
    owner.execute(b"UPDATE ledger.balance SET held_units = 0 WHERE account_id = 'acc-bank'")
    (stale,) = ledger.verify(books)
    assert (stale.kind, stale.table, stale.key) == ("altered", "ledger.balance", "acc-ann")
    owner.execute(
        b"UPDATE ledger.balance SET sequence = 2, posted_units = 990, held_units = 7 WHERE account_id = 'acc-ann'"
    )
    assert [found.key for found in ledger.verify(books)] == ["acc-ann"]
    owner.execute(b"DELETE FROM ledger.balance WHERE account_id = 'acc-ann'")
    assert [found.kind for found in ledger.verify(books)] == ["missing"]
