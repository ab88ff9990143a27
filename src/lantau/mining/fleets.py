"""Fleets: counts of like machines placed at sites over time. A move takes machines from one site to another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lantau.mining.machines import Machine
from lantau.mining.mining_pools import MiningPool
from lantau.mining.refusals import NOT_ENOUGH_MACHINES, OVER_CAPACITY, UNKNOWN_SITE, WRONG_COOLING
from lantau.mining.sites import Site
from lantau.refusal import Refusal, Refused

CAPACITY_TOLERANCE = 1e-9
"""A site may be full to the last watt; sums of floats may pass it by so much of a share."""


@dataclass(frozen=True, slots=True)
class Placement:
    """So many machines of one model at one site, from a day until a day (half-open)."""

    site: str
    machine: Machine
    machines: int
    start: date
    until: date
    where: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """So many machines leave a site on a day and hash again at another after ``days_down`` days."""

    model: str
    from_site: str
    to_site: str
    machines: int
    on: date
    days_down: int
    where: str = ""


@dataclass(frozen=True, slots=True)
class Treasury:
    """What is held when the period begins, in satoshi, and the share of each month's bitcoin that is sold in it."""

    held_sat: int = 0
    sold_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Fleet:
    """Sites, placements, mining pool, treasury and overheads of one miner over a half-open period of days."""

    name: str
    start: date
    until: date
    sites: tuple[Site, ...]
    placements: tuple[Placement, ...]
    mining_pool: MiningPool
    treasury: Treasury = Treasury()
    corporate_usd_month: float = 0.0
    machine_life_months: int = 48

    def site(self, name: str, where: str = "") -> Site:
        """A site by name. Refused mining.unknown_site."""
        for site in self.sites:
            if site.name == name:
                return site
        known = ", ".join(each.name for each in self.sites)
        raise Refused(Refusal(UNKNOWN_SITE, f"{name!r} is none of {known}", where=where))

    def machines_on(self, day: date) -> int:
        """Machines that stand at some site on a day; those on the road do not."""
        return sum(each.machines for each in self.placements if each.start <= day < each.until)


def moved(placements: Iterable[Placement], moves: Iterable[Move]) -> tuple[Placement, ...]:
    """Placements after moves, in order of day: each move cuts what stands there and places the same machines anew.

    Refused mining.not_enough_machines. No machine is made or lost: one on the road stands nowhere.
    """
    standing = list(placements)
    for move in sorted(moves, key=lambda each: each.on):
        wanted, kept = move.machines, []
        for each in standing:
            here = each.site == move.from_site and each.machine.model == move.model
            if not (here and wanted and each.start <= move.on < each.until):
                kept.append(each)
                continue
            taken = min(wanted, each.machines)
            wanted -= taken
            if each.start < move.on:
                kept.append(replace(each, machines=taken, until=move.on))
            if each.machines > taken:
                kept.append(replace(each, machines=each.machines - taken))
            again = move.on + timedelta(days=move.days_down)
            if again < each.until:
                kept.append(replace(each, site=move.to_site, machines=taken, start=again, where=move.where))
        if wanted:
            there = move.machines - wanted
            told = f"{move.machines:,} {move.model} leave {move.from_site} on {move.on}; {there:,} stand there"
            raise Refused(Refusal(NOT_ENOUGH_MACHINES, told, where=move.where))
        standing = kept
    return tuple(standing)


def checked(fleet: Fleet) -> Fleet:
    """The fleet, when each site can cool and power what stands there on every day.

    Refused mining.unknown_site, mining.wrong_cooling, mining.over_capacity with the day, the draw and the bound.
    """
    for each in fleet.placements:
        site = fleet.site(each.site, each.where)
        if each.machine.cooling not in site.coolings:
            told = f"{each.machine.model} wants {each.machine.cooling}; {site.name} has {', '.join(site.coolings)}"
            raise Refused(Refusal(WRONG_COOLING, told, where=each.where))
    for site in fleet.sites:
        _check_capacity(site, [each for each in fleet.placements if each.site == site.name])
    return fleet


def _check_capacity(site: Site, placements: Sequence[Placement]) -> None:
    for day in sorted({each.start for each in placements}):
        drawn = sum(each.machines * site.wall_kw(each.machine) for each in placements if each.start <= day < each.until)
        if drawn > site.capacity_kw * (1.0 + CAPACITY_TOLERANCE):
            bound = f"at most {site.capacity_kw / 1000:,.3f} MW"
            told = f"{site.name} draws {drawn / 1000:,.3f} MW on {day}; it must be {bound}"
            raise Refused(Refusal(OVER_CAPACITY, told, where=site.where, details={"field": "capacity", "bound": bound}))
