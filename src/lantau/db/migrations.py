"""Numbered plain SQL, forward only: each file runs once, in its own transaction, and may never change afterwards."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from psycopg.pq import TransactionStatus

import lantau
from lantau.db.outages import MigrationMismatch
from lantau.db.server import Connection

NAME = re.compile(r"(\d{4})_([a-z_]+)\.sql")
RUNNER_LOCK = 0x1A27A0
"""Advisory lock of one database: its migrations are run by one process at a time."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its number, its name without number, the SQL, and the SHA-256 of the SQL."""

    number: int
    name: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the SQL, as recorded when it is run."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def label(self) -> str:
        """The file's name."""
        return f"{self.number:04d}_{self.name}.sql"


def folder() -> Path:
    """Where the migrations lie: inside an installed package, else at the root of the checkout."""
    package_folder = Path(lantau.__file__).resolve().parent
    installed_folder = package_folder / "_migrations"
    return installed_folder if installed_folder.is_dir() else package_folder.parents[1] / "migrations"


def read(migrations_folder: Path | None = None) -> tuple[Migration, ...]:
    """All migrations in order. Two files of one number, or a misnamed one, is a bug of the checkout."""
    found = []
    for path in sorted((migrations_folder or folder()).glob("*.sql")):
        match = NAME.fullmatch(path.name)
        assert match, f"{path} is not named NNNN_name.sql"
        found.append(Migration(int(match.group(1)), match.group(2), path.read_text(encoding="utf-8")))
    numbers = [migration.number for migration in found]
    assert len(set(numbers)) == len(numbers), f"two migrations share a number: {numbers}"
    assert found, f"no migrations in {migrations_folder or folder()}"
    return tuple(found)


def digest(migrations: tuple[Migration, ...]) -> str:
    """One digest of the whole list: two databases of one digest have the same schema."""
    lines = "".join(f"{migration.label} {migration.digest}\n" for migration in migrations)
    return hashlib.sha256(lines.encode()).hexdigest()


def migrate(connection: Connection, migrations: tuple[Migration, ...]) -> tuple[Migration, ...]:
    """Apply what is missing, as the owner, and answer what was applied; refuses a changed history untouched."""
    connection.execute("SELECT pg_advisory_lock(%s)", (RUNNER_LOCK,))
    try:
        applied = _applied(connection)
        _compare(connection.info.dbname, applied, migrations)
        missing = tuple(migration for migration in migrations if migration.number not in applied)
        for migration in missing:
            _apply(connection, migration)
        return missing
    finally:
        if not connection.closed:
            connection.execute("SELECT pg_advisory_unlock(%s)", (RUNNER_LOCK,))


def _applied(connection: Connection) -> dict[int, tuple[str, str]]:
    found = connection.execute("SELECT to_regclass('db.migration') AS known").fetchone()
    if found is None or found["known"] is None:
        return {}
    rows = connection.execute("SELECT number, name, digest FROM db.migration").fetchall()
    return {row["number"]: (row["name"], row["digest"]) for row in rows}


def _compare(database: str, applied: dict[int, tuple[str, str]], migrations: tuple[Migration, ...]) -> None:
    known = {migration.number: migration for migration in migrations}
    for number, (name, recorded) in sorted(applied.items()):
        migration = known.get(number)
        if migration is None:
            raise MigrationMismatch(
                f"{database} was migrated by {number:04d}_{name}.sql, which this program does not have: "
                "use the program that made it, or a new world"
            )
        if migration.digest != recorded:
            raise MigrationMismatch(
                f"{migration.label} was changed after {database} was migrated with it: restore the file and "
                "put the change into a new migration, or make a new world"
            )
    newest = max(applied, default=0)
    for migration in migrations:
        if migration.number < newest and migration.number not in applied:
            raise MigrationMismatch(f"{migration.label} comes before what {database} already has; give it a new number")


def _apply(connection: Connection, migration: Migration) -> None:
    with connection.transaction():
        connection.execute(migration.text.encode())
        assert connection.info.transaction_status == TransactionStatus.INTRANS, (
            f"{migration.label} ends its transaction"
        )
        connection.execute(
            "INSERT INTO db.migration (number, name, digest) VALUES (%s, %s, %s)",
            (migration.number, migration.name, migration.digest),
        )
