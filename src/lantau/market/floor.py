"""How much of a fall from par the reserve can explain: the rational-price floor. The rest is closure or panic.

If a share ``impaired_share`` of the reserve may be lost, with probability q, and ``recovery_share`` of that comes back,
a coin is worth ``1 - q impaired_share (1 - recovery_share)``: never less than the floor, which it has for q = 1. Losses
alone cannot explain a price below that. (Proposition 1 of an anonymous artifact on rational-price floors, Financial
Cryptography 2027.)

Beside it, the identity of cash in hand: what a coin recovers when part of the holders is paid at par out of assets sold
at a haircut.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from lantau.market.bounds import above, below, between, inside
from lantau.market.modelling import Floats


@dataclass(frozen=True, slots=True)
class FloorReading:
    """A price held against the floor. All numbers are shares of par.

    ``implied_loss_probability`` is what losses without recovery would need to explain the price: above 1 they cannot.
    ``margin`` is price less floor, ``unexplained_share`` the least share of the fall that losses cannot explain, and
    ``fires`` whether there is any.
    """

    floor: float
    implied_loss_probability: float
    margin: float
    unexplained_share: float
    fires: bool


def fundamental_price(impaired_share: float, loss_probability: float, recovery_share: float = 0.0) -> float:
    """What a coin is worth per unit of par if nobody panics. Refused market.out_of_range: no share from 0 to 1."""
    between("impaired_share", impaired_share, 0, 1)
    between("loss_probability", loss_probability, 0, 1)
    between("recovery_share", recovery_share, 0, 1)
    return 1 - loss_probability * impaired_share * (1 - recovery_share)


def floor_reading(price: float, impaired_share: float, recovery_share: float = 0.0) -> FloorReading:
    """Hold one price against the floor.

    Refused market.out_of_range: a price or recovery that is no share from 0 to 1 (above par nothing has fallen), or an
    impaired share that is not above 0 and at most 1 (where nothing is impaired no probability explains a fall).
    """
    between("price", price, 0, 1)
    above("impaired_share", impaired_share, 0, 1)
    floor = fundamental_price(impaired_share, 1.0, recovery_share)
    share = float(unexplained_shares(numpy.array([price]), impaired_share, recovery_share)[0])
    return FloorReading(floor, (1 - price) / impaired_share, price - floor, share, share > 0)


def explained_falls(prices: Floats, impaired_shares: Floats | float, recovery_share: float = 0.0) -> Floats:
    """How much of each fall from par the reserve can explain at most: float64 of the shape of ``prices``, in par.

    The rest of ``max(1 - price, 0)`` is a closed window or panic. Nothing is refused: a path's own prices are trusted.
    """
    explained: Floats = numpy.minimum(
        numpy.maximum(1 - prices, 0.0), numpy.asarray(impaired_shares) * (1 - recovery_share)
    )
    return explained


def unexplained_shares(prices: Floats, impaired_shares: Floats | float, recovery_share: float = 0.0) -> Floats:
    """The least share of each fall that losses cannot explain, from 0 to 1 (float64); 0 at par and above it.

    The output of a redemption run that says how much of a lost peg is not the reserve's doing.
    """
    fall = numpy.maximum(1 - prices, 0.0)
    rest = fall - explained_falls(prices, impaired_shares, recovery_share)
    return numpy.divide(rest, fall, out=numpy.zeros_like(fall), where=fall > 0)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What a coin recovers, in par: on average, for those who redeem first, and for those who stay until the end."""

    average: float
    first_mover: float
    late_mover: float


def recovery(redeemed_share: float, haircut: float) -> Recovery:
    """What holders recover when ``redeemed_share`` of them is paid at par by selling assets at ``haircut``.

    The average is ``1 - min(f / (1 - h), 1) h``: only what is sold loses. Who comes first gets par while the
    assets last; who stays shares what was not sold. Refused market.out_of_range: a redeemed share not inside 0 and 1, a
    haircut that is not from 0 to below 1.
    """
    inside("redeemed_share", redeemed_share, 0, 1)
    below("haircut", haircut, 0, 1)
    sold = min(redeemed_share / (1 - haircut), 1.0)
    return Recovery(
        average=1 - sold * haircut,
        first_mover=sold * (1 - haircut) / redeemed_share,
        late_mover=(1 - sold) / (1 - redeemed_share),
    )
