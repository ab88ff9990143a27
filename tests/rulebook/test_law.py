"""The shipped law: its own cases, every threshold below, at and above, and sentences that can be checked by reading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import pytest

from lantau.rulebook import Finding, Level, Outcome, Rulebook, Value, load, reform_names
from lantau.rulebook.comparisons import BOUND_OPS, Must, compare
from lantau.rulebook.law import Branch, Case, Rule
from lantau.rulebook.logic import FUNCTIONS
from lantau.rulebook.reading import Reader
from lantau.rulebook.shelf import SHIPPED

DAY = date(2026, 9, 1)
CHINESE = re.compile(r"[\u4e00-\u9fff]")

GATES = {
    "HK": {
        "application", "perimeter", "pilot.act", "issue", "redeem", "redemption.clock", "transfer", "asset", "pool",
        "calendar", "documents", "judgements", "restricted_shares", "controller_notice", "officer_notice",
        "token", "token_operation", "deploy", "distributed_ledger", "key", "key_register", "key_generation",
        "key_distribution", "key_use", "key_destruction", "key_backup", "key_recovery", "key_log", "regular_duty",
        "technology", "information", "go_live", "system_change", "test_data", "backup_records", "account_opening",
        "account_registration", "account_system", "customer_account", "outsource", "arrangement", "arrangement_end",
        "customer_file", "intermediary", "wallet", "holder", "monitoring", "activity", "analytics_tool",
        "outgoing_transfer", "intermediary_transfer", "incoming_transfer", "unhosted_transfer", "counterparty",
        "travel_rule_solution", "aml_systems", "new_product", "overseas_operations", "screening", "screening_lists",
        "suspicion", "aml_records",
        "redeem_payout", "redemption.delay", "incentive", "terms", "policy", "offer", "distribution", "onboard",
        "location_controls", "law_watch", "other_activity", "white_paper", "disclosure", "complaint",
        "complaints_desk", "records",
        "licensee", "reserve", "valuation", "reserve_policy", "trust", "sweep", "custody", "mandate", "resource_use",
        "exposure", "reserve_counterparty", "metric", "limit_excess", "liquidity", "stress_test", "scenario_change",
        "reserve_return", "reserve_publication", "attestation_report", "reserve_disclosure", "annual_audit",
        "acquire_control", "adopt_policy", "appoint", "continuity", "controller", "director", "dispose_of_business",
        "drill", "employ", "exit_plan", "give_consent", "incident", "indicators", "officer", "stay_employed",
        "perimeter.path", "advertise", "exempt_activity", "exempt_offering", "filing", "licence_decision",
        "attach_condition", "condition_notice", "suspension_notice", "sanction_notice", "designation_notice",
        "register", "licence_fee", "waive", "surrender", "request", "suspend", "examination", "skilled_report",
        "designated", "investigation", "public_statement", "disclose_notice", "sanction", "transition",
        "provisional_licence", "closing_down", "closing_down_extension", "revoke", "appoint_statutory_manager",
    },
    "CN": {"cn.offshore_yuan"},
    "AE": {"perimeter", "application", "pool", "redemption", "redeem", "documents"},
    "EU": {"application", "pool", "asset", "redeem"},
    "JP": set(),
    "SG": {"application", "pool", "redemption"},
    "UK": set(),
    "US": {"pool", "asset", "redeem", "calendar"},
}  # fmt: skip


def named(item: object) -> str:
    """How a case is called in the list of tests."""
    match item:
        case Rule(id=name) | Case(name=name):
            return name
    return item if isinstance(item, str) else ""


def rules() -> list[tuple[Rulebook, Rule]]:
    return [(load(name), rule) for name in SHIPPED for rule in load(name).law.rules]


def cases() -> list[tuple[Rulebook, Rule, Case]]:
    return [(book, rule, case) for book, rule in rules() for case in rule.cases]


def judge(book: Rulebook, rule: Rule, facts: Mapping[str, Value | None], on: date | None = None) -> Finding:
    """On the day asked about, else the usual day, else the first day of a rule that begins later."""
    day = on or (DAY if rule.covers(DAY) else rule.since)
    (finding,) = book.judge(rule.id, facts, subject_id="x", on=day)
    return finding


@pytest.mark.parametrize(("book", "rule", "case"), cases(), ids=named)
def test_a_rule_comes_out_as_the_case_beside_its_text_says(book: Rulebook, rule: Rule, case: Case) -> None:
    finding = judge(book, rule, case.facts, case.on)
    assert finding.outcome is case.outcome, finding.sentence_en


@pytest.mark.parametrize(("book", "rule", "case"), cases(), ids=named)
def test_every_fact_left_out_in_turn_never_turns_a_breach_into_a_pass(book: Rulebook, rule: Rule, case: Case) -> None:
    for name in case.facts:
        without = judge(book, rule, {**case.facts, name: None})
        if case.outcome is Outcome.BREACHED:
            assert without.outcome in (Outcome.BREACHED, Outcome.UNKNOWN), f"{name}: {without.sentence_en}"
        if without.outcome is Outcome.UNKNOWN:
            assert without.missing, "an unknown finding says what it waits for"


def bounded() -> Iterator[tuple[Rulebook, Rule, Case, str, str, int]]:
    """Each plain comparison of a fact with a parameter, inside a case that is met."""
    for book, rule in rules():
        for case in rule.cases:
            reader = Reader({}, book.law.parameters, book.parameters_in_force(case.on), rule)
            for leaf in book.functions[rule.function](reader).leaves():
                plain = len(leaf.lhs.facts) == 1 and leaf.rhs.is_limit and leaf.rhs.bound and not leaf.conditional
                if plain and case.outcome is Outcome.MET and leaf.lhs.facts[0] in case.facts:
                    yield book, rule, case, leaf.lhs.facts[0], leaf.op, int(leaf.rhs.values)


@pytest.mark.parametrize(("book", "rule", "case", "fact", "op", "limit"), list(bounded()), ids=named)
@pytest.mark.parametrize("step", [-1, 0, 1])
def test_a_threshold_is_judged_below_at_and_above(
    book: Rulebook, rule: Rule, case: Case, fact: str, op: str, limit: int, step: int
) -> None:
    finding = judge(book, rule, {**case.facts, fact: limit + step})
    (leaf,) = [item for item in finding.comparisons if item.facts == (fact,) and item.op == op and item.limit == limit]
    expected = Outcome.MET if compare(limit + step, op, limit) else Outcome.BREACHED
    assert leaf.outcome is expected
    assert leaf.margin is not None and (leaf.margin >= 0) == (expected is Outcome.MET)


def test_the_thresholds_found_are_the_ones_there_are() -> None:
    assert {name for book, rule, *_ in bounded() for name in [rule.id]} >= {
        "HK.application.paid_up_capital",
        "HK.application.business_plan",
        "HK.application.budget",
        "HK.application.audited_accounts",
        "HK.redeem.no_interest",
        "HK.asset.eligible",
    }


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_net_capital_is_judged_below_at_and_above_its_floor(step: int) -> None:
    book = load("HK")
    floor = book.parameter("paid_up_capital_floor", DAY)
    facts: dict[str, Value | None] = {
        "applicant.is_authorized_institution": False,
        "applicant.paid_up_capital_hkd_cents": floor + 800_000_000 + step,
        "applicant.net_debit_balance_hkd_cents": 800_000_000,
    }
    (finding,) = book.judge("HK.application.paid_up_capital", facts, subject_id="x", on=DAY)
    assert finding.outcome is (Outcome.BREACHED if step < 0 else Outcome.MET)
    assert finding.margin == step


@pytest.mark.parametrize("rule", ["HK.transfer.identifying_data", "HK.transfer.originator_verified"])
@pytest.mark.parametrize(
    ("step", "expected"), [(-1, Outcome.NOT_APPLICABLE), (0, Outcome.BREACHED), (1, Outcome.BREACHED)]
)
def test_the_travel_rule_starts_at_its_threshold(rule: str, step: int, expected: Outcome) -> None:
    book = load("HK")
    value = book.parameter("travel_rule_threshold", DAY) + step
    facts: dict[str, Value | None] = {
        "transfer.value_hkd_cents": value,
        "transfer.linked_value_hkd_cents": value,
        "transfer.suspicion_of_ml_tf": False,
        "transfer.originator_address_or_id_present": False,
        "transfer.originator_verified": False,
    }
    (finding,) = book.judge(rule, facts, subject_id="x", on=DAY)
    assert finding.outcome is expected


@pytest.mark.parametrize(("step", "expected"), [(-1, Outcome.MET), (0, Outcome.MET), (1, Outcome.BREACHED)])
def test_a_deposit_is_judged_by_calendar_months(step: int, expected: Outcome) -> None:
    facts: dict[str, Value | None] = {
        "asset.class": "deposit",
        "asset.placed_on": date(2026, 11, 30),
        "asset.matures_on": date(2027, 2, 28) + timedelta(days=step),
    }
    (finding,) = load("HK").judge("HK.asset.eligible", facts, subject_id="x", on=DAY)
    assert finding.outcome is expected


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("HK.pool.full_backing", "pool.total_market_value_micros"),
        ("HK.pool.eligible_backing", "pool.eligible_market_value_micros"),
    ],
)
def test_one_cent_short_of_sixty_billion_dollars_is_a_breach(rule: str, value: str) -> None:
    par = 60_000_000_000 * 10**6
    facts: dict[str, Value | None] = {"pool.par_outstanding_micros": par, value: par - 10_000}
    (finding,) = load("HK").judge(rule, facts, subject_id="pol_1", on=DAY)
    assert finding.outcome is Outcome.BREACHED
    assert finding.comparisons[0].shortfall == 10_000
    assert "59,999,999,999.99" in finding.sentence_en and "short by 0.01" in finding.sentence_en


def test_a_pool_covered_only_by_an_ineligible_asset_breaks_no_statute() -> None:
    facts: dict[str, Value | None] = {
        "pool.total_market_value_micros": 100,
        "pool.eligible_market_value_micros": 60,
        "pool.par_outstanding_micros": 100,
    }
    whole, eligible = load("HK").judge("pool", facts, subject_id="pol_1", on=DAY)
    assert (whole.level, whole.outcome) == (Level.STATUTORY, Outcome.MET)
    assert (eligible.level, eligible.outcome, eligible.margin) == (Level.REGULATORY, Outcome.BREACHED, -40)


def test_a_failing_asset_says_which_limb_failed() -> None:
    facts: dict[str, Value | None] = {
        "asset.class": "debt",
        "asset.issuer_kind": "government",
        "asset.valued_on": date(2026, 9, 1),
        "asset.matures_on": date(2028, 9, 1),
        "asset.risk_weight_bps": 0,
        "asset.highly_liquid": False,
        "asset.financial_institution_liability": False,
    }
    (finding,) = load("HK").judge("HK.asset.eligible", facts, subject_id="x", on=DAY)
    assert [
        item.limb for item in finding.comparisons if item.outcome is Outcome.BREACHED and item.limb not in ("class", "")
    ][:2] == [
        "residual_maturity",
        "liquidity",
    ]
    assert "Maturity day is 2028-09-01" in finding.sentence_en
    assert "not highly liquid" in finding.sentence_en
    assert "bank deposit" not in finding.sentence_en


@pytest.mark.parametrize(("book", "rule", "case"), cases(), ids=named)
def test_a_sentence_has_value_limit_and_citation_in_both_languages(book: Rulebook, rule: Rule, case: Case) -> None:
    finding = judge(book, rule, case.facts)
    for text in (finding.sentence_en, finding.sentence_zh):
        assert f"[{rule.citation}]" in text
    assert CHINESE.search(finding.sentence_zh) and not CHINESE.search(finding.sentence_en)
    assert "{" not in finding.sentence_en + finding.sentence_zh
    shown = [item for item in finding.comparisons if item.sentence_en.lower() in finding.sentence_en.lower()]
    for item in shown:
        assert item.sentence_zh in finding.sentence_zh
    if finding.outcome is Outcome.BREACHED and finding.margin is not None and len(finding.comparisons) == 1:
        assert shown, finding.sentence_en


def test_the_model_sentence_reads_as_designed() -> None:
    facts: dict[str, Value | None] = {
        "applicant.is_authorized_institution": False,
        "applicant.paid_up_capital_hkd_cents": 3_000_000_000,
        "applicant.net_debit_balance_hkd_cents": 800_000_000,
    }
    (finding,) = load("HK").judge("HK.application.paid_up_capital", facts, subject_id="x", on=DAY)
    assert finding.sentence_en == (
        "Paid-up capital net of net debit balance is HKD 22,000,000.00; "
        "at least HKD 25,000,000.00 is required (short by HKD 3,000,000.00) [O Sch.2 s.4(2)]."
    )
    assert finding.sentence_zh == (
        "已繳股本（扣除借方淨差額後）為HKD 22,000,000.00；"
        "規定最少為HKD 25,000,000.00（尚差HKD 3,000,000.00） [O Sch.2 s.4(2)]。"
    )


@pytest.mark.parametrize(("book", "rule", "case"), cases(), ids=named)
def test_a_finding_is_plain_data_without_floats(book: Rulebook, rule: Rule, case: Case) -> None:
    body = judge(book, rule, case.facts).as_body()
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    assert json.loads(text, parse_float=lambda number: pytest.fail(f"a float: {number}")) == body


@pytest.mark.parametrize("name", SHIPPED)
def test_the_gates_are_the_ones_the_rooms_ask(name: str) -> None:
    assert {gate for rule in load(name).law.rules for gate in rule.gates} == GATES[name]


def test_no_logic_lies_unused() -> None:
    used = {rule.function for _, rule in rules()}
    reforms = [reform for name in SHIPPED for reform in reform_names(name)]
    used |= {rule.function for reform in reforms for rule in load(reform).law.rules}
    assert used == set(FUNCTIONS)


def test_every_bound_is_written_as_its_comparison() -> None:
    for book, rule in rules():
        reader = Reader({}, book.law.parameters, book.parameters_in_force(rule.since), rule)
        for leaf in book.functions[rule.function](reader).leaves():
            assert isinstance(leaf, Must)
            assert not leaf.rhs.bound or BOUND_OPS[leaf.rhs.bound] == leaf.op


def test_the_clock_reads_the_number_of_days_the_deadline_was_counted_with() -> None:
    book = load("HK")
    assert book.parameter("redemption_business_days", DAY) == 1
    (finding,) = book.judge("redemption.clock", {"redemption.valid": True}, subject_id="ord_1", on=DAY)
    assert finding.parameters["redemption_business_days"] == 1


def test_cadences_name_their_rule_value_and_citation() -> None:
    cadences = {item.kind: item for item in load("HK").cadences(DAY)}
    assert len(cadences) == len(load("HK").law.duties)
    assert (cadences["weekly_report"].value, cadences["weekly_report"].unit) == (7, "days")
    assert (cadences["attestation_report"].anchor, cadences["attestation_report"].value) == (
        "last_business_day_of_period",
        1,
    )
    assert cadences["audited_accounts"].citation == "G 8.2.5"
    assert (cadences["reserve_breach_report"].anchor, cadences["reserve_breach_report"].value) == ("event", 0)
    branches = {rule.id: rule.branch for rule in load("HK").law.rules}
    for kind, item in cadences.items():
        facts: dict[str, Value | None] = {
            "obligation.kind": kind, "obligation.due_on": DAY, "obligation.done_on": DAY, "obligation.as_of": DAY,
            "obligation.after": DAY, "licensee.is_authorized_institution": branches[item.rule_id] is Branch.ONLY,
        }  # fmt: skip
        (finding,) = load("HK").judge(item.rule_id, facts, subject_id="obl_1", on=DAY)
        assert finding.outcome is Outcome.MET
