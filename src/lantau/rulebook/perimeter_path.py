"""The path through the perimeter: question by question, from what a thing is to who may offer it to whom.

Every answer is the outcome of a rule of the gate ``perimeter.path``, in the order of the law's file: met is yes,
breached no, a missing fact unknown, and what an earlier section makes pointless does not arise. Who may offer is
asked of the rule on offering, with what the path found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lantau.refusal import Json, Refusal, Refused
from lantau.rulebook.book import Rulebook
from lantau.rulebook.findings import Finding, Outcome, Value
from lantau.rulebook.law import Fact, Words
from lantau.rulebook.measures import Measure
from lantau.rulebook.refusals import DERIVED_FACT
from lantau.rulebook.sentences import amount
from lantau.rulebook.vocabulary import vocabulary

GATE = "perimeter.path"
OFFER_RULE = "HK.distribution.offer"
STABLECOIN, SPECIFIED, ACTIVITY = "HK.perimeter.stablecoin", "HK.perimeter.specified", "HK.perimeter.regulated_activity"
ISSUE, HOLDING_OUT = "HK.perimeter.activity_permitted", "HK.perimeter.holding_out_permitted"
OFFER_MADE, OFFER_HELD_OUT = "HK.perimeter.offer_made", "HK.perimeter.offer_held_out"
CONCLUSIONS = (STABLECOIN, SPECIFIED, ACTIVITY, ISSUE, HOLDING_OUT, OFFER_RULE)
"""What a reader wants to know first."""

PROHIBITIONS = (ISSUE, HOLDING_OUT, OFFER_RULE)
"""The questions whose no is a breach of the law; a no to the others only says what a thing is."""

OFFER_QUESTION = Words("May it be offered as it is told here?", "可否如此要約提供？")

DERIVED = ("offer.is_offer", "offer.issue_licensed", "offer.issue_prohibited")
"""Facts of the rule on offering that the path finds itself; nobody tells them."""


class Answer(StrEnum):
    """How a question of the path comes out."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    DOES_NOT_ARISE = "does_not_arise"


