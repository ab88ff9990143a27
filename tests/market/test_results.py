"""Reading results: exact distributions, fans to within a cell, paired differences, sweeps, and flat memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy
import pyarrow.parquet as pq
import pytest

from lantau.market import grid, local, one_at_a_time, play
from lantau.market.experiments import planned
from lantau.market.modelling import Floats, chance
from lantau.market.parts import Part, Task, pickled_point, played_part
from lantau.market.queries import Results, differences, heat_map, paired, tornado
from lantau.refusal import Refused
from tests.house.source import ROOT
from tests.market.coin_toss import CAPITAL, FLOOR_RULE
from tests.market.experiments_of_tosses import tosses

LARGE = tosses(paths=3000, chunk_paths=700)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return play(LARGE, tmp_path_factory.mktemp("results") / "tosses", executor=local(1))


def _whole(results: Results, outcome: str, point: int) -> Floats:
    paths = sorted(results.folder.glob(f"outcomes-{point:05}-*.parquet"))
    return numpy.concatenate([pq.read_table(path).column(outcome).to_numpy() for path in paths])


def test_a_distribution_is_exact(results: Results) -> None:
    told, values = results.distribution("last", 3), _whole(results, "last", 3)
    assert len(values) == 3000
    assert told.values.tolist() == [
        numpy.quantile(values, share, method="inverted_cdf") for share in told.probabilities
    ]
    assert told.moments.mean == pytest.approx(values.mean())
    assert told.moments.standard_error == pytest.approx(values.std(ddof=1) / 3000**0.5)
    assert (told.low <= told.values).all() and (told.values <= told.high).all()
    assert told.counts.sum() == 3000
    assert told.table().schema.names == ["probability", "value", "low", "high"]


def _walked(stake: float, floor: float) -> Floats:
    """The capital of every path at every toss, played again with nothing shared but the model's rules."""
    sides = numpy.hstack([chance(7, chunk).random((50, size)) < 0.5 for chunk, size in enumerate((700,) * 4 + (200,))])
    capital, course = numpy.full(3000, 80.0), []
    for step, side in enumerate(sides):
        if step < 40:
            capital = capital + numpy.where(capital < floor, 0.0, numpy.where(side, stake, -stake))
        course.append(capital)
    return numpy.array(course)


def test_a_fan_is_that_of_all_paths_to_within_a_cell(results: Results) -> None:
    fan = results.fan("capital", results.find("HK+floor50", stake=4.0), probabilities=(0.05, 0.5, 0.95))
    course = _walked(4.0, 50.0)
    expected = numpy.quantile(course, fan.probabilities, axis=1, method="inverted_cdf")
    assert fan.values.shape == (3, 50)
    assert numpy.abs(fan.values - expected).max() <= CAPITAL.width()
    assert (fan.low <= expected).all() and (expected <= fan.high).all()
    assert not fan.at_edge.any()
    assert fan.table().num_rows == 150


def test_quantiles_that_paths_do_not_bound_have_no_end(results: Results) -> None:
    told = results.distribution("last", 0, probabilities=(0.0001, 0.9999))
    assert numpy.isnan(told.low[0]) and numpy.isnan(told.high[1])
    assert not numpy.isnan(told.high[0]) and not numpy.isnan(told.low[1])
    fan = results.fan("capital", 0, probabilities=(0.0001,))
    assert numpy.isnan(fan.low).all() and not numpy.isnan(fan.high).any()


def test_breaches_are_counted_with_their_interval(results: Results) -> None:
    point = results.find("HK+floor50", stake=4.0)
    told = results.breaches(point)
    expected = int((_walked(4.0, 50.0) < 50.0).any(axis=0).sum())
    assert told.breached == {FLOOR_RULE: expected} and expected > 100
    row = told.table().to_pylist()[0]
    assert row["low"] < row["share"] == expected / 3000 < row["high"]


def test_common_random_numbers_make_a_difference_sharper_than_independent_draws(results: Results) -> None:
    first, second = results.find("HK", stake=4.0), results.find("HK+floor50", stake=4.0)
    told = paired(results, "last", first, second)
    one, other = _whole(results, "last", first), _whole(results, "last", second)
    difference = other - one
    assert told.difference.mean == pytest.approx(difference.mean())
    assert told.difference.standard_error == pytest.approx(difference.std(ddof=1) / 3000**0.5)
    assert told.variance_reduction == pytest.approx((one.var() + other.var()) / difference.var())
    assert told.variance_reduction > 5
    assert told.share_lower + told.share_same + told.share_higher == pytest.approx(1.0)
    assert told.share_same == (difference == 0).mean()
    assert told.values.tolist() == [
        numpy.quantile(difference, share, method="inverted_cdf") for share in told.probabilities
    ]


def test_two_rule_sets_are_compared_at_every_point_of_a_sweep(results: Results) -> None:
    told = differences(results, "lowest", "HK", "HK+floor50").table().to_pylist()
    assert [row["stake"] for row in told] == [2.0, 4.0]
    for row, stake in zip(told, (2.0, 4.0), strict=True):
        one = paired(results, "lowest", results.find("HK", stake=stake), results.find("HK+floor50", stake=stake))
        assert (row["mean"], row["standard_error"]) == (one.difference.mean, one.difference.standard_error)
        assert row["low"] < row["mean"] < row["high"]
    with pytest.raises(Refused, match=r"HK, HK\+floor50"):
        differences(results, "lowest", "HK", "SG")


