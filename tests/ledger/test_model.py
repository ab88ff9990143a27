"""The ledger and a model in memory are asked the same things and give the same answers and the same balances."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from lantau import ledger
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.ledger import Account, OpenAccount, Post, Transfer, Unit, UnitResult, Void, queries
from lantau.ledger.values import Normal, Step
from lantau.money import HKD, Amount
from lantau.refusal import Refusal
from tests.ledger.booked import assert_sound, unit

KINDS: tuple[tuple[Normal, bool], ...] = (("debit", True), ("credit", False), ("credit", False), ("debit", False))
"""A bank that may go below zero, two customers and a safe."""
FUNDS_CENTS = 300
NUMBER = itertools.count(1)


@dataclass
class Model:
    """What the ledger promises, said as briefly as can be: sums in dictionaries, and nothing shared with its code."""

    normal: list[Normal]
    may_go_negative: list[bool]
    posted: list[int]
    held: list[int]
    holds: dict[str, tuple[int, int, int, datetime | None]] = field(default_factory=dict)

    def copy(self) -> Model:
        return Model(self.normal, self.may_go_negative, list(self.posted), list(self.held), dict(self.holds))

    def gives(self, account: int, side: Normal) -> bool:
        return self.normal[account] != side

    def can(self, account: int, side: Normal, cents: int) -> bool:
        free = self.posted[account] - self.held[account]
        return not self.gives(account, side) or self.may_go_negative[account] or free >= cents

    def move(self, debit: int, credit: int, cents: int) -> bool:
        if cents <= 0 or debit == credit or not (self.can(debit, "debit", cents) and self.can(credit, "credit", cents)):
            return False
        self.posted[debit] += -cents if self.gives(debit, "debit") else cents
        self.posted[credit] += -cents if self.gives(credit, "credit") else cents
        return True

    def set_aside(self, debit: int, credit: int, cents: int) -> None:
        self.held[debit] += cents if self.gives(debit, "debit") else 0
        self.held[credit] += cents if self.gives(credit, "credit") else 0

    def hold(self, name: str, debit: int, credit: int, cents: int, ends: datetime | None) -> bool:
        able = self.can(debit, "debit", cents) and self.can(credit, "credit", cents)
        if cents <= 0 or debit == credit or not able:
            return False
        self.holds[name] = (debit, credit, cents, ends)
        self.set_aside(debit, credit, cents)
        return True

    def end(self, name: str, cents: int, now: datetime) -> bool:
        if name not in self.holds:
            return False
        debit, credit, held, ends = self.holds[name]
        if (ends is not None and ends <= now) or cents > held:
            return False
        del self.holds[name]
        self.set_aside(debit, credit, -held)
        return cents == 0 or self.move(debit, credit, cents)


Recipe = tuple[str, tuple[int, int], int, int]
SIDES = st.sampled_from(
    [(0, 1), (0, 2), (1, 2), (2, 1), (1, 0), (2, 0), (3, 0), (0, 3), (1, 3), (2, 3), (3, 1), (1, 1)]
)
CENTS = st.one_of(st.sampled_from([50, 100, 150, 200, 300]), st.integers(-1, 400))
RECIPES = st.tuples(
    st.sampled_from(["move", "hold", "hold", "post", "post", "void", "void"]), SIDES, CENTS, st.integers(0, 9)
)
UNITS = st.lists(st.lists(RECIPES, min_size=1, max_size=2), min_size=1, max_size=4)


SEEN: Counter[tuple[str, bool]] = Counter()
"""How often each step was in a unit that was taken or refused: a machine that is only refused proves nothing."""


class Compared(RuleBasedStateMachine):
    database: Database
    clock: SimulatedClock

    def __init__(self) -> None:
        super().__init__()
        self.run = next(NUMBER)
        self.names = itertools.count(1)
        self.accounts = [
            Account(f"acc-{self.run}-{place}", f"{self.run}/{place}", HKD, normal, None, negative)
            for place, (normal, negative) in enumerate(KINDS)
        ]
        self.hold_names: list[str] = []
        self.answered: list[tuple[Unit, UnitResult]] = []
        opened = unit(f"open-{self.run}", *(OpenAccount(one) for one in self.accounts), occurred_at=self.clock.now())
        assert isinstance(ledger.commit_one(self.database, self.clock, opened), UnitResult)
        self.model = Model([k for k, _ in KINDS], [n for _, n in KINDS], [0] * 4, [0] * 4)
        for customer in (1, 2):
            step, taken = self._step(("move", (0, customer), FUNDS_CENTS, 0), self.model, [])
            funds = unit(f"fund-{self.run}-{customer}", step, occurred_at=self.clock.now())
            assert taken and isinstance(ledger.commit_one(self.database, self.clock, funds), UnitResult)

    def _step(self, recipe: Recipe, model: Model, made: list[str]) -> tuple[Step, bool]:
        """A step for the ledger and whether the model takes it."""
        kind, (debit, credit), cents, pick = recipe
        now, name = self.clock.now(), f"{self.run}-{next(self.names)}"
        known = self.hold_names + made
        if kind == "move":
            sides = (self.accounts[debit].id, self.accounts[credit].id)
            return Transfer(name, *sides, Amount(HKD, cents), "test"), model.move(debit, credit, cents)
        if kind == "hold":
            ends = now + timedelta(minutes=pick) if pick > 4 else None
            taken = model.hold(name, debit, credit, cents, ends)
            made.append(name)
            sides = (self.accounts[debit].id, self.accounts[credit].id)
            return Transfer(name, *sides, Amount(HKD, cents), "test", True, ends), taken
        choice = list(model.holds) if model.holds and pick < 8 else known
        hold = choice[pick % len(choice)] if choice else "none"
        if kind == "void":
            return Void(hold), model.end(hold, 0, now)
        whole = model.holds[hold][2] if hold in model.holds else 0
        if pick % 2:
            return Post(hold), model.end(hold, whole, now) if whole else False
        return Post(hold, Amount(HKD, cents)), cents > 0 and model.end(hold, cents, now)

    @rule(recipes=UNITS)
    def commit_a_batch(self, recipes: list[list[Recipe]]) -> None:
        units, expected = [], []
        for steps in recipes:
            draft, made, booked, taken = self.model.copy(), list[str](), list[Step](), True
            for recipe in steps:
                step, able = self._step(recipe, draft, made)
                booked.append(step)
                taken = taken and able
                if not taken:
                    break
            units.append(unit(f"{self.run}-{next(self.names)}", *booked, occurred_at=self.clock.now()))
            expected.append(taken)
            self.hold_names += made
            if taken:
                self.model = draft
        results = ledger.commit(self.database, self.clock, units)
        for steps, taken in zip(units, expected, strict=True):
            SEEN.update((type(step).__name__, taken) for step in steps.steps)
        assert [isinstance(result, UnitResult) for result in results] == expected, (units, results)
        self.answered += [(one, res) for one, res in zip(units, results, strict=True) if isinstance(res, UnitResult)]

    @precondition(lambda self: self.answered)
    @rule(data=st.data())
    def ask_again(self, data: st.DataObject) -> None:
        asked, first = data.draw(st.sampled_from(self.answered))
        again = ledger.commit_one(self.database, self.clock, asked)
        assert isinstance(again, UnitResult) and again.items == first.items and again.committed.replayed

    @rule(minutes=st.integers(1, 6))
    def let_time_pass(self, minutes: int) -> None:
        self.clock.advance_to(self.clock.now() + timedelta(minutes=minutes))
        now = self.clock.now()
        ended = {name for name, hold in self.model.holds.items() if hold[3] is not None and hold[3] <= now}
        results = ledger.expire_holds(self.database, self.clock, now)
        assert {result.items[0].id for result in results if not isinstance(result, Refusal)} == ended
        for name in ended:
            debit, credit, cents, _ = self.model.holds.pop(name)
            self.model.set_aside(debit, credit, -cents)

    @invariant()
    def the_balances_are_the_models(self) -> None:
        found = queries.balances(self.database, (one.id for one in self.accounts))
        shown = [(found[one.id].posted.units, found[one.id].held.units) for one in self.accounts]
        assert shown == list(zip(self.model.posted, self.model.held, strict=True))
        free = zip(self.model.posted, self.model.held, self.model.may_go_negative, strict=True)
        assert all(negative or posted >= held >= 0 for posted, held, negative in free)

    @invariant()
    def the_books_sum_to_zero(self) -> None:
        assert all(line.difference.units == 0 for line in ledger.trial_balance(self.database))

    def teardown(self) -> None:
        """Leave no hold that a later run's time could end."""
        names = sorted(self.model.holds)
        live = [name for name in names if (ends := self.model.holds[name][3]) is None or ends > self.clock.now()]
        voids = [unit(f"void-{name}", Void(name), occurred_at=self.clock.now()) for name in live]
        ledger.commit(self.database, self.clock, voids)


@pytest.mark.long
def test_the_ledger_is_its_model_on_examples_never_tried_before(database: Database, clock: SimulatedClock) -> None:
    """Other examples at each run; a failure prints the blob that repeats it."""
    Compared.database, Compared.clock = database, clock
    budget = settings(max_examples=200, stateful_step_count=20, derandomize=False, print_blob=True)
    run_state_machine_as_test(Compared, settings=budget)
    assert_sound(database)


def test_the_ledger_is_its_model(database: Database, clock: SimulatedClock) -> None:
    Compared.database, Compared.clock = database, clock
    budget = settings(max_examples=40, stateful_step_count=12, deadline=None, derandomize=True, database=None)
    run_state_machine_as_test(Compared, settings=budget)
    assert_sound(database)
    for kind in ("Transfer", "Post", "Void"):
        assert min(SEEN[kind, True], SEEN[kind, False]) >= 20, SEEN
