"""Systems against money laundering: the risk assessment, officers, audit, staff, operations abroad."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.counts import covering
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every, never
from lantau.rulebook.reading import Reader


def risk_assessment(read: Reader) -> Node:
    """Documented, complete, with what others published, approved, current, ready to show."""
    return every(
        read,
        "aml.assessment_documented",
        "aml.assessment_covers_factors",
        "aml.assessment_considers_published_risks",
        "aml.assessment_approved",
        "aml.assessment_kept_current",
        "aml.assessment_can_be_given",
    )


def new_product(read: Reader) -> Node:
    """Assessed and answered before it is launched."""
    return every(read, "new_product.risks_assessed", "new_product.risks_mitigated")


def systems(read: Reader) -> Node:
    """Approved, monitored, and more where risks are higher."""
    higher = Must(read.fact("aml.higher_risks_seen"))
    return Every(
        every(read, "aml.systems_approved", "aml.systems_monitored"),
        Must(read.fact("aml.enhanced_measures_taken"), when=higher, limb="enhanced_measures"),
    )


def simplified_systems(read: Reader) -> Node:
    """Less only on four conditions and never under suspicion."""
    return Every(
        every(
            read,
            "aml.statute_complied_with",
            "aml.lower_risk_assessed",
            "aml.simplification_approved",
            "aml.simplification_reviewed",
        ),
        never(read, "aml.suspicion"),
        when=Must(read.fact("aml.systems_simplified")),
    )


def compliance_officer(read: Reader) -> Node:
    """Overseen, appointed, at the management level, with means."""
    return every(
        read,
        "aml.senior_management_oversees",
        "aml.risks_understood",
        "aml.compliance_officer_appointed",
        "aml.compliance_officer_at_management_level",
        "aml.compliance_officer_resourced",
    )


def reporting_officer(read: Reader) -> Node:
    """Appointed, senior enough, with means."""
    return every(
        read, "aml.reporting_officer_appointed", "aml.reporting_officer_senior", "aml.reporting_officer_resourced"
    )


def audit(read: Reader) -> Node:
    """Independent, with a direct line and means, and at work."""
    return every(
        read, "aml.audit_independent", "aml.audit_direct_line", "aml.audit_resourced", "aml.audit_reviews_done"
    )


def staff_screened(read: Reader) -> Node:
    """Everybody in such a role is screened."""
    return covering(read, "aml.staff_screened_count", "aml.staff_in_roles_count")


def staff_trained(read: Reader) -> Node:
    """Everybody in such a role is trained for it."""
    return covering(read, "aml.staff_trained_count", "aml.staff_in_roles_count")


def group_systems(read: Reader) -> Node:
    """Operations abroad under the same rules, with information shared."""
    return every(
        read,
        "overseas.group_systems",
        "overseas.due_diligence_alike",
        "overseas.information_shared",
        when=Must(read.fact("overseas.has_operations")),
    )


def higher_rules(read: Reader) -> Node:
    """The higher requirements, or additional measures where they are not permitted."""
    return Either(
        Must(read.fact("overseas.higher_rules_applied"), limb="higher_rules"),
        Every(never(read, "overseas.higher_rules_permitted"), Must(read.fact("overseas.additional_measures_taken"))),
        when=every(read, "overseas.has_operations", "overseas.host_rules_differ"),
    )


FUNCTIONS: Mapping[str, Logic] = {
    "aml_governance.risk_assessment": risk_assessment,
    "aml_governance.new_product": new_product,
    "aml_governance.systems": systems,
    "aml_governance.simplified_systems": simplified_systems,
    "aml_governance.compliance_officer": compliance_officer,
    "aml_governance.reporting_officer": reporting_officer,
    "aml_governance.audit": audit,
    "aml_governance.staff_screened": staff_screened,
    "aml_governance.staff_trained": staff_trained,
    "aml_governance.group_systems": group_systems,
    "aml_governance.higher_rules": higher_rules,
}
