"""What a filing keeps of an applicant's papers: their digests and the remarks made when they were read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from lantau.licensing.application import Application
from lantau.licensing.application_file import read_application_text
from lantau.licensing.remarks import Remark, remark_from_json
from lantau.refusal import Json

FILED = "licensing.application_filed"
"""The kind of the record that holds what was filed."""


def digests(application: Application) -> list[Json]:
    """Each file received, with its item, size and digest: what the filing is bound to. Empty for a form alone."""
    if application.folder is None:
        return []
    lines: list[Json] = []
    for paper in application.papers:
        for name in paper.files:
            if (found := application.folder.attachments.get(name)) is not None:
                line: dict[str, Json] = {
                    "item": paper.item, "file": name, "size_bytes": found.size_bytes, "sha256": found.sha256,
                    "filed_for": name if application.documents.get(paper.item) == name else "",
                }  # fmt: skip
                lines.append(line)
    return lines


def papers_body(application: Application, remarks: Iterable[Remark]) -> dict[str, Json]:
    """What the record of a filing says of the papers; nothing for a form alone."""
    if application.folder is None:
        return {}
    return {"documents": digests(application), "remarks": [each.as_json() for each in remarks]}


def as_filed(form: str, source: str, records: Iterable[Mapping[str, Any]]) -> Application:
    """The application as it was filed, from its text and the records of it. It was read before, so it reads again.

    The papers are not kept: an item counts as filed when its file was there then.
    """
    read = read_application_text(form, source)
    assert isinstance(read, Application), f"{source} was filed and cannot be read: {read}"
    body = _body(records)
    if body is None:
        return read
    there = {int(each["item"]): str(each["filed_for"]) for each in body["documents"] if each["filed_for"]}
    return replace(read, documents=there)


def remarks_filed(records: Iterable[Mapping[str, Any]]) -> tuple[Remark, ...] | None:
    """The remarks made when the papers were read; None when only a form was filed."""
    body = _body(records)
    return None if body is None else tuple(remark_from_json(each) for each in body["remarks"])


def _body(records: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    bodies = [each["body"] for each in records if each["kind"] == FILED and "documents" in each["body"]]
    return bodies[0] if bodies else None
