"""Institutions on the other side of a transfer: eligible, looked into, able, watched, and never a shell."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every, never
from lantau.rulebook.reading import Reader


def eligible(read: Reader) -> Node:
    """Identified, found fit to deal with, and its group looked at as a whole."""
    related = Must(read.fact("counterparty.in_group"))
    return Every(
        every(read, "counterparty.identified", "counterparty.found_eligible"),
        Must(read.fact("counterparty.group_considered"), when=related, limb="group"),
    )


def diligence(read: Reader) -> Node:
    """Five measures, and again on suspicion or heightened risk."""
    concern = Must(read.fact("counterparty.concern"))
    return Every(
        every(
            read,
            "counterparty.business_understood",
            "counterparty.volume_understood",
            "counterparty.standing_determined",
            "counterparty.controls_found_adequate",
            "counterparty.senior_management_approved",
        ),
        Must(read.fact("counterparty.diligence_renewed"), when=concern, limb="renewed"),
    )


def capacity(read: Reader) -> Node:
    """Whether it can comply with the travel rule and protect data was assessed."""
    return every(read, "counterparty.travel_rule_assessed", "counterparty.data_protection_assessed")


def watched(read: Reader) -> Node:
    """Transfers monitored, information reviewed, no trigger left open."""
    return Every(
        every(read, "counterparty.transfers_monitored", "counterparty.information_reviewed"),
        never(read, "counterparty.trigger_unreviewed"),
    )


def refrain(read: Reader) -> Node:
    """Risk beyond control is not dealt with."""
    beyond = Must(read.fact("counterparty.risk_beyond_control"))
    return Every(never(read, "counterparty.dealt_with"), when=beyond)


def no_shell(read: Reader) -> Node:
    """One of the four marks of a shell is missing."""
    return Either(
        never(read, "counterparty.incorporated_outside"),
        never(read, "counterparty.authorised_there"),
        Must(read.fact("counterparty.present_there"), limb="present_there"),
        Must(read.fact("counterparty.in_supervised_group"), limb="in_supervised_group"),
    )


FUNCTIONS: Mapping[str, Logic] = {
    "counterparties.eligible": eligible,
    "counterparties.diligence": diligence,
    "counterparties.capacity": capacity,
    "counterparties.watched": watched,
    "counterparties.refrain": refrain,
    "counterparties.no_shell": no_shell,
}
