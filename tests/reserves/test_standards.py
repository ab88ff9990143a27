"""How a pool is kept is held against the law and the board's own limits, at, below and above each."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from lantau import observations, reserves
from lantau.dates import SimulatedClock
from lantau.db import Database, Server, drop_world, world_database
from lantau.events import queries as recorded
from lantau.money import HKD, Amount
from lantau.refusal import Refusal
from lantau.reserves import AssetClass, PoolValuation, queries
from lantau.reserves.assets import Bid, Position
from lantau.reserves.standards import judge_standards
from lantau.reserves.valuation import value_positions
from lantau.rulebook import Rulebook, load
from tests.reserves.pools import SAFE, Bench

DAY = date(2026, 9, 1)
BOOK = load("HK")
PAR = 60_000_000
CASH = Position("pos_cash", AssetClass.CASH, "Bank of Lantau", Amount.parse("40.00", HKD), "Bank of Lantau", SAFE)
BILL = Position("pos_bill", AssetClass.DEBT, "HK GOV 2611", Amount.parse("30.00", HKD), "Bank of Lantau", SAFE)


def pool(*positions: Position, bill_bid: int | None = 1_000_000) -> PoolValuation:
    bids = {} if bill_bid is None else {BILL.name: Bid(bill_bid)}
    return value_positions(BOOK, "pol_1", positions or (CASH, BILL), bids, reference=HKD, on=DAY)


def outcomes(valuation: PoolValuation, resolved: Mapping[str, Any] | None = None, **told: Any) -> dict[str, str]:
    found = judge_standards(BOOK, valuation, resolved or {}, **{"par_micros": PAR, **told})
    return {f"{item.rule_id.removeprefix('HK.')} {item.subject_id}": item.outcome.value for item in found}


def test_positions_are_marked_to_market_at_the_bid_and_unknown_without_one() -> None:
    found = outcomes(pool())
    assert found["valuation.mark_to_market pos_cash"] == found["valuation.mark_to_market pos_bill"] == "met"
    assert found["valuation.bid pos_bill"] == "met"
    assert "valuation.bid pos_cash" not in found, "no bid applies to cash"
    assert outcomes(pool(bill_bid=None))["valuation.bid pos_bill"] == "unknown"


@pytest.mark.parametrize(
    ("share", "outcome"), [(10_000, "breached"), (11_666, "met"), (11_667, "breached"), (None, "unknown")]
)
def test_the_pool_reaches_the_boards_target_which_lies_above_par(share: int | None, outcome: str) -> None:
    """A pool of 70 dollars for a par of 60: the target is 69,996,000 or 70,002,000 millionths, or par itself."""
    told = {} if share is None else {"reserve": {"internal_target_of_par_bps": share}}
    assert outcomes(pool(), told)["reserve.over_collateral pol_1"] == outcome


def test_without_a_coin_in_issue_there_is_nothing_to_cover_and_an_unvalued_pool_is_unknown() -> None:
    told = {"reserve": {"internal_target_of_par_bps": 10_500}}
    assert "reserve.over_collateral pol_1" not in outcomes(pool(), told, par_micros=0)
    assert outcomes(pool(bill_bid=None), told)["reserve.over_collateral pol_1"] == "unknown"


@pytest.mark.parametrize(("done_on", "outcome"), [(date(2026, 8, 31), "met"), (date(2026, 8, 30), "breached")])
def test_a_reconciliation_is_as_recent_as_the_board_wants_it(done_on: date, outcome: str) -> None:
    told = {"reserve": {"reconciliation_interval_days": 1}}
    assert outcomes(pool(), told, reconciled_on=done_on)["reserve.reconciled pol_1"] == outcome
    assert outcomes(pool(), reconciled_on=done_on)["reserve.reconciled pol_1"] == "unknown"


@pytest.mark.parametrize(("limit", "outcome"), [(39_999_999, "breached"), (40_000_000, "met"), (40_000_001, "met")])
def test_the_exposure_to_a_bank_is_held_against_its_limit(limit: int, outcome: str) -> None:
    terms = {"counterparties": "bank of lantau; Lantau Trust", "limit_micros": limit}
    told = {"exposure.lantau": {**terms, "limit_fits_creditworthiness": True, "target_micros": 40_000_000}}
    assert outcomes(pool(), told)["credit.limit pol_1:exposure.lantau"] == outcome


def test_connected_counterparties_are_counted_together_and_an_open_value_leaves_the_sum_open() -> None:
    terms = {"counterparties": "Bank of Lantau; HK GOV 2611", "limit_micros": 69_999_999}
    told = {"exposure.all": {**terms, "limit_fits_creditworthiness": True}}
    rule = "credit.limit pol_1:exposure.all"
    assert outcomes(pool(), told)[rule] == "breached", "40 and 30 together"
    assert outcomes(pool(bill_bid=None), told)[rule] == "unknown", "40 and an unknown value"
    low = {"exposure.all": {**told["exposure.all"], "limit_micros": 39_999_999}}
    assert outcomes(pool(bill_bid=None), low)[rule] == "breached", "what is known is too much already"


def test_a_bank_without_a_limit_is_unknown_and_a_resolution_that_names_nobody_limits_nobody() -> None:
    assert outcomes(pool())["credit.limit pos_cash"] == "unknown"
    nobody = {"exposure.lantau": {"counterparties": " ; ", "limit_micros": 1}}
    assert outcomes(pool(), nobody)["credit.limit pos_cash"] == "unknown"
    named = {"exposure.lantau": {"counterparties": "Bank of Lantau", "limit_micros": 40_000_000}}
    assert "credit.limit pos_cash" not in outcomes(pool(), named)
    assert outcomes(pool(), named)["credit.limit pol_1:exposure.lantau"] == "unknown", "does the limit fit it?"


def test_what_the_board_tells_of_trust_and_custody_is_held_and_what_nobody_told_is_left_out() -> None:
    told = {
        "trust": {
            "form": "declaration", "implemented_on": "2026-09-01", "opinion_given_on": "2026-08-31",
            "opinion_filed_on": "2026-09-01", "opinion_independent": True, "opinion_supports": True,
        },
        "custody": {"fees_taken_from_reserve": True},
    }  # fmt: skip
    found = outcomes(pool(), told)
    assert found["trust.form pol_1"] == "met"
    assert found["trust.legal_opinion pol_1"] == "breached", "filed on the day itself, and not before"
    assert found["custody.terms pol_1"] == "breached"
    assert not any(rule.startswith(("trust.", "custody.")) for rule in outcomes(pool()))


def test_other_law_without_these_gates_says_nothing() -> None:
    other: Rulebook = load("CN")
    assert judge_standards(other, pool(), {}, par_micros=PAR) == ()


NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def shared(server: Server) -> Iterator[Database]:
    name = f"standards-{os.getpid()}"
    database = world_database(server, name)
    yield database
    database.close()
    drop_world(server, name)


@pytest.fixture
def bench(shared: Database, clock: SimulatedClock) -> Bench:
    number = next(NUMBERS)
    made = Bench(shared, clock, BOOK, issuer=f"pty_kept{number}", coin=f"hkdk{number}")
    made.open()
    return made


def test_a_deposit_beyond_the_boards_limit_is_booked_and_found_in_the_same_commit(bench: Bench) -> None:
    bench.contribute("8000000.00")
    told = {
        "matter": "exposure.harbour", "reference": "BR 1", "in_force_from": "2026-09-01",
        "terms": {
            "counterparties": "Harbour Bank", "limit_micros": 3_000_000_000_000, "limit_fits_creditworthiness": True,
        },
    }  # fmt: skip
    observed = observations.observe(
        bench.database, bench.clock, key=f"told-{bench.issuer}", kind="resolution", subject=bench.issuer, value=told,
        occurred_at=bench.now, source="board", actor_id="per_board",
    )  # fmt: skip
    assert not isinstance(observed, Refusal), observed
    inside = bench.done(bench.deposit("3000000.00", date(2026, 11, 1), bank="Harbour Bank"))
    assert "HK.credit.limit" not in inside.breached
    beyond = bench.done(bench.deposit("0.01", date(2026, 11, 1), bank="Harbour Bank"))
    assert beyond.breached == ("HK.credit.limit",)
    records = recorded.records_of_kind(bench.database, "finding", commit_id=beyond.commit_id)
    (found,) = [record.body for record in records if record.body["outcome"] == "breached"]
    assert found["subject_id"] == f"{bench.pool_id}:exposure.harbour"
    standing = queries.standards_of(
        bench.database, BOOK, bench.value(), bench.issuer, par_micros=0, known_at=bench.now
    )  # fmt: skip
    assert [item.rule_id for item in standing if item.outcome.value == "breached"] == ["HK.credit.limit"]


def test_an_issuer_with_a_coin_in_issue_and_its_pool_is_counted(bench: Bench) -> None:
    def counted() -> dict[str, Any]:
        with bench.database.read() as connection:
            return dict(queries.pools_facts(connection, bench.issuer))

    assert counted() == {"licensee.coin_types_in_issue_count": 0, "licensee.reserve_pools_count": 0}
    bench.contribute("5.00")
    bench.issue("5")
    assert counted() == {"licensee.coin_types_in_issue_count": 1, "licensee.reserve_pools_count": 1}
    assert len(reserves.pools(bench.database, issuer_id=bench.issuer)) == 1
