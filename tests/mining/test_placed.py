"""What stands where on a day is what the placements and moves say; and one answer's chart is found by its name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lantau import mining
from lantau.mining import queries
from lantau.refusal import Refusal

RIVERS = Path(__file__).parents[2] / "examples" / "fleets" / "three-rivers"
BEFORE, ON_THE_ROAD, AFTER = date(2025, 7, 7), date(2025, 7, 10), date(2025, 7, 18)


@pytest.fixture(scope="module")
def read() -> mining.FleetFile:
    found = mining.read_fleet(RIVERS)
    assert isinstance(found, mining.FleetFile)
    return found


@pytest.mark.parametrize("day", [date(2025, 4, 1), BEFORE, ON_THE_ROAD, AFTER, date(2025, 9, 30)])
def test_sites_and_models_count_the_machines_that_stand(read: mining.FleetFile, day: date) -> None:
    sites, models = queries.placed_sites(read.fleet, day), queries.placed_models(read.fleet, day)
    standing = read.fleet.machines_on(day)
    assert sum(each.machines for each in sites) == sum(each.machines for each in models) == standing
    for each in sites:
        drawn_kw = sum(
            model.machines * each.site.wall_kw(model.machine) for model in models if model.site == each.site.name
        )
        assert each.drawn_mw == pytest.approx(drawn_kw / 1000.0)
        assert 0.0 <= each.filled <= 1.0 and each.capacity_mw == each.site.capacity_kw / 1000.0


def test_machines_on_the_road_stand_nowhere(read: mining.FleetFile) -> None:
    def at(site: str, day: date) -> int:
        return next(each.machines for each in queries.placed_sites(read.fleet, day) if each.site.name == site)

    assert (at("Oak Ford", BEFORE), at("Oak Ford", ON_THE_ROAD)) == (16_000, 13_000)
    assert at("Rio Bend", AFTER) - at("Rio Bend", ON_THE_ROAD) == 3_000 + 1_200, "moved ones and the hydro machines"


def test_placements_of_like_machines_are_added_up(read: mining.FleetFile) -> None:
    models = queries.placed_models(read.fleet, AFTER)
    assert len({(each.site, each.machine.model) for each in models}) == len(models)
    moved = next(each for each in models if (each.site, each.machine.model) == ("Rio Bend", "Antminer S19 XP"))
    assert moved.machines == 18_000 and moved.hashrate_ehs == pytest.approx(18_000 * 140 / 1e6)


def test_a_site_with_nothing_has_a_line_of_its_own(read: mining.FleetFile) -> None:
    empty = queries.placed_sites(read.fleet, date(2024, 1, 1))
    assert [each.machines for each in empty] == [0, 0, 0] and queries.placed_models(read.fleet, date(2024, 1, 1)) == ()


def test_the_shares_of_a_site_are_those_of_its_sums(read: mining.FleetFile) -> None:
    made = mining.report(read)
    assert isinstance(made, mining.Report)
    for row in made.months:
        for site in row.sites:
            assert site.uptime == pytest.approx(site.operating_ehs / site.deployed_ehs)
            assert site.power_usd_mwh is not None and site.revenue_usd_mwh is not None
            assert site.power_usd_mwh * site.energy_mwh == pytest.approx(site.power_usd - site.credits_usd)
            assert site.revenue_usd_mwh * site.energy_mwh == pytest.approx(site.revenue_usd)


def test_a_report_at_hand_is_attributed_as_its_folder_is(read: mining.FleetFile) -> None:
    made = mining.report(read)
    assert isinstance(made, mining.Report)
    found, asked = (
        queries.attributed(read, made, "2025-06", "2025-07"),
        queries.attribution(RIVERS, "2025-06", "2025-07"),
    )
    assert isinstance(found, mining.Attribution) and isinstance(asked, queries.Answer)
    assert asked.body["parts_sat"] == dict(found.parts_sat)
    assert found.change_share == pytest.approx(sum(found.share(cause) for cause in queries.CAUSES))
    for first, last, code in (("2025-06", "2026-01", "mining.no_month"), ("june", "2025-07", "mining.bad_field")):
        refused = queries.attributed(read, made, first, last)
        assert isinstance(refused, Refusal) and refused.code.name == code and refused.where == "from, to"


def test_a_chart_is_found_by_its_file_name() -> None:
    answer = queries.report(RIVERS)
    assert isinstance(answer, queries.Answer)
    every = dict(answer.charts())
    assert [f"{stem}.{form}" for stem in answer.chart_stems for form in ("svg", "png")] == list(every)
    assert answer.chart("hashrate.svg") == every["hashrate.svg"]
    assert answer.chart("hashrate.pdf") is None and answer.chart("none.svg") is None
