"""The benchmark toy: issuers of one market over a year, as small as a run model can be, for measuring speed.

Each day every issuer's redemptions follow its own shock, a shock that all share, and its price of the day before; cash
pays first, then bonds sold at a haircut that grows with the sale. Its numbers stand for no market: results of the toy
say how fast the laboratory is, and nothing about law or coins.

Chance is drawn day by day: the market's shocks of all 256 paths of the chunk, then each issuer's own. A shorter chunk
draws the same and keeps its first paths, so a path never depends on how many are asked for.

With a rule set, every issuer's backing is held against the law each day: its reserve and par in micros, one unit being
one unit of the reference currency, and bonds eligible at what a small sale fetches.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy

from lantau.market import toy_kernel as kernel
from lantau.market.judging import BREACHED, ProgramArrays, as_arrays, decide_block
from lantau.market.modelling import Course, Floats, Outcome, Played, Scale, chance, counted
from lantau.market.parameters import ParameterTable, Settings, Words, parameter_table
from lantau.market.refusals import OUT_OF_RANGE
from lantau.market.rule_sets import RuleSet
from lantau.refusal import Refusal, Refused
from lantau.rulebook import queries

PATHS = kernel.PATHS
DAYS_AT_ONCE = 5
"""So many days of chance fit the processor's nearer caches; it changes no number."""

SHARES = (
    "redemption_mean_share", "own_shock_share", "market_shock_share", "panic_share", "largest_share", "haircut_share",
    "haircut_slope", "largest_haircut_share", "growth_share", "cash_target_share", "price_by_unmet",
    "price_by_shortfall",
)  # fmt: skip
"""The parameters that the kernel takes, in its order."""

RULES = {"HK.pool.full_backing": "full_backing_breached", "HK.pool.eligible_backing": "eligible_backing_breached"}
"""The rules that are decided each day, and the outcome that counts their breaches."""

FACTS = ("pool.total_market_value_micros", "pool.eligible_market_value_micros", "pool.par_outstanding_micros")
NONE_FROZEN = {"pool.frozen_par_micros": 0}

EXACT_UNITS = 2.0**53 / 1e6
"""Above it a float no longer tells micros apart."""

DAYS = Scale(0.0, 10_000.0, 1_000)
PRICES = Scale(0.0, 1.0, 500)
UNITS = Scale(0.0, 10_000.0, 1_000)


@dataclass(frozen=True, slots=True)
class ToyPoint:
    """The toy at one point of an experiment: its numbers as the kernel takes them, and the law as a program."""

    issuers: int
    steps: int
    supply_units: float
    cash_units: float
    bonds_units: float
    numbers: tuple[float, ...]
    program: ProgramArrays | None

    def opened(self) -> Floats:
        """Every issuer's rows at the opening: float64[issuers, ROWS * PATHS]."""
        rows = numpy.zeros((self.issuers, kernel.ROWS, PATHS))
        opening = (self.supply_units, self.cash_units, self.bonds_units, 1.0, 1.0)
        rows[:, : len(opening)] = numpy.array(opening)[:, None]
        return rows.reshape(self.issuers, -1)

    def played(self, seed: int, chunk: int, paths: int) -> Played:
        """Play one chunk of up to 256 paths."""
        assert 1 <= paths <= PATHS, f"a chunk has from 1 to {PATHS} paths, not {paths}"
        rng = chance(seed, chunk)
        rows, weakest = self.opened(), numpy.ones((self.steps, PATHS))
        normals = numpy.empty((min(DAYS_AT_ONCE, self.steps), 1 + self.issuers, PATHS))
        breached_days = numpy.zeros((len(RULES), PATHS), dtype=numpy.int64)
        for first in range(0, self.steps, DAYS_AT_ONCE):
            drawn = normals[: self.steps - first]
            rng.standard_normal(out=drawn)
            played = weakest[first : first + len(drawn)]
            if self.program is None:
                kernel.play(drawn, self.numbers, rows, played)
            else:
                values = numpy.empty((len(FACTS), len(drawn) * self.issuers * PATHS), dtype=numpy.int64)
                codes = numpy.empty((len(RULES), values.shape[1]), dtype=numpy.uint8)
                kernel.play_told(drawn, self.numbers, rows, played, values)
                decide_block(self.program, values, codes)
                kernel.count_by_path(codes, BREACHED, breached_days)
        outcomes, breached = self.outcomes(rows, paths), {}
        if self.program is not None:
            for rule, days in zip(RULES, breached_days[:, :paths], strict=True):
                outcomes[RULES[rule]] = days.astype(numpy.float64)
                breached[rule] = int(numpy.count_nonzero(days))
        return Played(outcomes, {"weakest_price": counted(weakest[:, :paths], PRICES)}, breached)

    def outcomes(self, rows: Floats, paths: int) -> dict[str, Floats]:
        """What came of each path: of its issuers together, and of the one whose price fell lowest."""

        def row(begin: int) -> Floats:
            return rows[:, begin : begin + paths]

        return {
            "mean_lowest_price": row(kernel.LOWEST).mean(axis=0),
            "lowest_price": row(kernel.LOWEST).min(axis=0),
            "end_supply": row(kernel.SUPPLY).sum(axis=0),
            "unmet": row(kernel.UNMET).sum(axis=0),
            "lost": row(kernel.LOST).sum(axis=0),
        }


