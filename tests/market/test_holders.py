"""The holders' model: the kernel against a plain twin, bit for bit, and what must hold for every crowd."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.market.holders import Departures, Mood, Population, departures, exit_days, population, weather
from lantau.market.holders_kernel import NERVE_UNIT, STAYED
from lantau.refusal import Refused

STEADY_RATE = 20e6
"""Agent-steps per CPU-second that any machine should reach; the measured rate is far above, a Python loop far below."""


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda raised: raised.refusal.code.name == code)


def mixed(counter: Any) -> Any:
    """SplitMix64's finisher over uint64 arrays."""
    counter = (counter ^ (counter >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    counter = (counter ^ (counter >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return counter ^ (counter >> numpy.uint64(31))


def nerves(key: numpy.uint64, day: int, holders: int) -> Any:
    """Everybody's nerve of a day in whole steps, float64[holders]."""
    step = numpy.array([0x9E3779B97F4A7C15], numpy.uint64)
    today = mixed(numpy.array([key], numpy.uint64) + numpy.array([day], numpy.uint64) * step)
    bits = mixed(today + numpy.arange(holders, dtype=numpy.uint64) * step)
    pieces = [(bits >> numpy.uint64(16 * piece)) & numpy.uint64(0xFFFF) for piece in range(4)]
    return sum(piece.astype(numpy.int64) for piece in pieces).astype(numpy.float64) - 131_070


def twin(crowd: Population, mood: Mood, news: Any, key: numpy.uint64) -> tuple[Any, list[int], list[int], int]:
    """The model once more, all holders on all days: exit days, holders and coins left by day, holders asked."""
    holders = crowd.coins.size
    exits = numpy.full(holders, STAYED, numpy.int16)
    left_holders, left_coins, asked = [], [], 0
    for day in range(mood.days):
        staying = exits == STAYED
        asked += int(staying.sum())
        share = int(crowd.coins[~staying].sum()) / int(crowd.coins.sum())
        pressure = news[day] + mood.social_weight * share
        passed = pressure + mood.nerve_spread * NERVE_UNIT * nerves(key, day, holders) > crowd.thresholds
        exits[staying & passed] = day
        left_holders.append(int((exits != STAYED).sum()))
        left_coins.append(int(crowd.coins[exits != STAYED].sum()))
    return exits, left_holders, left_coins, asked


MOODS = st.builds(
    Mood,
    days=st.integers(1, 12),
    news_mean=st.floats(-1, 1),
    news_spread=st.floats(0, 2),
    nerve_spread=st.floats(0, 2),
    social_weight=st.floats(0, 8),
)
CROWDS = st.builds(
    population,
    st.one_of(st.integers(1, 40), st.integers(1_000, 3_000)),
    st.integers(0, 2**32),
    threshold_mean=st.floats(0, 5),
    threshold_spread=st.floats(0, 2),
    size_effect=st.floats(-1, 1),
)
SEEDS = st.integers(0, 2**32)


@given(CROWDS, MOODS, SEEDS)
def test_the_kernel_and_its_plain_twin_agree_on_every_bit(crowd: Population, mood: Mood, seed: int) -> None:
    news, keys = weather(mood, seed, 0, 2)
    played = departures(crowd, mood, news, keys)
    for path in range(2):
        exits, left_holders, left_coins, asked = twin(crowd, mood, news[:, path], keys[path])
        assert numpy.array_equal(exit_days(crowd, mood, news[:, path], keys[path]), exits)
        assert played.left_holders[path].tolist() == left_holders
        assert played.left_coins[path].tolist() == left_coins
        assert played.asked[path] == asked


@given(CROWDS, MOODS, SEEDS)
def test_who_left_never_returns_and_nobody_is_lost(crowd: Population, mood: Mood, seed: int) -> None:
    news, keys = weather(mood, seed, 0, 1)
    played = departures(crowd, mood, news, keys)
    left, coins = played.left_holders[0], played.left_coins[0]
    assert numpy.all(numpy.diff(left) >= 0)
    assert numpy.all(numpy.diff(coins) >= 0)
    exits = exit_days(crowd, mood, news[:, 0], keys[0])
    assert int((exits == STAYED).sum()) + left[-1] == crowd.coins.size
    assert int(crowd.coins[exits == STAYED].sum()) + coins[-1] == crowd.coins.sum()
    by_day = numpy.bincount(exits[exits != STAYED], minlength=mood.days)
    assert numpy.array_equal(numpy.cumsum(by_day), left)
    assert played.asked[0] == crowd.coins.size * mood.days - left[:-1].sum()


def _never_earlier(late: Any, early: Any) -> bool:
    """Whether each exit in ``late`` is on the day of ``early`` or after it, staying being the latest of all."""
    horizon = 1_000
    return bool(numpy.all(numpy.where(late == STAYED, horizon, late) >= numpy.where(early == STAYED, horizon, early)))


@given(CROWDS, MOODS, SEEDS, st.floats(0, 2))
def test_a_higher_threshold_never_leaves_earlier(crowd: Population, mood: Mood, seed: int, more: float) -> None:
    """With the same nerves and news: one holder alone, and all together, who then draw each other along less."""
    news, keys = weather(mood, seed, 0, 1)
    exits = exit_days(crowd, mood, news[:, 0], keys[0])
    one = crowd.thresholds.copy()
    one[0] += more
    alone = exit_days(Population(one, crowd.coins), mood, news[:, 0], keys[0])
    assert _never_earlier(alone[:1], exits[:1])
    together = exit_days(Population(crowd.thresholds + more, crowd.coins), mood, news[:, 0], keys[0])
    assert _never_earlier(together, exits)


@given(CROWDS, MOODS, SEEDS, st.floats(0, 2))
def test_a_stronger_social_term_never_keeps_anybody_longer(
    crowd: Population, mood: Mood, seed: int, more: float
) -> None:
    news, keys = weather(mood, seed, 0, 1)
    calm = exit_days(crowd, mood, news[:, 0], keys[0])
    drawn = Mood(mood.days, mood.news_mean, mood.news_spread, mood.nerve_spread, mood.social_weight + more)
    assert _never_earlier(calm, exit_days(crowd, drawn, news[:, 0], keys[0]))


def _same(one: Departures, other: Departures) -> bool:
    return all(
        numpy.array_equal(getattr(one, name), getattr(other, name)) for name in ("left_holders", "left_coins", "asked")
    )


def test_the_number_of_threads_changes_no_bit() -> None:
    crowd, mood = population(20_000, 5), Mood()
    news, keys = weather(mood, 5, 0, 12)
    alone = departures(crowd, mood, news, keys)
    assert alone.left_holders[:, -1].min() > 0
    for threads in (2, 3, 8):
        assert _same(departures(crowd, mood, news, keys, threads), alone)


def test_the_same_seed_gives_the_same_path_and_another_seed_or_chunk_another() -> None:
    crowd, mood = population(5_000, 1), Mood()

    def played(seed: int, chunk: int) -> Departures:
        return departures(crowd, mood, *weather(mood, seed, chunk, 3))

    assert _same(played(1, 0), played(1, 0))
    assert not _same(played(1, 0), played(2, 0))
    assert not _same(played(1, 0), played(1, 1))


def test_settings_meet_the_same_chance() -> None:
    """A longer experiment has the same first days, and a larger population the same first holders."""
    short, long = Mood(days=10), Mood(days=30)
    news, keys = weather(short, 9, 4, 5)
    longer, same_keys = weather(long, 9, 4, 5)
    assert numpy.array_equal(longer[:10], news)
    assert numpy.array_equal(same_keys, keys)
    assert numpy.array_equal(population(500, 3).coins, population(900, 3).coins[:500])


def test_nerves_are_bell_shaped_with_spread_one() -> None:
    drawn = nerves(numpy.uint64(7), 3, 1_000_000) * NERVE_UNIT
    assert abs(drawn.mean()) < 0.005
    assert abs(drawn.std() - 1) < 0.005
    assert abs((drawn**3).mean()) < 0.01
    assert abs(numpy.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 0.005
    assert abs(numpy.corrcoef(drawn, nerves(numpy.uint64(7), 4, 1_000_000))[0, 1]) < 0.005
    assert numpy.abs(drawn).max() <= math.sqrt(12)


@pytest.mark.parametrize(("effect", "sign"), [(0.6, 1), (-0.6, -1)])
def test_where_large_holders_have_lower_thresholds_they_leave_first(effect: float, sign: int) -> None:
    """The order of exits in the crash of May 2022 (Uhlig; Liu, Makarov, Schoar): large first, small later."""
    crowd, mood = population(50_000, 11, size_effect=effect), Mood(news_mean=0.8)
    news, keys = weather(mood, 11, 0, 4)
    order = numpy.argsort(crowd.coins)
    small, large = order[:5_000], order[-5_000:]
    for path in range(4):
        exits = exit_days(crowd, mood, news[:, path], keys[path])
        days = numpy.where(exits == STAYED, mood.days, exits).astype(float)
        assert (days[small].mean() - days[large].mean()) * sign > 1
        played = departures(crowd, mood, news[:, path : path + 1], keys[path : path + 1])
        share_of_coins = played.left_coins[0] / crowd.coins.sum()
        share_of_holders = played.left_holders[0] / crowd.coins.size
        first = int(numpy.argmax(share_of_holders > 0.01))
        assert (share_of_coins[first] - share_of_holders[first]) * sign > 0


def test_without_a_size_effect_size_does_not_order_the_exits() -> None:
    crowd, mood = population(50_000, 11), Mood(news_mean=0.8)
    news, keys = weather(mood, 11, 0, 1)
    order = numpy.argsort(crowd.coins)
    exits = exit_days(crowd, mood, news[:, 0], keys[0])
    days = numpy.where(exits == STAYED, mood.days, exits).astype(float)
    assert abs(days[order[:5_000]].mean() - days[order[-5_000:]].mean()) < 1


def test_a_hundred_thousand_holders_are_played_in_little_time() -> None:
    crowd, mood = population(100_000, 1), Mood()
    news, keys = weather(mood, 1, 0, 5)
    departures(crowd, mood, news, keys)
    started = time.process_time()
    played = departures(crowd, mood, news, keys)
    assert int(played.asked.sum()) / (time.process_time() - started) > STEADY_RATE


def test_nobody_to_play_is_refused() -> None:
    assert population(1, 1).coins.size == 1
    with refused("market.empty_population"):
        population(0, 1)
    with refused("market.empty_population"):
        Population(numpy.empty(0), numpy.empty(0, numpy.int64))
    with refused("market.empty_population"):
        weather(Mood(), 1, 0, 0)


@pytest.mark.parametrize(
    "settings",
    [
        {"days": 0},
        {"days": 1.5},
        {"days": 4_000},
        {"news_mean": math.nan},
        {"news_spread": -0.1},
        {"nerve_spread": math.inf},
        {"social_weight": -1.0},
    ],
)
def test_a_mood_beyond_its_bounds_is_refused_by_name(settings: dict[str, Any]) -> None:
    assert Mood(days=1).days == 1
    with refused("market.out_of_range") as raised:
        Mood(**settings)
    assert raised.value.refusal.where in settings


@pytest.mark.parametrize(
    "settings",
    [
        {"holders": -1},
        {"holders": 200_000_000},
        {"threshold_mean": math.nan},
        {"threshold_spread": -1.0},
        {"size_effect": math.inf},
        {"size_spread": 3.0},
    ],
)
def test_holders_beyond_their_bounds_are_refused_by_name(settings: dict[str, Any]) -> None:
    with refused("market.out_of_range") as raised:
        population(**{"holders": 10, "seed": 1, **settings})
    assert raised.value.refusal.where in settings


def test_paths_and_threads_beyond_their_bounds_are_refused() -> None:
    crowd, mood = population(10, 1), Mood()
    with refused("market.out_of_range"):
        weather(mood, 1, 0, -1)
    with refused("market.out_of_range"):
        departures(crowd, mood, *weather(mood, 1, 0, 1), threads=0)
