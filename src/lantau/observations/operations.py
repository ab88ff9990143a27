"""Adding an observation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from lantau import ids
from lantau.dates import Clock
from lantau.db import Database
from lantau.observations import store
from lantau.observations.kinds import read, readable, refuse_the_impossible, unreadable
from lantau.observations.refusals import KEY_REUSED
from lantau.observations.values import WARNING_KINDS, Observation, digest_of, spelled
from lantau.refusal import Json, Refusal, Refused, refuses


@refuses
def observe(
    database: Database,
    clock: Clock,
    *,
    key: str,
    kind: str,
    subject: str,
    value: Mapping[str, Json],
    occurred_at: datetime,
    source: str,
    actor_id: str,
) -> Observation:
    """Record what the world told us; asked again under the same key, answer the observation recorded first.

    ``kind`` is one of ``KINDS`` and says what ``value`` holds (README). ``source`` names who told it, such as
    ``Hong Kong Observatory``. A later observation supersedes an earlier one about the same thing; the end of the
    warning in force under a subject needs only ``ends_at``. Refused: what ``kinds.read`` refuses,
    ``observations.from_the_future``, ``observations.key_reused``.
    """
    for where, text in (("key", key), ("subject", subject), ("source", source), ("actor_id", actor_id)):
        readable(text, where)
    if occurred_at.utcoffset() is None:
        raise unreadable("occurred_at", "has no time zone")
    request_digest = _digest_of_request(kind, subject, value, occurred_at, source, actor_id)
    with database.transaction() as connection:
        height, previous = store.lock_head(connection)
        recorded = store.by_key(connection, key)
        if recorded is not None:
            if recorded.request_digest != request_digest:
                raise Refused(Refusal(KEY_REUSED, f"key {key!r} already stands for {recorded.id}", "key"))
            return recorded
        now = clock.now()
        earlier: list[Observation] = []
        if kind in WARNING_KINDS:
            earlier = store.recorded(connection, kinds=(kind,), subject=subject, known_at=None)
        stored = read(kind, subject, value, [one.value for one in earlier])
        refuse_the_impossible(kind, stored, occurred_at, now)
        observation = Observation(
            height=height + 1,
            id=ids.make("obs", occurred_at, key),
            key=key,
            request_digest=request_digest,
            kind=kind,
            subject=subject,
            value=stored,
            occurred_at=occurred_at.astimezone(UTC),
            recorded_at=now,
            source=source,
            actor_id=actor_id,
            previous=previous,
        )
        store.add(connection, observation)
        return observation


def _digest_of_request(
    kind: str, subject: str, value: Mapping[str, Json], occurred_at: datetime, source: str, actor_id: str
) -> str:
    """Digest of what was asked. Refused ``observations.not_readable`` when the value is no plain data."""
    request: dict[str, Json] = {
        "kind": kind,
        "subject": subject,
        "value": dict(value) if isinstance(value, Mapping) else value,
        "occurred_at": spelled(occurred_at),
        "source": source,
        "actor_id": actor_id,
    }
    try:
        return digest_of(request)
    except (TypeError, ValueError) as not_plain:
        raise unreadable("value", "must be plain data: text, whole numbers, true or false") from not_plain
