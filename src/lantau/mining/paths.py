"""Paths of price, network hashrate and difficulty, drawn by epoch: a stated, small model with bounded parameters.

One step is an epoch's fourteen days, ``d`` in years. With ``e`` and ``n`` standard normal, correlated by ``rho``:

- price:      ``ln P' = ln P + (drift - price_volatility^2 / 2) d + price_volatility sqrt(d) e``
- hashprice:  ``x = (subsidy + fees) P 86400 10^15 / (D 2^32)``, USD per PH/s and day
- hashrate:   ``ln H' = ln H + gain d + response d ln(x_lagged / x_reference) + hashrate_volatility sqrt(d) n``
- reference:  the hashprice at the start, falling by ``gain`` a year as new machines need less power
- shutdown:   H' is cut to where x would be ``shutdown_hashprice``, which falls by ``gain`` too: machines that do not
  earn their power stop at once
- difficulty: ``D' = D clamp(H 600 / (D 2^32), 1/4, 4)``: the retarget rule, one epoch behind the hashrate
- blocks:     ``2016 H 600 / (D 2^32)`` in a step; the height they reach sets the subsidy, halvings included

The defaults come from January 2024 to May 2026. Price volatility 0.47 a year (28 monthly closes); hashrate volatility
0.14 (monthly network hashrate); correlation of a month's return with the next month's growth 0.37. A gain of 0.17 a
year is 21.5 J/TH to 11.0 J/TH in four years (Antminer S19 XP to S23). With it, and a response of 1.0 to a reference of
USD 60 in January 2024, the equation follows the network's hashrate of those 29 months, prices and rewards as they were,
within 10 % (root mean square); the response alone is known poorly. USD 25 is the power of 21.5 J/TH at USD 0.05. Drift
is 0 by choice: a plan should not rest on the price rising.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lantau.mining.form import Section
from lantau.mining.months import YEAR_SECONDS
from lantau.mining.network import Floats
from lantau.mining.protocol import (
    BLOCKS_PER_EPOCH,
    BLOCKS_PER_HALVING,
    CLAMP,
    HASHES_PER_DIFFICULTY,
    SATOSHI_PER_BITCOIN,
    SECONDS_PER_BLOCK,
    SECONDS_PER_EPOCH,
    subsidy_sat,
)
from lantau.mining.quantities import BITCOIN, MONEY, YEARLY, Bound

STEP_YEARS = SECONDS_PER_EPOCH / YEAR_SECONDS
HALVINGS_AHEAD = 12
"""Subsidies looked up at once: 48 years of them."""


@dataclass(frozen=True, slots=True)
class PathParameters:
    """The model's parameters, yearly where a time is in them."""

    price_drift: float = 0.0
    price_volatility: float = 0.47
    efficiency_gain: float = 0.17
    hashrate_volatility: float = 0.14
    response: float = 1.0
    shutdown_hashprice_usd: float = 25.0
    correlation: float = 0.37
    lag_epochs: int = 2
    fees_btc: float = 0.02


PATH_FIELDS = (
    "price_drift", "price_volatility", "efficiency_gain", "hashrate_volatility", "response", "shutdown_hashprice",
    "correlation", "lag_epochs", "fees_per_block",
)  # fmt: skip


def read_path_parameters(section: Section) -> PathParameters:
    """A ``[paths]`` table. Refused mining.bad_field, mining.out_of_bounds with field and bound."""
    section.known(PATH_FIELDS)
    default = PathParameters()
    return PathParameters(
        section.quantity("price_drift", YEARLY, Bound(-1.0, 1.0), default.price_drift),
        section.quantity("price_volatility", YEARLY, Bound(0.0, 2.0), default.price_volatility),
        section.quantity("efficiency_gain", YEARLY, Bound(-1.0, 2.0), default.efficiency_gain),
        section.quantity("hashrate_volatility", YEARLY, Bound(0.0, 1.0), default.hashrate_volatility),
        section.number("response", Bound(0.0, 10.0), default.response),
        section.quantity("shutdown_hashprice", MONEY, Bound(0.0, 1e4), default.shutdown_hashprice_usd),
        section.number("correlation", Bound(-1.0, 1.0), default.correlation),
        section.whole("lag_epochs", 0, 52, default.lag_epochs),
        section.quantity("fees_per_block", BITCOIN, Bound(0.0, 10.0), default.fees_btc),
    )


