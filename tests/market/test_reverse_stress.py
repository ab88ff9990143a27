"""Reverse stress finds the smallest shock that breaks, says so when there is none, and owns up to a crooked road."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lantau.market import listed, local, play
from lantau.market.queries import Break, reverse_stress
from lantau.refusal import Refused
from tests.market.experiments_of_tosses import tosses

ONE_LAW = tosses(rule_sets=("HK",), design=listed([{}]))
UNDER_FLOOR = Break("lowest", 50.0, probability=0.3)


def test_the_smallest_stake_that_breaks_is_bracketed() -> None:
    seen: list[tuple[int, int]] = []
    told = reverse_stress(
        ONE_LAW, "stake", UNDER_FLOOR, high=20.0, progress=lambda done, most: seen.append((done, most))
    )
    assert [done for done, _ in seen] == list(range(1, len(told.tried) + 1)) and seen[-1][0] <= seen[-1][1] <= 20
    assert told.status == "found" and told.rising and told.monotone
    assert told.breaks is not None and told.holds is not None
    assert 0 < told.breaks - told.holds <= 0.02
    shares = {each.value: each.share for each in told.tried}
    assert shares[told.holds] < 0.3 <= shares[told.breaks]
    assert all(each.low <= each.share <= each.high for each in told.tried)
    assert f"from stake {told.breaks:g} (holds at {told.holds:g})" in told.title()


def test_it_counts_the_paths_that_an_experiment_would_write(tmp_path: Path) -> None:
    told = reverse_stress(ONE_LAW, "stake", UNDER_FLOOR, high=20.0)
    assert told.breaks is not None
    at = replace(ONE_LAW, settings={"stake": told.breaks}, design=listed([{}]))
    results = play(at, tmp_path / "there", executor=local(1))
    under = sum(int((batch < 50.0).sum()) for batch in results.values("lowest"))
    assert under == next(each.broken for each in told.tried if each.value == told.breaks)


def test_two_cores_give_the_same_answer_as_one() -> None:
    with local(2) as pool:
        assert (
            reverse_stress(ONE_LAW, "stake", UNDER_FLOOR, high=20.0, executor=pool)
            .table()
            .equals(reverse_stress(ONE_LAW, "stake", UNDER_FLOOR, high=20.0).table())
        )


def test_where_small_values_break_the_largest_of_them_is_found() -> None:
    told = reverse_stress(ONE_LAW, "capital", UNDER_FLOOR, low=10.0, high=200.0)
    assert told.status == "found" and not told.rising and told.monotone
    assert told.breaks is not None and told.holds is not None and told.breaks < told.holds
    assert f"up to capital {told.breaks:g} (holds at {told.holds:g})" in told.title()


class Interrupted(Executor):
    """Takes every chunk, begins none, and is stopped by Ctrl-C when the first answer is asked for."""

    def __init__(self) -> None:
        self.taken: list[Future[Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        del fn, args, kwargs
        future: Future[Any] = Future()
        if not self.taken:
            future.set_exception(KeyboardInterrupt())
        self.taken.append(future)
        return future


def test_after_ctrl_c_no_further_chunk_is_begun() -> None:
    pool = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        reverse_stress(ONE_LAW, "stake", UNDER_FLOOR, high=20.0, executor=pool)
    assert len(pool.taken) > 1 and all(future.cancelled() for future in pool.taken[1:])


def test_a_whole_parameter_is_bracketed_by_neighbours() -> None:
    told = reverse_stress(ONE_LAW, "tosses", Break("lowest", 65.0, probability=0.5))
    assert told.status == "found" and told.breaks is not None and told.holds == told.breaks - 1


def test_never_and_always_are_answers() -> None:
    never = reverse_stress(ONE_LAW, "stake", Break("lowest", -90.0))
    always = reverse_stress(ONE_LAW, "stake", Break("last", -90.0, below=False))
    assert (never.status, never.breaks) == ("never", None) and "never for stake from 0 to 50" in never.title()
    assert always.status == "always"


def test_a_share_that_goes_up_and_down_is_reported() -> None:
    # Without a stake nobody wins; with a large one most fall under the floor before they could.
    told = reverse_stress(ONE_LAW, "stake", Break("last", 85.0, below=False, probability=0.4))
    assert not told.monotone
    assert "does not move one way" in told.title()


@pytest.mark.parametrize(
    ("parameter", "asked", "bounds", "code"),
    [
        ("steak", UNDER_FLOOR, {}, "market.unknown_parameter"),
        ("stake", Break("final", 0.0), {}, "market.unknown_result"),
        ("stake", Break("last", 0.0, probability=0.0), {}, "market.out_of_range"),
        ("stake", Break("last", float("nan")), {}, "market.out_of_range"),
        ("stake", Break("last", float("inf")), {}, "market.out_of_range"),
        ("stake", UNDER_FLOOR, {"low": -1.0}, "market.out_of_range"),
        ("stake", UNDER_FLOOR, {"low": 9.0, "high": 9.0}, "market.out_of_range"),
        ("stake", UNDER_FLOOR, {"tolerance": 0.0}, "market.out_of_range"),
    ],
)
def test_what_cannot_be_asked_is_refused(parameter: str, asked: Break, bounds: dict[str, float], code: str) -> None:
    with pytest.raises(Refused) as refused:
        reverse_stress(ONE_LAW, parameter, asked, **bounds)  # type: ignore[arg-type]
    assert refused.value.refusal.code.name == code


def test_two_rule_sets_at_once_are_refused() -> None:
    with pytest.raises(Refused, match="one rule set"):
        reverse_stress(tosses(), "stake", UNDER_FLOOR)
