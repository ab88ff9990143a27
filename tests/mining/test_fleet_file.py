"""A fleet's folder is read whole, or refused with file, line, field and bound."""

from __future__ import annotations

import runpy
from datetime import date
from pathlib import Path

import pytest

from lantau.mining import read_fleet
from lantau.refusal import Refusal
from tests.mining.small_fleet import EXAMPLE, FLEET_TOML, read, refused, write_fleet

PRICES = "hour,spot\n" + "".join(
    f"2025-04-{day:02}T{hour:02}:00Z,{hour}\n" for day in range(1, 31) for hour in range(24)
)


def test_the_example_is_read() -> None:
    found = read(EXAMPLE)
    assert [site.name for site in found.fleet.sites] == ["Rio Bend", "Oak Ford", "High Dam"]
    assert found.fleet.machines_on(date(2025, 4, 1)) == 43_000
    assert found.fleet.machines_on(date(2025, 7, 10)) == 47_500  # 3,000 are on the road
    assert found.fleet.machines_on(date(2025, 9, 30)) == 51_700
    assert found.models["S19j Pro rebuilt"].joules_per_th == pytest.approx(29.26, abs=0.01)


def test_the_example_s_prices_are_what_its_script_makes() -> None:
    made = runpy.run_path(str(EXAMPLE / "make_prices.py"))["text"]()
    assert (EXAMPLE / "prices.csv").read_text(encoding="utf-8") == made
    assert any(line.partition(",")[2].startswith("-") for line in made.splitlines()), "no hour is below zero"


def test_a_file_by_its_own_name_is_read_too(tmp_path: Path) -> None:
    write_fleet(tmp_path)
    assert not isinstance(read_fleet(tmp_path / "fleet.toml"), Refusal)


def test_negative_power_prices_are_legal(tmp_path: Path) -> None:
    text = FLEET_TOML.replace('price = "50 USD/MWh"', 'price = "-5 USD/MWh"')
    found = read(write_fleet(tmp_path, text))
    assert found.fleet.sites[0].contract.price_usd_kwh == pytest.approx(-0.005)


