"""Operations on orders before they are decided: request to issue, request to redeem, cancel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lantau import access, chain, events, identity, reserves
from lantau.access import Actor, Asked
from lantau.chain import Deployment, SignedTransfer, authorization_queries
from lantau.dates import Clock
from lantau.db import Connection, Database
from lantau.events import Guard, Record
from lantau.issuance import books, order_store, queries, refusals
from lantau.issuance.orders import Order, OrderKind, OrderState, OrderStep
from lantau.issuance.store import PoolAccount
from lantau.issuance.writer import Journal, booked, text_of
from lantau.ledger import Void
from lantau.money import Amount, at_par
from lantau.refusal import Json, Refusal, Refused, refuses

_REFERENCE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{1,33}[A-Za-z0-9])")
"""Fits the remittance line of a bank transfer and the end-to-end id of ISO 20022 (35 characters)."""

SIGNED_LIFE = timedelta(days=7)
"""How long what a holder signed must still count when a redemption is asked for. A clock of one business day that
begins before the four days of Easter and meets a gale ends on the sixth day; the burn is sent after that."""


@dataclass(frozen=True, slots=True)
class Requested:
    """An order as it was taken down; ``hold_id`` is blank for an order to issue."""

    order_id: str
    kind: OrderKind
    par: Amount
    hold_id: str


@refuses
def request_issue(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    customer_id: str,
    coin_id: str,
    wallet_id: str,
    bank_account_id: str,
    amount: Amount,
    payment_reference: str,
) -> Requested:
    """Take down a customer's request for coins, to be paid from ``bank_account_id`` under ``payment_reference``.

    Nothing is promised by it: whether coins may be issued is decided by ``issue``, when the funds are there. Refused
    issuance.unknown_coin, unknown_account, unknown_wallet, bad_amount, bad_reference, reference_taken, wrong_account;
    money.not_whole_cents.
    """
    account = _pool_account(database, coin_id)
    access.require(actor, "issuance.request", for_=(customer_id, account.issuer_id))
    request = _request("issuance.request_issue", customer_id, coin_id, wallet_id, bank_account_id, amount)
    request["payment_reference"] = payment_reference
    asked = Asked(database, clock, key, actor, None, occurred_at, account.issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return _requested(stands.result, OrderKind.ISSUE, account)
    if _REFERENCE.fullmatch(payment_reference) is None:
        raise Refused(Refusal(refusals.BAD_REFERENCE, repr(payment_reference[:40]), "payment_reference"))
    with database.read() as connection:
        _require_own(connection, account, customer_id, wallet_id, bank_account_id)
        if order_store.reference_taken(connection, account.issuer_id, payment_reference):
            raise Refused(Refusal(refusals.REFERENCE_TAKEN, payment_reference, "payment_reference"))
    order = _order(asked, account, OrderKind.ISSUE, request, amount, payment_reference=payment_reference)
    booked(asked, _work(asked, order))
    return Requested(order.id, order.kind, order.par, "")


@refuses
def request_redemption(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    customer_id: str,
    coin_id: str,
    wallet_id: str,
    bank_account_id: str,
    amount: Amount,
    fee: Amount | None = None,
    cost: Amount | None = None,
    authorization: SignedTransfer | None = None,
) -> Requested:
    """Take down a holder's request to redeem at par and set its coins aside; the payment goes to ``bank_account_id``.

    Coins on a chain come back by ``authorization``: a transfer of exactly them to the redemption wallet, which the
    holder signed for this request alone, and for long enough.

    ``fee`` is what the holder is charged and ``cost`` what serving the request costs the issuer, both in the reference
    currency and nothing when left out. Refused as ``request_issue``, and issuance.not_signed_for,
    ledger.insufficient_balance.
    """
    account = _pool_account(database, coin_id)
    access.require(actor, "issuance.redeem.request", for_=(customer_id, account.issuer_id))
    nothing = Amount.zero(account.currency)
    fee, cost = nothing if fee is None else fee, nothing if cost is None else cost
    request = _request("issuance.request_redemption", customer_id, coin_id, wallet_id, bank_account_id, amount)
    request |= {"fee": str(fee), "cost": str(cost)}
    if authorization is not None:
        request["authorization"] = authorization.as_body()
    asked = Asked(database, clock, key, actor, None, occurred_at, account.issuer_id, request)
    if (stands := asked.replayed()) is not None:
        return _requested(stands.result, OrderKind.REDEEM, account)
    with database.read() as connection:
        _require_own(connection, account, customer_id, wallet_id, bank_account_id)
        wallet = identity.queries.own_wallet(connection, account.issuer_id, customer_id, wallet_id)
        deployment = chain.queries.deployment(connection, coin_id)
        guards = [Guard(*each) for each in events.versions(connection, [f"party:{customer_id}"]).items()]
    journal = Journal(asked)
    hold_id = journal.hold(
        "issuance.redemption_requested",
        debit=books.wallet(journal, wallet_id, coin_id, customer_id),
        credit=books.issued(journal, coin_id),
        amount=_positive(amount, coin_id),
    )
    order = _order(asked, account, OrderKind.REDEEM, request, amount, fee=fee, cost=cost, hold_id=hold_id)
    work = _work(asked, order, guards)
    if deployment is not None:
        assert wallet is not None, "the wallet was found to be the customer's a moment ago"
        with database.read() as connection:
            signed = _signed_for(connection, authorization, deployment, wallet.address, amount, occurred_at)
        rows = (
            order_store.authorization_row(order.id, signed.as_body(), clock.now()),
            authorization_queries.use_row(deployment, signed, order.id, clock.now()),
        )
        work = replace(work, rows=(*work.rows, *rows))
    booked(asked, work, journal.steps)
    return Requested(order.id, order.kind, order.par, hold_id)


@refuses
def cancel_order(
    database: Database, clock: Clock, *, key: str, actor: Actor, occurred_at: datetime, order_id: str, reason: str
) -> Order:
    """End an order that is only requested; the coins of a redemption are released. A valid redemption cannot be.

    Refused issuance.unknown_order, issuance.not_possible.
    """
    with database.read() as connection:
        order = order_store.order(connection, order_id)
    if order is None:
        raise Refused(Refusal(refusals.UNKNOWN_ORDER, f"no order {order_id!r}", "order_id"))
    access.require(actor, "issuance.request", for_=(order.customer_id, order.issuer_id))
    request: dict[str, Json] = {"operation": "issuance.cancel_order", "order_id": order_id, "reason": reason}
    asked = Asked(database, clock, key, actor, None, occurred_at, order.issuer_id, request)
    if asked.replayed() is not None:
        return order
    step = order.step(OrderState.CANCELLED, reason, occurred_at)
    work = asked.work(
        records=(Record("issuance.order_cancelled", order.id, {**order.as_body(), "reason": reason}),),
        rows=(order_store.step_row(order.id, step, clock.now()),),
        result={"order_id": order.id},
    )
    booked(asked, work, (Void(order.hold_id),) if order.hold_id else ())
    with database.read() as connection:
        cancelled = order_store.order(connection, order_id)
    assert cancelled is not None
    return cancelled


def _pool_account(database: Database, coin_id: str) -> PoolAccount:
    """The bank account of the coin's pool; Refused issuance.unknown_coin, unknown_account."""
    pool = next((each for each in reserves.pools(database) if each.coin_id == coin_id), None)
    if pool is None:
        raise Refused(Refusal(refusals.UNKNOWN_COIN, f"no pool backs {coin_id!r}", "coin_id"))
    with database.read() as connection:
        return queries.known_pool_account(connection, pool.id)


