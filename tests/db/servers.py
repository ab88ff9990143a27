"""What the tests of the supervisor ask of the machine: processes of servers, and other processes that use a home."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lantau.db import EmbeddedServer
from lantau.db.places import Place, settled

PATIENCE_SECONDS = 60

USER = """
import sys
from pathlib import Path
from lantau.db import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), durable=False)
server.start()
with server.connect("lantau_owner", "postgres") as connection:
    print(connection.execute("SELECT pg_postmaster_start_time()::text AS t").fetchone()["t"], flush=True)
"""
"""A process that uses a home: prints when the server it found was started."""

WAITS = USER + "sys.stdin.read()\n"
"""The same, and it stays until its input is closed."""


def python(script: str, *arguments: str, **options: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options)  # type: ignore[call-overload, no-any-return]


def started_at(server: EmbeddedServer) -> str:
    """When the running server was started: tells one server from its successor."""
    with server.connect("lantau_owner", "postgres") as connection:
        row = connection.execute("SELECT pg_postmaster_start_time()::text AS t").fetchone()
    assert row is not None
    return str(row["t"])


def place(home: Path) -> Place:
    found = settled(home)
    assert found is not None
    return found


def postmaster(home: Path) -> int:
    return int((place(home).data_folder / "postmaster.pid").read_text(encoding="utf-8").split()[0])


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def hears_ctrl_c() -> None:
    """In a child, before it begins: Ctrl-C reaches it also where whoever started the tests ignores it (``nohup``)."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def has_ended(pid: int) -> bool:
    """Whether a process is gone, or a zombie that nobody has buried yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
