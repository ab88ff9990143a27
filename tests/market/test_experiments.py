"""Experiments are refused whole before anything runs, and a reader's own reform is an axis like a shipped one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lantau.market import grid, local, model_named, play
from lantau.market.experiments import planned
from lantau.market.models import MODELS
from lantau.refusal import Refused
from tests.market.coin_toss import COIN_TOSS, REFERENCE
from tests.market.experiments_of_tosses import ON, tosses

REFORM = """
[reform]
id = "HK+{name}"
jurisdiction = "HK"
title.en = "Another floor"
title.zh = "另一最低款額"
[[source]]
id = "mine"
title.en = "What if"
title.zh = "假如"
citation = "Supposed by a test"
dated = 2025-08-01
language = "en"
status = "proposal"
[[value]]
parameter = "{parameter}"
value = {floor}
since = 2025-08-01
covered_until = 2026-12-31
citation = "mine supposition"
[[case]]
rule = "{rule}"
name = "at the floor"
on = 2026-09-01
outcome = "met"
[case.facts]
"applicant.is_authorized_institution" = false
"applicant.paid_up_capital_hkd_cents" = {floor}
"applicant.net_debit_balance_hkd_cents" = 0
"""


def _reform(folder: Path, **other: object) -> str:
    told = {"name": "floor70", "parameter": "paid_up_capital_floor", "floor": 7_000_000_000,
            "rule": "HK.application.paid_up_capital"}  # fmt: skip
    path = folder / "floor70.toml"
    path.write_text(REFORM.format(**{**told, **other}), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("other", "code", "where", "told"),
    [
        ({"paths": 0}, "market.empty_population", "experiment.paths", "no path"),
        ({"paths": -5}, "market.out_of_range", "experiment.paths", "from 1 to 1000000000"),
        ({"paths": 10.5}, "market.out_of_range", "experiment.paths", "from 1 to 1000000000"),
        ({"chunk_paths": 0}, "market.out_of_range", "experiment.chunk_paths", "from 1 to 1000000"),
        ({"seed": -1}, "market.out_of_range", "experiment.seed", "from 0 to"),
        ({"rule_sets": ()}, "market.bad_design", "experiment.rule_sets", "no rule set"),
        ({"rule_sets": ("HK", "HK")}, "market.bad_design", "experiment.rule_sets", "twice"),
        ({"rule_sets": ("HK+floor5000",)}, "rulebook.unknown_rulebook", "HK+floor5000", "HK+floor50"),
        ({"law_as_of": ON.replace(year=2030)}, "rulebook.not_covered", "2030-09-01", "2026-12-31"),
        ({"settings": {"stake": 51}}, "market.out_of_range", "coin_toss.stake", "from 0 to 50"),
        ({"settings": {"steak": 1}}, "market.unknown_parameter", "coin_toss.steak", "stake"),
        ({"model": "walk"}, "market.unknown_model", "experiment.model", "run, round, corridor"),
        ({"model": "tests.market.coin_toss:NOBODY"}, "market.unknown_model", "experiment.model", "run"),
        ({"model": "tests.market.no_such:MODEL"}, "market.unknown_model", "experiment.model", "run"),
        ({"design": grid({"capital": (60, 0)})}, "market.empty_population", "coin_toss.capital", "no capital"),
    ],
)
def test_it_is_refused_before_anything_is_written(
    tmp_path: Path, other: dict[str, Any], code: str, where: str, told: str
) -> None:
    with pytest.raises(Refused) as refused:
        play(tosses(**other), tmp_path / "folder", executor=local(1))
    refusal = refused.value.refusal
    assert (refusal.code.name, refusal.where) == (code, where)
    assert told in refusal.message
    assert not (tmp_path / "folder").exists()


def test_cores_out_of_range_are_refused() -> None:
    with pytest.raises(Refused, match="from 1 to 4096"):
        local(0)


def test_a_reform_that_names_an_unknown_rule_or_parameter_is_refused_with_its_place(tmp_path: Path) -> None:
    for other, told in ({"rule": "HK.no.such_rule"}, "HK.no.such_rule"), ({"parameter": "floors"}, "floors"):
        with pytest.raises(Refused, match=told) as refused:
            planned(tosses(rule_sets=(_reform(tmp_path, **other),)))
        assert refused.value.refusal.code.name == "rulebook.hole"
        assert "floor70.toml" in refused.value.refusal.where


def test_a_reform_from_a_file_is_played_and_its_text_kept(tmp_path: Path) -> None:
    results = play(tosses(rule_sets=("HK", _reform(tmp_path))), tmp_path / "folder", executor=local(1))
    (tmp_path / "floor70.toml").unlink()
    assert [point.rule_set for point in results.points] == ["HK", "HK+floor70", "HK", "HK+floor70"]
    assert results.breaches(1).breached["HK.application.paid_up_capital"] > 0
    assert results.breaches(0).breached["HK.application.paid_up_capital"] == 0
    from lantau.market.queries import reproduced

    assert reproduced(tmp_path / "folder", tmp_path / "again", executor=local(1)).same_bits


def test_a_changed_reform_of_the_same_name_is_another_experiment(tmp_path: Path) -> None:
    one = planned(tosses(rule_sets=(_reform(tmp_path),))).manifest
    other = planned(tosses(rule_sets=(_reform(tmp_path, floor=7_100_000_000),))).manifest
    assert one["rule_sets"][0]["id"] == other["rule_sets"][0]["id"]
    assert one["rule_sets"][0]["law_sha256"] != other["rule_sets"][0]["law_sha256"]


def test_a_day_after_the_coverage_is_played_when_asked_and_stamped(tmp_path: Path) -> None:
    later = tosses(law_as_of=ON.replace(year=2030), hold_last=True)
    results = play(later, tmp_path / "later", executor=local(1))
    assert all(told["held_last"] for told in results.manifest["rule_sets"])
    assert "held at the last text" in results.title()
    assert "held at" not in play(tosses(), tmp_path / "now", executor=local(1)).title()


def test_a_model_is_found_by_name_or_by_its_place() -> None:
    assert model_named(REFERENCE) is COIN_TOSS
    assert set(MODELS) == {"run", "round", "corridor"}


@pytest.mark.parametrize("name", ["os:path", "os:nothing", ".os:path", "..:path", "nowhere:MODEL", "os", ":", "a b:c"])
def test_what_is_no_model_is_refused(name: str) -> None:
    with pytest.raises(Refused, match=r"market\.unknown_model"):
        model_named(name)


def test_points_count_rule_sets_fastest() -> None:
    plan = planned(tosses())
    assert [(plan.point(number).rule_set, plan.point(number).change) for number in range(plan.size)] == [
        ("HK", {"stake": 2.0}), ("HK+floor50", {"stake": 2.0}), ("HK", {"stake": 4.0}), ("HK+floor50", {"stake": 4.0}),
    ]  # fmt: skip
    assert [plan.chunk_paths(chunk) for chunk in range(plan.chunks)] == [100, 100, 100, 100, 50]
