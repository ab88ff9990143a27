"""Taking the law and its findings elsewhere: JSON, CSV, and OSCAL assessment results (NIST, version 1.1.2)."""

from __future__ import annotations

import csv
import io
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from lantau.refusal import Json
from lantau.rulebook.book import Rulebook
from lantau.rulebook.describing import note_body, parameter_body, rule_body, source_body
from lantau.rulebook.findings import Finding, Outcome

OSCAL_VERSION = "1.1.2"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://lantau.example/oscal")
"""Identifiers are made from what they name, so that the same findings give the same file."""

SIMULATED = (
    "Made by a sandbox from simulated records. Not legal advice; texts are our own words, not the official ones."
)
STATES = {Outcome.MET: "satisfied", Outcome.BREACHED: "not-satisfied", Outcome.UNKNOWN: "not-satisfied"}
"""What OSCAL knows: unknown is never a pass. What does not apply is an observation without a finding."""

COLUMNS = (
    "id", "kind", "binds", "level", "authorized_institutions", "citation", "since", "covered_until", "gates", "subject",
    "title_en", "title_zh", "text_en", "text_zh", "parameters",
)  # fmt: skip

FINDING_COLUMNS = (
    "subject_kind", "subject_id", "rule_id", "outcome", "level", "citation", "on", "sentence_en", "sentence_zh",
)  # fmt: skip


def law_json(book: Rulebook) -> dict[str, Json]:
    """One jurisdiction's law whole: sources, parameters through time, rules with their cases, notes."""
    law = book.law
    return {
        "format": "lantau-law-1",
        "rulebook_id": book.id,
        "title_en": law.title.en,
        "title_zh": law.title.zh,
        "covered_since": law.covered_since.isoformat(),
        "covered_until": law.covered_until.isoformat(),
        "coverage_citation": law.coverage_citation,
        "disclaimer": SIMULATED,
        "sources": [source_body(book, key) for key in law.sources],
        "parameters": [parameter_body(book, name) for name in law.parameters],
        "rules": [rule_body(book, rule) for rule in law.rules],
        "notes": [note_body(note) for note in law.notes],
    }


def law_csv(book: Rulebook) -> str:
    """The same as a table: one line a rule or note, the numbers it reads as name=value in their unit."""
    rows: list[Mapping[str, Json]] = [rule_body(book, rule) for rule in book.law.rules]
    rows += [note_body(note) for note in book.law.notes]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = (row.get(column, "") for column in COLUMNS)
        writer.writerow([" ".join(map(str, cell)) if isinstance(cell, list) else cell for cell in cells])
    return text.getvalue()


def oscal(book: Rulebook, findings: Sequence[Finding], *, about: str, made_at: datetime) -> dict[str, Json]:
    """Findings as an OSCAL assessment-results document. ``about`` names whose they are; controls are rule ids.

    Each finding rests on an observation with its sentence, inputs and numbers; ``made_at`` is the world's instant.
    """
    stamp = made_at.isoformat()
    seed = f"{book.id}/{about}/{stamp}"
    reviewed = dict.fromkeys(item.rule_id for item in findings)
    observations = [_observation(seed, number, item, stamp) for number, item in enumerate(findings)]
    found = [_oscal_finding(seed, number, item) for number, item in enumerate(findings) if item.outcome in STATES]
    result: dict[str, Json] = {
        "uuid": _uuid(f"{seed}/result"),
        "title": f"{about} under {book.id}",
        "description": SIMULATED,
        "start": stamp,
        "reviewed-controls": {
            "control-selections": [{"include-controls": [{"control-id": _token(name)} for name in reviewed]}]
        },
        "observations": list(observations),
    }
    if found:
        result["findings"] = list(found)
    return {
        "assessment-results": {
            "uuid": _uuid(f"{seed}/document"),
            "metadata": {
                "title": f"Findings on {about} under {book.law.title.en}",
                "last-modified": stamp,
                "version": book.id,
                "oscal-version": OSCAL_VERSION,
                "remarks": SIMULATED,
            },
            "import-ap": {"href": "#", "remarks": "Every rule of the rulebook was held against every fact at hand."},
            "results": [result],
        }
    }


def _observation(seed: str, number: int, item: Finding, stamp: str) -> dict[str, Json]:
    said: list[Json] = [_prop("outcome", item.outcome.value), _prop("level", item.level.value)]
    said += [_prop("input", f"{name} = {value}") for name, value in sorted(item.inputs.items())]
    said += [_prop("missing", name) for name in item.missing]
    said += [_prop("parameter", f"{name} = {value}") for name, value in sorted(item.parameters.items())]
    return {
        "uuid": _uuid(f"{seed}/observation/{number}"),
        "title": item.title_en,
        "description": item.sentence_en,
        "props": said,
        "methods": ["TEST"],
        "subjects": [{"subject-uuid": _uuid(f"{seed}/subject/{item.subject_id}"), "type": "inventory-item",
                      "title": item.subject_id}],
        "collected": stamp,
        "remarks": item.sentence_zh,
    }  # fmt: skip


def _oscal_finding(seed: str, number: int, item: Finding) -> dict[str, Json]:
    reason = {Outcome.MET: "pass", Outcome.BREACHED: "fail"}.get(item.outcome, "other")
    return {
        "uuid": _uuid(f"{seed}/finding/{number}"),
        "title": f"{item.rule_id} on {item.subject_id}",
        "description": item.sentence_en,
        "props": [_prop("citation", item.citation), _prop("law-day", item.on.isoformat())],
        "target": {
            "type": "objective-id",
            "target-id": _token(item.rule_id),
            "status": {"state": STATES[item.outcome], "reason": reason},
        },
        "related-observations": [{"observation-uuid": _uuid(f"{seed}/observation/{number}")}],
    }


def _prop(name: str, value: str) -> dict[str, Json]:
    return {"name": name, "ns": "https://lantau.example/oscal", "value": value or "none"}


def _uuid(name: str) -> str:
    return str(uuid.uuid5(NAMESPACE, name))


def _token(text: str) -> str:
    """An id as OSCAL allows it."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", text)


def findings_csv(findings: Iterable[Finding]) -> str:
    """Findings as a table: one line each."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    heads = (
        "subject_kind",
        "subject_id",
        "rule_id",
        "outcome",
        "level",
        "citation",
        "on",
        "sentence_en",
        "sentence_zh",
    )
    writer.writerow(heads)
    for item in findings:
        body = item.as_body()
        writer.writerow([body[column] for column in FINDING_COLUMNS])
    return text.getvalue()
