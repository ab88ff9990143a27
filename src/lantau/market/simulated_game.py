"""The global game of ``thresholds`` once more, played by a simulated crowd that knows none of its formulas.

Each of the holders draws its private noise once. For a common threshold signal, the state that falls is looked for by
bisection: the share of the crowd whose signal is below the threshold must equal it. Then the holder whose signal is the
threshold asks how likely a state that bad is, by weighing the states that its own signal could come from (the crowd's
noise) with the public belief, and compares that with the cost. If it would rather run, the threshold of all is too low,
else too high.

The same noise serves as the crowd that runs and as what its holders believe of each other, so most of the sampling
error cancels. Better replies are taken by halving, not by stepping to the reply itself: with exact signals a step
closes one part in a hundred of the gap, and a thousand steps would be needed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from lantau.market.bounds import inside, whole
from lantau.market.modelling import Floats, chance
from lantau.market.thresholds import UNIQUE_BELOW, Game

HOLDERS_LEAST, HOLDERS_MOST = 1_000, 100_000_000
STATE_TOLERANCE = 1e-12
SIGNAL_TOLERANCE = 1e-10


@dataclass(frozen=True, slots=True)
class Crowd:
    """Holders of one game: their private noise in standard deviations, sorted, float64[holders]."""

    game: Game
    noise: Floats

    def share_that_runs(self, state: float, signal: float) -> float:
        """The share of holders whose own signal, the state plus their noise, is below ``signal``."""
        below = numpy.searchsorted(self.noise, math.sqrt(self.game.private_precision) * (signal - state))
        return float(below) / self.noise.size

    def fallen_state(self, signal: float) -> float:
        """The best state that the crowd brings down when all run below ``signal``, by bisection between 0 and 1."""
        low, high = 0.0, 1.0
        while high - low > STATE_TOLERANCE:
            state = (low + high) / 2
            if self.share_that_runs(state, signal) >= state:
                low = state
            else:
                high = state
        return (low + high) / 2

    def odds_of_fall(self, signal: float, state: float) -> float:
        """How likely a holder who sees ``signal`` thinks a state no better than ``state``."""
        weight = self._weights(signal)
        first = numpy.searchsorted(self.noise, math.sqrt(self.game.private_precision) * (signal - state))
        return float(weight[first:].sum() / weight.sum())

    def effective_holders(self, signal: float) -> float:
        """How many equally weighed draws the belief at ``signal`` is worth; few of them make poor odds."""
        weight = self._weights(signal)
        return float(weight.sum() ** 2 / (weight**2).sum())

    def _weights(self, signal: float) -> Floats:
        """The public belief in each state that ``signal`` could come from, signal minus noise, up to one factor."""
        ratio = self.game.public_precision / self.game.private_precision
        away = math.sqrt(self.game.private_precision) * (signal - self.game.public_mean)
        belief = ratio * self.noise * (away - self.noise / 2)
        weights: Floats = numpy.exp(belief - belief.max())
        return weights


@dataclass(frozen=True, slots=True)
class SimulatedThreshold:
    """What the crowd settled on, after how many better replies, and on how many effective draws its belief rests."""

    state: float
    signal: float
    replies: int
    effective_holders: float


def crowd(game: Game, holders: int, seed: int) -> Crowd:
    """A crowd with its private noise drawn from ``chance(seed, 0)``: the same numbers whatever the game.

    Refused market.out_of_range: fewer than a thousand holders, or more than a hundred million; a game that may have
    more than one equilibrium, among which no crowd could choose.
    """
    whole("holders", holders, HOLDERS_LEAST, HOLDERS_MOST)
    inside("public_precision / sqrt(private_precision)", game.publicity, 0, UNIQUE_BELOW)
    noise = chance(seed, 0).standard_normal(holders)
    noise.sort()
    return Crowd(game, noise)


def settled(played: Crowd) -> SimulatedThreshold:
    """The threshold at which no holder would rather do otherwise: better replies from two sides until they meet.

    They start from a signal so low that all its states have fallen, and from one so high that none has: further from
    the range of states than any holder's noise reaches.
    """
    game = played.game
    width = 1 / math.sqrt(game.private_precision)
    low = width * (float(played.noise[0]) - 1)
    high = 1 + width * (float(played.noise[-1]) + 1)
    replies = 0
    while high - low > SIGNAL_TOLERANCE * max(1.0, width):
        signal = (low + high) / 2
        replies += 1
        if played.odds_of_fall(signal, played.fallen_state(signal)) > game.conversion_cost:
            low = signal
        else:
            high = signal
    signal = (low + high) / 2
    return SimulatedThreshold(played.fallen_state(signal), signal, replies, played.effective_holders(signal))
