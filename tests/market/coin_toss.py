"""A small model of its own: a firm tosses coins with its capital until it falls under the floor of the law."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy

from lantau.market.modelling import Course, Outcome, Played, Scale, chance, counted
from lantau.market.parameters import Parameter, ParameterTable, Settings, Words
from lantau.market.refusals import EMPTY_POPULATION
from lantau.market.rule_sets import RuleSet
from lantau.refusal import Refusal, Refused

REFERENCE = "tests.market.coin_toss:COIN_TOSS"
TOSSES = 50
CAPITAL = Scale(-100.0, 300.0, 400)
FLOOR_RULE = "HK.application.paid_up_capital"


def _parameter(name: str, default: float, low: float, high: float, whole: bool = False) -> Parameter:
    return Parameter(name, "HKD m", default, low, high, whole, Words(name, name), "made up for tests")


TABLE = ParameterTable(
    "coin_toss",
    MappingProxyType(
        {
            "capital": _parameter("capital", 80.0, 0.0, 1_000.0),
            "stake": _parameter("stake", 4.0, 0.0, 50.0),
            "tosses": _parameter("tosses", 40.0, 1.0, TOSSES, whole=True),
            "delay_seconds": _parameter("delay_seconds", 0.0, 0.0, 10.0),
        }
    ),
)


@dataclass(frozen=True)
class PreparedToss:
    capital: float
    stake: float
    tosses: int
    floor: float
    delay_seconds: float
    die_once: str

    @property
    def steps(self) -> int:
        return TOSSES

    def played(self, seed: int, chunk: int, paths: int) -> Played:
        sides = chance(seed, chunk).random((TOSSES, paths)) < 0.5
        time.sleep(self.delay_seconds)
        if self.die_once and not Path(self.die_once).exists():
            Path(self.die_once).touch()
            os._exit(9)
        capital = numpy.full(paths, self.capital)
        lowest, breached = capital.copy(), capital < self.floor
        course = numpy.empty((TOSSES, paths))
        for step in range(TOSSES):
            playing = ~breached & (step < self.tosses)
            capital = capital + numpy.where(playing, numpy.where(sides[step], self.stake, -self.stake), 0.0)
            lowest = numpy.minimum(lowest, capital)
            breached |= capital < self.floor
            course[step] = capital
        return Played(
            outcomes={"last": capital, "lowest": lowest},
            counts={"capital": counted(course, CAPITAL)},
            breached={FLOOR_RULE: int(breached.sum())},
        )


class CoinToss:
    name = "coin_toss"
    table = TABLE
    step_words = Words("toss", "擲幣")
    outcomes = (
        Outcome("last", "HKD m", Words("capital after the last toss", "最後資本"), CAPITAL),
        Outcome("lowest", "HKD m", Words("lowest capital", "最低資本"), CAPITAL),
    )
    courses = (Course("capital", "HKD m", Words("capital", "資本"), CAPITAL),)

    def prepared(self, settings: Settings, rule_set: RuleSet, opening: Any) -> PreparedToss:
        given: Mapping[str, Any] = opening or {}
        capital = given.get("capital", settings["capital"])
        if capital == 0:
            raise Refused(Refusal(EMPTY_POPULATION, "the firm has no capital", where="coin_toss.capital"))
        floor = rule_set.number("paid_up_capital_floor") / 100 / 1_000_000
        return PreparedToss(
            capital, settings["stake"], int(settings["tosses"]), floor, settings["delay_seconds"],
            given.get("die_once", ""),
        )  # fmt: skip


COIN_TOSS = CoinToss()
