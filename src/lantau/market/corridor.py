"""The yuan corridors: business payments by coin against correspondent banking, under limits of convertibility.

Whether there is a coin at all is the law's to say: the rule ``CN.offshore_yuan`` is asked about a coin pegged to the
offshore yuan that no mainland authority approved. Under ``CN`` it is breached and nobody pays in coins; under the
reform ``CN+approved-cnh``, which supposes the approval, it is met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy

from lantau.market.bounds import above
from lantau.market.corridor_payers import (
    CORRIDORS,
    DAY_HOURS,
    MONTHS,
    Draws,
    Mask,
    Payers,
    aware_share,
    break_even_volume,
    drawn,
    income_rate,
    payers_from,
)
from lantau.market.modelling import Course, Floats, Outcome, Played, counted, measures
from lantau.market.parameters import ParameterTable, Settings, Words, parameter_table
from lantau.market.refusals import EMPTY_POPULATION, UNKNOWN_PARAMETER
from lantau.market.rule_sets import RuleSet
from lantau.refusal import Refusal, Refused
from lantau.rulebook import Outcome as Finding
from lantau.rulebook import Value

APPROVAL_RULE = "CN.offshore_yuan"
"""The rule that is asked whether there may be such a coin."""

COIN: Mapping[str, Value] = {"coin.reference_currency": "CNH", "coin.mainland_approval": False}
"""The coin as it is: no approval is known. A reform may suppose one."""

BREAK_EVEN_MOST = next(each.scale.high for each in measures("corridor").outcomes if each.name == "break_even_volume")
"""A break-even volume beyond this, or never reached, counts as this, in CNH million a year."""


@dataclass(frozen=True)
class CorridorModel:
    """The model ``corridor``."""

    name: str = "corridor"
    step_words: Words = field(default_factory=lambda: Words("month after the first coin", "首枚穩定幣後的月份"))
    table: ParameterTable = field(default_factory=lambda: parameter_table("corridor"))
    outcomes: tuple[Outcome, ...] = field(default_factory=lambda: measures("corridor").outcomes)
    courses: tuple[Course, ...] = field(default_factory=lambda: measures("corridor").courses)

    def prepared(self, settings: Settings, rule_set: RuleSet, opening: Any = None) -> PreparedCorridor:
        """A point ready to be played.

        Refused market.empty_population without payers or invoices, market.out_of_range for a cut-off that is not after
        the opening, market.unknown_parameter for an opening state, and rulebook.unknown_rule for a rulebook without the
        rule on offshore yuan coins.
        """
        if opening is not None:
            raise Refused(Refusal(UNKNOWN_PARAMETER, "corridor takes no opening state", where="corridor.opening"))
        if settings["payers"] == 0:
            raise Refused(Refusal(EMPTY_POPULATION, "payers is 0; give one or more", where="corridor.payers"))
        if sum(settings[f"volume_{corridor}"] for corridor in CORRIDORS) == 0:
            raise Refused(
                Refusal(EMPTY_POPULATION, "no corridor has invoices", where=f"corridor.volume_{CORRIDORS[0]}")
            )
        above("corridor.cut_off_hour", settings["cut_off_hour"], settings["opening_hour"], DAY_HOURS)
        found = rule_set.book.judge(APPROVAL_RULE, COIN, subject_id="coin", on=rule_set.law_day)[0]
        return PreparedCorridor(dict(settings), found.outcome in (Finding.MET, Finding.NOT_APPLICABLE))


@dataclass(frozen=True)
class PreparedCorridor:
    """The corridors under one setting; ``allowed`` is what the law says of the coin."""

    settings: Settings
    allowed: bool

    @property
    def steps(self) -> int:
        """Months after the first coin."""
        return MONTHS

    def played(self, seed: int, chunk: int, paths: int) -> Played:
        """One chunk; Refused market.empty_population without a path."""
        if paths < 1:
            raise Refused(Refusal(EMPTY_POPULATION, f"{paths} paths; give one or more", where="paths"))
        draws = drawn(seed, chunk, paths)
        payers = payers_from(draws, self.settings)
        flows = flows_of(payers, draws, self.settings, allowed=self.allowed)
        courses = _courses(flows, self.settings)
        return Played(
            _outcomes(payers, flows, self.settings),
            {each.name: counted(courses[each.name], each.scale) for each in CORRIDOR.courses},
            {APPROVAL_RULE: 0 if self.allowed else paths},
        )


@dataclass(frozen=True, slots=True)
class Flows:
    """What was paid, weighted to the whole corridor, CNH million: float64[MONTHS, paths, corridors] by month.

    Every invoice is paid: ``invoiced`` = ``coin`` + ``bank``; ``rejected`` is the part of ``bank`` that a limit sent
    there. ``replaced`` is what the bank would have cost, ``hours`` hours saved times CNH paid in coins; ``switched``
    bool[paths, payers] is who pays in coins at the end.
    """

    invoiced: Floats
    coin: Floats
    bank: Floats
    rejected: Floats
    saving: Floats
    replaced: Floats
    hours: Floats
    switched: Mask


BY_CORRIDOR = ("invoiced", "coin", "bank", "rejected", "saving", "replaced", "hours")
"""The columns of ``Flows`` that are kept by month and corridor."""


def flows_of(payers: Payers, draws: Draws, settings: Settings, *, allowed: bool) -> Flows:
    """Play the months: who knows and is willing pays in coins, as far as the limits let it."""
    paths, many = payers.usual.shape
    count = many // len(CORRIDORS)
    knows = aware_share(settings)
    day_limit = numpy.where(payers.capped, settings["daily_cap"] * settings["business_days"], numpy.inf)
    left = numpy.where(payers.capped, settings["yearly_cap"], numpy.inf)
    whole_year = left.copy()
    switched = numpy.zeros(payers.willing.shape, dtype=numpy.bool_)
    noise = settings["month_noise"]
    columns = {name: numpy.empty((MONTHS, paths, len(CORRIDORS))) for name in BY_CORRIDOR}
    for month in range(MONTHS):
        if month % 12 == 0:
            left = whole_year.copy()
        shock = draws.months[month][:, :, :count].reshape(paths, many)
        due = payers.usual * numpy.exp(noise * shock - 0.5 * noise**2)
        switched = payers.willing & (payers.aware < knows[month]) & allowed
        wanted = numpy.where(switched, due * settings["payees_ready"], 0.0)
        coin = numpy.minimum(numpy.minimum(wanted, day_limit), left)
        left -= coin
        rows = (
            due,
            coin,
            due - coin,
            wanted - coin,
            coin * payers.saving,
            coin * payers.bank_cost,
            coin * payers.hours,
        )
        for name, row in zip(BY_CORRIDOR, rows, strict=True):
            weighted = (row * payers.weight).reshape(paths, len(CORRIDORS), count)
            columns[name][month] = weighted.sum(axis=2)
    return Flows(**columns, switched=switched)


def _outcomes(payers: Payers, flows: Flows, settings: Settings) -> dict[str, Floats]:
    """Of the last twelve months."""
    year = slice(MONTHS - 12, MONTHS)

    def yearly(column: Floats) -> Floats:
        total: Floats = column[year].sum(axis=(0, 2))
        return total

    coin = yearly(flows.coin)
    by_corridor = _over(flows.coin[year].sum(axis=0), flows.invoiced[year].sum(axis=0))
    found = {
        "coin_volume": coin,
        "coin_share": _over(coin, yearly(flows.invoiced)),
        "switched": flows.switched.mean(axis=1),
        "saving": yearly(flows.saving),
        "saving_share": _over(yearly(flows.saving), yearly(flows.replaced)),
        "hours_saved": _over(yearly(flows.hours), coin),
        "rejected": yearly(flows.rejected),
        "licence_cover": _cover(coin, settings),
        "break_even_volume": numpy.full(len(payers.usual), min(break_even_volume(settings), BREAK_EVEN_MOST)),
    }
    for place, corridor in enumerate(CORRIDORS):
        found[f"share_{corridor}"] = by_corridor[:, place]
    return {each.name: found[each.name] for each in CORRIDOR.outcomes}


def _courses(flows: Flows, settings: Settings) -> dict[str, Floats]:
    coin = flows.coin.sum(axis=2)
    return {
        "coin_volume": coin,
        "coin_share": _over(coin, flows.invoiced.sum(axis=2)),
        "saving": flows.saving.sum(axis=2),
        "licence_cover": _cover(12.0 * coin, settings),
    }


def _cover(yearly: Floats, settings: Settings) -> Floats:
    """The issuer's income at that volume a year over its licence's cost."""
    covered: Floats = yearly * (income_rate(settings) / settings["licence_cost"])
    return covered


def _over(part: Floats, whole: Floats) -> Floats:
    """A part of a whole, nil where there is no whole."""
    return numpy.where(whole > 0, part / numpy.where(whole > 0, whole, 1.0), 0.0)


CORRIDOR = CorridorModel()
"""The model, as experiments take it."""
