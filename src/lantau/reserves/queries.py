"""Reads of the reserve: pools, what is free in them, and their value on a day."""

from __future__ import annotations

from datetime import date, datetime

from lantau import events, identity, ledger, licensing, observations
from lantau.dates import hk_date
from lantau.db import Connection, Database
from lantau.ledger import queries as ledger_queries
from lantau.money import Amount, Asset, asset, total
from lantau.refusal import Refusal
from lantau.reserves import store
from lantau.reserves.assets import AssetClass, Bid, Position
from lantau.reserves.attestation import Attestation
from lantau.reserves.standards import judge_standards
from lantau.reserves.store import Booked, Pool
from lantau.reserves.valuation import PoolValuation, value_positions
from lantau.rulebook import Finding, Rulebook, Value

BID_MICROS = 1_000_000


def pool(database: Database, pool_id: str) -> Pool:
    """A pool by its id. Raises Refused ``reserves.unknown_pool``."""
    with database.read() as connection:
        return store.read_pool(connection, pool_id)


def pools(database: Database, *, issuer_id: str | None = None, coin_id: str | None = None) -> tuple[Pool, ...]:
    """Every pool, or an issuer's or the one of a coin, in the order they were opened."""
    with database.read() as connection:
        return store.read_pools(connection, issuer_id=issuer_id, coin_id=coin_id)


def latest_attestation(database: Database, pool_id: str) -> Attestation | None:
    """The pool's last attestation."""
    with database.read() as connection:
        return store.read_attestation(connection, pool_id)


def last_chain_second(connection: Connection, pool_id: str) -> int:
    """The second of the last attestation sealed for the coin's contract; 0 for none."""
    return store.read_last_chain_second(connection, pool_id)


def posted(connection: Connection, code: str, of: Asset) -> Amount:
    """The posted balance of a ledger account by its code; nothing when the account is not open."""
    account = ledger.account_by_code(connection, code)
    if isinstance(account, Refusal):
        return Amount.zero(of)
    balance = ledger.balance(connection, account.id)
    assert not isinstance(balance, Refusal), f"{code} is open and has no balance"
    return balance.posted


def free_cash(connection: Connection, held: Pool) -> Amount:
    """Cash that belongs to the pool: the cash account less funds received that no order has matched yet.

    Unmatched funds are the sender's, kept apart from the reserve (O Sch.2 s.5(4)(b)), so they back nothing.
    """
    unmatched = posted(connection, held.account("unmatched"), held.reference)
    return posted(connection, held.account("cash"), held.reference) - unmatched


def par_outstanding(connection: Connection, coin_id: str) -> Amount:
    """Par of all coins issued and not redeemed, frozen ones too (G 2.2.3), as the ledger has it.

    Coins on their way to a chain count as well: their par is owed, and the funds for them are in the reserve already.
    """
    on_its_way = par_on_its_way(connection, coin_id)
    return posted(connection, _issued(coin_id), on_its_way.asset) + on_its_way


def par_on_its_way(connection: Connection, coin_id: str) -> Amount:
    """The part of par outstanding that was issued and that the chain has not minted yet, or not finally."""
    of = asset(f"coin:{coin_id}")
    account = ledger.account_by_code(connection, _issued(coin_id))
    if isinstance(account, Refusal):
        return Amount.zero(of)
    held = ledger_queries.open_holds(connection, account.id)
    return total([each.amount for each in held if each.debit_account_id == account.id], of)


def frozen_par(connection: Connection, coin_id: str) -> Amount:
    """Par of the coins in wallets under an open freeze order: part of par outstanding, not beside it (G 2.2.3)."""
    coin = asset(f"coin:{coin_id}")
    held = [one for one in ledger_queries.accounts(connection, code_prefix="wallet:") if one.asset == coin]
    frozen = [one.id for one in held if _is_frozen(connection, one)]
    balances = ledger_queries.balances(connection, frozen)
    return total([balances[account_id].posted for account_id in frozen], coin)


def positions_of(connection: Connection, held: Pool, booked: tuple[Booked, ...]) -> tuple[Position, ...]:
    """Open positions with what the pool holds of each; a cash position without free cash holds nothing."""
    cash = free_cash(connection, held)
    amount = max(cash, Amount.zero(held.reference))
    return tuple(one.position(amount if one.nominal is None else one.nominal) for one in booked)


