"""Transactions commit whole or not at all, reads see one moment, and the application role may do little."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from lantau.db import Connection, Database, GivenServer


def numbers(connection: Connection) -> list[int]:
    return [row["n"] for row in connection.execute("SELECT n FROM scratch.t ORDER BY n").fetchall()]


@pytest.fixture
def scratch(database: Database, owner: Connection) -> Database:
    owner.execute("CREATE SCHEMA scratch; CREATE TABLE scratch.t (n integer PRIMARY KEY)")
    owner.execute("GRANT USAGE ON SCHEMA scratch TO lantau_app; GRANT SELECT, INSERT ON scratch.t TO lantau_app")
    return database


def test_a_transaction_commits_at_its_end(scratch: Database) -> None:
    with scratch.transaction() as connection:
        connection.execute("INSERT INTO scratch.t VALUES (1)")
    with scratch.read() as connection:
        assert numbers(connection) == [1]


def test_an_exception_rolls_everything_back(scratch: Database) -> None:
    with pytest.raises(KeyError), scratch.transaction() as connection:
        connection.execute("INSERT INTO scratch.t VALUES (1)")
        raise KeyError
    with scratch.read() as connection:
        assert numbers(connection) == []


def test_a_read_sees_one_moment_and_writes_nothing(scratch: Database) -> None:
    with scratch.read() as reading:
        assert numbers(reading) == []
        with scratch.transaction() as writing:
            writing.execute("INSERT INTO scratch.t VALUES (1)")
        assert numbers(reading) == []
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction), scratch.read() as reading:
        reading.execute("INSERT INTO scratch.t VALUES (2)")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE scratch.t SET n = 2",
        "DELETE FROM scratch.t",
        "TRUNCATE scratch.t",
        "DROP TABLE scratch.t",
        "CREATE TABLE scratch.other (n integer)",
        "CREATE TABLE public.other (n integer)",
        "CREATE SCHEMA other",
        "UPDATE db.migration SET digest = digest",
        "ALTER TABLE scratch.t DISABLE TRIGGER ALL",
        "SET ROLE lantau_owner",
    ],
)
def test_the_application_role_cannot(scratch: Database, statement: str) -> None:
    if statement.startswith("SET ROLE") and isinstance(scratch.server, GivenServer):
        pytest.skip("on a given server the roles are entered by SET ROLE, so its login may also enter the owner's")
    with scratch.transaction() as connection:
        connection.execute("INSERT INTO scratch.t VALUES (1)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), scratch.transaction() as connection:
        connection.execute(statement)


def test_two_fresh_worlds_share_nothing(fresh_database: Callable[[], Database]) -> None:
    one, other = fresh_database(), fresh_database()
    assert one.name != other.name
    with one.read() as connection:
        assert connection.execute("SELECT count(*) AS n FROM db.migration").fetchone() == {"n": _files()}


def _files() -> int:
    from lantau.db import migrations

    return len(migrations.read())
