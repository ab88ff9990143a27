"""A what-if: build a site, rent hosting, or buy bitcoin, along many drawn paths of price and difficulty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from lantau.mining.machines import Machine
from lantau.mining.mining_pools import MiningPool
from lantau.mining.network import Floats
from lantau.mining.paths import STEP_YEARS, PathParameters, Start, Step, walk
from lantau.mining.protocol import HASHES_PER_DIFFICULTY, SATOSHI_PER_BITCOIN, SECONDS_PER_EPOCH, subsidy_sat
from lantau.mining.returns import payback_step, present_value, rate_of_return
from lantau.mining.sketches import Sketch

STEP_HOURS = SECONDS_PER_EPOCH / 3600.0
STEPS_PER_YEAR = 1.0 / STEP_YEARS
STEPS_PER_MONTH = STEPS_PER_YEAR / 12.0
PATHS_PER_CHUNK = 2_000
"""Paths drawn at once; each chunk has its own stream of chance, so results do not depend on how many come together."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FANS = ("bitcoin_usd", "difficulty", "hashprice_usd", "bitcoin_built")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to run the machines: an own site or a host's. ``capital_usd`` is beside the machines' own price.

    Output rises over ``ramp_months`` once ``build_months`` are over. Machines stop in a step that does not pay its
    power; fixed costs go on.
    """

    name: str
    capital_usd: float
    power_usd_kwh: float
    overhead: float
    uptime: float
    fixed_usd_month: float
    build_months: float
    ramp_months: float

    def running(self, step: int) -> float:
        """The mean share of the machines that is up and placed in a step."""
        edges = np.linspace(step, step + 1, 29) / STEPS_PER_MONTH - self.build_months
        shares = np.clip(edges / self.ramp_months, 0.0, 1.0) if self.ramp_months else (edges >= 0.0).astype(float)
        return float(shares.mean())


@dataclass(frozen=True, slots=True)
class Expansion:
    """So many machines, two ways to run them, and where paths begin. ``resale`` is the machines' last worth."""

    name: str
    starts: date
    years: int
    machine: Machine
    machines: int
    built: Way
    hosted: Way
    mining_pool: MiningPool
    start: Start
    parameters: PathParameters
    discount: float
    resale: float
    assumed: tuple[str, ...] = ()

    @property
    def steps(self) -> int:
        """Epochs in the whole time."""
        return round(self.years * STEPS_PER_YEAR)

    @property
    def hashrate_th(self) -> float:
        """All machines at their nameplate."""
        return self.machines * self.machine.hashrate_th

    def capital_usd(self, way: Way) -> float:
        """Machines and the way's own capital."""
        return self.machines * self.machine.price_usd + way.capital_usd

    def wall_kw(self, way: Way) -> float:
        """All machines' draw at the meter."""
        return self.machines * self.machine.power_kw * (1.0 + way.overhead)

    def breakeven_hashprice_usd(self, way: Way, *, whole: bool) -> float:
        """The hashprice that just pays power, or with ``whole`` fixed costs and capital over the years too.

        In USD per PH/s and day, gross of the pool's fee; under PPS, of the reward at the start without its fees.
        """
        subsidy, fees = subsidy_sat(self.start.height) / SATOSHI_PER_BITCOIN, self.parameters.fees_btc
        kept = self.mining_pool.reward_btc(subsidy, fees) / (subsidy + fees)
        petahash = self.hashrate_th / 1000.0
        power = self.wall_kw(way) / petahash * 24.0 * way.power_usd_kwh
        if not whole:
            return power / kept
        worn = self.capital_usd(way) - self.resale * self.machines * self.machine.price_usd
        other = way.fixed_usd_month * 12.0 / 365.25 + worn / self.years / 365.25
        return (power + other / petahash / way.uptime) / kept if way.uptime else float("inf")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What one way came to, by path.

    ``bitcoin_beyond`` is bitcoin mined, less every cost in bitcoin at the price of its day, less what the capital
    would have bought at the start: above zero, mining left more bitcoin than buying. Rates are a year's.
    """

    bitcoin: Floats
    bitcoin_beyond: Floats
    cost_per_bitcoin_usd: Floats
    cash_per_bitcoin_usd: Floats
    payback_months: Floats
    rate_of_return: Floats
    present_value_usd: Floats
    running_share: Floats

    @property
    def never_pays_back(self) -> float:
        """The share of paths whose capital never comes back."""
        return float(np.isinf(self.payback_months).mean())

    @property
    def beats_buying(self) -> float:
        """The share of paths that leave more bitcoin than the capital would have bought."""
        return float((self.bitcoin_beyond > 0.0).mean())


@dataclass(frozen=True)
class Expectation:
    """Everything that was drawn: outcomes of both ways, bitcoin bought instead, and fans over time.

    ``fans[name]`` is ``[quantile, step]``; ``bought`` holds bitcoin for the built way's capital at the start's price.
    """

    expansion: Expansion
    paths: int
    seed: int
    ways: Mapping[str, Outcomes]
    bought_bitcoin: float
    bought_rate: Floats
    fans: Mapping[str, Floats]


def expect(expansion: Expansion, paths: int, seed: int) -> Expectation:
    """Draw the paths, chunk by chunk; the same seed and number give the same answer."""
    sketches = {name: Sketch(expansion.steps) for name in FANS}
    collected: dict[str, list[Outcomes]] = {expansion.built.name: [], expansion.hosted.name: []}
    bought: list[Floats] = []
    held_years = (expansion.steps - 1) * STEP_YEARS  # to the beginning of the last step, whose price is the last drawn
    for number, first in enumerate(range(0, paths, PATHS_PER_CHUNK)):
        count = min(PATHS_PER_CHUNK, paths - first)
        outcomes, last_price = _chunk(expansion, count, seed, number, sketches)
        for name, each in outcomes.items():
            collected[name].append(each)
        bought.append((last_price / expansion.start.bitcoin_usd) ** (1.0 / held_years) - 1.0)
    return Expectation(
        expansion,
        paths,
        seed,
        {name: _joined(each) for name, each in collected.items()},
        expansion.capital_usd(expansion.built) / expansion.start.bitcoin_usd,
        np.concatenate(bought),
        {name: np.array([sketch.quantile(share) for share in QUANTILES]) for name, sketch in sketches.items()},
    )


def _joined(parts: list[Outcomes]) -> Outcomes:
    return Outcomes(*(np.concatenate([getattr(part, name) for part in parts]) for name in Outcomes.__slots__))


@dataclass
class _Running:
    """Sums of one way while the steps go by."""

    way: Way
    flows: Floats
    bitcoin: Floats
    bitcoin_beyond: Floats
    spent: Floats
    ran: float
    could: float
    running_share: Floats


def _chunk(
    expansion: Expansion, paths: int, seed: int, number: int, sketches: Mapping[str, Sketch]
) -> tuple[dict[str, Outcomes], Floats]:
    """Outcomes of one chunk of paths, and the last price of each."""
    chance, luck = (
        np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number, stream))) for stream in (0, 1)
    )
    sums = [_begun(expansion, way, paths) for way in (expansion.built, expansion.hosted)]
    last = np.full(paths, expansion.start.bitcoin_usd)
    steps: Iterator[Step] = walk(expansion.start, expansion.parameters, expansion.steps, paths, chance)
    for step in steps:
        for place, each in enumerate(sums):
            bitcoin = _advance(expansion, each, step, luck)
            if place == 0:
                sketches["bitcoin_built"].add(step.number, bitcoin)
        sketches["bitcoin_usd"].add(step.number, step.bitcoin_usd)
        sketches["difficulty"].add(step.number, step.difficulty)
        sketches["hashprice_usd"].add(step.number, step.hashprice_usd)
        last = step.bitcoin_usd
    return {each.way.name: _ended(expansion, each) for each in sums}, last


def _begun(expansion: Expansion, way: Way, paths: int) -> _Running:
    flows = np.zeros((expansion.steps + 1, paths))
    flows[0] = -expansion.capital_usd(way)
    left = np.full(paths, -expansion.capital_usd(way) / expansion.start.bitcoin_usd)
    zeros = np.zeros(paths)
    return _Running(way, flows, zeros.copy(), left, zeros.copy(), 0.0, 0.0, zeros.copy())


def _advance(expansion: Expansion, sums: _Running, step: Step, luck: np.random.Generator) -> Floats:
    """One step of one way: bitcoin mined, power and fixed costs paid; returns the step's bitcoin."""
    way, pool = sums.way, expansion.mining_pool
    share = way.running(step.number) * way.uptime
    blocks = expansion.hashrate_th * share * 1e12 * SECONDS_PER_EPOCH / (step.difficulty * HASHES_PER_DIFFICULTY)
    fees = pool.pays_fees * expansion.parameters.fees_btc
    bitcoin = blocks * (step.subsidy_btc + fees) * (1.0 - pool.fee)
    power = expansion.wall_kw(way) * share * STEP_HOURS * way.power_usd_kwh
    runs = bitcoin * step.bitcoin_usd >= power
    bitcoin = np.where(runs, bitcoin * pool.drawn_luck(luck, blocks, step.network_blocks), 0.0)
    spent = np.where(runs, power, 0.0) + way.fixed_usd_month / STEPS_PER_MONTH
    sums.flows[step.number + 1] = bitcoin * step.bitcoin_usd - spent
    sums.bitcoin += bitcoin
    sums.bitcoin_beyond += bitcoin - spent / step.bitcoin_usd
    sums.spent += spent
    sums.running_share += runs * share
    sums.could += share
    return bitcoin


def _ended(expansion: Expansion, sums: _Running) -> Outcomes:
    resale = expansion.resale * expansion.machines * expansion.machine.price_usd
    flows = sums.flows
    flows[-1] += resale
    none = sums.bitcoin <= 0.0
    bitcoin = np.where(none, np.nan, sums.bitcoin)
    worn = expansion.capital_usd(sums.way) - resale
    yearly = (1.0 + rate_of_return(flows)) ** STEPS_PER_YEAR - 1.0
    discount = (1.0 + expansion.discount) ** STEP_YEARS - 1.0
    return Outcomes(
        sums.bitcoin,
        sums.bitcoin_beyond,
        np.where(none, np.inf, (sums.spent + worn) / bitcoin),
        np.where(none, np.inf, sums.spent / bitcoin),
        payback_step(flows) / STEPS_PER_MONTH,
        yearly,
        present_value(flows, discount),
        sums.running_share / sums.could if sums.could else sums.running_share,
    )
