"""The same ten rules in openfisca-core, run in an environment of its own: ``python openfisca_rules.py ROWS``.

Answers each line ``run`` on standard input with the seconds that one evaluation of all rules took, and ``breaches``
with how many rows each rule found in breach. Amounts are float32, as the engine keeps them.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from register import FLOOR_CENTS, TRUTHS, register

PERIOD = "2026-09-01"
Subject = build_entity(key="subject", plural="subjects", label="A subject", is_person=True)


def plain(name: str) -> str:
    """A fact's name as a variable's."""
    return name.replace(".", "_")


def fact(name: str) -> type[Variable]:
    """An input variable."""
    body = {"value_type": bool if name in TRUTHS else float, "entity": Subject, "definition_period": DateUnit.DAY}
    return type(plain(name), (Variable,), body)


def rule(name: str, formula: object) -> type[Variable]:
    """A computed variable: whether the rule is met."""
    body = {"value_type": bool, "entity": Subject, "definition_period": DateUnit.DAY, "formula": formula}
    return type(name, (Variable,), body)


def bare(name: str) -> object:
    """The truth itself."""
    return lambda subject, period: subject(plain(name), period)


def covers(value: str, par: str) -> object:
    """A value not below par."""
    return lambda subject, period: subject(plain(value), period) >= subject(plain(par), period)


def capped(has: str, par: str, cap: str) -> object:
    """Par not above a cap, where there is one."""

    def formula(subject: object, period: object) -> object:
        return ~subject(plain(has), period) | (subject(plain(par), period) <= subject(plain(cap), period))

    return formula


def capital(subject: object, period: object, parameters: object) -> object:
    """The floor on capital net of the debit balance, or on other resources; institutions are exempt."""
    floor = parameters(period).capital.floor_cents
    net = subject("applicant_paid_up_capital_hkd_cents", period)
    net = net - subject("applicant_net_debit_balance_hkd_cents", period)
    other = subject("applicant_other_approved_resources_hkd_cents", period)
    return subject("applicant_is_authorized_institution", period) | (net >= floor) | (other >= floor)


RULES = {
    "due_diligence": bare("order.cdd_complete"),
    "bank_account": bare("order.bank_account_own_registered"),
    "wallet": bare("order.wallet_own_registered"),
    "funds_currency": bare("order.funds_in_reference_currency"),
    "backed_after": covers("order.total_market_value_after_micros", "order.par_after_micros"),
    "eligible_backed_after": covers("order.eligible_market_value_after_micros", "order.par_after_micros"),
    "cap": capped("order.has_cap", "order.par_after_micros", "order.cap_micros"),
    "licence_cap": capped("order.licence_has_cap", "order.licence_par_after_micros", "order.licence_cap_micros"),
    "eligible_backing": covers("pool.eligible_market_value_micros", "pool.par_outstanding_micros"),
    "paid_up_capital": capital,
}


def main() -> None:
    """Serve runs until standard input ends."""
    columns = register(int(sys.argv[1]))
    system = TaxBenefitSystem([Subject])
    values = {"2025-08-01": {"value": FLOOR_CENTS}}
    system.parameters = ParameterNode("", data={"capital": {"floor_cents": {"values": values}}})
    system.add_variables(*(fact(name) for name in columns), *(rule(name, formula) for name, formula in RULES.items()))
    builder = SimulationBuilder()
    rows = len(next(iter(columns.values())))

    def evaluate() -> dict[str, object]:
        simulation = builder.build_default_simulation(system, count=rows)
        for name, column in columns.items():
            simulation.set_input(plain(name), PERIOD, column)
        return {name: simulation.calculate(name, PERIOD) for name in RULES}

    for line in sys.stdin:
        started = time.perf_counter()
        found = evaluate()
        seconds = time.perf_counter() - started
        if line.strip() == "run":
            print(seconds, flush=True)
        else:
            print(json.dumps({name: int((~column).sum()) for name, column in found.items()}), flush=True)


if __name__ == "__main__":
    main()
