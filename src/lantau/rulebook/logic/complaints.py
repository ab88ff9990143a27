"""Complaints: who handles them, what is replied and when, and how long records are kept."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every, never
from lantau.rulebook.reading import Reader


def handler(read: Reader) -> Node:
    """Handled by somebody who is able and not involved."""
    return Every(
        never(read, "complaint.handler_involved"), Must(read.fact("complaint.handler_competent"), limb="competent")
    )


def acknowledgement_contents(read: Reader) -> Node:
    """An acknowledgement of its own says whom to reach and what happens next."""
    return every(
        read,
        "complaint.acknowledgement_names_contact",
        "complaint.acknowledgement_tells_procedure",
        when=Must(read.fact("complaint.acknowledged")),
    )


def interim_reply(read: Reader) -> Node:
    """An interim reply says why, and until when."""
    return every(read, "complaint.interim_gives_reason", "complaint.interim_names_day", when=_interim(read))


def full_reply_expected(read: Reader) -> Node:
    """The day named for the full reply is near enough, or somebody judged that the time is justified."""
    latest = read.fact("complaint.received_on").plus_days(read.parameter("complaint_full_reply_days"))
    return Either(
        Must(read.fact("complaint.full_reply_expected_on"), "<=", latest, limb="generally"),
        Must(read.fact("complaint.longer_time_justified"), limb="judgement"),
        when=_interim(read),
    )


def retention(read: Reader) -> Node:
    """The record is kept for as long as the Guideline asks, from the day of receipt."""
    least = read.fact("complaint.received_on").plus_months(read.parameter("complaint_record_months"))
    return Must(read.fact("complaint.record_kept_until"), ">=", least)


def public(read: Reader) -> Node:
    """The public finds the desk, its procedure and its timetable."""
    return every(
        read,
        "complaints_desk.open_to_public",
        "complaints_desk.procedure_published",
        "complaints_desk.timetable_published",
    )


def holders_informed(read: Reader) -> Node:
    """Holders are told of the mechanisms."""
    return Must(read.fact("complaints_desk.holders_informed"))


def _interim(read: Reader) -> Node:
    return Must(read.fact("complaint.interim_reply_given"))


FUNCTIONS: Mapping[str, Logic] = {
    "complaints.handler": handler,
    "complaints.acknowledgement_contents": acknowledgement_contents,
    "complaints.interim_reply": interim_reply,
    "complaints.full_reply_expected": full_reply_expected,
    "complaints.retention": retention,
    "complaints.public": public,
    "complaints.holders_informed": holders_informed,
}
