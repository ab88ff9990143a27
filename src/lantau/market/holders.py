"""The holders' model: who leaves a coin, on which day, when news is bad and others leave.

Every holder has a threshold. Each day brings news, the same for all; to it come the share of coins that has left so
far, times a weight (the social term), and the holder's own nerve of the day. A holder leaves, for good and with all its
coins, on the first day on which the sum passes its threshold (Uhlig, NBER 30256: the crash is gradual because
thresholds differ).

An agent-step is one holder on one day. ``asked`` counts those that were played, holders who still held that morning;
``holders x days`` counts every holder on every day, whether it had left or not, as other packages' rates do.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy

from lantau.market import holders_kernel
from lantau.market.bounds import between, whole
from lantau.market.modelling import Floats, chance
from lantau.market.refusals import EMPTY_POPULATION
from lantau.refusal import Refusal, Refused

Whole = numpy.ndarray[Any, numpy.dtype[numpy.int64]]
Days = numpy.ndarray[Any, numpy.dtype[numpy.int16]]
Keys = numpy.ndarray[Any, numpy.dtype[numpy.uint64]]

HOLDERS_MOST = 100_000_000
DAYS_MOST = 3_660
PATHS_MOST = 1_000_000
SCALE_MOST = 1e3
MEDIAN_COINS = 1e9
"""The median holding, in base units of a coin of six decimals: a thousand coins."""

POPULATION_CHUNK = 2**32 - 1
"""Whose chance the holders themselves are drawn from: all chunks of paths play the same holders."""


@dataclass(frozen=True, slots=True)
class Population:
    """Holders: thresholds float64[holders], in standard deviations of nerve, and coins int64[holders], base units."""

    thresholds: Floats
    coins: Whole

    def __post_init__(self) -> None:
        assert self.thresholds.shape == self.coins.shape and self.coins.ndim == 1, "one threshold and holding each"
        assert self.coins.dtype == numpy.int64 and self.thresholds.dtype == numpy.float64
        if not self.coins.size:
            raise Refused(Refusal(EMPTY_POPULATION, "there is no holder; give at least one", where="holders"))
        assert self.coins.min() > 0, "who holds nothing is no holder"


@dataclass(frozen=True, slots=True)
class Mood:
    """What moves holders, all in standard deviations of a nerve of spread 1.

    News of a day is normal with ``news_mean`` and ``news_spread``; ``social_weight`` is added when all coins have left,
    and in proportion before. Refused market.out_of_range: days not 1 to 3,660; a mean beyond a thousand; a spread or
    weight that is negative or beyond a thousand.
    """

    days: int = 30
    news_mean: float = 0.0
    news_spread: float = 0.5
    nerve_spread: float = 1.0
    social_weight: float = 3.0

    def __post_init__(self) -> None:
        whole("days", self.days, 1, DAYS_MOST)
        between("news_mean", self.news_mean, -SCALE_MOST, SCALE_MOST)
        for name in ("news_spread", "nerve_spread", "social_weight"):
            between(name, getattr(self, name), 0, SCALE_MOST)


@dataclass(frozen=True, slots=True)
class Departures:
    """What had left by each day's end, holders and coins, int64[paths, days]; agent-steps ``asked``, int64[paths]."""

    left_holders: Whole
    left_coins: Whole
    asked: Whole


def population(
    holders: int,
    seed: int,
    *,
    threshold_mean: float = 4.0,
    threshold_spread: float = 0.8,
    size_effect: float = 0.0,
    size_spread: float = 2.0,
) -> Population:
    """Draw holders: log-normal holdings; normal thresholds, less ``size_effect`` per standard deviation of log size.

    With a positive effect large holders, who watch more closely, leave first. A holder is the same in a larger
    population of the same seed. Refused market.empty_population: no holder; market.out_of_range: more than a hundred
    million, or another number beyond its bounds.
    """
    if holders == 0:
        raise Refused(Refusal(EMPTY_POPULATION, "there is no holder; give at least one", where="holders"))
    whole("holders", holders, 1, HOLDERS_MOST)
    between("threshold_mean", threshold_mean, -SCALE_MOST, SCALE_MOST)
    between("threshold_spread", threshold_spread, 0, SCALE_MOST)
    between("size_effect", size_effect, -SCALE_MOST, SCALE_MOST)
    between("size_spread", size_spread, 0, 2)
    drawn = chance(seed, POPULATION_CHUNK).standard_normal((holders, 2))
    thresholds = threshold_mean + threshold_spread * drawn[:, 0] - size_effect * drawn[:, 1]
    coins = 1 + (MEDIAN_COINS * numpy.exp(size_spread * drawn[:, 1])).astype(numpy.int64)
    return Population(thresholds, coins)


def weather(mood: Mood, seed: int, chunk: int, paths: int) -> tuple[Floats, Keys]:
    """The chance of a chunk of paths: news float64[days, paths] and the key of each path's nerves, uint64[paths].

    A longer experiment has the same first days. Refused market.empty_population: no path; market.out_of_range: more
    than a million.
    """
    if paths == 0:
        raise Refused(Refusal(EMPTY_POPULATION, "there is no path; give at least one", where="paths"))
    whole("paths", paths, 1, PATHS_MOST)
    rng = chance(seed, chunk)
    keys = rng.integers(0, 2**64, size=paths, dtype=numpy.uint64)
    return mood.news_mean + mood.news_spread * rng.standard_normal((mood.days, paths)), keys


def departures(crowd: Population, mood: Mood, news: Floats, keys: Keys, threads: int = 1) -> Departures:
    """Play every path of ``news``; the same bits whatever the number of threads, for each path is played by one."""
    days, paths = news.shape
    assert keys.shape == (paths,) and days == mood.days
    found = Departures(
        numpy.zeros((paths, days), numpy.int64),
        numpy.zeros((paths, days), numpy.int64),
        numpy.zeros(paths, numpy.int64),
    )

    def play(path: int) -> None:
        exits = numpy.empty(crowd.coins.size, numpy.int16)
        row = numpy.ascontiguousarray(news[:, path])
        found.asked[path] = _played(
            crowd, mood, row, keys[path], exits, found.left_holders[path], found.left_coins[path]
        )

    with ThreadPoolExecutor(whole("threads", threads, 1, 1_024)) as pool:
        for _ in pool.map(play, range(paths)):
            pass
    return found


def exit_days(crowd: Population, mood: Mood, news: Floats, key: numpy.uint64) -> Days:
    """On which day each holder leaves in one path, int16[holders]; ``holders_kernel.STAYED`` for who never does.

    ``news`` is that path's, float64[days].
    """
    exits = numpy.empty(crowd.coins.size, numpy.int16)
    left_holders, left_coins = numpy.zeros(mood.days, numpy.int64), numpy.zeros(mood.days, numpy.int64)
    _played(crowd, mood, numpy.ascontiguousarray(news), key, exits, left_holders, left_coins)
    return exits


def _played(
    crowd: Population, mood: Mood, news: Floats, key: numpy.uint64, exits: Days, left_holders: Whole, left_coins: Whole
) -> int:
    return holders_kernel.path_played(
        crowd.thresholds,
        crowd.coins,
        news,
        key,
        mood.nerve_spread,
        mood.social_weight,
        exits,
        left_holders,
        left_coins,
    )
