"""The evidence register: `lantau evidence`."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from lantau.cli.calendar import issuers_named
from lantau.cli.output import BREACHED, json_option, print_json, table, wanted, zh_option
from lantau.cli.sandbox import live_world, world_option
from lantau.refusal import Refusal, refuses

if TYPE_CHECKING:
    from lantau.disclosure import queries
    from lantau.wiring import LiveWorld

STANDINGS = (
    "asked", "on_file", "adequate", "wanting", "not_judged", "satisfied", "not_satisfied", "not_bound",
)  # fmt: skip
HEADINGS = (("rule", "what", "by", "status", "citation"), ("規則", "名稱", "由誰", "狀態", "法例"))
TO_BE_DONE = ("breached", "unknown")


@click.command("evidence")
@click.option("--issuer", "issuer_id", default="", metavar="ID", help="Default: everybody licensed or with a pool.")
@click.option("--kind", type=click.Choice(("document", "judgement")), default=None, help="Default: both.")
@click.option("--status", type=click.Choice(STANDINGS), default=None, help="Default: every one; nothing is left out.")
@zh_option
@world_option
@json_option
def evidence(issuer_id: str, kind: str | None, status: str | None, zh: bool, world_name: str, as_json: bool) -> None:
    """Every document and judgement the law asks of a licensee: on file, read, judged, or still asked for.

    A document is met only when it is on file and somebody else than who filed it found it adequate.
    """
    from lantau.disclosure import queries

    with live_world(world_name, as_json) as world:
        now = world.clock.now()
        issuers = issuers_named(world, issuer_id)
        read = refuses(queries.evidence)
        registers = {
            each: wanted(read(world.database, world.book, issuer_id=each, as_of=now), as_json) for each in issuers
        }
    shown = {
        each: [
            line
            for line in register
            if (not kind or line.rule.kind == kind) and (not status or line.standing == status)
        ]
        for each, register in registers.items()
    }
    if as_json:
        print_json([line.as_body() for register in shown.values() for line in register])
    else:
        for each, name in issuers.items():
            click.echo(f"{name}  {each}\n")
            click.echo(table(HEADINGS[zh], [_row(line, zh) for line in shown[each]]) + "\n")
            click.echo(_counted(registers[each], zh) + "\n")
        click.echo("模擬。" if zh else "Simulated.")
    if any(line.finding.outcome.value in TO_BE_DONE for register in shown.values() for line in register):
        sys.exit(BREACHED)


def waiting(world: LiveWorld) -> int:
    """How many documents and judgements of all issuers nobody has filed, read or decided yet.

    On a day that the law does not cover it asks for none.
    """
    from lantau.disclosure import queries

    read = refuses(queries.evidence)
    now = world.clock.now()
    registers = [
        read(world.database, world.book, issuer_id=each, as_of=now) for each in queries.issuers(world.database)
    ]
    lines = [line for register in registers if not isinstance(register, Refusal) for line in register]
    return sum(line.finding.outcome.value == "unknown" for line in lines)


def _row(line: queries.Evidence, zh: bool) -> tuple[str, ...]:
    from lantau.disclosure import queries

    title = line.rule.title.zh if zh else line.rule.title.en
    by = queries.BY_WORDS[line.rule.by][zh] if line.rule.by else ("文件" if zh else "document")
    return line.rule.id, title, by, queries.STANDING_WORDS[line.standing][zh], line.rule.citation


def _counted(register: tuple[queries.Evidence, ...], zh: bool) -> str:
    from lantau.disclosure import queries

    counts = Counter(line.standing for line in register)
    told = [f"{words[zh]} {counts[standing]}" for standing, words in queries.STANDING_WORDS.items() if counts[standing]]
    return f"{'共' if zh else 'In all'} {len(register)}{'：' if zh else ': '}{('、' if zh else ', ').join(told)}"
