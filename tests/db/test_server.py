"""The supervisor: one server for each home, shared, adopted, recovered and stopped when the last user leaves."""

from __future__ import annotations

import itertools
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lantau.db import OWNER, Connection, EmbeddedServer, Outage, world_database, world_names
from tests.db.servers import USER, WAITS, has_ended, kill, place, postmaster, python, started_at, wait_until


@pytest.fixture
def fresh_home(tmp_path: Path) -> Iterator[Path]:
    """A home that does not exist yet; whatever server it gets is destroyed after the test."""
    home = tmp_path / "home"
    yield home
    EmbeddedServer(home, durable=False).destroy()


@pytest.fixture(scope="module")
def used_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("used") / "home"
    with EmbeddedServer(home, durable=False) as server:
        world_database(server, "w")
    yield home
    EmbeddedServer(home, durable=False).destroy()


@pytest.fixture(scope="module")
def other_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A second home beside ``home``."""
    home = tmp_path_factory.mktemp("other") / "home"
    yield home
    EmbeddedServer(home, durable=False).destroy()


@pytest.fixture
def home(used_home: Path) -> Iterator[Path]:
    """A home with one world, ``w``, whose server does not run; shared by tests that leave its data whole."""
    yield used_home
    EmbeddedServer(used_home, durable=False).stop()


def settings(connection: Connection, *names: str) -> list[str]:
    rows = connection.execute(
        "SELECT setting FROM unnest(%s::text[]) WITH ORDINALITY AS wanted (name, nth) "
        "JOIN pg_settings USING (name) ORDER BY nth",
        (list(names),),
    ).fetchall()
    return [row["setting"] for row in rows]


def test_a_server_is_durable_checked_and_out_of_the_networks_reach(home: Path) -> None:
    with EmbeddedServer(home) as server, server.connect(OWNER, "postgres") as connection:
        assert settings(connection, "fsync", "synchronous_commit", "full_page_writes", "data_checksums") == ["on"] * 4
        assert settings(connection, "listen_addresses", "server_encoding") == ["", "UTF8"]
        mode = place(home).data_folder.stat().st_mode & 0o777
        assert mode == 0o700
        row = connection.execute("SELECT usesuper FROM pg_user WHERE usename = CURRENT_USER").fetchone()
        assert row == {"usesuper": False}


def test_the_last_one_out_stops_it(home: Path) -> None:
    first, second = EmbeddedServer(home, durable=False), EmbeddedServer(home, durable=False)
    first.start()
    started = started_at(first)
    second.start()
    assert started_at(second) == started
    first.leave()
    assert second.answers()
    second.leave()
    assert not second.answers()


def test_told_to_keep_it_stays_until_it_is_stopped(home: Path) -> None:
    with EmbeddedServer(home, durable=False) as server:
        server.keep()
    assert server.answers()
    server.stop()
    assert not server.answers()
    with EmbeddedServer(home, durable=False):
        pass
    assert not server.answers()


def test_stopped_on_purpose_it_is_not_revived_by_who_still_wanted_it(home: Path) -> None:
    server = EmbeddedServer(home, durable=False)
    database = world_database(server, "w")
    EmbeddedServer(home, durable=False).stop()
    with pytest.raises(Outage, match="stopped"), database.read():
        pass
    server.start()
    with database.read() as connection:
        connection.execute("SELECT 1")
    server.leave()


def test_a_killed_user_leaves_a_server_that_the_next_adopts(home: Path) -> None:
    user = python(WAITS, str(home))
    assert user.stdout is not None
    started = user.stdout.readline().strip()
    user.kill()
    user.communicate()
    server = EmbeddedServer(home, durable=False)
    assert server.answers()
    server.start()
    assert started_at(server) == started
    server.leave()
    assert not server.answers()


def test_another_process_keeps_the_server_up(home: Path) -> None:
    user = python(WAITS, str(home))
    assert user.stdout is not None
    user.stdout.readline()
    with EmbeddedServer(home, durable=False) as server:
        pass
    assert server.answers()
    user.communicate()
    assert user.returncode == 0
    assert not server.answers()


def test_four_who_start_it_at_once_get_one_server(fresh_home: Path) -> None:
    users = [python(WAITS, str(fresh_home)) for _ in range(4)]
    started = {user.stdout.readline() for user in users if user.stdout is not None}
    assert len(started) == 1
    for user in users:
        user.communicate()
    assert not EmbeddedServer(fresh_home).answers()


def test_commits_that_were_acknowledged_survive_a_killed_server(home: Path) -> None:
    server = EmbeddedServer(home)
    database = world_database(server, "w")
    with server.connect(OWNER, database.name) as connection:
        connection.execute("CREATE SCHEMA s; CREATE TABLE s.t (n integer PRIMARY KEY)")
        connection.execute("GRANT USAGE ON SCHEMA s TO lantau_app; GRANT SELECT, INSERT ON s.t TO lantau_app")
    acknowledged: list[int] = []
    unanswered: set[int] = set()
    enough = threading.Event()

    def write() -> None:
        for n in itertools.count():
            if enough.is_set():
                return
            try:
                with database.transaction() as connection:
                    connection.execute("INSERT INTO s.t VALUES (%s)", (n,))
            except Outage:
                unanswered.add(n)
            else:
                acknowledged.append(n)

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(3):
        before = len(acknowledged)
        wait_until(lambda before=before: len(acknowledged) > before + 20)
        kill(postmaster(home))
    before = len(acknowledged)
    wait_until(lambda: len(acknowledged) > before + 20)
    enough.set()
    writer.join()
    with database.read() as connection:
        kept = {row["n"] for row in connection.execute("SELECT n FROM s.t").fetchall()}
    assert set(acknowledged) <= kept <= {*acknowledged, *unanswered}
    server.leave()


def test_an_idle_connection_that_died_is_replaced_unseen(home: Path) -> None:
    with EmbeddedServer(home, durable=False) as server:
        database = world_database(server, "w")
        with database.read() as connection:
            backend = connection.info.backend_pid
        kill(postmaster(home))
        wait_until(lambda: has_ended(backend))
        with database.transaction() as connection:
            assert connection.execute("SELECT 1 AS n").fetchone() == {"n": 1}


def test_threads_that_lose_the_server_together_get_it_back_together(home: Path) -> None:
    with EmbeddedServer(home, durable=False) as server:
        database = world_database(server, "w")

        def count(_: int) -> int:
            with database.read() as connection:
                return len(connection.execute("SELECT 1").fetchall())

        kill(postmaster(home))
        wait_until(lambda: not server.answers())
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(count, range(16))) == [1] * 16


def test_a_server_that_cannot_start_is_an_outage_that_shows_its_log(home: Path) -> None:
    control_path = place(home).data_folder / "global" / "pg_control"
    hidden_path = control_path.rename(control_path.with_name("hidden"))
    with pytest.raises(Outage, match=r"does not start.*server\.log ends with:(.|\n)*database system"):
        EmbeddedServer(home, durable=False).start()
    hidden_path.rename(control_path)


def test_two_homes_at_once_do_not_collide(home: Path, other_home: Path) -> None:
    with EmbeddedServer(home, durable=False) as one, EmbeddedServer(other_home, durable=False) as other:
        assert place(home).root != place(other_home).root
        world_database(one, "w")
        with other.connect(OWNER, "postgres") as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'lantau_w'").fetchone()
        assert found is None
        one.stop()
        assert other.answers()


def test_a_crash_while_the_cluster_is_made_blocks_nobody(fresh_home: Path) -> None:
    user = python(USER, str(fresh_home))
    wait_until(lambda: any(path.name == "global" for path in _growing(fresh_home)))
    user.kill()
    user.communicate()
    with EmbeddedServer(fresh_home, durable=False) as server:
        assert server.answers()


def _growing(home: Path) -> list[Path]:
    """What lies in the half-made data folder, if any."""
    try:
        return list(place(home).root.glob("data.new*/*"))
    except (AssertionError, OSError):
        return []


def test_a_stale_pid_file_with_a_strangers_number_is_forgotten_and_the_stranger_lives(
    home: Path, other_home: Path
) -> None:
    with EmbeddedServer(home, durable=False), EmbeddedServer(other_home, durable=False) as other:
        pid_path = place(other_home).data_folder / "postmaster.pid"
        text = pid_path.read_text(encoding="utf-8")
        kill(postmaster(other_home))
        wait_until(lambda: not other.answers())
        pid_path.write_text(text.replace(text.split()[0], str(postmaster(home)), 1), encoding="utf-8")
        EmbeddedServer(other_home, durable=False).stop()
        assert EmbeddedServer(home).answers()
        other.start()
        assert other.answers()


def test_a_moved_home_keeps_its_worlds(home: Path) -> None:
    moved_home = home.rename(home.with_name("moved"))
    with EmbeddedServer(moved_home, durable=False) as server, server.connect(OWNER, "lantau_w") as connection:
        connection.execute("SELECT 1")
    moved_home.rename(home)
    with EmbeddedServer(home, durable=False) as server:
        assert world_names(server) == ("w",)


def test_a_copied_home_never_shares_the_originals_server(home: Path, tmp_path: Path) -> None:
    copied_home = tmp_path / "copied"
    with EmbeddedServer(home, durable=False):
        pass
    shutil.copytree(home, copied_home)
    with EmbeddedServer(home, durable=False), EmbeddedServer(copied_home, durable=False) as copy:
        assert place(home).root != place(copied_home).root
        copy.destroy()


def test_data_of_another_major_release_are_named_not_opened(home: Path) -> None:
    version_path = place(home).data_folder / "PG_VERSION"
    version = version_path.read_text(encoding="utf-8")
    version_path.write_text("12\n", encoding="utf-8")
    with pytest.raises(Outage, match="made by PostgreSQL 12"):
        EmbeddedServer(home, durable=False).start()
    version_path.write_text(version, encoding="utf-8")


def test_a_home_that_cannot_be_made_is_an_outage_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Outage, match="cannot be made"):
        EmbeddedServer(tmp_path / "file" / "home").start()
