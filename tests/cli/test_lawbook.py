"""`lantau rules search`, `export` and `reform`: the law read, taken elsewhere and supposed otherwise."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lantau.cli import main
from tests.journeys.command import ROOT

CAPITAL = "examples/facts/capital.csv"
ISSUER = "examples/facts/issuer.toml"


@pytest.fixture(autouse=True)
def in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == code, f"left with {result.exit_code}\n{result.output}\n{result.exception!r}"
    return result


def test_a_widely_quoted_number_is_answered_with_what_the_text_says() -> None:
    told = run("rules", "search", "liquid", "capital", "3", "million").output
    assert "Widely said:" in told and "The text:" in told
    assert json.loads(run("rules", "search", "O", "Sch.2", "s.4(2)", "--json").output)


def test_a_search_that_finds_nothing_says_how_to_find_more() -> None:
    assert "Nothing found" in run("rules", "search", "tulips").output


def test_a_shipped_reform_tells_its_changes_and_the_findings_it_flips() -> None:
    told = run("rules", "reform", "HK+floor50", CAPITAL, "--on", "2026-09-01", code=4).output
    assert "HKD 25,000,000.00 -> HKD 50,000,000.00" in told
    assert "1 finding flips" in told
    assert "met -> breached" in told
    body = json.loads(run("rules", "reform", "HK+floor50", CAPITAL, "--on", "2026-09-01", "--json", code=4).output)
    assert [flip["after"]["outcome"] for flip in body["flips"]] == ["breached"]
    assert run("rules", "reform", "HK+floor50").output.startswith("HK+floor50")
    said = run("rules", "reform", "HK+floor50", CAPITAL, "--on", "2026-09-01", "--zh", code=4).output
    assert "符合 -> 違反" in said and "breached" not in said


def test_a_reform_and_facts_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    assert "rulebook.unknown_rulebook" in run("rules", "reform", "HK+none", code=1).output
    broken = tmp_path / "broken.toml"
    broken.write_text("[reform", encoding="utf-8")
    assert "rulebook.hole" in run("rules", "reform", str(broken), code=1).output
    assert "rulebook.bad_table" in run("rules", "reform", "HK+floor50", "none.csv", "--on", "2026-09-01", code=1).output
    outside = run("rules", "reform", "HK+floor50", CAPITAL, "--on", "2027-01-01", code=1).output
    assert "rulebook.not_covered" in outside


@pytest.mark.parametrize("form", ["json", "csv"])
def test_the_law_leaves_whole(tmp_path: Path, form: str) -> None:
    out = tmp_path / f"law.{form}"
    run("rules", "export", "--format", form, "--out", str(out))
    assert "HK.application.paid_up_capital" in out.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_findings_leave_as_oscal(tmp_path: Path) -> None:
    told = run("rules", "export", ISSUER, "--format", "oscal", "--on", "2026-09-01", code=4).output
    assert json.loads(told)["assessment-results"]["metadata"]["oscal-version"] == "1.1.2"
    register = run("rules", "export", CAPITAL, "--format", "csv", "--on", "2026-09-01", code=4).output
    assert register.startswith("subject_kind,subject_id,rule_id,outcome")


def test_oscal_without_findings_is_misuse_and_a_folder_that_is_not_there_a_refusal(tmp_path: Path) -> None:
    run("rules", "export", "--format", "oscal", code=2)
    nowhere = tmp_path / "none" / "law.json"
    assert "cli.cannot_write" in run("rules", "export", "--out", str(nowhere), code=1).output
    assert not nowhere.parent.exists()


@pytest.mark.parametrize("made", ["folder", "link", "pipe"])
def test_an_export_replaces_an_earlier_one_and_nothing_else(tmp_path: Path, made: str) -> None:
    out = tmp_path / "law.json"
    run("rules", "export", "--law", "SG", "--out", str(out))
    told = run("rules", "export", "--law", "JP", "--out", str(out), "--json").output
    assert json.loads(told) == {"written": str(out)}
    assert json.loads(out.read_text(encoding="utf-8"))
    kept = tmp_path / "kept"
    if made == "folder":
        kept.mkdir()
    elif made == "link":
        kept.symlink_to(out)
    else:
        os.mkfifo(kept)
    before = kept.lstat()
    assert "cli.cannot_write" in run("rules", "export", "--law", "SG", "--out", str(kept), code=1).output
    assert kept.lstat() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "law.json"]


@pytest.mark.parametrize("out", ["", ".", "/", "none/law.json", "x" * 300])
def test_an_export_to_no_place_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert "cli.cannot_write" in run("rules", "export", "--law", "SG", "--out", out, code=1).output
    assert list(tmp_path.iterdir()) == []
