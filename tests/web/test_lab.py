"""The stress lab: an experiment asked for on a page is played beside the console, read, compared and kept."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lantau import market
from lantau.market import queries
from lantau.web.catalogue import LANGUAGES, catalogue
from lantau.web.laboratory import Laboratory
from tests.web.lab_samples import SMALL
from tests.web.lab_world import reader_of
from tests.web.test_pages import parsed

pytestmark = pytest.mark.xdist_group("web-lab")

PATIENCE_SECONDS = 90
CORRIDOR = {
    "stress": "yuan_corridors", "first": "CN", "second": "CN+approved-cnh", "paths": "256", "seed": "1",
    "law_as_of": "2026-10-20", "set.bank_bps": "60", "set.coin_fee_bps": "5", "set.daily_cap": "5",
    "set.yearly_cap": "600", "set.switching_cost": "150000", "set.payees_ready": "0.4",
}  # fmt: skip
LONG = {
    "stress": "fifth_leaves", "first": "HK", "second": "HK+floor50", "paths": "20000", "seed": "1",
    "law_as_of": "2026-10-20", "set.outflow_share": "0.2", "set.outflow_days": "7", "set.cash_share": "0.2",
    "set.ladder_days": "90", "set.sale_capacity_share": "0.2", "set.primary_share": "0.3",
}  # fmt: skip


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Laboratory]:
    """A laboratory of this test's own, with nothing in it."""
    made = Laboratory(tmp_path / "experiments", waiting_most=1)
    yield made
    made.close()


@pytest.fixture
def at_lab(mine: Laboratory) -> TestClient:
    """A reader of a console with that laboratory."""
    return reader_of(mine)


@pytest.fixture(scope="module")
def finished(laboratory: Laboratory) -> str:
    """The name of the experiment that the shared laboratory holds."""
    return queries.name_of(SMALL)


@pytest.fixture
def at_finished(laboratory: Laboratory) -> TestClient:
    """A reader of the laboratory with the finished experiment."""
    return reader_of(laboratory)


