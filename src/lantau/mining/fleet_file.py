"""A fleet as a folder: ``fleet.toml`` beside the CSV files that it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lantau.mining.conditions import (
    DEFAULT_BITCOIN_USD,
    DEFAULT_FEES_BTC,
    FEES_BOUND,
    Conditions,
    HourlyPrices,
    nearest_sat,
    read_hourly,
    read_months,
)
from lantau.mining.fleets import Fleet, Move, Placement, Treasury, checked, moved
from lantau.mining.form import Form, Section
from lantau.mining.machines import Machine, catalogue, model_named, read_machine
from lantau.mining.mining_pools import read_mining_pool
from lantau.mining.months import seconds_of
from lantau.mining.network import Network, read_epochs, shipped_network
from lantau.mining.quantities import A_SHARE, BITCOIN, MONEY, MONEY_BOUND, MONEY_RATE, SHARE, Bound
from lantau.mining.sites import Site, read_site
from lantau.refusal import Refusal, refuses

FORMAT = "lantau-fleet-1"
FILE_NAME = "fleet.toml"
MACHINES_BOUND = 10_000_000
YEARS_BOUND = 40
GROWTH_BOUND = Bound(-0.5, 0.5)
PRICE_OF_BITCOIN = Bound(0.0, 1e9, above=True)


@dataclass(frozen=True)
class FleetFile:
    """A fleet with what surrounds it, as its folder says."""

    fleet: Fleet
    conditions: Conditions
    models: Mapping[str, Machine]


@refuses
def read_fleet(folder: Path) -> FleetFile | Refusal:
    """Read a folder with ``fleet.toml``, or that file itself.

    Refused mining.bad_file, bad_field, out_of_bounds, bad_cell, unknown_model, unknown_site, over_capacity,
    wrong_cooling, not_enough_machines, no_difficulty or no_hour, each at file, line, field and bound.
    """
    path = folder if folder.suffix == ".toml" else folder / FILE_NAME
    form = Form.read(
        path,
        tables=("mining_pool", "treasury", "overheads", "network"),
        lists=("machine", "site", "placement", "move"),
    )
    form.top.known(("format", "name", "from", "until", "monthly", "hourly"))
    form.top.text("format", choices=(FORMAT,))
    start, until = _period(form.top)
    models = dict(catalogue())
    for section in form.lists["machine"]:
        machine = read_machine(section)
        models[machine.model] = machine
    sites = _sites(form)
    names = [site.name for site in sites]
    placements = tuple(_placement(each, models, names, start, until) for each in form.lists["placement"])
    moves = tuple(_move(each, models, names, start, until) for each in form.lists["move"])
    overheads, treasury = form.table("overheads"), form.table("treasury")
    overheads.known(("corporate", "machine_life_months"))
    treasury.known(("held_at_start", "sold_share"))
    fleet = Fleet(
        name=form.top.text("name"),
        start=start,
        until=until,
        sites=sites,
        placements=moved(placements, moves),
        mining_pool=read_mining_pool(form.table("mining_pool")),
        treasury=Treasury(
            nearest_sat(treasury.quantity("held_at_start", BITCOIN, Bound(0.0, 21e6), 0.0)),
            treasury.quantity("sold_share", SHARE, A_SHARE, 0.0),
        ),
        corporate_usd_month=overheads.quantity("corporate", MONEY_RATE, MONEY_BOUND, 0.0),
        machine_life_months=overheads.whole("machine_life_months", 1, 240, 48),
    )
    return FleetFile(checked(fleet), _conditions(form, path.parent, fleet), models)


def _period(top: Section) -> tuple[date, date]:
    start, until = top.needed_day("from"), top.needed_day("until")
    if start.day != 1 or until.day != 1 or until <= start:
        raise top.bad("until", "and from must be firsts of months, until the later: whole months are reported")
    if until.year - start.year > YEARS_BOUND:
        raise top.bad("until", f"is more than {YEARS_BOUND} years after from")
    return start, until


def _sites(form: Form) -> tuple[Site, ...]:
    sites: list[Site] = []
    for section in form.lists["site"]:
        site = read_site(section)
        if any(site.name == each.name for each in sites):
            raise section.bad("name", f"{site.name!r} stands twice")
        sites.append(site)
    if not sites:
        raise form.top.bad("site", "is missing: a fleet has at least one [[site]]")
    return tuple(sites)


def _named(section: Section, field: str, names: list[str]) -> str:
    name = section.text(field)
    if name not in names:
        raise section.bad(field, f"is {name!r}; the sites are {', '.join(names)}")
    return name


def _placement(
    section: Section, models: Mapping[str, Machine], names: list[str], start: date, until: date
) -> Placement:
    section.known(("site", "model", "machines", "from", "until"))
    first, last = section.day("from", start), section.day("until", until)
    assert first is not None and last is not None
    if last <= first:
        raise section.bad("until", f"is {last}; it must be after {first}")
    return Placement(
        _named(section, "site", names),
        model_named(models, section.text("model"), section.where("model")),
        section.whole("machines", 0, MACHINES_BOUND),
        first,
        last,
        section.where("machines"),
    )


def _move(section: Section, models: Mapping[str, Machine], names: list[str], start: date, until: date) -> Move:
    section.known(("model", "from_site", "to_site", "machines", "on", "days_down"))
    on = section.needed_day("on")
    if not start <= on < until:
        raise section.bad("on", f"is {on}; it must be from {start} to before {until}")
    return Move(
        model_named(models, section.text("model"), section.where("model")).model,
        _named(section, "from_site", names),
        _named(section, "to_site", names),
        section.whole("machines", 1, MACHINES_BOUND),
        on,
        section.whole("days_down", 0, 365, 0),
        section.where("machines"),
    )


def _conditions(form: Form, folder: Path, fleet: Fleet) -> Conditions:
    section, top = form.table("network"), form.top
    section.known(("difficulty", "growth_per_epoch", "fees_per_block", "bitcoin_price"))
    until_seconds = seconds_of(fleet.until)
    network: Network = (
        read_epochs(folder / section.text("difficulty")) if section.has("difficulty") else shipped_network()
    )
    if section.has("growth_per_epoch") and network.until_seconds < until_seconds:
        growth = section.quantity("growth_per_epoch", SHARE, GROWTH_BOUND)
        network = network.extended(until_seconds, growth, section.where("growth_per_epoch"))
    network.must_cover(seconds_of(fleet.start), until_seconds, top.where("until"))
    hourly: dict[str, HourlyPrices] = read_hourly(folder / top.text("hourly")) if top.has("hourly") else {}
    hours = (until_seconds - seconds_of(fleet.start)) // 3600
    for site in fleet.sites:
        if site.contract.index:
            if site.contract.index not in hourly:
                known = ", ".join(hourly) or "none"
                raise top.bad("hourly", f"has no column {site.contract.index!r} for {site.name}; it has {known}")
            hourly[site.contract.index].window(seconds_of(fleet.start), hours)
    months = read_months(folder / top.text("monthly")) if top.has("monthly") else {}
    return Conditions(
        network,
        months,
        section.quantity("fees_per_block", BITCOIN, FEES_BOUND, DEFAULT_FEES_BTC),
        section.quantity("bitcoin_price", MONEY, PRICE_OF_BITCOIN, DEFAULT_BITCOIN_USD),
        hourly,
    )
