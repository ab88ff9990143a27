"""Records against money laundering: how long, what, in what form, and the registers."""

from __future__ import annotations

from collections.abc import Mapping

from lantau.rulebook.comparisons import Every, Must, Node
from lantau.rulebook.logic.kind import Logic
from lantau.rulebook.logic.truths import every
from lantau.rulebook.reading import Reader


def retention(read: Reader) -> Node:
    """What is destroyed was kept long enough, and not while the relationship went on."""
    kind = read.fact("aml_record.kind")
    of_relationship = Must(kind, "==", read.word("aml_record.kind", "relationship"))
    return Every(
        Must(read.fact("aml_record.full_years_kept"), ">=", read.parameter("record_retention_years"), limb="years"),
        Must(read.fact("aml_record.relationship_ended"), when=of_relationship, limb="relationship_ended"),
        when=Must(read.fact("aml_record.destroyed")),
    )


def longer_by_notice(read: Reader) -> Node:
    """What a notice asks to be kept longer was kept that long."""
    return Must(
        read.fact("aml_record.full_years_kept"),
        ">=",
        read.fact("aml_record.notice_years"),
        when=every(read, "aml_record.destroyed", "aml_record.notice_given"),
    )


def trail(read: Reader) -> Node:
    """Without a gap, enough to reconstruct, and swiftly at hand."""
    return every(
        read, "aml_records.trail_complete", "aml_records.available_swiftly", "aml_records.transactions_reconstructable"
    )


def kept(read: Reader) -> Node:
    """All five kinds of papers on customers."""
    return every(
        read,
        "aml_records.identity_papers_kept",
        "aml_records.monitoring_papers_kept",
        "aml_records.purpose_kept",
        "aml_records.correspondence_kept",
        "aml_records.analyses_kept",
    )


def form(read: Reader) -> Node:
    """Originals, microfilm or a database."""
    return Must(read.fact("aml_records.form_permitted"))


def registers(read: Reader) -> Node:
    """Both registers say all they should."""
    return every(read, "aml_records.internal_register_complete", "aml_records.report_register_complete")


FUNCTIONS: Mapping[str, Logic] = {
    "aml_records.retention": retention,
    "aml_records.longer_by_notice": longer_by_notice,
    "aml_records.trail": trail,
    "aml_records.kept": kept,
    "aml_records.form": form,
    "aml_records.registers": registers,
}