REFUSED = [
    (
        'hashrate = "100 TH/s"',
        'hashrate = "-100 TH/s"',
        "out_of_bounds",
        "fleet.toml:16 machine[1].hashrate",
        "more than 0",
    ),
    ('hashrate = "100 TH/s"', "hashrate = 100", "bad_field", "fleet.toml:16 machine[1].hashrate", "text such as"),
    ('hashrate = "100 TH/s"', 'hashrate = "100 kW"', "bad_field", "fleet.toml:16 machine[1].hashrate", "units: TH/s"),
    ('power = "3 kW"', 'power = "3 W"', "out_of_bounds", "fleet.toml:17 machine[1].power", "at least 1"),
    (
        'power = "3 kW"',
        'power = "3 kW"\nefficiency = "20 J/TH"',
        "bad_field",
        "fleet.toml:18 machine[1].efficiency",
        "30.00",
    ),
    ('capacity = "3 MW"', 'capacity = "2 MW"', "over_capacity", "fleet.toml:21 site[1].capacity", "at most 2.000 MW"),
    (
        'capacity = "3 MW"',
        'capacity = "3 MW"\ncooling = ["hydro"]',
        "wrong_cooling",
        "fleet.toml:33 placement[1].machines",
        "own wants air",
    ),
    (
        'capacity = "3 MW"',
        'capacity = "3 MW"\nuptime = "101 %"',
        "out_of_bounds",
        "fleet.toml:22 site[1].uptime",
        "at most 100 %",
    ),
    ('fee = "0 %"', 'fee = "30 %"', "out_of_bounds", "fleet.toml:9 mining_pool.fee", "at most 20 %"),
    ('fee = "0 %"', 'fee = "0 %"\nluck = 1', "bad_field", "fleet.toml:10 mining_pool.luck", "no field here"),
    ('scheme = "FPPS"', 'scheme = "PPLNS"', "bad_field", "fleet.toml:8 mining_pool.scheme", "share_of_network"),
    (
        'scheme = "FPPS"',
        'scheme = "SOLO"',
        "bad_field",
        "fleet.toml:8 mining_pool.scheme",
        "one of PPS, FPPS, PPLNS, solo",
    ),
    ("machines = 1_000", "machines = -1", "out_of_bounds", "fleet.toml:32 placement[1].machines", "at least 0"),
    ("machines = 1_000", 'machines = "many"', "bad_field", "fleet.toml:32 placement[1].machines", "whole number"),
    (
        "machines = 400",
        "machines = 1_400",
        "not_enough_machines",
        "fleet.toml:38 move[1].machines",
        "1,000 stand there",
    ),
    (
        'model = "own"\nmachines',
        'model = "other"\nmachines',
        "unknown_model",
        "fleet.toml:31 placement[1].model",
        "Antminer S19",
    ),
    ('site = "Quay"', 'site = "Dock"', "bad_field", "fleet.toml:30 placement[1].site", "the sites are Quay, Hill"),
    ('name = "Hill"', 'name = "Quay"', "bad_field", "fleet.toml:25 site[2].name", "stands twice"),
    ("on = 2025-05-01", "on = 2026-05-01", "bad_field", "fleet.toml:39 move[1].on", "from 2025-04-01"),
    ("until = 2025-06-01", "until = 2025-06-02", "bad_field", "fleet.toml:5 until", "firsts of months"),
    ("until = 2025-06-01", "until = 2027-06-01", "no_difficulty", "fleet.toml:5 until", "2026-06-14T00:23Z"),
    ('format = "lantau-fleet-1"', 'format = "lantau-fleet-9"', "bad_field", "fleet.toml:2 format", "must be one of"),
    ('"Small (simulated)"', '"Small', "bad_file", "fleet.toml", "not TOML"),
    (
        'capacity = "3 MW"',
        'capacity = "3 MW"\ncapital = "2_000_000 USD million"',
        "out_of_bounds",
        "fleet.toml:22 site[1].capital",
        "at most 1e+12 USD",
    ),
    ('"Small (simulated)"', r'"Small\n=1"', "bad_field", "fleet.toml:3 name", "text of one line"),
    ('"Small (simulated)"', r'"Small\u001b[2J"', "bad_field", "fleet.toml:3 name", "text of one line"),
    ("machines = 1_000", f"machines = 0x{'f' * 6000}", "bad_file", "fleet.toml", "more than 63 bits"),
    ('capacity = "3 MW"', f"capacity = 0x{'f' * 6000}", "bad_file", "fleet.toml", "more than 63 bits"),
    ("[treasury]", "[treasures]", "bad_field", "fleet.toml:1 treasures", "no field here"),
    (
        'sold_share = "0 %"',
        'held_at_start = "-1 BTC"',
        "out_of_bounds",
        "fleet.toml:12 treasury.held_at_start",
        "at least 0",
    ),
    (
        '{ contract = "fixed", price = "50 USD/MWh" }',
        '{ contract = "indexed", price = "0 USD/MWh" }',
        "bad_field",
        "fleet.toml:22 site[1].power.index",
        "is missing",
    ),
    (
        '{ contract = "fixed", price = "50 USD/MWh" }',
        '{ contract = "indexed", index = "spot", price = "0 USD/MWh" }',
        "bad_field",
        "fleet.toml:1 hourly",
        "no column 'spot'",
    ),
    (
        '{ contract = "fixed", price = "50 USD/MWh" }',
        '{ contract = "fixed" }',
        "bad_field",
        "fleet.toml:22 site[1].power.price",
        "is missing",
    ),
    (
        '{ contract = "fixed", price = "50 USD/MWh" }',
        '{ contract = "fixed", price = "50 USD/kWh" }',
        "out_of_bounds",
        "fleet.toml:22 site[1].power.price",
        "at most 2 USD/kWh",
    ),
    (
        'capacity = "3 MW"',
        'capacity = "3 MW"\ncurtailment = { rule = "cap" }',
        "bad_field",
        "fleet.toml:22 site[1].curtailment.cap",
        "is missing",
    ),
    (
        'capacity = "3 MW"',
        'capacity = "3 MW"\noutages = [{ from = 2025-05-02, until = 2025-05-02 }]',
        "bad_field",
        "fleet.toml:22 site[1].outages[1].until",
        "after from",
    ),
]


@pytest.mark.parametrize(("good", "bad", "code", "where", "words"), REFUSED, ids=[each[1] for each in REFUSED])
def test_each_bad_field_is_refused_at_its_place(
    good: str, bad: str, code: str, where: str, words: str, tmp_path: Path
) -> None:
    read(write_fleet(tmp_path))
    assert good in FLEET_TOML
    refusal = refused(tmp_path, FLEET_TOML.replace(good, bad, 1))
    assert (refusal.code.name, refusal.where) == (f"mining.{code}", where)
    assert words in refusal.message


def test_a_folder_without_a_fleet_is_refused(tmp_path: Path) -> None:
    answer = read_fleet(tmp_path)
    assert isinstance(answer, Refusal) and answer.code.name == "mining.bad_file"


