"""The gap report of an application as a printed page sees it: headings, counts and tables in one language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

TONES = {
    **dict.fromkeys(("breached", "contradictory", "not_on_file", "not_there", "1"), "bad"),
    **dict.fromkeys(("unknown", "missing", "listed", "2"), "doubt"),
    **dict.fromkeys(("met", "on_file"), "good"),
}
"""The colour that repeats a word; other words are set plainly."""


CHINESE_PLACES = (
    (r"Annex B items? ([\d(), -]*[\d)])", r"附件B第\1項"),
    (r"Annex A para ([\d(), -]*[\d)])", r"附件A第\1段"),
    (r"Annex A\b", "附件A"),
    (r"Sch\.(\d+) s\.([\d()a-z-]+)", r"附表\1第\2條"),
    (r"s\.([\d()a-z-]+)", r"第\1條"),
)
"""How the places of a citation are written for a reader of Chinese."""


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph of a cell. ``style`` is plain, strong, place (of a file), small or a tone word."""

    words: str
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its share of the page's width in hundredths."""

    heading: str
    width: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading; each row is one tuple of paragraphs a column."""

    heading: str
    lead: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[tuple[Text, ...], ...], ...]
    level: int = 2
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole report in one language."""

    language: str
    words: Mapping[str, str]
    applicant: str
    day: str
    particulars: tuple[tuple[str, str], ...]
    verdict: str
    tone: str
    counts: tuple[tuple[str, str, str], ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """The words of the report by language, as shipped."""
    text = resources.files("lantau.cli").joinpath("gap_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def gap_html(set_out: Sheet) -> str:
    """The report as one page without script, picture or anything fetched."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(
        loader=PackageLoader("lantau.cli"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return pages.get_template("gap_report.html").render(sheet=set_out)


def sheet(body: Mapping[str, Any], language: str) -> Sheet:
    """The report of an assessment as plain data (``Assessment.as_json``) in ``en`` or ``zh``."""
    words = catalogue()[language]
    translated = {str(each["key"]) for each in body["sources"] if "translation" in str(each["status"])}
    setter = _Setter(words, language, translated)
    summary = body["summary"]
    outcomes = summary["findings"]
    shut = words["verdict_shut"].format(
        count=summary["gravity"]["1"], breached=outcomes.get("breached", 0), unknown=outcomes.get("unknown", 0)
    )
    return Sheet(
        language=language,
        words=words,
        applicant=str(body["applicant"]),
        day=str(body["on"]),
        particulars=(
            (words["applicant"], str(body["applicant"])),
            (words["kind"], words[str(body["kind"])]),
            (words["reference"], str(body["reference"])),
            (words["assessed"], str(body["on"])),
            (words["rulebook"], str(body["rulebook_id"])),
            (words["form"], str(body["source"])),
        ),
        verdict=words["verdict_open"] if body["is_grantable"] else shut,
        tone="good" if body["is_grantable"] else "bad",
        counts=_counts(summary, words),
        tables=(
            *setter.remarks(body),
            setter.items(body),
            setter.criteria(body),
            *setter.beside(body),
            setter.findings(body),
            setter.documents(body),
        ),
        notes=tuple(words[f"method_{number}"] for number in (1, 2, 3, 4)),
        sources=tuple(setter.source(each) for each in body["sources"] if each["key"] in _cited(body)),
    )


def _counts(summary: Mapping[str, Any], words: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    remarks, criteria, items = summary["remarks"], summary["criteria"], summary["items"]
    there = items.get("on_file", 0) + items.get("listed", 0)
    asked = there + items.get("not_on_file", 0)
    unmet = criteria["breached"] + criteria["unknown"]
    return (
        (str(remarks["contradictory"]), words["count_contradictory"], "bad" if remarks["contradictory"] else "good"),
        (str(remarks["missing"]), words["count_missing"], "bad" if remarks["missing"] else "good"),
        (str(remarks["weak"]), words["count_weak"], "doubt" if remarks["weak"] else "good"),
        (f"{there}/{asked}", words["count_on_file"], "good" if there == asked else "bad"),
        (f"{unmet}/{sum(criteria.values())}", words["count_criteria"], "bad" if unmet else "good"),
    )


class _Setter:
    """Sets parts of the report in one language, with our mark on texts that we translated."""

    def __init__(self, words: Mapping[str, str], language: str, translated: set[str]) -> None:
        self.words = words
        self.language = language
        self.translated = translated

    def said(self, each: Mapping[str, Any], prefix: str = "") -> str:
        """The words of a thing in the reader's language."""
        return str(each[f"{prefix}{self.language}"])

    def cite(self, citation: str) -> tuple[Text, ...]:
        """A citation, each of its texts on a line of its own and marked where the wording is our translation."""
        citation = citation.replace("Licensing Note ", "EN ")
        parts = [part.strip() for part in citation.split(";") if part.strip()]
        return tuple(
            Text(f"{self.place(part)}\u00a0†" if part.split(" ")[0] in self.translated else self.place(part))
            for part in parts
        )

    def place(self, citation: str) -> str:
        """A citation with its places in the reader's language; the keys of the texts stay and are listed at the end."""
        if self.language != "zh":
            return citation
        for pattern, words in CHINESE_PLACES:
            citation = re.sub(pattern, words, citation)
        return citation

    def chip(self, word: str) -> Text:
        """A word of standing, in its tone."""
        return Text(self.words[word], TONES.get(word, "plain"))

    def source(self, each: Mapping[str, Any]) -> str:
        """One text with its key, and our mark where we translated it."""
        mark = " †" if str(each["key"]) in self.translated else ""
        return f"{each['key']}{mark}: {self.said(each)}. {each['citation']}"

    def remarks(self, body: Mapping[str, Any]) -> tuple[Table, ...]:
        """A table of remarks for each gravity, numbered through."""
        columns = self._columns((("col_number", 5), ("col_item", 13), ("col_remark", 63), ("col_paragraph", 19)))
        lead = Table(
            self.words["remarks"], self.words["remarks_lead"], (), (), empty="" if body["remarks"] else "no_remarks"
        )
        found, number = [lead], 0
        for gravity in (1, 2, 3):
            rows = []
            for each in body["remarks"]:
                if each["gravity"] == gravity:
                    number += 1
                    rows.append(self._remark(number, each))
            if rows:
                found.append(Table(self.words[f"gravity_{gravity}"], "", columns, tuple(rows), level=3))
        return tuple(found)

    def _remark(self, number: int, each: Mapping[str, Any]) -> tuple[tuple[Text, ...], ...]:
        item = str(each["item"]) if each["item"] else self.words["form_itself"]
        return (
            (Text(str(number)),),
            (Text(item, "strong"), self.chip(each["kind"])),
            (
                Text(self.said(each), "strong"),
                *(Text(place, "place") for place in each["places"] if place != each["citation"]),
                Text(self.words["todo"].format(words=self.said(each, "todo_"))),
            ),
            self.cite(each["citation"]),
        )

    def items(self, body: Mapping[str, Any]) -> Table:
        """Annex B, item by item."""
        rows = tuple(
            (
                (Text(str(each["number"]), "strong"),),
                (Text(self.said(each)), *self._official(each)),
                (self.chip(each["status"]), *(Text(each["because"], "small") for _ in [0] if each["because"])),
                (Text(each["file"], "place"),) if each["file"] else (),
                (Text(str(each["remark_count"] or "")),),
            )
            for each in body["items"]
        )
        columns = self._columns(
            (("col_number", 6), ("col_item", 44), ("col_status", 15), ("col_file", 26), ("col_remarks", 9))
        )
        return Table(self.words["items"], self.words["items_lead"], columns, rows)

    def _official(self, each: Mapping[str, Any]) -> tuple[Text, ...]:
        """The term as the Chinese text has it, beside our English."""
        return (Text(str(each["zh"]), "small"),) if self.language == "en" else ()

    def criteria(self, body: Mapping[str, Any]) -> Table:
        """The minimum criteria with what each rests on."""
        findings = {each["rule_id"]: each for each in body["findings"]}
        rows = []
        for each in body["criteria"]:
            rests = [self._finding(findings[rule_id]) for rule_id in each["findings"]]
            there = [number for number in each["items"] if number not in each["lacking"]]
            if each["standing"] != "not_applicable":
                rests += [Text(self.words["bearing"].format(items=_listed(there)))] if there else []
                rests += [Text(self.words["lacking"].format(items=_listed(each["lacking"])), "bad")] * bool(
                    each["lacking"]
                )
            if each["remarks"]:
                rests.append(Text(self.words["numbered"].format(numbers=_listed(each["remarks"])), "doubt"))
            rests += [self._asked(asked) for asked in each["asked"]]
            rows.append(
                (
                    (Text(str(each["section"]), "strong"),),
                    (Text(self.said(each)), *self._official(each)),
                    (self.chip(each["standing"]),),
                    tuple(rests),
                    self.cite(f"{each['citation']}; {each['note']}"),
                )
            )
        columns = self._columns(
            (("col_number", 6), ("col_criterion", 20), ("col_standing", 13), ("col_rests", 45), ("col_paragraph", 16))
        )
        return Table(self.words["criteria"], self.words["criteria_lead"], columns, tuple(rows))

    def _finding(self, each: Mapping[str, Any]) -> Text:
        outcome = str(each["outcome"])
        sentence = re.sub(r"\s*\[[^\[\]]*\][.。]?$", "", self.said(each, "sentence_"))
        return Text(f"{self.words[outcome]}: {sentence}", TONES.get(outcome, "plain"))

    def _asked(self, each: Mapping[str, Any]) -> Text:
        told = self.words[f"asked_{each['kind']}"].format(words=self.said(each))
        return Text(f"{told} [{self.place(each['citation'])}]", "bad" if each["standing"] == "not_on_file" else "small")

    def beside(self, body: Mapping[str, Any]) -> tuple[Table, ...]:
        """What else an applicant is asked for; no table when there is nothing."""
        rows = tuple(
            ((Text(self.said(each)),), (self.chip(each["standing"]),), self.cite(each["citation"]))
            for each in body["beside_the_criteria"]
        )
        columns = self._columns((("col_requirement", 55), ("col_standing", 20), ("col_paragraph", 25)))
        return (Table(self.words["beside"], "", columns, rows),) if rows else ()

    def findings(self, body: Mapping[str, Any]) -> Table:
        """Each rule of the gate with its outcome and its sentence."""
        rows = tuple(
            (
                (Text(self.said(each, "title_"), "strong"), Text(str(each["rule_id"]), "place")),
                (self.chip(str(each["outcome"])),),
                (Text(re.sub(r"\s*\[[^\[\]]*\][.。]?$", "", self.said(each, "sentence_"))),),
                self.cite(str(each["citation"])),
            )
            for each in body["findings"]
        )
        columns = self._columns(
            (("col_requirement", 30), ("col_outcome", 14), ("col_rests", 36), ("col_paragraph", 20))
        )
        return Table(self.words["findings"], self.words["findings_lead"], columns, rows)

    def documents(self, body: Mapping[str, Any]) -> Table:
        """Every file with its size and digest."""
        if not body["documents_read"]:
            return Table(self.words["documents"], self.words["documents_none"], (), ())
        rows = []
        for each in body["documents"]:
            digest = str(each["sha256"])
            state = (
                (self.chip("not_there"),)
                if not each["there"]
                else (Text(digest[:32], "place"), Text(digest[32:], "place"))
            )
            unread = () if each["text_read"] or not each["there"] else (Text(self.words["text_not_read"], "small"),)
            size = "" if each["size_bytes"] is None else f"{each['size_bytes']:,}"
            title = (Text(str(each["title"])),) if each["title"] else ()
            told = (*title, Text(str(each["file"]), "place"), *unread)
            rows.append(((Text(str(each["item"]), "strong"),), told, (Text(size),), state))
        columns = self._columns((("col_item", 8), ("col_document", 44), ("col_size", 12), ("col_digest", 36)))
        return Table(self.words["documents"], self.words["documents_lead"], columns, tuple(rows))

    def _columns(self, columns: tuple[tuple[str, int], ...]) -> tuple[Column, ...]:
        return tuple(Column(self.words[key], width) for key, width in columns)


def _cited(body: Mapping[str, Any]) -> set[str]:
    """The keys of the texts that the report names."""
    citations = [each["citation"] for part in ("remarks", "items", "findings") for each in body[part]]
    citations += [f"{each['citation']};{each['note']}" for each in body["criteria"]]
    citations += [asked["citation"] for each in body["criteria"] for asked in each["asked"]]
    citations += [each["citation"] for each in body["beside_the_criteria"]]
    return {part.strip().partition(" ")[0] for citation in citations for part in str(citation).split(";")}


def _listed(numbers: list[int]) -> str:
    return ", ".join(str(number) for number in numbers)
