"""A world is played act by act, goes on where it stopped, and stops at an act that ends otherwise than it says."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path

import pytest

from lantau import access, events, observations, worlds
from lantau.db import Database
from lantau.refusal import Refusal
from lantau.worlds import Played
from lantau.worlds.acts import ACTS as ACTS_OFFERED
from tests.worlds.small_world import ACTS, ADMIT, BEGIN, CUSTOMER, ENOUGH, TAKE_ON, TOO_MUCH, played, read

playing = importlib.import_module("lantau.worlds.play")  # its door shadows the name with a function
ACT_NAMES = sorted(ACTS_OFFERED)


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


def test_every_act_ends_as_the_scenario_says(database: Database, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    answer = played(database, read(tmp_path), lambda outcome, at, of: seen.append((outcome.name, at, of)))
    assert isinstance(answer, Played), answer
    assert [name for name, _, _ in seen] == ["pearl", "pilot", "begins", "too-much", "enough", "gale"]
    assert seen[-1][1:] == (6, 6)
    assert [outcome.refusal is not None for outcome in answer.outcomes] == [False, False, False, True, False, False]
    assert answer.digest == worlds.digest(database)
    assert events.verify(database) == ()
    assert observations.verify(database) == ()


def test_played_again_every_act_is_read_back(database: Database, tmp_path: Path) -> None:
    scenario = read(tmp_path)
    first, again = played(database, scenario), played(database, scenario)
    assert isinstance(first, Played)
    assert isinstance(again, Played)
    assert again.digest == first.digest
    assert all(outcome.replayed for outcome in again.outcomes)
    assert not any(outcome.replayed for outcome in first.outcomes)


@pytest.mark.parametrize("act", ["pearl", "pilot", "begins", "too-much", "enough", "gale"])
def test_killed_between_an_acts_effects_and_its_outcome_it_ends_the_same(
    database: Database, fresh_database: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    scenario = read(tmp_path)
    undisturbed = played(fresh_database(), scenario)  # type: ignore[operator]
    assert isinstance(undisturbed, Played)
    record_outcome = playing.record_outcome

    def killed(*arguments: object) -> worlds.ActOutcome:
        if any(isinstance(each, worlds.Act) and each.name == act for each in arguments):
            raise Killed
        return record_outcome(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(playing, "record_outcome", killed)
        with pytest.raises(Killed):
            played(database, scenario)
    assert act not in worlds.outcomes(database)
    resumed = played(database, scenario)
    assert isinstance(resumed, Played), resumed
    assert resumed.digest == undisturbed.digest
    assert next(outcome.name for outcome in resumed.outcomes if not outcome.replayed) == act


def test_killed_between_two_acts_it_does_only_what_is_left(database: Database, tmp_path: Path) -> None:
    scenario = read(tmp_path)

    def kill_at_third(outcome: worlds.ActOutcome, at: int, of: int, /) -> None:
        if at == 3:
            raise Killed

    with pytest.raises(Killed):
        played(database, scenario, kill_at_third)
    resumed = played(database, scenario)
    assert isinstance(resumed, Played)
    assert [outcome.replayed for outcome in resumed.outcomes] == [True, True, True, False, False, False]


def test_a_changed_folder_is_refused_for_a_world_that_was_begun(database: Database, tmp_path: Path) -> None:
    assert isinstance(played(database, read(tmp_path)), Played)
    changed = played(database, read(tmp_path, party=CUSTOMER.replace("1 Sample", "2 Sample")))
    assert isinstance(changed, Refusal)
    assert changed.code.name == "worlds.changed_scenario"
    assert isinstance(played(database, read(tmp_path)), Played), "with the files put back it goes on"


def test_other_rulebooks_are_refused_for_a_world_that_was_begun(database: Database, tmp_path: Path) -> None:
    scenario = read(tmp_path)
    assert isinstance(played(database, scenario), Played)
    under = worlds.reformed(scenario, ("HK+floor50",))
    assert not isinstance(under, Refusal)
    changed = played(database, under)
    assert isinstance(changed, Refusal)
    assert changed.code.name == "worlds.changed_scenario"


def test_an_unknown_act_is_refused_before_anything_happens(database: Database, tmp_path: Path) -> None:
    refusal = played(database, read(tmp_path, acts=ACTS.replace("observations.observe", "observations.guess")))
    assert isinstance(refusal, Refusal)
    assert refusal.code.name == "worlds.unknown_act"
    assert "(act gale)" in refusal.where
    assert "observations.observe" in refusal.message, "the known acts are listed"
    assert worlds.world(database) is None


@pytest.mark.parametrize(
    ("acts", "words"),
    [
        (TAKE_ON + 'expect = { refused = "identity.unknown_party" }', "should be refused"),
        (TAKE_ON + ADMIT + BEGIN + TOO_MUCH.replace("licensing.out_of_scope", "licensing.other"), "should be refused"),
        (TAKE_ON + ADMIT + BEGIN + TOO_MUCH.replace("P scope", "G 1.1.1"), "citing 'G 1.1.1'"),
        (TAKE_ON + ADMIT + BEGIN + ENOUGH.replace("100.00", "100.01"), "should be done; it was refused with"),
    ],
)
def test_an_act_that_ends_otherwise_stops_the_world_and_says_so(
    database: Database, tmp_path: Path, acts: str, words: str
) -> None:
    refusal = played(database, read(tmp_path, acts=acts))
    assert isinstance(refusal, Refusal)
    assert refusal.code.name == "worlds.unexpected"
    assert words in refusal.message
    assert refusal.where.startswith("acts.toml:")


WITH = 'with = { party = "parties/pearl.toml", issuer = "$firm" }'


@pytest.mark.parametrize(
    ("table", "code", "words"),
    [
        ("with = {}", "worlds.bad_argument", "party is missing"),
        (
            'with = { party = "parties/pearl.toml", isuer = "$firm" }',
            "worlds.bad_argument",
            "isuer is not an argument",
        ),
        ("with = { party = 5 }", "worlds.bad_argument", "party must be a text"),
        ('with = { party = "parties/nobody.toml" }', "worlds.bad_argument", "is no file of the scenario"),
        ('with = { party = "../outside.toml" }', "worlds.bad_argument", "is no file of the scenario"),
        ('with = { party = "/etc/hostname" }', "worlds.bad_argument", "is no file of the scenario"),
        ('with = { party = "$nobody" }', "worlds.unknown_name", "no earlier act made $nobody"),
    ],
)
def test_a_wrong_argument_stops_the_world_at_its_act_and_nothing_is_done(
    database: Database, tmp_path: Path, table: str, code: str, words: str
) -> None:
    (tmp_path.parent / "outside.toml").write_text(CUSTOMER, encoding="utf-8")
    refusal = played(database, read(tmp_path, acts=TAKE_ON.replace(WITH, table)))
    assert isinstance(refusal, Refusal)
    assert refusal.code.name == code
    assert refusal.where == "acts.toml:2 (act pearl)"
    assert words in refusal.message
    assert worlds.outcomes(database) == {}
    with database.read() as connection:
        row = connection.execute("SELECT count(*) AS parties FROM identity.party").fetchone()
    assert row is not None
    assert row["parties"] <= 1, "the firm the world begins with, and nobody else"


@pytest.mark.parametrize(
    ("good", "bent", "words"),
    [
        ('value = "100.00"', 'value = "100.001"', "value"),
        ('value = "100.00"', "value = 100", "value must be a text"),
        ('currency = "HKD"', 'currency = "HKX"', "HKX"),
        ('counterparty = "$pearl"', 'counterparty = ["$pearl"]', "counterparty must be a text"),
    ],
)
def test_an_argument_of_the_wrong_kind_is_refused_at_its_act(
    database: Database, tmp_path: Path, good: str, bent: str, words: str
) -> None:
    refusal = played(database, read(tmp_path, acts=TAKE_ON + ADMIT + BEGIN + ENOUGH.replace(good, bent)))
    assert isinstance(refusal, Refusal)
    assert refusal.code.name == "worlds.bad_argument"
    assert "(act enough)" in refusal.where
    assert words in refusal.message


def test_the_worlds_people_are_enlisted_once(database: Database, tmp_path: Path) -> None:
    scenario = read(tmp_path)
    played(database, scenario)
    played(database, scenario)
    with database.read() as connection:
        rows = connection.execute("SELECT name FROM access.person ORDER BY name").fetchall()
    assert [row["name"] for row in rows if row["name"] != access.SYSTEM.name] == [
        "Case officer",
        "Division head",
        "Mei Cheung",
    ]


@pytest.mark.parametrize("name", ACT_NAMES)
def test_an_act_reads_the_arguments_it_declares_and_no_other(name: str) -> None:
    doing = ACTS_OFFERED[name]
    room = ast.parse(Path(inspect.getfile(doing.handler)).read_text(encoding="utf-8"))
    functions = {node.name: node for node in room.body if isinstance(node, ast.FunctionDef)}
    waiting, read = [doing.handler.__name__], set()
    seen: set[str] = set()
    while waiting:
        function = waiting.pop()
        seen.add(function)
        for call in (node for node in ast.walk(functions[function]) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id in functions.keys() - seen:
                waiting.append(call.func.id)
            elif isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value).endswith("arguments"):
                assert isinstance(call.args[0], ast.Constant)
                read.add(str(call.args[0].value))
    assert read == {each.rstrip("?") for each in doing.takes.split()}
