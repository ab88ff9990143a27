"""Plots for print: fans, comparisons of rule sets, tornadoes, heat maps, distributions; each stamped as simulated.

They return matplotlib figures without touching its global state, so that they are drawn the same in a notebook, on a
server and in a test. ``written`` gives the same bytes for the same figure.
"""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy

from lantau.market.pairs import paired
from lantau.market.refusals import OUT_OF_RANGE
from lantau.market.results import Distribution, Fan, Results
from lantau.market.showing import SIMULATED
from lantau.market.sweeps import HeatMap, Tornado
from lantau.refusal import Refusal, Refused

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BANDS = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
"""A fan's quantiles: its middle line, and pairs of equal distance from it as bands."""

INK, BLUE, RED, GREY = "#1b1b1b", "#2a5f8f", "#a8412c", "#8a8a8a"
"""Dark enough for print, and told apart in grey."""

SHADES = ("#dbe5ee", "#b3c8db", "#83a6c5", "#5a86ad")
"""A fan's bands from the outermost in; drawn over each other without transparency, as print needs it."""

STYLE: Any = {"font.size": 9.0, "axes.spines.top": False, "axes.spines.right": False, "svg.hashsalt": "lantau"}
WIDE, TALL = (7.0, 4.2), (7.0, 7.6)
SUFFIXES = (".svg", ".png")


Arguments = ParamSpec("Arguments")
Drawn = TypeVar("Drawn")


