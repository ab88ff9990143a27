"""Instants have a time zone, days are Hong Kong's, and a simulated clock never goes back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.dates import HONG_KONG, SimulatedClock, SystemClock, end_of_day, hk_date, parse_day, parse_instant
from lantau.refusal import Refused


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda raised: raised.refusal.code.name == code)


def test_the_hong_kong_day_begins_eight_hours_before_utc_does() -> None:
    assert hk_date(parse_instant("2026-10-16T15:59:59.999999Z")) == date(2026, 10, 16)
    assert hk_date(parse_instant("2026-10-16T16:00:00Z")) == date(2026, 10, 17)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    end = end_of_day(day)
    assert hk_date(end) == day + timedelta(days=1)
    assert hk_date(end - timedelta(microseconds=1)) == day
    assert end.astimezone(HONG_KONG).hour == 0
    assert end.tzinfo == UTC


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-10-16T15:00:00+08:00", datetime(2026, 10, 16, 7, tzinfo=UTC)),
        ("2026-10-16T07:00:00Z", datetime(2026, 10, 16, 7, tzinfo=UTC)),
        ("2026-10-16 15:00+08:00", datetime(2026, 10, 16, 7, tzinfo=UTC)),
        ("2026-10-16t07:00:00.25z", datetime(2026, 10, 16, 7, 0, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_and_kept_in_utc(text: str, instant: datetime) -> None:
    assert parse_instant(text) == instant
    assert parse_instant(text).tzinfo == UTC


@given(st.datetimes(datetime(1970, 1, 2), datetime(9998, 1, 1), timezones=st.just(UTC)))
def test_an_instant_is_read_as_it_was_written(instant: datetime) -> None:
    assert parse_instant(instant.isoformat()) == instant
    assert parse_instant(instant.astimezone(HONG_KONG).isoformat(timespec="microseconds")) == instant


def test_an_instant_without_a_time_zone_is_refused_with_its_place() -> None:
    with pytest.raises(Refused) as raised:
        parse_instant("2026-10-16T15:00:00", where="acts/03.toml:at")
    assert raised.value.refusal.code.name == "dates.no_time_zone"
    assert raised.value.refusal.where == "acts/03.toml:at"
    with refused("dates.no_time_zone"):
        hk_date(datetime(2026, 10, 16))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-10-16",
        "2026-10-16T25:00:00Z",
        "2026-10-16T24:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-10-16T15:00:60Z",
        "20261016T150000Z",
        "2026-W42-5T15:00Z",
        "2026-10-16T15:00:00+8",
        "2026-10-16T15:00:00+08:00 ",
        "0001-01-01T00:00:00+08:00",
        "1969-12-31T23:59:59Z",
        "9999-12-31T20:00:00Z",
        "yesterday",
        None,
        20261016,
    ],
)
def test_what_names_no_instant_is_refused(text: object) -> None:
    with refused("dates.not_an_instant"):
        parse_instant(text)  # type: ignore[arg-type]


def test_a_day_is_read() -> None:
    assert parse_day("2026-10-16") == date(2026, 10, 16)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-10-32",
        "2026-02-29",
        "20261016",
        "2026-W42-5",
        "16/10/2026",
        "2026-10-16T00:00:00Z",
        "9999-12-31",
        None,
    ],
)
def test_what_names_no_day_is_refused(text: object) -> None:
    with refused("dates.not_a_day"):
        parse_day(text)  # type: ignore[arg-type]


def test_a_simulated_clock_stands_still_until_it_is_told() -> None:
    clock = SimulatedClock(parse_instant("2026-09-01T09:00+08:00"))
    assert clock.now() == clock.now() == datetime(2026, 9, 1, 1, tzinfo=UTC)
    clock.advance_to(parse_instant("2026-09-01T09:30+08:00"))
    clock.advance_to(clock.now())
    assert clock.now() == datetime(2026, 9, 1, 1, 30, tzinfo=UTC)


def test_a_simulated_clock_does_not_go_back_and_does_not_guess_a_time_zone() -> None:
    clock = SimulatedClock(parse_instant("2026-09-01T09:00+08:00"))
    with refused("dates.clock_goes_back"):
        clock.advance_to(parse_instant("2026-09-01T08:59+08:00"))
    with refused("dates.no_time_zone"):
        clock.advance_to(datetime(2026, 9, 2))
    with refused("dates.no_time_zone"):
        SimulatedClock(datetime(2026, 9, 1))
    assert clock.now() == datetime(2026, 9, 1, 1, tzinfo=UTC)


def test_the_system_clock_tells_the_machines_time_in_utc() -> None:
    before = datetime.now(UTC)
    assert before <= SystemClock().now() <= datetime.now(UTC)
    assert SystemClock().now().tzinfo == UTC


def test_an_instant_that_has_no_day_in_utc_is_refused() -> None:
    first, last = datetime(1, 1, 1, tzinfo=HONG_KONG), datetime(1, 1, 1, tzinfo=UTC)
    with pytest.raises(Refused, match=r"dates\.not_an_instant"):
        hk_date(first)
    assert hk_date(last) == date(1, 1, 1)
