"""The law in the redemption run: each day's codes are the rulebook's findings, and breaches come where they must."""

from __future__ import annotations

from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lantau.market.run_judging import FACTS, FIXED, RunLaw, redemption_days, rules_told
from lantau.market.run_terms import BOOK, TOLERANCE
from lantau.rulebook import Outcome
from lantau.rulebook.columns import CODES
from tests.market.run_points import RUN, any_settings, law, outcomes, point
from tests.rulebook.states import OUTCOMES, columns_for, facts_in_row

JUDGING = ["HK", "HK+draft-may-2025", "HK+floor50", "US"]
SILENT = ["SG", "EU", "CN"]
"""Their texts on reserve and redemption are known at second hand, or have no number: nothing is judged."""

OUTRUN = {
    "outflow_share": 0.5, "outflow_days": 3, "primary_share": 1.0, "cash_share": 0.05, "supply_millions": 40_000,
    "sale_impact_bps": 50, "sale_stop_bps": 100, "ladder_days": 360,
}  # fmt: skip
"""A big coin that loses half its holders in three days, and bills of a year that nobody wants: it cannot pay."""


def assert_as_the_rulebook(name: str, judged: RunLaw, days: Any) -> set[tuple[str, int]]:
    """The program's codes of these day books are the rulebook's, as columns and one by one; what was seen."""
    rules, codes = law(name), judged.codes(days)
    assert judged.program is not None
    values, known = judged.facts(days)
    columns = {
        **columns_for(judged.program, values, known),
        **{fact: [value] * values.shape[1] for fact, value in FIXED.items()},
    }
    findings = rules.book.evaluate(columns, on=rules.law_day, gate=list(judged.rules))
    flat = codes.reshape(len(judged.rules), -1)
    for number, rule in enumerate(judged.rules):
        assert flat[number].tolist() == findings[rule].codes.tolist(), rule
    for row in range(min(3, values.shape[1])):
        facts = {**facts_in_row(judged.program, values, known, row), **FIXED}
        alone = rules.book.judge(list(judged.rules), facts, subject_id="x", on=rules.law_day)
        found = {finding.rule_id: finding.outcome for finding in alone}
        assert [found[rule] for rule in judged.rules] == [OUTCOMES[code] for code in flat[:, row]]
    return {(rule, int(code)) for number, rule in enumerate(judged.rules) for code in flat[number]}


@pytest.mark.parametrize("name", JUDGING)
def test_every_day_that_is_played_is_judged_as_the_rulebook_does(name: str) -> None:
    seen: set[tuple[str, int]] = set()
    for asked in (
        {"days": 12.0},
        {"days": 12.0, "repo_limit_share": 0.1, **OUTRUN},
        {"days": 12.0, "sale_capacity_share": 0.001, **OUTRUN},
        {"days": 12.0, "surplus_share": -0.05, "frozen_share": 0.04, "ladder_days": 720.0},
    ):
        made = point(name, **asked)
        seen |= assert_as_the_rulebook(name, made.law, made.books(4, 0, 6).days)
    if name == "HK":
        both = {CODES[Outcome.MET], CODES[Outcome.BREACHED]}
        for rule in point(name).law.rules:
            assert rule == "HK.redeem.valid_request" or both <= {code for each, code in seen if each == rule}, rule


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(JUDGING), seed=st.integers(0, 2**32))
def test_any_day_book_is_judged_as_the_rulebook_does(name: str, seed: int) -> None:
    chance = numpy.random.default_rng(seed)
    days = numpy.zeros((len(BOOK), 3, 5))
    par = 10.0 ** chance.integers(0, 13)
    near = numpy.array([0.0, 0.3, 0.9, 1.0, 1.0, 1.0 + TOLERANCE / 2, 1.0 - 1e-6, 1.1])
    for kind in range(len(BOOK) - 1):
        days[kind] = par * chance.choice(near, (3, 5))
    days[BOOK.index("par")] = par
    days[BOOK.index("pledged")] *= chance.integers(0, 2, (3, 5))
    days[BOOK.index("due")] *= chance.integers(0, 2, (3, 5))
    days[BOOK.index("unpaid")] *= chance.integers(0, 2, (3, 5))
    days[BOOK.index("settled_hour")] = chance.integers(-1, 72, (3, 5))
    made = point(name, supply_millions=par / 1e6 if par >= 1e3 else 0.001)
    assert_as_the_rulebook(name, made.law, days)


@settings(max_examples=30, deadline=None)
@given(name=st.sampled_from(JUDGING), asked=any_settings())
def test_whatever_is_played_is_judged_as_the_rulebook_does(name: str, asked: dict[str, float]) -> None:
    made = point(name, **asked)
    assert_as_the_rulebook(name, made.law, made.books(11, 0, 2).days)


def test_rules_that_a_day_tells_take_part_and_no_others() -> None:
    assert set(rules_told(law("HK"))) == {
        "HK.liquidity.covers_redemptions", "HK.redeem.valid_request", "HK.redeem.clock", "HK.pool.full_backing",
        "HK.pool.eligible_backing", "HK.asset.unencumbered",
    }  # fmt: skip
    assert set(rules_told(law("US"))) == {"US.pool.full_backing"}
    for name in SILENT:
        assert rules_told(law(name)) == ()
        played = point(name, days=5).played(1, 0, 4)
        assert played.breached == {}
        assert point(name).law.codes(numpy.zeros((len(BOOK), 5, 4))).shape == (0, 5, 4)
    assert set(FACTS) & set(FIXED) == set()


