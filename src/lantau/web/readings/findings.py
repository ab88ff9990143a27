"""Reads the register of findings, and one finding with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lantau import disclosure, events
from lantau.refusal import Refusal, refuses
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.readings.parties import person_name
from lantau.web.readings.rules import terms
from lantau.web.views.findings import (
    Evidence,
    FindingLine,
    FindingsView,
    WaitingLine,
    WhyView,
    finding_line,
    findings_view,
    why_view,
)
from lantau.web.views.words import Said


def every(console: Console, ask: Ask) -> FindingsView:
    """The findings of the last close of each issuer, and those of every act."""
    standing = disclosure.queries.findings(console.database, open_only=False)
    lines = sorted((_line(each) for each in standing), key=lambda line: str(line.occurred_at))
    return findings_view(
        lines,
        outcome=ask.query.get("outcome", ""),
        subject=ask.query.get("subject", ""),
        waiting=_waiting(console),
    )


def one(console: Console, ask: Ask) -> WhyView:
    """Why a finding says what it says, and the link of the chain that holds it."""
    wanted = ask.path["finding_id"]
    explained = disclosure.queries.why(console.database, wanted)
    if isinstance(explained, Refusal):
        raise NotThereError("finding", wanted)
    standing = explained.standing
    link = events.queries.link_of(console.database, standing.commit_id)
    assert link is not None, f"finding {wanted} stands in a commit without a link"
    evidence = Evidence(
        table=str(explained.body["held_in"]),
        commit_id=link.commit_id,
        stream=link.stream,
        height=link.height,
        digest=link.digest,
        previous=link.previous,
        actor_id=link.actor_id,
        actor_name=person_name(console, link.actor_id),
        key=link.key,
        occurred_at=link.occurred_at,
        recorded_at=link.recorded_at,
    )
    return why_view(_line(standing), standing.body, evidence, terms(console))


def open_findings(console: Console, issuer_id: str | None = None) -> tuple[FindingLine, ...]:
    """What is breached or unknown as of each issuer's last close, longest open first."""
    standing = disclosure.queries.findings(console.database, issuer_id=issuer_id, open_only=True, with_acts=False)
    return tuple(_line(each) for each in standing)


def recorded_findings(console: Console, subject_id: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The findings on one subject in the last commit that judged it, each with its id."""
    about = disclosure.queries.act_findings(console.database, subject_id=subject_id)
    last = about[-1].commit_id if about else ""
    return [(act.id, act.body) for act in about if act.commit_id == last]


def _waiting(console: Console) -> list[WaitingLine]:
    """The standing rules of every issuer that wait for a fact; none on a day that the law does not cover."""
    known, read, lines = terms(console), refuses(disclosure.queries.waiting), list[WaitingLine]()
    for issuer_id in disclosure.queries.issuers(console.database):
        answer = read(console.database, console.book, issuer_id=issuer_id, as_of=console.clock.now())
        found = [] if isinstance(answer, Refusal) else [each.finding for each in answer]
        lines += [
            WaitingLine(
                each.rule_id,
                each.subject_kind,
                each.subject_id,
                Said(each.title_en, each.title_zh),
                each.citation,
                tuple((name, known[name].words if name in known else Said(name)) for name in each.missing),
            )
            for each in found
        ]
    return lines


def _line(standing: disclosure.Standing) -> FindingLine:
    return finding_line(standing.id, standing.body, standing.occurred_at, standing.open_since)
