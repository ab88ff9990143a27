"""Months as drawings of whole-number coordinates, made on the server: bars, lines and points above one axis of months.

Values are whole millionths of the chart's unit, so that a coordinate is one on every machine.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from lantau.web.fan_charts import BOTTOM, HEIGHT, LEFT, RIGHT, TICKS_MOST, TOP, WIDTH, FanChart, Reach, grid_distance

BARS, LINE, POINTS = "bars", "line", "points"
ROOM_PARTS = 16
"""A 16th of what a scale spans is left free above the highest value."""

FALL_WIDTH, FALL_HEIGHT = 300, 20
FALL_ROOM = 6


@dataclass(frozen=True, slots=True)
class Series:
    """What is drawn: one value for each month or None, its text for a reader, how it is drawn, and its shade."""

    name: str
    kind: str
    shade: int
    values: tuple[int | None, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from the line of zero; ``said`` is the month and the value in words."""

    x: int
    y: int
    width: int
    height: int
    said: str


@dataclass(frozen=True, slots=True)
class Point:
    """A value's place and the same in words."""

    x: int
    y: int
    said: str


@dataclass(frozen=True, slots=True)
class DrawnSeries:
    """One series as drawn: bars, or points that ``path`` joins where it is a line."""

    name: str
    kind: str
    shade: int
    bars: tuple[Bar, ...]
    points: tuple[Point, ...]
    path: str


@dataclass(frozen=True, slots=True)
class MonthChart:
    """Series over months; ``down`` pairs the places of grid lines with millionths, ``across`` places with months."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    zero_y: int
    series: tuple[DrawnSeries, ...]
    down: tuple[tuple[int, int], ...]
    across: tuple[tuple[int, str], ...]


def month_chart(months: Sequence[str], series: Sequence[Series]) -> MonthChart:
    """Draw series over the same months, the oldest first; the axis always has zero on it."""
    values = [value for each in series for value in each.values if value is not None]
    low, high = min([0, *values]), max([1, *values])
    room = (high - low) // ROOM_PARTS
    low, high = low - room if low < 0 else 0, high + room + 1
    slot = (WIDTH - LEFT - RIGHT) * 1000 // len(months)

    def down(value: int) -> int:
        return TOP + (high - value) * (HEIGHT - TOP - BOTTOM) // (high - low)

    def middle(place: int) -> int:
        return LEFT + (place * slot + slot // 2) // 1000

    barred = [each for each in series if each.kind == BARS]
    wide = max(1, slot * 7 // 10 // max(1, len(barred)) // 1000)

    def drawn(each: Series) -> DrawnSeries:
        said = [f"{month}: {text}" for month, text in zip(months, each.texts, strict=True)]
        told = [(place, value) for place, value in enumerate(each.values) if value is not None]
        if each.kind == BARS:
            offset = barred.index(each) * wide - wide * len(barred) // 2
            bars = tuple(
                Bar(
                    middle(place) + offset, min(down(value), down(0)), wide, abs(down(value) - down(0)), said[place]
                )
                for place, value in told
            )  # fmt: skip
            return DrawnSeries(each.name, each.kind, each.shade, bars, (), "")
        points = tuple(Point(middle(place), down(value), said[place]) for place, value in told)
        path = " ".join(f"{'M' if at == 0 else 'L'}{point.x} {point.y}" for at, point in enumerate(points))
        return DrawnSeries(each.name, each.kind, each.shade, (), points, path if each.kind == LINE else "")

    distance = grid_distance(high - low)
    every = -(-len(months) // TICKS_MOST)
    return MonthChart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        bottom=HEIGHT - BOTTOM,
        zero_y=down(0),
        series=tuple(drawn(each) for each in series),
        down=tuple((down(value), value) for value in range(-(-low // distance) * distance, high + 1, distance)),
        across=tuple((middle(place), months[place]) for place in range(0, len(months), every)),
    )


@dataclass(frozen=True, slots=True)
class Fall:
    """One step of a waterfall: a bar from the sum before it to the sum after it; ``zero_x`` is no change."""

    width: int
    height: int
    zero_x: int
    x: int
    span: int
    is_gain: bool


def waterfall(parts: Sequence[int]) -> tuple[Fall, ...]:
    """The steps of a sum in their order and, as the last, the whole of it from zero; all on one scale."""
    sums = [0]
    for part in parts:
        sums.append(sums[-1] + part)
    low, high = min(sums), max(sums)

    def across(value: int) -> int:
        return FALL_ROOM + (value - low) * (FALL_WIDTH - 2 * FALL_ROOM) // max(1, high - low)

    edges = [*itertools.pairwise(sums), (0, sums[-1])]
    return tuple(
        Fall(
            FALL_WIDTH,
            FALL_HEIGHT,
            across(0),
            min(across(begun), across(ended)),
            abs(across(ended) - across(begun)),
            ended >= begun,
        )
        for begun, ended in edges
    )


def level_y(value: int, reach: Reach, chart: FanChart) -> int | None:
    """Where a fixed value lies on a fan's scale; None where it is off it."""
    if not reach.low <= value <= reach.high:
        return None
    return TOP + (reach.high - value) * (chart.bottom - TOP) // (reach.high - reach.low)
