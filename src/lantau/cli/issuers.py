"""The issuer a command asks about: from a file of facts, or from what is recorded of it in a world."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from lantau.cli.asking import answer_day
from lantau.cli.output import wanted
from lantau.dates import SystemClock, hk_date
from lantau.rulebook import queries


def issuer_asked(
    facts: Path | None, issuer_id: str, world_name: str, on: str, as_json: bool
) -> tuple[queries.IssuerFacts | None, date, datetime]:
    """The issuer (None when none is named), the law's day and the instant: ``on``, else the world's, else today's."""
    if facts is not None and issuer_id:
        raise click.UsageError("give a file or --issuer, not both")
    issuer, now = None, SystemClock().now()
    if facts is not None:
        issuer = wanted(queries.read_issuer(facts), as_json)
    elif issuer_id:
        issuer, now = _of_world(issuer_id, world_name, as_json)
    return issuer, wanted(answer_day(on or hk_date(now).isoformat()), as_json), now


def _of_world(issuer_id: str, world_name: str, as_json: bool) -> tuple[queries.IssuerFacts, datetime]:
    from lantau import supervision
    from lantau.cli.sandbox import live_world

    with live_world(world_name, as_json) as world:
        now = world.clock.now()
        found = supervision.issuer_facts(world.database, world.book, issuer_id, as_of=now)
    return wanted(found, as_json), now
