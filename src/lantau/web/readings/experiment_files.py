"""An experiment's files to keep: its manifest and parts as they lie on disk, its paths and fans as CSV, its plots."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from lantau.market import queries
from lantau.refusal import Refused
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.drawing import DRAWING
from lantau.web.readings.experiment import READ_MOST, chosen, standing_of
from lantau.web.readings.results import PLOT_KINDS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MANIFEST = "manifest.json"
HEADLINES = {"run": "low", "round": "licences", "corridor": "coin_volume"}
"""The outcome whose paired difference stands below each comparison of a course."""


def manifest(console: Console, ask: Ask) -> bytes:
    """The manifest as it lies on disk: all that decides the results, then the parts with their checksums."""
    _, told = standing_of(console, ask.path["name"])
    return (told.folder / MANIFEST).read_bytes()


def parts(console: Console, ask: Ask) -> bytes:
    """Manifest and Parquet parts as they lie on disk, in one ZIP."""
    _, told = _finished(console, ask)
    return queries.folder_zip(told.folder)


def outcomes(console: Console, ask: Ask) -> bytes:
    """Every path of the points that the address names, as CSV."""
    results, told = _finished(console, ask)
    return queries.outcomes_csv(results, _numbers(told, ask))


def fans(console: Console, ask: Ask) -> bytes:
    """Every quantile of every course at every step, as CSV."""
    results, told = _finished(console, ask)
    return queries.fans_csv(results, _numbers(told, ask))


def plot_svg(console: Console, ask: Ask) -> bytes:
    """One plot as SVG; the same bytes each time."""
    return _plot(console, ask, ".svg")


def plot_png(console: Console, ask: Ask) -> bytes:
    """One plot as PNG; the same bytes each time."""
    return _plot(console, ask, ".png")


def _finished(console: Console, ask: Ask) -> tuple[queries.Results, queries.Standing]:
    """The results of a finished experiment with every part as it was written; not there for any other."""
    _, told = standing_of(console, ask.path["name"])
    if not told.finished or told.paths > READ_MOST:
        raise NotThereError("results", told.name)
    return queries.opened(told.folder), told


def _numbers(told: queries.Standing, ask: Ask) -> tuple[int, ...]:
    first, second = chosen(told, ask.query)
    return (first,) if second is None else (first, second)


def _plot(console: Console, ask: Ask, ending: str) -> bytes:
    results, told = _finished(console, ask)
    numbers = _numbers(told, ask)
    kind, dash, measure = ask.path["plot"].partition("-")
    if kind not in PLOT_KINDS or not dash:
        raise NotThereError("plot", ask.path["plot"][:60])
    with DRAWING, tempfile.TemporaryDirectory() as folder:
        try:
            figure = _figure(results, told.model, kind, measure, numbers)
        except Refused as no:
            raise NotThereError("plot", ask.path["plot"][:60]) from no
        return queries.written(figure, Path(folder) / f"plot{ending}").read_bytes()


def _figure(results: queries.Results, model: str, kind: str, measure: str, numbers: tuple[int, ...]) -> Figure:
    """Draw it; Refused market.unknown_result for what the model does not measure."""
    if kind == "spread":
        return queries.distribution_figure(*(results.distribution(measure, number) for number in numbers))
    if kind == "fan" or len(numbers) == 1:
        return queries.fan_figure(results.fan(measure, numbers[0]))
    return queries.comparison_figure(results, measure, HEADLINES[model], numbers[0], numbers[1])
