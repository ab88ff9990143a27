"""A thin JSON-RPC client over HTTP: one connection kept open, many questions in one post.

Whatever is no whole answer is ``NodeAway``: what was asked may have happened. Names and keys in the address are sent
and never spelled: messages name the host only, for many providers put their key in the path.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import ssl
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from lantau.chain.node import NodeAway
from lantau.refusal import outside_json

TIMEOUT_SECONDS = 30
BATCH_SIZE = 1_000
"""Questions in one post; many nodes take no more."""

REQUEST_BYTES = 1_500_000
"""Anvil and others turn away bodies above 2 MB."""

ANSWER_BYTES = 256 * 1024 * 1024
"""More than this is no answer that we asked for."""


@dataclass(frozen=True, slots=True)
class Question:
    """One call: the method and its parameters, as JSON holds them."""

    method: str
    parameters: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Declined:
    """The node's error object: its code, its words, and what it adds (the data of a revert)."""

    code: int
    words: str
    data: Any = field(default=None, compare=False)


class JsonRpc:
    """One node's endpoint. Safe to share between threads; each asks in turn."""

    def __init__(self, url: str, *, timeout_seconds: int = TIMEOUT_SECONDS, batch_size: int = BATCH_SIZE) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise NodeAway("the node's address must begin with http:// or https:// and name a host")
        self.name = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname, parts.port
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
            self._headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        self._timeout_seconds = timeout_seconds
        self._batch_size = batch_size
        self._guard = threading.Lock()
        self._connection: http.client.HTTPConnection | None = None
        self._pid = os.getpid()
        self._last_id = 0

    def ask(self, method: str, *parameters: Any) -> Any:
        """One answer, or the Declined the node gave. Raises NodeAway."""
        return self.ask_all([Question(method, parameters)])[0]

    def ask_all(self, questions: Sequence[Question]) -> list[Any]:
        """The answers in order, each as JSON holds it or a Declined. Posts as few times as the sizes allow.

        Raises NodeAway when a post has no whole answer; those before it have happened, and it may have.
        """
        answers: list[Any] = []
        with self._guard:
            for body, ids in self._posts(questions):
                answers += self._answers(self._post(body), ids)
        return answers

    def close(self) -> None:
        """Close the connection; the next question opens another."""
        with self._guard:
            self._drop()

    def _posts(self, questions: Sequence[Question]) -> list[tuple[bytes, list[int]]]:
        posts: list[tuple[bytes, list[int]]] = []
        parts: list[str] = []
        ids: list[int] = []
        size = 0
        for question in questions:
            self._last_id += 1
            text = json.dumps(
                {
                    "jsonrpc": "2.0",
                    "id": self._last_id,
                    "method": question.method,
                    "params": list(question.parameters),
                },
                separators=(",", ":"),
            )
            if parts and (len(parts) == self._batch_size or size + len(text) > REQUEST_BYTES):
                posts.append((_body(parts), ids))
                parts, ids, size = [], [], 0
            parts.append(text)
            ids.append(self._last_id)
            size += len(text)
        return [*posts, (_body(parts), ids)] if parts else posts

    def _post(self, body: bytes) -> bytes:
        """Post once. A kept connection that the node has closed meanwhile is opened again, before anything was sent."""
        try:
            connection = self._connected()
            connection.request("POST", self._path, body, self._headers)
            response = connection.getresponse()
            status = response.status
            answer = response.read(ANSWER_BYTES + 1)
        except (OSError, http.client.HTTPException) as broken:
            self._drop()
            raise NodeAway(f"{self.name} gave no whole answer: {_words(broken)}") from None
        if response.length and len(answer) <= ANSWER_BYTES:
            self._drop()
            raise NodeAway(f"{self.name} gave no whole answer: it broke off")
        if len(answer) > ANSWER_BYTES:
            self._drop()
            raise NodeAway(f"{self.name} answered more than {ANSWER_BYTES} bytes")
        if response.will_close:
            self._drop()
        if status != http.client.OK and not _is_json_rpc(answer):
            self._drop()
            raise NodeAway(
                f"{self.name} answered HTTP status {status} ({http.client.responses.get(status, 'unknown')})"
            )
        return answer

    def _connected(self) -> http.client.HTTPConnection:
        if self._pid != os.getpid():  # a fork has copied the socket: it is the parent's
            self._connection, self._pid = None, os.getpid()
        if self._connection is not None and _was_closed(self._connection):
            self._drop()
        if self._connection is None:
            if self._secure:
                context = ssl.create_default_context()
                self._connection = http.client.HTTPSConnection(
                    self._host, self._port, timeout=self._timeout_seconds, context=context
                )
            else:
                self._connection = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout_seconds)
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _answers(self, answer: bytes, ids: list[int]) -> list[Any]:
        """The answers in the order of the questions; each question is answered exactly once or the node is away."""
        try:
            found = outside_json(answer)
        except ValueError:
            self._drop()
            raise NodeAway(f"{self.name} answered something that is no JSON") from None
        entries = found if isinstance(found, list) else [found]
        if not isinstance(found, list) and isinstance(found, dict) and found.get("id") is None and "error" in found:
            # A node that refuses a batch as a whole says so once, with no id.
            return [_declined(found["error"])] * len(ids)
        by_id: dict[int, Any] = {}
        asked = set(ids)
        for entry in entries:
            number = entry.get("id") if isinstance(entry, dict) else None
            if type(number) is not int or number not in asked or number in by_id:
                raise self._astray("it answered what was not asked")
            if entry.get("error") is not None:
                by_id[number] = _declined(entry["error"])
            elif "result" in entry:
                by_id[number] = entry["result"]
            else:
                raise self._astray("an answer holds neither a result nor an error")
        if len(by_id) != len(ids):
            raise self._astray(f"{len(ids) - len(by_id)} of {len(ids)} answers are missing")
        return [by_id[each] for each in ids]

    def _astray(self, words: str) -> NodeAway:
        self._drop()
        return NodeAway(f"{self.name} broke the JSON-RPC protocol: {words}")


def _body(parts: list[str]) -> bytes:
    return (parts[0] if len(parts) == 1 else f"[{','.join(parts)}]").encode()


def _declined(error: Any) -> Declined:
    if not isinstance(error, dict):
        return Declined(0, str(error))
    code = error.get("code")
    return Declined(code if isinstance(code, int) else 0, str(error.get("message", "")), error.get("data"))


def _is_json_rpc(answer: bytes) -> bool:
    """Whether a body under an HTTP error is a JSON-RPC answer all the same, as some nodes send their errors."""
    try:
        found = outside_json(answer)
    except ValueError:
        return False
    return isinstance(found, list) or (isinstance(found, dict) and "jsonrpc" in found)


def _was_closed(connection: http.client.HTTPConnection) -> bool:
    """Whether the node has closed an idle connection: its end of file waits to be read, or words nobody asked for."""
    if connection.sock is None:
        return False
    connection.sock.setblocking(False)
    try:
        connection.sock.recv(1)
        return True
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True
    finally:
        connection.sock.settimeout(connection.timeout)


def _words(broken: Exception) -> str:
    if isinstance(broken, http.client.IncompleteRead):
        return "the answer broke off"
    if isinstance(broken, TimeoutError):
        return "it took too long"
    return str(broken) or type(broken).__name__
