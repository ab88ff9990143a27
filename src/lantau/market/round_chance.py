"""The chance of a licensing round: every number a chunk draws, before it knows the rules or the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lantau.market.modelling import Floats, chance
from lantau.market.parameters import parameter_table

MONTHS = 60
"""Months played after the first licences."""

MOST_FIRMS = int(parameter_table("round").named("firms").high)
"""Firms drawn for every path; a setting only says how many of them are there."""

NORMALS = (
    "readiness",
    "capital",
    "reach",
    "optimism",
    "distribution",
    "cost",
    "independence",
    "judgement",
    "second_judgement",
)
"""What is drawn of each firm from the standard normal."""

UNIFORMS = ("kind", "losses", "informed", "company", "place", "items", "plan", "budget", "accounts", "board", "officer")
"""What is drawn of each firm evenly from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Draws:
    """A chunk's chance: ``vector`` and ``size`` float64[paths]; ``firms[name]`` float64[paths, MOST_FIRMS];
    ``adoption`` and ``yields`` float64[MONTHS, paths]."""

    vector: Floats
    size: Floats
    firms: Mapping[str, Floats]
    adoption: Floats
    yields: Floats


def drawn(seed: int, chunk: int, paths: int) -> Draws:
    """The chance of one chunk, in an order that never changes."""
    generator = chance(seed, chunk)
    vector = generator.random(paths)
    size = generator.standard_normal(paths)
    adoption, yields = generator.standard_normal((2, MONTHS, paths))
    normals = generator.standard_normal((len(NORMALS), paths, MOST_FIRMS))
    uniforms = generator.random((len(UNIFORMS), paths, MOST_FIRMS))
    firms = {**dict(zip(NORMALS, normals, strict=True)), **dict(zip(UNIFORMS, uniforms, strict=True))}
    return Draws(vector, size, firms, adoption, yields)
