"""The monthly report: satoshi that add up, holdings carried, costs, quarters, what the next megawatt is worth."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from lantau.mining import FleetFile, Month, Report, report
from lantau.mining.bodies import report_body, report_csv
from lantau.mining.conditions import MonthFacts
from lantau.mining.fleets import Treasury
from lantau.mining.power import PowerContract
from lantau.mining.telling import report_tables
from lantau.refusal import Refusal
from tests.mining.small_fleet import EXAMPLE, NEW, OLD, conditions, fleet, read, site, write_fleet


def made(read_fleet: FleetFile, first: Month | None = None, last: Month | None = None) -> Report:
    """A report that must be good."""
    answer = report(read_fleet, first, last)
    assert isinstance(answer, Report), str(answer)
    return answer


@pytest.fixture(scope="module")
def example() -> Report:
    return made(read(EXAMPLE))


def test_each_month_s_sites_add_up_to_its_coins(example: Report) -> None:
    for row in example.months:
        assert sum(each.produced_sat for each in row.sites) == row.produced_sat
        assert sum(each.revenue_usd for each in row.sites) == pytest.approx(row.revenue_usd)


def test_what_is_held_is_carried_and_nothing_is_lost(example: Report) -> None:
    held = 310 * 10**8
    for row in example.months:
        assert row.held_sat == held + row.produced_sat - row.sold_sat
        held = row.held_sat


def test_a_part_of_the_months_carries_what_was_held_before(example: Report) -> None:
    part = made(read(EXAMPLE), Month(2025, 7), Month(2025, 8))
    assert [row.held_sat for row in part.months] == [row.held_sat for row in example.months[3:5]]


def test_the_published_form_is_there(example: Report) -> None:
    july = example.months[3]
    assert july.produced_btc_per_day == july.produced_btc / 31
    assert july.deployed_ehs_end == pytest.approx(8.2286, abs=1e-4)
    assert 0.9 < july.uptime < 0.96 and 20.0 < july.joules_per_th < 22.0
    assert july.cash_cost_usd < july.all_in_cost_usd < july.network.bitcoin_usd
    assert july.off_published == pytest.approx(july.produced_btc / 116.4 - 1.0, abs=1e-9)


def test_costs_are_what_the_contracts_say() -> None:
    mine = replace(
        fleet(replace(site(), fixed_usd_month=1000.0, capital_usd=120_000.0, life_months=120)),
        corporate_usd_month=500.0,
        machine_life_months=48,
    )
    april = made(FleetFile(mine, conditions(), {})).months[0]
    assert april.costs.power_usd == pytest.approx(6000.0 * 720 * 0.05)
    assert april.costs.sites_usd == 1000.0 and april.costs.corporate_usd == 500.0
    assert april.costs.depreciation_usd == pytest.approx((600.0 + 2400.0) * 1000 / 48 + 1000.0)
    assert april.costs.cash_usd == pytest.approx(6000.0 * 720 * 0.05 + 1500.0)
    assert april.power_usd_kwh == pytest.approx(0.05)
    assert april.joules_per_th == pytest.approx(20.0)
    assert april.revenue_usd == pytest.approx(april.produced_btc * 100_000.0, abs=0.01)


def test_a_quarter_is_its_months() -> None:
    found = made(FleetFile(replace(fleet(site()), corporate_usd_month=1e6), conditions(), {}))
    (quarter,) = found.quarters
    assert (quarter.quarter, quarter.months) == ("2025Q2", 3)
    assert quarter.produced_sat == sum(row.produced_sat for row in found.months)
    cost = sum(row.costs.power_usd + row.costs.depreciation_usd for row in found.months)
    assert quarter.costs.all_in_usd == pytest.approx(cost + 3e6)  # the firm's own overheads are no cost of revenue
    assert quarter.gross_margin == pytest.approx(1.0 - cost / quarter.revenue_usd)


def test_the_next_megawatt_is_worth_what_its_machines_earn_less_power() -> None:
    mine = fleet(site("A"), site("B", contract=PowerContract("hosted", 0.09)))
    april = made(FleetFile(mine, conditions(), {})).months[0]
    a_megawatt_th = 1000.0 / NEW.power_kw * NEW.hashrate_th
    earned = april.network.hashprice_usd / 1000.0 * a_megawatt_th * 30
    values = {each.site: each.next_mw_usd for each in april.sites}
    assert values["A"] == pytest.approx(earned - 1000.0 * 720 * 0.05, rel=1e-6)
    assert values["B"] == pytest.approx(earned - 1000.0 * 720 * 0.09, rel=1e-6)
    assert OLD.joules_per_th > NEW.joules_per_th


def test_what_is_sold_by_file_is_taken_and_not_more_than_held() -> None:
    around = conditions()
    months = dict(around.months)
    months[Month(2025, 4)] = replace(months[Month(2025, 4)], sold_sat=123_456_789)
    mine = replace(fleet(site()), treasury=Treasury(200_000_000, 0.5))
    rows = made(FleetFile(mine, replace(around, months=months), {})).months
    assert rows[0].sold_sat == 123_456_789
    assert rows[1].sold_sat == pytest.approx(rows[1].produced_sat / 2, abs=1)
    months[Month(2025, 4)] = MonthFacts(sold_sat=10**15)
    answer = report(FleetFile(mine, replace(around, months=months), {}))
    assert isinstance(answer, Refusal) and answer.code.name == "mining.out_of_bounds"
    assert "sold_btc of 2025-04 is 10,000,000.00000000 BTC; it must be at most" in answer.message


@pytest.mark.parametrize(("first", "last"), [(Month(2025, 3), None), (None, Month(2025, 10))])
def test_a_month_outside_the_fleet_s_time_is_refused(first: Month | None, last: Month | None) -> None:
    answer = report(read(EXAMPLE), first, last)
    assert isinstance(answer, Refusal) and answer.code.name == "mining.no_month"


def test_a_fleet_without_machines_reports_nothing_and_costs_of_no_coin(tmp_path: Path) -> None:
    text = (EXAMPLE / "fleet.toml").read_text(encoding="utf-8").partition("[[placement]]")[0]
    for name in ("monthly.csv", "prices.csv"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    april = made(read(write_fleet(tmp_path, text))).months[0]
    assert april.produced_sat == 0 and april.uptime == 0.0
    assert april.cash_cost_usd is None and april.joules_per_th is None and april.power_usd_kwh is None


def test_more_months_than_stand_beside_one_another_are_told_in_further_tables(tmp_path: Path) -> None:
    text = (write_fleet(tmp_path) / "fleet.toml").read_text(encoding="utf-8")
    longer = made(read(write_fleet(tmp_path, text.replace("from = 2025-04-01", "from = 2024-04-01"))))
    assert len(longer.months) == 14
    tables = report_tables(longer)
    assert [len(table.headings) - 1 for table in tables[:4]] == [12, 2, 12, 2]
    assert tables[0].headings[1] == "2024-04" and tables[1].headings[-1] == "2025-05"


def test_what_nobody_told_is_said(tmp_path: Path) -> None:
    found = made(read(write_fleet(tmp_path)))
    assert found.assumed == (
        "assumed: transaction fees of 0.02 BTC a block, in 2025-04 to 2025-05 (2 months)",
        "assumed: a price of USD 80,000, in 2025-04 to 2025-05 (2 months)",
    )
    assert made(read(EXAMPLE)).assumed == ()


def test_an_assumed_difficulty_is_said(tmp_path: Path) -> None:
    text = (write_fleet(tmp_path) / "fleet.toml").read_text(encoding="utf-8")
    longer = text.replace("until = 2025-06-01", "until = 2026-09-01").replace(
        "[treasury]", '[network]\ngrowth_per_epoch = "1 %"\n\n[treasury]'
    )
    found = made(read(write_fleet(tmp_path, longer)))
    assert "assumed: difficulty of our own, in 2026-06 to 2026-08 (3 months)" in found.assumed


def test_json_and_csv_say_the_same_and_that_it_is_simulated(example: Report) -> None:
    body = json.loads(json.dumps(report_body(example)))
    assert body["notice"].startswith("simulated")
    lines = report_csv(example).splitlines()
    assert "simulated" in lines[0] and len(lines) == 2 + len(example.months)
    row = dict(zip(lines[1].split(","), lines[5].split(","), strict=True))
    assert row["month"] == "2025-07" and int(row["produced_sat"]) == body["months"][3]["produced_sat"]
