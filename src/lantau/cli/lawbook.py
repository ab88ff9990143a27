"""More of the law as encoded: search it, take it elsewhere, and see what a reform would change."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from lantau.cli.asking import answer_law, answer_laws, law_option
from lantau.cli.comparing import WORDS
from lantau.cli.issuers import issuer_asked
from lantau.cli.output import BREACHED, json_option, json_text, print_json, wanted, write_whole, zh_option
from lantau.refusal import Refusal, Refused, refuses
from lantau.rulebook import Finding, Rulebook, evaluate_csv, load, queries

FORMATS = ("json", "csv", "oscal")
READ_FILE = click.Path(path_type=Path)


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--jurisdiction", "regimes", multiple=True, help="Only this rulebook; default: all that are shipped.")
@zh_option
@json_option
def rules_search(words: tuple[str, ...], regimes: tuple[str, ...], zh: bool, as_json: bool) -> None:
    """Rules, notes and numbers in which every one of WORDS is found, in either language; paragraphs are words too.

    Example: lantau rules search liquid capital
    """
    books = wanted(answer_laws(regimes), as_json)
    hits = queries.search(books, " ".join(words))
    if as_json:
        print_json([hit.as_body() for hit in hits])
        return
    for hit in hits:
        click.echo(f"{hit.kind:>9}  {hit.id}  {hit.title.zh if zh else hit.title.en} [{hit.citation}]")
        if hit.quoted is not None:
            said, instead = (hit.quoted.zh, hit.text.zh) if zh else (hit.quoted.en, hit.text.en)
            click.echo(f"{'':>9}  {'廣傳：' if zh else 'Widely said: '}{said}")
            click.echo(f"{'':>9}  {'法規：' if zh else 'The text: '}{instead}")
    if not hits:
        click.echo(
            "沒有結果。" if zh else "Nothing found. Fewer words find more; `lantau rules list` shows every rule."
        )


@click.command("export")
@click.argument("facts", metavar="[FACTS]", required=False, type=READ_FILE)
@click.option("--format", "form", type=click.Choice(FORMATS), default="json", show_default=True)
@click.option("--out", "out", type=READ_FILE, help="Write here, whole or not at all; default: print.")
@law_option
@click.option("--issuer", "issuer_id", default="", help="Export the findings on an issuer of a world.")
@click.option("--world", "world_name", default="", help="The world of --issuer; default: the last one played.")
@click.option("--on", "on", default="", metavar="DAY", help="Default: the day of the world, or today.")
@json_option
def rules_export(
    facts: Path | None, form: str, out: Path | None, law: str, issuer_id: str, world_name: str, on: str, as_json: bool
) -> None:
    """The law whole; or, with FACTS (an issuer's TOML or a CSV register) or --issuer, the findings under it.

    oscal is an assessment-results file of NIST's OSCAL 1.1.2, for findings only: unknown is never satisfied.

    Example: lantau rules export examples/facts/issuer.toml --format oscal --on 2026-09-01
    """
    form = "json" if as_json and form == "csv" else form
    book, blocks = wanted(answer_law(law), as_json), False
    if facts is None and not issuer_id:
        if form == "oscal":
            raise click.UsageError("oscal holds findings: give FACTS or --issuer")
        text = queries.law_csv(book) if form == "csv" else json_text(queries.law_json(book))
    else:
        text, blocks = _findings_text(book, facts, form, issuer_id, world_name, on, as_json)
    if out is None:
        click.echo(text, nl=not text.endswith("\n"))
    else:
        wanted(write_whole(out, text.encode(), where="--out"), as_json)
        if as_json:
            print_json({"written": str(out)})
        else:
            click.echo(f"Written: {out}")
    if blocks:
        sys.exit(BREACHED)


def _findings_text(
    book: Rulebook, facts: Path | None, form: str, issuer_id: str, world_name: str, on: str, as_json: bool
) -> tuple[str, bool]:
    """The findings in their form, and whether one is breached or unknown."""
    register = facts if facts is not None and facts.suffix == ".csv" else None
    issuer, day, now = issuer_asked(None if register else facts, issuer_id, world_name, on, as_json)
    found = wanted(_held(book, issuer, register, day), as_json)
    blocks = any(item.blocks for item in found)
    if form == "csv":
        return queries.findings_csv(found), blocks
    if form == "json":
        return json_text([item.as_body() for item in found]), blocks
    about = issuer.name if issuer is not None else str(register)
    return json_text(queries.oscal(book, found, about=about, made_at=now)), blocks


@click.command("reform")
@click.argument("reform", metavar="FILE")
@click.argument("facts", metavar="[FACTS]", required=False, type=READ_FILE)
@click.option("--issuer", "issuer_id", default="", help="An issuer of a world, by its party id, instead of FACTS.")
@click.option("--world", "world_name", default="", help="The world of --issuer; default: the last one played.")
@click.option("--on", "on", default="", metavar="DAY", help="Default: the day of the world, or today.")
@zh_option
@json_option
def rules_reform(
    reform: str, facts: Path | None, issuer_id: str, world_name: str, on: str, zh: bool, as_json: bool
) -> None:
    """What a reform changes: FILE (TOML, or a shipped one such as HK+floor50) over the law it names.

    With FACTS (an issuer's TOML, or a CSV register with subject_id) or --issuer, every finding that flips.

    Example: lantau rules reform HK+floor50 examples/facts/capital.csv --on 2026-09-01
    """
    after = wanted(_reformed(reform), as_json)
    before = wanted(answer_law(after.law.jurisdiction), as_json)
    register = facts if facts is not None and facts.suffix == ".csv" else None
    issuer, day, _ = issuer_asked(None if register else facts, issuer_id, world_name, on, as_json)
    changes = queries.changes(before, after)
    flipped: Sequence[queries.Flip] = ()
    if issuer is not None or register is not None:
        held = [wanted(_held(book, issuer, register, day), as_json) for book in (before, after)]
        flipped = queries.flips(*held)
    if as_json:
        print_json(
            {
                "reform": after.id,
                "on": day.isoformat(),
                "changes": [change.as_body() for change in changes],
                "flips": [flip.as_body() for flip in flipped],
            }
        )
    else:
        click.echo(_reform_text(after, changes, flipped, asked=issuer is not None or register is not None, zh=zh))
    if any(flip.after is not None and flip.after.blocks for flip in flipped):
        sys.exit(BREACHED)


def _reform_text(
    after: Rulebook, changes: Sequence[queries.Change], flipped: Sequence[queries.Flip], *, asked: bool, zh: bool
) -> str:
    lines = [after.id, *(f"  {change.words.zh if zh else change.words.en} [{change.citation}]" for change in changes)]
    if asked:
        count = len(flipped)
        said = f"{count} finding{' flips' if count == 1 else 's flip'}"
        lines += ["", f"{count} 項結論改變" if zh else said]
    for flip in flipped:
        told = flip.told
        sides = [
            ("不在效力期" if zh else "not in force") if side is None else WORDS[side.outcome.value][zh]
            for side in (flip.before, flip.after)
        ]
        lines.append(f"  {told.subject_id}  {told.rule_id}  {sides[0]} -> {sides[1]}")
        lines.append(f"      {told.sentence_zh if zh else told.sentence_en}")
    return "\n".join(lines)


@refuses
def _reformed(name: str) -> Rulebook:
    path = Path(name)
    return queries.load_reform(path) if path.suffix == ".toml" else load(name)


@refuses
def _held(book: Rulebook, issuer: queries.IssuerFacts | None, register: Path | None, day: date) -> tuple[Finding, ...]:
    """Every finding on an issuer or a register; raises what the register is refused."""
    if register is None:
        assert issuer is not None, "an issuer or a register is asked about"
        return queries.findings_of(book, issuer, day)
    answer = evaluate_csv(book, register, on=day)
    if isinstance(answer, Refusal):
        raise Refused(answer)
    return answer
