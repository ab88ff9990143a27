"""The network through time: difficulty by epoch and subsidy by height, integrated exactly over any stretch."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lantau.mining.columns import Row, read_rows
from lantau.mining.months import HOUR_SECONDS, Month, instant_seconds, instant_text
from lantau.mining.protocol import (
    BLOCKS_PER_EPOCH,
    BLOCKS_PER_HALVING,
    CLAMP,
    HASHES_PER_DIFFICULTY,
    SATOSHI_PER_BITCOIN,
    SECONDS_PER_EPOCH,
    difficulty_of,
    subsidy_sat,
    target_of,
)
from lantau.mining.quantities import Bound
from lantau.mining.refusals import BAD_CELL, NO_DIFFICULTY
from lantau.refusal import Refusal, Refused

Floats = NDArray[np.float64]
DATA = Path(__file__).parent / "data"
BITS_MOST = 0xFFFFFFFF
"""Compact bits are four bytes."""

DIFFICULTY_BOUND = Bound(1.0, 2.0**224)
"""The easiest target there is, and one that a single hash of 256 bits could meet: nothing harder can be asked."""

BITS_AGREE = 1e-9
"""How near a file's difficulty must be to what its compact bits say."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """2016 blocks of one difficulty. ``bits`` is 0 where only the difficulty is known; ``assumed`` where it is ours."""

    number: int
    start_height: int
    start_seconds: int
    difficulty: float
    bits: int = 0
    assumed: bool = False


