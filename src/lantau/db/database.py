"""One world's database as the application role sees it: transactions that commit whole, and reads of one moment."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from lantau.db.outages import Outage, is_outage
from lantau.db.roles import APPLICATION
from lantau.db.server import Connection, Server

IDLE_CONNECTIONS_MAX = 8

# What psycopg would say of a rollback on a lost connection is said by our Outage; a program that logs still gets it.
logging.getLogger("psycopg").addHandler(logging.NullHandler())


class Database:
    """A world's PostgreSQL database. Safe to share between threads; each open transaction has its own connection.

    A server that went away raises an Outage, never a refusal; the connection is made anew by the next call, which
    also starts the embedded server again if it must.
    """

    def __init__(self, server: Server, name: str) -> None:
        self.server = server
        self.name = name
        self._idle: list[Connection] = []
        self._guard = threading.Lock()
        self._pid = os.getpid()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Read and write at READ COMMITTED; commits at the end, rolls back on any exception.

        An Outage at the end leaves it open whether the commit happened: ask again with the same key.
        """
        with self._session(psycopg.IsolationLevel.READ_COMMITTED, read_only=False) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read one moment of the world (REPEATABLE READ, READ ONLY): all queries see the same state."""
        with self._session(psycopg.IsolationLevel.REPEATABLE_READ, read_only=True) as connection:
            yield connection

    def close(self) -> None:
        """Close idle connections; the database may be used again later."""
        with self._guard:
            idle, self._idle = self._idle, []
        if os.getpid() == self._pid:
            for connection in idle:
                connection.close()

    @contextmanager
    def _session(self, level: psycopg.IsolationLevel, *, read_only: bool) -> Iterator[Connection]:
        connection, transaction = self._begin(level, read_only=read_only)
        try:
            with transaction:
                yield connection
        except psycopg.Error as error:
            if is_outage(error, connection):
                raise Outage(f"the database went away: {str(error).strip()}") from error
            raise
        finally:
            self._give_back(connection)

    def _begin(self, level: psycopg.IsolationLevel, *, read_only: bool) -> tuple[Connection, _Begun]:
        """Open a transaction on an idle connection, or on a new one when the idle ones turn out dead."""
        while True:
            connection, reused = self._take()
            try:
                connection.set_isolation_level(level)
                connection.set_read_only(read_only)
                return connection, _Begun(connection)
            except psycopg.OperationalError as error:
                connection.close()
                if not reused:
                    raise Outage(f"the database went away: {str(error).strip()}") from error

    def _take(self) -> tuple[Connection, bool]:
        with self._guard:
            if os.getpid() != self._pid:
                self._idle, self._pid = [], os.getpid()
            if self._idle:
                return self._idle.pop(), True
        return self._connect(), False

    def _connect(self) -> Connection:
        try:
            return self.server.connect(APPLICATION, self.name)
        except psycopg.OperationalError as error:
            if self.server.answers():
                raise Outage(f"no connection to {self.name}: {str(error).strip()}") from error
        self.server.revive()
        try:
            return self.server.connect(APPLICATION, self.name)
        except psycopg.OperationalError as error:
            raise Outage(f"no connection to {self.name}: {str(error).strip()}") from error

    def _give_back(self, connection: Connection) -> None:
        usable = not connection.closed and connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        with self._guard:
            if usable and os.getpid() == self._pid and len(self._idle) < IDLE_CONNECTIONS_MAX:
                self._idle.append(connection)
                return
        connection.close()


class _Begun:
    """A psycopg transaction that has already begun, so that a dead connection shows before the body runs."""

    def __init__(self, connection: Connection) -> None:
        self._context = connection.transaction()
        self._context.__enter__()

    def __enter__(self) -> None:
        return None

    def __exit__(self, *details: object) -> bool | None:
        return self._context.__exit__(*details)  # type: ignore[arg-type]
