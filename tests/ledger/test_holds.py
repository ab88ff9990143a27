"""A hold sets an amount aside until it is posted, voided or expired: once, and for at most what it holds."""

from __future__ import annotations

from datetime import timedelta

from lantau import ledger
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.ledger import Post, UnitResult, Void, queries
from tests.ledger.booked import (
    ANN,
    BANK,
    BEN,
    NOW,
    account,
    assert_sound,
    available,
    codes,
    funded,
    hkd,
    move,
    posted,
    unit,
)


def test_posting_books_at_most_the_hold_and_releases_the_rest(database: Database, clock: SimulatedClock) -> None:
    funded(database, clock, 10_000)
    left, booked = 10_000, 0
    for number, (amount, moved) in enumerate(((None, 600), (hkd(600), 600), (hkd(599), 599), (hkd(1), 1))):
        hold = f"hld-{number}"
        ledger.commit_one(database, clock, unit(f"hold-{number}", move(hold, ANN, BEN, 600, pending=True)))
        assert [held.id for held in queries.open_holds(database, ANN.id)] == [hold]
        result = ledger.commit_one(database, clock, unit(f"post-{number}", Post(hold, amount)))
        assert isinstance(result, UnitResult)
        assert (result.items[0].outcome, result.items[0].amount) == ("posted", hkd(moved))
        left, booked = left - moved, booked + moved
        assert (posted(database, ANN), available(database, ANN), posted(database, BEN)) == (left, left, booked)
        assert queries.open_holds(database) == ()
    assert_sound(database)


def test_voiding_releases_everything(database: Database, clock: SimulatedClock) -> None:
    funded(database, clock, 1_000)
    ledger.commit_one(database, clock, unit("hold", move("hld-1", ANN, BEN, 1_000, pending=True)))
    assert available(database, ANN) == 0
    ledger.commit_one(database, clock, unit("void", Void("hld-1")))
    assert (posted(database, ANN), available(database, ANN)) == (1_000, 1_000)
    assert_sound(database)


def test_a_hold_between_two_accounts_that_both_give_is_held_on_both(database: Database, clock: SimulatedClock) -> None:
    """Paying a liability out of an asset takes from both."""
    safe = account("safe", "debit")
    funded(database, clock, 1_000, safe)
    ledger.commit_one(database, clock, unit("keep", move("tfr-1", safe, BANK, 700)))
    held = ledger.commit_one(database, clock, unit("out", move("hld-1", ANN, safe, 700, pending=True)))
    assert isinstance(held, UnitResult)
    assert (available(database, ANN), available(database, safe)) == (300, 0)
    assert codes([ledger.commit_one(database, clock, unit("again", move("hld-2", ANN, safe, 1, pending=True)))]) == [
        "ledger.insufficient_balance"
    ]
    ledger.commit_one(database, clock, unit("post", Post("hld-1")))
    assert (posted(database, ANN), posted(database, safe)) == (300, 0)
    assert_sound(database)


def test_a_hold_ends_once(database: Database, clock: SimulatedClock) -> None:
    funded(database, clock, 1_000)
    ledger.commit_one(database, clock, unit("hold", move("hld-1", ANN, BEN, 600, pending=True)))
    results = ledger.commit(
        database, clock, [unit("a", Post("hld-1")), unit("b", Void("hld-1")), unit("c", Post("hld-1"))]
    )
    assert codes(results) == ["", "ledger.hold_not_open", "ledger.hold_not_open"]
    assert posted(database, BEN) == 600


def test_holds_expire_at_their_instant_and_not_before(database: Database, clock: SimulatedClock) -> None:
    funded(database, clock, 1_000)
    ends = NOW + timedelta(hours=1)
    steps = (
        move("hld-1", ANN, BEN, 300, pending=True, expires_at=ends),
        move("hld-2", ANN, BEN, 200, pending=True, expires_at=ends + timedelta(microseconds=1)),
        move("hld-3", ANN, BEN, 100, pending=True),
    )
    ledger.commit_one(database, clock, unit("hold", *steps))
    clock.advance_to(ends)
    late = ledger.commit_one(database, clock, unit("late", Post("hld-1"), occurred_at=ends))
    in_time = ledger.commit_one(database, clock, unit("in time", Post("hld-2", hkd(50)), occurred_at=ends))
    assert codes([late, in_time]) == ["ledger.hold_not_open", ""]
    assert ledger.expire_holds(database, clock, ends - timedelta(microseconds=1)) == ()
    (expired,) = ledger.expire_holds(database, clock, ends)
    assert isinstance(expired, UnitResult) and expired.items[0].outcome == "expired"
    assert ledger.expire_holds(database, clock, ends + timedelta(days=1)) == ()
    assert (posted(database, ANN), available(database, ANN)) == (950, 850)
    assert_sound(database)
