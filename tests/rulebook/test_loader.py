"""The loader refuses every hole, and says where it is."""

from __future__ import annotations

from datetime import date

import pytest

from lantau.refusal import Refused
from lantau.rulebook import Outcome, Rulebook
from lantau.rulebook.loading import law_from, parse
from lantau.rulebook.logic import FUNCTIONS
from lantau.rulebook.proving import prove
from tests.rulebook.small_law import HEAD, TOPIC


def loaded(head: str = HEAD, topic: str = TOPIC) -> Rulebook:
    return prove("XX", law_from(parse(head, "head.toml"), [parse(topic, "topic.toml")]), FUNCTIONS)


def without(text: str, line: str) -> str:
    assert line in text
    return text.replace(line, "", 1)


SECOND_VALUE = """
[[parameter.values]]
value = 4
since = 2026-07-01
covered_until = 2026-12-31
citation = "O s.1"
"""

PARAMETER_HOLES = {
    "no unit": without(TOPIC, 'unit = "years"\n'),
    "a unit nobody knows": TOPIC.replace('unit = "years"', 'unit = "furlongs"', 1),
    "no bound": without(TOPIC, 'bound = "at-least"\n'),
    "a bound nobody knows": TOPIC.replace("at-least", "roughly", 1),
    "a bound that contradicts the comparison": TOPIC.replace("at-least", "at-most", 1),
    "a strict bound for a comparison that is not": TOPIC.replace("at-least", "more-than", 1),
    "no level": without(TOPIC, 'level = "regulatory"\n'),
    "a level nobody knows": TOPIC.replace('level = "regulatory"', 'level = "friendly"', 1),
    "no Chinese title": without(TOPIC, 'title.zh = "計劃年數"\n'),
    "no value": TOPIC.replace("value = 3\n", "", 1),
    "a float": TOPIC.replace("value = 3\n", "value = 3.0\n", 1),
    "a bool": TOPIC.replace("value = 3\n", "value = true\n", 1),
    "no since": without(TOPIC, "since = 2026-01-01\n"),
    "no covered-until": without(TOPIC, "covered_until = 2026-12-31\n"),
    "no citation": without(TOPIC, 'citation = "O s.1"\n'),
    "a citation of no source": TOPIC.replace('"O s.1"', '"Z s.1"', 1),
    "a second citation of no source": TOPIC.replace('"O s.1"', '"O s.1; Z s.1"', 1),
    "a value that ends before it begins": TOPIC.replace("since = 2026-01-01", "since = 2027-01-01", 1),
    "a value outside the coverage": TOPIC.replace("since = 2026-01-01", "since = 2025-01-01", 1),
    "overlapping dated values": TOPIC.replace("\n[[rule]]", f"{SECOND_VALUE}\n[[rule]]", 1),
    "a value that ends before the rule": TOPIC.replace("covered_until = 2026-12-31", "covered_until = 2026-11-30", 1),
    "a denominator that is no share": TOPIC.replace("value = 3\n", "value = 3\ndenominator = 2\n", 1),
    "another unit than the fact": TOPIC.replace('unit = "years"', 'unit = "months"', 1),
    "a parameter nobody reads": TOPIC.replace('id = "business_plan_years"', 'id = "other"', 1),
    "a parameter given twice": TOPIC + TOPIC[: TOPIC.index("[[rule]]")],
    "a key nobody knows": TOPIC.replace('unit = "years"', 'unit = "years"\ncolour = "red"', 1),
}

RULE = TOPIC.index("[[rule]]")


def rule(old: str, new: str) -> str:
    """The topic with a change in its rule only."""
    assert old in TOPIC[RULE:]
    return TOPIC[:RULE] + TOPIC[RULE:].replace(old, new, 1)


RULE_HOLES = {
    "no id": rule('id = "XX.plan"\n', ""),
    "no gate": rule('gates = ["application"]', "gates = []"),
    "no subject": rule('subject = "applicant"\n', ""),
    "a subject no fact measures": rule('subject = "applicant"', 'subject = "moon"'),
    "no function": rule('function = "application.business_plan"\n', ""),
    "a text without logic": rule("application.business_plan", "application.sing"),
    "no level": rule('level = "regulatory"\n', ""),
    "no since": rule("since = 2026-01-01\n", ""),
    "no covered-until": rule("covered_until = 2026-12-31\n", ""),
    "no citation": rule('citation = "O s.1"\n', ""),
    "a citation of no source": rule('citation = "O s.1"', 'citation = "Z s.1"'),
    "no English title": rule('title.en = "Plan"\n', ""),
    "no Chinese title": rule('title.zh = "計劃"\n', ""),
    "a blank Chinese title": rule('title.zh = "計劃"', 'title.zh = ""'),
    "no English text": rule('text.en = "A plan."\n', ""),
    "no Chinese text": rule('text.zh = "計劃。"\n', ""),
    "no cases": TOPIC[: TOPIC.index("[[rule.case]]")] + TOPIC[TOPIC.index("[[cadence]]") :],
    "no case that is met": rule('outcome = "met"', 'outcome = "breached"'),
    "no case that is breached": rule('years" = 2 }', 'years" = 3 }').replace('"breached"', '"met"'),
    "a case that comes out otherwise": rule('years" = 3 }', 'years" = 2 }'),
    "a case on a day out of force": rule("on = 2026-06-01", "on = 2027-06-01"),
    "an outcome nobody knows": rule('outcome = "met"', 'outcome = "fine"'),
    "a rule outside the coverage": rule("covered_until = 2026-12-31", "covered_until = 2027-12-31"),
    "the same rule twice on a day": TOPIC + TOPIC[RULE : TOPIC.index("[[cadence]]")],
    "a cadence without its rule": rule('rule = "XX.plan"', 'rule = "XX.other"'),
    "a cadence without its parameter": rule('parameter = "business_plan_years"', 'parameter = "other"'),
    "an anchor nobody knows": rule('anchor = "event"', 'anchor = "soon"'),
    "no cadence kind": rule('kind = "plan"\n', ""),
}