@pytest.mark.parametrize(("name", "days"), [("HK", 1), ("SG", 5), ("EU", 3), ("US", 3)])
def test_the_clock_is_the_laws_or_where_it_has_none_the_settings(name: str, days: int) -> None:
    told = law(name).book.parameters_in_force(law(name).law_day)
    expected = told["redemption_business_days"].value if "redemption_business_days" in told else 3
    found = redemption_days(law(name), RUN.table.settled({"redemption_days_without_law": 3}))
    assert found == expected
    if name != "US":
        assert found == days


def breached(name: str = "HK", paths: int = 32, **asked: float) -> dict[str, int]:
    return dict(point(name, **asked).played(1, 0, paths).breached)


def test_a_shortfall_within_what_is_frozen_is_a_breach_of_the_law_but_not_of_the_draft() -> None:
    short = {"surplus_share": -0.05, "frozen_share": 0.1, "days": 5.0}
    assert breached("HK", **short)["HK.pool.full_backing"] == 32
    assert breached("HK+draft-may-2025", **short)["HK.pool.full_backing"] == 0
    shorter = {"surplus_share": -0.15, "frozen_share": 0.1, "days": 5.0}
    assert breached("HK+draft-may-2025", **shorter)["HK.pool.full_backing"] == 32


@pytest.mark.parametrize("scale", [0.001, 1, 1_000_000])
def test_at_par_exactly_rounding_is_no_breach(scale: float) -> None:
    """At par, sums of floats are off by millionths; at frozen coins' par, under the draft, as well."""
    asked = {"supply_millions": scale, "outflow_share": 0.4, "base_flow_share": 0.05, "sale_spread_bps": 0.0,
             "sale_impact_bps": 0.0}  # fmt: skip
    found = breached("HK", **asked, surplus_share=0.0)
    assert (found["HK.pool.full_backing"], found["HK.pool.eligible_backing"]) == (0, 0)
    assert found["HK.redeem.clock"] == 0
    draft = breached("HK+draft-may-2025", **asked, surplus_share=-0.1, frozen_share=0.1, days=3)
    assert draft["HK.pool.full_backing"] == 0
    assert breached("HK", **asked, surplus_share=-1e-6, days=3)["HK.pool.full_backing"] == 32


def test_a_ladder_beyond_a_year_is_value_but_not_eligible() -> None:
    found = breached(ladder_days=720, days=5)
    assert (found["HK.pool.full_backing"], found["HK.pool.eligible_backing"]) == (0, 32)
    assert breached(ladder_days=360, days=5)["HK.pool.eligible_backing"] == 0


def test_what_is_pledged_is_in_another_creditors_reach() -> None:
    found = breached(**OUTRUN, repo_limit_share=0.5)
    assert found["HK.asset.unencumbered"] == 32
    assert breached(**OUTRUN)["HK.asset.unencumbered"] == 0
    calm = breached(repo_limit_share=1.0)
    assert calm["HK.asset.unencumbered"] == 0, "a limit alone pledges nothing"


def test_what_is_pledged_beyond_the_loan_is_not_eligible() -> None:
    asked = {**OUTRUN, "days": 5.0, "repo_limit_share": 0.5, "repo_haircut_bps": 500.0}
    book = dict(zip(BOOK, point(**asked).books(1, 0, 8).days, strict=True))
    assert (book["pledged"][-1] > 0.0).all()
    lent_on_nothing = book["total_market_value"] - book["eligible_market_value"]
    numpy.testing.assert_allclose(lent_on_nothing, 0.05 * book["pledged"], rtol=1e-6, atol=1.0)


def test_an_issuer_that_cannot_pay_is_late_and_short_of_cash() -> None:
    found, paid = breached(**OUTRUN), outcomes(**OUTRUN, paths=32)
    assert found["HK.redeem.clock"] == 32
    assert (paid["paid_on_time_share"] < 0.9).all()
    assert breached(**OUTRUN, days=10, surplus_share=0.1)["HK.pool.full_backing"] == 0, "it is late, not poor"
    slow = breached(**{**OUTRUN, "sale_capacity_share": 0.001})
    assert slow["HK.liquidity.covers_redemptions"] == 32, "what cannot be sold in time covers nothing"


def test_a_fall_in_price_is_a_shortfall_and_a_hole_of_every_size_is_told() -> None:
    fallen = breached(shock_asset_drop=0.1)
    assert (fallen["HK.pool.full_backing"], fallen["HK.pool.eligible_backing"]) == (32, 32)
    assert breached(shock_asset_drop=0.001)["HK.pool.full_backing"] == 0


@pytest.mark.parametrize("impact", [10.0, 50.0, 200.0])
def test_a_looser_clock_is_kept_at_least_as_often_on_every_path(impact: float) -> None:
    asked = {**OUTRUN, "sale_impact_bps": impact, "cash_share": 0.2}
    strict, loose = outcomes("HK", **asked, paths=64), outcomes("SG", **asked, paths=64)
    assert (loose["paid_on_time_share"] >= strict["paid_on_time_share"] - 1e-9).all()
    assert (loose["late_share"] <= strict["late_share"] + 1e-9).all()
    assert strict["late_share"].mean() > 0.01
