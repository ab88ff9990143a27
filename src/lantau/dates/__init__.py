"""Owns Hong Kong's days: instants and clocks, business days as the Guideline's section 9 has them, and deadlines."""

from lantau.dates.business_days import add_business_days, business_day_reason, is_business_day
from lantau.dates.clocks import Clock, SimulatedClock, SystemClock
from lantau.dates.deadlines import Deadline, redemption_deadline
from lantau.dates.holidays import GENERAL_HOLIDAYS
from lantau.dates.instants import HONG_KONG, end_of_day, hk_date, parse_day, parse_instant
from lantau.dates.weather import Warning

__all__ = [
    "Clock",
    "Deadline",
    "GENERAL_HOLIDAYS",
    "HONG_KONG",
    "SimulatedClock",
    "SystemClock",
    "Warning",
    "add_business_days",
    "business_day_reason",
    "end_of_day",
    "hk_date",
    "is_business_day",
    "parse_day",
    "parse_instant",
    "redemption_deadline",
]
