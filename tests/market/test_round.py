"""The licensing round: what is conserved, what the law decides, and which way each dial turns."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lantau.market import round_months
from lantau.market.break_even import Business
from lantau.market.modelling import Played
from lantau.market.round import BREAK_EVEN_MOST, ROUND, Game, PreparedRound
from lantau.market.round_chance import MONTHS, MOST_FIRMS, drawn
from lantau.market.round_decisions import FATES, break_even, profit, second_round
from lantau.market.round_firms import applications, assessed
from lantau.market.round_law import APPLICANT, CAPITAL_RULE
from lantau.market.rule_sets import RuleSet, rule_set
from lantau.refusal import Refused
from lantau.rulebook import Outcome, queries

DAY = date(2026, 4, 10)
PATHS = 96


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda raised: raised.refusal.code.name == code)


@cache
def law(name: str = "HK") -> RuleSet:
    return rule_set(name, DAY)


def point(name: str = "HK", **given: float) -> PreparedRound:
    return ROUND.prepared(ROUND.table.settled(given), law(name))


@cache
def _played(name: str, given: tuple[tuple[str, float], ...]) -> Played:
    return point(name, **dict(given)).played(11, 0, PATHS)


def played(name: str = "HK", **given: float) -> Mapping[str, numpy.ndarray]:
    """The outcomes of the same chance under some rules and settings."""
    return _played(name, tuple(given.items())).outcomes


def game(paths: int = PATHS, seed: int = 11, name: str = "HK", **given: float) -> Game:
    return Game(point(name, **given), drawn(seed, 0, paths))


# What is measured


def test_what_is_measured_is_what_the_table_of_measures_says() -> None:
    found = _played("HK", ())
    assert list(found.outcomes) == [each.name for each in ROUND.outcomes]
    assert list(found.counts) == [each.name for each in ROUND.courses]
    for each in ROUND.outcomes:
        values = found.outcomes[each.name]
        assert values.shape == (PATHS,) and values.dtype == numpy.float64
        assert each.scale.low <= values.min(), each.name
    for course in ROUND.courses:
        counts = found.counts[course.name]
        assert counts.shape == (MONTHS, course.scale.bins)
        assert (counts.sum(axis=1) == PATHS).all()
    assert point().steps == MONTHS


def test_the_room_is_entered_without_the_compiler_or_the_statistics_library() -> None:
    asked = "import sys, lantau.market.round, lantau.market.corridor; print({'numba', 'scipy'} & {*sys.modules})"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


# Refusals, each beside what is taken


def test_a_point_is_taken_or_refused_by_name_before_anything_is_played() -> None:
    assert point(firms=1).played(1, 0, 4).outcomes["expressions"].max() <= 1
    with refused("market.empty_population") as raised:
        point(firms=0)
    assert raised.value.refusal.where == "round.firms"
    with refused("market.empty_population"):
        point().played(1, 0, 0)
    with refused("market.unknown_parameter"):
        ROUND.table.settled({"bars": 1})
    for name, value, bounds in (("bar", 151, ("0", "150")), ("places", 1.5, ("0", "8")), ("firms", 241, ("0", "240"))):
        with refused("market.out_of_range") as raised:
            ROUND.table.settled({name: value})
        assert raised.value.refusal.where == f"round.{name}"
        assert (raised.value.refusal.details["low"], raised.value.refusal.details["high"]) == bounds
    with refused("market.unknown_parameter"):
        ROUND.prepared(ROUND.table.settled({}), law(), object())


def test_shares_that_sum_to_more_than_one_are_refused_with_what_is_left() -> None:
    assert point(bank_share=0.5, technology_share=0.3, crypto_share=0.2)
    with refused("market.out_of_range") as raised:
        point(bank_share=0.5, technology_share=0.4, crypto_share=0.2)
    assert raised.value.refusal.where == "round.crypto_share"
    assert raised.value.refusal.details["high"] == "0.1"
    assert point(retail_by_licensee=0.5, retail_by_institution=0.4, retail_by_third_party=0.1)
    with refused("market.out_of_range") as raised:
        point(retail_by_licensee=0.5, retail_by_institution=0.4, retail_by_third_party=0.2)
    assert raised.value.refusal.where == "round.retail_by_third_party"


def test_a_rulebook_that_has_no_application_is_refused() -> None:
    with refused("rulebook.unknown_rule"):
        ROUND.prepared(ROUND.table.settled({}), rule_set("CN", date(2026, 9, 1)))
    with refused("rulebook.unknown_rulebook"):
        rule_set("HK+floor5000", DAY)


# The same bits


def test_the_same_seed_and_chunk_give_the_same_bits_in_any_order_and_process() -> None:
    ready = point()
    first = ready.played(7, 3, 40)
    ready.played(7, 2, 40)
    again = pickle.loads(pickle.dumps(ready)).played(7, 3, 40)
    for name, values in first.outcomes.items():
        assert values.tobytes() == again.outcomes[name].tobytes()
    for name, counts in first.counts.items():
        assert counts.tobytes() == again.counts[name].tobytes()
    assert first.breached == again.breached
    other = ready.played(7, 4, 40)
    assert first.outcomes["circulation_end"].tobytes() != other.outcomes["circulation_end"].tobytes()


def test_every_setting_meets_the_same_chance() -> None:
    few, many = game(firms=60, parameter_uncertainty=0), game(firms=200, parameter_uncertainty=0)
    assert few.firms.readiness.tobytes() == many.firms.readiness[:, :60].tobytes()
    assert drawn(1, 0, 8).firms["kind"].shape == (8, MOST_FIRMS)


# Conservation

DIALS = st.fixed_dictionaries(
    {},
    optional={
        name: st.floats(ROUND.table.named(name).low, ROUND.table.named(name).high)
        for name in (
            "bar", "bar_unseen", "hype", "reserve_yield_bps", "distribution_bps", "fixed_cost", "capital_cost_bps",
            "network", "churn", "b2b_potential", "retail_potential", "b2b_speed", "market_noise", "owner_support",
            "dividend_share", "capital_buffer", "losses_share", "verify_willing", "learning", "capital_technology",
        )
    }
    | {
        name: st.integers(int(ROUND.table.named(name).low), int(ROUND.table.named(name).high))
        for name in ("places", "second_places", "second_month", "patience_months", "launch_months", "retail_lag",
                     "parameter_uncertainty")
    }
    | {"firms": st.integers(1, MOST_FIRMS)},
)  # fmt: skip
NAMES = st.sampled_from(["HK", "HK+floor50", "HK+holder-identity-eased", "HK+holder-identity-tightened"])


@settings(max_examples=25, deadline=None)
@given(DIALS, NAMES, st.integers(0, 2**32))
def test_every_firm_every_coin_and_every_dollar_is_accounted_for(dials: dict[str, float], name: str, seed: int) -> None:
    under_way = game(paths=12, seed=seed, name=name, **dials)
    months = under_way.months()
    for decided in filter(None, (under_way.first, under_way.second)):
        fates = decided.fates(under_way.firms.there)
        assert list(fates) == list(FATES)
        assert (sum(fates.values()) == under_way.firms.there.sum(axis=1)).all()
        assert not (decided.licensed & ~decided.applied).any()
    assert under_way.second is None or not (under_way.second.licensed & under_way.first.licensed).any()
    closing = months[0].flows.opening
    for number, month in enumerate(months):
        flows = month.flows
        given_in = flows.opening + flows.revenue + flows.put_in + flows.unpaid
        given_out = flows.compliance + flows.distribution + flows.paid_out + flows.closing
        size = 1.0 + numpy.abs(flows.opening) + flows.revenue + flows.compliance
        assert (numpy.abs(given_in - given_out) <= 1e-9 * size).all()
        carried = numpy.ones_like(closing, dtype=bool)
        carried[:, round_months.PLACES :] = number != under_way.values["second_month"].max()
        assert (flows.opening[carried] == closing[carried]).all()
        assert month.circulation.sum(axis=1) == pytest.approx(month.b2b + month.retail, rel=1e-9, abs=1e-9)
        assert (flows.paid_out >= 0).all() and (flows.put_in >= 0).all() and (flows.unpaid >= 0).all()
        closing = flows.closing
    them = under_way.them
    assert them.cash == pytest.approx(them.paid_up + them.retained, rel=1e-9, abs=1e-6)
    assert not (them.alive & ~them.licensed).any()
    assert (them.cash[~them.alive] == 0).all() and (them.share[~them.alive] == 0).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.floats(0, 1.5), st.floats(0, 1))
def test_shares_sum_to_one_wherever_a_coin_is_there(seed: int, network: float, churn: float) -> None:
    generator = numpy.random.default_rng(seed)
    them = round_months.nobody_yet(20)
    operating = generator.random(them.share.shape) < generator.random((20, 1))
    them.share = generator.random(them.share.shape) * (generator.random(them.share.shape) < 0.5)
    them.reach = generator.lognormal(8, 1, them.share.shape)
    values = {name: numpy.full((1, 1), value) for name, value in ROUND.table.settled({}).items()}
    values |= {"network": numpy.full((1, 1), network), "churn": numpy.full((1, 1), churn)}
    round_months.shared(them, operating, values)
    assert them.share.sum(axis=1) == pytest.approx(operating.any(axis=1).astype(float))
    assert (them.share >= 0).all() and (them.share[~operating] == 0).all()


# What the law decides


def test_a_doubled_floor_lets_no_path_pass_more_firms() -> None:
    base, raised = played(), played("HK+floor50")
    for name in ("expressions", "applications", "passes", "licences"):
        assert (raised[name] <= base[name]).all(), name
    assert raised["passes"].sum() < 0.95 * base["passes"].sum()


def test_the_floor_binds_no_bank_and_the_bank_is_judged_with_the_rest() -> None:
    before, after = game(capital_bank=1), game(capital_bank=1, name="HK+floor50")
    bank = before.firms.kind == 0
    assert not before.held.bound[bank].any() and before.held.bound[~bank].all()
    assert not before.held.short[bank].any() and before.held.short[~bank].any()
    assert (after.held.passes <= before.held.passes).all()
    assert (after.held.passes == before.held.passes)[bank].all()


@pytest.mark.parametrize("name", ["HK", "HK+floor50"])
def test_every_rule_comes_out_for_a_firm_as_the_rulebook_judges_it_alone(name: str) -> None:
    under_way = game(paths=4, name=name)
    told = applications(under_way.firms, under_way.firms.readiness, under_way.draws, under_way.values)
    seen = set()
    for place in numpy.ndindex(4, 60):
        facts = {f"applicant.{fact}": told[fact][place].item() for fact in APPLICANT}
        facts["applicant.other_approved_resources_hkd_cents"] = 0
        findings = law(name).book.judge("application", facts, subject_id="firm", on=DAY)
        assert under_way.held.passes[place] == all(
            finding.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE) for finding in findings
        )
        for finding in findings:
            assert under_way.held.breached[finding.rule_id][place] == (finding.outcome is Outcome.BREACHED)
            seen.add((finding.rule_id, finding.outcome))
            if finding.rule_id == CAPITAL_RULE:
                assert under_way.held.bound[place] == (finding.outcome is not Outcome.NOT_APPLICABLE)
    breached = {rule for rule, outcome in seen if outcome is Outcome.BREACHED}
    assert len(breached) >= 7, "too few rules were ever breached to tell anything"


REFORM = """
[reform]
id = "HK+five-year-plans"
jurisdiction = "HK"
title.en = "Plans of five years"
title.zh = "五年計劃"

