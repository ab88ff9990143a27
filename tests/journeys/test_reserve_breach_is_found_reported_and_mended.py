"""A four-month deposit breaks the reserve rule: two findings that evening, their reports, and the way back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lantau import disclosure
from tests.journeys.command import answered, lantau
from tests.journeys.conftest import PlayedWorld

pytestmark = pytest.mark.xdist_group("first-coin")
HKD_MICROS = 1_000_000


def statement(world: PlayedWorld, day: str) -> dict[str, Any]:
    body = answered(world.home, "statement", "--day", day)
    assert isinstance(body, dict)
    return body


def test_the_evenings_statement_counts_the_deposit_for_nothing(first_coin: PlayedWorld) -> None:
    body = statement(first_coin, "2026-10-05")
    deposit = next(part for part in body["composition"] if part["class"] == "deposit")
    assert (deposit["market_value_micros"], deposit["eligible_micros"]) == (5_000_000 * HKD_MICROS, 0)
    assert body["par_micros"] == 20_000_000 * HKD_MICROS
    eligible = body["eligible_market_value_micros"]
    assert eligible == sum(part["eligible_micros"] for part in body["composition"]) < body["par_micros"]
    assert body["coverage_bps"] == eligible * 10_000 // body["par_micros"]


def test_it_finds_two_breaches_each_with_its_paragraph(first_coin: PlayedWorld) -> None:
    body = statement(first_coin, "2026-10-05")
    short = body["par_micros"] - body["eligible_market_value_micros"]
    found = {finding["rule_id"]: finding for finding in body["findings"]}
    assert set(found) == {"HK.asset.eligible", "HK.pool.eligible_backing"}
    assert {finding["outcome"] for finding in found.values()} == {"breached"}
    assert "late by 31 days" in found["HK.asset.eligible"]["sentence_en"]
    assert "G 2.3.1" in found["HK.asset.eligible"]["citation"]
    assert f"short by {short // HKD_MICROS:,}.00" in found["HK.pool.eligible_backing"]["sentence_en"]
    assert "O Sch.2 s.5(2)" in found["HK.pool.eligible_backing"]["citation"]
    assert all(finding["sentence_zh"] for finding in found.values())


def test_the_deposit_itself_was_booked_as_the_treasurer_did_it(first_coin: PlayedWorld) -> None:
    assert first_coin.acts["deposit"].refusal is None, "the books take what happened; the law judges it"


def test_the_next_evening_nothing_is_open(first_coin: PlayedWorld) -> None:
    body = statement(first_coin, "2026-10-06")
    assert body["findings"] == []
    assert body["coverage_bps"] >= 10_000
    assert first_coin.acts["close-2026-10-05"].made["open_findings"] == 4, "both, and the criteria they break (O s.24)"
    assert first_coin.acts["close-2026-10-06"].made["open_findings"] == 0


def test_the_breach_gave_rise_to_reports_that_were_made_the_same_day(first_coin: PlayedWorld) -> None:
    owed = disclosure.obligations(
        first_coin.live.database,
        first_coin.live.book,
        issuer_id=first_coin.party("quay"),
        as_of=first_coin.live.clock.now(),
    )
    assert isinstance(owed, tuple), owed
    reports = [each for each in owed if each.kind == "reserve_breach_report"]
    assert [each.done_on for each in reports] == [date(2026, 10, 5)] * 2
    assert len({each.about for each in reports}) == 2, "each finding has its own report"
    assert all(each.citation for each in reports)


def test_each_finding_is_explained_down_to_its_record(first_coin: PlayedWorld) -> None:
    listed = answered(first_coin.home, "findings", "--all")
    backing = next(finding for finding in listed if finding["rule_id"] == "HK.pool.eligible_backing")
    text = lantau(first_coin.home, "why", backing["finding_id"]).stdout
    assert backing["title_en"] in text
    assert backing["citation"] in text
    assert "pool.par_outstanding_micros = 20000000000000" in text
    assert backing["commit_id"] in text
    assert "合資格儲備資產市值" in text


def test_at_the_worlds_end_no_breach_is_open_and_chain_books_and_holders_agree_at_a_named_block(
    first_coin: PlayedWorld,
) -> None:
    lantau(first_coin.home, "findings", code=0)
    body = answered(first_coin.home, "statement")
    assert body["par_micros"] == 19_000_000 * HKD_MICROS
    agreement = body["reconciliation"]
    assert (agreement["holders_agreement"], agreement["chain_agreement"]) == ("equal", "equal")
    assert agreement["chain"] == agreement["ledger"] == agreement["holders"] == "19000000.000000"
    assert agreement["chain_block"] > 0 and agreement["chain_block_hash"].startswith("0x")
    assert (agreement["holders_compared"], agreement["holder_differences"]) == (2, [])
    assert "SIMULATED" in body["simulated"]


def test_each_week_was_returned_with_every_day_in_it(first_coin: PlayedWorld) -> None:
    returned: Any = disclosure.weekly_returns(first_coin.live.database, first_coin.party("quay"))
    assert [each.body["week_until"] for each in returned] == [
        *("2026-09-18", "2026-09-25", "2026-10-02", "2026-10-09", "2026-10-16", "2026-10-23"),
    ]
    coin = returned[3].body["coins"][0]
    assert coin["days_without_statement"] == []
    short = {day["day"] for day in coin["days"] if day["coverage_bps"] < 10_000}
    assert short == {"2026-10-05"}
    assert coin["coverage_bps_lowest"] == min(day["coverage_bps"] for day in coin["days"])
