"""The mining pages over real fleets: what the room says stands there, and what it refuses is said in its words."""

from __future__ import annotations

import csv
import io
import itertools
import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lantau import mining
from lantau.mining import queries
from lantau.refusal import Refusal
from lantau.web import Console, create_app
from lantau.web.catalogue import LANGUAGES, catalogue, refusal_meanings
from lantau.web.fleet_shelf import FleetShelf
from lantau.web.month_charts import BARS, LINE, Series, month_chart, waterfall
from tests.web.conftest import ADDRESS, FLEETS
from tests.web.test_pages import parsed

pytestmark = pytest.mark.xdist_group("web-mining")

RIVERS = FLEETS / "three-rivers"
Edit = tuple[str, str]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of fleets with nothing in it."""
    made = tmp_path / "fleets"
    made.mkdir()
    return made


@pytest.fixture
def at_mine(blank: Console, home: Path) -> TestClient:
    """A reader of a new world's console with that home and the shipped example."""
    fleets = FleetShelf(home, FLEETS)
    return TestClient(create_app(replace(blank, fleets=fleets)), base_url=ADDRESS, raise_server_exceptions=False)


def own(home: Path, name: str, *edits: Edit, file: str = "fleet.toml") -> Path:
    """A copy of the example in the home, with some of a file's text replaced."""
    folder = home / name
    shutil.copytree(RIVERS, folder)
    text = (folder / file).read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    (folder / file).write_text(text, encoding="utf-8")
    return folder


def told(reader: TestClient, address: str = "/api/mining/three-rivers") -> dict[str, Any]:
    answer = reader.get(address)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["data"]
    return found


def rivers() -> mining.Report:
    read = mining.read_fleet(RIVERS)
    assert isinstance(read, mining.FleetFile)
    made = mining.report(read)
    assert isinstance(made, mining.Report)
    return made


