"""Readers keep a cursor and miss nothing; workers of the outbox take a message from where it got to."""

from __future__ import annotations

from datetime import timedelta

from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.events import Message, Record, outbox, queries, writer
from lantau.refusal import Refusal
from tests.events.shop import NOW, done, work


def test_a_reader_reads_everything_once_in_pages(database: Database, clock: SimulatedClock) -> None:
    for number in range(7):
        records = (Record("seen", f"x{number}", {}), Record("said", "y", {}))
        done(database, clock, work(f"k{number}", stream=f"s{number % 2}", records=records))
    seen, cursor = [], queries.START
    while True:
        page, cursor = queries.read_after(database, cursor, commits=2)
        if not page:
            break
        seen += [record.subject_id for record in page if record.kind == "seen"]
    assert sorted(seen) == [f"x{number}" for number in range(7)]
    assert cursor.as_json() == {"s0": 4, "s1": 3}
    done(database, clock, work("late", stream="s1", records=(Record("seen", "late", {}), Record("said", "y", {}))))
    page, cursor = queries.read_after(database, cursor, ["said"])
    assert [(record.stream, record.height, record.kind) for record in page] == [("s1", 4, "said")]
    assert queries.read_after(database, cursor) == ((), cursor)


def test_a_reader_misses_no_commit_that_was_begun_earlier_and_ended_later(
    database: Database, clock: SimulatedClock
) -> None:
    slow, quick = (work(name, stream=name, records=(Record("seen", name, {}),)) for name in ("slow", "quick"))
    with database.transaction() as connection:
        batch = writer.Batch(connection, clock, [slow])
        assert batch.admit(slow) is None
        batch.accept(slow)
        batch.write()
        clock.advance_to(NOW + timedelta(seconds=1))
        done(database, clock, quick)
        page, cursor = queries.read_after(database, queries.START)
        assert [record.subject_id for record in page] == ["quick"]
    page, _ = queries.read_after(database, cursor)
    assert [record.subject_id for record in page] == ["slow"]


def test_the_records_of_a_subject_are_read_oldest_first(database: Database, clock: SimulatedClock) -> None:
    for number in range(3):
        done(database, clock, work(f"k{number}", records=(Record("seen", "a", {"n": number}), Record("said", "a", {}))))
    with database.read() as connection:
        found = queries.records_of(connection, "a", ["seen"])
    assert [record["body"] for record in found] == [{"n": 0}, {"n": 1}, {"n": 2}]


def test_a_message_goes_on_from_its_last_point_until_it_ends(database: Database, clock: SimulatedClock) -> None:
    messages = (Message("bank.pay", "ord-1", {"cents": 5}), Message("mail.send", "ord-1", {}))
    done(database, clock, work("k", outbox=messages))
    (message,) = outbox.pending(database, "bank.pay")
    assert (message.point, message.attempts, message.body) == ("", 0, {"cents": 5})
    sent = outbox.mark(database, clock, message, "sent", {"reference": "x"})
    assert not isinstance(sent, Refusal)
    (taken_over,) = outbox.pending(database, "bank.pay")
    assert taken_over == sent and (sent.point, sent.attempts) == ("sent", 1)
    assert not isinstance(outbox.mark(database, clock, sent, "done"), Refusal)
    assert outbox.pending(database, "bank.pay") == ()
    assert len(outbox.pending(database, "mail.send")) == 1


def test_of_two_workers_on_one_message_one_goes_on(database: Database, clock: SimulatedClock) -> None:
    done(database, clock, work("k", outbox=(Message("bank.pay", "ord-1", {}),)))
    (message,) = outbox.pending(database, "bank.pay")
    outbox.mark(database, clock, message, "sent")
    stale = outbox.mark(database, clock, message, "done")
    assert isinstance(stale, Refusal) and stale.code.name == "events.stale"


def test_a_message_that_is_not_there_is_refused(database: Database, clock: SimulatedClock) -> None:
    done(database, clock, work("k", outbox=(Message("bank.pay", "ord-1", {}),)))
    (message,) = outbox.pending(database, "bank.pay")
    gone = type(message)("out_none", message.commit_id, "bank.pay", "ord-1", {}, "", 0)
    refused = outbox.mark(database, clock, gone, "sent")
    assert isinstance(refused, Refusal) and refused.code.name == "events.unknown_message"


def test_a_message_ends_once(database: Database, clock: SimulatedClock) -> None:
    done(database, clock, work("k", outbox=(Message("bank.pay", "ord-1", {}), Message("bank.pay", "ord-2", {}))))
    for message, point in zip(outbox.pending(database, "bank.pay"), ("done", "abandoned"), strict=True):
        ended = outbox.mark(database, clock, message, point)
        assert not isinstance(ended, Refusal)
        again = outbox.mark(database, clock, ended, "done")
        assert isinstance(again, Refusal) and again.code.name == "events.stale"
    assert outbox.pending(database, "bank.pay") == ()
