"""What is contradictory in an application: two places that disagree, a paper that does not say what it is said to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from lantau.licensing.annex_b import annex_b
from lantau.licensing.application import Application, Document
from lantau.licensing.criteria import sections
from lantau.licensing.document_tables import Table, stated_by
from lantau.licensing.reading_papers import holds_heading, line_stating
from lantau.licensing.remarks import Remark, remark
from lantau.licensing.statements import Stated, Statement, of_the_form, spoken, vocabulary, whole_years
from lantau.rulebook import Rulebook


def everything_stated(application: Application, tables: tuple[Table, ...]) -> tuple[Stated, ...]:
    """What form, papers and tables state, the form first; a paper's statement is placed at its own line if found."""
    found = [*of_the_form(application)]
    for paper in application.papers:
        found += [
            Stated(name, value, _place(application, paper, name), paper.item) for name, value in paper.states.items()
        ]
        counted = annex_b().item(paper.item).period
        if counted and paper.period_from is not None and paper.period_to is not None:
            years = whole_years(paper.period_from, paper.period_to)
            found.append(Stated(counted, years, paper.place("period_to"), paper.item))
    for table in tables:
        found += stated_by(table)
    return tuple(found)


def _place(application: Application, paper: Document, name: str) -> str:
    text = _text(application, paper)
    value = paper.states[name]
    if text is not None and not isinstance(value, bool):
        line = line_stating(text, vocabulary()[name], value)
        if line is not None:
            return f"{paper.file}:{line}"
    return paper.place(f"states.{name}")


def _text(application: Application, paper: Document) -> str | None:
    """The text of a paper that was read as prose; None of any other."""
    if application.folder is None or paper.file.lower().endswith(".csv"):
        return None
    found = application.folder.attachments.get(paper.file)
    return found.text if found is not None else None


def disagreements(stated: tuple[Stated, ...]) -> Iterator[Remark]:
    """Each statement that differs from the first of its meaning, with both places named."""
    first: dict[tuple[str, int | None], Stated] = {}
    told: set[tuple[str, int | None, int, str]] = set()
    for each in stated:
        earlier = first.setdefault((each.name, each.year), each)
        before, spelled = spoken(each.name, earlier.value), spoken(each.name, each.value)
        if _same(each, earlier) or (each.name, each.year, each.item, spelled[0]) in told:
            continue
        told.add((each.name, each.year, each.item, spelled[0]))
        words = vocabulary()[each.name]
        year = f" {each.year}" if each.year else ""
        yield remark(
            "disagree", item=each.item, subject=f"{each.name}{year}", places=(earlier.place, each.place),
            citation=words.citation, gravity=_gravity(words), what_en=f"{words.en}{year}",
            what_zh=f"{words.zh}{year}", first_en=before[0], first_zh=before[1], second_en=spelled[0],
            second_zh=spelled[1],
        )  # fmt: skip


def _gravity(words: Statement) -> int:
    """The first order where a rule or a minimum criterion rests on the statement; else that of the remark."""
    return 1 if words.facts or sections(words.citation) else 0


def _same(one: Stated, other: Stated) -> bool:
    kind = vocabulary()[one.name].kind
    if kind == "list":
        return set(str(one.value).split(",")) == set(str(other.value).split(","))
    if kind == "text":
        return str(one.value).casefold().split() == str(other.value).casefold().split()
    return one.value == other.value


def contested(remarks: tuple[Remark, ...]) -> frozenset[str]:
    """The facts that two places disagree on, or that a paper does not bear out: they are not known."""
    names = {each.subject.partition(" ")[0] for each in remarks if each.code in ("disagree", "not_in_document")}
    return frozenset(fact for name in names for fact in vocabulary()[name].facts)


def not_borne_out(application: Application) -> Iterator[Remark]:
    """What the form says a paper states or holds, and the paper's own text does not."""
    for paper in application.papers:
        text = _text(application, paper)
        if not text or not text.strip():
            continue
        for name, value in paper.states.items():
            words = vocabulary()[name]
            if line_stating(text, words, value) is None:
                places = (paper.place(f"states.{name}"), paper.file)
                yield remark(
                    "not_in_document", item=paper.item, subject=name, places=places,
                    citation=words.citation, gravity=_gravity(words), file=paper.file, what_en=words.en,
                    what_zh=words.zh, first_en=spoken(name, value)[0], first_zh=spoken(name, value)[1],
                )  # fmt: skip
        for part, heading in paper.parts.items():
            if not holds_heading(text, heading):
                asked = next(each for each in annex_b().item(paper.item).parts if each.name == part)
                places = (paper.place(f"parts.{part}"), paper.file)
                yield remark(
                    "part_not_in_document", item=paper.item, subject=part, places=places,
                    citation=asked.citation, file=paper.file, heading=heading,
                )  # fmt: skip


def against_the_law(book: Rulebook, stated: tuple[Stated, ...], on: date) -> Iterator[Remark]:
    """Terms that the law does not admit, whoever states them, and least amounts that need a reason."""
    for each in stated:
        if not each.item:
            continue
        words, item = vocabulary()[each.name], annex_b().item(each.item)
        told_en, told_zh = spoken(each.name, each.value)
        if each.name == LEAST_AMOUNT and each.value:
            yield remark(
                "least_amount", item=each.item, subject=each.name, places=(each.place,), citation=words.citation,
                item_en=item.en, item_zh=item.zh, measured=told_en,
            )  # fmt: skip
        if words.against and _is_against(book, each, on):
            against = words.against
            yield remark(
                "against_law", item=each.item, subject=each.name, places=(each.place, against["citation"]),
                citation=against["citation"], item_en=item.en, item_zh=item.zh, what_en=words.en, what_zh=words.zh,
                first_en=told_en, first_zh=told_zh, law_en=against["en"], law_zh=against["zh"],
            )  # fmt: skip


LEAST_AMOUNT = "redemption_minimum_hkd"


def _is_against(book: Rulebook, each: Stated, on: date) -> bool:
    against = vocabulary()[each.name].against
    if "more_than" in against:
        assert isinstance(each.value, int)
        return each.value > book.parameter(against["more_than"], on)
    return bool(each.value == against["value"])


def as_told(application: Application, stated: tuple[Stated, ...]) -> Application:
    """The application with what its papers say against it: a corporate controller in a table is one."""
    corporate = any(each.name == "has_corporate_controllers" and each.value is True for each in stated)
    if not corporate or application.applicant.has_corporate_controllers:
        return application
    return replace(application, applicant=replace(application.applicant, has_corporate_controllers=True))
