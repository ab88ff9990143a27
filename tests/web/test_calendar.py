"""The calendar and the evidence register as pages: overdue first, month by month, and nothing left out."""

from __future__ import annotations

from datetime import timedelta

from fastapi.testclient import TestClient
from icalendar import Calendar

from lantau.dates import SimulatedClock
from lantau.disclosure import queries
from lantau.web import Console, create_app
from tests.web.conftest import ADDRESS


def quay(console: Console) -> str:
    return queries.issuers(console.database)[0]


def test_the_calendar_lists_what_is_not_done_by_month_and_what_has_no_day(reader: TestClient) -> None:
    data = reader.get("/api/calendar").json()["data"]
    assert data["overdue"] == [] and data["issuer_name"] == "Lantern Quay Limited"
    assert [month["title"]["en"] for month in data["months"]][:3] == ["Oct 2026", "Nov 2026", "Dec 2026"]
    assert {line["state"] for month in data["months"] for line in month["lines"]} == {"due", "provisional"}
    assert {line["state"] for line in data["undated"]} == {"undated"}
    page = reader.get("/calendar").text
    assert "Nothing is overdue." in page and "Attestation report" in page and "drawn" in page
    chinese = reader.get("/calendar", params={"lang": "zh"}).text
    assert "沒有逾期項目。" in chinese and "截至2026年10月31日" in chinese


def test_what_is_overdue_stands_first_when_a_day_is_missed(console: Console) -> None:
    later = SimulatedClock(console.clock.now())
    later.advance_to(console.clock.now() + timedelta(days=10))
    shown = Console(console.database, later, console.book, "later", console.chain)
    data = TestClient(create_app(shown), base_url=ADDRESS).get("/api/calendar").json()["data"]
    assert {"daily_statement", "weekly_report", "attestation_report"} <= {line["kind"] for line in data["overdue"]}
    assert all(line["days"] < 0 for line in data["overdue"])


def test_done_things_are_shown_when_asked_for_with_their_day(reader: TestClient) -> None:
    data = reader.get("/api/calendar", params={"status": "done"}).json()["data"]
    lines = [line for month in data["months"] for line in month["lines"]]
    assert {"licence_fee", "complaint_reply"} <= {line["kind"] for line in lines}
    assert all(line["done_on"] and line["days"] is None for line in lines)
    assert dict(data["counts"])["done"] == len(lines)


def test_the_calendar_is_handed_out_for_a_calendar_program(reader: TestClient, console: Console) -> None:
    answer = reader.get(f"/issuers/{quay(console)}/calendar.ics", params={"lang": "zh"})
    assert answer.headers["content-type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    assert calendar.walk("VEVENT") and calendar.walk("VTODO") and "模擬" in str(calendar["X-WR-CALNAME"])
    assert reader.get("/issuers/pty_nobody/calendar.ics").status_code == 404
    later = SimulatedClock(console.clock.now())
    later.advance_to(console.clock.now() + timedelta(days=400))
    beyond = TestClient(create_app(Console(console.database, later, console.book, "later", console.chain)), ADDRESS)
    assert beyond.get(f"/issuers/{quay(console)}/calendar.ics").status_code == 422, "the law does not cover that day"
    assert "rulebook.not_covered" in beyond.get("/calendar").text


def test_the_register_holds_every_document_and_judgement_with_who_read_it(reader: TestClient, console: Console) -> None:
    data = reader.get("/api/evidence", params={"issuer": quay(console)}).json()["data"]
    register = queries.evidence(console.database, console.book, issuer_id=quay(console), as_of=console.clock.now())
    assert data["total"] == len(data["lines"]) == len(register) == sum(count for _, count in data["counts"])
    read = {line["rule_id"]: line for line in data["lines"]}["HK.complaints.policy"]
    assert (read["standing"], read["read"]["by"], read["filed"]["by"]) == ("adequate", "Ray Yip", "Mei Cheung")
    adequate = reader.get("/evidence", params={"status": "adequate"}).text
    assert "Complaints policy, second edition" in adequate and "found adequate" in adequate.lower()
    judged = reader.get("/api/evidence", params={"kind": "judgement", "status": "satisfied"}).json()["data"]
    assert [line["rule_id"] for line in judged["lines"]] == ["HK.issue.mechanism"]


def test_another_issuer_is_chosen_by_its_id_and_nobody_by_a_wrong_one(reader: TestClient, console: Console) -> None:
    bank = queries.issuers(console.database)[1]
    lines = reader.get("/api/evidence", params={"issuer": bank}).json()["data"]["lines"]
    exempt = [line["rule_id"] for line in lines if line["standing"] == "not_bound"]
    assert "HK.business.other_activities_file" in exempt, "a bank is exempt from O Sch.2 s.12(3)"
    for path in ("/calendar", "/evidence"):
        assert reader.get(path, params={"issuer": "pty_nobody"}).status_code == 404
