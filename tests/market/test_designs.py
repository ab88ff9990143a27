"""Designs: the points they have, and what is refused before anything runs."""

from __future__ import annotations

from typing import Any

import numpy
import pytest

from lantau.market import grid, listed, one_at_a_time, sobol
from lantau.market.designs import Design
from lantau.market.queries import ranges_around
from lantau.refusal import Refused
from tests.market.coin_toss import TABLE


def test_a_grid_has_every_value_with_every_other() -> None:
    points = grid({"stake": (1, 2, 3), "tosses": (10, 20)}).points(TABLE)
    assert points[:3] == (
        {"stake": 1.0, "tosses": 10.0},
        {"stake": 1.0, "tosses": 20.0},
        {"stake": 2.0, "tosses": 10.0},
    )
    assert len(points) == 6


def test_one_at_a_time_has_the_settings_and_then_each_end_alone() -> None:
    points = one_at_a_time({"stake": (1, 2), "capital": (50, 60)}).points(TABLE)
    assert points == ({}, {"stake": 1.0}, {"stake": 2.0}, {"capital": 50.0}, {"capital": 60.0})


def test_sobol_points_fill_the_box_more_evenly_than_chance_and_depend_on_the_seed_alone() -> None:
    ranges = {"stake": (0.0, 50.0), "capital": (0.0, 1000.0)}
    design = sobol(ranges, 256, seed=3)
    points = design.points(TABLE)
    assert points == sobol(ranges, 256, seed=3).points(TABLE) != sobol(ranges, 256, seed=4).points(TABLE)
    cells = numpy.histogram2d(
        [point["stake"] for point in points], [point["capital"] for point in points],
        bins=16, range=((0, 50), (0, 1000)),
    )[0]  # fmt: skip
    assert (cells == 1).all(), "each of 256 cells of the box has one point"
    assert len(sobol(ranges, 100).points(TABLE)) == 100


def test_whole_parameters_of_a_sobol_design_take_each_value_alike() -> None:
    points = sobol({"tosses": (1, 8)}, 64).points(TABLE)
    assert sorted(point["tosses"] for point in points) == sorted([float(value) for value in range(1, 9)] * 8)


def test_ranges_around_the_settings_stay_within_the_bounds() -> None:
    ranges = ranges_around(TABLE, {"stake": 48.0, "tosses": 3}, 0.1)
    assert ranges["stake"] == pytest.approx((43.2, 50.0))
    assert ranges["tosses"] == (2.0, 4.0)
    assert ranges["delay_seconds"] == (0.0, 1.0)
    one_at_a_time(ranges).points(TABLE)


@pytest.mark.parametrize("share", [0.0, -0.1, float("nan"), float("inf")])
def test_a_share_that_gives_no_range_is_refused(share: float) -> None:
    with pytest.raises(Refused, match=r"market\.out_of_range.*share is"):
        ranges_around(TABLE, {}, share)


def test_a_number_too_large_for_a_float_is_out_of_range() -> None:
    with pytest.raises(Refused, match=r"market\.out_of_range"):
        TABLE.settled({"stake": 10**400})


@pytest.mark.parametrize(
    ("design", "code", "where", "told"),
    [
        (grid({"stakes": (1,)}), "market.unknown_parameter", "coin_toss.stakes", "capital, stake"),
        (grid({"stake": (1, 51)}), "market.out_of_range", "design.stake", "from 0 to 50"),
        (grid({"stake": (1, float("nan"))}), "market.out_of_range", "design.stake", "from 0 to 50"),
        (grid({"tosses": (1.5,)}), "market.out_of_range", "design.tosses", "a whole number from 1 to 50"),
        (grid({"stake": ()}), "market.bad_design", "design.stake", "no value"),
        (grid({"stake": (1, 1)}), "market.bad_design", "design.stake", "twice"),
        (grid({name: tuple(range(1, 50)) for name in ("stake", "tosses", "capital", "delay_seconds")}),
         "market.bad_design", "design.points", "from 1 to 1000000"),
        (listed([]), "market.bad_design", "design.points", "0 points"),
        (listed([{"stake": 99}]), "market.out_of_range", "design.stake", "from 0 to 50"),
        (sobol({"stake": (1, 2)}, 0), "market.bad_design", "design.points", "0 points"),
        (sobol({"stake": (2, 1)}, 4), "market.bad_design", "design.stake", "a higher end"),
        (sobol({"stake": (1, 2)}, 2.5), "market.bad_design", "design.points", "2.5 points"),  # type: ignore[arg-type]
        (sobol({}, 4), "market.bad_design", "design.axes", "at least one range"),
        (sobol({"stake": (1, 2)}, 4, seed=-1), "market.out_of_range", "design.seed", "from 0 to"),
        (one_at_a_time({"stake": (-1, 2)}), "market.out_of_range", "design.stake", "from 0 to 50"),
        (one_at_a_time({"stake": (1,)}), "market.bad_design", "design.stake", "a higher end"),  # type: ignore[dict-item]
    ],
)  # fmt: skip
def test_a_design_that_does_not_fit_is_refused_with_field_and_bounds(
    design: Design, code: str, where: str, told: Any
) -> None:
    with pytest.raises(Refused) as refused:
        design.points(TABLE)
    refusal = refused.value.refusal
    assert (refusal.code.name, refusal.where) == (code, where)
    assert told in refusal.message
