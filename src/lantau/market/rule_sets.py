"""A rule set of an experiment: a rulebook with its reforms, as of a day of the law, and whether that text was held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lantau import rulebook


@dataclass(frozen=True)
class RuleSet:
    """The law a point of an experiment is played under. ``law_day`` is the covered day that answers."""

    book: rulebook.Rulebook
    law_as_of: date
    law_day: date

    @property
    def id(self) -> str:
        """The rulebook's name, such as ``HK+floor50``."""
        return self.book.id

    @property
    def held_last(self) -> bool:
        """Whether a day after the coverage is answered with its last text; such results are stamped."""
        return self.law_day != self.law_as_of

    def number(self, parameter: str) -> float:
        """A legal number in force as a float, shares divided out; Refused rulebook.unknown_parameter."""
        value = self.book.parameter_in_force(parameter, self.law_day)
        return value.value / value.denominator


def rule_set(name: str, law_as_of: date, *, hold_last: bool = False) -> RuleSet:
    """A shipped rulebook, with or without reforms, as of a day.

    Refused rulebook.unknown_rulebook; and rulebook.not_covered for a day outside its texts, unless it is after them and
    ``hold_last`` asks for the last one.
    """
    book = rulebook.load(name)
    return RuleSet(book, law_as_of, book.law_day(law_as_of, hold_last=hold_last))