def begun(reader: TestClient, form: dict[str, str]) -> str:
    answer = reader.post("/lab", data=form, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removeprefix("/lab/")


def told(reader: TestClient, name: str) -> dict[str, Any]:
    found: dict[str, Any] = reader.get(f"/api/lab/{name}").json()["data"]
    return found


def until(done: Callable[[], bool]) -> None:
    for _ in range(PATIENCE_SECONDS * 20):
        if done():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def state(reader: TestClient, name: str) -> str:
    return str(told(reader, name)["line"]["state"])


def test_an_experiment_is_asked_for_played_and_read(at_lab: TestClient, mine: Laboratory) -> None:
    name = begun(at_lab, CORRIDOR)
    assert name == queries.name_of(SMALL), "the form's defaults are the model's own"
    until(lambda: state(at_lab, name) == "finished")
    found = told(at_lab, name)["results"]
    assert [said for _, said in found["points"]] == ["CN", "CN+approved-cnh"]
    (breach,) = found["breaches"]
    assert breach["rule_id"] == "CN.offshore_yuan" and breach["citation"]
    assert [cell["breached"] for cell in breach["cells"]] == [256, 0]
    assert breach["cells"][0] == {"breached": 256, "share": "100.0%", "low": "98.5%", "high": "100.0%"}
    volume = next(each for each in found["outcomes"] if each["name"] == "coin_volume")
    assert volume["cells"][0]["median"] == "0" and volume["difference"]["higher"] == "100.0%"
    for language in LANGUAGES:
        page = at_lab.get(f"/lab/{name}", params={"lang": language}).text
        words, text = catalogue(language), " ".join(parsed(page).text)
        assert words["lab.breaches"] in text and words["lab.courses"] in text and words["site.simulated"] in text
        assert 'href="/rules/CN.offshore_yuan"' in page and "http-equiv" not in page
        assert page.count("<svg") == 2 * len(market.model_named("corridor").courses)
    assert [line["name"] for line in at_lab.get("/api/lab").json()["data"]["experiments"]] == [name]


def test_a_page_tells_how_far_it_is_until_somebody_stops_it_and_goes_on(at_lab: TestClient) -> None:
    name = begun(at_lab, LONG)
    until(lambda: 0 < told(at_lab, name)["line"]["chunks"] < 40)
    page = at_lab.get(f"/lab/{name}").text
    assert 'http-equiv="refresh"' in page and "<progress" in page and f'action="/lab/{name}/stop"' in page
    assert at_lab.post(f"/lab/{name}/stop", follow_redirects=False).status_code == 303
    until(lambda: state(at_lab, name) == "unfinished")
    stopped = told(at_lab, name)
    assert stopped["ending"] == "stopped" and 0 < stopped["line"]["chunks"] < 40
    page = at_lab.get(f"/lab/{name}").text
    assert catalogue("en")["lab.ending_stopped"] in page and 'http-equiv="refresh"' not in page
    assert at_lab.get(f"/lab/{name}/outcomes.csv").status_code == 404
    assert at_lab.post(f"/lab/{name}/play", follow_redirects=False).status_code == 303
    until(lambda: told(at_lab, name)["line"]["chunks"] > stopped["line"]["chunks"])


def test_what_one_console_left_unfinished_the_next_goes_on_with(tmp_path: Path) -> None:
    first = Laboratory(tmp_path)
    name = first.begin(replace(SMALL, paths=1_000, chunk_paths=50))
    until(lambda: queries.standing(tmp_path, name).chunks > 0)
    first.close()
    left = queries.standing(tmp_path, name)
    assert not left.finished and first.state(name) == ""
    second = Laboratory(tmp_path)
    reader = reader_of(second)
    assert state(reader, name) == "unfinished" and f'action="/lab/{name}/play"' in reader.get(f"/lab/{name}").text
    reader.post(f"/lab/{name}/play")
    until(lambda: state(reader, name) == "finished")
    second.close()


def test_the_same_experiment_is_joined_and_the_queue_is_short(at_lab: TestClient, mine: Laboratory) -> None:
    name = begun(at_lab, LONG)
    until(lambda: state(at_lab, name) == "playing")
    assert begun(at_lab, LONG) == name, "two tabs that ask the same are shown the same"
    waiting = begun(at_lab, {**LONG, "seed": "2"})
    assert state(at_lab, waiting) == "waiting" and begun(at_lab, {**LONG, "seed": "2"}) == waiting
    answer = at_lab.post("/lab", data={**LONG, "seed": "3"})
    assert answer.status_code == 503 and "web.laboratory_full" in answer.text
    assert 'value="3"' in answer.text, "what was typed is kept"
    assert len(list(mine.home.iterdir())) == 2, "what is refused leaves no folder"
    at_lab.post(f"/lab/{waiting}/stop")
    assert state(at_lab, waiting) == "unfinished"
    at_lab.post(f"/lab/{name}/stop")
    until(lambda: state(at_lab, name) == "unfinished")


def test_a_folder_that_is_taken_away_under_way_is_not_there_and_the_next_one_plays(
    at_lab: TestClient, mine: Laboratory
) -> None:
    name = begun(at_lab, LONG)
    until(lambda: told(at_lab, name)["line"]["chunks"] > 0)
    shutil.rmtree(mine.home / name)
    assert at_lab.get(f"/lab/{name}").status_code == 404
    until(lambda: mine.state(name) == "")
    until_next = begun(at_lab, CORRIDOR)
    until(lambda: state(at_lab, until_next) == "finished")


def test_a_process_that_is_killed_is_said_and_its_parts_are_kept(at_lab: TestClient, mine: Laboratory) -> None:
    name = begun(at_lab, LONG)
    until(lambda: told(at_lab, name)["line"]["chunks"] > 0)
    process = mine._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    until(lambda: state(at_lab, name) == "unfinished")
    found = told(at_lab, name)
    assert found["ending"] == "lost" and found["line"]["chunks"] > 0
    assert catalogue("en")["lab.ending_lost"] in at_lab.get(f"/lab/{name}").text


def test_where_no_process_can_be_started_it_is_said_and_the_laboratory_plays_on(
    at_lab: TestClient, mine: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(folder: Path) -> None:
        raise BlockingIOError(f"no process for {folder}")

    with monkeypatch.context() as patched:
        patched.setattr("lantau.web.laboratory._started", none_left)
        name = begun(at_lab, CORRIDOR)
        until(lambda: told(at_lab, name)["ending"] == "lost")
    at_lab.post(f"/lab/{name}/play")
    until(lambda: state(at_lab, name) == "finished")
    assert mine.state(name) == ""


def test_an_experiment_of_other_code_is_refused_and_not_mixed(at_lab: TestClient, mine: Laboratory) -> None:
    name = market.begin(SMALL, mine.home)
    path = mine.home / name / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["code"]["market_sha256"] = "0" * 64
    path.write_text(json.dumps(manifest), encoding="utf-8")
    at_lab.post(f"/lab/{name}/play")
    until(lambda: told(at_lab, name)["ending"] == "refused")
    assert told(at_lab, name)["refused"]["code"] == "market.other_experiment"
    assert "實驗" in at_lab.get(f"/lab/{name}?lang=zh").text


def test_the_files_are_what_is_on_disk(at_finished: TestClient, laboratory: Laboratory, finished: str) -> None:
    folder = laboratory.home / finished
    assert at_finished.get(f"/lab/{finished}/manifest.json").content == (folder / "manifest.json").read_bytes()
    packed = at_finished.get(f"/lab/{finished}/parts.zip")
    assert packed.headers["content-disposition"] == f'attachment; filename="simulated-{finished}.zip"'
    with zipfile.ZipFile(io.BytesIO(packed.content)) as opened:
        names = {Path(name).name for name in opened.namelist()}
        assert names == {path.name for path in folder.iterdir()} - {"journal.jsonl"}
        for name in opened.namelist():
            assert opened.read(name) == (folder / Path(name).name).read_bytes()
    results = queries.Results(folder)
    rows = list(csv.DictReader(io.StringIO(at_finished.get(f"/lab/{finished}/outcomes.csv").text)))
    assert {row["simulated"] for row in rows} == {"true"} and len(rows) == 512
    for number in (0, 1):
        exact = [value for batch in results.values("coin_volume", number) for value in batch.tolist()]
        assert [float(row["coin_volume"]) for row in rows if row["point"] == str(number)] == exact
    fans = list(csv.DictReader(io.StringIO(at_finished.get(f"/lab/{finished}/fans.csv?first=1&second=1").text)))
    assert {row["rule_set"] for row in fans} == {"CN+approved-cnh"}
    assert len(fans) == 7 * 36 * len(results.model.courses)


def test_every_plot_that_is_offered_is_drawn(at_finished: TestClient, finished: str) -> None:
    page = at_finished.get(f"/lab/{finished}").text
    for plot in ("compare-coin_share", "spread-saving"):
        assert f"/lab/{finished}/{plot}.svg?first=0&second=1" in unescape(page) or f"{plot}.svg" in page
        drawn = at_finished.get(f"/lab/{finished}/{plot}.svg")
        assert drawn.headers["content-type"] == "image/svg+xml" and drawn.content.startswith(b"<?xml")
        assert b"simulated" in drawn.content and b"<script" not in drawn.content
        assert drawn.content == at_finished.get(f"/lab/{finished}/{plot}.svg").content
        assert at_finished.get(f"/lab/{finished}/{plot}.png").content.startswith(b"\x89PNG")
    assert at_finished.get(f"/lab/{finished}/fan-saving.png?first=1&second=1").content.startswith(b"\x89PNG")


def test_points_are_chosen_by_the_address(at_finished: TestClient, finished: str) -> None:
    both, alone = (at_finished.get(f"/api/lab/{finished}{query}").json()["data"]["results"]
                   for query in ("?first=1&second=0", "?first=1&second=1"))  # fmt: skip
    assert both["points"] == [[1, "CN+approved-cnh"], [0, "CN"]]
    assert both["outcomes"][0]["difference"]["lower"] == "100.0%"
    assert alone["points"] == [[1, "CN+approved-cnh"]] and alone["outcomes"][0]["difference"] is None


def test_the_command_plays_it_again_to_the_bit(at_finished: TestClient, laboratory: Laboratory, finished: str) -> None:
    words = shlex.split(told(at_finished, finished)["command"])
    assert words[0] == "lantau" and str(laboratory.home / finished) in words
    source = str(Path(market.__file__).parents[2])
    played = subprocess.run(
        [sys.executable, "-m", "lantau.cli", *words[1:], "--json"],
        env={**os.environ, "PYTHONPATH": source},
        capture_output=True,
        check=False,
    )
    assert played.returncode == 0, played.stderr
    assert json.loads(played.stdout)["same_bits"] is True


def test_a_part_that_was_changed_is_said_and_no_number_is_shown(
    at_lab: TestClient, mine: Laboratory, laboratory: Laboratory, finished: str
) -> None:
    shutil.copytree(laboratory.home / finished, mine.home / finished)
    path = next((mine.home / finished).glob("outcomes-*.parquet"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    found = told(at_lab, finished)
    assert found["results"] is None and found["refused"]["code"] == "market.no_experiment"
    assert catalogue("en")["lab.unread"] in at_lab.get(f"/lab/{finished}").text
    assert at_lab.get(f"/lab/{finished}/outcomes.csv").status_code == 422


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"format": "lantau-experiment-1"}', '{"format": "lantau-experiment-1", "rule_sets": 1}',
     '{"format": "lantau-experiment-1", "model": "os:system", "rule_sets": [{"id": "HK", "held_last": false}], '
     '"design": {"points": [{}]}, "paths": 1, "chunk_paths": 1, "law_as_of": "", "settings": {}, "seed": 1}'],
)  # fmt: skip
def test_a_manifest_that_nobody_can_read_is_not_there(at_lab: TestClient, mine: Laboratory, content: str) -> None:
    folder = mine.home / "run-0123456789"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(content, encoding="utf-8")
    for address in ("/lab/run-0123456789", "/api/lab/run-0123456789", "/lab/run-0123456789/manifest.json"):
        assert at_lab.get(address).status_code == 404
    assert at_lab.post("/lab/run-0123456789/play").status_code == 404
    assert at_lab.get("/lab").status_code == 200
    assert at_lab.get("/api/lab").json()["data"]["experiments"] == []


def test_a_link_out_of_the_folder_is_not_followed(
    at_lab: TestClient, mine: Laboratory, laboratory: Laboratory, finished: str
) -> None:
    mine.home.mkdir(parents=True)
    (mine.home / finished).symlink_to(laboratory.home / finished, target_is_directory=True)
    assert at_lab.get(f"/lab/{finished}").status_code == 404
    assert at_lab.get("/api/lab").json()["data"]["experiments"] == []


@pytest.mark.parametrize(
    "address",
    ["/lab/none", "/lab/run-0000000000", "/lab/%252e%252e", "/lab/..%2F..%2Fetc/manifest.json",
     "/lab/run-0000000000/parts.zip", "/lab?stress=none", "/lab/run-0000000000%00"],
)  # fmt: skip
def test_names_that_no_folder_has_are_not_there(at_lab: TestClient, address: str) -> None:
    assert at_lab.get(address).status_code == 404


@pytest.mark.parametrize(
    "rest",
    ["?first=2", "?first=-1", "?second=1e9", "?first=x", "?first=99999999999", "/compare-none.svg", "/evil-low.svg",
     "/spread-.png", "/spread-../manifest.png"],
)  # fmt: skip
def test_points_and_plots_that_it_does_not_have_are_not_there(
    at_finished: TestClient, finished: str, rest: str
) -> None:
    assert at_finished.get(f"/lab/{finished}{rest}").status_code == 404
