"""Who may change what: the live catalog against the list that a reader trusts."""

from __future__ import annotations

import re

from lantau.db import Connection, migrations

LISTED = re.compile(
    r"^\| `([a-z_]+\.[a-z_]+)` \| ((?:UPDATE|DELETE)(?:, (?:UPDATE|DELETE))*) \| (.+) \|$", re.MULTILINE
)
PAGE = migrations.folder() / "README.md"

GRANTED = """
SELECT format('%s.%s', n.nspname, c.relname) AS relation, a.privilege_type AS may
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
    SELECT grantee, privilege_type FROM aclexplode(c.relacl)
    UNION
    SELECT x.grantee, x.privilege_type
    FROM pg_attribute t CROSS JOIN LATERAL aclexplode(t.attacl) x
    WHERE t.attrelid = c.oid AND t.attacl IS NOT NULL
) a
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND (a.grantee = 0 OR a.grantee = 'lantau_app'::regrole)
"""


def granted(owner: Connection) -> dict[str, set[str]]:
    """What the application role, or everybody, may do to each table beyond reading it and adding rows."""
    found: dict[str, set[str]] = {}
    for row in owner.execute(GRANTED).fetchall():
        if row["may"] not in {"SELECT", "INSERT"}:
            found.setdefault(row["relation"], set()).add(row["may"])
    return found


def test_rows_change_only_where_the_list_says(owner: Connection) -> None:
    listed = {table: set(rights.split(", ")) for table, rights, _ in LISTED.findall(PAGE.read_text(encoding="utf-8"))}
    assert listed, "the list in migrations/README.md was not found"
    catalog = granted(owner)
    missing = {table: rights for table, rights in catalog.items() if listed.get(table) != rights}
    stale = {table: rights for table, rights in listed.items() if catalog.get(table) != rights}
    assert not missing, f"granted by a migration, but not so in 'Tables whose rows may change': {missing}"
    assert not stale, f"in 'Tables whose rows may change', but not so granted: {stale}"


def test_a_change_that_nobody_listed_is_seen(owner: Connection) -> None:
    owner.execute("GRANT UPDATE (name), TRUNCATE ON db.migration TO lantau_app")
    assert granted(owner)["db.migration"] == {"UPDATE", "TRUNCATE"}


def test_everything_belongs_to_the_owner_role(owner: Connection) -> None:
    strangers = owner.execute(
        "SELECT format('%s.%s', n.nspname, c.relname) AS relation FROM pg_class c JOIN pg_namespace n "
        "ON n.oid = c.relnamespace WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' "
        "AND c.relowner <> 'lantau_owner'::regrole"
    ).fetchall()
    assert strangers == []


def test_each_schema_is_a_room(owner: Connection) -> None:
    rows = owner.execute(
        "SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' "
        "AND nspname NOT IN ('information_schema', 'public')"
    ).fetchall()
    rooms = {path.name for path in migrations.folder().parent.glob("src/lantau/*/")}
    assert {row["nspname"] for row in rows} <= rooms
