"""The committed dump is what the migrations build."""

from __future__ import annotations

import difflib
from collections.abc import Callable

import pytest

from lantau.db import Database, EmbeddedServer, Server, schema


def test_schema_sql_is_what_the_migrations_build(server: Server, database: Database) -> None:
    if not isinstance(server, EmbeddedServer):
        pytest.skip("the dump is compared with the embedded server's, whose release wrote it")
    committed = schema.schema_path().read_text(encoding="utf-8").splitlines()
    built = schema.dump(server, database.name).splitlines()
    difference = list(difflib.unified_diff(committed, built, "schema.sql", "migrations", lineterm="", n=2))
    assert not difference, "\n".join([f"schema.sql is stale: run `{schema.COMMAND}`", *difference[:80]])


def test_two_dumps_read_the_same(server: Server, fresh_database: Callable[[], Database]) -> None:
    if not isinstance(server, EmbeddedServer):
        pytest.skip("needs a pg_dump of the server's release")
    one = schema.dump(server, fresh_database().name)
    assert one == schema.dump(server, fresh_database().name)
    assert "restrict" not in one.replace("RESTRICT", "")
