"""Experiments in a home: begun once, played on from the manifest alone, read as they stand; and as files for others."""

from __future__ import annotations

import io
import json
import math
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import csv

from lantau import market
from lantau.market import queries
from lantau.refusal import Refused

SMALL = market.Experiment(
    model="corridor", law_as_of=date(2026, 10, 20), paths=40, seed=3, chunk_paths=16,
    rule_sets=("CN", "CN+approved-cnh"), hold_last=True, settings={"bank_bps": 70.0},
)  # fmt: skip


def test_an_experiment_is_begun_once_and_played_on_from_its_folder(tmp_path: Path) -> None:
    name = market.begin(SMALL, tmp_path)
    assert name == queries.name_of(SMALL) == market.begin(SMALL, tmp_path)
    before = queries.standing(tmp_path, name)
    assert (before.chunks, before.chunks_all, before.finished, before.points) == (0, 6, False, 2)
    assert before.settings["bank_bps"] == 70.0 and before.points_told == ("CN", "CN+approved-cnh")
    results = market.play_on(tmp_path / name, executor=market.local(1))
    after = queries.standing(tmp_path, name)
    assert after.finished and after.chunks == 6 and after.results_sha256 == results.manifest["results_sha256"]
    assert market.begin(SMALL, tmp_path) == name, "one that is finished is not begun again"
    elsewhere = market.play(SMALL, tmp_path / "elsewhere", executor=market.local(1))
    assert elsewhere.manifest == results.manifest


def test_what_is_refused_leaves_no_folder(tmp_path: Path) -> None:
    for asked in (replace(SMALL, settings={"none": 1.0}), replace(SMALL, rule_sets=("HK",)), replace(SMALL, paths=0)):
        with pytest.raises(Refused):
            market.begin(asked, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_newest_stand_first_and_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    names = [market.begin(replace(SMALL, seed=seed), tmp_path) for seed in (1, 2, 3)]
    (tmp_path / "run-0123456789").mkdir()
    (tmp_path / "notes").mkdir()
    assert {each.name for each in queries.standings(tmp_path, 10)} == set(names)
    assert len(queries.standings(tmp_path, 2)) == 2
    assert queries.standings(tmp_path / "none", 10) == ()


@pytest.mark.parametrize("name", ["..", "run-0123456789/..", "run-xyz", "run-0123456789", "", "other-0123456789"])
def test_only_names_of_experiments_are_looked_up(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match=r"market\.no_experiment"):
        queries.standing(tmp_path, name)


@pytest.mark.parametrize(
    "changed",
    [{"model": "os:system"}, {"parts": []}, {"paths": 0}, {"design": {}}, {"settings": 1}, {"paths": math.inf}],
)
def test_a_manifest_changed_by_hand_is_refused(tmp_path: Path, changed: dict[str, object]) -> None:
    name = market.begin(SMALL, tmp_path)
    path = tmp_path / name / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changed), encoding="utf-8")
    with pytest.raises(Refused, match=r"market\.no_experiment"):
        queries.standing(tmp_path, name)


def test_a_manifest_nested_without_end_is_refused(tmp_path: Path) -> None:
    name = market.begin(SMALL, tmp_path)
    (tmp_path / name / "manifest.json").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(Refused, match=r"market\.no_experiment"):
        queries.standing(tmp_path, name)


def test_a_folder_is_opened_with_every_part_as_it_was_written(tmp_path: Path) -> None:
    folder = tmp_path / market.begin(SMALL, tmp_path)
    market.play_on(folder, executor=market.local(1))
    assert queries.opened(folder).paths == 40
    part = sorted(folder.glob("counts-*.parquet"))[0]
    part.unlink()
    with pytest.raises(Refused, match="is gone"):
        queries.opened(folder)


def test_the_files_for_others_hold_every_number(tmp_path: Path) -> None:
    folder = tmp_path / market.begin(SMALL, tmp_path)
    results = market.play_on(folder, executor=market.local(1))
    told = csv.read_csv(io.BytesIO(queries.outcomes_csv(results, (1, 0))))
    assert told.schema.names[:4] == ["simulated", "point", "rule_set", "path"] and told.num_rows == 80
    assert set(told["simulated"].to_pylist()) == {True}
    exact = pa.concat_arrays([pa.array(batch) for batch in results.values("saving", 1)])
    assert told.slice(0, 40)["saving"].combine_chunks() == exact
    fans = csv.read_csv(io.BytesIO(queries.fans_csv(results, (1,))))
    course = fans.filter(pa.compute.equal(fans["course"], "coin_share"))
    assert course["value"].to_pylist() == results.fan("coin_share", 1).table()["value"].to_pylist()
    packed = queries.folder_zip(folder)
    assert packed == queries.folder_zip(folder), "the same folder gives the same bytes"
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        assert len(opened.namelist()) == 1 + 2 * 6
        assert opened.read(f"simulated-{folder.name}/manifest.json") == (folder / "manifest.json").read_bytes()


def test_the_process_plays_says_why_not_and_ends_with_its_input(tmp_path: Path) -> None:
    def run(*words: str, source: int | None = None) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "lantau.market", *words], stdin=source, capture_output=True, check=False, timeout=60
        )

    folder = tmp_path / market.begin(SMALL, tmp_path)
    assert run(str(folder)).returncode == 0 and queries.standing(tmp_path, folder.name).finished
    refused = run(str(tmp_path / "none"))
    assert refused.returncode == 1 and json.loads(refused.stdout)["code"] == "market.no_experiment"
    long = tmp_path / market.begin(replace(SMALL, paths=100_000), tmp_path)
    ended = run(str(long), "--while-input-lasts", source=subprocess.DEVNULL)
    assert ended.returncode == 130 and not queries.standing(tmp_path, long.name).finished
