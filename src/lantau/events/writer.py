"""Commits in one db_transaction: locks first, answers what stands, collects what is accepted, writes it in bulk.

``commit`` uses it for one work, `ledger` for a batch of units. Locks are taken in one order for everybody: streams,
then subjects, each sorted by name; whoever locks more (accounts) does so afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from itertools import groupby, pairwise
from typing import cast

from lantau import ids
from lantau.dates import Clock
from lantau.db import Connection
from lantau.events import store
from lantau.events.canonical import digest, plain, plain_row, row_digest
from lantau.events.refusals import KEY_REUSED, STALE
from lantau.events.values import Change, Committed, Head, Row, Work
from lantau.refusal import Json, Refusal, Refused

OWN_COLUMN = "commit_id"


@dataclass(slots=True)
class _Accepted:
    work: Work
    commit: dict[str, Json]
    records: list[dict[str, Json]]
    messages: list[dict[str, Json]]
    rows: list[tuple[str, dict[str, Json]]]
    digests: list[Json] = field(default_factory=list)


class Batch:
    """Works committed together in the caller's db_transaction; each is answered, refused or accepted by itself."""

    def __init__(self, connection: Connection, clock: Clock, works: Sequence[Work]) -> None:
        """Lock every stream and subject the works name. ``recorded_at`` is one instant for the whole batch."""
        for work in works:
            plain([work.key, work.stream, work.actor_id, work.checker_id], "work")
        self._connection = connection
        self._heads = store.lock_streams(connection, (work.stream for work in works))
        subjects = {guard.subject for work in works for guard in work.guards} | {
            subject for work in works for subject in work.bumps
        }
        bumped = any(work.bumps for work in works)
        self._versions = store.lock_subjects(connection, subjects, exclusive=bumped)
        self._answers = store.read_answers(connection, (work.key for work in works))
        self._accepted: list[_Accepted] = []
        self._bumped: set[str] = set()
        self.recorded_at = clock.now()

    def admit(self, work: Work) -> Committed | Refusal | None:
        """The stored answer of a retry, a refusal (``events.key_reused``, ``events.stale``), or None: go on."""
        asked = digest(plain(work.request, "request"))
        if work.key in self._answers:
            return answer(self._answers[work.key], asked)
        for guard in work.guards:
            current = self._versions[guard.subject]
            if guard.version != current:
                message = f"{guard.subject} is at version {current}; the decision rested on {guard.version}"
                return Refusal(STALE, message, "guards", details={"subject": guard.subject, "version": current})
        return None

    def accept(self, work: Work, before: Iterable[Row] = ()) -> Committed:
        """Take an admitted work to be written, with rows ``before`` its own. Refused ``events.not_storable``."""
        commit_id = ids.make("cmt", self.recorded_at, work.key)
        accepted = _Accepted(
            work=work,
            commit=_commit_row(work, commit_id, self.recorded_at),
            records=_record_rows(work, commit_id),
            messages=_message_rows(work, commit_id, self.recorded_at),
            rows=[
                (row.table, plain_row(row.values, row.table) | {OWN_COLUMN: commit_id}) for row in (*before, *work.rows)
            ],
        )
        self._accepted.append(accepted)
        self._answers[work.key] = accepted.commit
        for subject in work.bumps:
            self._versions[subject] += 1
            self._bumped.add(subject)
        result = accepted.commit["result"]
        assert isinstance(result, dict)
        return Committed(commit_id, work.key, result, replayed=False)

    def write(self) -> None:
        """Write what was accepted. Refused ``events.stale`` by a change: the caller's db_transaction must roll back."""
        if not self._accepted:
            return
        connection = self._connection
        store.insert(connection, "events.commit", [accepted.commit for accepted in self._accepted])
        self._write_rows()
        for table, rows in (
            ("events.record", [record for accepted in self._accepted for record in accepted.records]),
            ("events.outbox_message", [message for accepted in self._accepted for message in accepted.messages]),
        ):
            if rows:
                store.insert(connection, table, rows)
        links = [self._link(accepted, self._change(accepted.work)) for accepted in self._accepted]
        store.insert(connection, "events.link", links)
        store.move_streams(connection, self._heads.values())
        store.bump_subjects(connection, {subject: self._versions[subject] for subject in self._bumped})
        self._accepted = []

    def _write_rows(self) -> None:
        """Insert the rows of all works, table by table, and keep the digest of each as it was stored."""
        by_commit = {accepted.commit["id"]: accepted for accepted in self._accepted}
        works = [accepted.rows for accepted in self._accepted]
        refers = store.references(self._connection, {table for rows in works for table, _ in rows}) if works[1:] else ()
        for table, rows in _in_bulk(works, refers):
            columns = store.key_columns(self._connection, table)
            for stored in store.insert(self._connection, table, rows):
                named = [table, store.key_of(columns, stored), row_digest(table, plain_row(stored, table))]
                by_commit[stored[OWN_COLUMN]].digests.append(cast("list[Json]", named))

    def _change(self, work: Work) -> list[Json]:
        """Make the guarded changes of a work; what was changed, as the database spells it."""
        return [self._change_one(change) for change in work.changes]

    def _change_one(self, change: Change) -> Json:
        assert set(change.key) == set(store.key_columns(self._connection, change.table)), (
            f"a change of {change.table} names its row by primary key"
        )
        parts = {
            "key": plain_row(change.key, change.table),
            "expect": plain_row(change.expect, change.table),
            "values": plain_row(change.values, change.table),
        }
        found = store.change(self._connection, change, parts)
        if found is None:
            key = "/".join(str(value) for value in change.key.values())
            raise Refused(Refusal(STALE, f"{change.table} {key} is not as the decision expected", "changes"))
        stored = {
            part: {name: plain(found[f"{source}.{name}"]) for name in names}
            for part, source, names in (
                ("key", "k", change.key),
                ("expect", "e", change.expect),
                ("values", "v", change.values),
            )
        }
        return {"table": change.table, **stored}

    def _link(self, accepted: _Accepted, changes: list[Json]) -> dict[str, Json]:
        head = self._heads[accepted.work.stream]
        parts = link_parts(accepted.commit, accepted.records, accepted.messages, accepted.digests, changes)
        height = head.height + 1
        linked = link_digest(head.stream, height, head.digest, parts)
        self._heads[head.stream] = Head(head.stream, height, linked)
        return {
            "stream": head.stream,
            "height": height,
            "commit_id": accepted.commit["id"],
            "previous": head.digest,
            "digest": linked,
            "parts": parts,
            "changes": changes,
        }


