"""An expansion as a TOML file: machines, an own site, a host's offer, where paths begin and how they go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from lantau.mining.conditions import DEFAULT_BITCOIN_USD
from lantau.mining.expansion import Expansion, Way
from lantau.mining.fleet_file import PRICE_OF_BITCOIN
from lantau.mining.form import Form, Section
from lantau.mining.machines import Machine, catalogue, model_named, read_machine
from lantau.mining.mining_pools import read_mining_pool
from lantau.mining.months import instant_text, seconds_of
from lantau.mining.network import shipped_network
from lantau.mining.paths import Start, read_path_parameters
from lantau.mining.power import CONTRACT_BOUND
from lantau.mining.quantities import A_SHARE, ENERGY_PRICE, MONEY, MONEY_BOUND, MONEY_RATE, SHARE, YEARLY, Bound
from lantau.refusal import Refusal, refuses

FORMAT = "lantau-expansion-1"
YEARS_MOST = 20
WAY_FIELDS = (
    "capital", "power_price", "overhead", "uptime", "fixed_cost", "build_months", "ramp_months",
)  # fmt: skip


@refuses
def read_expansion(path: Path) -> Expansion | Refusal:
    """Read an expansion. Refused mining.bad_file, bad_field, out_of_bounds, unknown_model or no_difficulty.

    Paths begin in the epoch of ``starts``, or in the last one known where that lies later, which is then told.
    """
    form = Form.read(path, tables=("machines", "site", "hosting", "mining_pool", "paths", "worth"), lists=("machine",))
    top, worth = form.top, form.table("worth")
    top.known(("format", "name", "starts", "years", "bitcoin_price"))
    top.text("format", choices=(FORMAT,))
    worth.known(("discount", "resale"))
    starts = top.needed_day("starts")
    start, assumed = _start(starts, top)
    machine, count = _machines(form)
    return Expansion(
        name=top.text("name"),
        starts=starts,
        years=top.whole("years", 1, YEARS_MOST),
        machine=machine,
        machines=count,
        built=_way(form.table("site"), "built"),
        hosted=_way(form.table("hosting"), "hosted"),
        mining_pool=read_mining_pool(form.table("mining_pool")),
        start=start,
        parameters=read_path_parameters(form.table("paths")),
        discount=worth.quantity("discount", YEARLY, A_SHARE, 0.12),
        resale=worth.quantity("resale", SHARE, A_SHARE, 0.1),
        assumed=assumed,
    )


def _start(starts: date, top: Section) -> tuple[Start, tuple[str, ...]]:
    network = shipped_network()
    last = network.epochs[-1]
    told: list[str] = []
    if seconds_of(starts) >= last.start_seconds:
        epoch = last
        begun = instant_text(float(last.start_seconds))
        told.append(f"assumed: paths begin at the last difficulty known, of epoch {last.number} ({begun})")
    else:
        network.must_cover(float(seconds_of(starts)), float(seconds_of(starts)), top.where("starts"))
        epoch = network.epoch_at(float(seconds_of(starts)))
    if not top.has("bitcoin_price"):
        told.append(f"assumed: a price of USD {DEFAULT_BITCOIN_USD:,.0f} at the start")
    price = top.quantity("bitcoin_price", MONEY, PRICE_OF_BITCOIN, DEFAULT_BITCOIN_USD)
    return Start(price, epoch.start_height, epoch.difficulty), tuple(told)


def _machines(form: Form) -> tuple[Machine, int]:
    section = form.table("machines")
    section.known(("model", "machines", "price"))
    models = dict(catalogue())
    for own in form.lists["machine"]:
        machine = read_machine(own)
        models[machine.model] = machine
    machine = model_named(models, section.text("model"), section.where("model"))
    if section.has("price"):
        machine = replace(machine, price_usd=section.quantity("price", MONEY, Bound(0.0, 1e6)))
    if not machine.price_usd:
        raise section.bad("price", f"is missing: the catalogue has none for {machine.model}")
    return machine, section.whole("machines", 1, 10_000_000)


def _way(section: Section, name: str) -> Way:
    section.known(WAY_FIELDS)
    return Way(
        name,
        section.quantity("capital", MONEY, MONEY_BOUND, 0.0),
        section.quantity("power_price", ENERGY_PRICE, CONTRACT_BOUND),
        section.quantity("overhead", SHARE, A_SHARE, 0.0),
        section.quantity("uptime", SHARE, Bound(0.0, 1.0, above=True), 1.0),
        section.quantity("fixed_cost", MONEY_RATE, MONEY_BOUND, 0.0),
        float(section.whole("build_months", 0, 120, 0)),
        float(section.whole("ramp_months", 0, 120, 0)),
    )
