"""Calibration of the licensing round to 77, 36, 2 by rejection: what the accepted set is and how it is remade.

Parameter vectors are taken evenly from the priors (a Sobol sequence, not scrambled, so a vector is known by its place).
Each plays the first round on its own paths; it is accepted when the means of expressions, applications and licences all
lie within the tolerances. Three numbers cannot pin twenty-two: the accepted set is wide, and that width is the point.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import numpy

from lantau.market.accepted import MEANS, AcceptedSet, values_of
from lantau.market.modelling import Floats
from lantau.market.parameters import parameter_table
from lantau.market.round_chance import drawn
from lantau.market.round_decisions import first_round
from lantau.market.round_firms import Mask, Values, assessed, firms_from
from lantau.market.round_law import round_law
from lantau.market.rule_sets import rule_set

BATCH = 32
"""Vectors played together: the unit of chance, so a part remade equals the same part of the whole."""


@dataclass(frozen=True)
class Plan:
    """What ``models/round_calibration.toml`` says. ``low`` and ``high`` float64[names] bound the even priors."""

    source: str
    law: str
    law_as_of: date
    values: Floats
    tolerances: Floats
    seed: int
    vectors: int
    paths: int
    names: tuple[str, ...]
    low: Floats
    high: Floats


@cache
def plan() -> Plan:
    """The shipped plan; a prior beyond the table's bounds is our bug, so it is asserted."""
    told = tomllib.loads((files("lantau.market") / "models" / "round_calibration.toml").read_text(encoding="utf-8"))
    target, draws, priors = told["target"], told["draws"], told["priors"]
    table = parameter_table("round")
    for name, (low, high) in priors.items():
        known = table.named(name)
        assert known.low <= low < high <= known.high, f"the prior of {name} leaves the table's bounds"
    means = [target["means"][name] for name in MEANS]
    return Plan(
        target["source"],
        target["law"],
        target["law_as_of"],
        numpy.array([float(each["value"]) for each in means]),
        numpy.array([float(each["tolerance"]) for each in means]),
        draws["seed"],
        draws["vectors"],
        draws["paths"],
        tuple(priors),
        numpy.array([float(low) for low, _ in priors.values()]),
        numpy.array([float(high) for _, high in priors.values()]),
    )


def vectors(plan: Plan, count: int) -> Floats:
    """The first ``count`` vectors (a power of two), float64[count, names]; whole parameters are rounded."""
    from scipy.stats import qmc

    even = qmc.Sobol(len(plan.names), scramble=False).random(count)
    found: Floats = plan.low + even * (plan.high - plan.low)
    table = parameter_table("round")
    whole = numpy.array([table.named(name).whole for name in plan.names])
    return numpy.where(whole, numpy.rint(found), numpy.round(found, 6))


def means(plan: Plan, given: Floats, first: int = 0) -> Floats:
    """Mean expressions, applications and licences of each vector, float64[vectors, 3].

    ``first``, the place of the first vector given, is a multiple of ``BATCH``: it says which chance is whose.
    """
    assert first % BATCH == 0, "vectors are played in whole batches"
    law = round_law(rule_set(plan.law, plan.law_as_of))
    defaults = values_of(parameter_table("round").settled({}))
    found = []
    for start in range(0, len(given), BATCH):
        some = numpy.repeat(given[start : start + BATCH], plan.paths, axis=0)
        draws = drawn(plan.seed, (first + start) // BATCH, len(some))
        values: Values = {**defaults, **_columns(plan.names, some)}
        firms = firms_from(draws, values)
        held = assessed(firms, firms.readiness, draws, values, law)
        played = first_round(firms, draws, values, held, law.floor)
        counts = [mask.sum(axis=1) for mask in (played.expressed, played.applied, played.licensed)]
        found.append(numpy.array(counts).reshape(len(MEANS), -1, plan.paths).mean(axis=2).T)
    return numpy.concatenate(found)


def near(plan: Plan, found: Floats) -> Mask:
    """Which vectors came out within all tolerances."""
    within: Mask = numpy.all(numpy.abs(found - plan.values) <= plan.tolerances, axis=1, keepdims=True)
    return within[:, 0]


def remade(plan: Plan, count: int) -> AcceptedSet:
    """The accepted set of the first ``count`` vectors."""
    given = vectors(plan, count)
    found = means(plan, given)
    kept = numpy.flatnonzero(near(plan, found))
    within = ", ".join(f"{name} {value:g}" for name, value in zip(MEANS, plan.tolerances, strict=True))
    provenance = (
        f"Accepted vectors of the licensing round: calibration.written(calibration.remade(plan(), {count})).",
        f"Target: {plan.source}.",
        f"Vectors {count}, accepted {len(kept)}; tolerances of the means: {within}.",
        f"Seed {plan.seed}, {plan.paths} paths a vector, under {plan.law} as of {plan.law_as_of}.",
    )
    return AcceptedSet(provenance, plan.names, kept, found[kept], given[kept])


def written(found: AcceptedSet) -> str:
    """The set as the text of its file."""
    lines = [f"# {line}" for line in found.provenance]
    lines.append(",".join(["draw", *MEANS, *found.names]))
    for draw, mean, vector in zip(found.draws, found.means, found.vectors, strict=True):
        lines.append(",".join([str(int(draw)), *(f"{cell:.10g}" for cell in (*mean, *vector))]))
    return "\n".join(lines) + "\n"


def _columns(names: tuple[str, ...], given: Floats) -> Mapping[str, Floats]:
    return {name: given[:, place : place + 1] for place, name in enumerate(names)}
