"""What the kernel of the redemption run is told and keeps: settings as numbers, an issuer as one record of a table.

A record is a row of a numpy structured array: a kernel takes it by place, with no references to count. Its
shapes are fixed, so that one compiled kernel serves every run: ``RUNGS`` bills, ``LINES`` business days of a queue.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy

Array = numpy.ndarray[Any, Any]
Record = Any
"""A row of one of the tables below, as a kernel sees it."""

COHORTS = 32
"""Cohorts of holders an issuer has; a live world's holders are gathered into as many, the largest first."""

RUNGS = 24
"""The most bills of different maturity in a ladder; a longer one is gathered."""

LINES = 20
"""The most business days that a law may give for a redemption."""

RING_HOURS = 73
"""One more than the longest settlement, so that a sale never overtakes an older one."""

TOLERANCE = 1e-9
"""The most by which reserve or coins may not add up, as a share of all coins: rounding of some thousand sums."""

EARLY, MIDDLE, LATE, ARBITRAGEURS = range(4)
CLASSES = 4
"""Who redeems: holders by when they left, in thirds of the opening supply, and arbitrageurs."""


class Terms(NamedTuple):
    """Settings of ``models/run.toml`` as the kernel reads them; shares and weights as they are, times in hours.

    ``redemption_days`` is the law's number. ``impact_calm`` and ``impact_fear`` make the discount for each share of
    supply that waits, alone and for each unit of expected loss. ``sold_in_time`` is what share of the opening ladder
    can be sold within the law's days at most.
    ``public_deviation`` and ``private_deviation`` are standard deviations, ``public_weight`` the weight that a holder
    gives to public information.
    """

    redemption_days: int
    shock_hour: int
    resolution_hour: int
    shock_doubt_share: float
    shock_asset_drop: float
    loss_realised: float
    fear: float
    public_deviation: float
    private_deviation: float
    public_weight: float
    exit_speed: float
    price_weight: float
    crowd_weight: float
    late_weight: float
    primary_share: float
    arbitrage_capacity: float
    impact_calm: float
    impact_fear: float
    return_rate: float
    value_buying: float
    fee: float
    base_flow_an_hour: float
    gale_day_chance: float
    sale_spread: float
    sale_impact: float
    sale_capacity: float
    sale_stop: float
    sold_in_time: float
    settlement_hours: int
    repo_limit_share: float
    repo_haircut: float
    contagion: float
    shared_custodian: int
    shared_market: int


class Calendar(NamedTuple):
    """``day``: int64[hours], the day of each hour; ``open``: uint8[hours], office hours of the issuer on a business
    day; ``business``: uint8[days]; ``last``: uint8[hours], the last hour of a day; ``closing``: uint8[hours], the last
    open hour of a day; ``steady``: float64[hours], the share of what they hold that leaves whatever is believed;
    ``ineligible``: uint8[days, RUNGS], which bills of the first issuer the law does not count.
    """

    day: Array
    open: Array
    business: Array
    last: Array
    closing: Array
    steady: Array
    ineligible: Array


OPENING = numpy.dtype(
    [
        ("supply", "f8"),
        ("free_par", "f8"),
        ("cash", "f8"),
        ("closed_bank", "f8"),
        ("bills", "f8"),
        ("rungs", "i8"),
        ("ladder", "f8", (RUNGS,)),
        ("maturity_hour", "f8", (RUNGS,)),
        ("weights", "f8", (COHORTS,)),
        ("thresholds", "f8", (COHORTS,)),
    ]
)
"""Where an issuer begins, in units of the reference currency: coins in circulation, those that can move, deposits and
what of them lies at the bank that will close, bills at face value in all and by rung, when each matures; how free
coins are spread over cohorts of holders, and the expected loss at which each leaves."""

