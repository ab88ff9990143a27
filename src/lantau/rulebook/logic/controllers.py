"""Who controls a licensee, by votes or by word, and by which ways one may become a controller."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.branching import bound
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.measures import Measure
from lantau.rulebook.reading import Reader


def minority(read: Reader) -> Node:
    """Who comes to hold at least a tenth and at most half of the votes has a lawful way."""
    least, most = read.parameter("minority_controller_share_min"), read.parameter("minority_controller_share_max")
    return _lawful_way(
        read,
        _here_or_above(
            read, lambda votes, all_: Every(Must(votes, ">=", all_.share(least)), Must(votes, "<=", all_.share(most)))
        ),
    )


def majority(read: Reader) -> Node:
    """Who comes to hold more than half of the votes has a lawful way."""
    more_than = read.parameter("majority_controller_share")
    return _lawful_way(read, _here_or_above(read, lambda votes, all_: Must(votes, ">", all_.share(more_than))))


def indirect(read: Reader) -> Node:
    """Whose word the board is used to follow, other than as adviser, has a lawful way."""
    return _lawful_way(read, _directs(read))


def existing_told(read: Reader) -> Node:
    """Every controller known to the licensee is known to the Monetary Authority."""
    return Must(
        read.fact("licensee.controllers_notified_count"), ">=", read.fact("licensee.controllers_known_count"),
        when=bound(read),
    )  # fmt: skip


def conditions_kept(read: Reader) -> Node:
    """Conditions attached to a controller's consent are kept."""
    limbs = [branch for branch in [bound(read)] if branch is not None]
    return Must(
        read.fact("control.conditions_kept"),
        when=Every(*limbs, Must(read.fact("control.consent_has_conditions"))),
    )


def prohibited_indirect(read: Reader) -> Node:
    """A prohibited person neither acts as an indirect controller nor gives directions to the boards."""
    limbs = [branch for branch in [bound(read)] if branch is not None]
    return Every(
        Must(read.fact("control.acts_as_indirect_controller"), "==", read.no(), limb="acts"),
        Must(read.fact("control.gives_directions"), "==", read.no(), limb="directs"),
        when=Every(*limbs, Must(read.fact("control.is_prohibited_person"))),
    )


def restricted_shares(read: Reader) -> Node:
    """Nobody exercises a right against a known restriction; the holder tells the voters and agrees to nothing void."""
    limbs = [branch for branch in [bound(read)] if branch is not None]
    known, holder = Must(read.fact("restricted_share.restriction_known")), Must(read.fact("restricted_share.is_holder"))
    return Every(
        Must(read.fact("restricted_share.right_exercised"), "==", read.no(), when=known, limb="rights"),
        Must(read.fact("restricted_share.known_voters_told"), when=holder, limb="voters"),
        Must(read.fact("restricted_share.void_agreement_made"), "==", read.no(), when=holder, limb="agreements"),
        when=Every(*limbs, Must(read.fact("restricted_share.restricted"))),
    )


def restricted_shares_permitted(read: Reader) -> Node:
    """No officer knowingly lets shares be issued or sums be paid against a restriction."""
    limbs = [branch for branch in [bound(read)] if branch is not None]
    return Must(
        read.fact("restricted_share.permitted_knowingly"),
        "==",
        read.no(),
        when=Every(*limbs, Must(read.fact("restricted_share.issued_or_paid_against"))),
    )


def preliminary_notice(read: Reader) -> Node:
    """A controller is told of intention and ground, given the months to answer, and heard."""
    months = read.parameter("controller_representation_months")
    return Every(
        Must(read.fact("notice.states_intention_and_ground"), limb="notice"),
        Must(read.fact("notice.representation_months"), ">=", months, limb="months"),
        Must(read.fact("notice.representations_considered"), limb="considered"),
        when=bound(read),
    )


def _here_or_above(read: Reader, holds: Callable[[Measure, Measure], Node]) -> Node:
    """Of the votes in the licensee, or of those in a body corporate of which it is a subsidiary."""
    here = holds(read.fact("control.votes_count"), read.fact("control.all_votes_count"))
    above = holds(read.fact("control.parent_votes_count"), read.fact("control.parent_all_votes_count"))
    return Either(here, Every(Must(read.fact("control.licensee_is_subsidiary")), above))


def _directs(read: Reader) -> Node:
    return Every(
        Must(read.fact("control.board_follows"), limb="followed"),
        Must(read.fact("control.only_professional_advice"), "==", read.no(), limb="no_adviser"),
        Must(read.fact("control.is_statutory_manager_or_advisor"), "==", read.no(), limb="not_appointed"),
    )


def _lawful_way(read: Reader, controls: Node) -> Node:
    """One of the three ways of section 37(1), for who comes to control."""
    branch = bound(read)
    return Either(
        _after(read, "control.consent_given", "control.consent_given_on", "consent"),
        _after(read, "control.objection_set_aside", "control.objection_set_aside_on", "set_aside"),
        _silence(read),
        when=controls if branch is None else Every(branch, controls),
    )


def _after(read: Reader, happened: str, on: str, limb: str) -> Node:
    """It happened, and control came on that day or within the window after it."""
    acquired, day = read.fact("control.acquired_on"), read.fact(on)
    until = day.plus_months(read.parameter("controller_window_months"))
    return Every(Must(read.fact(happened)), Must(acquired, ">=", day), Must(acquired, "<=", until), limb=limb)


def _silence(read: Reader) -> Node:
    """Neither consent nor objection in the period, which a preliminary notice makes longer; then the window after it.

    The period begins on the day of receipt and so includes it.
    """
    acquired, received = read.fact("control.acquired_on"), read.fact("control.application_received_on")
    over = received.after_months_from(read.parameter("controller_decision_months"))
    noticed = Must(read.fact("control.preliminary_notice_given"))
    extended = read.fact("control.representations_end_on").plus_days(read.parameter("controller_extension_days"))
    return Every(
        Must(read.fact("control.authority_silent")),
        Must(acquired, ">=", over),
        Must(acquired, ">", extended, when=noticed),
        Either(
            Must(acquired, "<", over.plus_months(read.parameter("controller_silence_window_months"))),
            Must(acquired, "<=", extended.plus_months(read.parameter("controller_window_months")), when=noticed),
        ),
        limb="silence",
    )


FUNCTIONS: Mapping[str, Logic] = {
    "controllers.minority": minority,
    "controllers.majority": majority,
    "controllers.indirect": indirect,
    "controllers.existing_told": existing_told,
    "controllers.conditions_kept": conditions_kept,
    "controllers.prohibited_indirect": prohibited_indirect,
    "controllers.restricted_shares": restricted_shares,
    "controllers.restricted_shares_permitted": restricted_shares_permitted,
    "controllers.preliminary_notice": preliminary_notice,
}