HEAD_HOLES = {
    "no coverage": without(HEAD, "covered_until = 2026-12-31\n"),
    "no coverage citation": without(HEAD, 'coverage_citation = "O as made"\n'),
    "a coverage citation of no source": HEAD.replace('"O as made"', '"as made"'),
    "no Chinese title": without(HEAD, 'title.zh = "小法"\n'),
    "a source without date": without(HEAD, "dated = 2026-01-01\n"),
    "a source without language": without(HEAD, 'language = "en"\n'),
    "a source of no known status": HEAD.replace('"official"', '"hearsay"'),
    "no jurisdiction": HEAD[HEAD.index("[[source]]") :],
    "a source given twice": HEAD + HEAD[HEAD.index("[[source]]") :],
    "not TOML": HEAD + "\n[[",
}


def test_the_law_these_tests_break_is_whole() -> None:
    (finding,) = loaded().judge(
        "application", {"applicant.business_plan_years": 3}, subject_id="x", on=date(2026, 6, 1)
    )
    assert finding.outcome is Outcome.MET


@pytest.mark.parametrize("topic", PARAMETER_HOLES.values(), ids=PARAMETER_HOLES.keys())
def test_a_hole_in_a_parameter_is_refused(topic: str) -> None:
    assert_hole(HEAD, topic)


@pytest.mark.parametrize("topic", RULE_HOLES.values(), ids=RULE_HOLES.keys())
def test_a_hole_in_a_rule_is_refused(topic: str) -> None:
    assert_hole(HEAD, topic)


@pytest.mark.parametrize("head", HEAD_HOLES.values(), ids=HEAD_HOLES.keys())
def test_a_hole_in_a_head_is_refused(head: str) -> None:
    assert_hole(head, TOPIC)


def assert_hole(head: str, topic: str) -> None:
    assert (head, topic) != (HEAD, TOPIC), "the mutation changed nothing"
    with pytest.raises(Refused) as caught:
        loaded(head, topic)
    assert caught.value.refusal.code.name == "rulebook.hole"
    assert caught.value.refusal.where


def test_a_case_with_a_fact_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused, match=r"rulebook\.unknown_fact"):
        loaded(topic=TOPIC.replace('"applicant.business_plan_years" = 3', '"applicant.colour" = 3'))
    with pytest.raises(Refused, match=r"rulebook\.wrong_type"):
        loaded(topic=TOPIC.replace('"applicant.business_plan_years" = 3', '"applicant.business_plan_years" = "3"'))


def test_a_value_that_changes_during_the_year_is_read_by_its_day() -> None:
    first_half = TOPIC.replace("covered_until = 2026-12-31", "covered_until = 2026-06-30", 1)
    book = loaded(topic=first_half.replace("\n[[rule]]", f"{SECOND_VALUE}\n[[rule]]", 1))
    facts = {"applicant.business_plan_years": 3}
    (before,) = book.judge("XX.plan", facts, subject_id="x", on=date(2026, 6, 30))
    (after,) = book.judge("XX.plan", facts, subject_id="x", on=date(2026, 7, 1))
    assert (before.outcome, after.outcome) == (Outcome.MET, Outcome.BREACHED)
    assert (before.in_force_since, after.in_force_since) == (date(2026, 1, 1), date(2026, 7, 1))


def test_a_number_that_a_room_reads_names_the_room() -> None:
    extra = TOPIC[: TOPIC.index("[[rule]]")].replace("business_plan_years", "kept_years")
    with pytest.raises(Refused, match="kept_years"):
        loaded(topic=TOPIC + extra)
    named = extra.replace('level = "regulatory"', 'level = "regulatory"\nread_by = "identity"')
    assert loaded(topic=TOPIC + named).parameter("kept_years", date(2026, 6, 1)) == 3
