"""Owns business payments in coins: who pays whom for what, with the data the travel rule sends along."""

from lantau.payments import queries
from lantau.payments.operations import pay
from lantau.payments.travel_rule import TravelData, travel_data
from lantau.payments.values import Paid, Payment, RefusedPayment

__all__ = ["Paid", "Payment", "RefusedPayment", "TravelData", "pay", "queries", "travel_data"]
