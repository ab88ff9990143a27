"""Sites: capacity, cooling, power contract, uptime, outages, overheads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lantau.mining.form import Section
from lantau.mining.machines import COOLINGS, Machine
from lantau.mining.power import Curtailment, PowerContract, read_contract, read_curtailment
from lantau.mining.quantities import A_SHARE, MONEY, MONEY_BOUND, MONEY_RATE, POWER, SHARE, Bound


@dataclass(frozen=True, slots=True)
class Outage:
    """A stretch of whole days (half-open) on which a share of the site's machines is down beside the usual."""

    start: date
    until: date
    share: float


@dataclass(frozen=True, slots=True)
class Site:
    """One place: ``capacity_kw`` at its meter, ``overhead`` for cooling and losses as a share of the machines' draw.

    ``uptime`` is the share of placed machines that hash in an hour in which nobody curtails.
    """

    name: str
    capacity_kw: float
    coolings: tuple[str, ...]
    overhead: float
    uptime: float
    contract: PowerContract
    curtailment: Curtailment
    fixed_usd_month: float = 0.0
    capital_usd: float = 0.0
    life_months: int = 120
    outages: tuple[Outage, ...] = ()
    where: str = ""

    def wall_kw(self, machine: Machine) -> float:
        """What one machine draws at the site's meter."""
        return machine.power_kw * (1.0 + self.overhead)


SITE_FIELDS = (
    "name", "capacity", "cooling", "overhead", "uptime", "power", "curtailment", "fixed_cost", "capital",
    "life_months", "outages",
)  # fmt: skip


def read_site(section: Section) -> Site:
    """A ``[[site]]`` table. Refused mining.bad_field, mining.out_of_bounds."""
    section.known(SITE_FIELDS)
    power = section.inner("power")
    if power is None:
        raise section.bad("power", "is missing: a site has a power contract")
    outages = []
    for each in section.inners("outages"):
        each.known(("from", "until", "share"))
        outage = Outage(each.needed_day("from"), each.needed_day("until"), each.quantity("share", SHARE, A_SHARE, 1.0))
        if outage.until <= outage.start:
            raise each.bad("until", f"is {outage.until}; it must be after from")
        outages.append(outage)
    return Site(
        name=section.text("name"),
        capacity_kw=section.quantity("capacity", POWER, Bound(0.0, 10e6, above=True)),
        coolings=section.texts("cooling", ("air",), choices=COOLINGS),
        overhead=section.quantity("overhead", SHARE, A_SHARE, 0.0),
        uptime=section.quantity("uptime", SHARE, A_SHARE, 1.0),
        contract=read_contract(power),
        curtailment=read_curtailment(section.inner("curtailment")),
        fixed_usd_month=section.quantity("fixed_cost", MONEY_RATE, MONEY_BOUND, 0.0),
        capital_usd=section.quantity("capital", MONEY, MONEY_BOUND, 0.0),
        life_months=section.whole("life_months", 1, 600, 120),
        outages=tuple(outages),
        where=section.where("capacity"),
    )
