"""Migrations run once, in order, whole or not at all, and a changed history is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from lantau.db import OWNER, Connection, Database, MigrationMismatch, Server, migrations

HOUSE = (migrations.folder() / "0001_house.sql").read_text(encoding="utf-8")


@pytest.fixture
def bare(server: Server, fresh_database: Callable[[], Database]) -> Iterator[Connection]:
    """A world's database as its owner, as if only the first migration had ever been run."""
    database = fresh_database()
    with server.connect(OWNER, database.name) as connection:
        connection.execute("DELETE FROM db.migration WHERE number > 1")
        yield connection


def files(folder: Path, **texts: str) -> tuple[migrations.Migration, ...]:
    for name, text in {"0001_house": HOUSE, **texts}.items():
        (folder / f"{name}.sql").write_text(text, encoding="utf-8")
    return migrations.read(folder)


def test_what_is_missing_is_run_once_and_in_order(bare: Connection, tmp_path: Path) -> None:
    wanted = files(tmp_path, **{"0002_b": "CREATE SCHEMA b", "0003_c": "CREATE TABLE b.c ()"})
    assert [migration.label for migration in migrations.migrate(bare, wanted)] == ["0002_b.sql", "0003_c.sql"]
    assert migrations.migrate(bare, wanted) == ()


def test_a_changed_file_is_refused_by_name_and_nothing_is_run(bare: Connection, tmp_path: Path) -> None:
    migrations.migrate(bare, files(tmp_path, **{"0002_b": "CREATE SCHEMA b"}))
    changed = files(tmp_path, **{"0002_b": "CREATE SCHEMA bb", "0003_c": "CREATE SCHEMA c"})
    with pytest.raises(MigrationMismatch, match=r"0002_b\.sql was changed after .* restore the file"):
        migrations.migrate(bare, changed)
    assert bare.execute("SELECT to_regnamespace('c') AS c").fetchone() == {"c": None}


def test_a_database_of_a_later_program_is_refused(bare: Connection, tmp_path: Path) -> None:
    later = files(tmp_path, **{"0002_b": "CREATE SCHEMA b"})
    migrations.migrate(bare, later)
    with pytest.raises(MigrationMismatch, match=r"0002_b\.sql, which this program does not have"):
        migrations.migrate(bare, later[:1])


def test_a_number_that_was_passed_is_refused(bare: Connection, tmp_path: Path) -> None:
    migrations.migrate(bare, files(tmp_path, **{"0003_c": "CREATE SCHEMA c"}))
    with pytest.raises(MigrationMismatch, match=r"0002_b\.sql comes before"):
        migrations.migrate(bare, files(tmp_path, **{"0002_b": "CREATE SCHEMA b"}))


def test_a_migration_that_breaks_leaves_nothing(bare: Connection, tmp_path: Path) -> None:
    broken = files(tmp_path, **{"0002_b": "CREATE SCHEMA b; SELECT 1 / 0"})
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrations.migrate(bare, broken)
    assert bare.execute("SELECT to_regnamespace('b') AS b").fetchone() == {"b": None}
    assert bare.execute("SELECT max(number) AS n FROM db.migration").fetchone() == {"n": 1}


def test_a_migration_that_ends_its_transaction_is_a_bug(bare: Connection, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"0002_b\.sql ends its transaction"):
        migrations.migrate(bare, files(tmp_path, **{"0002_b": "COMMIT"}))


def test_an_unqualified_name_is_refused(bare: Connection, tmp_path: Path) -> None:
    with pytest.raises(psycopg.errors.InvalidSchemaName):
        migrations.migrate(bare, files(tmp_path, **{"0002_b": "CREATE TABLE stray ()"}))


@pytest.mark.parametrize("names", [("0001_a", "0001_b"), ("first",)])
def test_two_files_of_one_number_and_a_misnamed_file_are_bugs(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (tmp_path / f"{name}.sql").write_text("SELECT 1", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"share a number|not named"):
        migrations.read(tmp_path)
