"""Results as plain data, for --json and for the text that is set from it: a number that is none is null."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from lantau.cli.market_options import ALL
from lantau.refusal import outside_json
from lantau.rulebook import load, queries

if TYPE_CHECKING:
    from lantau.market import queries as laboratory

QUANTILES = tuple(float(each) for each in ("0.05", "0.5", "0.95"))
"""What is read of each outcome: the median, and between what nine paths in ten lie."""

OPENING_FILE = "opening.json"

HEADLINES: Mapping[str, tuple[str, ...]] = {
    "run": ("low", "paid_on_time_share", "supply_end"),
    "round": ("licences", "circulation_end", "compliance_bps"),
    "corridor": ("coin_share", "saving_share", "licence_cover"),
}
"""The outcomes of a sweep that are shown when none is named; of an outside model, all."""

Body = dict[str, Any]


def number(value: Any) -> Any:
    """A number as JSON has it: one that is not finite is null."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def row(given: Mapping[str, Any]) -> Body:
    """A row of a table with its numbers as JSON has them."""
    return {name: number(value) for name, value in given.items()}


def told(results: laboratory.Results) -> Body:
    """What was played: model, law, settings, chance, and the digest that two plays with the same bits share."""
    manifest = results.manifest
    table = results.model.table
    return {
        "simulated": True,
        "model": manifest["model"],
        "law_as_of": manifest["law_as_of"],
        "rule_sets": [{name: each[name] for name in ("id", "law_day", "held_last")} for each in manifest["rule_sets"]],
        "held_last": any(each["held_last"] for each in manifest["rule_sets"]),
        "paths": manifest["paths"],
        "seed": manifest["seed"],
        "chunk_paths": manifest["chunk_paths"],
        "settings": manifest["settings"],
        "changed": {name: value for name, value in manifest["settings"].items() if value != table.named(name).default},
        "opening": _opening(results),
        "design": manifest["design"]["kind"],
        "folder": str(results.folder),
        "results_sha256": manifest["results_sha256"],
    }


def _opening(results: laboratory.Results) -> Any:
    """Where the paths begin, as its source says; None for a start from settings."""
    if results.manifest["opening_sha256"] is None:
        return None
    body = outside_json((results.folder / OPENING_FILE).read_bytes())
    return body.get("source", "") if isinstance(body, dict) else ""


def chosen(model: str, names: Sequence[str]) -> tuple[str, ...]:
    """The outcomes to show: those named, else the model's headlines; Refused market.unknown_model, unknown_result."""
    from lantau.market import model_named
    from lantau.market import queries as laboratory

    found = model_named(model)
    every = tuple(each.name for each in found.outcomes)
    if ALL in names:
        return every
    return tuple(laboratory.outcome_named(found, name).name for name in names) or HEADLINES.get(model, every)


def points(results: laboratory.Results, outcomes: Sequence[str]) -> list[Body]:
    """Each point in full: outcomes with quantiles and intervals, and rules breached with title and citation."""
    return [
        {
            "point": point.number,
            "rule_set": point.rule_set,
            "change": dict(point.change),
            "outcomes": [_outcome(results, name, point.number) for name in outcomes],
            "rules": _breaches(results, point.number),
        }
        for point in results.points
    ]


def _outcome(results: laboratory.Results, name: str, point: int) -> Body:
    found = results.distribution(name, point, probabilities=QUANTILES)
    return {
        "outcome": name,
        "unit": found.outcome.unit,
        "en": found.outcome.words.en,
        "zh": found.outcome.words.zh,
        "mean": found.moments.mean,
        "standard_error": number(found.moments.standard_error),
        "sd": found.moments.sd,
        "confidence": found.confidence,
        "quantiles": _rows(found.table().to_pylist()),
    }


def _breaches(results: laboratory.Results, point: int) -> list[Body]:
    """Each rule that was judged, with the share of paths in which it was breached and its title and citation.

    A rule's own name begins with its law's; a reader's reform may be called anything.
    """
    found = results.breaches(point)
    laws = sorted({rule.partition(".")[0] for rule in found.breached})
    titles = {str(each["id"]): each for law in laws for each in queries.list_rules(load(law))}
    return [
        {
            **row(each),
            **{name: titles[each["rule"]][name] for name in ("title_en", "title_zh", "citation")},
            "confidence": found.confidence,
        }
        for each in found.table().to_pylist()
    ]


