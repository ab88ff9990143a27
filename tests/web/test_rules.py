"""The pages about the law: the index and its counts, what a search finds, one entry in full, and coverage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from fastapi.testclient import TestClient

from lantau import disclosure, worlds
from lantau.chain.backing import chain_of
from lantau.dates import SimulatedClock
from lantau.db import Server, drop_world, world_database
from lantau.refusal import Refusal
from lantau.rulebook import load, queries
from lantau.web import Console, create_app
from lantau.web.readings.rules import LIST_LINES
from lantau.web.views.rules import ENTRY_KINDS
from tests.web.conftest import ADDRESS, EXAMPLE

HK = load("HK")


def test_the_index_counts_every_entry_of_every_regime_once(reader: TestClient) -> None:
    index = {each["regime"]: each for each in reader.get("/api/rules").json()["data"]["index"]}
    assert set(index) == {book.law.jurisdiction for book in queries.shipped()}
    for book in queries.shipped():
        shown = index[book.law.jurisdiction]
        held = len({rule.id for rule in book.law.rules}) + len(book.law.notes)
        assert shown["total"] == held == sum(shown["counts"]) == sum(topic["total"] for topic in shown["topics"])
    page = reader.get("/rules?lang=en").text
    assert 'href="/rules?regime=HK&amp;topic=reserve"' in page
    assert 'href="/rules?regime=HK&amp;topic=reserve&amp;kind=judgement"' in page


def test_every_number_of_the_index_leads_to_as_many_entries(reader: TestClient) -> None:
    index = reader.get("/api/rules").json()["data"]["index"][0]
    for topic in index["topics"][:6]:
        for kind, number in zip(ENTRY_KINDS, topic["counts"], strict=True):
            data = reader.get(f"/api/rules?regime=HK&topic={topic['topic']}&kind={kind}").json()["data"]
            assert data["found"] == number == len(data["lines"])


def test_a_gate_is_listed_as_before_and_a_long_list_says_it_was_cut(reader: TestClient) -> None:
    lines = reader.get("/api/rules?gate=issue").json()["data"]["lines"]
    assert "HK.issue.backed_after" in {line["id"] for line in lines}
    assert all("issue" in line["gates"] for line in lines)
    cut = reader.get("/api/rules?regime=HK").json()["data"]
    assert len(cut["lines"]) == LIST_LINES < cut["found"]
    assert str(cut["found"]) in reader.get("/rules?regime=HK&lang=en").text


def test_a_search_answers_a_widely_quoted_error_with_what_the_text_says(reader: TestClient) -> None:
    page = reader.get("/rules", params={"q": "liquid capital", "lang": "en"}).text
    assert "Widely said:" in page and "The text says instead:" in page
    assert 'href="/rules/HK.quoted.liquid_capital_3m"' in page
    page = reader.get("/rules", params={"q": "流動", "lang": "zh"}).text
    assert "原文實際規定：" in page
    assert "Nothing has every one of these words" in reader.get("/rules?q=tulips&lang=en").text


def test_what_was_asked_is_never_markup(reader: TestClient) -> None:
    page = reader.get("/rules", params={"q": '"><b id=x>'}).text
    assert "<b id=x>" not in page


@pytest.mark.parametrize("kind", ["state", "gate", "clock", "document", "judgement"])
def test_a_rule_stands_in_both_languages_with_its_formula_and_who_is_bound(reader: TestClient, kind: str) -> None:
    rule = next(rule for rule in HK.law.rules if rule.kind.value == kind)
    for language in ("en", "zh"):
        page = unescape(reader.get(f"/rules/{rule.id}?lang={language}").text)
        assert rule.text.en in page and rule.text.zh in page
        for line in queries.formula(HK, rule):
            assert (line.words.zh if language == "zh" else line.words.en) in page
    data = reader.get(f"/api/rules/{rule.id}").json()["data"]
    assert data["line"]["binds"] == rule.binds.value
    assert [case["name"] for case in data["cases"]] == [case.name for case in rule.cases]


def test_a_number_shows_every_value_it_had_and_what_a_reform_would_make_of_it(reader: TestClient) -> None:
    data = reader.get("/api/rules/HK.application.paid_up_capital").json()["data"]
    shown = [line["value"] for line in data["parameters"] if line["name"] == "paid_up_capital_floor"]
    assert shown == [value.value for value in HK.law.parameters["paid_up_capital_floor"].values]
    assert "HK+floor50" in {each["rulebook_id"] for each in data["reforms"]}
    assert data["branch"] == "exempt" and data["branch_citation"].startswith("O Sch.2 s.2")


def test_a_rule_names_the_other_entries_of_its_paragraphs(reader: TestClient) -> None:
    near = {line["id"] for line in reader.get("/api/rules/HK.pool.full_backing").json()["data"]["neighbours"]}
    assert "HK.issue.backed_after" in near
    assert "HK.pool.full_backing" not in near


@pytest.fixture(scope="module")
def breached(server: Server) -> Iterator[Console]:
    """The console of the example world on the evening of its breach."""
    scenario = worlds.read_scenario(EXAMPLE)
    assert not isinstance(scenario, Refusal), str(scenario)
    last = next(at for at, act in enumerate(scenario.acts) if act.name == "breach-reported")
    database = world_database(server, "web-breached")
    clock = SimulatedClock(scenario.starts_at)
    books = {name.partition("+")[0]: load(name) for name in scenario.rulebooks}
    shortened = replace(scenario, acts=scenario.acts[: last + 1])
    played = worlds.play(database, clock, books, chain_of(database), shortened, lambda *_: None)
    assert not isinstance(played, Refusal), str(played)
    yield Console(database, clock, books["HK"], scenario.name, chain_of(database), tuple(books.values()))
    database.close()
    drop_world(server, "web-breached")


def test_who_is_in_breach_are_the_open_findings_on_the_rule(breached: Console) -> None:
    reader = TestClient(create_app(breached), base_url=ADDRESS)
    standing = disclosure.findings(breached.database, open_only=False)
    in_breach = {each.rule_id for each in standing if each.open_since and each.outcome.value == "breached"}
    assert in_breach, "the evening leaves a breach open"
    for rule_id in {each.rule_id for each in standing}:
        data = reader.get(f"/api/rules/{rule_id}").json()["data"]
        held = [each for each in standing if each.rule_id == rule_id]
        assert {line["finding_id"] for line in data["open"]} == {each.id for each in held if each.open_since}
        assert sum(number for _, number in data["judged"]) == len(held)
        page = reader.get(f"/rules/{rule_id}?lang=en").text
        for line in data["open"]:
            assert f'href="/findings/{line["finding_id"]}"' in page
        assert ("Nobody is in breach" in page) == (not data["open"])


def test_a_rule_nobody_was_held_against_says_so(reader: TestClient) -> None:
    assert "Nothing of this kind has been judged yet." in reader.get("/rules/US.pool.full_backing?lang=en").text


def test_a_clock_says_what_starts_it_and_what_is_owed_next(reader: TestClient) -> None:
    data = reader.get("/api/rules/HK.calendar.weekly_report").json()["data"]
    assert data["anchor"] == "last_done"
    assert [line["state"] for line in data["obligations"]] == ["due"]
    event = next(duty for duty in HK.law.duties if duty.anchor == "event")
    assert event.starts is not None
    assert event.starts.zh in unescape(reader.get(f"/rules/{event.rule_id}?lang=zh").text)


def test_a_note_is_shown_by_its_id_and_an_unknown_id_is_not_there(reader: TestClient) -> None:
    for book in queries.shipped():
        for note in book.law.notes[:3]:
            data = reader.get(f"/api/rules/{note.id}").json()["data"]
            assert data["note"]["about"] == note.about
            assert data["text"]["en"] == note.text.en
    assert reader.get("/rules/HK.quoted.none").status_code == 404


def test_coverage_shows_every_paragraph_and_leaves_none_out(reader: TestClient) -> None:
    listed = queries.coverage(HK)
    shown = []
    for key, _, count in reader.get("/api/coverage").json()["data"]["texts"]:
        lines = reader.get(f"/api/coverage?text={key}").json()["data"]["lines"]
        assert len(lines) == count
        shown += [line["paragraph"] for line in lines]
    assert shown == [each.paragraph for each in listed]
    assert 'href="/rules/HK.pool.full_backing"' in reader.get("/coverage?text=O").text
    assert reader.get("/coverage?text=XX").status_code == 404


def test_every_finding_on_a_page_leads_to_its_rule(reader: TestClient) -> None:
    lines = reader.get("/api/findings").json()["data"]
    page = reader.get("/findings").text
    for line in (*lines["open"], *lines["acts"]):
        assert f'href="/rules/{line["rule_id"]}"' in page
    owed = reader.get("/api/statements").json()["data"]["obligations"]
    page = reader.get("/statements").text
    assert owed and all(f'href="/rules/{line["rule_id"]}"' in page for line in owed)
    refused = [line for line in reader.get("/api/payments").json()["data"]["lines"] if line["state"] == "refused"]
    page = reader.get("/payments").text
    assert any(line["rule_id"] for line in refused)
    assert all(f'href="/rules/{line["rule_id"]}"' in page for line in refused if line["rule_id"])
    assert not re.search(r'href="/rules/"', page)
