"""Judges the assets that a reserve policy allows by the rulebook's own rules on eligible assets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from lantau.licensing.annex_b import annex_b
from lantau.licensing.application import Application
from lantau.licensing.document_tables import WHOLE_BPS, Line, Table, total_bps
from lantau.licensing.refusals import BAD_TABLE
from lantau.licensing.remarks import Remark, remark
from lantau.refusal import Refusal, Refused
from lantau.rulebook import Finding, Outcome, Rulebook, Value, queries

POLICY, CUSTODY = 15, 21
RULES = ("HK.asset.eligible", "HK.asset.currency")
"""Kind and terms, and currency. What a custodian or a lien does to an asset is known only once it is held."""

MONTHS_MOST = 999
MONTHS = "months"
"""The column of the longest term in months; it stands for the days between placing and maturity."""


def on_reserve(book: Rulebook, application: Application, tables: tuple[Table, ...], on: date) -> Iterator[Remark]:
    """Assets that are not eligible, or of which too little is told to say; shares that are not the whole."""
    papers = {paper.item: paper for paper in application.papers}
    judged = [table for table in tables if table.key == "asset"]
    if POLICY in papers and not any(table.item == POLICY for table in judged) and application.folder is not None:
        item = annex_b().item(POLICY)
        place = papers[POLICY].place("tables")
        yield remark(
            "asset_not_judged", item=POLICY, subject="tables", places=(place,), citation="G 2.3.1; O Sch.2 s.5(5)",
            item_en=item.en, item_zh=item.zh,
        )  # fmt: skip
    for table in tables:
        total = total_bps(table)
        if total is not None and total != WHOLE_BPS:
            citation = "G 2.3.1" if table.key == "asset" else annex_b().item(table.item).citation
            places = (table.place(None, "share_bps"), table.place())
            yield remark(
                "sum_not_whole", item=table.item, subject=table.file, places=places, citation=citation,
                file=table.file, measured=f"{total:,}",
            )  # fmt: skip
    for table in judged:
        if not {"class", "currency"} <= set(table.columns):
            message = "a table of reserve assets needs the columns class and currency"
            raise Refused(Refusal(BAD_TABLE, message, table.place(None, "asset")))
        for line in table.lines:
            given = _facts(application, table, line, on)
            for finding in _judged(book, given, table, line, on):
                yield from _on_asset(table, line, finding)


def _judged(book: Rulebook, given: dict[str, Value | None], table: Table, line: Line, on: date) -> tuple[Finding, ...]:
    """The findings on one asset; a word that is none of a fact's words is refused where it stands."""
    try:
        return book.judge(RULES, given, subject_id=line.cells["asset"], on=on)
    except Refused as refused:
        if refused.refusal.code.name not in ("rulebook.wrong_type", "rulebook.overflow"):
            raise
        raise Refused(Refusal(BAD_TABLE, refused.refusal.message, table.place(line))) from None


def _on_asset(table: Table, line: Line, finding: Finding) -> Iterator[Remark]:
    asset = line.cells["asset"]
    if finding.outcome is Outcome.BREACHED:
        yield remark(
            "asset_not_admitted", item=table.item, subject=asset, places=(table.place(line), finding.citation),
            citation=finding.citation, asset=asset, why_en=_why(finding.sentence_en), why_zh=_why(finding.sentence_zh),
        )  # fmt: skip
    elif finding.outcome is Outcome.UNKNOWN:
        words = {str(each["name"]): each for each in queries.facts()}
        told_en, told_zh = (
            mark.join(f"{words[name][language]} ({name.removeprefix('asset.')})" for name in finding.missing)
            for language, mark in (("en", "; "), ("zh", "；"))
        )
        yield remark(
            "asset_not_told", item=table.item, subject=asset, places=(table.place(line),), citation=finding.citation,
            asset=asset, missing_en=told_en, missing_zh=told_zh,
        )  # fmt: skip


def _why(sentence: str) -> str:
    """A finding's sentence without the citation at its end, to stand inside another."""
    return re.sub(r"\s*\[[^\[\]]*\][.。]?$", "", sentence)


def _facts(application: Application, table: Table, line: Line, on: date) -> dict[str, Value | None]:
    """The facts of one asset as the rulebook names them; a column is a fact's name after ``asset.``, or ``months``."""
    known = {str(each["name"]): each for each in queries.facts()}
    references = application.coin.reference_currencies
    given: dict[str, Value | None] = {"asset.currency_matches_reference": line.cells["currency"] in references}
    for column in table.columns:
        fact = known.get(f"asset.{column}")
        if fact is None or not line.cells[column]:
            continue
        if fact["type"] == "bool":
            given[f"asset.{column}"] = table.truth(line, column)
        elif fact["type"] == "int":
            given[f"asset.{column}"] = table.whole(line, column)
        elif fact["type"] == "date":
            raise Refused(Refusal(BAD_TABLE, f"{column} is a day; a policy tells {MONTHS}", table.place(line, column)))
        else:
            given[f"asset.{column}"] = line.cells[column]
    if line.cells.get(MONTHS):
        given |= {"asset.placed_on": on, "asset.valued_on": on}
        months = table.whole(line, MONTHS)
        if months > MONTHS_MOST:
            raise Refused(Refusal(BAD_TABLE, f"{months} months is no term", table.place(line, MONTHS)))
        given["asset.matures_on"] = _months_later(on, months)
    return given


def _months_later(day: date, months: int) -> date:
    """The same day so many months on, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("a month has 28 days")
