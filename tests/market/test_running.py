"""Playing into a folder: the same bits on any cores, and a run that is stopped anywhere goes on where it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lantau.market import Experiment, WorkersLost, cluster, grid, local, play, sobol
from lantau.market.journal import JOURNAL, Journal
from lantau.market.manifests import MANIFEST, parts_of, read_finished
from lantau.market.parts import UNFINISHED_SUFFIX
from lantau.market.queries import Break, Results, reproduced, reverse_stress
from lantau.refusal import Refused
from tests.db.servers import hears_ctrl_c
from tests.house.source import ROOT
from tests.market.experiments_of_tosses import slow, tosses


def _bits(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != JOURNAL}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("once") / "tosses"
    play(tosses(), folder, executor=local(1))
    return folder


def test_two_cores_write_the_same_bits_as_one(played: Path, tmp_path: Path) -> None:
    with local(2) as pool:
        play(tosses(), tmp_path / "two", executor=pool)
    assert _bits(tmp_path / "two") == _bits(played)
    assert len(_bits(played)) == 1 + 2 * 4 * 5


@pytest.mark.xdist_group("ray")
def test_a_cluster_writes_the_same_bits_as_one_core(played: Path, tmp_path: Path) -> None:
    import ray

    one_law = tosses(rule_sets=("HK",))
    with cluster(2) as pool:
        play(tosses(), tmp_path / "ray", executor=pool)
        stressed = reverse_stress(one_law, "stake", Break("lowest", 50.0), high=20.0, executor=pool)
    assert not ray.is_initialized()
    assert _bits(tmp_path / "ray") == _bits(played)
    assert stressed.table().equals(reverse_stress(one_law, "stake", Break("lowest", 50.0), high=20.0).table())


def test_without_the_cluster_library_it_is_refused_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(Refused) as refused:
        cluster(2)
    assert refused.value.refusal.code.name == "market.no_cluster"
    assert "pip install 'lantau[cluster]'" in refused.value.refusal.code.remedy


def test_chunks_and_seed_decide_the_bits(played: Path, tmp_path: Path) -> None:
    first = read_finished(played)["results_sha256"]
    for number, other in enumerate(({"seed": 8}, {"chunk_paths": 150})):
        assert play(tosses(**other), tmp_path / str(number), executor=local(1)).manifest["results_sha256"] != first


def test_progress_counts_every_chunk_once(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    play(tosses(), tmp_path / "all", executor=local(1), progress=lambda done, total: told.append((done, total)))
    done = [each for each, _ in told]
    assert (done[0], done[-1]) == (0, 20) and {total for _, total in told} == {20}
    assert done == sorted(set(done)) and len(done) > 5


class Counting(ThreadPoolExecutor):
    """A pool that notes how many chunks were ever asked for and not yet answered."""

    cores = 2
    most = 0
    waiting = 0
    noting = threading.Lock()

    def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:
        with self.noting:
            self.waiting += 1
            self.most = max(self.most, self.waiting)
        future = super().submit(*args, **kwargs)
        future.add_done_callback(self._answered)
        return future

    def _answered(self, future: Future[Any]) -> None:
        with self.noting:
            self.waiting -= 1


def test_a_sweep_of_many_points_keeps_few_chunks_in_flight(tmp_path: Path) -> None:
    many = tosses(rule_sets=("HK",), paths=4, chunk_paths=2, design=sobol({"stake": (0.0, 50.0)}, 600))
    with Counting(2) as pool:
        results = play(many, tmp_path / "many", executor=pool)
    assert len(results.points) == 600 and len(parts_of(results.manifest)) == 1200
    assert 2 <= pool.most <= 6


def test_ctrl_c_keeps_what_is_finished_and_the_same_call_goes_on(played: Path, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done >= 7:
            raise KeyboardInterrupt

    folder = tmp_path / "stopped"
    with pytest.raises(KeyboardInterrupt):
        play(tosses(), folder, executor=local(1), progress=stop)
    with pytest.raises(Refused) as refused:
        Results(folder)
    assert refused.value.refusal.code.name == "market.unfinished"
    told: list[int] = []
    play(tosses(), folder, executor=local(1), progress=lambda done, total: told.append(done))
    assert told[0] >= 7 and told[-1] == 20
    assert _bits(folder) == _bits(played)


def _driver(folder: Path, cores: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.market.experiments_of_tosses", str(folder), str(cores)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        start_new_session=True,
        preexec_fn=hears_ctrl_c,  # noqa: PLW1509 - it sets one disposition and takes no lock
        stderr=subprocess.PIPE,
    )


def _lines(folder: Path) -> int:
    path = folder / JOURNAL
    return path.read_bytes().count(b"\n") if path.exists() else 0


def _until(met: Any, seconds: float = 60.0) -> None:
    ends = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.02)


def _alive(group: int) -> bool:
    """Whether any process of the driver's session is left, other than as an entry that nobody has waited for."""
    stats = (path.read_text().rsplit(")", 1)[1].split() for path in Path("/proc").glob("[0-9]*/stat") if path.exists())
    return any(fields[2] == str(group) and fields[0] not in "ZX" for fields in stats)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_driver_that_is_stopped_in_mid_run_is_resumed_and_leaves_no_worker(
    stop: signal.Signals, tmp_path: Path
) -> None:
    folder = tmp_path / "stopped"
    driver = _driver(folder, 2)
    _until(lambda: _lines(folder) >= 3)
    if stop == signal.SIGINT:
        os.killpg(driver.pid, stop)  # as a terminal does: the driver and its workers
    else:
        os.kill(driver.pid, stop)
    _, said = driver.communicate(timeout=60)
    assert driver.returncode != 0
    assert (b"KeyboardInterrupt" in said) == (stop == signal.SIGINT)
    _until(lambda: not _alive(driver.pid))
    kept = _lines(folder)
    assert 3 <= kept < 20
    told: list[int] = []
    with local(2) as pool:
        play(slow(), folder, executor=pool, progress=lambda done, total: told.append(done))
    assert told[0] == kept
    play(slow(), tmp_path / "whole", executor=local(1))
    assert _bits(folder) == _bits(tmp_path / "whole")


