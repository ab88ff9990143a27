"""Bugs seeded into the contract, one at a time: the tests here must find each of them."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys

import pytest

from tests.contracts.deployed import ARTEFACTS

SCRIPT = ARTEFACTS.parent / "mutate.py"
SEEDED_MIN = 35


def test_every_seeded_bug_still_has_its_place_in_the_sources() -> None:
    mutate = runpy.run_path(str(SCRIPT), run_name="mutate")
    assert [each.name for each in mutate["stale"]()] == []
    bugs = mutate["seeded"]()
    assert len({(each.file, each.before, each.after) for each in bugs}) == len(bugs) >= SEEDED_MIN


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="each bug is tried in a process that is forked off")
def test_every_seeded_bug_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    # in a process of its own: here the tests' modules are loaded, and know the build that is committed
    lines = []
    with subprocess.Popen([sys.executable, str(SCRIPT)], stdout=subprocess.PIPE, text=True) as hunt:
        assert hunt.stdout is not None
        for line in hunt.stdout:
            lines.append(line)
            with capsys.disabled():
                print(line, end="", flush=True)
    assert [line for line in lines if " killed " not in line] == []
    assert hunt.returncode == 0
    assert len(lines) >= SEEDED_MIN
