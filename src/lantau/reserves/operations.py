"""Acts on a pool. Each moves the ledger's cash and the room's rows in one commit, and records what the law says of it.

A wrong asset is booked, because an issuer may do wrong; the finding recorded beside it says so from the same instant.
With a ``signer`` the pool's value after the act is attested in that commit and supersedes the attestation before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lantau import access, chain
from lantau.access import Actor, Asked
from lantau.dates import Clock, hk_date
from lantau.db import Database
from lantau.events import Committed, Guard, Message, Record, Row
from lantau.ledger import OpenAccount
from lantau.money import Amount, Asset
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.reserves import chain_seal, queries, store
from lantau.reserves.assets import AssetClass, plain_traits, positive, read_traits
from lantau.reserves.attestation import Attestation, Signer, attestation_from, require_life
from lantau.reserves.refusals import BAD_AMOUNT, POOL_EXISTS, UNKNOWN_POSITION
from lantau.reserves.store import Booked, Pool
from lantau.reserves.writer import (
    Changed,
    PoolChange,
    booked,
    changed,
    in_reference,
    pool_accounts,
    position_account,
)
from lantau.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Opened:
    """A coin's pool with its cash position."""

    pool_id: str
    position_id: str
    commit_id: str
    replayed: bool


@refuses
def open_pool(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    issuer_id: str,
    coin_id: str,
    reference: Asset,
    bank: str,
    traits: Mapping[str, Json],
) -> Opened:
    """Open the one pool of a coin: its cash account at ``bank`` and the pool's other ledger accounts.

    ``traits`` are the facts known about the custody of the cash. Refuses access.*, reserves.pool_exists and bad_trait.
    """
    access.require_two(actor, checker, "reserves.open_pool", for_=(issuer_id,))
    known = read_traits(AssetClass.CASH, traits, "traits")
    request: dict[str, Json] = {
        "issuer_id": issuer_id,
        "coin_id": coin_id,
        "reference": reference.code,
        "bank": bank,
        "traits": dict(plain_traits(known)),
    }
    asked = Asked(database, clock, key, actor, checker, occurred_at, issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return _opened(stands)
    if queries.pools(database, coin_id=coin_id):
        raise Refused(Refusal(POOL_EXISTS, f"coin {coin_id} has a pool", "coin_id", "O Sch.2 s.5(1)"))
    pool = Pool(asked.id("pol"), coin_id, issuer_id, reference, occurred_at)
    cash = Booked(
        id=asked.id("pos", "cash"),
        pool_id=pool.id,
        asset_class=AssetClass.CASH,
        name=bank,
        asset=reference,
        nominal=None,
        cost=None,
        account_code=pool.account("cash"),
        custodian=bank,
        traits=known,
        opened_at=occurred_at,
    )
    work = asked.work(
        records=(Record("reserves.pool_opened", pool.id, {**request, "position_id": cash.id}),),
        rows=(store.pool_row(pool, clock.now()), store.position_row(cash, clock.now())),
        guards=(Guard(f"coin_pool:{coin_id}", 0),),
        bumps=(pool.subject, f"coin_pool:{coin_id}"),
        result={"pool_id": pool.id, "position_id": cash.id},
    )
    steps = tuple(OpenAccount(account) for account in pool_accounts(pool, asked))
    return _opened(booked(asked, work, steps))


@refuses
def contribute(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    pool_id: str,
    amount: Amount,
    signer: Signer | None = None,
) -> Changed:
    """Put the issuer's own money into the pool's cash, as a buffer above par (G 2.2.1).

    Refuses access.*, reserves.unknown_pool and bad_amount.
    """
    pool = queries.pool(database, pool_id)
    access.require_two(actor, checker, "reserves.contribute", for_=(pool.issuer_id,))
    asked = Asked(
        database, clock, key, actor, checker, occurred_at, pool.issuer_id, {"pool_id": pool_id, "amount": str(amount)}
    )
    if (stands := asked.replayed()) is not None:
        return changed(stands)
    change = PoolChange(asked, book, pool, signer)
    in_reference(amount, pool, "amount")
    transfer = change.transfer("own_funds", pool.account("cash"), pool.account("own_funds"), amount)
    return change.commit("reserves.contributed", change.cash, cash_change=amount, steps=(transfer,))


@refuses
def place_deposit(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    pool_id: str,
    bank: str,
    principal: Amount,
    matures_on: date,
    traits: Mapping[str, Json],
    signer: Signer | None = None,
) -> Changed:
    """Move pool cash into a term deposit at ``bank``, placed on the act's day in Hong Kong and due on ``matures_on``.

    A term the law does not allow is booked, and found. Refuses access.*, reserves.unknown_pool, bad_amount, bad_dates,
    bad_trait and short_of_cash; and licensing.*, recorded, when a direction or condition stops the use of the reserve.
    """
    pool = queries.pool(database, pool_id)
    access.require_two(actor, checker, "reserves.place", for_=(pool.issuer_id,))
    term: dict[str, Json] = {"placed_on": hk_date(occurred_at).isoformat(), "matures_on": matures_on.isoformat()}
    wanted = _Purchase(pool, AssetClass.DEPOSIT, bank, principal, principal, bank, {**traits, **term})
    return _acquire(database, clock, book, key, actor, checker, occurred_at, wanted, signer)


@refuses
def buy(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    pool_id: str,
    asset_class: AssetClass,
    name: str,
    nominal: Amount,
    cost: Amount,
    custodian: str,
    traits: Mapping[str, Json],
    signer: Signer | None = None,
) -> Changed:
    """Buy an asset for ``cost`` of pool cash. ``name`` is the instrument under which its bid is observed.

    An asset the law does not allow is booked, and found. Refuses as ``place_deposit`` does.
    """
    pool = queries.pool(database, pool_id)
    access.require_two(actor, checker, "reserves.buy", for_=(pool.issuer_id,))
    wanted = _Purchase(pool, asset_class, name, nominal, cost, custodian, traits)
    return _acquire(database, clock, book, key, actor, checker, occurred_at, wanted, signer)


@refuses
def mature(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    pool_id: str,
    position_id: str,
    proceeds: Amount,
    signer: Signer | None = None,
) -> Changed:
    """End a position, at maturity or earlier, for what it brought back into pool cash.

    The difference from its cost is the issuer's gain or loss (G 2.6.1). Refuses access.*, reserves.unknown_pool,
    unknown_position and bad_amount.
    """
    pool = queries.pool(database, pool_id)
    access.require_two(actor, checker, "reserves.mature", for_=(pool.issuer_id,))
    request: dict[str, Json] = {"pool_id": pool_id, "position_id": position_id, "proceeds": str(proceeds)}
    asked = Asked(database, clock, key, actor, checker, occurred_at, pool.issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return changed(stands)
    change = PoolChange(asked, book, pool, signer)
    in_reference(proceeds, change.pool, "proceeds")
    ended = change.open_position(position_id)
    if ended is None or ended.cost is None:
        raise Refused(Refusal(UNKNOWN_POSITION, f"no open position {position_id}", where="position_id"))
    cash, income = change.pool.account("cash"), change.pool.account("income")
    steps = [change.transfer("principal", cash, ended.account_code, min(proceeds, ended.cost))]
    if proceeds > ended.cost:
        steps.append(change.transfer("gain", cash, income, proceeds - ended.cost))
    elif proceeds < ended.cost:
        steps.append(change.transfer("loss", income, ended.account_code, ended.cost - proceeds))
    row = store.end_row(ended.id, proceeds, occurred_at, clock.now())
    return change.commit(
        "reserves.position_ended", ended, cash_change=proceeds, steps=tuple(steps), rows=(row,), ended=True
    )


@refuses
def attest(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    pool_id: str,
    signer: Ed25519PrivateKey,
    expires_at: datetime,
    attestors: tuple[chain.Signer, ...] = (),
) -> Attestation:
    """Sign the pool's eligible market value as of ``occurred_at``, good until ``expires_at``.

    For a coin on a chain ``attestors`` sign it once more, for the contract's mint gate.

    The caller chooses the life, so that it can span a storm weekend. Refuses access.*, reserves.unknown_pool, expired.
    """
    pool = queries.pool(database, pool_id)
    access.require_two(actor, checker, "reserves.attest", for_=(pool.issuer_id,))
    require_life(occurred_at, expires_at)
    request: dict[str, Json] = {"pool_id": pool_id, "expires_at": expires_at.isoformat()}
    asked = Asked(database, clock, key, actor, checker, occurred_at, pool.issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return attestation_from(stands.result)
    valuation = queries.value_pool(database, book, pool_id, as_of=occurred_at, known_at=clock.now())
    signed = valuation.attest(pool.coin_id, signer, occurred_at, expires_at)
    rows: list[Row] = [signed.row(key, clock.now())]
    outbox: list[Message] = []
    with database.read() as connection:
        deployment = chain.queries.deployment(connection, pool.coin_id)
        last_second = queries.last_chain_second(connection, pool.id)
    if deployment is not None and attestors:
        sealed = chain_seal.seal(signed, deployment, attestors, last_second=last_second)
        rows.append(sealed.row(key, clock.now()))
        outbox.append(sealed.message(pool.coin_id))
    work = asked.work(
        records=(Record("reserves.attested", pool.id, signed.as_body()),),
        rows=rows,
        guards=(valuation.guard,),
        outbox=outbox,
        result=signed.as_body(),
    )
    return attestation_from(asked.commit(work).result)


@dataclass(frozen=True, slots=True)
class _Purchase:
    """An asset to be taken into a pool, as it was asked for."""

    pool: Pool
    asset_class: AssetClass
    name: str
    nominal: Amount
    cost: Amount
    custodian: str
    traits: Mapping[str, Json]

    def as_request(self) -> dict[str, Json]:
        return {
            "pool_id": self.pool.id,
            "class": self.asset_class.value,
            "name": self.name,
            "nominal": str(self.nominal),
            "cost": str(self.cost),
            "custodian": self.custodian,
            "traits": dict(self.traits),
        }


def _acquire(
    database: Database,
    clock: Clock,
    book: Rulebook,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    wanted: _Purchase,
    signer: Signer | None,
) -> Changed:
    """Pay for an asset out of the pool's own cash and open its position."""
    known = read_traits(wanted.asset_class, wanted.traits, "traits")
    asked = Asked(database, clock, key, actor, checker, occurred_at, wanted.pool.issuer_id, wanted.as_request())
    if (stands := asked.replayed()) is not None:
        return changed(stands)
    change = PoolChange(asked, book, wanted.pool, signer)
    if wanted.asset_class is AssetClass.CASH:
        raise Refused(Refusal(BAD_AMOUNT, "cash is not bought; contribute it", where="asset_class"))
    positive(wanted.nominal, "nominal")
    in_reference(wanted.cost, change.pool, "cost")
    change.require_no_direction()
    change.require_cash(wanted.cost)
    position_id = asked.id("pos")
    opened = Booked(
        id=position_id,
        pool_id=wanted.pool.id,
        asset_class=wanted.asset_class,
        name=wanted.name,
        asset=wanted.nominal.asset,
        nominal=wanted.nominal,
        cost=wanted.cost,
        account_code=f"pool:{wanted.pool.id}:{wanted.asset_class.value}:{position_id}",
        custodian=wanted.custodian,
        traits=known,
        opened_at=occurred_at,
    )
    account = position_account(change.pool, opened.account_code, asked)
    paid = change.transfer("purchase", opened.account_code, change.pool.account("cash"), wanted.cost)
    return change.commit(
        f"reserves.{wanted.asset_class.value}_taken",
        opened,
        cash_change=-wanted.cost,
        steps=(OpenAccount(account), paid),
        rows=(store.position_row(opened, clock.now()),),
        opened=opened.position(wanted.nominal),
    )


def _opened(stands: Committed) -> Opened:
    result = stands.result
    return Opened(str(result["pool_id"]), str(result["position_id"]), stands.commit_id, stands.replayed)
