"""`lantau calendar` and `lantau evidence` in the example world: what is owed, what is on file, the calendar file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from lantau.db import OWNER, Server
from tests.cli.conftest import Run
from tests.journeys.command import FIRST_COIN

NUMBER_OF_DAYS_DRAWN_FROM = 10


@pytest.fixture
def world(run: Run) -> Iterator[Run]:
    run("run", str(FIRST_COIN), "--quiet")
    yield run


def read(run: Run, *arguments: str, code: int = 0) -> list[dict[str, object]]:
    told = json.loads(run("calendar", *arguments, "--json", code=code).output)
    listed = told["obligations"]
    assert isinstance(listed, list)
    return listed


def quay(run: Run) -> str:
    return str(read(run)[0]["issuer_id"])


def test_what_is_owed_is_listed_by_issuer_with_its_paragraph_and_done_things_when_asked(world: Run) -> None:
    told = world("calendar").output
    assert "Lantern Quay Limited" in told and "Bank of Silvermine Bay" in told
    assert "G 2.7.3" in told and "period to 2026-09-30" in told and "Simulated." in told
    assert "cyber_test" in told and "no day set" in told
    done = read(world, "--status", "done")
    assert {"licence_fee", "complaint_reply", "daily_statement"} <= {str(one["kind"]) for one in done}
    assert {one["status"] for one in done} == {"done"}


def test_a_window_holds_what_is_due_in_it_and_what_has_no_day(world: Run) -> None:
    listed = read(world, "--from", "2026-11-01", "--to", "2026-12-31")
    days = {str(one["due_on"]) for one in listed if one["due_on"] is not None}
    assert days == {"2026-11-30", "2026-12-16"}
    assert any(one["due_on"] is None for one in listed)


def test_one_issuers_calendar_speaks_chinese(world: Run) -> None:
    told = world("calendar", "--issuer", quay(world), "--zh").output
    assert "截至2026-09-30的報告期" in told and "待履行" in told and "模擬" in told
    assert "Silvermine" not in told


def test_the_own_interval_of_the_board_dates_what_the_law_asks_for_regularly(world: Run) -> None:
    listed = read(world, "--issuer", quay(world))
    by_kind = {str(one["kind"]): one for one in listed}
    assert (by_kind["cyber_test"]["due_on"], by_kind["cyber_test"]["status"]) == ("2027-03-15", "due")
    assert by_kind["network_review"]["status"] == "undated"


def test_the_calendar_file_reads_back_with_stable_names_and_is_replaced_by_the_next(world: Run, tmp_path: Path) -> None:
    out = tmp_path / "owed.ics"
    arguments = ("calendar", "--issuer", quay(world), "--ical", str(out))
    world(*arguments)
    first = out.read_bytes()
    world(*arguments)
    assert out.read_bytes() == first, "the same bytes each time"
    calendar = Calendar.from_ical(first)
    entries = [*calendar.walk("VEVENT"), *calendar.walk("VTODO")]
    assert not calendar.errors and not any(entry.errors for entry in entries)
    assert calendar["VERSION"] == "2.0" and calendar["PRODID"]
    uids = [str(entry["UID"]) for entry in entries]
    assert len(set(uids)) == len(uids) == len(read(world, "--issuer", quay(world)))
    accounts = next(entry for entry in entries if "audited_accounts" in entry["CATEGORIES"].cats)
    assert accounts.decoded("DTSTART") == date(2027, 4, 30) and accounts.decoded("DTEND") == date(2027, 5, 1)
    assert "G 8.2.5" in accounts["DESCRIPTION"] and "SIMULATED" in accounts["DESCRIPTION"]
    moving = {str(entry["STATUS"]) for entry in calendar.walk("VEVENT")}
    assert moving == {"CONFIRMED", "TENTATIVE"}
    assert {str(entry["STATUS"]) for entry in calendar.walk("VTODO")} == {"NEEDS-ACTION"}
    assert all(len(line) <= 75 for line in first.split(b"\r\n"))
    world(*arguments, "--zh")
    chinese = Calendar.from_ical(out.read_bytes())
    assert {str(entry["UID"]) for entry in chinese.walk("VEVENT")} <= set(uids)
    assert any("經審核" in str(entry["SUMMARY"]) or "審計" in str(entry["SUMMARY"]) for entry in chinese.walk("VEVENT"))


def test_a_file_that_is_no_calendar_is_left_as_it_is(world: Run, tmp_path: Path) -> None:
    out = tmp_path / "letter.txt"
    out.write_text("dear sirs", encoding="utf-8")
    told = world("calendar", "--issuer", quay(world), "--ical", str(out), code=1)
    assert "cli.not_a_calendar" in told.output and out.read_text(encoding="utf-8") == "dear sirs"
    nowhere = world("calendar", "--issuer", quay(world), "--ical", str(tmp_path / "no" / "x.ics"), code=1)
    assert "cli.cannot_write" in nowhere.output
    device = world("calendar", "--issuer", quay(world), "--ical", "/dev/full", code=1)
    link = tmp_path / "link.ics"
    link.symlink_to(tmp_path / "elsewhere.ics")
    linked = world("calendar", "--issuer", quay(world), "--ical", str(link), code=1)
    assert "cli.cannot_write" in device.output and "cli.cannot_write" in linked.output
    assert Path("/dev/full").is_char_device() and not (tmp_path / "elsewhere.ics").exists()
    assert "cli.several_issuers" in world("calendar", "--ical", str(tmp_path / "all.ics"), code=1).output


def test_what_events_start_is_listed_with_its_names(world: Run) -> None:
    told = world("calendar", "--kinds").output
    assert "complaint_acknowledgement" in told and "the receipt of a complaint" in told and "7 days after" in told
    assert "1 day before" in told and "promptly" in told
    assert "之後 7 日" in world("calendar", "--kinds", "--zh").output


def test_the_attestations_day_is_shown_with_its_inputs_and_drawn_again(world: Run, server: Server) -> None:
    issuer = quay(world)
    scenario = tomllib.loads((FIRST_COIN / "acts.toml").read_text(encoding="utf-8"))
    number = next(act for act in scenario["act"] if act["name"] == "day-drawn")["with"]["number"]
    shown = json.loads(world("calendar", "--draw", "2026-09-30", "--issuer", issuer, "--verify", "--json").output)
    assert (shown["verified"], shown["differs"], shown["number"]) == (True, [], number)
    assert len(shown["days"]) == NUMBER_OF_DAYS_DRAWN_FROM and shown["day"] in shown["days"]
    assert "the same day" in world("calendar", "--draw", "2026-09-30", "--issuer", issuer, "--verify").output
    assert "disclosure.not_drawn" in world("calendar", "--draw", "2026-10-31", "--issuer", issuer, code=1).output
    assert "--verify needs --draw" in world("calendar", "--verify", code=2).output
    other = next(day for day in shown["days"] if day != shown["day"])
    rewrite(server, other)
    try:
        told = world("calendar", "--draw", "2026-09-30", "--issuer", issuer, "--verify", code=5).output
    finally:
        rewrite(server, shown["day"])
    assert "these differ: day, SHA-256" in told


def rewrite(server: Server, day: str) -> None:
    """Tamper with the one drawing of the world."""
    with server.connect(OWNER, "lantau_first-coin") as connection:
        connection.execute(
            "UPDATE disclosure.attestation_draw SET day = %s, body = jsonb_set(body, '{day}', to_jsonb(%s::text))",
            (day, day),
        )


def test_what_is_overdue_stands_first_and_the_command_leaves_with_four(world: Run, server: Server) -> None:
    with server.connect(OWNER, "lantau_first-coin") as connection:
        kept = connection.execute("SELECT * FROM disclosure.discharge WHERE kind = 'licence_fee'").fetchall()
        connection.execute("DELETE FROM disclosure.discharge WHERE kind = 'licence_fee'")
        try:
            told = world("calendar", code=4).output.splitlines()
        finally:
            for row in kept:
                connection.execute(
                    "INSERT INTO disclosure.discharge VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", list(row.values())
                )
    first = next(line for line in told if line.startswith("2026-"))
    assert "2026-09-29" in first and "overdue" in first and "O s.22(1)" in first


def test_findings_say_how_many_documents_and_judgements_wait(world: Run) -> None:
    listed = json.loads(world("evidence", "--json", code=4).output)
    unknown = sum(line["outcome"] == "unknown" for line in listed)
    assert f"{unknown} documents and judgements wait" in world("findings").output


def test_every_document_and_judgement_is_in_the_register(world: Run) -> None:
    issuer = quay(world)
    listed = json.loads(world("evidence", "--issuer", issuer, "--json", code=4).output)
    by_rule = {line["rule_id"]: line for line in listed}
    policy = by_rule["HK.complaints.policy"]
    assert (policy["standing"], policy["outcome"]) == ("adequate", "met")
    assert policy["filing"]["title"] == "Complaints policy, second edition" and policy["reading"]["adequate"]
    assert by_rule["HK.issue.mechanism"]["standing"] == "satisfied"
    assert by_rule["HK.issue.policy"]["standing"] == "asked"
    text = world("evidence", "--issuer", issuer, code=4).output
    assert f"In all {len(listed)}: " in text and "found adequate 2" in text and "G 8.4.2" in text
    chinese = world("evidence", "--issuer", issuer, "--zh", "--kind", "judgement", code=4).output
    assert "信納" in chinese and "未作判斷" in chinese and "文件" not in chinese.split("共")[0]
    met = world("evidence", "--issuer", issuer, "--status", "adequate").output
    assert "HK.complaints.policy" in met and "HK.records.policy" in met and "HK.issue.policy" not in met
