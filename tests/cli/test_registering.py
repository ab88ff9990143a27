"""`lantau register`: a recorded coin, holders with the redemption register, and the reconciliation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lantau.register.operations import Follower, _begun
from lantau.register.store import Mirror
from lantau.wiring import LiveWorld
from tests.cli.conftest import Run
from tests.house.source import ROOT
from tests.register.model_chain import CHAIN_ID, CONTRACT, ModelChain, address, mint, pay

FOLDER = ROOT / "examples" / "recorded-chain"
RECORDED = f"file:{FOLDER / 'harbour-dollar.json'}"
HARBOUR = "0x5fbdb2315678afecb367f032d93f642f64180aa3"
ANN, BEN = address(0xA11), address(0xBE2)


def test_a_recorded_coin_is_followed_without_a_database(run: Run) -> None:
    text = run("register", "follow", HARBOUR, "--rpc", RECORDED, "--memory").stdout
    assert "supply   12,500,000.000000" in text and "the greatest 1: 35.20 %" in text and "16 balances" in text


def test_a_recorded_coin_is_kept_and_its_reserve_is_judged(run: Run) -> None:
    told = ("register", "follow", HARBOUR, "--rpc", RECORDED, "--reserve-file", str(FOLDER / "reserve.csv"))
    for _ in range(2):
        body = json.loads(run(*told, "--json").stdout)
        assert body["reserve"]["par"] == "12500000.00" and body["differences"] == []
    assert "coverage 10069 basis points of par" in run(*told, "--memory").stdout


def test_a_reserve_that_falls_short_leaves_with_four(run: Run, tmp_path: Path) -> None:
    short = tmp_path / "short.csv"
    short.write_text((FOLDER / "reserve.csv").read_text().replace("4600000.00", "4000000.00"))
    told = ("register", "follow", HARBOUR, "--rpc", RECORDED, "--memory", "--reserve-file", str(short))
    assert "breached" in run(*told, code=4).stdout


@pytest.mark.parametrize(
    ("contract", "rpc", "code", "words"),
    [
        ("0x12", RECORDED, 1, "register.bad_address"),
        (CONTRACT, RECORDED, 1, "register.no_coin"),
        (HARBOUR, "file:nothing.json", 1, "register.bad_recording"),
        (HARBOUR, "http://127.0.0.1:1", 3, "Outage"),
    ],
)
def test_what_cannot_be_followed_says_why(run: Run, contract: str, rpc: str, code: int, words: str) -> None:
    assert words in run("register", "follow", contract, "--rpc", rpc, "--memory", code=code).stderr


@pytest.fixture
def chain(filed: LiveWorld, monkeypatch: pytest.MonkeyPatch) -> ModelChain:
    """A coin of the world, mirrored from a model chain that the commands find as the world's node."""
    made = Mirror(f"{CHAIN_ID}/{CONTRACT}", CHAIN_ID, CONTRACT, "lqd", "pty_nobody", "issuer:pty_nobody", 1, 0)
    assert isinstance(_begun(filed.database, filed.clock, made), Mirror)
    chain = ModelChain()
    chain.add(mint(ANN, 5_000_000), pay(ANN, BEN, 1_500_000))
    Follower(filed.database, filed.clock, chain, made, lambda _c, _h: {}).all()
    monkeypatch.setattr("lantau.cli.registering.world_node", lambda _: chain)
    return chain


def test_holders_are_listed_with_whom_the_law_speaks_about(run: Run, filed: LiveWorld, chain: ModelChain) -> None:
    told = ("register", "holders", "--coin", "lqd", "--world", filed.name)
    text = run(*told, code=4).stdout
    assert f"{ANN}  3.500000" in text and "[A 5.10(a), 7.5]" in text and "is par in issue: 5000000" in text
    body = json.loads(run(*told, "--json", code=4).stdout)
    assert [each["units"] for each in body["findings"]] == ["3500000", "1500000"]


def test_the_redemption_register_is_written(run: Run, filed: LiveWorld, chain: ModelChain, tmp_path: Path) -> None:
    chain.away_after = 0
    told = ("register", "holders", "--coin", "lqd", "--world", filed.name, "--redemption")
    table, body = tmp_path / "register.csv", tmp_path / "register.json"
    text = run(*told, str(table), "--names", code=4).stdout
    run(*told, str(body), code=4)
    assert table.read_text().splitlines()[1].startswith(f"{ANN},3500000,3.500000,")
    kept = json.loads(body.read_text())
    assert kept["is_whole"] is True and kept["digest"] not in text and len(kept["holders"]) == 2
    run(*told, str(tmp_path / "register.txt"), code=2)
    run("register", "holders", "--names", code=2)


def test_a_coin_that_is_not_on_a_chain_is_refused(run: Run, filed: LiveWorld) -> None:
    for command in ("holders", "reconcile"):
        assert "register.not_followed" in run("register", command, "--world", filed.name, code=1).stderr


def test_what_differs_leaves_with_four(run: Run, filed: LiveWorld, chain: ModelChain) -> None:
    told = ("register", "reconcile", "--coin", "lqd", "--world", filed.name)
    chain.stated_supply = 5_000_001
    assert "differs: supply: chain 5000001, logs 5000000" in run(*told, code=4).stdout
    chain.stated_supply = None
    chain.away_after = 0
    assert "does not answer" in run(*told, code=4).stdout
    chain.away_after = None
    assert json.loads(run(*told, "--json").stdout)["clean"] is True


def test_what_is_new_is_posted_before_it_is_reconciled(
    run: Run, filed: LiveWorld, chain: ModelChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    def follow(database: object, clock: object, node: ModelChain, coin: str) -> object:
        with filed.database.read() as connection:
            from lantau.register import store

            mirror = store.mirror_of_coin(connection, coin)
        assert mirror is not None
        return Follower(filed.database, filed.clock, node, mirror, lambda _c, _h: {}).all()

    monkeypatch.setattr("lantau.register.follow", follow)
    chain.add(pay(BEN, ANN, 1))
    text = run("register", "reconcile", "--coin", "lqd", "--world", filed.name).stdout
    assert "lqd at block 2" in text and "Everything agrees." in text
