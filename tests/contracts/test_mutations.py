"""Bugs seeded into the contract, one at a time: the tests here must find each of them."""

from __future__ import annotations

import os
import runpy
from typing import Any

import pytest

from tests.contracts.deployed import ARTEFACTS

SEEDED_MIN = 35


@pytest.fixture(scope="module")
def mutate() -> dict[str, Any]:
    return runpy.run_path(str(ARTEFACTS.parent / "mutate.py"), run_name="mutate")


def test_every_seeded_bug_still_has_its_place_in_the_sources(mutate: dict[str, Any]) -> None:
    assert [each.name for each in mutate["stale"]()] == []
    bugs = mutate["seeded"]()
    assert len({(each.file, each.before, each.after) for each in bugs}) == len(bugs) >= SEEDED_MIN


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="each bug is tried in a process that is forked off")
def test_every_seeded_bug_is_found(mutate: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    lived = []
    for number, verdict in enumerate(mutate["hunt"](), 1):
        with capsys.disabled():
            print(f"\n{number:3} {'killed' if verdict.killed else 'LIVED'} {verdict.mutation.name}", flush=True)
        if not verdict.killed:
            lived.append(f"{verdict.mutation.name}: {verdict.said}")
    assert lived == []
