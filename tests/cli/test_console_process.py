"""The console as a process: detached and stopped, or in the foreground until Ctrl-C; the database goes with it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from lantau.db import EmbeddedServer
from tests.cli.conftest import filed_world
from tests.db.servers import wait_until
from tests.journeys.command import ROOT, environment, lantau, temporary_home


@pytest.fixture(scope="module")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose server runs only while somebody uses it, with one world."""
    with temporary_home() as home:
        lantau(home, "run", str(filed_world(tmp_path_factory.mktemp("scenario"), "shown")))
        yield home


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def health(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
        return str(answer.read().decode())


def answers(port: int) -> bool:
    try:
        return health(port) == "ok\n"
    except OSError:
        return False


def database_runs(home: Path) -> bool:
    return EmbeddedServer(home, durable=False).answers()


def test_detached_it_answers_until_it_is_stopped(own_home: Path) -> None:
    port = free_port()
    told = lantau(own_home, "up", "--detach", "--port", str(port)).stdout
    assert f"http://127.0.0.1:{port}" in told
    assert health(port) == "ok\n"
    refused = lantau(own_home, "up", "--detach", "--port", str(port), code=1).stderr
    assert "cli.port_taken" in refused
    assert "by the console of this home" in refused
    lantau(own_home, "verify")
    assert "console stopped; database stopped" in lantau(own_home, "stop").stdout
    assert not answers(port)
    assert not database_runs(own_home)
    assert "console was not running; database was not running" in lantau(own_home, "stop").stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_in_the_foreground_ctrl_c_stops_it_and_the_database(own_home: Path, number: signal.Signals) -> None:
    port = free_port()
    console = subprocess.Popen(
        [sys.executable, "-m", "lantau.cli", "up", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(own_home),
    )
    wait_until(lambda: answers(port) or console.poll() is not None)
    assert console.poll() is None, console.communicate()
    assert database_runs(own_home)
    os.kill(console.pid, number)
    told, complaints = console.communicate(timeout=60)
    assert console.returncode == 0, complaints
    assert complaints == ""
    assert "Console and database stopped." in told
    assert not database_runs(own_home)
    assert not (own_home / "console.pid").exists()


def test_a_console_of_a_world_nobody_played_says_so(own_home: Path) -> None:
    refused = lantau(own_home, "up", "--detach", "--world", "nowhere", "--port", str(free_port()), code=1).stderr
    assert "cli.console_failed" in refused
    assert "worlds.unknown_world" in refused
