"""A scenario's files are read strictly: each refusal names file, act and what is wrong, beside its success."""

from __future__ import annotations

from pathlib import Path

import pytest

from lantau.dates import HONG_KONG
from lantau.refusal import Refusal
from lantau.worlds import Scenario, read_scenario, reformed
from tests.journeys.command import FIRST_COIN
from tests.worlds.small_world import ACTS, ENOUGH, TAKE_ON, WORLD, read, refused, write

WITH = 'with = { party = "parties/pearl.toml", issuer = "$firm" }'

ROUTINE = """
[[routine]]
name = "close"
since = 2026-09-03
until = 2026-09-08
time = 18:30:00
do = "disclosure.close_day"
by = "mei"
with = { issuer = "$firm" }
words = "The day is closed."
words_zh = "日結。"
"""


def test_the_example_world_is_read_whole() -> None:
    scenario = read_scenario(FIRST_COIN)
    assert isinstance(scenario, Scenario), scenario
    assert scenario.name == "first-coin"
    assert [act.at for act in scenario.acts] == sorted(act.at for act in scenario.acts)


def test_acts_are_put_in_time_order_whatever_their_order_in_the_file(tmp_path: Path) -> None:
    scenario = read(tmp_path, acts=ENOUGH + TAKE_ON)
    assert [act.name for act in scenario.acts] == ["pearl", "enough"]
    assert scenario.acts[0].where == "acts.toml:11 (act pearl)"


def test_a_folder_without_a_world_is_no_scenario(tmp_path: Path) -> None:
    refusal = read_scenario(tmp_path)
    assert isinstance(refusal, Refusal)
    assert (refusal.code.name, refusal.where) == ("worlds.no_scenario", str(tmp_path))


def test_a_world_without_acts_is_no_scenario(tmp_path: Path) -> None:
    (write(tmp_path) / "acts.toml").unlink()
    refusal = read_scenario(tmp_path)
    assert isinstance(refusal, Refusal)
    assert refusal.code.name == "worlds.no_scenario"
    assert "acts.toml is missing" in refusal.message


@pytest.mark.parametrize(
    ("bent", "where", "words"),
    [
        ({"world": WORLD + "\n[people"}, "world.toml", "is not TOML"),
        ({"acts": ACTS + '\nname = "unclosed'}, "acts.toml", "is not TOML"),
        ({"world": WORLD.replace('seed = "small"', "")}, "world.toml", "seed must be a text"),
        ({"world": WORLD.replace('seed = "small"', "seed = 5")}, "world.toml", "seed must be a text"),
        ({"world": WORLD.replace('seed = "small"', 'seed = " "')}, "world.toml", "seed must be a text"),
        ({"world": WORLD.replace("09:00:00+08:00", "09:00:00")}, "world.toml", "starts_at"),
        ({"world": WORLD.replace("starts_at = 2026-09-01T09:00:00+08:00", "")}, "world.toml", "starts_at"),
        ({"world": WORLD + 'mood = "fair"'}, "world.toml [people.head]", "mood"),
        ({"world": 'mood = "fair"\n' + WORLD}, "world.toml", "mood"),
        ({"world": 'rulebooks = "HK"\n' + WORLD}, "world.toml", "rulebooks must be a list of texts"),
        ({"world": WORLD.replace('roles = ["supervisor"]', 'roles = "supervisor"')}, "world.toml", "roles must be"),
        ({"world": WORLD.replace('organisation = "office"', 'organisation = "dusk"')}, "[people.officer]", "dusk"),
        (
            {"world": WORLD.replace("supervisor = true", "supervisor = 1")},
            "[organisations.office]",
            "an organisation has",
        ),
        ({"world": WORLD.replace("parties/firm", "parties/nobody")}, "[organisations.firm]", "is no file"),
        ({"world": WORLD.replace("parties/firm", "../outside")}, "[organisations.firm]", "is no file"),
        ({"acts": ""}, "acts.toml", "at least one [[act]]"),
        ({"acts": "act = 3"}, "acts.toml", "act must be a list of tables"),
        ({"acts": ACTS + TAKE_ON}, "acts.toml:71 (act pearl)", "the name pearl stands twice"),
        ({"acts": TAKE_ON.replace('by = "mei"', 'by = "mai"')}, "(act pearl)", "nobody in world.toml is called mai"),
        ({"acts": TAKE_ON + 'checked_by = "mai"'}, "(act pearl)", "nobody in world.toml is called mai"),
        ({"acts": TAKE_ON.replace("T10:00", "T08:59")}, "(act pearl)", "before the world's starts_at"),
        ({"acts": TAKE_ON.replace("10:00:00+08:00", "10:00:00")}, "(act pearl)", "at: "),
        ({"acts": TAKE_ON.replace("at = 2026-09-01T10:00:00+08:00", 'at = "soon"')}, "(act pearl)", "at: "),
        ({"acts": TAKE_ON + 'expects = "done"'}, "(act pearl)", "unknown keys expects"),
        ({"acts": TAKE_ON + 'expect = "fine"'}, "(act pearl)", "expect is"),
        ({"acts": TAKE_ON + "expect = { refused = 5 }"}, "(act pearl)", "expect is"),
        ({"acts": TAKE_ON + 'expect_under = { "HK+floor50" = "fine" }'}, "(act pearl)", "expect is"),
        (
            {"acts": TAKE_ON.replace('with = { party = "parties/pearl.toml", issuer = "$firm" }', "with = 3")},
            "(act pearl)",
            "a table",
        ),
        ({"acts": TAKE_ON.replace('name = "pearl"', "")}, "acts.toml:2 (act 1)", "name must be a text"),
        ({"acts": ACTS + ROUTINE.replace("18:30:00", '"evening"')}, "(routine close)", "time must be a local time"),
        ({"acts": ACTS + ROUTINE.replace("2026-09-08", '"later"')}, "(routine close)", "until: "),
        ({"acts": ACTS + ROUTINE + "weekday = [4]"}, "(routine close)", "unknown keys weekday"),
        ({"acts": ACTS + ROUTINE + 'weekdays = ["Friday"]'}, "(routine close)", "weekdays must be"),
    ],
)
def test_a_bent_file_is_refused_at_its_place(tmp_path: Path, bent: dict[str, str], where: str, words: str) -> None:
    refusal = refused(tmp_path, **bent)
    assert refusal.code.name == "worlds.bad_scenario"
    assert where in refusal.where
    assert words in refusal.message


