"""Reads statements, returns and obligations, and hands the documents out as they were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lantau import disclosure, reserves
from lantau.dates import hk_date
from lantau.refusal import Refusal
from lantau.web.charts import Point
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.readings.parties import names
from lantau.web.views.statements import ObligationLine, StatementLine, StatementsView, StatementView
from lantau.web.views.stating import obligation_line, return_line, return_view, statement_line, statement_view

Stated = disclosure.Statement | disclosure.WeeklyReturn


def every(console: Console, _: Ask) -> StatementsView:
    """Every statement and return, the newest first, and every obligation that is open."""
    named = names(console)
    statements = [line for issuer_id in _issuer_ids(console) for line in statements_of(console, issuer_id)]
    returns = [
        return_line(each, named)
        for issuer_id in _issuer_ids(console)
        for each in disclosure.weekly_returns(console.database, issuer_id)
    ]
    return StatementsView(
        statements=tuple(sorted(statements, key=lambda line: line.day, reverse=True)),
        returns=tuple(reversed(returns)),
        obligations=obligations(console),
    )


def statements_of(console: Console, issuer_id: str) -> tuple[StatementLine, ...]:
    """An issuer's statements, the newest first."""
    made = disclosure.queries.statements(console.database, issuer_id)
    return tuple(statement_line(each) for each in reversed(made))


def coverage_points(lines: Iterable[StatementLine]) -> tuple[Point, ...]:
    """Coverage by day, oldest first; the lowest where an issuer closes several coins on one day."""
    lowest: dict[object, Point] = {}
    for line in sorted(lines, key=lambda line: line.day):
        known = lowest.get(line.day)
        if known is None or known.coverage_bps is None or (line.coverage_bps or 0) < known.coverage_bps:
            lowest[line.day] = Point(line.day, line.coverage_bps)
    return tuple(lowest.values())


def obligations(console: Console) -> tuple[ObligationLine, ...]:
    """What is owed and not done by every issuer, by due day."""
    now, named = console.clock.now(), names(console)
    found: list[ObligationLine] = []
    for issuer_id in _issuer_ids(console):
        owed = disclosure.obligations(console.database, console.book, issuer_id=issuer_id, as_of=now)
        if not isinstance(owed, Refusal):
            found += [obligation_line(each, named, hk_date(now)) for each in owed if each.done_on is None]
    return tuple(sorted(found, key=lambda line: (line.due_on is None, str(line.due_on), line.kind)))


def one(console: Console, ask: Ask) -> StatementView:
    """One statement or return as it was made."""
    document = _document(console, ask)
    if isinstance(document, disclosure.Statement):
        return statement_view(document, names(console))
    return return_view(document, names(console))


def as_json(console: Console, ask: Ask) -> bytes:
    """The document as JSON, the bytes its digest is of."""
    return _document(console, ask).as_json().encode()


def as_text(console: Console, ask: Ask) -> bytes:
    """The document as plain text."""
    return _document(console, ask).as_text().encode()


def _document(console: Console, ask: Ask) -> Stated:
    wanted = ask.path["statement_id"]
    for each in _documents(console):
        if each.id == wanted:
            return each
    raise NotThereError("statement", wanted)


def _documents(console: Console) -> Iterator[Stated]:
    for issuer_id in _issuer_ids(console):
        yield from disclosure.queries.statements(console.database, issuer_id)
        yield from disclosure.weekly_returns(console.database, issuer_id)


def _issuer_ids(console: Console) -> tuple[str, ...]:
    """Everybody with a pool, in the order the first was opened."""
    return tuple(dict.fromkeys(pool.issuer_id for pool in reserves.pools(console.database)))
