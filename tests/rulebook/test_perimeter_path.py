"""The path through the perimeter: each answer comes out of a rule, and what nobody told is neither yes nor no."""

from __future__ import annotations

from datetime import date
from pathlib import Path as File

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.refusal import Refused
from lantau.rulebook import Outcome, Value, load, queries
from lantau.rulebook.perimeter_path import (
    ACTIVITY,
    CONCLUSIONS,
    DERIVED,
    HOLDING_OUT,
    ISSUE,
    OFFER_RULE,
    SPECIFIED,
    STABLECOIN,
    Answer,
    Path,
    perimeter_path,
    questionnaire,
)

DAY = date(2026, 9, 1)
EXAMPLES = File(__file__).parents[2] / "examples" / "perimeter"
YES, NO, UNKNOWN, SILENT = Answer.YES, Answer.NO, Answer.UNKNOWN, Answer.DOES_NOT_ARISE


def told(name: str) -> dict[str, Value | None]:
    read = queries.read_issuer(EXAMPLES / f"{name}.toml")
    assert isinstance(read, queries.IssuerFacts)
    return dict(read.facts)


def walked(name: str, **changes: Value | None) -> Path:
    changed = {fact.replace("__", "."): value for fact, value in changes.items()}
    return perimeter_path(load("HK"), name, {**told(name), **changed}, on=DAY)


def answers(path: Path) -> tuple[Answer, ...]:
    return tuple(step.answer for step in path.conclusions)


def may_offer(path: Path, kind: str) -> tuple[Answer, Answer]:
    line = next(line for line in path.offers if line.offeror_kind == kind)
    return line.to_public, line.to_specified


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hkd-coin-abroad", (YES, YES, YES, NO, SILENT, NO)),
        ("usd-coin-for-professionals", (YES, YES, NO, SILENT, SILENT, YES)),
        ("usd-coin-at-a-shop", (YES, YES, NO, SILENT, SILENT, NO)),
        ("tokenised-deposit", (NO, NO, NO, SILENT, SILENT, SILENT)),
        ("loyalty-token", (NO, NO, NO, SILENT, SILENT, SILENT)),
        ("missing-place", (YES, YES, UNKNOWN, UNKNOWN, SILENT, NO)),
        ("licensed-coin", (YES, YES, YES, YES, YES, YES)),
    ],
)
def test_each_example_comes_out_as_the_sections_say(name: str, expected: tuple[Answer, ...]) -> None:
    assert answers(walked(name)) == expected


def test_every_example_is_named_here() -> None:
    listed = {file.stem for file in EXAMPLES.glob("*.toml")}
    assert listed == {
        "hkd-coin-abroad", "usd-coin-for-professionals", "usd-coin-at-a-shop", "tokenised-deposit", "loyalty-token",
        "missing-place", "licensed-coin",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["hkd-coin-abroad", "missing-place", "loyalty-token"])
def test_every_answer_is_the_outcome_of_the_rule_it_names(name: str) -> None:
    outcomes = {Outcome.MET: YES, Outcome.BREACHED: NO, Outcome.UNKNOWN: UNKNOWN, Outcome.NOT_APPLICABLE: SILENT}
    path = walked(name)
    assert [step.number for step in path.steps] == list(range(1, len(path.steps) + 1))
    for step in path.steps:
        assert (step.answer, step.rule_id) == (outcomes[step.finding.outcome], step.finding.rule_id)
        assert step.citation.startswith("O s.")
        assert step.question.en and step.question.zh


def test_a_step_rests_on_earlier_steps_and_on_the_facts_that_they_did_not_ask_for() -> None:
    path = walked("usd-coin-for-professionals")
    stablecoin, specified = path.step(STABLECOIN), path.step(SPECIFIED)
    assert (stablecoin.steps, stablecoin.facts) == ((1, 2, 3, 4, 5, 6), ())
    assert specified.steps == (stablecoin.number,)
    assert "coin.references_official_currency_only" in [item.name for item in specified.facts]
    assert {number for step in path.steps for number in step.steps if number >= step.number} == set()


@pytest.mark.parametrize("fact", [
    "instrument.official_issuer", "instrument.limited_purpose_token", "instrument.securities_or_futures",
    "instrument.float_or_svf_deposit", "instrument.bank_deposit",
])  # fmt: skip
def test_each_exclusion_alone_takes_a_coin_out_and_one_left_open_leaves_all_open(fact: str) -> None:
    facts = told("licensed-coin")
    out = perimeter_path(load("HK"), "x", {**facts, fact: True}, on=DAY)
    assert (out.step(STABLECOIN).answer, out.step(ACTIVITY).answer, out.step(ISSUE).answer) == (NO, NO, SILENT)
    assert out.offers == ()
    opened = perimeter_path(load("HK"), "x", {**facts, fact: None, "issuer.licensed": False}, on=DAY)
    assert (opened.step(STABLECOIN).answer, opened.step(ISSUE).answer) == (UNKNOWN, UNKNOWN)


def test_the_place_is_a_judgement_and_the_factors_only_stand_beside_it() -> None:
    here = {
        f"place__{name}_in_hong_kong": True
        for name in ("managed", "incorporated", "minted", "reserve_managed", "bank_accounts")
    }
    path = walked("missing-place", **here)
    step = path.step("HK.perimeter.in_hong_kong")
    assert step.answer is UNKNOWN
    assert len(step.beside) == len(here)
    judged = walked("missing-place", **here, act__issue_in_hong_kong=False)
    assert judged.step("HK.perimeter.in_hong_kong").answer is NO


