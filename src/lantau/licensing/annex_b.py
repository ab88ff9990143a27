"""Annex B of the Licensing Note as data: which documents which applicant must file."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """Something a paper must hold to be whole, with the paragraph that asks for it."""

    name: str
    en: str
    zh: str
    citation: str


@dataclass(frozen=True, slots=True)
class AnnexItem:
    """One numbered item; ``exempt`` names who need not file it, ``needed_when`` the only case in which it is asked.

    The rest is what the paper must show: a signature, the chief executive's certificate, the board's approval, somebody
    independent behind it, the years it covers (``period`` names the rulebook's parameter), and its parts.
    """

    number: int
    en: str
    zh: str
    exempt: str = ""
    exempt_citation: str = ""
    needed_when: str = ""
    signed: bool = False
    certified: bool = False
    approved: bool = False
    approved_citation: str = ""
    independent: bool = False
    period: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def citation(self) -> str:
        """Where the item stands, in the grammar of the rulebook's citations."""
        return f"EN Annex B item {self.number}"

    @property
    def is_on_request(self) -> bool:
        """Whether the item is given only when the licensing team asks for it (items 24-29)."""
        return self.needed_when == ON_REQUEST

    def is_required(self, traits: Collection[str]) -> bool:
        """Whether an applicant with these traits must file the item with its application."""
        return self.exempt not in traits and (not self.needed_when or self.needed_when in traits)


ON_REQUEST = "asked_for"


@dataclass(frozen=True, slots=True)
class AnnexB:
    """The whole list, in force since a day and read up to another."""

    since: date
    covered_until: date
    citation: str
    items: tuple[AnnexItem, ...]

    def required(self, traits: Collection[str]) -> tuple[AnnexItem, ...]:
        """What an applicant with these traits must file, by number."""
        return tuple(item for item in self.items if item.is_required(traits))

    def item(self, number: int) -> AnnexItem:
        """One item by its number, which must be one of the list's."""
        return self.items[number - 1]


@cache
def annex_b() -> AnnexB:
    """The list as shipped; a hole in the numbering is a bug."""
    text = resources.files("lantau.licensing").joinpath("annex_b.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    items = tuple(_item(item) for item in table["item"])
    assert [item.number for item in items] == list(range(1, len(items) + 1)), "annex_b.toml has a hole"
    return AnnexB(table["since"], table["covered_until"], table["citation"], items)


def _item(table: dict[str, Any]) -> AnnexItem:
    parts = tuple(Part(**part) for part in table.pop("parts", ()))
    return AnnexItem(**table, parts=parts)
