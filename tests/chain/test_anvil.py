"""Anvil under our supervision: found, started, stopped, killed; and the traps that its flags are set against."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from lantau.chain import anvil_keeper
from lantau.chain.anvil import AnvilProcess, Missing, find_anvil, install_line
from lantau.chain.node import NodeAway
from lantau.chain.rpc_node import PacedRpcNode
from tests.chain.nodes import (
    ALICE,
    CHAIN_ID,
    START,
    VALUE,
    Bench,
    add,
    anvil_binary,
    free_port,
    number,
    running_anvil,
    signed,
)


@pytest.fixture(scope="module")
def binary() -> Path:
    found = anvil_binary()
    if not isinstance(found, Path):
        pytest.skip(f"NOT TRIED ON ANVIL: {found}")
    return found


@pytest.fixture
def anvil(binary: Path, tmp_path: Path) -> Iterator[AnvilProcess]:
    yield from running_anvil(tmp_path / "anvil")


def bench_on(anvil: AnvilProcess) -> Bench:
    node = anvil.node()
    return Bench(node, START + timedelta(seconds=node.head().number), nonces={ALICE.address: node.nonce(ALICE.address)})


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def nothing_printed(_: Sequence[str]) -> str:
    return ""


def test_anvil_is_found_in_the_order_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.chdir(tmp_path)
    platform_package = "@foundry-rs/anvil-linux-amd64/bin/anvil"
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    home = tmp_path / "home"
    missing = find_anvil(home, run=nothing_printed)
    assert isinstance(missing, Missing) and missing.install == install_line(home)
    assert "PATH" in missing.looked_in and str(home / "anvil" / "node_modules") in missing.looked_in
    program(tmp_path / "bin" / "npm")
    everywhere = [
        program(tmp_path / "global" / platform_package),
        program(home / "anvil" / "node_modules" / platform_package),
        program(tmp_path / "node_modules" / "@foundry-rs/anvil/node_modules" / platform_package),
        program(tmp_path / "bin2" / "anvil"),
        program(tmp_path / "named" / "anvil"),
    ]
    for place, expected in enumerate(everywhere):
        if place == 3:
            monkeypatch.setenv("PATH", str(tmp_path / "bin2"))
        named = str(expected) if place == 4 else ""
        for later in everywhere[place + 1 :]:
            later.chmod(0o644)
        assert find_anvil(home, named=named, run=lambda _: f"{tmp_path}/global\n") == expected
        for later in everywhere[place + 1 :]:
            later.chmod(0o755)


def test_a_named_anvil_that_is_none_is_not_replaced_by_another(tmp_path: Path) -> None:
    missing = find_anvil(tmp_path, named=str(tmp_path / "nowhere"))
    assert isinstance(missing, Missing) and missing.looked_in == (str(tmp_path / "nowhere"),)


def test_the_line_that_installs_it_is_one_line_and_runs_no_scripts(tmp_path: Path) -> None:
    line = install_line(tmp_path)
    assert re.fullmatch(r"npm install --ignore-scripts .* --prefix \S+/anvil @foundry-rs/anvil@\d+\.\d+\.\d+", line)


def test_it_starts_once_stops_and_goes_on(anvil: AnvilProcess) -> None:
    pid = anvil.pid()
    assert anvil.answers() and pid
    anvil.start()
    AnvilProcess(anvil.binary, anvil.home, anvil.port, CHAIN_ID).start()
    assert anvil.pid() == pid
    bench = bench_on(anvil)
    counter = bench.deployed()
    receipt = bench.settled(bench.sign(ALICE, counter, add(3)))
    logs, head = bench.node.logs([counter], 0, 9), bench.node.head()
    anvil.stop()
    assert not anvil.answers() and anvil.pid() is None
    with pytest.raises(NodeAway):
        anvil.node().head()
    anvil.stop()
    anvil.start()
    node = anvil.node()
    assert node.head() == head and node.logs([counter], 0, 9) == logs
    assert node.receipts([receipt.transaction_hash]) == [receipt]
    assert number(node.call(counter, VALUE)) == 8


def test_killed_it_loses_no_more_than_its_interval_and_the_rest_is_sent_again(anvil: AnvilProcess) -> None:
    bench = bench_on(anvil)
    counter = bench.deployed()
    early = [bench.sign(ALICE, counter, add(1)) for _ in range(5)]
    for each in early:
        bench.settled(each)
    kept_path = anvil.home / anvil_keeper.KEPT
    deadline = time.monotonic() + 10
    while (
        not kept_path.exists() or f'"{early[-1].hash}"' not in kept_path.read_text()
    ) and time.monotonic() < deadline:
        time.sleep(0.05)
    head = bench.node.head()
    late = [bench.sign(ALICE, counter, add(1)) for _ in range(3)]
    for each in late:
        bench.settled(each)
    pid = anvil.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    anvil.start()
    node = anvil.node()
    assert anvil.pid() != pid
    assert node.head().number >= head.number and node.header(head.number) == head
    assert all(node.receipts([each.hash for each in early]))
    lost = [
        each for each, receipt in zip(late, node.receipts([each.hash for each in late]), strict=True) if not receipt
    ]
    assert node.send([each.raw for each in lost]) == [None] * len(lost)
    node.produce(bench.at + timedelta(days=1))
    assert all(node.receipts([each.hash for each in late]))
    assert number(node.call(counter, VALUE)) == 13


def test_without_a_state_interval_everything_is_lost(binary: Path, tmp_path: Path) -> None:
    """The trap that --state-interval is set against: --state alone writes on an orderly end only."""
    port = free_port()
    command = [str(binary), "--port", str(port), "--chain-id", str(CHAIN_ID), "--no-mining", "--quiet"]
    command += ["--state", str(tmp_path / "state.json")]
    heads = []
    for _ in range(2):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        node = PacedRpcNode(f"http://127.0.0.1:{port}")
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                heads.append(node.head().number)
                break
            except NodeAway:
                time.sleep(0.05)
        node.produce(START, blocks=3)
        time.sleep(1)
        process.kill()
        process.wait()
        node.close()
    assert heads == [0, 0]


def test_half_a_state_is_replaced_by_the_kept_one(anvil: AnvilProcess) -> None:
    """The trap that the keeper is there for: anvil writes in place, and does not start on half a file."""
    bench = bench_on(anvil)
    counter = bench.deployed()
    anvil.stop()
    assert anvil_keeper.copy_whole(anvil.home)
    whole = anvil.state_path.read_bytes()
    for broken in (b"", whole[: len(whole) // 2], whole[:-1]):
        anvil.state_path.write_bytes(broken)
        assert not anvil_keeper.copy_whole(anvil.home)
        anvil.start()
        assert number(anvil.node().call(counter, VALUE)) == 5
        anvil.stop()


def test_the_keeper_ends_with_its_anvil(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stands_for_anvil:
        keeper = subprocess.Popen(
            [sys.executable, "-I", anvil_keeper.__file__, str(tmp_path), str(stands_for_anvil.pid)]
        )
        (tmp_path / anvil_keeper.STATE).write_bytes(b'{"blocks":[],"historical_states":null}')
        deadline = time.monotonic() + 10
        while not (tmp_path / anvil_keeper.KEPT).exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert keeper.poll() is None
        stands_for_anvil.kill()
    assert keeper.wait(timeout=10) == 0
    assert (tmp_path / anvil_keeper.KEPT).read_bytes().endswith(anvil_keeper.TAIL)
    assert {path.name for path in tmp_path.iterdir()} == {anvil_keeper.STATE, anvil_keeper.KEPT}


def test_a_port_that_is_taken_by_another_chain_is_an_outage(binary: Path, anvil: AnvilProcess, tmp_path: Path) -> None:
    other = AnvilProcess(binary, tmp_path / "other", anvil.port, 31_337)
    assert not other.answers()
    with pytest.raises(NodeAway, match="did not start"):
        other.start()
    assert other.pid() is None and anvil.answers()


def test_a_pid_file_that_names_somebody_else_ends_nobody(anvil: AnvilProcess) -> None:
    anvil.stop()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as innocent:
        (anvil.home / "anvil.pid").write_text(f"{innocent.pid}\n", encoding="utf-8")
        assert anvil.pid() is None
        anvil.stop()
        anvil.start()
        assert innocent.poll() is None and anvil.answers()
        innocent.kill()


def test_a_receipt_may_be_asked_for_too_early(binary: Path, tmp_path: Path) -> None:
    """The trap: with mining at each transaction the hash is answered before the block is made. None is not a no."""
    port = free_port()
    command = [str(binary), "--port", str(port), "--chain-id", str(CHAIN_ID), "--quiet", "--hardfork", "cancun"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        node = PacedRpcNode(f"http://127.0.0.1:{port}")
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                node.head()
                break
            except NodeAway:
                time.sleep(0.05)
        polls = []
        for nonce in range(40):
            transaction = signed(ALICE, nonce, f"0x{'77' * 20}", b"")
            assert node.send([transaction.raw]) == [None]
            asked = 1
            while node.receipts([transaction.hash]) == [None]:
                asked += 1
                assert asked < 10_000
            polls.append(asked)
        process.kill()
    assert len(polls) == 40  # more than one ask is usual and none is promised


def test_it_makes_blocks_by_itself_when_told_to(binary: Path, tmp_path: Path) -> None:
    process = AnvilProcess(binary, tmp_path / "anvil", free_port(), CHAIN_ID, block_time=1)
    process.start()
    try:
        node = process.node()
        deadline = time.monotonic() + 10
        while node.head().number < 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert node.head().number >= 2
    finally:
        process.stop()


def test_an_account_can_be_given_ether(anvil: AnvilProcess) -> None:
    from eth_account import Account

    newcomer = Account.from_key(f"0x{'42' * 32}")
    transaction = signed(newcomer, 0, f"0x{'77' * 20}", b"", value=1)
    node = anvil.node()
    (no,) = node.send([transaction.raw])
    assert no is not None and "funds" in str(no).lower()
    node.fund(newcomer.address)
    assert node.send([transaction.raw]) == [None]
    node.produce(START)
    assert node.receipts([transaction.hash])[0].succeeded


@pytest.mark.long
def test_it_does_not_slow_down_as_the_chain_grows(anvil: AnvilProcess) -> None:
    """The trap: on its default fork, with its whole history, anvil loses half its speed within 20,000 transactions."""
    bench = bench_on(anvil)
    counter = bench.deployed()
    spans = []
    for _ in range(8):
        raws = [bench.sign(ALICE, counter, add(1)).raw for _ in range(1_000)]
        started = time.monotonic()
        for at in range(0, 1_000, 10):
            assert not any(bench.node.send(raws[at : at + 10]))
            bench.produce()
        spans.append(time.monotonic() - started)
    assert min(spans[-3:]) < 2 * min(spans[1:4]), f"seconds for each thousand: {spans}"
    assert all(later.number > earlier.number for earlier, later in pairwise([bench.node.header(1), bench.node.head()]))
