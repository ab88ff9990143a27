"""Suspicion: what a report says, silence about it, and what follows."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every, never
from lantau.rulebook.reading import Reader


def report_content(read: Reader) -> Node:
    """A report says on what it rests."""
    return Must(read.fact("suspicion.matters_included"), when=Must(read.fact("suspicion.reported")))


def no_tipping_off(read: Reader) -> Node:
    """Nobody is told, and nothing is asked that would tell."""
    telling = Must(read.fact("suspicion.enquiry_would_tip_off"))
    return Every(
        never(read, "suspicion.customer_told"),
        Must(read.fact("suspicion.enquiry_made"), "==", read.no(), when=telling, limb="enquiry"),
    )


def review(read: Reader) -> Node:
    """After a report the relationship is reviewed and the risk answered."""
    return every(
        read,
        "suspicion.relationship_reviewed",
        "suspicion.measures_applied",
        when=Must(read.fact("suspicion.reported")),
    )


def authority_request(read: Reader) -> Node:
    """A request of law enforcement makes one ask whether a review is due."""
    return Must(read.fact("suspicion.review_need_assessed"), when=Must(read.fact("suspicion.requested_by_authority")))


FUNCTIONS: Mapping[str, Logic] = {
    "suspicion.report_content": report_content,
    "suspicion.no_tipping_off": no_tipping_off,
    "suspicion.review": review,
    "suspicion.authority_request": authority_request,
}
