"""A home with one small world in which an application waits, and the commands run inside this process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lantau.cli import main
from lantau.db import EmbeddedServer, Server
from lantau.wiring import LiveWorld, Settings, open_sandbox
from tests.conftest import HOME_PREFIX
from tests.journeys.command import FIRST_COIN
from tests.worlds.small_world import WORLD, write

FILED = """
[[act]]
name = "filed"
at = 2026-09-02T10:00:00+08:00
do = "application.file"
by = "mei"
with = { party = "$firm", application = "application.toml" }
words = "The firm applies."
words_zh = "提出申請。"
"""

Run = Callable[..., Result]


def filed_world(folder: Path, name: str) -> Path:
    """A scenario in which Lantern Quay has filed its application and nobody has decided."""
    write(folder, world=WORLD.replace('name = "small"', f'name = "{name}"'), acts=FILED)
    shutil.copy(FIRST_COIN / "parties" / "lantern-quay.toml", folder / "parties" / "firm.toml")
    shutil.copy(FIRST_COIN / "applications" / "lantern-quay.toml", folder / "application.toml")
    return folder


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose server stays up for the session, so that each command finds it."""
    folder = tmp_path_factory.mktemp(HOME_PREFIX)
    server = EmbeddedServer(folder, durable=False)
    server.start()
    yield folder
    server.destroy()


@pytest.fixture(scope="session")
def server(home: Path) -> Server:
    return EmbeddedServer(home, durable=False)


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process: `run("rules", "list", code=0)`."""
    for name in ("LANTAU_WORLD", "LANTAU_PORT", "LANTAU_DATABASE_URL", "LANTAU_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANTAU_HOME", str(home))

    def command(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, list(arguments))
        assert result.exit_code == code, f"left with {result.exit_code}\n{result.output}\n{result.exception!r}"
        return result

    return command


@pytest.fixture
def filed(run: Run, home: Path, tmp_path: Path) -> Iterator[LiveWorld]:
    """A world of its own for this test, as operations see it."""
    name = f"filed-{tmp_path.name.strip('_').lower().replace('_', '-')[-20:]}"
    run("run", str(filed_world(tmp_path / "scenario", name)))
    with open_sandbox(Settings(home=home)) as sandbox:
        live = sandbox.world(name)
        assert isinstance(live, LiveWorld), live
        yield live
