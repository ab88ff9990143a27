"""How much demand for a coin the rule on the identity of holders lets in.

Holders differ in who verified them. The rule ``HK.holder.identity`` of the rule set at hand is asked about one holder
of each state, so the law, or a reform that eases or tightens it, says which demand can be served.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy

from lantau.market.bounds import between
from lantau.market.parameters import Settings
from lantau.market.rule_sets import RuleSet
from lantau.rulebook import Outcome

HOLDER_RULE = "HK.holder.identity"
"""The rule that is asked."""

STATES: Mapping[str, str] = {
    "by_licensee": "licensee",
    "by_institution": "supervised_institution",
    "by_third_party": "reliable_third_party",
}
"""Parameters of the shares of holders, and the word of the fact each stands for; whoever is left, nobody verified."""

ROUNDING = 1e-9
"""How far shares may sum beyond the whole through the spelling of floats."""


@dataclass(frozen=True, slots=True)
class Served:
    """The share of demand that can be served, and the share of demand that is served and verified."""

    share: float
    verified: float


def served(use: str, settings: Settings, rule_set: RuleSet) -> Served:
    """What the rule lets in of a use, ``b2b`` or ``retail``; a holder whose finding is unknown is not served.

    Of those shut out, a share ``verify_willing`` is verified in a way that counts, where there is one. Refused
    market.out_of_range where the shares of the states sum to more than one.
    """
    shares = shares_of([f"{use}_{state}" for state in STATES], settings, "round")
    words = [*STATES.values(), "nobody"]
    columns = {
        "holder.identity_verified_by": numpy.array(words),
        "holder.mitigation_accepted": numpy.full(len(words), settings["mitigation_accepted"] > 0),
    }
    column = rule_set.book.evaluate(columns, on=rule_set.law_day, gate=HOLDER_RULE)[HOLDER_RULE]
    allowed = numpy.ones(len(words), dtype=numpy.bool_)
    for outcome in (Outcome.BREACHED, Outcome.UNKNOWN):
        allowed[column.rows(outcome)] = False
    inside = float(numpy.sum(numpy.where(allowed, shares, 0.0)))
    unverified = float(shares[-1]) if allowed[-1] else 0.0
    won = settings["verify_willing"] * (1.0 - inside) if allowed[:-1].any() else 0.0
    return Served(min(inside + won, 1.0), min(inside + won, 1.0) - unverified)


def shares_of(
    names: list[str], settings: Settings, model: str
) -> numpy.ndarray[tuple[int], numpy.dtype[numpy.float64]]:
    """The shares of these parameters and, last, what is left to one; Refused market.out_of_range beyond one."""
    given = [settings[name] for name in names]
    room = 1.0 - sum(given[:-1])
    between(f"{model}.{names[-1]}", given[-1], 0, room + ROUNDING)
    return numpy.array([*given, max(0.0, 1.0 - sum(given))])