def test_the_months_are_those_of_the_room_to_the_satoshi_the_newest_first(at_mine: TestClient) -> None:
    found, made = told(at_mine), rivers()
    assert [line["month"] for line in found["months"]] == [str(row.month) for row in made.months][::-1]
    for line, row in zip(found["months"], reversed(made.months), strict=True):
        assert line["produced"]["satoshi"] == row.produced_sat and line["held"]["satoshi"] == row.held_sat
        assert line["produced"]["text"] == f"{row.produced_sat / 1e8:,.8f}"
        assert line["published"]["satoshi"] == row.published_sat
        assert line["cash_cost_usd"] == f"{row.cash_cost_usd:,.0f}"
        assert line["difficulty_t"] == f"{row.network.difficulty / 1e12:,.2f}"
    assert sum(site["produced"]["satoshi"] for site in found["sites"]) == made.months[-1].produced_sat
    assert [line["produced"]["satoshi"] for line in found["quarters"]] == [
        quarter.produced_sat for quarter in reversed(made.quarters)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fleet_is_set_in_both_languages_and_says_what_is_invented(at_mine: TestClient, language: str) -> None:
    words = catalogue(language)
    page = at_mine.get("/mining/three-rivers", params={"lang": language}).text
    text = " ".join(parsed(page).text)
    assert words["site.simulated"] in text and words["mining.simulated"] in text and words["mining.shipped"] in text
    for key in ("output", "hashrate", "cost", "power", "difficulty", "hashprice"):
        assert words[f"mining.chart_{key}"] in text
    for key in ("mine_output", "mine_uptime", "mine_cash", "mine_cost", "mine_power", "mine_hashprice"):
        assert words[f"note.{key}.text"] in unescape(page), "each headline number says what it means"
    assert "107.12654252" in text and "−9.30000000" in text and words["mining_way.built"] in text
    assert 'href="/mining/three-rivers/months.csv"' in page
    listed = at_mine.get("/mining", params={"lang": language}).text
    assert words["mining_state.shipped"] in listed and 'href="/mining/three-rivers"' in listed


@pytest.mark.parametrize(("first", "last"), [("2025-06", "2025-07"), ("2025-09", "2025-04"), ("2025-05", "2025-05")])
def test_the_parts_of_a_change_add_up_to_the_satoshi(at_mine: TestClient, first: str, last: str) -> None:
    why = told(at_mine, f"/api/mining/three-rivers?from={first}&to={last}")["attribution"]
    assert (why["first"], why["last"]) == (first, last)
    parts = {line["cause"]: line["part"]["satoshi"] for line in why["causes"]}
    assert sum(parts.values()) == why["change"]["satoshi"] == why["after"]["satoshi"] - why["before"]["satoshi"]
    asked = queries.attribution(RIVERS, first, last)
    assert isinstance(asked, queries.Answer) and asked.body["parts_sat"] == parts
    page = at_mine.get(f"/mining/three-rivers?from={first}&to={last}").text
    assert f"parts-of-the-change.svg?from={first}&amp;to={last}" in page


def test_without_months_the_last_is_held_against_the_one_before(at_mine: TestClient) -> None:
    why = told(at_mine)["attribution"]
    assert (why["first"], why["last"]) == ("2025-08", "2025-09")
    assert why["before_is_published"] and why["after_is_published"]
    assert told(at_mine, "/api/mining/three-rivers?to=2025-06")["attribution"]["last"] == "2025-06"


@pytest.mark.parametrize(
    ("query", "code"),
    [("from=2024-01", "mining.no_month"), ("to=2025-10", "mining.no_month"), ("from=soon", "mining.bad_field"),
     ("from=2025-13", "mining.bad_field")],
)  # fmt: skip
def test_a_month_that_is_not_there_is_refused(at_mine: TestClient, query: str, code: str) -> None:
    for address in ("/mining/three-rivers", "/api/mining/three-rivers", "/mining/three-rivers/attribution.json"):
        answer = at_mine.get(f"{address}?{query}")
        assert answer.status_code == 422, address
    assert at_mine.get(f"/api/mining/three-rivers?{query}").json()["code"] == code


BROKEN: list[tuple[str, Edit, str, str]] = [
    ("negative-hashrate", ('hashrate = "108 TH/s"', 'hashrate = "-108 TH/s"'), "mining.out_of_bounds", "hashrate"),
    ("no-unit", ('capacity = "110 MW"', "capacity = 110"), "mining.bad_field", "capacity"),
    ("over-capacity", ('capacity = "45 MW"', 'capacity = "4 MW"'), "mining.over_capacity", "High Dam"),
    ("not-toml", ("[mining_pool]", "[mining_pool"), "mining.bad_file", "not TOML"),
    ("no-month-file", ('monthly = "monthly.csv"', 'monthly = "none.csv"'), "mining.bad_file", "none.csv"),
    ("too-late", ("until = 2025-10-01", "until = 2027-10-01"), "mining.no_difficulty", "difficulty is known"),
]


@pytest.mark.parametrize(("name", "edit", "code", "field"), BROKEN, ids=[each[0] for each in BROKEN])
def test_a_broken_fleet_is_refused_in_the_room_s_words_and_the_others_are_shown(
    at_mine: TestClient, home: Path, name: str, edit: Edit, code: str, field: str
) -> None:
    own(home, name, edit)
    answer = at_mine.get(f"/mining/{name}")
    assert answer.status_code == 422 and field in unescape(answer.text) and "Traceback" not in answer.text
    assert refusal_meanings()[code] in at_mine.get(f"/mining/{name}?lang=zh").text
    assert at_mine.get("/mining?lang=en").status_code == 200
    twin = at_mine.get(f"/api/mining/{name}")
    assert twin.status_code == 422 and twin.json()["code"] == code and field in twin.json()["message"]
    for document in ("months.csv", "report.json", "attribution.json", "hashrate.svg"):
        assert at_mine.get(f"/mining/{name}/{document}").status_code == 422
    listed = {line["name"]: line for line in told(at_mine, "/api/mining")["fleets"]}
    assert listed[name]["refused"]["code"] == code and listed["three-rivers"]["refused"] is None
    assert re.search(r"\((fleet\.toml|\S+\.csv)\S*", listed[name]["refused"]["message"]), "the place is named"
    page = at_mine.get("/mining").text
    assert f'href="/mining/{name}"' not in page and code in page and 'href="/mining/three-rivers"' in page
    assert at_mine.get("/mining/three-rivers").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/mining/none", "/mining/%2e%2e", "/mining/..%2f..%2fexamples", "/mining/%2Fetc", "/mining/.hidden",
     "/mining/three-rivers%00", "/mining/three-rivers/none.svg", "/mining/three-rivers/fleet.toml",
     "/mining/none/months.csv", "/mining/%2e%2e/months.csv"],
)  # fmt: skip
def test_no_address_leads_out_of_the_folders(at_mine: TestClient, home: Path, address: str) -> None:
    shutil.copytree(RIVERS, home / ".hidden")
    (home.parent / "fleet.toml").write_text((RIVERS / "fleet.toml").read_text(encoding="utf-8"), encoding="utf-8")
    for each in (address, f"/api{address}"):
        answer = at_mine.get(each)
        assert answer.status_code == 404, each
        assert "Three Rivers" not in answer.text
    assert at_mine.get("/mining/three-rivers").status_code == 200


