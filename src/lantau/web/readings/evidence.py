"""Reads an issuer's evidence register."""

from __future__ import annotations

from lantau.disclosure import queries
from lantau.web.console import Ask, Console
from lantau.web.readings.calendar import issuer_asked, issuers_named
from lantau.web.readings.parties import person_name
from lantau.web.views.evidence import EvidenceLine, EvidenceView, PersonsWord, evidence_view
from lantau.web.views.words import Said


def every(console: Console, ask: Ask) -> EvidenceView:
    """The register of the issuer asked for, or of the first one there is."""
    issuers = issuers_named(console)
    issuer_id = issuer_asked(issuers, ask.query.get("issuer", ""))
    lines: tuple[queries.Evidence, ...] = ()
    if issuer_id:
        now = console.clock.now()
        lines = queries.evidence(console.database, console.book, issuer_id=issuer_id, as_of=now)
    return evidence_view(
        issuer_id,
        issuers,
        (_line(console, each) for each in lines),
        kind=ask.query.get("kind", ""),
        shown=ask.query.get("status", ""),
    )


def _line(console: Console, each: queries.Evidence) -> EvidenceLine:
    rule, filing, judgement = each.rule, each.filing, each.judgement
    reading = None if filing is None else filing.reading
    return EvidenceLine(
        rule_id=rule.id,
        kind=rule.kind.value,
        by=rule.by,
        title=Said(rule.title.en, rule.title.zh),
        text=Said(rule.text.en, rule.text.zh),
        standing=each.standing.value,
        outcome=each.finding.outcome.value,
        citation=rule.citation,
        document="" if filing is None else filing.title,
        digest="" if filing is None else filing.digest,
        filed=None if filing is None else PersonsWord("", person_name(console, filing.filed_by), filing.filed_at),
        read=None
        if reading is None
        else PersonsWord(reading.reasons, person_name(console, reading.read_by), reading.read_at),
        judged=None
        if judgement is None
        else PersonsWord(judgement.reasons, person_name(console, judgement.judged_by), judgement.judged_at),
    )
