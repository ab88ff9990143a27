"""One database for each world: made from a migrated template, migrated when older, dropped when asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from lantau.db import migrations
from lantau.db.database import Database
from lantau.db.outages import Outage, is_outage
from lantau.db.refusals import WORLD_NAME
from lantau.db.roles import ADMINISTRATOR, APPLICATION, OWNER
from lantau.db.server import Connection, Server
from lantau.refusal import Refusal, Refused

PREFIX = "lantau_"
TEMPLATE_PREFIX = "lantau.template."
"""Holds dots, which no world's name may, so that no world is ever taken for a template."""

CREATION_LOCK = 0x1A27A1
BARE_TEMPLATE = "template0"
LOCALE = sql.SQL("ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'")
"""Text sorts by code point on every machine, whatever the given server's own habits are."""

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}")


def world_database(server: Server, name: str) -> Database:
    """The database of a world, made or migrated when it must be; refuses db.world_name."""
    database = database_name(name)
    with _creating(server) as connection:
        files = migrations.read()
        if _exists(connection, database):
            with server.connect(OWNER, database) as inside:
                migrations.migrate(inside, files)
        else:
            template = _template(server, connection, files)
            _create(connection, database, template, copied=not server.durable)
        _grant(connection, database)
    return Database(server, database)


def drop_world(server: Server, name: str) -> bool:
    """Delete a world's database and all its records for good; says whether there was one."""
    database = database_name(name)
    with _creating(server) as connection:
        found = _exists(connection, database)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
    return found


def world_names(server: Server) -> tuple[str, ...]:
    """The worlds this server holds, in order of name."""
    with _creating(server) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1", (PREFIX,)
        ).fetchall()
    return tuple(row["datname"].removeprefix(PREFIX) for row in rows)


def database_name(world: str) -> str:
    """The database that holds a world."""
    if not NAME.fullmatch(world):
        raise Refused(
            Refusal(WORLD_NAME, f"{world!r} cannot name a world: 1 to 48 small letters, digits, '-' and '_'", "world")
        )
    return f"{PREFIX}{world}"


@contextmanager
def _creating(server: Server) -> Iterator[Connection]:
    """A connection that alone may create and drop databases of this server."""
    try:
        try:
            connection = server.connect(ADMINISTRATOR, server.maintenance_database)
        except psycopg.OperationalError:
            server.revive()
            connection = server.connect(ADMINISTRATOR, server.maintenance_database)
        with connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (CREATION_LOCK,))
            yield connection
    except psycopg.Error as error:
        if is_outage(error):
            raise Outage(f"the database went away: {str(error).strip()}") from error
        raise


def _exists(connection: Connection, database: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone() is not None


def _template(server: Server, connection: Connection, files: tuple[migrations.Migration, ...]) -> str:
    """The migrated, empty database that new worlds are copied from; made when these migrations are first seen."""
    template = f"{TEMPLATE_PREFIX}{migrations.digest(files)[:16]}"
    name = sql.Identifier(template)
    rows = connection.execute(
        "SELECT datname, datistemplate FROM pg_database WHERE starts_with(datname, %s)", (TEMPLATE_PREFIX,)
    ).fetchall()
    found = {row["datname"]: row["datistemplate"] for row in rows}
    if found.get(template):
        return template
    for stale in found.keys() - {template}:
        connection.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(sql.Identifier(stale)))
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(stale)))
    if template not in found:
        _create(connection, template, BARE_TEMPLATE)
    with server.connect(OWNER, template) as inside:
        migrations.migrate(inside, files)
    connection.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true").format(name))
    return template


def _create(connection: Connection, database: str, template: str, *, copied: bool = False) -> None:
    """Make a database from a template, through the log or ``copied`` file by file: faster where no disk waits."""
    locale = LOCALE if template == BARE_TEMPLATE else sql.SQL("")
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY {} OWNER {} {}").format(
            sql.Identifier(database),
            sql.Identifier(template),
            sql.SQL("FILE_COPY" if copied else "WAL_LOG"),
            sql.Identifier(OWNER),
            locale,
        )
    )


def _grant(connection: Connection, database: str) -> None:
    """Rights on the database itself, which a template does not hand on."""
    name = sql.Identifier(database)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    connection.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(name, sql.Identifier(APPLICATION))
    )
