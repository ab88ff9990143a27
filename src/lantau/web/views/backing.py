"""Valuations of the reserves room as lines of a pool's composition."""

from __future__ import annotations

from datetime import date

from lantau.reserves import PoolValuation
from lantau.rulebook import Outcome
from lantau.web.views.findings import finding_line
from lantau.web.views.issuers import CoinLine, PoolLine, PositionLine


def pool_line(coin: CoinLine, valuation: PoolValuation) -> PoolLine:
    """The pool as judged: what it holds, what counts, and which limb a rejected asset misses."""
    return PoolLine(
        pool_id=valuation.pool_id,
        coin_id=coin.coin_id,
        currency=coin.currency,
        on=valuation.on,
        positions=tuple(
            PositionLine(
                id=item.position.id,
                asset_class=item.position.asset_class.value,
                name=item.position.name,
                custodian=item.position.custodian,
                asset=item.position.nominal.asset.code,
                nominal=item.position.nominal,
                value_micros=None if item.market_value is None else item.market_value.micros(),
                eligible=item.eligible,
                verdict=_verdict({found.outcome for found in item.findings}),
                matures_on=_day(item.position.traits.get("matures_on")),
                findings=tuple(finding_line("", found.as_body()) for found in item.findings if found.blocks),
            )
            for item in valuation.positions
        ),
        eligible_micros=valuation.eligible_micros,
        total_micros=valuation.total_micros,
    )


def _verdict(outcomes: set[Outcome]) -> str:
    if Outcome.BREACHED in outcomes:
        return "ineligible"
    return "unknown" if Outcome.UNKNOWN in outcomes else "eligible"


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
