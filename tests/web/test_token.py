"""The page of a coin's contract: beside the books, with clocks of what is on its way, and when no node answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lantau import register
from lantau.chain import NoChain, coin_contract
from lantau.chain import queries as chain_queries
from lantau.chain.addresses import checksummed
from lantau.chain.message_queries import not_done
from lantau.db import Connection, Database
from lantau.events import Message
from lantau.rulebook import load
from lantau.web import Console, create_app
from lantau.web.catalogue import LANGUAGES, catalogue
from lantau.web.readings.token import PARAGRAPHS
from lantau.web.views import messages
from lantau.web.views.token import SCHEDULED_WINDOW, VELOCITY_WINDOW
from tests.chain.outbox_stage import COIN, ONE, Stage, key, terms
from tests.web.conftest import ADDRESS

pytestmark = pytest.mark.xdist_group("web-example")

CONTRACTS_FOLDER = Path(__file__).parents[2] / "contracts"
DELAY = timedelta(days=1)


def of_coin(reader: TestClient, coin_id: str = COIN) -> Any:
    answer = reader.get(f"/api/tokens/{coin_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


@pytest.fixture
def stage(database: Database, owner: Connection) -> Stage:
    """A coin whose dangerous changes wait a day, known to the licensing room too."""
    made = Stage(database, terms=terms(delay_seconds=int(DELAY.total_seconds())))
    owner.execute(
        "INSERT INTO identity.party (id, commit_id, kind, occurred_at, recorded_at) "
        "SELECT 'pty', id, 'legal', now(), now() FROM events.commit LIMIT 1"
    )
    owner.execute(
        "INSERT INTO licensing.coin (id, commit_id, issuer_id, name, reference_currency, registered_at, recorded_at) "
        "SELECT %s, id, 'pty', 'Lantau Dollar', 'HKD', now(), now() FROM events.commit LIMIT 1",
        (COIN,),
    )
    return made


@pytest.fixture
def staged(stage: Stage) -> Iterator[TestClient]:
    """A reader of that coin's world."""
    yield reader_of(stage, chain_queries.NodeChain(stage.database, stage.local))


def reader_of(stage: Stage, chain: Any) -> TestClient:
    console = Console(stage.database, stage.clock, load("HK"), "staged", chain)
    return TestClient(create_app(console), base_url=ADDRESS)


def ask(stage: Stage, name: str, role: str, function: str, *arguments: Any) -> None:
    """One operation of a hand into the outbox."""
    body: dict[str, Any] = {
        "contract": stage.deployment.address, "coin_id": COIN, "role": role, "function": function,
        "arguments": list(arguments),
    }  # fmt: skip
    stage.commit(name, (Message("chain.operation", f"{COIN}/{name}", body),))


def test_the_example_s_contract_stands_beside_the_books(reader: TestClient, console: Console) -> None:
    data = of_coin(reader)
    with console.database.read() as connection:
        (found,) = chain_queries.deployments(connection)
    contract = data["contract"]
    assert contract["address"] == checksummed(found.address) and contract["source_sha256"] == found.source_sha256
    assert [line["record"] for line in data["sums"]] == ["ledger", "chain", "logs", "accounts"]
    assert {line["agreement"] for line in data["sums"]} == {"", "equal"}
    assert len({line["amount"]["units"] for line in data["sums"]}) == 1
    node = console.chain.node  # type: ignore[attr-defined]
    assert data["sums_block"]["hash"] == node.header(data["sums_block"]["number"]).hash
    state = data["state"]
    assert {line["role"] for line in state["roles"]} >= {"owner", "master_minter", "pauser", "redemption"}
    assert {line["standing"] for line in state["roles"]} == {"as_deployed"}
    assert state["attestation"]["state"] == "covers" and state["threshold"] == 2
    assert state["limits"]["policy"] == "closed", "the change that waited for the delay was made"
    assert not state["paused"] and not state["redemption_closed"]


def test_what_was_done_leads_to_what_it_was_done_for(reader: TestClient) -> None:
    recent = of_coin(reader)["recent"]
    by_topic = {line["topic"]: line for line in recent}
    assert by_topic["chain.transfer"]["address"].startswith("/payments#pay_")
    assert by_topic["chain.burn"]["address"].startswith("/redemptions/ord_")
    assert by_topic["chain.verify"]["address"].startswith("/holders?address=0x")
    assert by_topic["chain.attest"]["address"].startswith("/issuers/pty_")
    for line in recent:
        assert line["gas"] > 0 and len(line["hash"]) == 66
        if line["address"]:
            assert reader.get(line["address"]).status_code == 200, line["address"]
    blocks = [line["block"] for line in recent]
    assert blocks == sorted(blocks, reverse=True)