def test_links_and_names_that_no_address_can_hold_are_not_shown(at_mine: TestClient, home: Path) -> None:
    (home / "linked").symlink_to(RIVERS, target_is_directory=True)
    shutil.copytree(RIVERS, home / "三江")
    shutil.copytree(RIVERS, home / 'a"b')
    (home / "empty").mkdir()
    (home / "file").write_text("", encoding="utf-8")
    own(home, "Own_1.a")
    assert [line["name"] for line in told(at_mine, "/api/mining")["fleets"]] == ["Own_1.a", "three-rivers"]
    assert at_mine.get("/mining/linked").status_code == 404 and at_mine.get("/mining/Own_1.a").status_code == 200


def test_a_fleet_of_one_s_own_is_read_anew_and_stands_before_the_example(at_mine: TestClient, home: Path) -> None:
    folder = own(home, "three-rivers", ('name = "Three Rivers Mining (simulated)"', 'name = "自家機隊"'))
    found = told(at_mine)
    assert found["line"]["title"] == "自家機隊" and not found["line"]["is_shipped"]
    page = at_mine.get("/mining/three-rivers").text
    assert 'lang="zh-Hant-HK">自家機隊' in page
    assert catalogue("en")["mining.as_given"] in page and catalogue("en")["mining.shipped"] not in page
    file = folder / "fleet.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('sold_share = "30 %"', 'sold_share = "0 %"'), "utf-8")
    assert told(at_mine)["months"][0]["sold"]["satoshi"] == 0, "the file is read at each request"


def test_a_fleet_of_one_month_has_nothing_to_compare(at_mine: TestClient, home: Path) -> None:
    folder = home / "young"
    folder.mkdir()
    (folder / "fleet.toml").write_text(
        'format = "lantau-fleet-1"\nname = "Young"\nfrom = 2025-04-01\nuntil = 2025-05-01\n'
        '[mining_pool]\nscheme = "FPPS"\nfee = "1 %"\n'
        '[[site]]\nname = "S"\ncapacity = "10 MW"\npower = { contract = "fixed", price = "50 USD/MWh" }\n'
        '[[placement]]\nsite = "S"\nmodel = "Antminer S21 XP"\nmachines = 100\n',
        encoding="utf-8",
    )
    found = told(at_mine, "/api/mining/young")
    assert found["attribution"] is None and found["attribution_refused"] is None and found["expansion"] is None
    assert [(line["what"], line["months"]) for line in found["assumed"]] == [("fees", 1), ("price", 1)]
    page = at_mine.get("/mining/young").text
    assert catalogue("en")["mining.one_month"] in page and "80,000" in page
    assert "(1 of 3 months)" in page and "parts-of-the-change" not in page
    assert at_mine.get("/mining/young/expansion.json").status_code == 404
    assert at_mine.get("/mining/young/attribution.json").status_code == 404
    assert at_mine.get("/mining/young/hashrate.png").status_code == 200


