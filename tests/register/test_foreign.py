"""Somebody else's coin: read from a recorded chain, held against its own word, and told when it does not add up."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from lantau import events
from lantau.chain.rpc_node import RpcNode
from lantau.dates import SimulatedClock
from lantau.db import Database
from lantau.money import HKD
from lantau.refusal import Refusal, Refused
from lantau.register import follow_foreign, told_again
from lantau.register.foreign import Picture
from tests.house.source import ROOT
from tests.register.model_chain import CONTRACT, ModelChain, address, burn, mint, pay

RECORDED = ROOT / "examples" / "recorded-chain" / "harbour-dollar.json"
HARBOUR = "0x5fbdb2315678afecb367f032d93f642f64180aa3"
ANN, BEN, CAT = (address(number) for number in (0xA11, 0xBE2, 0xCA7))


class Foreign(ModelChain):
    """A model chain whose contract tells of itself what it likes."""

    supply: int | None = None
    balances: dict[str, int]
    decimals: int | None = 18

    def call(self, to: str, data: bytes, *, sender: str = "", block: int | None = None) -> bytes:
        name, of = data[:4].hex(), "0x" + data[16:36].hex()
        if name == "18160ddd" and self.supply is not None:
            return self.supply.to_bytes(32, "big")
        if name == "313ce567":
            return b"" if self.decimals is None else self.decimals.to_bytes(32, "big")
        if name == "95d89b41":
            return b"MKR".ljust(32, b"\x00")
        if name == "70a08231" and of in getattr(self, "balances", {}):
            return self.balances[of].to_bytes(32, "big")
        return super().call(to, data, sender=sender, block=block)


def pictured(clock: SimulatedClock, node: Any, database: Database | None = None, **told: Any) -> Picture:
    found = follow_foreign(database, clock, node, told.pop("contract", CONTRACT), **told)
    assert isinstance(found, Picture), found
    return found


def test_a_recorded_coin_is_read_as_it_was(clock: SimulatedClock) -> None:
    with told_again(RECORDED) as url:
        found = pictured(clock, RpcNode(url), contract=HARBOUR)
    assert (found.contract.name, found.contract.symbol) == ("Harbour Dollar (simulated)", "HBD")
    assert found.contract.supply_units == 12_500_000 * 10**6 and found.differences == () and found.unknown == ()
    assert set(found.contract.roles) == {"owner", "masterMinter", "pauser", "blacklister"}
    assert len(found.top) == 16 and found.share_bps(1) == 3520 and len(found.logs.minters) == 1
    assert found.contract.par(HKD).decimal_text() == "12500000.00"
    blocked = found.as_body()["blocked"]
    assert isinstance(blocked, list) and len(blocked) == 1


def test_it_goes_on_where_it_stopped(database: Database, clock: SimulatedClock) -> None:
    chain = Foreign()
    for number in range(1, 21):
        chain.add(mint(address(number), 100))
    first = pictured(clock, chain, database)
    assert first.place_number == 8 and len(first.top) == 8
    chain.add(mint(ANN, 5))
    asked = chain.calls
    again = pictured(clock, chain, database)
    assert again.place_number == 9 and len(again.top) == 9 and again.differences == ()
    assert pictured(clock, chain).as_body() == again.as_body() and chain.calls > asked
    with database.read() as connection:
        row = connection.execute("SELECT count(*) AS n FROM ledger.transfer").fetchone()
    assert row is not None and row["n"] == 0
    assert events.verify(database) == ()


@pytest.mark.parametrize("kept", [True, False])
def test_a_coin_that_rebases_is_told_and_not_hidden(database: Database, clock: SimulatedClock, kept: bool) -> None:
    chain = Foreign()
    chain.add(mint(ANN, 100))
    chain.add(pay(ANN, BEN, 40))
    chain.supply = 150
    chain.balances = {ANN: 90}
    for _ in range(12):
        chain.add()
    told = pictured(clock, chain, database if kept else None).differences
    assert told == (
        "supply: the contract states 150 base units, its logs leave 100",
        f"{ANN}: the contract states 90 base units, its logs leave 60",
    )


def test_a_coin_that_began_without_logs_leaves_addresses_below_zero(database: Database, clock: SimulatedClock) -> None:
    chain = Foreign()
    chain.holdings = lambda number: type(ModelChain().holdings(0))()  # type: ignore[method-assign]
    chain.add(pay(ANN, BEN, 40), burn(BEN, 10))
    chain.supply, chain.balances = 90, {ANN: 60, BEN: 30}
    for _ in range(12):
        chain.add()
    for source in (database, None):
        found = pictured(clock, chain, source)
        assert f"{ANN}: its logs leave -40 base units" in found.differences
        assert [each.address for each in found.top] == [BEN]


def test_decimals_and_odd_words_are_read(clock: SimulatedClock) -> None:
    chain = Foreign()
    chain.add(mint(ANN, 10**18 + 1))
    for _ in range(12):
        chain.add()
    found = pictured(clock, chain)
    assert found.contract.symbol == "MKR" and found.contract.name == ""
    assert found.contract.spelled(10**18 + 1) == "1.000000000000000001"
    assert found.contract.par(HKD).decimal_text() == "1.01"


@pytest.mark.parametrize(
    ("contract", "decimals", "code"),
    [
        ("0x12", 18, "register.bad_address"),
        (ANN, 18, "register.no_coin"),
        (CONTRACT, None, "register.no_coin"),
        (CONTRACT, 77, "register.no_coin"),
    ],
)
def test_what_is_no_coin_is_refused(clock: SimulatedClock, contract: str, decimals: int | None, code: str) -> None:
    chain = Foreign()
    chain.decimals = decimals
    for _ in range(13):
        chain.add()
    refused = follow_foreign(None, clock, chain, contract)
    assert isinstance(refused, Refusal) and refused.code.name == code


def test_a_chain_without_a_final_block_is_refused(clock: SimulatedClock) -> None:
    refused = follow_foreign(None, clock, Foreign(), CONTRACT)
    assert isinstance(refused, Refusal) and refused.code.name == "register.not_followed"


def test_an_unreadable_answer_is_refused(clock: SimulatedClock) -> None:
    chain = Foreign(most_logs=1)
    chain.add(mint(ANN, 1), mint(BEN, 1))
    for _ in range(12):
        chain.add()
    refused = follow_foreign(None, clock, chain, CONTRACT)
    assert isinstance(refused, Refusal) and refused.code.name == "register.unreadable"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"chain_id": 1, "blocks": [], "logs": [], "code": {}, "calls": {}}'])
def test_what_is_no_recording_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "recording.json"
    path.write_text(text)
    with pytest.raises(Refused) as refused, told_again(path):
        pass
    assert refused.value.refusal.code.name == "register.bad_recording"


def test_what_was_not_recorded_is_refused_as_nodes_do() -> None:
    with told_again(RECORDED) as url:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 0)
        asked = [
            {"jsonrpc": "2.0", "id": 1, "method": "eth_sendRawTransaction", "params": ["0x00"]},
            {"jsonrpc": "2.0", "id": 2, "method": "eth_call", "params": [{"to": HARBOUR, "data": "0x18160ddd"}, "0x1"]},
            {"jsonrpc": "2.0", "id": 3, "method": "eth_blockNumber"},
        ]
        connection.request("POST", "/", json.dumps(asked))
        answers = json.loads(connection.getresponse().read())
        connection.close()
    assert ["error" in each for each in answers] == [True, True, False]