@dataclass(frozen=True, slots=True)
class Start:
    """Where paths begin: the price, and the height and difficulty of the epoch that begins there."""

    bitcoin_usd: float
    height: int
    difficulty: float


@dataclass(frozen=True, slots=True)
class Step:
    """One epoch of every path: arrays by path. ``subsidy_btc`` is per block, weighted where it halves inside."""

    number: int
    bitcoin_usd: Floats
    difficulty: Floats
    subsidy_btc: Floats
    network_blocks: Floats
    hashprice_usd: Floats


def walk(start: Start, parameters: PathParameters, steps: int, paths: int, rng: np.random.Generator) -> Iterator[Step]:
    """Every step of so many paths, in order; the first begins at ``start``, its hashrate at par with difficulty."""
    own = parameters
    price = np.full(paths, start.bitcoin_usd)
    difficulty = np.full(paths, start.difficulty)
    hashrate = difficulty * (HASHES_PER_DIFFICULTY / SECONDS_PER_BLOCK)
    height = np.full(paths, float(start.height))
    first_era = start.height // BLOCKS_PER_HALVING
    subsidies = np.array(
        [subsidy_sat((first_era + era) * BLOCKS_PER_HALVING) / SATOSHI_PER_BITCOIN for era in range(HALVINGS_AHEAD)]
    )
    per_day = 1e15 * 86_400.0 / HASHES_PER_DIFFICULTY
    reference = per_day / start.difficulty * (subsidy_sat(start.height) / SATOSHI_PER_BITCOIN + own.fees_btc)
    reference *= start.bitcoin_usd
    past: deque[Floats] = deque(maxlen=own.lag_epochs + 1)
    root = np.sqrt(STEP_YEARS)
    for number in range(steps):
        blocks = BLOCKS_PER_EPOCH * hashrate * (SECONDS_PER_BLOCK / HASHES_PER_DIFFICULTY) / difficulty
        subsidy = _subsidy(height, blocks, subsidies, first_era)
        hashprice = per_day * (subsidy + own.fees_btc) * price / difficulty
        yield Step(number, price, difficulty, subsidy, blocks, hashprice)
        past.append(hashprice)
        shock = rng.standard_normal((2, paths))
        other = own.correlation * shock[0] + np.sqrt(1.0 - own.correlation**2) * shock[1]
        fallen = np.exp(-own.efficiency_gain * STEP_YEARS * number)
        pull = own.response * STEP_YEARS * np.log(past[0] / (reference * fallen))
        ratio = hashrate * (SECONDS_PER_BLOCK / HASHES_PER_DIFFICULTY) / difficulty
        height = height + blocks
        difficulty = difficulty * np.clip(ratio, 1.0 / CLAMP, float(CLAMP))
        drift = (own.price_drift - own.price_volatility**2 / 2.0) * STEP_YEARS
        price = price * np.exp(drift + own.price_volatility * root * shock[0])
        growth = own.efficiency_gain * STEP_YEARS + pull + own.hashrate_volatility * root * other
        hashrate = hashrate * np.exp(growth)
        if own.shutdown_hashprice_usd:
            paid = per_day * (subsidy + own.fees_btc) * price * (HASHES_PER_DIFFICULTY / SECONDS_PER_BLOCK)
            hashrate = np.minimum(hashrate, paid / (own.shutdown_hashprice_usd * fallen))


def _subsidy(height: Floats, blocks: Floats, subsidies: Floats, first_era: int) -> Floats:
    """Subsidy per block of a step: of its era, or of two eras by how many of its blocks fall in each."""
    era = np.floor(height / BLOCKS_PER_HALVING).astype(np.int64) - first_era
    era = np.minimum(era, subsidies.size - 2)
    left = (era + first_era + 1) * float(BLOCKS_PER_HALVING) - height
    share = np.clip(left / blocks, 0.0, 1.0)
    weighted: Floats = share * subsidies[era] + (1.0 - share) * subsidies[era + 1]
    return weighted
