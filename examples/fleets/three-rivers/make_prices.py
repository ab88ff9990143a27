"""Writes prices.csv beside it: an invented hourly index, the same on every machine. Usage: python make_prices.py

A night, a day and an evening level, lower at week-ends, hotter from June to August; a noise taken from the digest of
the hour; rarely a scarce evening at many times the usual price, and windy nights below zero.
"""

from __future__ import annotations

import hashlib
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

START, HOURS = datetime(2025, 4, 1, tzinfo=UTC), 183 * 24
NAME = "rio_bend_usd_mwh"


def noise(text: str) -> float:
    """Evenly between 0 and 1, from a digest."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


def price(at: datetime) -> float:
    """USD/MWh of one hour of UTC."""
    local = (at.hour - 6) % 24
    evening = math.exp(-(((local - 19) / 2.2) ** 2))
    heat = math.exp(-(((at.timetuple().tm_yday - 205) / 40) ** 2))
    level = 21.0 + 8.0 * math.sin((local - 9) / 24 * 2 * math.pi) + evening * (22.0 + 26.0 * heat)
    if at.weekday() >= 5:
        level -= 5.0
    level += 14.0 * (noise(f"hour {at:%Y%m%d%H}") - 0.5) + 10.0 * (noise(f"day {at:%Y%m%d}") - 0.5)
    if noise(f"wind {at:%Y%m%d}") < 0.14 and local < 6:
        level -= 34.0
    if noise(f"scarce {at:%Y%m%d}") < 0.05 + 0.12 * heat and 17 <= local <= 20:
        level += 90.0 + 900.0 * noise(f"how scarce {at:%Y%m%d}") ** 4
    return round(level, 2)


def text() -> str:
    """The whole file."""
    lines = ["# Invented hourly prices, made by make_prices.py; no market's data. simulated", f"hour,{NAME}"]
    for number in range(HOURS):
        at = START + timedelta(hours=number)
        lines.append(f"{at:%Y-%m-%dT%H:%MZ},{price(at):.2f}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (Path(__file__).parent / "prices.csv").write_text(text(), encoding="utf-8")
