"""What the world told us is recorded once, refused when it makes no sense, and superseded by what is told later."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from lantau.dates import SimulatedClock, Warning, parse_instant, redemption_deadline
from lantau.db import Database
from lantau.money import CNH, HKD, USD, Amount
from lantau.observations import Observation, consents, fx, history, observe, price, store, verify, warnings
from lantau.refusal import Refusal

OBSERVATORY = "Hong Kong Observatory"


def at(text: str) -> datetime:
    """An instant in Hong Kong: ``2026-10-20 17:00``."""
    return parse_instant(f"{text}+08:00")


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(at("2026-10-16 15:00"))


def told(database: Database, clock: SimulatedClock, **given: Any) -> Observation | Refusal:
    """Observe a gale warning, or what ``given`` says instead."""
    fields: dict[str, Any] = {
        "key": "signal-8-up",
        "kind": "warning.gale",
        "subject": "typhoon-1",
        "value": {"starts_at": "2026-10-16T14:40:00+08:00"},
        "occurred_at": clock.now(),
        "source": OBSERVATORY,
        "actor_id": "per_operator",
    }
    return observe(database, clock, **{**fields, **given})


def made(answer: Observation | Refusal) -> Observation:
    assert isinstance(answer, Observation), str(answer)
    return answer


def code_of(answer: Observation | Refusal) -> str:
    assert isinstance(answer, Refusal), f"not refused: {answer}"
    return answer.code.name


def test_an_observation_keeps_the_worlds_time_and_ours(database: Database, clock: SimulatedClock) -> None:
    observation = made(told(database, clock, occurred_at=at("2026-10-16 14:40")))
    assert observation.id.startswith("obs_")
    assert observation.occurred_at == datetime(2026, 10, 16, 6, 40, tzinfo=UTC)
    assert observation.recorded_at == clock.now()
    assert observation.value == {
        "starts_at": "2026-10-16T06:40:00.000000+00:00",
        "ends_at": None,
        "withdrawn": False,
    }
    assert history(database) == (observation,)


def test_asking_twice_is_asking_once(database: Database, clock: SimulatedClock) -> None:
    occurred_at = clock.now()
    first = made(told(database, clock, occurred_at=occurred_at))
    clock.advance_to(at("2026-10-18 09:00"))
    assert told(database, clock, occurred_at=occurred_at) == first
    assert len(history(database)) == 1


def test_a_key_with_another_observation_is_refused(database: Database, clock: SimulatedClock) -> None:
    others: list[dict[str, Any]] = [
        {"value": {"starts_at": "2026-10-16T14:41:00+08:00"}},
        {"subject": "typhoon-2"},
        {"kind": "warning.black_rain"},
        {"source": "a newspaper"},
        {"actor_id": "per_other"},
        {"occurred_at": at("2026-10-16 14:59")},
    ]
    first = made(told(database, clock))
    for other in others:
        assert code_of(told(database, clock, **other)) == "observations.key_reused", other
    assert history(database) == (first,)


def test_the_same_observation_asked_at_once_by_many_is_one_row(database: Database, clock: SimulatedClock) -> None:
    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(lambda _: told(database, clock), range(8)))
    assert len({made(answer).id for answer in answers}) == 1
    assert len(history(database)) == 1


def test_who_adds_waits_for_who_is_adding(database: Database, clock: SimulatedClock) -> None:
    first = made(told(database, clock))
    second = replace(
        first, height=2, id=first.id[:-1] + "0", key="signal-8-down", subject="typhoon-2", previous=first.digest
    )
    with ThreadPoolExecutor(1) as other:
        with database.transaction() as connection:
            assert store.lock_head(connection) == (1, first.digest)
            waiting = other.submit(told, database, clock, key="third", subject="typhoon-3")
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
            store.add(connection, second)
        third = made(waiting.result(timeout=30))
    assert (third.height, third.previous) == (3, second.digest)
    assert verify(database) == ()


REFUSED = [
    ("kind", {"kind": "warning.red_rain"}, "observations.unknown_kind", "kind"),
    ("blank key", {"key": " "}, "observations.not_readable", "key"),
    ("no subject", {"subject": ""}, "observations.not_readable", "subject"),
    ("no source", {"source": ""}, "observations.not_readable", "source"),
    ("nobody", {"actor_id": ""}, "observations.not_readable", "actor_id"),
    ("two lines", {"source": "a\nb"}, "observations.not_readable", "source"),
    ("no character", {"subject": "\ud800"}, "observations.not_readable", "subject"),
    ("zero byte", {"key": "a\x00"}, "observations.not_readable", "key"),
    ("too long", {"subject": "a" * 5000}, "observations.not_readable", "subject"),
    ("no table", {"value": ["a"]}, "observations.not_readable", "value"),
    ("no value", {"value": {}}, "observations.not_readable", "value.starts_at"),
    ("unknown field", {"value": {"from": "now"}}, "observations.not_readable", "value.from"),
    ("not plain", {"value": {"starts_at": object()}}, "observations.not_readable", "value"),
    ("naive occurrence", {"occurred_at": datetime(2026, 10, 16)}, "observations.not_readable", "occurred_at"),
    ("naive start", {"value": {"starts_at": "2026-10-16T14:00:00"}}, "dates.no_time_zone", "value.starts_at"),
    ("no instant", {"value": {"starts_at": "noon"}}, "dates.not_an_instant", "value.starts_at"),
    ("number", {"value": {"starts_at": 5}}, "observations.not_readable", "value.starts_at"),
    (
        "ends before its start",
        {"value": {"starts_at": "2026-10-16T14:00:00+08:00", "ends_at": "2026-10-16T13:00:00+08:00"}},
        "dates.ends_before_start",
        "ends_at",
    ),
    (
        "future start",
        {"value": {"starts_at": "2026-10-16T15:01:00+08:00"}},
        "observations.from_the_future",
        "value.starts_at",
    ),
    (
        "future end",
        {"value": {"starts_at": "2026-10-16T14:00:00+08:00", "ends_at": "2026-10-16T15:01:00+08:00"}},
        "observations.from_the_future",
        "value.ends_at",
    ),
    ("future occurrence", {"occurred_at": at("2026-10-16 15:01")}, "observations.from_the_future", "occurred_at"),
    (
        "end without a start",
        {"value": {"ends_at": "2026-10-16T14:00:00+08:00"}},
        "observations.nothing_to_end",
        "subject",
    ),
    ("neither", {"value": {"withdrawn": False}}, "observations.not_readable", "value.starts_at"),
    ("perhaps", {"value": {"withdrawn": "yes"}}, "observations.not_readable", "value.withdrawn"),
    ("long ago", {"occurred_at": datetime(1969, 7, 20, tzinfo=UTC)}, "observations.not_readable", "occurred_at"),
    ("withdrawal without a start", {"value": {"withdrawn": True}}, "observations.nothing_to_end", "subject"),
    ("no bid", {"kind": "price", "value": {"currency": "HKD"}}, "observations.not_readable", "value.bid"),
    (
        "number for text",
        {"kind": "price", "value": {"currency": "HKD", "bid": 99}},
        "observations.not_readable",
        "value.bid",
    ),
    (
        "float",
        {"kind": "price", "value": {"currency": "HKD", "bid": 99.5}},
        "observations.not_readable",
        "value.bid",
    ),
    (
        "seven decimals",
        {"kind": "price", "value": {"currency": "HKD", "bid": "99.1234567"}},
        "observations.not_readable",
        "value.bid",
    ),
    (
        "negative",
        {"kind": "price", "value": {"currency": "HKD", "bid": "-1"}},
        "observations.not_readable",
        "value.bid",
    ),
    (
        "not a number",
        {"kind": "price", "value": {"currency": "HKD", "bid": "NaN"}},
        "observations.not_readable",
        "value.bid",
    ),
    (
        "unknown currency",
        {"kind": "price", "value": {"currency": "XXX", "bid": "1"}},
        "money.unknown_asset",
        "value.currency",
    ),
    (
        "per nothing",
        {"kind": "price", "value": {"currency": "HKD", "bid": "1", "per": 0}},
        "observations.not_readable",
        "value.per",
    ),
    (
        "crossed",
        {"kind": "price", "value": {"currency": "HKD", "bid": "99.2", "ask": "99.1"}},
        "observations.crossed",
        "value.ask",
    ),
    ("one currency", {"kind": "fx", "subject": "USD", "value": {"bid": "1"}}, "money.unknown_asset", "subject"),
    (
        "same currency",
        {"kind": "fx", "subject": "HKD/HKD", "value": {"bid": "1"}},
        "observations.not_readable",
        "subject",
    ),
    (
        "coin rate",
        {"kind": "fx", "subject": "HKD/coin:a", "value": {"bid": "1"}},
        "observations.not_readable",
        "subject",
    ),
    (
        "zero rate",
        {"kind": "fx", "subject": "USD/HKD", "value": {"bid": "0"}},
        "observations.not_readable",
        "value.bid",
    ),
    ("empty consent", {"kind": "consent", "value": {}}, "observations.not_readable", "value.matter"),
    ("empty notice", {"kind": "gazette", "value": {}}, "observations.not_readable", "value.title"),
    (
        "notice of no day",
        {"kind": "gazette", "value": {"title": "A", "effective_on": "soon"}},
        "dates.not_a_day",
        "value.effective_on",
    ),
]


def test_bad_input_is_refused_at_its_place_and_nothing_is_written(database: Database, clock: SimulatedClock) -> None:
    for name, given, code, where in REFUSED:
        refusal = told(database, clock, **given)
        assert code_of(refusal) == code, name
        assert isinstance(refusal, Refusal) and refusal.where == where, name
    assert history(database) == ()
    assert isinstance(told(database, clock), Observation), "the same input without its flaw is recorded"


def test_a_warning_is_known_from_when_it_was_recorded_not_from_when_it_began(
    database: Database, clock: SimulatedClock
) -> None:
    made(told(database, clock))
    assert warnings(database, known_at=at("2026-10-16 14:59")) == ()
    assert warnings(database, known_at=at("2026-10-16 15:00")) == (Warning("gale", at("2026-10-16 14:40")),)


def test_the_end_of_a_warning_supersedes_its_start_from_when_it_is_known(
    database: Database, clock: SimulatedClock
) -> None:
    made(told(database, clock))
    clock.advance_to(at("2026-10-17 05:00"))
    made(told(database, clock, key="signal-8-down", value={"ends_at": "2026-10-17T04:20:00+08:00"}))
    assert warnings(database, known_at=at("2026-10-17 04:59")) == (Warning("gale", at("2026-10-16 14:40")),)
    ended = Warning("gale", at("2026-10-16 14:40"), at("2026-10-17 04:20"))
    assert warnings(database, known_at=at("2026-10-17 05:00")) == (ended,)
    assert len(history(database, kind="warning.gale")) == 2, "the start stays in the record"


def test_an_end_before_the_observed_start_is_refused(database: Database, clock: SimulatedClock) -> None:
    made(told(database, clock))
    answer = told(database, clock, key="signal-8-down", value={"ends_at": "2026-10-16T14:00:00+08:00"})
    assert code_of(answer) == "dates.ends_before_start"
    assert len(warnings(database, known_at=clock.now())) == 1


def test_a_wrong_start_is_withdrawn_before_the_right_one_is_told(database: Database, clock: SimulatedClock) -> None:
    made(told(database, clock))
    right = {"starts_at": "2026-10-16T14:30:00+08:00"}
    assert code_of(told(database, clock, key="right", value=right)) == "observations.still_in_force"
    clock.advance_to(at("2026-10-16 16:00"))
    made(told(database, clock, key="withdrawal", value={"withdrawn": True}))
    assert warnings(database, known_at=clock.now()) == ()
    assert len(warnings(database, known_at=at("2026-10-16 15:59"))) == 1
    again = told(database, clock, key="down", value={"ends_at": "2026-10-16T15:30:00+08:00"})
    assert code_of(again) == "observations.nothing_to_end"
    made(told(database, clock, key="right", value=right))
    assert warnings(database, known_at=clock.now()) == (Warning("gale", at("2026-10-16 14:30")),)


def test_a_wrong_end_is_corrected_by_telling_it_again(database: Database, clock: SimulatedClock) -> None:
    made(told(database, clock))
    clock.advance_to(at("2026-10-17 05:00"))
    made(told(database, clock, key="down", value={"ends_at": "2026-10-17T00:10:00+08:00"}))
    made(told(database, clock, key="down-corrected", value={"ends_at": "2026-10-17T00:00:00+08:00"}))
    assert warnings(database, known_at=clock.now()) == (
        Warning("gale", at("2026-10-16 14:40"), at("2026-10-17 00:00")),
    )


def test_the_next_storm_under_the_same_subject_leaves_the_last_one_standing(
    database: Database, clock: SimulatedClock
) -> None:
    made(told(database, clock, subject="Hong Kong"))
    clock.advance_to(at("2026-10-20 18:00"))
    made(told(database, clock, subject="Hong Kong", key="down", value={"ends_at": "2026-10-17T04:20:00+08:00"}))
    second = {"starts_at": "2026-10-20T17:00:00+08:00"}
    made(told(database, clock, subject="Hong Kong", key="up-2", value=second))
    assert warnings(database, known_at=clock.now()) == (
        Warning("gale", at("2026-10-16 14:40"), at("2026-10-17 04:20")),
        Warning("gale", at("2026-10-20 17:00")),
    )
    first = {"starts_at": "2026-10-16T14:40:00+08:00", "withdrawn": True}
    made(told(database, clock, subject="Hong Kong", key="no-first", value=first))
    assert warnings(database, known_at=clock.now()) == (Warning("gale", at("2026-10-20 17:00")),)
    third = {"starts_at": "2026-10-20T17:30:00+08:00"}
    refusal = told(database, clock, subject="Hong Kong", key="up-3", value=third)
    assert code_of(refusal) == "observations.still_in_force"
    clock.advance_to(at("2026-10-20 23:00"))
    made(told(database, clock, subject="Hong Kong", key="down-2", value={"ends_at": "2026-10-20T22:10:00+08:00"}))
    assert warnings(database, known_at=clock.now()) == (
        Warning("gale", at("2026-10-20 17:00"), at("2026-10-20 22:10")),
    )


def test_warnings_of_two_kinds_under_one_name_do_not_supersede_each_other(
    database: Database, clock: SimulatedClock
) -> None:
    made(told(database, clock))
    made(told(database, clock, key="rain", kind="warning.black_rain"))
    assert [one.kind for one in warnings(database, known_at=clock.now())] == ["black_rain", "gale"]


def test_a_deadline_moves_when_the_warning_arrives_and_not_before(database: Database, clock: SimulatedClock) -> None:
    valid_at = clock.now()

    def due_day() -> tuple[date, bool]:
        known = warnings(database, known_at=clock.now())
        deadline = redemption_deadline(valid_at, known, known_at=clock.now())
        return deadline.due_day, deadline.provisional

    clock.advance_to(at("2026-10-20 17:30"))
    assert due_day() == (date(2026, 10, 20), True)
    clock.advance_to(at("2026-10-20 17:40"))
    made(told(database, clock, value={"starts_at": "2026-10-20T17:00:00+08:00"}))
    assert due_day() == (date(2026, 10, 21), True)
    clock.advance_to(at("2026-10-20 23:50"))
    made(told(database, clock, key="down", value={"ends_at": "2026-10-20T23:40:00+08:00"}))
    assert due_day() == (date(2026, 10, 21), True)
    clock.advance_to(at("2026-10-22 00:00"))
    assert due_day() == (date(2026, 10, 21), False)


def test_a_price_is_read_as_of_an_instant_and_as_known(database: Database, clock: SimulatedClock) -> None:
    quote = {"kind": "price", "subject": "HKGB-2027", "source": "dealer"}
    morning = at("2026-10-16 09:00")
    value = {"currency": "HKD", "bid": "99.125", "ask": "99.25", "per": 100}
    made(told(database, clock, **quote, key="p1", occurred_at=morning, value=value))
    clock.advance_to(at("2026-10-17 09:00"))
    corrected = {**value, "bid": "99.1"}
    made(told(database, clock, **quote, key="p2", occurred_at=morning, value=corrected))
    made(told(database, clock, **quote, key="p3", occurred_at=at("2026-10-16 18:00"), value={**value, "bid": "98"}))
    made(told(database, clock, **quote, key="late", occurred_at=at("2026-10-15 18:00"), value={**value, "bid": "97"}))

    def bid(as_of: str, known_at: str) -> int | None:
        found = price(database, "HKGB-2027", as_of=at(as_of), known_at=at(known_at))
        return found and found.bid_micros

    assert bid("2026-10-15 17:59", "2026-10-17 09:00") is None
    assert bid("2026-10-16 08:59", "2026-10-16 15:00") is None
    assert bid("2026-10-16 08:59", "2026-10-17 09:00") == 97_000_000
    assert bid("2026-10-16 12:00", "2026-10-16 15:00") == 99_125_000
    assert bid("2026-10-16 12:00", "2026-10-17 09:00") == 99_100_000
    assert bid("2026-10-17 09:00", "2026-10-16 15:00") == 99_125_000
    assert bid("2026-10-17 09:00", "2026-10-17 09:00") == 98_000_000


def test_a_bid_and_an_ask_may_be_one_price(database: Database, clock: SimulatedClock) -> None:
    made(
        told(
            database, clock, key="p", kind="price", subject="B", value={"currency": "HKD", "bid": "9.5", "ask": "9.50"}
        )
    )
    found = price(database, "B", as_of=clock.now(), known_at=clock.now())
    assert found is not None and found.bid_micros == found.ask_micros == 9_500_000


def test_a_holding_is_worth_its_bid_rounded_down_to_the_cent(database: Database, clock: SimulatedClock) -> None:
    value = {"currency": "HKD", "bid": "99.1255", "per": 100}
    made(told(database, clock, key="p", kind="price", subject="BILL", value=value))
    found = price(database, "BILL", as_of=clock.now(), known_at=clock.now())
    assert found is not None and found.ask_micros is None
    assert found.value_at_bid(Amount.parse("1000000.00", HKD)) == Amount.parse("991255.00", HKD)
    assert found.value_at_bid(Amount.parse("0.99", HKD)) == Amount.parse("0.98", HKD)
    with pytest.raises(AssertionError):
        found.value_at_bid(Amount(USD, 1))


def test_a_rate_is_read_in_the_direction_it_was_quoted(database: Database, clock: SimulatedClock) -> None:
    made(told(database, clock, key="f", kind="fx", subject="USD/HKD", value={"bid": "7.7998", "ask": "7.8002"}))
    rate = fx(database, USD, HKD, as_of=clock.now(), known_at=clock.now())
    assert rate is not None
    assert (rate.bid_micros, rate.ask_micros) == (7_799_800, 7_800_200)
    assert fx(database, HKD, USD, as_of=clock.now(), known_at=clock.now()) is None
    assert fx(database, USD, CNH, as_of=clock.now(), known_at=clock.now()) is None


def test_a_consent_counts_on_its_days_for_its_issuer_and_its_matter(database: Database, clock: SimulatedClock) -> None:
    value = {
        "matter": "redemption.deadline",
        "reference": "B1/2026/7",
        "citation": "G 3.3.3",
        "in_force_from": "2026-10-16",
        "in_force_until": "2026-10-30",
        "terms": {"business_days": 2},
    }
    consent = {"kind": "consent", "subject": "pty_harbour", "source": "HKMA"}
    made(told(database, clock, key="c1", **consent, value=value))

    def terms(day: int, **asked: Any) -> list[Any]:
        question = {"issuer_id": "pty_harbour", "known_at": clock.now(), **asked}
        return [one.terms for one in consents(database, on=date(2026, 10, day), **question)]

    assert terms(15) == []
    assert terms(16) == terms(30) == [{"business_days": 2}]
    assert terms(31) == []
    assert terms(16, issuer_id="pty_other") == []
    assert terms(16, matter="redemption.delay") == []
    assert terms(16, known_at=clock.now() - timedelta(seconds=1)) == []

    clock.advance_to(at("2026-10-20 10:00"))
    made(told(database, clock, key="c2", **consent, value={**value, "in_force_until": "2026-10-20"}))
    assert terms(21) == []
    assert terms(21, known_at=at("2026-10-19 10:00")) == [{"business_days": 2}]


def test_a_consent_that_does_not_say_what_it_allows_is_refused(database: Database, clock: SimulatedClock) -> None:
    good = {"matter": "a", "reference": "r", "citation": "G 3.3.3", "in_force_from": "2026-10-16"}
    flaws: list[tuple[str, Any, str]] = [
        ("matter", "Redemption!", "value.matter"),
        ("in_force_until", "2026-10-15", "value.in_force_until"),
        ("terms", {"business_days": 1.5}, "value.terms"),
        ("terms", ["a"], "value.terms"),
        ("terms", {"note": ""}, "value.terms.note"),
        ("reference", None, "value.reference"),
    ]
    for field, value, where in flaws:
        refusal = told(database, clock, key="c", kind="consent", value={**good, field: value})
        assert isinstance(refusal, Refusal) and refusal.where == where, field
    made(told(database, clock, key="c", kind="consent", value=good))


def test_a_gazette_notice_is_kept(database: Database, clock: SimulatedClock) -> None:
    value = {"title": "General holidays for 2028", "effective_on": "2028-01-01"}
    notice = made(told(database, clock, key="g", kind="gazette", subject="GN 1/2027", value=value, source="Gazette"))
    assert notice.value == {**value, "reference": None}


def test_the_application_cannot_change_what_was_observed(database: Database, clock: SimulatedClock) -> None:
    made(told(database, clock))
    for statement in (
        "UPDATE observations.observation SET source = 'x'",
        "DELETE FROM observations.observation",
        "TRUNCATE observations.observation",
        "DELETE FROM observations.head",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database.transaction() as connection:
            connection.execute(statement)
