"""From a view to a page: the templates, the reader's words, and the notes a page collects as it is set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from lantau.money import Amount
from lantau.refusal import Json
from lantau.web import formats
from lantau.web.catalogue import Words
from lantau.web.citations import citation_text, full_citation
from lantau.web.views.rules import ENTRY_KINDS
from lantau.web.views.words import about_text, day_reason

HERE_FOLDER = Path(__file__).parent
TONES = {
    **dict.fromkeys(
        ("met", "in_force", "granted", "settled", "issued", "done", "eligible", "sound", "paid", "posted", "equal"),
        "met",
    ),
    **dict.fromkeys(("on_time", "completed", "adequate", "satisfied", "prompt"), "met"),
    **dict.fromkeys(
        (
            "breached",
            "contradictory",
            "missing",
            "refused",
            "overdue",
            "late",
            "ineligible",
            "altered",
            "revoked",
            "done_late",
            "different",
        ),
        "breached",
    ),
    **dict.fromkeys(
        ("unknown", "open", "provisional", "consented", "due", "suspended", "undated", "pending", "pilot"), "unknown"
    ),
    **dict.fromkeys(("wanting", "not_satisfied", "not_prompt"), "breached"),
    **dict.fromkeys(("covers", "running", "as_deployed", "decided", "verified", "bank_account"), "met"),
    **dict.fromkeys(("short", "over", "paused", "stranger", "abandoned", "blocked", "frozen", "stopped"), "breached"),
    **dict.fromkeys(("held", "waiting", "ready", "offered", "none", "not_verified", "identify"), "unknown"),
    **dict.fromkeys(("unfinished", "playing"), "unknown"),
    "finished": "met",
    **dict.fromkeys(("awaited", "presented"), "unknown"),
    **dict.fromkeys(("rejected", "lapsed"), "breached"),
    "released": "met",
    **dict.fromkeys(("closed_trial", "open_trial", "asked", "on_file", "not_judged"), "unknown"),
}
"""The colour that repeats a status word; a word outside the table is set in plain grey."""


class Notes:
    """The explanations one page refers to, numbered in the order of their first mention."""

    def __init__(self) -> None:
        self.used: list[str] = []

    def number(self, key: str) -> int:
        """The note's number on this page."""
        if key not in self.used:
            self.used.append(key)
        return self.used.index(key) + 1


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands at the head of each page: which world, at what instant of its clock, under which rulebook."""

    world: str
    as_of: datetime
    rulebook_id: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: its address and query, its section, and the address of its JSON twin."""

    address: str
    section: str = ""
    twin: str = ""
    query: Mapping[str, str] = field(default_factory=dict)

    def here(self, **changes: str) -> str:
        """This address with some of its query changed; an empty value drops the name."""
        query = {name: value for name, value in {**self.query, **changes}.items() if value}
        return self.address + (f"?{urlencode(query)}" if query else "")


SECTIONS = (
    ("overview", "/"),
    ("issuers", "/issuers"),
    ("applications", "/applications"),
    ("redemptions", "/redemptions"),
    ("payments", "/payments"),
    ("tokens", "/tokens"),
    ("holders", "/holders"),
    ("reconciliation", "/reconciliation"),
    ("findings", "/findings"),
    ("calendar", "/calendar"),
    ("evidence", "/evidence"),
    ("statements", "/statements"),
    ("rules", "/rules"),
    ("regimes", "/regimes"),
    ("lab", "/lab"),
    ("mining", "/mining"),
    ("story", "/story"),
    ("verify", "/verify"),
)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE_FOLDER / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        sections=SECTIONS,
        tones=TONES,
        micros=formats.micros_text,
        grouped=formats.grouped_text,
        percent=formats.percent_text,
        short_id=formats.short_id,
        amount_number=_amount_number,
        ops=formats.OPERATORS,
        written_in=formats.written_in,
        entry_kinds=ENTRY_KINDS,
        axis=_axis,
        grouped_number=formats.grouped_number,
        grouped_whole=partial(formats.decimal_text, decimals=0, least=0),
    )
    return environment


def _axis(value_micros: int, unit: str) -> str:
    """The number beside a grid line of a fan, from millionths of its unit or of a per cent."""
    return formats.decimal_text(value_micros, formats.MICROS_DIGITS, least=0) + ("%" if formats.is_share(unit) else "")


def _amount_number(amount: Amount) -> str:
    return formats.decimal_text(amount.units, amount.asset.decimals, least=min(2, amount.asset.decimals))


def render(page: str, words: Words, setting: Setting, place: Place, **values: object) -> str:
    """Set one page: its template, the reader's language, and the view under the name ``view``."""

    def label(key: str) -> Markup:
        """The column's name on a cell, shown where a phone sets each row as a card."""
        return Markup('data-label="{}"').format(escape(words(key)))

    return (
        _environment()
        .get_template(f"{page}.html")
        .render(
            page=page,
            t=words,
            setting=setting,
            section=place.section,
            twin=place.twin,
            here=place.here,
            notes=Notes(),
            label=label,
            day=partial(_day, words.language),
            instant=partial(_instant, words.language),
            value=partial(_value, words),
            quantity=partial(_quantity, words),
            reason=partial(_reason, words),
            cite=partial(_cite, words),
            cite_full=partial(_cite_full, words),
            about=partial(_about, words),
            **values,
        )
    )


def _day(language: str, day: date | None) -> str:
    return formats.day_text(day, language)


def _instant(language: str, instant: datetime | None) -> str:
    return formats.instant_text(instant, language)


def _value(words: Words, value: Json, unit: str = "") -> str:
    return formats.value_text(value, unit, words)


def _quantity(words: Words, number: int | None, unit: str) -> str:
    return formats.quantity_text(number, unit, words)


def _reason(words: Words, reason: str) -> str:
    return day_reason(reason, words)


def _cite(words: Words, citation: str) -> str:
    return citation_text(citation, words)


def _cite_full(words: Words, citation: str, rulebook_id: str) -> str:
    return full_citation(citation, rulebook_id.partition("+")[0], words)


def _about(words: Words, about: str) -> str:
    return about_text(about, words)
