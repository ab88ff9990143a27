"""Owns what the world told us and when: weather warnings, prices, exchange rates, written consents, gazette notices,
and what an issuer's own board set."""

from lantau.observations.operations import observe
from lantau.observations.queries import consents, fx, head, history, price, resolutions, verify, warnings
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
    "resolutions",
    "verify",
    "warnings",
]
