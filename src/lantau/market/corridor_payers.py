"""Payers of the yuan corridors as arrays: what a bank payment and a coin cost them, and when they change over.

All is [paths, payers]; payers stand corridor by corridor. Money is CNH million, time in hours, a month is a twelfth of
a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy

from lantau.market.modelling import Floats, chance
from lantau.market.parameters import Settings, parameter_table

MONTHS = 36
"""Months played after the first coin."""

CORRIDORS = ("hk_mainland", "hk_asean", "mainland_asean")
"""The corridors, in the order in which payers stand."""

CAPPED = (True, False, True)
"""Corridors with a leg on the mainland, where what may be converted is limited."""

MOST_PAYERS = int(parameter_table("corridor").named("payers").high)
"""Payers drawn for every corridor; a setting only says how many of them are played."""

HOURS_OF_YEAR = 8760.0
WEEK_HOURS, DAY_HOURS, WORKING_DAYS = 168, 24, 5
MINUTES = 60

Mask = numpy.ndarray[Any, numpy.dtype[numpy.bool_]]


@dataclass(frozen=True, slots=True)
class Draws:
    """A chunk's chance: ``volume`` float64[paths, corridors]; ``size``, ``invoice``, ``switching`` (normal) and
    ``aware`` (even) float64[paths, corridors, MOST_PAYERS]; ``months`` the same for each of MONTHS."""

    volume: Floats
    size: Floats
    invoice: Floats
    switching: Floats
    aware: Floats
    months: Floats


def drawn(seed: int, chunk: int, paths: int) -> Draws:
    """The chance of one chunk, in an order that never changes."""
    generator = chance(seed, chunk)
    shape = (paths, len(CORRIDORS), MOST_PAYERS)
    volume = generator.standard_normal(shape[:2])
    size, invoice, switching = generator.standard_normal((3, *shape))
    aware = generator.random(shape)
    return Draws(volume, size, invoice, switching, aware, generator.standard_normal((MONTHS, *shape)))


def waiting_hours(opening: float, cut_off: float) -> float:
    """The mean wait of a payment ordered at any minute of the week until a bank takes it up: a working day's hours
    from ``opening`` to before ``cut_off``."""
    minute = (numpy.arange(WEEK_HOURS * MINUTES) + 0.5) / MINUTES
    day, hour = numpy.divmod(minute, DAY_HOURS)
    taken = (day < WORKING_DAYS) & (hour >= opening) & (hour < cut_off)
    open_minutes = numpy.flatnonzero(numpy.concatenate([taken, taken]))
    following = open_minutes[numpy.searchsorted(open_minutes, numpy.arange(len(minute)))]
    return float(numpy.mean((following - numpy.arange(len(minute))) / MINUTES))


@dataclass(frozen=True, slots=True)
class Payers:
    """``usual`` is what a payer's invoices come to in its usual month, ``weight`` how much of the corridor it stands
    for, ``saving`` what the coin saves it on each CNH paid, ``bank_cost`` what the bank costs it, ``hours`` it saves on
    each invoice, ``aware`` when it learns of the coin (0 to 1), ``willing`` whether it then changes over, ``capped``
    whether the limits bind it."""

    usual: Floats
    weight: Floats
    saving: Floats
    bank_cost: Floats
    hours: Floats
    aware: Floats
    willing: Mask
    capped: Mask


def payers_from(draws: Draws, settings: Settings) -> Payers:
    """The payers that the settings make of a chunk's chance."""
    count = int(settings["payers"])
    paths = len(draws.volume)
    volume = numpy.array([settings[f"volume_{corridor}"] for corridor in CORRIDORS]) / 12.0
    volume = volume * numpy.exp(settings["volume_spread"] * draws.volume)
    size = settings["payer_volume"] * numpy.exp(settings["payer_spread"] * draws.size[:, :, :count])
    weight = (volume / size.sum(axis=2))[:, :, None] + numpy.zeros_like(size)
    invoice = settings["invoice"] * numpy.exp(settings["invoice_spread"] * draws.invoice[:, :, :count])
    invoice = numpy.minimum(invoice, size)
    capped = numpy.array(CAPPED)[None, :, None] & numpy.ones(size.shape, dtype=numpy.bool_)
    bank = bank_cost(invoice, settings)
    coin = coin_cost(invoice, capped, settings)
    hours = bank_hours(settings) - coin_hours(invoice, capped, settings)
    possible = numpy.minimum(size * settings["payees_ready"], numpy.where(capped, month_limit(settings), numpy.inf))
    switching = (
        settings["switching_cost"] / 1e6 * numpy.exp(settings["switching_spread"] * draws.switching[:, :, :count])
    )
    willing = possible * (bank - coin) * settings["horizon_months"] > switching
    return Payers(
        usual=size.reshape(paths, -1),
        weight=weight.reshape(paths, -1),
        saving=(bank - coin).reshape(paths, -1),
        bank_cost=bank.reshape(paths, -1),
        hours=hours.reshape(paths, -1),
        aware=draws.aware[:, :, :count].reshape(paths, -1),
        willing=willing.reshape(paths, -1),
        capped=capped.reshape(paths, -1),
    )


