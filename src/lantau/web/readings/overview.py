"""Reads the first page from every room."""

from __future__ import annotations

from lantau import disclosure
from lantau.rulebook import Outcome
from lantau.web.console import Ask, Console
from lantau.web.readings import issuers, redemptions, statements
from lantau.web.readings.findings import open_findings
from lantau.web.views.overview import BreakLine, OverviewView

OBLIGATIONS_MAX = 10
"""How many obligations the first page shows: what is overdue, then what is due soonest."""


def read(console: Console, ask: Ask) -> OverviewView:
    """Coins and their backing, open breaches, breaks, redemptions due and obligations next."""
    open_now = open_findings(console)
    return OverviewView(
        coins=tuple(each.line for each in issuers.coins(console)),
        issuers=issuers.issuers(console),
        breaches=tuple(line for line in open_now if line.outcome == Outcome.BREACHED.value),
        unknowns=tuple(line for line in open_now if line.outcome == Outcome.UNKNOWN.value),
        breaks=tuple(break_line(each) for each in disclosure.breaks(console.database)),
        redemptions=redemptions.queue(console, ask).open,
        obligations=statements.obligations(console)[:OBLIGATIONS_MAX],
    )


def break_line(found: disclosure.Break) -> BreakLine:
    """One break between two records of a coin."""
    told = found.difference
    return BreakLine(found.id, found.coin_id, told.left, told.left_amount, told.right, told.right_amount)
