"""Refusals as values: a code that never changes, the place in the input, and the citation where law caused it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
"""What a record may hold: no floats, so that a digest has one spelling."""

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Code:
    """A stable public refusal code, such as ``ledger.insufficient_balance``, with what it means and what to do."""

    name: str
    meaning: str
    remedy: str

    def __post_init__(self) -> None:
        room, _, rest = self.name.partition(".")
        assert room and rest, f"a refusal code is room.name, not {self.name!r}"
        assert self.meaning and self.remedy, f"{self.name} must say what it means and what to do"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no. ``where`` is the place in the input (file:line, field, XPath); ``citation`` is set where law caused it."""

    code: Code
    message: str
    where: str = ""
    citation: str = ""
    details: Mapping[str, Json] = field(default_factory=dict)

    def as_json(self) -> dict[str, Json]:
        """The refusal as plain data, for ``--json``, records and stored answers."""
        return {
            "code": self.code.name,
            "message": self.message,
            "where": self.where,
            "citation": self.citation,
            "remedy": self.code.remedy,
            "details": dict(self.details),
        }

    @staticmethod
    def from_json(body: Mapping[str, Json]) -> Refusal:
        """The refusal an earlier attempt was given, word for word; the inverse of ``as_json``."""
        details = body["details"]
        assert isinstance(details, dict)
        return Refusal(
            code=Code(str(body["code"]), "as first answered", str(body["remedy"])),
            message=str(body["message"]),
            where=str(body["where"]),
            citation=str(body["citation"]),
            details=details,
        )

    def __str__(self) -> str:
        parts = [f"{self.code.name}: {self.message}"]
        if self.where:
            parts.append(f"at {self.where}")
        if self.citation:
            parts.append(f"[{self.citation}]")
        return " ".join(parts)


class Refused(Exception):  # noqa: N818 - the glossary's word
    """Carries a Refusal out of pure inner code to the room's door, where ``refuses`` makes it a value again."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


def refuses(operation: Callable[Parameters, Answer]) -> Callable[Parameters, Answer | Refusal]:
    """Turn a ``Refused`` raised inside an operation into the ``Refusal`` it returns."""

    @functools.wraps(operation)
    def answered(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer | Refusal:
        try:
            return operation(*args, **kwargs)
        except Refused as refused:
            return refused.refusal

    return answered
