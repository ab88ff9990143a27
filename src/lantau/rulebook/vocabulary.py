"""The vocabulary: which facts there are, and whether a given value may be one of them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from lantau.refusal import Refusal, Refused
from lantau.rulebook.findings import Value
from lantau.rulebook.law import Fact, Words
from lantau.rulebook.measures import INT64_MAX
from lantau.rulebook.refusals import OVERFLOW, UNKNOWN_FACT, WRONG_TYPE

KINDS = ("bool", "int", "text", "date")
"""What a fact may be."""

LATEST_DAY = date(9000, 12, 31)
"""Later days are typing slips, and leave no room to count months from them."""

SHOWN_MOST = 80
"""How much of what was given a refusal repeats, in characters."""

SECONDS_PER_DAY = 24 * 60 * 60


@cache
def vocabulary() -> Mapping[str, Fact]:
    """Every fact by name, in the order of the files of ``law/facts/``, each name once."""
    folder = files("lantau.rulebook") / "law" / "facts"
    known: dict[str, Fact] = {}
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        for entry in tomli.loads(file.read_text(encoding="utf-8"))["fact"]:
            assert entry["name"] not in known, f"{file.name}: the fact {entry['name']} is given twice"
            known[entry["name"]] = _fact(entry)
    return known


@dataclass(frozen=True, slots=True)
class Topic:
    """What jurisdictions are compared by. ``judged`` is false where a text is only told, such as when it began."""

    id: str
    words: Words
    judged: bool


@cache
def topics() -> Mapping[str, Topic]:
    """The topics of comparison by id, in the order of ``law/topics.toml``."""
    text = (files("lantau.rulebook") / "law" / "topics.toml").read_text(encoding="utf-8")
    return {
        entry["id"]: Topic(entry["id"], Words(entry["en"], entry["zh"]), entry.get("judged", True))
        for entry in tomli.loads(text)["topic"]
    }


def largest(fact: Fact) -> int:
    """The largest magnitude of a whole-number fact: 64 bits, or for instants the end of the days we count."""
    if fact.unit != "epoch_seconds":
        return INT64_MAX
    return (LATEST_DAY - date(1970, 1, 1)).days * SECONDS_PER_DAY


def smallest(fact: Fact) -> int:
    """The least a whole-number fact may be; for instants the first day of the calendar."""
    if fact.unit != "epoch_seconds":
        return -INT64_MAX
    return (date.min - date(1970, 1, 1)).days * SECONDS_PER_DAY


def _fact(entry: Mapping[str, Any]) -> Fact:
    kind = entry["type"]
    assert kind in KINDS, f"{entry['name']}: no type {kind}"
    assert (kind == "int") == ("unit" in entry), f"{entry['name']}: a whole number has a unit and nothing else has"
    negation = Words(entry["en_not"], entry["zh_not"]) if kind == "bool" else None
    values = {word: Words(said["en"], said["zh"]) for word, said in entry.get("values", {}).items()}
    words = Words(entry["en"], entry["zh"])
    return Fact(entry["name"], kind, entry.get("unit", ""), words, negation, values)


def fact_named(name: str, where: str = "") -> Fact:
    """The fact of that name; Refused rulebook.unknown_fact, which suggests the names nearest to it."""
    fact = vocabulary().get(name)
    if fact is None:
        near = difflib.get_close_matches(name[:SHOWN_MOST], vocabulary(), n=2)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise Refused(Refusal(UNKNOWN_FACT, f"there is no fact {shown(name)}{hint}", where=where or name[:SHOWN_MOST]))
    return fact


def shown(value: object) -> str:
    """What was given as a refusal repeats it: quoted, and cut short where it is long."""
    if isinstance(value, int) and abs(value) > 10**SHOWN_MOST:
        return "a longer number"
    text = repr(value)
    return text if len(text) <= SHOWN_MOST else f"{text[:SHOWN_MOST]}…"


def checked(name: str, value: Value | None, where: str = "") -> Value | None:
    """The value, if the fact may have it. None is a missing fact. Refused rulebook.unknown_fact, wrong_type, overflow.

    A whole number is an ``int`` and never a ``bool`` or float; a day is a ``date`` and never a ``datetime``.
    """
    fact = fact_named(name, where)
    if value is None:
        return None
    place = where or name
    if type(value) is not {"bool": bool, "int": int, "text": str, "date": date}[fact.kind]:
        raise Refused(Refusal(WRONG_TYPE, f"{name} takes {_kind_words(fact)}, not {shown(value)}", where=place))
    if isinstance(value, int) and not smallest(fact) <= value <= largest(fact):
        limit = largest(fact) if value > 0 else smallest(fact)
        raise Refused(Refusal(OVERFLOW, f"{name} is {shown(value)}, beyond {limit}", where=place))
    if isinstance(value, str) and fact.values and value not in fact.values:
        raise Refused(
            Refusal(WRONG_TYPE, f"{name} takes one of {', '.join(fact.values)}, not {shown(value)}", where=place)
        )
    if isinstance(value, date) and value > LATEST_DAY:
        raise Refused(Refusal(WRONG_TYPE, f"{name} is {value}, later than any day the rulebook counts", where=place))
    return value


def parsed(name: str, text: str, where: str) -> Value | None:
    """A fact's value from text, as a table's cell holds it; blank is missing. Refused as ``checked``.

    Bools are ``true`` or ``false``, whole numbers have no separators, decimals or exponent, days are YYYY-MM-DD.
    """
    fact = fact_named(name, where)
    text = text.strip()
    if not text:
        return None
    if fact.kind == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if fact.kind == "int" and text.isascii() and text.removeprefix("-").isdigit() and len(text) <= 40:
        return checked(name, int(text), where)
    if fact.kind == "text":
        return checked(name, text, where)
    if fact.kind == "date" and len(text) == len("2026-01-31"):
        try:
            return checked(name, date.fromisoformat(text), where)
        except ValueError:
            pass
    raise Refused(Refusal(WRONG_TYPE, f"{name} takes {_kind_words(fact)}, not {shown(text)}", where=where))


def _kind_words(fact: Fact) -> str:
    match fact.kind:
        case "bool":
            return "true or false"
        case "int":
            return f"a whole number of {fact.unit}"
        case "date":
            return "a day as YYYY-MM-DD"
    return f"one of {', '.join(fact.values)}" if fact.values else "text"
