"""What happened, act by act, and whether the record still is what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lantau import worlds
from lantau.web.views.words import Said

ADDRESSES = {
    "application.file": "/applications",
    "disclosure.close_day": "/statements",
    "disclosure.week_return": "/statements",
    "issuance.request_redemption": "/redemptions",
    "issuance.validate_redemption": "/redemptions",
}
"""The pages of what acts make, by the act's name; other acts make nothing that has a page of its own."""


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act of the scenario and how it ended.

    ``address`` is the page of what it made, ``rule_id`` the first rule that refused it; each empty where there is none.
    ``message`` has no Chinese where the refusal is not the law's.
    """

    name: str
    occurred_at: datetime
    do: str
    by: str
    words: Said
    outcome: str
    refusal_code: str
    message: Said
    citation: str
    rule_id: str
    address: str


@dataclass(frozen=True, slots=True)
class StoryView:
    """The world's title and its acts in the order they happened."""

    title: Said
    words: Said
    lines: tuple[ActLine, ...]
    act_count: int
    digest: str


@dataclass(frozen=True, slots=True)
class StreamLine:
    """One stream of the record: how many links, and the digest of the last."""

    stream: str
    height: int
    digest: str


@dataclass(frozen=True, slots=True)
class DiscrepancyLine:
    """The first altered, missing or added row of a stream."""

    stream: str
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class VerifyView:
    """Every stream, and what a fresh reading of every link found."""

    streams: tuple[StreamLine, ...]
    discrepancies: tuple[DiscrepancyLine, ...]


def act_line(outcome: worlds.ActOutcome) -> ActLine:
    """One act as its outcome was recorded."""
    refusal: Mapping[str, Any] = outcome.refusal or {}
    findings = refusal.get("details", {}).get("findings", [])
    return ActLine(
        name=outcome.name,
        occurred_at=outcome.occurred_at,
        do=outcome.do,
        by=outcome.by,
        words=Said(outcome.words, outcome.words_zh),
        outcome=outcome.outcome,
        refusal_code=str(refusal.get("code", "")),
        message=_message(refusal, findings),
        citation=str(refusal.get("citation", "")),
        rule_id=str(findings[0]["rule_id"]) if findings else "",
        address=_address(outcome),
    )


def _message(refusal: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> Said:
    """What was refused and why; where rules refused, their own sentences, which exist in both languages."""
    if not findings:
        return Said(str(refusal.get("message", "")))
    english, chinese = (
        [str(each[name]).replace(f" [{each['citation']}]", "") for each in findings]
        for name in ("sentence_en", "sentence_zh")
    )
    return Said(" ".join(english), "".join(chinese))


def _address(outcome: worlds.ActOutcome) -> str:
    folder = next((folder for start, folder in ADDRESSES.items() if outcome.do.startswith(start)), "")
    return f"{folder}/{outcome.made_id}" if folder and outcome.made_id else ""
