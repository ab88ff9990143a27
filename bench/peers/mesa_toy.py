"""The toy in Mesa: an agent for each issuer, a model for each path, stepped by ``agents.do``; no data collector."""

from __future__ import annotations

import mesa
from toy_day import DAYS, ISSUERS, OPENING, issuer_day, serve


class Issuer(mesa.Agent):
    """One issuer of a market."""

    def __init__(self, model: Market) -> None:
        super().__init__(model)
        self.supply, self.cash, self.bonds, self.price = OPENING
        self.lowest = self.price

    def step(self) -> None:
        """Live one day."""
        self.supply, self.cash, self.bonds, self.price = issuer_day(
            self.model.shock, self.random.gauss(0.0, 1.0), self.supply, self.cash, self.bonds, self.price
        )
        if self.price < self.lowest:  # noqa: PLR1730 - min() would cost the peer a call
            self.lowest = self.price


class Market(mesa.Model):
    """One path: issuers that share the market's shock."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed=seed)
        self.shock = 0.0
        Issuer.create_agents(self, ISSUERS)

    def step(self) -> None:
        """Play one day."""
        self.shock = self.random.gauss(0.0, 1.0)
        self.agents.do("step")


def play(paths: int, seed: int) -> float:
    """So many paths, one after the other."""
    total = 0.0
    for path in range(paths):
        market = Market(seed * 1_000_003 + path)
        for _ in range(DAYS):
            market.step()
        total += min(issuer.lowest for issuer in market.agents)
    return total / paths


if __name__ == "__main__":
    serve(play)
