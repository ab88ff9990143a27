"""Acts of the desks: what the world told us, the close of day, returns, obligations done, the supervisor's notes."""

from __future__ import annotations

import hashlib

from lantau import access, disclosure, observations, supervision
from lantau.disclosure import operations
from lantau.refusal import Refusal
from lantau.worlds.play import Cue, Doing, Made


def observe(cue: Cue) -> Made | Refusal:
    """Record what the world told us: a warning, a price, a consent. Each observes for their own organisation."""
    arguments = cue.arguments
    access.require(cue.actor, "observations.observe", for_=(cue.actor.organisation_id,))
    told = observations.observe(
        *cue.where,
        key=cue.key,
        kind=arguments.text("kind"),
        subject=arguments.text("subject"),
        value=arguments.table("value"),
        occurred_at=cue.occurred_at,
        source=arguments.text("source"),
        actor_id=cue.actor.id,
    )
    return told if isinstance(told, Refusal) else {"id": told.id}


def close_day(cue: Cue) -> Made | Refusal:
    """Close an issuer's day."""
    arguments = cue.arguments
    closed = disclosure.close_day(
        *cue.where,
        cue.stage.book,
        **cue.one,
        issuer_id=arguments.text("issuer"),
        day=arguments.day("day"),
        chain=cue.stage.chain,
    )
    if isinstance(closed, Refusal):
        return closed
    return {
        "id": (*closed.statement_ids, "")[0],
        "open_findings": len(closed.open_findings),
        "open_breaks": closed.open_breaks,
    }


def week_return(cue: Cue) -> Made | Refusal:
    """Return a week to the supervisor and the website."""
    arguments = cue.arguments
    returned = disclosure.week_return(
        *cue.where,
        cue.stage.book,
        **cue.one,
        issuer_id=arguments.text("issuer"),
        week_until=arguments.day("day"),
    )
    return returned if isinstance(returned, Refusal) else {"id": returned.id}


def discharge(cue: Cue) -> Made | Refusal:
    """Do the obligation of a kind that is open longest."""
    arguments = cue.arguments
    done = disclosure.discharge(
        *cue.where,
        cue.stage.book,
        **cue.one,
        issuer_id=arguments.text("issuer"),
        obligation=arguments.text("kind"),
        evidence=arguments.text("evidence"),
    )
    return done if isinstance(done, Refusal) else {"id": done.obligation_id, "late": done.late}


def note_event(cue: Cue) -> Made | Refusal:
    """Note what starts duties: it happened, or it is planned."""
    arguments = cue.arguments
    noted = operations.note_event(
        *cue.where,
        cue.stage.book,
        **cue.one,
        issuer_id=arguments.text("issuer"),
        kind=arguments.text("kind"),
        about=arguments.text("about"),
        day=arguments.day("day"),
        planned=arguments.flag("planned", False),
    )
    if isinstance(noted, Refusal):
        return noted
    return {"id": (*(one.id for one in noted.obligations), "")[0], "started": len(noted.obligations)}


def file_evidence(cue: Cue) -> Made | Refusal:
    """File a document of the scenario's folder under the rule that asks for it."""
    arguments = cue.arguments
    filed = operations.file_evidence(
        *cue.where,
        cue.stage.book,
        **cue.one,
        issuer_id=arguments.text("issuer"),
        rule_id=arguments.text("rule"),
        title=arguments.text("title"),
        digest=hashlib.sha256(arguments.file("file").read_bytes()).hexdigest(),
    )
    return filed if isinstance(filed, Refusal) else {"id": filed.id}


def review_evidence(cue: Cue) -> Made | Refusal:
    """Read what somebody else filed and find it adequate or wanting."""
    arguments = cue.arguments
    read = operations.review_evidence(
        *cue.where,
        **cue.one,
        evidence_id=arguments.text("evidence"),
        adequate=arguments.flag("adequate"),
        reasons=arguments.text("reasons"),
    )
    return read if isinstance(read, Refusal) else {"id": read.id}


def judge(cue: Cue) -> Made | Refusal:
    """Decide what a rule leaves to a person, or whether a duty was done promptly."""
    arguments = cue.arguments
    judged = operations.judge(
        *cue.where,
        cue.stage.book,
        **cue.one,
        issuer_id=arguments.text("issuer"),
        matter=arguments.text("matter"),
        satisfied=arguments.flag("satisfied"),
        reasons=arguments.text("reasons"),
    )
    return judged if isinstance(judged, Refusal) else {"id": judged.id}


def seal_attestation_draw(cue: Cue) -> Made | Refusal:
    """Seal a secret number for the attestation's random day: only its digest leaves the hand."""
    arguments = cue.arguments
    issuer_id, period_end = arguments.text("issuer"), arguments.day("period")
    sealed = operations.seal_attestation_draw(
        *cue.where,
        **cue.one,
        issuer_id=issuer_id,
        period_end=period_end,
        seal=disclosure.queries.seal_of(issuer_id, period_end, arguments.text("number")),
    )
    return sealed if isinstance(sealed, Refusal) else {"id": "", "seal": sealed.seal}


def draw_attestation_day(cue: Cue) -> Made | Refusal:
    """Open the sealed number and draw the attestation's random business day."""
    arguments = cue.arguments
    drawn = operations.draw_attestation_day(
        *cue.where,
        **cue.one,
        issuer_id=arguments.text("issuer"),
        period_end=arguments.day("period"),
        number=arguments.text("number"),
    )
    return drawn if isinstance(drawn, Refusal) else {"id": "", "day": drawn.day.isoformat()}


def note(cue: Cue) -> Made | Refusal:
    """The supervisor writes a note about a party, or an observation to it."""
    arguments = cue.arguments
    written = supervision.write_note(
        *cue.where,
        **cue.one,
        party_id=arguments.text("party"),
        text=arguments.text("text"),
        kind=arguments.choice("kind", supervision.NoteKind, supervision.NoteKind.NOTE),
        citation=arguments.text("citation", ""),
    )
    return written if isinstance(written, Refusal) else {"id": written.id}


ACTS: dict[str, Doing] = {
    "observations.observe": Doing(observe, "kind subject value source"),
    "disclosure.close_day": Doing(close_day, "issuer day"),
    "disclosure.week_return": Doing(week_return, "issuer day"),
    "disclosure.discharge": Doing(discharge, "issuer kind evidence"),
    "disclosure.note_event": Doing(note_event, "issuer kind about day planned?"),
    "disclosure.file_evidence": Doing(file_evidence, "issuer rule title file"),
    "disclosure.review_evidence": Doing(review_evidence, "evidence adequate reasons"),
    "disclosure.judge": Doing(judge, "issuer matter satisfied reasons"),
    "disclosure.seal_attestation_draw": Doing(seal_attestation_draw, "issuer period number"),
    "disclosure.draw_attestation_day": Doing(draw_attestation_day, "issuer period number"),
    "supervision.note": Doing(note, "party text kind? citation?"),
}
