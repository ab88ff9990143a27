"""What the README claims is shown by a command or a test, and the page that says so is run."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from lantau.cli import main
from tests.house.claims import BY_A_TEST, BY_ITSELF, IN_THE_WORLD, Claim, claims, rows
from tests.house.source import ROOT


def words(claim: Claim) -> str:
    return claim.words


@pytest.mark.parametrize("claim", claims(BY_ITSELF), ids=words)
def test_a_claim_is_shown_by_its_command(claim: Claim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder: a command that wants a database fails")
    monkeypatch.setenv("LANTAU_HOME", str(blocked / "home"))
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(main, claim.command)
    assert result.exit_code == claim.code, result.output
    assert claim.missing(result.output) == []


def test_every_claim_expects_something() -> None:
    for claim in (*claims(BY_ITSELF), *claims(IN_THE_WORLD)):
        assert claim.fragments, f"{claim.words}: any answer would do"


def test_every_test_that_a_claim_rests_on_is_there() -> None:
    named = [cells[1].strip("`") for cells in rows(BY_A_TEST)]
    assert named
    for name in named:
        assert "def test_" in (ROOT / name).read_text(encoding="utf-8"), f"{name} holds no test"
