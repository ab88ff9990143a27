"""Rules compile into whole numbers that say what the rules' own logic says; what no such numbers say is refused."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lantau.refusal import Refused
from lantau.rulebook import Outcome, Rule, Rulebook, load
from lantau.rulebook.columns import CODES
from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.measures import INT64_MAX
from lantau.rulebook.programs import Operation, Program, Sign
from lantau.rulebook.reading import Reader
from tests.rulebook.states import BOOKS, DAY, JUDGED, compiled, day_of, decided, facts_in_row, facts_of, states

VALUE, PAR, ELIGIBLE = (
    "pool.total_market_value_micros",
    "pool.par_outstanding_micros",
    "pool.eligible_market_value_micros",
)
POOL = [VALUE, PAR, ELIGIBLE]
MONTHS_COUNTED = {
    "HK.asset.eligible", "HK.complaints.retention", "HK.controllers.indirect", "HK.controllers.majority",
    "HK.controllers.minority", "HK.enforcement.suspension", "HK.transition.closing_down",
}  # fmt: skip
"""The rules that count calendar months from a day that is a fact, which is no sum."""

NEEDED = {
    "HK.pool.full_backing", "HK.pool.eligible_backing", "HK.reserve.over_collateral", "HK.reserve.stressed_backing",
    "HK.capital.paid_up", "HK.capital.condition", "HK.capital.liquid_net_assets", "HK.redeem.promptly",
    "HK.redeem.clock", "HK.redeem.fee", "HK.redeem.payout", "HK.redeem.par_retired",
    "HK.liquidity.covers_redemptions", "HK.holder.identity",
}  # fmt: skip


@pytest.mark.parametrize("name", BOOKS)
def test_every_rule_compiles_but_those_that_count_calendar_months_from_a_fact(name: str) -> None:
    book = load(name)
    in_force = {rule.id for rule in book.rules_in_force(day_of(book))}
    done = {rule.id for _, rule, _ in compiled(name)}
    assert in_force - done == (MONTHS_COUNTED if name.startswith("HK") else set())
    if name.startswith("HK"):
        applications = {rule_id for rule_id in in_force if rule_id.startswith("HK.application.")}
        assert len(applications) == 10 and done >= NEEDED | applications


@pytest.mark.parametrize("name", JUDGED)
def test_a_program_says_of_any_state_what_the_rulebook_says(name: str) -> None:
    rng = numpy.random.default_rng(7)
    for book, rule, program in compiled(name):
        values, known = states(program, rng, 4)
        for row in range(4):
            (finding,) = book.judge(rule.id, facts_in_row(program, values, known, row), subject_id="x", on=day_of(book))
            assert decided(program, values[:, row], known[:, row]) == [CODES[finding.outcome]], rule.id


def test_full_backing_is_value_less_par_and_nothing_else() -> None:
    program = load("HK").program("HK.pool.full_backing", [VALUE, PAR], DAY)
    assert [array.tolist() for array in program.arrays] == [
        [0, 1],
        [0],
        [0],
        [Sign.AT_LEAST],
        [0],
        [0, 2],
        [0, 1],
        [1, -1],
    ]
    assert program.magnitude_max.tolist() == [INT64_MAX // 2]
    assert (program.rules, program.facts, program.depth) == (("HK.pool.full_backing",), (VALUE, PAR), 1)


def test_a_legal_number_goes_in_as_a_constant_with_its_citation() -> None:
    facts = ["licensee.other_approved_resources_hkd_cents", "licensee.is_authorized_institution"]
    book = load("HK")
    floor = book.parameter("paid_up_capital_floor", DAY)
    program = book.program("HK.capital.paid_up", facts, DAY)
    assert program.parameters == {"paid_up_capital_floor": book.parameter_in_force("paid_up_capital_floor", DAY)}
    assert program.parameters["paid_up_capital_floor"].citation.startswith("O Sch.2 s.4")
    assert -floor in program.constants.tolist()
    reformed = load("HK+floor50").program("HK.capital.paid_up", facts, DAY)
    assert reformed.parameters["paid_up_capital_floor"].value == 2 * floor
    assert reformed.digest != program.digest


def test_a_share_is_cross_multiplied_to_the_smallest_whole_numbers() -> None:
    facts = ["applicant.independent_director_count", "applicant.board_count"]
    program = load("HK").program(
        "HK.application.independent_directors", facts, DAY, fixed={"applicant.is_authorized_institution": False}
    )
    share = load("HK").parameter_in_force("independent_director_share", DAY)
    assert program.term_coefficients.tolist() == [share.denominator, -share.value]
    assert program.magnitude_max.tolist() == [INT64_MAX // (share.denominator + share.value)]


def test_what_a_reform_supposes_is_a_constant_whatever_the_column_says() -> None:
    facts = facts_of(load("CN"), load("CN").law.rules[0])
    before, after = (load(name).program(load("CN").law.rules[0].id, facts, DAY) for name in ("CN", "CN+approved-cnh"))
    assert after.fixed == {"coin.mainland_approval": True} and before.fixed == {}
    column = facts.index("coin.mainland_approval")
    assert column in before.columns_of(0) and column not in after.columns_of(0)


def test_what_the_caller_fixes_is_folded_away() -> None:
    facts = ["redemption.settled_epoch_seconds", "redemption.deadline_epoch_seconds", "redemption.as_of_epoch_seconds"]
    book = load("HK")
    valid = book.program("HK.redeem.clock", facts, DAY, fixed={"redemption.valid": True})
    assert valid.fixed == {"redemption.valid": True}
    for settled, code in ((9, CODES["met"]), (10, CODES["breached"])):
        assert decided(valid, numpy.array([settled, 10, 11]), numpy.ones(3, dtype=bool)) == [code]
    for fixed, outcome in ((False, "not_applicable"), (None, "unknown")):
        program = book.program("HK.redeem.clock", facts, DAY, fixed={"redemption.valid": fixed})
        assert program.operations.tolist() == [Operation.CONSTANT]
        assert program.operands.tolist() == [CODES[Outcome(outcome)]]


def test_calendar_months_from_a_day_that_is_fixed_are_counted_when_compiling() -> None:
    facts = ["asset.matures_on"]
    fixed = {"asset.class": "deposit", "asset.placed_on": date(2026, 11, 30)}
    program = load("HK").program("HK.asset.eligible", facts, DAY, fixed=fixed)
    for day, code in ((date(2027, 2, 28), 0), (date(2027, 3, 1), 1)):
        assert decided(program, numpy.array([day.toordinal()]), numpy.array([True])) == [code]


def test_words_of_a_fact_without_a_list_are_numbered_by_the_program() -> None:
    facts = ["obligation.kind", "obligation.done_on", "obligation.after", "licensee.is_authorized_institution"]
    rules = ["HK.redeem.promptly", "HK.reserve.policy_correction"]
    program = load("HK").program(rules, facts, DAY)
    duties = [rule.duty for rule in load("HK").rules_for(rules, DAY)]
    assert program.words == {"obligation.kind": tuple(duties)}
    day = DAY.toordinal()
    for code in (-1, 0, 1):
        values = numpy.array([code, day, day, 0])
        met = [CODES["met"] if code == place else CODES["not_applicable"] for place in (0, 1)]
        assert decided(program, values, numpy.ones(4, dtype=bool)) == met


def test_the_same_question_has_the_same_digest_and_survives_a_pickle() -> None:
    book = load("HK")
    one, two = (book.program(["HK.pool.full_backing"], POOL, DAY) for _ in range(2))
    again = pickle.loads(pickle.dumps(one))
    assert one.digest == two.digest == again.digest and len(one.digest) == 64
    assert again.rules == one.rules and [a.tolist() for a in again.arrays] == [a.tolist() for a in one.arrays]
    others = [
        book.program(["HK.pool.eligible_backing"], POOL, DAY),
        book.program(["HK.pool.full_backing"], POOL[::-1], DAY),
        book.program(["HK.pool.full_backing", "HK.pool.eligible_backing"], POOL, DAY),
        replace(one, magnitude_max=one.magnitude_max - 1),
    ]
    assert len({one.digest, *(other.digest for other in others)}) == 5


def test_a_later_day_is_refused_unless_the_last_text_is_held() -> None:
    late = load("HK").law.covered_until + timedelta(days=1)
    with pytest.raises(Refused, match=r"rulebook\.not_covered"):
        load("HK").program("pool", POOL, late)
    held = load("HK").program("pool", POOL, late, hold_last=True)
    assert held.held_last and held.law_day == load("HK").law.covered_until
    assert not load("HK").program("pool", POOL, DAY).held_last
    with pytest.raises(Refused, match=r"rulebook\.not_covered"):
        load("HK").program("pool", POOL, load("HK").law.covered_since - timedelta(days=1), hold_last=True)


@pytest.mark.parametrize(
    ("rules", "facts", "fixed", "code", "where"),
    [
        (["HK.pool.no_backing"], POOL, {}, "rulebook.unknown_rule", "HK.pool.no_backing"),
        ([], POOL, {}, "rulebook.unknown_rule", "rules"),
        (["HK.pool.full_backing"], [*POOL, "pool.colour"], {}, "rulebook.unknown_fact", "pool.colour"),
        (["HK.pool.full_backing"], [*POOL, PAR], {}, "rulebook.not_a_program", PAR),
        (["HK.pool.full_backing"], POOL, {PAR: 1}, "rulebook.not_a_program", PAR),
        (["HK.pool.full_backing"], [VALUE], {PAR: True}, "rulebook.wrong_type", PAR),
        (["HK.pool.full_backing"], [VALUE], {PAR: 2**63}, "rulebook.overflow", PAR),
        (["HK.pool.full_backing"], [VALUE], {"pool.colour": 1}, "rulebook.unknown_fact", "pool.colour"),
        (["HK.asset.eligible"], ["asset.class", "asset.placed_on"], {}, "rulebook.not_a_program", "HK.asset.eligible"),
    ],
)
def test_what_cannot_be_compiled_is_refused_at_its_place(
    rules: list[str], facts: list[str], fixed: dict[str, Any], code: str, where: str
) -> None:
    with pytest.raises(Refused) as caught:
        load("HK").program(rules, facts, DAY, fixed=fixed)
    assert (caught.value.refusal.code.name, caught.value.refusal.where) == (code, where)


def test_amounts_that_could_wrap_a_sum_are_not_admitted() -> None:
    program = load("HK").program(["HK.pool.full_backing"], [*POOL, "order.par_micros"], DAY)
    most = int(program.magnitude_max[0])
    fitting = numpy.array([[most], [-most], [INT64_MAX], [INT64_MAX]])
    program.admit(fitting)
    for column, name in ((0, VALUE), (1, PAR)):
        for beyond in (most + 1, -most - 1, -(2**63)):
            with pytest.raises(Refused, match=r"rulebook\.overflow") as caught:
                program.admit(numpy.where(numpy.arange(4)[:, None] == column, beyond, fitting))
            assert caught.value.refusal.where == name


def lawbook(logic: Callable[[Reader], Node]) -> tuple[Rulebook, Rule]:
    """A book whose one rule has this logic."""
    book = load("HK")
    (rule,) = book.rules_for("HK.pool.full_backing", DAY)
    return Rulebook("HK", replace(book.law, rules=(rule,)), {rule.function: logic}), rule


def multiplied(read: Reader) -> Node:
    return Must(read.fact(VALUE).at_rate(read.fact(PAR), "micros", 1), ">=", read.fact(ELIGIBLE))


def of_two_lists(read: Reader) -> Node:
    return Must(read.fact("asset.class"), "==", read.fact("asset.issuer_kind"))


def of_another_list(read: Reader) -> Node:
    return Must(read.fact("coin.reference_currency"), "==", read.word("asset.class", "cash"))


def both_recorded(read: Reader) -> Node:
    return Must((read.fact(VALUE) - read.fact(PAR)).recorded)


def too_large(read: Reader) -> Node:
    return Must(read.fact(VALUE), ">=", replace(read.parameter("paid_up_capital_floor"), values=2**63, unit="micros"))


def too_deep(read: Reader) -> Node:
    node: Node = Must(read.fact(VALUE), ">=", read.fact(PAR))
    for _ in range(31):
        node = Every(Must(read.fact(VALUE), ">=", read.fact(PAR)), node)
    return node


@pytest.mark.parametrize(
    ("logic", "why"),
    [
        (multiplied, "multiplies two facts"), (of_two_lists, "different lists"), (of_another_list, "another list"),
        (both_recorded, "several facts"), (too_large, "64 bits"), (too_deep, "too deep"),
    ],
)  # fmt: skip
def test_logic_that_is_no_sum_is_refused_with_its_rule_and_reason(logic: Callable[[Reader], Node], why: str) -> None:
    book, rule = lawbook(logic)
    with pytest.raises(Refused, match=why) as caught:
        book.program(rule.id, [*POOL, "asset.class", "asset.issuer_kind", "coin.reference_currency"], DAY)
    refusal = caught.value.refusal
    assert (refusal.code.name, refusal.where, refusal.citation) == ("rulebook.not_a_program", rule.id, rule.citation)


TRUTHS = ["order.has_cap", "asset.tokenised", "redemption.valid"]
Spec = Any


def leaf_specs() -> st.SearchStrategy[Spec]:
    orders = st.sampled_from([">=", "<=", ">", "<", "==", "!="])
    quantity = st.sampled_from(POOL)
    return (
        st.tuples(st.sampled_from(["true", "false", "recorded", "absent"]), st.sampled_from(TRUTHS))
        | st.tuples(st.just("order"), orders, quantity, quantity)
        | st.tuples(st.just("net"), orders, quantity, quantity, quantity)
        | st.tuples(st.just("share"), orders, quantity, quantity)
    )


SPECS = st.recursive(
    leaf_specs(),
    lambda inner: st.tuples(
        st.sampled_from(["every", "either"]), st.lists(inner, min_size=1, max_size=3), st.none() | inner
    ),
    max_leaves=8,
)


def built(spec: Spec, read: Reader) -> Node:
    match spec:
        case ("true", name):
            return Must(read.fact(name))
        case ("false", name):
            return Must(read.fact(name), "==", read.no())
        case ("recorded", name):
            return Must(read.fact(name).recorded)
        case ("absent", name):
            return Must(read.fact(name).absent)
        case ("order", op, left, right):
            return Must(read.fact(left), op, read.fact(right))
        case ("net", op, left, less, right):
            return Must(read.fact(left) - read.fact(less), op, read.fact(right))
        case ("share", op, left, right):
            return Must(read.fact(left), op, read.fact(right).share(read.parameter("independent_director_share")))
        case (joining, limbs, when):
            made = Every if joining == "every" else Either
            nodes = [built(limb, read) for limb in limbs]
            return made(*nodes, when=None if when is None else built(when, read))
    raise AssertionError(spec)


FACTS = {name: st.sampled_from([True, False, None]) for name in TRUTHS} | {
    name: st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7, None]) for name in POOL
}


@given(
    spec=SPECS,
    facts=st.fixed_dictionaries(FACTS),
    fixed=st.sets(st.sampled_from([*TRUTHS, *POOL])),
    left_out=st.booleans(),
)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_logic_of_sums_is_decided_as_its_own_comparisons_decide_it(
    spec: Spec, facts: dict[str, Any], fixed: set[str], left_out: bool
) -> None:
    book, rule = lawbook(lambda read: built(spec, read))
    columns = [name for name in facts if name not in fixed]
    given_facts = {name: facts[name] for name in (columns if left_out else facts)}
    program: Program = book.program(
        rule.id, columns, DAY, fixed={} if left_out else {name: facts[name] for name in fixed}
    )
    values = numpy.array([int(facts[name] or 0) for name in columns], dtype=numpy.int64)
    known = numpy.array([facts[name] is not None for name in columns], dtype=bool)
    (finding,) = book.judge(rule.id, given_facts, subject_id="x", on=DAY)
    assert decided(program, values, known) == [CODES[finding.outcome]]
