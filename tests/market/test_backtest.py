"""Back-tests: targets and bounds are data, the page tells what the code gives, and every miss is explained."""

from __future__ import annotations

import csv
import os
import re
import runpy
from pathlib import Path

import pytest

from lantau.market import backtest
from lantau.refusal import Refused
from tests.house.source import ROOT

PAGE = ROOT / "docs" / "validation.md"


def test_the_events_are_two_that_happened_and_a_test_of_the_model() -> None:
    assert backtest.events() == ("liquid_fifth", "usdc_2023", "usdt_2022")
    assert backtest.event_named("usdc_2023").stamped
    assert not backtest.event_named("liquid_fifth").stamped


def test_an_event_that_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused) as caught:
        backtest.held("luna_2022")
    assert caught.value.refusal.code.name == "market.unknown_event"
    assert "usdt_2022" in caught.value.refusal.message


@pytest.mark.parametrize("name", backtest.events())
def test_every_setting_of_an_event_has_its_source(name: str) -> None:
    event = backtest.event_named(name)
    assert set(event.settings) == set(event.settings_source)
    assert all(target.source for target in event.targets)


def test_a_bound_is_a_difference_or_a_share_of_what_was_published() -> None:
    by_difference = backtest.Target("low", None, 0.9, 0.02, "difference", "x")
    assert by_difference.bound == pytest.approx((0.88, 0.92))
    assert backtest.Row(by_difference, 0.8801, 0.5, 1.0).held
    assert not backtest.Row(by_difference, 0.8799, 0.5, 1.0).held
    by_ratio = backtest.Target("hours_below_99", None, 40.0, 0.3, "ratio", "x")
    assert by_ratio.bound == pytest.approx((28.0, 52.0))


def test_a_fully_liquid_issuer_that_loses_a_fifth_in_a_week_stays_at_par() -> None:
    assert not backtest.held("liquid_fifth", paths=200).misses


@pytest.mark.parametrize("name", backtest.events())
def test_an_event_gives_the_same_on_every_run_and_whatever_the_chunks_before_it(name: str) -> None:
    assert backtest.held(name, paths=60, seed=7) == backtest.held(name, paths=60, seed=7)
    assert backtest.held(name, paths=60, seed=7) != backtest.held(name, paths=60, seed=8) or name == "liquid_fifth"


def test_the_page_tells_what_the_code_gives() -> None:
    generator = runpy.run_path(str(ROOT / "docs" / "generate.py"), run_name="generator")
    assert PAGE.read_text(encoding="utf-8") == generator["validation_page"](), "run python docs/generate.py"


def test_every_miss_is_explained_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    explained = text[text.index("### Misses, and why") :]
    for event in re.findall(r"<!-- table (\w+) -->(.*?)<!-- end -->", text, re.DOTALL):
        for line in event[1].splitlines():
            if "**missed**" in line:
                measure = line.split("|")[1].strip()
                assert f"`{event[0]}`: {measure}" in explained, f"{event[0]} misses {measure} and nobody says why"


@pytest.mark.skipif("LANTAU_FACTS" not in os.environ, reason="LANTAU_FACTS names no folder of reference data")
def test_what_was_published_is_what_the_reference_data_says() -> None:
    with (Path(os.environ["LANTAU_FACTS"]) / "market" / "targets.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(line for line in file if not line.startswith("#")))
    published = {(event, metric): value for event, metric, value, _ in rows[1:]}
    usdc = {(each.metric, each.at_hour): each.published for each in backtest.event_named("usdc_2023").targets}
    usdt = {(each.metric, each.at_hour): each.published for each in backtest.event_named("usdt_2022").targets}
    for day, hour in (("10", 48), ("12", 96), ("15", 168), ("31", 552)):
        told = published["USDC_SVB_2023", f"net redemption 2023-03-09->2023-03-{day} USDbn / % of supply"]
        assert usdc["redeemed_share", hour] == pytest.approx(float(told.split("/")[1].strip(" %")) / 100, abs=5e-5)
    assert f"{usdc['low', None]}" == published["USDC_SVB_2023", "composite trough USDC / DAI"].split(" / ")[0]
    hours = published["USDC_SVB_2023", "hours with close<0.99 / <0.97 / <0.95 / <0.92"]
    assert hours.startswith(str([int(usdc[f"hours_below_{level}", None]) for level in (99, 97, 95)])[:-1])
    for day, hour in (("05-12", 48), ("05-14", 96), ("05-31", 504), ("07-15", 1584)):
        told = published["USDT_TERRA_2022", f"net redemption 2022-05-11->2022-{day} USDbn / %"]
        assert usdt["redeemed_share", hour] == pytest.approx(float(told.split("/")[1].strip(" %")) / 100, abs=5e-5)
    low, days = published["USDT_TERRA_2022", "daily low 12 May (CMC) / days close<0.999"].split(" / ")
    assert (usdt["low", None], usdt["days_below_999", None]) == (float(low.split(",")[0]), float(days.split()[0]))
