"""Published months are read, explained and forecast; what is missing in a file is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from lantau.mining import Attribution, Month, network_month, shipped_network
from lantau.mining.mining_pools import MiningPool
from lantau.mining.published import (
    Published,
    attribute_published,
    fitted_fee,
    forecast,
    implied_ehs,
    modelled,
    read_published,
)
from lantau.refusal import Refusal, Refused

HEAD = "company,month,btc_produced,avg_operating_ehs,deployed_ehs\n"
ROWS = "Quay,2025-06,450,,32\nQuay,2025-07,650.5,40.91,50\nHill,2025-06,10,1.0,\n"
POOL = MiningPool("FPPS", 0.005)
JUNE, JULY = Month(2025, 6), Month(2025, 7)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "published.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    return path


def ask(path: Path, first: Month = JUNE, last: Month = JULY, company: str = "Quay") -> Attribution | Refusal:
    return attribute_published(path, company, first, last, shipped_network(), {JUNE: 0.034}, POOL, 0.03)


def test_months_of_one_company_are_read_in_order(file: Path) -> None:
    rows = read_published(file, "Quay")
    assert [(row.month, row.produced_sat, row.operating_ehs) for row in rows] == [
        (JUNE, 45_000_000_000, None),
        (JULY, 65_050_000_000, 40.91),
    ]
    assert read_published(file, "Hill")[0].deployed_ehs is None


def test_what_explains_a_month_s_coins_makes_them_again() -> None:
    around = network_month(shipped_network(), JUNE, 0.034, 1.0)
    assert modelled(around, POOL, implied_ehs(around, POOL, 45_000_000_000)) == pytest.approx(450.0)


def test_a_change_of_published_months_is_split(file: Path) -> None:
    made = ask(file)
    assert isinstance(made, Attribution)
    assert sum(made.parts_sat.values()) == made.change_sat == 20_050_000_000
    assert made.before.luck == pytest.approx(1.0) and made.after.luck == pytest.approx(1.0, abs=0.01)
    assert made.before.hashrate_ehs == 32.0 and made.after.fees_btc == 0.03


def test_uptime_is_told_only_where_both_months_say_what_was_deployed(file: Path) -> None:
    file.write_text(HEAD + ROWS.replace("40.91,50", "40.91,"), encoding="utf-8")
    made = ask(file)
    assert isinstance(made, Attribution)
    assert made.parts_sat["uptime"] == 0 and made.after.hashrate_ehs == 40.91


@pytest.mark.parametrize(
    ("first", "last", "company", "words"),
    [
        (Month(2025, 5), JULY, "Quay", "2025-05 is not in the file, which has 2025-06 to 2025-07"),
        (JUNE, JULY, "Hill", "2025-07 is not in the file"),
        (JUNE, JULY, "Dock", "which has none"),
    ],
)
def test_a_month_that_is_not_there_is_refused(file: Path, first: Month, last: Month, company: str, words: str) -> None:
    answer = ask(file, first, last, company)
    assert isinstance(answer, Refusal) and answer.code.name == "mining.no_month"
    assert words in answer.message


@pytest.mark.parametrize(
    ("good", "bad", "code", "words"),
    [
        ("650.5", "-650.5", "out_of_bounds", "btc_produced is -650.5; it must be at least 0"),
        ("650.5", "", "bad_cell", "btc_produced may not be blank"),
        ("40.91", "-40.91", "out_of_bounds", "avg_operating_ehs is -40.91; it must be more than 0"),
        ("2025-07", "2025-06", "bad_cell", "2025-06 stands twice"),
        ("2025-07", "July", "bad_field", "no month"),
        ("btc_produced", "bitcoin", "bad_cell", "'bitcoin' is no column"),
    ],
)
def test_each_bad_cell_is_refused_at_its_place(file: Path, good: str, bad: str, code: str, words: str) -> None:
    file.write_text((HEAD + ROWS).replace(good, bad), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        read_published(file, "Quay")
    assert caught.value.refusal.code.name == f"mining.{code}"
    assert words in caught.value.refusal.message and caught.value.refusal.where.startswith("published.csv:")


def test_a_month_outside_the_known_difficulty_is_refused(file: Path) -> None:
    file.write_text(HEAD + ROWS.replace("2025-06", "2023-06"), encoding="utf-8")
    answer = ask(file, Month(2023, 6))
    assert isinstance(answer, Refusal) and answer.code.name == "mining.no_difficulty"


def test_a_month_without_coins_has_no_parts(file: Path) -> None:
    file.write_text(HEAD + ROWS.replace("650.5", "0"), encoding="utf-8")
    answer = ask(file)
    assert isinstance(answer, Refusal) and answer.code.name == "mining.no_output"


@pytest.mark.parametrize(
    ("pairs", "fee"),
    [([(99.0, 100.0), (198.0, 200.0)], 0.01), ([(101.0, 100.0)], 0.0), ([(98.0, 100.0), (100.0, 100.0)], 0.01)],
)
def test_one_fee_is_fitted_and_never_below_zero(pairs: list[tuple[float, float]], fee: float) -> None:
    assert fitted_fee(pairs) == pytest.approx(fee)


def test_a_forecast_takes_today_s_difficulty_and_what_stands_deployed() -> None:
    before, after = Published(JUNE, 45_000_000_000, None, 32.0), Published(JULY, 1, None, None)
    made = forecast(before, after, shipped_network(), 0.034, POOL)
    assert made.naive == pytest.approx(450.0 / 30 * 31)
    june = shipped_network().harmonic_difficulty(JUNE.start_seconds, JUNE.end_seconds)
    running = shipped_network().epoch_at(float(JULY.start_seconds)).difficulty
    assert made.model == pytest.approx(made.naive * june / running)
    announced = forecast(before, after, shipped_network(), 0.034, POOL, deployed_now_ehs=50.0)
    assert announced.model == pytest.approx(made.model * 50.0 / 32.0)
