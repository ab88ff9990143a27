"""The exact thresholds of the global game: the printed table, its signs, its limit, and a simulated crowd."""

from __future__ import annotations

import math
import time
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.special import ndtr

from lantau.market.simulated_game import crowd, settled
from lantau.market.thresholds import UNIQUE_BELOW, Game, limit_state, only_threshold, thresholds
from lantau.refusal import Refused

HOLDERS = 1_000_000
SIMULATED_WITHIN = 5e-4

ROWS = [
    (1, 1e6, 0.8, 0.05, 0.9500, 0.9517, 0.5596),
    (4, 100, 0.8, 0.05, 0.9592, 1.1333, 0.6249),
    (4, 100, 0.8, 0.20, 0.8052, 0.8912, 0.5042),
    (25, 100, 0.8, 0.05, 0.9896, 1.2210, 0.8285),
]
"""Public and private precision, mean, cost; state, signal and probability of a run as printed, to four decimals."""


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda raised: raised.refusal.code.name == code)


@pytest.mark.parametrize(("public", "private", "mean", "cost", "state", "signal", "run_probability"), ROWS)
def test_every_unique_row_comes_out_as_printed(
    public: float, private: float, mean: float, cost: float, state: float, signal: float, run_probability: float
) -> None:
    game = Game(public, private, mean, cost)
    assert game.is_unique
    (found,) = thresholds(game)
    assert found == only_threshold(game)
    assert round(found.state, 4) == state
    assert round(found.signal, 4) == signal
    assert round(found.run_probability, 4) == run_probability


def test_where_it_is_not_unique_both_printed_roots_are_found_and_the_third() -> None:
    game = Game(100, 100, 0.9, 0.05)
    assert not game.is_unique
    assert [round(each.state, 4) for each in thresholds(game)] == [0.0, 0.7281, 0.9996]
    with refused("market.out_of_range"):
        only_threshold(game)


GAMES = st.builds(
    Game,
    st.floats(0.01, 1e4),
    st.floats(0.01, 1e6),
    st.floats(-1, 2),
    st.floats(0.001, 0.999),
)


@given(GAMES)
def test_both_conditions_hold_at_every_equilibrium_and_there_is_one_or_three(game: Game) -> None:
    found = thresholds(game)
    assert len(found) == 1 or (len(found) in (2, 3) and not game.is_unique)
    assert list(found) == sorted(found, key=lambda each: each.state)
    together = game.public_precision + game.private_precision
    for each in found:
        share = ndtr(math.sqrt(game.private_precision) * (each.signal - each.state))
        assert share == pytest.approx(each.state, abs=1e-8)
        believed = (game.public_precision * game.public_mean + game.private_precision * each.signal) / together
        odds = ndtr(math.sqrt(together) * (each.state - believed))
        assert odds == pytest.approx(game.conversion_cost, abs=1e-7)


@given(GAMES)
def test_no_equilibrium_is_overlooked(game: Game) -> None:
    """Counted otherwise: how often the odds of the marginal holder cross the cost on a fine grid of its spread."""
    found = thresholds(game)
    spreads = [step / 500 for step in range(-4_000, 4_001)]
    together = game.public_precision + game.private_precision
    crossings, before = 0, None
    for spread in spreads:
        state = float(ndtr(spread))
        signal = state + spread / math.sqrt(game.private_precision)
        believed = (game.public_precision * game.public_mean + game.private_precision * signal) / together
        runs = bool(ndtr(math.sqrt(together) * (state - believed)) > game.conversion_cost)
        crossings += before is not None and runs != before
        before = runs
    assert crossings <= len(found)


@given(GAMES, st.floats(0.001, 0.999))
def test_a_dearer_conversion_stabilises(game: Game, other_cost: float) -> None:
    assume(game.is_unique and abs(game.conversion_cost - other_cost) > 1e-3)
    other = Game(game.public_precision, game.private_precision, game.public_mean, other_cost)
    cheap, dear = sorted((game, other), key=lambda each: each.conversion_cost)
    assert only_threshold(dear).state <= only_threshold(cheap).state


@given(GAMES, st.floats(-1, 2))
def test_good_public_news_stabilises(game: Game, other_mean: float) -> None:
    assume(game.is_unique)
    other = Game(game.public_precision, game.private_precision, other_mean, game.conversion_cost)
    bad, good = sorted((game, other), key=lambda each: each.public_mean)
    assert only_threshold(good).state <= only_threshold(bad).state + 1e-12


