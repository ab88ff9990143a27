"""`lantau assess`: an application, a file or a whole folder, held against the law; the gap report on request."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lantau.cli.asking import answer_day, answer_law, law_option
from lantau.cli.gap_report import catalogue, gap_html, sheet
from lantau.cli.law import print_findings
from lantau.cli.output import BREACHED, json_option, print_json, wanted, zh_option
from lantau.cli.refusals import CANNOT_WRITE_REPORT, REPORT_EXISTS
from lantau.dates import SystemClock, hk_date
from lantau.refusal import Refusal, Refused, refuses

if TYPE_CHECKING:
    from lantau.licensing import Assessment

HTML, PDF = "gap-report.html", "gap-report.pdf"


@click.command()
@click.argument("application", type=click.Path(path_type=Path))
@click.option("--on", "on", default="", metavar="DAY", help="The day whose law applies; default: today.")
@click.option("--report", "report", type=click.Path(path_type=Path), help="Write the gap report into this new folder.")
@click.option("--language", type=click.Choice(["en", "zh"]), help="Of the answer and the report; --zh is short for zh.")
@law_option
@zh_option
@json_option
def assess(
    application: Path, on: str, report: Path | None, language: str | None, law: str, zh: bool, as_json: bool
) -> None:
    """Hold APPLICATION against the licensing criteria: what is missing, weak or contradictory, each with its paragraph.

    APPLICATION is a file, or a folder with application.toml and the documents it lists. --report writes
    gap-report.html and gap-report.pdf.

    Example: lantau assess examples/applications/poor --on 2026-09-01 --report gaps
    """
    from lantau.licensing import assess as held_against
    from lantau.licensing import read_application

    read = wanted(read_application(application), as_json)
    today = hk_date(SystemClock().now()).isoformat()
    day, book = wanted(answer_day(on or today), as_json), wanted(answer_law(law), as_json)
    assessment = wanted(refuses(held_against)(book, read, day), as_json)
    spoken = language or ("zh" if zh else "en")
    body = assessment.as_json()
    if report is not None:
        wanted(write_report(body, report, spoken), as_json)
    if as_json:
        print_json(body)
    else:
        _print(assessment, spoken)
        if report is not None:
            told = catalogue()[spoken]["told_report"].format(html=HTML, pdf=PDF, folder=report)
            click.echo(f"\n{told}")
    if not assessment.is_grantable or assessment.remarks:
        sys.exit(BREACHED)


def _print(assessment: Assessment, language: str) -> None:
    zh, words = language == "zh", catalogue()[language]
    name, day = assessment.application.applicant.name, assessment.on.isoformat()
    click.echo(words["told_head"].format(applicant=name, rulebook=assessment.rulebook_id, day=day) + "\n")
    print_findings(assessment.findings, zh=zh)
    click.echo("\n" + words["told_missing" if assessment.missing else "told_whole"])
    for gap in assessment.missing:
        click.echo(f"  {gap.zh if zh else gap.en} [{gap.citation}]")
    if assessment.application.folder is not None:
        click.echo("\n" + words["told_remarks" if assessment.remarks else "told_none"])
        for each in assessment.remarks:
            click.echo(f"  {words[each.kind.value]:>13}  {each.zh if zh else each.en} [{each.citation}]")
            click.echo(f"{'':>17}{'; '.join(each.places)}")
            click.echo(f"{'':>17}{each.todo_zh if zh else each.todo_en}")
    click.echo("\n" + words["told_open" if assessment.is_grantable else "told_shut"])


@refuses
def write_report(body: Mapping[str, Any], out: Path, language: str) -> Path | Refusal:
    """Write both forms of the gap report into a new folder, all of it or nothing.

    ``body`` is ``Assessment.as_json()``. Refused cli.report_exists, cli.cannot_write_report.
    """
    from lantau.cli.gap_pdf import gap_pdf

    if os.path.lexists(out):
        raise Refused(Refusal(REPORT_EXISTS, f"{out} is there already", "--report"))
    set_out = sheet(body, language)
    pages = {HTML: gap_html(set_out).encode(), PDF: gap_pdf(set_out)}
    unfinished_folder: Path | None = None
    try:
        unfinished_folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        for name, content in pages.items():
            (unfinished_folder / name).write_bytes(content)
        unfinished_folder.chmod(0o755)
        unfinished_folder.rename(out)
    except OSError as reason:
        raise Refused(Refusal(CANNOT_WRITE_REPORT, f"cannot write {out}: {reason.strerror}", "--report")) from None
    finally:
        if unfinished_folder is not None and unfinished_folder.exists():
            shutil.rmtree(unfinished_folder)
    return out
