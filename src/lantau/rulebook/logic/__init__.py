"""The logic of the rules, one typed function each, by topic; ``FUNCTIONS`` lists every one that law may name."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from lantau.rulebook.logic.kind import Logic

TOPICS = (
    "aml_governance",
    "aml_records",
    "application",
    "business",
    "capital",
    "complaints",
    "controllers",
    "counterparties",
    "custody",
    "disclosure",
    "distribution",
    "due_diligence",
    "enforcement",
    "evidence",
    "governance",
    "incidents",
    "keys",
    "licensing",
    "mainland",
    "market_risk",
    "monitoring",
    "obligations",
    "officers",
    "onboarding",
    "orders",
    "perimeter",
    "records",
    "redemption",
    "regimes",
    "reserve",
    "reserve_reporting",
    "screening",
    "suspicion",
    "technology",
    "third_parties",
    "token",
    "transfer",
    "transition",
    "travel_rule",
    "wallets",
)
"""Every topic's module, once; each lists its own functions under ``FUNCTIONS``."""


def _gathered() -> dict[str, Logic]:
    found: dict[str, Logic] = {}
    for topic in TOPICS:
        functions: Mapping[str, Logic] = importlib.import_module(f"{__name__}.{topic}").FUNCTIONS
        twice = found.keys() & functions.keys()
        assert not twice, f"{topic} names {', '.join(sorted(twice))} again"
        found |= functions
    return found


FUNCTIONS: Mapping[str, Logic] = _gathered()