@pytest.mark.parametrize("cost", [0.01, 0.05, 0.2, 0.5, 0.9])
def test_exact_private_signals_lead_to_one_minus_the_cost(cost: float) -> None:
    off = [abs(only_threshold(Game(1, private, 0.8, cost)).state - limit_state(cost)) for private in (1e4, 1e8, 1e12)]
    assert off[0] > off[1] > off[2]
    assert off[2] < 1e-6


@pytest.mark.parametrize(("mean", "cost", "sign"), [(0.3, 0.05, 1), (1.6, 0.05, -1), (0.8, 0.05, 1), (0.8, 0.6, -1)])
def test_transparency_raises_the_run_where_mean_or_cost_is_low_and_lowers_it_where_high(
    mean: float, cost: float, sign: int
) -> None:
    """The four signs of Ahmed, Aldasoro and Duley: low and high prior quality, low and high conversion cost."""
    dim, clear = (only_threshold(Game(public, 100, mean, cost)).run_probability for public in (4, 16))
    assert (clear - dim) * sign > 0


def test_better_private_signals_raise_the_run_where_the_fundamentals_are_strong() -> None:
    """The sign of Zhu: holders who see alone rely less on the good public news."""
    rough, fine = (only_threshold(Game(4, private, 1.6, 0.2)).run_probability for private in (10, 1_000))
    assert fine > rough


SOUND: dict[str, Any] = {
    "public_precision": 4.0,
    "private_precision": 100.0,
    "public_mean": 0.8,
    "conversion_cost": 0.05,
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("public_precision", 0.0),
        ("public_precision", -4.0),
        ("private_precision", 0.0),
        ("private_precision", -1.0),
        ("private_precision", math.inf),
        ("private_precision", math.nan),
        ("public_mean", math.nan),
        ("public_mean", math.inf),
        ("conversion_cost", 0.0),
        ("conversion_cost", 1.0),
        ("conversion_cost", -0.1),
        ("conversion_cost", math.nan),
    ],
)
def test_a_game_that_makes_no_sense_is_refused_by_the_name_of_the_number(name: str, value: float) -> None:
    assert thresholds(Game(**SOUND))
    with refused("market.out_of_range") as raised:
        Game(**{**SOUND, name: value})
    assert raised.value.refusal.where == name


def test_the_limit_of_no_cost_is_refused() -> None:
    assert limit_state(0.05) == 0.95
    with refused("market.out_of_range"):
        limit_state(0.0)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(str(number) for number in row[:4]))
def test_a_million_simulated_holders_settle_on_the_exact_threshold(row: tuple[float, ...], seed: int) -> None:
    game = Game(row[0], row[1], row[2], row[3])
    exact = only_threshold(game)
    started = time.process_time()
    simulated = settled(crowd(game, HOLDERS, seed))
    assert time.process_time() - started < 5
    assert simulated.state == pytest.approx(exact.state, abs=SIMULATED_WITHIN)
    assert simulated.signal == pytest.approx(exact.signal, abs=2e-3)
    assert simulated.effective_holders > HOLDERS / 4


def test_a_crowd_settles_where_none_of_it_would_do_otherwise() -> None:
    played = crowd(Game(4, 100, 0.8, 0.2), 100_000, 3)
    found = settled(played)
    assert played.share_that_runs(found.state, found.signal) == pytest.approx(found.state, abs=1e-4)
    state = played.fallen_state(found.signal - 0.01)
    assert played.odds_of_fall(found.signal - 0.01, state) > 0.2
    state = played.fallen_state(found.signal + 0.01)
    assert played.odds_of_fall(found.signal + 0.01, state) < 0.2


def test_the_same_seed_gives_the_same_bits_and_another_seed_others() -> None:
    game = Game(25, 100, 0.8, 0.05)
    assert settled(crowd(game, 10_000, 7)) == settled(crowd(game, 10_000, 7))
    assert settled(crowd(game, 10_000, 7)) != settled(crowd(game, 10_000, 8))


def test_a_crowd_is_refused_where_it_could_not_choose_or_is_none() -> None:
    game = Game(4, 100, 0.8, 0.05)
    assert crowd(game, 1_000, 1).noise.size == 1_000
    with refused("market.out_of_range"):
        crowd(game, 999, 1)
    with refused("market.out_of_range"):
        crowd(Game(100, 100, 0.9, 0.05), 1_000, 1)
    assert Game(4, 100, 0.8, 0.05).publicity < UNIQUE_BELOW < Game(100, 100, 0.9, 0.05).publicity
