"""Ongoing monitoring: files, odd transactions, systems and tools, and the identity of each holder."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every, never
from lantau.rulebook.reading import Reader


def file_reviewed(read: Reader) -> Node:
    """Within the firm's own period, and no trigger left open."""
    return Every(
        Must(read.fact("customer.as_of"), "<=", read.fact("customer.next_review_due_on"), limb="period"),
        never(read, "customer.trigger_unreviewed"),
    )


def grounds_examined(read: Reader) -> Node:
    """What does not fit is examined; what is unusual without purpose is also written up."""
    unusual = Must(read.fact("activity.unusual"))
    return Every(
        Must(read.fact("activity.grounds_examined"), limb="examined"),
        Must(read.fact("activity.findings_written"), when=unusual, limb="written"),
        when=Either(never(read, "activity.consistent"), unusual, Must(read.fact("activity.tainted_wallet"))),
    )


def systems(read: Reader) -> Node:
    """Orders watched, transfers and wallets screened, coins followed, channel data used where there is any."""
    obtained = Must(read.fact("monitoring.has_channel_data"))
    return Every(
        every(
            read,
            "monitoring.watches_orders",
            "monitoring.screens_transfers",
            "monitoring.tracks_history",
            "monitoring.flags_tainted_wallets",
        ),
        Must(read.fact("monitoring.watches_channel_data"), when=obtained, limb="channel_data"),
    )


def tool_diligence(read: Reader) -> Node:
    """An external tool is looked into before it is deployed, by the factors named or so that somebody judged enough."""
    factors = every(
        read,
        "analytics_tool.quality_assessed",
        "analytics_tool.database_assessed",
        "analytics_tool.limits_assessed",
    )
    judged = Must(read.fact("analytics_tool.judged_sufficient"), limb="judgement")
    return Either(factors, judged, when=Must(read.fact("analytics_tool.external")))


def holder_identity(read: Reader) -> Node:
    """Somebody fit verified each holder, unless the supervisor is satisfied with other measures."""
    verified_by = read.fact("holder.identity_verified_by")
    return Must(
        verified_by,
        "!=",
        read.word("holder.identity_verified_by", "nobody"),
        when=never(read, "holder.mitigation_accepted"),
    )


def holder_identity_by_licensee(read: Reader) -> Node:
    """The licensee itself verified each holder: a supposition, with no way around it."""
    verified_by = read.fact("holder.identity_verified_by")
    return Must(verified_by, "==", read.word("holder.identity_verified_by", "licensee"))


FUNCTIONS: Mapping[str, Logic] = {
    "monitoring.file_reviewed": file_reviewed,
    "monitoring.grounds_examined": grounds_examined,
    "monitoring.systems": systems,
    "monitoring.tool_diligence": tool_diligence,
    "monitoring.holder_identity": holder_identity,
    "monitoring.holder_identity_by_licensee": holder_identity_by_licensee,
}
