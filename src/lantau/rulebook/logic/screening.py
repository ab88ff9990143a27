"""Sanctions: the lists, screening at an order, possible matches."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Every, Must, Node
from lantau.rulebook.logic.counts import covering
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every
from lantau.rulebook.reading import Reader


def lists(read: Reader) -> Node:
    """Every list there is to hold, within reach, and tested where somebody else keeps it."""
    elsewhere = Must(read.fact("screening_lists.subscribed"))
    return Every(
        every(
            read,
            "screening_lists.maintained",
            "screening_lists.has_gazetted_lists",
            "screening_lists.has_supervisor_lists",
            "screening_lists.has_security_council_lists",
            "screening_lists.accessible",
        ),
        Must(read.fact("screening_lists.completeness_ensured"), when=elsewhere, limb="completeness"),
    )


def at_order(read: Reader) -> Node:
    """Customer, every owner and the others, against lists no younger than the screening."""
    return Every(
        Must(read.fact("screening.customer_screened"), limb="customer"),
        covering(
            read, "screening.beneficial_owners_screened_count", "screening.beneficial_owners_count", limb="owners"
        ),
        Must(read.fact("screening.others_screened"), limb="others"),
        Must(read.fact("screening.done_on"), ">=", read.fact("screening.lists_changed_on"), limb="current_lists"),
    )


def possible_match(read: Reader) -> Node:
    """Checked more closely, and all of it on record."""
    found = Must(read.fact("screening.possible_match"))
    return Every(
        Must(read.fact("screening.enhanced_checks_done"), when=found, limb="enhanced_checks"),
        Must(read.fact("screening.documented"), limb="documented"),
    )


FUNCTIONS: Mapping[str, Logic] = {
    "screening.lists": lists,
    "screening.at_order": at_order,
    "screening.possible_match": possible_match,
}
