"""`lantau perimeter`: is it regulated, may it be issued, who may offer it to whom; with the path of sections."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from lantau.cli.asking import answer_day, answer_law, hold_option, law_option
from lantau.cli.output import BREACHED, json_option, print_json, table, wanted, zh_option
from lantau.dates import SystemClock, hk_date
from lantau.refusal import Json, refuses
from lantau.rulebook import queries

SAID = {
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "unknown": ("unknown", "未知"),
    "does_not_arise": ("does not arise", "無須考慮"),
    "path": ("The path", "路徑"),
    "rests": ("rests on", "根據"),
    "step": ("step", "步驟"),
    "steps": ("steps", "步驟"),
    "beside": ("weighed beside", "並列考慮"),
    "missing": ("not told", "未提供"),
    "offeror": ("offeror", "要約提供者"),
    "public": ("to the public", "向公眾"),
    "specified": ("to persons in the Gazette", "向憲報指明的人"),
    "who": ("Who may offer it, exemptions apart", "誰可要約提供（豁免除外）"),
    "free": (
        "It is no specified stablecoin, so the Ordinance does not restrict who offers it.",
        "它不屬指明穩定幣，《條例》不限制誰可要約提供。",
    ),
}
"""Words of the path in both languages."""

GUIDE = """\
# A path through the perimeter. Take the # from the line of each fact that you know and give its value.
# What you leave out stays unknown, which is never a yes or a no. 路徑問卷：填上已知事實；留空即屬未知。
name = "A thing of mine"

[facts]
"""


@click.command()
@click.argument("facts", metavar="[FACTS.toml]", required=False, type=click.Path(path_type=Path))
@click.option("--ask", is_flag=True, help="Print an empty questionnaire: every fact, its words and its section.")
@click.option("--on", "on", default="", metavar="DAY", help="The day whose law applies; default: today.")
@law_option
@hold_option
@zh_option
@json_option
def perimeter(facts: Path | None, ask: bool, on: str, law: str, hold_last: bool, zh: bool, as_json: bool) -> None:
    """Take the thing described in FACTS.toml through the perimeter, question by question.

    Is it a stablecoin, a specified one, a regulated activity, held out, offered; may it be issued; who may offer it to
    whom. Each answer with the facts it rests on and its section. What is not told is unknown: never a yes or a no.

    Example: lantau perimeter examples/perimeter/hkd-coin-abroad.toml --on 2026-09-01
    """
    if (facts is None) is not ask:
        raise click.UsageError("give a file, or --ask for an empty one")
    day = wanted(answer_day(on or hk_date(SystemClock().now()).isoformat()), as_json)
    book = wanted(answer_law(law), as_json)
    if facts is None:
        asked = wanted(refuses(queries.questionnaire)(book, day), as_json)
        if as_json:
            print_json([_as_body(fact, citation) for fact, citation in asked])
        else:
            click.echo(_questionnaire(asked), nl=False)
        return
    told = wanted(queries.read_issuer(facts), as_json)
    walked = wanted(refuses(queries.perimeter_path)(book, told.name, told.facts, on=day, hold_last=hold_last), as_json)
    if as_json:
        print_json(walked.as_body())
    else:
        click.echo(_text(walked, zh=zh))
    if walked.blocks:
        sys.exit(BREACHED)


def _text(walked: queries.Path, *, zh: bool) -> str:
    lines = [f"{walked.on.isoformat()}  {walked.name} ({walked.rulebook_id})", ""]
    lines += [f"{_said(step.answer, zh):>14}  {_question(step, zh)}" for step in walked.conclusions]
    lines += ["", SAID["path"][zh]]
    for step in walked.steps:
        lines += _step_lines(step, zh=zh)
    if not walked.offers:
        return "\n".join([*lines, "", SAID["free"][zh]])
    rows = [
        (line.words.zh if zh else line.words.en, _said(line.to_public, zh), _said(line.to_specified, zh))
        for line in walked.offers
    ]
    headings = [SAID[name][zh] for name in ("offeror", "public", "specified")]
    return "\n".join([*lines, "", SAID["who"][zh], table(headings, rows)])


def _step_lines(step: queries.Step, *, zh: bool) -> Iterable[str]:
    indent = " " * 20
    yield f"{step.number:>4}  {_said(step.answer, zh):>14}  {_question(step, zh)} [{step.citation}]"
    known = [item.words.zh if zh else item.words.en for item in step.facts if item.value is not None]
    if step.steps:
        known.insert(
            0,
            f"{SAID['steps' if len(step.steps) > 1 else 'step'][zh]} {', '.join(str(number) for number in step.steps)}",
        )
    missing = [item.words.zh if zh else item.words.en for item in step.facts if item.value is None]
    beside = [item.words.zh if zh else item.words.en for item in step.beside]
    for name, said in (("rests", known), ("missing", missing), ("beside", beside)):
        if said:
            yield f"{indent}  {SAID[name][zh]}: {('；' if zh else '; ').join(said)}"


def _question(step: queries.Step, zh: bool) -> str:
    return step.question.zh if zh else step.question.en


def _said(answer: queries.Answer, zh: bool) -> str:
    return SAID[answer.value][zh]


def _as_body(fact: queries.Fact, citation: str) -> dict[str, Json]:
    """One question, as `rules facts --json` has a fact, with its section."""
    return {
        "name": fact.name,
        "type": fact.kind,
        "values": list(fact.values),
        "en": fact.words.en,
        "zh": fact.words.zh,
        "citation": citation,
    }


def _questionnaire(asked: Iterable[tuple[queries.Fact, str]]) -> str:
    """A file that `perimeter` reads back once lines are filled in."""
    blocks = [GUIDE]
    for fact, citation in asked:
        values = {"bool": "true or false", "date": "YYYY-MM-DD"}.get(fact.kind, " | ".join(fact.values) or fact.kind)
        blocks.append(f'# {fact.words.en}\n# {fact.words.zh} [{citation}]\n# {values}\n#"{fact.name}" =\n\n')
    return "".join(blocks).rstrip("\n") + "\n"
