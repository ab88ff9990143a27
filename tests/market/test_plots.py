"""Plots are written, the same bytes each time, stamped as simulated, whatever a notebook's own style is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import pytest

from lantau.market import grid, local, one_at_a_time, play
from lantau.market import queries as shown
from lantau.market.queries import Results
from lantau.refusal import Refused
from tests.market.experiments_of_tosses import tosses


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Results, Results]:
    folder = tmp_path_factory.mktemp("plots")
    grids = play(tosses(design=grid({"stake": (2.0, 4.0), "tosses": (10.0, 30.0)})), folder / "grid", executor=local(1))
    ends = one_at_a_time({"stake": (3.0, 5.0), "capital": (70.0, 90.0)})
    return grids, play(tosses(design=ends), folder / "ends", executor=local(1))


FIGURES: dict[str, tuple[Callable[[Results, Results], Any], str]] = {
    "fan": (lambda grids, ends: shown.fan_figure(grids.fan("capital")), "capital [HKD m]"),
    "comparison": (lambda grids, ends: shown.comparison_figure(grids, "capital", "last", 6, 7), "HK+floor50"),
    "tornado": (lambda grids, ends: shown.tornado_figure(shown.tornado(ends, "lowest")), "stake [HKD m]"),
    "heat_map": (
        lambda grids, ends: shown.heat_map_figure(shown.heat_map(grids, "last", "stake", "tosses")), "tosses [HKD m]",
    ),
    "distribution": (
        lambda grids, ends: shown.distribution_figure(grids.distribution("last", 6), grids.distribution("last", 7)),
        "share of paths",
    ),
}  # fmt: skip


def _texts(figure: Any) -> str:
    from matplotlib.text import Text

    return "\n".join(each.get_text() for each in figure.findobj(Text))


@pytest.mark.parametrize("name", FIGURES)
def test_a_plot_is_labelled_stamped_and_written_the_same_each_time(
    swept: tuple[Results, Results], tmp_path: Path, name: str
) -> None:
    draw, label = FIGURES[name]
    figure = draw(*swept)
    assert label in _texts(figure) and "simulated" in _texts(figure)
    for suffix, head in ((".svg", b"<?xml"), (".png", b"\x89PNG")):
        first = shown.written(figure, tmp_path / f"first{suffix}").read_bytes()
        with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "red", "svg.hashsalt": None}):
            again = shown.written(draw(*swept), tmp_path / f"again{suffix}").read_bytes()
        assert first == again and first.startswith(head) and len(first) > 5000


def test_drawing_leaves_matplotlib_as_it_was(swept: tuple[Results, Results]) -> None:
    before = dict(matplotlib.rcParams)
    shown.fan_figure(swept[0].fan("capital"))
    assert dict(matplotlib.rcParams) == before


def test_another_ending_is_refused(swept: tuple[Results, Results], tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"\.svg or \.png"):
        shown.written(shown.fan_figure(swept[0].fan("capital")), tmp_path / "fan.jpg")
