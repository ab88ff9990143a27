"""Parties and what is known of them: legal and natural persons, their particulars and identification numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lantau.dates import parse_day
from lantau.identity.identifiers import LEGAL_KINDS, NATURAL_KINDS, Identifier, identifier
from lantau.identity.refusals import BAD_PARTICULARS
from lantau.refusal import Refusal, Refused


class PartyKind(StrEnum):
    """Whether the party is a person of flesh or of law."""

    NATURAL = "natural"
    LEGAL = "legal"


PARTICULARS: Mapping[PartyKind, frozenset[str]] = {
    PartyKind.NATURAL: frozenset(
        {"full_name", "date_of_birth", "place_of_birth", "nationality", "residential_address"}
    ),
    PartyKind.LEGAL: frozenset(
        {"full_name", "incorporated_on", "place_of_incorporation", "registered_office", "principal_place_of_business"}
    ),
}
"""What may be told of each kind of party, by the names of A 4.7(a) and (b) and A 6.5(c)."""

_DAYS = frozenset({"date_of_birth", "incorporated_on"})

FORGOTTEN_NAME = "(forgotten)"


@dataclass(frozen=True, slots=True)
class Party:
    """A party as read back. ``particulars`` and ``identifiers`` are empty once its personal data are destroyed."""

    id: str
    kind: PartyKind
    particulars: Mapping[str, str]
    identifiers: tuple[Identifier, ...]
    recorded_at: datetime
    forgotten: bool = False

    @property
    def name(self) -> str:
        """The full name, or ``(forgotten)``."""
        return FORGOTTEN_NAME if self.forgotten else self.particulars["full_name"]

    @property
    def address(self) -> str:
        """The geographical address that travel-rule data carries (A fn 40): home, or place of business, or office."""
        if self.kind is PartyKind.NATURAL:
            return self.particulars.get("residential_address", "")
        return self.particulars.get("principal_place_of_business") or self.particulars.get("registered_office", "")


def read_kind(text: str, where: str = "") -> PartyKind:
    """``natural`` or ``legal``; Refused identity.bad_particulars otherwise."""
    try:
        return PartyKind(text)
    except ValueError:
        raise Refused(Refusal(BAD_PARTICULARS, f"a party is natural or legal, not {text!r}", where)) from None


def read_particulars(kind: PartyKind, given: Mapping[str, str], where: str = "") -> dict[str, str]:
    """The particulars of a party, trimmed and with readable days. ``full_name`` is needed, the rest may come later.

    Refused identity.bad_particulars: an unknown name, a blank value; dates.*: a day that is none.
    """
    read: dict[str, str] = {}
    for name, value in given.items():
        place = f"{where}.{name}" if where else name
        if name not in PARTICULARS[kind]:
            known = ", ".join(sorted(PARTICULARS[kind]))
            raise Refused(Refusal(BAD_PARTICULARS, f"a {kind} party has no {name!r}; known: {known}", place))
        trimmed = " ".join(value.split())
        if not trimmed:
            raise Refused(Refusal(BAD_PARTICULARS, f"{name} is blank", place))
        read[name] = parse_day(trimmed, where=place).isoformat() if name in _DAYS else trimmed
    if "full_name" not in read:
        raise Refused(Refusal(BAD_PARTICULARS, "a party needs its full_name", where or "full_name", "A 4.7"))
    return read


def read_identifiers(kind: PartyKind, given: Sequence[tuple[str, str]], where: str = "") -> tuple[Identifier, ...]:
    """Identification numbers as (kind, number) pairs, each checked and each kind once.

    Refused identity.bad_identifier, or identity.bad_particulars for a number of the other kind of person.
    """
    fitting = NATURAL_KINDS if kind is PartyKind.NATURAL else LEGAL_KINDS
    found: dict[str, Identifier] = {}
    for name, number in given:
        place = f"{where}.{name}" if where else name
        checked = identifier(name, number, place)
        if checked.kind not in fitting:
            raise Refused(Refusal(BAD_PARTICULARS, f"a {kind} party has no {checked.kind.value} number", place))
        if checked.kind.value in found:
            raise Refused(Refusal(BAD_PARTICULARS, f"two {checked.kind.value} numbers given", place))
        found[checked.kind.value] = checked
    return tuple(found[name] for name in sorted(found))
