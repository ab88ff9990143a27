"""Funds received into a pool's bank account, and whether they are the funds of an order."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lantau.issuance.orders import Order, OrderKind, OrderState
from lantau.money import Amount


@dataclass(frozen=True, slots=True)
class Receipt:
    """One credit on the pool's bank account. ``sender_*`` and the payer's words are blank when not told or destroyed.

    ``sender_account_id`` names the registered bank account the funds came from; blank when it is nobody's.
    """

    id: str
    pool_id: str
    bank_reference: str
    amount: Amount
    booked_on: date
    sender_name: str
    sender_account: str
    sender_account_id: str
    words: str
    occurred_at: datetime

    def names(self, payment_reference: str) -> bool:
        """Whether the payer's words contain the reference as a whole word, in any case."""
        pattern = rf"(?<![\w-]){re.escape(payment_reference)}(?![\w-])"
        return re.search(pattern, self.words, re.IGNORECASE) is not None


class Mismatch(StrEnum):
    """Why funds stay unmatched, in the words a desk reads."""

    NO_ORDER = "no open order is named in the payer's words"
    SEVERAL_ORDERS = "more than one open order is named in the payer's words"
    OTHER_AMOUNT = "the amount is not the par of the order named"
    OTHER_ACCOUNT = "the funds came from another account than the one registered for the order"
    ORDER_REFUSED = "the order named was refused"
    ORDER_WAITS = "the order named waits to be issued"


def named_order(receipt: Receipt, orders: Sequence[Order]) -> Order | Mismatch:
    """The one order that the payer's words name among the pool's orders to issue that wait."""
    named = [
        order
        for order in orders
        if order.kind is OrderKind.ISSUE
        and order.pool_id == receipt.pool_id
        and order.state is OrderState.REQUESTED
        and receipt.names(order.payment_reference)
    ]
    if not named:
        return Mismatch.NO_ORDER
    return named[0] if len(named) == 1 else Mismatch.SEVERAL_ORDERS


def mismatch(receipt: Receipt, order: Order) -> Mismatch | None:
    """What keeps a receipt that names this order from paying for it; None when amount and account agree."""
    if receipt.amount != order.par:
        return Mismatch.OTHER_AMOUNT
    if receipt.sender_account_id != order.bank_account_id:
        return Mismatch.OTHER_ACCOUNT
    return None


def why_unmatched(receipt: Receipt, orders: Sequence[Order], refused_ids: Collection[str]) -> Mismatch:
    """The visible reason of funds that pay for nothing yet; ``refused_ids`` are orders whose last attempt was."""
    order = named_order(receipt, orders)
    if isinstance(order, Mismatch):
        return order
    found = mismatch(receipt, order)
    if found is not None:
        return found
    return Mismatch.ORDER_REFUSED if order.id in refused_ids else Mismatch.ORDER_WAITS
