"""Reads the papers that a form lists one by one: what each is, what it covers and what it states."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import PurePosixPath

from lantau.licensing.annex_b import annex_b
from lantau.licensing.application import Document, StatedValue
from lantau.licensing.form import Form
from lantau.licensing.statements import Statement, in_cents, vocabulary

FIELDS = frozenset(
    {
        "item", "file", "title", "dated", "signed_by", "certified_by", "approved_by_board_on", "independent",
        "period_from", "period_to", "parts", "states", "tables",
    }
)  # fmt: skip
"""Every field of an entry of the list."""


def documents(form: Form, text: str) -> tuple[Document, ...]:
    """The papers of the list by their Annex B number, each number once. Refused licensing.bad_application."""
    found: dict[int, Document] = {}
    if form.table("documents") and form.value("", "document"):
        raise form.bad("", "document", "and [documents] are two ways to list the same papers: keep one")
    for entry in form.entries("document", text):
        entry.require_known_fields({"": FIELDS})
        paper = _document(entry)
        if paper.item in found:
            raise entry.bad("", "item", f"{paper.item} is listed before, at {found[paper.item].place('item')}")
        found[paper.item] = paper
    return tuple(found[number] for number in sorted(found))


def asked_for(form: Form) -> frozenset[int]:
    """The items on request that the licensing team has asked for. Refused licensing.bad_application."""
    listed = form.value("", "asked_for", [])
    on_request = {item.number for item in annex_b().items if item.is_on_request}
    if not isinstance(listed, list) or any(isinstance(each, bool) or each not in on_request for each in listed):
        raise form.bad("", "asked_for", f"must list items given on request: {', '.join(map(str, sorted(on_request)))}")
    return frozenset(listed)


def _document(entry: Form) -> Document:
    number = entry.count("", "item")
    if number is None:
        raise entry.bad("", "item", "is missing")
    if not 1 <= number <= len(annex_b().items):
        raise entry.bad("", "item", f"is {number}: Annex B has no item {number}")
    period_from, period_to = entry.day("", "period_from"), entry.day("", "period_to")
    if period_from and period_to and period_to < period_from:
        raise entry.bad("", "period_to", "is before period_from")
    return Document(
        item=number,
        file=_inside(entry, "file", entry.text("", "file")),
        title=entry.text("", "title", default=""),
        dated=entry.day("", "dated"),
        signed_by=entry.text("", "signed_by", default=""),
        certified_by=entry.text("", "certified_by", default=""),
        approved_by_board_on=entry.day("", "approved_by_board_on"),
        independent=entry.truth("", "independent"),
        period_from=period_from,
        period_to=period_to,
        parts=_parts(entry, number),
        states={name: _stated(entry, name) for name in entry.table("states")},
        tables=tuple(_inside(entry, "tables", each) for each in entry.names("", "tables")),
        places=entry.places(),
    )


def _inside(entry: Form, field: str, name: str) -> str:
    """A file's name as it stands, when it can only lie inside the folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or not path.parts:
        raise entry.bad("", field, f"{name!r} is outside the application's folder")
    return str(path)


def _parts(entry: Form, number: int) -> dict[str, str]:
    known = {part.name for part in annex_b().item(number).parts}
    for name in entry.table("parts"):
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            raise entry.bad("parts", name, f"is no part of item {number}; its parts: {listed}")
    return {name: entry.text("parts", name) for name in entry.table("parts")}


def _stated(entry: Form, name: str) -> StatedValue:
    words = vocabulary().get(name)
    if words is None or words.yearly:
        known = ", ".join(each.name for each in vocabulary().values() if not each.yearly)
        raise entry.bad("states", name, f"is nothing that a paper can state here; known: {known}")
    value = _typed(entry, name, words)
    if value is None:
        raise entry.bad("states", name, "is missing")
    return value


def _typed(entry: Form, name: str, words: Statement) -> StatedValue | None:
    if words.kind == "hkd":
        amount = entry.hkd("states", name)
        return None if amount is None else in_cents(amount)
    if words.kind in ("count", "bps"):
        return entry.count("states", name)
    if words.kind == "truth":
        return entry.truth("states", name)
    if words.kind == "day":
        found = entry.day("states", name)
        return found if isinstance(found, date) and not isinstance(found, datetime) else None
    if words.kind == "list":
        return ",".join(entry.names("states", name))
    return entry.text("states", name)
