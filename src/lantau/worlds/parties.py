"""A party's file: who it is, as TOML, for the organisations a world begins with and for customers taken on later."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lantau.refusal import Refusal, Refused
from lantau.worlds.refusals import BAD_ARGUMENT


@dataclass(frozen=True, slots=True)
class PartyFile:
    """``kind`` is natural or legal; ``particulars`` and ``identifiers`` are as ``identity.take_on`` takes them."""

    kind: str
    particulars: Mapping[str, str]
    identifiers: tuple[tuple[str, str], ...]


def read_party(path: Path) -> PartyFile:
    """The party in a file. Refuses ``worlds.bad_argument`` with the file's name; identity judges what it says."""
    try:
        party = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise Refused(Refusal(BAD_ARGUMENT, f"is not TOML: {broken}", where=path.name)) from broken
    particulars, identifiers = party.get("particulars"), party.get("identifiers", {})
    if not isinstance(particulars, dict) or not isinstance(identifiers, dict) or "kind" not in party:
        message = "a party has a kind, a table [particulars] and perhaps a table [identifiers]"
        raise Refused(Refusal(BAD_ARGUMENT, message, where=path.name))
    return PartyFile(str(party["kind"]), particulars, tuple(identifiers.items()))
