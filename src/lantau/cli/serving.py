"""The console as a process: in the foreground until Ctrl-C, or detached with its process id in the home folder."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import NoReturn

import click

from lantau.cli.output import refuse
from lantau.cli.refusals import CONSOLE_FAILED, PORT_TAKEN
from lantau.refusal import Refusal
from lantau.wiring import CONSOLE_PID_FILE

LOG_FILE = "console.log"
START_SECONDS = STOP_SECONDS = 60


def foreground(port: int, world_name: str) -> NoReturn:
    """Become the console's process: Ctrl-C reaches it directly."""
    sys.stdout.flush()
    os.execv(sys.executable, _command(port, world_name))


def _command(port: int, world_name: str) -> list[str]:
    """The console is the room `web`, which the command line may not import: it is started as a process."""
    return [sys.executable, "-m", "lantau.web", "--port", str(port), "--world", world_name]


def require_port_free(home: Path, port: int) -> None:
    """Refuse when something listens there already, our own console included."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            ours = " by the console of this home" if _running(home) else ""
            refuse(Refusal(PORT_TAKEN, f"port {port} of 127.0.0.1 is taken{ours}", where="--port"))


def detach(home: Path, port: int, world_name: str) -> None:
    """Start the console as a process of its own, and return once it answers."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOG_FILE).open("wb") as log:
        process = subprocess.Popen(
            _command(port, world_name), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    for _ in range(START_SECONDS * 10):
        if process.poll() is not None:
            break
        if _answers(port):
            click.echo(f"Console: http://127.0.0.1:{port} (process {process.pid}); lantau stop, or make stop, ends it.")
            return
        time.sleep(0.1)
    process.terminate()
    said = (home / LOG_FILE).read_text(encoding="utf-8", errors="replace")[-2000:]
    refuse(Refusal(CONSOLE_FAILED, f"the console did not answer:\n{said}", where=str(home / LOG_FILE)))


def stop(home: Path) -> bool:
    """Stop the console of this home, waiting until it is gone; says whether one was running."""
    pid = _running(home)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    for _ in range(STOP_SECONDS * 20):
        if not _alive(pid):
            break
        time.sleep(0.05)
    else:
        os.kill(pid, signal.SIGKILL)
    (home / CONSOLE_PID_FILE).unlink(missing_ok=True)
    return True


def _running(home: Path) -> int | None:
    """The process id of this home's console: of a live process whose command line is ours, not a reused number."""
    try:
        pid = int((home / CONSOLE_PID_FILE).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None
    return pid if _alive(pid) and _is_console(pid) else None


def _alive(pid: int) -> bool:
    """Whether the process is there and has not ended; a child of ours that ended is reaped."""
    try:
        ended, _ = os.waitpid(pid, os.WNOHANG)
        if ended == pid:
            return False
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0] == "Z"
        )
    except (FileNotFoundError, IndexError):
        return False


def _is_console(pid: int) -> bool:
    command = Path(f"/proc/{pid}/cmdline")
    if not command.exists():
        return True
    return b"lantau" in command.read_bytes()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