def test_each_heading_stands_under_paragraphs_of_the_rulebook(reader: TestClient) -> None:
    page, data = reader.get(f"/tokens/{COIN}").text, of_coin(reader)
    for name, rule_ids in PARAGRAPHS.items():
        assert [law["rule_id"] for law in data["paragraphs"][name]] == list(rule_ids), name
        assert all(f'href="/rules/{rule_id}"' in page for rule_id in rule_ids)
    cited = {law["citation"] for laws in data["paragraphs"].values() for law in laws}
    assert {"G 6.5.3", "G 6.5.4", "G 6.5.7(vii)", "G 2.2.1"} <= cited


def test_the_overview_and_the_issuer_lead_to_the_contract(reader: TestClient) -> None:
    issuer_id = of_coin(reader)["line"]["issuer_id"]
    for address in ("/", f"/issuers/{issuer_id}"):
        assert f'href="/tokens/{COIN}"' in reader.get(address).text, address


def test_a_dangerous_change_shows_its_clock_and_the_message_that_waits_for_it(stage: Stage, staged: TestClient) -> None:
    pauser = key("somebody else").address
    data = "0x" + coin_contract.coin().encode("updatePauser", pauser).hex()
    ask(stage, "announce", "owner", "schedule", data)
    stage.settle()
    ask(stage, "change", "owner", "updatePauser", pauser)
    stage.settle()

    found = of_coin(staged)
    (scheduled,) = found["state"]["scheduled"]
    assert scheduled["state"] == "waiting" and pauser in scheduled["call"]
    ready_at, until = (datetime.fromisoformat(scheduled[name]) for name in ("ready_at", "until"))
    assert until - ready_at == SCHEDULED_WINDOW
    assert scheduled["seconds_left"] == int((ready_at - stage.clock.now()).total_seconds()) > 0
    (held,) = found["held"]
    assert held["state"] == "held" and held["reason_code"] == "delay" and held["passes_from"] == scheduled["ready_at"]
    for language in LANGUAGES:
        page = unescape(staged.get(f"/tokens/{COIN}", params={"lang": language}).text)
        assert catalogue(language)["held.delay"] in page and catalogue(language)["scheduled.waiting"] in page
        assert catalogue(language)["token.in_time"].partition("{")[0] in page

    stage.clock.advance_to(ready_at)
    assert of_coin(staged)["state"]["scheduled"][0]["state"] == "ready"
    stage.clock.advance_to(until)
    assert of_coin(staged)["state"]["scheduled"][0]["state"] == "over"


def test_a_role_that_changed_by_decision_is_told_from_one_nobody_decided(stage: Stage, staged: TestClient) -> None:
    pauser = key("somebody else").address
    ask(stage, "announce", "owner", "schedule", "0x" + coin_contract.coin().encode("updatePauser", pauser).hex())
    stage.settle()
    stage.clock.advance_to(stage.clock.now() + DELAY)
    ask(stage, "change", "owner", "updatePauser", pauser)
    stage.settle()
    by_role = {line["role"]: line for line in of_coin(staged)["state"]["roles"]}
    assert by_role["pauser"]["standing"] == "decided" and by_role["pauser"]["address"] == checksummed(pauser)
    assert by_role["pauser"]["deployed"] == checksummed(stage.deployment.terms.roles["pauser"])
    assert by_role["owner"]["standing"] == "as_deployed"


def test_limits_and_the_attestation_run_out_with_time(stage: Stage, staged: TestClient) -> None:
    ask(stage, "velocity", "owner", "setMintVelocity", 10 * ONE)
    stage.settle()
    stage.ask_to_mint(units=4 * ONE)
    stage.settle()
    state = of_coin(staged)["state"]
    limits, attestation = state["limits"], state["attestation"]
    assert limits["minted"]["units"] == 4 * ONE and limits["left"]["units"] == 6 * ONE
    until = datetime.fromisoformat(limits["window_until"])
    assert timedelta(0) < until - stage.clock.now() <= VELOCITY_WINDOW
    assert attestation["state"] == "covers" and state["minters"][0]["left"]["units"] == 10**15 - 4 * ONE

    stage.clock.advance_to(until)
    limits = of_coin(staged)["state"]["limits"]
    assert limits["minted"]["units"] == 0 and limits["left"]["units"] == 10 * ONE and limits["window_until"] is None
    stage.clock.advance_to(datetime.fromisoformat(attestation["until"]))
    assert of_coin(staged)["state"]["attestation"]["state"] == "over"


