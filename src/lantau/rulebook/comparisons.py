"""Comparisons and how they join: ``Must``, ``Every``, ``Either``, in three-valued logic with "does not apply".

Each node is decided as it is built and keeps its limbs, so an outcome can always be traced to the comparison that
caused it. A verdict is three masks that exclude each other; what none of them claims is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lantau.rulebook.findings import Outcome
from lantau.rulebook.law import Words
from lantau.rulebook.measures import Cells, Measure, both, constant, either, opposite

BOUND_OPS = {"at-least": ">=", "at-most": "<=", "more-than": ">", "less-than": "<"}
"""How each bound of the law is written as a comparison."""

TRUE = Words("true", "是")


@dataclass(slots=True)
class Verdict:
    """Masks of what surely holds. Kleene's logic: a missing fact decides nothing unless another limb settles it.

    ``total`` says beforehand that nothing is unknown anywhere, which spares looking. Never changed once made; not
    frozen for speed, like a measure.
    """

    met: Cells
    breached: Cells
    not_applicable: Cells
    total: bool = False

    @property
    def unknown(self) -> Cells:
        """Where none of the three is sure."""
        return opposite(either(either(self.met, self.breached), self.not_applicable))

    def outcome(self) -> Outcome:
        """The verdict on one subject as a word."""
        if self.met:
            return Outcome.MET
        if self.breached:
            return Outcome.BREACHED
        return Outcome.NOT_APPLICABLE if self.not_applicable else Outcome.UNKNOWN

    def only_when(self, condition: Verdict) -> Verdict:
        """The verdict where the condition surely holds, "does not apply" where it surely fails, else unknown."""
        applies = condition.met
        return Verdict(
            both(applies, self.met),
            both(applies, self.breached),
            either(condition.breached, both(applies, self.not_applicable)),
            self.total and condition.total and condition.not_applicable is False,
        )


class UnlikeMeasuresError(AssertionError):
    """Measures of different units were compared: a bug in a rule, or a wrong unit in its law, which proving refuses."""


class Node:
    """A comparison or a joining of comparisons. ``limb`` names it inside its rule, for the finding."""

    verdict: Verdict
    limb: str
    when: Node | None
    limbs: tuple[Node, ...]

    def _under(self, when: Node | None, plain: Verdict) -> None:
        """Settle the verdict under the condition, and tell the condition's comparisons what they are."""
        self.when = when
        self.verdict = plain if when is None else plain.only_when(when.verdict)
        for leaf in when.leaves() if when is not None else ():
            leaf.conditional = True

    def leaves(self) -> Iterator[Must]:
        """Every comparison below this node, its conditions included, in the order of the text."""
        if self.when is not None:
            yield from self.when.leaves()
        for limb in self.limbs:
            yield from limb.leaves()


class Must(Node):
    """``lhs op rhs``, or the truth of a bool measure when only ``lhs`` is given; judged only ``when`` it applies."""

    def __init__(
        self,
        lhs: Measure,
        op: str = "==",
        rhs: Measure | None = None,
        *,
        when: Node | None = None,
        limb: str = "",
    ) -> None:
        assert rhs is not None or lhs.kind == "bool", "only a bool measure stands alone"
        right = constant(True, "bool", "", TRUE) if rhs is None else rhs
        if (lhs.kind, lhs.unit) != (right.kind, right.unit):
            raise UnlikeMeasuresError(f"{lhs.unit or lhs.kind} is not compared with {right.unit or right.kind}")
        assert lhs.kind in ("int", "date") or op in ("==", "!="), f"{lhs.kind} has no order"
        assert lhs.denominator == 1, "a share stands on the right"
        self.lhs, self.op, self.rhs = lhs, op, right
        self.limb, self.limbs, self.conditional = limb, (), False
        known = both(lhs.valid, right.valid)
        holds = both(known, compare(lhs.scaled(right.denominator), op, right.values))
        self._under(when, Verdict(holds, both(known, opposite(holds)), False, known is True))

    def leaves(self) -> Iterator[Must]:
        """This comparison after those of its condition."""
        if self.when is not None:
            yield from self.when.leaves()
        yield self

    def limit(self) -> Cells:
        """The right side in whole units: for a share, the nearest whole number that satisfies the comparison."""
        top, bottom = self.rhs.values, self.rhs.denominator
        if bottom == 1:
            return top
        return -(-top // bottom) if self.op in (">=", "<") else top // bottom

    def margin(self) -> Cells | None:
        """Whole units between the measured value and the nearest one that satisfies; negative by the shortfall."""
        if self.lhs.kind not in ("int", "date") or self.op in ("==", "!="):
            return None
        strict = 1 if self.op in (">", "<") else 0
        measured, limit = self.lhs.values, self.limit()
        return (measured - limit if self.op in (">=", ">") else limit - measured) - strict


class Every(Node):
    """All limbs: breached if one surely is, met if all that apply are met."""

    def __init__(self, *limbs: Node, when: Node | None = None, limb: str = "") -> None:
        assert limbs, "an empty Every would always be met"
        self.limbs, self.limb = limbs, limb
        met, breached, silent = limbs[0].verdict.met, limbs[0].verdict.breached, limbs[0].verdict.not_applicable
        settled = either(met, silent)
        for item in limbs[1:]:
            settled = both(settled, either(item.verdict.met, item.verdict.not_applicable))
            breached = either(breached, item.verdict.breached)
            silent = both(silent, item.verdict.not_applicable)
        total = all(item.verdict.total for item in limbs)
        self._under(when, Verdict(both(settled, opposite(silent)), breached, silent, total))


class Either(Node):
    """Any limb: met if one surely is, breached if all that apply are breached."""

    def __init__(self, *limbs: Node, when: Node | None = None, limb: str = "") -> None:
        assert limbs, "an empty Either would never be met"
        self.limbs, self.limb = limbs, limb
        met, breached, silent = limbs[0].verdict.met, limbs[0].verdict.breached, limbs[0].verdict.not_applicable
        failed = either(breached, silent)
        for item in limbs[1:]:
            met = either(met, item.verdict.met)
            failed = both(failed, either(item.verdict.breached, item.verdict.not_applicable))
            silent = both(silent, item.verdict.not_applicable)
        total = all(item.verdict.total for item in limbs)
        self._under(when, Verdict(met, both(failed, opposite(silent)), silent, total))


def compare(left: Cells, op: str, right: Cells) -> Cells:
    """The bare comparison, cell by cell."""
    match op:
        case ">=":
            return left >= right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case "<":
            return left < right
        case "==":
            return left == right
        case "!=":
            return left != right
    raise AssertionError(f"no comparison is written {op!r}")
