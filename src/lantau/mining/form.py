"""Reads a TOML file of the mine field by field; every refusal names file, line, field and bound."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from unicodedata import category

from lantau.mining.quantities import Bound, Dimension, read_quantity
from lantau.mining.refusals import BAD_FIELD, BAD_FILE, OUT_OF_BOUNDS
from lantau.refusal import Refusal, Refused

MOST_BYTES = 32 * 1024 * 1024
"""Larger files are refused unread."""


UNSEEN = ("Cc", "Zl", "Zp")
"""Control characters and ends of lines: a name stands on a terminal, and in the first line of a CSV file."""

WHOLE_BITS = 63
"""TOML's whole numbers have a sign and so many bits; one without end could be neither told nor made a float."""


class _Needed:
    """Marks a field that has no default."""


NEEDED = _Needed()


def read_text(path: Path) -> str:
    """A UTF-8 text file. Refused mining.bad_file when it is missing, too large, or of other bytes."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused(Refusal(BAD_FILE, f"larger than {MOST_BYTES:,} bytes", where=str(path)))
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError) as caught:
        reason = f"byte {caught.start} is not UTF-8" if isinstance(caught, UnicodeDecodeError) else "cannot be read"
        if isinstance(caught, OSError) and caught.strerror:
            reason = f"cannot be read: {caught.strerror}"
        raise Refused(Refusal(BAD_FILE, reason, where=str(path))) from None


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the file: ``label`` is how refusals call it, ``lines`` where each of its fields stands."""

    file: str
    label: str
    table: dict[str, object]
    lines: dict[str, int]
    line: int

    def where(self, field: str = "") -> str:
        """File, line and field, as in ``fleet.toml:12 site[2].uptime``."""
        name = ".".join(part for part in (self.label, field) if part)
        return f"{self.file}:{self.lines.get(field, self.line)} {name}".rstrip()

    def bad(self, field: str, message: str) -> Refused:
        """Refused mining.bad_field at a field."""
        return Refused(Refusal(BAD_FIELD, f"{field} {message}", where=self.where(field)))

    def known(self, fields: Iterable[str]) -> None:
        """Refuses a field that nothing reads."""
        allowed = sorted(fields)
        for field in self.table:
            if field not in allowed:
                raise self.bad(field, f"is no field here; the fields are {', '.join(allowed)}")

    def has(self, field: str) -> bool:
        """Whether the field is written."""
        return field in self.table

    def quantity(self, field: str, dimension: Dimension, bound: Bound, default: float | _Needed = NEEDED) -> float:
        """A physical quantity in the dimension's own unit."""
        if field not in self.table and isinstance(default, float):
            return default
        return read_quantity(self._value(field), dimension, bound, field=field, where=self.where(field))

    def number(self, field: str, bound: Bound, default: float | _Needed = NEEDED) -> float:
        """A bare number: a ratio or an exponent."""
        if field not in self.table and isinstance(default, float):
            return default
        value = self._value(field)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.bad(field, f"is {value!r}; it must be a number")
        return bound.held(float(value), field=field, unit="", where=self.where(field))

    def whole(self, field: str, least: int, most: int, default: int | _Needed = NEEDED) -> int:
        """A whole number between two bounds."""
        if field not in self.table and isinstance(default, int):
            return default
        value = self._value(field)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.bad(field, f"is {value!r}; it must be a whole number")
        if not least <= value <= most:
            bound = f"at least {least:,} and at most {most:,}"
            message = f"{field} is {value:,}; it must be {bound}"
            raise Refused(
                Refusal(OUT_OF_BOUNDS, message, where=self.where(field), details={"field": field, "bound": bound})
            )
        return value

    def text(self, field: str, default: str | _Needed = NEEDED, *, choices: Sequence[str] = ()) -> str:
        """A word or name; one of ``choices`` where they are given."""
        if field not in self.table and isinstance(default, str):
            return default
        value = self._value(field)
        if not isinstance(value, str) or not value.strip():
            raise self.bad(field, f"is {value!r}; it must be text")
        if any(category(letter) in UNSEEN for letter in value):
            raise self.bad(field, f"is {value!r}; it must be text of one line, without control characters")
        if choices and value not in choices:
            raise self.bad(field, f"is {value!r}; it must be one of {', '.join(choices)}")
        return value

    def texts(self, field: str, default: Sequence[str], *, choices: Sequence[str]) -> tuple[str, ...]:
        """A list of words, each one of ``choices``."""
        value = self.table.get(field, list(default))
        if not isinstance(value, list) or not value or not all(each in choices for each in value):
            raise self.bad(field, f"is {value!r}; it must be a list of {', '.join(choices)}")
        return tuple(value)

    def day(self, field: str, default: date | _Needed | None = NEEDED) -> date | None:
        """A day of UTC, written bare as TOML has days."""
        if field not in self.table and not isinstance(default, _Needed):
            return default
        value = self._value(field)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.bad(field, f"is {value!r}; it must be a day such as 2025-07-01")
        return value

    def needed_day(self, field: str) -> date:
        """A day that must be there."""
        value = self.day(field)
        assert value is not None
        return value

    def inner(self, field: str) -> Section | None:
        """A table written inside this one."""
        value = self.table.get(field)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.bad(field, "must be a table")
        line = self.lines.get(field, self.line)
        return Section(self.file, f"{self.label}.{field}".lstrip("."), value, {}, line)

    def inners(self, field: str) -> tuple[Section, ...]:
        """The tables of a list written inside this one."""
        value = self.table.get(field, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.bad(field, "must be a list of tables")
        line = self.lines.get(field, self.line)
        return tuple(
            Section(self.file, f"{self.label}.{field}[{number}]", each, {}, line)
            for number, each in enumerate(value, 1)
        )

    def _value(self, field: str) -> object:
        if field not in self.table:
            raise self.bad(field, "is missing")
        return self.table[field]


_HEADING = re.compile(r"\s*(\[\[?)\s*([\w-]+)\s*\]\]?\s*(?:#.*)?")
_FIELD = re.compile(r"\s*([\w-]+)\s*=")


@dataclass(frozen=True, slots=True)
class Form:
    """A whole TOML file: its own fields, its tables and its lists of tables."""

    top: Section
    tables: dict[str, Section]
    lists: dict[str, tuple[Section, ...]]

    @classmethod
    def read(cls, path: Path, *, tables: Iterable[str], lists: Iterable[str]) -> Form:
        """Read a file whose tables and lists are known by name. Refused mining.bad_file, mining.bad_field."""
        text, label = read_text(path), path.name
        try:
            body = tomllib.loads(text)
        except RecursionError:
            raise Refused(Refusal(BAD_FILE, "not TOML: nested too deeply", where=label)) from None
        except ValueError as reason:
            raise Refused(Refusal(BAD_FILE, f"not TOML: {reason}", where=label)) from None
        if _has_longer_whole(body):
            message = f"not TOML: a whole number has more than {WHOLE_BITS} bits"
            raise Refused(Refusal(BAD_FILE, message, where=label))
        lines = _field_lines(text)
        top = Section(label, "", {}, lines.get("", ({}, 1))[0], 1)
        known_tables, known_lists = set(tables), set(lists)
        found: dict[str, Section] = {}
        listed: dict[str, tuple[Section, ...]] = dict.fromkeys(known_lists, ())
        for name, value in body.items():
            if name in known_lists:
                if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
                    raise top.bad(name, f"is written as [[{name}]], once for each")
                sections = []
                for number, each in enumerate(value, 1):
                    fields, line = lines.get(f"{name}[{number}]", ({}, 1))
                    sections.append(Section(label, f"{name}[{number}]", each, fields, line))
                listed[name] = tuple(sections)
            elif name in known_tables:
                if not isinstance(value, dict):
                    raise top.bad(name, f"is written as [{name}]")
                fields, line = lines.get(name, ({}, 1))
                found[name] = Section(label, name, value, fields, line)
            else:
                top.table[name] = value
        return cls(top, found, listed)

    def table(self, name: str) -> Section:
        """A table by name; empty when the file has none."""
        return self.tables.get(name, Section(self.top.file, name, {}, {}, 1))


def _has_longer_whole(body: dict[str, object]) -> bool:
    """Whether a whole number anywhere in the file is longer than TOML's are."""
    left: list[object] = [body]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left += value.values()
        elif isinstance(value, list):
            left += value
        elif isinstance(value, int) and value.bit_length() > WHOLE_BITS:
            return True
    return False


def _field_lines(text: str) -> dict[str, tuple[dict[str, int], int]]:
    """For each table's label: where its fields stand, and its heading."""
    found: dict[str, tuple[dict[str, int], int]] = {"": ({}, 1)}
    counts: dict[str, int] = {}
    label = ""
    for number, line in enumerate(text.splitlines(), 1):
        heading = _HEADING.fullmatch(line)
        if heading is not None:
            label = heading[2]
            if heading[1] == "[[":
                counts[label] = counts.get(label, 0) + 1
                label = f"{label}[{counts[label]}]"
            found.setdefault(label, ({}, number))
            continue
        field = _FIELD.match(line)
        if field is not None:
            found[label][0].setdefault(field[1], number)
    return found
