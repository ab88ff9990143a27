"""Reads of a live world for the laboratory: the pool, ladder and holders of a coin, as a run begins from them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from lantau import licensing, reserves
from lantau.dates import hk_date
from lantau.db import Connection, Database
from lantau.ledger import queries as ledger_queries
from lantau.market import queries as market_queries
from lantau.money import Amount, asset
from lantau.refusal import Refusal, Refused, refuses
from lantau.reserves import queries as reserve_queries
from lantau.rulebook import Rulebook
from lantau.worlds.refusals import NO_COIN, NOTHING_TO_RUN

MICRO_DECIMALS = 6
"""A coin has as many decimals, and so have the micros of its reference currency."""


@refuses
def opening_state(
    database: Database, book: Rulebook, *, as_of: datetime, coin_id: str | None = None
) -> dict[str, Any] | Refusal:
    """A coin of the world as a redemption run begins from it: the only coin there is, or the one that is named.

    What the pool holds is taken at its value of ``as_of``, by bids: money on demand as cash, whatever matures as a
    rung of the ladder. A position without a bid is left out, and the state's ``source`` says so. The path begins the
    next day. Refused worlds.no_coin, worlds.nothing_to_run; and as ``reserves.value_pool``.
    """
    with database.read() as connection:
        coin = _coin(connection, coin_id)
        par = reserve_queries.par_outstanding(connection, coin.id).units
        frozen = reserve_queries.frozen_par(connection, coin.id).units
        holders = _holders(connection, coin.id)
    pools = reserves.pools(database, coin_id=coin.id)
    if par <= 0 or not pools:
        raise Refused(Refusal(NOTHING_TO_RUN, f"{coin.id} has no pool, or no coin of it is in circulation", coin.id))
    valued = reserves.value_pool(database, book, pools[0].id, as_of=as_of, known_at=as_of)
    day = hk_date(as_of)
    cash_micros, bills, left_out = 0, [], []
    for each in valued.positions:
        matures = each.position.traits.get("matures_on")
        if each.market_value is None:
            left_out.append(each.position.name)
        elif not isinstance(matures, date):
            cash_micros += _micros(each.market_value)
        else:
            bills.append((_micros(each.market_value), max(1, (matures - day).days)))
    return market_queries.opening_in_micros(
        coin.name,
        par_micros=par,
        frozen_par_micros=frozen,
        cash_micros=cash_micros,
        bills=bills,
        holders_micros=holders,
        first_day=day + timedelta(days=1),
        source=f"{coin.id} on {day}" + (f", without {', '.join(left_out)}: no bid" if left_out else ""),
    )


def _coin(connection: Connection, coin_id: str | None) -> licensing.queries.Coin:
    """The coin asked for; Refused worlds.no_coin when it is not there, or when several are and none is named."""
    coins = [coin for coin in licensing.queries.coins(connection) if coin_id in (None, coin.id)]
    if len(coins) != 1:
        told = "several; name one" if coins else f"none called {coin_id}" if coin_id else "none"
        raise Refused(Refusal(NO_COIN, f"coins in this world: {told}", where="coin"))
    return coins[0]


def _holders(connection: Connection, coin_id: str) -> list[int]:
    """What each holder has of a coin, in its base units, from the ledger."""
    coin = asset(f"coin:{coin_id}")
    wallets = [each.id for each in ledger_queries.accounts(connection, code_prefix="wallet:") if each.asset == coin]
    balances = ledger_queries.balances(connection, wallets)
    return [each.posted.units for each in balances.values() if each.posted.units > 0]


def _micros(amount: Amount) -> int:
    """An amount of a currency in millionths of a unit, exactly: no currency has more decimals."""
    return int(amount.units * 10 ** (MICRO_DECIMALS - amount.asset.decimals))
