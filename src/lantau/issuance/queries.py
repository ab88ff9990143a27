"""Reads for desks, disclosure and the gates: orders, funds without an order, the redemption queue, pay-outs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lantau import chain, identity, ledger, licensing, reserves
from lantau.dates import Warning
from lantau.db import Connection
from lantau.issuance import order_store, refusals, store
from lantau.issuance.orders import Order, OrderKind, OrderState
from lantau.issuance.receipts import Mismatch, Receipt, why_unmatched
from lantau.issuance.redemption_clock import RedemptionInQueue, clock_of
from lantau.issuance.reserve_signature import TokenPlace
from lantau.issuance.store import PoolAccount, SealedPayOut, SealedReceipt
from lantau.money import Amount, Asset
from lantau.observations import Consent
from lantau.refusal import Refusal, Refused
from lantau.rulebook import Rulebook

__all__ = [
    "Mismatch",
    "Order",
    "OrderKind",
    "OrderState",
    "PoolAccount",
    "Receipt",
    "RedemptionInQueue",
    "SealedPayOut",
    "SealedReceipt",
    "UnmatchedReceipt",
    "known_order",
    "known_pool_account",
    "open_receipt",
    "order",
    "orders",
    "own_cash",
    "pay_out_message",
    "pay_outs",
    "pool_account",
    "redemption_queue",
    "stopped",
    "unmatched_receipts",
    "wallet_address",
]


@dataclass(frozen=True, slots=True)
class UnmatchedReceipt:
    """Funds in the pool's account that pay for nothing, and why."""

    receipt: Receipt
    reason: Mismatch


def order(connection: Connection, order_id: str) -> Order | None:
    """One order with its history, or None."""
    return order_store.order(connection, order_id)


def orders(
    connection: Connection, *, issuer_id: str | None = None, coin_id: str | None = None, kind: OrderKind | None = None
) -> tuple[Order, ...]:
    """Orders with their histories, in the order they were requested."""
    return order_store.orders(connection, issuer_id=issuer_id, coin_id=coin_id, kind=kind)


def redemption_queue(
    connection: Connection,
    book: Rulebook,
    as_of: datetime,
    warnings: Sequence[Warning],
    *,
    issuer_id: str | None = None,
    with_settled: bool = False,
    consents: Sequence[Consent] = (),
) -> tuple[RedemptionInQueue, ...]:
    """Redemptions that wait, each on its clock with its findings: the one due first comes first, then those not valid.

    ``warnings`` and ``consents`` are those known at ``as_of`` (``observations``). ``with_settled`` adds the settled
    ones and those undone, so that one paid late, or late when it was undone, stays a finding. Refused (raised)
    dates.not_covered and rulebook.not_covered.
    """
    ended = {OrderState.SETTLED, OrderState.UNDONE}
    wanted = {OrderState.REQUESTED, OrderState.VALID} | (ended if with_settled else set())
    found = [
        clock_of(book, each, warnings, as_of=as_of, consents=consents)
        for each in order_store.orders(connection, issuer_id=issuer_id, kind=OrderKind.REDEEM)
        if each.state in wanted and each.requested_at <= as_of
    ]
    return tuple(sorted(found, key=_urgency))


def unmatched_receipts(connection: Connection, pool_id: str | None = None) -> tuple[UnmatchedReceipt, ...]:
    """Funds received that no order has used and nobody has returned, each with its visible reason."""
    waiting = order_store.orders(connection, kind=OrderKind.ISSUE)
    refused = order_store.refused_ids(connection)
    opened = (open_receipt(connection, each) for each in store.unmatched(connection, pool_id))
    return tuple(UnmatchedReceipt(each, why_unmatched(each, waiting, refused)) for each in opened)


def pool_account(connection: Connection, pool_id: str) -> PoolAccount | None:
    """The segregated bank account of a pool, or None."""
    return store.pool_account_of(connection, pool_id)


def pay_outs(connection: Connection, pool_id: str | None = None) -> tuple[SealedPayOut, ...]:
    """Payment instructions, oldest first, with the day the bank booked each; their text stays sealed."""
    return store.pay_outs(connection, pool_id)


