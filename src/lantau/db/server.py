"""Our own supervisor of the embedded server of one home folder, and its twin for a server you already have."""

from __future__ import annotations

import atexit
import os
import shutil
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row

from lantau.db import binaries
from lantau.db.cluster import Cluster, State, state
from lantau.db.locks import FileLock
from lantau.db.outages import Outage
from lantau.db.places import Place, forget, settle, settled, write
from lantau.db.roles import ADMINISTRATOR, APPLICATION, OWNER

Connection = psycopg.Connection[dict[str, Any]]
URL_VARIABLE = "LANTAU_DATABASE_URL"
ROLES_LOCK = 0x1A27A2
SESSION = "-c TimeZone=UTC -c search_path="
"""Every session: instants in UTC, and only names that say their schema."""


class Server(ABC):
    """A server that holds worlds, and how to reach it as one of our roles."""

    maintenance_database = "postgres"
    """Where a session stands while it creates and drops the databases of worlds."""

    durable = True
    """Whether it waits for the disk at each commit; only the throw-away servers of tests do not."""

    @abstractmethod
    def dsn(self, role: str, database: str) -> str:
        """How libpq reaches a database as a role; starts the server when this process has not yet."""

    @abstractmethod
    def start(self) -> None:
        """Leave with a server that answers and holds our roles."""

    @abstractmethod
    def revive(self) -> None:
        """Bring back a server that was lost, if it is ours to bring back; an Outage when it is not to be."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server is up, found by asking it."""

    @abstractmethod
    def keep(self) -> None:
        """Let the server run on after its last user has left, until ``stop``."""

    @abstractmethod
    def leave(self) -> None:
        """This process needs the server no longer."""

    @abstractmethod
    def stop(self) -> None:
        """Stop the server for everybody, if it is ours."""

    @abstractmethod
    def destroy(self) -> None:
        """Stop the server and delete all its worlds for good, if it is ours."""

    def connect(self, role: str, database: str) -> Connection:
        """A new connection as one of the roles, committing by itself; an OperationalError when the server is away."""
        return psycopg.connect(self.dsn(role, database), autocommit=True, row_factory=dict_row)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()