def test_a_rule_that_changes_nothing_makes_no_difference_at_all(results: Results) -> None:
    told = paired(results, "last", results.find("HK", stake=2.0), results.find("HK", stake=2.0))
    assert "the same on every path" in told.title()
    assert told.difference.sd == 0 and told.share_same == 1.0 and told.variance_reduction == float("inf")


def test_a_tornado_ranks_parameters_by_their_swing(tmp_path: Path) -> None:
    design = one_at_a_time({"stake": (3.0, 5.0), "capital": (70.0, 90.0), "tosses": (39.0, 41.0)})
    results = play(tosses(design=design), tmp_path / "tornado", executor=local(1))
    told = tornado(results, "lowest", rule_set="HK+floor50")
    assert [bar.parameter for bar in told.bars] == ["capital", "stake", "tosses"]
    capital = told.bars[0]
    assert capital.at_low < told.at_settings < capital.at_high
    point = results.find("HK+floor50", capital=70.0)
    assert capital.at_low == pytest.approx(_whole(results, "lowest", point).mean())
    assert tornado(results, "lowest", statistic=0.05).statistic == "5 % quantile"
    with pytest.raises(Refused, match="two axes"):
        heat_map(results, "lowest", "stake", "stake")


def test_a_heat_map_holds_each_cell_of_the_grid(tmp_path: Path) -> None:
    design = grid({"stake": (2.0, 4.0, 6.0), "tosses": (10.0, 20.0), "capital": (70.0, 90.0)})
    results = play(tosses(design=design), tmp_path / "heat", executor=local(1))
    told = heat_map(results, "lowest", "stake", "tosses", statistic=0.5)
    assert told.cells.shape == (2, 3)
    for (row, column), value in numpy.ndenumerate(told.cells):
        point = results.find("HK", stake=told.x_values[column], tosses=told.y_values[row], capital=70.0)
        assert value == numpy.quantile(_whole(results, "lowest", point), 0.5, method="inverted_cdf")
    with pytest.raises(Refused, match="one parameter at a time"):
        tornado(results, "lowest")


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda results: results.distribution("final"), "last, lowest"),
        (lambda results: results.fan("price"), "capital"),
        (lambda results: results.breaches(9), "0 to 3"),
        (lambda results: results.find("HK", stake=3.0), "HK, HK.floor50"),
        (lambda results: paired(results, "last", 0, 4), "0 to 3"),
    ],
)
def test_what_the_experiment_does_not_have_is_refused_with_what_it_has(
    results: Results, ask: object, told: str
) -> None:
    assert callable(ask)
    with pytest.raises(Refused, match=told) as refused:
        ask(results)
    assert refused.value.refusal.code.name == "market.unknown_result"


def test_a_folder_without_an_experiment_is_refused(tmp_path: Path) -> None:
    for text in (None, "{", '{"format": "else"}'):
        if text is not None:
            (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
        with pytest.raises(Refused) as refused:
            Results(tmp_path)
        assert refused.value.refusal.code.name == "market.no_experiment"


def test_results_show_themselves_in_a_notebook_and_say_that_they_are_simulated(results: Results) -> None:
    shown = (results, results.distribution("last"), results.fan("capital"), results.breaches(),
             paired(results, "last", 0, 1))  # fmt: skip
    for each in shown:
        assert "(simulated)" in repr(each).splitlines()[0]
        assert each._repr_html_().startswith("<table><caption>") and "(simulated)" in each._repr_html_()
        assert each.table().num_rows >= 1
    assert "and 330 more rows in .table()" in repr(results.fan("capital"))
    assert "simulated" in repr(results) and json.dumps(results.fan("capital").table().to_pylist(), allow_nan=False)
    assert results.table("last").schema.names == ["point", "rule_set", "stake", "last_mean", "last_standard_error"]


def peak_bytes(folder: Path, paths: int) -> int:
    """The most that Python holds while an experiment is played and read."""
    tracemalloc.start()
    asked = tosses(paths=paths, chunk_paths=500, rule_sets=("HK",), design=grid({"stake": (4.0,)}))
    results = play(asked, folder / str(paths), executor=local(1))
    results.distribution("last")
    results.fan("capital")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_the_memory_of_an_experiment_is_that_of_a_chunk(tmp_path: Path) -> None:
    asked = (
        "from pathlib import Path; from tests.market.test_results import peak_bytes; "
        f"print([peak_bytes(Path({str(tmp_path)!r}), paths) for paths in (500, 3_000, 30_000)])"
    )
    alone = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    _, few, many = json.loads(alone.stdout)
    assert many < 1.1 * few + 30_000


def test_a_worker_returns_counts_and_checksums_and_no_path(tmp_path: Path) -> None:
    import pickle

    plan = planned(tosses(paths=20_000, chunk_paths=20_000))
    pickled = pickled_point(plan.prepared(0), plan.model.outcomes)
    part = played_part(Task(str(tmp_path), 0, 0, 0, 20_000, 7, pickled))
    assert isinstance(part, Part) and part.intact(tmp_path)
    for path in tmp_path.glob("*.parquet"):
        assert pq.read_schema(path).metadata[b"simulated"] == b"true"
    assert len(pickle.dumps(part)) < 600
