"""Owns business payments in coins: who pays whom for what, with the data the travel rule sends along, at once or kept
for a document. What a purchase may refuse and answer is in ``purchases``; its reads are in ``purchase_queries``."""

from lantau.payments import purchase_queries, queries
from lantau.payments.operations import pay
from lantau.payments.purchase_operations import (
    agree_purchase,
    lapse_purchase,
    present_document,
    reject_document,
    release_milestone,
    withdraw_purchase,
)
from lantau.payments.purchases import MilestoneTerms
from lantau.payments.travel_rule import TravelData, travel_data
from lantau.payments.values import Paid, Payment, RefusedPayment

__all__ = [
    "MilestoneTerms",
    "Paid",
    "Payment",
    "RefusedPayment",
    "TravelData",
    "agree_purchase",
    "lapse_purchase",
    "pay",
    "present_document",
    "purchase_queries",
    "queries",
    "reject_document",
    "release_milestone",
    "travel_data",
    "withdraw_purchase",
]