def _styled(draw: Callable[Arguments, Drawn]) -> Callable[Arguments, Drawn]:
    """Draw in our style over matplotlib's own defaults, whatever a notebook has set, and leave its state alone."""

    @functools.wraps(draw)
    def drawn(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Drawn:
        from matplotlib import style

        with style.context(["default", STYLE]):
            return draw(*args, **kwargs)

    return drawn


@_styled
def fan_figure(fan: Fan) -> Figure:
    """A fan: the median with its confidence interval, and bands between pairs of quantiles."""
    figure = _figure(WIDE)
    axes = figure.add_subplot()
    _draw_fan(axes, fan)
    axes.set_title(f"{fan.course.words.en}, {fan.point.rule_set}")
    axes.legend(frameon=False, fontsize=8)
    return _stamped(figure, f"{fan.paths} paths")


@_styled
def comparison_figure(
    results: Results, course: str, outcome: str, first: int, second: int, *, probabilities: Sequence[float] = BANDS
) -> Figure:
    """Two points side by side on one scale, and below them the paired difference of an outcome."""
    figure = _figure(TALL)
    places = figure.add_gridspec(2, 2, height_ratios=(3, 2))
    left = figure.add_subplot(places[0, 0])
    right = figure.add_subplot(places[0, 1], sharey=left)
    for axes, number in ((left, first), (right, second)):
        fan = results.fan(course, number, probabilities=probabilities)
        _draw_fan(axes, fan)
        axes.set_title(textwrap.fill(results.points[number].told(), 36), fontsize=9)
    right.set_ylabel("")
    left.legend(frameon=False, fontsize=7)
    below = figure.add_subplot(places[1, :])
    told = paired(results, outcome, first, second, probabilities=probabilities)
    heights = numpy.arange(len(told.probabilities))
    below.hlines(heights, told.low, told.high, color=BLUE, linewidth=5, alpha=0.35, label=_interval(told.confidence))
    below.plot(told.values, heights, "o", color=INK, markersize=4, label="quantile")
    below.axvline(told.difference.mean, color=RED, linewidth=1.2, label="mean")
    below.axvline(0.0, color=GREY, linewidth=0.8, linestyle="--")
    below.set_yticks(heights, [f"{probability * 100:g} %" for probability in told.probabilities])
    below.set_xlabel(f"{told.outcome.words.en}: second less first, path by path [{told.outcome.unit}]")
    below.legend(frameon=False, fontsize=7)
    return _stamped(figure, f"{results.paths} paths on common random numbers")


@_styled
def tornado_figure(tornado: Tornado, *, bars: int = 15) -> Figure:
    """A tornado: how far each parameter alone moves a statistic, the largest swing on top."""
    shown = tornado.bars[:bars]
    figure = _figure((7.0, 1.6 + 0.34 * max(len(shown), 1)))
    axes = figure.add_subplot()
    for place, bar in enumerate(reversed(shown)):
        for value, end, colour in ((bar.at_low, bar.low, BLUE), (bar.at_high, bar.high, RED)):
            axes.barh(place, value - tornado.at_settings, left=tornado.at_settings, color=colour, alpha=0.8, height=0.6)
            side = "right" if value < tornado.at_settings else "left"
            axes.annotate(
                f" {end:g} ", (value, place), ha=side, va="center", fontsize=7, color=INK, annotation_clip=False
            )
    axes.set_yticks(range(len(shown)), [f"{bar.parameter} [{bar.unit}]" for bar in reversed(shown)])
    axes.axvline(tornado.at_settings, color=INK, linewidth=0.8)
    axes.margins(x=0.12)
    axes.set_xlabel(f"{tornado.statistic} of {tornado.outcome.words.en} [{tornado.outcome.unit}]")
    axes.set_title(f"One parameter at a time, {tornado.rule_set} (blue: low end, red: high end)")
    return _stamped(figure, "")


@_styled
def heat_map_figure(heat: HeatMap) -> Figure:
    """A heat map: a statistic over two parameters, each cell with its number while they can be read."""
    figure = _figure((7.0, 5.2))
    axes = figure.add_subplot()
    image = axes.imshow(heat.cells, origin="lower", aspect="auto", cmap="cividis")
    axes.set_xticks(range(len(heat.x_values)), [f"{value:g}" for value in heat.x_values])
    axes.set_yticks(range(len(heat.y_values)), [f"{value:g}" for value in heat.y_values])
    axes.set_xlabel(f"{heat.x} [{heat.x_unit}]")
    axes.set_ylabel(f"{heat.y} [{heat.y_unit}]")
    if heat.cells.size <= 120:
        middle = float(numpy.nanmean((numpy.nanmin(heat.cells), numpy.nanmax(heat.cells))))
        for (row, column), value in numpy.ndenumerate(heat.cells):
            colour = "white" if value < middle else INK
            axes.annotate(f"{value:.3g}", (column, row), ha="center", va="center", fontsize=7, color=colour)
    figure.colorbar(image, ax=axes, label=f"{heat.statistic} [{heat.outcome.unit}]")
    axes.set_title(f"{heat.outcome.words.en}, {heat.where}")
    return _stamped(figure, "")


@_styled
def distribution_figure(*distributions: Distribution) -> Figure:
    """Histograms of one outcome at one or several points, from counts, with the median's confidence interval."""
    assert distributions, "there is at least one distribution to draw"
    figure = _figure(WIDE)
    axes = figure.add_subplot()
    outcome = distributions[0].outcome
    edges = numpy.linspace(outcome.scale.low, outcome.scale.high, outcome.scale.bins + 1)
    for told, colour in zip(distributions, (BLUE, RED, GREY, INK), strict=False):
        axes.stairs(
            told.counts / told.moments.count, edges, fill=True, color=colour, alpha=0.45, label=told.point.told()
        )
        if 0.5 in told.probabilities:
            middle = told.probabilities.index(0.5)
            axes.axvline(told.values[middle], color=colour, linewidth=1.2)
            axes.axvspan(told.low[middle], told.high[middle], color=colour, alpha=0.25, linewidth=0)
    seen = numpy.flatnonzero(sum(told.counts for told in distributions))
    axes.set_xlim(edges[max(seen[0] - 1, 0)], edges[min(seen[-1] + 2, outcome.scale.bins)])
    axes.set_xlabel(f"{outcome.words.en} [{outcome.unit}]")
    axes.set_ylabel("share of paths")
    axes.legend(frameon=False, fontsize=8)
    return _stamped(
        figure,
        f"{distributions[0].moments.count} paths; line and band: median, {_interval(distributions[0].confidence)}",
    )


@_styled
def written(figure: Figure, path: Path | str) -> Path:
    """Write a figure as SVG or PNG by its ending, the same bytes each time; Refused market.out_of_range for others."""
    place = Path(path)
    if place.suffix not in SUFFIXES:
        message = f"a plot is written as {' or '.join(SUFFIXES)}, not as {place.name}"
        raise Refused(Refusal(OUT_OF_RANGE, message, where=str(place)))
    nothing: dict[str, Any] = {"Date": None} if place.suffix == ".svg" else {"Software": None}
    figure.savefig(place, metadata=nothing, dpi=200)
    return place


def _interval(confidence: float) -> str:
    return f"{confidence * 100:g} % interval"


def _draw_fan(axes: Axes, fan: Fan) -> None:
    steps = numpy.arange(fan.values.shape[1])
    lines = {probability: fan.values[place] for place, probability in enumerate(fan.probabilities)}
    lower = sorted(each for each in lines if each < 0.5 and round(1.0 - each, 12) in lines)
    for place, probability in enumerate(lower):
        mirror = round(1.0 - probability, 12)
        shade = SHADES[min(place, len(SHADES) - 1)]
        label = f"{probability * 100:g} to {mirror * 100:g} %"
        axes.fill_between(steps, lines[probability], lines[mirror], color=shade, linewidth=0, label=label)
    if 0.5 in lines:
        middle = fan.probabilities.index(0.5)
        told = f"median, {_interval(fan.confidence)}"
        axes.fill_between(steps, fan.low[middle], fan.high[middle], color=RED, alpha=0.45, linewidth=0, label=told)
        axes.plot(steps, lines[0.5], color=INK, linewidth=1.1, label="median")
    axes.set_xlabel(fan.step_words)
    axes.set_ylabel(f"{fan.course.words.en} [{fan.course.unit}]")


def _figure(size: tuple[float, float]) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=size, layout="constrained")


def _stamped(figure: Figure, note: str) -> Figure:
    figure.supxlabel(f"{SIMULATED}; {note}" if note else SIMULATED, x=0.99, ha="right", fontsize=7, color=GREY)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # laid out once: a second layout moves a colour bar by a hair
    return figure
