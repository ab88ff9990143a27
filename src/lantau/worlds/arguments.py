"""An act's `with` table, read strictly: each argument by name and kind, `$name` resolved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from lantau.dates import parse_day, parse_instant
from lantau.money import Amount, asset
from lantau.refusal import Refusal, Refused
from lantau.worlds.refusals import BAD_ARGUMENT, UNKNOWN_NAME

MISSING: Any = object()
Parsed = TypeVar("Parsed")
Choice = TypeVar("Choice", bound=StrEnum)


class Arguments:
    """Reads arguments of one act. Every reader refuses ``worlds.bad_argument`` with the act's place.

    ``names`` maps what earlier acts made; ``folder`` is the scenario's, outside which no file is read.
    """

    def __init__(self, table: Mapping[str, Any], names: Mapping[str, str], folder: Path, where: str) -> None:
        self._table, self._names, self._folder, self._where = table, names, folder, where

    def text(self, name: str, default: str = MISSING) -> str:
        """A text; ``$name`` in it becomes the id that act made."""
        value = self._take(name, default)
        if not isinstance(value, str):
            raise self._bad(name, "must be a text")
        return self._named(value) if value.startswith("$") else value

    def flag(self, name: str, default: bool = MISSING) -> bool:
        """A yes or no."""
        value = self._take(name, default)
        if not isinstance(value, bool):
            raise self._bad(name, "must be true or false")
        return value

    def count(self, name: str, default: int = MISSING) -> int:
        """A whole number."""
        value = self._take(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._bad(name, "must be a whole number")
        return value

    def texts(self, name: str, default: tuple[str, ...] = MISSING) -> tuple[str, ...]:
        """A list of texts, each with ``$name`` resolved."""
        value = self._take(name, default)
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise self._bad(name, "must be a list of texts")
        return tuple(self._named(item) if item.startswith("$") else item for item in value)

    def choice(self, name: str, among: type[Choice], default: Choice = MISSING) -> Choice:
        """One of the words of an enumeration."""
        text = self.text(name, default)
        try:
            return among(text)
        except ValueError:
            raise self._bad(name, f"must be one of {', '.join(among)}, not {text!r}") from None

    def amount(self, name: str, asset_code: str) -> Amount:
        """An amount written in decimals of a known asset."""
        text = self.text(name)
        return self._parsed(name, lambda: Amount.parse(text, asset(asset_code)))

    def day(self, name: str) -> date:
        """A calendar day, TOML or text."""
        value = self._take(name, MISSING)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        return self._parsed(name, lambda: parse_day(str(value)))

    def instant(self, name: str) -> datetime:
        """An instant with its offset, TOML or text; refused when naive."""
        value = self._take(name, MISSING)
        text = value.isoformat() if isinstance(value, datetime) else str(value)
        return self._parsed(name, lambda: parse_instant(text))

    def file(self, name: str) -> Path:
        """A file of the scenario's folder, by its path inside it."""
        text = self.text(name)
        path = (self._folder / text).resolve()
        if not path.is_relative_to(self._folder.resolve()) or not path.is_file():
            raise self._bad(name, f"{text} is no file of the scenario")
        return path

    def table(self, name: str, default: Mapping[str, Any] = MISSING) -> dict[str, Any]:
        """A table of its own, with ``$name`` resolved in its texts."""
        value = self._take(name, default)
        if not isinstance(value, Mapping):
            raise self._bad(name, "must be a table")
        return {key: self._resolved(item) for key, item in value.items()}

    def tables(self, name: str) -> tuple[Arguments, ...]:
        """A list of tables, each read as an act's own; a refusal names the table by its place in the list."""
        value = self._take(name, MISSING)
        if not isinstance(value, list | tuple) or not all(isinstance(item, Mapping) for item in value):
            raise self._bad(name, "must be a list of tables")
        return tuple(
            Arguments(item, self._names, self._folder, f"{self._where} {name}[{place}]")
            for place, item in enumerate(value, 1)
        )

    def has(self, name: str) -> bool:
        """Whether the author gave the argument."""
        return name in self._table

    def _parsed(self, name: str, parse: Callable[[], Parsed]) -> Parsed:
        """What a text means; why it means nothing is said at the act's place."""
        try:
            return parse()
        except Refused as refused:
            raise self._bad(name, f"is not as it must be: {refused.refusal.message}") from refused

    def _take(self, name: str, default: Any) -> Any:
        value = self._table.get(name, default)
        if value is MISSING:
            raise self._bad(name, "is missing")
        return value

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("$"):
            return self._named(value)
        if isinstance(value, list):
            return [self._resolved(item) for item in value]
        if isinstance(value, dict):
            return {key: self._resolved(item) for key, item in value.items()}
        return value

    def _named(self, reference: str) -> str:
        made = self._names.get(reference[1:])
        if made is None:
            raise Refused(Refusal(UNKNOWN_NAME, f"no earlier act made {reference}", where=self._where))
        return made

    def _bad(self, name: str, why: str) -> Refused:
        return Refused(Refusal(BAD_ARGUMENT, f"{name} {why}", where=self._where))