def _require_own(
    connection: Connection, account: PoolAccount, customer_id: str, wallet_id: str, bank_account_id: str
) -> None:
    """Refused unless wallet and bank account are this customer's with this issuer, the account in the right currency.

    Whether the wallet is proved and the customer verified is for the gate, which records its finding.
    """
    issuer_id = account.issuer_id
    if not wallet_id.startswith("wal_") or (
        identity.queries.own_wallet(connection, issuer_id, customer_id, wallet_id) is None
    ):
        message = f"{wallet_id!r} is no wallet of {customer_id} with {issuer_id}"
        raise Refused(Refusal(refusals.UNKNOWN_WALLET, message, "wallet_id", "G 6.5.9"))
    file = identity.queries.party_file(connection, customer_id)
    own = [
        each
        for each in (file.bank_accounts if file else ())
        if each.id == bank_account_id and each.issuer_id == issuer_id
    ]
    if not own:
        message = f"{bank_account_id!r} is no bank account of {customer_id} with {issuer_id}"
        raise Refused(Refusal(refusals.UNKNOWN_WALLET, message, "bank_account_id", "G 6.5.9"))
    if own[0].currency != account.currency.code:
        message = f"the account is in {own[0].currency}, the coin refers to {account.currency}"
        raise Refused(Refusal(refusals.WRONG_ACCOUNT, message, "bank_account_id", "G 3.2.1, 3.3.5"))


