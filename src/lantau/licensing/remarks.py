"""A remark on an application: something missing, weak or contradictory, with place, paragraph and what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from lantau.refusal import Json


class RemarkKind(StrEnum):
    """What is wrong: it is not there; it is there and too little; two places, or the paper and the law, disagree."""

    MISSING = "missing"
    WEAK = "weak"
    CONTRADICTORY = "contradictory"


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark in both languages. ``item`` is 0 when it is about the form itself.

    ``gravity``: 1 the filing is not complete, a criterion cannot be held met or the law does not admit it; 2 the
    paragraph asks for more; 3 put it right on the way. ``subject`` is the statement, part or file it is about.
    """

    code: str
    kind: RemarkKind
    gravity: int
    item: int
    subject: str
    places: tuple[str, ...]
    en: str
    zh: str
    todo_en: str
    todo_zh: str
    citation: str

    def as_json(self) -> dict[str, Json]:
        """The remark as plain data."""
        return {
            "code": self.code,
            "kind": self.kind.value,
            "gravity": self.gravity,
            "item": self.item or None,
            "subject": self.subject,
            "places": list(self.places),
            "en": self.en,
            "zh": self.zh,
            "todo_en": self.todo_en,
            "todo_zh": self.todo_zh,
            "citation": self.citation,
        }


def remark_from_json(body: Mapping[str, Any]) -> Remark:
    """The remark as it was recorded; the inverse of ``as_json``."""
    return Remark(
        **{**body, "kind": RemarkKind(body["kind"]), "item": body["item"] or 0, "places": tuple(body["places"])}
    )


@cache
def wordings() -> Mapping[str, Mapping[str, str | int]]:
    """What each code says, as shipped."""
    text = resources.files("lantau.licensing").joinpath("remarks.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def remark(
    code: str,
    *,
    item: int,
    subject: str,
    places: Iterable[str],
    citation: str,
    gravity: int = 0,
    **words: str | int,
) -> Remark:
    """A remark by its code, its words filled in; a ``gravity`` outranks that of the code."""
    said = wordings()[code]

    def fill(key: str) -> str:
        told = str(said[key]).format_map({"item": item, **words})
        first = told.partition(" ")[0]
        return told if "/" in first or "." in first else told[:1].upper() + told[1:]

    return Remark(
        code=code,
        kind=RemarkKind(str(said["kind"])),
        gravity=gravity or int(said["gravity"]),
        item=item,
        subject=subject,
        places=tuple(dict.fromkeys(places)),
        en=fill("en"),
        zh=fill("zh"),
        todo_en=fill("todo_en"),
        todo_zh=fill("todo_zh"),
        citation=citation,
    )


def in_order(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """The gravest first; then contradictions, what is missing, what is weak; then by item."""
    kinds = (RemarkKind.CONTRADICTORY, RemarkKind.MISSING, RemarkKind.WEAK)
    return tuple(
        sorted(remarks, key=lambda each: (each.gravity, kinds.index(each.kind), each.item, each.code, each.subject))
    )
