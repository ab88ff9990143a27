"""Many callers at once, retries, and connections that die: money is never made or lost, and nothing is half done."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lantau import events, ledger
from lantau.dates import SimulatedClock
from lantau.db import APPLICATION, Database, Outage, Server
from lantau.ledger import Post, Unit, UnitResult, queries
from lantau.refusal import Refusal
from tests.ledger.booked import ANN, BANK, BEN, account, assert_sound, codes, funded, move, posted, unit

CUSTOMERS = tuple(account(f"customer-{number}") for number in range(5))
CENTS = 1_000


def opened(database: Database, clock: SimulatedClock) -> None:
    funded(database, clock, 1, *CUSTOMERS)
    deposits = [unit(f"in-{one.id}", move(f"in-{one.id}", BANK, one, CENTS)) for one in CUSTOMERS]
    assert codes(ledger.commit(database, clock, deposits)) == [""] * len(CUSTOMERS)


def in_customers(database: Database) -> int:
    found = queries.balances(database, (one.id for one in CUSTOMERS))
    assert all(one.available.units >= 0 for one in found.values())
    return sum(one.posted.units for one in found.values())


def test_callers_that_interleave_and_retry_neither_make_nor_lose_money(
    database: Database, clock: SimulatedClock
) -> None:
    """Each of four callers sends its own batches, and its neighbour's batches again."""
    opened(database, clock)
    chance = random.Random(656)
    batches: list[list[list[Unit]]] = []
    for caller in range(4):
        mine = []
        for turn in range(8):
            units = []
            for place in range(6):
                debit, credit = chance.sample(CUSTOMERS, 2)
                name = f"{caller}-{turn}-{place}"
                units.append(
                    unit(
                        name, move(name, debit, credit, chance.randint(1, 400)), stream=f"issuer:{(caller + place) % 3}"
                    )
                )
            mine.append(units)
        batches.append(mine)
    barrier = threading.Barrier(4)
    answers: dict[str, list[UnitResult]] = {}
    guard = threading.Lock()

    def call(caller: int) -> None:
        barrier.wait()
        for turn in range(8):
            for sender in (caller, (caller + 1) % 4):
                for asked, result in zip(
                    batches[sender][turn], ledger.commit(database, clock, batches[sender][turn]), strict=True
                ):
                    if isinstance(result, UnitResult):
                        with guard:
                            answers.setdefault(asked.work.key, []).append(result)
                    else:
                        assert result.code.name == "ledger.insufficient_balance", result

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(call, range(4)))
    assert in_customers(database) == CENTS * len(CUSTOMERS)
    for key, results in answers.items():
        assert len({result.items for result in results}) == 1, key
        assert sum(not result.committed.replayed for result in results) == 1, key
    with database.read() as connection:
        booked = connection.execute("SELECT count(*) AS n FROM ledger.transfer WHERE id LIKE '_-%'").fetchone()
    assert booked == {"n": len(answers)}
    assert_sound(database)


def test_of_many_callers_for_the_last_cent_one_gets_it(database: Database, clock: SimulatedClock) -> None:
    funded(database, clock, 100)
    barrier = threading.Barrier(5)

    def take(number: int) -> UnitResult | Refusal:
        barrier.wait()
        return ledger.commit_one(
            database, clock, unit(f"k{number}", move(f"t{number}", ANN, BEN, 100), stream=f"s{number}")
        )

    with ThreadPoolExecutor(5) as pool:
        results = list(pool.map(take, range(5)))
    assert sorted(codes(results)) == ["", *["ledger.insufficient_balance"] * 4]
    assert (posted(database, ANN), posted(database, BEN)) == (0, 100)


def test_of_many_callers_that_hold_at_once_no_hold_is_forgotten(database: Database, clock: SimulatedClock) -> None:
    funded(database, clock, 100)
    barrier = threading.Barrier(5)

    def hold(number: int) -> UnitResult | Refusal:
        barrier.wait()
        step = move(f"hld-{number}", ANN, BEN, 30, pending=True)
        return ledger.commit_one(database, clock, unit(f"k{number}", step, stream=f"s{number}"))

    with ThreadPoolExecutor(5) as pool:
        results = list(pool.map(hold, range(5)))
    assert sorted(codes(results)) == ["", "", "", *["ledger.insufficient_balance"] * 2]
    assert_sound(database)


