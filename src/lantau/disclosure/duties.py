"""What an issuer's own board has set for its duties: its financial year, and how often what is asked for regularly."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from typing import Protocol

from lantau.disclosure.obligations import FINANCIAL_YEAR_END
from lantau.refusal import Json

OWN_YEAR_END = "financial_year.end"
"""The matter of the resolution on the financial year; its terms hold ``month`` and ``day``."""

OWN_INTERVAL_OF = "interval."
"""Begins the matter of a resolution on how often a regular duty is done; its terms hold one unit and its number."""

UNITS = ("days", "business_days", "months")
A_LEAP_YEAR = 2024


class Resolved(Protocol):
    """What a board set: the numbers of one matter."""

    @property
    def terms(self) -> Mapping[str, Json]:
        """The numbers by name."""
        ...


def own_year_end(resolved: Resolved | None) -> tuple[int, int]:
    """The last month and day of the financial year; 31 December where nothing readable was set."""
    if resolved is None:
        return FINANCIAL_YEAR_END
    month, day = resolved.terms.get("month"), resolved.terms.get("day")
    if type(month) is not int or type(day) is not int or not 1 <= month <= len(calendar.month_name) - 1:
        return FINANCIAL_YEAR_END
    return (month, day) if 1 <= day <= calendar.monthrange(A_LEAP_YEAR, month)[1] else FINANCIAL_YEAR_END


def own_intervals(resolutions: Mapping[str, Resolved]) -> dict[str, tuple[int, str]]:
    """How often each regular duty is done by the issuer's own resolutions: so many of a unit, at least one.

    One that cannot be read sets nothing, so that the duty stays undated, which is seen, and never met.
    """
    found: dict[str, tuple[int, str]] = {}
    for matter, resolved in resolutions.items():
        numbers = [(resolved.terms[unit], unit) for unit in UNITS if unit in resolved.terms]
        if not matter.startswith(OWN_INTERVAL_OF) or len(numbers) != 1:
            continue
        value, unit = numbers[0]
        if type(value) is int and value > 0:
            found[matter.removeprefix(OWN_INTERVAL_OF)] = (value, unit)
    return found
