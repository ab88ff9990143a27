"""Commands that read a world, and the one that decides an application in it."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lantau.cli.output import BREACHED, json_option, print_json, table, wanted, zh_option
from lantau.cli.refusals import BAD_HEADS
from lantau.cli.rule_text import said, why_text
from lantau.cli.sandbox import live_world, world_option
from lantau.dates import HONG_KONG, parse_day, parse_instant
from lantau.events import Head
from lantau.money import HKD, Amount
from lantau.refusal import Refusal, Refused, refuses

if TYPE_CHECKING:
    from lantau.disclosure import Standing, queries
    from lantau.wiring import LiveWorld

TAMPERED = 5
FINDING_HEADINGS = ("finding", "outcome", "since", "citation", "title", "rule")
WAITING_HEADINGS = ("rule", "subject", "citation", "title", "nobody told")


@click.command()
@click.option("--coin", "coin_id", default="", help="Default: the only coin of the world that has statements.")
@click.option("--day", default="", metavar="DAY", help="Default: the last day that was closed.")
@world_option
@json_option
def statement(coin_id: str, day: str, world_name: str, as_json: bool) -> None:
    """The daily statement: par in circulation, market value and composition of the reserve, coverage (G 2.7.2)."""
    from lantau import disclosure, reserves

    with live_world(world_name, as_json) as world:
        held = reserves.pools(world.database, coin_id=coin_id or None)
        on = wanted(_optional_day(day), as_json)
        for pool in held:
            stated = wanted(disclosure.statement(world.database, pool.coin_id, on), as_json)
            click.echo(stated.as_json() if as_json else stated.as_text(), nl=False)
        if not held:
            click.echo("No coin of this world has a reserve pool yet.", err=True)


@refuses
def _optional_day(text: str) -> date | None:
    return parse_day(text, where="--day") if text else None


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also what was breached or unknown when an act was judged.")
@click.option("--waiting", is_flag=True, help="The standing rules that wait for a fact, and the facts nobody has told.")
@zh_option
@world_option
@json_option
def findings(everything: bool, waiting: bool, zh: bool, world_name: str, as_json: bool) -> None:
    """What is breached or unknown: the paragraph, since when, and the finding's id for `lantau why`.

    With --all also the findings of acts: what one was refused for, what one that was done left behind, and what was
    not known of it. They tell of that instant; the next close of the day says what stands.
    """
    from lantau import disclosure
    from lantau.cli.evidence import waiting as asked_for_by

    if waiting and everything:
        raise click.UsageError("say --all or --waiting")
    if waiting:
        _waiting(zh=zh, world_name=world_name, as_json=as_json)
        return
    with live_world(world_name, as_json) as world:
        standing = disclosure.findings(world.database, open_only=False)
        asked_for = 0 if as_json else asked_for_by(world)
        untold = 0 if as_json else len(_untold(world))
    not_met = [item for item in standing if item.outcome.value in ("breached", "unknown")]
    shown = not_met if everything else [item for item in not_met if item.open_since]
    if as_json:
        print_json([item.as_body() for item in shown])
    elif shown:
        title = "title_zh" if zh else "title_en"
        rows = [
            (
                item.id,
                said(item.outcome.value, zh=zh),
                _since(item, zh=zh),
                item.citation,
                item.body[title],
                item.rule_id,
            )
            for item in shown
        ]
        headings = ("判定", "結果", "由何時起", "出處", "標題", "規則") if zh else FINDING_HEADINGS
        click.echo(table(headings, rows))
    if not (as_json or everything):
        click.echo(_counted(len(shown), len(not_met) - len(shown), asked_for, untold, zh=zh))
    if any(item.open_since for item in shown):
        sys.exit(BREACHED)


def _since(item: Standing, *, zh: bool) -> str:
    """Since when a finding is open, else when it was made."""
    local = (item.open_since or item.occurred_at).astimezone(HONG_KONG)
    return f"{local:%Y-%m-%d %H:%M}" + ((" 持續" if zh else " open") if item.open_since else "")


def _untold(world: LiveWorld) -> list[queries.Waiting]:
    """The standing rules of all issuers that wait for a fact; none on a day that the law does not cover."""
    from lantau.disclosure import queries

    read = refuses(queries.waiting)
    now = world.clock.now()
    lists = [read(world.database, world.book, issuer_id=each, as_of=now) for each in queries.issuers(world.database)]
    return [one for each in lists if not isinstance(each, Refusal) for one in each]


def _waiting(*, zh: bool, world_name: str, as_json: bool) -> None:
    """Print the standing rules that wait for a fact; leaves with 4 when there are any, for unknown is no pass."""
    from lantau.rulebook import queries as law

    with live_world(world_name, as_json) as world:
        untold = _untold(world)
    if as_json:
        print_json([one.as_body() for one in untold])
    else:
        words = {str(fact["name"]): str(fact["zh" if zh else "en"]) for fact in law.facts()}
        rows = []
        for one in untold:
            found = one.finding
            title = found.title_zh if zh else found.title_en
            missing = ("；" if zh else "; ").join(words.get(name, name) for name in found.missing)
            rows.append((found.rule_id, found.subject_id, found.citation, title, missing))
        headings = ("規則", "對象", "出處", "標題", "無人告知的事實") if zh else WAITING_HEADINGS
        click.echo(table(headings, rows))
    if untold:
        sys.exit(BREACHED)


def _counted(open_count: int, rest: int, asked_for: int, untold: int, *, zh: bool) -> str:
    """How much is open, how much was found of acts, and what still waits for a person or a fact."""
    if zh:
        return (
            f"{open_count}項持續；另有{rest}項在判定行為時違反或未知：lantau findings --all --zh\n"
            f"{asked_for}項文件及判斷有待存檔、審閱或決定：lantau evidence\n"
            f"{untold}項持續規則因無人告知事實而未知：lantau findings --waiting --zh"
        )
    return (
        f"{open_count} open; {rest} breached or unknown when an act was judged: lantau findings --all\n"
        f"{asked_for} documents and judgements wait to be filed, read or decided: lantau evidence\n"
        f"{untold} standing rules are unknown and wait for a fact that nobody has told: lantau findings --waiting"
    )


@click.command()
@click.argument("finding")
@zh_option
@world_option
@json_option
def why(finding: str, zh: bool, world_name: str, as_json: bool) -> None:
    """Explain FINDING: measured value, limit, inputs, parameters, paragraph, rulebook, and the record that holds it."""
    from lantau import disclosure

    with live_world(world_name, as_json) as world:
        explained = wanted(disclosure.why(world.database, finding), as_json)
    if as_json:
        print_json(dict(explained.body))
    elif zh:
        click.echo(why_text(explained.body))
    else:
        click.echo(explained.as_text(), nl=False)


@click.command()
@click.option("--known", type=click.Path(path_type=Path, exists=True), help="What an earlier verify --json printed.")
@world_option
@json_option
def verify(known: Path | None, world_name: str, as_json: bool) -> None:
    """Recompute every hash chain and every balance; name the first row that is not as it was recorded.

    With --known, chains are held against the ends that were kept then: a chain rewritten whole is noticed too.
    Exit code 5 when something was altered, is missing or was added.
    """
    from lantau import supervision, worlds

    with live_world(world_name, as_json) as world:
        verified = supervision.verify_records(world.database, wanted(_heads(known), as_json))
        digest = worlds.digest(world.database)
    if as_json:
        heads = [{"stream": head.stream, "height": head.height, "digest": head.digest} for head in verified.heads]
        found = list(verified.discrepancies)
        print_json({"world": world.name, "digest": digest, "heads": heads, "discrepancies": found})
    else:
        for item in verified.discrepancies:
            click.echo("{kind}: {table} {key} (stream {stream}, link {height}): {message}".format(**item))
        if not verified.discrepancies:
            click.echo(f"{world.name}: every record is as it was recorded.\ndigest {digest}")
    if verified.discrepancies:
        sys.exit(TAMPERED)


@refuses
def _heads(known: Path | None) -> tuple[Head, ...]:
    """The ends of chains kept from an earlier verification; the observations' own chain is held by its rows."""
    if known is None:
        return ()
    try:
        kept = json.loads(known.read_text(encoding="utf-8"))["heads"]
        heads = [Head(str(item["stream"]), int(item["height"]), str(item["digest"])) for item in kept]
    except (ValueError, KeyError, TypeError) as broken:
        message = f"is not what verify --json prints: {broken}"
        raise Refused(Refusal(BAD_HEADS, message, where=str(known))) from broken
    return tuple(head for head in heads if head.stream != "observations")