def bids_of(
    database: Database, positions: tuple[Position, ...], reference: Asset, *, as_of: datetime, known_at: datetime
) -> dict[str, Bid]:
    """The last observed bid of every position that has one, by the position's name, in the reference currency.

    A foreign claim on money is bid for at the exchange rate. A price in another currency is not turned round: unknown.
    """
    bids: dict[str, Bid] = {}
    for position in positions:
        bid = _bid(database, position, reference, as_of=as_of, known_at=known_at)
        if bid is not None:
            bids[position.name] = bid
    return bids


def value_pool(
    database: Database,
    book: Rulebook,
    pool_id: str,
    *,
    as_of: datetime,
    known_at: datetime,
    matching: Amount | None = None,
) -> PoolValuation:
    """Judge and value what the pool holds now, at bids and under the law of ``as_of``'s day in Hong Kong.

    ``matching`` are received funds that the caller's unit of work turns into reserve with the same commit. Balances are
    the ledger's at the moment of the read; guard the decision with ``.guard``. Raises Refused ``reserves.unknown_pool``
    and, outside the law's coverage, ``rulebook.not_covered``.
    """
    with database.read() as connection:
        held = store.read_pool(connection, pool_id)
        version = events.versions(connection, [held.subject])[held.subject]
        positions = positions_of(connection, held, store.read_booked(connection, pool_id))
    if matching is not None:
        positions = add_cash(positions, matching)
    return value_positions(
        book,
        pool_id,
        positions,
        bids_of(database, positions, held.reference, as_of=as_of, known_at=known_at),
        reference=held.reference,
        on=hk_date(as_of),
        version=version,
    )


def standards_of(
    database: Database,
    book: Rulebook,
    valuation: PoolValuation,
    issuer_id: str,
    *,
    par_micros: int,
    known_at: datetime,
    reconciled_on: date | None = None,
    untold: bool = False,
) -> tuple[Finding, ...]:
    """What the law says of how a valued pool is kept: value, buffer, trust, custody, exposures (``judge_standards``).

    The board's resolutions count as in force on the day of the valuation and known at ``known_at``; ``reconciled_on``
    is the last day on which value and par were reconciled, as the caller knows it. ``untold``: see ``judge_standards``.
    """
    told = observations.resolutions(database, known_at=known_at, issuer_id=issuer_id, on=valuation.on)
    resolved = {matter: resolution.terms for matter, resolution in told.items()}
    return judge_standards(book, valuation, resolved, par_micros=par_micros, reconciled_on=reconciled_on, untold=untold)


def pools_facts(connection: Connection, issuer_id: str) -> dict[str, Value]:
    """How many types of coin an issuer has in issue and how many of them have a pool of their own (O Sch.2 s.5(1))."""
    pooled = {one.coin_id for one in store.read_pools(connection, issuer_id=issuer_id)}
    coins = {one.id for one in licensing.queries.coins(connection, issuer_id)} | pooled
    in_issue = {coin_id for coin_id in coins if par_outstanding(connection, coin_id).units > 0}
    return {
        "licensee.coin_types_in_issue_count": len(in_issue),
        "licensee.reserve_pools_count": len(in_issue & pooled),
    }


def add_cash(positions: tuple[Position, ...], amount: Amount) -> tuple[Position, ...]:
    """The positions with so much more, or less, in the pool's cash account."""
    first = next(position.id for position in positions if position.asset_class is AssetClass.CASH)
    return tuple(
        position.holding(position.nominal + amount) if position.id == first else position for position in positions
    )


def _issued(coin_id: str) -> str:
    return f"coin:{coin_id}:issued"


def _is_frozen(connection: Connection, account: ledger.Account) -> bool:
    """Whether an order freezes the wallet of an account ``wallet:<wallet>:<coin>``, or its owner."""
    wallet_id = account.code.split(":")[1]
    owner = identity.queries.party_file(connection, account.owner_id)
    orders = () if owner is None else owner.freeze_orders
    return any(order.is_open and order.wallet_id in ("", wallet_id) for order in orders)


def _bid(
    database: Database, position: Position, reference: Asset, *, as_of: datetime, known_at: datetime
) -> Bid | None:
    held = position.nominal.asset
    if position.is_claim_on_money:
        if held == reference:
            return None
        rate = observations.fx(database, held, reference, as_of=as_of, known_at=known_at)
        return None if rate is None else Bid(rate.bid_micros * reference.whole, BID_MICROS * held.whole)
    price = observations.price(database, position.name, as_of=as_of, known_at=known_at)
    if price is None or price.currency != reference:
        return None
    return Bid(price.bid_micros * reference.whole, price.per * BID_MICROS * held.whole)
