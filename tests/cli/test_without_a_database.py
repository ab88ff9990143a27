"""The law is for everybody: rules, assess, deadline and reserve check need no database and leave no home behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lantau.cli import main
from tests.journeys.command import ROOT

ASSESS = ("assess", "examples/worlds/first-coin/applications/harbour-crossing.toml", "--on", "2026-09-01")
DEADLINE = ("deadline", "--received", "2026-10-16T15:00+08:00", "--warning", "2026-10-20T17:00")
RESERVE = ("reserve", "check", "examples/pools/good.csv", "--on", "2026-09-01")


@pytest.fixture(autouse=True)
def a_home_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its folder is a file: a command that wants a database fails."""
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setenv("LANTAU_HOME", str(blocked / "home"))
    monkeypatch.delenv("LANTAU_DATABASE_URL", raising=False)
    monkeypatch.chdir(ROOT)
    return blocked


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == code, f"left with {result.exit_code}\n{result.output}\n{result.exception!r}"
    return result


def facts_file(folder: Path, text: str) -> str:
    path = folder / "facts.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


CAPITAL = (
    "subject_id,applicant.is_authorized_institution,applicant.paid_up_capital_hkd_cents,"
    "applicant.net_debit_balance_hkd_cents,applicant.other_approved_resources_hkd_cents\n"
)


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        ("false,2500000000,0,0", "met"),
        ("false,2499999999,0,0", "breached"),
        ("false,2500000000,1,0", "breached"),
        ("false,2500000000,1,2500000000", "met"),
        ("false,2500000000,,0", "unknown"),
        ("true,,,", "not_applicable"),
    ],
)
def test_capital_below_at_and_above_and_unknown(tmp_path: Path, cells: str, outcome: str) -> None:
    table = facts_file(tmp_path, f"{CAPITAL}somebody,{cells}\n")
    # Other rules read whether it is a bank and miss their other facts: unknown, so the exit code is no pass.
    found = json.loads(run("rules", "evaluate", table, "--on", "2026-09-01", "--json", code=4).stdout)
    capital = next(finding for finding in found if finding["rule_id"] == "HK.application.paid_up_capital")
    assert (capital["subject_id"], capital["outcome"]) == ("somebody", outcome)


@pytest.mark.parametrize(("eligible", "code"), [(19_999_999_990_000, 4), (20_000_000_000_000, 0)])
def test_one_cent_short_of_par_is_a_breach_and_par_is_none(tmp_path: Path, eligible: int, code: int) -> None:
    columns = "subject_id,pool.total_market_value_micros,pool.eligible_market_value_micros,pool.par_outstanding_micros"
    table = facts_file(tmp_path, f"{columns}\nlqd,{eligible},{eligible},20000000000000\n")
    told = run("rules", "evaluate", table, "--on", "2026-09-01", "--gate", "pool", code=code).stdout
    assert ("short by 0.01" in told) is (code == 4)


def test_a_reformed_law_is_asked_by_its_name(tmp_path: Path) -> None:
    listed = json.loads(run("rules", "list", "--jurisdiction", "HK+floor50", "--json").stdout)
    assert {"HK.application.paid_up_capital", "HK.redeem.clock"} <= {rule["id"] for rule in listed}


def test_each_rule_listed_can_be_shown() -> None:
    for jurisdiction in ("HK", "CN"):
        for rule in json.loads(run("rules", "list", "--jurisdiction", jurisdiction, "--json").stdout):
            shown = json.loads(run("rules", "show", rule["id"], "--json").stdout)
            assert rule["citation"] in [version["citation"] for version in shown["versions"]]


def test_a_rule_and_the_facts_are_told_to_people_in_both_languages() -> None:
    assert "O Sch.2 s.4(2)" in run("rules", "show", "HK.application.paid_up_capital").stdout
    assert "order.funds_received" in run("rules", "facts").stdout
    assert "贖回" in run("rules", "list", "--topic", "redeem", "--zh").stdout


def test_an_application_is_assessed_with_what_is_missing() -> None:
    told = run(*ASSESS, code=4).stdout
    assert "short by HKD 3,000,000.00" in told
    assert "Not grantable as it stands." in told
    assert json.loads(run(*ASSESS, "--json", code=4).stdout)["missing"]


