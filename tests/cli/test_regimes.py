"""One issuer under every regime, from a file, without a database; a folder of law of one's own stands beside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lantau.cli import main
from tests.journeys.command import ROOT
from tests.rulebook.test_regimes import zedland

ISSUER = "examples/facts/issuer.toml"


@pytest.fixture(autouse=True)
def in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["rules", "compare", *arguments])
    assert result.exit_code == code, f"left with {result.exit_code}\n{result.output}\n{result.exception!r}"
    return result


def test_one_issuer_under_all_regimes_is_a_table_and_no_pass() -> None:
    told = run(ISSUER, "--on", "2026-09-01", code=4).stdout
    assert "Quarry Bay Payments" in told
    (heading,) = [line for line in told.splitlines() if line.startswith("topic")]
    assert heading.split()[1:] == ["HK", "AE", "CN", "EU", "JP", "SG", "UK", "US"]
    (backing,) = [line for line in told.splitlines() if line.startswith("backing")]
    assert backing.split()[1] == "met" and "not covered" in backing


@pytest.mark.parametrize(
    ("flag", "words"),
    [((), ("at least EUR 350,000.00", "[EMD2 Art.4]", "second hand")), (("--zh",), ("最少EUR 350,000.00", "二手來源"))],
)
def test_a_topic_tells_number_citation_and_confidence(flag: tuple[str, ...], words: tuple[str, ...]) -> None:
    told = run("--topic", "capital", "--on", "2026-09-01", *flag).stdout
    for word in words:
        assert word in told


def test_the_answer_is_data_too() -> None:
    body = json.loads(run(ISSUER, "--on", "2026-09-01", "--json", code=4).stdout)
    assert [regime["rulebook_id"] for regime in body["regimes"]][:2] == ["HK", "AE"]
    share = next(row for row in body["topics"] if row["topic"] == "bank_share")
    european = next(cell for cell in share["cells"] if cell["rulebook_id"] == "EU")
    assert european["outcome"] == "breached"
    assert {(number["value"], number["denominator"]) for number in european["numbers"]} == {(30, 100), (60, 100)}


def test_only_the_regimes_asked_for_and_a_folder_of_ones_own(tmp_path: Path) -> None:
    body = json.loads(
        run(
            ISSUER, "--on", "2026-09-01", "--topic", "redemption", "--regime", "HK", "--regime", "HK+floor50",
            "--also", str(zedland(tmp_path)), "--json",
        ).stdout
    )  # fmt: skip
    (row,) = body["topics"]
    assert [(cell["rulebook_id"], cell["outcome"]) for cell in row["cells"]] == [
        ("HK", "met"), ("HK+floor50", "met"), ("ZZ", "met"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--topic", "weather"), "rulebook.unknown_topic"),
        (("--regime", "ZZ"), "rulebook.unknown_rulebook"),
        (("--also", "examples"), "rulebook.hole"),
        (("no-such-file.toml",), "rulebook.bad_issuer"),
        (("--on", "yesterday"), "dates."),
    ],
)
def test_what_cannot_be_compared_is_refused_with_its_code(arguments: tuple[str, ...], code: str) -> None:
    assert f"Refused ({code}" in run(*arguments, code=1).stderr


def test_a_file_and_an_issuer_of_a_world_are_not_given_together() -> None:
    assert "not both" in run(ISSUER, "--issuer", "pty_1", code=2).stderr
