"""One request under a key: what it is remembered as, what it makes, and how it is refused on record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from lantau import access, events, ids
from lantau.access import SYSTEM, Asked, finding_records
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.events import Guard, Record
from lantau.refusal import Code, Json, Refusal, Refused

CLOSED = Code("door.closed", "the door is closed", "come back")


@dataclass(frozen=True)
class Note:
    subject_id: str

    def as_body(self) -> dict[str, Json]:
        return {"rule_id": "R1"}


@pytest.fixture
def asked(database: Database, clock: SimulatedClock) -> Asked:
    return Asked(database, clock, "k1", SYSTEM, None, clock.now() - timedelta(hours=1), "pty_i", {"what": "open"})


def refusal_of(asked: Asked) -> str:
    with pytest.raises(Refused) as raised:
        asked.replayed()
    return raised.value.refusal.code.name


def test_ids_come_from_the_key_and_the_stamp_from_both_clocks(asked: Asked, clock: SimulatedClock) -> None:
    assert asked.id("ord") == ids.make("ord", asked.occurred_at, "k1")
    assert asked.id("tfr", "fee") == ids.make("tfr", asked.occurred_at, "k1/fee")
    assert asked.stamp.values() == {"occurred_at": asked.occurred_at, "recorded_at": clock.now()}


def test_a_work_is_guarded_by_what_was_read_and_by_its_people(asked: Asked) -> None:
    ann = access.Actor("per-ann", "Ann", frozenset({"treasury"}), "pty_i", 3)
    work = replace(asked, checker=ann, versions={"b": 2, "a": 1}).work(records=(), guards=(Guard("c", 4),))
    assert work.guards == (Guard("a", 1), Guard("b", 2), Guard("c", 4), SYSTEM.guard, Guard("person:per-ann", 3))
    assert (work.stream, work.checker_id) == ("issuer:pty_i", "per-ann")
    assert replace(asked, issuer_id="").work(records=()).stream == "world"


def test_a_commit_is_answered_again_and_another_request_is_not(asked: Asked) -> None:
    assert asked.replayed() is None
    done = asked.commit(asked.work(records=(Record("opened", "d1", {}),), result={"id": "d1"}))
    again = asked.replayed()
    assert again is not None and again.replayed and again.result == done.result == {"id": "d1"}
    assert refusal_of(replace(asked, request={"what": "shut"})) == "events.key_reused"


def test_a_refusal_for_what_a_twin_of_the_request_did_is_the_twins_answer(asked: Asked) -> None:
    with pytest.raises(Refused, match=r"door\.closed"):
        asked.unless_answered(Refusal(CLOSED, "shut"))
    done = asked.commit(asked.work(records=(Record("opened", "d1", {}),), result={"id": "d1"}))
    assert asked.unless_answered(Refusal(CLOSED, "shut")).result == done.result


def test_of_its_asker_another_person_or_time_is_another_request(asked: Asked) -> None:
    anyone = replace(asked, key="k2")
    anyone.commit(anyone.work(records=()))
    later = asked.occurred_at + timedelta(minutes=1)
    assert replace(anyone, occurred_at=later).replayed() is not None
    theirs = replace(asked, of_asker=True)
    theirs.commit(theirs.work(records=()))
    assert theirs.replayed() is not None
    assert refusal_of(replace(theirs, occurred_at=later)) == "events.key_reused"
    ann = access.Actor("per-ann", "Ann", frozenset({"treasury"}), "pty_i")
    assert refusal_of(replace(theirs, actor=ann)) == "events.key_reused"


def test_a_refusal_is_committed_with_what_it_rests_on_and_stands_for_a_retry(asked: Asked) -> None:
    with pytest.raises(Refused) as raised:
        asked.refuse(Refusal(CLOSED, "shut"), "d1", {"act": "open"}, because=finding_records([Note("d1")]))
    assert raised.value.refusal.code is CLOSED
    assert refusal_of(asked) == "door.closed"
    with asked.database.read() as connection:
        rows = connection.execute("SELECT kind, subject_id, body FROM events.record ORDER BY position").fetchall()
    assert [(row["kind"], row["subject_id"]) for row in rows] == [("refused", "d1"), ("finding", "d1")]
    assert rows[0]["body"]["act"] == "open" and rows[0]["body"]["refusal"]["code"] == "door.closed"
    assert events.verify(asked.database) == ()


def test_a_stale_decision_is_raised_and_not_written(asked: Asked) -> None:
    stale = replace(asked, versions={"door": 7})
    with pytest.raises(Refused) as raised:
        stale.commit(stale.work(records=()))
    assert raised.value.refusal.code.name == "events.stale"
    assert asked.replayed() is None
