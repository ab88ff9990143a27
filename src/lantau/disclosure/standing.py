"""Findings as they stand: which are open, since when, and which duties to report a breach they give rise to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from lantau.dates import hk_date
from lantau.refusal import Json
from lantau.rulebook import Finding, Outcome

RESERVE_REPORT = "reserve_breach_report"
ISSUANCE_REPORT = "issuance_breach_report"
REPORTED_AS: Mapping[str, str] = {
    "pool": RESERVE_REPORT,
    "asset": RESERVE_REPORT,
    "valuation": RESERVE_REPORT,
    "reserve": RESERVE_REPORT,
    "trust": RESERVE_REPORT,
    "custody": RESERVE_REPORT,
    "exposure": RESERVE_REPORT,
    "redemption": ISSUANCE_REPORT,
    "order": ISSUANCE_REPORT,
}
"""Which immediate report a breach of a rule about such a subject asks for (G 2.7.5, 3.6.3)."""

OPEN = (Outcome.BREACHED.value, Outcome.UNKNOWN.value)

Place = tuple[str, str]
"""A rule and a subject: one finding at a time stands between them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding with its place in the records. ``source`` is the close that judged it, or the act it was made for.

    ``open_since`` is the instant from which it was found breached or unknown without a close in between that found it
    met; None when it is not open. ``body`` is the finding as data, with inputs, parameters and citation.
    """

    id: str
    issuer_id: str
    rule_id: str
    subject_kind: str
    subject_id: str
    outcome: Outcome
    open_since: datetime | None
    occurred_at: datetime
    recorded_at: datetime
    source: Literal["close", "act"]
    commit_id: str
    body: Mapping[str, Json]

    @property
    def place(self) -> Place:
        """The rule and the subject."""
        return self.rule_id, self.subject_id

    @property
    def citation(self) -> str:
        """The paragraph."""
        return str(self.body["citation"])

    def as_body(self) -> dict[str, Json]:
        """The standing finding as plain data."""
        return {
            "finding_id": self.id,
            "issuer_id": self.issuer_id,
            "source": self.source,
            "open_since": None if self.open_since is None else self.open_since.isoformat(),
            "occurred_at": self.occurred_at.isoformat(),
            "recorded_at": self.recorded_at.isoformat(),
            "commit_id": self.commit_id,
            **self.body,
        }


@dataclass(frozen=True, slots=True)
class Duty:
    """An immediate report that an event asks for; ``about`` names the event and is unique for issuer and kind."""

    kind: str
    about: str
    arose_on: date


def open_since(
    finding: Finding, before: Mapping[Place, datetime], acts: Iterable[Standing], at: datetime
) -> datetime | None:
    """Since when a finding of a close at ``at`` is open; None when it is not.

    ``before`` has what the last close left open; ``acts`` the findings made by acts since then. So a breach counts
    from the act that made it, not from the evening that stated it.
    """
    if not finding.blocks:
        return None
    place = (finding.rule_id, finding.subject_id)
    if place in before:
        return before[place]
    return min((act.occurred_at for act in acts if act.place == place and act.outcome.value in OPEN), default=at)


def breach_duties(closed: Iterable[Standing], acts: Iterable[Standing]) -> tuple[Duty, ...]:
    """One report for each breach that a close finds open, and for each that came and went between two closes."""
    duties: dict[tuple[str, str], Duty] = {}
    for standing in closed:
        if standing.outcome is Outcome.BREACHED and standing.open_since is not None:
            _add(duties, standing, standing.open_since)
    open_places = {standing.place for standing in closed if standing.open_since is not None}
    for act in acts:
        if (
            act.outcome is Outcome.BREACHED
            and REPORTED_AS.get(act.subject_kind) == RESERVE_REPORT
            and act.place not in open_places
        ):
            _add(duties, act, act.occurred_at)
    return tuple(duties.values())


def _add(duties: dict[tuple[str, str], Duty], standing: Standing, since: datetime) -> None:
    kind = REPORTED_AS.get(standing.subject_kind)
    if kind is not None:
        about = f"{standing.rule_id} {standing.subject_id} since {since.isoformat()}"
        duties.setdefault((kind, about), Duty(kind, about, hk_date(since)))
