"""Reads the reconciliation of each coin: asked anew of chain, register and ledger, and as each close stated it."""

from __future__ import annotations

from collections.abc import Mapping

from lantau import disclosure, licensing
from lantau.refusal import Refusal
from lantau.web.console import Ask, Console
from lantau.web.readings.overview import break_line
from lantau.web.readings.paragraphs import paragraphs
from lantau.web.readings.parties import names
from lantau.web.readings.token import NOT_DEPLOYED, deployment_of, reconciled, state_of, told_by
from lantau.web.views.chain import Unsaid, block_of, coins, sum_lines, unsaid
from lantau.web.views.overview import BreakLine
from lantau.web.views.reconciling import (
    CloseLine,
    CoinReconciled,
    ReconciliationView,
    check_lines,
    close_line,
    difference_lines,
    worst,
)
from lantau.web.views.token import RoleLine

ASKED_MOST = 50
"""So many holders the node is asked about while a page is made; the logs are held against the ledger for all."""
PARAGRAPHS = ("HK.reserve.reconciled", "HK.technology.ledger_loss_records", "HK.token.ledger_watch")


def every(console: Console, _: Ask) -> ReconciliationView:
    """Every coin, reconciled while the page is made."""
    named = names(console)
    with console.database.read() as connection:
        known = licensing.queries.coins(connection)
    breaks = [break_line(each) for each in disclosure.breaks(console.database)]
    return ReconciliationView(
        tuple(_of_coin(console, coin, named, breaks) for coin in known),
        paragraphs(console, *PARAGRAPHS),
    )


def _of_coin(
    console: Console, coin: licensing.queries.Coin, named: Mapping[str, str], breaks: list[BreakLine]
) -> CoinReconciled:
    issuer_name = named.get(coin.issuer_id, coin.issuer_id)
    open_breaks = tuple(each for each in breaks if each.coin_id == coin.id)
    closes = _closes(console, coin)
    on_chain = deployment_of(console, coin.id) is not None
    told = reconciled(console, coin.id, asked_most=ASKED_MOST) if on_chain else None
    if told is None or isinstance(told, Refusal):
        reason = unsaid(NOT_DEPLOYED if told is None else told.message)
        return CoinReconciled(
            coin.id, coin.name, coin.issuer_id, issuer_name, "unknown", (), None, 0, 0, (), (), None, 0, 0, (), None,
            open_breaks, closes, reason,
        )  # fmt: skip
    sums, checks, roles = sum_lines(told), check_lines(told), _roles(console, coin.id)
    return CoinReconciled(
        coin_id=coin.id,
        coin_name=coin.name,
        issuer_id=coin.issuer_id,
        issuer_name=issuer_name,
        word=worst(sums, checks, roles),
        sums=sums,
        block=block_of(told),
        holder_count=told.holder_count,
        asked_count=told.asked_count,
        checks=checks,
        differences=difference_lines(coin.id, told.differences),
        pending=coins(coin.id, sum(each.units for each in told.pending)) if told.pending else None,
        pending_count=len(told.pending),
        waiting_count=len(told.waiting),
        unknown=tuple(map(unsaid, told.unknown)),
        roles=roles,
        breaks=open_breaks,
        closes=closes,
        unsaid=None,
        told=difference_lines(coin.id, told.told),
    )


def _roles(console: Console, coin_id: str) -> tuple[RoleLine, ...] | None:
    """The roles in hands that nobody decided on, or that nobody knows; None where no node tells."""
    found = deployment_of(console, coin_id)
    told = None if found is None else told_by(console, found)
    if found is None or told is None or isinstance(told, Unsaid):
        return None
    return tuple(each for each in state_of(console, found, told).roles if each.standing in ("stranger", "unknown"))


def _closes(console: Console, coin: licensing.queries.Coin) -> tuple[CloseLine, ...]:
    """Every close of the coin, the newest first."""
    made = disclosure.queries.statements(console.database, coin.issuer_id)
    return tuple(line for line in map(close_line, reversed(made)) if line.coin_id == coin.id)