def test_of_many_callers_that_end_one_hold_one_ends_it(database: Database, clock: SimulatedClock) -> None:
    funded(database, clock, 100)
    ledger.commit_one(database, clock, unit("hold", move("hld", ANN, BEN, 100, pending=True)))
    barrier = threading.Barrier(4)

    def end(number: int) -> UnitResult | Refusal:
        barrier.wait()
        step = Post("hld") if number % 2 else ledger.Void("hld")
        return ledger.commit_one(database, clock, unit(f"k{number}", step, stream=f"s{number}"))

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(end, range(4)))
    assert sorted(codes(results)) == ["", *["ledger.hold_not_open"] * 3]
    assert_sound(database)


def test_one_account_opened_by_many_is_opened_once(database: Database, clock: SimulatedClock) -> None:
    barrier = threading.Barrier(4)

    def open_it(number: int) -> UnitResult | Refusal:
        barrier.wait()
        return ledger.commit_one(database, clock, unit(f"k{number}", ledger.OpenAccount(ANN), stream=f"s{number}"))

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(open_it, range(4)))
    assert sorted(codes(results)) == ["", *["ledger.duplicate_account"] * 3]


MOVES = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(-5, 1_200), st.booleans()), min_size=1, max_size=12
)


def test_random_batches_sum_to_zero_however_they_are_cut(database: Database, clock: SimulatedClock) -> None:
    """One list of transfers, sent in one batch and then again in pieces: the pieces find everything done."""
    opened(database, clock)
    example = iter(range(1_000_000))

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(moves=MOVES, cut=st.integers(1, 4))
    def check(moves: list[tuple[int, int, int, bool]], cut: int) -> None:
        number = next(example)
        units = [
            unit(
                f"{number}-{place}", move(f"{number}-{place}", CUSTOMERS[debit], CUSTOMERS[credit], cents, pending=held)
            )
            for place, (debit, credit, cents, held) in enumerate(moves)
        ]
        first = ledger.commit(database, clock, units)
        again = [
            result
            for start in range(0, len(units), cut)
            for result in ledger.commit(database, clock, units[start : start + cut])
        ]
        for before, after in zip(first, again, strict=True):
            if isinstance(before, UnitResult):
                assert isinstance(after, UnitResult) and after.items == before.items
        voids = [unit(f"void-{hold.id}", ledger.Void(hold.id)) for hold in queries.open_holds(database)]
        assert all(isinstance(result, UnitResult) for result in ledger.commit(database, clock, voids))
        assert in_customers(database) == CENTS * len(CUSTOMERS)
        assert all(line.difference.units == 0 for line in ledger.trial_balance(database))

    check()
    assert_sound(database)


def test_a_connection_that_dies_before_any_statement_leaves_nothing(
    database: Database, server: Server, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends the connection before the first statement, the second, and so on; a retry then does it all."""
    funded(database, clock, 1_000)
    execute = psycopg.Connection.execute
    asked = unit(
        "pay",
        move("tfr-1", ANN, BEN, 10),
        move("hld-1", ANN, BEN, 20, pending=True),
        records=(events.Record("seen", "s", {}),),
        outbox=(events.Message("bank.pay", "s", {}),),
        bumps=("pool:1",),
    )
    result: UnitResult | Refusal | None = None
    dying = 0
    with server.connect(APPLICATION, database.name) as other:
        while result is None:
            dying += 1
            statements = iter(range(1, 1_000))

            def counted(self: Any, *args: Any, at: int = dying, numbers: Any = statements, **kwargs: Any) -> Any:
                if next(numbers) == at:
                    execute(other, "SELECT pg_terminate_backend(%s)", (self.info.backend_pid,))
                return execute(self, *args, **kwargs)

            monkeypatch.setattr(psycopg.Connection, "execute", counted)
            try:
                result = ledger.commit_one(database, clock, asked)
            except Outage:
                monkeypatch.setattr(psycopg.Connection, "execute", execute)
                assert (posted(database, ANN), posted(database, BEN)) == (1_000, 0)
                assert events.replay(database, "pay", asked.work.request) is None
                assert events.verify(database) == ()
            monkeypatch.setattr(psycopg.Connection, "execute", execute)
    assert dying > 10
    assert isinstance(result, UnitResult) and not result.committed.replayed
    assert (posted(database, ANN), posted(database, BEN)) == (990, 10)
    assert_sound(database)
