"""Chain, register and books held against each other on a page, and what each close stated of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lantau import disclosure, register
from lantau.register.reconciliation import Difference, Reconciliation
from lantau.web import Console
from lantau.web.catalogue import LANGUAGES, catalogue
from lantau.web.views.chain import agreement_of, sum_lines, unsaid
from lantau.web.views.reconciling import CHECKS, check_lines, difference_lines, worst

pytestmark = pytest.mark.xdist_group("web-example")

HOLDER = "0xfe3a8126fab691c785d8b4fe07798919eb76cb80"
AGREED = Reconciliation(
    coin_id="lqd", mirror_id="1/0x", block_number=7, block_hash="0x07", produced_at=datetime(2026, 10, 1, tzinfo=UTC),
    chain_units=10, logs_units=10, issued_units=10, holders_units=10, holder_count=1, asked_count=1, differences=(),
    pending=(), waiting=(), unknown=(),
)  # fmt: skip
DIFFERENCES = tuple(
    Difference(what, who, left, left_value, right, right_value)
    for what, who, left, left_value, right, right_value in (
        ("supply", "", "chain", "11", "logs", "10"),
        ("supply", "", "logs", "11", "holders by logs", "10"),
        ("supply", "", "logs", "11", "in issue by the ledger", "10"),
        ("supply", "", "in issue by the ledger", "11", "holders by the ledger", "10"),
        ("units", HOLDER, "logs", "11", "ledger", "10"),
        ("frozen units", HOLDER, "chain", "1", "freeze orders", "0"),
        ("blocked", HOLDER, "chain", "yes", "freeze orders", "no"),
        ("verified", HOLDER, "chain", "yes", "own records", "no"),
        ("own transaction", "0x" + "ab" * 32, "asked for by", "key-1", "not posted", "another amount"),
        (
            "own transaction",
            "0x" + "ab" * 32,
            "asked for by",
            "key-1",
            "not on the chain any more",
            "booked with it: HKD",
        ),
        ("own transaction", "0x" + "ab" * 32, "asked for by", "key-1", "booked as it was made", "another amount"),
    )
)
"""Every difference that the register tells of."""


def of_coin(reader: TestClient) -> dict[str, Any]:
    (coin,) = reader.get("/api/reconciliation").json()["data"]["coins"]
    assert isinstance(coin, dict)
    return coin


def test_the_example_agrees_as_the_register_says(reader: TestClient, console: Console) -> None:
    coin = of_coin(reader)
    node = console.chain.node  # type: ignore[attr-defined]
    told = register.reconcile(console.database, node, coin["coin_id"])
    assert isinstance(told, Reconciliation) and told.clean
    assert coin["word"] == "equal" and coin["differences"] == [] and coin["roles"] == []
    assert coin["block"]["number"] == told.block_number and coin["block"]["hash"] == told.block_hash
    assert coin["asked_count"] == coin["holder_count"] == told.holder_count
    assert {line["word"] for line in coin["checks"]} == {"equal"}
    assert [line["what"] for line in coin["checks"]] == list(CHECKS)
    assert coin["pending"]["units"] == sum(each.units for each in told.pending)


def test_every_close_is_told_with_its_block_and_leads_to_its_statement(reader: TestClient, console: Console) -> None:
    closes = of_coin(reader)["closes"]
    made = [
        each
        for issuer_id in disclosure.queries.issuers(console.database)
        for each in disclosure.queries.statements(console.database, issuer_id)
    ]
    assert [line["statement_id"] for line in closes] == [each.id for each in reversed(made)]
    stated: dict[str, Any] = {each.id: each.body["reconciliation"] for each in made}
    for line in closes:
        told = stated[line["statement_id"]]
        assert line["ledger"]["text"] == told["ledger"] and line["block"] == told["chain_block"]
        assert line["chain_agreement"] == told["chain_agreement"]
    assert closes[0]["block"] is not None and closes[0]["chain_agreement"] == "equal"
    assert reader.get(f"/statements/{closes[0]['statement_id']}").status_code == 200


def test_the_worst_word_is_the_coin_s() -> None:
    different, unknown = replace(AGREED, differences=DIFFERENCES), replace(AGREED, chain_units=None, unknown=("gone",))
    for told, word in ((AGREED, "equal"), (different, "different"), (unknown, "unknown")):
        assert worst(sum_lines(told), check_lines(told), ()) == word
    assert worst(sum_lines(AGREED), check_lines(AGREED), None) == "unknown", "nobody told the roles"


def test_without_a_node_what_only_it_can_tell_is_unknown_and_the_rest_is_not() -> None:
    told = replace(AGREED, chain_units=None, unknown=("the node does not answer: away",))
    words = {line.what: line.word for line in check_lines(told)}
    assert words["supply"] == words["blocked"] == words["verified"] == words["frozen_units"] == "unknown"
    assert words["units"] == words["own_transaction"] == "equal"
    assert agreement_of(sum_lines(told)) == "unknown"
    assert {line.record: line.agreement for line in sum_lines(told)} == {
        "ledger": "", "chain": "unknown", "logs": "equal", "accounts": "equal",
    }  # fmt: skip


def test_every_difference_the_register_tells_is_worded_in_both_languages() -> None:
    lines = difference_lines("lqd", DIFFERENCES)
    for language in LANGUAGES:
        for line in lines:
            assert {f"check.{line.what}", f"side.{line.left}", f"side.{line.right}"} <= set(catalogue(language))
    units = next(line for line in lines if line.what == "units")
    assert units.left_amount is not None and units.left_amount.decimal_text() == "0.000011"
    assert units.who != HOLDER and units.who.lower() == HOLDER


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("this world has no chain: the coin's contract is not deployed", "no_chain"),
        ("the coin's contract is not deployed", "not_deployed"),
        ("the contract is not on the chain yet", "not_on_chain"),
        ("nothing of lqd was read yet", "not_followed"),
        ("the coin is on chain 1; this node is of chain 2", "other_chain"),
        ("the node does not answer: connection refused", "node_away"),
        ("the node does not say: away", "node_away"),
        ("block 9 is later than the instant asked for", "other"),
    ],
)
def test_why_something_is_unknown_is_said_in_the_reader_s_language(reason: str, code: str) -> None:
    assert unsaid(reason).code == code
    assert all(f"unsaid.{code}" in catalogue(language) for language in LANGUAGES)


def test_the_page_says_that_everything_agrees(reader: TestClient) -> None:
    for language in LANGUAGES:
        page = unescape(reader.get("/reconciliation", params={"lang": language}).text)
        assert catalogue(language)["reconciled.equal"] in page
        assert catalogue(language)["reconciliation.no_breaks"] in page
