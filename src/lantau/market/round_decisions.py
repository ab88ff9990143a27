"""What firms and the supervisor decide in a licensing round: interest, application, licence.

A firm asks whether it would earn: ``(y - v) S - F - k K``, with the circulation S it expects, reserve yield y, share
paid to distributors v, compliance cost F and capital K = max(floor of the law, a share of S) at cost k. Interest is
free, so it is asked of a rosy S. An application costs money, so it is asked of the sober S, times the chance of a
licence by the firm's own view of the bar. The supervisor licenses whoever meets the rulebook and stands above the bar
of judgement, best first, until the places are gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy

from lantau.market.modelling import Floats
from lantau.market.round_chance import Draws
from lantau.market.round_firms import Assessed, Firms, Mask, Values, Whole, logistic

FATES = ("not_interested", "only_expressed", "refused_by_rulebook", "below_bar", "no_place", "licensed")
"""What became of each firm in a round; every firm has exactly one."""


@dataclass(frozen=True, slots=True)
class Round:
    """A round's decisions, bool[paths, firms]. ``score`` is the assessor's view of each firm in points."""

    expressed: Mask
    applied: Mask
    passed: Mask
    above_bar: Mask
    licensed: Mask
    score: Floats

    def fates(self, there: Mask) -> Mapping[str, Whole]:
        """How many firms met each fate, int64[paths] by name of ``FATES``: they sum to the firms there are."""
        masks = (
            there & ~self.expressed,
            self.expressed & ~self.applied,
            self.applied & ~self.passed,
            self.passed & ~self.above_bar,
            self.above_bar & ~self.licensed,
            self.licensed,
        )
        return {name: mask.sum(axis=1) for name, mask in zip(FATES, masks, strict=True)}


def profit(circulation: Floats, firms: Firms, values: Values, floor: Floats) -> Floats:
    """What a firm would earn a year in HKD million; ``floor`` is the law's least capital for it, 0 where exempt."""
    held = numpy.maximum(floor, values["capital_ratio"] * circulation)
    return firms.margin * circulation - firms.fixed_cost - values["capital_cost_bps"] / 1e4 * held


def break_even(firms: Firms, values: Values, floor: Floats, most: float) -> Floats:
    """The circulation at which ``profit`` is nil, in HKD million; ``most`` where it is beyond that or never.

    Profit is the lower of two straight lines, one for each limb of the capital held, so its root is the higher one.
    """
    cost_of_capital = values["capital_cost_bps"] / 1e4
    net = firms.margin - cost_of_capital * values["capital_ratio"]
    with numpy.errstate(divide="ignore", invalid="ignore"):
        by_ratio = numpy.where(net > 0, firms.fixed_cost / net, numpy.inf)
        by_floor = numpy.where(firms.margin > 0, (firms.fixed_cost + cost_of_capital * floor) / firms.margin, numpy.inf)
    return numpy.minimum(numpy.maximum(by_ratio, by_floor), most)


def first_round(firms: Firms, draws: Draws, values: Values, held: Assessed, floor: float) -> Round:
    """The first round, each firm by its own estimate and its own view of the bar."""
    return _round(
        firms,
        values,
        held,
        candidates=firms.there,
        readiness=firms.readiness,
        estimate=firms.estimate,
        unseen=values["bar_unseen"],
        places=values["places"],
        judgement=draws.firms["judgement"],
        informed=draws.firms["informed"],
        floor=floor,
    )


def second_round(
    first: Round, firms: Firms, draws: Draws, values: Values, held: Assessed, floor: float, fare: Floats, opens: Mask
) -> Round:
    """The second round among those not licensed; ``fare`` float64[paths] is how the first licensees fared (-1 to 1).

    ``opens`` bool[paths]: where the supervisor holds no second round, nobody is licensed.
    """
    return _round(
        firms,
        values,
        held,
        candidates=firms.there & ~first.licensed,
        readiness=second_readiness(first, firms, values),
        estimate=firms.estimate * numpy.exp(values["learning"] * fare[:, None]),
        unseen=values["bar_unseen"] * (1.0 - values["bar_learned"]),
        places=values["second_places"] * opens[:, None],
        judgement=draws.firms["second_judgement"],
        informed=draws.firms["informed"],
        floor=floor,
    )


def second_readiness(first: Round, firms: Firms, values: Values) -> Floats:
    """Readiness in the second round: those who applied learnt from it."""
    return firms.readiness + values["readiness_gain"] * first.applied


def _round(
    firms: Firms,
    values: Values,
    held: Assessed,
    *,
    candidates: Mask,
    readiness: Floats,
    estimate: Floats,
    unseen: Floats,
    places: Floats,
    judgement: Floats,
    informed: Floats,
    floor: float,
) -> Round:
    most = firms.there.shape[1]
    least = numpy.where(held.bound, floor, 0.0)
    expressed = candidates & (profit(values["hype"] * estimate, firms, values, least) >= 0)
    own_view = logistic((readiness - (values["bar"] - unseen)) / values["judgement_noise"])
    worth = own_view * values["horizon_years"] * profit(estimate, firms, values, least)
    knows_better = (informed[:, :most] < values["informed_share"]) & held.short
    applied = expressed & (worth > values["application_cost"]) & ~knows_better
    passed = applied & held.passes
    score = readiness + values["judgement_noise"] * judgement[:, :most]
    above_bar = passed & (score >= values["bar"])
    return Round(expressed, applied, passed, above_bar, _best(score, above_bar, places), score)


def _best(score: Floats, eligible: Mask, places: Floats) -> Mask:
    """The eligible with the highest scores, as many as there are places; at equal scores the earlier firm."""
    order = numpy.argsort(numpy.where(eligible, -score, numpy.inf), axis=1, kind="stable")
    taken = numpy.arange(score.shape[1]) < places + numpy.zeros((len(score), 1))
    chosen = numpy.zeros_like(eligible)
    numpy.put_along_axis(chosen, order, taken, axis=1)
    return chosen & eligible
