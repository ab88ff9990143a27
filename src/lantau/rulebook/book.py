"""The rulebook: one jurisdiction's law, with chosen reforms, answering for one subject or a million."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from lantau.refusal import Refusal, Refused
from lantau.rulebook.comparisons import Node
from lantau.rulebook.findings import Finding, Outcome, Value
from lantau.rulebook.law import Cadence, Duty, Law, Parameter, ParameterValue, Rule, source_keys
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.reading import Reader, cells_of
from lantau.rulebook.refusals import NOT_COVERED, UNKNOWN_PARAMETER, UNKNOWN_RULE
from lantau.rulebook.sentences import comparison_of, deciding, sentence
from lantau.rulebook.vocabulary import checked

if TYPE_CHECKING:
    from lantau.rulebook.cells import Array, Columns
    from lantau.rulebook.columns import Evaluation
    from lantau.rulebook.programs import Program


@dataclass(frozen=True, eq=False)
class Rulebook:
    """The law of one jurisdiction as data. ``id`` is what ``load`` was asked for, such as ``HK+floor50``."""

    id: str
    law: Law
    functions: Mapping[str, Logic]

    def judge(
        self,
        gate: str | Sequence[str],
        facts: Mapping[str, Value | None],
        *,
        subject_id: str,
        on: date,
        hold_last: bool = False,
    ) -> tuple[Finding, ...]:
        """Hold one subject's facts against the rules of a gate, or of rule ids, on a day of the law.

        A fact left out or None is missing. Raises Refused rulebook.unknown_rule, unknown_fact, wrong_type, overflow
        and, outside the coverage unless ``hold_last``, not_covered.
        """
        day = self.law_day(on, hold_last=hold_last)
        given = {name: checked(name, value) for name, value in facts.items()}
        given |= self.assumed(day)
        cells = cells_of(given)
        values = self.parameters_in_force(day)
        found = []
        for rule in self.rules_for(gate, day):
            reader = Reader(cells, self.law.parameters, values, rule)
            node = self.functions[rule.function](reader)
            found.append(self._finding(rule, node, reader, given, subject_id, on, held_last=day != on))
        return tuple(found)

    def evaluate(
        self,
        columns: Columns,
        *,
        on: date | Array,
        gate: str | Sequence[str] = (),
        subject_kind: str = "",
        hold_last: bool = False,
    ) -> Evaluation:
        """Hold a whole register against the law: the same functions, a column for each fact.

        ``on`` is one day of the law, or a column ``datetime64[D]`` with a day in every row. Rules are those of ``gate``
        (a gate or rule ids), of ``subject_kind``, or all. Refused as ``judge``.
        """
        from lantau.rulebook.columns import evaluate

        return evaluate(self, columns, on=on, gate=gate, subject_kind=subject_kind, hold_last=hold_last)

    def program(
        self,
        rules: str | Sequence[str],
        facts: Sequence[str],
        on: date,
        *,
        fixed: Mapping[str, Value | None] = MappingProxyType({}),
        hold_last: bool = False,
    ) -> Program:
        """Compile a gate or rule ids into arrays of whole numbers that a kernel decides exactly as ``judge`` does.

        ``facts`` is the order of the kernel's columns; a fact that is neither a column nor in ``fixed`` is missing for
        every subject. Refused rulebook.not_a_program, naming the rule and why, for what no sum of whole multiples of
        facts can say; else as ``judge``.
        """
        from lantau.rulebook.compiling import compiled

        return compiled(self, rules, facts, on, fixed=fixed, hold_last=hold_last)

    def parameter(self, name: str, on: date, *, hold_last: bool = False) -> int:
        """The whole number in force on ``on``; Refused rulebook.unknown_parameter or not_covered."""
        value = self.parameter_in_force(name, on, hold_last=hold_last)
        assert value.denominator == 1, f"{name} is a share: read it with parameter_in_force"
        return value.value

    def parameter_in_force(self, name: str, on: date, *, hold_last: bool = False) -> ParameterValue:
        """The value with its dates and citation; Refused rulebook.unknown_parameter or not_covered."""
        value = self.parameters_in_force(self.law_day(on, hold_last=hold_last)).get(name)
        if value is None:
            raise Refused(Refusal(UNKNOWN_PARAMETER, f"{self.id} has no parameter {name!r} on {on}", where=name))
        return value

    def cadences(self, on: date, *, hold_last: bool = False) -> tuple[Cadence, ...]:
        """The duties that come back, with the value in force; ``disclosure`` makes obligations of them."""
        day = self.law_day(on, hold_last=hold_last)
        rules = {rule.id: rule for rule in self.rules_in_force(day)}
        return tuple(self._cadence(duty, rules[duty.rule_id], day) for duty in self.law.duties if duty.rule_id in rules)

    def law_day(self, on: date, *, hold_last: bool) -> date:
        """The day of the law that answers for ``on``: itself, or the last covered day when the last text is held.

        Before the coverage there is no text to hold. Refused rulebook.not_covered.
        """
        law = self.law
        if law.covered_since <= on <= law.covered_until:
            return on
        if not hold_last or on < law.covered_since:
            raise Refused(
                Refusal(
                    NOT_COVERED,
                    f"{self.id} covers {law.covered_since} to {law.covered_until}, not {on}",
                    where=on.isoformat(),
                    citation=law.coverage_citation,
                )
            )
        return law.covered_until

    def rules_in_force(self, on: date) -> tuple[Rule, ...]:
        """Rules in force on a covered day, in the order of the files."""
        if on not in self._rules_by_day:
            self._rules_by_day[on] = tuple(rule for rule in self.law.rules if rule.covers(on))
        return self._rules_by_day[on]

    def rules_for(self, gate: str | Sequence[str], on: date) -> tuple[Rule, ...]:
        """The rules of one gate or rule id, or of several; Refused rulebook.unknown_rule."""
        names = [gate] if isinstance(gate, str) else list(gate)
        wanted: dict[str, Rule] = {}
        for name in names:
            fitting = [rule for rule in self.rules_in_force(on) if rule.answers_to(name)]
            if not fitting:
                raise Refused(Refusal(UNKNOWN_RULE, f"{self.id} has no gate or rule {name!r} on {on}", where=name))
            wanted |= {rule.id: rule for rule in fitting}
        return tuple(wanted.values())

    def untold(self, rule: Rule, on: date) -> tuple[Node, Reader]:
        """A rule's logic run on no fact at all, on a covered day: its comparisons, and what it reads."""
        reader = Reader({}, self.law.parameters, self.parameters_in_force(on), rule)
        return self.functions[rule.function](reader), reader

    def parameters_in_force(self, on: date) -> Mapping[str, ParameterValue]:
        """Every legal number in force on a covered day."""
        if on not in self._values_by_day:
            self._values_by_day[on] = {
                parameter.name: value
                for parameter in self.law.parameters.values()
                for value in parameter.values
                if value.covers(on)
            }
        return self._values_by_day[on]

    def parameter_law(self, name: str) -> Parameter:
        """A parameter through time; Refused rulebook.unknown_parameter."""
        if name not in self.law.parameters:
            raise Refused(Refusal(UNKNOWN_PARAMETER, f"{self.id} has no parameter {name!r}", where=name))
        return self.law.parameters[name]

    @cached_property
    def _values_by_day(self) -> dict[date, Mapping[str, ParameterValue]]:
        return {}

    @cached_property
    def _rules_by_day(self) -> dict[date, tuple[Rule, ...]]:
        return {}

    def assumed(self, on: date) -> dict[str, Value | None]:
        """What the reforms suppose on a covered day; it outranks what the caller gives."""
        return {item.fact: item.value for item in self.law.assumptions if item.since <= on <= item.covered_until}

    def _finding(
        self,
        rule: Rule,
        node: Node,
        reader: Reader,
        given: Mapping[str, Value | None],
        subject_id: str,
        on: date,
        *,
        held_last: bool,
    ) -> Finding:
        outcome = node.verdict.outcome()
        citation = self._citation(rule, reader)
        said = sentence(node, citation)
        inputs = {name: value for name in reader.read_facts if (value := given.get(name)) is not None}
        missing: tuple[str, ...] = ()
        if outcome is Outcome.UNKNOWN:
            waited = [name for leaf in deciding(node) for name in leaf.lhs.facts + leaf.rhs.facts]
            missing = tuple(dict.fromkeys(name for name in waited if name not in inputs))
        return Finding(
            rule_id=rule.id,
            subject_kind=rule.subject_kind,
            subject_id=subject_id,
            on=on,
            outcome=outcome,
            level=rule.level,
            comparisons=tuple(comparison_of(leaf) for leaf in node.leaves()),
            inputs=inputs,
            missing=missing,
            parameters={name: parameter.value for name, parameter in reader.read_parameters.items()},
            citation=citation,
            in_force_since=_in_force_since(rule, reader),
            title_en=rule.title.en,
            title_zh=rule.title.zh,
            sentence_en=said.en,
            sentence_zh=said.zh,
            rulebook_id=self.id,
            held_last=held_last,
        )

    def _cadence(self, duty: Duty, rule: Rule, day: date) -> Cadence:
        value = self.parameters_in_force(day)[duty.parameter].value if duty.parameter else None
        return Cadence(
            kind=duty.kind,
            rule_id=rule.id,
            parameter=duty.parameter,
            anchor=duty.anchor,
            value=value,
            unit=self.law.parameters[duty.parameter].unit if duty.parameter else "",
            citation=rule.citation,
            title=rule.title,
            level=rule.level,
            branch=rule.branch,
            starts=duty.starts,
        )

    def _citation(self, rule: Rule, reader: Reader) -> str:
        """The rule's paragraphs, and the source of any number or supposition that is not of the same texts."""
        parts = [rule.citation]
        parts += [value.citation for value in reader.read_parameters.values()]
        parts += [item.citation for item in self.law.assumptions if item.fact in reader.read_facts]
        cited = set(source_keys(rule.citation))
        return "; ".join(
            dict.fromkeys(part for part in parts if part is parts[0] or cited.isdisjoint(source_keys(part)))
        )


def assemble(name: str, law: Law, functions: Mapping[str, Logic]) -> Rulebook:
    """A rulebook from checked law and the functions that carry its logic."""
    return Rulebook(name, law, functions)


def _in_force_since(rule: Rule, reader: Reader) -> date:
    """The later of the rule's day and the days of the values it read: since when this very test has been the law."""
    return max([rule.since, *(value.since for value in reader.read_parameters.values())])
