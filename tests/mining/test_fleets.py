"""Machines move; none is made or lost on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.mining.fleets import Move, Placement, checked, moved
from lantau.refusal import Refused
from tests.mining.small_fleet import NEW, OLD, START, UNTIL, fleet, site

DAYS = (UNTIL - START).days


def at(placements: tuple[Placement, ...], day: date, place: str = "") -> int:
    """Machines that stand somewhere on a day."""
    return sum(each.machines for each in placements if each.start <= day < each.until and place in ("", each.site))


def test_a_move_takes_machines_from_one_site_to_another_with_days_on_the_road() -> None:
    placed = (Placement("A", OLD, 1000, START, UNTIL),)
    after = moved(placed, [Move("old", "A", "B", 300, START + timedelta(days=10), 5)])
    counts = [
        (at(after, START + timedelta(days=day), "A"), at(after, START + timedelta(days=day), "B"))
        for day in (9, 10, 14, 15)
    ]
    assert counts == [(1000, 0), (700, 0), (700, 0), (700, 300)]


def test_a_move_on_the_first_day_leaves_no_empty_placement() -> None:
    after = moved((Placement("A", OLD, 10, START, UNTIL),), [Move("old", "A", "B", 10, START, 0)])
    assert [(each.site, each.machines, each.start) for each in after] == [("B", 10, START)]


def test_a_move_takes_from_several_placements_and_not_from_another_model() -> None:
    placed = (
        Placement("A", OLD, 4, START, UNTIL),
        Placement("A", OLD, 4, START, UNTIL),
        Placement("A", NEW, 9, START, UNTIL),
    )
    after = moved(placed, [Move("old", "A", "B", 6, START, 0)])
    assert at(after, START, "B") == 6 and at(after, START) == 17
    with pytest.raises(Refused) as caught:
        moved(placed, [Move("old", "A", "B", 9, START, 0)])
    assert caught.value.refusal.code.name == "mining.not_enough_machines"
    assert "8 stand there" in caught.value.refusal.message


moves = st.lists(
    st.builds(
        lambda source, target, count, day, down: Move("old", source, target, count, START + timedelta(days=day), down),
        st.sampled_from("ABC"),
        st.sampled_from("ABC"),
        st.integers(1, 400),
        st.integers(0, DAYS - 1),
        st.integers(0, 9),
    ),
    max_size=6,
)


@given(moves)
def test_no_machine_is_made_or_lost(asked: list[Move]) -> None:
    placed = (Placement("A", OLD, 1000, START, UNTIL), Placement("B", OLD, 500, START, UNTIL))
    try:
        after = moved(placed, asked)
    except Refused as refused:
        assert refused.refusal.code.name == "mining.not_enough_machines"
        return
    for number in range(0, DAYS, 3):
        day = START + timedelta(days=number)
        road = sum(each.machines for each in asked if each.on <= day < each.on + timedelta(days=each.days_down))
        assert 1500 - road <= at(after, day) <= 1500
    arrived = max([START, *(each.on + timedelta(days=each.days_down) for each in asked)])
    if arrived < UNTIL:
        assert at(after, arrived) == 1500


def test_a_site_may_be_full_and_not_fuller() -> None:
    quay = site()
    full = fleet(quay, placements=(Placement("Quay", OLD, round(quay.capacity_kw / OLD.power_kw), START, UNTIL),))
    assert quay.capacity_kw / OLD.power_kw == pytest.approx(333_333.33, abs=0.01)
    checked(full)
    fuller = fleet(quay, placements=(*full.placements, Placement("Quay", OLD, 1, UNTIL - timedelta(days=1), UNTIL)))
    with pytest.raises(Refused) as caught:
        checked(fuller)
    assert caught.value.refusal.code.name == "mining.over_capacity"
    assert "on 2025-06-30; it must be at most 1,000.000 MW" in caught.value.refusal.message


def test_machines_that_follow_one_another_do_not_count_together() -> None:
    quay, middle = site(), START + timedelta(days=30)
    count = round(quay.capacity_kw / OLD.power_kw)
    checked(
        fleet(
            quay,
            placements=(Placement("Quay", OLD, count, START, middle), Placement("Quay", OLD, count, middle, UNTIL)),
        )
    )


def test_a_site_nobody_told_of_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        checked(fleet(site(), placements=(Placement("Dock", OLD, 1, START, UNTIL),)))
    assert caught.value.refusal.code.name == "mining.unknown_site"
