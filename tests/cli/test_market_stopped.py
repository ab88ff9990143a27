"""A run that is stopped: Ctrl-C and a lost worker keep what is finished, and the same command goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lantau.cli.market_playing import NANOSECONDS, TELL_EVERY_SECONDS, Told
from tests.db.servers import hears_ctrl_c, wait_until
from tests.journeys.command import ROOT, environment
from tests.market.coin_toss import REFERENCE

CHUNKS = 24
ASKED = (
    "sweep", REFERENCE, "--grid", "capital=40,60", "--set", "delay_seconds=0.2", "--paths", "120",
    "--chunk-paths", "10", "--cores", "2", "--law-as-of", "2026-09-01",
)  # fmt: skip


def begun(folder: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "lantau.cli", "market", *ASKED, "--folder", str(folder), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(folder.parent / "home"),
        preexec_fn=hears_ctrl_c,  # noqa: PLW1509 - it sets one disposition and takes no lock
    )


def finished(folder: Path) -> int:
    """How many chunks the folder's journal lists."""
    journal = folder / "journal.jsonl"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def stopped_in_mid_run(process: subprocess.Popen[str], folder: Path) -> None:
    wait_until(lambda: finished(folder) >= 3 or process.poll() is not None)
    assert process.poll() is None, process.communicate()


def digest(folder: Path, process: subprocess.Popen[str]) -> str:
    told, complaints = process.communicate(timeout=120)
    assert process.returncode == 0, complaints
    assert json.loads(told)["folder"] == str(folder)
    return str(json.loads(told)["results_sha256"])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of the experiment played without a stop."""
    folder = tmp_path_factory.mktemp("whole") / "played"
    return digest(folder, begun(folder, "--json"))


def test_ctrl_c_keeps_what_is_finished_and_the_same_command_goes_on(tmp_path: Path, whole: str) -> None:
    folder = tmp_path / "stopped"
    process = begun(folder)
    stopped_in_mid_run(process, folder)
    process.send_signal(signal.SIGINT)
    told, complaints = process.communicate(timeout=60)
    kept = finished(folder)
    assert process.returncode == 130 and told == ""
    assert 3 <= kept < CHUNKS
    assert f"{kept} of {CHUNKS} chunks are finished and kept in {folder}" in complaints
    assert f"--law-as-of 2026-09-01 --folder {folder}" in complaints and complaints.endswith("Stopped.\n")
    parts = {path: path.stat().st_mtime_ns for path in folder.glob("outcomes-*.parquet")}
    assert len(parts) == kept
    assert digest(folder, begun(folder, "--json")) == whole
    assert {path: path.stat().st_mtime_ns for path in parts} == parts, "a finished part was played again"


def test_a_lost_worker_is_an_outage_and_the_same_command_goes_on(tmp_path: Path, whole: str) -> None:
    folder = tmp_path / "lost"
    process = begun(folder, "--json")
    stopped_in_mid_run(process, folder)
    os.kill(worker_of(process.pid), signal.SIGKILL)
    told, _ = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "a worker was lost" in json.loads(told)["outage"]["message"]
    assert f"--folder {folder}" in json.loads(told)["outage"]["remedy"]
    assert digest(folder, begun(folder, "--json")) == whole


def worker_of(driver: int) -> int:
    """A process of the driver's pool."""
    children = Path(f"/proc/{driver}/task/{driver}/children").read_text(encoding="ascii").split()
    return next(int(each) for each in children if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes())


def test_where_there_is_no_terminal_a_line_is_told_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = 0
    told = Told(quiet=False, _clock=lambda: seconds * NANOSECONDS)
    told(10, 110)
    assert capsys.readouterr().err == "10 of 110 chunks are finished already.\n"
    for done in range(11, 31):
        seconds += 2
        told(done, 110)
    assert TELL_EVERY_SECONDS == 30
    assert capsys.readouterr().err == "25 of 110 chunks are finished; about 170 s left\n"


def test_with_json_nothing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    told = Told(quiet=True)
    told(1, 2)
    told.close()
    assert capsys.readouterr().err == "" and (told.done, told.total) == (1, 2)
