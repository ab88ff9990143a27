"""Valid on Friday before a holiday Monday, gale from Tuesday 17:00: due on Tuesday, then on Wednesday, and in time."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from lantau import issuance, observations
from lantau.dates import parse_instant
from tests.journeys.command import answered
from tests.journeys.conftest import PlayedWorld

pytestmark = pytest.mark.xdist_group("first-coin")

BEFORE_THE_GALE = parse_instant("2026-10-20T16:59:00+08:00")
IN_THE_GALE = parse_instant("2026-10-20T17:30:00+08:00")
THE_DAY_AFTER = parse_instant("2026-10-22T09:00:00+08:00")


def queue(world: PlayedWorld, as_of: datetime) -> dict[str, issuance.queries.RedemptionInQueue]:
    """The redemption queue with what was known at an instant."""
    known = observations.warnings(world.live.database, known_at=as_of)
    with world.live.database.read() as connection:
        found = issuance.redemption_queue(connection, world.live.book, as_of, known, with_settled=True)
    return {each.order.id: each for each in found}


def test_before_the_gale_it_is_provisionally_due_on_tuesday(first_coin: PlayedWorld) -> None:
    clock = queue(first_coin, BEFORE_THE_GALE)[first_coin.made("redemption")]
    assert clock.deadline is not None
    assert clock.deadline.due_day == date(2026, 10, 20)
    assert clock.deadline.provisional
    counted = dict(clock.deadline.counted)
    assert "holiday" in counted[date(2026, 10, 19)].lower() or "Chung Yeung" in counted[date(2026, 10, 19)]


def test_with_the_gale_it_is_due_on_wednesday(first_coin: PlayedWorld) -> None:
    clock = queue(first_coin, IN_THE_GALE)[first_coin.made("redemption")]
    assert clock.deadline is not None
    assert clock.deadline.due_day == date(2026, 10, 21)
    assert date(2026, 10, 20) in dict(clock.deadline.counted), "the day that fell out is named with its reason"


def test_settled_on_wednesday_it_was_in_time(first_coin: PlayedWorld) -> None:
    assert first_coin.acts["redemption-settled"].made["late"] is False
    clock = queue(first_coin, THE_DAY_AFTER)[first_coin.made("redemption")]
    assert not clock.is_late
    assert {finding.outcome.value for finding in clock.findings} <= {"met", "not_applicable"}


def test_the_one_whose_clock_still_runs_is_unknown_not_met(first_coin: PlayedWorld) -> None:
    clock = queue(first_coin, first_coin.live.clock.now())[first_coin.made("redemption-2")]
    assert clock.deadline is not None
    assert (clock.deadline.due_day, clock.deadline.provisional) == (date(2026, 10, 26), True)
    assert "unknown" in {finding.outcome.value for finding in clock.findings}


def test_the_command_without_a_world_counts_the_same_days(first_coin: PlayedWorld) -> None:
    received = ("deadline", "--received", "2026-10-16T15:20+08:00")
    calm = answered(first_coin.home, *received)
    stormy = answered(first_coin.home, *received, "--warning", "2026-10-20T17:00")
    assert (calm["due_day"], stormy["due_day"]) == ("2026-10-20", "2026-10-21")
    assert [day["day"] for day in stormy["days"]] == [f"2026-10-{day}" for day in (17, 18, 19, 20, 21)]
