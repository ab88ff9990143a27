"""Hold what is stored against the hash chains: pure comparison, one stream at a time, of rows that were read before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lantau.events.canonical import digest, plain, plain_row, row_digest
from lantau.events.values import Discrepancy, Head
from lantau.events.writer import link_digest, link_parts
from lantau.refusal import Json

COMMIT_COLUMNS = (
    *("id", "key", "request_digest", "actor_id", "checker_id", "stream"),
    *("occurred_at", "recorded_at", "guards", "bumps", "result"),
)


@dataclass(slots=True)
class StoredCommit:
    """A commit as it stands: its row, its link, and every row that carries its id, with the row's primary key.

    Either the row or the link may be gone, but not both.
    """

    commit: Mapping[str, Any] | None
    link: Mapping[str, Any] | None
    records: list[dict[str, Json]] = field(default_factory=list)
    messages: list[dict[str, Json]] = field(default_factory=list)
    rows: list[tuple[str, str, dict[str, Json]]] = field(default_factory=list)


class Undo:
    """The guarded changes of derived rows, newest first, so that a row's inserted values can be found again."""

    def __init__(self, links: Iterable[Mapping[str, Any]]) -> None:
        """``links`` in order of recording, each with its stream and changes."""
        self._changes: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = {}
        for link in links:
            for change in link["changes"]:
                key = "/".join(str(value) for value in change["key"].values())
                by_stream = self._changes.setdefault((change["table"], key), {})
                by_stream.setdefault(link["stream"], []).append(change)

    def changed(self, table: str, key: str) -> bool:
        """Whether any commit changed the row."""
        return (table, key) in self._changes

    def inserted(self, table: str, key: str, values: dict[str, Json]) -> dict[str, Json] | None:
        """The row before all changes, or None if the row is not what its last change left."""
        by_stream = {stream: list(changes) for stream, changes in self._changes.get((table, key), {}).items()}
        row = dict(values)
        while any(by_stream.values()):
            last = [changes for changes in by_stream.values() if changes and _holds(row, changes[-1]["values"])]
            if not last:
                return None
            row |= last[0].pop()["expect"]
        return row


def _holds(row: Mapping[str, Json], values: Mapping[str, Json]) -> bool:
    return all(row.get(name) == value for name, value in values.items())