def test_before_the_register_reads_it_the_books_are_held_against_nothing(stage: Stage, staged: TestClient) -> None:
    assert of_coin(staged)["line"]["agreement"] == "unknown"
    stage.ask_to_mint()
    stage.settle()
    followed = register.follow(stage.database, stage.clock, stage.local, COIN)
    assert isinstance(followed, register.Followed)
    data = of_coin(staged)
    assert data["line"]["agreement"] == "equal" and data["line"]["supply"]["units"] == ONE


def test_what_is_between_us_and_a_final_block_shows_its_nonce_and_hash(stage: Stage, staged: TestClient) -> None:
    stage.ask_to_mint()
    stage.sender().pump()
    (line,) = of_coin(staged)["under_way"]
    with stage.database.read() as connection:
        (standing,) = not_done(connection, COIN)
    assert (line["nonce"], line["hash"], line["signed"]) == (standing.nonce, standing.hashes[-1], 1)
    assert line["hash"] in staged.get(f"/tokens/{COIN}").text


def test_what_the_chain_refused_stays_until_somebody_decides(stage: Stage, staged: TestClient) -> None:
    stage.sending = replace(stage.sending, simulate=False)
    ask(stage, "stranger", "pauser", "setMintVelocity", 1)
    stage.settle()
    data = of_coin(staged)
    (line,) = data["abandoned"]
    assert line["reason"] and data["line"]["abandoned_count"] == 1
    assert catalogue("zh")["chain.waits_for_two"] in staged.get(f"/tokens/{COIN}", params={"lang": "zh"}).text


def test_a_node_that_is_away_leaves_the_records(stage: Stage) -> None:
    stage.ask_to_mint()
    stage.settle()
    register.follow(stage.database, stage.clock, stage.local, COIN)
    stage.node.faults.away_at |= set(range(stage.node.faults.calls, stage.node.faults.calls + 10_000))
    reader = reader_of(stage, chain_queries.NodeChain(stage.database, stage.node))
    data = of_coin(reader)
    assert data["state"] is None and data["unsaid"]["code"] == "node_away"
    assert data["contract"]["address"] == checksummed(stage.deployment.address) and data["recent"]
    assert {line["record"]: line["agreement"] for line in data["sums"]}["chain"] == "unknown"
    for page in ("/tokens", f"/tokens/{COIN}", "/holders", "/reconciliation"):
        for language in LANGUAGES:
            answer = reader.get(page, params={"lang": language})
            assert answer.status_code == 200, page
    assert catalogue("zh")["unsaid.node_away"] in reader.get(f"/tokens/{COIN}", params={"lang": "zh"}).text


def test_a_world_without_a_chain_says_so_kindly(stage: Stage) -> None:
    reader = reader_of(stage, NoChain())
    data = of_coin(reader)
    assert data["unsaid"]["code"] == "no_chain" and data["state"] is None
    for language in LANGUAGES:
        for page in ("/tokens", f"/tokens/{COIN}"):
            assert catalogue(language)["unsaid.no_chain"] in unescape(reader.get(page, params={"lang": language}).text)


def test_the_windows_are_those_of_the_contract() -> None:
    for name, window in (("delay", SCHEDULED_WINDOW), ("backing", VELOCITY_WINDOW)):
        text = (CONTRACTS_FOLDER / "modules" / f"{name}.vy").read_text(encoding="utf-8")
        told = text.partition("WINDOW_SECONDS: constant(uint256) = ")[2].partition("\n")[0]
        seconds = 1
        for factor in told.split("*"):
            seconds *= int(factor)
        assert timedelta(seconds=seconds) == window, name


def test_every_reason_the_catalogues_word_is_there_in_both_languages() -> None:
    for language in LANGUAGES:
        assert {f"held.{code}" for code in messages.REASONS.values()} <= set(catalogue(language))
