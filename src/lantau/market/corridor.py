"""The yuan corridors: business payments by coin against correspondent banking, under limits of convertibility.

Whether there is a coin at all is the law's to say: the rule ``CN.offshore_yuan`` is asked about a coin pegged to the
offshore yuan that no mainland authority approved. Under ``CN`` it is breached and nobody pays in coins; under the
reform ``CN+approved-cnh``, which supposes the approval, it is met.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy

from lantau.market.corridor_payers import (
    CORRIDORS,
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
from lantau.market.modelling import Course, Floats, Outcome, Played, Scale, counted
from lantau.market.parameters import ParameterTable, Settings, Words, parameter_table
from lantau.market.refusals import EMPTY_POPULATION, OUT_OF_RANGE, UNKNOWN_PARAMETER
from lantau.market.rule_sets import RuleSet
from lantau.refusal import Refusal, Refused
from lantau.rulebook import Outcome as Finding

APPROVAL_RULE = "CN.offshore_yuan"
"""The rule that is asked whether there may be such a coin."""

COIN = {"coin.reference_currency": "CNH", "coin.mainland_approval": False}
"""The coin as it is: no approval is known. A reform may suppose one."""

VOLUME_MOST = 1000000.0
"""Volumes beyond this count as this, in CNH million a year."""

_VOLUME = Scale(0, 400000, 1000)
_BREAK_EVEN = Scale(0, VOLUME_MOST, 1000)
_MONTH = Scale(0, 40000, 800)
_SHARE = Scale(0, 1, 200)
_SAVING = Scale(-200, 1800, 1000)
_HOURS = Scale(-100, 100, 400)
_COVER = Scale(0, 10, 500)

OUTCOMES = (
    Outcome(
        "coin_volume", "CNH million a year", Words("paid in coins in the last year", "最後一年以穩定幣支付"), _VOLUME
    ),
    Outcome("coin_share", "share", Words("of all invoices, paid in coins", "佔全部發票比例"), _SHARE),
    Outcome(
        "share_hk_mainland", "share", Words("of it between Hong Kong and the mainland", "香港與內地之間的比例"), _SHARE
    ),
    Outcome("share_hk_asean", "share", Words("of it between Hong Kong and ASEAN", "香港與東盟之間的比例"), _SHARE),
    Outcome(
        "share_mainland_asean", "share", Words("of it between the mainland and ASEAN", "內地與東盟之間的比例"), _SHARE
    ),
    Outcome("switched", "share", Words("payers who changed over", "已轉用的付款人比例"), _SHARE),
    Outcome(
        "saving", "CNH million a year", Words("saved by payers in the last year", "最後一年付款人節省金額"), _SAVING
    ),
    Outcome("saving_share", "share", Words("of what the bank would have cost", "佔銀行付款成本比例"), _SHARE),
    Outcome(
        "hours_saved",
        "hours",
        Words("saved on a payment in coins, by value", "每筆穩定幣支付節省時數（按金額加權）"),
        _HOURS,
    ),
    Outcome(
        "rejected", "CNH million a year", Words("sent back to banks by the limits", "因限額轉回銀行的金額"), _VOLUME
    ),
    Outcome(
        "licence_cover",
        "times",
        Words("the issuer's income over its licence's cost", "發行人收入對持牌成本的倍數"),
        _COVER,
    ),
    Outcome(
        "break_even_volume",
        "CNH million a year",
        Words("volume that pays for a licence", "足以支付持牌成本的支付額"),
        _BREAK_EVEN,
    ),
)

COURSES = (
    Course("coin_volume", "CNH million a month", Words("paid in coins", "以穩定幣支付"), _MONTH),
    Course("coin_share", "share", Words("of all invoices, paid in coins", "佔全部發票比例"), _SHARE),
    Course("saving", "CNH million a month", Words("saved by payers", "付款人節省金額"), Scale(-20, 180, 800)),
    Course(
        "licence_cover", "times", Words("income over cost, at the month's rate", "按當月計收入對成本的倍數"), _COVER
    ),
)


@dataclass(frozen=True)
class CorridorModel:
    """The model ``corridor``."""

    name: str = "corridor"
    table: ParameterTable = parameter_table("corridor")
    step_words: Words = Words("month after the first coin", "首枚穩定幣後的月份")
    outcomes: tuple[Outcome, ...] = OUTCOMES
    courses: tuple[Course, ...] = COURSES

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
        if settings["cut_off_hour"] <= settings["opening_hour"]:
            low = f"{settings['opening_hour']:g}"
            raise Refused(
                Refusal(
                    OUT_OF_RANGE,
                    f"cut_off_hour is {settings['cut_off_hour']:g}; it must be after opening_hour, {low}, and at most 24",
                    where="corridor.cut_off_hour",
                    details={"low": low, "high": "24", "unit": "hour"},
                )
            )
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
            {each.name: counted(courses[each.name], each.scale) for each in COURSES},
            {APPROVAL_RULE: 0 if self.allowed else paths},
        )


@dataclass(frozen=True, slots=True)
class Flows:
    """What was paid, weighted to the whole corridor, CNH million: float64[MONTHS, paths, corridors] by month.

    Every invoice is paid: ``invoiced`` = ``coin`` + ``bank``, and ``rejected`` is the part of ``bank`` that a limit sent
    there. ``hours`` are hours saved times invoices' CNH; ``switched`` bool[paths, payers] at the end.
    """

    invoiced: Floats
    coin: Floats
    bank: Floats
    rejected: Floats
    saving: Floats
    replaced: Floats
    hours: Floats
    switched: Mask


def flows_of(payers: Payers, draws: Draws, settings: Settings, *, allowed: bool) -> Flows:
    """Play the months: who knows and is willing pays in coins, as far as the limits let it."""
    paths, many = payers.usual.shape
    count = many // len(CORRIDORS)
    knows = aware_share(settings)
    day_limit = numpy.where(payers.capped, settings["daily_cap"] * settings["business_days"], numpy.inf)
    left = numpy.where(payers.capped, settings["yearly_cap"], numpy.inf)
    whole_year = left.copy()
    switched = numpy.zeros(payers.willing.shape, dtype=numpy.bool_)
    noise, columns = settings["month_noise"], numpy.empty((7, MONTHS, paths, len(CORRIDORS)))
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
        for place, row in enumerate(rows):
            weighted = (row * payers.weight).reshape(paths, len(CORRIDORS), count)
            columns[place, month] = weighted.sum(axis=2)
    return Flows(*columns, switched)


def _outcomes(payers: Payers, flows: Flows, settings: Settings) -> dict[str, Floats]:
    """Of the last twelve months."""
    year = slice(MONTHS - 12, MONTHS)

    def yearly(column: Floats) -> Floats:
        return numpy.sum(column[year], axis=(0, 2))

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
        "break_even_volume": numpy.full(len(payers.usual), min(break_even_volume(settings), VOLUME_MOST)),
    }
    for place, corridor in enumerate(CORRIDORS):
        found[f"share_{corridor}"] = by_corridor[:, place]
    return {each.name: found[each.name] for each in OUTCOMES}


def _courses(flows: Flows, settings: Settings) -> dict[str, Floats]:
    coin = flows.coin.sum(axis=2)
    return {
        "coin_volume": coin,
        "coin_share": _over(coin, flows.invoiced.sum(axis=2)),
        "saving": flows.saving.sum(axis=2),
        "licence_cover": _cover(12.0 * coin, settings),
    }


def _cover(yearly: Floats, settings: Settings) -> Floats:
    """Income at that volume a year over the licence's cost; the scale's end where the licence costs nothing."""
    cost = settings["licence_cost"]
    return yearly * income_rate(settings) / cost if cost > 0 else numpy.full(yearly.shape, _COVER.high)


def _over(part: Floats, whole: Floats) -> Floats:
    """A part of a whole, nil where there is no whole."""
    return numpy.where(whole > 0, part / numpy.where(whole > 0, whole, 1.0), 0.0)


CORRIDOR = CorridorModel()
"""The model, as experiments take it."""