def bank_hours(settings: Settings) -> float:
    """Hours of a bank payment, the wait for a bank to take it up included."""
    return waiting_hours(settings["opening_hour"], settings["cut_off_hour"]) + settings["bank_hours"]


def coin_hours(invoice: Floats, capped: Mask, settings: Settings) -> Floats:
    """Hours of a payment in coins: ramps and clearance at any hour, and a day more for each further day's limit."""
    days = numpy.ceil(invoice / settings["daily_cap"])
    return settings["ramp_hours"] + settings["clearance_hours"] + numpy.where(capped, DAY_HOURS * (days - 1.0), 0.0)


def bank_cost(invoice: Floats, settings: Settings) -> Floats:
    """Cost of a bank payment of each CNH: spread, fee, and money under way."""
    under_way = settings["money_bps"] / 1e4 * bank_hours(settings) / HOURS_OF_YEAR
    return settings["bank_bps"] / 1e4 + settings["bank_fee"] / 1e6 / invoice + under_way


def coin_cost(invoice: Floats, capped: Mask, settings: Settings) -> Floats:
    """Cost of a payment in coins of each CNH: both ramps, the issuer's fee, and money under way."""
    under_way = settings["money_bps"] / 1e4 * coin_hours(invoice, capped, settings) / HOURS_OF_YEAR
    return (settings["on_ramp_bps"] + settings["off_ramp_bps"] + settings["coin_fee_bps"]) / 1e4 + under_way


def month_limit(settings: Settings) -> float:
    """What a payer under the limits may convert in a month, the year's limit spread evenly."""
    return min(settings["daily_cap"] * settings["business_days"], settings["yearly_cap"] / 12.0)


def aware_share(settings: Settings) -> Floats:
    """The share of payers who know of the coin, float64[MONTHS]: a logistic curve from its start."""
    start, speed = settings["aware_start"], settings["aware_speed"]
    grown = numpy.exp(-speed * numpy.arange(MONTHS))
    share: Floats = 1.0 / (1.0 + (1.0 / start - 1.0) * grown)
    return share


def break_even_volume(settings: Settings) -> float:
    """The volume a year at which yield on what is held and fees pay for a licence; infinite where neither is earned."""
    earned = income_rate(settings)
    return settings["licence_cost"] / earned if earned > 0 else float("inf")


def income_rate(settings: Settings) -> float:
    """What the issuer earns on each CNH paid in coins: the reserve's yield while held, and its fee."""
    held = settings["reserve_yield_bps"] / 1e4 * settings["days_held"] / 365.0
    return held + settings["coin_fee_bps"] / 1e4
