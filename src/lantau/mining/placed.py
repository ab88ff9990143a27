"""What stands where on a day: each site with its load, and each model of machine with its count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lantau.mining.fleets import Fleet
from lantau.mining.machines import Machine
from lantau.mining.report import TH_PER_EH
from lantau.mining.sites import Site

KW_PER_MW = 1000.0


@dataclass(frozen=True, slots=True)
class PlacedSite:
    """One site on a day: machines that stand there and what they draw at its meter when all of them run."""

    site: Site
    machines: int
    drawn_mw: float

    @property
    def capacity_mw(self) -> float:
        """What the site's meter can give, in MW."""
        return self.site.capacity_kw / KW_PER_MW

    @property
    def filled(self) -> float:
        """What is drawn as a share of what the meter can give."""
        return self.drawn_mw / self.capacity_mw


@dataclass(frozen=True, slots=True)
class PlacedModel:
    """One model at one site on a day."""

    site: str
    machine: Machine
    machines: int

    @property
    def hashrate_ehs(self) -> float:
        """All of them at their nameplate, in EH/s."""
        return self.machines * self.machine.hashrate_th / TH_PER_EH


def placed_sites(fleet: Fleet, day: date) -> tuple[PlacedSite, ...]:
    """Every site of the fleet in its file's order, also one where nothing stands."""
    found: list[PlacedSite] = []
    for site in fleet.sites:
        here = [each for each in fleet.placements if each.site == site.name and each.start <= day < each.until]
        drawn_kw = sum(each.machines * site.wall_kw(each.machine) for each in here)
        found.append(PlacedSite(site, sum(each.machines for each in here), drawn_kw / KW_PER_MW))
    return tuple(found)


def placed_models(fleet: Fleet, day: date) -> tuple[PlacedModel, ...]:
    """Models by site and then by efficiency, the best first; placements of like machines are added up."""
    counts: dict[tuple[str, Machine], int] = {}
    for each in fleet.placements:
        if each.start <= day < each.until and each.machines:
            counts[each.site, each.machine] = counts.get((each.site, each.machine), 0) + each.machines
    order = {site.name: place for place, site in enumerate(fleet.sites)}
    found = [PlacedModel(site, machine, count) for (site, machine), count in counts.items()]
    return tuple(sorted(found, key=lambda each: (order[each.site], each.machine.joules_per_th, each.machine.model)))
