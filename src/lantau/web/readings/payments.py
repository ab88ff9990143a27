"""Reads business payments, those made and those a gate refused."""

from __future__ import annotations

from lantau import payments
from lantau.web.console import Ask, Console
from lantau.web.readings.findings import recorded_findings
from lantau.web.readings.parties import names
from lantau.web.views.findings import finding_line
from lantau.web.views.orders import PaymentsView
from lantau.web.views.paying import paid_line, refused_line


def every(console: Console, _: Ask) -> PaymentsView:
    """Every business payment, the newest first."""
    named = names(console)
    with console.database.read() as connection:
        lines = [paid_line(each, named) for each in payments.queries.payments(connection)]
        refused = payments.queries.refused_payments(connection)
    for each in refused:
        found = [finding_line(found_id, body) for found_id, body in recorded_findings(console, each.id)]
        lines.append(refused_line(each, named, found))
    return PaymentsView(tuple(sorted(lines, key=lambda line: (line.occurred_at, line.id), reverse=True)))
