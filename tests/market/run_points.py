"""Points of the redemption run for tests: prepared by name of the law, one issuer's records as kernels take them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import numpy
from hypothesis import strategies as st

from lantau.market.modelling import Floats
from lantau.market.parameters import Parameter
from lantau.market.rule_sets import RuleSet, rule_set
from lantau.market.run import RUN, PreparedRun
from lantau.market.run_kernel import _begin
from lantau.market.run_terms import STATE, Terms

LAW_DAY = date(2026, 9, 1)
LAW_DAYS = {"US": date(2027, 1, 20)}
"""A text that begins later is asked on a day of its own."""


@cache
def law(name: str) -> RuleSet:
    return rule_set(name, LAW_DAYS.get(name, LAW_DAY), hold_last=True)


def point(rules: str = "HK", opening: Any = None, **asked: float) -> PreparedRun:
    return RUN.prepared(RUN.table.settled(asked), law(rules), opening)


def outcomes(rules: str = "HK", paths: int = 128, **asked: float) -> Mapping[str, Floats]:
    """One chunk's outcomes; always the same seed and chunk, so two calls meet the same chance."""
    return point(rules, **asked).played(1, 0, paths).outcomes


def records(**asked: float) -> tuple[Terms, Any, Any]:
    """Terms, and the first issuer's opening and state at the start of a path."""
    made = point(**asked)
    opening = made.opening.view(numpy.recarray)
    state = numpy.zeros(1, STATE).view(numpy.recarray)
    _begin(opening[0], state[0])
    return made.terms, opening[0], state[0]


def allowed(parameter: Parameter, high: float | None = None) -> st.SearchStrategy[float]:
    """Every value that a parameter takes, its limits often."""
    most = parameter.high if high is None else high
    if parameter.whole:
        within: st.SearchStrategy[float] = st.integers(int(parameter.low), int(most)).map(float)
    else:
        within = st.floats(parameter.low, most)
    return st.one_of(st.sampled_from([parameter.low, most]), within)


SHORT = {"days": 8.0, "issuers": 3.0, "shock_hour": 240.0}
"""Limits that keep a drawn path short, and mostly with its news inside."""


def any_settings() -> st.SearchStrategy[dict[str, float]]:
    """Valid settings over the whole table; what is not drawn keeps its default, days are few."""
    table = RUN.table.parameters
    drawn = {name: allowed(each, SHORT.get(name)) for name, each in table.items()}
    days = drawn.pop("days")
    return st.fixed_dictionaries({"days": days}, optional=drawn)
