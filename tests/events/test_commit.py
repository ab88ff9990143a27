"""A work is committed once under its key, whole or not at all, on the versions it was decided on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import psycopg
import pytest

from lantau import events
from lantau.dates import SimulatedClock, parse_instant
from lantau.db import Connection, Database
from lantau.events import Change, Committed, Guard, Message, Record, queries
from lantau.refusal import Code, Json, Refusal
from tests.events.shop import NOW, build, done, state, thing, work


@pytest.fixture
def shop(database: Database, owner: Connection) -> Database:
    build(owner)
    return database


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code.name


def count(database: Database, table: str) -> int:
    with database.read() as connection:
        row = connection.execute(f"SELECT count(*) AS n FROM {table}".encode()).fetchone()
    assert row is not None
    return int(row["n"])


def test_a_retry_gets_the_stored_answer_and_another_request_is_refused(
    database: Database, clock: SimulatedClock
) -> None:
    asked = work("k", records=(Record("seen", "s", {}),), result={"n": 1})
    assert events.replay(database, "k", asked.request) is None
    first = done(database, clock, asked)
    again = events.commit(database, clock, work("k", records=(), result={"n": 2}))
    assert first.replayed is False and again == Committed(first.commit_id, "k", {"n": 1}, replayed=True)
    assert events.replay(database, "k", {"asked": "k"}) == again
    other: dict[str, Json] = {"asked": "something else"}
    assert code(events.commit(database, clock, work("k", request=other))) == "events.key_reused"
    assert code(events.replay(database, "k", other)) == "events.key_reused"
    assert count(database, "events.record") == 1


def test_a_request_is_the_same_however_its_names_are_ordered(database: Database, clock: SimulatedClock) -> None:
    done(database, clock, work("k", request={"a": 1, "b": [1, {"c": None, "d": "é"}]}))
    again = events.commit(database, clock, work("k", request={"b": [1, {"d": "é", "c": None}], "a": 1}))
    assert isinstance(again, Committed) and again.replayed
    assert code(events.commit(database, clock, work("k", request={"a": True, "b": [1, {"d": "é", "c": None}]})))


def test_a_refused_act_is_on_record_and_a_retry_gets_the_same_refusal(
    database: Database, clock: SimulatedClock
) -> None:
    refusal = Refusal(Code("rulebook.refused", "A rule.", "Obey."), "no", "order", "G 3.2.1", {"short_cents": 1})
    asked = work("k", records=(Record("refused", "ord", {"code": "rulebook.refused"}),))
    assert events.commit_refusal(database, clock, asked, refusal) == refusal
    for again in (events.commit_refusal(database, clock, asked, refusal), events.replay(database, "k", asked.request)):
        assert isinstance(again, Refusal)
        assert again.as_json() == refusal.as_json()
    assert count(database, "events.record") == 1
    with pytest.raises(AssertionError):
        events.commit_refusal(database, clock, work("j", bumps=("s",)), refusal)


def test_a_guard_holds_at_the_version_it_was_read(database: Database, clock: SimulatedClock) -> None:
    with database.read() as connection:
        assert events.versions(connection, ["pool:1", "pool:2"]) == {"pool:1": 0, "pool:2": 0}
    done(database, clock, work("k1", guards=(Guard("pool:1", 0),), bumps=("pool:1",)))
    stale = events.commit(database, clock, work("k2", guards=(Guard("pool:2", 0), Guard("pool:1", 0))))
    assert code(stale) == "events.stale"
    assert isinstance(stale, Refusal) and stale.details == {"subject": "pool:1", "version": 1}
    assert code(events.commit(database, clock, work("k2", guards=(Guard("pool:1", 2),)))) == "events.stale"
    done(database, clock, work("k2", guards=(Guard("pool:1", 1),)))
    with database.read() as connection:
        assert events.versions(connection, ["pool:1"]) == {"pool:1": 1}


def test_rows_of_every_type_are_stored_as_they_are_and_verify(shop: Database, clock: SimulatedClock) -> None:
    values: dict[str, object] = {
        "size": -5,
        "price": Decimal("12.50"),
        "sold_at": parse_instant("2026-09-01T09:00:00.123456+08:00"),
        "note": {"text": '穩定幣 "quoted" \\ / 😀', "big": 10**30, "list": [None, True, -1]},
        "raw": b"\x00\xff",
        "tags": ["a,b", "{c}", ""],
        "made_on": date(2026, 2, 28),
    }
    done(shop, clock, work("k", rows=(thing("a", **values), thing("b"), thing("c", size=1))))
    with shop.read() as connection:
        stored = connection.execute("SELECT * FROM shop.thing WHERE id = 'a'").fetchone()
    assert stored is not None
    assert {name: stored[name] for name in values} == values
    assert events.verify(shop) == ()


def test_what_has_no_one_spelling_is_refused_and_writes_nothing(shop: Database, clock: SimulatedClock) -> None:
    values = (1.5, float("nan"), Decimal("NaN"), {1, 2}, object(), "a\x00b", "\ud800", NOW.replace(tzinfo=None), {1: 2})
    for value in values:
        for bad in (
            work("k", rows=(thing("a", note={"x": value}),)),
            work("k", records=(Record("seen", "a", {"x": [value]}),)),  # type: ignore[list-item, dict-item]
            work("k", request={"x": value}),
            work("k", result={"x": value}),
            work("k", outbox=(Message("t", "s", {"x": value}),)),  # type: ignore[dict-item]
        ):
            assert code(events.commit(shop, clock, bad)) == "events.not_storable"
    assert code(events.commit(shop, clock, work("k\x00"))) == "events.not_storable"
    assert code(events.replay(shop, "k\x00", {})) == "events.not_storable"
    assert count(shop, "events.commit") == count(shop, "shop.thing") == 0


def test_a_row_that_is_there_is_taken_and_nothing_is_committed(shop: Database, clock: SimulatedClock) -> None:
    done(shop, clock, work("k1", rows=(thing("a"),)))
    refused = events.commit(shop, clock, work("k2", rows=(thing("b"), thing("a"))))
    assert code(refused) == "events.taken"
    assert isinstance(refused, Refusal) and refused.details["table"] == "shop.thing"
    assert count(shop, "shop.thing") == count(shop, "events.commit") == 1


def test_a_change_needs_the_old_value_it_expects(shop: Database, clock: SimulatedClock) -> None:
    done(shop, clock, work("k1", rows=(thing("a", size=None),)))
    assert code(events.commit(shop, clock, work("k2", changes=(state("a", "sold", "new"),)))) == "events.stale"
    empty = Change("shop.thing", {"id": "a"}, {"size": None, "state": "new"}, {"size": 4})
    done(shop, clock, work("k2", changes=(empty, state("a", "new", "sold"))))
    assert code(events.commit(shop, clock, work("k3", changes=(empty,)))) == "events.stale"
    done(shop, clock, work("k3", rows=(thing("b"),), changes=(state("b", "new", "sold"),)))
    assert events.verify(shop) == ()
    with pytest.raises(AssertionError):
        Change("shop.thing", {"id": "a"}, {}, {"state": "sold"})


def test_a_change_to_a_table_that_may_not_change_is_a_bug(shop: Database, clock: SimulatedClock) -> None:
    done(shop, clock, work("k1", rows=(thing("a", price=1),)))
    change = Change("shop.thing", {"id": "a"}, {"price": 1}, {"price": 2})
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        events.commit(shop, clock, work("k2", changes=(change,)))
    assert count(shop, "events.commit") == 1


def test_nothing_is_half_written_when_the_last_part_fails(shop: Database, clock: SimulatedClock) -> None:
    done(shop, clock, work("k1", stream="other", rows=(thing("a", price=1),)))
    not_allowed = Change("shop.thing", {"id": "a"}, {"price": 1}, {"price": 2})
    asked = work(
        "k2",
        records=(Record("seen", "s", {}),),
        rows=(thing("b"),),
        changes=(state("a", "new", "sold"), not_allowed),
        outbox=(Message("t", "s", {}),),
        bumps=("s:1",),
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        events.commit(shop, clock, asked)
    tables = ("events.commit", "events.link", "shop.thing", "events.record", "events.outbox_message")
    assert [count(shop, table) for table in tables] == [1, 1, 1, 0, 0]
    assert [head.stream for head in queries.heads(shop)] == ["other"]
    assert events.verify(shop) == ()


def together(callers: int, act: Callable[[int], object]) -> list[object]:
    """Run an act in this many threads that start at once."""
    barrier = threading.Barrier(callers)

    def wait_and_act(number: int) -> object:
        barrier.wait()
        return act(number)

    with ThreadPoolExecutor(callers) as pool:
        return list(pool.map(wait_and_act, range(callers)))


def test_one_key_from_many_callers_at_once_is_committed_once(shop: Database, clock: SimulatedClock) -> None:
    for turn in range(5):
        asked = work(f"k{turn}", rows=(thing(f"a{turn}"),), result={"turn": turn})
        answers = together(4, lambda _, asked=asked: events.commit(shop, clock, asked))  # type: ignore[misc]
        assert all(isinstance(answer, Committed) and answer.result == {"turn": turn} for answer in answers), answers
        assert sum(not answer.replayed for answer in answers) == 1  # type: ignore[attr-defined]
    assert events.verify(shop) == ()


def test_one_key_in_different_streams_at_once_is_committed_once(shop: Database, clock: SimulatedClock) -> None:
    for turn in range(5):
        works = [work(f"k{turn}", stream=f"s{number}") for number in range(4)]
        answers = together(4, lambda number, works=works: events.commit(shop, clock, works[number]))  # type: ignore[misc]
        assert all(isinstance(answer, Committed) for answer in answers), answers
    assert count(shop, "events.commit") == 5
    assert events.verify(shop) == ()


def test_of_many_decisions_on_one_version_one_is_committed(database: Database, clock: SimulatedClock) -> None:
    answers = together(
        6,
        lambda number: events.commit(
            database,
            clock,
            work(f"k{number}", stream=f"s{number}", guards=(Guard("pool:1", 0),), bumps=("pool:1",)),
        ),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Committed"] + ["Refusal"] * 5
    with database.read() as connection:
        assert events.versions(connection, ["pool:1"]) == {"pool:1": 1}


def test_streams_and_subjects_locked_in_opposite_orders_do_not_deadlock(
    database: Database, clock: SimulatedClock
) -> None:
    def crossing(number: int) -> object:
        subjects = ("x", "y") if number % 2 else ("y", "x")
        return [
            events.commit(database, clock, work(f"k{number}-{turn}", stream=f"s{number % 3}", bumps=subjects))
            for turn in range(5)
        ]

    for answers in together(4, crossing):
        assert all(isinstance(answer, Committed) for answer in answers)  # type: ignore[attr-defined]
    assert events.verify(database) == ()


def test_the_two_times_of_a_commit(database: Database, clock: SimulatedClock) -> None:
    clock.advance_to(NOW + timedelta(hours=5))
    done(database, clock, work("k", at=NOW, records=(Record("seen", "s", {"n": 1}),)))
    (record,), _ = queries.read_after(database, queries.START)
    assert (record.occurred_at, record.recorded_at) == (NOW, NOW + timedelta(hours=5))
    with pytest.raises(AssertionError):
        work("k", at=NOW.replace(tzinfo=None))


def test_a_world_played_again_reaches_the_same_digests(fresh_database: Callable[[], Database]) -> None:
    heads = []
    for _ in range(2):
        database, clock = fresh_database(), SimulatedClock(NOW)
        for number in range(3):
            done(database, clock, work(f"k{number}", records=(Record("seen", "s", {"n": number}),), bumps=("s",)))
        heads.append(queries.heads(database))
    assert heads[0] == heads[1] and heads[0][0].height == 3
