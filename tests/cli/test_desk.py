"""The desks' commands in a live world: deciding once, refusals with their law, and tampering that is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lantau.db import OWNER, Server
from lantau.wiring import LiveWorld
from tests.cli.conftest import Run, filed_world
from tests.worlds.small_world import write

REASONS = ("--reasons", "Held against the criteria.")


def people(world: LiveWorld) -> dict[str, str]:
    with world.database.read() as connection:
        rows = connection.execute("SELECT id, name FROM access.person").fetchall()
    return {row["name"]: row["id"] for row in rows}


def application(world: LiveWorld) -> str:
    with world.database.read() as connection:
        row = connection.execute("SELECT made_id FROM worlds.act WHERE name = 'filed'").fetchone()
    assert row is not None
    return str(row["made_id"])


def decision(world: LiveWorld, *outcome: str, key: str = "one") -> tuple[str, ...]:
    who = people(world)
    return (
        *("decide", application(world), *outcome, *REASONS, "--key", key, "--world", world.name),
        *("--by", who["Case officer"], "--checked-by", who["Division head"]),
    )


def test_a_decision_asked_for_twice_with_one_key_is_one_decision(run: Run, filed: LiveWorld) -> None:
    granted = decision(filed, "--grant", "--cap", "50000000.00", "--ground", "first year", "--noticed-on", "2026-08-14")
    first = json.loads(run(*granted, "--json").stdout)
    again = json.loads(run(*granted, "--json").stdout)
    assert first["licence_number"].startswith("SIM-")
    assert len(first["condition_ids"]) == 1
    assert (first.pop("replayed"), again.pop("replayed")) == (False, True)
    assert again == first
    run("verify", "--world", filed.name)


def test_a_condition_of_which_notice_was_too_short_is_refused_with_its_paragraph(run: Run, filed: LiveWorld) -> None:
    cap = ("--cap", "50000000.00", "--ground", "first year", "--noticed-on", "2026-09-01")
    refused = run(*decision(filed, "--grant", *cap), code=1).stderr
    assert "Refused (licensing.notice_too_short)" in refused
    assert "  law:   O s.18(2)(b)" in refused
    assert "  at:    conditions[0].noticed_on" in refused


def test_the_same_key_for_another_decision_is_refused(run: Run, filed: LiveWorld) -> None:
    run(*decision(filed, "--refuse"))
    assert "events.key_reused" in run(*decision(filed, "--grant"), code=1).stderr


def test_an_application_once_decided_stays_decided(run: Run, filed: LiveWorld) -> None:
    run(*decision(filed, "--refuse"))
    assert "Refused (licensing." in run(*decision(filed, "--grant", key="two"), code=1).stderr


@pytest.mark.parametrize(
    ("bent", "words"),
    [
        ({"--by": "per_nobody"}, "access."),
        ({"--by": "Division head"}, "access."),
        ({"--checked-by": "same"}, "access.four_eyes"),
        ({"decide": "app_nothing"}, "licensing."),
    ],
)
def test_a_decision_by_the_wrong_person_or_on_nothing_is_refused(
    run: Run, filed: LiveWorld, bent: dict[str, str], words: str
) -> None:
    arguments = list(decision(filed, "--grant"))
    for option, value in bent.items():
        place = arguments.index(option) + 1
        arguments[place] = arguments[arguments.index("--by") + 1] if value == "same" else value
    refused = run(*arguments, code=1).stderr
    assert f"Refused ({words}" in refused
    assert "  to do: " in refused


def test_a_decision_needs_grant_or_refuse(run: Run, filed: LiveWorld) -> None:
    assert "say --grant or --refuse" in run(*decision(filed), code=2).stderr


@pytest.mark.parametrize("cap", ["50000000.001", "-1.00", "lots"])
def test_a_cap_that_is_no_amount_is_refused_at_its_option(run: Run, filed: LiveWorld, cap: str) -> None:
    refused = run(*decision(filed, "--grant", "--cap", cap, "--noticed-on", "2026-09-01"), code=1).stderr
    assert "Refused (money.not_an_amount)" in refused or (cap == "-1.00" and "Refused (licensing." in refused)
    run(*decision(filed, "--refuse"))


def test_verify_names_the_row_that_the_owner_altered(run: Run, filed: LiveWorld, server: Server) -> None:
    assert "every record is as it was recorded" in run("verify", "--world", filed.name).stdout
    with server.connect(OWNER, filed.database.name) as owner:
        owner.execute("UPDATE worlds.act SET words = 'Nothing happened.' WHERE name = 'filed'")
    told = run("verify", "--world", filed.name, code=5).stdout
    assert "altered: worlds.act" in told
    assert "filed" in told
    found = json.loads(run("verify", "--world", filed.name, "--json", code=5).stdout)["discrepancies"]
    assert [item["kind"] for item in found] == ["altered"]


def test_verify_names_the_row_that_the_owner_took_away(run: Run, filed: LiveWorld, server: Server) -> None:
    with server.connect(OWNER, filed.database.name) as owner:
        owner.execute("DELETE FROM worlds.act WHERE name = 'filed'")
    assert "missing: worlds.act" in run("verify", "--world", filed.name, code=5).stdout


def test_standing_rules_wait_for_nobody_before_there_is_an_issuer_and_for_facts_once_it_is_licensed(
    run: Run, filed: LiveWorld
) -> None:
    world = ("--world", filed.name)
    assert json.loads(run("findings", "--waiting", "--json", *world).stdout) == []
    run(*decision(filed, "--grant"))
    told = json.loads(run("findings", "--waiting", "--json", *world, code=4).stdout)
    assert {line["outcome"] for line in told} == {"unknown"}
    text = run("findings", "--waiting", *world, code=4).stdout
    assert all(line["rule_id"] in text and line["citation"] in text for line in told)
    assert f"{len(told)} standing rules are unknown" in run("findings", *world).stdout
    assert f"{len(told)}項持續規則" in run("findings", "--zh", *world).stdout
    assert "say --all or --waiting" in run("findings", "--waiting", "--all", *world, code=2).stderr


@pytest.mark.parametrize("command", ["statement", "findings", "verify"])
def test_a_world_nobody_played_is_refused(run: Run, filed: LiveWorld, command: str) -> None:
    refused = run(command, "--world", "nowhere", code=1).stderr
    assert "Refused (worlds.unknown_world)" in refused
    assert filed.name in refused, "the known worlds are listed"


def test_a_finding_nobody_made_is_refused(run: Run, filed: LiveWorld) -> None:
    assert "Refused (disclosure.unknown_finding)" in run("why", "cmt_none.1", "--world", filed.name, code=1).stderr


def test_a_world_without_a_pool_has_no_statement_and_says_so(run: Run, filed: LiveWorld) -> None:
    result = run("statement", "--world", filed.name)
    assert result.stdout == ""
    assert "No coin of this world has a reserve pool yet." in result.stderr


def test_a_changed_scenario_is_refused_until_it_begins_again(run: Run, tmp_path: Path) -> None:
    folder = filed_world(tmp_path / "scenario", "changed")
    first = json.loads(run("run", str(folder), "--json").stdout)
    (folder / "letter.txt").write_text("one file more")
    assert "worlds.changed_scenario" in run("run", str(folder), code=1).stderr
    again = json.loads(run("run", str(folder), "--fresh", "--json").stdout)
    assert again["acts"] == first["acts"]


def test_a_folder_that_is_no_scenario_is_refused(run: Run, tmp_path: Path) -> None:
    assert "worlds.no_scenario" in run("run", str(tmp_path), code=1).stderr
    assert "db.world_name" in run("run", str(_misnamed(tmp_path)), code=1).stderr


def _misnamed(folder: Path) -> Path:
    write(folder)
    world = folder / "world.toml"
    world.write_text(world.read_text(encoding="utf-8").replace('"small"', '"A Small World"', 1), encoding="utf-8")
    return folder
