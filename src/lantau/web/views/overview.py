"""The first page: what a supervisor asks first."""

from __future__ import annotations

from dataclasses import dataclass

from lantau.money import Amount
from lantau.web.views.findings import FindingLine
from lantau.web.views.issuers import CoinLine, IssuerLine
from lantau.web.views.orders import RedemptionLine
from lantau.web.views.statements import ObligationLine


@dataclass(frozen=True, slots=True)
class BreakLine:
    """A difference between two records that should be equal, still unexplained."""

    id: str
    coin_id: str
    left: str
    left_amount: Amount
    right: str
    right_amount: Amount


@dataclass(frozen=True, slots=True)
class OverviewView:
    """Coins and their backing, open breaches, breaks, redemptions due and obligations next."""

    coins: tuple[CoinLine, ...]
    issuers: tuple[IssuerLine, ...]
    breaches: tuple[FindingLine, ...]
    unknowns: tuple[FindingLine, ...]
    breaks: tuple[BreakLine, ...]
    redemptions: tuple[RedemptionLine, ...]
    obligations: tuple[ObligationLine, ...]