class EmbeddedServer(Server):
    """The embedded PostgreSQL of one home folder, shared by every process that uses this home.

    The first process to need it starts it, the last one to leave stops it, unless it was told to ``keep`` running.
    A server whose users were killed goes on and is adopted by the next; a killed server is recovered by whoever
    needs it next. ``stop`` ends it for everybody until the next ``start``.
    """

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.absolute()
        self.durable = durable
        self._pid = os.getpid()
        self._threads = threading.RLock()
        self._start_lock = FileLock(self.home / "start.lock")
        self._users_lock = FileLock(self.home / "users.lock")
        self._place: Place | None = None

    @contextmanager
    def _alone(self, why: str) -> Iterator[None]:
        """No other thread, and no other process that uses this home, starts or stops the server meanwhile."""
        with self._threads, self._start_lock.hold(f"waiting for another process, {why}"):
            yield

    def start(self) -> None:
        """Leave with a server that answers and holds the roles; from now on this process is one of its users."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as caught:
            raise Outage(f"the home {self.home} cannot be made: {caught.strerror}") from None
        with self._alone("to use PostgreSQL"):
            (self.home / "stopped").unlink(missing_ok=True)
            self._bring_up()
            if os.getpid() != self._pid:
                self._users_lock.release()
                self._pid = os.getpid()
            if not self._users_lock.held:
                joined = self._users_lock.take(shared=True)
                assert joined, "only a holder of the start lock takes the users' lock for itself"
                atexit.register(self.leave)

    def revive(self) -> None:
        """Start the server again after it was lost; an Outage when it was stopped on purpose."""
        if (self.home / "stopped").exists():
            raise Outage(f"the PostgreSQL of {self.home} was stopped")
        self.start()

    def _bring_up(self) -> None:
        place = settled(self.home) or settle(self.home)
        self._place = place
        if state(place) is not State.ANSWERS:
            Cluster(place, binaries.find(), durable=self.durable).start()
        try:
            with self.connect(ADMINISTRATOR, "postgres") as connection:
                create_roles(connection, login=True)
        except psycopg.OperationalError as error:
            raise Outage(f"PostgreSQL went away while it was started: {str(error).strip()}") from error

    def dsn(self, role: str, database: str) -> str:
        """How libpq reaches a database as a role."""
        if self._place is None:
            self.start()
        assert self._place is not None
        return make_conninfo(
            host=str(self._place.socket_folder), port=5432, user=role, dbname=database, options=SESSION
        )

    def answers(self) -> bool:
        """Whether the server is up, found by asking it."""
        place = self._place or settled(self.home)
        return place is not None and state(place) is State.ANSWERS

    def keep(self) -> None:
        """Let the server run on after its last user has left, until ``stop``."""
        write(self.home / "keep", "this server runs until it is stopped\n")

    def leave(self) -> None:
        """This process needs the server no longer. The last one out stops it."""
        if not self._users_lock.held or os.getpid() != self._pid:
            return
        atexit.unregister(self.leave)
        with self._alone("to leave PostgreSQL"):
            self._users_lock.release()
            if not (self.home / "keep").exists() and self._users_lock.take():
                try:
                    self._end()
                finally:
                    self._users_lock.release()

    def stop(self) -> None:
        """Stop the server for everybody."""
        if self.home.is_dir():
            with self._alone("to stop PostgreSQL"):
                self._stop()

    def destroy(self) -> None:
        """Stop the server and delete every world of this home for good."""
        if self.home.is_dir():
            with self._alone("to delete its worlds"):
                self._stop()
                place = settled(self.home)
                if place is not None:
                    shutil.rmtree(place.root)
                    if place.socket_folder != place.run_folder:
                        shutil.rmtree(place.socket_folder, ignore_errors=True)
                forget(self.home)
                self._place = None

    def _stop(self) -> None:
        (self.home / "keep").unlink(missing_ok=True)
        write(self.home / "stopped", "stopped on purpose; the next start removes this\n")
        self._end()
        self._users_lock.release()
        atexit.unregister(self.leave)

    def _end(self) -> None:
        place = settled(self.home)
        if place is not None:
            Cluster(place, binaries.find(), durable=self.durable).stop()


class GivenServer(Server):
    """A PostgreSQL of your own, named by a URL: it is never started nor stopped.

    Its credentials must be able to create databases and roles. They act as our roles by SET ROLE, so what divides
    owner and application there is our discipline rather than a login.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._prepared = False
        try:
            named = conninfo_to_dict(url).get("dbname")
        except psycopg.ProgrammingError as caught:
            raise Outage(f"{URL_VARIABLE} is no address of a PostgreSQL database: {caught}") from None
        self.maintenance_database = str(named or Server.maintenance_database)

    def start(self) -> None:
        """Check that the server answers and is new enough, and create our roles there once."""
        try:
            with psycopg.connect(self._url, autocommit=True, row_factory=dict_row) as connection:
                if connection.info.server_version < binaries.OLDEST_MAJOR * 10_000:
                    raise Outage(f"the server in {URL_VARIABLE} is older than PostgreSQL {binaries.OLDEST_MAJOR}")
                create_roles(connection, login=False)
        except psycopg.errors.InsufficientPrivilege as error:
            raise Outage(
                f"the login in {URL_VARIABLE} may not act as {OWNER} and {APPLICATION} ({str(error).strip()}): "
                f"have its administrator run GRANT {OWNER}, {APPLICATION} TO that login, or give it CREATEROLE"
            ) from error
        except psycopg.OperationalError as error:
            raise Outage(f"the server in {URL_VARIABLE} does not answer: {str(error).strip()}") from error
        self._prepared = True

    def revive(self) -> None:
        """Nothing of ours to start: the next connection shows whether the server is back."""

    def dsn(self, role: str, database: str) -> str:
        """The given URL with our database, acting as the role."""
        if not self._prepared:
            self.start()
        options = f"{conninfo_to_dict(self._url).get('options') or ''} {SESSION}".strip()
        if role != ADMINISTRATOR:
            options = f"{options} -c role={role}"
        return make_conninfo(self._url, dbname=database, options=options)

    def answers(self) -> bool:
        """Whether the given credentials get a connection."""
        try:
            psycopg.connect(self._url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def keep(self) -> None:
        """It runs on anyway."""

    def leave(self) -> None:
        """It runs on anyway."""

    def stop(self) -> None:
        """Not ours to stop."""

    def destroy(self) -> None:
        """Not ours to destroy."""


def open_server(home: Path, *, url: str = "", durable: bool = True) -> Server:
    """The server that ``url`` names, or ``LANTAU_DATABASE_URL``, else this home's embedded one; not started yet."""
    url = url or os.environ.get(URL_VARIABLE, "")
    return GivenServer(url) if url else EmbeddedServer(home, durable=durable)


def create_roles(connection: Connection, *, login: bool) -> None:
    """Create the two roles where they are missing; without ``login`` the present user becomes a member of both."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (ROLES_LOCK,))
        found = {row["rolname"] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role in (OWNER, APPLICATION):
            name = sql.Identifier(role)
            if role not in found:
                right = sql.SQL("LOGIN" if login else "NOLOGIN")
                connection.execute(sql.SQL("CREATE ROLE {} {}").format(name, right))
            member = connection.execute(
                "SELECT pg_has_role(%s, 'SET') AND pg_has_role(%s, 'USAGE') AS enough", (role, role)
            ).fetchone()
            if not login and member is not None and not member["enough"]:
                connection.execute(sql.SQL("GRANT {} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE").format(name))
