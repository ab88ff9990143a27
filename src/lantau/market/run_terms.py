"""What the kernel of the redemption run is told: its settings as numbers, its calendar and opening state as arrays."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy

Array = numpy.ndarray[Any, Any]


class Terms(NamedTuple):
    """Settings of ``models/run.toml`` as the kernel reads them; shares and weights as they are, times in hours.

    ``redemption_days`` is the law's number. ``impact`` is the discount for each share of supply that waits;
    ``public_deviation`` and ``private_deviation`` are standard deviations, ``public_weight`` the weight that a holder
    gives to public information.
    """

    redemption_days: int
    shock_hour: int
    resolution_hour: int
    outflow_hours: float
    outflow_share: float
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
    lasting_share: float
    lasting_hours: float
    primary_share: float
    arbitrage_capacity: float
    impact: float
    return_rate: float
    fee: float
    base_flow_an_hour: float
    flow_noise: float
    gale_day_chance: float
    sale_spread: float
    sale_impact: float
    sale_capacity: float
    sale_stop: float
    settlement_hours: int
    repo_limit_share: float
    repo_haircut: float
    contagion: float
    shared_custodian: int
    shared_market: int


class Calendar(NamedTuple):
    """``day``: int64[hours], the day of each hour; ``open``: uint8[hours], office hours of the issuer on a business
    day; ``business``: uint8[days]; ``last``: uint8[hours], the last hour of a day; ``closing``: uint8[hours], the last
    open hour of a day.
    """

    day: Array
    open: Array
    business: Array
    last: Array
    closing: Array


class Opening(NamedTuple):
    """Where each issuer begins, in units of the reference currency.

    ``supply``, ``cash``, ``frozen_cash`` (deposits at the bank that closes) and ``free_par`` (coins that can move) are
    float64[issuers]; ``ladder`` float64[issuers, rungs] at face value, ``maturity_hour`` the same shape; ``ineligible``
    uint8[days, rungs] which bills of the first issuer the law does not count; ``weights`` float64[issuers, cohorts] how
    free coins are spread over cohorts of holders, ``thresholds`` float64[issuers, cohorts] the expected loss at which
    each leaves; ``billions_in_a_unit`` 1e-9.
    """

    supply: Array
    cash: Array
    frozen_cash: Array
    free_par: Array
    ladder: Array
    maturity_hour: Array
    ineligible: Array
    weights: Array
    thresholds: Array
    billions_in_a_unit: float


class Draws(NamedTuple):
    """A chunk's chance, drawn before anything is decided: ``public`` normal[paths, issuers], ``private``
    normal[paths, issuers, cohorts], ``gale`` uniform[paths, days], ``flow`` normal[paths, hours, issuers].
    """

    public: Array
    private: Array
    gale: Array
    flow: Array


class State(NamedTuple):
    """One path as it stands; arrays over issuers, reused from path to path.

    ``queue`` [issuers, business days left, class] and ``late`` and ``fresh`` [issuers, class] are requests not yet
    paid, by who made them: early, middle and late leavers among holders, and arbitrageurs. ``pending`` [issuers, hour
    of a ring] are proceeds of sales on their way. ``inventory`` is what was sold in the market and waits, of it
    ``inventory_closed`` since the issuer was shut. ``recent`` [issuers, 24] is what was sold of bills in each of the
    last hours, ``left`` [issuers, 24] what holders gave up. ``public`` [issuers, 3] is the loss a coin that the public
    expects, the true one, and what of the first is caught from other issuers.
    """

    cohorts: Array
    supply: Array
    cash: Array
    frozen_cash: Array
    ladder: Array
    pledged: Array
    loan: Array
    pending: Array
    queue: Array
    late: Array
    fresh: Array
    inventory: Array
    inventory_closed: Array
    price: Array
    recent: Array
    left: Array
    gone: Array
    paid: Array
    issued: Array
    losses: Array
    public: Array


class Tally(NamedTuple):
    """What one path adds up to, by issuer. ``volume`` and ``proceeds`` [issuers, class] are coins given up and what
    was got for them; ``due`` what falls due at the end of the next business day, ``late`` all that was not paid by its
    day, ``settled_hour`` when the day's due was paid (-1: not yet), ``gap`` the largest share by which reserve or coins
    did not add up.
    """

    volume: Array
    proceeds: Array
    due: Array
    late: Array
    settled_hour: Array
    gap: Array


class Books(NamedTuple):
    """What a chunk leaves behind. Courses are float64[steps, paths] of the first issuer; day books float64[kind, days,
    paths], see ``BOOK``; ``outcomes`` float64[kind, paths], see ``MEASURED``.
    """

    price: Array
    supply: Array
    queue: Array
    coverage: Array
    days: Array
    outcomes: Array


EARLY, MIDDLE, LATE, ARBITRAGEURS = range(4)
"""The classes of those who redeem: holders by when they left, in thirds of the opening supply, and arbitrageurs."""

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
    "due",
    "late",
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
