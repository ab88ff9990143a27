"""Taking on customers: nobody where the coin is banned, no masked location, the law watched."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every
from lantau.rulebook.reading import Reader

MEASURES = (
    "onboarding.place_checked_by_document",
    "onboarding.place_checked_by_location",
    "onboarding.banned_places_blocked",
)
"""The measures that the Guideline names as examples."""


def place_known(read: Reader) -> Node:
    """All the measures named, or others that somebody judged to suffice."""
    return Either(every(read, *MEASURES), Must(read.fact("onboarding.place_judged_known"), limb="judgement"))


def location_masking(read: Reader) -> Node:
    """Masked locations are looked for, at the door and afterwards."""
    return every(read, "location_control.at_remote_onboarding", "location_control.in_daily_operation")


def law_watch(read: Reader) -> Node:
    """Changes of law are found and acted on."""
    return every(read, "law_watch.changes_monitored", "law_watch.changes_acted_on")


FUNCTIONS: Mapping[str, Logic] = {
    "onboarding.place_known": place_known,
    "onboarding.location_masking": location_masking,
    "onboarding.law_watch": law_watch,
}
