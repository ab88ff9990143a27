"""Pages and charts: self-contained, the same bytes each time, "simulated" on each; odd names do no harm."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lantau.mining import queries
from lantau.mining.charts import drawn
from lantau.mining.queries import Answer
from tests.mining.small_fleet import EXAMPLE, FLEET_TOML, write_fleet

ASKED = {
    "report": lambda: queries.report(EXAMPLE),
    "attribution": lambda: queries.attribution(EXAMPLE, "2025-06", "2025-07"),
    "expansion": lambda: queries.expansion(EXAMPLE / "expansion.toml", 200, 1),
    "network": lambda: queries.network("2025-06", "2025-09"),
}


def answer(name: str) -> Answer:
    """An answer that must be good."""
    found = ASKED[name]()
    assert isinstance(found, Answer), str(found)
    return found


@pytest.mark.parametrize("name", ASKED)
def test_a_page_needs_no_other_file_and_says_that_it_is_simulated(name: str) -> None:
    page = answer(name).page().decode()
    assert "simulated" in re.search("<title>(.*)</title>", page)[1]  # type: ignore[index]
    assert "SIMULATED" in page and "<script" not in page
    fetched = re.findall(r"""(?:src|href)\s*=\s*["']([^"'#][^"']*)""", page)
    assert not [address for address in fetched if not address.startswith("#")]
    assert not re.search(r"url\((?!#)", page) and "@import" not in page
    assert page.count("<svg") == len(answer(name).sheet.charts)


@pytest.mark.parametrize("name", ASKED)
def test_the_same_answer_is_the_same_bytes(name: str) -> None:
    assert answer(name).page() == answer(name).page()


@pytest.mark.parametrize("name", ASKED)
def test_each_chart_is_an_svg_and_a_png_that_says_simulated(name: str) -> None:
    files = dict(answer(name).charts())
    assert files
    for file, data in files.items():
        if file.endswith(".svg"):
            assert b"(simulated)" in data and data.startswith(b"<?xml")
        else:
            assert data.startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ASKED)
def test_every_body_says_that_it_is_simulated(name: str) -> None:
    assert str(answer(name).body["notice"]).startswith("simulated")


def test_a_fleet_named_like_markup_is_shown_as_text(tmp_path: Path) -> None:
    write_fleet(tmp_path, FLEET_TOML.replace("Small (simulated)", "<script>alert(1)</script>"))
    found = queries.report(tmp_path)
    assert isinstance(found, Answer)
    assert "<script" not in found.page().decode()
    assert "&lt;script&gt;" in found.page().decode()


def test_a_title_of_a_chart_is_text_in_its_svg() -> None:
    assert b"<b>" not in drawn("<b>", lambda axes: None)


def test_tables_have_a_cell_under_each_heading() -> None:
    for name in ASKED:
        for table in answer(name).tables:
            assert {len(row) for row in table.rows} == {len(table.headings)}, table.title


def test_months_asked_for_backwards_are_none() -> None:
    for found in (queries.report(EXAMPLE, "2025-07", "2025-06"), queries.network("2025-07", "2025-06")):
        assert not isinstance(found, Answer) and found.code.name == "mining.no_month"
