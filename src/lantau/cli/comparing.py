"""One issuer under every regime: `lantau rules compare`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lantau.cli.issuers import issuer_asked
from lantau.cli.output import BREACHED, json_option, print_json, table, wanted, zh_option
from lantau.refusal import refuses
from lantau.rulebook import Rulebook, load, load_folder, queries

WORDS = {
    "": ("-", "－"),
    "met": ("met", "符合"),
    "breached": ("breached", "違反"),
    "unknown": ("unknown", "未知"),
    "not_applicable": ("n/a", "不適用"),
    "not_covered": ("not covered", "不涵蓋"),
    "covered": ("covers that day", "涵蓋該日"),
    "held": ("ended; its last text is held", "已過涵蓋期；沿用最後文本"),
    "ended": ("ended before that day", "涵蓋期在該日之前已完結"),
    "begins": ("begins after that day", "在該日之後才開始"),
    "text": ("the text is known at second hand", "文本經二手來源得悉"),
    "facts": ("a fact is missing", "欠缺事實"),
    "unjudged": ("only told, not judged by itself", "只列出，不作獨立判斷"),
    "nothing": ("no text is known here", "未有所知的文本"),
    "proposed": ("proposed, no law yet", "建議，尚非法律"),
    "source": ("read", "已閱原文"),
    "secondary": ("second hand", "二手來源"),
    "memory": ("remembered, not seen", "憑記憶，未見原文"),
}
"""Words of the comparison in both languages: outcomes, standings, reasons and confidences."""


@click.command("compare")
@click.argument("facts", metavar="[FACTS.toml]", required=False, type=click.Path(path_type=Path))
@click.option("--issuer", "issuer_id", default="", help="An issuer of a world, by its party id, instead of a file.")
@click.option("--on", "on", default="", metavar="DAY", help="Default: the day of the world, or today.")
@click.option("--topic", "topic_ids", multiple=True, help="Only this topic, with every number, rule and note in full.")
@click.option("--regime", "regimes", multiple=True, help="Only this regime, such as HK, EU or HK+floor50.")
@click.option("--also", "folders", multiple=True, type=click.Path(path_type=Path), help="A folder of law of your own.")
@click.option("--hold-last", is_flag=True, help="Let a text answer after its coverage; stamped.")
@zh_option
@click.option("--world", "world_name", default="", help="The world of --issuer; default: the last one played.")
@json_option
def rules_compare(
    facts: Path | None,
    issuer_id: str,
    on: str,
    topic_ids: tuple[str, ...],
    regimes: tuple[str, ...],
    folders: tuple[Path, ...],
    hold_last: bool,
    zh: bool,
    world_name: str,
    as_json: bool,
) -> None:
    """Regimes side by side, topic by topic: numbers with citation and confidence, and one issuer under each.

    What is known at second hand only is unknown, never a pass. Without an issuer the law alone is shown.

    Example: lantau rules compare examples/facts/issuer.toml --on 2026-09-01
    """
    books = wanted(_books(regimes, folders), as_json)
    issuer, asked, _ = issuer_asked(facts, issuer_id, world_name, on, as_json)
    matrix = wanted(refuses(queries.compare)(issuer, asked, books, hold_last=hold_last, only=topic_ids), as_json)
    if as_json:
        print_json(matrix.as_body())
    else:
        click.echo(_text(matrix, zh=zh, in_full=bool(topic_ids) or issuer is None))
    if issuer is not None and matrix.blocks:
        sys.exit(BREACHED)


@refuses
def _books(regimes: tuple[str, ...], folders: tuple[Path, ...]) -> tuple[Rulebook, ...]:
    chosen = tuple(load(name) for name in regimes) if regimes else queries.shipped()
    return (*chosen, *(load_folder(folder) for folder in folders))


def _said(word: str, zh: bool) -> str:
    return WORDS[word][zh]


def _text(matrix: queries.Matrix, *, zh: bool, in_full: bool) -> str:
    lines = [f"{matrix.on.isoformat()}  {matrix.issuer}".rstrip(), ""]
    for column in matrix.columns:
        covered = f"{column.covered_since} - {column.covered_until}, {_said(column.standing, zh)}"
        lines.append(f"{column.rulebook_id:>6}  {column.title.zh if zh else column.title.en} ({covered})")
    if not in_full:
        headings = ("topic", *(column.rulebook_id for column in matrix.columns))
        rows = [(row.topic, *(_said(cell.outcome, zh) for cell in row.cells)) for row in matrix.rows]
        return "\n".join([*lines, "", table(headings, rows), "", "In full: --topic TOPIC"])
    for row in matrix.rows:
        lines += ["", row.title.zh if zh else row.title.en]
        for cell in row.cells:
            lines += _cell_lines(cell, zh=zh)
    return "\n".join(lines)


def _cell_lines(cell: queries.Cell, *, zh: bool) -> list[str]:
    head = f"{cell.rulebook_id:>6}  {_said(cell.outcome, zh)}"
    if cell.outcome == "not_covered":
        head += f" ({'按其文本' if zh else 'by that text'}: {_said(cell.by_text, zh)})"
    if cell.reason:
        head += f" ({_said(cell.reason, zh)})"
    lines = [head]
    for item in cell.numbers:
        said, title = (item.said.zh, item.title.zh) if zh else (item.said.en, item.title.en)
        sure = _said(item.confidence.value, zh)
        if item.about == "proposed":
            sure = f"{_said(item.about, zh)}; {sure}"
        lines.append(f"{'':>8}{said}: {title} [{item.citation}] ({sure})")
    for held in cell.rules:
        outcome = "" if held.outcome is None else f"{_said(held.outcome.value, zh)}: "
        if held.finding is None:
            told = f"{held.title.zh if zh else held.title.en} [{held.citation}]"
        else:
            told = held.finding.sentence_zh if zh else held.finding.sentence_en
        lines.append(f"{'':>8}{held.rule_id}  {outcome}{told} ({_said(held.confidence.value, zh)})")
    for note in cell.notes:
        told = f"{note.title.zh}：{note.text.zh}" if zh else f"{note.title.en}. {note.text.en}"
        lines.append(f"{'':>8}{told} [{note.citation}] ({_said(note.confidence.value, zh)})")
    return lines
