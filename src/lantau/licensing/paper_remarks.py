"""What is missing or weak in the papers of an application, item by item of Annex B."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from lantau.licensing.annex_b import AnnexItem, annex_b
from lantau.licensing.application import Application, Attachment, Document
from lantau.licensing.document_tables import Table
from lantau.licensing.remarks import Remark, remark
from lantau.licensing.statements import Stated, vocabulary, whole_years
from lantau.rulebook import Rulebook

FILED = "EN 4.4.1"
CHIEF_EXECUTIVE = "chief executive"


def asked_of(application: Application) -> tuple[AnnexItem, ...]:
    """The items this applicant files: those of everybody like it, and those on request that were asked for."""
    required = {item.number for item in annex_b().required(application.traits)} | application.asked_for
    return tuple(item for item in annex_b().items if item.number in required)


def on_items(application: Application) -> Iterator[Remark]:
    """Items that are not filed, and files that are listed and not there or empty."""
    papers = {paper.item: paper for paper in application.papers}
    for item in asked_of(application):
        if item.number not in papers and item.number not in application.documents:
            code = "asked_for_not_filed" if item.is_on_request else "item_not_filed"
            citation = f"O s.14(3)-(4); {item.citation}" if item.is_on_request else f"{FILED}; {item.citation}"
            yield _remark(code, item, f"annex_b.{item.number}", application.source, citation)
    if application.folder is None:
        return
    for paper in application.papers:
        item = annex_b().item(paper.item)
        for key, name in (("file", paper.file), *(("tables", each) for each in paper.tables)):
            found = application.folder.attachments.get(name)
            if found is None or not found.size_bytes or (found.text is not None and not found.text.strip()):
                code = "file_not_there" if found is None else "file_empty"
                yield _remark(code, item, name, paper.place(key), f"{FILED}; {item.citation}", file=name)
    yield from _files(application)


def _files(application: Application) -> Iterator[Remark]:
    assert application.folder is not None
    seen: dict[str, Attachment] = {}
    for paper in application.papers:
        for name in paper.files:
            found = application.folder.attachments.get(name)
            if found is None or not found.size_bytes:
                continue
            other = seen.setdefault(found.sha256, found)
            if other.file != name:
                item = annex_b().item(paper.item)
                yield _remark("identical_files", item, name, name, item.citation, file=name, other=other.file)
    for name in application.folder.unlisted:
        yield remark("unlisted_file", item=0, subject=name, places=(name,), citation="EN 4.4.2-4.4.3", file=name)


def on_form(paper: Document, application: Application, on: date) -> Iterator[Remark]:
    """Day, signature, certificate, approval, independence, parts: what the entry of one paper does not show."""
    item = annex_b().item(paper.item)
    citation = item.citation
    if paper.dated is None:
        yield _remark("undated", item, "dated", paper.place("dated"), citation)
    if item.signed and not paper.signed_by:
        yield _remark("unsigned", item, "signed_by", paper.place("signed_by"), citation)
    if item.certified and paper.certified_by.casefold() != CHIEF_EXECUTIVE:
        yield _remark("not_certified", item, "certified_by", paper.place("certified_by"), citation)
    if item.approved and (paper.approved_by_board_on is None or paper.approved_by_board_on > on):
        place = paper.place("approved_by_board_on")
        yield _remark("not_approved", item, "approved_by_board_on", place, f"{item.approved_citation}; {citation}")
    if item.independent and paper.independent is not True:
        yield _remark("not_independent", item, "independent", paper.place("independent"), citation)
    for key, day in (("dated", paper.dated), ("approved_by_board_on", paper.approved_by_board_on)):
        if day is not None and day > on:
            places = (paper.place(key), f"assessed on {on.isoformat()}")
            yield remark(
                "dated_after", item=item.number, subject=key, places=places, citation=citation, item_en=item.en,
                item_zh=item.zh, measured=day.isoformat(), on=on.isoformat(),
            )  # fmt: skip
    lacking = [part for part in item.parts if part.name not in paper.parts]
    if lacking:
        yield _remark(
            "parts_not_covered", item, "parts", paper.place("parts"), joined([part.citation for part in lacking]),
            names=", ".join(part.name for part in lacking), parts_en="; ".join(part.en for part in lacking),
            parts_zh="；".join(part.zh for part in lacking),
        )  # fmt: skip
    yield from _name(paper, application, item)


def _name(paper: Document, application: Application, item: AnnexItem) -> Iterator[Remark]:
    if application.folder is None:
        return
    found = application.folder.attachments.get(paper.file)
    if found is None or not found.text or paper.file.lower().endswith(".csv"):
        return
    told = " ".join(found.text.casefold().split())
    if " ".join(application.applicant.name.casefold().split()) not in told:
        yield _remark("does_not_name_applicant", item, paper.file, paper.file, item.citation, file=paper.file)


def on_period(book: Rulebook, paper: Document, tables: tuple[Table, ...], on: date) -> Iterator[Remark]:
    """Whether a plan, a budget or accounts run as long as the rulebook asks, and up to when."""
    item = annex_b().item(paper.item)
    if not item.period:
        return
    wanted = book.parameter(item.period, on)
    if paper.period_from is None or paper.period_to is None:
        yield _remark("period_not_stated", item, "period_from", paper.place("period_from"), item.citation)
        return
    measured = whole_years(paper.period_from, paper.period_to)
    if paper.item == BUDGET:
        ahead = [table for table in tables if table.item == BUDGET and table.key == "year"]
        for table in ahead:
            measured = min(measured, sum(table.whole(line, "year") >= on.year for line in table.lines))
    if measured < wanted:
        yield _remark(
            "period_too_short", item, item.period, paper.place("period_to"), item.citation, measured=measured,
            wanted=wanted,
        )  # fmt: skip
    if paper.item == ACCOUNTS and _a_year_later(paper.period_to) <= on:
        yield _remark(
            "accounts_stale", item, "period_to", paper.place("period_to"), item.citation,
            measured=paper.period_to.isoformat(), on=on.isoformat(),
        )  # fmt: skip


BUDGET, ACCOUNTS = 3, 11


def _a_year_later(day: date) -> date:
    """The day on which the financial year after the one that ended on ``day`` is over."""
    last_of_february = (day.month, day.day) == (2, 29)
    return date(day.year + 1, day.month, 28 if last_of_february else day.day)


def on_silence(application: Application, stated: tuple[Stated, ...]) -> Iterator[Remark]:
    """What an item's paper should state and does not, neither under ``states`` nor as a column of its table."""
    said = {(each.name, each.item) for each in stated}
    for paper in application.papers:
        item = annex_b().item(paper.item)
        for name, words in vocabulary().items():
            if paper.item in words.items and (name, paper.item) not in said and _is_needed(application, name):
                place = paper.place(f"states.{name}")
                yield _remark(
                    "not_stated", item, name, place, words.citation, what=name, what_en=words.en, what_zh=words.zh
                )


def _is_needed(application: Application, name: str) -> bool:
    """The board and capital of an authorized institution are another regime's (O Sch.2 s.2(2); G 7.1.3)."""
    capital = name in ("paid_up_hkd", "accumulated_losses_hkd", "accounts_on")
    board = name in ("directors", "independent_directors")
    return not (application.applicant.is_authorized_institution and (capital or board))


def _remark(code: str, item: AnnexItem, subject: str, place: str, citation: str, **words: str | int) -> Remark:
    named: dict[str, Any] = {"item_en": item.en, "item_zh": item.zh, **words}
    return remark(code, item=item.number, subject=subject, places=(place,), citation=citation, **named)


def joined(citations: list[str]) -> str:
    """Citations as one; paragraphs of one number are told by it once, as in ``G 8.2.4(1), (3), (5)``."""
    found: dict[str, list[str]] = {}
    for part in dict.fromkeys(each.strip() for citation in citations for each in citation.split(";")):
        stem, bracket, rest = part.partition("(")
        found.setdefault(stem if bracket else part, []).append(f"({rest}" if bracket else "")
    return "; ".join(f"{stem}{', '.join(dict.fromkeys(endings))}" for stem, endings in found.items())
