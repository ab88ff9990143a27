"""Writes ``schema.sql``: what all migrations together build, dumped so that it reads the same on every machine.

``python -m lantau.db.schema`` writes it beside ``migrations/``, with a throw-away server of its own.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from lantau.db import binaries, migrations
from lantau.db.outages import Outage
from lantau.db.roles import OWNER
from lantau.db.server import EmbeddedServer, Server
from lantau.db.world_databases import drop_world, world_database

COMMAND = "python -m lantau.db.schema"
HEADER = f"""\
-- What all migrations together build, for reading. Never edit it: change migrations/ and run
--     {COMMAND}
"""
VOLATILE = re.compile(r"^(?:\\(?:un)?restrict .*|-- Dumped (?:from|by) .*|SET .*|SELECT pg_catalog\.set_config.*)$")
"""Lines that name a release, a session setting or a random token."""


def dump(server: Server, database: str) -> str:
    """The schema of one database as SQL, without data and without anything that varies between runs."""
    done = subprocess.run(
        [
            binaries.find().program("pg_dump"),
            "--schema-only",
            "--no-owner",
            "--no-tablespaces",
            f"--dbname={server.dsn(OWNER, database)}",
        ],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C", "TZ": "UTC"},
    )
    if done.returncode != 0:
        raise Outage(f"pg_dump failed: {done.stderr.strip()}")
    return HEADER + _settled(done.stdout)


def _settled(text: str) -> str:
    """Without volatile lines and the dump's empty comment frames; one blank line at most between two lines."""
    lines = [line for line in text.splitlines() if line != "--" and not VOLATILE.match(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def schema_path() -> Path:
    """Where the committed dump lies in a checkout."""
    return migrations.folder().parent / "schema.sql"


def main() -> None:
    """Write ``schema.sql`` from a fresh world."""
    with tempfile.TemporaryDirectory(prefix="lantau-schema-") as home:
        server = EmbeddedServer(Path(home), durable=False)
        try:
            database = world_database(server, "schema")
            schema_path().write_text(dump(server, database.name), encoding="utf-8")
            drop_world(server, "schema")
        finally:
            server.destroy()
    print(f"wrote {schema_path()}", file=sys.stderr)


if __name__ == "__main__":
    main()
