"""The recording reader: what a rule reads its facts and parameters through, remembering which it read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lantau.refusal import Refusal, Refused
from lantau.rulebook.findings import Value
from lantau.rulebook.law import Fact, Parameter, ParameterValue, Rule, Words
from lantau.rulebook.measures import Cells, Measure, constant
from lantau.rulebook.refusals import UNKNOWN_PARAMETER
from lantau.rulebook.vocabulary import fact_named

PLACEHOLDERS: Mapping[str, bool | int | str] = {"bool": False, "int": 0, "text": "", "date": 1}
"""What stands in a cell that is not valid; never compared."""


class Reader:
    """Hands a rule its measures for one subject or many, on one day of the law.

    ``cells`` maps fact names to (values, valid); a fact that is not there is missing everywhere. After the rule has
    run, ``read_facts`` and ``read_parameters`` name all that it looked at, in order. ``rule`` is the rule that is
    run, for the logic that many rules share. ``coded``: words of closed lists stand in the cells as their places.
    """

    def __init__(
        self,
        cells: Mapping[str, tuple[Cells, Cells]],
        parameters: Mapping[str, Parameter],
        values: Mapping[str, ParameterValue],
        rule: Rule,
        *,
        coded: bool = False,
    ) -> None:
        self.rule, self._coded = rule, coded
        self._cells, self._parameters, self._values = cells, parameters, values
        self.read_facts: dict[str, Fact] = {}
        self.read_parameters: dict[str, ParameterValue] = {}

    def fact(self, name: str) -> Measure:
        """The measure of a fact, not valid where it is missing."""
        fact = self.read_facts[name] = fact_named(name)
        values, valid = self._cells.get(name, (0 if self._coded and fact.values else PLACEHOLDERS[fact.kind], False))
        return Measure(values, valid, fact.kind, fact.unit, fact.words, fact.negation, fact.values, facts=(name,))

    def word(self, fact_name: str, value: str) -> Measure:
        """One of the words a text fact may be, to compare it with."""
        fact = fact_named(fact_name)
        assert fact.kind == "text", f"{fact_name} is not a word"
        assert not fact.values or value in fact.values, f"{fact_name} is never {value}"
        words = fact.values.get(value, Words(value, value))
        return constant(word_code(fact, value) if self._coded and fact.values else value, "text", "", words)

    def note(self, name: str) -> None:
        """Record a legal number that a fact already rests on, such as the days a deadline was counted with."""
        self.parameter(name)

    def no(self) -> Measure:
        """The truth value that a rule which forbids something asks for."""
        return constant(False, "bool", "", Words("false", "否"))

    def parameter(self, name: str) -> Measure:
        """The measure of a legal number in force on the day; Refused rulebook.unknown_parameter."""
        if name not in self._values:
            raise Refused(Refusal(UNKNOWN_PARAMETER, f"no parameter {name!r} is in force on that day", where=name))
        value, parameter = self._values[name], self._parameters[name]
        self.read_parameters[name] = value
        return Measure(
            value.value,
            True,
            "int",
            parameter.unit,
            parameter.title,
            parameters=(name,),
            bound=parameter.bound,
            denominator=value.denominator,
            is_limit=True,
        )


def cells_of(facts: Mapping[str, Value | None]) -> dict[str, tuple[Cells, Cells]]:
    """One subject's checked facts as cells; days become ordinals, missing facts are left out."""
    return {
        name: (value.toordinal() if isinstance(value, date) else value, True)
        for name, value in facts.items()
        if value is not None
    }


def coded_cells_of(facts: Mapping[str, Value | None]) -> dict[str, tuple[Cells, Cells]]:
    """The same as cells for a reader of coded columns."""
    found = cells_of(facts)
    for name, (value, valid) in found.items():
        fact = fact_named(name)
        if fact.values:
            found[name] = (word_code(fact, value), valid)
    return found


def word_code(fact: Fact, word: str) -> int:
    """The place of a word in the list of those that a fact may be, from 0."""
    return list(fact.values).index(word)
