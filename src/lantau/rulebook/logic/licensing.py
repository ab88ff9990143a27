"""The way to a licence, its conditions, register, fee and end; what is told to the Monetary Authority, and when."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every, never
from lantau.rulebook.reading import Reader


def grant(read: Reader) -> Node:
    """Satisfied that the criteria would be fulfilled, where the licence is granted."""
    return Must(read.fact("decision.criteria_would_be_fulfilled"), when=Must(read.fact("decision.grants")))


def decision_notice(read: Reader) -> Node:
    """The decision, with number and day on a grant and the ground on a refusal."""
    grants = read.fact("decision.grants")
    return Every(
        Must(read.fact("decision.notice_states_decision")),
        every(
            read,
            "decision.notice_states_licence_number",
            "decision.notice_states_effective_day",
            when=Must(grants),
        ),
        Must(read.fact("decision.notice_states_ground"), when=Must(grants, "==", read.no())),
    )


def condition_notice(read: Reader) -> Node:
    """Notice before a condition, unless it is to cease an activity and holders need it at once."""
    told_first = Either(never(read, "notice.of_cease_condition"), never(read, "notice.immediately_necessary"))
    return Every(_heard(read, "condition_representation_days"), when=told_first)


def sanction_notice(read: Reader) -> Node:
    """Heard before a sanction, unless an agreement takes the place of that."""
    return Every(_heard(read, "sanction_representation_days"), when=never(read, "notice.dispensed_by_agreement"))


def fee_in_full(read: Reader) -> Node:
    """The whole fee."""
    return Must(read.fact("licence_fee.paid_hkd_cents"), ">=", read.parameter("licence_fee"))


def surrender_evidence(read: Reader) -> Node:
    """Nothing outstanding and everybody told, or a direction on the reserve in place of both."""
    redeemed = every(read, "surrender.holders_told_to_redeem", "surrender.auditor_confirms_none_outstanding")
    return Either(redeemed, Must(read.fact("surrender.reserve_direction_given"), limb="direction"))


def requested_information(read: Reader) -> Node:
    """All of it by the last day; open and past it is a breach, open before it is unknown."""
    provided, due = read.fact("request.provided_on"), read.fact("request.due_on")
    return Every(
        Must(provided, "<=", due, limb="in_time"),
        Must(read.fact("request.complete"), when=Must(provided.recorded), limb="complete"),
        Must(read.fact("request.as_of"), "<=", due, when=Must(provided.absent), limb="still_open"),
    )


def _heard(read: Reader, days: str) -> Every:
    """Told of intention and ground, given the days to answer, and heard."""
    return Every(
        Must(read.fact("notice.states_intention_and_ground"), limb="notice"),
        Must(read.fact("notice.representation_days"), ">=", read.parameter(days), limb="days"),
        Must(read.fact("notice.representations_considered"), limb="considered"),
    )


def _heard_for(days: str) -> Logic:
    def heard(read: Reader) -> Node:
        return _heard(read, days)

    return heard


def _asked(*names: str) -> Logic:
    def asked(read: Reader) -> Node:
        return every(read, *names)

    return asked


FUNCTIONS: Mapping[str, Logic] = {
    "licensing.application_form": _asked("filing.in_specified_form", "filing.postal_address", "filing.email_address"),
    "licensing.grant": grant,
    "licensing.decision_notice": decision_notice,
    "licensing.minimum_criteria": _asked("licensee.minimum_criteria_fulfilled"),
    "licensing.conditions_kept": _asked("licensee.conditions_kept"),
    "licensing.condition_notice": condition_notice,
    "licensing.suspension_notice": _heard_for("suspension_representation_days"),
    "licensing.sanction_notice": sanction_notice,
    "licensing.designation_notice": _heard_for("designation_representation_days"),
    "licensing.condition_terms": _asked(
        "condition.notice_states_condition", "condition.notice_states_ground", "condition.notice_states_effect"
    ),
    "licensing.register": _asked(
        "register.name",
        "register.address",
        "register.email_address",
        "register.licence_number",
        "register.effective_day",
        "register.open_to_public",
    ),
    "licensing.fee_in_full": fee_in_full,
    "licensing.waiver": _asked(
        "waiver.in_specified_form", "waiver.adequately_supervised_abroad", "waiver.no_material_risk"
    ),
    "licensing.surrender": _asked("surrender.requested_in_writing", "surrender.holders_safeguarded"),
    "licensing.surrender_evidence": surrender_evidence,
    "licensing.contact_persons": _asked("licensee.contact_persons_designated"),
    "licensing.requested_information": requested_information,
}
