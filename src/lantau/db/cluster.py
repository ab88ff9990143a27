"""One PostgreSQL cluster on disk: made whole or not at all, started patiently, stopped cleanly."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from enum import Enum
from pathlib import Path

from psycopg import pq
from psycopg.conninfo import make_conninfo

from lantau.db.binaries import Binaries, reachable_copy
from lantau.db.locks import PATIENCE_SECONDS, Progress
from lantau.db.outages import Outage
from lantau.db.places import SHARED_FOLDER, SOCKET_NAME, Place, write
from lantau.db.roles import ADMINISTRATOR, APPLICATION, OWNER

LOG_BYTES_MAX = 4 * 1024 * 1024
LAUNCH_SECONDS = 3
"""How long ``pg_ctl`` itself waits; a longer recovery is waited for here, where it can be explained."""

STILL_HELD = ("pre-existing shared memory block", "lock file")
"""What a refused start says while processes of an earlier server are still leaving; worth waiting for."""

SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "max_connections": "100",
    "shared_buffers": "'128MB'",
    "max_wal_size": "'512MB'",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "lc_messages": "'C'",
    "log_line_prefix": "'%m [%p] %u@%d '",
    "log_checkpoints": "off",
}
"""Durable, reachable by its socket alone, small; the same on every machine."""

FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""For throw-away worlds of tests: survives a killed process, not a lost machine."""


class State(Enum):
    """What a server answers when asked whether it is there."""

    ANSWERS = "answers"
    BUSY = "starting, recovering or stopping"
    SILENT = "silent"


