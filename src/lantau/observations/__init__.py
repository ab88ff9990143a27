"""Owns what the world told us and when: weather warnings, prices, exchange rates, written consents, gazette notices."""

from lantau.observations.operations import observe
from lantau.observations.queries import consents, fx, head, history, price, verify, warnings
from lantau.observations.values import KINDS, Consent, Discrepancy, Observation, Price, Rate

__all__ = [
    "KINDS",
    "Consent",
    "Discrepancy",
    "Observation",
    "Price",
    "Rate",
    "consents",
    "fx",
    "head",
    "history",
    "observe",
    "price",
    "verify",
    "warnings",
]
