"""The chain of observations names the first one that was altered, removed or put in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from lantau.dates import SimulatedClock
from lantau.db import Connection, Database
from lantau.observations import Discrepancy, Observation, history, observe, verify

PRICES = 4


@pytest.fixture
def observed(database: Database, clock: SimulatedClock) -> Database:
    for number in range(1, PRICES + 1):
        clock.advance_to(clock.now() + timedelta(minutes=1))
        answer = observe(
            database,
            clock,
            key=f"price-{number}",
            kind="price",
            subject="BILL",
            value={"currency": "HKD", "bid": f"99.{number}"},
            occurred_at=clock.now(),
            source="dealer",
            actor_id="per_treasury",
        )
        assert isinstance(answer, Observation)
    return database


def only(found: tuple[Discrepancy, ...]) -> tuple[str, int, str]:
    assert len(found) == 1
    return found[0].kind, found[0].height, found[0].key


def test_nothing_is_named_where_nothing_was_touched(database: Database, observed: Database) -> None:
    assert verify(observed) == ()


def test_an_empty_world_is_clean(database: Database) -> None:
    assert verify(database) == ()


CHANGES = (
    "value = jsonb_set(value, '{bid_micros}', '99999999')",
    "value = value || '{\"more\": 1}'",
    "subject = 'BOND'",
    "source = 'somebody else'",
    "occurred_at = occurred_at - interval '1 microsecond'",
    "recorded_at = recorded_at + interval '1 day'",
    "actor_id = 'per_other'",
    "key = 'another-key'",
    "digest = repeat('c', 64)",
)
"""Ways an owner may rewrite a row."""


@pytest.fixture
def restore(observed: Database, owner: Connection) -> Callable[[], None]:
    """Puts the observed rows back as they were."""
    owner.execute("CREATE TABLE public.kept AS TABLE observations.observation")

    def put_back() -> None:
        owner.execute("DELETE FROM observations.observation")
        owner.execute("INSERT INTO observations.observation SELECT * FROM public.kept")
        assert verify(observed) == ()

    return put_back


def test_an_altered_observation_is_named(observed: Database, owner: Connection, restore: Callable[[], None]) -> None:
    for height in range(1, PRICES + 1):
        for change in CHANGES:
            owner.execute(f"UPDATE observations.observation SET {change} WHERE height = %s", (height,))
            assert only(verify(observed))[:2] == ("altered", height), change
            restore()


def test_an_observation_rewritten_together_with_its_digest_is_named(
    observed: Database, owner: Connection, restore: Callable[[], None]
) -> None:
    for row in history(observed):
        forged = replace(row, source="somebody else")
        owner.execute(
            "UPDATE observations.observation SET source = %s, digest = %s WHERE height = %s",
            (forged.source, forged.digest, row.height),
        )
        assert only(verify(observed)) == ("altered", row.height, row.key)
        restore()


def test_a_removed_observation_is_named_even_the_last(
    observed: Database, owner: Connection, restore: Callable[[], None]
) -> None:
    for height in range(1, PRICES + 1):
        owner.execute("DELETE FROM observations.observation WHERE height = %s", (height,))
        assert only(verify(observed))[:2] == ("missing", height)
        restore()


def test_an_observation_put_in_past_the_end_is_named(observed: Database, owner: Connection) -> None:
    owner.execute(
        """INSERT INTO observations.observation
           SELECT height + 1, 'obs_' || repeat('0', 26), 'slipped-in', request_digest, kind, subject, value,
                  occurred_at, recorded_at, source, actor_id, digest, repeat('a', 64)
           FROM observations.observation WHERE height = %s""",
        (PRICES,),
    )
    assert only(verify(observed)) == ("added", PRICES + 1, "slipped-in")
    assert verify(observed)[0].as_json()["table"] == "observations.observation"


def test_an_end_of_the_chain_that_was_moved_is_named(observed: Database, owner: Connection) -> None:
    owner.execute("UPDATE observations.head SET digest = repeat('b', 64)")
    assert only(verify(observed)) == ("altered", PRICES, f"price-{PRICES}")
