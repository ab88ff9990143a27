"""When a coin is run on, exactly: the global game of regime change.

The form is Morris and Shin's; Ahmed, Aldasoro and Duley (BIS WP 1164) put it to coins.

The reserve's value is the state, in shares of the coin: the issuer falls if the share of holders that run is not below
it. All holders believe it normal with a public mean and precision; each sees it once more with private noise, and runs
where the signal is below a threshold. Running costs ``conversion_cost`` and saves 1 where the issuer falls.

At an equilibrium (state*, signal*) the state is just brought down by those who run, and the holder at the threshold
does not care whether to run::

    Phi(sqrt(b) (signal* - state*)) = state*          Pr(state <= state* | signal*) = cost

With ``u = sqrt(b) (signal* - state*)`` both are one equation in u, with a the public and b the private precision::

    a / sqrt(b) (Phi(u) - mean) - u - sqrt(1 + a / b) Phi^-1(cost) = 0

Its slope changes sign where the normal density at u is sqrt(b) / a, so at most twice: three pieces, each rising or
falling throughout, hold at most one root each, and all roots are found.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from lantau.market.bounds import above, between, inside

UNIQUE_BELOW = math.sqrt(2 * math.pi)
"""Public precision over the root of the private one: below this there is one equilibrium, whatever mean and cost."""

PRECISION_MOST = 1e12
MEAN_MOST = 1e3
ROOT_TOLERANCE = 1e-13


@dataclass(frozen=True, slots=True)
class Game:
    """A game of holders. Precisions are one over a variance; the state and its mean are shares of the coin.

    Refused market.out_of_range: a precision not above 0, or above 1e12; a mean beyond a thousand; a conversion cost
    (a share of what running saves) that is not inside 0 and 1.
    """

    public_precision: float
    private_precision: float
    public_mean: float
    conversion_cost: float

    def __post_init__(self) -> None:
        above("public_precision", self.public_precision, 0, PRECISION_MOST)
        above("private_precision", self.private_precision, 0, PRECISION_MOST)
        between("public_mean", self.public_mean, -MEAN_MOST, MEAN_MOST)
        inside("conversion_cost", self.conversion_cost, 0, 1)

    @property
    def publicity(self) -> float:
        """How much more is known together than alone: public precision over the root of the private one."""
        return self.public_precision / math.sqrt(self.private_precision)

    @property
    def is_unique(self) -> bool:
        """Whether there is one equilibrium whatever the mean and the cost; if not there may be one, or three."""
        return self.publicity < UNIQUE_BELOW


@dataclass(frozen=True, slots=True)
class Threshold:
    """An equilibrium: the issuer falls in states up to ``state``; a holder runs on signals below ``signal``.

    ``run_probability`` is the public probability that the state is no better than that.
    """

    state: float
    signal: float
    run_probability: float


def thresholds(game: Game) -> tuple[Threshold, ...]:
    """Every equilibrium in threshold strategies, the lowest state first: one, or up to three."""
    found = []
    edges = _edges(game)
    for low, high in pairwise(edges):
        if _imbalance(high, game) == 0:
            found.append(high)
        elif _imbalance(low, game) * _imbalance(high, game) < 0:
            found.append(float(brentq(_imbalance, low, high, args=(game,), xtol=ROOT_TOLERANCE)))
    return tuple(_threshold(game, spread) for spread in found)


def only_threshold(game: Game) -> Threshold:
    """The equilibrium of a game that has just one for certain; Refused market.out_of_range where it may have more."""
    inside("public_precision / sqrt(private_precision)", game.publicity, 0, UNIQUE_BELOW)
    (found,) = thresholds(game)
    return found


def limit_state(conversion_cost: float) -> float:
    """Where the threshold state goes as private signals become exact: one minus the cost, whatever is public.

    Refused market.out_of_range: a cost that is not inside 0 and 1.
    """
    return 1 - inside("conversion_cost", conversion_cost, 0, 1)


def _imbalance(spread: float, game: Game) -> float:
    """The equation's left side at ``u = spread``: positive where the holder at the threshold would rather run."""
    told = math.sqrt(1 + game.public_precision / game.private_precision) * float(ndtri(game.conversion_cost))
    return game.publicity * (float(ndtr(spread)) - game.public_mean) - spread - told


def _edges(game: Game) -> list[float]:
    """The ends of the pieces on which the equation only rises or only falls; all roots lie between first and last.

    The share that runs lies between 0 and 1, so a root lies between the roots for those two shares.
    """
    middle = _imbalance(0, game) - game.publicity / 2
    room = 1e-9 * (1 + abs(middle) + game.publicity)
    low, high = middle - room, middle + game.publicity + room
    if game.is_unique:
        return [low, high]
    turn = math.sqrt(2 * math.log(game.publicity / UNIQUE_BELOW))
    return [low, *(edge for edge in (-turn, turn) if low < edge < high), high]


def _threshold(game: Game, spread: float) -> Threshold:
    state = float(ndtr(spread))
    away = math.sqrt(game.public_precision) * (state - game.public_mean)
    return Threshold(state, state + spread / math.sqrt(game.private_precision), float(ndtr(away)))
