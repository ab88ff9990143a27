"""The minimum criteria as an application stands to them: what is measured, what is on file, what is to be judged."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources

from lantau.licensing.application import Application
from lantau.licensing.remarks import Remark
from lantau.refusal import Json
from lantau.rulebook import Branch, Finding, Kind, Outcome, Rule, Rulebook

BY_PEOPLE = (Kind.DOCUMENT, Kind.JUDGEMENT)
BROKEN, DOUBTED = ("against_law", "asset_not_admitted"), ("disagree", "not_in_document")


class Standing(StrEnum):
    """Where a criterion or a paper stands, the gravest first. What only papers bear on is never met by itself."""

    BREACHED = "breached"
    UNKNOWN = "unknown"
    NOT_ON_FILE = "not_on_file"
    TO_BE_JUDGED = "to_be_judged"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One section of O Schedule 2 Part 2; ``items`` are the Annex B items that bear on it."""

    section: int
    en: str
    zh: str
    items: tuple[int, ...]
    note: str
    exempt: bool = False
    measured: bool = False

    @property
    def citation(self) -> str:
        """The section."""
        return f"O Sch.2 s.{self.section}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper or a judgement that the rulebook asks for, and whether the papers that bear on it are on file."""

    rule_id: str
    kind: str
    en: str
    zh: str
    citation: str
    items: tuple[int, ...]
    standing: Standing

    def as_json(self) -> dict[str, Json]:
        """The requirement as plain data."""
        return {
            "rule_id": self.rule_id, "kind": self.kind, "en": self.en, "zh": self.zh, "citation": self.citation,
            "items": list(self.items), "standing": self.standing.value,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class CriterionStanding:
    """A criterion with the findings, papers and remarks (by their place in the list, from 1) on which it stands."""

    criterion: Criterion
    standing: Standing
    findings: tuple[Finding, ...]
    asked: tuple[Asked, ...]
    lacking: tuple[int, ...]
    remark_numbers: tuple[int, ...]

    def as_json(self) -> dict[str, Json]:
        """The criterion as plain data; its findings by rule."""
        criterion = self.criterion
        return {
            "section": criterion.section, "en": criterion.en, "zh": criterion.zh, "citation": criterion.citation,
            "note": criterion.note, "standing": self.standing.value, "items": list(criterion.items),
            "lacking": list(self.lacking), "findings": [found.rule_id for found in self.findings],
            "asked": [each.as_json() for each in self.asked], "remarks": list(self.remark_numbers),
        }  # fmt: skip


@cache
def criteria() -> tuple[Criterion, ...]:
    """Every minimum criterion by its section, as shipped."""
    text = resources.files("lantau.licensing").joinpath("criteria.toml").read_text(encoding="utf-8")
    listed = tomllib.loads(text)["criterion"]
    return tuple(Criterion(**{**entry, "items": tuple(entry["items"])}) for entry in listed)


def standings(
    book: Rulebook,
    application: Application,
    findings: Iterable[Finding],
    remarks: Iterable[Remark],
    required: Collection[int],
    on: date,
) -> tuple[CriterionStanding, ...]:
    """How the application stands to each criterion; ``required`` are the Annex B items asked of it."""
    given, told = tuple(findings), tuple(remarks)
    found = []
    for criterion in criteria():
        about = tuple(each for each in given if criterion.section in sections(each.citation))
        numbers = tuple(n for n, each in enumerate(told, 1) if criterion.section in sections(each.citation))
        said = tuple(told[number - 1] for number in numbers)
        papers = [number for number in criterion.items if number in required]
        lacking = tuple(number for number in papers if number not in application.documents)
        asked = tuple(
            _asked(rule, application, criterion.items)
            for rule in _by_people(book, application, on)
            if criterion.section in sections(rule.citation)
        )
        standing = _standing(criterion, application, about, said, lacking)
        if standing is Standing.NOT_APPLICABLE:
            about, asked, lacking, numbers = (), (), (), ()
        found.append(CriterionStanding(criterion, standing, about, asked, lacking, numbers))
    return tuple(found)


def beside_the_criteria(book: Rulebook, application: Application, on: date) -> tuple[Asked, ...]:
    """Papers and judgements that bind an applicant and rest on no minimum criterion."""
    return tuple(
        _asked(rule, application, ())
        for rule in _by_people(book, application, on)
        if rule.binds == "applicant" and not sections(rule.citation)
    )


def _standing(
    criterion: Criterion,
    application: Application,
    findings: tuple[Finding, ...],
    remarks: tuple[Remark, ...],
    lacking: tuple[int, ...],
) -> Standing:
    if criterion.exempt and application.applicant.is_authorized_institution:
        return Standing.NOT_APPLICABLE
    outcomes, codes = {found.outcome for found in findings}, {each.code for each in remarks}
    if Outcome.BREACHED in outcomes or codes.intersection(BROKEN):
        return Standing.BREACHED
    if Outcome.UNKNOWN in outcomes or codes.intersection(DOUBTED):
        return Standing.UNKNOWN
    if lacking:
        return Standing.NOT_ON_FILE
    return Standing.MET if criterion.measured and Outcome.MET in outcomes else Standing.TO_BE_JUDGED


def _by_people(book: Rulebook, application: Application, on: date) -> tuple[Rule, ...]:
    """Rules of paper and judgement that an applicant of this kind must show it would obey."""
    other = Branch.EXEMPT if application.applicant.is_authorized_institution else Branch.ONLY
    return tuple(
        rule
        for rule in book.rules_in_force(on)
        if rule.kind in BY_PEOPLE and rule.binds in ("applicant", "licensee") and rule.branch is not other
    )


def _asked(rule: Rule, application: Application, bearing: tuple[int, ...]) -> Asked:
    named = annex_items(rule.citation)
    items = named or bearing
    there = [number in application.documents for number in items]
    on_file = bool(there) and (all(there) if named else any(there))
    standing = Standing.TO_BE_JUDGED if on_file or rule.kind is Kind.JUDGEMENT else Standing.NOT_ON_FILE
    return Asked(rule.id, rule.kind.value, rule.title.en, rule.title.zh, rule.citation, items, standing)


def sections(citation: str) -> frozenset[int]:
    """The sections of Schedule 2 that a citation names, such as 5 in ``G 2.3.1; O Sch.2 s.5(2), (5)``."""
    found: set[int] = set()
    for part in citation.split(";"):
        _, schedule, rest = part.partition("O Sch.2 ")
        if schedule:
            found.update(int(number) for number in re.findall(r"\bs\.(\d+)", rest))
    return frozenset(found)


def annex_items(citation: str) -> tuple[int, ...]:
    """The Annex B items that a citation names, a range as all of it."""
    found: dict[int, None] = {}
    for listed in re.findall(r"Annex B items? ([\d(), -]+)", citation):
        for first, last in re.findall(r"(?<![\d(])(\d+)(?:\(\d+\))?(?:-(\d+))?", listed):
            found |= dict.fromkeys(range(int(first), int(last or first) + 1))
    return tuple(found)


def counted(standing: Iterable[CriterionStanding]) -> Mapping[str, int]:
    """How many criteria stand where, the gravest first."""
    told = [each.standing for each in standing]
    return {each.value: told.count(each) for each in Standing}
