"""Reading law files: TOML to law, refusing every hole with the file and entry where it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar

from lantau.refusal import Refusal, Refused
from lantau.rulebook.comparisons import BOUND_OPS
from lantau.rulebook.findings import Level, Outcome, Value
from lantau.rulebook.law import (
    Binds,
    Branch,
    Case,
    Confidence,
    Kind,
    Parameter,
    ParameterValue,
    Rule,
    Source,
    Words,
    source_keys,
)
from lantau.rulebook.measures import INT64_MAX
from lantau.rulebook.opening import toml_of
from lantau.rulebook.refusals import HOLE
from lantau.rulebook.sentences import COUNTED, is_money
from lantau.rulebook.vocabulary import checked

Raw = Mapping[str, Any]
Item = TypeVar("Item")
Word = TypeVar("Word", bound=StrEnum)

UNITS = frozenset({"micros", "bps", "epoch_seconds", "share", *COUNTED})
"""Every unit a parameter may have beside money; a share takes the unit of what it is a share of."""

PERIODS = frozenset({"years", "months", "days", "nights", "business_days"})
LONGEST_PERIOD = 9_999
"""The longest period in any of these, so that no sum of a day and a period leaves the calendar."""

SOURCE_STATUSES = frozenset({"official", "our translation", "secondary", "proposal", "resolution"})
"""How near a source is to the official text."""

Sources = Mapping[str, Source]
NO_SOURCES: Sources = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a law file, with the place to name when it has a hole."""

    raw: Raw
    where: str

    def need(self, key: str, kind: type[Item]) -> Item:
        """A value that must be there, of its type and not blank; Refused rulebook.hole."""
        value = self.raw.get(key)
        if type(value) is not kind or value in ("", [], {}):
            raise hole(f"{key} is missing or is not a {kind.__name__}", self.where)
        return value

    def words(self, key: str) -> Words:
        """English and Traditional Chinese, both there."""
        both = Entry(self.need(key, dict), f"{self.where} {key}")
        return Words(both.need("en", str), both.need("zh", str))

    def only(self, *keys: str) -> None:
        """No key but these, so that a slip of the pen is not read as an omission."""
        strange = sorted(set(self.raw) - set(keys))
        if strange:
            raise hole(f"{', '.join(strange)} is no key here", self.where)

    def entries(self, key: str) -> list[Entry]:
        """The tables under a key, each with its place; none when the key is absent."""
        tables = self.raw.get(key, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise hole(f"{key} is a list of tables", self.where)
        return [
            Entry(table, f"{self.where} {key} {table.get('id') or table.get('name') or number}")
            for number, table in enumerate(tables, start=1)
        ]

    def names(self, key: str) -> tuple[str, ...]:
        """A list of names; none when the key is absent. Refused rulebook.hole."""
        listed = self.raw.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(name, str) and name for name in listed):
            raise hole(f"{key} is a list of names", self.where)
        return tuple(listed)

    def one_of(self, key: str, words: type[Word]) -> Word:
        """A value that is one of a list of words; Refused rulebook.hole."""
        text = self.need(key, str)
        if text not in tuple(words):
            raise hole(f"{key} is one of {', '.join(words)}, not {text!r}", self.where)
        return words(text)

    def level(self) -> Level:
        """How binding the text is."""
        return self.one_of("level", Level)


def hole(message: str, where: str) -> Refused:
    """The refusal of a law file, ready to raise."""
    return Refused(Refusal(HOLE, message, where=where))


def parse(text: str, where: str) -> Entry:
    """A law file as its top entry; Refused rulebook.hole when it is not TOML."""
    return Entry(toml_of(text, where, HOLE), where)


def unique(items: Iterable[Item], key: Any, where: str) -> dict[str, Item]:
    """Items by key, refusing a key given twice."""
    found: dict[str, Item] = {}
    for item in items:
        if key(item) in found:
            raise hole(f"{key(item)} is given twice", where)
        found[key(item)] = item
    return found


def source_from(entry: Entry) -> Source:
    """A cited text."""
    entry.only("id", "title", "citation", "dated", "language", "status")
    status = entry.need("status", str)
    if status not in SOURCE_STATUSES:
        raise hole(f"status is one of {', '.join(sorted(SOURCE_STATUSES))}", entry.where)
    return Source(
        key=entry.need("id", str),
        title=entry.words("title"),
        citation=entry.need("citation", str),
        dated=entry.need("dated", date),
        language=entry.need("language", str),
        status=status,
    )


def parameter_from(entry: Entry, sources: Sources = NO_SOURCES) -> Parameter:
    """A legal number through time; its values must not overlap."""
    entry.only("id", "unit", "bound", "level", "title", "values", "read_by", "confidence")
    unit, bound = entry.need("unit", str), entry.need("bound", str)
    if unit not in UNITS and not is_money(unit):
        raise hole(f"unit is one of {', '.join(sorted(UNITS))} or money such as EUR_cents, not {unit!r}", entry.where)
    if bound not in BOUND_OPS:
        raise hole(f"bound is one of {', '.join(BOUND_OPS)}, not {bound!r}", entry.where)
    values = values_of(entry, sources)
    if not values:
        raise hole("a parameter has at least one dated value", entry.where)
    no_overlap(values, entry.where)
    require_periods(unit, values, entry.where)
    if (unit == "share") != any(value.denominator != 1 for value in values):
        raise hole("a share, and nothing else, has a denominator", entry.where)
    return Parameter(
        name=entry.need("id", str),
        unit=unit,
        bound=bound,
        level=entry.level(),
        title=entry.words("title"),
        values=values,
        where=entry.where,
        read_by=entry.need("read_by", str) if "read_by" in entry.raw else "",
    )


