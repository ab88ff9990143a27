"""Machine models: hashrate, power, price, cooling; the shipped catalogue and a file's own."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from lantau.mining.columns import read_rows
from lantau.mining.form import Section
from lantau.mining.network import DATA
from lantau.mining.quantities import EFFICIENCY, HASHRATE, MONEY, POSITIVE, POWER, Bound
from lantau.mining.refusals import UNKNOWN_MODEL
from lantau.refusal import Refusal, Refused

COOLINGS = ("air", "hydro", "immersion")
EFFICIENCY_BOUND = Bound(1.0, 10_000.0)
"""J/TH that a SHA-256 machine can have: beyond it a unit was mistaken."""
EFFICIENCY_AGREES = 0.02
"""A stated J/TH may differ from W over TH/s by rounding."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One model at its nameplate: hashrate in TH/s, power in kW at the wall, price in USD (0: not told)."""

    model: str
    hashrate_th: float
    power_kw: float
    cooling: str
    price_usd: float = 0.0
    confidence: str = "file"

    @property
    def joules_per_th(self) -> float:
        """Its efficiency: W over TH/s."""
        return self.power_kw * 1000.0 / self.hashrate_th


@functools.cache
def catalogue() -> Mapping[str, Machine]:
    """The models that come with Lantau, by name; nameplate values, prices indicative."""
    bound = Bound(0.0, 1e6)
    machines: dict[str, Machine] = {}
    needed = ("model", "hashrate_th", "power_w", "j_per_th", "cooling", "price_usd", "confidence", "source")
    for row in read_rows(DATA / "hardware.csv", needed):
        machines[row.text("model")] = Machine(
            row.text("model"),
            row.number("hashrate_th", POSITIVE),
            row.number("power_w", POSITIVE) / 1000.0,
            row.text("cooling"),
            row.number_or_none("price_usd", bound) or 0.0,
            row.text("confidence"),
        )
    return machines


MACHINE_FIELDS = ("model", "hashrate", "power", "efficiency", "cooling", "price")


def read_machine(section: Section) -> Machine:
    """A model that a file describes. Refused mining.bad_field, mining.out_of_bounds."""
    section.known(MACHINE_FIELDS)
    machine = Machine(
        section.text("model"),
        section.quantity("hashrate", HASHRATE, Bound(0.0, 1e5, above=True)),
        section.quantity("power", POWER, Bound(0.0, 100.0, above=True)),
        section.text("cooling", "air", choices=COOLINGS),
        section.quantity("price", MONEY, Bound(0.0, 1e6), 0.0),
    )
    EFFICIENCY_BOUND.held(machine.joules_per_th, field="power over hashrate", unit="J/TH", where=section.where("power"))
    stated = section.quantity("efficiency", EFFICIENCY, EFFICIENCY_BOUND, machine.joules_per_th)
    if abs(stated / machine.joules_per_th - 1.0) > EFFICIENCY_AGREES:
        raise section.bad("efficiency", f"is not power over hashrate, which is {machine.joules_per_th:.2f} J/TH")
    return machine


def model_named(models: Mapping[str, Machine], name: str, where: str) -> Machine:
    """A model by name. Refused mining.unknown_model."""
    if name not in models:
        raise Refused(Refusal(UNKNOWN_MODEL, f"{name!r} is none of {', '.join(sorted(models))}", where=where))
    return models[name]
