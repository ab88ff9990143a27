"""`lantau market`: each command of the laboratory, its refusals beside its successes, and its answers as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lantau.cli import main
from tests.market.coin_toss import REFERENCE

Lab = Callable[..., Result]
DAY = ("--law-as-of", "2026-09-01")
FEW = ("--paths", "200", "--chunk-paths", "100", "--cores", "1", *DAY)
SLOW_CLOCK = """
[reform]
id = "HK+five-days"
jurisdiction = "HK"
title.en = "Five days"
title.zh = "五日"
[[source]]
id = "five"
title.en = "What if"
title.zh = "假如"
citation = "Supposed"
dated = 2025-08-01
language = "en"
status = "proposal"
[[value]]
parameter = "redemption_business_days"
value = 5
since = 2025-08-01
covered_until = 2026-12-31
citation = "five supposition"
[[case]]
rule = "RULE"
name = "as before"
on = 2026-09-01
outcome = "met"
[case.facts]
"applicant.is_authorized_institution" = false
"applicant.paid_up_capital_hkd_cents" = 5_000_000_000
"applicant.net_debit_balance_hkd_cents" = 0
"""


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
    """Run a command of the laboratory in a home of its own: `lab("run", "--paths", "0", code=1)`."""
    for name in ("LANTAU_DATABASE_URL", "LANTAU_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANTAU_HOME", str(tmp_path / "home"))

    def command(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, ["market", *arguments])
        assert result.exit_code == code, f"left with {result.exit_code}\n{result.output}\n{result.exception!r}"
        return result

    return command


def body(result: Result) -> Any:
    """An answer as strict JSON: a number that is none may not stand in it as NaN."""

    def none(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(result.stdout, parse_constant=none)


def test_two_rule_sets_are_compared_path_by_path(lab: Lab) -> None:
    told = body(lab("corridor", *FEW, "--json"))
    assert told["simulated"] is True and told["held_last"] is False and told["law_as_of"] == "2026-09-01"
    assert [each["id"] for each in told["rule_sets"]] == ["CN", "CN+approved-cnh"]
    today, reform = told["points"]
    (rule,) = today["rules"]
    assert (rule["rule"], rule["breached"], rule["share"]) == ("CN.offshore_yuan", 200, 1.0)
    assert rule["low"] < rule["high"] == 1.0 and rule["title_en"] and "42" in rule["citation"]
    assert reform["rules"][0]["breached"] == 0
    share = next(each for each in reform["outcomes"] if each["outcome"] == "coin_share")
    low, median, high = (each["value"] for each in share["quantiles"])
    assert low < median < high and share["quantiles"][1]["low"] < median < share["quantiles"][1]["high"]
    pair = next(each for each in told["differences"] if each["outcome"] == "coin_share")
    assert (pair["rule_set"], pair["less"]) == ("CN+approved-cnh", "CN")
    assert pair["share_higher"] == 1.0 and pair["mean"] == pytest.approx(share["mean"])


def test_the_text_is_stamped_and_says_which_rule_was_breached(lab: Lab) -> None:
    text = lab("corridor", *FEW).stdout
    assert text.startswith("corridor (simulated), law as of 2026-09-01\n200 paths, seed 1, results ")
    assert re.search(r"CN\.offshore_yuan +100\.00% +98\.12% to 100\.00% +No offshore renminbi coin", text)
    assert "CN+approved-cnh less CN, path by path on common random numbers" in text


def test_a_text_held_after_its_coverage_is_stamped_and_without_the_wish_refused(lab: Lab) -> None:
    late = ("round", "--paths", "50", "--cores", "1", "--law-as-of", "2030-01-01", "--outcome", "licences")
    refused = lab(*late, code=1).stderr
    assert "rulebook.not_covered" in refused and "HK covers 2025-08-01 to 2026-12-31" in refused
    assert "law as of 2030-01-01; the last text is held: HK at 2026-12-31" in lab(*late, "--hold-last").stdout
    assert body(lab(*late, "--hold-last", "--json"))["held_last"] is True


def test_a_reform_of_ones_own_is_played_beside_the_law(lab: Lab, tmp_path: Path) -> None:
    reform = tmp_path / "five.toml"
    reform.write_text(SLOW_CLOCK.replace("RULE", "HK.application.paid_up_capital"), encoding="utf-8")
    told = body(lab("run", *FEW, "--rules", "HK", "--rules", str(reform), "--set", "days=5", "--json"))
    assert [each["rule_set"] for each in told["points"]] == ["HK", "HK+five-days"]
    assert told["changed"] == {"days": 5.0}
    kept = tmp_path / "kept"
    beside = ("round", "--paths", "200", "--chunk-paths", "100", "--cores", "2", *DAY, "--rules", "HK")
    told = body(lab(*beside, "--rules", str(reform), "--outcome", "licences", "--folder", str(kept), "--json"))
    assert told["differences"][0]["share_same"] == 1.0, "a longer clock to redeem licenses nobody else"
    reform.unlink()
    assert body(lab("reproduce", str(kept), "--cores", "1", "--json"))["same_bits"] is True
    reform.write_text(SLOW_CLOCK.replace("RULE", "HK.application.nothing"), encoding="utf-8")
    refused = lab("run", *FEW, "--rules", str(reform), code=1).stderr
    assert "no rule HK.application.nothing" in refused and "five.toml" in refused


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("run", "--set", "shock_bank_share=3"), "market.out_of_range", "a number from 0 to 1 (share of the reserve)"),
        (("run", "--set", "days=2.5"), "market.out_of_range", "a whole number from 2 to 120"),
        (("run", "--set", "fear=nan"), "market.out_of_range", "run.fear"),
        (("run", "--set", "feer=1"), "market.unknown_parameter", "fear"),
        (("run", "--paths", "0"), "market.empty_population", "experiment.paths"),
        (("run", "--seed", "-1"), "market.out_of_range", "experiment.seed"),
        (("run", "--cores", "0"), "market.out_of_range", "executor.cores"),
        (("run", "--rules", "HK+nothing"), "rulebook.unknown_rulebook", "HK+floor50"),
        (("run", "--rules", "nothing.toml"), "rulebook.hole", "nothing.toml"),
        (("run", "--rules", "HK", "--rules", "HK"), "market.bad_design", "named twice"),
        (("run", "--law-as-of", "someday"), "dates.", "--law-as-of"),
        (("run", "--outcome", "nothing"), "market.unknown_result", "low"),
        (("round", "--set", "firms=0"), "market.empty_population", "round.firms"),
        (("sweep", "nothing", "--grid", "a=1"), "market.unknown_model", "run, round, corridor"),
        (("sweep", "run", "--grid", "fear=1,9"), "market.out_of_range", "design.fear"),
        (("sweep", "run", "--grid", "fear=1,1"), "market.bad_design", "twice"),
        (("sweep", "run", "--sobol", "fear=1:0.5"), "market.bad_design", "design.fear"),
        (("sweep", "run", "--tornado", "nothing"), "market.unknown_parameter", "run.nothing"),
        (
            ("reverse", "run", "--parameter", "fear", "--outcome", "nothing", "--level", "1"),
            "market.unknown_result",
            "low",
        ),
        (("backtest", "nothing"), "market.unknown_event", "usdc_2023"),
        (("parameters", "nothing"), "market.unknown_model", "corridor"),
        (("show", "nothing"), "market.no_experiment", "manifest.json"),
        (("reproduce", "nothing"), "market.no_experiment", "manifest.json"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_what_cannot_be_played_is_refused_with_its_place(
    lab: Lab, tmp_path: Path, arguments: tuple[str, ...], code: str, words: str
) -> None:
    alone = (
        arguments
        if arguments[0] in {"backtest", "parameters", "show", "reproduce"} or "--law-as-of" in arguments
        else (*arguments, *DAY)
    )
    refused = body(lab(*alone, "--json", code=1))["refusal"]
    assert refused["code"].startswith(code) and words in f"{refused['message']} {refused['where']}"
    text = lab(*alone, code=1).stderr
    assert code in text and "to do:" in text
    assert not (tmp_path / "home").exists(), "something ran before it was refused"


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--set", "fear"),
        ("run", "--set", "fear=0.1", "--set", "fear=0.2"),
        ("run", "--coin", "lqd"),
        ("run", "--address", "127.0.0.1:1"),
        ("sweep", "run"),
        ("sweep", "run", "--grid", "fear=1", "--tornado", "fear"),
        ("sweep", "run", "--grid", "fear=1,x"),
        ("sweep", "run", "--tornado", "fear=1"),
        ("sweep", "run", "--grid", "fear=1", "--statistic", "2"),
        ("sweep", "run", "--grid", "fear=1", "--statistic", "middle"),
        ("reverse", "run", "--parameter", "fear"),
        ("backtest", "usdc_2023", "--paths", "0"),
    ],
    ids=" ".join,
)
def test_a_command_that_is_misused_says_how_it_is_used(lab: Lab, arguments: tuple[str, ...]) -> None:
    assert "Usage:" in lab(*arguments, code=2).stderr


def test_what_is_given_no_folder_is_kept_in_the_home_and_not_played_twice(lab: Lab, tmp_path: Path) -> None:
    first = body(lab("corridor", *FEW, "--json"))
    (folder,) = (tmp_path / "home" / "experiments").iterdir()
    assert first["folder"] == str(folder) and folder.name.startswith("corridor-")
    written = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.parquet")}
    assert len(written) == 8
    assert body(lab("corridor", *FEW, "--json")) == first
    assert {path.name: path.stat().st_mtime_ns for path in folder.glob("*.parquet")} == written


def test_a_folder_of_another_experiment_is_refused(lab: Lab, tmp_path: Path) -> None:
    lab("corridor", *FEW, "--folder", str(tmp_path / "kept"))
    refused = lab("corridor", *FEW, "--seed", "2", "--folder", str(tmp_path / "kept"), code=1).stderr
    assert "market.other_experiment" in refused and "seed" in refused


def test_the_same_bits_come_out_on_one_core_and_on_two(lab: Lab, tmp_path: Path) -> None:
    many = ("corridor", "--paths", "200", "--chunk-paths", "50", *DAY, "--json", "--outcome", "coin_share")
    one, two = (body(lab(*many, "--cores", n, "--folder", str(tmp_path / n))) for n in ("1", "2"))
    assert one["results_sha256"] == two["results_sha256"]
    assert one["points"] == two["points"]


def test_a_cluster_plays_the_same_bits(lab: Lab, tmp_path: Path) -> None:
    asked = ("corridor", "--paths", "100", "--chunk-paths", "50", *DAY, "--json", "--outcome", "coin_share")
    here = body(lab(*asked, "--cores", "1", "--folder", str(tmp_path / "here")))
    there = body(lab(*asked, "--cluster", "--cores", "1", "--folder", str(tmp_path / "there")))
    assert here["results_sha256"] == there["results_sha256"]


def test_figures_are_written_and_stamped(lab: Lab, tmp_path: Path) -> None:
    told = body(lab("corridor", *FEW, "--outcome", "coin_share", "--plots", str(tmp_path / "figures"), "--json"))
    names = {Path(path).name for path in told["plots"]}
    assert {"distribution-coin_share.svg", "fan-coin_share-CN.svg", "comparison-CN-CN+approved-cnh.svg"} <= names
    assert len(names) == 2 * 4 + 1 + 1
    for name in names:
        assert "simulated" in (tmp_path / "figures" / name).read_text(encoding="utf-8")


def test_a_grid_is_crossed_with_the_rule_sets_and_makes_a_heat_map(lab: Lab, tmp_path: Path) -> None:
    asked = ("sweep", "corridor", *FEW, "--grid", "payees_ready=0.4,0.8", "--grid", "month_noise=0.1,0.2,0.3")
    asked = (*asked, "--rules", "CN", "--rules", "CN+approved-cnh", "--outcome", "coin_share")
    told = body(lab(*asked, "--plots", str(tmp_path / "figures"), "--json"))
    assert told["axes"] == ["payees_ready", "month_noise"] and len(told["points"]) == 12
    assert len(told["differences"]) == 6
    for each in told["differences"]:
        assert each["rule_set"] == "CN+approved-cnh" and each["low"] < each["mean"] < each["high"]
    today, reform = told["heat_maps"]
    assert today["rule_set"] == "CN" and today["cells"] == [[0.0] * 3] * 2
    assert reform["x"]["values"] == [0.1, 0.2, 0.3] and reform["y"]["values"] == [0.4, 0.8]
    by_point = {
        (each["payees_ready"], each["month_noise"]): each["coin_share_mean"]
        for each in told["points"]
        if each["rule_set"] == "CN+approved-cnh"
    }
    assert reform["cells"] == [[by_point[y, x] for x in (0.1, 0.2, 0.3)] for y in (0.4, 0.8)]
    assert by_point[0.8, 0.1] > by_point[0.4, 0.1]
    assert [Path(path).name for path in told["plots"]] == [
        "heat-map-coin_share-CN.svg",
        "heat-map-coin_share-CN+approved-cnh.svg",
    ]
    text = lab(*asked).stdout
    assert "coin_share: CN+approved-cnh less CN, path by path" in text
    assert "mean of coin_share [share], CN+approved-cnh" in text and "payees_ready \\ month_noise" in text


def test_one_parameter_at_a_time_makes_a_tornado(lab: Lab, tmp_path: Path) -> None:
    asked = ("sweep", "corridor", *FEW, "--rules", "CN+approved-cnh", "--outcome", "coin_share")
    asked = (*asked, "--tornado", "payees_ready=0.4:0.8", "--tornado", "month_noise", "--share", "0.1")
    told = body(lab(*asked, "--statistic", "0.05", "--plots", str(tmp_path / "figures"), "--json"))
    (tornado,) = told["tornadoes"]
    assert tornado["statistic"] == "5 % quantile" and len(told["points"]) == 5
    first, second = tornado["bars"]
    assert (first["parameter"], first["low"], first["high"]) == ("payees_ready", 0.4, 0.8)
    assert second["high"] / second["low"] == pytest.approx(1.1 / 0.9) and first["swing"] > second["swing"]
    assert [Path(path).name for path in told["plots"]] == ["tornado-coin_share-CN+approved-cnh.svg"]
    assert "5 % quantile of coin_share [share], CN+approved-cnh" in lab(*asked, "--statistic", "0.05").stdout


def test_every_parameter_can_stand_in_a_tornado(lab: Lab) -> None:
    told = body(lab("sweep", REFERENCE, *FEW, "--paths", "50", "--set", "capital=60", "--tornado", "all", "--json"))
    assert {each["parameter"] for each in told["tornadoes"][0]["bars"]} == {
        "capital",
        "stake",
        "tosses",
        "delay_seconds",
    }
    capital = next(each for each in told["tornadoes"][0]["bars"] if each["parameter"] == "capital")
    assert (capital["low"], capital["high"]) == (48.0, 72.0)


def test_a_sobol_sequence_fills_the_box(lab: Lab) -> None:
    asked = ("sweep", REFERENCE, *FEW, "--sobol", "capital=40:80", "--sobol", "stake=1:5", "--points", "8")
    told = body(lab(*asked, "--json"))
    assert told["design"] == "sobol" and len(told["points"]) == 8 and told["heat_maps"] == told["tornadoes"] == []
    assert all(40 <= each["capital"] <= 80 and 1 <= each["stake"] <= 5 for each in told["points"])
    assert len({each["capital"] for each in told["points"]}) == 8
    assert "rule_set" in lab(*asked).stdout


def test_a_reverse_stress_names_the_smallest_shock(lab: Lab) -> None:
    asked = ("reverse", REFERENCE, *FEW, "--parameter", "stake", "--outcome", "lowest", "--level", "26")
    told = body(lab(*asked, "--probability", "0.3", "--json"))
    tried = {each["value"]: each for each in told["tried"]}
    assert told["status"] == "found" and told["holds"] < told["breaks"]
    assert tried[told["breaks"]]["share"] >= 0.3 > tried[told["holds"]]["share"]
    text = lab(*asked, "--probability", "0.3").stdout
    assert f"from stake {told['breaks']:g}" in text and "(simulated)" in text
    assert body(lab(*asked, "--low", "0", "--high", "0.1", "--json"))["status"] == "never"
    above = body(lab(*asked[:-1], "79", "--above", "--json"))
    assert above["asked"]["below"] is False


def test_the_model_is_held_against_what_happened(lab: Lab) -> None:
    (told,) = body(lab("backtest", "liquid_fifth", "--paths", "100", "--json"))
    assert told["misses"] == sum(not each["held"] for each in told["rows"])
    for each in told["rows"]:
        assert each["held"] is (each["bound_low"] <= each["median"] <= each["bound_high"])
        assert each["source"]
    text = lab("backtest", "usdc_2023", "--paths", "100", "--zh").stdout
    assert "USDC，2023年3月 (simulated)" in text and "bounds held" in text
    assert "the event lies before that law" in text


def test_a_missed_bound_is_told_and_no_exit_code(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    from lantau.market import backtest

    event = backtest.event_named("liquid_fifth")
    wrong = backtest.Target("low", None, 0.5, 0.1, "difference", "made up")
    other = backtest.Event(**{**{name: getattr(event, name) for name in event.__slots__}, "targets": (wrong,)})
    monkeypatch.setattr(backtest, "event_named", lambda _: other)
    text = lab("backtest", "liquid_fifth", "--paths", "20").stdout
    assert "MISSED" in text and "0 of 1 bounds held" in text


def test_every_parameter_is_listed_with_bounds_and_source(lab: Lab) -> None:
    told = body(lab("parameters", "run", "--json"))
    shock = next(each for each in told["parameters"] if each["name"] == "shock_bank_share")
    assert (shock["default"], shock["low"], shock["high"], shock["whole"]) == (0.0, 0.0, 1.0, False)
    assert shock["en"] and shock["zh"] and "3.3 of 43.4 billion" in shock["source"]
    assert {"low", "stopped"} <= {each["name"] for each in told["outcomes"]}
    assert "price" in {each["name"] for each in told["courses"]}
    text, chinese = lab("parameters", "run").stdout, lab("parameters", "run", "--zh").stdout
    for each in told["parameters"]:
        assert each["name"] in text and each["en"] in text and each["source"] in text
        assert each["zh"] in chinese


def test_a_folder_is_shown_again_as_it_was_told(lab: Lab, tmp_path: Path) -> None:
    played = lab("corridor", *FEW, "--folder", str(tmp_path / "kept"), "--json")
    assert body(lab("show", str(tmp_path / "kept"), "--json")) == body(played)
    asked = ("sweep", "corridor", *FEW, "--grid", "payees_ready=0.4,0.8", "--outcome", "coin_share")
    swept = lab(*asked, "--folder", str(tmp_path / "swept"))
    assert lab("show", str(tmp_path / "swept"), "--outcome", "coin_share").stdout == swept.stdout


def test_results_that_are_not_as_they_were_written_are_not_shown(lab: Lab, tmp_path: Path) -> None:
    lab("corridor", *FEW, "--folder", str(tmp_path / "kept"))
    first, second = sorted((tmp_path / "kept").glob("outcomes-00000-*.parquet"))
    first.write_bytes(second.read_bytes())
    told = body(lab("show", str(tmp_path / "kept"), "--json", code=1))
    assert told["refusal"]["code"] == "market.no_experiment"


def test_a_heat_map_says_where_the_further_axes_stand(lab: Lab) -> None:
    axes = ("--grid", "payees_ready=0.4,0.8", "--grid", "bank_bps=20,60", "--grid", "bank_fee=100,200")
    asked = ("sweep", "corridor", *FEW, "--rules", "CN+approved-cnh", *axes, "--outcome", "coin_share")
    (heat,) = body(lab(*asked, "--json"))["heat_maps"]
    assert (heat["y"]["parameter"], heat["x"]["parameter"], heat["at"]) == (
        "payees_ready",
        "bank_bps",
        {"bank_fee": 100},
    )
    assert "mean of coin_share [share], CN+approved-cnh, bank_fee 100\n" in lab(*asked).stdout


def test_of_a_single_path_no_standard_error_is_told(lab: Lab) -> None:
    asked = ("corridor", "--paths", "1", "--cores", "1", *DAY)
    told = body(lab(*asked, "--json"))
    assert {each["standard_error"] for point in told["points"] for each in point["outcomes"]} == {None}
    assert {each["standard_error"] for each in told["differences"]} == {None}
    swept = body(lab("sweep", *asked, "--grid", "payees_ready=0.4,0.8", "--outcome", "coin_share", "--json"))
    for each in swept["differences"]:
        assert (each["standard_error"], each["low"], each["high"]) == (None, None, None)


def test_a_reform_of_ones_own_may_be_called_anything(lab: Lab, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    words = SLOW_CLOCK.replace("RULE", "HK.application.paid_up_capital").replace("HK+five-days", "slow")
    file.write_text(words, encoding="utf-8")
    told = body(lab("run", *FEW, "--set", "days=2", "--rules", str(file), "--json"))
    assert told["points"][0]["rule_set"] == "slow"
    assert all(each["title_en"] and each["citation"] for each in told["points"][0]["rules"])


def test_a_folder_is_played_again_bit_for_bit(lab: Lab, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    lab("corridor", *FEW, "--folder", str(kept))
    assert lab("reproduce", str(kept), "--cores", "1").stdout == "4 of 4 parts came out bit for bit.\n"
    told = body(lab("reproduce", str(kept), "--cores", "1", "--into", str(tmp_path / "again"), "--json"))
    assert told["same_bits"] is True and told["tampered"] == [] and told["changed"] == []
    assert (tmp_path / "again" / "manifest.json").read_bytes() == (kept / "manifest.json").read_bytes()


def test_a_file_that_was_altered_leaves_with_five(lab: Lab, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    lab("corridor", *FEW, "--folder", str(kept))
    altered = kept / "outcomes-00001-00001.parquet"
    altered.write_bytes(altered.read_bytes() + b" ")
    assert f"not as it was written: {altered}" in lab("reproduce", str(kept), "--cores", "1", code=5).stdout


def test_a_part_that_comes_out_otherwise_leaves_with_five(lab: Lab, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    lab("corridor", *FEW, "--folder", str(kept))
    manifest = json.loads((kept / "manifest.json").read_text(encoding="utf-8"))
    manifest["parts"][2]["counts_sha256"] = "0" * 64
    (kept / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    told = body(lab("reproduce", str(kept), "--cores", "1", "--json", code=5))
    assert told["differing_parts"] == [{"point": 1, "chunk": 0}]