def values_of(entry: Entry, sources: Sources = NO_SOURCES) -> tuple[ParameterValue, ...]:
    """The dated values of an entry, each as sure as the entry says, or else as its source is."""
    return tuple(
        replace(value, confidence=confidence_of(entry, value.citation, sources))
        for value in (value_from(item) for item in entry.entries("values"))
    )


def require_periods(unit: str, values: Iterable[ParameterValue], where: str) -> None:
    """Refuse a period that runs backwards or out of the calendar."""
    if unit in PERIODS and not all(0 <= value.value <= LONGEST_PERIOD for value in values):
        raise hole(f"a period has 0 to {LONGEST_PERIOD} {unit}", where)


def value_from(entry: Entry) -> ParameterValue:
    """One dated value."""
    entry.only("value", "denominator", "since", "covered_until", "citation")
    denominator = entry.need("denominator", int) if "denominator" in entry.raw else 1
    since, until = entry.need("since", date), entry.need("covered_until", date)
    if since > until or denominator < 1:
        raise hole("a value begins before it ends, and a denominator is positive", entry.where)
    value = entry.need("value", int)
    if max(abs(value), denominator) > INT64_MAX:
        raise hole(f"a number of the law lies within {INT64_MAX}", entry.where)
    return ParameterValue(value, denominator, since, until, entry.need("citation", str))


def no_overlap(dated: Sequence[ParameterValue | Rule], where: str) -> None:
    """Refuse two of these that hold on the same day."""
    ordered = sorted(dated, key=lambda item: item.since)
    for earlier, later in pairwise(ordered):
        if later.since <= earlier.covered_until:
            raise hole(f"two values hold on {later.since}", where)


def confidence_of(entry: Entry, citation: str, sources: Sources) -> Confidence:
    """How sure an entry is: as it says, or else second-hand where any text it cites is known so."""
    if "confidence" in entry.raw:
        return entry.one_of("confidence", Confidence)
    cited = {sources[key].status for key in source_keys(citation) if key in sources}
    return Confidence.SECONDARY if cited & {"secondary", "proposal"} else Confidence.SOURCE


def rule_from(entry: Entry, sources: Sources = NO_SOURCES) -> Rule:
    """One rule, with its words in both languages and its cases."""
    entry.only(
        "id", "kind", "binds", "gates", "subject", "function", "level", "since", "covered_until", "citation",
        "authorized_institutions", "authorized_institutions_citation", "title", "text", "case", "confidence",
    )  # fmt: skip
    gates = entry.need("gates", list)
    since, until = entry.need("since", date), entry.need("covered_until", date)
    if since > until or not all(isinstance(gate, str) and gate for gate in gates):
        raise hole("a rule begins before it ends, and its gates are names", entry.where)
    return Rule(
        id=entry.need("id", str),
        gates=tuple(gates),
        subject_kind=entry.need("subject", str),
        function=entry.need("function", str),
        level=entry.level(),
        since=since,
        covered_until=until,
        citation=entry.need("citation", str),
        title=entry.words("title"),
        text=entry.words("text"),
        cases=tuple(case_from(item) for item in entry.entries("case")),
        where=entry.where,
        kind=entry.one_of("kind", Kind),
        binds=entry.one_of("binds", Binds),
        confidence=confidence_of(entry, entry.need("citation", str), sources),
        **branch_of(entry),
    )


def branch_of(entry: Entry) -> dict[str, Any]:
    """How a rule stands to authorized institutions; a branch that is not the same cites why."""
    branch = entry.one_of("authorized_institutions", Branch) if "authorized_institutions" in entry.raw else Branch.SAME
    if branch is Branch.SAME:
        return {}
    return {"branch": branch, "branch_citation": entry.need("authorized_institutions_citation", str)}


def case_from(entry: Entry) -> Case:
    """One test beside a rule's text; fact names are checked against the vocabulary."""
    entry.only("name", "on", "facts", "outcome")
    outcome = entry.need("outcome", str)
    if outcome not in tuple(Outcome):
        raise hole(f"outcome is one of {', '.join(Outcome)}, not {outcome!r}", entry.where)
    given = entry.raw.get("facts", {})
    if not isinstance(given, dict):
        raise hole("facts is a table", entry.where)
    facts = {name: _fact_value(name, value, entry.where) for name, value in flat(given)}
    return Case(entry.need("name", str), entry.need("on", date), facts, Outcome(outcome))


def flat(table: Raw, prefix: str = "") -> Iterable[tuple[str, Any]]:
    """Dotted fact names from the nested tables that TOML makes of them."""
    waiting = [(f"{prefix}{key}", value) for key, value in reversed(tuple(table.items()))]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{name}.{key}", inner) for key, inner in reversed(tuple(value.items()))]
        else:
            yield name, value


def _fact_value(name: str, value: Any, where: str) -> Value:
    given = checked(name, value, where)
    assert given is not None, "TOML has no null"
    return given


def day_before(day: date) -> date:
    """The last day before a change takes hold."""
    return day - timedelta(days=1)
