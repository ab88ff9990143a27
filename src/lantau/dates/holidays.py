"""The general holidays of Hong Kong (Cap. 149) that are not Sundays, shipped as ``general_holidays.csv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from lantau.dates.refusals import NOT_COVERED
from lantau.refusal import Refusal, Refused

_SUNDAY = 6
_LIST = Path(__file__).with_name("general_holidays.csv")


@dataclass(frozen=True, slots=True)
class HolidayList:
    """General holidays that are no Sundays, named by day; ``covered_from`` and ``covered_until`` are both covered."""

    names: Mapping[date, str]
    covered_from: date
    covered_until: date
    source: str

    def name(self, day: date) -> str | None:
        """The name of the general holiday on a day, ``"Sunday"`` on a Sunday with no other, or None.

        Refused ``dates.not_covered`` outside the list's coverage: an unlisted year has holidays too.
        """
        if not self.covered_from <= day <= self.covered_until:
            covered = f"{self.covered_from.isoformat()} to {self.covered_until.isoformat()}"
            raise Refused(Refusal(NOT_COVERED, f"{day.isoformat()} is outside the covered days, {covered}"))
        return self.names.get(day) or ("Sunday" if day.weekday() == _SUNDAY else None)


def read_list(path: Path) -> HolidayList:
    """Read a list of the shipped form: ``# field: value`` lines, then ``date,weekday,name`` in order of date."""
    lines = path.read_text(encoding="utf-8").splitlines()
    notes = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# ") and ": " in line)
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    names = {date.fromisoformat(row["date"]): row["name"] for row in rows}
    covered_from, covered_until = date.fromisoformat(notes["covered from"]), date.fromisoformat(notes["covered until"])
    assert len(names) == len(rows) and list(names) == sorted(names), f"{path}: days in order, each once"
    for row, day in zip(rows, names, strict=True):
        assert covered_from <= day <= covered_until, f"{path}: {day} is outside the coverage"
        assert day.weekday() != _SUNDAY and f"{day:%a}" == row["weekday"], f"{path}: {day} is a {day:%A}"
    return HolidayList(MappingProxyType(names), covered_from, covered_until, notes["source"])


GENERAL_HOLIDAYS = read_list(_LIST)
"""The shipped list. Its source and coverage stand in the file."""
