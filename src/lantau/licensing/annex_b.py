"""Annex B of the Licensing Note as data: which documents which applicant must file."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class AnnexItem:
    """One numbered item; ``exempt`` names who need not file it, ``needed_when`` the only case in which it is asked."""

    number: int
    en: str
    zh: str
    exempt: str = ""
    exempt_citation: str = ""
    needed_when: str = ""

    def is_required(self, traits: Collection[str]) -> bool:
        """Whether an applicant with these traits must file the item with its application."""
        return self.exempt not in traits and (not self.needed_when or self.needed_when in traits)


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


@cache
def annex_b() -> AnnexB:
    """The list as shipped; a hole in the numbering is a bug."""
    text = resources.files("lantau.licensing").joinpath("annex_b.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    items = tuple(AnnexItem(**item) for item in table["item"])
    assert [item.number for item in items] == list(range(1, len(items) + 1)), "annex_b.toml has a hole"
    return AnnexB(table["since"], table["covered_until"], table["citation"], items)