def pay_out_message(connection: Connection, pay_out_id: str) -> bytes | None:
    """The pain.001 of a pay-out, for whoever hands it to the bank; None when unknown or destroyed."""
    found = store.pay_out(connection, pay_out_id)
    if found is None:
        return None
    place = f"issuance.pay_out:{found.id}"
    content = identity.queries.open_under(connection, found.issuer_id, place, found.sealed)
    return None if content is None else content["xml"].encode()


def open_receipt(connection: Connection, sealed: SealedReceipt) -> Receipt:
    """The receipt with what the bank said of its sender, and whose registered account that is."""
    place = f"issuance.receipt:{sealed.id}"
    told = identity.queries.open_under(connection, sealed.issuer_id, place, sealed.sealed) or {}
    number = told.get("sender_account", "")
    return Receipt(
        id=sealed.id,
        pool_id=sealed.pool_id,
        bank_reference=sealed.bank_reference,
        amount=sealed.amount,
        booked_on=sealed.booked_on,
        sender_name=told.get("sender_name", ""),
        sender_account=number,
        sender_account_id=_registered(connection, sealed.issuer_id, number),
        words=told.get("words", ""),
        occurred_at=sealed.occurred_at,
    )


def known_order(connection: Connection, order_id: str, kind: OrderKind) -> Order:
    """The order of this kind; Refused issuance.unknown_order."""
    found = order_store.order(connection, order_id)
    if found is None or found.kind is not kind:
        raise Refused(Refusal(refusals.UNKNOWN_ORDER, f"no order to {kind} {order_id!r}", "order_id"))
    return found


def known_pool_account(connection: Connection, pool_id: str) -> PoolAccount:
    """The pool's bank account; Refused issuance.unknown_account."""
    found = store.pool_account_of(connection, pool_id)
    if found is None:
        raise Refused(Refusal(refusals.UNKNOWN_ACCOUNT, f"pool {pool_id} has no bank account", "pool_id"))
    return found


def own_cash(connection: Connection, account: PoolAccount) -> Amount:
    """Cash that belongs to the pool and is not on its way out: without unmatched funds, which are their senders'.

    O Sch.2 s.5(4).
    """
    cash, unmatched = (
        _available(connection, f"pool:{account.pool_id}:{purpose}:{account.currency.code}", account.currency)
        for purpose in ("cash", "unmatched")
    )
    return cash - unmatched


def wallet_address(connection: Connection, order: Order) -> str:
    """The address of the order's wallet; blank when it is registered no more."""
    found = identity.queries.own_wallet(connection, order.issuer_id, order.customer_id, order.wallet_id)
    return "" if found is None else found.address


def token_place(connection: Connection, order: Order) -> TokenPlace:
    """Where the contract of an order's coin is, and when its reserve was last attested for it."""
    deployment = chain.queries.deployment(connection, order.coin_id)
    return TokenPlace(deployment, reserves.queries.last_chain_second(connection, order.pool_id))


def stopped(connection: Connection, order: Order, on: date) -> Refusal | None:
    """An open direction of the supervisor that stops redemption; a suspended licence does not (O s.34)."""
    return licensing.queries.direction_against(connection, order.issuer_id, "redeem", on)


def _available(connection: Connection, code: str, of: Asset) -> Amount:
    account = ledger.account_by_code(connection, code)
    if isinstance(account, Refusal):
        return Amount.zero(of)
    standing = ledger.balance(connection, account.id)
    assert not isinstance(standing, Refusal), f"{code} is open"
    return standing.available


def _registered(connection: Connection, issuer_id: str, number: str) -> str:
    """The id of the customer's registered account with this number; blank when it is nobody's or no number at all."""
    if not number:
        return ""
    try:
        found = identity.queries.bank_account_of(connection, issuer_id, number)
    except Refused:
        return ""
    return "" if found is None else found.id


def _urgency(item: RedemptionInQueue) -> tuple[bool, datetime, str]:
    """Running clocks by deadline, then requests not yet valid, then the settled ones."""
    due = item.deadline.due_at if item.deadline is not None else item.order.requested_at
    return (item.deadline is None, due, item.order.id)