def test_a_deadline_names_the_days_that_do_not_count() -> None:
    told = run(*DEADLINE).stdout
    assert "2026-10-21" in told.splitlines()[0]
    assert "2026-10-19" in told
    assert json.loads(run(*DEADLINE, "--json").stdout)["due_day"] == "2026-10-21"


def test_a_black_rainstorm_warning_counts_as_a_gale_does() -> None:
    due = json.loads(
        run("deadline", "--received", "2026-10-16T15:00+08:00", "--warning", "black:2026-10-20", "--json").stdout
    )
    assert due["due_day"] == "2026-10-21"


def test_a_pool_is_held_against_par_and_one_cent_short_is_a_breach() -> None:
    body = json.loads(run(*RESERVE, "--par", "1000000.00", "--json").stdout)
    assert body
    short = run("reserve", "check", "examples/pools/four-month-deposit.csv", *RESERVE[3:], "--par", "1.00", code=4)
    assert "breached" in short.stdout


def test_the_backing_is_unknown_without_par_and_unknown_is_no_pass() -> None:
    assert "unknown" in run(*RESERVE, code=4).stdout


@pytest.mark.parametrize(
    ("arguments", "code_name", "words"),
    [
        (("deadline", "--received", "yesterday"), "dates.", "--received"),
        (("deadline", "--received", "2026-10-16T15:00"), "dates.", "--received"),
        (("deadline", "--received", "2026-10-16T15:00+08:00", "--warning", "rain"), "dates.", "--warning"),
        (("deadline", "--received", "2026-10-16T15:00+08:00", "--warning", "rainT17"), "cli.bad_warning", "--warning"),
        (("deadline", "--received", "2030-10-16T15:00+08:00"), "not_covered", "2030"),
        (("assess", "nowhere.toml", "--on", "2026-09-01"), "licensing.", "nowhere.toml"),
        ((*ASSESS[:3], "2020-01-01"), "rulebook.not_covered", "2020-01-01"),
        ((*ASSESS[:3], "soon"), "dates.", "--on"),
        (("rules", "list", "--jurisdiction", "ZZ"), "rulebook.", "ZZ"),
        (("rules", "show", "HK.no.such_rule"), "rulebook.", "HK.no.such_rule"),
        (("rules", "evaluate", "nowhere.csv", "--on", "2026-09-01"), "rulebook.", "nowhere.csv"),
        (("reserve", "check", "nowhere.csv", "--on", "2026-09-01"), "reserves.", "nowhere.csv"),
        ((*RESERVE, "--par", "-0.01"), "cli.negative_par", "--par"),
        ((*RESERVE, "--par", "1.001"), "money.", "--par"),
        ((*RESERVE, "--par", ""), "money.", "--par"),
    ],
)
def test_bad_input_is_refused_with_code_place_and_remedy(
    arguments: tuple[str, ...], code_name: str, words: str
) -> None:
    refused = run(*arguments, code=1)
    assert refused.stdout == ""
    first, *rest = refused.stderr.splitlines()
    assert first.startswith("Refused (")
    assert code_name in first
    assert words in refused.stderr
    assert any(line.startswith("  to do: ") and len(line) > len("  to do: ") for line in rest)
    body = json.loads(run(*arguments, "--json", code=1).stdout)["refusal"]
    assert f"({body['code']})" in first
    assert body["remedy"]


@pytest.mark.parametrize("arguments", [("deadline",), ("rules", "evaluate"), ("nosuch",), (*DEADLINE, "--fast")])
def test_a_misused_command_leaves_with_two(arguments: tuple[str, ...]) -> None:
    assert "Usage: " in run(*arguments, code=2).stderr


def test_a_command_about_a_world_without_a_home_is_an_outage_not_a_crash(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lantau.cli", "findings"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LANTAU_DATABASE_URL": "postgresql://127.0.0.1:1/none?connect_timeout=2"},
    )
    assert done.returncode == 3
    assert done.stderr.startswith("Outage: ")
    assert "to do: " in done.stderr
