"""The logic of the rules, one typed function each, by topic; ``FUNCTIONS`` lists every one that law may name."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.logic import (
    application,
    business,
    capital,
    complaints,
    counterparties,
    custody,
    disclosure,
    distribution,
    due_diligence,
    evidence,
    keys,
    mainland,
    market_risk,
    monitoring,
    obligations,
    onboarding,
    orders,
    perimeter,
    records,
    redemption,
    regimes,
    reserve,
    reserve_reporting,
    technology,
    third_parties,
    token,
    transfer,
    travel_rule,
    wallets,
)
from lantau.rulebook.logic.kind import Logic

TOPICS = (
    application,
    business,
    capital,
    complaints,
    counterparties,
    custody,
    disclosure,
    distribution,
    due_diligence,
    evidence,
    keys,
    mainland,
    market_risk,
    monitoring,
    obligations,
    onboarding,
    orders,
    perimeter,
    records,
    redemption,
    regimes,
    reserve,
    reserve_reporting,
    technology,
    third_parties,
    token,
    transfer,
    travel_rule,
    wallets,
)
"""Every topic, once."""

FUNCTIONS: Mapping[str, Logic] = {name: logic for topic in TOPICS for name, logic in topic.FUNCTIONS.items()}
