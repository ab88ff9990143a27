"""A run that begins from a live world, and what is refused of one; the example world itself is in the claims."""

from __future__ import annotations

import pytest

from lantau.wiring import LiveWorld
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    "command",
    [
        ("run", "--paths", "50"),
        ("sweep", "run", "--grid", "fear=0.2,0.6", "--paths", "50"),
        ("reverse", "run", "--parameter", "fear", "--outcome", "low", "--level", "0.9", "--paths", "50"),
    ],
    ids=lambda words: words[0],
)
def test_a_world_without_the_coin_is_refused(run: Run, filed: LiveWorld, command: tuple[str, ...]) -> None:
    refused = run("market", *command, "--world", filed.name, "--coin", "nothing", code=1).stderr
    assert "worlds.no_coin" in refused and "none called nothing" in refused


def test_a_world_nobody_played_is_refused(run: Run) -> None:
    assert "worlds.unknown_world" in run("market", "run", "--world", "nowhere", code=1).stderr