ANSWERS = {
    Outcome.MET: Answer.YES,
    Outcome.BREACHED: Answer.NO,
    Outcome.UNKNOWN: Answer.UNKNOWN,
    Outcome.NOT_APPLICABLE: Answer.DOES_NOT_ARISE,
}


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that a question rests on, as it was told; ``value`` None is a fact that is missing."""

    name: str
    value: Value | None
    words: Words

    def as_body(self) -> dict[str, Json]:
        """The fact as plain data; a day becomes ISO text."""
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        return {"fact": self.name, "value": value, "en": self.words.en, "zh": self.words.zh}


@dataclass(frozen=True, slots=True)
class Step:
    """One question. It rests on the ``facts`` told or missing, on earlier ``steps`` by number, and on ``beside``:

    what is weighed without deciding. Facts that an earlier step already asked for are named by that step alone.
    """

    number: int
    rule_id: str
    question: Words
    answer: Answer
    citation: str
    facts: tuple[Told, ...]
    steps: tuple[int, ...]
    beside: tuple[Told, ...]
    finding: Finding

    def as_body(self) -> dict[str, Json]:
        """The step as plain data."""
        return {
            "number": self.number,
            "rule_id": self.rule_id,
            "question_en": self.question.en,
            "question_zh": self.question.zh,
            "answer": self.answer.value,
            "citation": self.citation,
            "facts": [item.as_body() for item in self.facts],
            "steps": [*self.steps],
            "beside": [item.as_body() for item in self.beside],
            "missing": [*self.finding.missing],
        }


@dataclass(frozen=True, slots=True)
class MayOffer:
    """Whether one kind of offeror may offer this coin to the public, and to persons whom the Gazette specifies."""

    offeror_kind: str
    words: Words
    to_public: Answer
    to_specified: Answer

    def as_body(self) -> dict[str, Json]:
        """The line as plain data."""
        return {
            "offeror_kind": self.offeror_kind, "en": self.words.en, "zh": self.words.zh,
            "to_public": self.to_public.value, "to_specified": self.to_specified.value,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Path:
    """The whole path for one thing on one day of the law. ``offers`` is empty where nothing restricts an offer."""

    name: str
    on: date
    rulebook_id: str
    steps: tuple[Step, ...]
    offers: tuple[MayOffer, ...]

    def step(self, rule_id: str) -> Step:
        """The step of a rule."""
        return next(item for item in self.steps if item.rule_id == rule_id)

    @property
    def conclusions(self) -> tuple[Step, ...]:
        """What a reader wants to know first."""
        return tuple(self.step(rule_id) for rule_id in CONCLUSIONS)

    @property
    def blocks(self) -> bool:
        """A prohibition is breached, or nobody can say whether it is: unknown is never a pass."""
        return any(self.step(rule_id).answer in (Answer.NO, Answer.UNKNOWN) for rule_id in PROHIBITIONS)

    def as_body(self) -> dict[str, Json]:
        """The path as plain data."""
        return {
            "name": self.name,
            "on": self.on.isoformat(),
            "rulebook_id": self.rulebook_id,
            "conclusions": {item.rule_id: item.answer.value for item in self.conclusions},
            "steps": [item.as_body() for item in self.steps],
            "offers": [item.as_body() for item in self.offers],
        }


def perimeter_path(
    book: Rulebook, name: str, facts: Mapping[str, Value | None], *, on: date, hold_last: bool = False
) -> Path:
    """Take one thing through the perimeter on a day of the law.

    Raises Refused rulebook.derived_fact for a fact that the path finds itself, unknown_rule for a rulebook without a
    perimeter, and whatever ``Rulebook.judge`` refuses.
    """
    for told in DERIVED:
        if facts.get(told) is not None:
            raise Refused(Refusal(DERIVED_FACT, f"{told} follows from the other facts", where=told))
    found = list(book.judge(GATE, facts, subject_id=name, on=on, hold_last=hold_last))
    offering = {**facts, **_carried(found, facts)}
    found += book.judge(OFFER_RULE, offering, subject_id=name, on=on, hold_last=hold_last)
    steps: list[Step] = []
    for finding in found:
        steps.append(_step(book, finding, steps, offering))
    offers = _who_may_offer(book, name, offering, steps, on, hold_last=hold_last)
    return Path(name, on, book.id, tuple(steps), offers)


def questionnaire(book: Rulebook, on: date) -> tuple[tuple[Fact, str], ...]:
    """Every fact that the path asks for, in its order, with the citation of the first rule that reads it."""
    asked: dict[str, str] = {}
    for rule in book.rules_for([GATE, OFFER_RULE], on):
        _, reader = book.untold(rule, on)
        for name in reader.read_facts:
            asked.setdefault(name, rule.citation)
    return tuple((vocabulary()[name], citation) for name, citation in asked.items() if name not in DERIVED)


def _carried(found: Iterable[Finding], facts: Mapping[str, Value | None]) -> dict[str, Value | None]:
    """What the path found, as facts of the rule on offering; what it could not find stays missing."""
    outcomes = {finding.rule_id: finding.outcome for finding in found}
    offers = (outcomes[OFFER_MADE], outcomes[OFFER_HELD_OUT])
    is_offer: bool | None = None
    if Outcome.MET in offers:
        is_offer = True
    elif Outcome.UNKNOWN not in offers:
        is_offer = False
    issue = outcomes[ISSUE]
    return {
        "offer.is_offer": is_offer,
        "offer.issue_licensed": facts.get("issuer.licensed"),
        "offer.issue_prohibited": None if issue is Outcome.UNKNOWN else issue is Outcome.BREACHED,
        "offer.own_exempt_issue": _own_exempt_issue(facts),
    }


def _own_exempt_issue(facts: Mapping[str, Value | None]) -> Value | None:
    """As told; but an issuer that is not exempted, or may not be, offers nothing under an exemption (O s.9(2)(c))."""
    told = facts.get("offer.own_exempt_issue")
    return facts.get("issuer.exempted") if told is True else told


def _step(book: Rulebook, finding: Finding, before: Sequence[Step], facts: Mapping[str, Value | None]) -> Step:
    rule = next(rule for rule in book.rules_in_force(finding.on) if rule.id == finding.rule_id)
    compared = dict.fromkeys(name for item in finding.comparisons for name in item.facts)
    earlier = _resting_on(compared, before)
    known = {name for item in before if item.number in earlier for name in _names(item)}
    own = [name for name in compared if name not in known]
    beside = [name for name in finding.inputs if name not in compared]
    return Step(
        number=len(before) + 1,
        rule_id=finding.rule_id,
        question=OFFER_QUESTION if rule.id == OFFER_RULE else rule.title,
        answer=ANSWERS[finding.outcome],
        citation=finding.citation,
        facts=tuple(_told(name, facts.get(name)) for name in own),
        steps=earlier,
        beside=tuple(_told(name, facts.get(name)) for name in beside),
        finding=finding,
    )


def _names(step: Step) -> set[str]:
    return {name for item in step.finding.comparisons for name in item.facts}


def _resting_on(compared: Iterable[str], before: Sequence[Step]) -> tuple[int, ...]:
    """Earlier steps that this one takes up whole, the latest for each fact, and those its derived facts come from."""
    names, found = set(compared), []
    for step in reversed(before):
        own = _names(step)
        if own and own <= names:
            found.append(step.number)
            names -= own
    sources = {"offer.is_offer": (OFFER_MADE, OFFER_HELD_OUT), "offer.issue_prohibited": (ISSUE,)}
    wanted = {rule_id for name, rule_ids in sources.items() if name in names for rule_id in rule_ids}
    found += [step.number for step in before if step.rule_id in wanted]
    return tuple(sorted(set(found)))


def _told(name: str, value: Value | None) -> Told:
    fact = vocabulary()[name]
    if value is None:
        return Told(name, None, fact.words)
    if isinstance(value, bool):
        assert fact.negation is not None, "a truth has both of its readings"
        return Told(name, value, fact.words if value else fact.negation)
    cell = value.toordinal() if isinstance(value, date) else value
    said = amount(Measure(cell, True, fact.kind, fact.unit, fact.words, readings=fact.values), cell)
    return Told(name, value, Words(f"{fact.words.en}: {said.en}", f"{fact.words.zh}：{said.zh}"))


def _who_may_offer(
    book: Rulebook, name: str, facts: Mapping[str, Value | None], steps: Sequence[Step], on: date, *, hold_last: bool
) -> tuple[MayOffer, ...]:
    """Each kind of offeror to each kind of person, without any exemption; nothing where the thing is not specified."""
    specified = next(step for step in steps if step.rule_id == SPECIFIED)
    if specified.answer is Answer.NO:
        return ()

    def may(kind: str, *, to_specified: bool) -> Answer:
        asked = {
            **facts,
            "offer.is_offer": True if specified.answer is Answer.YES else None,
            "offer.offeror_kind": kind,
            "offer.to_specified_person": to_specified,
            "offer.own_exempt_issue": False,
            "offer.offering_exempt": False,
        }
        (finding,) = book.judge(OFFER_RULE, asked, subject_id=name, on=on, hold_last=hold_last)
        return ANSWERS[finding.outcome]

    kinds = vocabulary()["offer.offeror_kind"].values
    return tuple(
        MayOffer(kind, words, may(kind, to_specified=False), may(kind, to_specified=True))
        for kind, words in kinds.items()
    )
