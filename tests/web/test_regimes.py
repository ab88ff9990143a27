"""The page of regimes: one issuer of the example world under Hong Kong's regime and its siblings."""

from __future__ import annotations

from datetime import date

from fastapi.testclient import TestClient

from lantau import licensing, supervision
from lantau.refusal import Refusal
from lantau.web import Console


def issuer_of(console: Console) -> str:
    with console.database.read() as connection:
        return licensing.queries.coins(connection)[0].issuer_id


def test_the_matrix_holds_the_issuer_of_the_coin_against_every_regime(reader: TestClient, console: Console) -> None:
    body = reader.get(f"/api/regimes?issuer={issuer_of(console)}").json()["data"]
    assert body["columns"][0]["rulebook_id"] == "HK"
    outcomes = {row["topic"]: {cell["rulebook_id"]: cell["outcome"] for cell in row["cells"]} for row in body["rows"]}
    assert outcomes["backing"]["HK"] == "met"
    assert outcomes["backing"]["US"] == "not_covered"
    assert outcomes["redemption"]["SG"] == "unknown"
    assert outcomes["foreign_coins"]["CN"] == "not_applicable"


def test_a_cell_links_to_its_rule_and_its_number_in_both_languages(reader: TestClient) -> None:
    page = reader.get("/regimes?issuer=none").text
    assert 'href="/regimes/EU#initial_capital"' in page and "at least EUR 350,000.00" in page
    assert 'id="initial_capital"' in reader.get("/regimes/EU").text
    assert 'href="/rules/US.pool.full_backing"' in page
    assert reader.get("/rules/US.pool.full_backing").status_code == 200
    assert "最少EUR 350,000.00" in reader.get("/regimes?issuer=none&lang=zh").text


def test_the_rule_page_of_a_sibling_writes_money_in_its_own_currency(reader: TestClient) -> None:
    assert "EUR 350,000" in reader.get("/rules/EU.application.initial_capital").text


def test_one_topic_in_full_says_how_sure_each_text_is(reader: TestClient) -> None:
    page = reader.get("/regimes?issuer=none&topic=redemption").text
    assert "(second hand)" in page and "(remembered)" in page
    assert "its text of" in page and "begins on" in page


def test_a_regime_or_issuer_or_topic_that_is_not_there_is_said_kindly(reader: TestClient) -> None:
    assert reader.get("/regimes/ZZ").status_code == 404
    assert reader.get("/regimes?issuer=pty_none").status_code == 404
    assert reader.get("/regimes?topic=weather").status_code == 422


def test_an_issuer_is_told_by_what_its_findings_rested_on(console: Console) -> None:
    now = console.clock.now()
    issuer = supervision.issuer_facts(console.database, console.book, issuer_of(console), as_of=now)
    assert not isinstance(issuer, Refusal), str(issuer)
    assert issuer.facts["coin.reference_currency"] == "HKD" and issuer.facts["issuer.is_bank"] is False
    debts = [part.facts for part in issuer.parts if part.facts.get("asset.class") == "debt"]
    assert debts and all(type(facts["asset.matures_on"]) is date for facts in debts)
    refused = [part for part in issuer.parts if part.facts.get("order.customer_due_diligence_done") is False]
    assert refused == [], "an act that was refused did not happen"


def test_nobody_is_told_of_a_party_that_is_not_supervised(console: Console) -> None:
    told = supervision.issuer_facts(console.database, console.book, "pty_none", as_of=console.clock.now())
    assert isinstance(told, Refusal) and told.code.name == "supervision.unknown_party"
