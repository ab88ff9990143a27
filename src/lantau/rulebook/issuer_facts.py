"""What is known of one issuer: facts about itself and its coin, and about each of its assets, orders and duties."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook.findings import Value
from lantau.rulebook.law import Kind, Rule
from lantau.rulebook.loading import flat
from lantau.rulebook.opening import text_of, toml_of
from lantau.rulebook.refusals import BAD_ISSUER
from lantau.rulebook.vocabulary import SHOWN_MOST, checked, fact_named, shown

CONFIRMED = "text.confirmed"
"""The fact that somebody has read the official text of a rule that is known at second hand."""


@dataclass(frozen=True, slots=True)
class Part:
    """Facts of one thing of the issuer's: an asset, an order, an obligation; a document has its rule's id."""

    kind: str
    id: str
    facts: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class IssuerFacts:
    """One issuer. ``confirmed`` are rules whose official text somebody has read and found to say what is reported."""

    name: str
    facts: Mapping[str, Value]
    parts: tuple[Part, ...] = ()
    confirmed: frozenset[str] = frozenset()

    def subjects_of(self, rule: Rule, reads: Container[str]) -> tuple[Part, ...]:
        """What the rule is held against: each thing of its kind of which it reads a fact, else the issuer itself."""
        fitting = [part for part in self.parts if _fits(part, rule) and any(name in reads for name in part.facts)]
        wanted = fitting or [Part("issuer", self.name, {})]
        given = {name: value for name, value in self.facts.items() if name != CONFIRMED}
        if rule.id in self.confirmed:
            given[CONFIRMED] = True
        return tuple(Part(part.kind, part.id, {**given, **part.facts}) for part in wanted)


def _fits(part: Part, rule: Rule) -> bool:
    if rule.kind in (Kind.DOCUMENT, Kind.JUDGEMENT):
        return part.kind == rule.subject_kind and part.id == rule.id
    if rule.kind is Kind.CLOCK:
        return part.facts.get("obligation.kind") == rule.duty
    return part.kind == rule.subject_kind


@refuses
def read_issuer(path: Path) -> IssuerFacts:
    """An issuer from a TOML file such as examples/facts/issuer.toml.

    Answers a Refusal rulebook.bad_issuer, or rulebook.unknown_fact, wrong_type and overflow with the place.
    """
    raw = toml_of(text_of(path, BAD_ISSUER), path.name, BAD_ISSUER)
    strange = sorted(set(raw) - {"name", "confirmed", "facts", "part"})
    if strange or not isinstance(raw.get("name"), str) or not raw["name"]:
        raise _bad(f"{shown(', '.join(strange))} is no key of an issuer" if strange else "it has no name", path.name)
    if not raw["name"].isprintable():
        raise _bad("its name has characters that cannot be printed", path.name)
    confirmed = raw.get("confirmed", [])
    if not isinstance(confirmed, list) or not all(isinstance(rule, str) for rule in confirmed):
        raise _bad("confirmed is a list of rules", path.name)
    facts = _facts(raw.get("facts", {}), path.name)
    if CONFIRMED in facts:
        raise _bad(f"{CONFIRMED} is said of each rule: list the rules under confirmed", path.name)
    return IssuerFacts(raw["name"], facts, tuple(_parts(raw.get("part", []), path.name)), frozenset(confirmed))


def issuer_from_inputs(
    name: str, facts: Mapping[str, Value], inputs: Iterable[tuple[str, str, Mapping[str, Json]]]
) -> IssuerFacts:
    """An issuer from what recorded findings rested on: (subject kind, subject id, inputs), the later outranking.

    ``facts`` are told beside them. What a finding says of the issuer, its coin or its application is of the issuer.
    """
    own: dict[str, Value] = dict(facts)
    parts: dict[tuple[str, str], dict[str, Value]] = {}
    for kind, subject_id, given in inputs:
        for fact_name, value in given.items():
            measured = _from_json(fact_name, value)
            if measured is None:
                continue
            if fact_name.partition(".")[0] != kind or kind in ("issuer", "coin", "applicant", "licensee"):
                own[fact_name] = measured
            else:
                parts.setdefault((kind, subject_id), {})[fact_name] = measured
    return IssuerFacts(name, own, tuple(Part(kind, part_id, given) for (kind, part_id), given in parts.items()))


def _from_json(name: str, value: Json) -> Value | None:
    """A recorded input as the fact's value again; a day comes back from its ISO text."""
    if fact_named(name).kind == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    return checked(name, value if isinstance(value, bool | int | str) else None)


def _parts(tables: Any, where: str) -> Iterable[Part]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _bad("part is a list of tables", where)
    for number, table in enumerate(tables, start=1):
        place = f"{where} part {table.get('id', number)}"
        if set(table) != {"kind", "id", "facts"} or not all(isinstance(table[key], str) for key in ("kind", "id")):
            raise _bad("a part has a kind, an id and facts", place)
        yield Part(table["kind"], table["id"], _facts(table["facts"], place))


def _facts(table: Any, where: str) -> dict[str, Value]:
    if not isinstance(table, dict):
        raise _bad("facts is a table", where)
    given = {name: checked(name, value, f"{where} {name[:SHOWN_MOST]}") for name, value in flat(table)}
    return {name: value for name, value in given.items() if value is not None}


def _bad(message: str, where: str) -> Refused:
    return Refused(Refusal(BAD_ISSUER, message, where=where))
