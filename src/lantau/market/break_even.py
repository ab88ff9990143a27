"""From which circulation on an issuer earns its keep: the entry rule of the licensing round.

An issuer earns the spread between what the reserve yields and what it passes on, and pays fixed costs and its capital.
Capital is the greater of an amount and a share of circulation, as licensing laws word it; so the break-even circulation
is the greater of the two that either alone would give.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from lantau.market.bounds import between, positive
from lantau.market.modelling import Floats

MONEY_MOST = 1e18
"""Beyond any coin; keeps sums finite."""


@dataclass(frozen=True, slots=True)
class Business:
    """A coin's yearly economics. Amounts are in one currency; rates are shares per year.

    ``reserve_yield`` is earned on circulation and ``pass_through`` paid out of it (to distributors or holders);
    ``capital_cost`` is what a unit of capital costs beyond what it earns. Refused market.out_of_range: a cost or
    capital below 0; a reserve yield that is not from -1 to 1; another rate or share that is not from 0 to 1.
    """

    fixed_cost: float
    reserve_yield: float
    pass_through: float
    capital_cost: float
    capital_least: float = 0.0
    capital_share: float = 0.0

    def __post_init__(self) -> None:
        between("fixed_cost", self.fixed_cost, 0, MONEY_MOST)
        between("capital_least", self.capital_least, 0, MONEY_MOST)
        between("reserve_yield", self.reserve_yield, -1, 1)
        for name in ("pass_through", "capital_cost", "capital_share"):
            between(name, getattr(self, name), 0, 1)

    def yearly_margin(self, circulation: Floats) -> Floats:
        """What the issuer earns in a year at each circulation, float64 of its shape; negative is a loss."""
        capital = numpy.maximum(self.capital_least, self.capital_share * circulation)
        margin: Floats = (
            (self.reserve_yield - self.pass_through) * circulation - self.fixed_cost - self.capital_cost * capital
        )
        return margin

    def break_even_circulation(self) -> float:
        """The least circulation at which the margin is not negative, in the currency of the costs.

        Refused market.out_of_range where no circulation is enough: the spread, less the capital that each unit in
        circulation costs, is not above 0 or so thin that the answer is beyond any coin.
        """
        spread = self.reserve_yield - self.pass_through
        positive("reserve_yield - pass_through", spread)
        after_capital = positive(
            "reserve_yield - pass_through - capital_cost x capital_share",
            spread - self.capital_cost * self.capital_share,
        )
        constant = (self.fixed_cost + self.capital_cost * self.capital_least) / spread
        return between("break_even_circulation", max(constant, self.fixed_cost / after_capital), 0, MONEY_MOST)
