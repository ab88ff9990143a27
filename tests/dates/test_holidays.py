"""The shipped list of general holidays, held against the supplied list and against a table written down here."""

from __future__ import annotations

import csv
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from lantau.dates import GENERAL_HOLIDAYS
from lantau.dates.holidays import read_list
from lantau.refusal import Refused

HERE = Path(__file__).parent
HEADER = "# source: a list\n# covered from: 2025-01-01\n# covered until: 2025-12-31\ndate,weekday,name\n"


def rows(path: Path) -> list[tuple[date, str, str]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(("#", "date,"))]
    return [(date.fromisoformat(day), weekday, name) for day, weekday, name in csv.reader(lines)]


def shipped() -> list[tuple[date, str, str]]:
    return [(day, f"{day:%a}", name) for day, name in GENERAL_HOLIDAYS.names.items()]


def test_the_shipped_list_is_the_expected_table() -> None:
    assert shipped() == rows(HERE / "expected_holidays.csv")


def test_the_shipped_list_is_the_supplied_list() -> None:
    folder = os.environ.get("LANTAU_FACTS")
    if not folder:
        pytest.skip("LANTAU_FACTS names no facts folder: the shipped holidays are NOT held against the supplied list")
    assert shipped() == rows(Path(folder) / "calendar" / "hk_general_holidays.csv")


def test_each_year_has_its_seventeen_general_holidays() -> None:
    for year in (2025, 2026, 2027):
        assert sum(day.year == year for day in GENERAL_HOLIDAYS.names) == 17


def test_the_list_says_where_it_is_from_and_how_far_it_goes() -> None:
    assert (GENERAL_HOLIDAYS.covered_from, GENERAL_HOLIDAYS.covered_until) == (date(2025, 1, 1), date(2027, 12, 31))
    assert "holidays 0.109" in GENERAL_HOLIDAYS.source


def test_every_sunday_is_a_general_holiday() -> None:
    day = GENERAL_HOLIDAYS.covered_from
    while day <= GENERAL_HOLIDAYS.covered_until:
        if day.weekday() == 6:
            assert GENERAL_HOLIDAYS.name(day) == "Sunday"
        day += timedelta(days=1)


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2028, 1, 1), date(2024, 12, 29), date(1997, 7, 1)])
def test_a_day_outside_the_coverage_is_refused_even_a_sunday(day: date) -> None:
    with pytest.raises(Refused) as raised:
        GENERAL_HOLIDAYS.name(day)
    assert raised.value.refusal.code.name == "dates.not_covered"
    assert "2025-01-01 to 2027-12-31" in raised.value.refusal.message


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2027, 12, 31)])
def test_the_first_and_the_last_covered_day_are_answered(day: date) -> None:
    GENERAL_HOLIDAYS.name(day)


@pytest.mark.parametrize(
    "table",
    [
        "2025-01-01,Wed,A\n2025-01-01,Wed,B\n",  # twice
        "2025-05-01,Thu,A\n2025-01-01,Wed,B\n",  # out of order
        "2025-01-05,Sun,A\n",  # a Sunday needs no line
        "2025-01-01,Thu,A\n",  # not that weekday
        "2026-01-01,Thu,A\n",  # outside what the file says it covers
    ],
)
def test_a_list_with_a_hole_is_not_read(table: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(HEADER + table, encoding="utf-8")
    with pytest.raises(AssertionError):
        read_list(path)
    path.write_text(HEADER + "2025-01-01,Wed,A\n", encoding="utf-8")
    assert read_list(path).names == {date(2025, 1, 1): "A"}
