"""Symbolic cells: a rule's logic run on them tells which whole-number sums it compares, and when they are known.

The third shape of a measure, beside one subject's cell and a register's column. ``Form`` stands for values, ``Given``
for their masks. Both answer to ``dtype``, as columns do, so that the logic's own operators work on them; what the
verdicts make of them means nothing, for the comparisons themselves are read from the tree that they leave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

Term = tuple[str, bool]
"""A fact's value, or with True whether it is given at all: 1 if so, else 0."""


class NotLinearError(Exception):
    """The logic does with facts what no sum of whole multiples can say. The message says what."""


class Mask:
    """A symbolic truth of many subjects that nobody reads: what comparisons of symbols come to."""

    dtype = "symbolic"
    __hash__ = None  # type: ignore[assignment]

    def __and__(self, other: object) -> Mask:
        return Mask()

    def __or__(self, other: object) -> Mask:
        return Mask()

    def __invert__(self) -> Mask:
        return Mask()

    def __eq__(self, other: object) -> Mask:  # type: ignore[override]
        return Mask()

    def __ne__(self, other: object) -> Mask:  # type: ignore[override]
        return Mask()


class Given(Mask):
    """Where all of these facts are given; with ``negated`` where one of them is not."""

    def __init__(self, names: frozenset[str], *, negated: bool = False) -> None:
        self.names, self.negated = names, negated

    def __and__(self, other: object) -> Mask:
        if isinstance(other, Given) and not (self.negated or other.negated):
            return Given(self.names | other.names)
        return Mask()

    def __invert__(self) -> Mask:
        return Given(self.names, negated=not self.negated)

    def as_form(self) -> Form:
        """1 where it holds, else 0; NotLinearError for more facts than one."""
        if len(self.names) != 1:
            raise NotLinearError("it asks of several facts at once whether they are given")
        (name,) = self.names
        sign = -1 if self.negated else 1
        return Form({(name, True): sign}, int(self.negated))


@dataclass(frozen=True, eq=False)
class Form:
    """A sum of whole multiples of facts, plus a whole number."""

    terms: Mapping[Term, int]
    constant: int = 0

    dtype = "symbolic"
    size = 0
    """As of a column without rows: no range is known, and none is asked for."""

    def __add__(self, other: object) -> Form:
        added = form_of(other)
        terms = dict(self.terms)
        for term, coefficient in added.terms.items():
            terms[term] = terms.get(term, 0) + coefficient
        return Form(terms, self.constant + added.constant)

    __radd__ = __add__

    def __mul__(self, factor: object) -> Form:
        if not isinstance(factor, int):
            raise NotLinearError("it multiplies two facts")
        return Form({term: coefficient * factor for term, coefficient in self.terms.items()}, self.constant * factor)

    __rmul__ = __mul__

    def __neg__(self) -> Form:
        return self * -1

    def __sub__(self, other: object) -> Form:
        return self + -form_of(other)

    def __rsub__(self, other: object) -> Form:
        return form_of(other) + -self

    def _compared(self, _other: object) -> Mask:
        return Mask()

    __ge__ = __le__ = __gt__ = __lt__ = _compared
    __eq__ = __ne__ = _compared  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]

    def astype(self, _kind: object) -> NoReturn:
        """Only days are turned into something else, to count calendar months from them."""
        raise NotLinearError("it counts calendar months from a day that is a fact")


def form_of(value: object) -> Form:
    """A whole number, a truth or a mask of what is given, as a form; itself if it is one."""
    if isinstance(value, Form):
        return value
    if isinstance(value, Given):
        return value.as_form()
    assert isinstance(value, int), f"{value!r} is no number"
    return Form({}, int(value))