class Chain:
    """Walks one stream, link by link, and keeps the first discrepancy."""

    def __init__(self, stream: str, undo: Undo) -> None:
        self.stream = stream
        self.height = 0
        self.digest = ""
        self.digests: dict[int, str] = {}
        self.bumps: dict[str, int] = {}
        self.first: Discrepancy | None = None
        self._unexplained: Discrepancy | None = None
        self._undo = undo

    def add(self, stored: StoredCommit) -> None:
        """Hold the next commit against its link. After the first discrepancy nothing more is held."""
        commit, link = stored.commit, stored.link
        for subject in commit["bumps"] if commit else ():
            self.bumps[subject] = self.bumps.get(subject, 0) + 1
        if self.first is not None:
            return
        if link is None:
            assert commit is not None
            self._found("added", "events.commit", str(commit["key"]), "the commit has no link in a chain")
            return
        self.height += 1
        if link["height"] != self.height:
            self._found("missing", "events.link", f"{self.stream}/{self.height}", "the link is gone")
        elif commit is None:
            self._found("missing", "events.commit", link["commit_id"], "the commit of the link is gone")
        else:
            self._hold_parts(stored, commit, link)
            self._hold_link(stored, commit, link)
        self.digest = link["digest"]
        self.digests[self.height] = self.digest

    def end(self, head: Head | None, known: Head | None) -> None:
        """Hold the end of the chain against the stored end and against one that was kept outside the database."""
        if self.first is None:
            self._end(head, known)
        # A changed row that its changes do not explain may only show that the commit of a change is gone.
        self.first = self.first or self._unexplained

    def _end(self, head: Head | None, known: Head | None) -> None:
        if head is None or (head.height, head.digest) != (self.height, self.digest):
            shown = f"at {head.height}" if head else "gone"
            kind: Literal["missing", "altered"] = "missing" if head and head.height > self.height else "altered"
            self._found(
                kind, "events.stream", self.stream, f"the chain ends at {self.height}, its stored end is {shown}"
            )
        elif known is not None and self.digests.get(known.height) != known.digest:
            gone = known.height > self.height
            text = "is gone" if gone else "was rewritten"
            self.height = known.height
            self._found(
                "missing" if gone else "altered",
                "events.link",
                f"{self.stream}/{known.height}",
                f"the kept link {text}",
            )

    def _hold_parts(self, stored: StoredCommit, commit: Mapping[str, Any], link: Mapping[str, Any]) -> None:
        parts = link["parts"]
        if digest(_commit(commit)) != parts["commit"]:
            self._found("altered", "events.commit", commit["key"], "the commit is not as it was linked")
        for table, rows, digests in (
            ("events.record", stored.records, parts["records"]),
            ("events.outbox_message", stored.messages, parts["outbox"]),
        ):
            self._hold_listed(table, commit["id"], rows, digests)
        self._hold_rows(stored, parts["rows"])
        if self.first is None and digest(link["changes"]) != parts["changes"]:
            self._found("altered", "events.link", f"{self.stream}/{self.height}", "the list of changes was altered")

    def _hold_listed(self, table: str, commit_id: str, rows: list[dict[str, Json]], digests: list[str]) -> None:
        """Rows that stand at positions 0, 1, 2 … of their commit."""
        by_position = {row["position"]: row for row in rows}
        for position, expected in enumerate(digests):
            row = by_position.pop(position, None)
            if row is None:
                self._found("missing", table, f"{commit_id}/{position}", "the row is gone")
            elif digest(row) != expected:
                self._found("altered", table, f"{commit_id}/{position}", "the row is not as it was committed")
        for place in by_position:
            self._found("added", table, f"{commit_id}/{place}", "the row was not part of the commit")

    def _hold_rows(self, stored: StoredCommit, listed: list[list[str]]) -> None:
        expected = {(table, key): value for table, key, value in listed}
        for table, key, values in stored.rows:
            value = expected.pop((table, key), None)
            inserted = self._undo.inserted(table, key, values)
            if value is None:
                self._found("added", table, key, "the row was not part of the commit")
            elif inserted is None or row_digest(table, inserted) != value:
                message = "the row is not as it was committed, or was changed outside a commit"
                if self._undo.changed(table, key):
                    unexplained = Discrepancy(self.stream, self.height, "altered", table, key, message)
                    self._unexplained = self._unexplained or unexplained
                else:
                    self._found("altered", table, key, message)
        for table, key in expected:
            self._found("missing", table, key, "the row is gone")

    def _hold_link(self, stored: StoredCommit, commit: Mapping[str, Any], link: Mapping[str, Any]) -> None:
        if self.first is not None:
            return
        # The listed rows were held one by one before.
        rows = link["parts"]["rows"]
        parts = link_parts(_commit(commit), stored.records, stored.messages, rows, link["changes"])
        place = f"{self.stream}/{self.height}"
        if link["previous"] != self.digest:
            self._found("altered", "events.link", place, "the link does not follow the one before it")
        elif parts != link["parts"] or link["digest"] != link_digest(self.stream, self.height, self.digest, parts):
            self._found("altered", "events.link", place, "the digest of the link is not that of its parts")

    def _found(self, kind: Literal["altered", "missing", "added"], table: str, key: str, message: str) -> None:
        if self.first is None:
            self.first = Discrepancy(self.stream, self.height, kind, table, key, message)


def _commit(commit: Mapping[str, Any]) -> dict[str, Json]:
    return {name: plain(commit[name]) for name in COMMIT_COLUMNS}


def plain_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Json]]:
    """Rows as they are digested."""
    return [plain_row(row) for row in rows]
