"""Finding anvil, and running one under our own supervision: detached, by a pid file, alive when it answers.

What survives ``kill -9`` is what the last whole dump of its state held: headers, receipts, events and the newest state
of every block in it. At most ``STATE_INTERVAL_SECONDS`` and the time of a dump are lost; the head is then lower than
before and blocks made anew have other hashes, which is a reorganisation to whoever follows. Who sent what was lost
sends it again. Anvil dumps in place, so a kill in the middle leaves half a file: ``anvil_keeper`` keeps a whole copy.
"""

from __future__ import annotations

import fcntl
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from lantau.chain import anvil_keeper
from lantau.chain.node import NodeAway, NodeRefused
from lantau.chain.rpc_node import PacedRpcNode

PACKAGE = "@foundry-rs/anvil"
VERSION = "1.7.1"
"""The release these flags and traps were tried on."""

PLATFORMS = {
    ("Linux", "x86_64"): "linux-amd64",
    ("Linux", "aarch64"): "linux-arm64",
    ("Darwin", "x86_64"): "darwin-amd64",
    ("Darwin", "arm64"): "darwin-arm64",
}
STATE_INTERVAL_SECONDS = 2
GENESIS_SECOND = 1_577_836_800
"""1 January 2020: before anything that a scenario can date."""
STATES_IN_MEMORY = 64
GAS_LIMIT = 10**12
"""A block takes whatever waits: a scenario's day is one block, however busy it was."""

START_SECONDS = 20
STOP_SECONDS = 10
LOCAL_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Missing:
    """No anvil was found: where it was looked for, and the one line that installs it."""

    looked_in: tuple[str, ...]
    install: str


def find_anvil(home: Path, *, named: str = "", run: Callable[[Sequence[str]], str] | None = None) -> Path | Missing:
    """The anvil binary: ``named`` if it is given, else on PATH, in npm's folders here, below ``home``, or npm's own.

    ``run`` runs a program and answers what it printed; tests give their own.
    """
    if named:
        named_path = Path(named).expanduser()
        return named_path if os.access(named_path, os.X_OK) else Missing((str(named_path),), install_line(home))
    looked: list[str] = ["PATH"]
    if found := shutil.which("anvil"):
        return Path(found)
    roots = [Path.cwd() / "node_modules", home / "anvil" / "node_modules"]
    for root in _with_global(roots, run or _printed):
        looked.append(str(root))
        if (binary := _binary_below(root)) is not None:
            return binary
    return Missing(tuple(looked), install_line(home))


def install_line(home: Path) -> str:
    """The command that puts anvil where ``find_anvil`` looks. The binary is in a package of its own for each platform,
    so it works with npm's install scripts turned off."""
    return f"npm install --ignore-scripts --no-fund --no-audit --prefix {home / 'anvil'} {PACKAGE}@{VERSION}"


def _with_global(roots: list[Path], run: Callable[[Sequence[str]], str]) -> Iterator[Path]:
    """The folders, and npm's own last: asking npm takes a second."""
    yield from roots
    if npm := shutil.which("npm"):
        with suppress(OSError, subprocess.SubprocessError):
            if printed := run([npm, "root", "--global"]).strip():
                yield Path(printed)


