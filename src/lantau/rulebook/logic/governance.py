"""Who watches whom inside a licensee: the board, the three lines of defence, and what only the board may adopt."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.branching import bound
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.reading import Reader


def independent_directors(read: Reader) -> Node:
    """A share of the board is independent; compared by cross-multiplying."""
    share = read.fact("licensee.board_count").share(read.parameter("independent_director_share"))
    return Must(read.fact("licensee.independent_director_count"), ">=", share, when=bound(read))


def three_lines(read: Reader) -> Node:
    """Business units, then risk and compliance, then internal audit, each independent of the others."""
    return Every(
        Must(read.fact("licensee.first_line_manages_risk"), limb="first_line"),
        Must(read.fact("licensee.independent_risk_function"), limb="second_line_risk"),
        Must(read.fact("licensee.independent_compliance_function"), limb="second_line_compliance"),
        Must(read.fact("licensee.independent_internal_audit"), limb="third_line"),
    )


def control_functions(read: Reader) -> Node:
    """The three control functions report to the right level, reach the board and see what they need."""
    return Every(
        Must(read.fact("licensee.second_line_reports_to_management"), limb="second_line_reports"),
        Must(read.fact("licensee.internal_audit_reports_to_board"), limb="internal_audit_reports"),
        Must(read.fact("licensee.risk_function_reaches_board"), limb="risk_reaches_board"),
        Must(read.fact("licensee.compliance_may_report_to_board"), limb="compliance_reaches_board"),
        Must(read.fact("licensee.control_functions_see_all"), limb="unrestricted"),
    )


def functions_apart(read: Reader) -> Node:
    """Compliance and internal audit are two, and neither stands in for the other."""
    return Must(read.fact("licensee.compliance_and_audit_apart"))


def functions_from_outside(read: Reader) -> Node:
    """Services of the group or of outsiders in place of one's own function satisfy the HKMA."""
    return Must(
        read.fact("licensee.hkma_satisfied_with_outside_functions"),
        when=Must(read.fact("licensee.uses_outside_functions")),
    )


def key_pay(read: Reader) -> Node:
    """The board approved the pay of those who lead and control, and the control functions' pay is no front line's."""
    return Every(
        Must(read.fact("licensee.board_approved_key_pay"), limb="board_approved"),
        Must(read.fact("licensee.control_pay_independent"), limb="independent_of_front_line"),
    )


def risk_policy_adopted(read: Reader) -> Node:
    """The risk framework, its policies and main procedures, and material changes, only with the board's approval."""
    return _adopted(read, "risk_framework")


def plan_adopted(read: Reader) -> Node:
    """Incident framework, continuity plan and exit plan, and material changes, only with the board's approval."""
    return _adopted(read, "incident_framework", "continuity_plan", "exit_plan")


def compliance_policy_adopted(read: Reader) -> Node:
    """The compliance policy and material changes of it, only with the board's approval."""
    return _adopted(read, "compliance_policy")


def audit_charter_adopted(read: Reader) -> Node:
    """The audit charter and material changes of it, only with the board's approval."""
    return _adopted(read, "audit_charter")


def _adopted(read: Reader, *kinds: str) -> Node:
    kind = read.fact("policy.kind")
    of_these = Either(*(Must(kind, "==", read.word("policy.kind", word)) for word in kinds))
    return Must(
        read.fact("policy.board_approved"),
        when=Every(of_these, Must(read.fact("policy.new_or_materially_changed"))),
    )


FUNCTIONS: Mapping[str, Logic] = {
    "governance.independent_directors": independent_directors,
    "governance.three_lines": three_lines,
    "governance.control_functions": control_functions,
    "governance.functions_apart": functions_apart,
    "governance.functions_from_outside": functions_from_outside,
    "governance.key_pay": key_pay,
    "governance.risk_policy_adopted": risk_policy_adopted,
    "governance.plan_adopted": plan_adopted,
    "governance.compliance_policy_adopted": compliance_policy_adopted,
    "governance.audit_charter_adopted": audit_charter_adopted,
}
