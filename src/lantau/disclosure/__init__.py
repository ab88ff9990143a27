"""Owns what an issuer states and owes: closes of day, statements, weekly returns, findings, obligations, breaks."""

from lantau.disclosure.obligations import Obligation, Status
from lantau.disclosure.operations import close_day, discharge, week_return
from lantau.disclosure.queries import breaks, findings, obligations, statement, weekly_returns, why
from lantau.disclosure.standing import Standing
from lantau.disclosure.statement import Statement
from lantau.disclosure.store import Break
from lantau.disclosure.week import WeeklyReturn

__all__ = [
    "Break",
    "Obligation",
    "Standing",
    "Statement",
    "Status",
    "WeeklyReturn",
    "breaks",
    "close_day",
    "discharge",
    "findings",
    "obligations",
    "statement",
    "week_return",
    "weekly_returns",
    "why",
]