@dataclass(frozen=True)
class Network:
    """Epochs in order, known until ``until_seconds``; what lies at or after ``assumed_seconds`` is assumption.

    ``times`` are the breakpoints at which difficulty or subsidy changes; ``inverse`` (1/D) and ``subsidy_btc`` hold
    between them. Every integral is over that step function, so it is exact and additive.
    """

    epochs: tuple[Epoch, ...]
    until_seconds: int
    times: Floats
    inverse: Floats
    subsidy_btc: Floats
    assumed_seconds: float

    @classmethod
    def of(cls, epochs: Sequence[Epoch], until_seconds: int, halvings: Sequence[tuple[int, int]] = ()) -> Network:
        """The network of these epochs; ``halvings`` are (height, instant) that are known from block headers."""
        times: list[float] = []
        inverse: list[float] = []
        subsidy: list[float] = []
        ends = [epoch.start_seconds for epoch in epochs[1:]] + [until_seconds]
        for epoch, end in zip(epochs, ends, strict=True):
            times.append(float(epoch.start_seconds))
            inverse.append(1.0 / epoch.difficulty)
            subsidy.append(subsidy_sat(epoch.start_height) / SATOSHI_PER_BITCOIN)
            height = -(-(epoch.start_height + 1) // BLOCKS_PER_HALVING) * BLOCKS_PER_HALVING
            if epoch.start_height < height < epoch.start_height + BLOCKS_PER_EPOCH:
                known = dict(halvings).get(height)
                passed = (height - epoch.start_height) / BLOCKS_PER_EPOCH
                at = known if known is not None else epoch.start_seconds + passed * (end - epoch.start_seconds)
                times.append(float(at))
                inverse.append(1.0 / epoch.difficulty)
                subsidy.append(subsidy_sat(height) / SATOSHI_PER_BITCOIN)
        assumed = next((float(epoch.start_seconds) for epoch in epochs if epoch.assumed), float("inf"))
        made = (np.array([*times, float(until_seconds)]), np.array(inverse), np.array(subsidy))
        return cls(tuple(epochs), until_seconds, *made, assumed)

    @functools.cached_property
    def _work(self) -> Floats:
        return np.concatenate(([0.0], np.cumsum(np.diff(self.times) * self.inverse)))

    @functools.cached_property
    def _paid_work(self) -> Floats:
        return np.concatenate(([0.0], np.cumsum(np.diff(self.times) * self.inverse * self.subsidy_btc)))

    def must_cover(self, start_seconds: float, end_seconds: float, where: str = "") -> None:
        """Refused mining.no_difficulty unless every second of the half-open stretch is covered."""
        if start_seconds < self.times[0] or end_seconds > self.until_seconds:
            told = (
                f"difficulty is known from {instant_text(self.times[0])} to {instant_text(self.until_seconds)}, "
                f"not for all of {instant_text(start_seconds)} to {instant_text(end_seconds)}"
            )
            raise Refused(Refusal(NO_DIFFICULTY, told, where=where))

    def work(self, start_seconds: float, end_seconds: float) -> float:
        """Seconds over difficulty, summed over the stretch: the integral of dt/D."""
        self.must_cover(start_seconds, end_seconds)
        ends = np.interp([start_seconds, end_seconds], self.times, self._work)
        return float(ends[1] - ends[0])

    def harmonic_difficulty(self, start_seconds: float, end_seconds: float) -> float:
        """The time-weighted harmonic mean, the one that counts blocks rightly."""
        return (end_seconds - start_seconds) / self.work(start_seconds, end_seconds)

    def subsidy(self, start_seconds: float, end_seconds: float) -> float:
        """The subsidy of an expected block of the stretch, in BTC, weighted by work where it halves inside."""
        self.must_cover(start_seconds, end_seconds)
        ends = np.interp([start_seconds, end_seconds], self.times, self._paid_work)
        return float(ends[1] - ends[0]) / self.work(start_seconds, end_seconds)

    def hourly(self, start_seconds: int, hours: int, where: str = "") -> tuple[Floats, Floats]:
        """For each hour: blocks that 1 TH/s expects, and the subsidy of such a block in BTC."""
        self.must_cover(start_seconds, start_seconds + hours * HOUR_SECONDS, where)
        edges = start_seconds + HOUR_SECONDS * np.arange(hours + 1, dtype=np.float64)
        work = np.diff(np.interp(edges, self.times, self._work))
        paid = np.diff(np.interp(edges, self.times, self._paid_work))
        return work * (1e12 / HASHES_PER_DIFFICULTY), paid / work

    def epoch_at(self, seconds: float) -> Epoch:
        """The epoch that an instant falls in. Refused mining.no_difficulty."""
        self.must_cover(seconds, seconds)
        return self.epochs[bisect.bisect_right([each.start_seconds for each in self.epochs], seconds) - 1]

    def extended(self, until_seconds: int, growth_per_epoch: float, where: str = "") -> Network:
        """With assumed epochs to an instant: difficulty grows by a factor each, so hashrate does, so epochs are short.

        An epoch in which hashrate has outgrown the difficulty by ``g`` ends ``1 + g`` times sooner: the retarget rule.
        Refused mining.out_of_bounds where it leads to a difficulty that no target stands for.
        """
        factor = min(max(1.0 + growth_per_epoch, 1.0 / CLAMP), float(CLAMP))
        epochs, last = list(self.epochs), self.epochs[-1]
        while True:
            end = last.start_seconds + round(SECONDS_PER_EPOCH / factor)
            if end >= until_seconds:
                break
            height = last.start_height + BLOCKS_PER_EPOCH
            harder = DIFFICULTY_BOUND.held(last.difficulty * factor, field="difficulty", unit="", where=where)
            last = Epoch(last.number + 1, height, end, harder, assumed=True)
            epochs.append(last)
        known = max(self.until_seconds, until_seconds)
        made = Network.of(epochs, known, known_halvings())
        return Network(
            made.epochs, known, made.times, made.inverse, made.subsidy_btc, float(min(self.until_seconds, known))
        )


EPOCH_COLUMNS = ("epoch", "start_height", "start_time_utc", "difficulty")
EPOCH_EXTRAS = ("time_method", "bits_hex", "change_pct", "epoch_hashrate_ehs")


def read_epochs(path: Path) -> Network:
    """A file of epochs, as ``data/difficulty_epochs.csv`` has it; known until the last epoch begins.

    Refused mining.bad_cell where an epoch is missing, out of order, or its difficulty is not what its bits say.
    """
    epochs: list[Epoch] = []
    for row in read_rows(path, EPOCH_COLUMNS, EPOCH_EXTRAS):
        epoch = _epoch(row)
        if epochs:
            last = epochs[-1]
            if epoch.start_height != last.start_height + BLOCKS_PER_EPOCH:
                raise row.bad("start_height", f"must be {last.start_height + BLOCKS_PER_EPOCH}, the next epoch's")
            if epoch.start_seconds <= last.start_seconds:
                raise row.bad("start_time_utc", "must be after the epoch before")
        epochs.append(epoch)
    if len(epochs) < 2:
        raise Refused(Refusal(BAD_CELL, "fewer than two epochs cover no time", where=path.name))
    return Network.of(epochs, epochs[-1].start_seconds, known_halvings())


def _epoch(row: Row) -> Epoch:
    difficulty = row.number("difficulty", DIFFICULTY_BOUND)
    bits_text = row.cells.get("bits_hex", "")
    try:
        bits = int(bits_text, 16) if bits_text else 0
    except ValueError:
        raise row.bad("bits_hex", f"{bits_text!r} is no compact target") from None
    if not 0 <= bits <= BITS_MOST or (bits and not target_of(bits)):
        raise row.bad("bits_hex", f"{bits_text!r} is no compact target")
    if bits and abs(difficulty_of(bits) / difficulty - 1.0) > BITS_AGREE:
        raise row.bad("difficulty", f"is not what the bits {bits_text} say: {difficulty_of(bits):.2f}")
    height = int(row.number("start_height", Bound(0.0, 1e9)))
    if height % BLOCKS_PER_EPOCH:
        raise row.bad("start_height", f"must be a multiple of {BLOCKS_PER_EPOCH}")
    start = instant_seconds(row.text("start_time_utc"), f"{row.where}:start_time_utc")
    return Epoch(int(row.number("epoch", Bound(0.0, 1e6))), height, start, difficulty, bits)


@functools.cache
def known_halvings() -> tuple[tuple[int, int], ...]:
    """Height and instant of each halving that is known to the second."""
    rows = read_rows(DATA / "halvings.csv", ("height", "subsidy_btc", "date_utc"))
    return tuple(
        (int(row.cells["height"]), instant_seconds(row.cells["date_utc"], row.where))
        for row in rows
        if "T" in row.cells["date_utc"]
    )


@functools.cache
def shipped_network() -> Network:
    """The epochs that come with Lantau."""
    return read_epochs(DATA / "difficulty_epochs.csv")


@dataclass(frozen=True, slots=True)
class NetworkMonth:
    """The network in one month: what miners reckon with. Fees and price are the caller's."""

    month: Month
    difficulty: float
    subsidy_btc: float
    fees_btc: float
    bitcoin_usd: float

    @property
    def blocks_per_ehs(self) -> float:
        """Blocks that 1 EH/s expects in the month."""
        seconds = self.month.end_seconds - self.month.start_seconds
        return 1e18 * seconds / (self.difficulty * HASHES_PER_DIFFICULTY)

    @property
    def hashprice_usd(self) -> float:
        """USD that 1 PH/s earns in a day, before any pool's fee."""
        return hashprice_usd(self.difficulty, self.subsidy_btc + self.fees_btc, self.bitcoin_usd)


def hashprice_usd(difficulty: float, reward_btc: float, bitcoin_usd: float) -> float:
    """USD that 1 PH/s earns in a day at a difficulty and a reward per block."""
    return 1e15 * 86_400.0 / (difficulty * HASHES_PER_DIFFICULTY) * reward_btc * bitcoin_usd


def network_month(network: Network, month: Month, fees_btc: float, bitcoin_usd: float) -> NetworkMonth:
    """The month's harmonic difficulty and mean subsidy. Refused mining.no_difficulty."""
    start, end = month.start_seconds, month.end_seconds
    return NetworkMonth(
        month, network.harmonic_difficulty(start, end), network.subsidy(start, end), fees_btc, bitcoin_usd
    )