def test_a_routine_is_one_act_on_each_of_its_days(tmp_path: Path) -> None:
    scenario = read(tmp_path, acts=ACTS + ROUTINE)
    closes = [act for act in scenario.acts if act.do == "disclosure.close_day"]
    assert [act.name for act in closes] == [f"close-2026-09-0{day}" for day in range(3, 9)]
    assert {act.at.astimezone(HONG_KONG).strftime("%H:%M") for act in closes} == {"18:30"}
    assert closes[0].arguments == {"issuer": "$firm", "day": "2026-09-03"}


def test_a_routine_can_be_for_some_weekdays_only(tmp_path: Path) -> None:
    scenario = read(tmp_path, acts=ACTS + ROUTINE + "weekdays = [4, 0]")
    names = [act.name for act in scenario.acts if act.do == "disclosure.close_day"]
    assert names == ["close-2026-09-04", "close-2026-09-07"], "Friday and Monday"


def test_every_file_of_the_folder_counts_in_the_digest_but_hidden_ones(tmp_path: Path) -> None:
    first = read(tmp_path).digest
    (tmp_path / ".notes").write_text("not part of it")
    assert read(tmp_path).digest == first
    (tmp_path / "letter.txt").write_text("part of it")
    assert read(tmp_path).digest != first


def test_a_reform_makes_a_world_of_another_name(tmp_path: Path) -> None:
    scenario = read(tmp_path)
    under = reformed(scenario, ("CN+approved-cnh", "HK+floor50"))
    assert isinstance(under, Scenario)
    assert under.rulebooks == ("HK+floor50", "CN+approved-cnh")
    assert under.name == "small--cn-approved-cnh--hk-floor50"


@pytest.mark.parametrize("reform", ["HK", "HK+", "+floor50", "SG+floor50", ""])
def test_a_reform_of_nothing_is_refused(tmp_path: Path, reform: str) -> None:
    refusal = reformed(read(tmp_path), (reform,))
    assert isinstance(refusal, Refusal)
    assert (refusal.code.name, refusal.where) == ("worlds.bad_scenario", "--under")