def test_a_hong_kong_dollar_coin_is_regulated_wherever_it_is_issued() -> None:
    for place in (True, False, None):
        path = walked("hkd-coin-abroad", act__issue_in_hong_kong=place)
        assert (path.step(ACTIVITY).answer, path.step(ISSUE).answer) == (YES, NO)


def test_an_issuer_abroad_may_not_market_here_what_it_may_issue_there() -> None:
    path = walked("usd-coin-for-professionals", marketing__issue_to_hong_kong=True)
    assert (path.step(ISSUE).answer, path.step(HOLDING_OUT).answer) == (SILENT, NO)
    assert path.blocks


def test_an_exemption_opens_what_section_8_closes() -> None:
    assert walked("hkd-coin-abroad", issuer__exempted=True).step(ISSUE).answer is YES
    assert walked("hkd-coin-abroad", issuer__exempted=None).step(ISSUE).answer is UNKNOWN


def test_who_may_offer_depends_on_the_coin_and_on_whom_it_is_offered_to() -> None:
    licensed, abroad = walked("licensed-coin"), walked("usd-coin-for-professionals")
    prohibited, unjudged = walked("hkd-coin-abroad"), walked("missing-place")
    assert may_offer(licensed, "type_1_corporation") == (YES, YES)
    assert may_offer(licensed, "other") == (NO, NO)
    assert may_offer(abroad, "type_1_corporation") == (NO, YES)
    assert may_offer(abroad, "other") == (NO, NO)
    assert may_offer(prohibited, "authorized_institution") == (NO, NO)
    assert may_offer(unjudged, "virtual_asset_trading_platform") == (NO, UNKNOWN)


def test_an_offer_needs_all_three_things_told_or_active_marketing() -> None:
    told_little = walked("usd-coin-at-a-shop", offer__tells_terms=False, marketing__offer_to_hong_kong=False)
    assert told_little.step(OFFER_RULE).answer is SILENT
    marketed = walked("usd-coin-at-a-shop", offer__tells_terms=False)
    assert marketed.step(OFFER_RULE).answer is NO
    nobody_knows = walked("usd-coin-at-a-shop", offer__tells_terms=None, marketing__offer_to_hong_kong=False)
    assert nobody_knows.step(OFFER_RULE).answer is UNKNOWN


@pytest.mark.parametrize("fact", DERIVED)
def test_what_the_path_finds_itself_is_not_told(fact: str) -> None:
    with pytest.raises(Refused) as refused:
        perimeter_path(load("HK"), "x", {fact: False}, on=DAY)
    assert (refused.value.refusal.code.name, refused.value.refusal.where) == ("rulebook.derived_fact", fact)


def test_a_day_outside_the_texts_and_a_law_without_a_perimeter_are_refused() -> None:
    with pytest.raises(Refused) as uncovered:
        perimeter_path(load("HK"), "x", {}, on=date(2027, 1, 1))
    assert uncovered.value.refusal.code.name == "rulebook.not_covered"
    with pytest.raises(Refused) as unknown:
        perimeter_path(load("EU"), "x", {}, on=DAY)
    assert unknown.value.refusal.code.name == "rulebook.unknown_rule"


def test_the_questionnaire_asks_for_every_fact_that_an_answer_waits_for() -> None:
    asked = {fact.name for fact, _ in questionnaire(load("HK"), DAY)}
    nothing = perimeter_path(load("HK"), "x", {}, on=DAY)
    waited = {item.name for step in nothing.steps for item in step.facts if item.value is None}
    assert waited - set(DERIVED) <= asked
    assert {name for file in EXAMPLES.glob("*.toml") for name in told(file.stem)} <= asked


def test_the_path_is_plain_data() -> None:
    body = walked("missing-place").as_body()
    assert body["conclusions"] == dict(
        zip(CONCLUSIONS, ["yes", "yes", "unknown", "unknown", "does_not_arise", "no"], strict=True)
    )


@given(dropped=st.sets(st.sampled_from(sorted(told("hkd-coin-abroad")))), name=st.sampled_from(
    ["hkd-coin-abroad", "licensed-coin", "usd-coin-for-professionals", "loyalty-token"]
))  # fmt: skip
def test_a_fact_left_out_never_turns_one_answer_into_another(dropped: set[str], name: str) -> None:
    whole = walked(name)
    fewer = perimeter_path(
        load("HK"), name, {fact: value for fact, value in told(name).items() if fact not in dropped}, on=DAY
    )
    for before, after in zip(whole.steps, fewer.steps, strict=True):
        assert after.answer in (before.answer, UNKNOWN), after.rule_id


@pytest.mark.parametrize(("exempted", "expected"), [(True, YES), (False, NO), (None, UNKNOWN)])
def test_an_offer_under_an_exemption_of_the_issue_stands_only_where_the_issuer_is_exempted(
    exempted: bool | None, expected: Answer
) -> None:
    unlicensed = {"issuer__licensed": False, "issuer__transitional": False, "offer__offeror_kind": "other"}
    path = walked("licensed-coin", **unlicensed, offer__own_exempt_issue=True, issuer__exempted=exempted)
    assert path.step(OFFER_RULE).answer is expected
