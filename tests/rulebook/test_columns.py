"""A register of many is judged by the very functions that judge one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lantau.refusal import Refused
from lantau.rulebook import Outcome, Rulebook, Value, load
from lantau.rulebook import columns as in_columns
from lantau.rulebook.columns import CODES
from lantau.rulebook.gathering import law_from
from lantau.rulebook.loading import parse
from lantau.rulebook.logic import FUNCTIONS
from lantau.rulebook.measures import INT64_MAX
from lantau.rulebook.proving import prove
from lantau.rulebook.vocabulary import largest, vocabulary
from tests.rulebook.small_law import HEAD, TOPIC

DAY = date(2026, 9, 1)
NUMBERS = [0, 1, 2, 3, 7, 22, 23, 799_999, 800_000, 2_499_999_999, 2_500_000_000, 60_000_000_000 * 10**6, -1]
NUMBERS += [60_000_000_000 * 10**6 - 10_000, INT64_MAX, -INT64_MAX, INT64_MAX - 1]
DAYS = [date(2026, 9, 1), date(2026, 11, 30), date(2027, 2, 28), date(2027, 3, 1), date(2027, 9, 1), date(2027, 9, 2)]
WORDS = ["HKD", "CNY", "CNH", "stress_test", "daily_statement", "weekly_report"]


def values_of(name: str) -> st.SearchStrategy[Value | None]:
    fact = vocabulary()[name]
    match fact.kind:
        case "bool":
            return st.sampled_from([True, False, None])
        case "int":
            return st.sampled_from([*(number for number in NUMBERS if abs(number) <= largest(fact)), None])
        case "date":
            return st.sampled_from([*DAYS, None])
    return st.sampled_from([*(fact.values or WORDS), None])


SUBJECTS = st.fixed_dictionaries({name: values_of(name) for name in vocabulary()})


@pytest.mark.parametrize("name", ["HK", "HK+draft-may-2025", "CN", "CN+approved-cnh"])
@given(rows=st.lists(SUBJECTS, min_size=1, max_size=8))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_columns_and_single_subjects_come_out_alike(name: str, rows: Sequence[dict[str, Value | None]]) -> None:
    book = load(name)
    columns = {fact: [row[fact] for row in rows] for fact in vocabulary()}
    evaluation = book.evaluate(columns, on=DAY)
    assert [column.rule.id for column in evaluation] == [rule.id for rule in book.rules_in_force(DAY)]
    ids = [rule.id for rule in book.rules_in_force(DAY)]
    for number, row in enumerate(rows):
        alone = book.judge(ids, row, subject_id="x", on=DAY)
        assert [CODES[item.outcome] for item in alone] == [int(column.codes[number]) for column in evaluation]
        assert evaluation.finding(ids[0], number, "x") == alone[0]


def cents(*values: int) -> Any:
    return numpy.array(values, dtype=numpy.int64)


def test_a_mask_makes_a_cell_unknown_whatever_lies_in_it() -> None:
    par = 60_000_000_000 * 10**6
    columns = {
        "pool.eligible_market_value_micros": (cents(par, par - 10_000, par), numpy.array([True, True, False])),
        "pool.par_outstanding_micros": cents(par, par, par),
    }
    column = load("HK").evaluate(columns, on=DAY, gate="pool")["HK.pool.eligible_backing"]
    assert column.codes.tolist() == [CODES[Outcome.MET], CODES[Outcome.BREACHED], CODES[Outcome.UNKNOWN]]
    assert column.count(Outcome.BREACHED) == 1
    assert column.rows(Outcome.UNKNOWN).tolist() == [2]


def test_a_missing_column_is_missing_in_every_row() -> None:
    column = load("HK").evaluate({"pool.par_outstanding_micros": cents(1, 2)}, on=DAY, gate="pool")[
        "HK.pool.full_backing"
    ]
    assert column.count(Outcome.UNKNOWN) == 2


def test_no_subject_at_all_is_no_finding_at_all() -> None:
    evaluation = load("HK").evaluate({"pool.par_outstanding_micros": cents()}, on=DAY, subject_kind="pool")
    assert [len(column.codes) for column in evaluation] == [0, 0]
    assert load("HK").evaluate({}, on=DAY, gate="pool").row_count == 0


def test_a_missing_day_is_not_a_day() -> None:
    columns = {
        "asset.class": numpy.array(["deposit", "deposit"]),
        "asset.placed_on": numpy.array(["2026-09-01", "2026-09-01"], dtype="datetime64[D]"),
        "asset.matures_on": numpy.array(["2026-12-01", "NaT"], dtype="datetime64[D]"),
    }
    column = load("HK").evaluate(columns, on=DAY, gate="HK.asset.eligible")["HK.asset.eligible"]
    assert column.codes.tolist() == [CODES[Outcome.MET], CODES[Outcome.UNKNOWN]]


def test_rules_are_chosen_by_the_kind_of_subject() -> None:
    evaluation = load("HK").evaluate({"asset.class": ["cash"]}, on=DAY, subject_kind="asset")
    assert {column.rule.id.split(".")[1] for column in evaluation} == {"asset"}
    with pytest.raises(Refused, match=r"rulebook\.unknown_rule"):
        evaluation["HK.pool.full_backing"]


@pytest.mark.parametrize(
    ("fact", "column", "code"),
    [
        ("pool.par_outstanding_micros", numpy.array([1.0]), "rulebook.wrong_type"),
        ("pool.par_outstanding_micros", numpy.array([True]), "rulebook.wrong_type"),
        ("pool.par_outstanding_micros", numpy.array([1], dtype=numpy.uint64), "rulebook.wrong_type"),
        ("pool.par_outstanding_micros", numpy.array([[1]]), "rulebook.wrong_type"),
        ("pool.par_outstanding_micros", [1, 2.0], "rulebook.wrong_type"),
        ("pool.par_outstanding_micros", [2**63], "rulebook.overflow"),
        ("pool.par_outstanding_micros", numpy.array([-(2**63)]), "rulebook.overflow"),
        ("pool.par_outstanding_micros", (numpy.array([1]), numpy.array([1])), "rulebook.wrong_type"),
        ("redemption.as_of_epoch_seconds", numpy.array([10**12]), "rulebook.overflow"),
        ("redemption.as_of_epoch_seconds", [10**12], "rulebook.overflow"),
        ("redemption.as_of_epoch_seconds", numpy.array([-(10**11)]), "rulebook.overflow"),
        ("redemption.as_of_epoch_seconds", [-(10**11)], "rulebook.overflow"),
        ("order.has_cap", numpy.array([1]), "rulebook.wrong_type"),
        ("asset.class", numpy.array(["cash", "tulips"]), "rulebook.wrong_type"),
        ("asset.matures_on", numpy.array(["9999-01-01"], dtype="datetime64[D]"), "rulebook.wrong_type"),
        ("asset.matures_on", numpy.array(["2026-09-01T10:00"], dtype="datetime64[m]"), "rulebook.wrong_type"),
        ("pool.colour", [1], "rulebook.unknown_fact"),
    ],
)
def test_a_column_that_does_not_fit_its_fact_is_refused(fact: str, column: Any, code: str) -> None:
    with pytest.raises(Refused) as caught:
        load("HK").evaluate({fact: column}, on=DAY, gate="pool")
    assert caught.value.refusal.code.name == code


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(Refused, match=r"rulebook\.wrong_type"):
        load("HK").evaluate({"order.has_cap": [True], "order.cap_micros": [1, 2]}, on=DAY, gate="issue")


def test_a_day_outside_the_coverage_is_refused_for_columns_too() -> None:
    columns = {"pool.par_outstanding_micros": [1], "pool.eligible_market_value_micros": [1]}
    with pytest.raises(Refused, match=r"rulebook\.not_covered"):
        load("HK").evaluate(columns, on=date(2027, 1, 1), gate="pool")
    held = load("HK").evaluate(columns, on=date(2027, 1, 1), gate="pool", hold_last=True)
    assert held.finding("HK.pool.full_backing", 0, "pol_1").held_last


SECOND_VALUE = """
[[parameter.values]]
value = 4
since = 2026-07-01
covered_until = 2026-12-31
citation = "O s.1"
"""


def changing() -> Rulebook:
    """A law whose number changes on 1 July and whose rule is in force to the end of November."""
    topic = TOPIC.replace("covered_until = 2026-12-31", "covered_until = 2026-06-30", 1)
    topic = topic.replace("\n[[rule]]", f"{SECOND_VALUE}\n[[rule]]", 1)
    begins = topic.index("[[rule]]")
    topic = topic[:begins] + topic[begins:].replace("covered_until = 2026-12-31", "covered_until = 2026-11-30", 1)
    return prove("XX", law_from(parse(HEAD, "head.toml"), [parse(topic, "topic.toml")]), FUNCTIONS)


@pytest.mark.parametrize("part_rows", [1, 3, 1 << 15])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 11, 30)])
            | st.dates(date(2026, 1, 1), date(2026, 11, 30)),
            st.sampled_from([2, 3, 4, None]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_with_a_day_in_every_row_each_row_is_judged_by_the_law_of_its_day(
    part_rows: int, rows: Sequence[tuple[date, int | None]]
) -> None:
    book = changing()
    columns = {"applicant.business_plan_years": [years for _, years in rows]}
    days = numpy.array([day for day, _ in rows], dtype="datetime64[D]")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(in_columns, "PART_ROWS", part_rows)
        evaluation = book.evaluate(columns, on=days, gate="XX.plan")
    for number, (day, years) in enumerate(rows):
        (alone,) = book.judge("XX.plan", {"applicant.business_plan_years": years}, subject_id="x", on=day)
        assert int(evaluation["XX.plan"].codes[number]) == CODES[alone.outcome]
        assert evaluation.finding("XX.plan", number, "x") == alone


def test_a_rule_does_not_apply_to_a_row_whose_day_it_does_not_cover() -> None:
    days = numpy.array(["2026-11-30", "2026-12-01"], dtype="datetime64[D]")
    column = changing().evaluate({"applicant.business_plan_years": [4, 4]}, on=days, gate="XX.plan")["XX.plan"]
    assert column.codes.tolist() == [CODES[Outcome.MET], CODES[Outcome.NOT_APPLICABLE]]


def test_a_day_outside_the_coverage_or_missing_in_one_row_is_refused_at_that_row() -> None:
    columns = {"pool.par_outstanding_micros": [1, 1], "pool.eligible_market_value_micros": [1, 1]}
    for strange, code in (("2025-07-31", "rulebook.not_covered"), ("2027-01-01", "rulebook.not_covered"),
                          ("NaT", "rulebook.wrong_type")):  # fmt: skip
        with pytest.raises(Refused) as caught:
            load("HK").evaluate(columns, on=numpy.array(["2026-09-01", strange], dtype="datetime64[D]"), gate="pool")
        assert caught.value.refusal.code.name == code
        assert "on" in caught.value.refusal.where
    held = numpy.array(["2026-09-01", "2027-01-01"], dtype="datetime64[D]")
    evaluation = load("HK").evaluate(columns, on=held, gate="pool", hold_last=True)
    assert [evaluation.finding("HK.pool.eligible_backing", row, "x").held_last for row in (0, 1)] == [False, True]
    with pytest.raises(Refused, match=r"rulebook\.wrong_type"):
        load("HK").evaluate(columns, on=held[:1], gate="pool")


def test_words_may_come_as_their_places_in_the_list_of_the_fact() -> None:
    words = list(vocabulary()["asset.class"].values)
    written = load("HK").evaluate({"asset.class": numpy.array(words)}, on=DAY, gate="asset")
    counted = load("HK").evaluate({"asset.class": numpy.arange(len(words), dtype=numpy.int8)}, on=DAY, gate="asset")
    for left, right in zip(written, counted, strict=True):
        assert left.codes.tolist() == right.codes.tolist()
    assert counted.row(1)["asset.class"] == words[1]
    for strange in (-1, len(words)):
        with pytest.raises(Refused, match=r"rulebook\.wrong_type"):
            load("HK").evaluate({"asset.class": numpy.array([strange])}, on=DAY, gate="asset")