def link_parts(
    commit: Mapping[str, Json],
    records: Iterable[Mapping[str, Json]],
    messages: Iterable[Mapping[str, Json]],
    rows: list[Json],
    changes: list[Json],
) -> dict[str, Json]:
    """The digest of every part of a commit, so that a verification can say which one is not as it was."""
    return {
        "commit": digest(dict(commit)),
        "records": [digest(dict(record)) for record in records],
        "outbox": [digest(dict(message)) for message in messages],
        "rows": sorted(rows, key=str),
        "changes": digest(changes),
    }


def link_digest(stream: str, height: int, previous: str, parts: Mapping[str, Json]) -> str:
    """The digest of a link: its place, the digest of the link before it, and the digests of its commit's parts."""
    return digest({"stream": stream, "height": height, "previous": previous, "parts": dict(parts)})


def answer(stored: Mapping[str, object], request_digest: str) -> Committed | Refusal:
    """What a retry is told: the stored result or refusal, or ``events.key_reused`` if it is no retry."""
    key = str(stored["key"])
    if stored["request_digest"] != request_digest:
        return Refusal(KEY_REUSED, f"the key {key} stands for another request", "key", details={"key": key})
    result = cast("dict[str, Json]", stored["result"])
    if isinstance(refusal := result.get("refusal"), dict):
        return Refusal.from_json(refusal)
    return Committed(str(stored["id"]), key, result, replayed=True)


def _record_rows(work: Work, commit_id: str) -> list[dict[str, Json]]:
    return [
        {
            "commit_id": commit_id,
            "position": position,
            "kind": record.kind,
            "subject_id": plain(record.subject_id, f"records[{position}].subject_id"),
            "body": plain(record.body, f"records[{position}]"),
        }
        for position, record in enumerate(work.records)
    ]


def _message_rows(work: Work, commit_id: str, recorded_at: datetime) -> list[dict[str, Json]]:
    return [
        {
            "id": ids.make("out", recorded_at, f"{work.key}/{position}"),
            "commit_id": commit_id,
            "position": position,
            "topic": message.topic,
            "subject_id": plain(message.subject_id, f"outbox[{position}].subject_id"),
            "body": plain(message.body, f"outbox[{position}]"),
        }
        for position, message in enumerate(work.outbox)
    ]


def _commit_row(work: Work, commit_id: str, recorded_at: datetime) -> dict[str, Json]:
    return {
        "id": commit_id,
        "key": plain(work.key, "key"),
        "request_digest": digest(plain(work.request, "request")),
        "actor_id": work.actor_id,
        "checker_id": work.checker_id,
        "stream": work.stream,
        "occurred_at": plain(work.occurred_at, "occurred_at"),
        "recorded_at": plain(recorded_at),
        "guards": [{"subject": guard.subject, "version": guard.version} for guard in work.guards],
        "bumps": list(work.bumps),
        "result": plain(work.result, "result"),
    }


def _in_bulk(
    works: Sequence[Sequence[tuple[str, dict[str, Json]]]], refers: Iterable[tuple[str, str]]
) -> Iterable[tuple[str, list[dict[str, Json]]]]:
    """Rows of many works as few inserts: each table after those its works put before it and those it ``refers`` to.

    A work may refer to what another of the same batch made, so the order inside each work is not enough. Works that
    contradict each other about that order are inserted run by run instead.
    """
    flat = [(table, tuple(row), row) for rows in works for table, row in rows]
    before: dict[str, set[str]] = {table: set() for table, _, _ in flat}
    for rows in works:
        for (first, _), (second, _) in pairwise(rows):
            if first != second:
                before[second].add(first)
    for table, referred in refers:
        before[table].add(referred)
    try:
        order = {table: place for place, table in enumerate(TopologicalSorter(before).static_order())}
        flat.sort(key=lambda item: (order[item[0]], item[1]))
    except CycleError:
        pass
    for (table, _), run in groupby(flat, key=lambda item: item[:2]):
        yield table, [row for _, _, row in run]
