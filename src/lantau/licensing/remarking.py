"""Every remark on an application, from the form, the papers, their tables and the law. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from lantau.licensing.agreement import against_the_law, as_told, disagreements, everything_stated, not_borne_out
from lantau.licensing.annex_b import annex_b
from lantau.licensing.application import Application
from lantau.licensing.document_tables import tables_of
from lantau.licensing.paper_remarks import on_form, on_items, on_period, on_silence
from lantau.licensing.remarks import Remark, in_order, remark
from lantau.licensing.reserve_remarks import on_reserve
from lantau.rulebook import Rulebook


def remarks_on(book: Rulebook, application: Application, on: date) -> tuple[Remark, ...]:
    """Everything missing, weak or contradictory, the gravest first.

    Raises Refused licensing.bad_table, money.not_an_amount, and rulebook.not_covered outside the law's coverage.
    """
    tables = tables_of(application)
    stated = everything_stated(application, tables)
    found = [*on_items(application)]
    if application.papers:
        found += not_borne_out(application)
        found += disagreements(stated)
        found += against_the_law(book, stated, on)
        found += on_reserve(book, application, tables, on)
        found += on_silence(application, stated)
    for paper in application.papers:
        found += on_form(paper, application, on)
        found += on_period(book, paper, tables, on)
    return in_order(found)


def as_its_papers_tell(application: Application) -> Application:
    """The application as its own tables have it where the form says less: what it must file follows from that."""
    return as_told(application, everything_stated(application, tables_of(application)))


def on_gaps(application: Application, gaps: Iterable[tuple[str, str, str, str]]) -> Iterator[Remark]:
    """What the form leaves out, as remarks: each gap is what, its words in both languages, and its citation."""
    known = {f"annex_b.{item.number}" for item in annex_b().items}
    for what, en, zh, citation in gaps:
        if what not in known:
            yield remark(
                "not_told", item=0, subject=what, places=(application.source,), citation=citation,
                what_en=en, what_zh=zh,
            )  # fmt: skip