def test_a_lost_worker_is_an_outage_and_the_same_call_goes_on(tmp_path: Path) -> None:
    once = tosses(opening={"die_once": str(tmp_path / "died")})
    with local(2) as pool, pytest.raises(WorkersLost, match="of 20 chunks are finished and kept"):
        play(once, tmp_path / "lost", executor=pool)
    with local(2) as pool:
        results = play(once, tmp_path / "lost", executor=pool)
    assert results.tampered() == ()
    assert len(parts_of(results.manifest)) == 20


def _copied(folder: Path, into: Path) -> Path:
    into.mkdir()
    for path in folder.iterdir():
        (into / path.name).write_bytes(path.read_bytes())
    return into


def _told(experiment: Experiment, folder: Path) -> int:
    """Play on, and say how many chunks were found finished."""
    told: list[int] = []
    play(experiment, folder, executor=local(1), progress=lambda done, total: told.append(done))
    return told[0]


def test_a_torn_last_line_and_a_line_of_noise_only_cost_their_own_chunk(played: Path, tmp_path: Path) -> None:
    folder = _copied(played, tmp_path / "torn")
    lines = (folder / JOURNAL).read_bytes().splitlines(keepends=True)
    (folder / JOURNAL).write_bytes(b"".join([lines[0], b"\x00 noise\n", *lines[2:-1], lines[-1][:25]]))
    assert _told(tosses(), folder) == 18
    assert _bits(folder) == _bits(played)
    assert _told(tosses(), folder) == 20


