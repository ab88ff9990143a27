"""The calibration of the licensing round: remade, near its target, and as wide as what is not known."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import numpy
import pytest

from lantau.market import calibration
from lantau.market.accepted import MEANS, accepted_set, read, values_by_path, values_of
from lantau.market.parameters import parameter_table
from lantau.market.round import ROUND
from lantau.market.rule_sets import rule_set

PART = 256
"""Vectors remade here; the whole takes half a minute."""

Array = numpy.ndarray[Any, Any]


@cache
def outcomes(parameter_uncertainty: int) -> dict[str, Array]:
    """Four chunks of the round as it ships, with all parameters at their defaults or the accepted set about them."""
    given = ROUND.table.settled({"parameter_uncertainty": parameter_uncertainty})
    ready = ROUND.prepared(given, rule_set("HK", date(2026, 4, 10)))
    chunks = [ready.played(2026, chunk, 256).outcomes for chunk in range(4)]
    return {name: numpy.concatenate([chunk[name] for chunk in chunks]) for name in chunks[0]}


def spread(values: Array) -> tuple[float, float]:
    """From the 5th to the 95th of a hundred."""
    low, high = numpy.quantile(values, [0.05, 0.95])
    return float(low), float(high)


def test_the_plan_is_the_published_count() -> None:
    plan = calibration.plan()
    assert dict(zip(MEANS, plan.values, strict=True)) == {"expressions": 77, "applications": 36, "licences": 2}
    assert set(plan.names) <= set(ROUND.table.parameters)


def test_a_part_of_the_shipped_set_is_remade_to_the_letter() -> None:
    shipped, again = accepted_set(), calibration.remade(calibration.plan(), PART)
    part = shipped.draws < PART
    assert 0 < part.sum() < PART
    assert again.draws.tolist() == shipped.draws[part].tolist()
    rows = [line for line in calibration.written(shipped).splitlines() if line[0].isdigit()]
    assert [line for line in calibration.written(again).splitlines() if line[0].isdigit()] == rows[: int(part.sum())]


def test_a_later_part_plays_the_same_chance_as_it_did_in_the_whole() -> None:
    plan = calibration.plan()
    given = calibration.vectors(plan, PART)
    whole, later = calibration.means(plan, given), calibration.means(plan, given[64:128], first=64)
    assert (whole[64:128] == later).all()
    with pytest.raises(AssertionError):
        calibration.means(plan, given[65:], first=65)


def test_what_is_written_is_read_back() -> None:
    shipped = accepted_set()
    again = read(calibration.written(shipped))
    assert again.provenance == shipped.provenance and again.names == shipped.names
    assert (again.vectors == shipped.vectors).all() and (again.means == shipped.means).all()


def test_every_accepted_vector_lies_within_priors_and_tolerances() -> None:
    plan, shipped = calibration.plan(), accepted_set()
    assert shipped.names == plan.names and len(shipped.vectors) >= 200
    assert ((plan.low <= shipped.vectors) & (shipped.vectors <= plan.high)).all()
    assert calibration.near(plan, shipped.means).all()
    rejected = ~calibration.near(plan, calibration.means(plan, calibration.vectors(plan, 64)))
    assert rejected.sum() > 48, "nearly any vector would do, so nothing is calibrated"


def test_the_round_as_it_ships_comes_out_near_77_36_and_2() -> None:
    for uncertain in (0, 1):
        found = outcomes(uncertain)
        medians = [float(numpy.median(found[name])) for name in MEANS]
        assert medians == pytest.approx([77, 36, 2], abs=1.5)
        assert [found[name].mean() for name in MEANS] == pytest.approx([77, 36, 2], abs=1.5)


def test_nine_paths_of_ten_lie_within_the_ranges_that_we_state() -> None:
    """From the 5th to the 95th of a hundred paths: by chance alone, and with the doubt of the accepted set."""
    told = {
        "expressions": ((69, 86), (65, 89)),
        "applications": ((28, 44), (25, 46)),
        "licences": ((0, 3), (0, 4)),
    }
    for name, (alone, with_doubt) in told.items():
        assert spread(outcomes(0)[name]) == pytest.approx(alone, abs=1), name
        assert spread(outcomes(1)[name]) == pytest.approx(with_doubt, abs=1), name


def test_doubt_about_parameters_widens_what_follows() -> None:
    for name in ("expressions", "applications", "break_even", "compliance_bps", "circulation_end", "b2b_share"):
        certain, uncertain = outcomes(0)[name], outcomes(1)[name]
        assert uncertain.std() > 1.1 * certain.std(), name
    low, high = spread(accepted_set().vectors[:, accepted_set().names.index("bar")])
    assert high - low > 10, "three counts do not pin the bar"


def test_a_path_s_vector_is_its_own_chance_and_a_setting_moves_the_whole_set() -> None:
    table, vector = parameter_table("round"), numpy.array([0.0, 0.5, 0.999])
    given = table.settled({})
    found = values_by_path(given, vector)
    shipped = accepted_set()
    rows = (vector * len(shipped.vectors)).astype(int)
    for place, name in enumerate(shipped.names):
        assert (found[name][:, 0] == shipped.vectors[rows, place]).all()
    raised = values_by_path({**given, "bar": given["bar"] * 1.1}, vector)
    assert raised["bar"] == pytest.approx(1.1 * found["bar"])
    assert (values_by_path({**given, "network": 0.0}, vector)["network"] == 0).all()
    assert values_by_path({**given, "parameter_uncertainty": 0.0}, vector) == values_of(
        {**given, "parameter_uncertainty": 0.0}
    )
    high = values_by_path({**given, "firms": 240.0}, vector)["firms"]
    assert (high <= 240).all() and (high == numpy.rint(high)).all()