def test_a_folder_name_with_a_nul_is_refused() -> None:
    answer = read_fleet(Path("a\0b"))
    assert isinstance(answer, Refusal) and answer.code.name == "mining.bad_file"


HOURLY_TOML = (
    FLEET_TOML.partition("[[move]]")[0]
    .replace("until = 2025-06-01", 'until = 2025-05-01\nhourly = "prices.csv"')
    .replace(
        '{ contract = "fixed", price = "50 USD/MWh" }', '{ contract = "indexed", index = "spot", price = "0 USD/MWh" }'
    )
)


@pytest.mark.parametrize(
    ("good", "bad", "code", "where", "words"),
    [
        ("2025-04-07T05:00Z,5\n", "", "no_hour", "prices.csv:151", "2025-04-07T05:00Z is missing"),
        ("2025-04-07T05:00Z,5\n", "2025-04-07T04:00Z,5\n", "bad_cell", "prices.csv:151:hour", "stands twice"),
        ("2025-04-07T05:00Z,5\n", "2025-04-07T05:00Z,\n", "bad_cell", "prices.csv:151:spot", "may not be blank"),
        ("2025-04-07T05:00Z,5\n", "2025-04-07T05:00Z,five\n", "bad_cell", "prices.csv:151:spot", "no number"),
        (
            "2025-04-07T05:00Z,5\n",
            "2025-04-07T05:00Z,99999\n",
            "out_of_bounds",
            "prices.csv:151:spot",
            "at most 20,000",
        ),
        ("2025-04-07T05:00Z,5\n", "2025-04-07T05:00Z,5,6\n", "bad_cell", "prices.csv:151", "3 cells under 2 headings"),
        ("2025-04-07T05:00Z,5\n", '2025-04-07T05:00Z,"5\n', "bad_cell", "prices.csv:151", "not CSV"),
        ("2025-04-30T23:00Z,23\n", "", "no_hour", "prices.csv", "no price for 2025-04-30T23:00Z"),
        ("hour,spot", "hour,peak", "bad_field", "fleet.toml:6 hourly", "it has peak"),
        ("hour,spot", "spot,spot", "bad_cell", "prices.csv:1", "stands twice"),
        ("hour,spot", "time,spot", "bad_cell", "prices.csv:1", "column hour is missing"),
    ],
)
def test_each_hour_of_an_index_must_be_there(
    good: str, bad: str, code: str, where: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "prices.csv").write_text(PRICES.replace(",5\n", ",-5\n", 1), encoding="utf-8")
    read(write_fleet(tmp_path, HOURLY_TOML))  # a negative price is legal
    assert good in PRICES
    (tmp_path / "prices.csv").write_text(PRICES.replace(good, bad, 1), encoding="utf-8")
    refusal = refused(tmp_path, HOURLY_TOML)
    assert (refusal.code.name, refusal.where) == (f"mining.{code}", where)
    assert words in refusal.message


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        ("2025-04,80000,0.03,,,", "", ""),
        ("2025-04,,,,,", "", ""),
        ("2025-4,80000,0.03,,,", "bad_field", "no month"),
        ("2025-04,-1,0.03,,,", "out_of_bounds", "bitcoin_usd is -1; it must be more than 0"),
        ("2025-04,80000,-0.03,,,", "out_of_bounds", "fees_btc_per_block is -0.03; it must be at least 0"),
        ("2025-04,80000,0.03,11,,", "out_of_bounds", "luck is 11; it must be at least 0 and at most 10"),
        ("2025-04,80000,nan,,,", "out_of_bounds", "fees_btc_per_block is nan"),
        ("2025-04,80000,0.03,,,\n2025-04,80000,0.03,,,", "bad_cell", "stands twice"),
    ],
)
def test_the_file_of_months_is_read_or_refused(row: str, code: str, words: str, tmp_path: Path) -> None:
    heading = "month,bitcoin_usd,fees_btc_per_block,luck,sold_btc,published_btc\n"
    (tmp_path / "monthly.csv").write_text(heading + row + "\n", encoding="utf-8")
    write_fleet(tmp_path, FLEET_TOML.replace("until = 2025-06-01", 'until = 2025-06-01\nmonthly = "monthly.csv"'))
    answer = read_fleet(tmp_path)
    if not code:
        assert not isinstance(answer, Refusal), str(answer)
        return
    assert isinstance(answer, Refusal)
    assert answer.code.name == f"mining.{code}"
    assert words in answer.message and answer.where.startswith("monthly.csv:")
