"""Duties with a day: done by the day they are due. Which duties come when is the cadences' business."""

from __future__ import annotations

from lantau.rulebook.comparisons import Every, Must, Node
from lantau.rulebook.reading import Reader


def _done_in_time(read: Reader, kind: str) -> Node:
    """Done by the due day. Not done and past it is breached; not done and not yet due is unknown."""
    done, due = read.fact("obligation.done_on"), read.fact("obligation.due_on")
    return Every(
        Must(done, "<=", due, limb="done"),
        Must(read.fact("obligation.as_of"), "<=", due, when=Must(done.absent), limb="still_open"),
        when=Must(read.fact("obligation.kind"), "==", read.word("obligation.kind", kind)),
    )


def daily_statement(read: Reader) -> Node:
    """The statement of each day."""
    return _done_in_time(read, "daily_statement")


def weekly_report(read: Reader) -> Node:
    """The week's report to the HKMA."""
    return _done_in_time(read, "weekly_report")


def weekly_publication(read: Reader) -> Node:
    """The week's figures on the website."""
    return _done_in_time(read, "weekly_publication")


def attestation_report(read: Reader) -> Node:
    """The attestation after the end of its period."""
    return _done_in_time(read, "attestation_report")


def stress_test(read: Reader) -> Node:
    """The stress test."""
    return _done_in_time(read, "stress_test")


def reserve_policy_review(read: Reader) -> Node:
    """The review of the reserve policy."""
    return _done_in_time(read, "reserve_policy_review")


def issuance_policy_review(read: Reader) -> Node:
    """The review of the issuance, redemption and distribution policy."""
    return _done_in_time(read, "issuance_policy_review")


def risk_framework_review(read: Reader) -> Node:
    """The review of the risk management framework."""
    return _done_in_time(read, "risk_framework_review")


def contract_audit(read: Reader) -> Node:
    """The audit of the smart contracts."""
    return _done_in_time(read, "contract_audit")


def exit_plan_review(read: Reader) -> Node:
    """The review of incident, continuity and exit plans."""
    return _done_in_time(read, "exit_plan_review")


def exit_plan_drill(read: Reader) -> Node:
    """The drill of incident, continuity and exit plans."""
    return _done_in_time(read, "exit_plan_drill")


def audited_accounts(read: Reader) -> Node:
    """The audited accounts of the year."""
    return _done_in_time(read, "audited_accounts")


def reserve_breach_report(read: Reader) -> Node:
    """The report of a breach in the reserve."""
    return _done_in_time(read, "reserve_breach_report")


def issuance_breach_report(read: Reader) -> Node:
    """The report of a breach in issue or redemption."""
    return _done_in_time(read, "issuance_breach_report")