def test_a_month_in_which_nothing_was_mined_is_told_and_not_divided_by(at_mine: TestClient, home: Path) -> None:
    placements = [line for line in (RIVERS / "fleet.toml").read_text(encoding="utf-8").split("[[") if line]
    kept = [each for each in placements if not each.startswith(("placement", "move"))]
    folder = own(home, "idle")
    (folder / "fleet.toml").write_text("[[".join(kept), encoding="utf-8")
    found = told(at_mine, "/api/mining/idle")
    assert found["months"][0]["produced"]["satoshi"] == 0 and found["months"][0]["cash_cost_usd"] == "–"
    assert found["attribution_refused"]["code"] == "mining.no_output" and found["models"] == []
    for language in LANGUAGES:
        parsed(at_mine.get("/mining/idle", params={"lang": language}).text)
    assert at_mine.get("/mining/idle?from=2025-04").status_code == 422
    assert len(found["chart_files"]) == 8
    for name in found["chart_files"]:
        assert at_mine.get(f"/mining/idle/{name}.svg").status_code == 200, name
    assert at_mine.get("/mining/idle/parts-of-the-change.svg").status_code == 422


def test_a_broken_expansion_is_refused_in_its_place_and_the_months_stand(at_mine: TestClient, home: Path) -> None:
    own(home, "half", ("years = 5", "years = 500"), file="expansion.toml")
    found = told(at_mine, "/api/mining/half")
    assert found["expansion"] is None and found["expansion_refused"]["code"] == "mining.out_of_bounds"
    page = at_mine.get("/mining/half?lang=zh").text
    assert refusal_meanings()["mining.out_of_bounds"] in page and "107.12654252" in page
    assert at_mine.get("/mining/half/expansion.json").status_code == 422


