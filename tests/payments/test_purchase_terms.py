"""A purchase's milestones: what may follow what, in which order, and until when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest

from lantau.chain import SignedTransfer, typed_data
from lantau.dates import parse_instant
from lantau.money import Amount, asset
from lantau.payments.purchases import (
    MILESTONES_MAX,
    TRANSITIONS,
    Milestone,
    MilestoneStep,
    MilestoneTerms,
    Purchase,
    State,
    require_amounts,
    require_times,
)
from lantau.refusal import Refused

COIN = asset("coin:lqd")
NOW = parse_instant("2026-10-09T10:00:00+08:00")
HOUR = timedelta(hours=1)
STEPS: tuple[State, ...] = ("presented", "rejected", "released", "withdrawn", "lapsed")


def milestone(number: int = 1, states: tuple[State, ...] = (), status: str = "", hours: int = 10) -> Milestone:
    history = tuple(
        MilestoneStep(place, state, "per_x", "paper", "d" * 64, "", NOW) for place, state in enumerate(states, 1)
    )
    amount = Amount(COIN, number * 1_000_000)
    return Milestone(number, "paper", amount, NOW + hours * HOUR, f"hld_{number}", f"pay_{number}", history, status)


def purchase(*milestones: Milestone) -> Purchase:
    return Purchase(
        "pur_1", "pty_issuer", "lqd", "pty_buyer", "wal_b", "pty_maker", "wal_m", "pty_examiner", "goods", "C-1", NOW,
        milestones,
    )  # fmt: skip


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.refusal.code.name


def test_the_table_names_every_state_and_ends_where_it_should() -> None:
    assert set(TRANSITIONS) == set(get_args(State))
    assert {state for state, after in TRANSITIONS.items() if not after} == {"released", "withdrawn", "lapsed"}
    assert all(after <= set(STEPS) for after in TRANSITIONS.values())
    assert [state for state, after in TRANSITIONS.items() if "released" in after] == ["presented"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", get_args(State))
def test_a_step_follows_only_where_the_table_has_it(state: State, step: State) -> None:
    bought = purchase(milestone(states=() if state == "awaited" else (state,)))
    if step in TRANSITIONS[state]:
        assert bought.stepping(1, step, NOW).state == state
        return
    with pytest.raises(Refused) as refused:
        bought.stepping(1, step, NOW)
    assert code(refused) == "payments.milestone_state"


@pytest.mark.parametrize(
    ("before", "may"),
    [
        (milestone(), False),
        (milestone(states=("presented",)), False),
        (milestone(states=("presented", "released"), status="pending"), False),
        (milestone(states=("presented", "released"), status="failed"), False),
        (milestone(states=("presented", "released"), status="final"), True),
    ],
)
def test_a_milestone_waits_until_the_one_before_is_paid_for_good(before: Milestone, may: bool) -> None:
    bought = purchase(before, milestone(2))
    if may:
        assert bought.stepping(2, "presented", NOW).number == 2
        return
    with pytest.raises(Refused) as refused:
        bought.stepping(2, "presented", NOW)
    assert code(refused) == "payments.out_of_turn"


def test_a_milestone_is_kept_until_its_time_and_not_at_it() -> None:
    bought = purchase(milestone())
    bought.stepping(1, "presented", NOW + 10 * HOUR - timedelta(seconds=1))
    with pytest.raises(Refused) as refused:
        bought.stepping(1, "presented", NOW + 10 * HOUR)
    assert code(refused) == "payments.milestone_over"
    for number in (0, 2):
        with pytest.raises(Refused) as refused:
            bought.stepping(number, "presented", NOW)
        assert code(refused) == "payments.unknown_milestone"


def test_what_is_left_lapses_once_a_time_is_over_or_a_payment_failed_and_not_before() -> None:
    paid = milestone(states=("presented", "released"), status="final", hours=1)
    bought = purchase(paid, milestone(2), milestone(3, hours=20))
    with pytest.raises(Refused) as refused:
        bought.ending(NOW + 9 * HOUR, lapsed=True)
    assert code(refused) == "payments.not_over"
    assert [each.number for each in bought.ending(NOW + 10 * HOUR, lapsed=True)] == [2, 3]
    failed = purchase(replace(paid, chain_status="failed"), milestone(2))
    assert [each.number for each in failed.ending(NOW, lapsed=True)] == [2]
    assert [each.number for each in bought.ending(NOW, lapsed=False)] == [2, 3], "the maker may give up at any time"
    with pytest.raises(Refused) as refused:
        purchase(paid).ending(NOW + 99 * HOUR, lapsed=True)
    assert code(refused) == "payments.milestone_state"


def test_the_price_and_what_is_kept_of_it() -> None:
    bought = purchase(milestone(states=("presented", "released"), status="final"), milestone(2), milestone(3))
    assert (bought.price.units, bought.kept.units) == (6_000_000, 5_000_000)
    assert bought.milestones[1].presented is None
    assert milestone(states=("presented",)).presented is not None


def terms(hours: int = 10, *, units: int = 1, of: str = "coin:lqd", ends: datetime | None = None) -> MilestoneTerms:
    expires_at = NOW + hours * HOUR
    statement = typed_data.TransferAuthorization(
        "0x1", "0x2", units, 0, int((ends or expires_at).timestamp()), b"n" * 32
    )
    return MilestoneTerms("paper", Amount(asset(of), units), expires_at, SignedTransfer(statement, b""))


def require_parts(parts: Sequence[MilestoneTerms]) -> None:
    require_amounts(parts, "lqd")
    require_times(parts, NOW)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([], "payments.bad_milestones"),
        ([terms()] * (MILESTONES_MAX + 1), "payments.bad_milestones"),
        ([terms(hours=0)], "payments.bad_milestones"),
        ([terms(hours=11), terms(hours=10)], "payments.bad_milestones"),
        ([terms(units=0)], "payments.bad_amount"),
        ([terms(of="coin:other")], "payments.bad_amount"),
        ([terms(of="HKD")], "payments.bad_amount"),
        ([terms(ends=NOW + 9 * HOUR)], "payments.not_signed_for"),
        ([terms(ends=NOW + 11 * HOUR)], "payments.not_signed_for"),
    ],
)
def test_parts_that_cannot_be_kept_are_refused(wrong: Any, said: str) -> None:
    with pytest.raises(Refused) as refused:
        require_parts(wrong)
    assert code(refused) == said


def test_parts_in_order_are_kept() -> None:
    require_parts([terms(hours=10), terms(hours=10), terms(hours=11)])
    require_parts([terms()] * MILESTONES_MAX)
