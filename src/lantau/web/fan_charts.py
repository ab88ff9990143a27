"""Fans of a course as drawings of whole-number coordinates, two of them on one scale; made on the server, for print.

Values are whole millionths of the course's unit, so that a coordinate is one on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 560, 250
LEFT, RIGHT, TOP, BOTTOM = 66, 12, 12, 34
COLUMNS_MOST = 245
"""Steps drawn at most, one for each other pixel: of a longer course every second, third, … and the last."""

ROOM_PARTS = 25
"""A 25th of what a scale spans is left free above and below."""

TICKS_MOST = 6
STEP_TICKS = (1, 2, 3, 6, 12, 24, 48, 72, 120, 168, 240, 360, 480, 720)
"""Distances of ticks along hours and months alike: a day, a week, a year are whole numbers of them."""


@dataclass(frozen=True, slots=True)
class Band:
    """The area between two quantiles, as an SVG path; ``shade`` is 1 for the outermost."""

    path: str
    shade: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and the number that stands there: millionths of the unit, or a step."""

    place: int
    value: int


@dataclass(frozen=True, slots=True)
class FanChart:
    """A fan: bands from the outermost in, the median's line, ticks of both axes."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    bands: tuple[Band, ...]
    median: str
    across: tuple[Tick, ...]
    down: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """The lowest and highest value that a scale shows, in millionths."""

    low: int
    high: int


def reach_of(fans: Sequence[Sequence[Sequence[int]]]) -> Reach:
    """One scale for several fans, so that they can be held side by side; never without a width."""
    values = [value for fan in fans for line in fan for value in line]
    low, high = min(values), max(values)
    room = max((high - low) // ROOM_PARTS, abs(high) // 500, 1)
    floor = 0 if 0 <= low < room else low - room
    return Reach(floor, high + room)


def fan_chart(lines: Sequence[Sequence[int]], reach: Reach) -> FanChart:
    """Draw the quantiles of a fan, lowest first and an odd number of them, on a scale."""
    steps, middle = len(lines[0]), len(lines) // 2
    drawn = _drawn(steps)

    def across(step: int) -> int:
        return LEFT + step * (WIDTH - LEFT - RIGHT) // max(1, steps - 1)

    def down(value: int) -> int:
        held = min(max(value, reach.low), reach.high)
        return TOP + (reach.high - held) * (HEIGHT - TOP - BOTTOM) // (reach.high - reach.low)

    def trace(line: Sequence[int], order: Sequence[int], first: str) -> str:
        return " ".join(f"{'L' if at else first}{across(step)} {down(line[step])}" for at, step in enumerate(order))

    bands = tuple(
        Band(f"{trace(lines[place], drawn, 'M')} {trace(lines[-1 - place], drawn[::-1], 'L')} Z", place + 1)
        for place in range(middle)
    )
    step = next((each for each in STEP_TICKS if steps <= each * TICKS_MOST), steps)
    distance = grid_distance(reach.high - reach.low)
    return FanChart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        bottom=HEIGHT - BOTTOM,
        bands=bands,
        median=trace(lines[middle], drawn, "M"),
        across=tuple(Tick(across(each), each) for each in range(0, steps, step)),
        down=tuple(
            Tick(down(value), value) for value in range(-(-reach.low // distance) * distance, reach.high + 1, distance)
        ),
    )


def _drawn(steps: int) -> list[int]:
    """The steps that are drawn, the last one among them."""
    found = list(range(0, steps, -(-steps // COLUMNS_MOST)))
    return found if found[-1] == steps - 1 else [*found, steps - 1]


def grid_distance(span: int) -> int:
    """The distance of grid lines: 1, 2 or 5 times a power of ten, and at most six of them."""
    power = 1
    while True:
        for each in (1, 2, 5):
            if span <= each * power * TICKS_MOST:
                return each * power
        power *= 10
