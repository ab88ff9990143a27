"""The close of day on a real ledger: statements, findings since when, breaks, returns and what they discharge."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from lantau import disclosure, events, reserves
from lantau.access import Actor, Asked
from lantau.chain import Block, Chain, ChainSupply, Known, NoChain
from lantau.dates import HONG_KONG, SimulatedClock, hk_date
from lantau.db import Database
from lantau.disclosure import Obligation, Standing, Statement, Status, WeeklyReturn
from lantau.disclosure.operations import Closed, Discharged
from lantau.money import Amount, asset
from lantau.observations import observe
from lantau.refusal import Refusal
from lantau.rulebook import Outcome, load
from tests.reserves.pools import COIN, ISSUER, OFFICER, TREASURY, Bench

FOUR_MONTHS = date(2027, 1, 1)
NO_CHAIN = NoChain("the contract is not deployed")


class TellsSupply:
    """A chain whose supply the test sets."""

    def __init__(self, coins: str) -> None:
        self.coins = coins

    def total_supply(self, coin_id: str, at: datetime) -> ChainSupply:
        return Known(Amount.parse(self.coins, asset(f"coin:{coin_id}")), Block(42, "0xblock", at))


@pytest.fixture
def bench(database: Database, clock: SimulatedClock) -> Bench:
    """HK$8,000,000 of cash backing 8,000,000 coins."""
    made = Bench(database, clock, load("HK"))
    made.open()
    made.contribute("8000000.00")
    made.issue("8000000")
    return made


def evening(bench: Bench, days: int = 0) -> dict[str, Any]:
    """Six in the evening in Hong Kong, so many days on."""
    day = hk_date(bench.now) + timedelta(days=days)
    bench.clock.advance_to(max(bench.now, datetime(day.year, day.month, day.day, 18, tzinfo=HONG_KONG)))
    bench.count += 1
    return {"key": f"evening-{bench.count}", "actor": OFFICER, "occurred_at": bench.now, "issuer_id": ISSUER}


def close(bench: Bench, days: int = 0, chain: Chain = NO_CHAIN, **changes: Any) -> Closed | Refusal:
    asked = {**evening(bench, days), "chain": chain}
    asked["day"] = hk_date(asked["occurred_at"])
    return disclosure.close_day(bench.database, bench.clock, bench.book, **{**asked, **changes})


def closed(bench: Bench, days: int = 0, chain: Chain = NO_CHAIN) -> Closed:
    answer = close(bench, days, chain)
    assert isinstance(answer, Closed), answer
    return answer


def stated(bench: Bench) -> Statement:
    answer = disclosure.statement(bench.database, COIN)
    assert isinstance(answer, Statement)
    return answer


def open_findings(bench: Bench) -> dict[str, Standing]:
    return {one.rule_id: one for one in disclosure.findings(bench.database, issuer_id=ISSUER, with_acts=False)}


def code_of(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code.name


def test_a_covered_day_closes_clean_and_shows_the_chain_as_unknown(bench: Bench) -> None:
    done = closed(bench)
    assert (done.open_findings, done.open_breaks) == ((), 0)
    body = stated(bench).body
    assert (body["par_micros"], body["eligible_market_value_micros"]) == (8_000_000_000_000, 8_000_000_000_000)
    assert body["coverage_bps"] == 10_000
    assert body["reconciliation"] == {
        "ledger": "8000000.000000", "holders": "8000000.000000", "holders_agreement": "equal", "chain": None,
        "chain_block": None, "chain_block_hash": None, "chain_agreement": "unknown",
        "chain_unknown_because": "the contract is not deployed",
    }  # fmt: skip
    text = stated(bench).as_text()
    assert text.startswith("SIMULATED") and "unknown: the contract is not deployed" in text and "100.00 %" in text
    assert json.loads(stated(bench).as_json()) == body


def test_a_four_month_deposit_is_two_findings_since_the_act_and_two_reports_owed_at_once(bench: Bench) -> None:
    bench.done(bench.deposit("3000000.00", FOUR_MONTHS))
    placed_at = bench.now
    closed(bench)
    found = open_findings(bench)
    assert set(found) == {"HK.asset.eligible", "HK.pool.eligible_backing"}
    assert {one.open_since for one in found.values()} == {placed_at}
    assert stated(bench).body["coverage_bps"] == 6_250
    owed = disclosure.obligations(bench.database, bench.book, issuer_id=ISSUER, as_of=bench.now)
    assert not isinstance(owed, Refusal)
    reports = [one for one in owed if one.kind == "reserve_breach_report"]
    assert [(one.due_on, one.citation) for one in reports] == [(hk_date(placed_at), "G 2.7.5")] * 2


def test_why_gives_inputs_limit_paragraph_rulebook_and_the_commit_that_holds_it(bench: Bench) -> None:
    placed = bench.done(bench.deposit("3000000.00", FOUR_MONTHS))
    done = closed(bench)
    backing = open_findings(bench)["HK.pool.eligible_backing"]
    told = disclosure.why(bench.database, backing.id)
    assert not isinstance(told, Refusal)
    assert told.standing.commit_id == done.commit_id
    assert told.body["inputs"] == {
        "pool.eligible_market_value_micros": 5_000_000_000_000, "pool.par_outstanding_micros": 8_000_000_000_000,
    }  # fmt: skip
    assert (told.body["rulebook_id"], told.body["held_in"]) == ("HK", "disclosure.finding")
    assert "G 2.3.1" in told.as_text() and "3,000,000.00" in told.as_text()
    act = next(
        one for one in disclosure.findings(bench.database) if (one.source, one.rule_id) == ("act", "HK.asset.eligible")
    )
    explained = disclosure.why(bench.database, act.id)
    assert not isinstance(explained, Refusal)
    assert (explained.standing.commit_id, explained.body["held_in"]) == (placed.commit_id, "events.record")
    assert code_of(disclosure.why(bench.database, "fnd_none")) == "disclosure.unknown_finding"


def test_a_finding_stays_open_since_its_first_day_and_closes_when_it_is_met(bench: Bench) -> None:
    placed = bench.done(bench.deposit("3000000.00", FOUR_MONTHS))
    placed_at = bench.now
    closed(bench)
    closed(bench, days=1)
    found = open_findings(bench)
    assert {found[rule].open_since for rule in ("HK.asset.eligible", "HK.pool.eligible_backing")} == {placed_at}
    assert found["HK.calendar.reserve_breach_report"].open_since == bench.now
    bench.done(
        reserves.mature(
            bench.database, bench.clock, bench.book, **bench.act(), pool_id=bench.pool_id,
            position_id=placed.position_id, proceeds=Amount.parse("3000000.00", asset("HKD")),
        )
    )  # fmt: skip
    closed(bench, days=1)
    late = {"HK.calendar.reserve_breach_report"}
    assert set(open_findings(bench)) == late, "the backing is healed; the reports it asked for are overdue"
    every = disclosure.findings(bench.database, issuer_id=ISSUER, open_only=False, with_acts=False)
    assert {one.rule_id: one.outcome for one in every}["HK.pool.eligible_backing"] is Outcome.MET


def test_a_report_made_the_same_day_is_in_time_and_a_day_later_is_late(bench: Bench) -> None:
    bench.done(bench.deposit("3000000.00", FOUR_MONTHS))
    closed(bench)
    owed = disclosure.obligations(bench.database, bench.book, issuer_id=ISSUER, as_of=bench.now)
    assert not isinstance(owed, Refusal)
    first, second = (one for one in owed if one.kind == "reserve_breach_report")

    def report(obligation_id: str, days: int, evidence: str = "letter 1") -> Discharged | Refusal:
        return disclosure.discharge(
            bench.database, bench.clock, bench.book, **evening(bench, days), obligation=obligation_id,
            evidence=evidence,
        )  # fmt: skip

    assert code_of(report(first.id, 0, " ")) == "disclosure.no_evidence"
    assert code_of(report("obl_none", 0)) == "disclosure.unknown_obligation"
    in_time = report(first.id, 0)
    assert isinstance(in_time, Discharged) and not in_time.late
    assert code_of(report(first.id, 0)) == "disclosure.already_done"
    late = report(second.id, 1)
    assert isinstance(late, Discharged) and late.late


def test_a_day_left_open_is_a_finding_of_the_next_close(bench: Bench) -> None:
    closed(bench)
    closed(bench, days=2)
    missed = open_findings(bench)
    assert set(missed) == {"HK.calendar.daily_statement"}
    assert missed["HK.calendar.daily_statement"].citation == "G 2.7.2"


def test_a_difference_with_the_chain_opens_one_break_and_its_report_until_it_is_equal_again(bench: Bench) -> None:
    assert closed(bench, chain=TellsSupply("7999999.999999")).open_breaks == 1
    found = disclosure.breaks(bench.database, issuer_id=ISSUER)
    assert [str(one.difference.difference) for one in found] == ["coin:hkdl 0.000001"]
    owed = disclosure.obligations(bench.database, bench.book, issuer_id=ISSUER, as_of=bench.now)
    assert not isinstance(owed, Refusal)
    assert [one.about for one in owed if one.kind == "reserve_breach_report"] == [f"break {found[0].id}"]
    assert closed(bench, days=1, chain=TellsSupply("7999999.999999")).open_breaks == 1
    assert closed(bench, days=1, chain=NO_CHAIN).open_breaks == 1, "an unknown supply ends no break"
    assert closed(bench, days=1, chain=TellsSupply("8000000")).open_breaks == 0
    every = disclosure.breaks(bench.database, issuer_id=ISSUER, open_only=False)
    assert [one.ended_at is None for one in every] == [False]


def test_a_day_is_closed_once_on_that_day_by_who_may(bench: Bench) -> None:
    assert code_of(close(bench, day=hk_date(bench.now) + timedelta(days=1))) == "disclosure.wrong_day"
    assert code_of(close(bench, actor=TREASURY)) == "access.not_permitted"
    none = replace(OFFICER, organisation_id="pty_none")
    assert code_of(close(bench, issuer_id="pty_none", actor=none)) == "disclosure.nothing_to_close"
    assert code_of(close(bench, actor=none)) == "access.not_own_organisation"
    done = closed(bench)
    assert code_of(close(bench)) == "disclosure.closed_already"
    again = close(bench, key=f"evening-{bench.count - 1}")
    assert isinstance(again, Closed) and (again.replayed, again.statement_ids) == (True, done.statement_ids)


def test_the_weeks_return_states_each_day_names_the_missing_and_discharges_both_duties(bench: Bench) -> None:
    def returned(week_until: date, **changes: Any) -> WeeklyReturn | Refusal:
        asked = {**evening(bench), "week_until": week_until, **changes}
        return disclosure.week_return(bench.database, bench.clock, bench.book, **asked)

    today = hk_date(bench.now)
    assert code_of(returned(today)) == "disclosure.no_statements"
    closed(bench)
    bench.done(bench.deposit("3000000.00", FOUR_MONTHS))
    closed(bench, days=2)
    until = today + timedelta(days=2)
    assert code_of(returned(until + timedelta(days=1))) == "disclosure.week_not_over"
    assert code_of(returned(until, actor=TREASURY)) == "access.not_permitted"
    made = returned(until)
    assert isinstance(made, WeeklyReturn)
    coins = made.body["coins"]
    assert isinstance(coins, list) and isinstance(coins[0], dict)
    assert coins[0]["days_without_statement"] == [str(today + timedelta(days=1))]
    assert coins[0]["coverage_bps_lowest"] == 6_250
    days = coins[0]["days"]
    assert isinstance(days, list)
    told = [[item["rule_id"] for item in day["findings"]] for day in days]  # type: ignore[index,call-overload,union-attr]
    assert told == [[], ["HK.asset.eligible", "HK.pool.eligible_backing"]], "a breach mended later was one on its day"
    assert "breached: Maturity day" in made.as_text()
    assert made.as_text().startswith("SIMULATED") and "no statement was made" in made.as_text()
    assert disclosure.weekly_returns(bench.database, ISSUER) == (made,)
    assert code_of(returned(until)) == "disclosure.returned_already"
    owed = disclosure.obligations(bench.database, bench.book, issuer_id=ISSUER, as_of=bench.now)
    assert not isinstance(owed, Refusal)
    weekly = [one for one in owed if one.kind in ("weekly_report", "weekly_publication")]
    assert sorted(one.status(until).value for one in weekly) == ["done", "done", "due", "due"]
    assert {one.due_on for one in weekly if one.status(until) is Status.DUE} == {until + timedelta(days=7)}


def test_the_authoritys_letter_dates_the_attestation(bench: Bench) -> None:
    told = observe(
        bench.database, bench.clock, key="letter", kind="consent", subject=ISSUER,
        value={"matter": "attestation.frequency", "reference": "L1", "citation": "G 2.7.3",
               "in_force_from": "2026-09-01", "terms": {"months": 1}},
        occurred_at=bench.now, source="Monetary Authority", actor_id="system",
    )  # fmt: skip
    assert not isinstance(told, Refusal), told
    owed = disclosure.obligations(bench.database, bench.book, issuer_id=ISSUER, as_of=bench.now)
    assert not isinstance(owed, Refusal)
    assert [one.due_on for one in owed if one.kind == "attestation_report"] == [date(2026, 10, 30)]


def test_a_kind_names_the_obligation_open_longest_and_asking_again_asks_of_the_same(bench: Bench) -> None:
    bench.done(bench.deposit("3000000.00", FOUR_MONTHS))
    closed(bench)

    def owed() -> list[Obligation]:
        listed = disclosure.obligations(bench.database, bench.book, issuer_id=ISSUER, as_of=bench.now)
        assert not isinstance(listed, Refusal)
        return [one for one in listed if one.kind == "reserve_breach_report"]

    first, second = (one.id for one in owed())
    asked = {**evening(bench), "obligation": "reserve_breach_report", "evidence": "letter 1"}

    def report(**changes: object) -> Discharged | Refusal:
        return disclosure.discharge(bench.database, bench.clock, bench.book, **{**asked, **changes})

    for _ in range(2):
        done = report()
        assert isinstance(done, Discharged) and done.obligation_id == first
    assert [one.done_on is not None for one in owed()] == [True, False]
    again = report(key="report-2")
    assert isinstance(again, Discharged) and again.obligation_id == second
    assert code_of(report(key="report-3")) == "disclosure.already_done"


def test_two_callers_with_one_key_are_one_request_whoever_comes_first(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.done(bench.deposit("3000000.00", FOUR_MONTHS))
    where, now = (bench.database, bench.clock, bench.book), evening(bench)
    today, answered = hk_date(now["occurred_at"]), Asked.replayed

    def close() -> Any:
        return disclosure.close_day(*where, **now, day=today, chain=NO_CHAIN)

    def week() -> Any:
        return disclosure.week_return(*where, **{**now, "key": "week"}, week_until=today)

    def report() -> Any:
        return disclosure.discharge(
            *where, **{**now, "key": "report"}, obligation="reserve_breach_report", evidence="letter"
        )

    for act in (close, week, report):
        first, looks = act(), iter([None])
        assert not isinstance(first, Refusal), first
        monkeypatch.setattr(Asked, "replayed", lambda asked, looks=looks: next(looks, answered(asked)))
        again = act()
        monkeypatch.setattr(Asked, "replayed", answered)
        assert replace(again, replayed=False) == first if act is close else again == first, act


def test_a_close_that_rested_on_an_older_pool_is_not_written_and_the_record_stays_whole(bench: Bench) -> None:
    from lantau.disclosure.writer import Evening

    now = evening(bench)
    asked = Asked(bench.database, bench.clock, now["key"], OFFICER, None, now["occurred_at"], ISSUER, {"day": "x"})
    gathered = Evening(asked, bench.book, hk_date(now["occurred_at"]), NO_CHAIN)
    bench.contribute("1.00")
    assert code_of(events.commit(bench.database, bench.clock, gathered.work())) == "events.stale"
    closed(bench)
    assert events.verify(bench.database) == ()


def test_only_people_with_the_role_discharge(bench: Bench) -> None:
    holder = Actor("per_holder", "H", frozenset({"holder"}), ISSUER)
    asked = {**evening(bench), "actor": holder, "obligation": "obl_x", "evidence": "e"}
    answer = disclosure.discharge(bench.database, bench.clock, bench.book, **asked)
    assert code_of(answer) == "access.not_permitted"


def test_another_issuer_s_officer_neither_returns_nor_discharges(bench: Bench) -> None:
    closed(bench)
    stranger = {**evening(bench), "actor": replace(OFFICER, organisation_id="pty_other")}
    where, today = (bench.database, bench.clock, bench.book), hk_date(bench.now)
    assert code_of(disclosure.week_return(*where, **stranger, week_until=today)) == "access.not_own_organisation"
    obligation = {"obligation": "obl_x", "evidence": "e"}
    assert code_of(disclosure.discharge(*where, **stranger, **obligation)) == "access.not_own_organisation"
    own = {**stranger, "actor": OFFICER}
    assert code_of(disclosure.discharge(*where, **own, **obligation)) == "disclosure.unknown_obligation"
    assert isinstance(disclosure.week_return(*where, **own, week_until=today), WeeklyReturn)


def test_the_findings_of_acts_are_read_by_issuer_subject_and_instant(bench: Bench) -> None:
    placed = bench.done(bench.deposit("3000000.00", FOUR_MONTHS))
    every = disclosure.queries.act_findings(bench.database)
    of_deposit = [one for one in every if one.commit_id == placed.commit_id]
    assert of_deposit and {one.issuer_id for one in of_deposit} == {ISSUER}
    subject_id = of_deposit[0].subject_id
    assert disclosure.queries.act_findings(bench.database, subject_id=subject_id) == tuple(
        one for one in every if one.subject_id == subject_id
    )
    assert disclosure.queries.act_findings(bench.database, issuer_id=ISSUER, since=bench.now) == tuple(
        one for one in every if one.issuer_id == ISSUER and one.occurred_at >= bench.now
    )
    assert disclosure.queries.act_findings(bench.database, issuer_id="pty_other") == ()
    assert code_of(disclosure.why(bench.database, f"{placed.commit_id}.999")) == "disclosure.unknown_finding"


def test_coins_on_their_way_to_a_chain_are_par_and_a_shortfall_of_theirs_is_seen(bench: Bench) -> None:
    bench.issue("2000000", on_its_way=True)
    closed(bench)
    body = stated(bench).body
    assert (body["par_micros"], body["par_on_its_way_micros"]) == (10_000_000_000_000, 2_000_000_000_000)
    reconciliation = body["reconciliation"]
    assert isinstance(reconciliation, dict)
    assert (reconciliation["ledger"], reconciliation["holders_agreement"]) == ("8000000.000000", "equal")
    (told,) = (line for line in stated(bench).as_text().splitlines() if "on its way to the chain" in line)
    assert told.endswith("HKD 2,000,000.00")
    assert "HK.pool.eligible_backing" in open_findings(bench)
    bench.contribute("2000000.00")
    closed(bench, 1)
    assert "HK.pool.eligible_backing" not in open_findings(bench)


def test_a_day_without_coins_on_their_way_says_nothing_of_them(bench: Bench) -> None:
    closed(bench)
    assert "par_on_its_way_micros" not in stated(bench).body
    assert "on its way" not in stated(bench).as_text()
