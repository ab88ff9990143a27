"""A server of your own, named by LANTAU_DATABASE_URL: worlds are made there with its credentials, under our roles."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from lantau.db import (
    OWNER,
    Database,
    EmbeddedServer,
    GivenServer,
    Outage,
    drop_world,
    open_server,
    world_database,
    world_names,
)
from lantau.db.roles import ADMINISTRATOR
from tests.db.servers import place, wait_until

WORLD = "given"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """A server that knows nothing of Lantau's roles, and a login that may create databases and roles, and no more."""
    server = EmbeddedServer(tmp_path_factory.mktemp("given") / "home", durable=False)
    with server.connect(ADMINISTRATOR, "postgres") as connection:
        connection.execute("DROP ROLE lantau_app, lantau_owner")
        connection.execute("CREATE ROLE tenant LOGIN CREATEDB CREATEROLE; CREATE ROLE guest LOGIN CREATEDB")
        settings_folder = place(server.home).root
        us = pwd.getpwuid(os.geteuid()).pw_name
        for name, lines in (
            ("pg_hba.conf", "local all tenant,guest peer map=lantau\n"),
            ("pg_ident.conf", f'lantau "{us}" tenant\nlantau "{us}" guest\n'),
        ):
            with (settings_folder / name).open("a", encoding="utf-8") as settings:
                settings.write(lines)
        loaded = connection.execute("SELECT pg_conf_load_time() AS t, pg_reload_conf()").fetchone()
        wait_until(lambda: connection.execute("SELECT pg_conf_load_time() AS t").fetchone()["t"] > loaded["t"])
    yield server
    server.destroy()


def url(house: EmbeddedServer, login: str) -> str:
    return make_conninfo(house.dsn(ADMINISTRATOR, "postgres"), user=login)


def test_the_variable_chooses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANTAU_DATABASE_URL", raising=False)
    assert isinstance(open_server(tmp_path), EmbeddedServer)
    monkeypatch.setenv("LANTAU_DATABASE_URL", "postgresql://somewhere/else")
    assert isinstance(open_server(tmp_path), GivenServer)


def test_a_world_on_a_given_server_has_the_same_roles_and_rights(house: EmbeddedServer) -> None:
    given = GivenServer(url(house, "tenant"))
    database: Database = world_database(given, WORLD)
    with database.read() as connection:
        assert connection.execute("SELECT CURRENT_USER AS me").fetchone() == {"me": "lantau_app"}
    with pytest.raises(psycopg.errors.InsufficientPrivilege), database.transaction() as connection:
        connection.execute("UPDATE db.migration SET digest = digest")
    with given.connect(OWNER, database.name) as connection:
        assert connection.execute("SELECT CURRENT_USER AS me").fetchone() == {"me": OWNER}
    given.leave()
    given.stop()
    assert given.answers()
    assert world_names(given) == (WORLD,)
    assert drop_world(given, WORLD)


def test_a_login_that_may_not_act_as_our_roles_is_told_what_to_ask_for(house: EmbeddedServer) -> None:
    with pytest.raises(Outage, match=r"GRANT lantau_owner, lantau_app TO"):
        GivenServer(url(house, "guest")).start()


def test_a_given_server_that_is_away_is_an_outage_that_names_the_variable(tmp_path: Path) -> None:
    given = GivenServer(f"postgresql:///postgres?host={tmp_path}")
    assert not given.answers()
    with pytest.raises(Outage, match="LANTAU_DATABASE_URL"):
        given.start()


def test_an_address_that_is_none_is_an_outage_that_names_the_variable() -> None:
    with pytest.raises(Outage, match="LANTAU_DATABASE_URL is no address"):
        GivenServer("not an address")