@dataclass(frozen=True)
class Toy:
    """The toy as a model of the laboratory."""

    name: str
    table: ParameterTable
    step_words: Words
    outcomes: tuple[Outcome, ...]
    courses: tuple[Course, ...]

    def prepared(self, settings: Settings, rule_set: RuleSet | None = None, opening: Any = None) -> ToyPoint:
        """The point at these settings; without a rule set no law is asked and no breach is told.

        Refused market.unknown_parameter, market.out_of_range; the latter also where supply could grow past what a
        finding weighs exactly.
        """
        assert opening is None, "the toy opens from its own parameters"
        settled = self.table.settled(settings)
        return ToyPoint(
            issuers=int(settled["issuers"]),
            steps=int(settled["days"]),
            supply_units=settled["opening_supply_units"],
            cash_units=settled["opening_cash_units"],
            bonds_units=settled["opening_bonds_units"],
            numbers=tuple(settled[name] for name in SHARES),
            program=None if rule_set is None else as_arrays(_program(settled, rule_set)),
        )


def _program(settled: Settings, rule_set: RuleSet) -> queries.Program:
    """The law on backing as a program; Refused where an issuer could outgrow exact micros."""
    opening = settled["opening_supply_units"] + settled["opening_cash_units"] + settled["opening_bonds_units"]
    if math.log(opening) + settled["days"] * math.log1p(settled["growth_share"]) > math.log(EXACT_UNITS):
        raise Refused(
            Refusal(
                OUT_OF_RANGE,
                "an issuer could grow past what a finding weighs exactly; play fewer days, or let it grow less",
                where="toy.growth_share",
            )
        )
    return rule_set.book.program(tuple(RULES), FACTS, rule_set.law_day, fixed=NONE_FROZEN)


TOY = Toy(
    name="toy",
    table=parameter_table("toy"),
    step_words=Words("day", "日"),
    outcomes=(
        Outcome("mean_lowest_price", "price", Words("lowest price, mean of issuers", "各發行人最低價的平均"), PRICES),
        Outcome("lowest_price", "price", Words("lowest price of any issuer", "任何發行人的最低價"), PRICES),
        Outcome("end_supply", "units", Words("coins in circulation at the end", "期末流通量"), UNITS),
        Outcome("unmet", "units", Words("redemptions not paid on their day", "當日未付的贖回"), UNITS),
        Outcome("lost", "units", Words("lost in sales of bonds", "出售債券的損失"), UNITS),
        Outcome(
            "full_backing_breached",
            "issuer-days",
            Words("days of issuers below full backing", "未獲全額支持的日數"),
            DAYS,
        ),
        Outcome(
            "eligible_backing_breached",
            "issuer-days",
            Words("days of issuers below full backing by eligible assets", "合資格資產未足全額支持的日數"),
            DAYS,
        ),
    ),
    courses=(Course("weakest_price", "price", Words("lowest price of any issuer", "任何發行人的最低價"), PRICES),),
)
