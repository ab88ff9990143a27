"""Duties with a day: done by the day they are due, or promptly where the text gives no number."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.branching import bound
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.reading import Reader


def in_time(read: Reader) -> Node:
    """Done by the due day. Not done and past it is breached; not done and not yet due is unknown."""
    done, due = read.fact("obligation.done_on"), read.fact("obligation.due_on")
    return Every(
        Must(done, "<=", due, limb="done"),
        Must(read.fact("obligation.as_of"), "<=", due, when=Must(done.absent), limb="still_open"),
        when=_of_this_duty(read),
    )


def promptly(read: Reader) -> Node:
    """Done the day it arose, or judged prompt: the text gives no number, so nobody is late until somebody says so.

    What nobody has done yet is not prompt, whoever judged it so.
    """
    done, arose = read.fact("obligation.done_on"), read.fact("obligation.after")
    return Either(
        Must(done, "<=", arose, when=Must(done.recorded), limb="same_day"),
        Every(Must(read.fact("obligation.judged_prompt")), Must(done, ">=", arose), limb="judgement"),
        when=_of_this_duty(read),
    )


def _of_this_duty(read: Reader) -> Node:
    """The obligation is of the duty that the rule dates, and the one who owes it is bound."""
    kind = Must(read.fact("obligation.kind"), "==", read.word("obligation.kind", read.rule.duty))
    branch = bound(read)
    return kind if branch is None else Every(kind, branch)


FUNCTIONS: Mapping[str, Logic] = {"obligations.in_time": in_time, "obligations.promptly": promptly}
