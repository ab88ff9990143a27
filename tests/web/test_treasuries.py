"""The bitcoin of the world's parties on the mining page, over the shipped world of a miner's treasury."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import pytest
from fastapi.testclient import TestClient

from lantau import payments, treasury, worlds
from lantau.chain.backing import chain_of
from lantau.dates import SimulatedClock
from lantau.db import Server, drop_world, world_database
from lantau.refusal import Refusal
from lantau.rulebook import load
from lantau.web import Console, create_app
from lantau.web.catalogue import LANGUAGES, catalogue
from tests.web.conftest import ADDRESS, EXAMPLE
from tests.web.test_pages import parsed

pytestmark = pytest.mark.xdist_group("web-treasury")


@pytest.fixture(scope="module")
def miner(server: Server) -> Iterator[Console]:
    """The console of the miner's world at its last instant."""
    scenario = worlds.read_scenario(EXAMPLE.parent / "miner")
    assert not isinstance(scenario, Refusal), str(scenario)
    database = world_database(server, "web-miner")
    clock = SimulatedClock(scenario.starts_at)
    books = {name.partition("+")[0]: load(name) for name in scenario.rulebooks}
    played = worlds.play(database, clock, books, chain_of(database), scenario, lambda *_: None)
    assert not isinstance(played, Refusal), str(played)
    yield Console(database, clock, books["HK"], scenario.name, chain_of(database), tuple(books.values()))
    database.close()
    drop_world(server, "web-miner")


def test_the_page_says_what_the_books_hold_to_the_satoshi(miner: Console) -> None:
    reader = TestClient(create_app(miner), base_url=ADDRESS)
    found = reader.get("/api/mining").json()["data"]
    with miner.database.read() as connection:
        told = [treasury.queries.statement(connection, each) for each in treasury.queries.owners(connection)]
        bought = payments.purchase_queries.purchases(connection)
    assert told and bought
    lines = {line["party_id"]: line for line in found["treasuries"]}
    assert set(lines) == {each.owner_id for each in told}
    for each in told:
        line = lines[each.owner_id]
        assert line["mined"]["units"] == each.mined.units == line["held"]["units"] + line["sold"]["units"]
        assert line["set_aside"]["units"] == each.set_aside.units
    assert [line["purchase_id"] for line in found["purchases"]] == [each.id for each in reversed(bought)]
    for line, each in zip(found["purchases"], reversed(bought), strict=True):
        assert line["kept"]["units"] == each.kept.units <= line["price"]["units"] == each.price.units
        assert line["released"] == line["states"].count("released") <= line["milestones"] == len(line["states"])
    for language in LANGUAGES:
        page = reader.get("/mining", params={"lang": language}).text
        parsed(page)
        for line in found["treasuries"]:
            assert line["party_name"] in unescape(page) and f"{line['held']['units'] / 1e8:,.8f}".rstrip("0") in page
        assert catalogue(language)["treasury.purchases"] in page


def test_a_world_without_bitcoin_says_so(blank: Console) -> None:
    page = TestClient(create_app(blank), base_url=ADDRESS).get("/mining").text
    assert catalogue("en")["treasury.none"] in page and catalogue("en")["treasury.purchases"] not in page
