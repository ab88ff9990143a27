"""What is neither a refusal nor a bug: the database cannot be reached, or its history is not the program's."""

from __future__ import annotations

import psycopg

OUTAGE_CLASSES = frozenset({"08", "53", "57", "58"})
"""SQLSTATE classes: connection, resources, operator intervention, system error."""


class Outage(Exception):  # noqa: N818 - the glossary's word beside refusal and bug
    """The server is away or went away. The act may or may not be committed: a shell retries it with the same key."""


class MigrationMismatch(Exception):  # noqa: N818 - says what is the matter
    """A database was migrated by other files than the program has; nothing was changed. The message says what to do."""


def is_outage(error: psycopg.Error, connection: psycopg.Connection[dict[str, object]] | None = None) -> bool:
    """Whether the error says the server is away rather than that the statement is wrong."""
    if connection is not None and connection.closed:
        return True
    if error.sqlstate is None:
        return isinstance(error, psycopg.OperationalError)
    return error.sqlstate[:2] in OUTAGE_CLASSES
