"""A scenario as plain files: `world.toml`, `acts.toml` and what they point to, read into immutable values."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from lantau.dates import HONG_KONG, parse_day, parse_instant
from lantau.refusal import Code, Refusal, Refused, refuses
from lantau.worlds.refusals import BAD_SCENARIO, NO_SCENARIO

DONE, REFUSED = "done", "refused"


@dataclass(frozen=True, slots=True)
class Organisation:
    """Whom people act for: a party, by its file, or the supervisor, which is no party."""

    label: str
    party: Path | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts in the world: a name, an organisation by its label, and the roles they are appointed to."""

    label: str
    name: str
    organisation: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the author says will happen: ``done``, or ``refused`` with a code and a part of the citation."""

    outcome: str = DONE
    code: str = ""
    cites: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One dated act of one person. ``arguments`` is as written; ``$name`` in it stands for what an earlier act made."""

    number: int
    name: str
    at: datetime
    do: str
    by: str
    checked_by: str
    arguments: Mapping[str, Any]
    expect: Expectation
    expect_under: Mapping[str, Expectation]
    words: str
    words_zh: str
    where: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A script of dated acts in one world. ``digest`` covers every file of the folder."""

    name: str
    title: str
    title_zh: str
    words: str
    words_zh: str
    seed: str
    rulebooks: tuple[str, ...]
    starts_at: datetime
    organisations: tuple[Organisation, ...]
    people: tuple[Person, ...]
    acts: tuple[Act, ...]
    folder: Path
    digest: str


@refuses
def read_scenario(folder: Path) -> Scenario:
    """Read a scenario's folder.

    Refuses ``worlds.no_scenario`` where there is none, ``worlds.bad_scenario`` with file and act where one is wrong.
    """
    if not (folder / "world.toml").is_file():
        raise Refused(Refusal(NO_SCENARIO, f"{folder} has no world.toml", where=str(folder)))
    world = _toml(folder / "world.toml")
    acts_text = _toml(folder / "acts.toml")
    _only(world, WORLD_KEYS, "world.toml")
    _only(acts_text, {"act", "routine"}, "acts.toml")
    organisations = tuple(
        _organisation(folder, label, entry) for label, entry in _table(world, "organisations", "world.toml").items()
    )
    people = tuple(_person(label, entry) for label, entry in _table(world, "people", "world.toml").items())
    _check_people(people, organisations)
    starts_at = _instant(world, "starts_at", "world.toml")
    acts = list(_acts(acts_text, folder / "acts.toml"))
    acts += _routines(acts_text)
    acts.sort(key=lambda act: (act.at, act.number))
    _check(acts, people, organisations, starts_at)
    return Scenario(
        name=_text(world, "name", "world.toml"),
        title=_text(world, "title", "world.toml"),
        title_zh=_text(world, "title_zh", "world.toml"),
        words=_text(world, "words", "world.toml"),
        words_zh=_text(world, "words_zh", "world.toml"),
        seed=_text(world, "seed", "world.toml"),
        rulebooks=_texts(world, "rulebooks", "world.toml", ("HK", "CN")),
        starts_at=starts_at,
        organisations=organisations,
        people=people,
        acts=tuple(acts),
        folder=folder,
        digest=folder_digest(folder),
    )


@refuses
def reformed(scenario: Scenario, reforms: tuple[str, ...]) -> Scenario:
    """The same scenario under reformed rulebooks, such as ``CN+approved-cnh``, as a world of another name."""
    rulebooks, name = list(scenario.rulebooks), scenario.name
    for reform in reforms:
        jurisdiction, plus, words = reform.partition("+")
        if jurisdiction not in rulebooks or not plus or not words:
            message = f"{reform!r} reforms none of {', '.join(scenario.rulebooks)}; write for example HK+floor50"
            raise Refused(Refusal(BAD_SCENARIO, message, where="--under"))
        rulebooks[rulebooks.index(jurisdiction)] = reform
        name = f"{name}--{reform.lower().replace('+', '-')}"
    return replace(scenario, name=name, rulebooks=tuple(rulebooks))


def folder_digest(folder: Path) -> str:
    """SHA-256 over names and bytes of every file a scenario may read, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")):
        digest.update(str(path.relative_to(folder)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise Refused(Refusal(NO_SCENARIO, f"{path.name} is missing", where=str(path))) from missing
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise _bad(f"{path.name} is not TOML: {broken}", path.name) from broken


def _bad(message: str, where: str, code: Code = BAD_SCENARIO) -> Refused:
    return Refused(Refusal(code, message, where=where))


def _text(table: Mapping[str, Any], name: str, where: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _bad(f"{name} must be a text", where)
    return value.strip()


def _table(table: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    value = table.get(name, {})
    if not isinstance(value, dict):
        raise _bad(f"{name} must be a table", where)
    return value


def _tables(table: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The entries of ``[[name]]`` in acts.toml; none when there is none."""
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise _bad(f"{name} must be a list of tables: write [[{name}]]", "acts.toml")
    return value


def _texts(table: Mapping[str, Any], name: str, where: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = table.get(name, list(default))
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise _bad(f"{name} must be a list of texts", where)
    return tuple(value)


def _only(table: Mapping[str, Any], known: set[str], where: str) -> None:
    strange = sorted(set(table) - known)
    if strange:
        raise _bad(f"unknown keys {', '.join(strange)}", where)


def _instant(table: Mapping[str, Any], name: str, where: str) -> datetime:
    value = table.get(name)
    if isinstance(value, datetime):
        value = value.isoformat()
    try:
        return parse_instant(str(value))
    except Refused as refused:
        raise _bad(f"{name}: {refused.refusal.message}", where) from refused


def _organisation(folder: Path, label: str, entry: Any) -> Organisation:
    """``party = "parties/x.toml"``, a file of the folder, or ``supervisor = true``."""
    where = f"world.toml [organisations.{label}]"
    if isinstance(entry, dict) and entry.keys() == {"supervisor"} and entry["supervisor"] is True:
        return Organisation(label, None)
    if not isinstance(entry, dict) or entry.keys() != {"party"}:
        raise _bad('an organisation has party = "parties/….toml", or supervisor = true', where)
    path = (folder / _text(entry, "party", where)).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise _bad(f"party: {entry['party']} is no file of the scenario", where)
    return Organisation(label, path)


def _person(label: str, entry: Any) -> Person:
    where = f"world.toml [people.{label}]"
    if not isinstance(entry, dict):
        raise _bad("a person is a table", where)
    _only(entry, {"name", "organisation", "roles"}, where)
    return Person(
        label, _text(entry, "name", where), _text(entry, "organisation", where), _texts(entry, "roles", where, ())
    )


def _acts(text: Mapping[str, Any], path: Path) -> Iterator[Act]:
    lines = [
        number
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line.strip() == "[[act]]"
    ]
    for number, entry in enumerate(_tables(text, "act"), 1):
        place = f"{path.name}:{lines[number - 1]}" if number <= len(lines) else path.name
        yield _act(number, entry, f"{place} (act {entry.get('name', number)})")


KNOWN = {"name", "at", "do", "by", "checked_by", "with", "expect", "expect_under", "words", "words_zh"}
ROUTINE_KEYS = KNOWN - {"at"} | {"since", "until", "time", "weekdays"}
WORLD_KEYS = {
    *("name", "title", "title_zh", "words", "words_zh", "seed", "starts_at", "rulebooks", "organisations", "people")
}
WEEKDAYS = list(range(7))


def _act(number: int, entry: dict[str, Any], where: str) -> Act:
    _only(entry, KNOWN, where)
    return Act(
        number=number,
        name=_text(entry, "name", where),
        at=_instant(entry, "at", where),
        do=_text(entry, "do", where),
        by=_text(entry, "by", where),
        checked_by=_text(entry, "checked_by", where) if "checked_by" in entry else "",
        arguments=_table(entry, "with", where),
        expect=_expectation(entry.get("expect", DONE), where),
        expect_under={
            reform: _expectation(value, where) for reform, value in _table(entry, "expect_under", where).items()
        },
        words=_text(entry, "words", where),
        words_zh=_text(entry, "words_zh", where),
        where=where,
    )


def _expectation(value: Any, where: str) -> Expectation:
    """``"done"``, or ``{refused = "code", cites = "O Sch.2 s.4(2)"}``."""
    if value == DONE:
        return Expectation()
    if isinstance(value, dict) and isinstance(value.get(REFUSED), str):
        return Expectation(REFUSED, value[REFUSED], str(value.get("cites", "")))
    raise _bad('expect is "done" or { refused = "code", cites = "…" }', where)


def _routines(text: Mapping[str, Any]) -> list[Act]:
    """Acts that recur: each ``[[routine]]`` becomes one act on each of its days, between ``since`` and ``until``."""
    acts = []
    for index, entry in enumerate(_tables(text, "routine"), 1):
        where = f"acts.toml (routine {entry.get('name', index)})"
        _only(entry, ROUTINE_KEYS, where)
        day, until = _day(entry, "since", where), _day(entry, "until", where)
        clock_time = entry.get("time")
        if not isinstance(clock_time, time):
            raise _bad("time must be a local time such as 18:00:00", where)
        weekdays = entry.get("weekdays", WEEKDAYS)
        if not isinstance(weekdays, list) or not all(each in WEEKDAYS for each in weekdays):
            raise _bad("weekdays must be a list of numbers from 0, Monday, to 6", where)
        while day <= until:
            if day.weekday() in weekdays:
                acts.append(_routine_act(index, entry, day, clock_time, where))
            day += timedelta(days=1)
    return acts


def _routine_act(index: int, entry: dict[str, Any], day: date, clock_time: time, where: str) -> Act:
    dated = {key: value for key, value in entry.items() if key in KNOWN}
    dated["name"] = f"{_text(entry, 'name', where)}-{day.isoformat()}"
    dated["at"] = datetime.combine(day, clock_time, HONG_KONG)
    dated["with"] = {**_table(entry, "with", where), "day": day.isoformat()}
    dated["words"] = f"{_text(entry, 'words', where)} ({day.isoformat()})"
    dated["words_zh"] = f"{_text(entry, 'words_zh', where)}（{day.isoformat()}）"
    return _act(100_000 * index + day.toordinal() % 100_000, dated, where)


def _day(entry: Mapping[str, Any], name: str, where: str) -> date:
    value = entry.get(name)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return parse_day(str(value))
    except Refused as refused:
        raise _bad(f"{name}: {refused.refusal.message}", where) from refused


def _check_people(people: tuple[Person, ...], organisations: tuple[Organisation, ...]) -> None:
    """Everybody belongs to an organisation of the world, of which at most one is the supervisor."""
    labels = {organisation.label for organisation in organisations}
    for person in people:
        if person.organisation not in labels:
            message = f"no [organisations.{person.organisation}] stands in world.toml"
            raise _bad(message, f"world.toml [people.{person.label}]")
    supervisors = [organisation.label for organisation in organisations if organisation.party is None]
    if len(supervisors) > 1:
        raise _bad("there is one supervisor", f"world.toml [organisations.{supervisors[1]}]")


def _check(
    acts: list[Act], people: tuple[Person, ...], organisations: tuple[Organisation, ...], starts_at: datetime
) -> None:
    """Names are unique, people are known, nothing happens before the world begins."""
    labels = {person.label for person in people}
    seen = {organisation.label for organisation in organisations}
    if not acts:
        raise _bad("a scenario has at least one [[act]]", "acts.toml")
    for act in acts:
        if act.name in seen:
            raise _bad(f"the name {act.name} stands twice", act.where)
        seen.add(act.name)
        for label in filter(None, (act.by, act.checked_by)):
            if label not in labels:
                raise _bad(f"nobody in world.toml is called {label}", act.where)
        if act.at < starts_at:
            raise _bad("the act is before the world's starts_at", act.where)
