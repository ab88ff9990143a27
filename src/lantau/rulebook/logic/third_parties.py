"""Arrangements with third parties: assessed before, agreed in writing, reported, watched, ended cleanly."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.counts import covering
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every
from lantau.rulebook.reading import Reader


def risks_assessed(read: Reader) -> Node:
    """Risks, importance, need and effect known, and every material risk answered."""
    return Every(
        every(
            read,
            "arrangement.risks_assessed",
            "arrangement.importance_assessed",
            "arrangement.need_stated",
            "arrangement.risk_profile_understood",
        ),
        covering(
            read,
            "arrangement.material_risks_treated_count",
            "arrangement.material_risks_count",
            limb="material_risks",
        ),
    )


def contingency(read: Reader) -> Node:
    """Disruption assessed, contingency on both sides, alternatives known."""
    return every(
        read,
        "arrangement.disruption_assessed",
        "arrangement.own_contingency",
        "arrangement.provider_contingency",
        "arrangement.alternatives_known",
    )


def responsibility(read: Reader) -> Node:
    """The agreement leaves the licensee responsible."""
    return Must(read.fact("arrangement.moves_responsibility"), "==", read.no())


def due_diligence(read: Reader) -> Node:
    """Due diligence and tests."""
    return every(read, "arrangement.due_diligence_done", "arrangement.tested")


def agreement(read: Reader) -> Node:
    """A written agreement with its heads, two of them where they apply."""
    return Every(
        every(
            read,
            "arrangement.agreement_written",
            "arrangement.says_service_levels",
            "arrangement.says_operations",
            "arrangement.says_contingency",
            "arrangement.says_rights",
        ),
        Must(
            read.fact("arrangement.says_record_access"),
            when=Must(read.fact("arrangement.holds_records")),
            limb="says_record_access",
        ),
        Must(
            read.fact("arrangement.says_data_controls"),
            when=Must(read.fact("arrangement.handles_data")),
            limb="says_data_controls",
        ),
    )


def watched(read: Reader) -> Node:
    """Watched, disruptions reported, deficiencies answered."""
    return Every(
        Must(read.fact("arrangement.watched"), limb="watched"),
        covering(read, "arrangement.disruptions_reported_count", "arrangement.disruptions_count", limb="disruptions"),
        covering(
            read, "arrangement.deficiencies_answered_count", "arrangement.deficiencies_count", limb="deficiencies"
        ),
    )


def access(read: Reader) -> Node:
    """Authorities and auditors reach and examine it, announced or not."""
    return every(
        read,
        "arrangement.supervisor_has_access",
        "arrangement.auditors_have_access",
        "arrangement.on_site_and_off_site",
        "arrangement.unannounced",
    )


def need_to_know(read: Reader) -> Node:
    """No more employees with access than need it."""
    return Must(
        read.fact("arrangement.staff_with_access_count"), "<=", read.fact("arrangement.staff_needing_access_count")
    )


def data_at_end(read: Reader) -> Node:
    """Returned or destroyed."""
    return Either(
        Must(read.fact("arrangement.data_returned"), limb="returned"),
        Must(read.fact("arrangement.data_destroyed"), limb="destroyed"),
    )


def offshore(read: Reader) -> Node:
    """What a provider outside Hong Kong adds is assessed and answered."""
    return every(
        read,
        "arrangement.offshore_risks_assessed",
        "arrangement.legal_basis_considered",
        "arrangement.foreign_access_assessed",
        "arrangement.foreign_request_notice_ensured",
        when=Must(read.fact("arrangement.outside_hong_kong")),
    )


def materiality(read: Reader) -> Node:
    """The kinds that the text names are classed as material."""
    kind = read.fact("arrangement.kind")
    named = ("reserve_custody", "distribution", "critical_technology")
    return Must(
        read.fact("arrangement.classed_material"),
        when=Either(*(Must(kind, "==", read.word("arrangement.kind", name)) for name in named)),
    )


def reported_before(read: Reader) -> Node:
    """A material arrangement is reported before the day it starts."""
    return Must(
        read.fact("arrangement.reported_on"),
        "<",
        read.fact("arrangement.starts_on"),
        when=Must(read.fact("arrangement.classed_material")),
    )


def technology_assessed(read: Reader) -> Node:
    """A critical technology provider is assessed independently, by a recognised standard and well, before it starts."""
    return Every(
        Must(
            read.fact("arrangement.independently_assessed_on"), "<", read.fact("arrangement.starts_on"), limb="before"
        ),
        Must(read.fact("arrangement.recognised_standard"), limb="standard"),
        Must(read.fact("arrangement.assessment_satisfactory"), limb="outcome"),
        when=Must(read.fact("arrangement.kind"), "==", read.word("arrangement.kind", "critical_technology")),
    )


def technology_agreement(read: Reader) -> Node:
    """Standard and ownership said, and subcontracting answered for."""
    return Every(
        every(read, "arrangement.says_performance_standard", "arrangement.says_ownership"),
        Must(
            read.fact("arrangement.answers_for_subcontractors"),
            when=Must(read.fact("arrangement.subcontracting_allowed")),
            limb="answers_for_subcontractors",
        ),
        when=Must(read.fact("arrangement.is_technology")),
    )


FUNCTIONS: Mapping[str, Logic] = {
    "third_parties.risks_assessed": risks_assessed,
    "third_parties.contingency": contingency,
    "third_parties.responsibility": responsibility,
    "third_parties.due_diligence": due_diligence,
    "third_parties.agreement": agreement,
    "third_parties.watched": watched,
    "third_parties.access": access,
    "third_parties.need_to_know": need_to_know,
    "third_parties.data_at_end": data_at_end,
    "third_parties.offshore": offshore,
    "third_parties.materiality": materiality,
    "third_parties.reported_before": reported_before,
    "third_parties.technology_assessed": technology_assessed,
    "third_parties.technology_agreement": technology_agreement,
}