def test_a_part_with_other_bytes_or_none_is_played_again(played: Path, tmp_path: Path) -> None:
    folder = _copied(played, tmp_path / "tampered")
    first, second = sorted(folder.glob("outcomes-*"))[:2]
    first.write_bytes(first.read_bytes()[:-1] + b"!")
    second.unlink()
    (folder / f"counts-00000-00000.parquet.1{UNFINISHED_SUFFIX}").write_bytes(b"half")
    assert Results(folder).tampered() == (first, second)
    assert _told(tosses(), folder) == 18
    assert _bits(folder) == _bits(played)


@pytest.mark.parametrize(
    ("other", "named"),
    [({"seed": 8}, "seed"), ({"paths": 500}, "paths"), ({"rule_sets": ("HK",)}, "rule_sets"),
     ({"design": grid({"stake": (2.0, 5.0)})}, "design"), ({"opening": {"capital": 90}}, "opening_sha256")],
)  # fmt: skip
def test_a_folder_of_another_experiment_is_refused_untouched(played: Path, other: dict[str, Any], named: str) -> None:
    before = _bits(played)
    with pytest.raises(Refused, match=f"other .*{named}") as refused:
        play(tosses(**other), played, executor=local(1))
    assert refused.value.refusal.code.name == "market.other_experiment"
    assert _bits(played) == before


def test_a_folder_of_another_version_of_the_code_is_refused(played: Path, tmp_path: Path) -> None:
    folder = _copied(played, tmp_path / "older")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["code"]["sources_sha256"] = "0" * 64
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(Refused, match="other code"):
        play(tosses(), folder, executor=local(1))
    assert reproduced(folder, tmp_path / "again", executor=local(1)).changed == ("code",)


def test_two_runs_into_one_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "used").mkdir()
    with Journal(tmp_path / "used"), pytest.raises(Refused) as refused:
        play(tosses(), tmp_path / "used", executor=local(1))
    assert refused.value.refusal.code.name == "market.folder_in_use"


def test_a_manifest_reproduces_every_part_and_says_which_part_was_tampered_with(played: Path, tmp_path: Path) -> None:
    again = reproduced(played, tmp_path / "again", executor=local(1))
    assert again.same_bits and again.changed == () and again.parts == 20
    assert _bits(tmp_path / "again") == _bits(played)
    folder = _copied(played, tmp_path / "forged")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["parts"][3]["outcomes_sha256"] = "0" * 64
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert reproduced(folder, tmp_path / "third", executor=local(1)).differing_parts == ((0, 3),)


def test_a_journal_that_is_a_link_is_not_written_through(tmp_path: Path) -> None:
    other, folder = tmp_path / "other", tmp_path / "folder"
    other.write_text("a line\nand half of one", encoding="utf-8")
    folder.mkdir()
    (folder / "journal.jsonl").symlink_to(other)
    with pytest.raises(OSError, match="symbolic links"):
        play(tosses(), folder, executor=local(1))
    assert other.read_text(encoding="utf-8") == "a line\nand half of one"


def test_a_finished_folder_is_not_held_against_itself(played: Path, tmp_path: Path) -> None:
    for into in (played, _copied(played, tmp_path / "copied")):
        with pytest.raises(Refused, match=r"market\.other_experiment.*nothing would be played"):
            reproduced(played, into, executor=local(1))


def test_an_opening_state_is_kept_and_reproduced(tmp_path: Path) -> None:
    opened = replace(tosses(), opening={"capital": 61.25, "unread": (1, 2)})
    results = play(opened, tmp_path / "opened", executor=local(1))
    assert next(results.values("lowest")).max() <= 61.25
    assert reproduced(tmp_path / "opened", tmp_path / "again", executor=local(1)).same_bits


def test_nothing_in_the_folder_depends_on_when_or_where_it_was_played(played: Path) -> None:
    manifest = json.loads((played / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["simulated"] is True
    assert [told["id"] for told in manifest["rule_sets"]] == ["HK", "HK+floor50"]
    assert manifest["seed"] == 7 and manifest["chunk_paths"] == 100
    assert str(played) not in (played / MANIFEST).read_text(encoding="utf-8")
