"""Owns issuing and redeeming at par: bank messages in and out, orders, receipts of funds, and redemption clocks.

Further in: ``undo_operations`` (end a redemption that cannot be burned).
"""

from lantau.issuance import queries
from lantau.issuance.bank_messages import read_bank_message
from lantau.issuance.issue_operations import issue, return_funds
from lantau.issuance.order_operations import cancel_order, request_issue, request_redemption
from lantau.issuance.orders import Order, OrderState
from lantau.issuance.queries import redemption_queue
from lantau.issuance.receipt_operations import receive_bank_message, register_pool_account
from lantau.issuance.redeem_operations import settle_redemption, validate_redemption
from lantau.issuance.reserve_signature import ReserveSigner

__all__ = [
    "Order",
    "OrderState",
    "ReserveSigner",
    "cancel_order",
    "issue",
    "queries",
    "read_bank_message",
    "receive_bank_message",
    "redemption_queue",
    "register_pool_account",
    "request_issue",
    "request_redemption",
    "return_funds",
    "settle_redemption",
    "validate_redemption",
]
