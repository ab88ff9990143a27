"""Commands that need no database: the law, a deadline, a pool file."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from lantau.cli.asking import answer_day, answer_law, hold_option, law_option
from lantau.cli.comparing import rules_compare
from lantau.cli.lawbook import rules_export, rules_reform, rules_search
from lantau.cli.output import BREACHED, json_option, print_json, table, wanted, zh_option
from lantau.cli.refusals import BAD_WARNING, NEGATIVE_PAR
from lantau.cli.rule_text import KINDS, LEVELS, SAID, rule_text, said
from lantau.dates import HONG_KONG, Warning, hk_date, parse_day, parse_instant, redemption_deadline
from lantau.money import HKD, Amount
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook import Finding, Outcome, load, queries

if TYPE_CHECKING:
    from lantau.reserves import PoolValuation

MICRO_DECIMALS = 6
SHORT_LAW = 60
"""So many entries are listed without a filter."""
WARNING_KINDS: dict[str, Literal["gale", "black_rain"]] = {"gale": "gale", "black": "black_rain"}


def print_findings(
    findings: Iterable[Finding], *, zh: bool = False, quiet: Iterable[Outcome] = (), with_subject: bool = False
) -> None:
    """One block a finding: outcome, rule and title, then its sentence with the citation."""
    subject = ""
    for item in findings:
        if item.outcome in set(quiet):
            continue
        if with_subject and item.subject_id != subject:
            subject = item.subject_id
            click.echo(f"\n{subject}")
        click.echo(
            f"{item.outcome.value.replace('_', ' '):>14}  {item.rule_id}  {item.title_zh if zh else item.title_en}"
        )
        click.echo(f"{'':>14}  {item.sentence_zh if zh else item.sentence_en}")


def leave(findings: Iterable[Finding]) -> None:
    """Exit 4 when a finding is breached or unknown: a script may not read it as a pass."""
    if any(item.blocks for item in findings):
        sys.exit(BREACHED)


@click.command()
@click.option("--received", required=True, metavar="INSTANT", help="When the request became valid, with its offset.")
@click.option(
    "--warning", "warnings", multiple=True, metavar="[black:]DAY[THH:MM]", help="A gale (or black rain) warning."
)
@click.option("--known-at", metavar="INSTANT", help="What was known when; default: the last instant given.")
@law_option
@json_option
def deadline(received: str, warnings: tuple[str, ...], known_at: str | None, law: str, as_json: bool) -> None:
    """When a valid redemption request is due: one business day, with every skipped day and its reason.

    Example: lantau deadline --received 2026-10-16T15:00+08:00 --warning 2026-10-20T17:00
    """

    @refuses
    def answer() -> dict[str, object]:
        valid_at = parse_instant(received, where="--received")
        known = [_warning(text) for text in warnings]
        latest = max([valid_at, *(item.starts_at for item in known)])
        as_known = parse_instant(known_at, where="--known-at") if known_at else latest
        days = load(law).parameter("redemption_business_days", hk_date(valid_at))
        due = redemption_deadline(valid_at, known, business_days=days, known_at=as_known)
        return {
            "valid_at": valid_at.isoformat(),
            "business_days": days,
            "due_day": due.due_day.isoformat(),
            "due_before": due.due_at.astimezone(HONG_KONG).isoformat(),
            "provisional": due.provisional,
            "days": [{"day": day.isoformat(), "counts": reason} for day, reason in due.counted],
            "citation": "O Sch.2 s.6(2); G 3.3.3, section 9",
        }

    body = wanted(answer(), as_json)
    if as_json:
        print_json(body)
        return
    provisional = " (provisional: a warning issued before then would move it)" if body["provisional"] else " (final)"
    click.echo(f"Due by the end of {body['due_day']} in Hong Kong{provisional}")
    days = body["days"]
    assert isinstance(days, list)
    click.echo("\n".join(f"  {item['day']}  {item['counts']}" for item in days))
    click.echo(f"Law: {body['citation']}")


def _warning(text: str) -> Warning:
    """``[gale:|black:]DAY[THH:MM]`` in Hong Kong time; a day alone means from its first minute."""
    kind, separator, when = text.partition(":")
    if kind not in WARNING_KINDS or not separator:
        kind, when = "gale", text
    if "T" in when:
        try:
            starts_at = datetime.fromisoformat(when)
        except ValueError as broken:
            raise Refused(Refusal(BAD_WARNING, f"{text!r} is no day or instant", where="--warning")) from broken
    else:
        starts_at = datetime.combine(parse_day(when, where="--warning"), time())
    return Warning(WARNING_KINDS[kind], starts_at if starts_at.tzinfo else starts_at.replace(tzinfo=HONG_KONG))


@click.group()
def reserve() -> None:
    """The reserve that backs a coin."""


@reserve.command("check")
@click.argument("pool", type=click.Path(path_type=Path))
@click.option("--on", "on", required=True, metavar="DAY", help="The day of the law and of maturities.")
@click.option("--par", metavar="AMOUNT", help="Par in circulation in HKD; without it the backing is unknown.")
@law_option
@zh_option
@json_option
def reserve_check(pool: Path, on: str, par: str | None, law: str, zh: bool, as_json: bool) -> None:
    """Judge every asset of POOL (a CSV file) limb by limb, value it at bid and hold it against par.

    Example: lantau reserve check examples/pools/good.csv --on 2026-09-30 --par 8000000.00
    """
    from lantau.reserves import check_pool_file

    @refuses
    def amount() -> Amount | None:
        if par is None:
            return None
        in_circulation = Amount.parse(par, HKD, where="--par")
        if in_circulation.units < 0:
            raise Refused(Refusal(NEGATIVE_PAR, f"{par} is negative", where="--par"))
        return in_circulation

    day, book = wanted(answer_day(on), as_json), wanted(answer_law(law), as_json)
    check = wanted(check_pool_file(book, pool, day, wanted(amount(), as_json)), as_json)
    findings = [*check.valuation.findings, *check.findings]
    if as_json:
        print_json(check.as_body())
    else:
        print_findings(findings, zh=zh, quiet=(Outcome.NOT_APPLICABLE,), with_subject=True)
        click.echo(_pool_line(check.valuation, check.par))
    leave(findings)


def _pool_line(value: PoolValuation, par: Amount | None) -> str:
    """What the pool comes to, in one line; amounts are rounded down to the currency's unit."""
    per_unit = 10 ** (MICRO_DECIMALS - value.reference.decimals)
    eligible, everything = (
        Amount(value.reference, micros // per_unit) for micros in (value.eligible_micros, value.total_micros)
    )
    covered = "" if par is None else f"; coverage {value.coverage_bps(par.micros())} basis points of par"
    return f"\nEligible: {eligible} of {everything} at market{covered}"


@click.group()
def rules() -> None:
    """The law as encoded: what each rule says, since when, where it stands."""


for command in (rules_compare, rules_search, rules_export, rules_reform):
    rules.add_command(command)


@rules.command("list")
@click.option("--jurisdiction", default="HK", show_default=True, help="Such as HK, CN or HK+floor50.")
@click.option("--kind", type=click.Choice(KINDS), help="Only this kind.")
@click.option("--topic", default="", help="Only this topic: the second part of an id, such as reserve.")
@click.option("--level", type=click.Choice(LEVELS), help="Only what is so binding.")
@zh_option
@json_option
def rules_list(jurisdiction: str, kind: str | None, topic: str, level: str | None, zh: bool, as_json: bool) -> None:
    """Topics with their number of rules and notes of each kind; with a filter, each one: id, kind, level, citation.

    A short law is listed whole. --json gives every rule without a filter too; notes have --kind note.

    Example: lantau rules list --topic reserve --kind judgement
    """
    book = wanted(answer_law(jurisdiction), as_json)
    rules_only = queries.list_rules(book)
    everything: list[Mapping[str, Json]] = [*rules_only, *(_note_row(note) for note in book.law.notes)]
    asked = {"kind": kind or "", "topic": topic, "level": level or ""}
    if as_json and not any(asked.values()):
        print_json(rules_only)
        return
    if not any(asked.values()) and len(everything) > SHORT_LAW:
        click.echo(_summary(everything, zh=zh))
        return
    listed = [row for row in everything if all(_topic_or(row, name) == word for name, word in asked.items() if word)]
    if as_json:
        print_json(listed)
    elif not listed:
        click.echo("沒有符合條件的規則。" if zh else "No rule is left by these filters.")
    else:
        names = ("id", "kind", "level", "citation", "title_zh" if zh else "title_en")
        rows = [[said(str(row[name]), zh=zh) if name in SAID else row[name] for name in names] for row in listed]
        click.echo(table([said(name, zh=zh) for name in ("rule", "kind", "level", "citation", "title")], rows))


def _note_row(note: queries.Note) -> dict[str, Json]:
    """A note as `rules list` shows it: it has no level."""
    titles = {"title_en": note.title.en, "title_zh": note.title.zh}
    return {"id": note.id, "kind": "note", "about": note.about, "level": "", "citation": note.citation, **titles}


def _topic_or(row: Mapping[str, Json], name: str) -> str:
    return str(row["id"]).split(".")[1] if name == "topic" else str(row[name])


def _summary(listed: Sequence[Mapping[str, Json]], *, zh: bool) -> str:
    """Each topic with how many entries of each kind it has, and how to see them."""
    counts: dict[str, Counter[str]] = {}
    for row in listed:
        counts.setdefault(_topic_or(row, "topic"), Counter())[str(row["kind"])] += 1
    rows: list[list[object]] = [[name, *(held[kind] or "" for kind in KINDS)] for name, held in sorted(counts.items())]
    total = sum(counts.values(), Counter[str]())
    rows.append([said("all", zh=zh), *(total[kind] for kind in KINDS)])
    headings = [said(name, zh=zh) for name in ("topic", *KINDS)]
    example = "lantau rules list --topic reserve --kind state"
    more = f"列出規則：{example}{' --zh' if zh else ''}" if zh else f"To see rules: {example}"
    return f"{table(headings, rows, right=range(1, len(headings)))}\n{more}"


@rules.command("show")
@click.argument("rule_id")
@law_option
@zh_option
@json_option
def rules_show(rule_id: str, law: str, zh: bool, as_json: bool) -> None:
    """One rule or note in full: text, formula, parameters through time, facts it reads, sources, test cases."""

    @refuses
    def shown() -> dict[str, Json]:
        return queries.show(load(law if law != "HK" else rule_id.partition(".")[0]), rule_id)

    body = wanted(shown(), as_json)
    if as_json:
        print_json(body)
        return
    click.echo(rule_text(body, zh=zh))


@rules.command("facts")
@zh_option
@json_option
def rules_facts(zh: bool, as_json: bool) -> None:
    """Every fact a rule may read: name, type, unit, allowed words. These are the columns of `rules evaluate`."""
    listed = queries.facts()
    if as_json:
        print_json(listed)
        return
    rows = [[row["name"], row["type"], row["unit"] or "", row["zh" if zh else "en"]] for row in listed]
    click.echo(table(("fact", "type", "unit", "means"), rows))


@rules.command("evaluate")
@click.argument("table_file", metavar="FACTS.csv", type=click.Path(path_type=Path))
@click.option("--on", "on", required=True, metavar="DAY", help="The day whose law applies.")
@click.option("--gate", default="", help="Only the rules of this gate; default: every rule that reads a column.")
@law_option
@hold_option
@zh_option
@json_option
def rules_evaluate(table_file: Path, on: str, gate: str, law: str, hold_last: bool, zh: bool, as_json: bool) -> None:
    """Hold each line of FACTS.csv against the law. Columns are subject_id and fact names; a blank cell is missing.

    Example: lantau rules evaluate examples/facts/capital.csv --on 2026-09-01
    """
    from lantau.rulebook import evaluate_csv

    day, book = wanted(answer_day(on), as_json), wanted(answer_law(law), as_json)
    findings = wanted(evaluate_csv(book, table_file, on=day, gate=gate or (), hold_last=hold_last), as_json)
    if as_json:
        print_json([item.as_body() for item in findings])
    else:
        print_findings(findings, zh=zh, with_subject=True)
    leave(findings)
