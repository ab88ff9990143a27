"""Where a commit stands in its chain, as an evidence page shows it."""

from __future__ import annotations

from lantau import events
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.events import Record, Work


def _commit(database: Database, clock: SimulatedClock, key: str) -> events.Committed:
    answer = events.commit(
        database, clock, Work(key, {}, "per_1", "world", clock.now(), records=(Record("told", "s", {}),))
    )
    assert isinstance(answer, events.Committed)
    return answer


def test_a_link_names_the_digest_before_it(database: Database, clock: SimulatedClock) -> None:
    first = events.queries.link_of(database, _commit(database, clock, "one").commit_id)
    second = events.queries.link_of(database, _commit(database, clock, "two").commit_id)
    assert first is not None and second is not None
    assert (first.height, first.previous, first.key) == (1, "", "one")
    assert (second.height, second.previous) == (2, first.digest)


def test_a_commit_that_never_was_has_no_link(database: Database) -> None:
    assert events.queries.link_of(database, "cmt_none") is None
