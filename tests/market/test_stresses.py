"""Every stress starts an experiment that can be played, and says in two languages what happens in it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from lantau import market
from lantau.market import queries
from lantau.market.models import MODELS

LAW_DAY = date(2026, 10, 20)


@pytest.mark.parametrize("stress", market.stresses().values(), ids=lambda stress: stress.id)
def test_a_stress_can_be_played_under_the_rule_sets_it_compares(stress: queries.Stress) -> None:
    table = queries.parameter_table(stress.model)
    for name, value in stress.settings.items():
        assert table.named(name).checked(value, name) == value != table.named(name).default, f"{name} sets nothing"
    assert set(stress.settings) <= {*stress.shown} and len(set(stress.shown)) == 6, "what it sets stands in the form"
    assert set(stress.rule_sets) <= set(queries.fitting(stress.model, LAW_DAY))
    told = (stress.words.en, stress.words.zh, stress.story.en, stress.story.zh)
    assert all(told) and not re.search("[一-鿿]", told[0] + told[2]) and re.search("[一-鿿]", told[1])


def test_every_model_has_a_stress() -> None:
    assert {stress.model for stress in market.stresses().values()} == set(MODELS)


def test_a_stress_is_known_by_its_settings_alone() -> None:
    for stress in market.stresses().values():
        settled = queries.parameter_table(stress.model).settled(stress.settings)
        found = queries.stress_of(stress.model, settled)
        assert found is not None and found.model == stress.model and dict(found.settings) == dict(stress.settings)
    other = queries.parameter_table("run").settled({"shock_bank_share": 0.0801})
    assert queries.stress_of("run", other) is None


def test_a_model_fits_the_rule_sets_that_have_what_it_reads() -> None:
    assert queries.fitting("corridor", LAW_DAY) == ("CN", "CN+approved-cnh")
    assert queries.fitting("run", LAW_DAY)[0] == "HK" and "HK+floor50" in queries.fitting("run", LAW_DAY)
    assert "CN" not in queries.fitting("round", LAW_DAY)
    assert queries.fitting("round", date(1999, 1, 1)) == ()


@pytest.mark.parametrize(
    ("id", "rule", "under", "not_under"),
    [("bank_loses", "HK.pool.full_backing", 0, 1), ("bills_fall", "HK.pool.full_backing", 0, 1)],
)
def test_frozen_coins_tell_the_law_from_its_draft(
    id: str, rule: str, under: int, not_under: int, tmp_path: Path
) -> None:
    """The stresses that compare the two are chosen so that the draft decides otherwise."""
    stress = market.stresses()[id]
    asked = market.Experiment(
        model="run", law_as_of=LAW_DAY, paths=32, seed=1, rule_sets=stress.rule_sets, settings=stress.settings
    )
    results = market.play(asked, tmp_path / id, executor=market.local(1))
    assert results.breaches(under).breached[rule] > results.breaches(not_under).breached[rule]