@click.command()
@world_option
@json_option
def applications(world_name: str, as_json: bool) -> None:
    """Every filed application with where it stands, and who may decide it: the ids `lantau decide` takes."""
    from lantau import access, licensing

    with live_world(world_name, as_json) as world:
        with world.database.read() as connection:
            filed = licensing.queries.applications(connection)
        deciders = [one for one in access.people(world.database) if "supervisor" in one.roles]
    if as_json:
        listed = [
            {
                "id": each.id,
                "applicant": each.applicant_name,
                "state": each.state,
                "filed_at": each.filed_at.isoformat(),
            }
            for each in filed
        ]
        print_json({"applications": listed, "deciders": [{"id": one.id, "name": one.name} for one in deciders]})
        return
    days = [(each, each.filed_at.astimezone(HONG_KONG)) for each in filed]
    rows = [(each.id, each.applicant_name, each.state, f"{day:%Y-%m-%d}") for each, day in days]
    click.echo(table(("application", "applicant", "state", "filed"), rows))
    click.echo("\n" + table(("person", "name"), [(one.id, one.name) for one in deciders]))


@click.command()
@click.argument("application")
@click.option("--grant", "outcome", flag_value="grant", help="Grant a licence.")
@click.option("--refuse", "outcome", flag_value="refuse", help="Refuse it.")
@click.option("--reasons", required=True, help="The ground of a refusal (O s.15(4)(b)), or why it is granted.")
@click.option("--by", "maker", required=True, metavar="PERSON", help="Id of the person who decides.")
@click.option("--checked-by", "checker", required=True, metavar="PERSON", help="Id of the second person (four eyes).")
@click.option("--key", required=True, help="Your name for this request: asking twice with it is asking once.")
@click.option("--cap", metavar="AMOUNT", help="Issuance cap in HKD, as a condition (O s.17(2)(f)).")
@click.option("--ground", default="", help="Ground of the condition.")
@click.option("--noticed-on", default="", metavar="DAY", help="When the notice of the condition was given (O s.18(2)).")
@click.option(
    "--at", "instant", default="", metavar="INSTANT", help="The world's time; default: where its clock stands."
)
@world_option
@json_option
def decide(
    application: str,
    outcome: str | None,
    reasons: str,
    maker: str,
    checker: str,
    key: str,
    cap: str | None,
    ground: str,
    noticed_on: str,
    instant: str,
    world_name: str,
    as_json: bool,
) -> None:
    """Decide APPLICATION: it is assessed again by the law of the day; the findings are recorded with the decision."""
    from lantau import access, licensing

    if outcome is None:
        raise click.UsageError("say --grant or --refuse")

    @refuses
    def terms() -> tuple[licensing.ConditionTerm, ...]:
        if cap is None:
            return ()
        amount = Amount.parse(cap, HKD, where="--cap")
        text = f"Coins in circulation may not exceed {amount}."
        noticed = parse_day(noticed_on, where="--noticed-on")
        return (licensing.ConditionTerm("issuance_cap", text, ground, noticed, value_micros=amount.micros()),)

    with live_world(world_name, as_json) as world:
        if instant:
            world.clock.advance_to(wanted(refuses(parse_instant)(instant, where="--at"), as_json))
        decided = licensing.decide(
            world.database,
            world.clock,
            world.book,
            key=key,
            actor=wanted(access.person(world.database, maker), as_json),
            checker=wanted(access.person(world.database, checker), as_json),
            occurred_at=world.clock.now(),
            application_id=application,
            outcome=outcome,
            reasons=reasons,
            conditions=wanted(terms(), as_json),
        )
    if isinstance(decided, Refusal):
        wanted(decided, as_json)
        return
    body = {
        "application_id": decided.application_id,
        "outcome": decided.outcome,
        "licence_id": decided.licence_id,
        "licence_number": decided.licence_number,
        "condition_ids": list(decided.condition_ids),
        "replayed": decided.committed.replayed,
    }
    if as_json:
        print_json(body)
    else:
        click.echo("\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in body.items() if value != ""))
