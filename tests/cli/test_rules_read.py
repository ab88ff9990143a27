"""`lantau rules list`, `rules show`, `findings` and `why` in either language, labels included."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from lantau.cli import main
from lantau.rulebook import load, queries
from lantau.wiring import LiveWorld, Settings, open_sandbox
from tests.cli.conftest import Run, filed_world
from tests.cli.test_desk import decision

HK = load("HK")
KINDS = ("state", "gate", "clock", "document", "judgement", "note")
HAN = re.compile("[\u3400-\u9fff]")


@pytest.fixture
def short_of_capital(run: Run, home: Path, tmp_path: Path) -> Iterator[LiveWorld]:
    """A world in which a firm with too little capital has applied."""
    folder = filed_world(tmp_path / "scenario", "short-of-capital")
    papers = folder / "application.toml"
    text = papers.read_text(encoding="utf-8")
    papers.write_text(text.replace('paid_up_hkd = "60000000.00"', 'paid_up_hkd = "1000.00"'), encoding="utf-8")
    run("run", str(folder), "--fresh")
    with open_sandbox(Settings(home=home)) as sandbox:
        live = sandbox.world("short-of-capital")
        assert isinstance(live, LiveWorld), live
        yield live


def told(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["rules", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_without_a_filter_the_topics_are_counted_and_the_data_hold_every_rule() -> None:
    lines = told("list").splitlines()
    total = next(line.split() for line in lines if line.startswith("all "))
    rules = [rule.kind.value for rule in HK.law.rules]
    assert [int(number) for number in total[1:]] == [*(rules.count(kind) for kind in KINDS[:-1]), len(HK.law.notes)]
    assert [row["id"] for row in json.loads(told("list", "--json"))] == [rule.id for rule in HK.law.rules]


@pytest.mark.parametrize("kind", KINDS)
def test_a_filter_leaves_what_it_names_and_nothing_else(kind: str) -> None:
    rows = json.loads(told("list", "--kind", kind, "--json"))
    entries = HK.law.notes if kind == "note" else [rule for rule in HK.law.rules if rule.kind.value == kind]
    assert [row["id"] for row in rows] == [entry.id for entry in entries]
    assert all(row["kind"] == kind for row in rows)


def test_a_short_law_is_listed_whole() -> None:
    law = load("CN").law
    listed = told("list", "--jurisdiction", "CN")
    assert all(entry.id in listed for entry in (*law.rules, *law.notes))


def test_filters_join_and_an_empty_list_says_so() -> None:
    rows = json.loads(told("list", "--topic", "reserve", "--level", "statutory", "--json"))
    assert rows
    assert all(row["id"].startswith("HK.reserve.") and row["level"] == "statutory" for row in rows)
    assert "No rule is left" in told("list", "--topic", "tulips")
    assert "沒有符合條件的規則" in told("list", "--topic", "tulips", "--zh")


def test_a_list_in_chinese_has_chinese_labels_kinds_and_titles_in_line() -> None:
    lines = told("list", "--topic", "reserve", "--zh").splitlines()
    assert lines[0].split() == ["規則", "類別", "級別", "出處", "標題"]
    assert all(re.search("狀態|關卡|時限|文件|判斷|說明", line) for line in lines[2:])
    assert "\nall" not in told("list", "--zh")


@pytest.mark.parametrize("entry_id", ["HK.application.paid_up_capital", "HK.quoted.liquid_capital_3m"])
def test_a_rule_is_told_in_one_language_or_the_other_whole(entry_id: str) -> None:
    body = queries.show(HK, entry_id)
    english, chinese = told("show", entry_id), told("show", entry_id, "--zh")
    assert str(body["text_en"]) in english and str(body["text_zh"]) not in english
    assert str(body["text_zh"]) in chinese and str(body["text_en"]) not in chinese
    labels = [line.partition("：")[0] for line in chinese.splitlines() if not line.startswith(" ")]
    assert all(HAN.search(label) for label in labels), "a label stayed English"


def test_the_facts_of_a_test_keep_their_names() -> None:
    assert "applicant.paid_up_capital_hkd_cents 2500000000" in told("show", "HK.application.paid_up_capital")


def test_a_formula_is_set_in_by_its_depth_in_either_language() -> None:
    rule = next(rule for rule in HK.law.rules if rule.id == "HK.application.paid_up_capital")
    english, chinese = told("show", rule.id), told("show", rule.id, "--zh")
    for line in queries.formula(HK, rule):
        assert f"\n{'  ' * (line.depth + 1)}{line.words.en}\n" in english
        assert f"\n{'  ' * (line.depth + 1)}{line.words.zh}\n" in chinese


def test_a_finding_is_listed_and_explained_in_either_language(run: Run, short_of_capital: LiveWorld) -> None:
    filed = short_of_capital
    world = ("--world", filed.name)
    run(*decision(filed, "--refuse"))
    rows = json.loads(run("findings", "--all", "--json", *world).stdout)
    one = rows[0]
    listed = run("findings", "--all", "--zh", *world).stdout
    assert listed.split()[:6] == ["判定", "結果", "由何時起", "出處", "標題", "規則"]
    assert one["title_zh"] in listed and one["rule_id"] in listed
    assert one["title_en"] in run("findings", "--all", *world).stdout
    assert "lantau findings --all --zh" in run("findings", "--zh", *world).stdout
    chinese, english = (run("why", one["finding_id"], *more, *world).stdout for more in (("--zh",), ()))
    assert one["sentence_zh"] in chinese and one["sentence_en"] not in chinese
    assert one["sentence_en"] in english
    for name, value in one["inputs"].items():
        assert f"  {name} = {value}" in chinese
    assert all(f"  欠缺 {name}" in chinese for name in one["missing"])
    assert f"規則 {one['rule_id']}" in chinese
