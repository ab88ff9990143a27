"""A world's people belong to the organisations it begins with: parties made known by the system, and the supervisor."""

from __future__ import annotations

from pathlib import Path

import pytest

from lantau import access, identity, ids
from lantau.access import SUPERVISOR, Actor
from lantau.chain import NoChain
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.refusal import Refusal
from lantau.rulebook import load
from lantau.worlds import ActOutcome, Played, Scenario, play, read_scenario

WORLD = """
name = "small"
title = "Small"
title_zh = "小"
words = "One firm."
words_zh = "一間公司。"
seed = "small"
starts_at = 2026-08-03T09:00:00+08:00
rulebooks = ["HK", "CN"]

[organisations.quay]
party = "quay.toml"

[organisations.pearl]
party = "pearl.toml"

[organisations.office]
supervisor = true

[people.mei]
name = "Mei"
organisation = "quay"
roles = ["issuer_operator"]

[people.officer]
name = "Officer"
organisation = "office"
roles = ["supervisor"]
"""

ACTS = """
[[act]]
name = "customer"
at = 2026-08-03T10:00:00+08:00
do = "identity.open_relation"
by = "mei"
with = { party = "$pearl", issuer = "$quay" }
expect = "done"
words = "Taken on."
words_zh = "接納。"

[[act]]
name = "another-issuer"
at = 2026-08-03T11:00:00+08:00
do = "identity.open_relation"
by = "mei"
with = { party = "$quay", issuer = "$pearl" }
expect = { refused = "access.not_own_organisation" }
words = "For somebody else."
words_zh = "代他人行事。"
"""


def party(name: str) -> str:
    return f'kind = "legal"\n[particulars]\nfull_name = "{name}"\nplace_of_incorporation = "Hong Kong"\n'


def written(folder: Path, world: str = WORLD, acts: str = ACTS) -> Scenario | Refusal:
    files = {"world.toml": world, "acts.toml": acts, "quay.toml": party("Quay"), "pearl.toml": party("Pearl")}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_scenario(folder)


def played(database: Database, scenario: Scenario | Refusal) -> Played | Refusal:
    assert isinstance(scenario, Scenario), scenario

    def watch(outcome: ActOutcome, number: int, of: int, /) -> None:
        assert 1 <= number <= of, outcome

    books = {"HK": load("HK"), "CN": load("CN")}
    return play(database, SimulatedClock(scenario.starts_at), books, NoChain(), scenario, watch)


def test_people_belong_to_the_parties_the_world_begins_with(database: Database, tmp_path: Path) -> None:
    scenario = written(tmp_path)
    assert isinstance(scenario, Scenario), scenario
    done = played(database, scenario)
    assert isinstance(done, Played), done
    quay, pearl = (ids.make("pty", scenario.starts_at, f"small:organisation:{label}") for label in ("quay", "pearl"))
    belong = {person.name: person.organisation_id for person in access.people(database)}
    assert belong == {"Mei": quay, "Officer": SUPERVISOR}
    with database.read() as connection:
        assert {file.party.name: file.party.id for file in identity.parties(connection)} == {
            "Quay": quay,
            "Pearl": pearl,
        }
        assert [file.party.id for file in identity.parties(connection, quay)] == [pearl]
        assert identity.parties(connection, pearl) == ()


def test_played_again_the_world_begins_with_the_same_organisations(database: Database, tmp_path: Path) -> None:
    scenario = written(tmp_path)
    first, again = played(database, scenario), played(database, scenario)
    assert isinstance(first, Played) and isinstance(again, Played)
    assert first.digest == again.digest
    people = access.people(database)
    assert len(people) == 2 and all(isinstance(person, Actor) for person in people)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('organisation = "quay"', 'organisation = "Quay Limited"', "world.toml [people.mei]"),
        ('party = "quay.toml"', 'party = "nowhere.toml"', "world.toml [organisations.quay]"),
        ('party = "quay.toml"', 'party = "../quay.toml"', "world.toml [organisations.quay]"),
        ('party = "quay.toml"', 'party = "quay.toml"\nsupervisor = true', "world.toml [organisations.quay]"),
        ("supervisor = true", "supervisor = false", "world.toml [organisations.office]"),
        ('party = "pearl.toml"', "supervisor = true", "world.toml [organisations.office]"),
        ("[organisations.pearl]", "[organisations.customer]", "acts.toml:2 (act customer)"),
    ],
)
def test_a_world_whose_organisations_are_not_in_order_is_refused_at_its_place(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    assert old in WORLD
    answer = written(tmp_path, WORLD.replace(old, new, 1))
    assert isinstance(answer, Refusal)
    assert (answer.code.name, answer.where) == ("worlds.bad_scenario", place)


def test_an_organisation_s_file_that_tells_no_party_is_refused_before_anybody_is_enlisted(
    database: Database, tmp_path: Path
) -> None:
    scenario = written(tmp_path)
    (tmp_path / "pearl.toml").write_text('kind = "legal"\n', encoding="utf-8")
    answer = played(database, scenario)
    assert isinstance(answer, Refusal)
    assert (answer.code.name, answer.where) == ("worlds.bad_argument", "pearl.toml")
    with database.read() as connection:
        assert (access.people(database), identity.parties(connection)) == ((), ())