[[source]]
id = "plans"
title.en = "What if plans covered five years"
title.zh = "假如計劃須涵蓋五年"
citation = "supposed"
dated = 2025-08-01
language = "en"
status = "proposal"

[[value]]
parameter = "business_plan_years"
value = 5
since = 2025-08-01
covered_until = 2026-12-31
citation = "plans supposition"

[[repeal]]
rule = "HK.capital.paid_up"
since = 2025-08-01
citation = "plans supposition"

[[case]]
rule = "HK.application.business_plan"
name = "four years"
on = 2026-09-01
outcome = "breached"
facts = { "applicant.business_plan_years" = 4 }
"""


def test_a_reader_s_own_reform_is_played_as_it_is_and_crosses_to_other_processes(tmp_path: Path) -> None:
    file = tmp_path / "plans.toml"
    file.write_text(REFORM, encoding="utf-8")
    own = RuleSet(queries.load_reform(file), DAY, DAY)
    ready = ROUND.prepared(ROUND.table.settled({}), own)
    found = pickle.loads(pickle.dumps(ready)).played(11, 0, PATHS)
    base = played()
    assert (found.outcomes["passes"] <= base["passes"]).all()
    assert found.outcomes["passes"].sum() < 0.6 * base["passes"].sum()
    assert base["stopped_by_law"].any() and not found.outcomes["stopped_by_law"].any()


def test_more_readiness_never_fails_the_rulebook() -> None:
    under_way = game()
    better = assessed(
        under_way.firms, under_way.firms.readiness + 10, under_way.draws, under_way.values, under_way.point.law
    )
    assert (better.passes >= under_way.held.passes).all()
    assert better.passes.sum() > under_way.held.passes.sum()


@pytest.mark.parametrize(
    ("name", "net", "bank", "stopped"),
    [
        ("HK", 25.0, False, False),
        ("HK", 24.99999999, False, True),
        ("HK", 0.0, True, False),
        ("HK+floor50", 25.0, False, True),
        ("HK+floor50", 50.0, False, False),
    ],
)
def test_a_licensee_below_the_law_s_capital_is_stopped(name: str, net: float, bank: bool, stopped: bool) -> None:
    them = round_months.nobody_yet(1)
    them.alive[0, 0] = them.licensed[0, 0] = True
    them.bank[0, 0] = bank
    them.paid_up[0, 0], them.retained[0, 0] = net + 10, -10
    assert round_months.below_capital(them, point(name).law)[0, 0] == stopped
    assert round_months.below_capital(them, point(name).law).sum() == stopped


def test_who_may_hold_follows_the_rule_on_holders_and_its_reforms() -> None:
    shares = {"retail_by_licensee": 0.15, "retail_by_institution": 0.35, "retail_by_third_party": 0.1}
    found = {}
    for name in ("HK+holder-identity-eased", "HK", "HK+holder-identity-tightened"):
        retail = point(name, verify_willing=0.5, **shares).retail
        found[name] = (round(retail.share, 9), round(retail.verified, 9))
    assert found == {
        "HK+holder-identity-eased": (1.0, 0.6),
        "HK": (0.8, 0.8),
        "HK+holder-identity-tightened": (0.575, 0.575),
    }
    satisfied = point("HK", mitigation_accepted=1, **shares).retail
    assert satisfied == point("HK+holder-identity-eased", **shares).retail
    tightened = "HK+holder-identity-tightened"
    assert point(tightened, mitigation_accepted=1, **shares).retail == point(tightened, **shares).retail


def test_an_eased_rule_on_holders_makes_room_for_retail_and_a_tightened_one_takes_it() -> None:
    eased, base, tightened = (
        played(name) for name in ("HK+holder-identity-eased", "HK", "HK+holder-identity-tightened")
    )
    for less, more in ((tightened, base), (base, eased)):
        assert (less["retail_share"] <= more["retail_share"] + 1e-12).mean() > 0.95
        assert less["retail_share"].mean() < more["retail_share"].mean()
        assert less["circulation_end"].mean() < more["circulation_end"].mean()
    for name in ("expressions", "applications", "licences"):
        assert (eased[name] == tightened[name]).all()


def test_what_was_breached_is_told_by_rule() -> None:
    breached = _played("HK", ()).breached
    assert breached["HK.application.documents"] > PATHS * 0.8
    assert 0 < breached["HK.capital.paid_up"] < PATHS


# Which way each dial turns


@pytest.mark.parametrize(
    ("dial", "less", "more", "outcome"),
    [
        ("bar", 84, 72, "licences"),
        ("places", 1, 4, "licences"),
        ("hype", 1.0, 1.5, "expressions"),
        ("reserve_yield_bps", 360, 480, "expressions"),
        ("fixed_cost", 120, 60, "expressions"),
        ("fixed_cost", 120, 60, "applications"),
        ("application_cost", 40, 5, "applications"),
        ("horizon_years", 1, 5, "applications"),
        ("bar_unseen", 5, 30, "applications"),
        ("informed_share", 1, 0, "applications"),
        ("independent_share", 0.2, 0.6, "passes"),
        ("annex_items", 40, 10, "passes"),
    ],
)
def test_on_every_path_a_dial_turns_its_outcome_one_way(dial: str, less: float, more: float, outcome: str) -> None:
    low, high = played(**{dial: less}), played(**{dial: more})
    assert (low[outcome] <= high[outcome]).all()
    assert low[outcome].sum() < high[outcome].sum()


@pytest.mark.parametrize(
    ("dial", "less", "more", "outcome"),
    [
        ("network", 0.0, 1.3, "hhi_end"),
        ("owner_support", 5, 0, "stopped_by_law"),
        ("patience_months", 60, 12, "exits"),
        ("b2b_potential", 5000, 40000, "first_fare"),
        ("b2b_potential", 5000, 40000, "second_applications"),
        ("b2b_potential", 5000, 40000, "b2b_share"),
        ("b2b_speed", 0.15, 0.35, "circulation_end"),
        ("readiness_gain", 0, 15, "second_licences"),
        ("b2b_potential", 40000, 5000, "compliance_bps"),
        ("fixed_cost", 60, 120, "break_even"),
        ("distribution_bps", 60, 160, "break_even"),
        ("retail_lag", 40, 6, "retail_share"),
    ],
)
def test_on_average_a_dial_turns_its_outcome_one_way(dial: str, less: float, more: float, outcome: str) -> None:
    assert played(**{dial: less})[outcome].mean() < played(**{dial: more})[outcome].mean()


def test_business_use_comes_first_and_retail_use_after_its_lag() -> None:
    lag, launch = 9, 3
    months = game(retail_lag=lag, launch_months=launch).months()
    here = months[launch].b2b > 0
    assert here.any()
    assert all((month.b2b == 0).all() for month in months[:launch])
    assert all((month.retail == 0).all() for month in months[: launch + lag])
    assert (months[launch + lag].retail[here] > 0).any()


def test_the_second_round_hangs_on_how_the_first_licensees_fare() -> None:
    under_way = game()
    args = (
        under_way.first,
        under_way.firms,
        under_way.draws,
        under_way.values,
        under_way.held,
        under_way.point.law.floor,
    )
    everywhere = numpy.ones(PATHS, dtype=bool)
    badly, so_so, well = (second_round(*args, numpy.full(PATHS, fare), everywhere) for fare in (-1.0, 0.0, 1.0))
    for less, more in ((badly, so_so), (so_so, well)):
        assert (less.expressed <= more.expressed).all() and (less.applied <= more.applied).all()
        assert less.applied.sum() < more.applied.sum()
    closed = second_round(*args, numpy.full(PATHS, 1.0), ~everywhere)
    assert not closed.licensed.any() and (closed.applied == well.applied).all()


def test_without_a_second_round_nothing_of_it_is_told() -> None:
    none = played(second_month=60)
    assert not any(none[name].any() for name in ("second_expressions", "second_applications", "second_licences"))
    held = played()
    assert held["second_applications"].any() and (held["second_licences"] <= 2).all()


# What it costs


def test_a_firm_breaks_even_where_the_room_s_entry_rule_says() -> None:
    under_way = game(paths=2)
    values, firms, floor = under_way.values, under_way.firms, under_way.point.law.floor
    least = numpy.where(under_way.held.bound, floor, 0.0)
    found = break_even(firms, values, least, BREAK_EVEN_MOST)
    yields = values["reserve_yield_bps"] + numpy.zeros((2, 1))
    for place in numpy.ndindex(2, 40):
        if found[place] < BREAK_EVEN_MOST:
            alone = Business(
                fixed_cost=firms.fixed_cost[place],
                reserve_yield=float(yields[place[0], 0]) / 1e4,
                pass_through=firms.distribution[place],
                capital_cost=0.1,
                capital_least=least[place],
                capital_share=0.02,
            )
            assert found[place] == pytest.approx(alone.break_even_circulation())
    at = profit(found, firms, values, least)
    assert (numpy.abs(at[found < BREAK_EVEN_MOST]) < 1e-6).all()
    assert (at[found == BREAK_EVEN_MOST] <= 1e-6).all()
