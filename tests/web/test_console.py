"""The console over a real world: every page in both languages, every link, every twin, and what it refuses."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lantau import disclosure, events, licensing
from lantau.dates import SimulatedClock
from lantau.db import Connection
from lantau.web import Console, create_app
from lantau.web.app import HEADERS
from lantau.web.catalogue import LANGUAGES, catalogue, refusal_meanings
from lantau.web.pages import PAGES
from lantau.web.views.findings import OUTCOMES
from tests.web.conftest import ADDRESS
from tests.web.test_pages import EXTERNAL, parsed

pytestmark = pytest.mark.xdist_group("web-example")

PLAIN_PAGES = [page for page in PAGES if "{" not in page.path]
HREF = re.compile(r'href="([^"]+)"')


@pytest.fixture(scope="module")
def addresses(console: Console) -> dict[str, str]:
    """One address for every page of the table, found by following links from the plain ones."""
    reader = TestClient(create_app(console), base_url=ADDRESS)
    found = {page.name: page.path for page in PLAIN_PAGES}
    wanted = {page.name: re.compile(re.sub(r"{\w+}", "[^/?#]+", page.path)) for page in PAGES if "{" in page.path}
    for page in PLAIN_PAGES:
        for link in HREF.findall(reader.get(page.path).text):
            for name, pattern in wanted.items():
                if name not in found and pattern.fullmatch(link):
                    found[name] = link
    return found


def test_every_kind_of_page_has_one_in_the_example(addresses: dict[str, str]) -> None:
    assert set(addresses) == {page.name for page in PAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_set_in_both_languages(reader: TestClient, addresses: dict[str, str], language: str) -> None:
    words = catalogue(language)
    for name, address in addresses.items():
        answer = reader.get(address, params={"lang": language})
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        text = " ".join(parsed(answer.text).text)
        assert words["site.simulated"] in text and words["site.banner"] in text, name
        assert not EXTERNAL.search(answer.text), name
        assert f'<html lang="{"zh-Hant-HK" if language == "zh" else "en"}">' in answer.text


WALKED_OF_EACH_KIND = 3


def test_every_link_leads_somewhere(reader: TestClient) -> None:
    """Walks from the first page; of a hundred findings or rules the first few, and of every other page each one."""
    seen: set[str] = set()
    kinds: Counter[str] = Counter()
    todo = ["/"]
    while todo:
        address = todo.pop(0)
        if address in seen or kinds[_kind(address)] >= WALKED_OF_EACH_KIND:
            continue
        seen.add(address)
        kinds[_kind(address)] += 1
        answer = reader.get(address)
        assert answer.status_code == 200, f"{address} answers {answer.status_code}"
        if answer.headers["content-type"].startswith("text/html"):
            links = [unescape(link) for link in HREF.findall(answer.text)]
            assert all(link.startswith(("/", "#")) for link in links), f"{address} points elsewhere"
            todo += [link for link in links if link.startswith("/") and "lang=" not in link]
    assert {page.path for page in PAGES} <= set(kinds)


def _kind(address: str) -> str:
    """The pattern of the table that an address falls under, apart for filtered lists and for twins."""
    path, _, query = address.partition("?")
    prefix = "/api" if path.startswith("/api/") else ""
    plain = path.removeprefix(prefix)
    pattern = next((page.path for page in PAGES if re.fullmatch(re.sub(r"{\w+}", "[^/]+", page.path), plain)), plain)
    document = re.sub(r"^/statements/[^/]+/", "/statements/*/", pattern)
    document = re.sub(r"^/lab/[^/]+/(?:[a-z]+-\w+\.(svg|png)$)?", r"/lab/*/\1", document)
    document = re.sub(r"^/mining/[^/]+/[a-z-]+\.(svg|png)$", r"/mining/*/\1", document)
    return prefix + document + ("?" if query else "")


def test_every_page_has_a_twin_with_the_same_data(reader: TestClient, addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        twin = re.search(r'<link rel="alternate" type="application/json" href="([^"]+)">', reader.get(address).text)
        assert twin, address
        body = reader.get(twin[1]).json()
        assert body["simulated"] is True and body["page"] == name and body["world"] == "first-coin"
    assert "/api/findings" in reader.get("/api").json()["data"]


def test_the_overview_says_what_the_rooms_say(reader: TestClient, console: Console) -> None:
    data = reader.get("/api/overview").json()["data"]
    with console.database.read() as connection:
        coins = licensing.queries.coins(connection)
    assert [line["coin_id"] for line in data["coins"]] == [coin.id for coin in coins]
    for line in data["coins"]:
        assert line["supply"]["micros"] == line["par_micros"], "the chain has the coins that the ledger has in issue"
        assert line["supply"]["block"] > 0 and not line["supply"]["reason"]
        assert (
            line["coverage_bps"] is None
            or line["coverage_bps"] == line["eligible_micros"] * 10_000 // line["par_micros"]
        )
    standing = disclosure.findings(console.database, open_only=True, with_acts=False)
    assert len(data["breaches"]) + len(data["unknowns"]) == len(standing)


def test_the_pages_show_what_the_example_is_about(reader: TestClient) -> None:
    refused = [line for line in reader.get("/api/story").json()["data"]["lines"] if line["outcome"] == "refused"]
    assert {"Yinfa [2026] 42", "P scope"} <= {line["citation"] for line in refused}
    payments = reader.get("/api/payments").json()["data"]["lines"]
    assert {line["state"] for line in payments} == {"posted", "refused"}
    assert any(line["state"] == "posted" and line["tier"] == "full" for line in payments)
    redeemed = reader.get("/api/redemptions").json()["data"]
    days = [day["reason"] for line in [*redeemed["open"], *redeemed["closed"]] for day in line["days"]]
    assert any("gale warning" in reason for reason in days) and any("general holiday" in reason for reason in days)
    states = {line["state"] for line in reader.get("/api/applications").json()["data"]["lines"]}
    assert states == {"granted", "refused", "filed"}


def listed(reader: TestClient, **query: str) -> list[dict[str, Any]]:
    """The findings in the order the page sets them."""
    data = reader.get("/api/findings", params=query).json()["data"]
    return [*data["open"], *data["acts"], *data["rest"]]


def test_what_is_open_and_in_breach_comes_before_what_is_met(reader: TestClient, console: Console) -> None:
    data = reader.get("/api/findings").json()["data"]
    standing = disclosure.findings(console.database, open_only=True, with_acts=False)
    assert {line["id"] for line in data["open"]} == {one.id for one in standing}
    assert {line["outcome"] for line in data["rest"]} == {"met", "not_applicable"}
    for part in (data["open"], data["acts"], data["rest"]):
        outcomes = [OUTCOMES.index(line["outcome"]) for line in part]
        assert outcomes == sorted(outcomes)
    assert sum(len(data[part]) for part in ("open", "acts", "rest")) == data["total"]


def test_each_refusal_of_the_story_is_said_in_chinese(reader: TestClient) -> None:
    lines = reader.get("/api/story").json()["data"]["lines"]
    refused = [line for line in lines if line["outcome"] == "refused"]
    assert refused
    page = reader.get("/story", params={"lang": "zh"}).text
    for line in refused:
        assert (line["message"]["zh"] or refusal_meanings()[line["refusal_code"]]) in unescape(page), line["name"]


def test_the_fixed_reasons_of_a_redemption_are_those_the_room_gives(reader: TestClient) -> None:
    redeemed = reader.get("/api/redemptions").json()["data"]
    for line in [*redeemed["open"], *redeemed["closed"]]:
        for step in reader.get(f"/api/redemptions/{line['id']}").json()["data"]["steps"]:
            assert step["reason"] == catalogue("en")[f"step.{step['state']}"]


def test_a_finding_shows_the_commit_that_holds_it(reader: TestClient, console: Console) -> None:
    found = listed(reader, outcome="breached")
    assert found and {line["outcome"] for line in found} == {"breached"}
    page = reader.get(f"/findings/{found[0]['id']}").text
    data = reader.get(f"/api/findings/{found[0]['id']}").json()["data"]
    assert data["evidence"]["digest"] in page and len(data["evidence"]["digest"]) == 64
    assert data["comparisons"] and data["in_force_since"] >= "2025-08-01"


def test_the_findings_page_lists_the_standing_rules_that_wait_as_the_command_does(
    reader: TestClient, console: Console
) -> None:
    def rules(**query: str) -> list[str]:
        return [line["rule_id"] for line in reader.get("/api/findings", params=query).json()["data"]["waiting"]]

    every = [
        one.finding
        for issuer_id in disclosure.queries.issuers(console.database)
        for one in disclosure.queries.waiting(
            console.database, console.book, issuer_id=issuer_id, as_of=console.clock.now()
        )
    ]
    assert rules() == [one.rule_id for one in every] and "HK.trust.form" in rules()
    assert {one.outcome.value for one in every} == {"unknown"} and all(one.missing for one in every)
    assert rules(outcome="unknown") == rules() and rules(outcome="met") == []
    assert set(rules(subject="custody")) == {"HK.custody.terms"}
    page = reader.get("/findings?lang=en").text
    assert catalogue("en")["findings.waiting"] in page and "form of the trust" in page


def test_findings_are_filtered_by_subject(reader: TestClient) -> None:
    first = listed(reader)[0]
    about = listed(reader, subject=first["subject_id"])
    assert about and {line["subject_id"] for line in about} == {first["subject_id"]}


def test_a_statement_is_handed_out_byte_for_byte(reader: TestClient, console: Console) -> None:
    line = reader.get("/api/statements").json()["data"]["statements"][0]
    made = disclosure.statement(console.database, line["coin_id"])
    assert isinstance(made, disclosure.Statement)
    for spelling, text in (("json", made.as_json()), ("txt", made.as_text())):
        answer = reader.get(f"/statements/{made.id}/document.{spelling}")
        assert answer.content == text.encode()
        assert answer.headers["content-disposition"] == f'attachment; filename="{made.id}.{spelling}"'


def test_the_record_is_sound(reader: TestClient) -> None:
    data = reader.get("/api/verify").json()["data"]
    assert data["discrepancies"] == []
    assert {"world"} < {line["stream"] for line in data["streams"]}


def test_a_tampered_row_is_named(blank: Console, owner: Connection) -> None:
    told = events.Work("key", {}, "per_1", "world", blank.clock.now(), records=(events.Record("told", "s", {"n": 1}),))
    assert isinstance(events.commit(blank.database, blank.clock, told), events.Committed)
    reader = TestClient(create_app(blank), base_url=ADDRESS)
    assert catalogue("en")["verify.sound"] in reader.get("/verify").text
    owner.execute("UPDATE events.record SET body = '{\"n\": 2}'")
    page = reader.get("/verify").text
    assert catalogue("en")["verify.altered"] in page and "events.record" in page
    assert reader.get("/api/verify").json()["data"]["discrepancies"][0]["stream"] == "world"


@pytest.mark.parametrize(
    "address",
    ["/nowhere", "/findings/fnd_none", "/issuers/pty_none", "/applications/app_none", "/redemptions/ord_none",
     "/rules/HK.none", "/tokens/none", "/statements/stm_none", "/statements/stm_none/document.json",
     "/static/none.css"],
)  # fmt: skip
def test_what_is_not_there_is_said_kindly(reader: TestClient, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 404
    assert catalogue("en")["site.banner"] in answer.text
    assert catalogue("en")["sorry.back"] in answer.text
    parsed(answer.text)
    twin = reader.get(f"/api{address}")
    assert twin.status_code == 404 and twin.json()["simulated"] is True


def test_no_page_of_the_world_takes_an_act(reader: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = reader.request(method, "/findings")
        assert answer.status_code == 405
        assert catalogue("en")["sorry.method.title"] in answer.text


def test_the_language_is_remembered(reader: TestClient) -> None:
    assert catalogue("en")["page.overview.title"] in reader.get("/").text
    assert catalogue("zh")["page.overview.lead"] in reader.get("/?lang=zh").text
    assert catalogue("zh")["page.findings.lead"] in reader.get("/findings").text
    assert catalogue("en")["page.findings.lead"] in reader.get("/findings?lang=en").text


def test_every_answer_keeps_the_page_to_this_machine(reader: TestClient) -> None:
    for address in ("/", "/api/overview", "/static/lantau.css", "/nowhere", "/healthz"):
        headers = reader.get(address).headers
        for name, value in HEADERS.items():
            assert headers[name] == value, address
    assert "url(" not in reader.get("/static/lantau.css").text
    assert "@import" not in reader.get("/static/lantau.css").text


def test_a_rebound_name_is_turned_away(blank: Console) -> None:
    stranger = TestClient(create_app(blank), base_url="http://console.example:8656")
    assert stranger.get("/").status_code == 400
    assert TestClient(create_app(blank), base_url="http://localhost:8656").get("/healthz").text == "ok\n"


def test_a_new_world_has_every_page_too(blank: Console) -> None:
    reader = TestClient(create_app(blank), base_url=ADDRESS)
    for page in PLAIN_PAGES:
        for language in LANGUAGES:
            assert reader.get(page.path, params={"lang": language}).status_code == 200, page.path


def test_a_broken_page_is_an_apology_and_not_a_trace(blank: Console) -> None:
    class Gone:
        def read(self) -> object:
            raise RuntimeError("secret detail")

    broken = Console(Gone(), blank.clock, blank.book, "gone", blank.chain)  # type: ignore[arg-type]
    reader = TestClient(create_app(broken), base_url=ADDRESS, raise_server_exceptions=False)
    for address in ("/", "/api/overview"):
        answer = reader.get(address)
        assert answer.status_code == 500
        assert "secret detail" not in answer.text
        assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_after_the_law_the_pages_still_answer(console: Console) -> None:
    """A world whose clock ran past the coverage is refused in words, not broken."""
    later = SimulatedClock(console.clock.now())
    later.advance_to(console.clock.now() + timedelta(days=400))
    reader = TestClient(
        create_app(Console(console.database, later, console.book, "later", console.chain)),
        base_url=ADDRESS, raise_server_exceptions=False,
    )  # fmt: skip
    for page in PLAIN_PAGES:
        assert reader.get(page.path).status_code in (200, 422), page.path
