"""Worlds are made, found again, migrated and dropped by name."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from lantau.db import OWNER, Outage, Server, drop_world, world_database, world_names
from lantau.refusal import Refused

MINE = f"named-{os.getpid()}"


def test_a_world_is_made_found_again_and_dropped(server: Server) -> None:
    made = world_database(server, MINE)
    with server.connect(OWNER, made.name) as connection:
        connection.execute("CREATE SCHEMA mark")
    with world_database(server, MINE).read() as again:
        assert again.execute("SELECT to_regnamespace('mark') IS NOT NULL AS kept").fetchone() == {"kept": True}
    assert MINE in world_names(server)
    assert drop_world(server, MINE)
    assert MINE not in world_names(server)
    assert not drop_world(server, MINE)


def test_dropping_a_world_in_use_is_an_outage_for_who_uses_it(server: Server) -> None:
    database = world_database(server, MINE)
    with pytest.raises(Outage), database.transaction() as connection:
        drop_world(server, MINE)
        connection.execute("SELECT 1")
    with pytest.raises(Outage, match="no connection"), database.read():
        pass


def test_many_who_want_the_same_new_world_get_one(server: Server) -> None:
    with ThreadPoolExecutor(4) as pool:
        names = {database.name for database in pool.map(lambda _: world_database(server, MINE), range(4))}
    assert names == {f"lantau_{MINE}"}
    drop_world(server, MINE)


@pytest.mark.parametrize("name", ["", "a" * 49, "First", "a b", "-a", 'a"b', "a.b", "港"])
def test_a_name_no_database_can_carry_is_refused(server: Server, name: str) -> None:
    with pytest.raises(Refused, match=r"db\.world_name"):
        world_database(server, name)


def test_the_longest_name_is_not(server: Server) -> None:
    name = f"{'a' * 40}{os.getpid():08d}"
    world_database(server, name)
    assert drop_world(server, name)


def test_text_sorts_by_code_point_everywhere(server: Server) -> None:
    with world_database(server, MINE).read() as connection:
        rows = connection.execute("SELECT x FROM unnest(ARRAY['é', 'b', 'B', '港', 'a']) x ORDER BY x").fetchall()
        assert [row["x"] for row in rows] == ["B", "a", "b", "é", "港"]
        shown = connection.execute("SELECT current_setting('TimeZone') AS zone").fetchone()
        assert shown == {"zone": "UTC"}
    drop_world(server, MINE)
