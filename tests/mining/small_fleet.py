"""A small fleet built in memory, and folders written as plain files for tests that bend one line of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from lantau.mining import FleetFile, read_fleet, shipped_network
from lantau.mining.conditions import Conditions, HourlyPrices, MonthFacts
from lantau.mining.fleets import Fleet, Placement
from lantau.mining.machines import Machine
from lantau.mining.mining_pools import MiningPool
from lantau.mining.months import Month, seconds_of
from lantau.mining.power import Curtailment, DemandResponse, PowerContract
from lantau.mining.sites import Site
from lantau.refusal import Refusal

START, UNTIL = date(2025, 4, 1), date(2025, 7, 1)
HOURS = (seconds_of(UNTIL) - seconds_of(START)) // 3600
FREE, FIXED, NEVER = MiningPool("FPPS", 0.0), PowerContract("fixed", 0.05), Curtailment()
OLD = Machine("old", 100.0, 3.0, "air", 600.0)
NEW = Machine("new", 200.0, 3.0, "air", 2400.0)
EXAMPLE = Path(__file__).parents[2] / "examples" / "fleets" / "three-rivers"

FLEET_TOML = """
format = "lantau-fleet-1"
name = "Small (simulated)"
from = 2025-04-01
until = 2025-06-01

[mining_pool]
scheme = "FPPS"
fee = "0 %"

[treasury]
sold_share = "0 %"

[[machine]]
model = "own"
hashrate = "100 TH/s"
power = "3 kW"

[[site]]
name = "Quay"
capacity = "3 MW"
power = { contract = "fixed", price = "50 USD/MWh" }

[[site]]
name = "Hill"
capacity = "3 MW"
power = { contract = "hosted", price = "0.07 USD/kWh" }

[[placement]]
site = "Quay"
model = "own"
machines = 1_000

[[move]]
model = "own"
from_site = "Quay"
to_site = "Hill"
machines = 400
on = 2025-05-01
days_down = 10
"""


def fleet(*sites: Site, placements: tuple[Placement, ...] = (), mining_pool: MiningPool = FREE) -> Fleet:
    """A fleet over the second quarter of 2025; without placements, a thousand of each machine at each site."""
    every = placements or tuple(
        Placement(site.name, machine, 1000, START, UNTIL) for site in sites for machine in (OLD, NEW)
    )
    return Fleet("small", START, UNTIL, sites, every, mining_pool)


def site(
    name: str = "Quay",
    *,
    contract: PowerContract = FIXED,
    curtailment: Curtailment = NEVER,
    uptime: float = 1.0,
    overhead: float = 0.0,
) -> Site:
    """A site with room for all."""
    return Site(name, 1e6, ("air",), overhead, uptime, contract, curtailment)


def indexed(response: DemandResponse | None = None, take_or_pay: float = 0.0) -> PowerContract:
    """A contract on the series ``spot``."""
    return PowerContract("indexed", 0.005, "spot", take_or_pay, response)


def conditions(spot: np.ndarray | None = None, price: float = 100_000.0, fees: float = 0.03) -> Conditions:
    """The shipped network, one price of bitcoin, and hourly prices in USD/kWh."""
    values = np.full(HOURS, 0.04) if spot is None else spot
    months = {Month(2025, number): MonthFacts(bitcoin_usd=price, fees_btc=fees) for number in (4, 5, 6)}
    return Conditions(shipped_network(), months, hourly={"spot": HourlyPrices("spot", "t", seconds_of(START), values)})


def write_fleet(folder: Path, text: str = FLEET_TOML) -> Path:
    """A folder with a fleet."""
    (folder / "fleet.toml").write_text(text, encoding="utf-8")
    return folder


def read(folder: Path) -> FleetFile:
    """The fleet of a folder that must be good."""
    answer = read_fleet(folder)
    assert isinstance(answer, FleetFile), str(answer)
    return answer


def refused(folder: Path, text: str) -> Refusal:
    """What a folder with this fleet is refused with."""
    answer = read_fleet(write_fleet(folder, text))
    assert isinstance(answer, Refusal)
    return answer
