"""The toy as cadCAD and radCAD have it: a policy that plays the day, and an update for each state variable.

State variables are lists with one number an issuer, as the fewest variables are the fastest in both.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from toy_day import ISSUERS, OPENING, issuer_day

NAMES = ("supply", "cash", "bonds", "price", "lowest")
CHANCE = random.Random()

State = dict[str, Any]


def opening() -> State:
    """The state of a path at its opening."""
    return {name: [number] * ISSUERS for name, number in zip(NAMES, (*OPENING, 1.0), strict=True)}


def day(_parameters: object, _substep: int, _history: object, state: State, **_more: object) -> State:
    """The policy: what a day makes of every issuer."""
    market = CHANCE.gauss(0.0, 1.0)
    rows = zip(*(state[name] for name in NAMES), strict=True)
    after = []
    for supply, cash, bonds, price, lowest in rows:
        lived = issuer_day(market, CHANCE.gauss(0.0, 1.0), supply, cash, bonds, price)
        after.append((*lived, min(lowest, lived[3])))
    return dict(zip(NAMES, (list(column) for column in zip(*after, strict=True)), strict=True))


def taken(name: str) -> Callable[..., tuple[str, Any]]:
    """The update that takes one variable as the policy left it."""

    def update(
        _parameters: object, _substep: int, _history: object, _state: State, signals: State, **_more: object
    ) -> tuple[str, Any]:
        return name, signals[name]

    return update


BLOCKS = [{"policies": {"day": day}, "variables": {name: taken(name) for name in NAMES}}]
