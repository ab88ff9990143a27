"""The gap report of an application as plain data: counts, items of Annex B, criteria, remarks and documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lantau.licensing.annex_b import AnnexItem, annex_b
from lantau.licensing.application import Application, Document
from lantau.licensing.criteria import counted
from lantau.licensing.paper_remarks import asked_of
from lantau.licensing.remarks import Remark, RemarkKind
from lantau.refusal import Json

if TYPE_CHECKING:
    from lantau.licensing.assessment import Assessment


def report_on(assessment: Assessment) -> dict[str, Json]:
    """What ``Assessment.as_json`` tells beside facts and findings. Nothing in it depends on when it was made."""
    application, remarks = assessment.application, assessment.remarks
    items = [_item(application, item, remarks) for item in annex_b().items]
    outcomes = [found.outcome.value for found in assessment.findings]
    by_outcome: dict[str, Json] = {each: outcomes.count(each) for each in sorted(set(outcomes))}
    by_criterion: dict[str, Json] = {**counted(assessment.criteria)}
    statuses = [str(each["status"]) for each in items]
    summary: dict[str, Json] = {
        "remarks": {kind.value: sum(each.kind is kind for each in remarks) for kind in RemarkKind},
        "gravity": {str(level): sum(each.gravity == level for each in remarks) for level in (1, 2, 3)},
        "items": {each: statuses.count(each) for each in sorted(set(statuses))},
        "criteria": by_criterion,
        "findings": by_outcome,
    }
    return {
        "simulated": True,
        "kind": application.applicant.kind.value,
        "source": application.source,
        "documents_read": application.folder is not None,
        "summary": summary,
        "items": [*items],
        "criteria": [each.as_json() for each in assessment.criteria],
        "beside_the_criteria": [each.as_json() for each in assessment.beside],
        "remarks": [each.as_json() for each in remarks],
        "sources": [dict(source) for source in assessment.sources],
        "documents": [line for paper in application.papers for line in document_lines(application, paper)],
    }


def _item(application: Application, item: AnnexItem, remarks: Iterable[Remark]) -> dict[str, Json]:
    return {
        "number": item.number,
        "en": item.en,
        "zh": item.zh,
        "citation": item.citation,
        "status": _status(application, item),
        "because": item.exempt_citation if item.exempt in application.traits else "",
        "file": application.documents.get(item.number, ""),
        "remark_count": sum(each.item == item.number for each in remarks),
    }


def _status(application: Application, item: AnnexItem) -> str:
    """on_file, listed (its file was not read), not_on_file, exempt, not_needed or not_asked_yet."""
    if item.number in application.documents:
        return "on_file" if application.folder is not None else "listed"
    if item in asked_of(application):
        return "not_on_file"
    if item.exempt in application.traits:
        return "exempt"
    return "not_asked_yet" if item.is_on_request else "not_needed"


def document_lines(application: Application, paper: Document) -> list[Json]:
    """Each file of a paper: whether it was there, how large, its digest, and whether its text was read."""
    lines: list[Json] = []
    for name in paper.files:
        found = application.folder.attachments.get(name) if application.folder is not None else None
        lines.append(
            {
                "item": paper.item,
                "file": name,
                "title": paper.title if name == paper.file else "",
                "dated": paper.dated.isoformat() if paper.dated is not None else "",
                "signed_by": paper.signed_by,
                "there": found is not None,
                "size_bytes": found.size_bytes if found is not None else None,
                "sha256": found.sha256 if found is not None else "",
                "text_read": found is not None and found.text is not None,
            }
        )
    return lines
