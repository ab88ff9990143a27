"""Regimes side by side: a matrix of topics and regimes, one topic in full, and one regime with all we know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lantau.web.views.words import Said


@dataclass(frozen=True, slots=True)
class RegimeColumn:
    """One regime. ``standing`` is covered, held, ended or begins; ``law_day`` the day its text is read."""

    rulebook_id: str
    title: Said
    currency: str
    covered_since: date
    covered_until: date
    coverage_citation: str
    law_day: date
    standing: str


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A legal number in words, where it stands and how sure we are of the text. ``about`` is proposed for a draft."""

    name: str
    title: Said
    said: Said
    citation: str
    confidence: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A rule; ``outcome`` and ``sentence`` are blank where no issuer is held against it."""

    rule_id: str
    title: Said
    sentence: Said
    citation: str
    confidence: str
    outcome: str
    subject_count: int


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A note: reported, proposed, in the market, a power or a penalty."""

    note_id: str
    about: str
    title: Said
    text: Said
    citation: str
    confidence: str


@dataclass(frozen=True, slots=True)
class RegimeCell:
    """What a regime says on a topic. ``by_text`` is the outcome on the nearest day the regime covers."""

    rulebook_id: str
    outcome: str
    by_text: str
    reason: str
    numbers: tuple[NumberLine, ...]
    rules: tuple[HeldLine, ...]
    notes: tuple[ToldLine, ...]


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic through every regime."""

    topic: str
    title: Said
    cells: tuple[RegimeCell, ...]


@dataclass(frozen=True, slots=True)
class RegimesView:
    """The comparison on a day; ``issuer_id`` is blank where only the law is shown, ``topic`` where every topic is."""

    on: date
    issuers: tuple[tuple[str, str], ...]
    issuer_id: str
    issuer_name: str
    topics: tuple[tuple[str, Said], ...]
    topic: str
    columns: tuple[RegimeColumn, ...]
    rows: tuple[TopicRow, ...]


@dataclass(frozen=True, slots=True)
class RegimeSource:
    """A text the regime's entries cite."""

    key: str
    title: Said
    citation: str
    dated: date
    status: str


@dataclass(frozen=True, slots=True)
class RegimeView:
    """One regime: what it covers, its texts, rules, numbers and notes."""

    column: RegimeColumn
    sources: tuple[RegimeSource, ...]
    rules: tuple[HeldLine, ...]
    numbers: tuple[NumberLine, ...]
    notes: tuple[ToldLine, ...]
