"""Whoever was active in Hong Kong before the regime began: three steps, provisional licence, closing down."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every, never
from lantau.rulebook.reading import Reader

STEPS = ("applied", "acknowledged", "papers")


def three_steps(read: Reader) -> Node:
    """Applied, acknowledged and with its papers before the first three months end."""
    return Every(*_steps(read), when=_earlier(read))


def first_three_months(read: Reader) -> Node:
    """Whoever was active before, or is closing down and does only that."""
    return Either(Every(_earlier(read), _not_closing(read)), _closing(read))


def first_six_months(read: Reader) -> Node:
    """The same with the three steps, or with a provisional licence."""
    acknowledged = Every(_earlier(read), *_steps(read), _not_closing(read))
    return Either(acknowledged, _provisional(read), _closing(read))


def after_six_months(read: Reader) -> Node:
    """A provisional licence that holds, or closing down."""
    return Either(_provisional(read), _closing(read))


def provisional_licence(read: Reader) -> Node:
    """Active before, the steps in time, a prospect, no rejection, within the first six months."""
    return Every(
        _earlier(read),
        *_steps(read),
        Must(read.fact("transition.reasonable_prospect")),
        never(read, "transition.rejected"),
        Must(
            read.fact("transition.provisional_granted_epoch_seconds"),
            "<",
            read.parameter("transition_six_months_end"),
            limb="in_time",
        ),
    )


def provisional_in_force(read: Reader) -> Node:
    """Nothing of section 6 has happened."""
    return Every(*_not_ceased(read), when=Must(read.fact("transition.provisional_licence")))


def closing_down(read: Reader) -> Node:
    """Within a month that begins on the first day, or the extension; and solely to close down."""
    ends = read.fact("transition.closing_began_on").plus_months(read.parameter("closing_down_months"))
    acts, extended = read.fact("transition.acts_on"), read.fact("transition.extended")
    in_time = Either(
        Must(acts, "<", ends, limb="month"),
        Must(acts, "<=", read.fact("transition.extended_to"), when=Must(extended), limb="extension"),
        limb="period",
    )
    return Every(
        Must(acts, ">=", read.fact("transition.closing_began_on"), limb="begun"),
        in_time,
        Must(read.fact("transition.solely_closing_down"), limb="purpose"),
        when=_earlier(read),
    )


def extension(read: Reader) -> Node:
    """In writing, before the end."""
    asked, last = read.fact("transition.extension_asked_on"), read.fact("transition.closing_last_day")
    return Every(Must(read.fact("transition.extension_asked_in_writing")), Must(asked, "<=", last, limb="in_time"))


def closing_down_requirements(read: Reader) -> Node:
    """Each one kept, where any was imposed."""
    return every(read, "transition.requirements_kept", when=Must(read.fact("transition.requirements_imposed")))


def _earlier(read: Reader) -> Node:
    """A specified entity (Schedule 7 section 1) that was active in Hong Kong before."""
    return every(read, "transition.specified_entity", "transition.carried_on_before")


def _steps(read: Reader) -> tuple[Must, ...]:
    end = read.parameter("transition_first_months_end")
    return tuple(Must(read.fact(f"transition.{step}_epoch_seconds"), "<", end, limb=step) for step in STEPS)


def _provisional(read: Reader) -> Node:
    return Every(Must(read.fact("transition.provisional_licence")), *_not_ceased(read))


def _not_ceased(read: Reader) -> tuple[Must, ...]:
    ended_by = ("application_withdrawn", "application_refused", "licence_granted", "rejected")
    return tuple(never(read, f"transition.{name}") for name in ended_by)


def _not_closing(read: Reader) -> Must:
    return never(read, "transition.in_closing_down")


def _closing(read: Reader) -> Node:
    return Every(_earlier(read), every(read, "transition.in_closing_down", "transition.solely_closing_down"))


FUNCTIONS: Mapping[str, Logic] = {
    "transition.three_steps": three_steps,
    "transition.first_three_months": first_three_months,
    "transition.first_six_months": first_six_months,
    "transition.after_six_months": after_six_months,
    "transition.provisional_licence": provisional_licence,
    "transition.provisional_in_force": provisional_in_force,
    "transition.closing_down": closing_down,
    "transition.extension": extension,
    "transition.closing_down_requirements": closing_down_requirements,
}
