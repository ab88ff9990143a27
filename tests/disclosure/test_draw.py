"""The attestation's random day: every day as likely, known to nobody before, drawn again by anybody."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lantau import disclosure
from lantau.access import SUPERVISOR, Actor
from lantau.dates import HONG_KONG, SimulatedClock, hk_date
from lantau.db import Database
from lantau.disclosure import operations
from lantau.disclosure.draw import Draw, drawn_day, index_of, seal_of
from lantau.disclosure.operations import DrawnDay
from lantau.disclosure.queries import draw, draw_from, duties_of, seal
from lantau.events import Head
from lantau.observations import observe
from lantau.refusal import Refusal
from lantau.rulebook import load
from tests.reserves.pools import ISSUER, OFFICER, Bench

END, LAST = date(2026, 9, 30), date(2026, 9, 30)
NUMBER = hashlib.sha256(b"thrown with dice").hexdigest()
INSPECTOR = Actor("per_inspector", "I", frozenset({"supervisor"}), SUPERVISOR)
HEAD = Head("issuer:pty_1", 7, "ab" * 32)


@given(some.integers(1, 300), some.integers(1, 40))
def test_no_thing_has_one_value_more_than_another(space: int, count: int) -> None:
    chosen = Counter(index_of(value, space, count) for value in range(space))
    again = chosen.pop(None, 0)
    assert again < count, "fewer values than things are drawn again"
    assert set(chosen.values()) <= {space // count}
    assert len(chosen) == (count if space >= count else 0)


def test_over_many_numbers_each_day_comes_up_about_as_often() -> None:
    days = tuple(date(2026, 9, 1) + timedelta(days=offset) for offset in range(20))
    drawn = Counter(drawn_day("pty_1", days[0], END, HEAD, str(number), days) for number in range(20_000))
    squares = sum((drawn[day] - 1000) ** 2 for day in days)
    assert squares < 43_820, "chi-square of 19 degrees is below 43.82 in 999 of 1,000 fair drawings"


@given(some.text(alphabet="0123456789abcdef", min_size=1), some.integers(1, 31), some.integers(1, 9_999))
def test_every_input_is_bound_and_the_same_inputs_draw_the_same_day(number: str, count: int, height: int) -> None:
    days = tuple(date(2026, 9, 1) + timedelta(days=offset) for offset in range(count))
    head = Head("issuer:pty_1", height, "ab" * 32)
    day = drawn_day("pty_1", days[0], END, head, number, days)
    assert day in days
    made = Draw("pty_1", days[0], END, LAST, days, head, seal_of("pty_1", END, number), number, day)
    assert Draw.from_body(made.as_body()) == made
    assert made.recomputed() == day
    assert seal_of("pty_1", END, number) != seal_of("pty_2", END, number) != seal_of("pty_2", LAST, number + "0")


def test_the_day_is_what_the_decision_record_says_an_outsider_computes() -> None:
    days = tuple(date(2026, 9, 1) + timedelta(days=offset) for offset in range(21))
    text = f"lantau attestation day\npty_1\n2026-09-01 to 2026-09-30\nissuer:pty_1 7 {'ab' * 32}\n{NUMBER}\n0\n"
    expected = days[int(hashlib.sha256(text.encode()).hexdigest(), 16) % 21]
    assert drawn_day("pty_1", days[0], END, HEAD, NUMBER, days) == expected
    sealed = hashlib.sha256(f"lantau attestation seal\npty_1\n2026-09-30\n{NUMBER}\n".encode()).hexdigest()
    assert seal_of("pty_1", END, NUMBER) == sealed


@pytest.fixture
def bench(database: Database, clock: SimulatedClock) -> Bench:
    """A pool opened on 1 September 2026, and the letter that asks for an attestation each month."""
    made = Bench(database, clock, load("HK"))
    made.open()
    made.contribute("8000000.00")
    letter = observe(
        database, clock, key="letter", kind="consent", subject=ISSUER, occurred_at=made.now, source="Simulated letter",
        actor_id=INSPECTOR.id,
        value={"matter": "attestation.frequency", "reference": "B1/1", "citation": "G 2.7.3",
               "in_force_from": "2026-09-01", "terms": {"months": 1}},
    )  # fmt: skip
    assert not isinstance(letter, Refusal)
    return made


def later(bench: Bench, day: date, hour: int = 10) -> datetime:
    bench.clock.advance_to(datetime(day.year, day.month, day.day, hour, tzinfo=HONG_KONG))
    return bench.now


def sealing(bench: Bench, key: str = "seal", **changes: object) -> object:
    asked = {
        "key": key, "actor": INSPECTOR, "occurred_at": bench.now, "issuer_id": ISSUER, "period_end": END,
        "seal": seal_of(ISSUER, END, NUMBER), **changes,
    }  # fmt: skip
    return operations.seal_attestation_draw(bench.database, bench.clock, **asked)  # type: ignore[arg-type]


def drawing(bench: Bench, key: str = "draw", **changes: object) -> object:
    asked = {
        "key": key, "actor": INSPECTOR, "occurred_at": bench.now, "issuer_id": ISSUER, "period_end": END,
        "number": NUMBER, **changes,
    }  # fmt: skip
    return operations.draw_attestation_day(bench.database, bench.clock, **asked)  # type: ignore[arg-type]


def code_of(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code.name


def test_a_day_is_sealed_before_the_period_ends_and_drawn_once_after_it(bench: Bench) -> None:
    assert code_of(drawing(bench)) == "disclosure.period_not_over"
    assert code_of(sealing(bench, actor=OFFICER)) == "access.not_permitted"
    assert code_of(sealing(bench, seal="a number")) == "disclosure.no_digest"
    assert code_of(sealing(bench, period_end=date(2026, 9, 29))) == "disclosure.unknown_period"
    first = sealing(bench)
    assert not isinstance(first, Refusal) and first == sealing(bench, occurred_at=bench.now)
    assert code_of(sealing(bench, "seal-2")) == "disclosure.sealed_already"
    evening = later(bench, LAST, 23)
    assert code_of(drawing(bench, "draw-early", occurred_at=evening)) == "disclosure.period_not_over"
    later(bench, date(2026, 10, 2))
    assert code_of(drawing(bench, "draw-wrong", number=NUMBER[::-1])) == "disclosure.wrong_number"
    drawn = drawing(bench)
    assert isinstance(drawn, DrawnDay)
    assert drawing(bench) == drawn, "asking twice is asking once"
    assert code_of(drawing(bench, "draw-2")) == "disclosure.drawn_already"
    assert drawn.last_business_day == LAST and date(2026, 9, 1) <= drawn.day < LAST
    kept = draw(bench.database, ISSUER, END)
    assert isinstance(kept, Draw)
    assert (kept.day, kept.recomputed(), len(kept.days)) == (drawn.day, drawn.day, 21)


def test_what_was_drawn_is_drawn_again_from_the_records_and_later_commits_change_nothing(bench: Bench) -> None:
    sealing(bench)
    later(bench, date(2026, 10, 2))
    drawn = drawing(bench)
    assert isinstance(drawn, DrawnDay)
    bench.contribute("1.00")
    duties = duties_of(bench.database, ISSUER, bench.now)
    kept = draw(bench.database, ISSUER, END)
    assert draw_from(bench.database, duties, END, NUMBER, as_of=bench.now) == kept
    assert isinstance(kept, Draw) and replace(kept, number="0").recomputed() != kept.recomputed()


def test_the_chain_end_that_the_day_rests_on_was_not_written_yet_when_the_number_was_sealed(bench: Bench) -> None:
    sealing(bench)
    sealed = seal(bench.database, ISSUER, END)
    later(bench, date(2026, 9, 29))
    bench.contribute("1.00")
    later(bench, date(2026, 10, 2))
    drawing(bench)
    kept = draw(bench.database, ISSUER, END)
    assert sealed is not None and isinstance(kept, Draw)
    link = disclosure.queries.recorded.heads(bench.database)
    issuers = next(head for head in link if head.stream == f"issuer:{ISSUER}")
    assert kept.head.height == issuers.height - 1, "all but the drawing itself"


def test_a_period_without_a_seal_has_no_day_and_none_can_be_sealed_when_it_is_over(bench: Bench) -> None:
    later(bench, date(2026, 10, 2))
    assert code_of(drawing(bench)) == "disclosure.not_sealed"
    assert code_of(sealing(bench)) == "disclosure.too_late_to_seal"
    backdated = datetime(2026, 9, 30, 10, tzinfo=HONG_KONG)
    assert code_of(sealing(bench, occurred_at=backdated)) == "disclosure.too_late_to_seal"
    assert code_of(draw(bench.database, ISSUER, END)) == "disclosure.not_drawn"


def test_a_pool_opened_on_the_last_business_day_has_no_other_day_to_draw(
    database: Database, clock: SimulatedClock
) -> None:
    made = Bench(database, clock, load("HK"))
    later(made, LAST)
    made.open()
    told = {"matter": "attestation.frequency", "reference": "B1/1", "citation": "G 2.7.3",
            "in_force_from": "2026-09-01", "terms": {"months": 1}}  # fmt: skip
    observe(
        database, clock, key="letter", kind="consent", subject=ISSUER, occurred_at=made.now, source="Simulated letter",
        actor_id=INSPECTOR.id, value=told,  # type: ignore[arg-type]
    )  # fmt: skip
    sealing(made)
    later(made, date(2026, 10, 2))
    assert hk_date(made.now) == date(2026, 10, 2)
    assert code_of(drawing(made)) == "disclosure.no_day_to_draw"