def _signed_for(
    connection: Connection,
    authorization: SignedTransfer | None,
    deployment: Deployment,
    holder: str,
    amount: Amount,
    at: datetime,
) -> SignedTransfer:
    """What the holder signed; Refused issuance.not_signed_for when it does not allow to take back these coins."""
    if authorization is None:
        objection = "nothing was signed"
    else:
        objection = authorization.objection(
            deployment,
            sender=holder,
            recipient=deployment.redemption_wallet,
            units=amount.units,
            at=at,
            receive=True,
            life_left=SIGNED_LIFE,
        ) or authorization_queries.objection_of_use(connection, deployment, authorization)
    if objection or authorization is None:
        raise Refused(Refusal(refusals.NOT_SIGNED_FOR, objection, "authorization", "G 6.5.9"))
    return authorization


def _positive(amount: Amount, coin_id: str) -> Amount:
    if amount.asset != books.coin_asset(coin_id) or amount.units <= 0:
        raise Refused(Refusal(refusals.BAD_AMOUNT, f"{amount} is no amount of coin {coin_id}", "amount"))
    return amount


def _request(
    operation: str, customer_id: str, coin_id: str, wallet_id: str, bank_account_id: str, amount: Amount
) -> dict[str, Json]:
    return {
        "operation": operation,
        "customer_id": customer_id,
        "coin_id": coin_id,
        "wallet_id": wallet_id,
        "bank_account_id": bank_account_id,
        "amount": str(amount),
    }


def _order(
    asked: Asked,
    account: PoolAccount,
    kind: OrderKind,
    request: Mapping[str, Json],
    amount: Amount,
    *,
    payment_reference: str = "",
    fee: Amount | None = None,
    cost: Amount | None = None,
    hold_id: str = "",
) -> Order:
    nothing = Amount.zero(account.currency)
    par = at_par(_positive(amount, account.coin_id), account.currency)
    fee, cost = nothing if fee is None else fee, nothing if cost is None else cost
    if fee.asset != nothing.asset or cost.asset != nothing.asset:
        raise Refused(Refusal(refusals.BAD_AMOUNT, f"{fee} and {cost} are not both in {nothing.asset}", "fee"))
    if not nothing <= fee < par or cost < nothing:
        raise Refused(Refusal(refusals.BAD_AMOUNT, f"a fee of {fee} and a cost of {cost} on {par}", "fee"))
    if fee > nothing and account.operating is None:
        message = "no operating account is registered to which a fee could be paid"
        raise Refused(Refusal(refusals.UNKNOWN_ACCOUNT, message, "fee"))
    return Order(
        id=asked.id("ord"),
        kind=kind,
        issuer_id=account.issuer_id,
        customer_id=text_of(request, "customer_id"),
        coin_id=account.coin_id,
        pool_id=account.pool_id,
        wallet_id=text_of(request, "wallet_id"),
        bank_account_id=text_of(request, "bank_account_id"),
        payment_reference=payment_reference,
        coins=amount,
        par=par,
        fee=fee,
        cost=cost,
        hold_id=hold_id,
        requested_at=asked.occurred_at,
        history=(OrderStep(0, None, OrderState.REQUESTED, "requested", asked.occurred_at),),
    )


def _work(asked: Asked, order: Order, guards: list[Guard] | None = None) -> events.Work:
    return asked.work(
        records=(Record("issuance.order_requested", order.id, order.as_body()),),
        rows=order_store.order_rows(order, asked.clock.now()),
        guards=guards or (),
        result={"order_id": order.id, "par_units": order.par.units, "hold_id": order.hold_id},
    )


def _requested(stands: Mapping[str, Json], kind: OrderKind, account: PoolAccount) -> Requested:
    units = stands["par_units"]
    assert isinstance(units, int)
    return Requested(text_of(stands, "order_id"), kind, Amount(account.currency, units), text_of(stands, "hold_id"))
