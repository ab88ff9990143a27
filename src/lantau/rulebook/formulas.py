"""The formula of a rule: its comparisons and how they join, said from the very logic that judges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lantau.rulebook.book import Rulebook
from lantau.rulebook.comparisons import Either, Must, Node
from lantau.rulebook.law import Rule, Words
from lantau.rulebook.measures import Measure
from lantau.rulebook.sentences import amount

SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "==": "=", "!=": "≠"}
ALL, ANY, WHEN = Words("all of", "全部符合"), Words("any of", "符合其一"), Words("only when", "僅當")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a formula; ``depth`` says how far it is set in, ``names`` which facts and parameters it reads."""

    depth: int
    words: Words
    names: tuple[str, ...]


def formula(book: Rulebook, rule: Rule) -> tuple[Line, ...]:
    """The rule's comparisons in the order of the text, set in under what joins or conditions them."""
    return tuple(lines_of(book.untold(rule, rule.since)[0]))


def lines_of(node: Node, depth: int = 0) -> Iterator[Line]:
    """The formula of a comparison or of a joining of them, set in from ``depth``."""
    if isinstance(node, Must):
        yield _comparison(node, depth)
    elif len(node.limbs) == 1 and node.when is None:
        yield from lines_of(node.limbs[0], depth)
    else:
        yield Line(depth, ANY if isinstance(node, Either) else ALL, ())
        for limb in node.limbs:
            yield from lines_of(limb, depth + 1)
    if node.when is not None:
        yield Line(depth + 1, WHEN, ())
        yield from lines_of(node.when, depth + 2)


def _comparison(leaf: Must, depth: int) -> Line:
    names = tuple(dict.fromkeys((*leaf.lhs.facts, *leaf.lhs.parameters, *leaf.rhs.facts, *leaf.rhs.parameters)))
    if leaf.lhs.kind == "bool" and leaf.rhs.is_limit:
        asked = bool(leaf.rhs.values) == (leaf.op == "==")
        words = leaf.lhs.words if asked or leaf.lhs.negation is None else leaf.lhs.negation
        return Line(depth, words, names)
    limit = _limit(leaf.rhs)
    sign = SIGNS[leaf.op]
    return Line(depth, Words(f"{leaf.lhs.words.en} {sign} {limit.en}", f"{leaf.lhs.words.zh} {sign} {limit.zh}"), names)


def _limit(measure: Measure) -> Words:
    """A legal number with its value, a word of the text, or another measure by its name."""
    if not measure.is_limit or measure.kind == "text":
        return measure.words
    if measure.denominator != 1:
        value = Words(f"{measure.values}/{measure.denominator}", f"{measure.values}/{measure.denominator}")
    else:
        value = amount(measure, measure.values)
    return Words(f"{value.en} ({measure.words.en})", f"{value.zh}（{measure.words.zh}）")
