"""Information and accounting systems: what they record, that they last, and that they can be examined."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every
from lantau.rulebook.reading import Reader


def complete(read: Reader) -> Node:
    """Recorded on chain and off."""
    return every(read, "system.records_on_chain", "system.records_off_chain")


def audit_trail(read: Reader) -> Node:
    """What controls did can be proved."""
    return Must(read.fact("system.audit_trail_kept"))


def backup(read: Reader) -> Node:
    """The systems survive a disaster."""
    return every(read, "system.backup_ready", "system.disaster_recovery_ready")


def abroad(read: Reader) -> Node:
    """Systems outside Hong Kong stay within reach of the licensee and of those who examine it."""
    return every(
        read, "system.accessible", "system.open_to_examination", when=Must(read.fact("system.outside_hong_kong"))
    )


FUNCTIONS: Mapping[str, Logic] = {
    "records.complete": complete,
    "records.audit_trail": audit_trail,
    "records.backup": backup,
    "records.abroad": abroad,
}
