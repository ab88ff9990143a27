"""A close holds the issuer against the standing rules: what is known is recorded, what waits for a fact is listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from lantau import disclosure, events, licensing, observations
from lantau.access import Asked
from lantau.chain import NoChain
from lantau.dates import HONG_KONG, SimulatedClock, hk_date
from lantau.db import Database
from lantau.disclosure import Standing, queries
from lantau.disclosure.writer import Evening
from lantau.refusal import Refusal
from lantau.rulebook import Outcome, load
from tests.licensing.conftest import Office, example, office
from tests.licensing.test_decisions import CAP
from tests.reserves.pools import OFFICER, Bench

__all__ = ["office"]

LIMIT, TARGET, FLOOR = "HK.credit.limit", "HK.reserve.over_collateral", "HK.capital.paid_up"
CRITERIA, GROUNDS = "HK.licensing.minimum_criteria", "HK.enforcement.revocation_grounds"
TRUST = "HK.trust.form"
NO_CHAIN = NoChain("the contract is not deployed")


@pytest.fixture
def bench(database: Database, clock: SimulatedClock) -> Bench:
    """HK$8,000,000 of cash at Bank of Lantau backing 8,000,000 coins."""
    made = Bench(database, clock, load("HK"))
    made.open()
    made.contribute("8000000.00")
    made.issue("8000000")
    return made


@pytest.fixture
def licensed(office: Office) -> Bench:
    """Lantern Quay licensed, with its pool."""
    party_id = office.party(example("lantern-quay").applicant.name)
    answer = office.decide(office.file(example("lantern-quay"), party_id).id, conditions=(CAP,))
    assert not isinstance(answer, Refusal), answer
    office.clock.advance_to(office.clock.now() + timedelta(days=20))
    made = Bench(office.database, office.clock, office.book, issuer=party_id)
    made.open()
    made.contribute("8000000.00")
    made.issue("8000000")
    return made


def resolve(bench: Bench, matter: str, **terms: Any) -> None:
    bench.count += 1
    answer = observations.observe(
        bench.database, bench.clock, key=f"board-{bench.count}", kind="resolution", subject=bench.issuer,
        value={"matter": matter, "reference": f"BR {bench.count}", "in_force_from": "2026-08-01", "terms": terms},
        occurred_at=bench.now, source="board", actor_id="per_board",
    )  # fmt: skip
    assert not isinstance(answer, Refusal), answer


def limit(bench: Bench, micros: int) -> None:
    resolve(
        bench, "exposure.lantau", counterparties="Bank of Lantau", limit_micros=micros, limit_fits_creditworthiness=True
    )


def asked(bench: Bench, days: int = 0) -> tuple[Asked, date]:
    day = hk_date(bench.now) + timedelta(days=days)
    bench.clock.advance_to(max(bench.now, datetime(day.year, day.month, day.day, 18, tzinfo=HONG_KONG)))
    bench.count += 1
    officer = replace(OFFICER, organisation_id=bench.issuer)
    request: dict[str, Any] = {"issuer_id": bench.issuer, "day": day.isoformat()}
    where = (bench.database, bench.clock, f"evening-{bench.count}", officer, None, bench.now, bench.issuer)
    return Asked(*where, request), day


def close(bench: Bench, days: int = 0) -> None:
    made, day = asked(bench, days)
    answer = disclosure.close_day(
        bench.database, bench.clock, bench.book, key=made.key, actor=made.actor, occurred_at=made.occurred_at,
        issuer_id=bench.issuer, day=day, chain=NO_CHAIN,
    )  # fmt: skip
    assert not isinstance(answer, Refusal), answer


def recorded(bench: Bench) -> dict[str, Standing]:
    found = disclosure.findings(bench.database, issuer_id=bench.issuer, open_only=False, with_acts=False)
    return {one.rule_id: one for one in found}


def waiting(bench: Bench) -> dict[str, tuple[str, ...]]:
    listed = queries.waiting(bench.database, bench.book, issuer_id=bench.issuer, as_of=bench.now)
    return {one.finding.rule_id: one.finding.missing for one in listed}


def reports(bench: Bench) -> list[str]:
    owed = disclosure.obligations(bench.database, bench.book, issuer_id=bench.issuer, as_of=bench.now)
    assert not isinstance(owed, Refusal)
    return [one.about.split()[0] for one in owed if one.kind == "reserve_breach_report"]


def test_what_is_known_is_recorded_and_what_waits_for_a_fact_is_listed_and_nowhere_met(bench: Bench) -> None:
    limit(bench, 8_000_000_000_000)
    close(bench)
    assert recorded(bench)[LIMIT].outcome is Outcome.MET
    assert recorded(bench)["HK.valuation.mark_to_market"].outcome is Outcome.MET
    listed = waiting(bench)
    assert listed[TARGET] == ("reserve.internal_target_micros",)
    assert listed[TRUST], "of the trust nobody told anything, and it is listed all the same"
    assert not {TARGET, TRUST} & recorded(bench).keys()
    assert not {LIMIT, "HK.valuation.mark_to_market"} & listed.keys()
    assert disclosure.findings(bench.database, issuer_id=bench.issuer, with_acts=False) == ()


def test_a_breach_of_how_a_pool_is_kept_is_open_and_owes_an_immediate_report_until_it_is_mended(bench: Bench) -> None:
    limit(bench, 7_999_999_999_999)
    close(bench)
    found = recorded(bench)[LIMIT]
    assert (found.outcome, found.open_since, found.citation) == (Outcome.BREACHED, bench.now, "G 6.4.2")
    assert reports(bench) == [LIMIT]
    stated = disclosure.statement(bench.database, bench.coin)
    assert not isinstance(stated, Refusal) and "G 6.4.2" in stated.as_text()
    close(bench, days=1)
    assert (recorded(bench)[LIMIT].open_since, reports(bench)) == (found.open_since, [LIMIT])
    limit(bench, 8_000_000_000_000)
    close(bench, days=1)
    assert (recorded(bench)[LIMIT].outcome, recorded(bench)[LIMIT].open_since) == (Outcome.MET, None)


def test_a_breach_that_nobody_can_see_any_more_stays_open_as_unknown(bench: Bench) -> None:
    limit(bench, 7_999_999_999_999)
    close(bench)
    since = recorded(bench)[LIMIT].open_since
    resolve(bench, "exposure.lantau", counterparties="Bank of Lantau", limit_fits_creditworthiness=True)
    for _ in range(2):
        close(bench, days=1)
        assert (recorded(bench)[LIMIT].outcome, recorded(bench)[LIMIT].open_since) == (Outcome.UNKNOWN, since)
        assert LIMIT not in waiting(bench), "it stands among the findings"
    assert reports(bench) == [LIMIT]


def test_a_breach_counts_from_the_act_that_made_it_and_not_from_one_of_which_little_was_known(bench: Bench) -> None:
    bench.done(bench.deposit("1000000.00", date(2026, 11, 1), bank="Harbour Bank"))
    resolve(
        bench, "exposure.harbour", counterparties="Harbour Bank", limit_micros=1_000_000_000_000,
        limit_fits_creditworthiness=True,
    )  # fmt: skip
    limit(bench, 8_000_000_000_000)
    beyond = bench.done(bench.deposit("0.01", date(2026, 11, 1), bank="Harbour Bank"))
    assert beyond.breached == (LIMIT,)
    made_at = bench.now
    close(bench)
    (found,) = disclosure.findings(bench.database, issuer_id=bench.issuer, with_acts=False)
    assert (found.rule_id, found.open_since) == (LIMIT, made_at)
    assert reports(bench) == [LIMIT]


def test_what_is_asked_of_a_licensee_is_recorded_and_owes_no_report_on_the_reserve(licensed: Bench) -> None:
    close(licensed)
    assert recorded(licensed)[FLOOR].outcome is Outcome.MET
    assert recorded(licensed)["HK.reserve.pool_per_coin"].outcome is Outcome.MET, "a coin in issue and its pool"
    assert {CRITERIA, GROUNDS, "HK.officers.chief_executive"} <= waiting(licensed).keys()
    floor = licensed.book.parameter("paid_up_capital_floor", hk_date(licensed.now))
    resolve(licensed, "licensee", paid_up_capital_hkd_cents=floor - 1, net_debit_balance_hkd_cents=0)
    close(licensed, days=1)
    found = recorded(licensed)
    breached = {one.rule_id for one in found.values() if one.outcome is Outcome.BREACHED}
    assert breached - {"HK.licensing.fee"} == {FLOOR, CRITERIA, GROUNDS}, "and the fee that nobody paid"
    assert found[FLOOR].open_since == licensed.now
    assert reports(licensed) == []


def test_a_criterion_broken_by_the_reserve_alone_waits_again_when_the_reserve_is_whole(licensed: Bench) -> None:
    licensed.issue("1")
    close(licensed)
    assert recorded(licensed)[CRITERIA].outcome is Outcome.BREACHED
    licensed.contribute("1.00")
    close(licensed, days=1)
    assert not {CRITERIA, GROUNDS} & recorded(licensed).keys()
    assert {CRITERIA, GROUNDS} <= waiting(licensed).keys()


def test_a_close_that_rested_on_an_older_licence_is_not_written(office: Office, licensed: Bench) -> None:
    made, day = asked(licensed)
    gathered = Evening(made, licensed.book, day, NO_CHAIN)
    told = {"party_id": licensed.issuer, "checker": office.two}
    office.done(licensing.operations.direct, stops=("offer",), text="put it right", citation="O s.115(1)", **told)
    answer = events.commit(licensed.database, licensed.clock, gathered.work())
    assert isinstance(answer, Refusal) and answer.code.name == "events.stale"
    close(licensed)


def test_without_a_coin_in_issue_no_par_is_asked_for(bench: Bench, database: Database, clock: SimulatedClock) -> None:
    other = Bench(database, clock, bench.book, issuer="pty_other", coin="hkdo")
    other.open()
    assert TARGET in waiting(bench)
    assert TARGET not in waiting(other) and TRUST in waiting(other)
