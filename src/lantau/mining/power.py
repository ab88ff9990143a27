"""How a site pays for power: fixed, hosted or by an hourly index; credits for power not used; when machines stop."""

from __future__ import annotations

from dataclasses import dataclass

from lantau.mining.form import Section
from lantau.mining.quantities import ENERGY_PRICE, NOT_NEGATIVE, SHARE, Bound

FIXED, HOSTED, INDEXED = "fixed", "hosted", "indexed"
CONTRACTS = (FIXED, HOSTED, INDEXED)
NEVER, BREAKEVEN, CAP = "never", "breakeven", "cap"
CURTAILMENTS = (NEVER, BREAKEVEN, CAP)
PRICE_BOUND = Bound(-10.0, 20.0)
"""USD/kWh that an hour can cost: a negative price is legal, the widest market caps lie well inside."""
CONTRACT_BOUND = Bound(-1.0, 2.0)
"""USD/kWh that a contract can ask for."""


@dataclass(frozen=True, slots=True)
class DemandResponse:
    """Credits for energy not used in hours whose index is at or above a strike: fixed, and a share of the index."""

    strike_usd_kwh: float
    credit_usd_kwh: float
    index_share: float


@dataclass(frozen=True, slots=True)
class PowerContract:
    """What a kWh costs. ``price_usd_kwh`` is the whole price, or under an index what is added to it.

    ``index`` names a column of the site's hourly prices. ``take_or_pay`` is the share of the price that is owed for
    energy not used because of curtailment.
    """

    kind: str
    price_usd_kwh: float
    index: str = ""
    take_or_pay: float = 0.0
    demand_response: DemandResponse | None = None


@dataclass(frozen=True, slots=True)
class Curtailment:
    """When machines stop: never; at or above a price cap; or each model when its hour earns less than stopping does.

    ``margin_usd_kwh`` is what an hour must earn beyond its power for a machine to run under ``breakeven``.
    """

    rule: str = NEVER
    cap_usd_kwh: float = PRICE_BOUND.most
    margin_usd_kwh: float = 0.0


def read_contract(section: Section) -> PowerContract:
    """A site's ``power`` table. Refused mining.bad_field, mining.out_of_bounds."""
    section.known(("contract", "price", "index", "take_or_pay", "demand_response"))
    kind = section.text("contract", choices=CONTRACTS)
    index = section.text("index", "")
    inner = section.inner("demand_response")
    if kind == INDEXED and not index:
        raise section.bad("index", "is missing: an indexed contract names a column of hourly prices")
    if inner is not None and not index:
        raise section.bad("index", "is missing: demand response names a column of hourly prices")
    response = None
    if inner is not None:
        inner.known(("strike", "credit", "index_share"))
        response = DemandResponse(
            inner.quantity("strike", ENERGY_PRICE, PRICE_BOUND),
            inner.quantity("credit", ENERGY_PRICE, NOT_NEGATIVE, 0.0),
            inner.quantity("index_share", SHARE, Bound(0.0, 1.0), 0.0),
        )
    return PowerContract(
        kind,
        section.quantity("price", ENERGY_PRICE, CONTRACT_BOUND),
        index,
        section.quantity("take_or_pay", SHARE, Bound(0.0, 1.0), 0.0),
        response,
    )


def read_curtailment(section: Section | None) -> Curtailment:
    """A site's ``curtailment`` table; without one machines never stop."""
    if section is None:
        return Curtailment()
    section.known(("rule", "cap", "margin"))
    rule = section.text("rule", choices=CURTAILMENTS)
    if rule == CAP and not section.has("cap"):
        raise section.bad("cap", "is missing: the rule stops at a price")
    return Curtailment(
        rule,
        section.quantity("cap", ENERGY_PRICE, PRICE_BOUND, PRICE_BOUND.most),
        section.quantity("margin", ENERGY_PRICE, NOT_NEGATIVE, 0.0),
    )