class Cluster:
    """The data folder of one place and the server process on it. Callers hold the home's start lock."""

    def __init__(self, place: Place, binaries: Binaries, *, durable: bool) -> None:
        self.place = place
        self._binaries = binaries
        self._durable = durable
        self._reachable = False

    def state(self) -> State:
        """Ask the server itself; a pid file proves nothing."""
        return state(self.place)

    def start(self) -> None:
        """Leave with a server that answers: the one that runs, or a new one, waiting for crash recovery."""
        progress = Progress("waiting for PostgreSQL to recover")
        while True:
            found = self.state()
            if found is State.ANSWERS:
                return
            if found is State.SILENT:
                self._make()
                if self._launch():
                    return
            if progress.waited_seconds() > PATIENCE_SECONDS:
                raise Outage(f"PostgreSQL did not come up within {PATIENCE_SECONDS} s; see {self.place.log_path}")
            progress.tick()
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop the server, whoever uses it; open transactions are rolled back. No server is no fault."""
        self._forget_stranger()
        if not (self.place.data_folder / "postmaster.pid").exists():
            return
        for mode, seconds in (("fast", 60), ("immediate", 60)):
            self._run("pg_ctl", "stop", "-D", "data", "-m", mode, "-w", "-t", str(seconds))
            if self.state() is State.SILENT:
                return
        raise Outage(f"PostgreSQL in {self.place.data_folder} does not stop")

    def _make(self) -> None:
        """Initialise the data folder beside its final name, so that a crash leaves nothing that looks whole."""
        data_folder = self.place.data_folder
        for leftover_folder in self.place.root.glob("data.new*"):
            shutil.rmtree(leftover_folder, ignore_errors=True)
        if data_folder.exists():
            made_by = int((data_folder / "PG_VERSION").read_text(encoding="utf-8"))
            if made_by != self._binaries.major:
                raise Outage(
                    f"{data_folder} was made by PostgreSQL {made_by} and cannot be opened by {self._binaries.version}: "
                    f"install {made_by}, or play your worlds again in a new home"
                )
            return
        growing_folder = self.place.own_folder(self.place.root / f"data.new{os.getpid()}")
        done = self._run(
            "initdb", "-D", growing_folder.name, "-U", ADMINISTRATOR, "--no-sync", "--no-instructions",
            "--data-checksums", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8", "--auth=reject",
        )  # fmt: skip
        if done.returncode != 0:
            raise Outage(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")
        if self._durable:
            self._sync(growing_folder)
        growing_folder.rename(data_folder)
        _sync_folder(self.place.root)

    def _sync(self, folder: Path) -> None:
        """Everything initdb wrote, onto the disk, once and at the end."""
        for method in ("syncfs", "fsync"):
            done = self._run("initdb", "-D", folder.name, "--sync-only", f"--sync-method={method}")
            if done.returncode == 0:
                return
        raise Outage(f"initdb could not write to the disk: {done.stderr.strip()}")

    def _launch(self) -> bool:
        """Start the server; says whether it answers already. An Outage when waiting longer would not help."""
        place = self.place
        self._write_settings()
        self._forget_stranger()
        if place.log_path.exists() and place.log_path.stat().st_size > LOG_BYTES_MAX:
            place.log_path.replace(place.log_path.with_suffix(".log.1"))
        log_bytes_before = place.log_path.stat().st_size if place.log_path.exists() else 0
        done = self._run(
            "pg_ctl", "start", "-D", "data", "-l", "run/server.log", "-s", "-w", "-t", str(LAUNCH_SECONDS),
            "-o", "-c config_file=postgresql.conf",
        )  # fmt: skip
        if done.returncode == 0:
            return True
        written = place.log_path.read_bytes()[log_bytes_before:] if place.log_path.exists() else b""
        complaint = written.decode("utf-8", "replace")[-2000:] or done.stderr
        fatal = [line for line in complaint.splitlines() if "FATAL: " in line or "PANIC: " in line]
        held = any(sign in line for line in fatal for sign in STILL_HELD)
        coming = not fatal and (place.data_folder / "postmaster.pid").exists()
        if not held and not coming and self.state() is State.SILENT:
            raise Outage(f"PostgreSQL does not start; {place.log_path} ends with:\n{complaint}")
        return False

    def _write_settings(self) -> None:
        place = self.place
        settings = SETTINGS | ({} if self._durable else FORGETFUL)
        settings |= {
            "data_directory": _quoted(place.data_folder),
            "hba_file": _quoted(place.root / "pg_hba.conf"),
            "ident_file": _quoted(place.root / "pg_ident.conf"),
            "unix_socket_directories": _quoted_list(place.socket_folder),
        }
        us = pwd.getpwuid(os.geteuid()).pw_name
        roles = (ADMINISTRATOR, OWNER, APPLICATION)
        write(place.root / "pg_hba.conf", f"local all {','.join(roles)} peer map=lantau\n")
        write(place.root / "pg_ident.conf", "".join(f'lantau "{us}" {role}\n' for role in roles))
        write(place.root / "postgresql.conf", "".join(f"{name} = {value}\n" for name, value in settings.items()))

    def _forget_stranger(self) -> None:
        """Remove stale lock files that name a zombie, or a process that was given the number since.

        The server would refuse to start over either, and ``pg_ctl stop`` would signal the stranger. Backends that
        outlived their server stay guarded against: the server finds their shared memory by the data folder itself.
        """
        for lock_path in (
            self.place.data_folder / "postmaster.pid",
            self.place.socket_folder / f"{SOCKET_NAME}.lock",
        ):
            try:
                process_folder = Path("/proc", lock_path.read_text(encoding="utf-8").split("\n", 1)[0].strip())
                state_letter = (process_folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
                stranger = (
                    state_letter == "Z" or (process_folder / "cwd").readlink() != self.place.data_folder.resolve()
                )
            except (OSError, IndexError):
                continue
            if stranger:
                lock_path.unlink(missing_ok=True)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs in the place, as the server's account; its paths are relative to there."""
        if not self._reachable:
            self._make_reachable()
        try:
            return self._execute(program, *arguments)
        except PermissionError as error:
            raise Outage(
                f"cannot run {self._binaries.program(program)} as {self.place.account.name} ({error}): "
                "run as an ordinary account, or name a server of your own in LANTAU_DATABASE_URL"
            ) from error

    def _execute(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        account = self.place.account
        return subprocess.run(
            [self._binaries.program(program), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.place.root,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            user=None if account.is_ours else account.uid,
            group=None if account.is_ours else account.gid,
            extra_groups=None if account.is_ours else [],
        )

    def _make_reachable(self) -> None:
        """Use the programs where they are if the server's account can run them there, else a copy it can reach."""
        self._reachable = True
        if self.place.account.is_ours:
            return
        try:
            found = self._execute("postgres", "--version").returncode == 0
        except PermissionError:
            found = False
        if not found:
            self._binaries = reachable_copy(self._binaries, SHARED_FOLDER)


def state(place: Place) -> State:
    """What the server of a place answers right now."""
    conninfo = make_conninfo(host=str(place.socket_folder), port=5432, dbname="postgres", connect_timeout=5)
    answer = pq.PGconn.ping(conninfo.encode())
    if answer == pq.Ping.OK:
        return State.ANSWERS
    return State.BUSY if answer == pq.Ping.REJECT else State.SILENT


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _quoted_list(path: Path) -> str:
    return "'\"" + str(path).replace("'", "''").replace('"', '""') + "\"'"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
