"""Owns PostgreSQL: the embedded server of a home folder or a given one, each world's database, migrations and roles."""

from lantau.db.database import Database
from lantau.db.outages import MigrationMismatch, Outage
from lantau.db.roles import APPLICATION, OWNER
from lantau.db.server import Connection, EmbeddedServer, GivenServer, Server, open_server
from lantau.db.world_databases import drop_world, world_database, world_names

__all__ = [
    "APPLICATION",
    "Connection",
    "Database",
    "EmbeddedServer",
    "GivenServer",
    "MigrationMismatch",
    "OWNER",
    "Outage",
    "Server",
    "drop_world",
    "open_server",
    "world_database",
    "world_names",
]
