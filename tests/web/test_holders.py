"""Who holds a coin: the sum is par, whoever the law speaks about stands first, and anybody can be looked up."""

from __future__ import annotations

import ast
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lantau import register
from lantau.chain import NoChain
from lantau.dates import SimulatedClock
from lantau.db import Connection, Database
from lantau.register import findings
from lantau.register.holders import WAYS, Holder, Known
from lantau.register.holdings import Holding
from lantau.register.redemption import RedemptionRegister
from lantau.rulebook import load
from lantau.web import Console, create_app
from lantau.web.catalogue import LANGUAGES, catalogue
from lantau.web.views.chain import coins
from lantau.web.views.holders import REMARKS, holder_line, in_order, is_asked_for, of_finding, of_remark
from tests.issuance.world import start
from tests.web.conftest import ADDRESS

pytestmark = pytest.mark.xdist_group("web-example")

HK = load("HK")
PEARL, STRANGER = "0xfe3a8126fab691c785d8b4fe07798919eb76cb80", "0x" + "0b" * 20


def of_coins(reader: TestClient, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reader.get("/api/holders", params=query).json()["data"]["coins"]
    return found


def holder(address: str, units: int, **told: Any) -> Holder:
    """A holder; a customer who is verified and screened unless told otherwise."""
    known: dict[str, Any] = {
        "party_id": "pty_1", "wallet_id": "wal_1", "is_proved": True, "is_customer": True, "is_verified": True,
        "is_frozen": False, "screening": "clear", "bank_account_ids": ("bac_1",),
    }  # fmt: skip
    marks = {"verified": True, "blocked": False}
    for name, value in told.items():
        (marks if name in marks else known)[name] = value
    return Holder(Holding(address, units, 0, **marks), Known(**known))


def test_the_holders_of_the_example_sum_to_par(reader: TestClient, console: Console) -> None:
    (coin,) = of_coins(reader)
    told = register.redemption_register(console.database, coin["coin_id"])
    assert isinstance(told, RedemptionRegister)
    assert coin["agreement"] == "equal" and coin["total"] == coin["issued"]
    assert sum(line["amount"]["units"] for line in coin["lines"]) == coin["total"]["units"] == told.issued_units
    assert coin["block"]["hash"] == told.block_hash and coin["spoken_of_count"] == 0
    held = [line["amount"]["units"] for line in coin["lines"]]
    assert held == sorted(held, reverse=True) and len(held) == coin["count"] == 2
    assert sum(line["pending"]["units"] for line in coin["lines"]) == sum(each.units for each in told.pending)
    for line in coin["lines"]:
        assert line["verified_on_chain"] and line["verified"] and line["way"] == "bank_account"
        assert 0 < line["first_block"] <= line["last_block"] <= coin["block"]["number"]


def test_a_holder_is_looked_up_by_address_by_party_and_by_name(reader: TestClient) -> None:
    (coin,) = of_coins(reader)
    wanted = coin["lines"][-1]
    asked = (
        wanted["address"], wanted["address"].lower(), wanted["address"][:12], wanted["address"][2:10],
        wanted["party_id"], wanted["party_name"][:8].upper(), f"  {wanted['address']} ",
    )  # fmt: skip
    for text in asked:
        (found,) = of_coins(reader, address=text)
        assert [line["address"] for line in found["lines"]] == [wanted["address"]], text
        assert found["total"] == coin["total"], "the sum stays that of all holders"
    (none,) = of_coins(reader, address="0x" + "00" * 20)
    assert none["lines"] == []
    for language in LANGUAGES:
        page = reader.get("/holders", params={"address": '"><script>', "lang": language}).text
        assert catalogue(language)["holders.not_found"] in unescape(page) and "<script" not in page


def test_whoever_the_law_speaks_about_stands_first() -> None:
    on = date(2026, 10, 1)
    listed = holder(PEARL, 5, screening="hit")
    unknown = holder(STRANGER, 1, party_id="", is_proved=False, is_verified=False, screening="", verified=False)
    good = holder("0x" + "0c" * 20, 1_000)
    said: dict[str, list[Any]] = {}
    for each in findings.findings(HK, (good, listed, unknown), on):
        said.setdefault(each.address, []).append(of_finding(each))
    for remark in findings.remarks((good, listed, unknown)):
        said.setdefault(remark.address, []).append(of_remark(remark))
    lines = in_order(
        holder_line("lqd", each, names={}, pending_units=0, blocks=None, spoken_of=said.get(each.address, ()))
        for each in (good, listed, unknown)
    )
    assert [line.amount.units for line in lines] == [5, 1, 1_000]
    assert [one.code for one in lines[0].spoken_of] == ["listed"]
    breached, unscreened = lines[1].spoken_of
    assert (
        breached.outcome == "breached" and breached.citation == "A 5.11" and breached.rule_id and breached.sentence.zh
    )
    assert unscreened.code == "unscreened" and lines[1].way == "identify"


def test_every_remark_of_the_register_is_worded_in_both_languages() -> None:
    tree = ast.parse(Path(findings.__file__).read_text(encoding="utf-8"))
    said = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "_said")
    told = {node.value for node in ast.walk(said) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    for words in REMARKS:
        assert any(words.startswith(one) for one in told if len(one) > 12), f"the register no longer says {words}"
    yielded = [node for node in ast.walk(said) if isinstance(node, ast.Yield)]
    assert len(yielded) + 1 == len(REMARKS), "one remark has two endings"
    for language in LANGUAGES:
        assert {f"remark.{code}" for code in REMARKS.values()} <= set(catalogue(language))
        assert {f"way.{way}" for way in WAYS} <= set(catalogue(language))


def test_a_line_is_found_by_the_beginning_of_its_address_not_by_its_middle() -> None:
    line = holder_line("lqd", holder(PEARL, 1), names={}, pending_units=0, blocks=(1, 2), spoken_of=())
    assert is_asked_for(line, "0xFE3a") and is_asked_for(line, "fe3a") and is_asked_for(line, "pty_1")
    assert not is_asked_for(line, "8126")
    assert line.frozen == coins("lqd", 0)


def test_a_coin_on_no_chain_is_said_to_be_in_the_books_alone(
    database: Database, clock: SimulatedClock, owner: Connection
) -> None:
    world = start(database, clock)
    owner.execute(
        "INSERT INTO licensing.coin (id, commit_id, issuer_id, name, reference_currency, registered_at, recorded_at) "
        "SELECT 'plain', id, %s, 'Plain Dollar', 'HKD', now(), now() FROM events.commit LIMIT 1",
        (world.issuer_id,),
    )
    reader = TestClient(create_app(Console(database, clock, world.book, "books", NoChain())), base_url=ADDRESS)
    for language in LANGUAGES:
        for page in ("/holders", "/reconciliation", "/tokens"):
            answer = reader.get(page, params={"lang": language})
            assert answer.status_code == 200
            assert catalogue(language)["unsaid.not_deployed"] in unescape(answer.text), page