def _printed(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout


def _binary_below(root: Path) -> Path | None:
    """The binary of the platform package; npm puts it beside the main package or inside it."""
    name = PLATFORMS.get((platform.system(), platform.machine()))
    if name is None:
        return None
    for path in (root, root / PACKAGE / "node_modules"):
        binary = path / f"{PACKAGE}-{name}" / "bin" / "anvil"
        if os.access(binary, os.X_OK):
            return binary
    return None


class AnvilProcess:
    """One anvil of a home folder. It outlives the process that started it; whoever opens the home finds it again."""

    def __init__(self, binary: Path, home: Path, port: int, chain_id: int, *, block_time: int | None = None) -> None:
        """``block_time`` in whole seconds makes it mine by itself; None makes blocks only when told (``produce``)."""
        self.binary, self.home, self.port, self.chain_id = binary, home.absolute(), port, chain_id
        self.block_time = block_time
        self.url = f"http://{LOCAL_HOST}:{port}"

    def node(self) -> PacedRpcNode:
        """A client of this node, that refuses any other chain on its port."""
        return PacedRpcNode(self.url, chain_id=self.chain_id)

    def answers(self) -> bool:
        """Whether the node is up, found by asking its chain id; another chain on the port is not this one."""
        node = PacedRpcNode(self.url, timeout_seconds=5, chain_id=self.chain_id)
        try:
            return node.chain_id == self.chain_id
        except (NodeAway, NodeRefused):
            return False
        finally:
            node.close()

    def start(self) -> None:
        """Leave with a node that answers; one that runs already is kept. Raises NodeAway with what it said."""
        self.home.mkdir(parents=True, exist_ok=True)
        with self._alone():
            if self.answers():
                return
            self._end()
            anvil_keeper.choose(self.home)
            with self._log_path.open("ab") as log:
                process = subprocess.Popen(
                    self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.home,
                    start_new_session=True,
                )  # fmt: skip
            self._pid_path.write_text(f"{process.pid}\n", encoding="utf-8")
            deadline = time.monotonic() + START_SECONDS
            while not self.answers():
                if process.poll() is not None or time.monotonic() > deadline:
                    self._end()
                    raise NodeAway(f"anvil did not start on port {self.port}: {self._last_words()}")
                time.sleep(0.05)
            subprocess.Popen(
                [sys.executable, "-I", anvil_keeper.__file__, str(self.home), str(process.pid)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def stop(self) -> None:
        """End the node; it writes its state first, and the next start goes on from there."""
        if self.home.is_dir():
            with self._alone():
                self._end()

    def pid(self) -> int | None:
        """The process of this node, if it runs: the pid file's number, held against what that process is."""
        try:
            pid = int(self._pid_path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return pid if _runs(pid, self.binary) else None

    @property
    def state_path(self) -> Path:
        """Where it keeps its state."""
        return self.home / anvil_keeper.STATE

    @property
    def _log_path(self) -> Path:
        return self.home / "anvil.log"

    @property
    def _pid_path(self) -> Path:
        return self.home / "anvil.pid"

    def _command(self) -> list[str]:
        # Blocks made when told are dated by whoever tells: a chain that began today has no room for last month's.
        told = ["--no-mining", "--timestamp", str(GENESIS_SECOND)]
        mining = told if self.block_time is None else ["--block-time", str(self.block_time)]
        return [
            str(self.binary), "--host", LOCAL_HOST, "--port", str(self.port), "--chain-id", str(self.chain_id),
            "--hardfork", "cancun", "--prune-history", str(STATES_IN_MEMORY), "--order", "fifo",
            "--gas-limit", str(GAS_LIMIT), "--quiet",
            "--state", str(self.state_path), "--state-interval", str(STATE_INTERVAL_SECONDS), *mining,
        ]  # fmt: skip

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process starts or stops this node meanwhile."""
        with (self.home / "anvil.lock").open("a") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield

    def _end(self) -> None:
        """Ask it to end, then end it."""
        for number in (signal.SIGINT, signal.SIGKILL):
            pid = self.pid()
            if pid is None:
                break
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            deadline = time.monotonic() + STOP_SECONDS
            while self.pid() is not None and time.monotonic() < deadline:
                _reap(pid)
                time.sleep(0.02)
            _reap(pid)
        self._pid_path.unlink(missing_ok=True)

    def _last_words(self) -> str:
        try:
            lines = self._log_path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        except FileNotFoundError:
            lines = []
        return lines[-1] if lines else "it said nothing"


def _reap(pid: int) -> None:
    """Take the exit status of a child of ours, so that it is gone; somebody else's child is theirs."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def _runs(pid: int, binary: Path) -> bool:
    """Whether this process is there, no zombie, and runs this binary: numbers are given out again."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]
    except OSError:  # no /proc on this system, or it has just ended
        return not Path("/proc/self").exists()
    return command == os.fsencode(binary)
