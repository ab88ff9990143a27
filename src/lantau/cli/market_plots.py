"""Figures of results as SVG files: fans, distributions, comparisons of rule sets, heat maps, tornadoes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from lantau.market import queries

TOGETHER = 4
"""So many rule sets are told apart in one figure of distributions."""


def draw_points(results: queries.Results, outcomes: Sequence[str], folder: Path) -> list[str]:
    """A fan of each course and rule set, a figure of each outcome, and a comparison with the first rule set."""
    return _written(_of_points(results, outcomes), folder)


def draw_sweep(results: queries.Results, outcomes: Sequence[str], statistic: str | float, folder: Path) -> list[str]:
    """A heat map or a tornado of each outcome and rule set; a design of neither kind has no figure."""
    return _written(_of_sweep(results, outcomes, statistic), folder)


def _of_points(results: queries.Results, outcomes: Sequence[str]) -> Iterator[tuple[str, Figure]]:
    from lantau.market import queries

    points = results.points
    for point in points:
        for course in results.model.courses:
            yield f"fan-{course.name}-{point.rule_set}", queries.fan_figure(results.fan(course.name, point.number))
    for name in outcomes:
        for first in range(0, len(points), TOGETHER):
            told = [results.distribution(name, point.number) for point in points[first : first + TOGETHER]]
            part = f"-{first // TOGETHER + 1}" if len(points) > TOGETHER else ""
            yield f"distribution-{name}{part}", queries.distribution_figure(*told)
    for point in points[1:]:
        first_course, first_outcome = results.model.courses[0].name, outcomes[0]
        drawn = queries.comparison_figure(results, first_course, first_outcome, 0, point.number)
        yield f"comparison-{points[0].rule_set}-{point.rule_set}", drawn


def _of_sweep(
    results: queries.Results, outcomes: Sequence[str], statistic: str | float
) -> Iterator[tuple[str, Figure]]:
    from lantau.market import queries

    design = results.manifest["design"]
    for name in outcomes:
        for law in (each["id"] for each in results.manifest["rule_sets"]):
            if design["kind"] == "one_at_a_time":
                tornado = queries.tornado(results, name, statistic=statistic, rule_set=law)
                yield f"tornado-{name}-{law}", queries.tornado_figure(tornado)
            elif design["kind"] == "grid" and len(design["axes"]) > 1:
                y, x = design["axes"][:2]
                heat = queries.heat_map(results, name, x, y, statistic=statistic, rule_set=law)
                yield f"heat-map-{name}-{law}", queries.heat_map_figure(heat)


def _written(figures: Iterator[tuple[str, Figure]], folder: Path) -> list[str]:
    from lantau.market import queries

    folder.mkdir(parents=True, exist_ok=True)
    return [str(queries.written(figure, folder / f"{_file_name(name)}.svg")) for name, figure in figures]


def _file_name(name: str) -> str:
    return re.sub(r"[^\w.+-]", "-", name)
