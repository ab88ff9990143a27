"""The first coin on a node of its own, anvil: played through, and through kill -9 of node, program and server."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lantau.chain.anvil import AnvilProcess
from tests.chain.nodes import anvil_binary, free_port
from tests.journeys.command import (
    CHAIN_URL_FILE,
    FIRST_COIN,
    Playing,
    answered,
    temporary_home,
)

pytestmark = pytest.mark.xdist_group("first-coin-on-anvil")

CHAIN_ID, SEED, KILLS = 31_337, 2026, 25
OUTAGE = 3
SUPPLY = 19_000_000_000_000


@contextmanager
def home_with_anvil() -> Iterator[tuple[Path, AnvilProcess]]:
    """A home whose worlds are played on an anvil of its own; skipped loudly where there is no anvil."""
    binary = anvil_binary()
    if isinstance(binary, str):
        pytest.skip(binary)
    with temporary_home() as home:
        anvil = AnvilProcess(binary, home / "anvil", free_port(), CHAIN_ID)
        anvil.start()
        (home / CHAIN_URL_FILE).write_text(anvil.url, encoding="utf-8")
        try:
            yield home, anvil
        finally:
            anvil.stop()


def in_order(home: Path) -> None:
    """Chain, books and holders agree, and every record is as it was recorded."""
    coin = answered(home, "register", "reconcile")
    assert coin["clean"] is True, coin
    assert int(coin["chain_units"]) == int(coin["issued_units"]) == int(coin["holders_units"]) == SUPPLY
    assert answered(home, "verify")["discrepancies"] == []


def test_the_first_coin_is_played_on_anvil_and_everything_agrees() -> None:
    with home_with_anvil() as (home, _):
        answered(home, "run", str(FIRST_COIN))
        in_order(home)


@pytest.mark.long
def test_kill_nine_of_node_or_program_loses_and_doubles_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    chance, killed, began = random.Random(SEED), 0, time.monotonic()
    with home_with_anvil() as (home, anvil):
        while killed < KILLS:
            playing = Playing(home, str(FIRST_COIN))
            playing.wait_for_lines(1 + int(chance.random() * 60))
            time.sleep(chance.uniform(0, 1.0))
            whom = chance.choice(("node", "node", "program", "both"))
            if whom != "program" and (pid := anvil.pid()) is not None:
                os.kill(pid, signal.SIGKILL)
            if whom != "node":
                playing.kill()
            else:
                code, complaints = playing.finish()
                assert code in (0, OUTAGE), complaints[-3000:]
            anvil.start()
            killed += 1
            with capsys.disabled():
                print(f"\n  kill {killed} of {KILLS}: {whom}, {time.monotonic() - began:.0f} s", end="", flush=True)
        answered(home, "run", str(FIRST_COIN))
        in_order(home)
