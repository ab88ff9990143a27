"""What a reform would change: the findings that come out otherwise for an issuer, or for a register of subjects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lantau.refusal import Json
from lantau.rulebook.book import Rulebook
from lantau.rulebook.findings import Finding
from lantau.rulebook.issuer_facts import IssuerFacts
from lantau.rulebook.law import Parameter, ParameterValue, Rule, Words
from lantau.rulebook.sentences import quantity


@dataclass(frozen=True, slots=True)
class Flip:
    """One finding before and after; None where the rule is not in force in that law."""

    before: Finding | None
    after: Finding | None

    @property
    def told(self) -> Finding:
        """The one to tell it by: after, or before where the rule is gone."""
        found = self.after or self.before
        assert found is not None, "a flip has a side"
        return found

    def as_body(self) -> dict[str, Json]:
        """The flip as plain data."""
        return {
            "rule_id": self.told.rule_id,
            "subject_id": self.told.subject_id,
            "before": None if self.before is None else self.before.as_body(),
            "after": None if self.after is None else self.after.as_body(),
        }


def findings_of(book: Rulebook, issuer: IssuerFacts, on: date, *, hold_last: bool = False) -> tuple[Finding, ...]:
    """Every rule in force held against one issuer and its things; a rule that reads nothing known of it is left out.

    Raises Refused rulebook.not_covered unless ``hold_last``.
    """
    day = book.law_day(on, hold_last=hold_last)
    found: list[Finding] = []
    for rule in book.rules_in_force(day):
        reads = book.untold(rule, day)[1].read_facts.keys()
        for part in issuer.subjects_of(rule, reads):
            if not reads.isdisjoint(part.facts):
                found += book.judge(rule.id, part.facts, subject_id=part.id, on=on, hold_last=hold_last)
    return tuple(found)


def flips(before: Sequence[Finding], after: Sequence[Finding]) -> tuple[Flip, ...]:
    """The findings whose outcome differs, or that stand on one side only, in the order of the reformed law.

    A subject judged more than once by a rule is matched in order.
    """
    olds, news = _by_place(before), _by_place(after)
    pairs = [Flip(olds.get(place), new) for place, new in news.items()]
    pairs += [Flip(old, None) for place, old in olds.items() if place not in news]
    return tuple(
        pair
        for pair in pairs
        if pair.before is None or pair.after is None or pair.before.outcome is not pair.after.outcome
    )


def _by_place(findings: Iterable[Finding]) -> dict[tuple[str, str, int], Finding]:
    found: dict[tuple[str, str, int], Finding] = {}
    seen: dict[tuple[str, str], int] = {}
    for item in findings:
        subject = (item.rule_id, item.subject_id)
        seen[subject] = seen.get(subject, 0) + 1
        found[(*subject, seen[subject])] = item
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between a law and the same law reformed, said in words."""

    id: str
    citation: str
    words: Words

    def as_body(self) -> dict[str, Json]:
        """The change as plain data."""
        return {"id": self.id, "citation": self.citation, "en": self.words.en, "zh": self.words.zh}


def changes(before: Rulebook, after: Rulebook) -> tuple[Change, ...]:
    """Every number, rule and supposition that the reformed law has otherwise, in the order of the files."""
    found: list[Change] = []
    for name, parameter in after.law.parameters.items():
        olds = set(before.law.parameters[name].values)
        for value in parameter.values:
            if value not in olds and not any(_same_number(value, old) for old in olds):
                found.append(_number_change(before, parameter, value))
    kept = {rule.id for rule in after.law.rules}
    for rule in after.law.rules:
        old = next((old for old in before.law.rules if old.id == rule.id and old.covers(rule.since)), None)
        if old is None or rule.function != old.function:
            en, zh = f"{rule.id} from {rule.since}: {rule.title.en}", f"{rule.id} 由 {rule.since} 起：{rule.title.zh}"
            found.append(Change(rule.id, rule.citation, Words(en, zh)))
        elif rule.covered_until < old.covered_until and not _goes_on(after, rule):
            found.append(_gone(rule, day_after(rule.covered_until)))
    found += [_gone(rule, rule.since) for rule in before.law.rules if rule.id not in kept]
    for item in after.law.assumptions:
        words = Words(
            f"supposed from {item.since}: {item.fact} = {item.value}",
            f"由 {item.since} 起假設：{item.fact} = {item.value}",
        )
        found.append(Change(item.fact, item.citation, words))
    return tuple(found)


def _same_number(new: ParameterValue, old: ParameterValue) -> bool:
    """The same number where only its days were cut."""
    same = (new.value, new.denominator, new.citation) == (old.value, old.denominator, old.citation)
    return same and old.since <= new.since and new.covered_until <= old.covered_until


def _number_change(before: Rulebook, parameter: Parameter, value: ParameterValue) -> Change:
    old = before.parameters_in_force(value.since).get(parameter.name)
    was = Words("-", "-") if old is None else _number(old, parameter.unit)
    new, days = _number(value, parameter.unit), f"{value.since} - {value.covered_until}"
    words = Words(
        f"{parameter.title.en}: {was.en} -> {new.en}, {days}", f"{parameter.title.zh}：{was.zh} -> {new.zh}，{days}"
    )
    return Change(parameter.name, value.citation, words)


def _number(value: ParameterValue, unit: str) -> Words:
    if unit != "share":
        return quantity(value.value, unit)
    share = f"{value.value}/{value.denominator}"
    return Words(share, share)


def _goes_on(book: Rulebook, rule: Rule) -> bool:
    return any(other.id == rule.id and other.since > rule.covered_until for other in book.law.rules)


def _gone(rule: Rule, since: date) -> Change:
    words = Words(f"{rule.id} no longer in force from {since}", f"{rule.id} 由 {since} 起不再有效")
    return Change(rule.id, rule.citation, words)


def day_after(day: date) -> date:
    """The first day on which something that ends with ``day`` is gone."""
    return date.fromordinal(day.toordinal() + 1)
