"""A parsed TOML form with the places of its fields, so that every refusal names a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from lantau.licensing.refusals import BAD_APPLICATION
from lantau.money import HKD, Amount
from lantau.refusal import Refusal, Refused

HEADER = re.compile(r"\s*\[+\s*([\w.-]+)\s*\]+")
FIELD = re.compile(r"\s*\"?([\w-]+)\"?(?:\.\"?([\w-]+)\"?)?\s*=")
Lines = dict[tuple[str, str], int]


class Form:
    """One table of a form and the tables in it; ``prefix`` is where it stands in the file, blank for the whole."""

    def __init__(self, table: Mapping[str, Any], lines: Lines, source: str, prefix: str = "") -> None:
        self._table = table
        self._lines = lines
        self._source = source
        self._prefix = prefix

    @staticmethod
    def of(table: Mapping[str, Any], text: str, source: str) -> Form:
        """The whole file."""
        return Form(table, lines_of(text.splitlines()), source)

    def where(self, section: str, name: str) -> str:
        """``file:line section.name``; a missing field is placed at its table."""
        line = self._lines.get((section, name)) or self._lines.get(("", section))
        place = ".".join(part for part in (self._prefix, section, name) if part)
        return f"{self._source}:{line} {place}" if line else f"{self._source} {place}"

    def places(self) -> dict[str, str]:
        """Where each field stands, by ``section.field``; the blank key is the table itself."""
        names = [("", name) for name in self._table] + [
            (section, name) for section, inner in self._table.items() if isinstance(inner, dict) for name in inner
        ]
        found = {f"{section}.{name}" if section else name: self.where(section, name) for section, name in names}
        return {"": self.where("", ""), **found}

    def entries(self, name: str, text: str) -> Iterator[Form]:
        """Each table of a list of tables, with the lines of its own fields."""
        listed = self._table.get(name, [])
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            raise self.bad("", name, f"must be a list: write [[{name}]] above each entry")
        starts = [number for number, line in enumerate(text.splitlines(), 1) if _opens(line, name)]
        spelled = len(starts) == len(listed)
        for place, entry in enumerate(listed):
            start = starts[place] if spelled else self._lines.get(("", name), 1)
            end = starts[place + 1] - 1 if spelled and place + 1 < len(starts) else None
            lines = lines_of(text.splitlines()[start:end], name, start) if spelled else {}
            yield Form(entry, {("", ""): start, **lines}, self._source, name)

    def bad(self, section: str, name: str, message: str) -> Refused:
        """The refusal of one field."""
        return Refused(Refusal(BAD_APPLICATION, f"{name} {message}", self.where(section, name)))

    def require_known_fields(self, fields: Mapping[str, frozenset[str]]) -> None:
        """Refuse a misspelt field: it would otherwise count as a gap. ``fields`` lists the known ones by table."""
        for section, names in fields.items():
            for name in self.table(section):
                if name not in names:
                    raise self.bad(section, name, f"is unknown; known: {', '.join(sorted(names))}")

    def table(self, section: str) -> Mapping[str, Any]:
        """One table of the file, empty when it is not there."""
        found = self._table.get(section, {}) if section else self._table
        if not isinstance(found, dict):
            raise self.bad("", section, "must be a table")
        return found

    def value(self, section: str, name: str, default: object = None) -> object:
        """The raw value of a field."""
        return self.table(section).get(name, default)

    def text(self, section: str, name: str, default: str | None = None) -> str:
        """A text that is not blank; a missing one takes the default or is refused."""
        found = self.value(section, name, default)
        if found is None:
            raise self.bad(section, name, "is missing")
        if not isinstance(found, str) or (not found.strip() and found != default):
            raise self.bad(section, name, "must be a text that is not blank")
        return found.strip()

    def count(self, section: str, name: str) -> int | None:
        """A whole number from 0, or None when it is not given."""
        found = self.value(section, name)
        if found is not None and (not isinstance(found, int) or isinstance(found, bool) or found < 0):
            raise self.bad(section, name, "must be a whole number from 0")
        return found if isinstance(found, int) else None

    def truth(self, section: str, name: str) -> bool | None:
        """true or false, or None when it is not given."""
        found = self.value(section, name)
        if found is not None and not isinstance(found, bool):
            raise self.bad(section, name, "must be true or false")
        return found

    def day(self, section: str, name: str) -> date | None:
        """A TOML day without quotes, or None when it is not given."""
        found = self.value(section, name)
        if found is not None and (not isinstance(found, date) or isinstance(found, datetime)):
            raise self.bad(section, name, "must be a day such as 2025-12-31, without quotes")
        if isinstance(found, date) and found.year >= date.max.year:
            raise self.bad(section, name, "is later than any day that can be counted from")
        return found if isinstance(found, date) else None

    def hkd(self, section: str, name: str) -> Amount | None:
        """Hong Kong dollars from 0 as text, or None when they are not given."""
        found = self.value(section, name)
        if found is None:
            return None
        if not isinstance(found, str):
            raise self.bad(section, name, 'must be a text such as "30000000.00"')
        amount = Amount.parse(found, HKD, where=self.where(section, name))
        if amount.units < 0:
            raise self.bad(section, name, "must not be negative")
        return amount

    def names(self, section: str, name: str) -> tuple[str, ...]:
        """A list of texts, none of them blank; empty when it is not given."""
        found = self.value(section, name, [])
        if not isinstance(found, list) or not all(isinstance(each, str) and each.strip() for each in found):
            raise self.bad(section, name, "must be a list of texts")
        return tuple(found)


def lines_of(lines: list[str], inside: str = "", before: int = 0) -> Lines:
    """The line of each field by table and name; ``inside`` is the list whose entry the lines belong to."""
    found: Lines = {}
    section = ""
    for number, line in enumerate(lines, start=before + 1):
        if header := HEADER.match(line):
            section = header.group(1)
            if inside and section.startswith(f"{inside}."):
                section = section[len(inside) + 1 :]
            elif inside:
                break
            found.setdefault(("", section), number)
        elif field := FIELD.match(line):
            if field.group(2):
                found.setdefault((field.group(1), field.group(2)), number)
            found.setdefault((section, field.group(1)), number)
    return found


def _opens(line: str, name: str) -> bool:
    return re.match(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]", line) is not None
