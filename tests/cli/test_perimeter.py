"""`lantau perimeter`: the path for people and as JSON, and a questionnaire that reads back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lantau.cli import main
from tests.journeys.command import ROOT

ON = ("--on", "2026-09-01")


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["perimeter", *arguments])
    assert result.exit_code == code, f"left with {result.exit_code}\n{result.output}\n{result.exception!r}"
    return result


def test_a_hong_kong_dollar_coin_abroad_is_regulated_and_prohibited() -> None:
    said = run("examples/perimeter/hkd-coin-abroad.toml", *ON, code=4).stdout
    assert "yes  Is a regulated stablecoin activity carried on? [O s.5(1)" in said
    assert "no  May the issuer carry on the activity? [O s.8(1)(a)" in said
    assert "the coin refers wholly or partly to the Hong Kong dollar" in said


def test_it_is_said_in_chinese_too() -> None:
    said = run("examples/perimeter/hkd-coin-abroad.toml", *ON, "--zh", code=4).stdout
    assert "是  是否進行受規管穩定幣活動？" in said
    assert "該穩定幣完全或部分參照港元" in said


def test_a_dollar_coin_for_professionals_breaches_nothing_and_names_who_may_offer_it() -> None:
    body = json.loads(run("examples/perimeter/usd-coin-for-professionals.toml", *ON, "--json").stdout)
    line = next(line for line in body["offers"] if line["offeror_kind"] == "type_1_corporation")
    assert (line["to_public"], line["to_specified"]) == ("no", "yes")
    assert all(step["question_zh"] and step["citation"] for step in body["steps"])


def test_what_is_no_stablecoin_anybody_may_offer() -> None:
    assert "does not restrict who offers it" in run("examples/perimeter/loyalty-token.toml", *ON).stdout


def test_a_missing_fact_is_named_and_is_no_pass() -> None:
    said = run("examples/perimeter/missing-place.toml", *ON, code=4).stdout
    assert "not told: the coin is issued in Hong Kong" in said
    assert "weighed beside: the issuer is managed and operated from Hong Kong" in said


def test_the_empty_questionnaire_is_read_back_and_everything_in_it_is_unknown(tmp_path: Path) -> None:
    asked = run("--ask", *ON).stdout
    file = tmp_path / "mine.toml"
    file.write_text(asked, encoding="utf-8")
    body = json.loads(run(str(file), *ON, "--json", code=4).stdout)
    assert set(body["conclusions"].values()) == {"unknown"}


def test_the_questionnaire_is_json_too_with_each_section() -> None:
    body = json.loads(run("--ask", *ON, "--json").stdout)
    asked = {item["name"]: item for item in body}
    assert len(asked) == run("--ask", *ON).stdout.count('\n#"')
    assert asked["instrument.bank_deposit"]["type"] == "bool"
    assert all(item["en"] and item["zh"] and item["citation"] for item in body)


def test_a_questionnaire_filled_in_is_answered(tmp_path: Path) -> None:
    asked = run("--ask", *ON).stdout
    file = tmp_path / "mine.toml"
    file.write_text(asked.replace('#"instrument.bank_deposit" =', '"instrument.bank_deposit" = true'), encoding="utf-8")
    body = json.loads(run(str(file), *ON, "--json", code=4).stdout)
    assert body["conclusions"]["HK.perimeter.stablecoin"] == "no"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('"offer.is_offer" = true', "rulebook.derived_fact"),
        ('"coin.references_hkd" = "yes"', "rulebook.wrong_type"),
        ('"coin.colour" = true', "rulebook.unknown_fact"),
    ],
)
def test_what_cannot_be_told_is_refused(tmp_path: Path, line: str, code: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f'name = "x"\n[facts]\n{line}\n', encoding="utf-8")
    refusal = json.loads(run(str(file), *ON, "--json", code=1).stdout)["refusal"]
    assert refusal["code"] == code


def test_it_takes_a_file_or_asks_and_never_both() -> None:
    run(code=2)
    run("examples/perimeter/loyalty-token.toml", "--ask", code=2)