STATE = numpy.dtype(
    [
        ("supply", "f8"),
        ("cash", "f8"),
        ("frozen_cash", "f8"),
        ("loan", "f8"),
        ("on_its_way", "f8"),
        ("inventory", "f8"),
        ("inventory_closed", "f8"),
        ("price", "f8"),
        ("sold_lately", "f8"),
        ("left_lately", "f8"),
        ("gone", "f8"),
        ("paid", "f8"),
        ("issued", "f8"),
        ("losses", "f8"),
        ("expected", "f8"),
        ("caught", "f8"),
        ("truth", "f8"),
        ("at_stake", "f8"),
        ("asked", "f8"),
        ("due", "f8"),
        ("late_ever", "f8"),
        ("settled_hour", "f8"),
        ("gap", "f8"),
        ("cohorts", "f8", (COHORTS,)),
        ("ladder", "f8", (RUNGS,)),
        ("pledged", "f8", (RUNGS,)),
        ("pending", "f8", (RING_HOURS,)),
        ("queue", "f8", (LINES, CLASSES)),
        ("late", "f8", (CLASSES,)),
        ("fresh", "f8", (CLASSES,)),
        ("volume", "f8", (CLASSES,)),
        ("proceeds", "f8", (CLASSES,)),
    ]
)
"""One issuer on one path as it stands. ``pending`` are proceeds of sales by the hour they arrive, ``on_its_way``
their sum. ``inventory`` was sold in the market and waits to be redeemed, ``inventory_closed`` of it since the issuer
shut. ``sold_lately`` (bills) and ``left_lately`` (holders, less who came) have a memory of a day. ``expected`` is the
loss a coin that the public expects, of it ``caught`` from other issuers; ``truth`` the true one; ``at_stake`` what
may be lost until everybody knows. ``queue`` [business days left, class], ``late`` and ``fresh`` are requests not yet
paid, ``asked`` their sum; ``due`` falls due at the end of the next business day, ``settled_hour`` is when it was paid
(-1: not yet), ``late_ever`` all that was not paid by its day. ``volume`` and ``proceeds`` are coins given up and what
was got for them, ``gap`` the largest share of all coins ever issued that did not add up."""


class Draws(NamedTuple):
    """A chunk's chance, drawn before anything is decided: ``gale`` uniform[days, paths], ``public`` normal[issuers,
    paths], ``private`` normal[issuers, paths, cohorts]; ``busy`` [issuers, hours, paths] how busy an hour is, lognormal
    with mean 1. More days or more issuers add numbers and change none.
    """

    gale: Array
    public: Array
    private: Array
    busy: Array


class Books(NamedTuple):
    """What a chunk leaves behind: ``courses`` float64[course, steps, paths] of the first issuer, see ``COURSES``;
    ``days`` float64[kind, days, paths], see ``BOOK``; ``outcomes`` float64[kind, paths], see ``MEASURED``.
    """

    courses: Array
    days: Array
    outcomes: Array

    def course(self, name: str) -> Array:
        """One course: float64[steps, paths]."""
        found: Array = self.courses[COURSES.index(name)]
        return found

    def outcome(self, name: str) -> Array:
        """One measure of each path: float64[paths]."""
        found: Array = self.outcomes[MEASURED.index(name)]
        return found

    def paid_on_time_shares(self) -> Array:
        """What was paid by its day, of all that was redeemed or is late: float64[paths]; 1 where nothing was asked."""
        judged, late = self.outcome("judged_share"), self.outcome("late_share")
        late_of_judged = numpy.divide(late, judged, out=numpy.zeros(len(judged)), where=judged > 0.0)
        share: Array = numpy.maximum(0.0, 1.0 - late_of_judged)
        return share


COURSES = ("price", "supply", "queue", "coverage")
"""What is written down of the first issuer in each hour, in this order."""

BOOK = (
    "total_market_value",
    "eligible_market_value",
    "par",
    "frozen_par",
    "pledged",
    "convertible",
    "queue",
    "due",
    "unpaid",
    "settled_hour",
)
"""What is written down of the first issuer at the end of each day, in this order."""

MEASURED = (
    "low",
    "hours_below_99",
    "hours_below_97",
    "hours_below_95",
    "recovery_hours",
    "supply_after_1_day",
    "supply_after_3_days",
    "supply_after_10_days",
    "supply_end",
    "judged_share",
    "late_share",
    "shortfall_early",
    "shortfall_middle",
    "shortfall_late",
    "depeg_reserves",
    "depeg_closure",
    "depeg_panic",
    "sale_loss",
    "coverage_low",
    "peers_low",
    "stopped",
    "mean_discount",
    "conservation_gap",
)
"""What is measured of each path, in this order."""
