"""Coverage over time as a drawing of whole-number coordinates, made on the server and readable in print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 1120, 260
LEFT, RIGHT, TOP, BOTTOM = 76, 24, 24, 36
FULL_BPS = 10_000
ROOM_BPS = 25
"""Space left above the highest and below the lowest point, so that full backing never lies on the frame."""


@dataclass(frozen=True, slots=True)
class Point:
    """Coverage at one close of day; None where there were no coins to cover."""

    day: date
    coverage_bps: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """One drawn point: its place, its value, and whether it lies below full backing."""

    x: int
    y: int
    day: date
    coverage_bps: int
    short: bool
    labelled: bool


@dataclass(frozen=True, slots=True)
class CoverageChart:
    """A line of coverage against the line of full backing; ``path`` is the SVG path, ``grid`` pairs of y and bps."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    full_y: int
    path: str
    marks: tuple[Mark, ...]
    grid: tuple[tuple[int, int], ...]
    days: tuple[tuple[int, date], ...]


def coverage_chart(points: Sequence[Point]) -> CoverageChart | None:
    """Draw closes of day in order; None with fewer than two, where a table says it better."""
    drawn = [(point.day, point.coverage_bps) for point in points if point.coverage_bps is not None]
    if len(drawn) < 2:
        return None
    values = [bps for _, bps in drawn] + [FULL_BPS]
    low, high = min(values) - ROOM_BPS, max(values) + ROOM_BPS
    first, last = drawn[0][0].toordinal(), drawn[-1][0].toordinal()

    def across(day: date) -> int:
        return LEFT + (day.toordinal() - first) * (WIDTH - LEFT - RIGHT) // max(1, last - first)

    def down(bps: int) -> int:
        return TOP + (high - bps) * (HEIGHT - TOP - BOTTOM) // (high - low)

    def beside(bps: int) -> int:
        """The height of a point, never on the line of full backing when it is below it by less than a dot."""
        return max(down(bps), down(FULL_BPS) + 1) if bps < FULL_BPS else down(bps)

    places = [(across(day), beside(bps), day, bps) for day, bps in drawn]
    lowest = min(places, key=lambda place: place[3])
    marks = tuple(
        Mark(x, y, day, bps, bps < FULL_BPS, labelled=(x, y, day, bps) == lowest or day == drawn[-1][0])
        for x, y, day, bps in places
    )
    path = " ".join(f"{'L' if index else 'M'}{x} {y}" for index, (x, y, _, _) in enumerate(places))
    step = _step(high - low)
    grid = tuple((down(bps), bps) for bps in range(-(-low // step) * step, high + 1, step))
    middle = drawn[len(drawn) // 2][0]
    days = tuple((across(day), day) for day in dict.fromkeys((drawn[0][0], middle, drawn[-1][0])))
    return CoverageChart(WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM, down(FULL_BPS), path, marks, grid, days)


def _step(span_bps: int) -> int:
    """The distance of grid lines in basis points: at most five of them."""
    return next(step for step in (10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000, span_bps) if span_bps <= step * 5)
