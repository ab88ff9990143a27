"""Reads the redemption queue with its clocks."""

from __future__ import annotations

from lantau import issuance, observations
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.readings.parties import names
from lantau.web.views.orders import RedemptionsView, RedemptionView
from lantau.web.views.queue import redemption_line, redemption_view, redemptions_view


def queue(console: Console, _: Ask) -> RedemptionsView:
    """Every redemption, open and settled, each on its clock as of now."""
    named = names(console)
    return redemptions_view(redemption_line(item, named) for item in in_queue(console))


def one(console: Console, ask: Ask) -> RedemptionView:
    """One redemption with its days, its history and its findings."""
    wanted = ask.path["order_id"]
    for item in in_queue(console):
        if item.order.id == wanted:
            return redemption_view(item, names(console))
    raise NotThereError("redemption", wanted)


def in_queue(console: Console) -> tuple[issuance.queries.RedemptionInQueue, ...]:
    """The queue as of the console's clock, with the warnings and written consents known by then."""
    now = console.clock.now()
    warnings = observations.warnings(console.database, known_at=now)
    consents = observations.consents(console.database, known_at=now)
    with console.database.read() as connection:
        return issuance.redemption_queue(connection, console.book, now, warnings, with_settled=True, consents=consents)
