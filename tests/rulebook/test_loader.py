"""The loader refuses every hole, and says where it is."""

from __future__ import annotations

from datetime import date

import pytest

from lantau.refusal import Refused
from lantau.rulebook import Outcome, Rulebook
from lantau.rulebook.gathering import law_from
from lantau.rulebook.law import Words
from lantau.rulebook.loading import parse
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
    "more years than a calendar has": TOPIC.replace("value = 3\n", "value = 10000\n", 1),
    "fewer than no years": TOPIC.replace("value = 3\n", "value = -1\n", 1),
    "a number beyond 64 bits": TOPIC.replace("value = 3\n", "value = 9223372036854775808\n", 1),
    "facts that are no table": TOPIC.replace('facts = { "applicant.business_plan_years" = 3 }', "facts = 3", 1),
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
    "no cases": TOPIC[: TOPIC.index("[[rule.case]]")] + TOPIC[TOPIC.index("[[clock]]") :],
    "no case that is met": rule('outcome = "met"', 'outcome = "breached"'),
    "no case that is breached": rule('years" = 2 }', 'years" = 3 }').replace('"breached"', '"met"'),
    "a case that comes out otherwise": rule('years" = 3 }', 'years" = 2 }'),
    "a case on a day out of force": rule("on = 2026-06-01", "on = 2027-06-01"),
    "an outcome nobody knows": rule('outcome = "met"', 'outcome = "fine"'),
    "a rule outside the coverage": rule("covered_until = 2026-12-31", "covered_until = 2027-12-31"),
    "the same rule twice on a day": TOPIC + TOPIC[RULE : TOPIC.index("[[clock]]")],
    "no kind": rule('kind = "gate"\n', ""),
    "a kind that is not computed from facts of its own": rule('kind = "gate"', 'kind = "whim"'),
    "nobody it binds": rule('binds = "applicant"\n', ""),
    "somebody unknown it binds": rule('binds = "applicant"', 'binds = "moon"'),
    "a branch without its citation": rule('kind = "gate"', 'kind = "gate"\nauthorized_institutions = "exempt"'),
    "a branch nobody knows": rule('kind = "gate"', 'kind = "gate"\nauthorized_institutions = "some"'),
}

ENTRY_HOLES = {
    "an anchor nobody knows": rule('anchor = "event"', 'anchor = "soon"'),
    "a clock without duty": rule('duty = "plan"\n', ""),
    "a clock that something starts and nobody says what": rule('starts.en = "a plan"\nstarts.zh = "計劃"\n', ""),
    "a clock that counts years": rule('unit = "days"', 'unit = "years"'),
    "a clock without number": TOPIC.replace("[[clock.values]]", "[[source]]"),
    "two clocks of one duty": TOPIC
    + TOPIC[TOPIC.index("[[clock]]") : TOPIC.index("[[document]]")].replace("XX.clock", "XX.clock2"),
    "a document whose branch cites nothing": without(TOPIC, 'authorized_institutions_citation = "O s.3(2)"\n'),
    "a document that differs": TOPIC.replace('"exempt"', '"differs"'),
    "a document without Chinese text": rule('text.zh = "政策。"\n', ""),
    "a judgement nobody makes": rule('by = "supervisor"\n', ""),
    "a judgement made by somebody unknown": rule('by = "supervisor"', 'by = "moon"'),
    "a quoted note without what is quoted": rule('quoted.en = "Ten."\nquoted.zh = "十。"\n', ""),
    "a note about something unknown": rule('about = "quoted"', 'about = "weather"'),
    "a note with a number nobody gave": rule('about = "quoted"', 'about = "quoted"\nparameters = ["other"]'),
    "a note with a rule's id": rule('id = "XX.note"', 'id = "XX.plan"'),
    "a note of no source": rule('citation = "O s.5"', 'citation = "Z s.5"'),
    "a paragraph left out for no reason": rule('reason.en = "a purpose"\nreason.zh = "目的"\n', ""),
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


def test_one_entry_of_each_kind_is_read() -> None:
    law = loaded().law
    kinds = {rule.id: rule.kind.value for rule in law.rules}
    assert kinds == {"XX.plan": "gate", "XX.clock": "clock", "XX.policy": "document", "XX.fitness": "judgement"}
    assert law.parameters["plan_days"].values[0].value == 7
    assert [(note.id, note.quoted) for note in law.notes] == [("XX.note", Words("Ten.", "十。"))]
    assert [item.paragraph for item in law.unruled] == ["O s.6"]


def test_clocks_documents_and_judgements_come_out_as_their_cases_say() -> None:
    book = loaded()
    for rule in book.law.rules:
        assert rule.cases
        for case in rule.cases:
            (finding,) = book.judge(rule.id, case.facts, subject_id="x", on=case.on)
            assert finding.outcome is case.outcome, (rule.id, case.name, finding.sentence_en)


@pytest.mark.parametrize("topic", PARAMETER_HOLES.values(), ids=PARAMETER_HOLES.keys())
def test_a_hole_in_a_parameter_is_refused(topic: str) -> None:
    assert_hole(HEAD, topic)


@pytest.mark.parametrize("topic", RULE_HOLES.values(), ids=RULE_HOLES.keys())
def test_a_hole_in_a_rule_is_refused(topic: str) -> None:
    assert_hole(HEAD, topic)


@pytest.mark.parametrize("topic", ENTRY_HOLES.values(), ids=ENTRY_HOLES.keys())
def test_a_hole_in_a_clock_document_judgement_or_note_is_refused(topic: str) -> None:
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