def differences(results: laboratory.Results, outcomes: Sequence[str]) -> list[Body]:
    """Each further rule set less the first, path by path on common random numbers; of an experiment of one point."""
    from lantau.market import queries as laboratory

    return [
        _difference(laboratory.paired(results, name, 0, point.number, probabilities=QUANTILES))
        for point in results.points[1:]
        for name in outcomes
    ]


def _difference(found: laboratory.Paired) -> Body:
    moments = found.difference
    return {
        "outcome": found.outcome.name,
        "unit": found.outcome.unit,
        "en": found.outcome.words.en,
        "zh": found.outcome.words.zh,
        "less": found.first.rule_set,
        "rule_set": found.second.rule_set,
        "mean": moments.mean,
        "standard_error": number(moments.standard_error),
        "variance_reduction": number(found.variance_reduction),
        "share_lower": found.share_lower,
        "share_same": found.share_same,
        "share_higher": found.share_higher,
        "confidence": found.confidence,
        "quantiles": _rows(found.table().to_pylist()),
    }


def swept(results: laboratory.Results, outcomes: Sequence[str], statistic: str | float) -> Body:
    """A sweep: a row a point, each further rule set less the first, and heat maps of a grid or tornadoes."""
    from lantau.market import queries as laboratory

    design, laws = results.manifest["design"], [each["id"] for each in results.manifest["rule_sets"]]
    heats: list[laboratory.HeatMap] = []
    tornadoes: list[laboratory.Tornado] = []
    for name in outcomes:
        for law in laws:
            if design["kind"] == "one_at_a_time":
                tornadoes.append(laboratory.tornado(results, name, statistic=statistic, rule_set=law))
            elif design["kind"] == "grid" and len(design["axes"]) > 1:
                y, x = design["axes"][:2]
                heats.append(laboratory.heat_map(results, name, x, y, statistic=statistic, rule_set=law))
    return {
        "axes": list(design["axes"]),
        "points": _rows(results.table(*outcomes).to_pylist()),
        "differences": [
            {"outcome": name, "less": laws[0], "rule_set": law, **each}
            for name in outcomes
            for law in laws[1:]
            for each in _rows(laboratory.differences(results, name, laws[0], law).table().to_pylist())
        ],
        "heat_maps": [_heat_map(each) for each in heats],
        "tornadoes": [_tornado(each) for each in tornadoes],
    }


def _heat_map(found: laboratory.HeatMap) -> Body:
    return {
        "outcome": found.outcome.name,
        "unit": found.outcome.unit,
        "rule_set": found.rule_set,
        "statistic": found.statistic,
        "x": {"parameter": found.x, "unit": found.x_unit, "values": list(found.x_values)},
        "y": {"parameter": found.y, "unit": found.y_unit, "values": list(found.y_values)},
        "at": dict(found.at),
        "cells": [[number(each) for each in line] for line in found.cells.tolist()],
    }


def _tornado(found: laboratory.Tornado) -> Body:
    return {
        "outcome": found.outcome.name,
        "unit": found.outcome.unit,
        "rule_set": found.rule_set,
        "statistic": found.statistic,
        "at_settings": number(found.at_settings),
        "bars": _rows(found.table().to_pylist()),
    }


def stress(found: laboratory.ReverseStress) -> Body:
    """The answer of a reverse stress, and every value tried."""
    return {
        "simulated": True,
        "status": found.status,
        "parameter": found.parameter.name,
        "unit": found.parameter.unit,
        "low": found.parameter.low,
        "high": found.parameter.high,
        "breaks": found.breaks,
        "holds": found.holds,
        "rising": found.rising,
        "monotone": found.monotone,
        "asked": {each.name: getattr(found.asked, each.name) for each in fields(found.asked)},
        "rule_set": found.rule_set,
        "paths": found.paths,
        "tried": _rows(found.table().to_pylist()),
    }


def _rows(given: Iterable[Mapping[str, Any]]) -> list[Body]:
    return [row(each) for each in given]