def test_a_what_if_is_drawn_once_for_each_content_of_its_file(
    at_mine: TestClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    expect = mining.expect

    def counted(read: mining.Expansion, paths: int, seed: int) -> mining.Expectation:
        drawn.append(paths)
        return expect(read, 64, seed)

    monkeypatch.setattr(mining, "expect", counted)
    folder = own(home, "what-if")
    first = told(at_mine, "/api/mining/what-if")["expansion"]
    assert told(at_mine, "/api/mining/what-if")["expansion"] == first and len(drawn) == 1
    file = folder / "expansion.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("years = 5", "years = 3"), encoding="utf-8")
    assert told(at_mine, "/api/mining/what-if")["expansion"]["years"] == 3 and len(drawn) == 2
    file.write_text(text, encoding="utf-8")
    assert told(at_mine, "/api/mining/what-if")["expansion"] == first and len(drawn) == 2


def test_the_what_if_is_the_one_the_command_draws(at_mine: TestClient) -> None:
    found = told(at_mine)["expansion"]
    asked = queries.expansion(RIVERS / "expansion.toml", found["paths"], found["seed"])
    assert not isinstance(asked, Refusal)
    ways: Any = asked.body["ways"]
    for line in found["ways"][:2]:
        way = ways[line["name"]]
        assert line["never_pays_back"] == f"{100 * way['never_pays_back']:.1f}%"
        spreads = {each["name"]: each["cells"] for each in line["spreads"]}
        said = [None if value is None else f"{value:,.1f}" for value in way["payback_months"]]
        assert spreads["payback_months"] == said
    assert len(found["fans"]) == 4


def test_the_files_are_the_room_s_own(at_mine: TestClient) -> None:
    asked = queries.report(RIVERS)
    assert isinstance(asked, queries.Answer)
    answer = at_mine.get("/mining/three-rivers/months.csv")
    assert answer.content == asked.csv.encode() and "simulated" in answer.text.splitlines()[0]
    assert answer.headers["content-disposition"] == 'attachment; filename="simulated-three-rivers-months.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text.split("\n", 1)[1])))
    assert [int(row["produced_sat"]) for row in rows] == [row.produced_sat for row in rivers().months]
    assert at_mine.get("/mining/three-rivers/report.json").json() == asked.body
    assert at_mine.get("/mining/three-rivers/expansion.json").json()["notice"] == queries.SIMULATED
    why = at_mine.get("/mining/three-rivers/attribution.json?from=2025-06&to=2025-07").json()
    assert (why["before"]["month"], why["after"]["month"]) == ("2025-06", "2025-07")


def test_every_chart_that_is_offered_is_drawn_the_same_each_time(at_mine: TestClient) -> None:
    offered = told(at_mine)["chart_files"]
    assert len(offered) == 9
    for name in offered:
        drawn = at_mine.get(f"/mining/three-rivers/{name}.svg")
        assert drawn.headers["content-type"] == "image/svg+xml" and b"simulated" in drawn.content, name
        assert b"<script" not in drawn.content
    for name in (offered[0], offered[-1]):
        png = at_mine.get(f"/mining/three-rivers/{name}.png").content
        assert png.startswith(b"\x89PNG") and png == at_mine.get(f"/mining/three-rivers/{name}.png").content


def test_a_console_without_fleets_says_so(blank: Console, home: Path) -> None:
    without = TestClient(create_app(blank), base_url=ADDRESS)
    assert catalogue("en")["mining.not_ready"] in without.get("/mining").text
    assert without.get("/mining/three-rivers").status_code == 404
    for shelf in (FleetShelf(home), FleetShelf(home / "none", home / "neither")):
        reader = TestClient(create_app(replace(blank, fleets=shelf)), base_url=ADDRESS)
        page = reader.get("/mining").text
        assert catalogue("en")["mining.no_fleets"] in page and str(shelf.home) in page


def test_bars_stand_on_the_line_of_zero_as_high_as_their_values() -> None:
    chart = month_chart(("a", "b", "c"), (Series("x", BARS, 1, (100, None, -50), ("1", "–", "−1")),))
    up, down = chart.series[0].bars
    assert up.y + up.height == chart.zero_y == down.y
    assert abs(up.height - 2 * down.height) <= 2
    assert 0 in [value for _, value in chart.down], "the axis always has zero on it"
    assert chart.left <= up.x < down.x <= chart.right


def test_series_beside_one_another_do_not_overlap_and_lines_skip_what_is_not_known() -> None:
    months = tuple(f"{year}-{number:02}" for year in range(2024, 2027) for number in range(1, 13))
    flat = tuple(1_000_000 for _ in months)
    chart = month_chart(
        months,
        (
            Series("one", BARS, 1, flat, months),
            Series("two", BARS, 2, flat, months),
            Series("line", LINE, 3, (None, *flat[1:]), months),
        ),
    )
    bars = sorted((bar.x, bar.width) for series in chart.series for bar in series.bars)
    assert all(x + width <= after for (x, width), (after, _) in itertools.pairwise(bars))
    assert len(chart.series[2].points) == len(months) - 1 and chart.series[2].path.count("L") == len(months) - 2
    assert len(chart.across) <= 6


@pytest.mark.parametrize("parts", [[5, -3, 10, -20], [0, 0], [-1, -1, -1]])
def test_a_waterfall_falls_from_sum_to_sum(parts: list[int]) -> None:
    *steps, whole = waterfall(parts)
    assert len(steps) == len(parts) and {step.zero_x for step in steps} == {whole.zero_x}
    at = whole.zero_x
    for step, part in zip(steps, parts, strict=True):
        begun, ended = (step.x, step.x + step.span) if part >= 0 else (step.x + step.span, step.x)
        assert begun == at and step.is_gain == (part >= 0)
        at = ended
    assert {whole.zero_x, at} == {whole.x, whole.x + whole.span}


def test_a_waterfall_keeps_the_proportion_of_its_parts() -> None:
    half, whole = (waterfall([value, 1_000_000 - value])[0].span for value in (500_000, 1_000_000))
    assert abs(whole - 2 * half) <= 2


def test_a_folder_that_may_not_be_looked_into_hides_no_other(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own(home, "closed")
    own(home, "open")
    is_file = Path.is_file

    def guarded(path: Path) -> bool:
        if path.parent.name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return is_file(path)

    monkeypatch.setattr(Path, "is_file", guarded)
    assert [each.name for each in FleetShelf(home).every()] == ["open"]
