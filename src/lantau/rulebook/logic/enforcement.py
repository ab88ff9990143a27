"""Suspension, intervention, examination, investigation, sanctions, and what may be claimed or disclosed."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every, never
from lantau.rulebook.reading import Reader

GROUNDS = (
    "ground.criterion_failed",
    "ground.insolvent_or_arranging",
    "ground.told_of_inability",
    "ground.unable_or_suspending",
    "ground.material_information_withheld",
    "ground.false_information_given",
    "ground.condition_contravened",
    "ground.activity_ceased",
    "ground.fee_unpaid",
    "ground.controller_despite_objection",
    "ground.controller_stays_despite_objection",
    "ground.without_chief_executive_or_manager",
    "ground.holders_threatened",
    "ground.financial_centre_affected",
    "ground.penalty_unpaid",
    "ground.asked_to_be_revoked",
)
"""Schedule 4, in its order."""


def revocation_grounds(read: Reader) -> Node:
    """None of the sixteen."""
    return Every(*(never(read, name) for name in GROUNDS))


def intervention_grounds(read: Reader) -> Node:
    """None of the three circumstances of section 77, for a licensee that is no authorized institution."""
    return Every(
        never(read, "ground.told_of_inability"),
        never(read, "ground.unable_or_suspending"),
        never(read, "ground.authority_fears"),
        when=_no_institution(read),
    )


def temporary_suspension(read: Reader) -> Node:
    """A ground, urgency for holders, and so many days at most; a suspension of section 33 is another thing."""
    return Every(
        Must(read.fact("suspension.ground_exists"), limb="ground"),
        Must(read.fact("suspension.urgent_for_holders"), limb="urgent"),
        Must(read.fact("suspension.days"), "<=", read.parameter("temporary_suspension"), limb="days"),
        when=never(read, "suspension.of_section_33"),
    )


def suspension(read: Reader) -> Node:
    """A ground; and the last day lies before the same day of the month so many months on."""
    ends = read.fact("suspension.begins_on").plus_months(read.parameter("suspension_months"))
    return Every(
        Must(read.fact("suspension.ground_exists"), limb="ground"),
        Must(read.fact("suspension.last_day"), "<", ends, limb="months"),
        when=Must(read.fact("suspension.of_section_33")),
    )


def suspension_terms(read: Reader) -> Node:
    """Days and ground; under section 33 the direction on the reserve too."""
    return Every(
        Must(read.fact("suspension.notice_states_days_and_ground")),
        Must(read.fact("suspension.notice_states_reserve_direction"), when=Must(read.fact("suspension.of_section_33"))),
    )


def pecuniary_penalty(read: Reader) -> Node:
    """Up to the fixed amount or three times the gain, the greater; and only after a guideline."""
    amount = read.fact("sanction.amount_hkd_cents")
    read.note("pecuniary_penalty_multiple")
    most = Either(
        Must(amount, "<=", read.parameter("pecuniary_penalty"), limb="fixed"),
        Must(amount, "<=", read.fact("sanction.gained_three_times_hkd_cents"), limb="multiple"),
        limb="most",
    )
    return Every(
        Must(read.fact("sanction.guideline_issued"), limb="guideline"), most, when=Must(read.fact("sanction.pecuniary"))
    )


def applicant_claim(read: Reader) -> Node:
    """Who says so has applied."""
    return Must(read.fact("claim.application_filed"), when=Must(read.fact("claim.to_be_applicant")))


def licensee_claim(read: Reader) -> Node:
    """Who says so holds a licence."""
    return Must(read.fact("claim.licence_held"), when=Must(read.fact("claim.to_be_licensee")))


def no_endorsement(read: Reader) -> Node:
    """No such claim."""
    return never(read, "claim.of_endorsement")


def truthful_information(read: Reader) -> Node:
    """True; or false without anybody who knew or ought to have known."""
    return Either(never(read, "claim.false_in_material_particular"), never(read, "claim.known_to_be_false"))


def secrecy(read: Reader) -> Node:
    """Not disclosed, or by one of the ways out."""
    return Either(
        never(read, "confidential.disclosed"),
        Must(read.fact("confidential.consented_or_allowed")),
        when=Must(read.fact("confidential.bound")),
    )


def _no_institution(read: Reader) -> Must:
    return Must(read.fact("licensee.is_authorized_institution"), "==", read.no())


def _asked(*names: str, when: str = "") -> Logic:
    def asked(read: Reader) -> Node:
        return every(read, *names, when=Must(read.fact(when)) if when else None)

    return asked


def _intervened(*names: str, when: str) -> Logic:
    """What Division 4 asks of a licensee that is no authorized institution."""

    def intervened(read: Reader) -> Node:
        return every(read, *names, when=Every(_no_institution(read), Must(read.fact(when))))

    return intervened


FUNCTIONS: Mapping[str, Logic] = {
    "enforcement.suspended": _asked("licence.activities_stopped", when="licence.suspended"),
    "enforcement.reserve_direction": _asked(
        "licence.direction_obeyed", "licence.direction_conditions_kept", when="licence.direction_in_force"
    ),
    "enforcement.temporary_suspension": temporary_suspension,
    "enforcement.suspension": suspension,
    "enforcement.revocation_grounds": revocation_grounds,
    "enforcement.intervention_grounds": intervention_grounds,
    "enforcement.immediate_action": _intervened("intervention.action_taken", when="intervention.action_required"),
    "enforcement.advisor": _intervened("intervention.advice_sought", when="intervention.advisor_appointed"),
    "enforcement.statutory_manager": _intervened(
        "intervention.removed_officers_stand_aside",
        "intervention.meetings_with_consent",
        "intervention.manager_unobstructed",
        when="intervention.statutory_manager_appointed",
    ),
    "enforcement.examination": _asked(
        "examination.permitted", "examination.access_given", "examination.produced", when="examination.underway"
    ),
    "enforcement.skilled_person": _asked(
        "skilled_report.person_approved_or_nominated",
        "skilled_report.assistance_given",
        "skilled_report.requirements_met",
        "skilled_report.submitted_as_required",
        when="skilled_report.required",
    ),
    "enforcement.compliance_direction": _asked(
        "supervision.direction_carried_out", when="supervision.direction_to_comply"
    ),
    "enforcement.designated_entity": _asked(
        "designated.operating_rules",
        "designated.rules_monitored",
        "designated.adequate_resources",
        "designated.adequate_controls",
    ),
    "enforcement.investigation": _asked(
        "investigation.complied", "investigation.nothing_destroyed", when="investigation.requirement_imposed"
    ),
    "enforcement.applicant_claim": applicant_claim,
    "enforcement.licensee_claim": licensee_claim,
    "enforcement.no_endorsement": no_endorsement,
    "enforcement.truthful_information": truthful_information,
    "enforcement.secrecy": secrecy,
    "enforcement.pecuniary_penalty": pecuniary_penalty,
    "enforcement.sanction_terms": _asked("sanction.notice_states_all"),
    "enforcement.suspension_terms": suspension_terms,
    "enforcement.revocation_steps": _asked(
        "revocation.notice_states_intention_and_ground",
        "revocation.period_given",
        "revocation.representations_considered",
        "revocation.notice_states_reserve_direction",
    ),
    "enforcement.statutory_manager_gazetted": _asked("statutory_manager.gazetted"),
}
