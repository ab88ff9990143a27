"""A fleet's files to keep: months as CSV, the room's own data in full, and its charts as SVG and PNG."""

from __future__ import annotations

import json

from lantau import mining
from lantau.mining import queries
from lantau.refusal import Refused
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.drawing import DRAWING
from lantau.web.fleet_shelf import EXPANSION_FILE, PATHS, SEED
from lantau.web.readings.mining import asked_months, fleet_of, wanted


def months_csv(console: Console, ask: Ask) -> bytes:
    """Every month with unrounded numbers, under one line that says it is simulated."""
    return _report(console, ask).csv.encode()


def report_json(console: Console, ask: Ask) -> bytes:
    """Months, sites and quarters as the room gives them."""
    return _json(_report(console, ask))


def attribution_json(console: Console, ask: Ask) -> bytes:
    """The change between the months that the address names, else the last two."""
    made = _attribution(console, ask)
    if made is None:
        raise NotThereError("chart", "attribution")
    return _json(made)


def expansion_json(console: Console, ask: Ask) -> bytes:
    """The what-if as the room gives it: quantiles of every outcome, and every fan at every epoch."""
    made = _expansion(console, ask)
    if made is None:
        raise NotThereError("chart", "expansion")
    return _json(made)


def chart_svg(console: Console, ask: Ask) -> bytes:
    """One of the room's charts as SVG; the same bytes each time."""
    return _chart(console, ask, "svg")


def chart_png(console: Console, ask: Ask) -> bytes:
    """One of the room's charts as PNG; the same bytes each time."""
    return _chart(console, ask, "png")


def _chart(console: Console, ask: Ask, form: str) -> bytes:
    """The chart of whichever answer has it, the cheapest first; one that is refused hides no other's charts."""
    refused: Refused | None = None
    for made in (_report, _attribution, _expansion):
        try:
            answer = made(console, ask)
        except Refused as no:
            refused = refused or no
            continue
        if answer is not None and ask.path["chart"] in answer.chart_stems:
            with DRAWING:
                drawn = answer.chart(f"{ask.path['chart']}.{form}")
            assert drawn is not None
            return drawn
    raise refused or NotThereError("chart", ask.path["chart"][:60])


def _report(console: Console, ask: Ask) -> queries.Answer:
    return wanted(queries.report(fleet_of(console, ask.path["fleet"])[1].folder))


def _attribution(console: Console, ask: Ask) -> queries.Answer | None:
    _, fleet = fleet_of(console, ask.path["fleet"])
    made = wanted(mining.report(wanted(mining.read_fleet(fleet.folder))))
    months = asked_months([str(row.month) for row in made.months], ask)
    return None if months is None else wanted(queries.attribution(fleet.folder, *months))


def _expansion(console: Console, ask: Ask) -> queries.Answer | None:
    path = fleet_of(console, ask.path["fleet"])[1].folder / EXPANSION_FILE
    return wanted(queries.expansion(path, PATHS, SEED)) if path.is_file() and not path.is_symlink() else None


def _json(answer: queries.Answer) -> bytes:
    return f"{json.dumps(answer.body, ensure_ascii=False, indent=2, allow_nan=False)}\n".encode()
